"""The functions of `cmath`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from noetlc.library.cmath.constants import LARGE, LN_2, LN_10, e
    from noetlc.library.cmath.number import complex, given, made_of, quotient


def _of(z):
    parts = given(z)
    if parts is None:
        raise TypeError(f"must be real number, not {type(z).__name__}")
    return parts


def phase(z):
    import math

    parts = _of(z)
    return math.atan2(parts[1], parts[0])


def polar(z):
    import math
    from sys import _complex_length

    parts = _of(z)
    return (_complex_length(parts[0], parts[1]), math.atan2(parts[1], parts[0]))


def rect(r, phi):
    import math

    return complex(r * math.cos(phi), r * math.sin(phi) if phi else r * float(phi))


def exp(z):
    import math

    real, imag = _of(z)
    if real == 0:
        return made_of(math.cos(imag), math.sin(imag))
    if not abs(real) <= LARGE:
        return large_exp(z)
    length = math.exp(real)
    return made_of(length * math.cos(imag), length * math.sin(imag))


def large_exp(z):
    import math

    real, imag = finite_of(z)
    if real < 0:
        length = math.exp(real)
        return made_of(length * math.cos(imag), length * math.sin(imag))
    length = math.exp(real - 1.0)
    return in_range(length * math.cos(imag) * e, length * math.sin(imag) * e)


def sqrt(z):
    import math
    from sys import _complex_length

    real, imag = _of(z)
    if real == 0 and imag == 0:
        return complex(0.0, imag)
    across, up = abs(real), abs(imag)
    if across < 2.2250738585072014e-308 and up < 2.2250738585072014e-308:
        across = math.ldexp(across, 53)
        size = math.ldexp(math.sqrt(across + _complex_length(across, math.ldexp(up, 53))), -27)
    else:
        across /= 8.0
        size = 2.0 * math.sqrt(across + _complex_length(across, up / 8.0))
    other = up / (2.0 * size)
    if real >= 0:
        return complex(size, math.copysign(other, imag))
    return complex(other, math.copysign(size, imag))


def isfinite(z):
    import math

    parts = _of(z)
    return math.isfinite(parts[0]) and math.isfinite(parts[1])


def isnan(z):
    import math

    parts = _of(z)
    return math.isnan(parts[0]) or math.isnan(parts[1])


def isinf(z):
    import math

    parts = _of(z)
    return math.isinf(parts[0]) or math.isinf(parts[1])


def isclose(a, b, *, rel_tol=1e-09, abs_tol=0.0):
    first, second = complex(a), complex(b)
    if rel_tol < 0 or abs_tol < 0:
        raise ValueError("tolerances must be non-negative")
    if first == second:
        return True
    if isinf(first) or isinf(second):
        return False
    apart = first.__sub__(second).__abs__()
    return apart <= rel_tol * second.__abs__() or apart <= rel_tol * first.__abs__() or apart <= abs_tol


def finite_of(z):
    """The parts of a number; what CPython has tables for is left to the interpreter."""
    import math
    from sys import _leave

    real, imag = _of(z)
    if not (math.isfinite(real) and math.isfinite(imag)):
        _leave("complex number")
    return real, imag


def in_range(real, imag):
    import math

    if math.isinf(real) or math.isinf(imag):
        raise OverflowError("math range error")
    return made_of(real, imag)


def log(z, base=None):
    import math
    from sys import _complex_length

    real, imag = finite_of(z)
    across, up = abs(real), abs(imag)
    if across > 4.49423283715579e307 or up > 4.49423283715579e307:
        size = math.log(_complex_length(across / 2.0, up / 2.0)) + LN_2
    elif across < 2.2250738585072014e-308 and up < 2.2250738585072014e-308:
        if across == 0 and up == 0:
            raise ValueError("math domain error")
        size = math.log(_complex_length(math.ldexp(across, 53), math.ldexp(up, 53))) - 53 * LN_2
    else:
        length = _complex_length(across, up)
        if 0.71 <= length <= 1.73:
            longer, shorter = max(across, up), min(across, up)
            size = math.log1p((longer - 1.0) * (longer + 1.0) + shorter * shorter) / 2.0
        else:
            size = math.log(length)
    found = made_of(size, math.atan2(imag, real))
    if base is None:
        return found
    below = log(base)
    return quotient(found._real, found._imag, below._real, below._imag)


def log10(z):
    found = log(z)
    return made_of(found._real / LN_10, found._imag / LN_10)


def cosh(z):
    import math

    return hyperbolic(z, math.cosh, math.sinh)


def sinh(z):
    import math

    return hyperbolic(z, math.sinh, math.cosh)


def hyperbolic(z, first, second):
    import math

    real, imag = finite_of(z)
    factor = 1.0
    if abs(real) > LARGE:
        real -= math.copysign(1.0, real)
        factor = e
    return in_range(math.cos(imag) * first(real) * factor, math.sin(imag) * second(real) * factor)


def tanh(z):
    import math

    real, imag = finite_of(z)
    if abs(real) > LARGE:
        return made_of(math.copysign(1.0, real), 4.0 * math.sin(imag) * math.cos(imag) * math.exp(-2.0 * abs(real)))
    across, up = math.tanh(real), math.tan(imag)
    secant = 1.0 / math.cosh(real)
    both = across * up
    below = 1.0 + both * both
    return made_of(across * (1.0 + up * up) / below, ((up / below) * secant) * secant)


def turned(z):
    real, imag = _of(z)
    return made_of(-imag, real)


def cos(z):
    return cosh(turned(z))


def sin(z):
    found = sinh(turned(z))
    return made_of(found._imag, -found._real)


def tan(z):
    found = tanh(turned(z))
    return made_of(found._imag, -found._real)
