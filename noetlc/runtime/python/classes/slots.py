"""`__slots__`: which attributes instances of a class may have."""

from __future__ import annotations

from noetlc.kernel.lang import i32, lit, live, noinline, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import Class
from noetlc.layout.tags import T_BYTES, T_STR
from noetlc.runtime.python.classes.lookup import class_of
from noetlc.runtime.python.classes.order import order_of
from noetlc.runtime.python.protocol import py_contains
from noetlc.runtime.text.strings import str_eq
from noetlc.runtime.values.dict import dict_get_str
from noetlc.runtime.values.list import list_get, list_len
from noetlc.runtime.values.memory import has_tag


def in_slots(slots: val, name: val) -> i32:
    """Whether `__slots__`, a name or a collection of names, has a name."""
    if live(T_BYTES) and has_tag(slots, T_BYTES):
        return 0
    return str_eq(slots, name) if has_tag(slots, T_STR) else py_contains(slots, name)


@noinline
def slot_kind(v: val, name: val) -> i32:
    """Whether an instance has a slot of this name (2), may have any attribute (1), or neither (0)."""
    return slot_kind_of(class_of(v), name)


def is_slot(cls: val, name: val) -> i32:
    return slot_kind_of(cls, name) == 2


def slot_kind_of(cls: val, name: val) -> i32:
    """The same of the instances of a class."""
    order: val = order_of(cls)
    free: i32 = 0
    i: i32 = 0
    while i < list_len(order):
        members: val = Class(list_get(order, i)).members
        slots: val = dict_get_str(members, lit("__slots__")) if members != 0 else 0
        if slots != 0:
            if in_slots(slots, name):
                return 2
            free = free or in_slots(slots, lit("__dict__"))
        elif members != 0 and not (live(Feature.NAMED_TUPLES) and dict_get_str(members, lit("_fields")) != 0):
            free = 1
        i += 1
    return free
