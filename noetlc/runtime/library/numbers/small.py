"""Small decimal numbers: up to 18 digits as one number of 64 bits, in an object of their own.

They are instances of `Decimal` without a dict of attributes, until something reads one: then they get those of other finite numbers.
Whatever does not fit, or is more than arithmetic (a trap, a precision below 18, an exponent near a limit), is answered with NONE.
"""

from __future__ import annotations

from noetlc.kernel.lang import clz, div_u, enable, i32, i64, implements, inline, noinline, rem_u, shr_u, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import NONE, Instance, SmallNumber
from noetlc.layout.tags import T_INSTANCE
from noetlc.runtime.library.numbers.contexts import (
    FAR,
    INEXACT,
    ROUNDED,
    ROUNDING,
    TRAPS,
    context_least,
    context_part,
    context_prec,
    context_tiny,
    context_top,
    current_context,
    is_context,
    mode_of,
    note_conditions,
    takes_small,
)
from noetlc.runtime.library.numbers.decimal_digits import FLOOR, SMALL, goes_up, ten_to
from noetlc.runtime.library.numbers.records import record_attributes, record_field
from noetlc.runtime.numbers.text import put_uint
from noetlc.runtime.python import hooks
from noetlc.runtime.python.hooks import MINUS, OVER, PLUS, REST, TIMES, UNDECIDED, WHOLE
from noetlc.runtime.text.strings import str_from
from noetlc.runtime.values.memory import new_object, reserve
from noetlc.runtime.values.small_number import (
    HALF,
    SMALL_NUMBER_BYTES,
    SMALL_NUMBER_REFS,
    is_small_number,
    small_coefficient,
    small_exponent,
    small_sign,
)

TOO_LARGE = 1000000000000000000  # the first number of 19 digits


def small_new(cls: val, sign: i32, coefficient: i64, exp: i32) -> val:
    enable(Feature.SMALL_NUMBERS)
    made: i32 = new_object(T_INSTANCE, SMALL_NUMBER_BYTES, SMALL_NUMBER_REFS)
    SmallNumber(made).serial = 0
    SmallNumber(made).cls = cls
    SmallNumber(made).attributes = 0
    SmallNumber(made).power = (exp << 2) | (sign << 1) | 1
    SmallNumber(made).halves = ((coefficient & HALF) << 1) | (shr_u(coefficient, 31) << 33) | 0x100000001
    return val(made)


@implements(hooks.small_parts)
def small_parts(v: val) -> None:
    if Instance(v).attributes == 0:
        o: i32 = reserve(256) + 128
        digits: val = str_from(o, put_uint(o, small_coefficient(v)) - o)
        record_attributes(v, val((small_sign(v) << 1) | 1), digits, val((small_exponent(v) << 1) | 1))


# ---- operands: small numbers and small ints


@inline
def is_operand(v: val) -> i32:
    return v & 1 or is_small_number(v)


@inline
def operand_sign(v: val) -> i32:
    return i32(v) < 0 if v & 1 else small_sign(v)


@inline
def operand_exponent(v: val) -> i32:
    return 0 if v & 1 else small_exponent(v)


def operand_coefficient(v: val) -> i64:
    if v & 1:
        x: i64 = i64(v >> 1)
        return -x if x < 0 else x
    return small_coefficient(v)


def scaled_up(coefficient: i64, zeros: i32) -> i64:
    """A coefficient with zeros after its digits; -1 if these are more than 18."""
    if coefficient == 0:
        return coefficient
    while zeros > 0:
        if coefficient >= 100000000000000000:
            return i64(-1)
        coefficient = coefficient * 10
        zeros -= 1
    return coefficient


def near_number(cls: val, sign: i32, coefficient: i64, exp: i32, context: val) -> val:
    """A number of up to 18 digits, rounded where a context has fewer."""
    return small_new(cls, sign, coefficient, exp) if takes_small(context, exp) else rounded_small(cls, sign, coefficient, exp, 0, context)


