"""`gamma` and `lgamma` as CPython computes them: by Lanczos's sum."""

from __future__ import annotations

import math

from noetlc.kernel.lang import copysign, f64, fabs, floor, i32, loadf, static_f64, trunc_i64, val
from noetlc.runtime.library.math.elementary import PI, math_sine_rounded
from noetlc.runtime.library.math.floats import math_arg, math_domain, math_range
from noetlc.runtime.python.numbers.exp_log import exp_rounded, log_rounded
from noetlc.runtime.python.numbers.float import INFINITY, fmod
from noetlc.runtime.python.numbers.power import positive_pow
from noetlc.runtime.values.memory import raised

G = 6.024680040776729583740234375
G_LESS_HALF = 5.524680040776729583740234375
LOG_PI = 1.144729885849400174143427351353058711647
TERMS = 13
NUMERATOR = static_f64(
    (
        23531376880.410759688572007674451636754734846804940,
        42919803642.649098768957899047001988850926355848959,
        35711959237.355668049440185451547166705960488635843,
        17921034426.037209699919755754458931112671403265390,
        6039542586.3520280050642916443072979210699388420708,
        1439720407.3117216736632230727949123939715485786372,
        248874557.86205415651146038641322942321632125127801,
        31426415.585400194380614231628318205362874684987640,
        2876370.6289353724412254090516208496135991145378768,
        186056.26539522349504029498971604569928220784236328,
        8071.6720023658162106380029022722506138218516325024,
        210.82427775157934587250973392071336271166969580291,
        2.5066282746310002701649081771338373386264310793408,
    )
)
DENOMINATOR = static_f64((0, 39916800, 120543840, 150917976, 105258076, 45995730, 13339535, 2637558, 357423, 32670, 1925, 66, 1))
FACTORIALS = static_f64([float(math.factorial(n)) for n in range(23)])


def gamma_sum(x: f64) -> f64:
    """Lanczos's sum for a positive number."""
    above: f64 = 0.0
    below: f64 = 0.0
    i: i32 = 0
    while i < TERMS:
        if x < 5.0:
            above = above * x + loadf(NUMERATOR + ((TERMS - 1 - i) << 3))
            below = below * x + loadf(DENOMINATOR + ((TERMS - 1 - i) << 3))
        else:
            above = above / x + loadf(NUMERATOR + (i << 3))
            below = below / x + loadf(DENOMINATOR + (i << 3))
        i += 1
    return above / below


def sine_of_pi(x: f64) -> f64:
    """sin(pi * x) of a positive number."""
    y: f64 = fmod(x, 2.0)
    n: f64 = floor(2.0 * y + 0.5)
    if n == 0.0:
        return math_sine_rounded(PI * y, 0)
    if n == 1.0:
        return math_sine_rounded(PI * (y - 0.5), 1)
    if n == 2.0:
        return math_sine_rounded(PI * (1.0 - y), 0)
    return -math_sine_rounded(PI * (y - 1.5), 1) if n == 3.0 else math_sine_rounded(PI * (y - 2.0), 0)


def math_f_gamma(x: f64) -> f64:
    """Of any number but NaN; raises."""
    ax: f64 = fabs(x)
    if x == -INFINITY or x == 0.0 or (x < 0.0 and floor(x) == x):
        return math_domain()
    if floor(x) == x and x <= 23.0:
        return loadf(FACTORIALS + (i32(trunc_i64(x)) - 1 << 3))
    if ax < 1e-20:
        r: f64 = 1.0 / x
        return r if fabs(r) < INFINITY else math_range()
    if ax > 200.0:
        if x < 0.0:
            return copysign(0.0, -sine_of_pi(ax))
        return x if x == INFINITY else math_range()
    y: f64 = ax + G_LESS_HALF
    z: f64 = y - ax - G_LESS_HALF if ax > G_LESS_HALF else y - G_LESS_HALF - ax
    z = z * G / y
    near: f64 = positive_pow(y, ax - 0.5) if ax < 140.0 else positive_pow(y, ax / 2.0 - 0.25)
    if x < 0.0:
        r = -PI / sine_of_pi(ax) / ax * exp_rounded(y, 0.0) / gamma_sum(ax)
        r = r - z * r
        r = r / near
        return r if ax < 140.0 else r / near
    r = gamma_sum(ax) / exp_rounded(y, 0.0)
    r = r + z * r
    r = r * near
    if ax >= 140.0:
        r = r * near
    return r if r < INFINITY else math_range()


def math_f_lgamma(x: f64) -> f64:
    """Of any number but NaN; raises."""
    ax: f64 = fabs(x)
    if ax == INFINITY:
        return ax
    if floor(x) == x and x <= 2.0:
        return math_domain() if x <= 0.0 else 0.0
    if ax < 1e-20:
        return -log_rounded(ax)
    r: f64 = log_rounded(gamma_sum(ax)) - G
    r = r + (ax - 0.5) * (log_rounded(ax + G - 0.5) - 1.0)
    if x < 0.0:
        r = LOG_PI - log_rounded(fabs(sine_of_pi(ax))) - log_rounded(ax) - r
    return r if r < INFINITY else math_range()


def math_gamma(v: val) -> f64:
    x: f64 = math_arg(v)
    return x if x != x or raised != 0 else math_f_gamma(x)


def math_lgamma(v: val) -> f64:
    x: f64 = math_arg(v)
    return x if x != x or raised != 0 else math_f_lgamma(x)
