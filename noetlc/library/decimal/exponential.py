"""`exp`, `ln`, `log10` and powers that are no whole ones, rounded as if exact.

Numbers between are in fixed point: digits of which the last `places` stand behind the point. What is cut off makes the last few of them
wrong, less than SLACK in all; where that could change how the result is rounded, it is computed again with more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from noetlc.library.decimal.arithmetic import multiply
    from noetlc.library.decimal.conditions import INEXACT, ROUNDED
    from noetlc.library.decimal.constants import ROUND_HALF_EVEN
    from noetlc.library.decimal.current import copy_context
    from noetlc.library.decimal.digits import digits_add, digits_divmod, digits_less, digits_multiply, digits_subtract
    from noetlc.library.decimal.rounding import INFINITE, finish, invalid, make, make_special, not_a_number, overflow

SLACK = 12  # digits
BEYOND = -4000000000000000000  # an exponent below every other


# ---- fixed point


def shifted(digits, exp):
    """digits * 10**exp, what is behind the point cut off."""
    if exp >= 0:
        return digits + "0" * exp if digits != "0" else digits
    return digits[:exp] or "0"


def times(a, b, places):
    return shifted(digits_multiply(a, b), -places)


def over(a, b, places):
    return digits_divmod(shifted(a, places), b)[0]


def sum_of(sign, a, other_sign, b):
    """Sign and size of the sum of two numbers with signs."""
    if sign == other_sign:
        return sign, digits_add(a, b)
    if digits_less(a, b):
        return other_sign, digits_subtract(b, a)
    return sign, digits_subtract(a, b)


def log_of_ten(places):
    """6 artanh 1/3 + 2 artanh 1/9, which is ln 8 + ln 1.25."""
    total = "0"
    for factor, base in (("6", "3"), ("2", "9")):
        term = digits_divmod(factor + "0" * places, base)[0]
        square = digits_multiply(base, base)
        n = 1
        while term != "0":
            total = digits_add(total, digits_divmod(term, str(n))[0])
            term = digits_divmod(term, square)[0]
            n += 2
    return total


def exponential(x, places):
    """e**x for 0 <= x < 3: a series for its 256th part, squared eight times."""
    part = digits_divmod(x, "256")[0]
    total = term = "1" + "0" * places
    n = 1
    while term != "0":
        term = digits_divmod(times(term, part, places), str(n))[0]
        total = digits_add(total, term)
        n += 1
    for _ in range(8):
        total = times(total, total, places)
    return total


def logarithm(x, places):
    """Sign and size of ln x for 0.3 < x < 3.2, by Newton's method in the variant of Halley: each step has three times the digits."""
    sign = 0
    found = "0"
    while True:
        grown = exponential(found, places)
        if sign:
            grown = over("1" + "0" * places, grown, places)
        below, gap = sum_of(0, x, 1, grown)
        step = over(digits_add(gap, gap), digits_add(x, grown), places)
        sign, found = sum_of(sign, found, below, step)
        if 3 * len(step) < 2 * places:
            return sign, found


# ---- of numbers


def natural_logarithm(x, places):
    """Sign and size of ln of a positive number."""
    exp = x._exp + len(x._digits)
    if (x._digits + "00")[:3] <= "316":
        exp -= 1
    sign, found = logarithm(shifted(x._digits, places + x._exp - exp), places)
    if exp == 0:
        return sign, found
    return sum_of(sign, found, 1 if exp < 0 else 0, digits_multiply(str(abs(exp)), log_of_ten(places)))


def decimal_logarithm(x, places):
    sign, found = natural_logarithm(x, places)
    return sign, over(found, log_of_ten(places), places)


def closeness(x):
    """How many zeros follow the point of |x - 1|: as many digits less than places has a logarithm of x."""
    if abs(x._exp + len(x._digits)) > 1:
        return 0
    scale = min(x._exp, 0)
    gap = sum_of(0, shifted(x._digits, x._exp - scale), 1, "1" + "0" * -scale)[1]
    return max(0, -scale - len(gap))


