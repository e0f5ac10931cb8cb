"""The order of bytes and of what is like bytes."""

from __future__ import annotations

from noetlc.kernel.lang import i32, live, load8, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import BYTES_DATA, Bytes
from noetlc.layout.tags import T_BYTEARRAY, T_INSTANCE
from noetlc.runtime.python.hooks import UNDECIDED
from noetlc.runtime.values.bytes import bytes_like
from noetlc.runtime.values.memory import has_tag


def bytes_like_order(a: val, b: val) -> i32:
    """The order of two values like bytes, UNDECIDED for others. Only bytearrays have one with views of memory."""
    if live(Feature.MEMORY_VIEWS) and not has_tag(a, T_BYTEARRAY) and not has_tag(b, T_BYTEARRAY):
        if has_tag(a, T_INSTANCE) or has_tag(b, T_INSTANCE):
            return UNDECIDED
    p: val = bytes_like(a)
    q: val = bytes_like(b)
    return bytes_compare(p, q) if p != 0 and q != 0 else UNDECIDED


def bytes_compare(a: val, b: val) -> i32:
    n: i32 = Bytes(a).nbytes
    m: i32 = Bytes(b).nbytes
    i: i32 = 0
    while i < n and i < m:
        x: i32 = load8(a + BYTES_DATA + i)
        y: i32 = load8(b + BYTES_DATA + i)
        if x != y:
            return -1 if x < y else 1
        i += 1
    return (n > m) - (n < m)