@noinline
def rounded_small(cls: val, sign: i32, coefficient: i64, exp: i32, left_over: i32, context: val) -> val:
    """A number rounded to a context of fewer than 18 digits. `left_over`: it has more digits than the context, and more behind them."""
    if not is_context(context) or context_prec(context) >= SMALL:
        return NONE
    end: i64 = ten_to(context_prec(context))
    if coefficient < end:
        return small_new(cls, sign, coefficient, exp) if exp >= context_least(context) and exp <= context_top(context) else NONE
    unit: i64 = i64(1)
    while div_u(coefficient, unit) >= end:
        unit = unit * 10
        exp += 1
    mode: i32 = mode_of(record_field(context, ROUNDING))
    if mode < 0 or exp < context_tiny(context) or exp >= context_top(context) or context_part(context, TRAPS) & (INEXACT | ROUNDED):
        return NONE
    kept: i64 = div_u(coefficient, unit)
    rest: i64 = coefficient - kept * unit
    half: i64 = shr_u(unit, 1)
    if rest != 0 or left_over:
        above: i32 = rest > half or (rest == half and left_over)
        kept = kept + i64(goes_up(above, rest == half and left_over == 0, i32(rem_u(kept, 10)), sign, mode))
        note_conditions(context, ROUNDED | INEXACT)
    else:
        note_conditions(context, ROUNDED)
    if kept == end:
        kept = div_u(kept, 10)
        exp += 1
    return small_new(cls, sign, kept, exp)


# ---- operators


def small_sum(cls: val, a: val, b: val, context: val, less: i32) -> val:
    """`a + b`, or `a - b`."""
    exp: i32 = operand_exponent(a)
    other: i32 = operand_exponent(b)
    x: i64 = operand_coefficient(a)
    y: i64 = operand_coefficient(b)
    if exp > other:
        x = scaled_up(x, exp - other)
        exp = other
    elif other > exp:
        y = scaled_up(y, other - exp)
    if x < 0 or y < 0:
        return NONE
    sign: i32 = operand_sign(a)
    turned: i32 = operand_sign(b) ^ less
    if sign == turned:
        x = x + y
    elif x == y:  # the sum is 0
        x = i64(0)
        sign = mode_of(record_field(context, ROUNDING)) == FLOOR if is_context(context) else 0
    elif x > y:
        x = x - y
    else:
        x = y - x
        sign = turned
    return near_number(cls, sign, x, exp, context) if x < TOO_LARGE else NONE


def small_product(cls: val, a: val, b: val, context: val) -> val:
    x: i64 = operand_coefficient(a)
    y: i64 = operand_coefficient(b)
    exp: i32 = operand_exponent(a) + operand_exponent(b)
    if clz(x) + clz(y) < 65 or x * y >= TOO_LARGE or exp >= FAR or exp <= -FAR:
        return NONE
    return near_number(cls, operand_sign(a) ^ operand_sign(b), x * y, exp, context)


def small_quotient(cls: val, a: val, b: val, context: val) -> val:
    """`a / b` where that has up to 18 digits, or the context fewer."""
    x: i64 = operand_coefficient(a)
    y: i64 = operand_coefficient(b)
    exp: i32 = operand_exponent(a) - operand_exponent(b)
    if y == 0:
        return NONE
    whole: i64 = div_u(x, y)
    rest: i64 = x - whole * y
    if not divides_at_last(x, y):
        if not is_context(context) or context_prec(context) >= SMALL or exp >= FAR or exp <= -FAR:
            return NONE
        end: i64 = ten_to(context_prec(context))
        while whole < end:
            rest = rest * 10
            digit: i64 = div_u(rest, y)
            rest = rest - digit * y
            whole = whole * 10 + digit
            exp -= 1
        return rounded_small(cls, operand_sign(a) ^ operand_sign(b), whole, exp, 1, context)
    while rest != 0:
        if whole >= 100000000000000000:
            return NONE
        rest = rest * 10  # below 10**19, which is a number without a sign
        digit = div_u(rest, y)
        rest = rest - digit * y
        whole = whole * 10 + digit
        exp -= 1
    if exp >= FAR or exp <= -FAR:
        return NONE
    return near_number(cls, operand_sign(a) ^ operand_sign(b), whole, exp, context)


