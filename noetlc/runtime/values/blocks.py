"""Bytes in memory: copying, comparing, hashing. What moves or finds values needs of text no more than this.

Reading up to 8 bytes and writing up to 16 bytes past the end of the newest object is allowed: `memory.SLACK` covers it.
"""

from __future__ import annotations

from noetlc.kernel.lang import copy16, gt_u, i32, i64, inline, load64, lt_u, memory_copy, noinline, shr_u, val
from noetlc.layout.objects import STR_BYTES, Str

HASH_START = 0x811C9DC5
HASH_OF_ZERO = 0x5BD1E995  # as dicts have it; no small number is it: keys 0 and 1 are not compared
HASH_FACTOR = 0x9E3779B97F4A7C15


def copy_over(d: i32, s: i32, n: i32) -> None:
    """Copies n bytes upwards; may write up to 15 bytes more, so what follows `d + n` must be unused."""
    if gt_u(n, 512):  # memory.copy costs about 100 ns on top
        memory_copy(d, s, n)
        return
    end: i32 = s + n
    while lt_u(s, end):
        copy16(d, s)
        d += 16
        s += 16


@inline
def copy_few(d: i32, s: i32, n: i32) -> None:
    """`copy_over` of few bytes."""
    end: i32 = s + n
    while lt_u(s, end):
        copy16(d, s)
        d += 16
        s += 16


@noinline
def hash_bytes(p: i32, n: i32) -> i32:
    """The 32-bit hash of n bytes, never 0, that of the number 0 of none; `layout.static.str_hash` computes the same natively."""
    if n == 0:
        return HASH_OF_ZERO
    h: i64 = HASH_START
    left: i32 = n
    while left > 0:
        word: i64 = load64(p)
        if left < 8:
            word = word & ((i64(1) << i64(left << 3)) - 1)
        word = h ^ word
        word = (word ^ shr_u(word, 32)) * HASH_FACTOR  # all bytes reach the low bits
        h = (word ^ shr_u(word, 32)) & 0xFFFFFFFF
        p += 8
        left -= 8
    hash_: i32 = i32(h) ^ n
    return hash_ if hash_ != 0 else 1


@inline
def str_hash(v: val) -> i32:
    """The hash of a string, computed once."""
    h: i32 = Str(v).hash
    return h if h else str_hash_noted(v)


@noinline
def str_hash_noted(v: val) -> i32:
    """The hash of a string, which is kept in it."""
    h: i32 = hash_bytes(v + STR_BYTES, Str(v).nbytes)
    Str(v).hash = h
    return h


def bytes_equal(a: i32, b: i32, n: i32) -> i32:
    """1 if the n bytes at a and b are equal."""
    while n >= 8:
        if load64(a) != load64(b):
            return 0
        a += 8
        b += 8
        n -= 8
    if n == 0:
        return 1
    return ((load64(a) ^ load64(b)) << i64(64 - (n << 3))) == 0


@inline
def hash_fold(h: i64) -> i32:
    """A 64-bit hash as a 32-bit one, never 0; no two small numbers have the same, so that keys like 0, 1 and -1 are not compared."""
    folded: i32 = i32(h + shr_u(h, 32))
    return folded if folded != 0 else HASH_OF_ZERO
