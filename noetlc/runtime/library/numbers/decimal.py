"""What decimal numbers meet most: finite numbers in a context whose limits are far and where nothing is trapped that happens.

Functions answer None where more is to be known; `library/decimal` goes on then. A finite number is a small one (`small.py`), or an
instance with `1_sign`, `1_digits` (without zeros in front) and `1_exp`, in this order; contexts are read by `contexts.py`.
"""

from __future__ import annotations

from noetlc.kernel.lang import i32, i64, implements, inline, load8, lt_u, store8, val
from noetlc.layout.objects import NONE, STR_BYTES, TRUE, Int, Str, Tuple
from noetlc.layout.tags import T_INT, T_STR
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
    is_near,
    mode_of,
    note_conditions,
    takes_small,
)
from noetlc.runtime.library.numbers.decimal_digits import (
    SMALL,
    order_at,
    put_difference,
    put_product,
    put_sum,
    put_zero_digits,
    round_at,
    rounded_inexactly,
    ten_to,
    value_at,
)
from noetlc.runtime.library.numbers.digit_texts import LIMB_ROOM, product_room, room_for
from noetlc.runtime.library.numbers.records import is_record, record_attributes, record_field, record_length
from noetlc.runtime.library.numbers.small import (
    TOO_LARGE,
    is_operand,
    operands_order,
    small_new,
    small_parts,
    small_product,
    small_quantized,
    small_sum,
)
from noetlc.runtime.numbers.text import put_uint
from noetlc.runtime.python import hooks
from noetlc.runtime.python.calls.builtin_call import has_named
from noetlc.runtime.python.calls.instances import instance_new
from noetlc.runtime.python.hooks import UNDECIDED
from noetlc.runtime.text.strings import str_from
from noetlc.runtime.values.blocks import copy_over
from noetlc.runtime.values.list import tuple_get
from noetlc.runtime.values.memory import from_bool, from_int, has_tag
from noetlc.runtime.values.small_number import is_small_number, small_coefficient, small_exponent, small_sign
from noetlc.runtime.values.state import STATE_DECIMAL, state_get

SIGN = 0
DIGITS = 1
EXP = 2
FIELDS = 3


def decimal_at(cls: val, sign: i32, p: i32, n: i32, exp: i32) -> val:
    """A number of n digits, without zeros in front."""
    if n <= SMALL and exp < FAR and exp > -FAR:
        return small_new(cls, sign, value_at(p, n), exp)
    return decimal_record(cls, val((sign << 1) | 1), str_from(p, n), from_int(i64(exp)))


def decimal_record(cls: val, sign: val, digits: val, exp: val) -> val:
    """A number that has its attributes from the start."""
    made: val = instance_new(cls)
    record_attributes(made, sign, digits, exp)
    return made


def is_finite(cls: val, v: val) -> i32:
    """Whether a value is a finite number with an exponent that is not far; it has its attributes then."""
    if is_small_number(v):
        small_parts(v)
        return 1
    return is_record(v, cls) and record_length(v) == FIELDS and is_near(record_field(v, EXP))


@inline
def sign_of(v: val) -> i32:
    return record_field(v, SIGN) >> 1


@inline
def exp_of(v: val) -> i32:
    return record_field(v, EXP) >> 1


@inline
def size_of(v: val) -> i32:
    """The number of digits."""
    return Str(record_field(v, DIGITS)).nbytes


@inline
def digits_of(v: val) -> i32:
    """The address of the digits."""
    return record_field(v, DIGITS) + STR_BYTES


@inline
def is_zero_number(v: val) -> i32:
    return load8(digits_of(v)) == 48


def number_operand(cls: val, v: val) -> val:
    """A finite number, also of an int; 0 for anything else."""
    if v & 1:
        v = decimal_of_int(cls, v)
    return v if is_finite(cls, v) else 0


