"""`expm1`, `log1p` and the hyperbolic functions of finite numbers, as glibc computes them: in plain doubles, with its errors.

Where glibc uses fused operations of the processor, about one result in a thousand differs in its last bit.
"""

from __future__ import annotations

import struct

from noetlc.kernel.lang import bits, copysign, f64, fabs, from_bits, i32, i64, shr_u, sqrt, trunc_i64
from noetlc.runtime.python.numbers.double_double import power_of_two
from noetlc.runtime.python.numbers.exp_log import exp_rounded, log_rounded
from noetlc.runtime.python.numbers.float import INFINITY

LN2_HI = 6.93147180369123816490e-01  # whose product with a power is exact
LN2_LO = 1.90821492927058770002e-10
LN2 = 6.93147180559945286227e-01
ONE_LN2 = 1.44269504088896338700


def __from(high: int) -> float:
    """The least double with these upper 32 bits."""
    return float(struct.unpack("<d", struct.pack("<q", high << 32))[0])


HALF_LN2 = __from(0x3FD62E43)
MORE_LN2 = __from(0x3FF0A2B2)  # 1.5 * log(2)
ABOVE_TWO = __from(0x40000001)
FAR_ROOT = __from(0x41B00001)  # above 2**28
LOSING = -__from(0x4043687A)  # 56 * log(2)
LAST_EXP = __from(0x40862E42)
LEAST_LOG1P = __from(0x3FDA827A)  # sqrt(2) - 1
LEAST_BELOW = -__from(0x3FD2BEC4)  # sqrt(2) / 2 - 1


def math_f_expm1(x: f64) -> f64:
    if x > 709.782712893384:
        return INFINITY
    if x <= LOSING:
        return -1.0
    k: i32 = 0
    c: f64 = 0.0
    ax: f64 = fabs(x)
    if ax >= HALF_LN2:
        k = i32(trunc_i64(copysign(1.0, x) if ax < MORE_LN2 else ONE_LN2 * x + copysign(0.5, x)))
        high: f64 = x - f64(k) * LN2_HI
        low: f64 = f64(k) * LN2_LO
        x = high - low
        c = (high - x) - low
    elif ax < 5.551115123125783e-17:
        return x
    half: f64 = 0.5 * x
    square: f64 = x * half
    fourth: f64 = square * square
    first: f64 = 1.0 + square * -3.33333333333331316428e-02
    second: f64 = 1.58730158725481460165e-03 + square * -7.93650757867487942473e-05
    third: f64 = 4.00821782732936239552e-06 + square * -2.01099218183624371326e-07
    r: f64 = first + fourth * second + fourth * fourth * third
    t: f64 = 3.0 - r * half
    e: f64 = square * ((r - t) / (6.0 - x * t))
    if k == 0:
        return x - (x * e - square)
    e = x * (e - c) - c
    e = e - square
    if k == -1:
        return 0.5 * (x - e) - 0.5
    if k == 1:
        return -2.0 * (e - (x + 0.5)) if x < -0.25 else 1.0 + 2.0 * (x - e)
    if k <= -2 or k > 56:
        return raised_by(1.0 - (e - x), k) - 1.0
    t = power_of_two(-k)
    return raised_by((1.0 - t) - (e - x) if k < 20 else x - (e + t) + 1.0, k)


def raised_by(x: f64, k: i32) -> f64:
    """x * 2**k by its exponent."""
    return from_bits(bits(x) + (i64(k) << 52))


