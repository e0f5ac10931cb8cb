"""Floats of Python bodies, unboxed: division, modulo and conversions as CPython does them."""

from __future__ import annotations

from noetlc.kernel.lang import (
    bits,
    clz,
    copysign,
    f64,
    fabs,
    floor,
    from_bits,
    i32,
    i64,
    inline,
    lit,
    nearest,
    noinline,
    rem_s,
    shr_u,
    trunc,
    trunc_i64,
)  # fmt: skip
from noetlc.runtime.python.exceptions.errors import raise_overflow, raise_value_error, raise_zero_division
from noetlc.runtime.values.memory import int_overflow

MAX_EXACT = 9007199254740992.0
INFINITY = float("inf")
NUMBERED_NAN = 0x7FF8000015EE0000  # a NaN whose last 16 bits are a number, which stands for its identity

float_rest: f64 = 0.0  # the modulo that float_divide computed with its quotient


def order_in_range(a: i64, x: f64) -> i32:
    """-1, 0 or 1 as a <, ==, > x, for x within 64 bits."""
    whole: f64 = trunc(x)
    n: i64 = trunc_i64(whole)
    if a != n:
        return -1 if a < n else 1
    if whole != x:
        return -1 if whole < x else 1
    return 0


def fmod(x: f64, y: f64) -> f64:
    """C's fmod: exact, the sign of x; NaN if y is 0 or x infinite."""
    ax: f64 = fabs(x)
    ay: f64 = fabs(y)
    if not (ax < INFINITY) or ay == 0.0 or ay != ay:
        return (x * y) / (x * y)
    if ax < ay:
        return x
    if ax < MAX_EXACT and floor(ax) == ax and floor(ay) == ay:
        return copysign(f64(rem_s(trunc_i64(ax), trunc_i64(ay))), x)
    return copysign(fmod_bits(bits(ax), bits(ay)), x)


@noinline
def fmod_bits(x: i64, y: i64) -> f64:
    """Shift and subtract on positive finite numbers given as bits, x >= y."""
    ex: i32 = i32(shr_u(x, i64(52)))
    ey: i32 = i32(shr_u(y, i64(52)))
    mx: i64 = x & 0xFFFFFFFFFFFFF
    my: i64 = y & 0xFFFFFFFFFFFFF
    if ex != 0:
        mx = mx | (i64(1) << 52)
    else:
        ex = 1
    if ey != 0:
        my = my | (i64(1) << 52)
    else:  # a subnormal, as if it had been normal with an exponent of 0 or less
        lift: i32 = i32(clz(my)) - 11
        my = my << i64(lift)
        ey = 1 - lift
    if (mx >> i64(52)) == 0:
        lift = i32(clz(mx)) - 11
        mx = mx << i64(lift)
        ex -= lift
    while ex > ey:
        if mx >= my:
            mx = mx - my
        mx = mx << 1
        ex -= 1
    if mx >= my:
        mx = mx - my
    if mx == 0:
        return 0.0
    if ey < 1:
        mx = mx >> i64(1 - ey)
        ey = 1
    shift: i32 = i32(clz(mx)) - 11
    if shift >= ey:
        shift = ey - 1
    mx = mx << i64(shift)
    ey = ey - shift
    if mx < (i64(1) << 52):
        return from_bits(mx)
    return from_bits((mx & 0xFFFFFFFFFFFFF) | (i64(ey) << 52))


def float_divide(x: f64, y: f64) -> f64:
    """x // y for y != 0; leaves x % y in `float_rest`."""
    global float_rest
    rest: f64 = fmod(x, y)
    quotient: f64 = (x - rest) / y
    if rest != 0.0:
        if (y < 0.0) != (rest < 0.0):
            rest = rest + y
            quotient = quotient - 1.0
    else:
        rest = copysign(0.0, y)
    float_rest = rest
    if quotient != 0.0:
        whole: f64 = floor(quotient)
        return whole + 1.0 if quotient - whole > 0.5 else whole
    return copysign(0.0, x / y)


def float_div(x: f64, y: f64) -> f64:
    if y == 0.0:
        raise_zero_division(lit("float division by zero"))
        return 0.0
    return x / y


def float_floordiv(x: f64, y: f64) -> f64:
    if y == 0.0:
        raise_zero_division(lit("float floor division by zero"))
        return 0.0
    return float_divide(x, y)


def float_mod(x: f64, y: f64) -> f64:
    """x % y; the sign is y's."""
    if y == 0.0:
        raise_zero_division(lit("float modulo"))
        return 0.0
    rest: f64 = fmod(x, y)
    if rest != 0.0:
        return rest + y if (y < 0.0) != (rest < 0.0) else rest
    return copysign(0.0, y)


@inline
def float_truth(x: f64) -> i32:
    return x != 0.0


def float_to_int(x: f64) -> i64:
    """`int(x)`; raises for NaN and infinity, aborts beyond 64 bits."""
    if x < 9223372036854775808.0 and x >= -9223372036854775808.0:
        return trunc_i64(x)
    if x != x:
        raise_value_error(lit("cannot convert float NaN to integer"))
    elif fabs(x) == INFINITY:
        raise_overflow(lit("cannot convert float infinity to integer"))
    else:
        int_overflow()
    return i64(0)


def float_round(x: f64) -> i64:
    """`round(x)`: ties to even."""
    return float_to_int(nearest(x))


def float_floor(x: f64) -> i64:
    """`math.floor(x)`."""
    return float_to_int(floor(x))


def float_ceil(x: f64) -> i64:
    """`math.ceil(x)`."""
    return float_to_int(-floor(-x))


def float_is_integer(x: f64) -> i32:
    return floor(x) == x and fabs(x) < INFINITY


def int_float_order(a: i64, x: f64) -> i32:
    """-1, 0 or 1 as a <, ==, > x, exact; 2 if x is NaN."""
    if x != x:
        return 2
    if x >= 9223372036854775808.0:
        return -1
    if x < -9223372036854775808.0:
        return 1
    return order_in_range(a, x)
