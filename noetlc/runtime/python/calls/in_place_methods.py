"""Operators that work in place as methods of built-in values: `[1].__iadd__([2])`; and rounding of numbers by methods."""

from __future__ import annotations

from noetlc.kernel.lang import lit, lit_class, live, val
from noetlc.layout.tags import T_BYTEARRAY, T_DICT
from noetlc.runtime.python.calls.operator_methods import not_implemented
from noetlc.runtime.python.containers.dict import dict_update
from noetlc.runtime.python.containers.list import list_extend_any, list_repeat_in_place
from noetlc.runtime.python.containers.set import is_any_set
from noetlc.runtime.python.containers.set_algebra import SET_AND, SET_OR, SET_SUB, SET_XOR, set_binary_update
from noetlc.runtime.python.exceptions.errors import raise_type
from noetlc.runtime.python.exceptions.sizes import raise_size
from noetlc.runtime.python.numbers.ints import is_wide
from noetlc.runtime.python.numbers.number import NUM_INT, int_of, num_kind
from noetlc.runtime.python.protocol import int_like
from noetlc.runtime.python.strings.bytearray import bytearray_iadd, bytearray_imul
from noetlc.runtime.values.memory import has_tag


def iadd_method(v: val, other: val) -> val:
    if live(T_BYTEARRAY) and has_tag(v, T_BYTEARRAY):
        return bytearray_iadd(v, other)
    return v if list_extend_any(v, other) else 0


def imul_method(v: val, given: val) -> val:
    times: val = int_like(given)
    if times == 0:
        return 0
    if num_kind(times) != NUM_INT:
        return raise_type(lit("'$' object cannot be interpreted as an integer"), times)
    if is_wide(times):
        return raise_size(lit_class("OverflowError"), given)
    if live(T_BYTEARRAY) and has_tag(v, T_BYTEARRAY):
        return bytearray_imul(v, int_of(times))
    return list_repeat_in_place(v, int_of(times))


def ior_method(v: val, other: val) -> val:
    if has_tag(v, T_DICT):
        return v if dict_update(v, other) else 0
    return set_binary_update(v, other, SET_OR) if is_any_set(other) else not_implemented()


def iand_method(v: val, other: val) -> val:
    return set_binary_update(v, other, SET_AND) if is_any_set(other) else not_implemented()


def isub_method(v: val, other: val) -> val:
    return set_binary_update(v, other, SET_SUB) if is_any_set(other) else not_implemented()


def ixor_method(v: val, other: val) -> val:
    return set_binary_update(v, other, SET_XOR) if is_any_set(other) else not_implemented()
