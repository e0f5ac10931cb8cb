"""Operators and comparisons of subclasses of built-in types: their methods are asked, then what the built-in types of the sides say.

Example: of a class `Meters(int)` whose `__add__` returns NotImplemented, `Meters(1) + Meters(2)` is a TypeError, and `Meters(1) + 2` is 3,
by `int.__radd__` of the right side.
"""

from __future__ import annotations

from noetlc.kernel.lang import i32, inline, lit, lit_class, live, loadv, noinline, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import UNDEFINED
from noetlc.layout.tags import T_INSTANCE, T_LIST
from noetlc.runtime.python.classes.builtin_subclass import defines, is_value_kind
from noetlc.runtime.python.classes.lookup import class_find_near
from noetlc.runtime.python.classes.special import REFLECTED, ask_order, order_answer, order_name
from noetlc.runtime.python.classes.special_operators import augmented, method_operator, names_of, set_augmented
from noetlc.runtime.python.exceptions.errors import filled, raise_error, raise_no_order
from noetlc.runtime.python.numbers.number import num_kind
from noetlc.runtime.python.protocol import py_compare, py_eq, py_ne, py_type_name
from noetlc.runtime.text.strings import str_concat, str_eq
from noetlc.runtime.values.classed import class_word, is_classed, is_operated
from noetlc.runtime.values.memory import from_bool, has_tag, tag_of

asked_left: i32 = 0  # the addresses of the sides of a comparison whose methods have been asked: what is compared next
asked_right: i32 = 0


def answers(v: val, other: val) -> i32:
    """Whether the built-in type of a value may have an answer for another one: floats have for ints, ints have not for floats."""
    kind: i32 = num_kind(v)
    return kind == 0 or (num_kind(other) != 0 and num_kind(other) <= kind)


@inline
def has_nothing(v: val, name: val) -> i32:
    """Whether no class of the body has a method of a value under a name, nor `__eq__`, whose opposite exceptions have as `__ne__`."""
    if not is_classed(v) or (is_operated(v) and name == lit("__ne__") and class_find_near(class_word(v), lit("__eq__")) != 0):
        return not is_classed(v)
    return class_find_near(class_word(v), name) == 0


def are_bare(a: val, b: val, name: val, reflected: val) -> i32:
    """Whether the classes of both sides say nothing of a comparison, which is left to the built-in types: one of these has an answer."""
    return has_nothing(a, name) and has_nothing(b, reflected) and not has_tag(a, T_INSTANCE) and not has_tag(b, T_INSTANCE)


@inline
def is_bare_operator(a: val, b: val, name: val, reflected: val) -> i32:
    """The same of an operator, where numbers may have no answer for what is none."""
    return are_bare(a, b, name, reflected) and (num_kind(a) == 0 or num_kind(b) != 0)


@noinline
def is_settled(op: val, a: val, b: val, name: val, reflected: val) -> i32:
    """Whether `a op b`, to which no method had an answer, has none: no side has the method of its built-in type."""
    if has_tag(a, T_INSTANCE) or has_tag(b, T_INSTANCE) or (not defines(a, name) and answers(a, b)):
        return 0
    if is_classed(a) and is_classed(b) and class_word(a) == class_word(b):  # then the right side is not asked
        return 1
    if num_kind(b) == 0 and str_eq(op, lit("+")):  # joining has no reflected method
        return 1
    return defines(b, reflected) or not answers(b, a)


@noinline
def is_order_settled(a: val, b: val, op: i32) -> i32:
    """The same of `a < b` and its kind."""
    return is_comparison_settled(a, b, order_name(op), order_name(op ^ REFLECTED))


@noinline
def is_comparison_settled(a: val, b: val, name: val, reflected: val) -> i32:
    """The same of a comparison: the right side is always asked."""
    if has_tag(a, T_INSTANCE) or has_tag(b, T_INSTANCE) or (not defines(a, name) and answers(a, b)):
        return 0
    return defines(b, reflected) or not answers(b, a)


@noinline
def raise_no_operator(name: val, a: val, b: val) -> val:
    """The TypeError of an operator that no side has."""
    template: val = lit("unsupported operand type(s) for $: '$' and '$'")
    if augmented:
        name = lit("**=") if live(Feature.POWERS) and name == lit("** or pow()") else str_concat(name, lit("="))
    return raise_error(lit_class("TypeError"), filled(template, name, py_type_name(a), py_type_name(b)))


