"""Setting and deleting what a class has beside its members: its name, bases and kin."""

from __future__ import annotations

from noetlc.kernel.lang import enable, i32, lit, lit_class, noinline, reason, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import Class, Tuple
from noetlc.layout.tags import T_CLASS, T_STR, T_TUPLE
from noetlc.runtime.python.classes.class_checks import check_bases, check_class_name
from noetlc.runtime.python.classes.special_names import is_word
from noetlc.runtime.python.exceptions.errors import is_subclass, message_of, raise_error, raise_type_error
from noetlc.runtime.python.objects.name import class_module, class_qualified_name
from noetlc.runtime.python.protocol import py_type_name
from noetlc.runtime.text.strings import str_eq
from noetlc.runtime.values.dict import dict_get_str, dict_set
from noetlc.runtime.values.list import tuple_get
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
    if check_bases(bases):
        leave(reason("other bases of a class"))
    return 0


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
