"""The functions of `math` that work on floats, on values: conversion, domain and range errors as CPython's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import (
    bits,
    ceil,
    copysign,
    f64,
    fabs,
    floor,
    from_bits,
    i32,
    i64,
    lit,
    live,
    nearest,
    noinline,
    reason,
    shr_u,
    sqrt,
    trunc,
    trunc_i64,
    val,
)  # fmt: skip
from noetlc.layout.features import Feature
from noetlc.layout.objects import UNDEFINED, Float
from noetlc.layout.tags import T_FLOAT, T_INSTANCE
from noetlc.runtime.library.math.elementary import PI, math_f_cbrt, math_f_log2, math_f_log10
from noetlc.runtime.library.math.hyperbolic import math_f_expm1, math_f_log1p
from noetlc.runtime.numbers.wide import wide_float
from noetlc.runtime.python.numbers.double_double import scale
from noetlc.runtime.python.numbers.exp_log import exp_rounded, log_rounded
from noetlc.runtime.python.numbers.float import INFINITY, fmod
from noetlc.runtime.python.numbers.ints import ONE, int_from_float, ints_bit_length, ints_lshift, ints_plus, is_wide, wide_ratio
from noetlc.runtime.python.numbers.number import NUM_INT, float_of, num_kind, py_index_clamped
from noetlc.runtime.python.numbers.power import positive_pow
from noetlc.runtime.values.classed import is_classed
from noetlc.runtime.values.memory import from_float, from_int, has_tag, leave, raised

if TYPE_CHECKING:
    from noetlc.runtime.python.classes.builtin_subclass import defines
    from noetlc.runtime.python.classes.special import is_instance, special_index, special_method, special_unary
    from noetlc.runtime.python.exceptions.errors import raise_overflow, raise_type, raise_type_error, raise_value_error, raise_zero_division
    from noetlc.runtime.values.list import pair_new

LEAST_NORMAL = 2.2250738585072014e-308
LN2 = 0.6931471805599453
LOG10_2 = 0.3010299956639812


def math_arg(v: val) -> f64:
    """A number as a float; TypeError pending otherwise."""
    if has_tag(v, T_FLOAT):
        return Float(v).value
    if num_kind(v) == 0 or (live(Feature.BUILTIN_SUBCLASSES) and is_classed(v)):
        return math_arg_of(v)
    return float_of(v)


def tells_number(v: val) -> i32:
    """Whether the class of a value that is no float may say which one is meant."""
    if live(T_INSTANCE) and has_tag(v, T_INSTANCE):
        return 1
    return live(Feature.BUILTIN_SUBCLASSES) and (defines(v, lit("__float__")) or (num_kind(v) == 0 and defines(v, lit("__index__"))))


@noinline
def math_arg_of(v: val) -> f64:
    """What `__float__` or `__index__` of an instance gives."""
    if tells_number(v):
        made: val = special_unary(v, lit("__float__"))
        if made == UNDEFINED:
            made = special_index(v)
        if made == 0:
            return 0.0
        if has_tag(made, T_FLOAT):
            return Float(made).value
        if num_kind(made) == NUM_INT:
            return float_of(made)
    elif num_kind(v) != 0:
        return float_of(v)
    raise_type(lit("must be real number, not $"), v)
    return 0.0


@noinline
def math_rounded(v: val, name: val) -> val:
    """What `__floor__` and its kind give; a result that is no int goes to the interpreter."""
    made: val = special_unary(v, name)
    if made != 0 and num_kind(made) != NUM_INT:
        leave(reason("rounding to no int"))
    return made


def math_rounds(v: val, name: val) -> i32:
    """Whether the class of a value has `__floor__` or its kind."""
    return is_instance(v) and special_method(v, name) != 0


@noinline
def math_domain() -> f64:
    raise_value_error(lit("math domain error"))
    return 0.0


@noinline
def math_range() -> f64:
    raise_overflow(lit("math range error"))
    return 0.0


def math_not_finite(x: f64) -> i32:
    return x - x != 0.0


def math_unbounded(x: f64, r: f64) -> f64:
    """The result r of a function that overflows for large finite x."""
    return math_range() if fabs(r) == INFINITY and not math_not_finite(x) else r


# ---- classification and parts


def math_isnan(v: val) -> i32:
    x: f64 = math_arg(v)
    return x != x


def math_isinf(v: val) -> i32:
    return fabs(math_arg(v)) == INFINITY


def math_isfinite(v: val) -> i32:
    return not math_not_finite(math_arg(v))


def math_fabs(v: val) -> f64:
    return fabs(math_arg(v))


def math_copysign(v: val, w: val) -> f64:
    x: f64 = math_arg(v)
    return 0.0 if raised != 0 else copysign(x, math_arg(w))


def math_floor(v: val) -> val:
    if (live(T_INSTANCE) or live(Feature.BUILTIN_SUBCLASSES)) and math_rounds(v, lit("__floor__")):
        return math_rounded(v, lit("__floor__"))
    if num_kind(v) == NUM_INT:
        return ints_plus(v)
    x: f64 = math_arg(v)
    return int_from_float(floor(x)) if raised == 0 else 0


def math_ceil(v: val) -> val:
    if (live(T_INSTANCE) or live(Feature.BUILTIN_SUBCLASSES)) and math_rounds(v, lit("__ceil__")):
        return math_rounded(v, lit("__ceil__"))
    if num_kind(v) == NUM_INT:
        return ints_plus(v)
    x: f64 = math_arg(v)
    return int_from_float(ceil(x)) if raised == 0 else 0


def math_trunc(v: val) -> val:
    if (live(T_INSTANCE) or live(Feature.BUILTIN_SUBCLASSES)) and math_rounds(v, lit("__trunc__")):
        return math_rounded(v, lit("__trunc__"))
    kind: i32 = num_kind(v)
    if kind == NUM_INT:
        return ints_plus(v)
    if kind == 0:
        return raise_type(lit("type $ doesn't define __trunc__ method"), v)
    return int_from_float(Float(v).value)


def math_fmod(v: val, w: val) -> f64:
    x: f64 = math_arg(v)
    if raised != 0:
        return 0.0
    y: f64 = math_arg(w)
    if fabs(y) == INFINITY and not math_not_finite(x):
        return x
    r: f64 = fmod(x, y)
    return math_domain() if r != r and x == x and y == y else r


def math_remainder(v: val, w: val) -> f64:
    x: f64 = math_arg(v)
    if raised != 0:
        return 0.0
    y: f64 = math_arg(w)
    if x != x or y != y:
        return x + y
    if fabs(x) == INFINITY or y == 0.0:
        return math_domain()
    if fabs(y) == INFINITY:
        return x
    ax: f64 = fabs(x)
    ay: f64 = fabs(y)
    m: f64 = fmod(ax, ay)
    c: f64 = ay - m
    r: f64 = m
    if m > c:
        r = -c
    elif m == c:
        r = m - 2.0 * fmod(0.5 * (ax - m), ay)
    return copysign(1.0, x) * r


def math_modf(v: val) -> val:
    x: f64 = math_arg(v)
    if raised != 0:
        return 0
    if fabs(x) == INFINITY:
        return pair_new(from_float(copysign(0.0, x)), from_float(x))
    whole: f64 = trunc(x)
    return pair_new(from_float(copysign(x - whole, x)), from_float(whole))


def math_exponent(x: f64) -> i32:
    """The e of x = m * 2**e with 0.5 <= |m| < 1, for finite x other than 0."""
    lift: i32 = 0
    if fabs(x) < LEAST_NORMAL:
        x = x * 18014398509481984.0
        lift = 54
    return (i32(shr_u(bits(x), i64(52))) & 2047) - 1022 - lift


def math_ldexp_of(x: f64, n: i32) -> f64:
    """x * 2**n, rounded once, for finite x and -3000 < n < 3000."""
    if x == 0.0:
        return x
    e: i32 = math_exponent(x)
    if e + n > 1024:
        return copysign(INFINITY, x)
    if e + n < -1080:
        return copysign(0.0, x)
    m: f64 = scale(x, -e)
    if e + n < -1021:
        # the least exponent is reached by one multiplication, which rounds
        return scale(m, e + n + 1021) * from_bits(i64(2) << 52)
    return scale(m, e + n)


def math_frexp(v: val) -> val:
    x: f64 = math_arg(v)
    if raised != 0:
        return 0
    if x == 0.0 or math_not_finite(x):
        return pair_new(from_float(x), from_int(i64(0)))
    e: i32 = math_exponent(x)
    return pair_new(from_float(scale(x, -e)), from_int(i64(e)))


def math_ldexp(v: val, w: val) -> f64:
    x: f64 = math_arg(v)
    if raised != 0:
        return 0.0
    if num_kind(w) != NUM_INT:
        raise_type_error(lit("Expected an int as second argument to ldexp."))
        return 0.0
    if x == 0.0 or math_not_finite(x):
        return x
    n: i64 = py_index_clamped(w)
    if n > 2999:
        return math_range()
    r: f64 = math_ldexp_of(x, -2999 if n < -2999 else i32(n))
    return math_range() if fabs(r) == INFINITY else r


def math_nextafter(v: val, w: val) -> f64:
    x: f64 = math_arg(v)
    if raised != 0:
        return 0.0
    y: f64 = math_arg(w)
    if x != x or y != y:
        return x + y
    if x == y:
        return y
    if x == 0.0:
        return copysign(from_bits(i64(1)), y)
    return from_bits(bits(x) + (i64(1) if (x < y) == (x > 0.0) else i64(-1)))


def math_ulp(v: val) -> f64:
    x: f64 = fabs(math_arg(v))
    if math_not_finite(x):
        return x
    up: f64 = from_bits(bits(x) + 1)
    return x - from_bits(bits(x) - 1) if up == INFINITY else up - x


def math_degrees(v: val) -> f64:
    return math_arg(v) * (180.0 / PI)


def math_radians(v: val) -> f64:
    return math_arg(v) * (PI / 180.0)


def math_isclose(a: val, b: val, rel_tol: val, abs_tol: val) -> i32:
    """-1 when raised."""
    x: f64 = math_arg(a)
    if raised == 0:
        y: f64 = math_arg(b)
        if raised == 0:
            rel: f64 = math_arg(rel_tol)
            if raised == 0:
                least: f64 = math_arg(abs_tol)
                if raised == 0:
                    return math_near(x, y, rel, least)
    return -1


def math_near(x: f64, y: f64, rel: f64, least: f64) -> i32:
    if rel < 0.0 or least < 0.0:
        raise_value_error(lit("tolerances must be non-negative"))
        return -1
    if x == y:
        return 1
    if fabs(x) == INFINITY or fabs(y) == INFINITY:
        return 0
    diff: f64 = fabs(y - x)
    return diff <= fabs(rel * y) or diff <= fabs(rel * x) or diff <= least


# ---- roots, powers, logarithms


def math_sqrt(v: val) -> f64:
    x: f64 = math_arg(v)
    return math_domain() if x < 0.0 else sqrt(x)


def math_cbrt(v: val) -> f64:
    x: f64 = math_arg(v)
    return x if x == 0.0 or math_not_finite(x) else math_f_cbrt(x)


def math_exp(v: val) -> f64:
    x: f64 = math_arg(v)
    return x if x != x else math_unbounded(x, exp_rounded(x, 0.0))


def math_exp2(v: val) -> f64:
    x: f64 = math_arg(v)
    if x != x or x == 0.0:
        return x + 1.0
    if fabs(x) > 1100.0:
        return math_unbounded(x, INFINITY if x > 0.0 else 0.0)
    if nearest(x) == x:
        return math_unbounded(x, math_ldexp_of(1.0, i32(trunc_i64(x))))
    return math_unbounded(x, positive_pow(2.0, x))


def math_expm1(v: val) -> f64:
    x: f64 = math_arg(v)
    return x if x != x else math_unbounded(x, math_f_expm1(x))


def math_pow(v: val, w: val) -> f64:
    x: f64 = math_arg(v)
    if raised != 0:
        return 0.0
    y: f64 = math_arg(w)
    if raised != 0:
        return 0.0
    if y == 0.0 or x == 1.0:
        return 1.0
    if x != x or y != y:
        return x + y
    odd: i32 = fabs(y) < INFINITY and fmod(fabs(y), 2.0) == 1.0
    if fabs(y) == INFINITY:
        if fabs(x) == 1.0:
            return 1.0
        return INFINITY if (y > 0.0) == (fabs(x) > 1.0) else 0.0
    if fabs(x) == INFINITY or x == 0.0:
        if x == 0.0 and y < 0.0:
            return math_domain()
        r: f64 = INFINITY if (y > 0.0) == (x != 0.0) else 0.0
        return copysign(r, x) if odd else r
    if x < 0.0 and floor(y) != y:
        return math_domain()
    r = 1.0 if x == -1.0 else positive_pow(fabs(x), y)
    if r == INFINITY:
        return math_range()
    return -r if x < 0.0 and odd else r


log_power: i64 = 0  # of 2, by which the argument of a logarithm was divided


@noinline
def math_log_arg(v: val) -> f64:
    """The argument of a logarithm; an int beyond the range of floats divided by 2**log_power, between a half and 1."""
    global log_power
    log_power = 0
    if not is_wide(v):
        return math_arg(v)
    x: f64 = wide_float(v)
    if x == INFINITY:
        log_power = ints_bit_length(v)
        x = wide_ratio(v, ints_lshift(val(ONE), from_int(log_power)))
    return x


def math_log_natural(v: val) -> f64:
    """`log(v)`; raises."""
    x: f64 = math_log_arg(v)
    if raised != 0:
        return 0.0
    if x != x or x == INFINITY:
        return x
    if x <= 0.0:
        return math_domain()
    return log_rounded(x) + f64(log_power) * LN2


def math_log(v: val, base: val) -> f64:
    """`log(v, base)`; base 0 = absent."""
    x: f64 = math_log_natural(v)
    if base == 0 or raised != 0:
        return x
    y: f64 = math_log_natural(base)
    if raised != 0:
        return 0.0
    if y == 0.0:
        raise_zero_division(lit("float division by zero"))
        return 0.0
    return x / y


def math_log2(v: val) -> f64:
    x: f64 = math_log_arg(v)
    if raised != 0 or x != x or x == INFINITY:
        return x
    return math_domain() if x <= 0.0 else math_f_log2(x) + f64(log_power)


def math_log10(v: val) -> f64:
    x: f64 = math_log_arg(v)
    if raised != 0 or x != x or x == INFINITY:
        return x
    return math_domain() if x <= 0.0 else math_f_log10(x) + f64(log_power) * LOG10_2


def math_log1p(v: val) -> f64:
    x: f64 = math_arg(v)
    if x != x or x == INFINITY:
        return x
    return math_domain() if x <= -1.0 else math_f_log1p(x)
