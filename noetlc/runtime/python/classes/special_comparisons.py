"""Comparisons by the special methods of instances: `a == b`, `a < b` and their kind. Answers as those of `special.py`."""

from __future__ import annotations

from noetlc.kernel.lang import i32, inline, lit, live, noinline, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import TAKES_TWO, UNDEFINED, Instance
from noetlc.layout.tags import T_INSTANCE
from noetlc.runtime.python.classes.lookup import class_find_near
from noetlc.runtime.python.classes.special import answered, are_alike, ask, ask_order, asks_left, direct_method, is_instance, truth_of
from noetlc.runtime.python.hooks import UNDECIDED, small_order
from noetlc.runtime.python.protocol import call_plainly_held
from noetlc.runtime.values.classed import is_classed
from noetlc.runtime.values.depth import calls
from noetlc.runtime.values.memory import has_tag
from noetlc.runtime.values.small_number import one_is_number

REFLECTED = 2  # makes `>` of `<`, `>=` of `<=`, and back


@noinline
def direct_order(method: val, a: val, b: val) -> i32:
    """What a comparison's method of a plain instance says; UNDECIDED for NotImplemented, -1 when raised."""
    global calls
    calls = calls + 1
    answer: val = answered(call_plainly_held(method, a, b))
    calls = calls - 1
    return UNDECIDED if answer == UNDEFINED else truth_of(answer)


@inline
def is_identity(a: val, b: val) -> i32:
    """Whether two plain instances, neither of which compares itself, are equal if they are one."""
    if live(Feature.BUILTIN_SUBCLASSES) or not has_tag(a, T_INSTANCE) or not has_tag(b, T_INSTANCE):
        return 0
    if class_find_near(Instance(a).cls, lit("__eq__")) != 0:
        return 0
    return Instance(a).cls == Instance(b).cls or class_find_near(Instance(b).cls, lit("__eq__")) == 0


@noinline
def special_eq(a: val, b: val) -> i32:
    """`a == b` with an instance; -1 when raised."""
    if live(Feature.SMALL_NUMBERS) and one_is_number(a, b):
        order: i32 = small_order(a, b)
        if order != UNDECIDED:
            return order == 0
    if is_identity(a, b):
        return a == b
    method: val = direct_method(a, lit("__eq__"), TAKES_TWO)
    if method != 0 and asks_left(a, b):
        answer: i32 = direct_order(method, a, b)
        if answer != UNDECIDED:
            return answer
        result: val = ask(b, lit("__eq__"), a)
    else:
        result = ask_order(a, b, lit("__eq__"), lit("__eq__"))
    return a == b if result == UNDEFINED else truth_of(result)


@noinline
def special_ne(a: val, b: val) -> i32:
    """`a != b`: by `__ne__`, else the opposite of `__eq__`; -1 when raised."""
    if are_alike(a, b) and class_find_near(Instance(a).cls, lit("__ne__")) == 0:
        same: i32 = special_eq(a, b)
        return same if same < 0 else 1 - same
    if live(Feature.SMALL_NUMBERS) and one_is_number(a, b):
        order: i32 = small_order(a, b)
        if order != UNDECIDED:
            return order != 0
    result: val = ask_order(a, b, lit("__ne__"), lit("__ne__"))
    return a != b if result == UNDEFINED else truth_of(result)


@noinline
def special_order(a: val, b: val, op: i32) -> i32:
    """`a < b` and its kind (op LT …): -2 if neither side answers, -1 when raised."""
    if not is_instance(a) and not is_instance(b):
        return -2
    if live(Feature.BUILTIN_SUBCLASSES) and (is_classed(a) or is_classed(b)):  # the comparison itself asked
        return -2
    result: val = order_answer(a, b, op)
    return -2 if result == UNDEFINED else truth_of(result)


def order_answer(a: val, b: val, op: i32) -> val:
    """What the methods behind `a < b` and its kind return; UNDEFINED if there are none, 0 when raised."""
    return ask_order(a, b, order_name(op), order_name(op ^ REFLECTED))


def order_name(op: i32) -> val:
    """The method behind `<`, `<=`, `>` or `>=` (0 to 3)."""
    if op < 2:
        return lit("__lt__") if op == 0 else lit("__le__")
    return lit("__gt__") if op == 2 else lit("__ge__")
