"""`hmac`: keyed hashes and constant-time comparison."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import enable, i32, lit, live, load8, noinline, store8, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import ASCII, BYTES_DATA, NONE, STR_BYTES, Bytearray, Bytes, Func, Obj, Str
from noetlc.layout.tags import T_BYTEARRAY, T_BYTES, T_FUNCTION, T_HMAC, T_STR
from noetlc.runtime.library.hashing.objects import (
    hash_add,
    hash_any_kind,
    hash_block_size,
    hash_copy,
    hash_digest,
    hash_digest_size,
    hash_get_block_size,
    hash_hexdigest,
    hash_kind_named,
    hash_name,
    hash_new,
    hash_take,
    raise_no_hash,
)  # fmt: skip
from noetlc.runtime.values.bytes import bytes_seen
from noetlc.runtime.values.memory import has_tag, new_object

if TYPE_CHECKING:
    from noetlc.runtime.python.exceptions.errors import raise_type, raise_type_error, raise_types
    from noetlc.runtime.text.strings import str_concat


class Hmac(Obj):
    """The hash of the inner key and the message so far, and that of the outer key."""

    inner: val
    outer: val


def hmac_new(key: val, message: val, digest: val) -> val:
    """`hmac.new(key, message, digest)`; message None = nothing, digest 0 = absent: a name or a function of hashlib."""
    enable(Feature.LIBRARY_OBJECTS)
    if live(T_BYTEARRAY) and has_tag(key, T_BYTEARRAY):
        key = Bytearray(key).held
    if not (live(T_BYTES) and has_tag(key, T_BYTES)):
        return raise_type(lit("key: expected bytes or bytearray, but got '$'"), key)
    kind: i32 = hmac_kind(digest)
    if kind < 0:
        return 0
    made: i32 = new_object(T_HMAC, 16, 8)
    Hmac(made).inner = 0
    Hmac(made).outer = 0
    Hmac(made).inner = hmac_keyed(kind, key, 0x36)
    Hmac(made).outer = hmac_keyed(kind, key, 0x5C)
    if message != NONE and hash_take(Hmac(made).inner, message) == 0:
        return 0
    return val(made)


def hmac_kind(digest: val) -> i32:
    """The kind of hash; -1 when raised."""
    hash_any_kind()
    name: val = digest
    if live(T_FUNCTION) and digest != 0 and has_tag(digest, T_FUNCTION):
        name = Func(digest).name
    if digest == 0 or not has_tag(name, T_STR) or Str(name).nbytes == 0:
        raise_type_error(lit("Missing required parameter 'digestmod'."))
        return -1
    kind: i32 = hash_kind_named(name)
    if kind < 0:
        raise_no_hash(name)
    return kind


def hmac_keyed(kind: i32, key: val, pad: i32) -> val:
    """A hash that has seen the padded key."""
    v: val = hash_new(kind)
    size: i32 = hash_block_size(v)
    if Bytes(key).nbytes > size:
        hash_add(v, key + BYTES_DATA, Bytes(key).nbytes)
        key = hash_digest(v)
        v = hash_new(kind)
    block: i32 = new_object(T_BYTES, BYTES_DATA + size, 0)
    n: i32 = Bytes(key).nbytes
    i: i32 = 0
    while i < size:
        store8(block + i, (load8(key + i, BYTES_DATA) if i < n else 0) ^ pad, BYTES_DATA)
        i += 1
    hash_add(v, block + BYTES_DATA, size)
    return v


def hmac_update(v: val, data: val) -> val:
    return NONE if hash_take(Hmac(v).inner, data) else 0


def hmac_result(v: val) -> val:
    """The hash object whose digest is that of the message."""
    outer: val = hash_copy(Hmac(v).outer)
    inner: val = hash_digest(Hmac(v).inner)
    hash_add(outer, inner + BYTES_DATA, Bytes(inner).nbytes)
    return outer


def hmac_digest(v: val) -> val:
    return hash_digest(hmac_result(v))


def hmac_hexdigest(v: val) -> val:
    return hash_hexdigest(hmac_result(v))


def hmac_copy(v: val) -> val:
    made: i32 = new_object(T_HMAC, 16, 8)
    Hmac(made).outer = Hmac(v).outer
    Hmac(made).inner = 0
    Hmac(made).inner = hash_copy(Hmac(v).inner)
    return val(made)


def hmac_name(v: val) -> val:
    return str_concat(lit("hmac-"), hash_name(Hmac(v).inner))


def hmac_once(key: val, message: val, digest: val) -> val:
    """`hmac.digest(key, message, digest)`."""
    v: val = hmac_new(key, message, digest)
    return hmac_digest(v) if v != 0 else 0


@noinline
def hmac_compare(a: val, b: val) -> i32:
    """`hmac.compare_digest(a, b)`; -1 when raised."""
    if has_tag(a, T_STR) and has_tag(b, T_STR):
        if (Str(a).flags & Str(b).flags & ASCII) == 0:
            raise_type_error(lit("comparing strings with non-ASCII characters is not supported"))
            return -1
        return hmac_same(a + STR_BYTES, Str(a).nbytes, b + STR_BYTES, Str(b).nbytes)
    a = bytes_seen(a)
    b = bytes_seen(b)
    if live(T_BYTES) and has_tag(a, T_BYTES) and has_tag(b, T_BYTES):
        return hmac_same(a + BYTES_DATA, Bytes(a).nbytes, b + BYTES_DATA, Bytes(b).nbytes)
    if live(T_BYTES) and (has_tag(a, T_BYTES) or has_tag(b, T_BYTES)):
        raise_type(lit("a bytes-like object is required, not '$'"), b if has_tag(a, T_BYTES) else a)
        return -1
    raise_types(lit("unsupported operand types(s) or combination of types: '$' and '$'"), a, b)
    return -1


def hmac_same(p: i32, n: i32, q: i32, m: i32) -> i32:
    if n != m:
        return 0
    seen: i32 = 0
    while n > 0:
        n -= 1
        seen = seen | load8(p + n) ^ load8(q + n)
    return seen == 0


def hmac_digest_size(v: val) -> val:
    return hash_digest_size(Hmac(v).inner)


def hmac_block_size(v: val) -> val:
    return hash_get_block_size(Hmac(v).inner)
