"""`x ** y` on floats, by the logarithm in double-double arithmetic, rounded once."""

from __future__ import annotations

from noetlc.kernel.lang import (
    copysign,
    enable,
    f64,
    fabs,
    floor,
    from_bits,
    i32,
    i64,
    lit,
    lit_class,
    noinline,
    reason,
    sqrt,
    trunc_i64,
    val,
)
from noetlc.layout.features import Feature
from noetlc.runtime.python.exceptions.errors import exc_make, raise_exc, raise_zero_division
from noetlc.runtime.python.numbers.double_double import dd_low, dd_mul, dd_product, scale
from noetlc.runtime.python.numbers.exp_log import EXP_ERROR, LOG_ERROR, dd_exact, dd_exp, dd_log, dd_power, settled
from noetlc.runtime.python.numbers.float import INFINITY, fmod
from noetlc.runtime.values.list import pair_new
from noetlc.runtime.values.memory import from_int, leave

ERANGE = 34
NAN = 0x7FF8 << 48


def positive_pow(x: f64, y: f64) -> f64:
    """x ** y for finite x > 0 and finite y != 0."""
    if y == 1.0:
        return x
    exact: f64 = small_pow(x, y)
    if exact == exact:
        return exact
    if fabs(y) > 1e20:  # the product may overflow: only its sign matters
        return INFINITY if (y > 0.0) == (x > 1.0) else 0.0
    while 1:
        log: f64 = dd_log(x)
        p: f64 = dd_mul(log, dd_low, y, 0.0)
        if fabs(p) > 746.0:
            return INFINITY if p > 0.0 else 0.0
        high: f64 = dd_exp(p, dd_low)
        r: f64 = settled(high, EXP_ERROR + fabs(p) * LOG_ERROR)
        if dd_exact == 0:
            break
    return scale(r, dd_power)


def small_pow(x: f64, y: f64) -> f64:
    """x ** y for x > 0 by a square root and squaring; NaN where 2 y is no small int or a number is out of range: the logarithm must do."""
    if not (fabs(y) <= 64.0 and floor(y + y) == y + y):
        return from_bits(NAN)
    size: i32 = i32(trunc_i64(fabs(y) * 2.0))
    base: f64 = x
    basel: f64 = 0.0
    result: f64 = 1.0
    resultl: f64 = 0.0
    if size & 1:
        result = sqrt(x)
        square: f64 = dd_product(result, result)
        resultl = ((x - square) - dd_low) / (result + result)
    size = size >> 1
    while size != 0:
        if size & 1:
            if result == 1.0 and resultl == 0.0:
                result = base
                resultl = basel
            else:
                result = dd_mul(result, resultl, base, basel)
                resultl = dd_low
        size = size >> 1
        if size != 0:
            base = dd_mul(base, basel, base, basel)
            basel = dd_low
    if y < 0.0:
        inverse: f64 = 1.0 / result
        one: f64 = dd_product(inverse, result)
        result = inverse + (((1.0 - one) - dd_low) - inverse * resultl) / result
    if result < 1e-250 or result > 1e250 or base < 1e-250 or base > 1e250:
        return from_bits(NAN)
    return result


@noinline
def float_pow(x: f64, y: f64) -> f64:
    """`x ** y`; raises ZeroDivisionError and OverflowError. A complex result is outside the compiled language: abort."""
    if y == 2.0 and x * x < INFINITY:
        return x * x
    if x > 0.0:
        exact: f64 = small_pow(x, y)
        if exact == exact:
            return exact
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
    enable(Feature.EXCEPTION_VALUES)
    args: val = pair_new(from_int(i64(ERANGE)), lit("Numerical result out of range"))
    return raise_exc(exc_make(lit_class("OverflowError"), args, 0))
