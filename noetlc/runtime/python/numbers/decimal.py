"""The exact decimal digits of a double, and rounding of them: what fixed-precision printing and `round` are built on.

`decimal_expand` leaves ASCII digits without leading zeros: `decimal_count` of them at `decimal_at`, the decimal point after the
first `decimal_point` (which may be negative or beyond the digits).
"""

from __future__ import annotations

from noetlc.kernel.lang import (
    bits,
    ctz,
    div_u,
    f64,
    fabs,
    i32,
    i64,
    lit,
    load8,
    load32,
    memory_fill,
    noinline,
    rem_u,
    shr_u,
    store8,
    store32,
    u64,
)  # fmt: skip
from noetlc.layout.objects import SCRATCH
from noetlc.runtime.numbers.parse import float_parse
from noetlc.runtime.numbers.text import buf_int
from noetlc.runtime.python.exceptions.errors import raise_overflow
from noetlc.runtime.python.numbers.float import INFINITY
from noetlc.runtime.values.buffer import buf_base, buf_begin, buf_byte, buf_drop, buf_pos
from noetlc.runtime.values.memory import new_raw

decimal_at: i32 = 0
decimal_count: i32 = 0
decimal_point: i32 = 0

LIMB = 1000000000  # limbs of 9 digits, lowest first, at SCRATCH: 86 suffice
FIVE_13 = 1220703125
MOST_DECIMALS = 323
LEAST_DECIMALS = -308


def multiply_limbs(n: i32, factor: i32) -> i32:
    """The number of n limbs times a factor below 2**31, in place; the new number of limbs."""
    carry: i64 = 0
    p: i32 = SCRATCH
    end: i32 = p + (n << 2)
    while p < end:
        carry = u64(load32(p)) * i64(factor) + carry
        store32(p, i32(rem_u(carry, i64(LIMB))))
        carry = div_u(carry, i64(LIMB))
        p += 4
    while carry != 0:
        store32(p, i32(rem_u(carry, i64(LIMB))))
        carry = div_u(carry, i64(LIMB))
        p += 4
        n += 1
    return n


def scale_limbs(n: i32, base: i32, times: i32, chunk: i32, large: i32) -> i32:
    """Multiplies by base**times; large = base**chunk."""
    while times >= chunk:
        n = multiply_limbs(n, large)
        times -= chunk
    while times > 0:
        n = multiply_limbs(n, base)
        times -= 1
    return n


@noinline
def decimal_expand(x: f64) -> None:
    """The digits of a finite x >= 0; none for 0, with the point after one."""
    global decimal_at, decimal_count, decimal_point
    b: i64 = bits(x)
    m: i64 = b & 0xFFFFFFFFFFFFF
    power: i32 = i32(shr_u(b, i64(52)))
    if power != 0:
        m = m | (i64(1) << 52)
    else:
        power = 1
    power -= 1075
    if m == 0:
        decimal_count = 0
        decimal_point = 1
        decimal_at = new_raw(8) + 8
        return
    zeros: i32 = i32(ctz(m))
    m = shr_u(m, i64(zeros))
    power += zeros
    n: i32 = 0
    while m != 0:
        store32(SCRATCH + (n << 2), i32(rem_u(m, i64(LIMB))))
        m = div_u(m, i64(LIMB))
        n += 1
    places: i32 = 0
    if power >= 0:
        n = scale_limbs(n, 2, power, 30, 1 << 30)
    else:
        places = -power
        n = scale_limbs(n, 5, places, 13, FIVE_13)
    at: i32 = new_raw(n * 9 + 1) + 8
    end: i32 = at + n * 9
    p: i32 = end
    i: i32 = 0
    while i < n:
        limb: i32 = load32(SCRATCH + (i << 2))
        k: i32 = 0
        while k < 9:
            p -= 1
            store8(p, 48 + rem_u(limb, 10))
            limb = div_u(limb, 10)
            k += 1
        i += 1
    while load8(p) == 48:
        p += 1
    decimal_at = p
    decimal_count = end - p
    decimal_point = decimal_count - places


@noinline
def decimal_round(wanted: i32) -> None:
    """Rounds to `wanted` digits, ties to even. A carry out of the first digit adds one digit in front."""
    global decimal_count, decimal_point
    if wanted >= decimal_count:
        return
    if wanted < 0:
        decimal_count = 0
        return
    p: i32 = decimal_at + wanted
    first: i32 = load8(p)
    up: i32 = first > 53
    if first == 53:
        rest: i32 = p + 1
        end: i32 = decimal_at + decimal_count
        while rest < end and load8(rest) == 48:
            rest += 1
        up = 1 if rest < end else (load8(p - 1) & 1 if wanted > 0 else 0)
    decimal_count = wanted
    if not up:
        return
    p -= 1
    while p >= decimal_at and load8(p) == 57:
        store8(p, 48)
        p -= 1
    if p >= decimal_at:
        store8(p, load8(p) + 1)
        return
    store8(decimal_at, 49)
    if wanted > 0:
        memory_fill(decimal_at + 1, 48, wanted)
    decimal_count = wanted + 1
    decimal_point += 1


def decimal_digit(i: i32) -> i32:
    """Digit number i as ASCII; zeros on both sides of the digits."""
    return load8(decimal_at + i) if i >= 0 and i < decimal_count else 48


@noinline
def float_round_to(x: f64, n: i64) -> f64:
    """`round(x, n)` of a float, correctly rounded, ties of the exact value to even; raises OverflowError."""
    if x != x or fabs(x) == INFINITY or n > MOST_DECIMALS or x == 0.0:
        return x
    if n < LEAST_DECIMALS:
        return x * 0.0
    decimal_expand(fabs(x))
    decimal_round(decimal_point + i32(n))
    if decimal_count == 0:
        return x * 0.0
    mark: i32 = buf_begin()
    i: i32 = 0
    while i < decimal_count:
        buf_byte(load8(decimal_at + i))
        i += 1
    buf_byte(101)
    buf_int(i64(decimal_point - decimal_count))
    found: f64 = float_parse(buf_base + mark, buf_pos - buf_base - mark)
    buf_drop(mark)
    if found == INFINITY:
        raise_overflow(lit("rounded value too large to represent"))
    return -found if x < 0.0 else found
