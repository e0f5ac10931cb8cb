"""The operators that work in place (`+=` and its kind).

They change lists, sets and dicts themselves and otherwise do as the plain ones, with `+=` in messages.
"""

from __future__ import annotations

from noetlc.kernel.lang import i32, i64, lit, live, noinline, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import COUNTER_DICT, UNDEFINED, Float
from noetlc.layout.tags import T_BYTEARRAY, T_DICT, T_INSTANCE, T_LIST, T_SET
from noetlc.runtime.python.classes.classed_operators import classed_in_place
from noetlc.runtime.python.classes.special import ask, is_instance
from noetlc.runtime.python.classes.special_operators import augmented  # noqa: F401 - assigned
from noetlc.runtime.python.containers.dict import dict_update
from noetlc.runtime.python.containers.list import list_extend_any, list_repeat_in_place
from noetlc.runtime.python.containers.set import is_any_set
from noetlc.runtime.python.containers.set_algebra import SET_AND, SET_OR, SET_SUB, SET_XOR, set_binary_update
from noetlc.runtime.python.exceptions.errors import raise_type
from noetlc.runtime.python.hooks import MINUS, PLUS, small_operator
from noetlc.runtime.python.numbers.number import NUM_INT, are_floats, int_of, num_kind
from noetlc.runtime.python.operators.bits import py_and, py_lshift, py_or, py_rshift, py_xor
from noetlc.runtime.python.operators.operators import (
    add_objects,
    py_floordiv,
    py_matmul,
    py_mod,
    py_mul,
    py_pow,
    py_truediv,
)
from noetlc.runtime.python.protocol import py_sub
from noetlc.runtime.python.strings.bytearray import bytearray_iadd, bytearray_imul
from noetlc.runtime.values.classed import is_classed
from noetlc.runtime.values.dict import dict_kind
from noetlc.runtime.values.memory import from_doubled, from_float, from_int, has_tag, is_small
from noetlc.runtime.values.small_number import one_is_number


def py_iadd(a: val, b: val) -> val:
    """`a += b`."""
    if a & b & 1:
        return from_doubled(i64(i32(a)) + i64(i32(b) - 1))
    return iadd_objects(a, b)


@noinline
def iadd_objects(a: val, b: val) -> val:
    """`a += b` of what are not two small ints."""
    if live(Feature.SMALL_NUMBERS) and one_is_number(a, b):
        number: val = small_operator(PLUS, a, b)
        if number != 0:
            return number
    if live(Feature.BUILTIN_SUBCLASSES):
        answer: val = classed_in_place(lit("+"), a, b)
        if answer != UNDEFINED:
            return answer
    if are_floats(a, b) and not (live(Feature.BUILTIN_SUBCLASSES) and (is_classed(a) or is_classed(b))):
        return from_float(Float(a).value + Float(b).value)
    if has_tag(a, T_LIST):
        if live(T_INSTANCE) and is_instance(b) and not (live(Feature.BUILTIN_SUBCLASSES) and is_classed(a)):
            asked: val = ask(b, lit("__radd__"), a)
            if asked != UNDEFINED:
                return asked
        return a if list_extend_any(a, b) else 0
    if live(T_BYTEARRAY) and has_tag(a, T_BYTEARRAY):
        return bytearray_iadd(a, b)
    return add_augmented(a, b)


def iadd_int(a: val, n: i64) -> val:
    """`a += n`."""
    if is_small(a) and i64(i32(n)) == n:
        return from_doubled(i64(i32(a)) + (n << i64(1)))
    return iadd_int_other(a, from_int(n))


@noinline
def iadd_int_other(a: val, b: val) -> val:
    """`a += b` with an int b: what lists do not take."""
    if live(T_INSTANCE) or live(Feature.LIBRARY_OBJECTS) or live(T_BYTEARRAY) or live(Feature.SMALL_NUMBERS):
        return iadd_objects(a, b)
    if has_tag(a, T_LIST):
        return raise_type(lit("'$' object is not iterable"), b)
    return add_augmented(a, b)


