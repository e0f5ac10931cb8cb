"""Magnitudes: bare limbs of 32 bits at addresses, the lowest first, without a sign. What `big.py` computes with."""

from __future__ import annotations

from noetlc.kernel.lang import gt_u, i32, i64, live, load32, noinline, shr_u, store32, u64
from noetlc.layout.features import Feature
from noetlc.runtime.values.memory import ask_host, hp, take

KARATSUBA = 48  # limbs of both factors from where on three products of half the size are faster than one
LIMB = 0xFFFFFFFF


def mag_add(o: i32, a: i32, n: i32, b: i32, m: i32, times: i64) -> i32:
    """o = a + b * times for n >= m limbs and times 1, or -1 where a >= b; the carry. `o` may be `a`."""
    flip: i32 = i32((times - 1) >> i64(1))  # a - b is a + ~b + 1
    carry: i64 = i64(flip & 1)
    end: i32 = a + (n << 2)
    last: i32 = a + (m << 2)
    o -= a
    b -= a
    while a < last - 4:  # two at a time: what waits for the last carry is an addition and a shift
        carry = carry + (u64(load32(b + a) ^ flip) + u64(load32(a)))
        store32(o + a, i32(carry))
        carry = shr_u(carry, i64(32)) + (u64(load32(b + a, 4) ^ flip) + u64(load32(a, 4)))
        store32(o + a, i32(carry), 4)
        carry = shr_u(carry, i64(32))
        a += 8
    while a < end:
        more: i32 = flip
        if a < last:
            more = more ^ load32(b + a)
        carry = carry + (u64(more) + u64(load32(a)))
        store32(o + a, i32(carry))
        carry = shr_u(carry, i64(32))
        a += 4
    return i32(carry) + flip


def mag_order(a: i32, n: i32, b: i32, m: i32) -> i32:
    """-1, 0 or 1 as a <, ==, > b, neither with a leading 0."""
    if n != m:
        return 1 if n > m else -1
    while n > 0:
        n -= 1
        x: i32 = load32(a + (n << 2))
        y: i32 = load32(b + (n << 2))
        if x != y:
            return 1 if gt_u(x, y) else -1
    return 0


def mag_clear(o: i32, n: i32) -> None:
    end: i32 = o + (n << 2)
    while o < end:
        store32(o, 0)
        o += 4


def mag_times(o: i32, a: i32, n: i32, by: i64, more: i64) -> i32:
    """o = a * by + more for n limbs, by and more < 2**32; what is carried out. `o` may be `a`."""
    end: i32 = a + (n << 2)
    o -= a
    while a < end - 4:  # two at a time
        more = more + u64(load32(a)) * by
        store32(o + a, i32(more))
        more = shr_u(more, i64(32)) + u64(load32(a, 4)) * by
        store32(o + a, i32(more), 4)
        more = shr_u(more, i64(32))
        a += 8
    if a < end:
        more = more + u64(load32(a)) * by
        store32(o + a, i32(more))
        more = shr_u(more, i64(32))
    return i32(more)


def mag_add_times(o: i32, a: i32, n: i32, by: i64) -> i32:
    """o += a * by for n limbs, by < 2**32; what is carried out."""
    more: i64 = 0
    end: i32 = a + (n << 2)
    o -= a
    while a < end - 4:
        more = more + (u64(load32(a)) * by + u64(load32(o + a)))  # what waits for the last carry comes last
        store32(o + a, i32(more))
        more = shr_u(more, i64(32)) + (u64(load32(a, 4)) * by + u64(load32(o + a, 4)))
        store32(o + a, i32(more), 4)
        more = shr_u(more, i64(32))
        a += 8
    if a < end:
        more = more + (u64(load32(a)) * by + u64(load32(o + a)))
        store32(o + a, i32(more))
        more = shr_u(more, i64(32))
    return i32(more)


@noinline
def mag_mul(o: i32, a: i32, n: i32, b: i32, m: i32) -> None:
    """o = a * b, n + m limbs apart from both."""
    if n < m:
        mag_mul(o, b, m, a, n)
        return
    if live(Feature.LARGE_PRODUCTS) and m >= KARATSUBA:
        mag_mul_halves(o, a, n, b, m)
        return
    ask_host()
    first: i32 = b
    end: i32 = b + (m << 2)
    while b < end:
        by: i64 = u64(load32(b))
        store32(o + (n << 2), mag_times(o, a, n, by, 0) if b == first else mag_add_times(o, a, n, by))
        b += 4
        o += 4


@noinline
def mag_mul_halves(o: i32, a: i32, n: i32, b: i32, m: i32) -> None:
    """`mag_mul` for n >= m large: a, and b if it is long enough, in two halves (Karatsuba)."""
    global hp
    mark: i32 = hp
    h: i32 = (n + 1) >> 1
    up: i32 = h << 2
    if m <= h:  # a of two halves times b
        mag_mul(o, a, h, b, m)
        mag_clear(o + ((h + m) << 2), n - h)
        high: i32 = take((n - h + m) << 2)
        mag_mul(high, a + up, n - h, b, m)
        mag_add(o + up, o + up, n + m - h, high, n - h + m, 1)
    else:
        mag_mul(o, a, h, b, h)
        mag_mul(o + up + up, a + up, n - h, b + up, m - h)
        left: i32 = take((h + 1) << 2)
        right: i32 = take((h + 1) << 2)
        middle: i32 = take((h + 1) << 3)
        store32(left + up, mag_add(left, a, h, a + up, n - h, 1))
        store32(right + up, mag_add(right, b, h, b + up, m - h, 1))
        mag_mul(middle, left, h + 1, right, h + 1)
        mag_add(middle, middle, h + h + 2, o, h + h, -1)
        mag_add(middle, middle, h + h + 2, o + up + up, n + m - h - h, -1)
        size: i32 = n + m - h
        mag_add(o + up, o + up, size, middle, h + h + 2 if h + h + 2 < size else size, 1)
    hp = mark
