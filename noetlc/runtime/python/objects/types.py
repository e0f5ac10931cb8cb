"""The class of a value, whether it is of a class, and type names."""

from __future__ import annotations

from noetlc.kernel.lang import i32, implements, inline, lit, lit_class, live, loadv, noinline, reason, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import BOUND_FUNCTION, BUILTIN, CLASS_MODULE, COROUTINE, SINGLETON, SLOT, TRUE, UNBOUND, Class, Exc, Obj
from noetlc.layout.tags import (
    T_BOOL,
    T_BOUND,
    T_BYTEARRAY,
    T_BYTES,
    T_CLASS,
    T_DICT,
    T_EXCEPTION,
    T_FLOAT,
    T_FROZENSET,
    T_FUNCTION,
    T_GENERATOR,
    T_INSTANCE,
    T_INT,
    T_ITERATOR,
    T_LIST,
    T_METHOD_KIND,
    T_MODULE,
    T_NONE,
    T_RANGE,
    T_SET,
    T_SLICE,
    T_STR,
    T_TUPLE,
    T_VIEW,
    T_WIDE,
)  # fmt: skip
from noetlc.runtime.python import protocol
from noetlc.runtime.python.classes.lookup import class_find, enum_kind, method_kind_class
from noetlc.runtime.python.classes.named_tuple import is_named, named_class_of
from noetlc.runtime.python.containers.dict_kinds import dict_class
from noetlc.runtime.python.containers.views import iterator_class, view_class
from noetlc.runtime.python.exceptions.errors import is_subclass, message_of
from noetlc.runtime.python.hooks import library_class, library_type_name
from noetlc.runtime.python.objects.name import iterator_class_of
from noetlc.runtime.python.protocol import py_getattr
from noetlc.runtime.values.classed import class_word, is_classed
from noetlc.runtime.values.dict import dict_get_str
from noetlc.runtime.values.memory import has_tag, leave, tag_of


@implements(protocol.type_of)
def type_of(v: val) -> val:
    """The class of a value (`type(v)`)."""
    if live(Feature.BUILTIN_SUBCLASSES) and is_classed(v):
        return class_word(v)
    tag: i32 = tag_of(v)
    if tag == T_STR:
        return lit_class("str")
    if tag == T_INT:
        return lit_class("int")
    if tag == T_NONE:
        return lit_class("NoneType")
    if tag == T_BOOL:
        return lit_class("bool")
    if tag == T_FLOAT:
        return lit_class("float")
    if tag == T_LIST:
        return lit_class("list")
    if tag == T_DICT:
        return dict_class(v) if live(Feature.DICT_KINDS) else lit_class("dict")
    if live(T_TUPLE) and tag == T_TUPLE:
        if live(Feature.NAMED_TUPLES) and is_named(v):
            return named_class_of(v)
        return lit_class("tuple")
    return rare_type_of(v, tag)


@noinline
def rare_type_of(v: val, tag: i32) -> val:
    """`type_of` for the other kinds."""
    if live(T_EXCEPTION) and tag == T_EXCEPTION:
        return Exc(v).cls
    if live(T_INSTANCE) and tag == T_INSTANCE:
        return Exc(v).cls
    if live(T_SET) and tag == T_SET:
        return lit_class("set")
    if live(T_FROZENSET) and tag == T_FROZENSET:
        return lit_class("frozenset")
    if live(T_BYTES) and tag == T_BYTES:
        return lit_class("bytes")
    if live(T_BYTEARRAY) and tag == T_BYTEARRAY:
        return lit_class("bytearray")
    if live(T_RANGE) and tag == T_RANGE:
        return lit_class("range")
    if live(T_SLICE) and tag == T_SLICE:
        return lit_class("slice")
    if live(T_MODULE) and tag == T_MODULE:
        return lit_class("module")
    if live(T_WIDE) and tag == T_WIDE:
        return lit_class("int")
    if live(Feature.GENERATOR_NAMES) and iterator_class_of(v) != 0:
        return iterator_class_of(v)
    if live(T_GENERATOR) and tag == T_GENERATOR:
        return lit_class("coroutine") if live(Feature.COROUTINES) and Obj(v).flags & COROUTINE else lit_class("generator")
    return class_by_content(v, tag)


def class_by_content(v: val, tag: i32) -> val:
    """`type_of` for kinds whose objects say which class they have."""
    if live(T_FUNCTION) and tag == T_FUNCTION:
        return native_kind(v) if Obj(v).flags & BUILTIN else lit_class("function")
    if live(T_BOUND) and tag == T_BOUND:
        function: val = loadv(v, BOUND_FUNCTION)
        if live(T_FUNCTION) and has_tag(function, T_FUNCTION) and Obj(function).flags & BUILTIN:
            if live(Feature.SLOT_METHODS) and Obj(function).flags & SLOT:
                return lit_class("method-wrapper")
            return lit_class("builtin_function_or_method")
        return lit_class("method")
    if live(Feature.ITERATOR_VALUES) and tag == T_ITERATOR:
        return iterator_class(v)
    if live(Feature.VIEW_VALUES) and tag == T_VIEW:
        return view_class(v)
    if live(Feature.ENUMS) and enum_kind(v) != 0:
        return lit_class("enum.EnumType")
    if live(T_CLASS) and tag == T_CLASS:
        return Class(v).base if Class(v).instance == SINGLETON else class_of_class(v)
    if live(T_METHOD_KIND) and tag == T_METHOD_KIND:
        return method_kind_class(v)
    if live(Feature.LIBRARY_OBJECTS):
        cls: val = library_class(v, tag)
        if cls != 0:
            return cls
    return lit_class("object")


