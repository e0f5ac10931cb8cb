"""Elementary functions on doubles, computed in double-double and rounded once: within a hair of correct rounding.

Each is computed twice at most, by Ziv's strategy, as `python/numbers/exp_log.py` says.
"""

from __future__ import annotations

import math

from noetlc.kernel.lang import (
    bits,
    copysign,
    div_s,
    f64,
    fabs,
    from_bits,
    i32,
    i64,
    loadf,
    nearest,
    rem_s,
    shr_u,
    sqrt,
    static_f64,
    trunc_i64,
)  # fmt: skip
from noetlc.layout.fixed_point import atan, double_double, sine
from noetlc.runtime.library.math.reduction import HALF_PI, HALF_PI_LOW, MOST_NEAR, math_quadrant, math_reduce, math_reduce_near
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
from noetlc.runtime.python.numbers.exp_log import (
    LOG_ERROR,
    dd_exact,
    dd_log,
    log_rounded,
    settled,
)  # fmt: skip

NAN = math.nan
PI = 3.141592653589793
PI_LOW = 1.2246467991473532e-16
LN10_HIGH = 2.302585092994046
LN10_LOW = -2.1707562233822494e-16

# Bounds of the relative errors of what is quick; measured are a quarter of them and less.
SINE_ERROR = 2.0**-61
ARC_ERROR = 2.0**-60
TANGENT_ERROR = 2.0**-59


# atan(k / 16) for k = 0 … 16; sin(k / 32) and cos(k / 32) for k = 0 … 26
ARCS = static_f64([part for k in range(17) for part in double_double(atan(k, 16))])
SINES = static_f64([part for k in range(27) for cosine in (False, True) for part in double_double(sine(k, 32, cosine))])


def math_series(r: f64, rl: f64, odd: i32) -> f64:
    """sin (odd 1) or cos (odd 0) of a double-double up to pi / 4, by their series."""
    global dd_low
    q: f64 = dd_mul(r, rl, r, rl)
    ql: f64 = dd_low
    n: i32 = 26 + odd
    total: f64 = 1.0
    totall: f64 = 0.0
    while n > 1:
        total = dd_mul(total, totall, q, ql)
        total = dd_div(total, dd_low, f64(n * (n - 1)), 0.0)
        total = dd_add(1.0, 0.0, -total, -dd_low)
        totall = dd_low
        n -= 2
    if odd:
        return dd_mul(total, totall, r, rl)
    dd_low = totall
    return total


def math_sine_quick(r: f64, rl: f64, odd: i32) -> f64:
    """The same by a table: sin(c + d) = sin c cos d + cos c sin d."""
    global dd_low
    near: f64 = nearest(fabs(r) * 32.0)
    place: i32 = SINES + (i32(trunc_i64(near)) << 5)
    d: f64 = dd_sum(fabs(r) - near * 0.03125, rl if r >= 0.0 else -rl)
    dl: f64 = dd_low
    sine: f64 = loadf(place) if odd else loadf(place, 16)
    sinel: f64 = loadf(place, 8) if odd else loadf(place, 24)
    cosine: f64 = loadf(place, 16) if odd else -loadf(place)
    cosinel: f64 = loadf(place, 24) if odd else -loadf(place, 8)
    q: f64 = d * d
    more: f64 = q * (-1 / 6 + q * (1 / 120 + q * (-1 / 5040 + q * (1 / 362880))))  # sin d = d + d * more
    less: f64 = q * (-0.5 + q * (1 / 24 + q * (-1 / 720 + q * (1 / 40320))))  # cos d = 1 + less
    p: f64 = dd_product(cosine, d)
    pl: f64 = dd_low
    high: f64 = dd_sum(sine, p)
    high = dd_sum(high, dd_low + (pl + (sinel + (cosinel * d + cosine * dl + (sine * less + p * more)))))
    if r < 0.0 and odd:
        dd_low = -dd_low
        return -high
    return high


