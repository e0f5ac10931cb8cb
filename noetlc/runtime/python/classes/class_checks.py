"""What a class must be: its name, the classes it may derive from, and its slots."""

from __future__ import annotations

from noetlc.kernel.lang import i32, lit, lit_class, live, load8, noinline, reason, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import STR_BYTES, Class, Str, Tuple
from noetlc.layout.tags import T_BYTES, T_CLASS, T_GENERATOR, T_ITERATOR, T_STR
from noetlc.runtime.python.classes.builtin_subclass import native_base
from noetlc.runtime.python.classes.final import is_final, raise_final
from noetlc.runtime.python.classes.order import order_of
from noetlc.runtime.python.classes.slots import in_slots, slot_kind_of
from noetlc.runtime.python.exceptions.errors import is_subclass, message_of, raise_type, raise_type_error, raise_value_error
from noetlc.runtime.python.protocol import is_encodable, list_of, py_type_name
from noetlc.runtime.text.strings import str_eq, str_find, str_from
from noetlc.runtime.text.unicode import py_isidentifier
from noetlc.runtime.values.blocks import bytes_equal
from noetlc.runtime.values.dict import dict_get_str
from noetlc.runtime.values.list import list_get, list_len, list_new, list_push, tuple_get
from noetlc.runtime.values.memory import has_tag, leave

DOT = 0x2E
SURROGATE, SURROGATE_SECOND = 0xED, 0xA0  # how half a character begins in UTF-8, and what comes at least after that


@noinline
def check_class_name(name: val) -> i32:
    """Whether a text may be the name of a class; 0 when raised."""
    if str_find(name, lit("\0"), 0) >= 0:
        raise_value_error(lit("type name must not contain null characters"))
        return 0
    if live(T_BYTES):
        return is_encodable(name)  # the error shows bytes, which nothing else should bring in
    p: i32 = name + STR_BYTES
    end: i32 = p + Str(name).nbytes
    while p < end:
        if load8(p) == SURROGATE and load8(p + 1) >= SURROGATE_SECOND:
            leave(reason("name of a class"))
        p += 1
    return 1


@noinline
def check_bases(bases: val) -> i32:
    """Whether all classes among bases may be some; 0 when raised."""
    i: i32 = 0
    while i < Tuple(bases).length:
        if has_tag(tuple_get(bases, i), T_CLASS) and is_final(tuple_get(bases, i)):
            return raise_final(tuple_get(bases, i))
        i += 1
    return 1


@noinline
def check_made(base: val, cls: val) -> val:
    """The class that `base.__new__(cls, …)` of a built-in class makes an object of; 0 when raised."""
    own: val = Class(base).name
    if not has_tag(cls, T_CLASS):
        return raise_type_error(message_of(lit("$.__new__(X): X is not a type object ($)"), own, py_type_name(cls), 0))
    if not is_subclass(cls, base):
        made: val = message_of(lit("$.__new__($): $ is"), own, Class(cls).name, Class(cls).name)
        return raise_type_error(message_of(lit("$ not a subtype of $"), made, own, 0))
    return cls


# ---- slots


@noinline
def check_slots(cls: val) -> i32:
    """Whether the `__slots__` of a new class are some; 0 when raised."""
    members: val = Class(cls).members
    slots: val = dict_get_str(members, lit("__slots__"))
    if slots == 0 or has_tag(slots, T_ITERATOR) or has_tag(slots, T_GENERATOR):
        return 1
    names: val = list_new(1)
    if has_tag(slots, T_STR):
        list_push(names, slots)
    else:
        names = list_of(slots)
    if names == 0:
        return 0
    base: val = Class(cls).base
    if list_len(names) != 0 and is_sized(base):
        raise_type_error(message_of(lit("nonempty __slots__ not supported for subtype of '$'"), Class(base).name, 0, 0))
        return 0
    has_dict: i32 = is_subclass(base, lit_class("BaseException")) or slot_kind_of(base, lit("1")) == 1
    has_weak: i32 = has_weak_slot(base)
    i: i32 = 0
    while i < list_len(names):
        name: val = list_get(names, i)
        if not check_slot_name(name):
            return 0
        if str_eq(name, lit("__dict__")):
            if has_dict:
                raise_type_error(lit("__dict__ slot disallowed: we already got one"))
                return 0
            has_dict = 1
        elif str_eq(name, lit("__weakref__")):
            if has_weak:
                raise_type_error(lit("__weakref__ slot disallowed: either we already got one, or __itemsize__ != 0"))
                return 0
            has_weak = 1
        elif dict_get_str(members, name) != 0 and not str_eq(name, lit("__qualname__")) and not str_eq(name, lit("__classcell__")):
            raise_value_error(message_of(lit("'$' in __slots__ conflicts with class variable"), name, 0, 0))
            return 0
        i += 1
    return 1


def check_slot_name(name: val) -> i32:
    if not has_tag(name, T_STR):
        raise_type(lit("__slots__ items must be strings, not '$'"), name)
        return 0
    if not py_isidentifier(name) and not is_hidden(name):
        raise_type_error(lit("__slots__ must be identifiers"))
        return 0
    return 1


def is_hidden(name: val) -> i32:
    """Whether a name is one of the library's that bodies cannot spell."""
    return Str(name).nbytes > 1 and load8(name + STR_BYTES) == 49 and load8(name + STR_BYTES + 1) == 95


def is_sized(cls: val) -> i32:
    """Whether the instances of a class have a size of their own each, with no place behind it."""
    if not live(Feature.BUILTIN_SUBCLASSES) or native_base(cls) == 0:
        return 0
    native: val = native_base(cls)
    return native == lit_class("int") or native == lit_class("tuple") or native == lit_class("bytes") or native == lit_class("type")


def has_weak_slot(cls: val) -> i32:
    """Whether instances of a class can be referred to weakly."""
    if live(Feature.BUILTIN_SUBCLASSES) and native_base(cls) != 0:
        native: val = native_base(cls)
        if native == lit_class("set") or native == lit_class("frozenset") or native == lit_class("collections.deque"):
            return 1
    order: val = order_of(cls)
    i: i32 = 0
    while i < list_len(order):
        members: val = Class(list_get(order, i)).members
        slots: val = dict_get_str(members, lit("__slots__")) if members != 0 else 0
        if members != 0 and (slots == 0 or in_slots(slots, lit("__weakref__"))):
            return 1
        i += 1
    return 0


def prefix_of(name: val, members: val) -> val:
    """What stands before the name of a class in its text: its module, and what of its qualified name is around it."""
    module: val = dict_get_str(members, lit("__module__"))
    if module == 0:
        module = lit("__main__")
    whole: val = dict_get_str(members, lit("__qualname__"))
    if not has_tag(module, T_STR):
        leave(reason("name of a class"))
    if whole == 0:
        return module
    if not has_tag(whole, T_STR):
        return raise_type(lit("type __qualname__ must be a str, not $"), whole)
    around: i32 = Str(whole).nbytes - Str(name).nbytes
    p: i32 = whole + STR_BYTES + around
    if around < 0 or not bytes_equal(p, name + STR_BYTES, Str(name).nbytes) or (around > 0 and load8(p - 1) != DOT):
        leave(reason("name of a class"))
    return message_of(lit("$.$"), module, str_from(whole + STR_BYTES, around - 1), 0) if around > 1 else module
