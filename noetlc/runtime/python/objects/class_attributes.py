"""Setting and deleting what a class has beside its members: its name, bases and kin."""

from __future__ import annotations

from noetlc.kernel.lang import enable, i32, lit, lit_class, live, noinline, reason, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import Class, Tuple
from noetlc.layout.tags import T_CLASS, T_STR, T_TUPLE
from noetlc.runtime.python.classes.builtin_subclass import native_base
from noetlc.runtime.python.classes.class_checks import check_bases, check_class_name
from noetlc.runtime.python.classes.lookup import class_find, members_changed
from noetlc.runtime.python.classes.order import is_ordered
from noetlc.runtime.python.exceptions.errors import is_subclass, message_of, raise_error, raise_type_error
from noetlc.runtime.python.objects.name import class_module, class_qualified_name
from noetlc.runtime.python.protocol import py_type_name
from noetlc.runtime.text.strings import is_word, str_eq
from noetlc.runtime.values.classed import class_word, is_classed
from noetlc.runtime.values.dict import dict_get_str, dict_set
from noetlc.runtime.values.list import list_delete, list_get, list_len, list_new, list_push, tuple_get
from noetlc.runtime.values.memory import has_tag, leave


@noinline
def set_class_part(cls: val, name: val, x: val) -> val:
    """Sets a part of a class: x if done, 0 when raised, -1 for a name of members."""
    if str_eq(name, lit("__name__")) or str_eq(name, lit("__qualname__")):
        if not has_tag(x, T_STR):
            return raise_type_error(message_of(lit("can only assign string to $.$, not '$'"), Class(cls).name, name, py_type_name(x)))
        if str_eq(name, lit("__qualname__")):
            note_names(cls)
            dict_set(Class(cls).members, lit("1qualname"), x)
            return x
        if not check_class_name(x):
            return 0
        note_names(cls)
        Class(cls).name = x
        return x
    if str_eq(name, lit("__module__")) and has_tag(x, T_STR):
        note_names(cls)
        dict_set(Class(cls).members, lit("1module"), x)
        return -1
    if str_eq(name, lit("__bases__")):
        return set_bases(cls, x)
    if is_word(lit(" __mro__ __base__ "), name):
        return raise_error(lit_class("AttributeError"), lit("readonly attribute"))
    if str_eq(name, lit("__dict__")):
        return raise_error(lit_class("AttributeError"), lit("attribute '__dict__' of 'type' objects is not writable"))
    return -1


def note_names(cls: val) -> None:
    """Keeps the module and qualified name of a class apart from its name, before one of them becomes another."""
    enable(Feature.RENAMED_CLASSES)
    if dict_get_str(Class(cls).members, lit("1module")) == 0:
        module: val = class_module(cls)
        dict_set(Class(cls).members, lit("1qualname"), class_qualified_name(cls))
        dict_set(Class(cls).members, lit("1module"), module)


def set_bases(cls: val, bases: val) -> val:
    """`cls.__bases__ = bases`: what raises; other bases leave the run, since classes keep theirs."""
    if not has_tag(bases, T_TUPLE):
        return raise_type_error(message_of(lit("can only assign tuple to $.__bases__, not $"), Class(cls).name, py_type_name(bases), 0))
    if Tuple(bases).length == 0:
        return raise_type_error(message_of(lit("can only assign non-empty tuple to $.__bases__, not ()"), Class(cls).name, 0, 0))
    i: i32 = 0
    while i < Tuple(bases).length:
        base: val = tuple_get(bases, i)
        if not has_tag(base, T_CLASS):
            text: val = lit("$.__bases__ must be tuple of classes, not '$'")
            return raise_type_error(message_of(text, Class(cls).name, py_type_name(base), 0))
        if is_subclass(base, cls):
            return raise_type_error(lit("a __bases__ item causes an inheritance cycle"))
        i += 1
    if not check_bases(bases):
        return 0
    if live(Feature.CLASS_PARTS):
        if Tuple(bases).length == 1 and stays_plain(cls, tuple_get(bases, 0)):
            move_below(cls, tuple_get(bases, 0))
            dict_set(Class(cls).members, lit("1bases"), bases)
            members_changed()
            return bases
    leave(reason("other bases of a class"))
    return 0


def stays_plain(cls: val, base: val) -> i32:
    """Whether a class with one base, and all below it, are looked into one after the other, and may stand below another class."""
    if is_ordered(cls) or is_ordered(base) or Class(cls).instance != Class(base).instance or native_base(cls) != native_base(base):
        return 0
    if live(Feature.SLOTS) or (is_classed(cls) and class_find(class_word(cls), lit("mro")) != 0):
        return 0
    below: val = dict_get_str(Class(cls).members, lit("1subclasses"))
    i: i32 = 0
    while below != 0 and i < list_len(below):
        if not stays_plain(list_get(below, i), cls):
            return 0
        i += 1
    return 1


def move_below(cls: val, base: val) -> None:
    """Gives a class another base, and takes it out of the subclasses of the one before."""
    before: val = Class(Class(cls).base).members
    known: val = dict_get_str(before, lit("1subclasses")) if before != 0 else 0
    i: i32 = list_len(known) - 1 if known != 0 else -1
    while i >= 0:
        if list_get(known, i) == cls:
            list_delete(known, i)
        i -= 1
    Class(cls).base = base
    if Class(base).members == 0:
        return
    known = dict_get_str(Class(base).members, lit("1subclasses"))
    if known == 0:
        known = list_new(1)
        dict_set(Class(base).members, lit("1subclasses"), known)
    list_push(known, cls)


@noinline
def refuse_deleting(cls: val, name: val) -> i32:
    """Whether a name is one of a part that stays, with the exception pending."""
    if is_word(lit(" __name__ __bases__ __qualname__ "), name):
        raise_type_error(message_of(lit("cannot delete '$' attribute of immutable type '$'"), name, Class(cls).name, 0))
        return 1
    if is_word(lit(" __mro__ __base__ "), name):
        raise_error(lit_class("AttributeError"), lit("readonly attribute"))
        return 1
    return 0
