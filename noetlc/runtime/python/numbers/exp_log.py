"""`exp` and `log` in double-double arithmetic, by Ziv's strategy: quickly to about 63 bits, and again to about 100 where those do not
decide the rounding.

What computes asks `dd_exact` which of both is wanted. Who rounds does so in a loop:

    while 1:
        high: f64 = dd_log(x)
        r: f64 = settled(high, LOG_ERROR)
        if dd_exact == 0:
            break
    return r
"""

from __future__ import annotations

from noetlc.kernel.lang import bits, f64, fabs, from_bits, i32, i64, loadf, nearest, shr_u, static_f64, trunc_i64
from noetlc.layout.fixed_point import double_double, log, root_of_two
from noetlc.runtime.python.numbers.double_double import (
    LN2_HIGH,
    LN2_LOW,
    dd_add,
    dd_div,
    dd_low,
    dd_mul,
    dd_product,
    dd_sum,
    scale,
)  # fmt: skip
from noetlc.runtime.python.numbers.float import INFINITY

ROOT_HALF = 0.7071067811865476

# Bounds of the relative errors of what is quick; measured are a quarter of them and less.
LOG_ERROR = 2.0**-66
EXP_ERROR = 2.0**-63

# What a mantissa between sqrt(1/2) and sqrt(2) is next to, in 64ths: its logarithm. And 2**(k / 32).
LOGS_FIRST, LOGS_LAST = 45, 91
LOGS = static_f64([part for k in range(LOGS_FIRST, LOGS_LAST + 1) for part in double_double(log(k, 64))])
ROOTS_OF_TWO = static_f64([part for k in range(32) for part in double_double(root_of_two(k, 5))])
LN2_32_HIGH, LN2_32_LOW = LN2_HIGH / 32.0, LN2_LOW / 32.0

dd_exact: i32 = 0  # 1: to about 100 bits
dd_power: i32 = 0  # of two, by which the result of `dd_exp` is still to be multiplied


def settled(high: f64, error: f64) -> f64:
    """The double nearest to `high` and `dd_low`; with `dd_exact` set for another round if those with this relative error do not tell."""
    global dd_exact
    if dd_exact:
        dd_exact = 0
        return high + dd_low
    e: f64 = fabs(high) * error
    r: f64 = high + (dd_low - e)
    if r == high + (dd_low + e):
        return r
    dd_exact = 1
    return r


def dd_log(x: f64) -> f64:
    """log(x) for a positive finite x."""
    power: i32 = 0
    if x < 2.2250738585072014e-308:
        x = x * 18014398509481984.0
        power = -54
    b: i64 = bits(x)
    power += i32(shr_u(b, i64(52))) - 1022
    m: f64 = from_bits((b & 0xFFFFFFFFFFFFF) | (i64(1022) << 52))
    if m < ROOT_HALF:
        m = m * 2.0
        power -= 1
    return log_exact(m, power) if dd_exact else log_quick(m, f64(power))


def log_exact(m: f64, power: i32) -> f64:
    """log(m * 2**power) for m between sqrt(1/2) and sqrt(2): 2 atanh s with s = (m - 1) / (m + 1)."""
    denominator: f64 = dd_sum(m, 1.0)
    s: f64 = dd_div(m - 1.0, 0.0, denominator, dd_low)
    sl: f64 = dd_low
    q: f64 = dd_mul(s, sl, s, sl)
    ql: f64 = dd_low
    n: f64 = 43.0
    total: f64 = 0.0
    totall: f64 = 0.0
    while n > 0.0:
        term: f64 = dd_div(1.0, 0.0, n, 0.0)
        terml: f64 = dd_low
        total = dd_mul(total, totall, q, ql)
        total = dd_add(total, dd_low, term, terml)
        totall = dd_low
        n = n - 2.0
    total = dd_mul(total, totall, s + s, sl + sl)
    totall = dd_low
    whole: f64 = dd_mul(LN2_HIGH, LN2_LOW, f64(power), 0.0)
    return dd_add(whole, dd_low, total, totall)


