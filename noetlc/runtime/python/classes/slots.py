"""`__slots__`: which attributes instances of a class may have."""

from __future__ import annotations

from noetlc.kernel.lang import i32, lit, live, noinline, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import Class, Ordered, Tuple
from noetlc.layout.tags import T_BYTES, T_STR
from noetlc.runtime.python.classes.lookup import class_of
from noetlc.runtime.python.classes.named_tuple import named_is_class
from noetlc.runtime.python.classes.order import is_ordered
from noetlc.runtime.python.protocol import py_contains
from noetlc.runtime.text.strings import str_eq
from noetlc.runtime.values.dict import dict_get_str
from noetlc.runtime.values.list import tuple_get
from noetlc.runtime.values.memory import has_tag
from noetlc.runtime.values.placed import class_places


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
    free: i32 = 0
    if is_ordered(cls):
        order: val = Ordered(cls).order
        i: i32 = 0
        while i < Tuple(order).length:
            kind: i32 = slot_kind_by(tuple_get(order, i), name)
            if kind == 2:
                return 2
            free |= kind
            i += 1
        return free
    while cls != 0:
        own: i32 = slot_kind_by(cls, name)
        if own == 2:
            return 2
        free |= own
        cls = Class(cls).base
    return free


def slot_kind_by(cls: val, name: val) -> i32:
    """The same by what the class itself says."""
    members: val = Class(cls).members
    slots: val = dict_get_str(members, lit("__slots__")) if members != 0 else 0
    if slots != 0:
        return 2 if in_slots(slots, name) else in_slots(slots, lit("__dict__"))
    if live(Feature.NAMED_TUPLES) and named_is_class(cls) and dict_get_str(members, lit("_fields")) != 0:
        return 0
    return members != 0


def slotted_places(cls: val, names: val) -> None:
    """Gives a class places for the attributes of its instances, if they may have all of them."""
    i: i32 = 0
    while i < Tuple(names).length:
        if slot_kind_of(cls, tuple_get(names, i)) == 0:
            return
        i += 1
    class_places(cls, names)
