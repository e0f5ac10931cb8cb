"""`hashlib` objects: md5, sha1 and the sha2 family.

A hash object keeps the chaining state, the bytes of an unfinished block and how many bytes it has seen.
"""

from __future__ import annotations

import hashlib
import math
import struct
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
from noetlc.runtime.library.hashing.rounds import hash_swap64, md5_block, sha1_block, sha256_block, sha512_block
from noetlc.runtime.python.strings.bytes_data import mod_bytes_end, mod_data, mod_size
from noetlc.runtime.text.strings import buf_end
from noetlc.runtime.values.buffer import buf_begin, buf_byte, buf_bytes, buf_pos, buf_room
from noetlc.runtime.values.bytes import bytes_seen
from noetlc.runtime.values.memory import from_int, has_tag, leave, new_object, reserve

if TYPE_CHECKING:
    from noetlc.runtime.python.exceptions.errors import raise_type_error, raise_with
    from noetlc.runtime.python.strings.bytes_data import mod_buffer

MD5 = 0
SHA1 = 1
SHA224 = 2
SHA256 = 3
SHA384 = 4
SHA512 = 5
NAMES = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512")


class Hash(Obj):
    """`kind`, bytes in the block, bytes seen; the state (64 bytes) from HASH_STATE, the block (128) from HASH_BLOCK."""

    kind: i32
    fill: i32
    total: i64


HASH_STATE = 24
HASH_BLOCK = 88
HASH_SIZE = 216


def __initial_states() -> bytes:
    """The starting states, 64 bytes for each kind: square roots of primes, those of md5 and sha1 by their counting pattern."""
    counting = struct.pack("<4I", 0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476)
    out = [counting, counting + struct.pack("<I", 0xC3D2E1F0)]
    primes = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53]
    roots = [__root64(p) for p in primes]
    out.append(struct.pack("<8I", *(r & 0xFFFFFFFF for r in roots[8:])))
    out.append(struct.pack("<8I", *(r >> 32 for r in roots[:8])))
    out.append(struct.pack("<8Q", *roots[8:]))
    out.append(struct.pack("<8Q", *roots[:8]))
    return b"".join(part.ljust(64, b"\0") for part in out)


def __root64(n: int) -> int:
    """64 bits of the fraction of a square root."""
    return math.isqrt(n << 128) & (2**64 - 1)


STARTS = static_bytes(__initial_states())
SIZES = static_bytes(bytes(hashlib.new(name).digest_size for name in NAMES))


@inline
def hash_block_size(v: val) -> i32:
    return 128 if Hash(v).kind >= SHA384 else 64


@inline
def hash_size(v: val) -> i32:
    return load8(SIZES + Hash(v).kind)


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
    if live(Feature.SHA512) and kind >= SHA384:
        sha512_block(v + HASH_STATE, p)


def hash_add(v: val, p: i32, n: i32) -> None:
    """Takes n more bytes at p."""
    size: i32 = hash_block_size(v)
    Hash(v).total += i64(n)
    fill: i32 = Hash(v).fill
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
    kind: i32 = 5
    while kind >= 0 and load64(NAME_WORDS + (kind << 3)) != word:
        kind -= 1
    return kind


def hash_any_kind() -> None:
    """All kinds may occur."""
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
    mark: i32 = buf_begin()
    n: i32 = hash_size(v)
    buf_room(n << 1)  # so that the digest is not overwritten
    p: i32 = hash_finish(v)
    while n > 0:
        buf_hex(load64(p) & 0xFFFFFFFF)
        p += 4
        n -= 4
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
    while load8(p) != 0:
        buf_byte(load8(p))
        p += 1
    return buf_end(mark)


def hash_digest_size(v: val) -> val:
    return from_int(i64(hash_size(v)))


def hash_get_block_size(v: val) -> val:
    return from_int(i64(hash_block_size(v)))
