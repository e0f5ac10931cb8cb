"""Operators as methods of built-in values: `(5).__add__(3)`. What an operand's kind does not take is answered with NotImplemented."""

from __future__ import annotations

from noetlc.kernel.lang import enable, i32, lit, lit_class, live, noinline, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import NONE, UNDEFINED
from noetlc.layout.tags import (
    T_BYTEARRAY,
    T_BYTES,
    T_CLASS,
    T_DICT,
    T_EXCEPTION,
    T_GENERATOR,
    T_INSTANCE,
    T_INT,
    T_ITERATOR,
    T_LIST,
    T_NONE,
    T_RANGE,
    T_SET,
)
from noetlc.runtime.python.classes.builtin_subclass import plain
from noetlc.runtime.python.classes.special import ask, opposite, special_method
from noetlc.runtime.python.containers.dict import plain_copy
from noetlc.runtime.python.containers.set import is_any_set, set_copy
from noetlc.runtime.python.exceptions.errors import raise_type
from noetlc.runtime.python.numbers.number import NUM_INT, int_of, num_kind
from noetlc.runtime.python.objects.convert import py_float, py_int
from noetlc.runtime.python.operators.bits import py_and, py_lshift, py_or, py_rshift, py_xor
from noetlc.runtime.python.operators.operators import (
    py_divmod,
    py_floordiv,
    py_mod,
    py_mul,
    py_pow,
    py_pow3,
    py_truediv,
)
from noetlc.runtime.python.operators.unary import py_abs, py_invert
from noetlc.runtime.python.protocol import int_like, py_add, py_compare, py_eq, py_ne, py_neg, py_pos, py_sub, py_truth
from noetlc.runtime.values.classed import is_classed
from noetlc.runtime.values.list import list_copy
from noetlc.runtime.values.memory import from_bool, from_int, has_tag, tag_of


def not_implemented() -> val:
    enable(T_CLASS)
    return lit_class("NotImplemented")


def fits(v: val, other: val) -> i32:
    """Whether a method of a number, set or dict takes the other operand. Sequences raise themselves."""
    kind: i32 = num_kind(v)
    if kind != 0:
        return num_kind(other) == NUM_INT if kind == NUM_INT else num_kind(other) != 0
    if is_any_set(v):
        return is_any_set(other)
    return has_tag(other, T_DICT) if has_tag(v, T_DICT) else 1


def own(v: val) -> val:
    """An operand, if it is of a class of the body as the value of the built-in type that it holds: a method of that type asks no other."""
    return unclassed(v) if live(Feature.BUILTIN_SUBCLASSES) and is_classed(v) else v


@noinline
def unclassed(v: val) -> val:
    if tag_of(v) == T_INT:
        return from_int(int_of(v))
    if has_tag(v, T_LIST):
        return list_copy(v)
    if has_tag(v, T_DICT):
        return plain_copy(v)
    return set_copy(v) if live(T_SET) and has_tag(v, T_SET) else plain(v)


def compared(v: val, other: val, op: i32) -> val:
    """A comparison method of a built-in value, by the number of its operator (4: `==`, 5: `!=`)."""
    kind: i32 = num_kind(v)
    if kind != 0:
        if not fits(v, other):
            return not_implemented()
    elif is_plain(v):
        if live(T_INSTANCE) and op == 5 and special_method(v, lit("__eq__")) != 0:  # whose opposite `object` gives
            answer: val = opposite(ask(v, lit("__eq__"), other))
            return answer if answer != UNDEFINED else not_implemented()
        if op < 4 or v != other:
            return not_implemented()
    elif not same_kind(v, other) or (op < 4 and (has_tag(v, T_DICT) or has_tag(v, T_RANGE))):
        return not_implemented()
    other = own(other)
    truth: i32 = py_compare(v, other, op) if op < 4 else (py_eq(v, other) if op == 4 else py_ne(v, other))
    return from_bool(truth) if truth >= 0 else 0


def same_kind(v: val, other: val) -> i32:
    """Whether two values are compared at all: of the same type, both sets, both bytes."""
    return tag_of(v) == tag_of(other) or (is_any_set(v) and is_any_set(other)) or (is_bytes(v) and is_bytes(other))


def is_plain(v: val) -> i32:
    """Whether a value equals itself alone and has no order, as `object` says."""
    tag: i32 = tag_of(v)
    return tag == T_NONE or tag == T_EXCEPTION or tag == T_ITERATOR or tag == T_GENERATOR or tag == T_INSTANCE


def is_bytes(v: val) -> i32:
    tag: i32 = tag_of(v)
    return tag == T_BYTES or tag == T_BYTEARRAY


def truth_method(v: val) -> val:
    return from_bool(py_truth(v))


def int_method(v: val) -> val:
    return py_int(v, 0)


def float_method(v: val) -> val:
    return py_float(v)


def neg_method(v: val) -> val:
    return py_neg(v)


