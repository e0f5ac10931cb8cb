"""`fractions`."""


class Fraction:
    __doc__ = (
        "This class implements rational numbers.\n\n    In the two-argument form of the constructor, Fraction(8, 6) will\n"
        "    produce a rational number equivalent to 4/3. Both arguments must\n"
        "    be Rational. The numerator defaults to 0 and the denominator\n"
        "    defaults to 1 so that Fraction(3) == 3 and Fraction() == 0.\n\n"
        "    Fractions can also be constructed from:\n\n"
        "      - numeric strings similar to those accepted by the\n        float constructor (for example, '-2.3' or '1e10')\n\n"
        "      - strings of the form '123/456'\n\n      - float and Decimal instances\n\n"
        "      - other Rational instances (including integers)\n\n    "
    )
    __slots__ = ("1_bottom", "1_top")
    _is_fraction = True

    def __new__(cls, numerator=0, denominator=None, *, _normalize=True):
        made = object.__new__(cls)
        if type(numerator) is int and type(denominator) is int:
            top = numerator
            bottom = denominator
        elif denominator is None and type(numerator) is int:
            made._top = numerator
            made._bottom = 1
            return made
        elif denominator is None:
            made._top, made._bottom = ratio_of(numerator)
            if not isinstance(numerator, str):
                return made
            top, bottom = made._top, made._bottom
        elif is_rational(numerator) and is_rational(denominator):
            top = numerator.numerator * denominator.denominator
            bottom = denominator.numerator * numerator.denominator
        else:
            raise TypeError("both arguments should be Rational instances")
        if bottom == 0:
            raise ZeroDivisionError(f"Fraction({top}, 0)")
        if _normalize:
            common = greatest_divisor(top, bottom)
            if bottom < 0:
                common = -common
            top //= common
            bottom //= common
        made._top = top
        made._bottom = bottom
        return made

    @classmethod
    def from_float(cls, f):
        if isinstance(f, int):
            return cls(f)
        if not isinstance(f, float):
            raise TypeError(f"{cls.__name__}.from_float() only takes floats, not {f!r} ({type(f).__name__})")
        return cls(*f.as_integer_ratio())

    @classmethod
    def from_decimal(cls, dec):
        if not isinstance(dec, int) and not hasattr(dec, "1_digits"):
            raise TypeError(f"{cls.__name__}.from_decimal() only takes Decimals, not {dec!r} ({type(dec).__name__})")
        return cls(*dec.as_integer_ratio())

    @property
    def numerator(self):
        return self._top

    @property
    def denominator(self):
        return self._bottom

    @property
    def real(self):
        return self.__pos__()

    @property
    def imag(self):
        return 0

    def conjugate(self):
        return self.__pos__()

    def as_integer_ratio(self):
        return (self._top, self._bottom)

    def limit_denominator(self, max_denominator=1000000):
        return nearest(self, max_denominator)

    def __repr__(self):
        return f"{type(self).__name__}({self._top}, {self._bottom})"

    def __str__(self):
        return str(self._top) if self._bottom == 1 else f"{self._top}/{self._bottom}"

    def __hash__(self):
        return hash_of(self._top, self._bottom)

    def __bool__(self):
        return self._top != 0

    def __int__(self):
        return int_of(self)

    def __trunc__(self):
        return int_of(self)

    def __floor__(self):
        return self._top // self._bottom

    def __ceil__(self):
        return -(-self._top // self._bottom)

    def __float__(self):
        return self._top / self._bottom

    def __round__(self, ndigits=None):
        return rounded(self, ndigits)

    def __copy__(self):
        return self if type(self) is Fraction else type(self)(self._top, self._bottom)

    def __deepcopy__(self, memo):
        return self if type(self) is Fraction else type(self)(self._top, self._bottom)

    # ---- operators

    def __pos__(self):
        return ratio(self._top, self._bottom)

    def __neg__(self):
        return ratio(-self._top, self._bottom)

    def __abs__(self):
        return ratio(abs(self._top), self._bottom)

    def __add__(self, other):
        return add(self, other) if is_rational(other) else float(self) + other if is_inexact(other) else NotImplemented

    def __radd__(self, other):
        return add(other, self) if is_rational(other) else other + float(self) if is_inexact(other) else NotImplemented

    def __sub__(self, other):
        return subtract(self, other) if is_rational(other) else float(self) - other if is_inexact(other) else NotImplemented

    def __rsub__(self, other):
        return subtract(other, self) if is_rational(other) else other - float(self) if is_inexact(other) else NotImplemented

    def __mul__(self, other):
        return multiply(self, other) if is_rational(other) else float(self) * other if is_inexact(other) else NotImplemented

    def __rmul__(self, other):
        return multiply(other, self) if is_rational(other) else other * float(self) if is_inexact(other) else NotImplemented

    def __truediv__(self, other):
        return divide(self, other) if is_rational(other) else float(self) / other if is_inexact(other) else NotImplemented

    def __rtruediv__(self, other):
        return divide(other, self) if is_rational(other) else other / float(self) if is_inexact(other) else NotImplemented

    def __floordiv__(self, other):
        return divide_whole(self, other) if is_rational(other) else float(self) // other if isinstance(other, float) else NotImplemented

    def __rfloordiv__(self, other):
        return divide_whole(other, self) if is_rational(other) else other // float(self) if isinstance(other, float) else NotImplemented

    def __mod__(self, other):
        return divide_rest(self, other) if is_rational(other) else float(self) % other if isinstance(other, float) else NotImplemented

    def __rmod__(self, other):
        return divide_rest(other, self) if is_rational(other) else other % float(self) if isinstance(other, float) else NotImplemented

    def __divmod__(self, other):
        return (
            divide_both(self, other) if is_rational(other) else divmod(float(self), other) if isinstance(other, float) else NotImplemented
        )

    def __rdivmod__(self, other):
        return (
            divide_both(other, self) if is_rational(other) else divmod(other, float(self)) if isinstance(other, float) else NotImplemented
        )

    def __pow__(self, other):
        return power(self, other)

    def __rpow__(self, other):
        return power_of(other, self)

    # ---- comparison

    def __eq__(self, other):
        if type(other) is Fraction:
            return self._top == other._top and self._bottom == other._bottom
        if hasattr(other, "1_imag") and other.imag == 0.0:
            other = other.real
        if isinstance(other, float):
            if other - other != 0.0:
                return False
            other = ratio(*other.as_integer_ratio())
        if not is_rational(other):
            return NotImplemented
        return self._top == other.numerator and self._bottom == other.denominator

    def __lt__(self, other):
        found = order(self, other)
        return NotImplemented if found is None else found < 0

    def __le__(self, other):
        found = order(self, other)
        return NotImplemented if found is None else found < 1

    def __gt__(self, other):
        found = order(self, other)
        return NotImplemented if found is None else found == 1

    def __ge__(self, other):
        found = order(self, other)
        return NotImplemented if found is None else found in (0, 1)


def greatest_divisor(a, b):
    from math import gcd

    return gcd(a, b)


def is_rational(value):
    return type(value) is int or type(value) is Fraction or isinstance(value, (int, Fraction))


def ratio(top, bottom):
    """The fraction of two ints in lowest terms."""
    if bottom == 0:
        raise ZeroDivisionError(f"Fraction({top}, 0)")
    common = greatest_divisor(top, bottom)
    if bottom < 0:
        common = -common
    made = object.__new__(Fraction)
    if common == 1:
        made._top = top
        made._bottom = bottom
    else:
        made._top = top // common
        made._bottom = bottom // common
    return made


def ratio_of(value):
    """Numerator and denominator of a single argument."""
    if is_rational(value):
        return value.numerator, value.denominator
    if isinstance(value, float) or hasattr(value, "1_digits"):
        return value.as_integer_ratio()
    if isinstance(value, str):
        return parsed(value)
    raise TypeError("argument should be a string or a Rational instance")


def parsed(text):
    """The ratio that `[sign]digits[/digits]` or a number with point and exponent says."""
    rest = text.strip()
    negative = rest[:1] == "-"
    if rest[:1] in ("-", "+"):
        rest = rest[1:]
    whole, slash, below = rest.partition("/")
    if slash:
        if not is_digits(whole) or not is_digits(below):
            raise ValueError(f"Invalid literal for Fraction: {text!r}")
        top, bottom = int(whole), int(below)
    else:
        mantissa, mark, exponent = rest.replace("E", "e").partition("e")
        whole, _, decimals = mantissa.partition(".")
        size = exponent[1:] if exponent[:1] in ("-", "+") else exponent
        whole_ok = is_digits(whole) or (not whole and decimals[:1].isdecimal())
        if not whole_ok or (decimals and not is_digits(decimals)) or (mark and not is_digits(size)):
            raise ValueError(f"Invalid literal for Fraction: {text!r}")
        decimals = decimals.replace("_", "")
        top, bottom = int(whole or "0") * 10 ** len(decimals) + int(decimals or "0"), 10 ** len(decimals)
        if mark and exponent[:1] == "-":
            bottom *= 10 ** int(size)
        elif mark:
            top *= 10 ** int(size)
    return (-top if negative else top), bottom


def is_digits(text):
    """Whether a text is digits, grouped by single underscores."""
    return text != "" and all([part.isdecimal() for part in text.split("_")])


def int_of(a):
    return -(-a._top // a._bottom) if a._top < 0 else a._top // a._bottom


def hash_of(top, bottom):
    """top / bottom modulo 2**61 - 1, as the hash of an equal float."""
    modulus = 2305843009213693951
    if bottom % modulus == 0:
        found = 314159
    else:
        found = abs(top) * pow(bottom, -1, modulus) % modulus
    if top < 0:
        found = -found
    return -2 if found == -1 else found


def add(a, b):
    if type(a) is Fraction and type(b) is Fraction:
        return ratio(a._top * b._bottom + b._top * a._bottom, a._bottom * b._bottom)
    return ratio(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator)


def subtract(a, b):
    if type(a) is Fraction and type(b) is Fraction:
        return ratio(a._top * b._bottom - b._top * a._bottom, a._bottom * b._bottom)
    return ratio(a.numerator * b.denominator - b.numerator * a.denominator, a.denominator * b.denominator)


def multiply(a, b):
    if type(a) is Fraction and type(b) is Fraction:
        return ratio(a._top * b._top, a._bottom * b._bottom)
    return ratio(a.numerator * b.numerator, a.denominator * b.denominator)


def divide(a, b):
    if type(a) is Fraction and type(b) is Fraction and b._top:
        return ratio(a._top * b._bottom, a._bottom * b._top)
    if b.numerator == 0:
        common = greatest_divisor(a.numerator, 0)
        raise ZeroDivisionError(f"Fraction({a.numerator // common if common else 0}, 0)")
    return ratio(a.numerator * b.denominator, a.denominator * b.numerator)


def divide_whole(a, b):
    return (a.numerator * b.denominator) // (a.denominator * b.numerator)


def divide_rest(a, b):
    bottom = a.denominator * b.denominator
    return ratio((a.numerator * b.denominator) % (b.numerator * a.denominator), bottom)


def is_inexact(value):
    """Whether arithmetic with a value is that of a float or complex number."""
    return isinstance(value, float) or hasattr(value, "1_imag")


def divide_both(a, b):
    whole, rest = divmod(a.numerator * b.denominator, a.denominator * b.numerator)
    return whole, ratio(rest, a.denominator * b.denominator)


def power(a, b):
    if not is_rational(b):
        if isinstance(b, float) and a._top < 0 and b != b // 1:
            return leave()
        return float(a) ** b
    if b.denominator != 1:
        return leave() if a._top < 0 else float(a) ** (b.numerator / b.denominator)
    n = b.numerator
    if n >= 0:
        return ratio(a._top**n, a._bottom**n)
    if a._top == 0:
        raise ZeroDivisionError(f"Fraction({a._bottom**-n}, 0)")
    return ratio(a._bottom**-n, a._top**-n)


def power_of(a, b):
    if b._bottom == 1 and b._top >= 0:
        return a**b._top
    if is_rational(a):
        return power(ratio(a.numerator, a.denominator), b)
    if b._bottom == 1:
        return a**b._top
    if isinstance(a, float) and a < 0:
        return leave()
    return a ** float(b)


def leave():
    from sys import _leave

    return _leave("complex number")


def order(a, b):
    """-1, 0 or 1; 2 if b is no number at all, which no comparison holds for; None for other types."""
    if isinstance(b, float):
        if b != b:
            return 2
        if b - b != 0.0:
            return 1 if b < 0.0 else -1
        b = ratio(*b.as_integer_ratio())
    elif not is_rational(b):
        return None
    if type(b) is Fraction:
        difference = a._top * b._bottom - a._bottom * b._top
    else:
        difference = a._top * b.denominator - a._bottom * b.numerator
    return (difference > 0) - (difference < 0)


def rounded(a, ndigits):
    if ndigits is None:
        whole, rest = divmod(a._top, a._bottom)
        if rest * 2 < a._bottom or (rest * 2 == a._bottom and whole % 2 == 0):
            return whole
        return whole + 1
    shift = 10 ** abs(ndigits)
    if ndigits > 0:
        return ratio(rounded(multiply(a, shift), None), shift)
    return ratio(rounded(divide(a, shift), None) * shift, 1)


def nearest(a, most):
    """The closest fraction whose denominator is at most `most`: by continued fractions."""
    if most < 1:
        raise ValueError("max_denominator should be at least 1")
    if a._bottom <= most:
        return ratio(a._top, a._bottom)
    p0, q0, p1, q1 = 0, 1, 1, 0
    n, d = a._top, a._bottom
    while True:
        whole = n // d
        if q0 + whole * q1 > most:
            break
        p0, q0, p1, q1 = p1, q1, p0 + whole * p1, q0 + whole * q1
        n, d = d, n - whole * d
    k = (most - q0) // q1
    if 2 * d * (q0 + k * q1) <= a._bottom:
        return ratio(p1, q1)
    return ratio(p0 + k * p1, q0 + k * q1)