def is_sure(digits, keep):
    """Whether the digits behind the first `keep` say how these are rounded to the nearest, whatever the last ones are."""
    rest = digits[keep : len(digits) - SLACK]
    return len(rest) > 1 and rest.strip("0") != "5" and not (rest[0] == "4" and not rest[1:].strip("9"))


def half_even(sign, digits, exp, context):
    """The result: rounded to the nearest, however the context rounds."""
    rounding = context._rounding
    context._rounding = ROUND_HALF_EVEN
    try:
        return finish(sign, digits, exp, context, INEXACT | ROUNDED)
    finally:
        context._rounding = rounding


def logarithm_in(x, context, function):
    """`function` of a number, natural_logarithm or decimal_logarithm, in a context."""
    if x._kind == INFINITE and not x._sign:
        return make_special(0, INFINITE, "0")
    if x._kind:
        return not_a_number(x, None, context) or invalid(context)
    if x._digits == "0":
        return make_special(1, INFINITE, "0")
    if x._sign:
        return invalid(context)
    zeros = closeness(x) + len(str(x._exp))
    extra = 4
    while True:
        places = context._prec + zeros + SLACK + extra
        sign, digits = function(x, places)
        if is_sure(digits, context._prec):
            return half_even(sign, digits, -places, context)
        extra *= 2


def ln_in(x, context):
    if not x._kind and not x._sign and x._digits.rstrip("0") == "1" and x._exp + len(x._digits) == 1:
        return make(0, "0", 0)
    return logarithm_in(x, context, natural_logarithm)


def log10_in(x, context):
    if not x._kind and not x._sign and x._digits.rstrip("0") == "1":
        exp = x._exp + len(x._digits) - 1
        return finish(1 if exp < 0 else 0, str(abs(exp)), 0, context)
    return logarithm_in(x, context, decimal_logarithm)


def exp_in(x, context):
    if x._kind:
        if x._kind != INFINITE:
            return not_a_number(x, None, context)
        return make(0, "0", 0) if x._sign else make_special(0, INFINITE, "0")
    if x._digits == "0":
        return make(0, "1", 0)
    size = x._exp + len(x._digits)
    if size > 19:  # beyond every exponent
        if x._sign:
            return half_even(0, "1", BEYOND, context)
        return overflow(0, context, INEXACT | ROUNDED)
    extra = 4
    while True:
        places = context._prec + SLACK + extra
        digits, scale = exponential_of(x, places, places + max(size, 0) + 2)
        if is_sure(digits, context._prec):
            return half_even(0, digits, scale - places, context)
        extra *= 2


def exponential_of(x, places, inside):
    """e**x as a number in fixed point from 1 to 10 and a power of ten; `inside` are the places in which tens are taken out of x."""
    ten = log_of_ten(inside)
    tens, rest = digits_divmod(shifted(x._digits, inside + x._exp), ten)
    scale = int(tens)
    if x._sign:
        scale = -scale
        if rest != "0":
            rest = digits_subtract(ten, rest)
            scale -= 1
    return exponential(shifted(rest, places - inside), places), scale


def power_of_reals(x, y, sign, context):
    """x**y for a positive x, with the sign given, in the steps of CPython: 23 digits more, and so nearly always the exact ones."""
    inside = copy_context(context)
    inside._prec = max(context._prec, len(x._digits)) + 23
    inside._rounding = ROUND_HALF_EVEN
    inside._Emin = -999999999999999999
    inside._Emax = 999999999999999999
    inside._clamp = 0
    inside._traps = 0
    found = exp_in(multiply(ln_in(x, inside), y, inside), inside)
    if found._kind:
        return overflow(sign, context, INEXACT | ROUNDED)
    if found._digits == "0":
        return finish(sign, "1", BEYOND, context, INEXACT | ROUNDED)
    return finish(sign, found._digits, found._exp, context, INEXACT | ROUNDED)