def math_f_sin(x: f64, turn: i32) -> f64:
    """sin(x + turn * pi / 2) as a double-double."""
    global dd_low
    r: f64 = math_reduce(x) if dd_exact or fabs(x) > MOST_NEAR else math_reduce_near(x)
    turn += math_quadrant
    s: f64 = math_series(r, dd_low, 1 - (turn & 1)) if dd_exact else math_sine_quick(r, dd_low, 1 - (turn & 1))
    if turn & 2:
        dd_low = -dd_low
        return -s
    return s


def math_sine_rounded(x: f64, turn: i32) -> f64:
    """sin(x + turn * pi / 2), rounded."""
    while 1:
        high: f64 = math_f_sin(x, turn)
        r: f64 = settled(high, SINE_ERROR)
        if dd_exact == 0:
            break
    return r


def math_f_tan(x: f64) -> f64:
    while 1:
        s: f64 = math_f_sin(x, 0)
        sl: f64 = dd_low
        c: f64 = math_f_sin(x, 1)
        s = dd_div(s, sl, c, dd_low)
        r: f64 = settled(s, TANGENT_ERROR)
        if dd_exact == 0:
            break
    return r


def math_arc_series(t: f64, tl: f64) -> f64:
    """atan of a double-double up to 1 / 32, by its series."""
    q: f64 = dd_mul(t, tl, t, tl)
    ql: f64 = dd_low
    total: f64 = 0.0
    totall: f64 = 0.0
    n: f64 = 27.0
    while n > 0.0:
        total = dd_mul(total, totall, q, ql)
        totall = dd_low
        term: f64 = dd_div(1.0, 0.0, n, 0.0)
        total = dd_add(term, dd_low, -total, -totall)
        totall = dd_low
        n = n - 2.0
    return dd_mul(total, totall, t, tl)


def math_arc_quick(t: f64, tl: f64) -> f64:
    q: f64 = t * t
    return dd_sum(t, tl + t * q * (-1 / 3 + q * (1 / 5 + q * (-1 / 7 + q * (1 / 9 + q * (-1 / 11 + q * (1 / 13)))))))


def math_f_atan2(y: f64, yl: f64, x: f64, xl: f64) -> f64:
    """The angle of the point (x, y), neither both 0 nor infinite, as a double-double."""
    global dd_low
    ay: f64 = fabs(y)
    ayl: f64 = yl if y >= 0.0 else -yl
    ax: f64 = fabs(x)
    axl: f64 = xl if x >= 0.0 else -xl
    steep: i32 = ay > ax
    t: f64 = dd_div(ax, axl, ay, ayl) if steep else dd_div(ay, ayl, ax, axl)
    tl: f64 = dd_low
    near: f64 = nearest(t * 16.0)
    c: f64 = near * 0.0625
    down: f64 = dd_mul(t, tl, c, 0.0)
    down = dd_add(down, dd_low, 1.0, 0.0)
    downl: f64 = dd_low
    t = dd_add(t, tl, -c, 0.0)
    t = dd_div(t, dd_low, down, downl)
    tl = dd_low
    total: f64 = math_arc_series(t, tl) if dd_exact else math_arc_quick(t, tl)
    arc: i32 = ARCS + (i32(trunc_i64(near)) << 4)
    total = dd_add(total, dd_low, loadf(arc), loadf(arc, 8))
    if steep:
        total = dd_add(HALF_PI, HALF_PI_LOW, -total, -dd_low)
    if x < 0.0:
        total = dd_add(PI, PI_LOW, -total, -dd_low)
    if y < 0.0:
        dd_low = -dd_low
        return -total
    return total


def math_f_atan(x: f64) -> f64:
    if fabs(x) < 1e-9:
        return x  # see math_sin
    if fabs(x) > 1e300:
        return copysign(HALF_PI, x)
    while 1:
        high: f64 = math_f_atan2(x, 0.0, 1.0, 0.0)
        r: f64 = settled(high, ARC_ERROR)
        if dd_exact == 0:
            break
    return r


