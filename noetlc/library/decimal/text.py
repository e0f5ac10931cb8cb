"""Numbers from values of other types, and their text."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from noetlc.library.decimal.conditions import FLOAT_OPERATION, SYNTAX, signal
    from noetlc.library.decimal.constants import MAX_EMAX, MIN_ETINY
    from noetlc.library.decimal.current import CURRENT
    from noetlc.library.decimal.digits import digits_multiply, digits_power
    from noetlc.library.decimal.number import Decimal
    from noetlc.library.decimal.rounding import INFINITE, QUIET, SIGNALING, finish, invalid, make, make_special, of_int, rescaled


def decimal_of(value):
    """The exact Decimal of a value."""
    if isinstance(value, Decimal):
        return make_special(value._sign, value._kind, value._digits) if value._kind else make(value._sign, value._digits, value._exp)
    if isinstance(value, str):
        return exact(parsed(value))
    if isinstance(value, int):
        return of_int(value)
    if isinstance(value, float):
        signal(CURRENT[0], FLOAT_OPERATION)
        return of_float(value)
    if isinstance(value, (tuple, list)):
        return exact(of_parts(value))
    raise TypeError(f"conversion from {named_type(value)} to Decimal is not supported")


def exact(made):
    """A number made of text or parts: None was none, and limits are those of the implementation."""
    context = CURRENT[0]
    if made is None:
        return invalid(context, SYNTAX)
    if not made._kind and (made._exp + len(made._digits) - 1 > MAX_EMAX or made._exp < MIN_ETINY):
        if made._digits == "0" and abs(made._exp) < 3000000000000000000:
            made._exp = MAX_EMAX if made._exp > 0 else MIN_ETINY
            return made
        return invalid(context)
    return made


def decimal_in(value, context):
    """The number of a value, rounded to a context."""
    if isinstance(value, str):
        made = None if value != value.strip() or "_" in value else parsed(value)
        if made is None:
            return invalid(context, SYNTAX)
    elif isinstance(value, float):
        signal(context, FLOAT_OPERATION)
        made = of_float(value)
    elif isinstance(value, (tuple, list)):
        made = of_parts(value)
    else:
        made = decimal_of(value)
    if made._kind >= QUIET:
        if len(made._digits) > context._prec - context._clamp:
            return invalid(context, SYNTAX)
        return made
    return made if made._kind else finish(made._sign, made._digits, made._exp, context)


def operand(value):
    """An operand of an operator as Decimal, None if it is of another type."""
    if isinstance(value, Decimal):
        return value
    return of_int(value) if isinstance(value, int) else None


def operand_of(value):
    """An argument of a method as Decimal."""
    made = operand(value)
    if made is None:
        raise TypeError(f"conversion from {named_type(value)} to Decimal is not supported")
    return made


def named_type(value):
    """The name of a type as messages show it: only messages tell."""
    try:
        return [][value]
    except IndexError:
        return type(value).__name__
    except TypeError as error:
        return str(error).rpartition(" ")[2]


def parsed(text):
    """A number in text, None if it is none; the exponent is bounded to 19 digits."""
    text = text.strip().replace("_", "")
    if not text.isascii():
        text = "".join([str(int(c)) if c.isdecimal() else c for c in text])
    sign = 1 if text[:1] == "-" else 0
    if text[:1] in ("-", "+"):
        text = text[1:]
    if not text.isascii():
        return None
    text = text.lower()
    if text[:1] in ("i", "n", "s"):
        return parsed_special(sign, text)
    mantissa, mark, exponent = text.partition("e")
    exp = 0
    if mark:
        exp = parsed_exponent(exponent)
        if exp is None:
            return None
    whole, _, fraction = mantissa.partition(".")
    digits = whole + fraction
    if not digits.isdigit():
        return None
    return make(sign, digits.lstrip("0") or "0", exp - len(fraction))


def parsed_exponent(text):
    negative = text[:1] == "-"
    if text[:1] in ("-", "+"):
        text = text[1:]
    if not text.isdigit():
        return None
    text = text.lstrip("0")
    exp = 0 if not text else int(text) if len(text) <= 18 else 4000000000000000000
    return -exp if negative else exp


def parsed_special(sign, text):
    if text in ("inf", "infinity"):
        return make_special(sign, INFINITE, "0")
    kind = SIGNALING if text[:1] == "s" else QUIET
    if kind == SIGNALING:
        text = text[1:]
    payload = text[3:]
    if text[:3] != "nan" or (payload and not payload.isdigit()):
        return None
    return make_special(sign, kind, payload.lstrip("0"))


def of_float(x):
    """The exact value of a float: digits and no more decimals than it needs."""
    if isinstance(x, int):
        return of_int(x)
    sign = 1 if repr(x)[0] == "-" else 0
    if x != x:
        return make_special(sign, QUIET, "")
    if x - x != 0.0:
        return make_special(sign, INFINITE, "0")
    if x == 0.0:
        return make(sign, "0", 0)
    above, below = x.as_integer_ratio()
    halvings = len(bin(below)) - 3
    return make(sign, digits_multiply(str(abs(above)), digits_power("5", halvings)), -halvings)


def of_parts(parts):
    if len(parts) != 3:
        raise ValueError("argument must be a sequence of length 3")
    sign, coefficient, exp = parts
    if not isinstance(sign, int) or sign not in (0, 1):
        raise ValueError("sign must be an integer with the value 0 or 1")
    kind = 0
    if isinstance(exp, str):
        if exp not in ("F", "n", "N"):
            raise ValueError("string argument in the third position must be 'F', 'n' or 'N'")
        kind = INFINITE if exp == "F" else QUIET if exp == "n" else SIGNALING
    elif not isinstance(exp, int):
        raise ValueError("exponent must be an integer")
    if not isinstance(coefficient, (tuple, list)):
        raise ValueError("coefficient must be a tuple of digits")
    digits = ""
    for digit in coefficient:
        if not isinstance(digit, int) or not 0 <= digit <= 9:
            raise ValueError("coefficient must be a tuple of digits")
        digits += str(int(digit))
    if kind == INFINITE:
        return make_special(int(sign), kind, "0")
    if kind:
        return make_special(int(sign), kind, digits.lstrip("0"))
    return make(int(sign), digits.lstrip("0") or "0", int(exp))


def special_text(x):
    sign = "-" if x._sign else ""
    if x._kind == INFINITE:
        return sign + "Infinity"
    return sign + ("NaN" if x._kind == QUIET else "sNaN") + x._digits


def scientific_text(x, capitals):
    """The text of a number: with an exponent only where it has one that is positive or many zeros would be needed."""
    if x._kind:
        return special_text(x)
    digits = x._digits
    exp = x._exp
    point = exp + len(digits)
    if exp > 0 or point <= -6:
        point = 1
    return pointed(x, point, capitals)


def engineering_text(x, capitals):
    """The text with an exponent that is a multiple of three."""
    if x._kind:
        return special_text(x)
    point = x._exp + len(x._digits)
    if x._exp > 0 or point <= -6:
        point = (point + 1) % 3 - 1 if x._digits == "0" else (point - 1) % 3 + 1
    return pointed(x, point, capitals)


def pointed(x, point, capitals):
    """The digits with the decimal point behind the first `point` of them, and the exponent that follows."""
    digits = x._digits
    exponent = x._exp + len(digits) - point
    if point <= 0:
        text = "0." + "0" * -point + digits
    elif point >= len(digits):
        text = digits + "0" * (point - len(digits))
    else:
        text = digits[:point] + "." + digits[point:]
    if exponent:
        text += ("E" if capitals else "e") + signed(exponent)
    return "-" + text if x._sign else text


def whole_digits(x, rounding):
    """The digits of a finite number rounded to a whole one."""
    return rescaled(x, 0, rounding)[0]


def int_of(x, rounding):
    """The number as int, of any size: text of more than 4,300 digits is none of an int, so it is read in parts."""
    if x._kind:
        if x._kind == INFINITE:
            raise OverflowError("cannot convert Infinity to integer")
        raise ValueError("cannot convert NaN to integer")
    digits = whole_digits(x, rounding)
    value = 0
    for start in range(0, len(digits), 4000):
        part = digits[start : start + 4000]
        value = value * 10 ** len(part) + int(part)
    return -value if x._sign else value


def signed(n):
    return str(n) if n < 0 else "+" + str(n)
