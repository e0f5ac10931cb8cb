"""The trigonometric and hyperbolic functions of `math` on values."""

from __future__ import annotations

from noetlc.kernel.lang import copysign, f64, fabs, val
from noetlc.runtime.library.math.elementary import (
    ARC_ERROR,
    NAN,
    PI,
    math_f_acos,
    math_f_asin,
    math_f_atan,
    math_f_atan2,
    math_f_tan,
    math_sine_rounded,
)  # fmt: skip
from noetlc.runtime.library.math.floats import math_arg, math_domain, math_not_finite, math_unbounded
from noetlc.runtime.library.math.hyperbolic import (
    math_f_acosh,
    math_f_asinh,
    math_f_atanh,
    math_f_cosh,
    math_f_sinh,
    math_f_tanh,
)  # fmt: skip
from noetlc.runtime.python.numbers.exp_log import dd_exact, settled
from noetlc.runtime.python.numbers.float import INFINITY
from noetlc.runtime.values.memory import raised


def math_sin(v: val) -> f64:
    x: f64 = math_arg(v)
    if math_not_finite(x):
        return x if x != x else math_domain()
    if fabs(x) < 1e-9:
        return x  # the next term is less than half a unit of its last place, and the zero keeps its sign
    return math_sine_rounded(x, 0)


def math_cos(v: val) -> f64:
    x: f64 = math_arg(v)
    if math_not_finite(x):
        return x if x != x else math_domain()
    return math_sine_rounded(x, 1)


def math_tan(v: val) -> f64:
    x: f64 = math_arg(v)
    if math_not_finite(x):
        return x if x != x else math_domain()
    return x if fabs(x) < 1e-9 else math_f_tan(x)


def math_asin(v: val) -> f64:
    x: f64 = math_arg(v)
    return x if x != x else math_domain() if fabs(x) > 1.0 else math_f_asin(x)


def math_acos(v: val) -> f64:
    x: f64 = math_arg(v)
    return x if x != x else math_domain() if fabs(x) > 1.0 else math_f_acos(x)


def math_atan(v: val) -> f64:
    x: f64 = math_arg(v)
    return x if x != x else math_f_atan(x)


def math_atan2(v: val, w: val) -> f64:
    y: f64 = math_arg(v)
    if raised != 0:
        return 0.0
    x: f64 = math_arg(w)
    if x != x or y != y:
        return NAN
    if fabs(y) == INFINITY:
        if fabs(x) == INFINITY:
            return copysign(0.25 * PI if x > 0.0 else 0.75 * PI, y)
        return copysign(0.5 * PI, y)
    if fabs(x) == INFINITY or y == 0.0:
        return copysign(0.0, y) if copysign(1.0, x) == 1.0 else copysign(PI, y)
    big: f64 = fabs(x) if fabs(x) > fabs(y) else fabs(y)
    if big > 1e290:
        x = x * 1e-200
        y = y * 1e-200
    elif big < 1e-200:
        x = x * 1e100
        y = y * 1e100
    while 1:
        high: f64 = math_f_atan2(y, 0.0, x, 0.0)
        r: f64 = settled(high, ARC_ERROR)
        if dd_exact == 0:
            break
    return r


def math_sinh(v: val) -> f64:
    x: f64 = math_arg(v)
    return x if math_not_finite(x) else math_unbounded(x, math_f_sinh(x))


def math_cosh(v: val) -> f64:
    x: f64 = math_arg(v)
    return fabs(x) if math_not_finite(x) else math_unbounded(x, math_f_cosh(x))


def math_tanh(v: val) -> f64:
    x: f64 = math_arg(v)
    return x if x != x else math_f_tanh(x)


def math_asinh(v: val) -> f64:
    x: f64 = math_arg(v)
    return x if math_not_finite(x) else math_f_asinh(x)


def math_acosh(v: val) -> f64:
    x: f64 = math_arg(v)
    if x != x or x == INFINITY:
        return x
    return math_domain() if x < 1.0 and raised == 0 else math_f_acosh(x)


def math_atanh(v: val) -> f64:
    x: f64 = math_arg(v)
    return x if x != x else math_domain() if fabs(x) >= 1.0 else math_f_atanh(x)
