"""Powers of ten and the shortest decimal digits of a double (Schubfach, by R. Giulietti).

The 128-bit powers come from a table of every 108th times up to four 64-bit powers of five; the product is less than 4 units of the last
place above the true value, which the 126 bits that the algorithm needs allow. The rows are such that what most numbers need, 10**-32
to 10**-5 to be read and 1 to 10**27 to be written, is one product, or none.
"""

from __future__ import annotations

from fractions import Fraction

from noetlc.kernel.lang import (
    bits,
    clz,
    div_u,
    f64,
    ge_u,
    gt_u,
    i32,
    i64,
    le_u,
    load64,
    nearest,
    noinline,
    shr_u,
    static_i64,
    trunc_i64,
    u64,
)  # fmt: skip

POWER_MIN = -464  # the lowest exponent of `power_of_ten`
POWER_MAX = 324
POWER_ROW = 108  # exponents from one row of the table to the next
POWER_STEP = 27  # 5**27 is the largest power of five below 2**63
LOG2_10 = 1741647  # times 2**19

float_digits: i64 = 0  # second result of `float_shortest`
power_low: i64 = 0  # second result of `power_of_ten`


def __power_table() -> list[int]:
    """Low and high words of ceil(10**k / 2**(floor(log2(10**k)) - 127)) for every 108th k."""
    words: list[int] = []
    for k in range(POWER_MIN, POWER_MAX + 1, POWER_ROW):
        exact = Fraction(10) ** k / Fraction(2) ** ((k * LOG2_10 >> 19) - 127)
        top = -(-exact.numerator // exact.denominator)
        words += [top & 0xFFFFFFFFFFFFFFFF, top >> 64]
    return words


POWERS = static_i64(__power_table())


def power_of_five(k: i32) -> i64:
    """5**k, 0 <= k <= POWER_STEP."""
    x: i64 = 1
    while k > 1:
        x = x * 25
        k -= 2
    return x * 5 if k else x


def mul_high(a: i64, b: i64) -> i64:
    """The high 64 bits of an unsigned 128-bit product."""
    a_low: i64 = a & 0xFFFFFFFF
    a_high: i64 = shr_u(a, 32)
    b_low: i64 = b & 0xFFFFFFFF
    b_high: i64 = shr_u(b, 32)
    middle: i64 = a_high * b_low + shr_u(a_low * b_low, 32)
    low: i64 = a_low * b_high + (middle & 0xFFFFFFFF)
    return a_high * b_high + shr_u(middle, 32) + shr_u(low, 32)


def power_of_ten(k: i32) -> i64:
    """The top 64 bits of 10**k, normalised; `power_low` holds the next 64, so that the whole is 10**k or slightly above."""
    global power_low
    if le_u(k, POWER_STEP):
        power: i64 = power_of_five(k)
        power_low = 0
        return power << clz(power)
    at: i32 = k - POWER_MIN
    row: i32 = shr_u(at * 607, 16)  # at // 108 for at < 1024
    low: i64 = load64(POWERS + (row << 4))
    high: i64 = load64(POWERS + (row << 4), 8)
    at -= row * POWER_ROW
    while at > 0:
        step: i32 = at if at < POWER_STEP else POWER_STEP
        five: i64 = power_of_five(step)
        # the 192-bit product in three words
        w0: i64 = low * five
        w1: i64 = mul_high(low, five)
        middle: i64 = high * five
        w2: i64 = mul_high(high, five)
        w1 += middle
        w2 += u64(gt_u(middle, w1))
        lead: i64 = clz(w2)
        left: i64 = 64 - lead
        low = (w1 << lead | shr_u(w0, left)) + 1
        high = (w2 << lead | shr_u(w1, left)) + i64(low == 0)
        at -= step
    power_low = low
    return high


def scaled(high: i64, low: i64, c: i64) -> i64:
    """c * power / 2**128, with bit 0 set if bits below it were lost (round to odd)."""
    x: i64 = mul_high(low, c)
    y: i64 = high * c
    top: i64 = mul_high(high, c)
    sum_: i64 = y + x
    top += u64(gt_u(y, sum_))
    return top | u64(gt_u(sum_, 1))


@noinline
def float_shortest(x: f64) -> i32:
    """For a finite x >= 0: k, with `float_digits` * 10**k the shortest decimal that reads back as x; no trailing zeros."""
    global float_digits
    y: f64 = x * 1e6
    if y < 1e15:
        # at most 15 digits identify a double: if one with 6 decimals reads back, it is the one
        y = nearest(y)
        if y / 1e6 == x:
            return without_zeros(trunc_i64(y), -6)
    b: i64 = bits(x)
    exponent: i32 = i32(shr_u(b, 52))
    c: i64 = b & 0xFFFFFFFFFFFFF
    uneven: i32 = c == 0 and exponent > 1  # the gap below is half the gap above
    if exponent == 0:
        exponent = 1
    else:
        c = c | 0x10000000000000
    q: i32 = exponent - 1075
    odd: i64 = c & 1
    k: i32 = (q * 1262611 - (524031 if uneven else 0)) >> 22
    h: i64 = i64(q + (-k * LOG2_10 >> 19) + 1)
    high: i64 = power_of_ten(-k)
    low: i64 = power_low
    lower: i64 = scaled(high, low, (c * 4 - 2 + u64(uneven)) << h) + odd
    middle: i64 = scaled(high, low, (c * 4) << h)
    upper: i64 = scaled(high, low, (c * 4 + 2) << h) - odd
    s: i64 = shr_u(middle, 2)
    if ge_u(s, 10):
        tens: i64 = div_u(s, 10)
        below: i32 = le_u(lower, tens * 40)
        above: i32 = le_u(tens * 40 + 40, upper)
        if below != above:
            return without_zeros(tens + u64(above), k + 1)
    below = le_u(lower, s * 4)
    above = le_u(s * 4 + 4, upper)
    if below != above:
        s += u64(above)
    else:
        half: i64 = s * 4 + 2
        if gt_u(middle, half) or (middle == half and (s & 1) != 0):
            s += 1
    return without_zeros(s, k)


def without_zeros(digits: i64, k: i32) -> i32:
    """Keeps `digits` in `float_digits` without trailing zeros; k, raised by their number. 0 is 0 * 10**0."""
    global float_digits
    if digits == 0:
        k = 0
    else:
        shorter: i64 = div_u(digits, 10)
        while shorter * 10 == digits:
            digits = shorter
            k += 1
            shorter = div_u(digits, 10)
    float_digits = digits
    return k
