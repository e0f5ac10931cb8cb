"""Quotients and powers of the decimal numbers that `decimal.py` knows; None where more is to be known."""

from __future__ import annotations

from noetlc.kernel.lang import div_u, i32, i64, implements, load8, noinline, store8, store64, val
from noetlc.layout.objects import NONE, TRUE
from noetlc.runtime.library.numbers.contexts import (
    FAR,
    context_prec,
    current_context,
    is_context,
)
from noetlc.runtime.library.numbers.decimal import (
    DIGITS,
    decimal_finished,
    decimal_product,
    decimal_sum,
    digits_of,
    exp_of,
    is_zero_number,
    number_operand,
    rounded_number,
    sign_of,
    size_of,
)
from noetlc.runtime.library.numbers.decimal_digits import (
    SMALL,
    limb_count,
    put_quotient,
    put_zero_digits,
    ten_to,
    value_at,
)
from noetlc.runtime.library.numbers.digit_texts import LIMB_ROOM, product_of_digits, room_for
from noetlc.runtime.library.numbers.records import record_field
from noetlc.runtime.library.numbers.small import (
    is_operand,
    operand_coefficient,
    operand_exponent,
    operand_sign,
    small_operation,
    small_quotient,
    small_whole,
)
from noetlc.runtime.numbers.text import ZEROS, digits8, put_uint
from noetlc.runtime.python import hooks
from noetlc.runtime.python.hooks import MINUS, OVER, PLUS, REST, TIMES, WHOLE
from noetlc.runtime.values.blocks import copy_over
from noetlc.runtime.values.memory import from_bool
from noetlc.runtime.values.state import STATE_DECIMAL, state_get


@implements(hooks.small_operator)
def small_operator(op: i32, a: val, b: val) -> val:
    if is_operand(a) and is_operand(b):
        made: val = small_operation(op, a, b)
        if made != NONE:
            return made
    return number_operation(op, a, b)


@noinline
def number_operation(op: i32, a: val, b: val) -> val:
    """The same of numbers of any length."""
    made: val = NONE
    cls: val = state_get(STATE_DECIMAL)
    context: val = current_context()
    if cls == 0 or context == NONE:
        return 0
    if op == PLUS or op == MINUS:
        made = decimal_sum(cls, a, b, context, from_bool(op == MINUS))
    elif op == TIMES:
        made = decimal_product(cls, a, b, context)
    elif op == OVER:
        made = decimal_quotient(cls, a, b, context)
    elif op == WHOLE or op == REST:
        made = decimal_whole(cls, a, b, context, from_bool(op == REST))
    return made if made != NONE else 0


def decimal_quotient(cls: val, a: val, b: val, context: val) -> val:
    """`a / b`"""
    if is_operand(a) and is_operand(b):
        made: val = small_quotient(cls, a, b, context)
        if made == NONE:
            made = endless_quotient(cls, a, b, context)
        if made != NONE:
            return made
    x: val = number_operand(cls, a)
    y: val = number_operand(cls, b)
    if x == 0 or y == 0 or not is_context(context) or is_zero_number(x) or is_zero_number(y):
        return NONE
    shift: i32 = size_of(y) - size_of(x) + context_prec(context) + 1
    if shift < 0 or size_of(x) + size_of(y) + shift > FAR:
        return NONE
    ideal: i32 = exp_of(x) - exp_of(y)
    exp: i32 = ideal - shift
    size: i32 = size_of(x) + shift
    o: i32 = room_for((size << 1) + LIMB_ROOM + LIMB_ROOM + (limb_count(size + size_of(y)) + 4 << 5))
    shifted: i32 = o + size + LIMB_ROOM
    copy_over(shifted, digits_of(x), size_of(x))
    put_zero_digits(shifted + size_of(x), shift)
    n: i32 = put_quotient(o, shifted, size, digits_of(y), size_of(y), shifted + size + LIMB_ROOM)
    if n < 0:  # something is left over, which the last digit has to tell
        n = -n
        last: i32 = load8(o + n - 1)
        if last == 48 or last == 53:
            store8(o + n - 1, last + 1)
    else:
        while exp < ideal and n > 1 and load8(o + n - 1) == 48:
            n -= 1
            exp += 1
    return rounded_number(cls, sign_of(x) ^ sign_of(y), o, n, exp, context)


