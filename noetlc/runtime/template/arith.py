"""Operators of the template language (language.md 6.5): arithmetic on numbers, joining and repeating of strings and lists.

Every function returns 0 with a template error pending for operands it does not take, for a division by zero and for a float
result that is not finite. Ints have any size.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import div_s, f64, fabs, floor, i32, i64, lit, live, noinline, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import Float, Str
from noetlc.layout.tags import T_BOOL, T_FLOAT, T_INT, T_LIST, T_STR, T_WIDE
from noetlc.runtime.python.numbers.float import (
    float_divide,
    float_rest,
)
from noetlc.runtime.python.numbers.int import int_truediv_wide
from noetlc.runtime.python.numbers.ints import (
    beyond,
    int_below,
    ints_abs,
    ints_add,
    ints_bit_length,
    ints_floordiv,
    ints_mod,
    ints_mul,
    ints_neg,
    ints_order,
    ints_pow,
    ints_sub,
    is_wide,
    wide_ratio,
)  # fmt: skip
from noetlc.runtime.python.numbers.number import int_of
from noetlc.runtime.template.print import t_put
from noetlc.runtime.template.value import t_float64, t_int64, t_is_number, t_raise
from noetlc.runtime.text.strings import buf_end, str_concat
from noetlc.runtime.values import memory
from noetlc.runtime.values.buffer import buf_begin, buf_str
from noetlc.runtime.values.list import list_concat, list_get, list_len, list_new, list_push
from noetlc.runtime.values.memory import from_float, from_int, tag_of

if TYPE_CHECKING:
    from noetlc.runtime.python.numbers.power import float_pow

INTS = 0
FLOATS = 1
OTHERS = 2

MAX_BITS = 1000000  # size of an int result that is still computed
EXACT = 9007199254740992.0  # ints below are exact as floats
INF = float("inf")

raised = memory.raised  # mutable globals are shared by name across the runtime


def t_pair(a: val, b: val) -> i32:
    """INTS for two ints or bools, FLOATS for numbers of which one is a float, OTHERS."""
    tag: i32 = tag_of(a)
    other: i32 = tag_of(b)
    if not t_is_number(tag) or not t_is_number(other):
        return OTHERS
    return FLOATS if tag == T_FLOAT or other == T_FLOAT else INTS


@noinline
def t_bad_operands() -> val:
    return t_raise(lit("unsupported operand types"))


@noinline
def t_zero_division() -> val:
    return t_raise(lit("division by zero"))


def t_float(x: f64) -> val:
    """A float result; 0 if it is not finite."""
    return from_float(x) if fabs(x) < INF else t_not_finite()


@noinline
def t_not_finite() -> val:
    return t_raise(lit("the result is not a finite number"))


def t_add(a: val, b: val) -> val:
    if a & b & 1:
        return from_int(i64(a >> 1) + i64(b >> 1))
    kind: i32 = t_pair(a, b)
    if kind == INTS:
        return ints_add(a, b)
    if kind == FLOATS:
        return t_float(t_float64(a) + t_float64(b))
    tag: i32 = tag_of(a)
    if tag == tag_of(b):
        if tag == T_STR:
            return str_concat(a, b)
        if tag == T_LIST:
            return list_concat(a, b)
    return t_bad_operands()


def t_sub(a: val, b: val) -> val:
    kind: i32 = t_pair(a, b)
    if kind == INTS:
        return ints_sub(a, b)
    if kind == FLOATS:
        return t_float(t_float64(a) - t_float64(b))
    return t_bad_operands()


def t_mul(a: val, b: val) -> val:
    kind: i32 = t_pair(a, b)
    if kind == INTS:
        return ints_mul(a, b)
    if kind == FLOATS:
        return t_float(t_float64(a) * t_float64(b))
    tag: i32 = tag_of(a)
    if tag == T_STR or tag == T_LIST:
        return t_repeat(a, b)
    tag = tag_of(b)
    if tag == T_STR or tag == T_LIST:
        return t_repeat(b, a)
    return t_bad_operands()


def t_repeat(v: val, count: val) -> val:
    """A string or list repeated; a negative count gives the empty value."""
    if tag_of(count) != T_INT:
        return t_bad_operands()
    text: i32 = tag_of(v) == T_STR
    n: i64 = t_int64(count)
    size: i64 = i64(Str(v).nbytes if text else list_len(v))
    if n > 1 and size > 0 and n > div_s(i64(64 << 20), size):
        return t_raise(lit("the repeated value is too large"))
    times: i32 = i32(n) if size > 0 and n > 0 else 0
    if text:
        mark: i32 = buf_begin()
        while times > 0:
            buf_str(v)
            times -= 1
        return buf_end(mark)
    out: val = list_new(times * i32(size))
    while times > 0:
        i: i32 = 0
        while i < i32(size):
            list_push(out, list_get(v, i))
            i += 1
        times -= 1
    return out


def t_div(a: val, b: val) -> val:
    kind: i32 = t_pair(a, b)
    if kind == OTHERS:
        return t_bad_operands()
    x: f64 = t_float64(a)
    y: f64 = t_float64(b)
    if y == 0.0:
        return t_zero_division()
    if kind == INTS and (fabs(x) >= EXACT or fabs(y) >= EXACT):
        if live(Feature.BIGINT) or beyond(a, b):
            return t_float(wide_ratio(a, b))
        return t_float(int_truediv_wide(t_int64(a), t_int64(b)))
    return t_float(x / y) if fabs(y) < INF else t_not_finite()


def t_floordiv(a: val, b: val) -> val:
    """`//`: rounds down."""
    kind: i32 = t_pair(a, b)
    if kind == OTHERS:
        return t_bad_operands()
    if t_float64(b) == 0.0:
        return t_zero_division()
    if kind == INTS:
        return ints_floordiv(a, b)
    if fabs(t_float64(b)) == INF:
        return t_not_finite()
    return t_float(float_divide(t_float64(a), t_float64(b)))


def t_mod(a: val, b: val) -> val:
    """`%`: the sign of the divisor."""
    kind: i32 = t_pair(a, b)
    if kind == OTHERS:
        return t_bad_operands()
    if t_float64(b) == 0.0:
        return t_zero_division()
    if kind == INTS:
        return ints_mod(a, b)
    if fabs(t_float64(b)) == INF:
        return t_not_finite()
    float_divide(t_float64(a), t_float64(b))
    return t_float(float_rest)


def t_pow(a: val, b: val) -> val:
    """`**`: an int for ints with an exponent of at least 0, else a float."""
    kind: i32 = t_pair(a, b)
    if kind == OTHERS:
        return t_bad_operands()
    if kind == INTS and not int_below(b):
        return t_int_pow(a, b)
    x: f64 = t_float64(a)
    y: f64 = t_float64(b)
    if fabs(x) == INF or fabs(y) == INF:
        return t_not_finite()
    if x == 0.0 and y < 0.0:
        return t_zero_division()
    if x < 0.0 and floor(y) != y:
        return t_raise(lit("a negative base with a fractional exponent has no result"))
    power: f64 = float_pow(x, y)
    return t_float(power) if raised == 0 else t_not_finite()


@noinline
def t_int_pow(a: val, b: val) -> val:
    """`a ** b` for b >= 0, unless the result is far beyond what data may be."""
    size: i64 = ints_bit_length(a)
    if (is_wide(b) or int_of(b) > MAX_BITS or size * int_of(b) > MAX_BITS) and ints_order(ints_abs(a), 3) > 0:  # 3 is the value 1
        return t_raise(lit("integer result is too large"))
    return ints_pow(a, b)


def t_neg(a: val) -> val:
    """Unary minus, for ints and floats only."""
    tag: i32 = tag_of(a)
    if tag == T_FLOAT:
        return from_float(-Float(a).value)
    if tag == T_INT or (live(T_WIDE) and tag == T_WIDE):
        return ints_neg(a)
    return t_raise(lit("unary - needs a number"))


def t_pos(a: val) -> val:
    """Unary plus, for ints and floats only."""
    tag: i32 = tag_of(a)
    if t_is_number(tag) and tag != T_BOOL:
        return a
    return t_raise(lit("unary + needs a number"))


def t_concat(a: val, b: val) -> val:
    """`~`: the texts of both sides joined."""
    mark: i32 = buf_begin()
    t_put(a)
    t_put(b)
    return buf_end(mark)