# ---- what operators ask


@noinline
def classed_operator(op: val, a: val, b: val) -> val:
    """`a op b` by a method of the body where a side is classed; UNDEFINED if the built-in types are to say, 0 when raised."""
    if not is_classed(a) and not is_classed(b):
        return UNDEFINED
    names: i32 = names_of(op)
    if (augmented == 0 or has_nothing(a, loadv(names, 12))) and is_bare_operator(a, b, loadv(names, 4), loadv(names, 8)):
        return UNDEFINED
    return answered_or_settled(op, a, b, method_operator(op, a, b))


def answered_or_settled(op: val, a: val, b: val, answer: val) -> val:
    if answer == UNDEFINED and is_settled(op, a, b, loadv(names_of(op), 4), loadv(names_of(op), 8)):
        return raise_no_operator(op, a, b)
    return answer


@noinline
def classed_in_place(op: val, a: val, b: val) -> val:
    """`a op= b` of a classed value by a method of the body; UNDEFINED if the built-in type is to say, 0 when raised. What does not change
    in place is asked later, by `a op b`. A list that defines no `__iadd__` takes items before the other side is asked."""
    if not is_classed(a) or is_value_kind(tag_of(a)):
        return UNDEFINED
    if has_tag(a, T_LIST) and str_eq(op, lit("+")) and not defines(a, lit("__iadd__")):
        return UNDEFINED
    set_augmented(1)
    result: val = method_operator(op, a, b)
    if defines(a, loadv(names_of(op), 12)):
        result = answered_or_settled(op, a, b, result)
    set_augmented(0)
    return result


@noinline
def classed_compare(a: val, b: val, op: i32) -> val:
    """What the methods behind a comparison (op LT …, 4 for ==, 5 for !=) of a classed value return; UNDEFINED if the built-in types are to
    say, 0 when raised."""
    global asked_left
    if not is_classed(a) and not is_classed(b):
        return UNDEFINED
    if asked_left == i32(a) and asked_right == i32(b):
        asked_left = 0
        return UNDEFINED
    if op < 4:
        if are_bare(a, b, order_name(op), order_name(op ^ REFLECTED)):
            return UNDEFINED
        answer: val = order_answer(a, b, op)
        if answer == UNDEFINED and is_order_settled(a, b, op):
            return raise_no_order(a, b, op)
        return answer
    name: val = lit("__eq__") if op == 4 else lit("__ne__")
    if are_bare(a, b, name, name):
        return UNDEFINED
    same: val = ask_order(a, b, name, name)
    if same == UNDEFINED and is_comparison_settled(a, b, name, name):
        return from_bool((a == b) == (op == 4))
    return same


def have_been_asked(a: val, b: val) -> None:
    """Notes that the next comparison, of these two, asks no methods of theirs."""
    global asked_left, asked_right
    asked_left = i32(a)
    asked_right = i32(b)


@noinline
def classed_ne(a: val, b: val) -> i32:
    """`a != b` as the built-in types have it: a method `__eq__` does not count."""
    have_been_asked(a, b)
    same: i32 = py_eq(a, b)
    return same if same < 0 else 1 - same


def compare_value(a: val, b: val, op: i32) -> val:
    """`a < b` and its kind (op LT …, 4 for ==, 5 for !=) as a value: what a method returned, or a bool; 0 when raised."""
    if has_tag(a, T_INSTANCE) or has_tag(b, T_INSTANCE):
        name: val = lit("__eq__") if op == 4 else lit("__ne__")
        result: val = order_answer(a, b, op) if op < 4 else ask_order(a, b, name, name)
        if result != UNDEFINED:
            return result
        return raise_no_order(a, b, op) if op < 4 else from_bool((a == b) == (op == 4))
    if live(Feature.BUILTIN_SUBCLASSES) and (is_classed(a) or is_classed(b)):
        answer: val = classed_compare(a, b, op)
        if answer != UNDEFINED:
            return answer
        have_been_asked(a, b)
    truth: i32 = py_compare(a, b, op) if op < 4 else (py_eq(a, b) if op == 4 else py_ne(a, b))
    return from_bool(truth) if truth >= 0 else 0