@inline
def native_kind(function: val) -> val:
    """The class of a function of a builtin, of a method without a receiver another one."""
    if live(Feature.UNBOUND_METHODS) and Obj(function).flags & UNBOUND:
        if live(Feature.SLOT_METHODS) and Obj(function).flags & SLOT:
            return lit_class("wrapper_descriptor")
        return lit_class("method_descriptor")
    return lit_class("builtin_function_or_method")


def class_of_class(v: val) -> val:
    """The class of a class that no metaclass made: of an abstract one that of a body which has no use for it."""
    if live(Feature.ABSTRACT) and Class(v).members != 0 and dict_get_str(Class(v).members, lit("1abstract")) != 0:
        return lit_class("abc.ABCMeta")
    if live(Feature.ABSTRACT_KINDS):
        kind: val = class_find(v, lit("1abstract_kind"))
        if kind != 0:
            return lit_class("abc.ABCMeta") if kind == TRUE else kind
    return lit_class("type")


@inline
def shown_type(v: val) -> val:
    """`type(v)` as a body sees it: of an abstract class whose hook is asked, ABCMeta."""
    found: val = type_of(v)
    if live(Feature.ABSTRACT_KINDS) and live(Feature.METACLASSES) and has_tag(v, T_CLASS) and Class(found).members != 0:
        kind: val = dict_get_str(Class(found).members, lit("1abstract_kind"))
        if kind != 0:
            return lit_class("abc.ABCMeta") if kind == TRUE else kind
    return found


@implements(protocol.py_type_name)
def py_type_name(v: val) -> val:
    """The name of a value's class as messages show it."""
    if live(Feature.LIBRARY_OBJECTS) and not (live(Feature.BUILTIN_SUBCLASSES) and is_classed(v)):
        name: val = library_type_name(v)
        if name != 0:
            return name
    if live(Feature.TYPE_NAMES) and has_tag(v, T_INSTANCE) and Class(Exc(v).cls).members != 0:
        shown: val = dict_get_str(Class(Exc(v).cls).members, lit("1_type_name"))
        if shown != 0:
            return shown
    if live(Feature.GENERATOR_NAMES) and iterator_class_of(v) != 0:
        return message_of(lit("$.$"), loadv(iterator_class_of(v), CLASS_MODULE), Class(iterator_class_of(v)).name, 0)
    return Class(type_of(v)).name


@inline
def is_of(v: val, cls: val) -> i32:
    """Whether a value is of a class, whatever a metaclass says."""
    if live(Feature.ATTRIBUTE_HOOKS):
        return is_shown_of(v, cls)
    return is_subclass(type_of(v), cls)


@noinline
def is_shown_of(v: val, cls: val) -> i32:
    """The same, where the class that an instance shows counts too."""
    if is_subclass(type_of(v), cls) or not has_tag(v, T_INSTANCE):
        return is_subclass(type_of(v), cls)
    shown: val = py_getattr(v, lit("__class__"))
    if shown == 0:
        leave(reason("special method of a built-in type"))
    return has_tag(shown, T_CLASS) and is_subclass(shown, cls)


@inline
def is_kind(v: val, tag: i32, cls: val) -> i32:
    """`isinstance(v, cls)` of a built-in class whose own objects have that tag, T_DICT at most; `int` not."""
    have: i32 = tag_of(v)
    return have == tag or ((live(T_INSTANCE) or live(Feature.LIBRARY_OBJECTS)) and have > T_DICT and is_of(v, cls))


@inline
def is_just(v: val, tag: i32) -> i32:
    """`type(v) is cls` of a built-in class whose own objects, and nothing else but those of classes below it, have that tag."""
    return tag_of(v) == tag and not (live(Feature.BUILTIN_SUBCLASSES) and is_classed(v))


@inline
def is_just_int(v: val) -> i32:
    """`type(v) is int`."""
    have: i32 = tag_of(v)
    return (have == T_INT or (live(T_WIDE) and have == T_WIDE)) and not (live(Feature.BUILTIN_SUBCLASSES) and is_classed(v))


@inline
def is_integer(v: val, cls: val) -> i32:
    """`isinstance(v, int)`; `cls` is that class."""
    have: i32 = tag_of(v)
    plain: i32 = have >= T_BOOL and have <= T_WIDE
    return plain or ((live(T_INSTANCE) or live(Feature.LIBRARY_OBJECTS)) and have > T_DICT and is_of(v, cls))
