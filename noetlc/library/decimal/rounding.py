"""Rounding of digits, and of results to a context. A finite number is sign (0 or 1), digits and exponent."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from noetlc.library.decimal.conditions import CLAMPED, INEXACT, INVALID, OVERFLOW, ROUNDED, SUBNORMAL, UNDERFLOW, signal
    from noetlc.library.decimal.constants import (
        ROUND_05UP,
        ROUND_CEILING,
        ROUND_DOWN,
        ROUND_FLOOR,
        ROUND_HALF_DOWN,
        ROUND_HALF_EVEN,
        ROUND_HALF_UP,
        ROUND_UP,
    )
    from noetlc.library.decimal.digits import digits_add
    from noetlc.library.decimal.number import Decimal

INFINITE = 1
QUIET = 2
SIGNALING = 3


def make(sign, digits, exp):
    from sys import _decimal_new

    return _decimal_new(Decimal, sign, digits, exp)


def make_special(sign, kind, payload):
    """Infinity or NaN."""
    from sys import _decimal_record

    made = _decimal_record(Decimal, sign, payload, 0)
    made._kind = kind
    return made


def of_int(n):
    text = str(int(n))
    return make(1, text[1:], 0) if text[0] == "-" else make(0, text, 0)


def round_digits(digits, keep, sign, rounding):
    """The first `keep` digits, rounded by the others, and whether something other than zeros was cut off; one digit may be added."""
    if keep > 0:
        head = digits[:keep]
        tail = digits[keep:]
    else:
        head = "0"
        tail = digits if keep == 0 else "0" + digits
    rest = tail.rstrip("0")
    if not rest:
        return head, False
    if rounding == ROUND_HALF_EVEN:
        up = rest > "5" or (rest == "5" and head[-1] in "13579")
    elif rounding == ROUND_HALF_UP:
        up = rest >= "5"
    elif rounding == ROUND_DOWN:
        up = False
    elif rounding == ROUND_UP:
        up = True
    elif rounding == ROUND_CEILING:
        up = sign == 0
    elif rounding == ROUND_FLOOR:
        up = sign == 1
    elif rounding == ROUND_HALF_DOWN:
        up = rest > "5"
    else:
        up = head[-1] in "05"
    return (digits_add(head, "1") if up else head), True


def finish(sign, digits, exp, context, status=0):
    """The number rounded to a context, with the conditions that follow."""
    if not status:
        from sys import _decimal_finished

        made = _decimal_finished(Decimal, sign, digits, exp, context)
        if made is not None:
            return made
    prec = context._prec
    size = len(digits)
    top = context._Emax - prec + 1
    if size <= prec and context._Emin <= exp + size - 1 and exp <= top and digits != "0":
        if status:
            signal(context, status)
        return make(sign, digits, exp)
    tiny = context._Emin - prec + 1
    if digits == "0":
        limit = top if context._clamp else context._Emax
        if exp > limit or exp < tiny:
            exp = min(max(exp, tiny), limit)
            status |= CLAMPED
        if status:
            signal(context, status)
        return make(sign, digits, exp)
    least = exp + size - prec
    if least > top:
        return overflow(sign, context, status)
    subnormal = least < tiny
    if subnormal:
        least = tiny
        status |= SUBNORMAL
    if exp < least:
        digits, inexact = round_digits(digits, size - (least - exp), sign, context._rounding)
        exp = least
        status |= ROUNDED
        if len(digits) > prec:
            digits = digits[:-1]
            exp += 1
        if inexact:
            status |= INEXACT | (UNDERFLOW if subnormal else 0)
        if digits == "0":
            status |= CLAMPED
        if exp > top:
            return overflow(sign, context, status)
    elif context._clamp and exp > top:
        digits += "0" * (exp - top)
        exp = top
        status |= CLAMPED
    if status:
        signal(context, status)
    return make(sign, digits, exp)


def overflow(sign, context, status):
    rounding = context._rounding
    signal(context, status | OVERFLOW | INEXACT | ROUNDED)
    if rounding in (ROUND_DOWN, ROUND_05UP) or rounding == (ROUND_CEILING if sign else ROUND_FLOOR):
        return make(sign, "9" * context._prec, context._Emax - context._prec + 1)
    return make_special(sign, INFINITE, "0")


def invalid(context, status=INVALID):
    signal(context, status)
    return make_special(0, QUIET, "")


def quieted(x, context):
    """A NaN as result: it is not signaling, and has a payload that fits."""
    payload = x._digits
    most = context._prec - context._clamp
    if len(payload) > most:
        payload = payload[-most:].lstrip("0") if most else ""
    return make_special(x._sign, QUIET, payload)


def not_a_number(x, y, context):
    """The result if an operand is a NaN, else None."""
    if x._kind < QUIET and (y is None or y._kind < QUIET):
        return None
    for each in (x, y):
        if each is not None and each._kind == SIGNALING:
            signal(context, INVALID)
            return quieted(each, context)
    return quieted(x if x._kind == QUIET else y, context)


def rounded(x, context, keep_zero_sign=True):
    """`+x`, or just x rounded."""
    if x._kind:
        return not_a_number(x, None, context) or x
    if not keep_zero_sign and x._digits == "0":
        return finish(1 if x._sign and context._rounding == ROUND_FLOOR else 0, "0", x._exp, context)
    return finish(x._sign, x._digits, x._exp, context)


def negated(x, context):
    if x._kind >= QUIET:
        return not_a_number(x, None, context)
    return rounded(x.copy_negate(), context, False)


def absolute(x, context):
    return negated(x, context) if x._sign and x._kind < QUIET else rounded(x, context, False)


def rescaled(x, exp, rounding):
    """(digits, inexact) of a finite number with another exponent."""
    if x._digits == "0":
        return "0", False
    if x._exp >= exp:
        return x._digits + "0" * (x._exp - exp), False
    return round_digits(x._digits, len(x._digits) - (exp - x._exp), x._sign, rounding)
