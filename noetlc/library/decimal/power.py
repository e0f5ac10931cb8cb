"""Powers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from noetlc.library.decimal.arithmetic import divide, multiply, order
    from noetlc.library.decimal.conditions import CLAMPED, INEXACT, ROUNDED, UNDERFLOW, signal
    from noetlc.library.decimal.constants import ROUND_DOWN, ROUND_HALF_EVEN
    from noetlc.library.decimal.current import CURRENT, copy_context
    from noetlc.library.decimal.exponential import power_of_reals
    from noetlc.library.decimal.number import Decimal
    from noetlc.library.decimal.rounding import INFINITE, finish, invalid, make, make_special, not_a_number, overflow
    from noetlc.library.decimal.text import int_of, operand


def power_operator(x, y, modulo):
    if modulo is None:
        from sys import _decimal_power

        made = _decimal_power(Decimal, x, y, CURRENT[0])
        if made is not None:
            return made
    x = operand(x)
    y = operand(y)
    if x is None or y is None:
        return NotImplemented
    if modulo is None:
        return power(x, y, CURRENT[0])
    modulo = operand(modulo)
    return NotImplemented if modulo is None else power_modulo(x, y, modulo, CURRENT[0])


def leave():
    from sys import _leave

    return _leave("power of a Decimal")


def power_modulo(x, y, modulo, context):
    return leave()


def is_whole(x):
    return x._exp >= 0 or x._digits == "0" or (len(x._digits) > -x._exp and not x._digits[x._exp :].strip("0"))


def is_odd(x):
    """Whether a whole number is odd."""
    return x._exp <= 0 and len(x._digits) > -x._exp and x._digits[x._exp - 1] in "13579"


def power(x, y, context):
    found = not_a_number(x, y, context)
    if found is not None:
        return found
    whole = y._kind or is_whole(y)
    sign = 1 if x._sign and not y._kind and whole and is_odd(y) else 0
    y_zero = not y._kind and y._digits == "0"
    if not x._kind and x._digits == "0":
        if y_zero:
            return invalid(context)
        return make_special(sign, INFINITE, "0") if y._sign else make(sign, "0", 0)
    if x._sign and (not whole or y._kind):
        return invalid(context)
    if y._kind:
        return power_of_infinite(x, y, context)
    if y_zero:
        return make(0, "1", 0)
    if x._kind:
        if y._sign:
            return make(sign, "0", 0)
        return make_special(sign, INFINITE, "0")
    if x._digits.rstrip("0") == "1" and x._exp + len(x._digits) == 1:
        return power_of_one(x, y, sign, whole, context)
    if not whole or y._exp + len(y._digits) > 18:
        return power_of_reals(x.copy_abs(), y, sign, context)
    return power_whole(x, y, sign, context)


def power_of_infinite(x, y, context):
    size = order(x.copy_abs(), make(0, "1", 0))
    if size == 0:
        signal(context, INEXACT | ROUNDED)
        return make(0, "1" + "0" * (context._prec - 1), 1 - context._prec)
    if (size > 0) == (y._sign == 0):
        return make_special(0, INFINITE, "0")
    return make(0, "0", 0)


def power_of_one(x, y, sign, whole, context):
    """A power of 1, whose zeros count."""
    most = context._prec - 1
    if not whole:
        return finish(sign, "1" + "0" * most, -most, context, INEXACT | ROUNDED)
    if y._sign:
        return make(sign, "1", 0)
    zeros = -x._exp
    if zeros and len(y._digits) + y._exp > 18:
        return leave()
    zeros = zeros * int_of(y, ROUND_DOWN) if zeros else 0
    if zeros > most:
        return finish(sign, "1" + "0" * most, -most, context, ROUNDED)
    return make(sign, "1" + "0" * zeros, -zeros)


def power_whole(x, y, sign, context):
    """By squaring, with more digits than the result has."""
    inside = copy_context(context)
    inside._prec += len(y._digits) + y._exp + 2
    inside._rounding = ROUND_HALF_EVEN
    inside._clamp = 0
    inside._flags = 0
    inside._traps = 0
    base = x.copy_abs()
    if y._sign:
        inside._prec += 1
        base = divide(make(0, "1", 0), base, inside)
    n = abs(int_of(y, ROUND_DOWN))
    result = base
    bit = 1
    while bit * 2 <= n:
        bit *= 2
    while bit > 1 and not result._kind and (result._digits != "0" or not inside._flags & CLAMPED):
        bit //= 2
        result = multiply(result, result, inside)
        if n & bit:
            result = multiply(result, base, inside)
    if result._kind:
        return overflow(sign, context, inside._flags)
    if inside._flags & UNDERFLOW and context._rounding[:10] != "ROUND_HALF" and context._rounding != ROUND_DOWN:
        return leave()  # CPython decides by bounds of its own whether the power is 0 or the smallest number
    return finish(sign, result._digits, result._exp, context, inside._flags)
