"""`erf` and `erfc` as glibc computes them: rational approximations, each on its interval."""

from __future__ import annotations

import struct

from noetlc.kernel.lang import bits, f64, fabs, from_bits, val
from noetlc.runtime.library.math.floats import math_arg
from noetlc.runtime.python.numbers.exp_log import exp_rounded

ERX = 8.45062911510467529297e-01
EFX = 1.28379167095512586316e-01
LEAST_FAR = float(struct.unpack("<d", struct.pack("<q", 0x4006DB6E << 32))[0])  # about 1 / 0.35
LEAST_FAR_C = float(struct.unpack("<d", struct.pack("<q", 0x4006DB6D << 32))[0])


def erf_near(x: f64) -> f64:
    """erf(x) / x - 1 for |x| < 0.84375."""
    z: f64 = x * x
    z2: f64 = z * z
    z4: f64 = z2 * z2
    r1: f64 = 1.28379167095512558561e-01 + z * -3.25042107247001499370e-01
    r2: f64 = -2.84817495755985104766e-02 + z * -5.77027029648944159157e-03
    s1: f64 = 1.0 + z * 3.97917223959155352819e-01
    s2: f64 = 6.50222499887672944485e-02 + z * 5.08130628187576562776e-03
    s3: f64 = 1.32494738004321644526e-04 + z * -3.96022827877536812320e-06
    return (r1 + z2 * r2 + z4 * -2.37630166566501626084e-05) / (s1 + z2 * s2 + z4 * s3)


def erf_middle(ax: f64) -> f64:
    """erf(ax) - ERX for ax from 0.84375 to 1.25."""
    s: f64 = ax - 1.0
    s2: f64 = s * s
    s4: f64 = s2 * s2
    s6: f64 = s4 * s2
    p1: f64 = -2.36211856075265944077e-03 + s * 4.14856118683748331666e-01
    p2: f64 = -3.72207876035701323847e-01 + s * 3.18346619901161753674e-01
    p3: f64 = -1.10894694282396677476e-01 + s * 3.54783043256182359371e-02
    q1: f64 = 1.0 + s * 1.06420880400844228286e-01
    q2: f64 = 5.40397917702171048937e-01 + s * 7.18286544141962662868e-02
    q3: f64 = 1.26171219808761642112e-01 + s * 1.36370839120290507362e-02
    p: f64 = p1 + s2 * p2 + s4 * p3 + s6 * -2.16637559486879084300e-03
    return p / (q1 + s2 * q2 + s4 * q3 + s6 * 1.19844998467991074170e-02)


def erf_far(ax: f64, middle: f64) -> f64:
    """1 - erf(ax) for ax above 1.25; `middle` is where one approximation goes over into the other."""
    s: f64 = 1.0 / (ax * ax)
    s2: f64 = s * s
    s4: f64 = s2 * s2
    s6: f64 = s4 * s2
    ratio: f64 = 0.0
    r: f64 = 0.0
    if ax < middle:
        r1: f64 = -9.86494403484714822705e-03 + s * -6.93858572707181764372e-01
        r2: f64 = -1.05586262253232909814e01 + s * -6.23753324503260060396e01
        r3: f64 = -1.62396669462573470355e02 + s * -1.84605092906711035994e02
        r4: f64 = -8.12874355063065934246e01 + s * -9.81432934416914548592e00
        s1: f64 = 1.0 + s * 1.96512716674392571292e01
        t2: f64 = 1.37657754143519042600e02 + s * 4.34565877475229228821e02
        t3: f64 = 6.45387271733267880336e02 + s * 4.29008140027567833386e02
        t4: f64 = 1.08635005541779435134e02 + s * 6.57024977031928170135e00
        r = r1 + s2 * r2 + s4 * r3 + s6 * r4
        ratio = r / (s1 + s2 * t2 + s4 * t3 + s6 * t4 + s4 * s4 * -6.04244152148580987438e-02)
    else:
        r1 = -9.86494292470009928597e-03 + s * -7.99283237680523006574e-01
        r2 = -1.77579549177547519889e01 + s * -1.60636384855821916062e02
        r3 = -6.37566443368389627722e02 + s * -1.02509513161107724954e03
        s1 = 1.0 + s * 3.03380607434824582924e01
        t2 = 3.25792512996573918826e02 + s * 1.53672958608443695994e03
        t3 = 3.19985821950859553908e03 + s * 2.55305040643316442583e03
        t4 = 4.74528541206955367215e02 + s * -2.24409524465858183362e01
        r = r1 + s2 * r2 + s4 * r3 + s6 * -4.83519191608651397019e02
        ratio = r / (s1 + s2 * t2 + s4 * t3 + s6 * t4)
    z: f64 = from_bits(bits(ax) >> 32 << 32)
    near: f64 = exp_rounded(-z * z - 0.5625, 0.0)
    return near * exp_rounded((z - ax) * (z + ax) + ratio, 0.0) / ax


def math_f_erf(x: f64) -> f64:
    ax: f64 = fabs(x)
    r: f64 = 1.0
    if ax < 0.84375:
        return x + EFX * x if ax < 3.725290298461914e-09 else x + x * erf_near(x)
    if ax < 1.25:
        r = ERX + erf_middle(ax)
    elif ax < 6.0:
        r = 1.0 - erf_far(ax, LEAST_FAR)
    return r if x > 0.0 else -r


def math_f_erfc(x: f64) -> f64:
    ax: f64 = fabs(x)
    if ax < 0.84375:
        if ax < 1.3877787807814457e-17:
            return 1.0 - x
        y: f64 = erf_near(x)
        return 1.0 - (x + x * y) if x < 0.25 else 0.5 - (x * y + (x - 0.5))
    if ax < 1.25:
        r: f64 = erf_middle(ax)
        return 1.0 - ERX - r if x > 0.0 else 1.0 + (ERX + r)
    if x < -6.0:
        return 2.0
    if ax >= 28.0:
        return 0.0
    r = erf_far(ax, LEAST_FAR_C)
    return r if x > 0.0 else 2.0 - r


def math_erf(v: val) -> f64:
    x: f64 = math_arg(v)
    return x if x != x else math_f_erf(x)


def math_erfc(v: val) -> f64:
    x: f64 = math_arg(v)
    return x if x != x else math_f_erfc(x)
