"""What the methods of numbers do."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from noetlc.library.decimal.arithmetic import add, multiply, order, total_order, whole_and_rest
    from noetlc.library.decimal.conditions import DIVISION_BY_ZERO, IMPOSSIBLE, INEXACT, INVALID, ROUNDED, SUBNORMAL, UNDEFINED, signal
    from noetlc.library.decimal.constants import ROUND_DOWN, ROUND_HALF_EVEN, checked_rounding
    from noetlc.library.decimal.current import CURRENT
    from noetlc.library.decimal.digits import digits_add, digits_less, digits_multiply, digits_root, digits_subtract, limbs_of
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
    from noetlc.library.decimal.text import decimal_of, int_of


def of_subclass(cls, made):
    """The same number as instance of a class of the body."""
    other = object.__new__(cls)
    other._sign = made._sign
    other._digits = made._digits
    other._exp = made._exp
    other._kind = made._kind
    return other


def within(value, context):
    """The number of a value, its conditions noted in a context."""
    outside = CURRENT[0]
    CURRENT[0] = context
    try:
        return decimal_of(value)
    finally:
        CURRENT[0] = outside


def with_sign(x, sign):
    return make_special(sign, x._kind, x._digits) if x._kind else make(sign, x._digits, x._exp)


def subtract(x, y, context):
    if x._kind or y._kind:
        return add(x, y if y._kind >= QUIET else y.copy_negate(), context)
    return add(x, make(1 - y._sign, y._digits, y._exp), context)


def hash_of(x):
    """As hashes of equal ints and floats: the number modulo 2**61 - 1."""
    if x._kind == SIGNALING:
        raise TypeError("Cannot hash a signaling NaN value")
    if x._kind == QUIET:
        return object.__hash__(x)
    if x._kind:
        return -314159 if x._sign else 314159
    modulus = 2305843009213693951
    found = 0
    for limb in reversed(limbs_of(x._digits, 18)):
        found = (found * 1000000000000000000 + limb) % modulus
    found = found * pow(10, x._exp, modulus) % modulus
    if x._sign:
        found = -found
    return -2 if found == -1 else found


TUPLES = []  # the class of what as_tuple returns, once it is made


def parts_of(x):
    if not TUPLES:
        from collections import namedtuple

        TUPLES.append(namedtuple("DecimalTuple", "sign digits exponent"))
    exp = x._exp if not x._kind else "F" if x._kind == INFINITE else "n" if x._kind == QUIET else "N"
    return TUPLES[0](x._sign, tuple([int(c) for c in x._digits]), exp)


def ratio_of(x):
    if x._kind:
        if x._kind == INFINITE:
            raise OverflowError("cannot convert Infinity to integer ratio")
        raise ValueError("cannot convert NaN to integer ratio")
    x = make(x._sign, x._digits.rstrip("0") or "0", x._exp + len(x._digits) - len(x._digits.rstrip("0")))
    if x._digits == "0":
        return 0, 1
    numerator = int_of(make(0, x._digits, max(x._exp, 0)), ROUND_DOWN)
    denominator = 10 ** max(-x._exp, 0)
    for factor in (2, 5):
        while denominator % factor == 0 and numerator % factor == 0:
            denominator //= factor
            numerator //= factor
    return (-numerator if x._sign else numerator), denominator


def quantized(x, exp, rounding, context):
    if x._kind or exp._kind:
        found = not_a_number(x, exp, context)
        if found is not None:
            return found
        return with_sign(x, x._sign) if x._kind and exp._kind else invalid(context)
    wanted = exp._exp
    tiny = context._Emin - context._prec + 1
    if wanted > context._Emax or wanted < tiny:
        return invalid(context)
    if x._digits == "0":
        return finish(x._sign, "0", wanted, context)
    size = x._exp + len(x._digits) - wanted
    if size > context._prec or x._exp + len(x._digits) - 1 > context._Emax:
        return invalid(context)
    digits, inexact = rescaled(x, wanted, rounding)
    if len(digits) > context._prec or wanted + len(digits) - 1 > context._Emax:
        return invalid(context)
    status = 0
    if digits != "0" and wanted + len(digits) - 1 < context._Emin:
        status |= SUBNORMAL
    if wanted > x._exp:
        status |= ROUNDED
        if inexact:
            status |= INEXACT
    return finish(x._sign, digits, wanted, context, status)


def normalized(x, context):
    x = rounded(x, context)
    if x._kind:
        return x
    if x._digits == "0":
        return make(x._sign, "0", 0)
    digits = x._digits.rstrip("0")
    top = context._Emax - context._prec + 1 if context._clamp else context._Emax
    cut = min(len(x._digits) - len(digits), max(top - x._exp, 0))
    return make(x._sign, x._digits[: len(x._digits) - cut], x._exp + cut)


def integral(x, rounding, context, exact_signals):
    rounding = context._rounding if rounding is None else checked_rounding(rounding)
    if x._kind:
        return not_a_number(x, None, context) or with_sign(x, x._sign)
    if x._exp >= 0:
        return make(x._sign, x._digits, x._exp)
    digits, inexact = rescaled(x, 0, rounding)
    if exact_signals and x._digits != "0":
        signal(context, ROUNDED | INEXACT if inexact else ROUNDED)
    return make(x._sign, digits, 0)


def chosen(x, y, wanted, by_size, context):
    """The greater (`wanted` is 1) or the lesser (-1) of two numbers; a number is preferred to a quiet NaN."""
    if x._kind == QUIET and y._kind < QUIET:
        return rounded(y, context)
    if y._kind == QUIET and x._kind < QUIET:
        return rounded(x, context)
    found = not_a_number(x, y, context)
    if found is not None:
        return found
    if by_size:
        found = order(x.copy_abs(), y.copy_abs())
        if not found:
            found = total_order(x, y)
    else:
        found = order(x, y) or total_order(x, y)
    return rounded(x if found == wanted else y, context)


def scaled(x, y, context):
    found = not_a_number(x, y, context)
    if found is not None:
        return found
    most = 2 * (context._Emax + context._prec)
    if y._kind or y._exp != 0:
        return invalid(context)
    exponent = int_of(y, ROUND_DOWN) if len(y._digits) < 18 else 1000000000000000000
    if not -most <= exponent <= most:
        return invalid(context)
    return with_sign(x, x._sign) if x._kind else finish(x._sign, x._digits, x._exp + exponent, context)


def adjusted_decimal(x, context):
    found = not_a_number(x, None, context)
    if found is not None:
        return found
    if x._kind:
        return make_special(0, INFINITE, "0")
    if x._digits == "0":
        signal(context, DIVISION_BY_ZERO)
        return make_special(1, INFINITE, "0")
    return rounded(of_int(x._exp + len(x._digits) - 1), context)


def multiplied_added(x, y, z, context):
    """x * y + z, rounded once."""
    if x._kind or y._kind:
        product = multiply(x, y, context) if SIGNALING not in (x._kind, y._kind) or z._kind == SIGNALING else not_a_number(x, y, context)
    else:
        product = make(x._sign ^ y._sign, digits_multiply(x._digits, y._digits), x._exp + y._exp)
    return add(product, z, context)


def nearest_rest(x, y, context):
    """x minus y times the nearest whole quotient."""
    found = not_a_number(x, y, context)
    if found is not None:
        return found
    if x._kind:
        return invalid(context)
    if y._kind:
        return rounded(x, context)
    if y._digits == "0":
        return invalid(context, UNDEFINED if x._digits == "0" else INVALID)
    parts = whole_and_rest(x, y, context)
    if parts is None:
        return invalid(context, IMPOSSIBLE)
    quotient, rest, exp = parts
    divisor = rescaled(y, exp, ROUND_DOWN)[0] if y._exp >= exp else y._digits
    twice = digits_add(rest, rest)
    sign = x._sign
    if digits_less(divisor, twice) or (divisor == twice and quotient[-1] in "13579"):
        rest = digits_subtract(divisor, rest)
        quotient = digits_add(quotient, "1")
        sign = 1 - sign
        if len(quotient) > context._prec:
            return invalid(context, IMPOSSIBLE)
    return finish(sign if rest != "0" else x._sign, rest, exp, context)


def square_root(x, context):
    found = not_a_number(x, None, context)
    if found is not None:
        return found
    if x._kind:
        return invalid(context) if x._sign else make_special(0, INFINITE, "0")
    ideal = x._exp // 2
    if x._digits == "0":
        return finish(x._sign, "0", ideal, context)
    if x._sign:
        return invalid(context)
    digits = x._digits + ("0" if x._exp % 2 else "")
    pairs = max(context._prec + 1 - (len(digits) + 1) // 2, 0)
    root, exact_root = digits_root(digits + "00" * pairs)
    exp = ideal - pairs
    if exact_root:
        cut = min(len(root) - len(root.rstrip("0")), pairs)
        if cut:
            root = root[:-cut]
            exp += cut
    else:
        root += "1"
        exp -= 1
    outside = context._rounding
    context._rounding = ROUND_HALF_EVEN
    try:
        return finish(0, root, exp, context)
    finally:
        context._rounding = outside
