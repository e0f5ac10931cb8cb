"""`complex`: its class. A body that writes `2j` or names `complex` gets it; it need not import anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from noetlc.library.cmath.constants import inf
    from noetlc.library.cmath.text import formatted, parsed, signed


class complex:
    __module__ = "builtins"
    __doc__ = (
        "Create a complex number from a real part and an optional imaginary part.\n\n"
        "This is equivalent to (real + imag*1j) where imag defaults to 0."
    )

    def __new__(cls, real=0, imag=...):
        from sys import _complex_new

        plain = _complex_new(cls, real, imag)
        if plain is not None:
            return plain
        if imag is ... and cls is complex and type(real) is complex:
            return real
        made = object.__new__(cls)
        if isinstance(real, str):
            if imag is not ...:
                raise TypeError("complex() can't take second arg if first is a string")
            made._real, made._imag = parsed(real)
            return made
        if isinstance(imag, str):
            raise TypeError("complex() second arg can't be a string")
        converted = of_special(real)
        if converted is not None:
            real = converted
        if not isinstance(real, complex) and not is_number(real):
            raise TypeError(f"complex() first argument must be a string or a number, not '{type(real).__name__}'")
        if imag is not ... and not isinstance(imag, complex) and not is_number(imag):
            raise TypeError(f"complex() second argument must be a number, not '{type(imag).__name__}'")
        made._real, made._imag = parts_of(real)
        if imag is not ...:
            right = parts_of(imag)
            if isinstance(imag, complex):
                made._real -= right[1]
            made._imag = made._imag + right[0] if isinstance(real, complex) else right[0]
        return made

    @property
    def real(self):
        return self._real

    @property
    def imag(self):
        return self._imag

    def conjugate(self):
        return made_of(self._real, -self._imag)

    def __complex__(self):
        return self if type(self) is complex else made_of(self._real, self._imag)

    def __getnewargs__(self):
        return (self._real, self._imag)

    def __bool__(self):
        return self._real != 0 or self._imag != 0

    def __eq__(self, other):
        from sys import _complex_equal

        made = _complex_equal(complex, self, other)
        if made is not None:
            return made
        if isinstance(other, int):  # which may be too wide for a float
            return self._imag == 0 and self._real == other
        parts = given_number(other)
        if parts is None:
            return NotImplemented
        return self._real == parts[0] and self._imag == parts[1]

    def __hash__(self):
        from sys import _complex_hash

        return _complex_hash(self._real, self._imag)

    def __neg__(self):
        return made_of(-self._real, -self._imag)

    def __pos__(self):
        return self

    def __abs__(self):
        import math
        from sys import _complex_length

        found = _complex_length(self._real, self._imag)
        if found == inf and not math.isinf(self._real) and not math.isinf(self._imag):
            raise OverflowError("absolute value too large")
        return found

    def __add__(self, other):
        from sys import _complex_plus

        made = _complex_plus(complex, self, other)
        if made is not None:
            return made
        parts = given_number(other)
        return NotImplemented if parts is None else made_of(self._real + parts[0], self._imag + parts[1])

    def __radd__(self, other):
        from sys import _complex_plus

        made = _complex_plus(complex, other, self)
        if made is not None:
            return made
        parts = given_number(other)
        return NotImplemented if parts is None else made_of(parts[0] + self._real, parts[1] + self._imag)

    def __sub__(self, other):
        from sys import _complex_minus

        made = _complex_minus(complex, self, other)
        if made is not None:
            return made
        parts = given_number(other)
        return NotImplemented if parts is None else made_of(self._real - parts[0], self._imag - parts[1])

    def __rsub__(self, other):
        from sys import _complex_minus

        made = _complex_minus(complex, other, self)
        if made is not None:
            return made
        parts = given_number(other)
        return NotImplemented if parts is None else made_of(parts[0] - self._real, parts[1] - self._imag)

    def __mul__(self, other):
        from sys import _complex_times

        made = _complex_times(complex, self, other)
        if made is not None:
            return made
        parts = given_number(other)
        return NotImplemented if parts is None else product(self._real, self._imag, parts[0], parts[1])

    def __rmul__(self, other):
        from sys import _complex_times

        made = _complex_times(complex, other, self)
        if made is not None:
            return made
        parts = given_number(other)
        return NotImplemented if parts is None else product(parts[0], parts[1], self._real, self._imag)

    def __truediv__(self, other):
        from sys import _complex_over

        made = _complex_over(complex, self, other)
        if made is not None:
            return made
        parts = given_number(other)
        return NotImplemented if parts is None else quotient(self._real, self._imag, parts[0], parts[1])

    def __rtruediv__(self, other):
        from sys import _complex_over

        made = _complex_over(complex, other, self)
        if made is not None:
            return made
        parts = given_number(other)
        return NotImplemented if parts is None else quotient(parts[0], parts[1], self._real, self._imag)

    def __pow__(self, other, modulo=None):
        if modulo is not None:
            raise ValueError("complex modulo")
        from sys import _complex_power

        made = _complex_power(complex, self, other)
        if made is not None:
            return made
        parts = given_number(other)
        return NotImplemented if parts is None else power((self._real, self._imag), parts)

    def __rpow__(self, other):
        parts = given_number(other)
        return NotImplemented if parts is None else power(parts, (self._real, self._imag))

    def __repr__(self):
        import math

        imag = signed(self._imag)
        if self._real == 0 and math.copysign(1.0, self._real) > 0:
            return imag.removeprefix("+") + "j"
        return "(" + signed(self._real).removeprefix("+") + imag + "j)"

    def __format__(self, spec):
        return formatted(self, spec)


def of_special(value):
    """What the method `__complex__` of a value gives; None without one."""
    if type(value) is int or type(value) is float or is_plain(value) or not hasattr(value, "__complex__"):
        return None
    made = value.__complex__()
    if not isinstance(made, complex):
        raise TypeError(f"__complex__ returned non-complex (type {type(made).__name__})")
    return made


def is_plain(value):
    """Whether a value is of a kind that is no number, or True or False."""
    return value is None or isinstance(value, (bool, str, bytes, bytearray, list, tuple, dict, set, frozenset, range))


def is_number(value):
    """Whether a value can be made a float otherwise than from text."""
    if isinstance(value, (int, float)):
        return True
    return not is_plain(value) and (hasattr(value, "__float__") or hasattr(value, "__index__"))


def parts_of(value):
    """The parts of a complex number or of what can be made a float."""
    if isinstance(value, complex):
        return (value._real, value._imag)
    return (float(value), 0.0)


def given(value):
    """The parts of what functions of `cmath` take; None for anything else."""
    if isinstance(value, complex):
        return (value._real, value._imag)
    made = of_special(value)
    if made is not None:
        value = made
    return parts_of(value) if isinstance(value, complex) or is_number(value) else None


def given_number(value):
    """The parts of a complex number, float or int; None for anything else."""
    if isinstance(value, complex):
        return (value._real, value._imag)
    if isinstance(value, (int, float)):
        return (float(value), 0.0)
    return None


def made_of(real, imag):
    return complex_of(complex, real, imag)


def complex_of(cls, real, imag):
    from sys import _complex_of

    return _complex_of(cls, real, imag)


def product(a, b, c, d):
    return made_of(a * c - b * d, a * d + b * c)


def quotient(a, b, c, d):
    """(a + bj) / (c + dj)"""
    across, up = abs(c), abs(d)
    if across >= up:
        if across == 0:
            raise ZeroDivisionError("complex division by zero")
        ratio = d / c
        below = c + d * ratio
        return made_of((a + b * ratio) / below, (b - a * ratio) / below)
    if up >= across:
        ratio = c / d
        below = c * ratio + d
        return made_of((a * ratio + b) / below, (b * ratio - a) / below)
    return made_of(float("nan"), float("nan"))


def power(a, b):
    import math
    from sys import _complex_length

    if b[1] == 0 and abs(b[0]) <= 100 and b[0] == int(b[0]):
        times = int(b[0])
        made = made_of(1.0, 0.0)
        square = made_of(a[0], a[1])
        left = abs(times)
        while left:
            if left & 1:
                made = product(made._real, made._imag, square._real, square._imag)
            left >>= 1
            square = product(square._real, square._imag, square._real, square._imag)
        found = made if times > 0 else quotient_of_one(made)
    elif b[0] == 0 and b[1] == 0:
        return complex(1.0, 0.0)
    elif a[0] == 0 and a[1] == 0:
        if b[1] != 0 or b[0] < 0:
            raise ZeroDivisionError("0.0 to a negative or complex power")
        return complex(0.0, 0.0)
    else:
        size = _complex_length(a[0], a[1])
        try:
            length = math.pow(size, b[0])
            angle = math.atan2(a[1], a[0])
            phase_of = angle * b[0]
            if b[1] != 0:
                length = length / math.exp(angle * b[1])
                phase_of += b[1] * math.log(size)
            found = complex(length * math.cos(phase_of), length * math.sin(phase_of))
        except OverflowError:
            raise OverflowError("complex exponentiation") from None
        except ValueError:  # of an infinite angle
            raise ZeroDivisionError("0.0 to a negative or complex power") from None
    if math.isinf(found._real) or math.isinf(found._imag):
        raise OverflowError("complex exponentiation")
    return found


def quotient_of_one(z):
    try:
        return quotient(1.0, 0.0, z._real, z._imag)
    except ZeroDivisionError:
        raise ZeroDivisionError("0.0 to a negative or complex power") from None
