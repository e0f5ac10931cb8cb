"""Items of a `deque` by value: `count`, `index`, `remove`, `in`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import i32, i64, lit, val
from noetlc.layout.objects import NONE
from noetlc.runtime.library.deque import Deque, deque_delete, deque_get, raise_mutated
from noetlc.runtime.values.memory import from_int, raised

if TYPE_CHECKING:
    from noetlc.runtime.python.containers.list import span_index
    from noetlc.runtime.python.exceptions.errors import message_of, raise_value_error
    from noetlc.runtime.python.objects.compare import item_eq
    from noetlc.runtime.python.objects.repr import py_repr


def deque_count(d: val, v: val) -> val:
    n: i32 = 0
    i: i32 = 0
    changes: i32 = Deque(d).changes
    while i < Deque(d).length:
        same: i32 = item_eq(deque_get(d, i), v)
        if same < 0:
            return 0
        if changes != Deque(d).changes:
            return raise_mutated()
        n += same
        i += 1
    return from_int(i64(n))


def deque_find(d: val, v: val, start: i32, stop: i32) -> i32:
    """The place of an item, -1 if it is not there or raised is set."""
    i: i32 = start
    changes: i32 = Deque(d).changes
    while i < stop and i < Deque(d).length:
        same: i32 = item_eq(deque_get(d, i), v)
        if same < 0:
            return -1
        if same:
            return i
        if changes != Deque(d).changes:
            raise_mutated()
            return -1
        i += 1
    return -1


def deque_index(d: val, v: val, start: val, stop: val) -> val:
    """`d.index(v, start, stop)`; 0 = absent."""
    first: i32 = span_index(start, Deque(d).length) if start != 0 else 0
    last: i32 = Deque(d).length
    if stop != 0 and raised == 0:
        last = span_index(stop, last)
    if raised != 0:
        return 0
    at: i32 = deque_find(d, v, first, last)
    if at >= 0:
        return from_int(i64(at))
    return raise_value_error(message_of(lit("$ is not in deque"), py_repr(v), 0, 0)) if raised == 0 else 0


def deque_remove(d: val, v: val) -> val:
    at: i32 = deque_find(d, v, 0, Deque(d).length)
    if at < 0:
        return raise_value_error(message_of(lit("$ is not in deque"), py_repr(v), 0, 0)) if raised == 0 else 0
    deque_delete(d, at)
    return NONE


def deque_contains(d: val, v: val) -> i32:
    """`v in d`; -1 when raised."""
    at: i32 = deque_find(d, v, 0, Deque(d).length)
    return at >= 0 if raised == 0 else -1