def rounded_number(cls: val, sign: i32, p: i32, n: i32, exp: i32, context: val) -> val:
    """The number of digits at p, which may be changed, rounded to a context."""
    prec: i32 = context_prec(context)
    top: i32 = context_top(context)
    tiny: i32 = context_tiny(context)
    if load8(p) == 48:
        if exp < tiny or exp > top:
            return NONE
    elif n > prec:
        mode: i32 = mode_of(record_field(context, ROUNDING))
        exp += n - prec
        if mode < 0 or exp < tiny or exp >= top or context_part(context, TRAPS) & (INEXACT | ROUNDED):
            return NONE
        n = round_at(p, n, prec, sign, mode)
        if n > prec:
            n = prec
            exp += 1
        note_conditions(context, ROUNDED | INEXACT if rounded_inexactly else ROUNDED)
    elif exp + n - 1 < context_least(context) or exp > top:
        return NONE
    return decimal_at(cls, sign, p, n, exp)


# ---- making numbers


def decimal_of(cls: val, value: val) -> val:
    """A number of a text in plain ASCII whose exponent is not far, of an int of 64 bits or of a number."""
    if is_small_number(value):
        return value
    if value & 1 or has_tag(value, T_INT):
        return decimal_of_int(cls, value)
    if is_finite(cls, value):
        return value
    if not has_tag(value, T_STR) or Str(value).nbytes > FAR:
        return NONE
    p: i32 = value + STR_BYTES
    end: i32 = p + Str(value).nbytes
    sign: i32 = 0
    if p < end and (load8(p) == 45 or load8(p) == 43):
        sign = load8(p) == 45
        p += 1
    start: i32 = room_for(Str(value).nbytes)
    o: i32 = start
    point: i32 = 0  # the address after it
    given: i32 = 0
    fraction: i32 = 0  # digits behind the point
    exp: i32 = 0
    coefficient: i64 = i64(0)  # of up to 18 digits
    while p < end:
        c: i32 = load8(p)
        p += 1
        if c == 46 and point == 0:
            point = p
        elif lt_u(c - 48, 10):
            given = 1
            fraction += point != 0
            if c != 48 or o != start:
                coefficient = coefficient * 10 + i64(c - 48)
                store8(o, c)
                o += 1
        elif c == 101 or c == 69:
            exp = exponent_from(p, end)
            break
        else:
            return NONE
    if given == 0 or exp == FAR:
        return NONE
    if point:
        exp -= fraction
    if o - start <= SMALL and exp > -FAR:
        return small_new(cls, sign, coefficient, exp)
    if o == start:
        store8(o, 48)
        o += 1
    return decimal_at(cls, sign, start, o - start, exp)


@implements(hooks.small_made)
def small_made(cls: val, args: val, kwargs: val) -> val:
    if cls != state_get(STATE_DECIMAL) or Tuple(args).length != 1 or has_named(kwargs):
        return 0
    made: val = decimal_of(cls, tuple_get(args, 0))
    return made if made != NONE else 0


def exponent_from(p: i32, end: i32) -> i32:
    """The exponent in a text, FAR for what is none or has more than 5 digits."""
    negative: i32 = 0
    if p < end and (load8(p) == 45 or load8(p) == 43):
        negative = load8(p) == 45
        p += 1
    if p >= end or end - p > 5:
        return FAR
    exp: i32 = 0
    while p < end:
        if not lt_u(load8(p) - 48, 10):
            return FAR
        exp = exp * 10 + load8(p) - 48
        p += 1
    return -exp if negative else exp


def decimal_of_int(cls: val, v: val) -> val:
    x: i64 = i64(v >> 1) if v & 1 else Int(v).value
    sign: i32 = x < 0
    if x > -TOO_LARGE and x < TOO_LARGE:
        return small_new(cls, sign, -x if sign else x, 0)
    o: i32 = room_for(24)
    return decimal_at(cls, sign, o, put_uint(o, -x if sign else x) - o, 0)


# ---- operators


