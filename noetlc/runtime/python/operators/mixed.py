"""Operators with one operand of any kind and one number or string of known kind.

They hold only where no value has operators of its own: neither instances of a body's classes nor library types.
"""

from __future__ import annotations

from noetlc.kernel.lang import f64, i32, i64, lit, live, load64, noinline, val
from noetlc.layout.objects import STR_BYTES, Float, Str
from noetlc.layout.tags import T_BYTEARRAY, T_BYTES, T_FLOAT, T_LIST, T_STR, T_TUPLE, T_WIDE
from noetlc.runtime.python.classes.special_operators import set_augmented
from noetlc.runtime.python.exceptions.errors import raise_no_order, raise_type, raise_zero_division
from noetlc.runtime.python.numbers.float import int_float_order
from noetlc.runtime.python.numbers.ints import ints_add, ints_sub, wide_float_eq, wide_order
from noetlc.runtime.python.numbers.number import NUM_FLOAT, NUM_INT, float_of, int_of, num_kind
from noetlc.runtime.python.objects.compare import holds
from noetlc.runtime.python.operators.operators import raise_operands
from noetlc.runtime.python.protocol import GE, GT, LE, LT
from noetlc.runtime.text.growing import str_grown
from noetlc.runtime.text.strings import str_concat, str_eq
from noetlc.runtime.values.memory import from_float, from_int, has_tag, raised, tag_of

PLUS = 0
MINUS = 1
TIMES = 2
OVER = 3


@noinline
def raise_mixed(a: val, other: val, op: i32, swapped: i32) -> val:
    """The TypeError of `a op other`, of `other op a` if swapped; `a` is no number."""
    tag: i32 = tag_of(a)
    if op == PLUS:
        if swapped == 0:
            if tag == T_STR:
                return raise_type(lit('can only concatenate str (not "$") to str'), other)
            if tag == T_LIST:
                return raise_type(lit('can only concatenate list (not "$") to list'), other)
            if live(T_TUPLE) and tag == T_TUPLE:
                return raise_type(lit('can only concatenate tuple (not "$") to tuple'), other)
            if live(T_BYTES) and tag == T_BYTES:
                return raise_type(lit("can't concat $ to bytes"), other)
            if live(T_BYTEARRAY) and tag == T_BYTEARRAY:
                return raise_type(lit("can't concat $ to bytearray"), other)
    elif op == TIMES:
        if live(T_BYTEARRAY) and tag == T_BYTEARRAY:
            tag = T_BYTES
        if tag == T_STR or tag == T_LIST or (live(T_TUPLE) and tag == T_TUPLE) or (live(T_BYTES) and tag == T_BYTES):
            return raise_type(lit("can't multiply sequence by non-int of type '$'"), other)
    name: val = lit("+") if op == PLUS else (lit("-") if op == MINUS else (lit("*") if op == TIMES else lit("/")))
    return raise_operands(name, other, a) if swapped else raise_operands(name, a, other)


def float_operand(a: val, x: f64, op: i32, swapped: i32) -> f64:
    """The number `a` as a float; the TypeError of the operation with the float x otherwise."""
    if has_tag(a, T_FLOAT):
        return Float(a).value
    return rare_operand(a, x, op, swapped)


@noinline
def rare_operand(a: val, x: f64, op: i32, swapped: i32) -> f64:
    """The same of what is no float."""
    if num_kind(a) == 0:
        raise_mixed(a, from_float(x), op, swapped)
        return 0.0
    return float_of(a)


def add_float(a: val, x: f64) -> f64:
    return float_operand(a, x, PLUS, 0) + x


def float_add(x: f64, a: val) -> f64:
    return x + float_operand(a, x, PLUS, 1)


def sub_float(a: val, x: f64) -> f64:
    return float_operand(a, x, MINUS, 0) - x


def float_sub(x: f64, a: val) -> f64:
    return x - float_operand(a, x, MINUS, 1)


def mul_float(a: val, x: f64) -> f64:
    return float_operand(a, x, TIMES, 0) * x


def float_mul(x: f64, a: val) -> f64:
    return x * float_operand(a, x, TIMES, 1)


def div_float(a: val, x: f64) -> f64:
    """`a / x`."""
    y: f64 = float_operand(a, x, OVER, 0)
    if x == 0.0:
        return zero_division()
    return y / x


def float_over(x: f64, a: val) -> f64:
    """`x / a`."""
    y: f64 = float_operand(a, x, OVER, 1)
    if y == 0.0:
        return zero_division()
    return x / y


