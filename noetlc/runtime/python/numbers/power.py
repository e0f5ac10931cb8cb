"""`x ** y` on floats, and `exp` and `log` beneath it, in double-double arithmetic: about 100 bits, rounded once.

A double-double is a pair whose sum it means, the second at most half a unit of the first. Functions return the first and leave
the second in `dd_low`.
"""

from __future__ import annotations

from noetlc.kernel.lang import (
    bits,
    copysign,
    f64,
    fabs,
    floor,
    from_bits,
    i32,
    i64,
    lit,
    lit_class,
    nearest,
    noinline,
    reason,
    shr_u,
    sqrt,
    trunc_i64,
    val,
)
from noetlc.runtime.python.exceptions.errors import exc_make, raise_exc, raise_zero_division
from noetlc.runtime.python.numbers.float import INFINITY, fmod
from noetlc.runtime.values.list import pair_new
from noetlc.runtime.values.memory import from_int, leave

SPLIT = 134217729.0  # 2**27 + 1
LN2_HIGH = 0.6931471805599453
LN2_LOW = 2.3190468138462996e-17
ROOT_HALF = 0.7071067811865476
ERANGE = 34

dd_low: f64 = 0.0


def dd_sum(a: f64, b: f64) -> f64:
    """The exact sum of two doubles."""
    global dd_low
    s: f64 = a + b
    t: f64 = s - a
    dd_low = (a - (s - t)) + (b - t)
    return s


def dd_product(a: f64, b: f64) -> f64:
    """The exact product of two doubles (Dekker)."""
    global dd_low
    p: f64 = a * b
    t: f64 = a * SPLIT
    ah: f64 = t - (t - a)
    al: f64 = a - ah
    t = b * SPLIT
    bh: f64 = t - (t - b)
    bl: f64 = b - bh
    dd_low = ((ah * bh - p) + ah * bl + al * bh) + al * bl
    return p


def dd_add(a: f64, b: f64, c: f64, d: f64) -> f64:
    """(a, b) + (c, d)."""
    s: f64 = dd_sum(a, c)
    e: f64 = dd_low
    t: f64 = dd_sum(b, d)
    f: f64 = dd_low
    s = dd_sum(s, e + t)
    return dd_sum(s, dd_low + f)


def dd_mul(a: f64, b: f64, c: f64, d: f64) -> f64:
    """(a, b) * (c, d)."""
    p: f64 = dd_product(a, c)
    return dd_sum(p, dd_low + (a * d + b * c))


def dd_div(a: f64, b: f64, c: f64, d: f64) -> f64:
    """(a, b) / (c, d)."""
    q: f64 = a / c
    p: f64 = dd_mul(q, 0.0, c, d)
    r: f64 = dd_add(a, b, -p, -dd_low)
    rl: f64 = dd_low
    q2: f64 = r / c
    p = dd_mul(q2, 0.0, c, d)
    r = dd_add(r, rl, -p, -dd_low)
    q = dd_sum(q, q2)
    return dd_sum(q, dd_low + r / c)


def dd_log(x: f64) -> f64:
    """log(x) for a positive finite x, as a double-double."""
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
    # log m = 2 atanh s, s = (m - 1) / (m + 1)
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


def dd_exp(a: f64, b: f64) -> f64:
    """exp(a + b), rounded; infinity beyond the range, 0 below it."""
    if a > 710.0:
        return INFINITY
    if a < -746.0:
        return 0.0
    k: f64 = nearest(a / LN2_HIGH)
    shift: f64 = dd_mul(LN2_HIGH, LN2_LOW, -k, 0.0)
    r: f64 = dd_add(a, b, shift, dd_low)
    rl: f64 = dd_low
    r = r * 0.0625
    rl = rl * 0.0625
    n: f64 = 14.0
    total: f64 = 0.0
    totall: f64 = 0.0
    # exp(r) - 1 by Horner: r (1 + r/2 (1 + r/3 (…)))
    while n > 0.0:
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
    total = dd_add(total, totall, 1.0, 0.0)
    return scale(total + dd_low, i32(trunc_i64(k)))


def scale(x: f64, k: i32) -> f64:
    """x * 2**k for -1100 < k < 1100."""
    half: i32 = k >> 1
    return x * power_of_two(half) * power_of_two(k - half)


def power_of_two(k: i32) -> f64:
    """2**k for -1022 <= k <= 1023."""
    return from_bits(i64(k + 1023) << 52)


def positive_pow(x: f64, y: f64) -> f64:
    """x ** y for finite x > 0 and finite y != 0."""
    if y == 1.0:
        return x
    if y == 0.5:
        return sqrt(x)
    if fabs(y) <= 64.0 and floor(y) == y:
        exact: f64 = small_pow(x, i32(trunc_i64(y)))
        if exact == exact:
            return exact
    log: f64 = dd_log(x)
    log_low: f64 = dd_low
    if fabs(y) > 1e20:  # the product may overflow: only its sign matters
        return INFINITY if (y > 0.0) == (log > 0.0) else 0.0
    p: f64 = dd_mul(log, log_low, y, 0.0)
    return dd_exp(p, dd_low)


def small_pow(x: f64, n: i32) -> f64:
    """x ** n by squaring; NaN where the range does not allow it and the logarithm must do."""
    size: i32 = n if n >= 0 else -n
    base: f64 = x
    basel: f64 = 0.0
    result: f64 = 1.0
    resultl: f64 = 0.0
    while 1:
        if size & 1:
            result = dd_mul(result, resultl, base, basel)
            resultl = dd_low
        size = size >> 1
        if size == 0:
            break
        base = dd_mul(base, basel, base, basel)
        basel = dd_low
    if n < 0:
        result = dd_div(1.0, 0.0, result, resultl)
        resultl = dd_low
    exact: f64 = result + resultl
    if exact < 1e-250 or exact > 1e250 or base < 1e-250 or base > 1e250:
        return from_bits(i64(0x7FF8) << 48)
    return exact


@noinline
def float_pow(x: f64, y: f64) -> f64:
    """`x ** y`; raises ZeroDivisionError and OverflowError. A complex result is outside the compiled language: abort."""
    if y == 0.0 or x == 1.0:
        return 1.0
    if x != x or y != y:
        return x + y
    odd: i32 = fabs(y) < INFINITY and fmod(fabs(y), 2.0) == 1.0
    if fabs(y) == INFINITY:
        if fabs(x) == 1.0:
            return 1.0
        return INFINITY if (y > 0.0) == (fabs(x) > 1.0) else 0.0
    if fabs(x) == INFINITY:
        if y > 0.0:
            return x if odd else INFINITY
        return copysign(0.0, x) if odd else 0.0
    if x == 0.0:
        if y < 0.0:
            raise_zero_division(lit("0.0 cannot be raised to a negative power"))
        return x if odd else 0.0
    if x < 0.0 and floor(y) != y:
        leave(reason("complex number"))
    result: f64 = 1.0 if x == -1.0 else positive_pow(fabs(x), y)
    if result == INFINITY:
        raise_range()
        return 0.0
    return -result if x < 0.0 and odd else result


@noinline
def raise_range() -> val:
    """OverflowError(34, 'Numerical result out of range')."""
    args: val = pair_new(from_int(i64(ERANGE)), lit("Numerical result out of range"))
    return raise_exc(exc_make(lit_class("OverflowError"), args, 0))
