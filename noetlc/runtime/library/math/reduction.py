"""Angles without whole quarter turns."""

from __future__ import annotations

from noetlc.kernel.lang import bits, clz, f64, f64_u, fabs, i32, i64, load64, nearest, shr_u, static_i64, trunc_i64, u64
from noetlc.layout.fixed_point import UNIT, pi
from noetlc.runtime.numbers.shortest import mul_high
from noetlc.runtime.python.numbers.double_double import dd_low, dd_mul, dd_sum, power_of_two

HALF_PI = 1.5707963267948966
HALF_PI_LOW = 6.123233995736766e-17
QUARTER_PI = 0.7853981633974483
MOST_NEAR = 1048576.0  # up to here `math_reduce_near` knows enough bits


def __two_over_pi() -> list[int]:
    """64 zero bits and 1216 bits of 2 / pi after its point, as words with the first bit on top."""
    digits = (2 * UNIT * UNIT // pi()) >> (1400 - 1216)
    return [0] + [digits >> (1216 - 64 * i) & (2**64 - 1) for i in range(1, 20)]


def __parts_of_half_pi() -> list[float]:
    """pi / 2 as three doubles of 33 bits, whose products with ints of 20 bits are exact, and what is left."""
    rest, parts = pi() // 2, []
    for after_point in (32, 65, 98):
        step = UNIT >> after_point
        parts.append((rest // step * step) / UNIT)
        rest %= step
    return [*parts, rest / UNIT]


HALF_PI_1, HALF_PI_2, HALF_PI_3, HALF_PI_REST = __parts_of_half_pi()
TWO_OVER_PI = static_i64(__two_over_pi())

math_quadrant: i32 = 0  # what `math_reduce` took away, in quarter turns


def math_window(at: i32) -> i64:
    """64 bits of 2 / pi from a bit offset of the table."""
    p: i32 = TWO_OVER_PI + (at >> 6 << 3)
    shift: i64 = i64(at & 63)
    high: i64 = load64(p) << shift
    return high if shift == 0 else high | shr_u(load64(p, 8), 64 - shift)


def math_reduce_near(x: f64) -> f64:
    """`math_reduce` of what is not large, to about 2**-70 of the result."""
    global dd_low, math_quadrant
    n: f64 = nearest(x * 0.6366197723675814)
    math_quadrant = i32(trunc_i64(n)) & 3
    high: f64 = dd_sum(x - n * HALF_PI_1, -(n * HALF_PI_2))
    low: f64 = dd_low
    high = dd_sum(high, -(n * HALF_PI_3))
    return dd_sum(high, dd_low + (low - n * HALF_PI_REST))


def math_reduce(x: f64) -> f64:
    """x minus the nearest multiple of pi / 2, for finite x; that multiple modulo 4 is in `math_quadrant`.

    Only the bits of x * 2 / pi from weight 2 down to 2**-190 matter: three words of a product.
    """
    global dd_low, math_quadrant
    math_quadrant = 0
    ax: f64 = fabs(x)
    if ax <= QUARTER_PI:
        dd_low = 0.0
        return x
    b: i64 = bits(ax)
    m: i64 = b & 0xFFFFFFFFFFFFF | (i64(1) << 52)
    at: i32 = i32(shr_u(b, i64(52))) - 1075 + 62  # the bit of weight 2
    w3: i64 = m * math_window(at + 192)
    w2: i64 = mul_high(m, math_window(at + 192))
    part: i64 = m * math_window(at + 128)
    w2 = w2 + part
    w1: i64 = mul_high(m, math_window(at + 128)) + u64_less(w2, part)
    part = m * math_window(at + 64)
    w1 = w1 + part
    w0: i64 = mul_high(m, math_window(at + 64)) + u64_less(w1, part) + m * math_window(at)
    w0 = w0 + (i64(1) << 61)  # to the nearest
    math_quadrant = i32(shr_u(w0, i64(62)))
    w0 = (w0 & 0x3FFFFFFFFFFFFFFF) - (i64(1) << 61)
    negative: i32 = w0 < 0
    if negative:
        w0 = ~w0
        w1 = ~w1
        w2 = ~w2
        w3 = ~w3
    down: i32 = -62
    while w0 == 0 and down > -250:
        w0 = w1
        w1 = w2
        w2 = w3
        w3 = i64(0)
        down -= 64
    shift: i64 = clz(w0)
    if shift != 0:
        w0 = w0 << shift | shr_u(w1, 64 - shift)
        w1 = w1 << shift | shr_u(w2, 64 - shift)
    down -= i32(shift)
    high: f64 = f64_u(w0 & -2048)
    low: f64 = f64_u(w0 & 2047) + f64_u(w1) * power_of_two(-64)
    high = dd_sum(high, low)
    low = dd_low
    high = high * power_of_two(down)
    low = low * power_of_two(down)
    high = dd_mul(high, low, HALF_PI, HALF_PI_LOW)
    if (x < 0.0) != negative:
        high = -high
        dd_low = -dd_low
    if x < 0.0:
        math_quadrant = -math_quadrant & 3
    return high


def u64_less(a: i64, b: i64) -> i64:
    """1 if a < b, unsigned: the carry of a sum a of which b is a part."""
    return u64((a ^ (i64(1) << 63)) < (b ^ (i64(1) << 63)))
