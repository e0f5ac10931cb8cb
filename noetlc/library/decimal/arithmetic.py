"""The operations on two numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from noetlc.library.decimal.conditions import CLAMPED, DIVISION_BY_ZERO, FLOAT_OPERATION, IMPOSSIBLE, INVALID, UNDEFINED, signal
    from noetlc.library.decimal.constants import ROUND_DOWN, ROUND_FLOOR
    from noetlc.library.decimal.current import CURRENT
    from noetlc.library.decimal.digits import digits_add, digits_divmod, digits_less, digits_multiply, digits_subtract
    from noetlc.library.decimal.rounding import (
        INFINITE,
        QUIET,
        SIGNALING,
        finish,
        invalid,
        make,
        make_special,
        not_a_number,
        of_int,
        rescaled,
        rounded,
    )
    from noetlc.library.decimal.text import of_float, operand


def add(x, y, context):
    if x._kind or y._kind:
        found = not_a_number(x, y, context)
        if found is not None:
            return found
        if x._kind and y._kind and x._sign != y._sign:
            return invalid(context)
        return x if x._kind else y
    if x._exp == y._exp:
        exp = x._exp
        a = x._digits
        b = y._digits
    else:
        a, b, exp = aligned(x, y, context)
    if x._sign == y._sign:
        return finish(x._sign, digits_add(a, b), exp, context)
    if a == b:
        return finish(1 if context._rounding == ROUND_FLOOR else 0, "0", exp, context)
    if digits_less(a, b):
        return finish(y._sign, digits_subtract(b, a), exp, context)
    return finish(x._sign, digits_subtract(a, b), exp, context)


def aligned(x, y, context):
    """The digits of two numbers and their common exponent. What is too small to matter is just not zero."""
    a = x._digits
    b = y._digits
    if x._exp < y._exp:
        b, a, exp = aligned(y, x, context)
        return a, b, exp
    exp = y._exp
    if a == "0":
        return a, b, exp
    if b == "0":
        exp = max(exp, x._exp + len(a) - context._prec - 1)
        exp = min(exp, x._exp)
    else:
        least = x._exp + min(-1, len(a) - context._prec - 2)
        if len(b) + exp - 1 < least:
            b = "1"
            exp = least
    return a + "0" * (x._exp - exp), b, exp


def multiply(x, y, context):
    sign = x._sign ^ y._sign
    if x._kind or y._kind:
        found = not_a_number(x, y, context)
        if found is not None:
            return found
        if (not x._kind and x._digits == "0") or (not y._kind and y._digits == "0"):
            return invalid(context)
        return make_special(sign, INFINITE, "0")
    return finish(sign, digits_multiply(x._digits, y._digits), x._exp + y._exp, context)


def divide(x, y, context):
    sign = x._sign ^ y._sign
    if x._kind or y._kind:
        found = not_a_number(x, y, context)
        if found is not None:
            return found
        if x._kind:
            return invalid(context) if y._kind else make_special(sign, INFINITE, "0")
        signal(context, CLAMPED)
        return make(sign, "0", context._Emin - context._prec + 1)
    a = x._digits
    b = y._digits
    if b == "0":
        return divided_by_zero(a, sign, context)
    ideal = x._exp - y._exp
    if a == "0":
        return finish(sign, "0", ideal, context)
    shift = len(b) - len(a) + context._prec + 1
    exp = ideal - shift
    if shift >= 0:
        quotient, rest = digits_divmod(a + "0" * shift, b)
    else:
        quotient, rest = digits_divmod(a, b + "0" * -shift)
    if rest != "0":
        if quotient[-1] in "05":
            quotient = quotient[:-1] + ("1" if quotient[-1] == "0" else "6")
    elif exp < ideal:
        short = quotient.rstrip("0")
        cut = min(len(quotient) - len(short), ideal - exp)
        if cut:
            quotient = quotient[:-cut]
            exp += cut
    return finish(sign, quotient, exp, context)


def divided_by_zero(a, sign, context):
    if a == "0":
        return invalid(context, UNDEFINED)
    signal(context, DIVISION_BY_ZERO)
    return make_special(sign, INFINITE, "0")


def whole_and_rest(x, y, context):
    """(quotient digits, rest digits, exponent of the rest) of finite numbers, None if the quotient has too many digits; y is not 0."""
    exp = min(x._exp, y._exp)
    if x._digits == "0":
        return "0", "0", exp
    distance = x._exp + len(x._digits) - y._exp - len(y._digits)
    if distance > context._prec:
        return None
    if distance <= -2:
        return "0", rescaled(x, exp, ROUND_DOWN)[0], exp
    a = x._digits + "0" * (x._exp - exp)
    b = y._digits + "0" * (y._exp - exp)
    quotient, rest = digits_divmod(a, b)
    if len(quotient) > context._prec:
        return None
    return quotient, rest, exp


def divide_whole(x, y, context):
    """`x // y`, rounded towards zero."""
    sign = x._sign ^ y._sign
    if x._kind or y._kind:
        found = not_a_number(x, y, context)
        if found is None and x._kind:
            found = invalid(context) if y._kind else make_special(sign, INFINITE, "0")
        return make(sign, "0", 0) if found is None else found
    if y._digits == "0":
        return divided_by_zero(x._digits, sign, context)
    parts = whole_and_rest(x, y, context)
    if parts is None:
        return invalid(context, IMPOSSIBLE)
    return finish(sign, parts[0], 0, context)


def divide_rest(x, y, context):
    """`x % y`, with the sign of x."""
    if x._kind or y._kind:
        found = not_a_number(x, y, context)
        if found is not None:
            return found
        return invalid(context) if x._kind else rounded(x, context)
    if y._digits == "0":
        return invalid(context, UNDEFINED if x._digits == "0" else INVALID)
    parts = whole_and_rest(x, y, context)
    if parts is None:
        return invalid(context, IMPOSSIBLE)
    return finish(x._sign, parts[1], parts[2], context)


def divide_both(x, y, context):
    """`divmod(x, y)`."""
    sign = x._sign ^ y._sign
    if x._kind or y._kind:
        found = not_a_number(x, y, context)
        if found is not None:
            return found, found
        if x._kind:
            if y._kind:
                nan = invalid(context)
                return nan, nan
            signal(context, INVALID)
            return make_special(sign, INFINITE, "0"), make_special(0, QUIET, "")
        return make(sign, "0", 0), rounded(x, context)
    if y._digits == "0":
        if x._digits == "0":
            nan = invalid(context, UNDEFINED)
            return nan, nan
        signal(context, DIVISION_BY_ZERO | INVALID)
        return make_special(sign, INFINITE, "0"), make_special(0, QUIET, "")
    parts = whole_and_rest(x, y, context)
    if parts is None:
        nan = invalid(context, IMPOSSIBLE)
        return nan, nan
    flags = context._flags
    traps = context._traps
    context._flags = context._traps = 0
    both = finish(sign, parts[0], 0, context), finish(x._sign, parts[1], parts[2], context)
    status = context._flags
    context._flags = flags
    context._traps = traps
    signal(context, status)
    return both


def order(x, y):
    """-1, 0 or 1 for numbers that are no NaN."""
    if x._kind or y._kind:
        a = (1 - 2 * x._sign) if x._kind else 0
        b = (1 - 2 * y._sign) if y._kind else 0
        return (a > b) - (a < b)
    if x._digits == "0" or y._digits == "0":
        a = 0 if x._digits == "0" else 1 - 2 * x._sign
        b = 0 if y._digits == "0" else 1 - 2 * y._sign
        return (a > b) - (a < b)
    if x._sign != y._sign:
        return y._sign - x._sign
    above = -1 if x._sign else 1
    a = x._digits
    b = y._digits
    high = x._exp + len(a) - y._exp - len(b)
    if high:
        return above if high > 0 else -above
    if len(a) < len(b):
        a += "0" * (len(b) - len(a))
    else:
        b += "0" * (len(a) - len(b))
    return 0 if a == b else above if a > b else -above


def total_order(x, y):
    """The order in which no two representations are equal."""
    if x._sign != y._sign:
        return y._sign - x._sign
    above = -1 if x._sign else 1
    if x._kind >= QUIET or y._kind >= QUIET:
        a = 0 if x._kind < QUIET else 5 - x._kind  # a signaling NaN is below a quiet one
        b = 0 if y._kind < QUIET else 5 - y._kind
        if a != b:
            return above if a > b else -above
        if x._digits == y._digits:
            return 0
        return -above if digits_less(x._digits, y._digits) else above
    found = order(x, y)
    if found or x._exp == y._exp:
        return found
    return above if x._exp > y._exp else -above


def comparable(x, other, ordering):
    """The operands of a comparison: (x, y, how to answer): None if the types do not go together, False if the answer is no."""
    y = operand(other)
    context = CURRENT[0]
    if y is None:
        if not ordering and hasattr(other, "1_imag") and other.imag == 0.0:
            other = other.real
        if isinstance(other, float):
            context._flags |= FLOAT_OPERATION
            if ordering and context._traps & FLOAT_OPERATION:
                signal(context, FLOAT_OPERATION)
            y = of_float(other)
        else:
            return compared_fraction(x, other, ordering)
    if x._kind >= QUIET or y._kind >= QUIET:
        if ordering or x._kind == SIGNALING or y._kind == SIGNALING:
            signal(context, INVALID)
        return False
    return x, y


def compared_fraction(x, other, ordering):
    """The operands of a comparison with a Fraction: x is multiplied by the denominator."""
    if not is_fraction(other):
        return None
    if x._kind >= QUIET:
        return comparable(x, 0, ordering)
    if not x._kind:
        x = make(x._sign, digits_multiply(x._digits, str(other.denominator)), x._exp)
    return x, of_int(other.numerator)


def is_fraction(value):
    return hasattr(value, "1_is_fraction")