def log_quick(m: f64, power: f64) -> f64:
    """The same by a table: log c + 2 atanh s with s = (m - c) / (m + c)."""
    near: f64 = nearest(m * 64.0)
    c: f64 = near * 0.015625
    place: i32 = LOGS + (i32(trunc_i64(near)) - LOGS_FIRST << 4)
    below: f64 = dd_sum(m, c)
    belowl: f64 = dd_low
    s: f64 = (m - c) / below
    p: f64 = dd_product(s, below)
    sl: f64 = ((m - c - p) - dd_low - s * belowl) / below
    q: f64 = s * s
    series: f64 = 0.4 + q * (0.2857142857142857 + q * (0.2222222222222222 + q * 0.18181818181818182))
    small: f64 = sl + sl + s * q * (0.6666666666666666 + q * series)
    whole: f64 = dd_product(LN2_HIGH, power)
    small = small + (loadf(place, 8) + (dd_low + LN2_LOW * power))
    whole = dd_sum(whole, loadf(place))
    small = small + dd_low
    whole = dd_sum(whole, s + s)
    return dd_sum(whole, dd_low + small)


def log_rounded(x: f64) -> f64:
    """log(x) for a positive finite x, rounded."""
    while 1:
        high: f64 = dd_log(x)
        r: f64 = settled(high, LOG_ERROR)
        if dd_exact == 0:
            break
    return r


def dd_exp(a: f64, b: f64) -> f64:
    """exp(a + b) / 2**dd_power for a between -1000 and 1000."""
    global dd_power
    k: f64 = 0.0
    if dd_exact:
        k = nearest(a / LN2_HIGH)
        dd_power = i32(trunc_i64(k))
        return exp_exact(a, b, k)
    k = nearest(a / LN2_32_HIGH)
    p: f64 = dd_product(k, LN2_32_HIGH)
    pl: f64 = dd_low
    r: f64 = dd_sum(a, -p)
    r = dd_sum(r, dd_low - pl + (b - k * LN2_32_LOW))
    rl: f64 = dd_low
    q: f64 = r * r * (0.5 + r * (1 / 6 + r * (1 / 24 + r * (1 / 120 + r * (1 / 720 + r * (1 / 5040))))))
    i: i32 = i32(trunc_i64(k))
    dd_power = i >> 5
    place: i32 = ROOTS_OF_TWO + ((i & 31) << 4)
    t: f64 = loadf(place)
    tl: f64 = loadf(place, 8)
    p = dd_product(t, r)
    pl = dd_low
    high: f64 = dd_sum(t, p)
    return dd_sum(high, dd_low + (pl + (tl + (tl * r + t * (q + (rl + rl * r))))))


def exp_exact(a: f64, b: f64, k: f64) -> f64:
    """exp(a + b) / 2**k, to about 100 bits."""
    shift: f64 = dd_mul(LN2_HIGH, LN2_LOW, -k, 0.0)
    r: f64 = dd_add(a, b, shift, dd_low)
    rl: f64 = dd_low
    r = r * 0.0625
    rl = rl * 0.0625
    n: f64 = 14.0
    total: f64 = 0.0
    totall: f64 = 0.0
    while n > 0.0:  # exp(r) - 1 by Horner: r (1 + r/2 (1 + r/3 (…)))
        total = dd_add(total, totall, 1.0, 0.0)
        total = dd_mul(total, dd_low, r, rl)
        total = dd_div(total, dd_low, n, 0.0)
        totall = dd_low
        n = n - 1.0
    i: i32 = 0
    while i < 4:  # (1 + t)**2 - 1 = t * (t + 2)
        more: f64 = dd_add(total, totall, 2.0, 0.0)
        total = dd_mul(total, totall, more, dd_low)
        totall = dd_low
        i += 1
    return dd_add(total, totall, 1.0, 0.0)


def exp_rounded(a: f64, b: f64) -> f64:
    """exp(a + b), rounded; infinity beyond the range, 0 below it."""
    if a > 710.0:
        return INFINITY
    if a < -746.0:
        return 0.0
    while 1:
        high: f64 = dd_exp(a, b)
        r: f64 = settled(high, EXP_ERROR)
        if dd_exact == 0:
            break
    return scale(r, dd_power)
