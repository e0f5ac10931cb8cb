"""`complex` and `cmath`. A body that writes `2j` or names `complex` gets the class; it need not import anything."""

pi = 3.141592653589793
e = 2.718281828459045
tau = 6.283185307179586
inf = float("inf")
nan = float("nan")


class complex:
    __module__ = "builtins"

    def __new__(cls, real=0, imag=None):
        made = object.__new__(cls)
        if type(real) is float and type(imag) is float:
            made._real = real
            made._imag = imag
            return made
        if isinstance(real, str):
            if imag is not None:
                raise TypeError("complex() can't take second arg if first is a string")
            made._real, made._imag = parsed(real)
            return made
        if isinstance(imag, str):
            raise TypeError("complex() second arg can't be a string")
        left = given(real)
        if left is None:
            raise TypeError(f"complex() first argument must be a string or a number, not '{type(real).__name__}'")
        made._real, made._imag = left
        if imag is not None:
            right = given(imag)
            if right is None:
                raise TypeError(f"complex() second argument must be a number, not '{type(imag).__name__}'")
            if isinstance(imag, complex):
                made._real -= right[1]
            made._imag = left[1] + right[0] if isinstance(real, complex) else right[0]
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
        return self

    def __bool__(self):
        return self._real != 0 or self._imag != 0

    def __eq__(self, other):
        parts = given_number(other)
        if parts is None:
            return NotImplemented
        return self._real == (other if isinstance(other, int) else parts[0]) and self._imag == parts[1]

    def __hash__(self):
        left = hash(self._real)
        right = hash(self._imag)
        low = (right & 0xFFFFFFFF) * 1000003
        high = ((right >> 32) & 0xFFFFFFFF) * 1000003 + (low >> 32) + ((left >> 32) & 0xFFFFFFFF)
        low = (low & 0xFFFFFFFF) + (left & 0xFFFFFFFF)
        high = (high + (low >> 32)) & 0xFFFFFFFF
        if high >= 0x80000000:
            high -= 0x100000000
        made = (high << 32) + (low & 0xFFFFFFFF)
        return -2 if made == -1 else made

    def __neg__(self):
        return made_of(-self._real, -self._imag)

    def __pos__(self):
        return self

    def __abs__(self):
        import math

        found = math.hypot(self._real, self._imag)
        if found == inf and not math.isinf(self._real) and not math.isinf(self._imag):
            raise OverflowError("absolute value too large")
        return found

    def __add__(self, other):
        if type(other) is complex:
            return made_of(self._real + other._real, self._imag + other._imag)
        parts = given_number(other)
        return NotImplemented if parts is None else made_of(self._real + parts[0], self._imag + parts[1])

    def __radd__(self, other):
        parts = given_number(other)
        return NotImplemented if parts is None else made_of(parts[0] + self._real, parts[1] + self._imag)

    def __sub__(self, other):
        if type(other) is complex:
            return made_of(self._real - other._real, self._imag - other._imag)
        parts = given_number(other)
        return NotImplemented if parts is None else made_of(self._real - parts[0], self._imag - parts[1])

    def __rsub__(self, other):
        parts = given_number(other)
        return NotImplemented if parts is None else made_of(parts[0] - self._real, parts[1] - self._imag)

    def __mul__(self, other):
        if type(other) is complex:
            return product(self._real, self._imag, other._real, other._imag)
        parts = given_number(other)
        return NotImplemented if parts is None else product(self._real, self._imag, parts[0], parts[1])

    def __rmul__(self, other):
        parts = given_number(other)
        return NotImplemented if parts is None else product(parts[0], parts[1], self._real, self._imag)

    def __truediv__(self, other):
        if type(other) is complex:
            return quotient(self._real, self._imag, other._real, other._imag)
        parts = given_number(other)
        return NotImplemented if parts is None else quotient(self._real, self._imag, parts[0], parts[1])

    def __rtruediv__(self, other):
        parts = given_number(other)
        return NotImplemented if parts is None else quotient(parts[0], parts[1], self._real, self._imag)

    def __pow__(self, other, modulo=None):
        if modulo is not None:
            raise ValueError("complex modulo")
        parts = given_number(other)
        return NotImplemented if parts is None else power((self._real, self._imag), parts)

    def __rpow__(self, other):
        parts = given_number(other)
        return NotImplemented if parts is None else power(parts, (self._real, self._imag))

    def __repr__(self):
        import math

        imag = signed(self._imag, "")
        if self._real == 0 and math.copysign(1.0, self._real) > 0:
            return imag.removeprefix("+") + "j"
        return "(" + signed(self._real, "").removeprefix("+") + imag + "j)"

    def __format__(self, spec):
        return formatted(self, spec)


def given(value):
    """The parts of what `complex()` takes; None for anything else."""
    parts = given_number(value)
    if parts is not None:
        return parts
    if value is None or isinstance(value, (str, bytes, bytearray, list, tuple, dict, set, frozenset, range)):
        return None
    if hasattr(value, "__complex__"):
        made = value.__complex__()
        if not isinstance(made, complex):
            raise TypeError(f"{type(value).__name__}.__complex__() must return complex, not {type(made).__name__}")
        return (made._real, made._imag)
    if hasattr(value, "__float__") or hasattr(value, "__index__"):
        return (float(value), 0.0)
    return None