def math_root(x: f64, xl: f64) -> f64:
    """The square root of a double-double."""
    s: f64 = sqrt(x)
    if s == 0.0:
        return dd_sum(s, 0.0)
    p: f64 = dd_product(s, s)
    rest: f64 = dd_add(x, xl, -p, -dd_low)
    return dd_sum(s, rest / (s + s))


def math_leg(x: f64) -> f64:
    """sqrt(1 - x * x)."""
    p: f64 = dd_product(x, x)
    p = dd_add(1.0, 0.0, -p, -dd_low)
    return math_root(p, dd_low)


def math_f_asin(x: f64) -> f64:
    if fabs(x) < 1e-9:
        return x  # see math_sin
    leg: f64 = math_leg(x)
    legl: f64 = dd_low
    while 1:
        high: f64 = math_f_atan2(x, 0.0, leg, legl)
        r: f64 = settled(high, ARC_ERROR)
        if dd_exact == 0:
            break
    return r


def math_f_acos(x: f64) -> f64:
    leg: f64 = math_leg(x)
    legl: f64 = dd_low
    while 1:
        high: f64 = math_f_atan2(leg, legl, x, 0.0)
        r: f64 = settled(high, ARC_ERROR)
        if dd_exact == 0:
            break
    return r


# ---- exponentials and logarithms


def math_f_log10(x: f64) -> f64:
    """As glibc computes it, for positive finite x."""
    k: i32 = 0
    if x < 2.2250738585072014e-308:
        k = -54
        x = x * 18014398509481984.0
    b: i64 = bits(x)
    k += i32(shr_u(b, i64(52))) - 1023
    i: i32 = k < 0
    y: f64 = f64(k + i)
    m: f64 = from_bits(b & 0xFFFFFFFFFFFFF | i64(1023 - i) << 52)
    log: f64 = log_rounded(m)
    z: f64 = y * 3.69423907715893078616e-13 + 4.34294481903251816668e-01 * log
    return z + y * 3.01029995663611771306e-01


def math_f_log2(x: f64) -> f64:
    while 1:
        log: f64 = dd_log(x)
        log = dd_div(log, dd_low, LN2_HIGH, LN2_LOW)
        r: f64 = settled(log, LOG_ERROR * 2.0)
        if dd_exact == 0:
            break
    return r


def math_f_cbrt(x: f64) -> f64:
    """For finite x other than 0: glibc's approximation, then corrected."""
    ax: f64 = fabs(x)
    e: i32 = 0
    if ax < 2.2250738585072014e-308:
        ax = ax * 18014398509481984.0
        e = -54
    b: i64 = bits(ax)
    e += i32(shr_u(b, i64(52))) - 1022
    m: f64 = from_bits(b & 0xFFFFFFFFFFFFF | i64(1022) << 52)
    u: f64 = 1.83469277483613086 - (0.784932344976639262 - 0.145263899385486367 * m) * m
    u = 2.11499494167371287 - (2.44693122278083564 - u * m) * m
    u = 0.354895765043919860 + (1.50819193781584896 - u * m) * m
    t: f64 = u * u * u
    r: f64 = u * (t + 2.0 * m) / (2.0 * t + m) * loadf(ROOTS + (rem_s(e, 3) << 3), 16)
    third: i32 = div_s(e, 3)
    m = scale(m, e - 3 * third)
    p: f64 = dd_product(r, r)
    p = dd_mul(p, dd_low, r, 0.0)
    p = dd_add(m, 0.0, -p, -dd_low)
    return copysign(scale(r + p / (3.0 * r * r), third), x)


CUBE_ROOT_4 = 1.5874010519681994748  # the cube root of 4
CUBE_ROOT = 1.2599210498948731648  # of 2
ROOTS = static_f64((1.0 / CUBE_ROOT_4, 1.0 / CUBE_ROOT, 1.0, CUBE_ROOT, CUBE_ROOT_4))
