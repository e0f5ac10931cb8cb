"""All places of one byte in a text, eight bytes at a time."""

from __future__ import annotations

from noetlc.kernel.lang import i32, i64, inline, load64, popcnt, shr_u, store64, val
from noetlc.layout.objects import STR_BYTES, Str
from noetlc.runtime.text.strings import str_new

ONES = 0x0101010101010101
LOW_BITS = 0x7F7F7F7F7F7F7F7F


@inline
def zero_bytes(x: i64) -> i64:
    """The highest bit of each byte that is 0."""
    return ~(((x & LOW_BITS) + LOW_BITS) | x | LOW_BITS)


def count_byte(p: i32, n: i32, c: i32) -> i64:
    """How many of n bytes are that one."""
    pattern: i64 = i64(c) * ONES
    found: i64 = i64(0)
    while n >= 8:
        found += popcnt(zero_bytes(load64(p) ^ pattern))
        p += 8
        n -= 8
    if n > 0:
        found += popcnt(zero_bytes(load64(p) ^ pattern) & ((i64(1) << i64(n << 3)) - 1))
    return found


def replaced_bytes(v: val, old: i32, new: i32) -> val:
    """A text with one character of ASCII in the place of another."""
    n: i32 = Str(v).nbytes
    made: val = str_new(n, Str(v).length)
    pattern: i64 = i64(old) * ONES
    change: i64 = i64(old ^ new) * ONES
    at: i32 = 0
    while at < n:
        x: i64 = load64(v + at, STR_BYTES)
        store64(made + at, x ^ (shr_u(zero_bytes(x ^ pattern), 7) * 255 & change), STR_BYTES)
        at += 8
    store64(made + n, i64(0), STR_BYTES)  # padding, if any
    return made