def given_number(value):
    """The parts of a complex number, float or int; None for anything else."""
    if isinstance(value, complex):
        return (value._real, value._imag)
    if isinstance(value, (int, float)):
        return (float(value), 0.0)
    return None


def made_of(real, imag):
    made = object.__new__(complex)
    made._real = real
    made._imag = imag
    return made


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
        size = math.hypot(a[0], a[1])
        try:
            length = math.pow(size, b[0])
            angle = math.atan2(a[1], a[0])
            phase_of = angle * b[0]
            if b[1] != 0:
                length = length / math.exp(angle * b[1])
                phase_of += b[1] * math.log(size)
        except OverflowError:
            raise OverflowError("complex exponentiation") from None
        found = complex(length * math.cos(phase_of), length * math.sin(phase_of))
    if math.isinf(found._real) or math.isinf(found._imag):
        raise OverflowError("complex exponentiation")
    return found


def quotient_of_one(z):
    try:
        return quotient(1.0, 0.0, z._real, z._imag)
    except ZeroDivisionError:
        raise ZeroDivisionError("0.0 to a negative or complex power") from None


def parsed(text):
    """The parts of a text; `1+2j`, perhaps in parentheses."""
    inner = text.strip()
    if inner.startswith("(") and inner.endswith(")"):
        inner = inner[1:-1].strip()
    try:
        if not inner or inner != "".join(inner.split()):
            raise ValueError
        if inner[-1] not in "jJ":
            return (float(inner), 0.0)
        body = inner[:-1]
        at = len(body) - 1
        while at > 0 and not (body[at] in "+-" and body[at - 1] not in "eE"):
            at -= 1
        real = float(body[:at]) if at > 0 else 0.0
        imag = body[max(at, 0) :]
        return (real, 1.0 if imag in ("", "+") else -1.0 if imag == "-" else float(imag))
    except ValueError:
        raise ValueError("complex() arg is a malformed string") from None


def signed(number, spec):
    """A part as text, with its sign."""
    text = format(number, spec) if spec else repr(number)
    if not spec and text.endswith(".0"):
        text = text[:-2]
    return text if text.startswith("-") else "+" + text


def formatted(value, spec):
    if not spec:
        return str(value)
    fill, align, rest = " ", ">", spec
    if len(spec) > 1 and spec[1] in "<>^=":
        fill, align, rest = spec[0], spec[1], spec[2:]
    elif spec[0] in "<>^=":
        align, rest = spec[0], spec[1:]
    if align == "=":
        raise ValueError("'=' alignment flag is not allowed in complex format specifier")
    sign = ""
    if rest[:1] in ("+", "-", " "):
        sign, rest = rest[0], rest[1:]
    if rest[:1] == "0":
        raise ValueError("Zero padding is not allowed in complex format specifier")
    width = ""
    while rest[:1].isdigit():
        width, rest = width + rest[0], rest[1:]
    if rest and rest[-1] not in "eEfFgGn" and (rest[-1].isalpha() or rest[-1] == "%"):
        raise ValueError(f"Unknown format code '{rest[-1]}' for object of type 'complex'")
    plain = not rest or rest[-1] not in "eEfFgGn"
    how = rest + "g" if plain and rest else rest
    real = with_sign(signed(value._real, how), sign)
    imag = signed(value._imag, how)
    if not plain:
        text = real + imag + "j"
    elif str(value).startswith("("):
        text = f"({real}{imag}j)"
    else:
        text = with_sign(imag, sign) + "j"
    return format(text, fill + align + width) if width else text


def with_sign(text, sign):
    """A part with the sign that a format asks for."""
    return text if text.startswith("-") else text[1:] if sign in ("", "-") else sign + text[1:]


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

    parts = _of(z)
    return (math.hypot(parts[0], parts[1]), math.atan2(parts[1], parts[0]))


def rect(r, phi):
    import math

    return complex(r * math.cos(phi), r * math.sin(phi) if phi else r * phi)


def exp(z):
    import math

    real, imag = _of(z)
    length = math.exp(real)
    return complex(length * math.cos(imag), length * math.sin(imag))


def sqrt(z):
    import math

    real, imag = _of(z)
    if real == 0 and imag == 0:
        return complex(0.0, imag)
    across, up = abs(real), abs(imag)
    if across < 2.2250738585072014e-308 and up < 2.2250738585072014e-308:
        across = math.ldexp(across, 53)
        size = math.ldexp(math.sqrt(across + math.hypot(across, math.ldexp(up, 53))), -27)
    else:
        across /= 8.0
        size = 2.0 * math.sqrt(across + math.hypot(across, up / 8.0))
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
    apart = abs(first - second)
    return apart <= rel_tol * abs(second) or apart <= rel_tol * abs(first) or apart <= abs_tol


LARGE = 708.3964185322641  # log of a quarter of the largest float
LN_2 = 0.6931471805599453
LN_10 = 2.302585092994046


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

    real, imag = finite_of(z)
    across, up = abs(real), abs(imag)
    if across > 4.49423283715579e307 or up > 4.49423283715579e307:
        size = math.log(math.hypot(across / 2.0, up / 2.0)) + LN_2
    elif across < 2.2250738585072014e-308 and up < 2.2250738585072014e-308:
        if across == 0 and up == 0:
            raise ValueError("math domain error")
        size = math.log(math.hypot(math.ldexp(across, 53), math.ldexp(up, 53))) - 53 * LN_2
    else:
        length = math.hypot(across, up)
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
