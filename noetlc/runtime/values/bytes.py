"""Bytes and bytearrays: making them, their content, finding a piece."""

from __future__ import annotations

from noetlc.kernel.lang import i32, inline, live, memory_copy, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import BYTES_DATA, Bytearray, Bytes
from noetlc.layout.tags import T_BYTEARRAY, T_BYTES, T_INSTANCE
from noetlc.runtime.values.blocks import bytes_equal
from noetlc.runtime.values.hooks import view_content
from noetlc.runtime.values.memory import has_tag, new_object


def bytes_new(n: i32) -> val:
    """Bytes of that size, to be filled by the caller."""
    p: i32 = new_object(T_BYTES, BYTES_DATA + n, 0)
    Bytes(p).nbytes = n
    return val(p)


def bytes_from(p: i32, n: i32) -> val:
    """A copy of n bytes at p."""
    made: val = bytes_new(n)
    memory_copy(made + BYTES_DATA, p, n)
    return made


@inline
def bytes_held(v: val) -> val:
    """The bytes object with the content of bytes or a bytearray."""
    return Bytearray(v).held if live(T_BYTEARRAY) and has_tag(v, T_BYTEARRAY) else v


def bytes_like(v: val) -> val:
    """The bytes object with the content of a value, 0 if it is not like bytes."""
    if has_tag(v, T_BYTES):
        return v
    if live(Feature.MEMORY_VIEWS) and has_tag(v, T_INSTANCE):
        return view_content(v)
    return Bytearray(v).held if live(T_BYTEARRAY) and has_tag(v, T_BYTEARRAY) else 0


def bytes_seen(v: val) -> val:
    """The bytes object with the content of a value that is like bytes, any other value as it is."""
    if live(Feature.MEMORY_VIEWS) and has_tag(v, T_INSTANCE):
        content: val = view_content(v)
        return content if content != 0 else v
    return bytes_held(v)


def bytes_concat(a: val, b: val) -> val:
    n: i32 = Bytes(a).nbytes
    made: val = bytes_new(n + Bytes(b).nbytes)
    memory_copy(made + BYTES_DATA, a + BYTES_DATA, n)
    memory_copy(made + BYTES_DATA + n, b + BYTES_DATA, Bytes(b).nbytes)
    return made


def find_bytes(p: i32, n: i32, q: i32, m: i32) -> i32:
    """The offset of the first occurrence of m bytes at q in n bytes at p, -1 if none."""
    i: i32 = 0
    while i <= n - m:
        if bytes_equal(p + i, q, m):
            return i
        i += 1
    return -1


def rfind_bytes(p: i32, n: i32, q: i32, m: i32) -> i32:
    """The offset of the last occurrence, -1 if none."""
    i: i32 = n - m
    while i >= 0:
        if bytes_equal(p + i, q, m):
            return i
        i -= 1
    return -1


def bytearray_taking(held: val) -> val:
    """A bytearray with that bytes object as content, which must be no value elsewhere; 0 for 0."""
    if held == 0:
        return 0
    v: i32 = new_object(T_BYTEARRAY, Bytearray.SIZE, 8)
    Bytearray(v).held = held
    return val(v)


def bytearray_of(b: val) -> val:
    """A bytearray with the content of bytes."""
    return bytearray_taking(bytes_from(b + BYTES_DATA, Bytes(b).nbytes))