def decimal_sum(cls: val, a: val, b: val, context: val, less: val) -> val:
    """`a + b`, or `a - b` if `less` is True."""
    if is_operand(a) and is_operand(b):
        made: val = small_sum(cls, a, b, context, less == TRUE)
        if made != NONE:
            return made
    x: val = number_operand(cls, a)
    y: val = number_operand(cls, b)
    if x == 0 or y == 0 or not is_context(context):
        return NONE
    exp: i32 = exp_of(x) if exp_of(x) < exp_of(y) else exp_of(y)
    zx: i32 = exp_of(x) - exp
    zy: i32 = exp_of(y) - exp
    prec: i32 = context_prec(context) if context_prec(context) < FAR else FAR
    if zx + size_of(x) > prec + SMALL or zy + size_of(y) > prec + SMALL or ((is_zero_number(x) or is_zero_number(y)) and zx + zy > 0):
        return NONE
    other: i32 = 1 - sign_of(y) if less == TRUE else sign_of(y)
    o: i32 = room_for((zx + size_of(x) if zx + size_of(x) > zy + size_of(y) else zy + size_of(y)) + 16)
    sign: i32 = sign_of(x)
    if sign == other:
        n: i32 = put_sum(o, digits_of(x), size_of(x), zx, digits_of(y), size_of(y), zy)
        return rounded_number(cls, sign, o, n, exp, context)
    order: i32 = order_at(digits_of(x), size_of(x), zx, digits_of(y), size_of(y), zy)
    if order == 0:
        return NONE
    if order > 0:
        n = put_difference(o, digits_of(x), size_of(x), zx, digits_of(y), size_of(y), zy)
    else:
        n = put_difference(o, digits_of(y), size_of(y), zy, digits_of(x), size_of(x), zx)
        sign = other
    return rounded_number(cls, sign, o, n, exp, context)


def decimal_product(cls: val, a: val, b: val, context: val) -> val:
    """`a * b`"""
    if is_operand(a) and is_operand(b):
        made: val = small_product(cls, a, b, context)
        if made != NONE:
            return made
    x: val = number_operand(cls, a)
    y: val = number_operand(cls, b)
    if x == 0 or y == 0 or not is_context(context):
        return NONE
    n: i32 = size_of(x) + size_of(y)
    if n > FAR:
        return NONE
    o: i32 = room_for(n + LIMB_ROOM + product_room(n))
    room: i32 = o + n + LIMB_ROOM
    size: i32 = put_product(o, digits_of(x), size_of(x), digits_of(y), size_of(y), room)
    return rounded_number(cls, sign_of(x) ^ sign_of(y), o, size, exp_of(x) + exp_of(y), context)


def decimal_order(cls: val, a: val, b: val) -> val:
    """-1, 0 or 1 by the order of two numbers."""
    if is_operand(a) and is_operand(b):
        known: i32 = operands_order(a, b)
        if known != UNDECIDED:
            return from_int(i64(known))
    x: val = number_operand(cls, a)
    y: val = number_operand(cls, b)
    if x == 0 or y == 0:
        return NONE
    left: i32 = 0 if is_zero_number(x) else 1 - (sign_of(x) << 1)
    right: i32 = 0 if is_zero_number(y) else 1 - (sign_of(y) << 1)
    if left != right or left == 0:
        return from_int(i64((left > right) - (left < right)))
    exp: i32 = exp_of(x) if exp_of(x) < exp_of(y) else exp_of(y)
    found: i32 = order_at(digits_of(x), size_of(x), exp_of(x) - exp, digits_of(y), size_of(y), exp_of(y) - exp)
    return from_int(i64(found * left))


@implements(hooks.small_order)
def small_order(a: val, b: val) -> i32:
    cls: val = state_get(STATE_DECIMAL)
    found: val = decimal_order(cls, a, b) if cls != 0 else NONE
    return UNDECIDED if found == NONE else found >> 1


def decimal_compared(cls: val, a: val, b: val, op: val) -> val:
    """Whether `a < b` (op 0), `a <= b` (1), `a > b` (2), `a >= b` (3) or `a == b` (4)."""
    found: val = decimal_order(cls, a, b)
    if found == NONE:
        return NONE
    order: i32 = found >> 1
    which: i32 = op >> 1
    if which == 0:
        return from_bool(order < 0)
    if which == 1:
        return from_bool(order <= 0)
    if which == 2:
        return from_bool(order > 0)
    return from_bool(order >= 0) if which == 3 else from_bool(order == 0)


# ---- methods


