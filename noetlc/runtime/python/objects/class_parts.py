"""What a class tells of itself: its bases, search order, subclasses, and all that it defines, as CPython's `__dict__` has it."""

from __future__ import annotations

from noetlc.kernel.lang import i32, lit, lit_class, live, load8, noinline, reason, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import NONE, STR_BYTES, Class, Tuple
from noetlc.layout.tags import T_BYTES, T_FROZENSET, T_INT, T_SET, T_STR, T_TUPLE
from noetlc.runtime.python.classes.abstract import left_abstract
from noetlc.runtime.python.classes.builtin_subclass import native_base
from noetlc.runtime.python.classes.lookup import class_find, enum_kind, members_changed
from noetlc.runtime.python.classes.order import is_ordered, order_of
from noetlc.runtime.python.classes.slots import in_slots
from noetlc.runtime.python.containers.set import py_frozenset
from noetlc.runtime.python.containers.sort import py_sorted
from noetlc.runtime.python.exceptions.errors import is_subclass, raise_error
from noetlc.runtime.text.strings import str_eq
from noetlc.runtime.values.dict import dict_get_str, dict_key_at, dict_new, dict_next, dict_set, dict_value_at
from noetlc.runtime.values.list import list_delete, list_get, list_len, list_new, list_push, list_to_tuple, tuple_get, tuple_new, tuple_set
from noetlc.runtime.values.memory import from_bool, has_tag, leave

HIDDEN = 49  # the first character of what only the runtime asks the members of a class for


@noinline
def note_parts(cls: val, bases: val, members: val) -> None:
    """Notes what a new class has beside its members: bases, itself as a subclass of these, `__dict__` and `__weakref__`."""
    if Tuple(bases).length == 0:
        bases = tuple_new(1)
        tuple_set(bases, 0, lit_class("object"))
    dict_set(members, lit("1bases"), bases)
    i: i32 = 0
    while i < Tuple(bases).length:
        above: val = Class(tuple_get(bases, i)).members
        if above != 0:
            known: val = dict_get_str(above, lit("1subclasses"))
            if known == 0:
                known = list_new(1)
                dict_set(above, lit("1subclasses"), known)
                members_changed()
            list_push(known, cls)
        i += 1


@noinline
def mark_storage(bases: val, members: val) -> None:
    """Marks that the instances of a new class get a `__dict__` and can be referred to weakly, where the base that decides their layout
    gave neither; before `__doc__` is added."""
    best: val = layout_base(bases)
    native: val = native_base(best)
    tag: i32 = Class(native).instance if native != 0 else 0
    if native == lit_class("type"):
        return
    slots: val = dict_get_str(members, lit("__slots__"))
    if slots != 0:
        if live(Feature.SLOTS):
            note_slots(slots, members)
        return
    is_exception: i32 = native != 0 and is_subclass(native, lit_class("BaseException"))
    if not is_exception and class_find(best, lit("1dict")) == 0:
        dict_set(members, lit("1dict"), NONE)
    sized: i32 = tag == T_INT or tag == T_TUPLE or tag == T_BYTES or tag == T_SET or tag == T_FROZENSET
    if not (native != 0 and sized) and class_find(best, lit("1weak")) == 0:
        dict_set(members, lit("1weak"), NONE)


def note_slots(slots: val, members: val) -> None:
    dict_set(members, lit("1slots"), sorted_slots(slots))
    if in_slots(slots, lit("__dict__")):
        dict_set(members, lit("1dict"), NONE)
    if in_slots(slots, lit("__weakref__")):
        dict_set(members, lit("1weak"), NONE)


def layout_base(bases: val) -> val:
    """The first base that derives from another built-in class than `object`, else the first."""
    i: i32 = 0
    while i < Tuple(bases).length:
        if native_base(tuple_get(bases, i)) != 0:
            return tuple_get(bases, i)
        i += 1
    return tuple_get(bases, 0) if Tuple(bases).length != 0 else lit_class("object")


@noinline
def class_part(cls: val, name: val) -> val:
    """`__mro__`, `__bases__` and their kind; 0 for another name."""
    if str_eq(name, lit("__mro__")):
        return list_to_tuple(shown_order(cls))
    if str_eq(name, lit("__bases__")):
        return bases_of(cls)
    if str_eq(name, lit("__base__")):
        if is_ordered(cls) and native_base(cls) != 0:
            if live(Feature.SLOTS):  # which decide the layout too
                leave(reason("dict of a class"))
            return layout_base(bases_of(cls))
        return Class(cls).base if Class(cls).base != 0 else NONE
    if live(Feature.ABSTRACT) and str_eq(name, lit("__abstractmethods__")):
        left: val = left_abstract(cls) if Class(cls).members != 0 else 0
        return py_frozenset(left) if left != 0 else raise_error(lit_class("AttributeError"), name)
    if str_eq(name, lit("1slotted")):
        return from_bool(live(Feature.SLOTS) and keeps_slots(cls))
    if str_eq(name, lit("1members")):
        return all_members(cls)
    if str_eq(name, lit("1own")):
        of_enum: i32 = live(Feature.ENUMS) and enum_kind(cls) != 0
        return NONE if Class(cls).members == 0 or of_enum or has_behind(cls) else shown_members(cls)
    if str_eq(name, lit("1dir")):
        found: val = class_find(cls, lit("__dir__"))
        return found if found != 0 else NONE
    if str_eq(name, lit("1subclasses")):
        return subclasses(cls)
    return 0