def pos_method(v: val) -> val:
    return py_pos(v)


def abs_method(v: val) -> val:
    return py_abs(v)


def invert_method(v: val) -> val:
    return py_invert(v)


def eq_method(v: val, other: val) -> val:
    return compared(v, other, 4)


def ne_method(v: val, other: val) -> val:
    return compared(v, other, 5)


def lt_method(v: val, other: val) -> val:
    return compared(v, other, 0)


def le_method(v: val, other: val) -> val:
    return compared(v, other, 1)


def gt_method(v: val, other: val) -> val:
    return compared(v, other, 2)


def ge_method(v: val, other: val) -> val:
    return compared(v, other, 3)


def repeat_method(v: val, times: val) -> val:
    """A sequence times a number."""
    times = int_like(times)
    if times == 0:
        return 0
    if num_kind(times) != NUM_INT:
        return raise_type(lit("'$' object cannot be interpreted as an integer"), times)
    return py_mul(v, own(times))


def add_method(v: val, other: val) -> val:
    return py_add(v, own(other)) if fits(v, other) else not_implemented()


def radd_method(v: val, other: val) -> val:
    return py_add(own(other), v) if fits(v, other) else not_implemented()


def sub_method(v: val, other: val) -> val:
    return py_sub(v, own(other)) if fits(v, other) else not_implemented()


def rsub_method(v: val, other: val) -> val:
    return py_sub(own(other), v) if fits(v, other) else not_implemented()


def mul_method(v: val, other: val) -> val:
    return py_mul(v, own(other)) if fits(v, other) else not_implemented()


def rmul_method(v: val, other: val) -> val:
    return py_mul(own(other), v) if fits(v, other) else not_implemented()


def truediv_method(v: val, other: val) -> val:
    return py_truediv(v, own(other)) if fits(v, other) else not_implemented()


def rtruediv_method(v: val, other: val) -> val:
    return py_truediv(own(other), v) if fits(v, other) else not_implemented()


def floordiv_method(v: val, other: val) -> val:
    return py_floordiv(v, own(other)) if fits(v, other) else not_implemented()


def rfloordiv_method(v: val, other: val) -> val:
    return py_floordiv(own(other), v) if fits(v, other) else not_implemented()


def mod_method(v: val, other: val) -> val:
    return py_mod(v, own(other) if num_kind(v) != 0 else other) if fits(v, other) else not_implemented()


def rmod_method(v: val, other: val) -> val:
    return py_mod(own(other), v) if fits(v, other) else not_implemented()


def pow_method(v: val, other: val, mod: val) -> val:
    if mod != 0 and mod != NONE:
        return pow_of(v, v, other, mod)
    return py_pow(v, own(other)) if fits(v, other) else not_implemented()


@noinline
def pow_of(v: val, base: val, exponent: val, mod: val) -> val:
    """`pow(base, exponent, mod)` as a method of one of the first two, `v`."""
    if num_kind(v) != NUM_INT:
        return py_pow3(v, v, v)  # which refuses that of floats
    return py_pow3(base, exponent, mod) if fits(v, base) and fits(v, exponent) and fits(v, mod) else not_implemented()


def rpow_method(v: val, other: val, mod: val) -> val:
    if mod != 0 and mod != NONE:
        return pow_of(v, other, v, mod)
    return py_pow(own(other), v) if fits(v, other) else not_implemented()


def divmod_method(v: val, other: val) -> val:
    return py_divmod(v, own(other)) if fits(v, other) else not_implemented()


def rdivmod_method(v: val, other: val) -> val:
    return py_divmod(own(other), v) if fits(v, other) else not_implemented()


def and_method(v: val, other: val) -> val:
    return py_and(v, own(other)) if fits(v, other) else not_implemented()


def rand_method(v: val, other: val) -> val:
    return py_and(own(other), v) if fits(v, other) else not_implemented()


def or_method(v: val, other: val) -> val:
    return py_or(v, own(other)) if fits(v, other) else not_implemented()


def ror_method(v: val, other: val) -> val:
    return py_or(own(other), v) if fits(v, other) else not_implemented()


def xor_method(v: val, other: val) -> val:
    return py_xor(v, own(other)) if fits(v, other) else not_implemented()


def rxor_method(v: val, other: val) -> val:
    return py_xor(own(other), v) if fits(v, other) else not_implemented()


def lshift_method(v: val, other: val) -> val:
    return py_lshift(v, own(other)) if fits(v, other) else not_implemented()


def rlshift_method(v: val, other: val) -> val:
    return py_lshift(own(other), v) if fits(v, other) else not_implemented()


def rshift_method(v: val, other: val) -> val:
    return py_rshift(v, own(other)) if fits(v, other) else not_implemented()


def rrshift_method(v: val, other: val) -> val:
    return py_rshift(own(other), v) if fits(v, other) else not_implemented()
