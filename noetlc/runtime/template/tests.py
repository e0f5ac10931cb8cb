"""The tests of language.md 6.9 that are functions. Conditions (i32), except where a raise is possible."""

from __future__ import annotations

from noetlc.kernel.lang import i32, val
from noetlc.layout.objects import Float
from noetlc.layout.tags import T_BOOL, T_DICT, T_FLOAT, T_INT, T_LIST, T_STR, T_WIDE
from noetlc.runtime.python.numbers.ints import int_odd, is_zero
from noetlc.runtime.template.arith import t_mod
from noetlc.runtime.template.print import t_text
from noetlc.runtime.template.strings import t_ends, t_starts
from noetlc.runtime.template.value import t_eq
from noetlc.runtime.values.memory import from_bool, has_tag, tag_of


def t_is_bool(v: val) -> i32:
    return has_tag(v, T_BOOL)


def t_is_int(v: val) -> i32:
    tag: i32 = tag_of(v)
    return tag == T_INT or tag == T_WIDE


def t_is_float(v: val) -> i32:
    return has_tag(v, T_FLOAT)


def t_is_real(v: val) -> i32:
    """Ints and floats, not bools."""
    tag: i32 = tag_of(v)
    return tag >= T_INT and tag <= T_FLOAT


def t_is_string(v: val) -> i32:
    return has_tag(v, T_STR)


def t_is_list(v: val) -> i32:
    return has_tag(v, T_LIST)


def t_is_map(v: val) -> i32:
    return has_tag(v, T_DICT)


def t_is_iterable(v: val) -> i32:
    return has_tag(v, T_STR) or has_tag(v, T_LIST) or has_tag(v, T_DICT)


def t_is_even(v: val) -> i32:
    """False for what is not an int."""
    return t_is_int(v) and not int_odd(v)


def t_is_odd(v: val) -> i32:
    return t_is_int(v) and int_odd(v)


def t_divisible(v: val, by: val) -> val:
    """Whether v % by is 0."""
    rest: val = t_mod(v, by)
    if rest == 0:
        return 0
    if has_tag(rest, T_FLOAT):
        return from_bool(Float(rest).value == 0.0)
    return from_bool(is_zero(rest))


def t_same(a: val, b: val) -> i32:
    """Same kind and equal; ints and floats are different kinds."""
    tag: i32 = tag_of(a)
    other: i32 = tag_of(b)
    if (T_INT if tag == T_WIDE else tag) != (T_INT if other == T_WIDE else other):
        return 0
    return t_eq(a, b)


def t_starting(v: val, prefix: val) -> i32:
    return t_starts(t_text(v), t_text(prefix))


def t_ending(v: val, suffix: val) -> i32:
    return t_ends(t_text(v), t_text(suffix))
