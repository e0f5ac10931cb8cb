"""The operators `<<`, `>>`, `&`, `|` and `^` on Python values."""

from __future__ import annotations

from noetlc.kernel.lang import i32, i64, lit, live, lt_u, noinline, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import UNDEFINED
from noetlc.layout.tags import T_BOOL, T_DICT
from noetlc.runtime.python.classes.classed_operators import classed_operator
from noetlc.runtime.python.containers.counter import kinds_operator
from noetlc.runtime.python.containers.dict_kinds import dict_merge
from noetlc.runtime.python.containers.set_algebra import SET_AND, SET_OR, SET_XOR
from noetlc.runtime.python.numbers.ints import ints_and, ints_lshift, ints_or, ints_rshift, ints_xor
from noetlc.runtime.python.numbers.number import NUM_INT, num_pair
from noetlc.runtime.python.operators.operators import raise_operands, set_operator
from noetlc.runtime.values.memory import from_bool, from_int, has_tag, raised


def py_lshift(a: val, b: val) -> val:
    if a & b & 1 and lt_u(b >> 1, 31):
        return from_int(i64(a >> 1) << i64(b >> 1))
    return lshift_objects(a, b)


@noinline
def lshift_objects(a: val, b: val) -> val:
    """`a << b` of what is not two small ints, or goes far."""
    if live(Feature.BUILTIN_SUBCLASSES):
        answer: val = classed_operator(lit("<<"), a, b)
        if answer != UNDEFINED:
            return answer
    if num_pair(a, b) != NUM_INT:
        return raise_operands(lit("<<"), a, b)
    return ints_lshift(a, b)


def py_rshift(a: val, b: val) -> val:
    if a & b & 1 and lt_u(b >> 1, 31):
        return val(i32(a) >> (b >> 1) | 1)
    return rshift_objects(a, b)


@noinline
def rshift_objects(a: val, b: val) -> val:
    """`a >> b` of what is not two small ints, or goes far."""
    if live(Feature.BUILTIN_SUBCLASSES):
        answer: val = classed_operator(lit(">>"), a, b)
        if answer != UNDEFINED:
            return answer
    if num_pair(a, b) != NUM_INT:
        return raise_operands(lit(">>"), a, b)
    return ints_rshift(a, b)


def both_bools(a: val, b: val) -> i32:
    return has_tag(a, T_BOOL) and has_tag(b, T_BOOL)


def py_and(a: val, b: val) -> val:
    if a & b & 1:
        return val(a & b)
    return and_objects(a, b)


@noinline
def and_objects(a: val, b: val) -> val:
    """`a & b` of what are not two small ints."""
    if live(Feature.BUILTIN_SUBCLASSES):
        answer: val = classed_operator(lit("&"), a, b)
        if answer != UNDEFINED:
            return answer
    if num_pair(a, b) == NUM_INT:
        n: val = ints_and(a, b)
        return from_bool(n != 1) if both_bools(a, b) else n  # 1 is the value 0
    return set_operator(lit("&"), a, b, SET_AND)


def py_or(a: val, b: val) -> val:
    if a & b & 1:
        return val(i32(a) | i32(b))
    return or_objects(a, b)


@noinline
def or_objects(a: val, b: val) -> val:
    """`a | b` of what are not two small ints."""
    if live(Feature.BUILTIN_SUBCLASSES):
        answer: val = classed_operator(lit("|"), a, b)
        if answer != UNDEFINED:
            return answer
    if num_pair(a, b) == NUM_INT:
        n: val = ints_or(a, b)
        return from_bool(n != 1) if both_bools(a, b) else n  # 1 is the value 0
    if has_tag(a, T_DICT) and has_tag(b, T_DICT):
        if live(Feature.COUNTERS):
            made: val = kinds_operator(lit("|"), a, b)
            if made != 0 or raised != 0:
                return made
        return dict_merge(a, b)
    return set_operator(lit("|"), a, b, SET_OR)


def py_xor(a: val, b: val) -> val:
    if a & b & 1:
        return val(i32(a) ^ i32(b) | 1)
    return xor_objects(a, b)


@noinline
def xor_objects(a: val, b: val) -> val:
    """`a ^ b` of what are not two small ints."""
    if live(Feature.BUILTIN_SUBCLASSES):
        answer: val = classed_operator(lit("^"), a, b)
        if answer != UNDEFINED:
            return answer
    if num_pair(a, b) == NUM_INT:
        n: val = ints_xor(a, b)
        return from_bool(n != 1) if both_bools(a, b) else n  # 1 is the value 0
    return set_operator(lit("^"), a, b, SET_XOR)