def divides_at_last(x: i64, y: i64) -> i32:
    """Whether the quotient has an end: what of y is neither 2 nor 5 divides x."""
    while y & 1 == 0:
        y = shr_u(y, 1)
    fifth: i64 = div_u(y, 5)
    while fifth * 5 == y:
        y = fifth
        fifth = div_u(y, 5)
    return y == 1 or rem_u(x, y) == 0


def small_whole(cls: val, a: val, b: val, context: val, rest: i32) -> val:
    """`a // b` or `a % b`."""
    exp: i32 = operand_exponent(a)
    other: i32 = operand_exponent(b)
    x: i64 = operand_coefficient(a)
    y: i64 = operand_coefficient(b)
    if x == 0 or y == 0:
        return NONE
    if exp > other:
        x = scaled_up(x, exp - other)
        exp = other
    elif other > exp:
        y = scaled_up(y, other - exp)
    if x < 0 or y < 0 or not takes_small(context, exp):
        return NONE
    if rest:
        return near_number(cls, operand_sign(a), rem_u(x, y), exp, context)
    return near_number(cls, operand_sign(a) ^ operand_sign(b), div_u(x, y), 0, context)


@inline
def small_operation(op: i32, a: val, b: val) -> val:
    """`a op b` of two operands."""
    cls: val = Instance(b if a & 1 else a).cls
    context: val = current_context()
    if op == PLUS or op == MINUS:
        return small_sum(cls, a, b, context, op)
    if op == TIMES:
        return small_product(cls, a, b, context)
    if op == OVER:
        return small_quotient(cls, a, b, context)
    return small_whole(cls, a, b, context, op == REST) if op == WHOLE or op == REST else NONE


def operands_order(a: val, b: val) -> i32:
    """-1, 0 or 1 by the order of two operands, UNDECIDED if they are too far apart."""
    x: i64 = operand_coefficient(a)
    y: i64 = operand_coefficient(b)
    exp: i32 = operand_exponent(a)
    other: i32 = operand_exponent(b)
    if exp > other:
        x = scaled_up(x, exp - other)
    elif other > exp:
        y = scaled_up(y, other - exp)
    if x < 0 or y < 0:
        return UNDECIDED
    if operand_sign(a):
        x = -x
    if operand_sign(b):
        y = -y
    return (x > y) - (x < y)


# ---- methods


def small_quantized(v: val, exp: i32, rounding: val, context: val) -> val:
    """A small number with another exponent; `rounding` may be None."""
    coefficient: i64 = small_coefficient(v)
    given: i32 = small_exponent(v)
    if not takes_small(context, exp):
        return NONE
    mode: i32 = mode_of(record_field(context, ROUNDING) if rounding == NONE else rounding)
    if mode < 0 or exp > given + SMALL:
        return NONE
    if exp <= given or coefficient == 0:
        coefficient = scaled_up(coefficient, given - exp)
        return small_new(Instance(v).cls, small_sign(v), coefficient, exp) if coefficient >= 0 else NONE
    if context_part(context, TRAPS) & (INEXACT | ROUNDED):
        return NONE
    unit: i64 = ten_to(exp - given)
    kept: i64 = div_u(coefficient, unit)
    rest: i64 = coefficient - kept * unit
    if rest != 0:
        half: i64 = shr_u(unit, 1)
        kept = kept + i64(goes_up(rest > half, rest == half, i32(rem_u(kept, 10)), small_sign(v), mode))
    note_conditions(context, ROUNDED | INEXACT if rest != 0 else ROUNDED)
    return small_new(Instance(v).cls, small_sign(v), kept, exp)