def decimal_quantized(cls: val, x: val, unit: val, rounding: val, context: val) -> val:
    """A number with the exponent of another; `rounding` may be None, and the context, for the current one."""
    if context == NONE:
        context = current_context()
    if is_small_number(x) and is_small_number(unit):
        made: val = small_quantized(x, small_exponent(unit), rounding, context)
        if made != NONE:
            return made
    if not is_finite(cls, x) or not is_finite(cls, unit) or not is_context(context):
        return NONE
    mode: i32 = mode_of(record_field(context, ROUNDING) if rounding == NONE else rounding)
    exp: i32 = exp_of(unit)
    prec: i32 = context_prec(context)
    size: i32 = size_of(x) + exp_of(x) - exp
    if mode < 0 or exp < context_least(context) or exp > context_top(context) or size > prec or size > FAR:
        return NONE
    o: i32 = room_for(size_of(x) + (size if size > 0 else 0) + 16)
    copy_over(o, digits_of(x), size_of(x))
    n: i32 = size_of(x)
    if exp <= exp_of(x):
        if not is_zero_number(x):
            put_zero_digits(o + n, exp_of(x) - exp)
            n = size
    else:
        if context_part(context, TRAPS) & (INEXACT | ROUNDED):
            return NONE
        n = 1 if is_zero_number(x) else round_at(o, n, size, sign_of(x), mode)
        if n > prec:
            return NONE
        if not is_zero_number(x):
            note_conditions(context, ROUNDED | INEXACT if rounded_inexactly else ROUNDED)
    return decimal_at(cls, sign_of(x), o, n, exp)


def decimal_int(cls: val, x: val) -> val:
    """`int(x)`"""
    if not is_finite(cls, x) or size_of(x) + exp_of(x) > SMALL:
        return NONE
    n: i32 = size_of(x) if exp_of(x) >= 0 else size_of(x) + exp_of(x)
    if n <= 0:
        return from_int(i64(0))
    found: i64 = value_at(digits_of(x), n) * ten_to(exp_of(x) if not is_zero_number(x) else 0)
    return from_int(-found if sign_of(x) else found)


def decimal_text(cls: val, x: val) -> val:
    """`str(x)` of a number without an exponent in its text."""
    if is_small_number(x):
        o: i32 = room_for(64)
        n: i32 = put_uint(o + 64, small_coefficient(x)) - o - 64
        return plain_text(small_sign(x), o + 64, n, small_exponent(x), o)
    if not is_finite(cls, x):
        return NONE
    return plain_text(sign_of(x), digits_of(x), size_of(x), exp_of(x), room_for(size_of(x) + 16))


def plain_text(sign: i32, digits: i32, n: i32, exp: i32, start: i32) -> val:
    point: i32 = n + exp
    if exp > 0 or point <= -6:
        return NONE
    o: i32 = start
    if sign:
        store8(o, 45)
        o += 1
    if point <= 0:
        store8(o, 48)
        store8(o + 1, 46)
        o = put_zero_digits(o + 2, -point)
        point = 0
    copy_over(o, digits, n)
    if point > 0 and point < n:
        copy_over(o + point + 1, digits + point, n - point)
        store8(o + point, 46)
        o += 1
    return str_from(start, o + n - start)


def decimal_new(cls: val, sign: val, digits: val, exp: val) -> val:
    """A finite number of its parts."""
    n: i32 = Str(digits).nbytes
    if n > 0 and n <= SMALL and is_near(exp):
        return small_new(cls, sign >> 1, value_at(digits + STR_BYTES, n), exp >> 1)
    return decimal_record(cls, sign, digits, exp)


def decimal_finished(cls: val, sign: val, digits: val, exp: val, context: val) -> val:
    """A number of its parts, rounded to a context."""
    if not is_near(exp) or not is_context(context):
        return NONE
    o: i32 = room_for(Str(digits).nbytes)
    copy_over(o, digits + STR_BYTES, Str(digits).nbytes)
    return rounded_number(cls, sign >> 1, o, Str(digits).nbytes, exp >> 1, context)


def decimal_signed(cls: val, x: val, sign: val, context: val) -> val:
    """A number that is not 0 with a sign: its own (2), the other (3), 0 or 1."""
    if is_small_number(x) and small_coefficient(x) != 0 and takes_small(context, small_exponent(x)):
        turned: i32 = sign >> 1 if sign >> 1 < 2 else small_sign(x) ^ (sign >> 1 & 1)
        return small_new(cls, turned, small_coefficient(x), small_exponent(x))
    if not is_finite(cls, x) or is_zero_number(x):
        return NONE
    wanted: i32 = sign >> 1
    if wanted > 1:
        wanted = sign_of(x) ^ (wanted & 1)
    return decimal_finished(cls, val((wanted << 1) | 1), record_field(x, DIGITS), record_field(x, EXP), context)