def float_iadd(x: f64, a: val) -> f64:
    """`x += a`; so are those below."""
    return x + float_in_place(a, x, PLUS)


def float_isub(x: f64, a: val) -> f64:
    return x - float_in_place(a, x, MINUS)


def float_imul(x: f64, a: val) -> f64:
    return x * float_in_place(a, x, TIMES)


def float_iover(x: f64, a: val) -> f64:
    y: f64 = float_in_place(a, x, OVER)
    if y == 0.0:
        return zero_division()
    return x / y


def float_in_place(a: val, x: f64, op: i32) -> f64:
    """The number `a` as a float; the TypeError of `x op= a` otherwise."""
    if has_tag(a, T_FLOAT):
        return Float(a).value
    return rare_in_place(a, x, op)


@noinline
def rare_in_place(a: val, x: f64, op: i32) -> f64:
    """The same of what is no float."""
    set_augmented(1)
    y: f64 = rare_operand(a, x, op, 1)
    set_augmented(0)
    return y


@noinline
def zero_division() -> f64:
    """ZeroDivisionError, unless something is pending already."""
    from_pending()
    return 0.0


def from_pending() -> None:
    if raised == 0:
        raise_zero_division(lit("float division by zero"))


def add_int(a: val, n: i64) -> val:
    """`a + n`."""
    if a & 1:
        return from_int(i64(a >> 1) + n)
    return add_int_other(a, n)


@noinline
def add_int_other(a: val, n: i64) -> val:
    """The same of what is no small int."""
    kind: i32 = num_kind(a)
    if kind == NUM_INT:
        return ints_add(a, from_int(n))
    if kind == NUM_FLOAT:
        return from_float(float_of(a) + f64(n))
    return raise_mixed(a, from_int(n), PLUS, 0)


def sub_int(a: val, n: i64) -> val:
    """`a - n`."""
    if a & 1:
        return from_int(i64(a >> 1) - n)
    return sub_int_other(a, n)


@noinline
def sub_int_other(a: val, n: i64) -> val:
    """The same of what is no small int."""
    kind: i32 = num_kind(a)
    if kind == NUM_INT:
        return ints_sub(a, from_int(n))
    if kind == NUM_FLOAT:
        return from_float(float_of(a) - f64(n))
    return raise_mixed(a, from_int(n), MINUS, 0)


def add_str(a: val, s: val) -> val:
    """`a + s` for a string s."""
    if has_tag(a, T_STR):
        return str_concat(a, s)
    num_kind(a)
    return raise_mixed(a, s, PLUS, 0)


def str_grown_by(s: val, a: val) -> val:
    """`s += a` for a string s to which only the variable refers."""
    if has_tag(a, T_STR):
        return str_grown(s, a)
    return raise_type(lit('can only concatenate str (not "$") to str'), a)


def str_add(s: val, a: val) -> val:
    """`s + a` for a string s."""
    if has_tag(a, T_STR):
        return str_concat(s, a)
    return raise_type(lit('can only concatenate str (not "$") to str'), a)


# ---- comparisons


@noinline
def raise_unordered(a: val, other: val, op: i32, swapped: i32) -> i32:
    """The TypeError of `a op other`, of `other op a` if swapped; -1."""
    if swapped:
        raise_no_order(other, a, op)
    else:
        raise_no_order(a, other, op)
    return -1


def mirrored(order: i32, swapped: i32) -> i32:
    """An order seen from the other side; 2 stays unordered."""
    return -order if swapped and order != 2 else order


@noinline
def compare_int_other(a: val, n: i64, op: i32, swapped: i32) -> i32:
    """`a op n`, `n op a` if swapped, as 0 or 1; -1 when raised. `a` is no small int."""
    order: i32 = 0
    if live(T_WIDE) and has_tag(a, T_WIDE):
        order = wide_order(a, from_int(n))
    else:
        kind: i32 = num_kind(a)
        if kind == NUM_INT:
            m: i64 = int_of(a)
            order = (m > n) - (m < n)
        elif kind == NUM_FLOAT:
            order = mirrored(int_float_order(n, float_of(a)), 1)
        else:
            return raise_unordered(a, from_int(n), op, swapped)
    return holds(mirrored(order, swapped), op)


