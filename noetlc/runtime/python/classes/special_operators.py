"""Operators by the special methods of instances: `a + b`, `a += b` and their kind. Answers as those of `special.py`."""

from __future__ import annotations

from noetlc.kernel.lang import i32, inline, lit, lit_class, live, load8, loadv, noinline, reason, storev, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import STR_BYTES, TAKES_TWO, UNDEFINED, Instance, Str
from noetlc.layout.tags import T_INSTANCE
from noetlc.runtime.python.classes.lookup import class_find_near
from noetlc.runtime.python.classes.special import (
    REFLECTED,
    answered,
    are_alike,
    ask,
    ask_both,
    is_instance,
    order_name,
    special_method,
    special_order,
    truth_of,
)
from noetlc.runtime.python.exceptions.errors import raise_no_order
from noetlc.runtime.python.hooks import UNDECIDED, complex_operator
from noetlc.runtime.python.protocol import call_held, call_plainly_held
from noetlc.runtime.text.strings import str_concat, str_eq
from noetlc.runtime.values.classed import is_classed, is_operated
from noetlc.runtime.values.depth import TOO_DEEP, calls
from noetlc.runtime.values.list import tuple_new, tuple_set
from noetlc.runtime.values.memory import clear, has_tag, leave, new_raw, operator_names
from noetlc.runtime.values.plain_function import takes_plainly

augmented: i32 = 0  # 1 while an in-place operator runs: its messages name it


@inline
def set_augmented(on: i32) -> None:
    global augmented
    augmented = on


def stem_of(op: val) -> val:
    """The word in the method names of an operator: `add` for `+`."""
    if str_eq(op, lit("+")):
        return lit("add__")
    if str_eq(op, lit("-")):
        return lit("sub__")
    if str_eq(op, lit("*")):
        return lit("mul__")
    if str_eq(op, lit("/")):
        return lit("truediv__")
    if str_eq(op, lit("//")):
        return lit("floordiv__")
    if str_eq(op, lit("%")):
        return lit("mod__")
    if str_eq(op, lit("** or pow()")):
        return lit("pow__")
    if str_eq(op, lit("&")):
        return lit("and__")
    if str_eq(op, lit("|")):
        return lit("or__")
    if str_eq(op, lit("^")):
        return lit("xor__")
    if str_eq(op, lit("<<")):
        return lit("lshift__")
    if str_eq(op, lit(">>")):
        return lit("rshift__")
    return lit("matmul__") if str_eq(op, lit("@")) else lit("divmod__")


@inline
def complex_answer(which: i32, a: val, b: val) -> val:
    """A complex number for `a op b` (PLUS …), 0 where there is none or methods are to say."""
    return complex_operator(which, a, b) if has_tag(a, T_INSTANCE) or has_tag(b, T_INSTANCE) else 0


@noinline
def special_operator(op: val, a: val, b: val) -> val:
    """`a op b` where one side is an instance; UNDEFINED if neither side answers."""
    if not is_instance(a) and not is_instance(b):
        return UNDEFINED
    if live(Feature.BUILTIN_SUBCLASSES) and (is_classed(a) or is_classed(b)):  # the operator itself asked
        return UNDEFINED
    return method_operator(op, a, b)


@noinline
def compare_instances(a: val, b: val, op: i32) -> i32:
    """`a < b` and its kind of two instances; -1 when raised. Those of one class that has a plain method are asked at once."""
    global calls
    answer: i32 = UNDECIDED
    method: val = class_find_near(Instance(a).cls, order_name(op)) if are_alike(a, b) and not (calls + 1) & TOO_DEEP else 0
    if method != 0 and takes_plainly(method, TAKES_TWO):
        calls = calls + 1
        given: val = call_plainly_held(method, a, b)
        if given == lit_class("NotImplemented"):
            given = ask(b, order_name(op ^ REFLECTED), a)
        calls = calls - 1
        answer = UNDECIDED if given == UNDEFINED else truth_of(given)
    else:
        answer = special_order(a, b, op)
    if answer == UNDECIDED:
        raise_no_order(a, b, op)
        return -1
    return answer


NAMES_SHIFT = 4  # an operator, and the names of its method, of the reflected one and of that in place
NAMES_BYTES = 16 << NAMES_SHIFT


def names_of(op: val) -> i32:
    """Where the names of the methods of an operator are: made once, so that `class_find` knows them again."""
    global operator_names
    if operator_names == 0:
        operator_names = new_raw(NAMES_BYTES)
        clear(operator_names + 8, operator_names + 8 + NAMES_BYTES)
    # first byte and length tell operators apart, and no two of them have one place
    p: i32 = operator_names + 8 + (((load8(op + STR_BYTES) ^ Str(op).nbytes * 11) << NAMES_SHIFT) & (NAMES_BYTES - 1))
    if loadv(p) != op:
        stem: val = stem_of(op)
        storev(p, op)
        storev(p, str_concat(lit("__"), stem), 4)
        storev(p, str_concat(lit("__r"), stem), 8)
        storev(p, str_concat(lit("__i"), stem), 12)
    return p


def method_operator(op: val, a: val, b: val) -> val:
    """`a op b` by the methods of the sides; UNDEFINED if neither side answers."""
    global augmented
    names: i32 = names_of(op)
    name: val = loadv(names, 4)
    reflected: val = loadv(names, 8)
    in_place: i32 = augmented
    augmented = 0
    result: val = UNDEFINED
    if in_place:
        result = ask(a, loadv(names, 12), b)
    if result == UNDEFINED:
        result = ask_both(a, b, name, reflected)
    augmented = in_place
    return result


@noinline
def special_pow3(a: val, b: val, m: val) -> val:
    """`pow(a, b, m)` by `__pow__` of a, UNDEFINED if it has no answer. CPython's own classes ask b and m too: the interpreter does."""
    if live(Feature.TYPE_NAMES) and (has_tag(b, T_INSTANCE) or has_tag(m, T_INSTANCE)):
        leave(reason("pow of three objects"))
    method: val = special_method(a, lit("__pow__")) if has_tag(a, T_INSTANCE) or is_operated(a) else 0
    if method == 0:
        return UNDEFINED
    args: val = tuple_new(3)
    tuple_set(args, 0, a)
    tuple_set(args, 1, b)
    tuple_set(args, 2, m)
    return answered(call_held(method, args, 0))
