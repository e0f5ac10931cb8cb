"""`hashlib` objects: md5, sha1 and the families of sha2 and sha3, blake2b.

A hash object keeps the chaining state, the bytes of an unfinished block and how many bytes it has seen. That of sha3 has no block: what
it takes goes into its larger state at once.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from noetlc.kernel.lang import (
    enable,
    i32,
    i64,
    inline,
    lit,
    lit_class,
    live,
    load8,
    load64,
    memory_copy,
    memory_fill,
    noinline,
    reason,
    rotl,
    static_bytes,
    static_i64,
    store8,
    store64,
    val,
)  # fmt: skip
from noetlc.layout.features import Feature
from noetlc.layout.objects import NONE, STR_BYTES, Obj, Str
from noetlc.layout.tags import T_BYTES, T_HASH, T_STR
from noetlc.runtime.library.hashing.blake import blake_end, blake_take
from noetlc.runtime.library.hashing.rounds import STARTS, hash_swap64, md5_block, sha1_block, sha256_block, sha512_block
from noetlc.runtime.library.hashing.sponge import SPONGE_SIZE, sponge_end, sponge_take
from noetlc.runtime.python.strings.bytes_data import mod_bytes_end, mod_data, mod_size
from noetlc.runtime.text.strings import buf_end
from noetlc.runtime.values.buffer import buf_begin, buf_byte, buf_bytes, buf_pos, buf_room
from noetlc.runtime.values.bytes import bytes_seen
from noetlc.runtime.values.memory import from_int, has_tag, leave, new_object, raised, reserve

if TYPE_CHECKING:
    from noetlc.runtime.python.exceptions.errors import raise_type_error, raise_value_error, raise_with
    from noetlc.runtime.python.numbers.number import py_index
    from noetlc.runtime.python.strings.bytes_data import mod_buffer

MD5 = 0
SHA1 = 1
SHA224 = 2
SHA256 = 3
SHA384 = 4
SHA512 = 5
SHA3_224 = 6
BLAKE2B = 10
NAMES = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3_224", "sha3_256", "sha3_384", "sha3_512", "blake2b")


class Hash(Obj):
    """`kind`, bytes in the block, bytes seen; from HASH_STATE the state (64 bytes) and the block (128), or the state of sha3 (200)."""

    kind: i32
    fill: i32
    total: i64


HASH_STATE = 24
HASH_BLOCK = 88
HASH_SIZE = 224
BLAKE_SIZE = 216  # of an object of blake2b: how many bytes its digest has


SIZES = static_bytes(bytes(hashlib.new(name).digest_size for name in NAMES))
BLOCKS = static_bytes(bytes(hashlib.new(name).block_size for name in NAMES))


@inline
def is_sponge(kind: i32) -> i32:
    """Whether a kind is one of sha3."""
    return live(Feature.SHA3) and kind >= SHA3_224 and kind < BLAKE2B


@inline
def hash_block_size(v: val) -> i32:
    return load8(BLOCKS + Hash(v).kind)


@inline
def is_blake(kind: i32) -> i32:
    return live(Feature.BLAKE2) and kind == BLAKE2B


@inline
def hash_size(v: val) -> i32:
    return load8(v, BLAKE_SIZE) if is_blake(Hash(v).kind) else load8(SIZES + Hash(v).kind)


def hash_new(kind: i32) -> val:
    """A hash object that has seen nothing."""
    enable(Feature.LIBRARY_OBJECTS)
    v: val = val(new_object(T_HASH, HASH_SIZE, 0))
    Hash(v).kind = kind
    hash_restart(v)
    return v


def hash_restart(v: val) -> None:
    Hash(v).fill = 0
    Hash(v).total = i64(0)
    if is_sponge(Hash(v).kind):
        memory_fill(v + HASH_STATE, 0, SPONGE_SIZE)
    else:
        memory_copy(v + HASH_STATE, STARTS + (Hash(v).kind << 6), 64)


def hash_compress(v: val, p: i32) -> None:
    """Works one block at p into the state."""
    kind: i32 = Hash(v).kind
    if live(Feature.MD5) and kind == MD5:
        md5_block(v + HASH_STATE, p)
    if live(Feature.SHA1) and kind == SHA1:
        sha1_block(v + HASH_STATE, p)
    if live(Feature.SHA256) and (kind == SHA256 or kind == SHA224):
        sha256_block(v + HASH_STATE, p)
    if live(Feature.SHA512) and (kind == SHA384 or kind == SHA512):
        sha512_block(v + HASH_STATE, p)


def hash_add(v: val, p: i32, n: i32) -> None:
    """Takes n more bytes at p."""
    size: i32 = hash_block_size(v)
    fill: i32 = Hash(v).fill
    if is_sponge(Hash(v).kind):
        Hash(v).fill = sponge_take(v + HASH_STATE, size, fill, p, n)
        return
    if is_blake(Hash(v).kind):
        Hash(v).fill = blake_take(v + HASH_STATE, fill, p, n)
        return
    Hash(v).total += i64(n)
    while n > 0:
        if fill == 0 and n >= size:
            hash_compress(v, p)
            p += size
            n -= size
        else:
            step: i32 = size - fill
            if step > n:
                step = n
            memory_copy(v + HASH_BLOCK + fill, p, step)
            fill += step
            p += step
            n -= step
            if fill == size:
                hash_compress(v, v + HASH_BLOCK)
                fill = 0
    Hash(v).fill = fill


def hash_finish(v: val) -> i32:
    """The address of the digest, in unallocated memory; the object stays as it is."""
    size: i32 = hash_block_size(v)
    kind: i32 = Hash(v).kind
    copy: val = val(reserve(HASH_SIZE + 1024))
    memory_copy(i32(copy), i32(v), HASH_SIZE)
    fill: i32 = Hash(v).fill
    if is_sponge(kind):
        return sponge_end(copy + HASH_STATE, size, fill)
    if is_blake(kind):
        return blake_end(copy + HASH_STATE, fill)
    store8(copy + HASH_BLOCK + fill, 0x80)
    fill += 1
    memory_fill(copy + HASH_BLOCK + fill, 0, size - fill)
    if fill > size - (size >> 3):
        hash_compress(copy, copy + HASH_BLOCK)
        memory_fill(copy + HASH_BLOCK, 0, size)
    length: i64 = Hash(v).total << 3
    store64(copy + HASH_BLOCK + size - 8, length if kind == MD5 else hash_swap64(length))
    hash_compress(copy, copy + HASH_BLOCK)
    p: i32 = copy + HASH_STATE
    i: i32 = 0
    while i < 64 and kind != MD5:  # big-endian words
        x: i64 = hash_swap64(load64(p + i))
        store64(p + i, rotl(x, 32) if kind < SHA384 else x)
        i += 8
    return p


def hash_update(v: val, data: val) -> val:
    """`h.update(data)`."""
    return NONE if hash_take(v, data) else 0


def hash_take(v: val, data: val) -> i32:
    """Adds an argument of a body; 0 when raised."""
    data = bytes_seen(data)
    if live(T_BYTES) and has_tag(data, T_BYTES):
        mod_buffer(data)
        hash_add(v, mod_data, mod_size)
        return 1
    if has_tag(data, T_STR):
        raise_type_error(lit("Strings must be encoded before hashing"))
    else:
        raise_type_error(lit("object supporting the buffer API required"))
    return 0


def hash_start(kind: i32, data: val) -> val:
    """A new object that has seen `data` (0 = nothing); 0 when raised."""
    v: val = hash_new(kind)
    if data != 0 and hash_take(v, data) == 0:
        return 0
    return v


def hash_md5(data: val, _used: val) -> val:
    """`hashlib.md5(data, usedforsecurity=…)`; data 0 = absent."""
    enable(Feature.MD5)
    return hash_start(MD5, data)


def hash_sha1(data: val, _used: val) -> val:
    enable(Feature.SHA1)
    return hash_start(SHA1, data)


def hash_sha224(data: val, _used: val) -> val:
    enable(Feature.SHA256)
    return hash_start(SHA224, data)


def hash_sha256(data: val, _used: val) -> val:
    enable(Feature.SHA256)
    return hash_start(SHA256, data)


def hash_sha384(data: val, _used: val) -> val:
    enable(Feature.SHA512)
    return hash_start(SHA384, data)


def hash_sha512(data: val, _used: val) -> val:
    enable(Feature.SHA512)
    return hash_start(SHA512, data)


def hash_sha3_224(data: val, _used: val) -> val:
    enable(Feature.SHA3)
    return hash_start(SHA3_224, data)


def hash_sha3_256(data: val, _used: val) -> val:
    enable(Feature.SHA3)
    return hash_start(SHA3_224 + 1, data)


def hash_sha3_384(data: val, _used: val) -> val:
    enable(Feature.SHA3)
    return hash_start(SHA3_224 + 2, data)


def hash_sha3_512(data: val, _used: val) -> val:
    enable(Feature.SHA3)
    return hash_start(SHA3_224 + 3, data)


def hash_blake2b(data: val, size: val, key: val, salt: val, person: val, _used: val) -> val:
    """`hashlib.blake2b(data, digest_size=size, …)`; 0 = absent."""
    enable(Feature.BLAKE2)
    enable(Feature.LIBRARY_OBJECTS)
    wanted: i64 = i64(64) if size == 0 else py_index(size)
    if raised != 0:
        return 0
    if i64(i32(wanted)) != wanted:
        return raise_with(lit_class("OverflowError"), lit("Python int too large to convert to C int"), 0, 0)
    if (key != 0 and mod_buffer(key) == 0) or (salt != 0 and mod_buffer(salt) == 0) or (person != 0 and mod_buffer(person) == 0):
        return 0
    v: val = val(new_object(T_HASH, HASH_SIZE, 0))
    memory_fill(i32(v) + HASH_STATE, 0, HASH_SIZE - HASH_STATE)
    Hash(v).kind = BLAKE2B
    Hash(v).fill = 0
    Hash(v).total = i64(0)
    block: i32 = v + HASH_BLOCK
    if wanted < 1 or wanted > 64:
        return raise_value_error(lit("digest_size must be between 1 and 64 bytes"))
    store8(v, i32(wanted), BLAKE_SIZE)
    if blake_part(v, 32, salt, 16, lit("salt")) == 0 or blake_part(v, 48, person, 16, lit("person")) == 0:
        return 0
    if blake_part(v, 64, key, 64, lit("key")) == 0:
        return 0
    store8(block, i32(wanted))
    store8(block, Hash(v).fill, 1)
    store8(block, 1, 2)
    store8(block, 1, 3)
    i: i32 = 0
    while i < 64:
        store64(v + HASH_STATE + i, load64(STARTS + (SHA512 << 6) + i) ^ load64(block + i))
        i += 8
    memory_copy(block, block + 64, 64)  # the key is the first block
    memory_fill(block + 64, 0, 64)
    if Hash(v).fill != 0:
        Hash(v).fill = 128
    return 0 if data != 0 and hash_take(v, data) == 0 else v


@noinline
def blake_part(v: val, at: i32, part: val, most: i32, name: val) -> i32:
    """Takes a salt, person or key (0 = absent) into the block; of the key, the last, `fill` is the size. 0 when raised."""
    if part == 0:
        return 1
    mod_buffer(part)
    if mod_size > most:
        raise_with(lit_class("ValueError"), lit("maximum $ length is $ bytes"), name, from_int(i64(most)))
        return 0
    memory_copy(v + HASH_BLOCK + at, mod_data, mod_size)
    if at == 64:
        Hash(v).fill = mod_size
    return 1


NAME_TEXT = static_bytes(b"".join(n.encode().ljust(8, b"\0") for n in NAMES))
NAME_WORDS = static_i64(int.from_bytes(n.encode(), "little") for n in NAMES)


@noinline
def hash_kind_named(name: val) -> i32:
    """The kind of a name such as `sha256` in any case (also `openssl_sha256`), -1 if none."""
    p: i32 = name + STR_BYTES
    n: i32 = Str(name).nbytes
    if n > 8 and load64(p) == 0x5F6C73736E65706F:
        p += 8
        n -= 8
    word: i64 = i64(0)
    if n <= 8:
        while n > 0:
            n -= 1
            c: i32 = load8(p + n)
            word = word << 8 | i64(c + 32 if c >= 65 and c <= 90 else c)
    kind: i32 = SHA3_224 + 3 if live(Feature.SHA3) else SHA512
    while kind >= 0 and load64(NAME_WORDS + (kind << 3)) != word:
        kind -= 1
    return -1 if is_sponge(kind) and load64(p) != word else kind  # CPython has these names in small letters


def hash_any_kind() -> None:
    """All kinds may occur but those of sha3, which have to be named."""
    enable(Feature.MD5)
    enable(Feature.SHA1)
    enable(Feature.SHA256)
    enable(Feature.SHA512)


def hash_by_name(name: val, data: val, _used: val) -> val:
    """`hashlib.new(name, data)`; data 0 = absent."""
    hash_any_kind()
    if not has_tag(name, T_STR):
        return raise_type_error(lit("name must be a string"))
    kind: i32 = hash_kind_named(name)
    if kind < 0:
        return raise_no_hash(name)
    return hash_start(kind, data)


def raise_no_hash(name: val) -> val:
    """The ValueError of a name that is no hash. Those of others that CPython may have (SHA-3, BLAKE2, RIPEMD, SM3) are left to it."""
    first: i32 = load8(name + STR_BYTES) | 32 if Str(name).nbytes != 0 else 0
    if first == 98 or first == 109 or first == 114 or first == 115:
        leave(reason("kind of a hash"))
    return raise_with(lit_class("ValueError"), lit("unsupported hash type $"), name, 0)


def hash_digest(v: val) -> val:
    """`h.digest()`."""
    mark: i32 = buf_begin()
    buf_room(64)
    buf_bytes(hash_finish(v), hash_size(v))
    return mod_bytes_end(mark)


def hash_hexdigest(v: val) -> val:
    """`h.hexdigest()`."""
    global buf_pos
    mark: i32 = buf_begin()
    n: i32 = hash_size(v)
    buf_room((n << 1) + 8)  # so that the digest is not overwritten
    p: i32 = hash_finish(v)
    while n > 0:
        buf_hex(load64(p) & 0xFFFFFFFF)
        p += 4
        n -= 4
    buf_pos += n << 1  # of a digest that does not end with four bytes
    return buf_end(mark)


def buf_hex(x: i64) -> None:
    """Appends eight hexadecimal digits of four bytes, where there is room for them."""
    global buf_pos
    x = (x | (x << 16)) & 0x0000FFFF0000FFFF
    x = (x | (x << 8)) & 0x00FF00FF00FF00FF
    digits: i64 = ((x >> 4) & 0x000F000F000F000F) | ((x & 0x000F000F000F000F) << 8)
    letters: i64 = ((digits + 0x0606060606060606) >> 4) & 0x0101010101010101
    store64(buf_pos, digits + 0x3030303030303030 + letters * 39)
    buf_pos += 8


def hash_copy(v: val) -> val:
    """`h.copy()`."""
    made: i32 = new_object(T_HASH, HASH_SIZE, 0)
    memory_copy(made, i32(v), HASH_SIZE)
    return val(made)


def hash_name(v: val) -> val:
    """`h.name`."""
    mark: i32 = buf_begin()
    p: i32 = NAME_TEXT + (Hash(v).kind << 3)
    end: i32 = p + 8
    while p < end and load8(p) != 0:
        buf_byte(load8(p))
        p += 1
    return buf_end(mark)


def hash_class(v: val) -> val:
    """The class of a hash object."""
    return lit_class("_blake2.blake2b") if is_blake(Hash(v).kind) else lit_class("_hashlib.HASH")


def hash_type_name(v: val) -> val:
    return lit("_blake2.blake2b") if is_blake(Hash(v).kind) else lit("_hashlib.HASH")


def hash_digest_size(v: val) -> val:
    return from_int(i64(hash_size(v)))


def hash_get_block_size(v: val) -> val:
    return from_int(i64(hash_block_size(v)))