def endless_quotient(cls: val, a: val, b: val, context: val) -> val:
    """`a / b` of small numbers that has more digits than a context, by 9 of them at a time."""
    x: i64 = operand_coefficient(a)
    y: i64 = operand_coefficient(b)
    if x == 0 or y == 0 or y >= 10000000000 or not is_context(context):
        return NONE
    prec: i32 = context_prec(context)
    if prec > FAR:
        return NONE
    o: i32 = room_for(prec + 64)
    exp: i32 = operand_exponent(a) - operand_exponent(b)
    part: i64 = div_u(x, y)
    rest: i64 = x - part * y
    p: i32 = put_uint(o, part) if part != 0 else o
    while p - o <= prec and rest != 0:
        part = div_u(rest * 1000000000, y)  # of less than 10**19, which is a number without a sign
        rest = rest * 1000000000 - part * y
        exp -= 9
        if p == o:
            p = put_uint(o, part) if part != 0 else o
        else:
            first: i64 = div_u(part, 100000000)
            store8(p, i32(first) + 48)
            store64(p, digits8(part - first * 100000000) + ZEROS, 1)
            p += 9
    if rest == 0:
        return NONE
    last: i32 = load8(p - 1)
    if last == 48 or last == 53:  # something is left over, which the last digit has to tell
        store8(p - 1, last + 1)
    return rounded_number(cls, operand_sign(a) ^ operand_sign(b), o, p - o, exp, context)


def decimal_power(cls: val, a: val, b: val, context: val) -> val:
    """`a ** b` for a whole b above 0, where no digit is lost."""
    x: val = number_operand(cls, a)
    y: val = number_operand(cls, b)
    if x == 0 or y == 0 or not is_context(context) or is_zero_number(x) or is_zero_number(y) or sign_of(y) or exp_of(y) != 0:
        return NONE
    if size_of(y) > 4:
        return NONE
    n: i32 = i32(value_at(digits_of(y), size_of(y)))
    if n * size_of(x) > context_prec(context) or n * size_of(x) > FAR:
        return NONE
    digits: val = record_field(x, DIGITS)
    made: val = digits
    i: i32 = 1
    while i < n:
        made = product_of_digits(made, digits)
        i += 1
    exp: val = val((exp_of(x) * n << 1) | 1)
    return decimal_finished(cls, val((sign_of(x) & n) << 1 | 1), made, exp, context)


def decimal_whole(cls: val, a: val, b: val, context: val, rest: val) -> val:
    """`a // b`, or `a % b` if `rest` is True, of numbers that fit 64 bits with a common exponent."""
    if is_operand(a) and is_operand(b):
        made: val = small_whole(cls, a, b, context, rest == TRUE)
        if made != NONE:
            return made
    x: val = number_operand(cls, a)
    y: val = number_operand(cls, b)
    if x == 0 or y == 0 or not is_context(context) or is_zero_number(x) or is_zero_number(y):
        return NONE
    exp: i32 = exp_of(x) if exp_of(x) < exp_of(y) else exp_of(y)
    zx: i32 = exp_of(x) - exp
    zy: i32 = exp_of(y) - exp
    if zx + size_of(x) > SMALL or zy + size_of(y) > SMALL or context_prec(context) < SMALL:
        return NONE
    top: i64 = value_at(digits_of(x), size_of(x)) * ten_to(zx)
    below: i64 = value_at(digits_of(y), size_of(y)) * ten_to(zy)
    whole: i64 = div_u(top, below)
    o: i32 = room_for(24)
    if rest == TRUE:
        return rounded_number(cls, sign_of(x), o, put_uint(o, top - whole * below) - o, exp, context)
    return rounded_number(cls, sign_of(x) ^ sign_of(y), o, put_uint(o, whole) - o, 0, context)