def math_f_log1p(x: f64) -> f64:
    """For x above -1."""
    ax: f64 = fabs(x)
    k: i32 = 1
    f: f64 = x
    c: f64 = 0.0
    tail: i64 = i64(1)  # 0: 1 + x is next to a power of two
    if ax < 1.862645149230957e-09:
        return x if ax < 5.551115123125783e-17 else x - x * x * 0.5
    if x < LEAST_LOG1P and x > LEAST_BELOW:
        k = 0
    else:
        u: f64 = x if x >= 9007199254740992.0 else 1.0 + x
        b: i64 = bits(u)
        k = i32(shr_u(b, i64(52))) - 1023
        if x < 9007199254740992.0:
            c = (1.0 - (u - x) if k > 0 else x - (u - 1.0)) / u
        b = b & 0xFFFFFFFFFFFFF
        tail = shr_u(b, i64(32))
        if tail < 0x6A09E:
            u = from_bits(b | i64(1023) << 52)
        else:
            k += 1
            u = from_bits(b | i64(1022) << 52)
            tail = (0x100000 - tail) >> i64(2)
        f = u - 1.0
    power: f64 = f64(k)
    half: f64 = 0.5 * f * f
    r: f64 = 0.0
    if tail == 0:
        if f == 0.0:
            return power * LN2_HI + (c + power * LN2_LO)
        r = half * (1.0 - 0.66666666666666666 * f)
        return f - r if k == 0 else power * LN2_HI - ((r - (power * LN2_LO + c)) - f)
    s: f64 = f / (2.0 + f)
    z: f64 = s * s
    z2: f64 = z * z
    first: f64 = z * 6.666666666666735130e-01
    second: f64 = 3.999999999940941908e-01 + z * 2.857142874366239149e-01
    third: f64 = 2.222219843214978396e-01 + z * 1.818357216161805012e-01
    fourth: f64 = 1.531383769920937332e-01 + z * 1.479819860511658591e-01
    r = first + z2 * second + z2 * z2 * third + z2 * z2 * z2 * fourth
    if k == 0:
        return f - (half - s * (half + r))
    return power * LN2_HI - ((half - (s * (half + r) + (power * LN2_LO + c))) - f)


def math_f_sinh(x: f64) -> f64:
    ax: f64 = fabs(x)
    half: f64 = copysign(0.5, x)
    if ax < 3.725290298461914e-09:
        return x
    if ax < 22.0:
        t: f64 = math_f_expm1(ax)
        return half * (2.0 * t - t * t / (t + 1.0)) if ax < 1.0 else half * (t + t / (t + 1.0))
    if ax < LAST_EXP:
        return half * exp_rounded(ax, 0.0)
    w: f64 = exp_rounded(0.5 * ax, 0.0)
    return half * w * w


def math_f_cosh(x: f64) -> f64:
    ax: f64 = fabs(x)
    t: f64 = 0.0
    if ax < HALF_LN2:
        t = math_f_expm1(ax)
        return 1.0 + t * t / (1.0 + t + (1.0 + t))
    if ax < 22.0:
        t = exp_rounded(ax, 0.0)
        return 0.5 * t + 0.5 / t
    if ax < LAST_EXP:
        return 0.5 * exp_rounded(ax, 0.0)
    t = exp_rounded(0.5 * ax, 0.0)
    return 0.5 * t * t


def math_f_tanh(x: f64) -> f64:
    """For any x but NaN."""
    ax: f64 = fabs(x)
    z: f64 = 1.0
    t: f64 = 0.0
    if ax < 5.551115123125783e-17:
        return x
    if ax < 1.0:
        t = math_f_expm1(-2.0 * ax)
        z = -t / (t + 2.0)
    elif ax < 22.0:
        t = math_f_expm1(2.0 * ax)
        z = 1.0 - 2.0 / (t + 2.0)
    return copysign(z, x)


def math_f_asinh(x: f64) -> f64:
    ax: f64 = fabs(x)
    w: f64 = 0.0
    if ax < 3.725290298461914e-09:
        return x
    if ax >= FAR_ROOT:
        w = log_rounded(ax) + LN2
    elif ax >= ABOVE_TWO:
        w = log_rounded(2.0 * ax + 1.0 / (sqrt(ax * ax + 1.0) + ax))
    else:
        w = ax * ax
        w = math_f_log1p(ax + w / (1.0 + sqrt(1.0 + w)))
    return copysign(w, x)


def math_f_acosh(x: f64) -> f64:
    """For x >= 1."""
    if x >= 268435456.0:
        return log_rounded(x) + LN2
    t: f64 = x * x
    if x >= ABOVE_TWO:
        return log_rounded(2.0 * x - 1.0 / (x + sqrt(t - 1.0)))
    t = x - 1.0
    return math_f_log1p(t + sqrt(2.0 * t + t * t))


def math_f_atanh(x: f64) -> f64:
    """For |x| < 1."""
    ax: f64 = fabs(x)
    t: f64 = ax + ax
    if ax < 3.725290298461914e-09:
        return x
    t = t + t * ax / (1.0 - ax) if ax < 0.5 else t / (1.0 - ax)
    return copysign(0.5 * math_f_log1p(t), x)
