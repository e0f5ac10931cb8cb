"""Decimal text to the nearest double, exactly rounded for every input.

Three tiers: a product or quotient of two exact doubles; a 64-bit approximation with an error bound; and, when that leaves
two candidates, a comparison of the text with the midpoint between them in big integers.
"""

from __future__ import annotations

import math

from noetlc.kernel.lang import (
    clz,
    f64,
    from_bits,
    gt_u,
    i32,
    i64,
    load8,
    load32,
    memory_copy,
    memory_fill,
    noinline,
    shr_u,
    store32,
    store64,
    u64,
)  # fmt: skip
from noetlc.runtime.numbers.shortest import LOG2_10, mul_high, power_of_five, power_of_ten
from noetlc.runtime.values.memory import reserve

INFINITY = math.inf
LIMBS = 640  # bytes of a big integer: 160 words hold every operand below
EXACT_POWERS = 22  # 10**22 is the largest power of ten that is a double
MIN_EXPONENT = -343  # 2**64 times 10 to less than this is 0, 10 to more than the other infinite
MAX_EXPONENT = 308
MAX_DIGITS = 800  # no midpoint between doubles has more significant digits
HUGE_EXPONENT = 100000

float_near: i64 = 0  # when `float_scale` is undecided, the smaller candidate as bits


def float_scale(m: i64, e: i32, lost: i32) -> f64:
    """The double nearest to m * 10**e, or -1 if 64 bits do not decide between `float_near` and the next larger one.

    With `lost` up to 1 may be missing from m >= 10**18.
    """
    global float_near
    if lost == 0 and shr_u(m, 53) == 0 and e >= -EXACT_POWERS and e <= EXACT_POWERS:
        size: i32 = e if e >= 0 else -e
        power: f64 = f64(power_of_five(size)) * from_bits(i64(1023 + size) << 52)
        return f64(m) * power if e >= 0 else f64(m) / power
    if m == 0 or e < MIN_EXPONENT:
        return 0.0
    if e > MAX_EXPONENT:
        return INFINITY
    shift: i64 = clz(m)
    p: i64 = mul_high(m << shift, power_of_ten(e))
    width: i32 = 64 - i32(clz(p))
    exponent: i32 = width + (e * LOG2_10 >> 19) - i32(shift) + 1022
    drop: i32 = width - 53
    if exponent < 0:
        drop -= exponent
        exponent = 0
    float_near = 0
    if drop > 62:
        return -1.0
    half: i64 = i64(1) << i64(drop - 1)
    rest: i64 = p & ((half << 1) - 1)
    float_near = (i64(exponent) << 52) + shr_u(p, i64(drop))
    if shr_u(float_near, 52) >= 2047:
        return INFINITY
    if rest <= half and rest + (24 if lost else 3) >= half:
        return -1.0
    return from_bits(float_near + u64(rest > half))


@noinline
def float_parse(p: i32, n: i32) -> f64:
    """The double nearest to n bytes that spell a number: sign, digits with a point among or beside them, exponent."""
    global float_near
    end: i32 = p + n
    negative: i32 = load8(p) == 45
    if negative or load8(p) == 43:
        p += 1
    m: i64 = 0
    taken: i32 = 0  # significant digits in m
    e: i32 = 0
    lost: i32 = 0
    fraction: i32 = 0
    q: i32 = p
    while q < end:
        c: i32 = load8(q)
        if c == 46:
            fraction = 1
        elif gt_u(c - 48, 9):
            break
        else:
            if taken < 19:
                m = m * 10 + i64(c - 48)
                taken += m != 0
                e -= fraction
            else:
                lost = lost | c - 48
                e += 1 - fraction
        q += 1
    if q < end:
        e += exponent_at(q + 1, end)
    x: f64 = float_scale(m, e, lost)
    if x < 0.0:
        while midpoint_reached(p, end, e):
            float_near += 1
        x = from_bits(float_near)
    return -x if negative else x


def exponent_at(p: i32, end: i32) -> i32:
    """The exponent spelled there, cut at HUGE_EXPONENT."""
    negative: i32 = load8(p) == 45
    if negative or load8(p) == 43:
        p += 1
    e: i32 = 0
    while p < end:
        if e < HUGE_EXPONENT:
            e = e * 10 + load8(p) - 48
        p += 1
    return -e if negative else e


@noinline
def midpoint_reached(p: i32, end: i32, e: i32) -> i32:
    """1 if the digits from p round to more than `float_near`; e is the exponent of their 19th significant digit or the last.

    They are compared with the midpoint to the next double: both as integers, the common power of two taken out.
    """
    left: i32 = reserve(2 * LIMBS + 64)
    right: i32 = left + LIMBS
    memory_fill(left, 0, 2 * LIMBS)
    taken: i32 = 0
    sticky: i32 = 0
    while p < end:
        c: i32 = load8(p) - 48
        if c != 46 - 48:
            if gt_u(c, 9):
                break
            taken += (taken | c) != 0
            if taken <= MAX_DIGITS:
                big_multiply(left, 10, c)
                e -= taken > 19
            else:
                sticky = sticky | c
        p += 1
    if sticky:
        big_multiply(left, 10, 1)
        e -= 1
    mantissa: i64 = float_near & 0xFFFFFFFFFFFFF
    shift: i32 = e + 1075  # of the digits against the mantissa
    exponent: i32 = i32(shr_u(float_near, 52))
    if exponent != 0:
        mantissa = mantissa | 0x10000000000000
        shift -= exponent - 1
    store64(right, mantissa + mantissa + 1)
    big_scale(left, e, shift)
    big_scale(right, -e, -shift)
    at: i32 = LIMBS
    while at > 0:
        at -= 4
        x: i32 = load32(left + at)
        y: i32 = load32(right + at)
        if x != y:
            return gt_u(x, y)
    return i32(float_near) & 1


def big_multiply(a: i32, factor: i32, add: i32) -> None:
    """a * factor + add in place, both unsigned."""
    carry: i64 = u64(add)
    end: i32 = a + LIMBS
    while a < end:
        carry += u64(load32(a)) * u64(factor)
        store32(a, i32(carry))
        carry = shr_u(carry, 32)
        a += 4


def big_scale(a: i32, fives: i32, twos: i32) -> None:
    """a * 5**fives * 2**twos in place; negative exponents count as 0."""
    while fives > 0:
        big_multiply(a, 1220703125 if fives >= 13 else 5, 0)
        fives -= 13 if fives >= 13 else 1
    if twos > 0:
        big_multiply(a, 1 << (twos & 31), 0)
        words: i32 = twos >> 5 << 2
        memory_copy(a + words, a, LIMBS - words)
        memory_fill(a, 0, words)
