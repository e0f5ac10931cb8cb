"""Decimal text to the nearest double, exactly rounded for every input.

Three tiers: a product or quotient of two exact doubles; a 64-bit approximation with an error bound; and, when that leaves
two candidates, a comparison of the text with the midpoint between them in big integers.
"""

from __future__ import annotations

import math

from noetlc.kernel.lang import (
    bits,
    clz,
    f64,
    f64_u,
    from_bits,
    gt_u,
    i32,
    i64,
    load8,
    load32,
    load64,
    memory_copy,
    memory_fill,
    noinline,
    shr_u,
    store32,
    u64,
)  # fmt: skip
from noetlc.runtime.memory import reserve
from noetlc.runtime.number_float import FIVES, LOG2_10, POWER_MAX, POWER_MIN, mul_high, power_of_ten

INFINITY = math.inf
LIMBS = 640  # bytes of a big integer: 160 words hold every operand below
BIG_ROOM = 2 * LIMBS + 64
EXACT_POWERS = 22  # 10**22 is the largest power of ten that is a double
MAX_DIGITS = 800  # no midpoint between doubles has more significant digits
HUGE_EXPONENT = 100000

big_left: i32 = 0  # the digits, an integer of `big_left_size` words
big_left_size: i32 = 0
big_right: i32 = 0
big_right_size: i32 = 0


def float_scale(m: i64, e: i32, lost: i32) -> f64:
    """The double nearest to m * 10**e, or -1 if 64 bits do not decide. With `lost` up to 1 may be missing from m >= 10**18."""
    if m == 0:
        return 0.0
    if lost == 0 and shr_u(m, 53) == 0 and e >= -EXACT_POWERS and e <= EXACT_POWERS:
        size: i32 = e if e >= 0 else -e
        power: f64 = f64(load64(FIVES + (size << 3))) * from_bits(i64(1023 + size) << 52)
        return f64(m) * power if e >= 0 else f64(m) / power
    if e < POWER_MIN or e > POWER_MAX:
        return -1.0
    shift: i64 = clz(m)
    p: i64 = mul_high(m << shift, power_of_ten(e))
    width: i32 = 64 - i32(clz(p))
    exponent: i32 = width + (e * LOG2_10 >> 19) - i32(shift) + 1023
    drop: i32 = width - 53
    if exponent <= 0:
        drop += 1 - exponent
        exponent = 1
    if drop > 62:
        return -1.0
    half: i64 = i64(1) << i64(drop - 1)
    rest: i64 = p & ((half << 1) - 1)
    error: i64 = 24 if lost else 3
    if rest <= half and rest + error >= half:
        return -1.0
    mantissa: i64 = shr_u(p, i64(drop)) + i64(rest > half)
    if shr_u(mantissa, 52) == 0:
        return from_bits(mantissa)
    result: i64 = (i64(exponent - 1) << 52) + mantissa
    return from_bits(result) if shr_u(result, 52) < 2047 else INFINITY


@noinline
def float_parse(p: i32, n: i32) -> f64:
    """The double nearest to n bytes that spell a number: sign, digits with a point among or beside them, exponent."""
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
    x: f64 = 0.0
    if m != 0 and taken + e > -330:
        x = INFINITY
        if taken + e < 311:
            x = float_scale(m, e, lost)
            if x < 0.0:
                x = float_exact(p, end, e, float_guess(m, e))
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


def float_guess(m: i64, e: i32) -> f64:
    """A double within a few units of m * 10**e."""
    x: f64 = f64_u(m)
    while e > 0:
        x = x * (1e16 if e >= 16 else 10.0)
        e -= 16 if e >= 16 else 1
    while e < 0:
        x = x / (1e16 if e <= -16 else 10.0)
        e += 16 if e <= -16 else 1
    return x


@noinline
def float_exact(p: i32, end: i32, e: i32, guess: f64) -> f64:
    """The double nearest to the digits from p; `e` is the exponent of the 19th significant digit or the last."""
    b: i64 = bits(guess)
    while b > 0:
        order: i32 = compare_midpoint(p, end, e, b - 1)
        if order > 0 or (order == 0 and (b & 1) == 0):
            break
        b -= 1
    while 1:
        order = compare_midpoint(p, end, e, b)
        if order < 0 or (order == 0 and (b & 1) == 0):
            break
        b += 1
    return from_bits(b)


def compare_midpoint(p: i32, end: i32, e: i32, b: i64) -> i32:
    """-1, 0 or 1: the digits from p against the midpoint between the double with bits b and the next larger one."""
    global big_left, big_left_size, big_right, big_right_size
    big_left = reserve(BIG_ROOM)
    big_right = big_left + LIMBS
    big_left_size = 0
    taken: i32 = 0
    sticky: i32 = 0
    while p < end:
        c: i32 = load8(p)
        if c != 46:
            if gt_u(c - 48, 9):
                break
            if taken < MAX_DIGITS:
                big_left_size = big_multiply(big_left, big_left_size, 10, c - 48)
                taken += big_left_size != 0
                e -= taken > 19
            else:
                sticky = sticky | c - 48
        p += 1
    if sticky:
        big_left_size = big_multiply(big_left, big_left_size, 10, 1)
        e -= 1
    mantissa: i64 = b & 0xFFFFFFFFFFFFF
    exponent: i32 = i32(shr_u(b, 52))
    if exponent == 0:
        exponent = 1
    else:
        mantissa = mantissa | 0x10000000000000
    mantissa = mantissa + mantissa + 1
    store32(big_right, i32(mantissa))
    store32(big_right, i32(shr_u(mantissa, 32)), 4)
    big_right_size = 2 if shr_u(mantissa, 32) != 0 else 1
    # digits * 10**e against mantissa * 2**(exponent - 1076)
    if e > 0:
        big_left_size = big_fives(big_left, big_left_size, e)
    else:
        big_right_size = big_fives(big_right, big_right_size, -e)
    shift: i32 = e - (exponent - 1076)
    if shift > 0:
        big_left_size = big_shift(big_left, big_left_size, shift)
    else:
        big_right_size = big_shift(big_right, big_right_size, -shift)
    return big_compare()


def big_multiply(a: i32, n: i32, factor: i32, add: i32) -> i32:
    """a * factor + add in place, both unsigned; the new number of words."""
    carry: i64 = u64(add)
    q: i32 = a
    end: i32 = a + (n << 2)
    while q < end:
        carry += u64(load32(q)) * u64(factor)
        store32(q, i32(carry))
        carry = shr_u(carry, 32)
        q += 4
    if carry == 0:
        return n
    store32(q, i32(carry))
    return n + 1


def big_fives(a: i32, n: i32, count: i32) -> i32:
    """a * 5**count in place."""
    while count >= 13:
        n = big_multiply(a, n, 1220703125, 0)
        count -= 13
    while count > 0:
        n = big_multiply(a, n, 5, 0)
        count -= 1
    return n


def big_shift(a: i32, n: i32, count: i32) -> i32:
    """a * 2**count in place."""
    n = big_multiply(a, n, 1 << (count & 31), 0)
    words: i32 = count >> 5
    memory_copy(a + (words << 2), a, n << 2)
    memory_fill(a, 0, words << 2)
    return n + words


def big_compare() -> i32:
    """-1, 0 or 1: `big_left` against `big_right`."""
    if big_left_size != big_right_size:
        return -1 if big_left_size < big_right_size else 1
    i: i32 = (big_left_size - 1) << 2
    while i >= 0:
        x: i32 = load32(big_left + i)
        y: i32 = load32(big_right + i)
        if x != y:
            return 1 if gt_u(x, y) else -1
        i -= 4
    return 0
