"""Classes with several bases: the order in which they and their bases are searched (C3), kept in the class object."""

from __future__ import annotations

from noetlc.kernel.lang import i32, lit, live, noinline, reason, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import NONE, ORDERED, Class, Obj, Ordered, Tuple
from noetlc.layout.tags import T_CLASS, T_FUNCTION, T_INSTANCE, T_INT, T_STR
from noetlc.runtime.python.exceptions.errors import message_of, raise_type, raise_type_error
from noetlc.runtime.text.strings import buf_end
from noetlc.runtime.values.buffer import buf_begin, buf_str
from noetlc.runtime.values.dict import dict_get_str
from noetlc.runtime.values.list import list_delete, list_get, list_len, list_new, list_push, list_to_tuple, tuple_get
from noetlc.runtime.values.memory import has_tag, leave, new_object


def is_ordered(cls: val) -> i32:
    return live(Feature.SEVERAL_BASES) and Obj(cls).flags & ORDERED


def find_in_order(order: val, start: i32, name: val) -> val:
    """What the classes from a position on define under a name, 0 if nothing."""
    i: i32 = start
    while i < Tuple(order).length:
        members: val = Class(tuple_get(order, i)).members
        if members != 0:
            found: val = dict_get_str(members, name)
            if found != 0:
                return found
        i += 1
    return 0


@noinline
def raise_base(base: val) -> val:
    """The TypeError of a base that is no class: what its type says of being called with the three parts of a class."""
    if base == NONE:
        return raise_type_error(lit("NoneType takes no arguments"))
    if base & 1 or has_tag(base, T_INT):
        return raise_type_error(lit("int() takes at most 2 arguments (3 given)"))
    if has_tag(base, T_STR):
        return raise_type_error(lit("str() argument 'encoding' must be str, not tuple"))
    if has_tag(base, T_INSTANCE):
        leave(reason("class with a base that is none"))  # its class would be called
    if has_tag(base, T_FUNCTION):
        return raise_type_error(lit("function() argument 'code' must be code, not str"))
    return raise_type(lit("$ expected at most 1 argument, got 3"), base)


def merged_class(name: val, bases: val, members: val) -> val:
    """A class object with several bases, or with one that is ordered; TypeError if they contradict each other."""
    n: i32 = Tuple(bases).length
    waiting: val = list_new(n + 1)
    direct: val = list_new(n)
    i: i32 = 0
    while i < n:
        base: val = tuple_get(bases, i)
        if has_tag(base, T_CLASS) == 0:
            return raise_base(base)
        if position_in(direct, base, 0) >= 0:
            return raise_type_error(message_of(lit("duplicate base class $"), Class(base).name, 0, 0))
        list_push(direct, base)
        list_push(waiting, order_of(base))
        i += 1
    list_push(waiting, direct)
    p: i32 = new_object(T_CLASS, 32, 12)
    Obj(p).flags = ORDERED
    Ordered(p).name = name
    Ordered(p).base = tuple_get(bases, 0)
    Ordered(p).members = members
    Ordered(p).order = 0
    order: val = list_new(n + 2)
    list_push(order, val(p))
    while list_len(waiting) != 0:
        next_class: val = first_free(waiting)
        if next_class == 0:
            return raise_contradiction(bases)
        list_push(order, next_class)
        drop_first(waiting, next_class)
    Ordered(p).order = list_to_tuple(order)
    return val(p)


def order_of(cls: val) -> val:
    """The search order of a class as a new list."""
    made: val = list_new(4)
    if is_ordered(cls):
        i: i32 = 0
        while i < Tuple(Ordered(cls).order).length:
            list_push(made, tuple_get(Ordered(cls).order, i))
            i += 1
        return made
    c: val = cls
    while c != 0:
        list_push(made, c)
        c = Class(c).base
    return made


def position_in(items: val, v: val, start: i32) -> i32:
    """Where an object stands in a list from a position on, -1 if nowhere."""
    i: i32 = start
    while i < list_len(items):
        if list_get(items, i) == v:
            return i
        i += 1
    return -1


def first_free(waiting: val) -> val:
    """The first head of the lists that no list has further back, 0 if there is none."""
    i: i32 = 0
    while i < list_len(waiting):
        head: val = list_get(list_get(waiting, i), 0)
        j: i32 = 0
        while j < list_len(waiting) and position_in(list_get(waiting, j), head, 1) < 0:
            j += 1
        if j == list_len(waiting):
            return head
        i += 1
    return 0


def drop_first(waiting: val, cls: val) -> None:
    """Takes a class off the heads of the lists, and the empty lists away."""
    i: i32 = 0
    while i < list_len(waiting):
        items: val = list_get(waiting, i)
        if list_get(items, 0) == cls:
            list_delete(items, 0)
        if list_len(items) == 0:
            list_delete(waiting, i)
        else:
            i += 1


def raise_contradiction(bases: val) -> val:
    mark: i32 = buf_begin()
    buf_str(lit("Cannot create a consistent method resolution\norder (MRO) for bases "))
    i: i32 = 0
    while i < Tuple(bases).length:
        if i > 0:
            buf_str(lit(", "))
        buf_str(Class(tuple_get(bases, i)).name)
        i += 1
    return raise_type_error(buf_end(mark))