@noinline
def compare_float(a: val, x: f64, op: i32, swapped: i32) -> i32:
    """`a op x`, `x op a` if swapped, as 0 or 1; -1 when raised."""
    order: i32 = 0
    if live(T_WIDE) and has_tag(a, T_WIDE):
        order = wide_order(a, from_float(x))
    else:
        kind: i32 = num_kind(a)
        if kind == NUM_INT:
            order = int_float_order(int_of(a), x)
        elif kind == NUM_FLOAT:
            y: f64 = float_of(a)
            order = 2 if x != x or y != y else (y > x) - (y < x)
        else:
            return raise_unordered(a, from_float(x), op, swapped)
    return holds(mirrored(order, swapped), op)


def lt_int(a: val, x: i64) -> i32:
    if a & 1:
        return i64(a >> 1) < x
    return compare_int_other(a, x, LT, 0)


def int_lt(x: i64, a: val) -> i32:
    if a & 1:
        return x < i64(a >> 1)
    return compare_int_other(a, x, LT, 1)


def le_int(a: val, x: i64) -> i32:
    if a & 1:
        return i64(a >> 1) <= x
    return compare_int_other(a, x, LE, 0)


def int_le(x: i64, a: val) -> i32:
    if a & 1:
        return x <= i64(a >> 1)
    return compare_int_other(a, x, LE, 1)


def gt_int(a: val, x: i64) -> i32:
    if a & 1:
        return i64(a >> 1) > x
    return compare_int_other(a, x, GT, 0)


def int_gt(x: i64, a: val) -> i32:
    if a & 1:
        return x > i64(a >> 1)
    return compare_int_other(a, x, GT, 1)


def ge_int(a: val, x: i64) -> i32:
    if a & 1:
        return i64(a >> 1) >= x
    return compare_int_other(a, x, GE, 0)


def int_ge(x: i64, a: val) -> i32:
    if a & 1:
        return x >= i64(a >> 1)
    return compare_int_other(a, x, GE, 1)


def lt_float(a: val, x: f64) -> i32:
    if live(T_FLOAT) and has_tag(a, T_FLOAT):
        return Float(a).value < x
    return compare_float(a, x, LT, 0)


def float_lt(x: f64, a: val) -> i32:
    if live(T_FLOAT) and has_tag(a, T_FLOAT):
        return x < Float(a).value
    return compare_float(a, x, LT, 1)


def le_float(a: val, x: f64) -> i32:
    if live(T_FLOAT) and has_tag(a, T_FLOAT):
        return Float(a).value <= x
    return compare_float(a, x, LE, 0)


def float_le(x: f64, a: val) -> i32:
    if live(T_FLOAT) and has_tag(a, T_FLOAT):
        return x <= Float(a).value
    return compare_float(a, x, LE, 1)


def gt_float(a: val, x: f64) -> i32:
    if live(T_FLOAT) and has_tag(a, T_FLOAT):
        return Float(a).value > x
    return compare_float(a, x, GT, 0)


def float_gt(x: f64, a: val) -> i32:
    if live(T_FLOAT) and has_tag(a, T_FLOAT):
        return x > Float(a).value
    return compare_float(a, x, GT, 1)


def ge_float(a: val, x: f64) -> i32:
    if live(T_FLOAT) and has_tag(a, T_FLOAT):
        return Float(a).value >= x
    return compare_float(a, x, GE, 0)


def float_ge(x: f64, a: val) -> i32:
    if live(T_FLOAT) and has_tag(a, T_FLOAT):
        return x >= Float(a).value
    return compare_float(a, x, GE, 1)


def eq_int(a: val, n: i64) -> i32:
    """`a == n`."""
    if a & 1:
        return i64(a >> 1) == n
    tag: i32 = tag_of(a)
    if live(T_WIDE) and tag == T_WIDE:
        return 0
    kind: i32 = num_kind(a)
    if kind == NUM_INT:
        return int_of(a) == n
    return int_float_order(n, float_of(a)) == 0 if kind == NUM_FLOAT else 0


def eq_float(a: val, x: f64) -> i32:
    """`a == x`."""
    if live(T_WIDE) and has_tag(a, T_WIDE):
        return wide_float_eq(a, x)
    kind: i32 = num_kind(a)
    if kind == NUM_INT:
        return int_float_order(int_of(a), x) == 0
    return float_of(a) == x if kind == NUM_FLOAT else 0


def eq_str(a: val, s: val) -> i32:
    """`a == s` for a string s."""
    return has_tag(a, T_STR) and str_eq(a, s)


def eq_short(a: val, n: i32, word: i64, mask: i64) -> i32:
    """`a == s` for a constant string s of up to 8 bytes: `n` of them are in `word`, where `mask` has bits."""
    return has_tag(a, T_STR) and Str(a).nbytes == n and (load64(a, STR_BYTES) & mask) == word
