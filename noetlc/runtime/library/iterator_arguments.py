"""Arguments of what `itertools` makes: sizes, places of `islice`, what `count` adds up; whether an iterator runs code of the body."""

from __future__ import annotations

from noetlc.kernel.lang import i32, i64, lit, live, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import NONE, Iter
from noetlc.layout.tags import T_GENERATOR, T_INSTANCE, T_ITERATOR, T_WIDE
from noetlc.runtime.python.classes.special import is_instance, special_method
from noetlc.runtime.python.exceptions.errors import clear_raised
from noetlc.runtime.python.numbers.number import int_of, num_kind, py_index_value, py_ssize
from noetlc.runtime.values.iterator import CALLED, ENUMERATE, FILTER, MAP, ZIP, is_coroutine
from noetlc.runtime.values.memory import from_int, has_tag, raised


def ssize_value(v: val) -> val:
    """`operator.index(v)` where CPython takes a C `ssize_t`; 0 when raised."""
    n: i64 = py_ssize(v)
    return 0 if raised else from_int(n)


def slice_place(v: val, default: val) -> val:
    """A place of `islice`: the default for None, -1 for what is no int of 64 bits."""
    if v == NONE:
        return default
    n: val = py_index_value(v)
    if n == 0:
        clear_raised()
        return from_int(i64(-1))
    return from_int(i64(-1)) if live(T_WIDE) and has_tag(n, T_WIDE) else from_int(int_of(n))


def adds_up(v: val) -> i32:
    """Whether CPython takes a value for a number: one that can be an int, a float or a complex number."""
    if num_kind(v) != 0:
        return 1
    if not live(T_INSTANCE) or not is_instance(v):
        return 0
    if special_method(v, lit("__index__")) != 0 or special_method(v, lit("__int__")) != 0:
        return 1
    return special_method(v, lit("__float__")) != 0 or special_method(v, lit("__complex__")) != 0


def drives_body(v: val) -> i32:
    """Whether the items of a value may come one after the other from code of the body, which a builtin has to hold."""
    if live(T_GENERATOR) and has_tag(v, T_GENERATOR):
        return 1 - is_coroutine(v)
    if not live(Feature.ITERATOR_VALUES) or not has_tag(v, T_ITERATOR):
        return 0
    kind: i32 = Iter(v).kind
    return kind == MAP or kind == FILTER or kind == ZIP or kind == ENUMERATE or kind == CALLED
