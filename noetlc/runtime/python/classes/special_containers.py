"""Special methods of containers and iterators: what `v[key]`, `in`, `iter` and `next` do with instances of the classes a body defines."""

from __future__ import annotations

from noetlc.kernel.lang import i32, i64, lit, lit_class, live, noinline, val
from noetlc.layout.objects import NONE
from noetlc.layout.tags import T_GENERATOR, T_INSTANCE, T_ITERATOR
from noetlc.runtime.python.classes.special import is_instance, special_method, truth_of
from noetlc.runtime.python.exceptions.errors import raise_error, raise_type
from noetlc.runtime.python.exceptions.stops import ended_by, stopped_by
from noetlc.runtime.python.numbers.number import NUM_INT, num_kind
from noetlc.runtime.python.protocol import call_one, call_three, call_two
from noetlc.runtime.values.iterator import SEQUENCE, is_coroutine, iter_new
from noetlc.runtime.values.memory import from_int, has_tag, raised


@noinline
def special_getitem(v: val, key: val) -> val:
    method: val = special_method(v, lit("__getitem__"))
    return call_two(method, v, key) if method != 0 else raise_type(lit("'$' object is not subscriptable"), v)


@noinline
def special_setitem(v: val, key: val, x: val) -> i32:
    """0 when raised."""
    method: val = special_method(v, lit("__setitem__"))
    if method == 0:
        if special_method(v, lit("__delitem__")) != 0:  # one slot serves both
            raise_error(lit_class("AttributeError"), lit("__setitem__"))
        else:
            raise_type(lit("'$' object does not support item assignment"), v)
        return 0
    return call_three(method, v, key, x) != 0


@noinline
def special_delitem(v: val, key: val) -> i32:
    """0 when raised."""
    method: val = special_method(v, lit("__delitem__"))
    if method == 0 and special_method(v, lit("__setitem__")) != 0:
        raise_error(lit_class("AttributeError"), lit("__delitem__"))
        return 0
    if method == 0:
        by_index: i32 = num_kind(key) == NUM_INT
        raise_type(lit("'$' object doesn't support item deletion") if by_index else lit("'$' object does not support item deletion"), v)
        return 0
    return call_two(method, v, key) != 0


@noinline
def special_contains(v: val, x: val) -> i32:
    """`x in v` by `__contains__`; -2 if there is none, -1 when raised."""
    method: val = special_method(v, lit("__contains__"))
    if method == NONE:
        raise_type(lit("'$' object is not a container"), v)
        return -1
    if method != 0:
        return truth_of(call_two(method, v, x))
    if special_method(v, lit("__iter__")) != 0 or special_method(v, lit("__getitem__")) != 0:
        return -2
    raise_type(lit("argument of type '$' is not iterable"), v)
    return -1


@noinline
def special_iter(v: val) -> val:
    """`iter(v)` of an instance."""
    method: val = special_method(v, lit("__iter__"))
    if method == 0 or method == NONE:
        if method == 0 and special_method(v, lit("__getitem__")) != 0:
            return iter_new(SEQUENCE, v)
        return raise_type(lit("'$' object is not iterable"), v)
    made: val = call_one(method, v)
    if made == 0 or is_iterator(made):
        return made
    return raise_type(lit("iter() returned non-iterator of type '$'"), made)


def is_iterator(v: val) -> i32:
    """Whether `next(v)` is possible."""
    if live(T_INSTANCE) and is_instance(v):
        return special_method(v, lit("__next__")) != 0
    return has_tag(v, T_ITERATOR) or (live(T_GENERATOR) and has_tag(v, T_GENERATOR) and not is_coroutine(v))


@noinline
def special_next(v: val) -> val:
    """The next item of an instance; 0 at its end and when raised."""
    method: val = special_method(v, lit("__next__"))
    if method == 0:
        return raise_type(lit("'$' object is not an iterator"), v)
    return stopped_by(call_one(method, v))


@noinline
def next_of_sequence(v: val, index: i32) -> val:
    """`v[index]` for iteration by `__getitem__`; 0 at the end and when raised."""
    item: val = ended_by(special_getitem(v, from_int(i64(index))), lit_class("IndexError"))
    return item if item != 0 or raised == 0 else ended_by(0, lit_class("StopIteration"))
