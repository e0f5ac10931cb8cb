"""Products of numbers in limbs of 9 decimal digits, each in 8 bytes, the lowest first."""

from __future__ import annotations

from noetlc.kernel.lang import div_u, i32, i64, load64, lt_u, noinline, store64
from noetlc.runtime.values.memory import ask_host

BASE = 1000000000
KARATSUBA = 40  # limbs of both factors from where on three products of half the size are faster than one
AT_ONCE = 16  # products of limbs that fit 64 bits beside what is carried into a column


@noinline
def limbs_product(o: i32, a: i32, n: i32, b: i32, m: i32, room: i32) -> None:
    """o = a * b, n + m limbs apart from both. Each is summed up by itself: what is carried is divided off once for many products."""
    if n < m:
        limbs_product(o, b, m, a, n, room)
        return
    if m >= KARATSUBA:
        limbs_product_halves(o, a, n, b, m, room)
        return
    ask_host()
    total: i64 = i64(0)
    k: i32 = 0
    while k < n + m - 1:
        first: i32 = k - m + 1 if k >= m else 0
        p: i32 = a + (first << 3)
        q: i32 = b + (k - first << 3)
        last: i32 = a + ((k if k < n else n - 1) + 1 << 3)
        carry: i64 = i64(0)
        while lt_u(p, last):
            end: i32 = p + (AT_ONCE << 3)
            if lt_u(last, end):
                end = last
            while lt_u(p, end):
                total = total + load64(p) * load64(q)
                p += 8
                q -= 8
            more: i64 = div_u(total, BASE)
            carry = carry + more
            total = total - more * BASE
        store64(o + (k << 3), total)
        total = carry
        k += 1
    store64(o + (k << 3), total)


@noinline
def limbs_product_halves(o: i32, a: i32, n: i32, b: i32, m: i32, room: i32) -> None:
    """`limbs_product` for n >= m large: a, and b if it is long enough, in two halves (Karatsuba)."""
    h: i32 = (n + 1) >> 1
    up: i32 = h << 3
    if m <= h:  # a of two halves times b
        limbs_product(o, a, h, b, m, room)
        i: i32 = h + m
        while i < n + m:
            store64(o + (i << 3), i64(0))
            i += 1
        limbs_product(room, a + up, n - h, b, m, room + (n - h + m << 3))
        limbs_add(o + up, o + up, n + m - h, room, n - h + m)
        return
    limbs_product(o, a, h, b, h, room)
    limbs_product(o + up + up, a + up, n - h, b + up, m - h, room)
    left: i32 = room
    right: i32 = left + up + 8
    middle: i32 = right + up + 8
    size: i32 = h + h + 2
    store64(left + up, limbs_add(left, a, h, a + up, n - h))
    store64(right + up, limbs_add(right, b, h, b + up, m - h))
    limbs_product(middle, left, h + 1, right, h + 1, middle + (size << 3))
    limbs_take(middle, o, h + h)
    limbs_take(middle, o + up + up, n + m - h - h)
    limbs_add(o + up, o + up, n + m - h, middle, size if size < n + m - h else n + m - h)


def limbs_add(o: i32, a: i32, n: i32, b: i32, m: i32) -> i64:
    """o = a + b for n >= m limbs; the carry. `o` may be `a`."""
    carry: i64 = i64(0)
    i: i32 = 0
    while i < n << 3:
        carry = carry + load64(a + i)
        if i < m << 3:
            carry = carry + load64(b + i)
        over: i64 = i64(carry >= BASE)
        store64(o + i, carry - over * BASE)
        carry = over
        i += 8
    return carry


def limbs_take(o: i32, b: i32, m: i32) -> None:
    """o = o - b for m limbs, where b is not greater; o may have more."""
    borrow: i64 = i64(0)
    i: i32 = 0
    while i < m << 3 or borrow != 0:
        total: i64 = load64(o + i) - borrow
        if i < m << 3:
            total = total - load64(b + i)
        borrow = i64(total < 0)
        store64(o + i, total + borrow * BASE)
        i += 8