@noinline
def add_augmented(a: val, b: val) -> val:
    """`+=` on what does not change in place and is no two small ints."""
    global augmented
    augmented = 1
    result: val = add_objects(a, b)
    augmented = 0
    return result


def py_isub(a: val, b: val) -> val:
    global augmented
    if live(Feature.SMALL_NUMBERS) and one_is_number(a, b):
        number: val = small_operator(MINUS, a, b)
        if number != 0:
            return number
    if live(Feature.BUILTIN_SUBCLASSES):
        answer: val = classed_in_place(lit("-"), a, b)
        if answer != UNDEFINED:
            return answer
    if live(T_SET) and has_tag(a, T_SET) and is_any_set(b):
        return set_binary_update(a, b, SET_SUB)
    augmented = 1
    result: val = py_sub(a, b)
    augmented = 0
    return result


def py_imul(a: val, b: val) -> val:
    global augmented
    if live(Feature.BUILTIN_SUBCLASSES):
        answer: val = classed_in_place(lit("*"), a, b)
        if answer != UNDEFINED:
            return answer
    if has_tag(a, T_LIST) and num_kind(b) == NUM_INT:
        return list_repeat_in_place(a, int_of(b))
    if live(T_BYTEARRAY) and has_tag(a, T_BYTEARRAY) and num_kind(b) == NUM_INT:
        return bytearray_imul(a, int_of(b))
    augmented = 1
    result: val = py_mul(a, b)
    augmented = 0
    return result


def py_iand(a: val, b: val) -> val:
    global augmented
    if live(Feature.BUILTIN_SUBCLASSES):
        answer: val = classed_in_place(lit("&"), a, b)
        if answer != UNDEFINED:
            return answer
    if live(T_SET) and has_tag(a, T_SET) and is_any_set(b):
        return set_binary_update(a, b, SET_AND)
    augmented = 1
    result: val = py_and(a, b)
    augmented = 0
    return result


def py_ior(a: val, b: val) -> val:
    global augmented
    if live(Feature.BUILTIN_SUBCLASSES):
        answer: val = classed_in_place(lit("|"), a, b)
        if answer != UNDEFINED:
            return answer
    if live(T_SET) and has_tag(a, T_SET) and is_any_set(b):
        return set_binary_update(a, b, SET_OR)
    if has_tag(a, T_DICT) and not (live(Feature.COUNTERS) and dict_kind(a) == COUNTER_DICT):
        return a if dict_update(a, b) else 0
    augmented = 1
    result: val = py_or(a, b)
    augmented = 0
    return result


def py_ixor(a: val, b: val) -> val:
    global augmented
    if live(Feature.BUILTIN_SUBCLASSES):
        answer: val = classed_in_place(lit("^"), a, b)
        if answer != UNDEFINED:
            return answer
    if live(T_SET) and has_tag(a, T_SET) and is_any_set(b):
        return set_binary_update(a, b, SET_XOR)
    augmented = 1
    result: val = py_xor(a, b)
    augmented = 0
    return result


def py_itruediv(a: val, b: val) -> val:
    global augmented
    augmented = 1
    result: val = py_truediv(a, b)
    augmented = 0
    return result


def py_ifloordiv(a: val, b: val) -> val:
    global augmented
    augmented = 1
    result: val = py_floordiv(a, b)
    augmented = 0
    return result


def py_imod(a: val, b: val) -> val:
    global augmented
    augmented = 1
    result: val = py_mod(a, b)
    augmented = 0
    return result


def py_ipow(a: val, b: val) -> val:
    global augmented
    augmented = 1
    result: val = py_pow(a, b)
    augmented = 0
    return result


def py_ilshift(a: val, b: val) -> val:
    global augmented
    augmented = 1
    result: val = py_lshift(a, b)
    augmented = 0
    return result


def py_irshift(a: val, b: val) -> val:
    global augmented
    augmented = 1
    result: val = py_rshift(a, b)
    augmented = 0
    return result


def py_imatmul(a: val, b: val) -> val:
    global augmented
    augmented = 1
    result: val = py_matmul(a, b)
    augmented = 0
    return result