def is_behind(cls: val) -> i32:
    """Whether a class is the one behind a statement of `typing.NamedTuple`, which nothing shows."""
    return live(T_TUPLE) and Class(cls).members != 0 and dict_get_str(Class(cls).members, lit("1behind")) != 0


def has_behind(cls: val) -> i32:
    """Whether some members of a class are those of the class behind it."""
    bases: val = dict_get_str(Class(cls).members, lit("1bases"))
    return live(T_TUPLE) and bases != 0 and Tuple(bases).length != 0 and is_behind(tuple_get(bases, 0))


def class_behind(cls: val) -> val:
    """Notes that a class of named tuples is behind another one. Returns None."""
    dict_set(Class(cls).members, lit("1behind"), NONE)
    return NONE


def shown_order(cls: val) -> val:
    """`__mro__` as a list."""
    order: val = order_of(cls)
    i: i32 = list_len(order) - 1
    while i >= 0:
        if is_behind(list_get(order, i)):
            list_delete(order, i)
        i -= 1
    return order


def bases_of(cls: val) -> val:
    found: val = dict_get_str(Class(cls).members, lit("1bases")) if Class(cls).members != 0 else 0
    if found != 0:
        return bases_of(tuple_get(found, 0)) if is_behind(tuple_get(found, 0)) else found
    made: val = tuple_new(1 if Class(cls).base != 0 else 0)
    if Class(cls).base != 0:
        tuple_set(made, 0, Class(cls).base)
    return made


def subclasses(cls: val) -> val:
    """Those of the body, in the order in which they were made."""
    if Class(cls).members == 0:
        leave(reason("dict of a class"))
    found: val = dict_get_str(Class(cls).members, lit("1subclasses"))
    return found if found != 0 else list_new(0)


def all_members(cls: val) -> val:
    """All that a class of the body defines, as a new dict; `__dict__` and `__weakref__` stand for themselves."""
    members: val = Class(cls).members
    unknown: i32 = members == 0 or (live(Feature.ENUMS) and enum_kind(cls) != 0)
    if unknown or dict_get_str(members, lit("1bases")) == 0 or has_behind(cls):
        leave(reason("dict of a class"))
    return shown_members(cls)


def shown_members(cls: val) -> val:
    made: val = dict_new()
    members: val = Class(cls).members
    e: i32 = dict_next(members, 0)
    while e >= 0:
        name: val = dict_key_at(members, e)
        if load8(name + STR_BYTES) != HIDDEN:
            dict_set(made, name, dict_value_at(members, e))
        elif str_eq(name, lit("1dict")):
            dict_set(made, lit("__dict__"), NONE)
        elif str_eq(name, lit("1weak")):
            dict_set(made, lit("__weakref__"), NONE)
        elif live(Feature.SLOTS) and str_eq(name, lit("1slots")):
            put_slots(made, dict_value_at(members, e))
        elif live(Feature.ABSTRACT) and str_eq(name, lit("1abstract")):
            dict_set(made, lit("__abstractmethods__"), py_frozenset(dict_value_at(members, e)))
            dict_set(made, lit("_abc_impl"), NONE)
        e = dict_next(members, e + 1)
    return made


def put_slots(made: val, names: val) -> None:
    """Adds the slots of a class to what it defines, and a list of them under `1slots`."""
    i: i32 = 0
    while i < list_len(names):
        dict_set(made, list_get(names, i), NONE)
        i += 1
    dict_set(made, lit("1slots"), names)


def keeps_slots(cls: val) -> i32:
    """Whether a class or one above it has a slot, other than for a `__dict__`."""
    order: val = order_of(cls)
    i: i32 = 0
    while i < list_len(order):
        members: val = Class(list_get(order, i)).members
        slots: val = dict_get_str(members, lit("__slots__")) if members != 0 else 0
        if slots != 0 and list_len(sorted_slots(slots)) != 0:
            return 1
        i += 1
    return 0


def sorted_slots(slots: val) -> val:
    """The names in `__slots__` that instances have a place for, in order, without those that every object may have."""
    names: val = list_new(1)
    if has_tag(slots, T_STR):
        list_push(names, slots)
    else:
        names = py_sorted(slots, 0)
    made: val = list_new(list_len(names))
    i: i32 = 0
    while i < list_len(names):
        name: val = list_get(names, i)
        if not str_eq(name, lit("__dict__")) and not str_eq(name, lit("__weakref__")):
            list_push(made, name)
        i += 1
    return made
