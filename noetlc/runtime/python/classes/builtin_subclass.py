"""Subclasses of built-in types: values of a built-in kind with a class of the body and attributes.

Such a value keeps the tag and layout of its kind; two words more at the end of the object are its class and the dict of its
attributes, or 0, and the flag CLASSED tells of them. What works on the kind works on it too; operators and builtins first look
for a method of the class, as their places show: `if live(Feature.BUILTIN_SUBCLASSES) and defines(v, lit("__len__"))`.
"""

from __future__ import annotations

from noetlc.kernel.lang import enable, i32, i64, lit, lit_class, live, store32, storev, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import (
    BUSY,
    CLASSED,
    NO_INSTANCE,
    Class,
    Obj,
    Ordered,
    Tuple,
)
from noetlc.layout.tags import T_BYTES, T_CLASS, T_DEQUE, T_DICT, T_FLOAT, T_FROZENSET, T_INT, T_LIST, T_SET, T_STR, T_TUPLE, T_WIDE
from noetlc.runtime.python.classes.final import is_final, raise_final
from noetlc.runtime.python.classes.lookup import class_find
from noetlc.runtime.python.classes.order import is_ordered
from noetlc.runtime.python.exceptions.errors import is_subclass, raise_type_error
from noetlc.runtime.values.blocks import copy_over
from noetlc.runtime.values.classed import class_word, classed_attributes, is_classed, set_classed_attributes
from noetlc.runtime.values.dict import clone, dict_copy, dict_get_str
from noetlc.runtime.values.list import tuple_get
from noetlc.runtime.values.memory import box_int, tag_of, take


def defines(v: val, name: val) -> i32:
    """Whether the class of a classed value defines a method."""
    return is_classed(v) and class_find(class_word(v), name) != 0


def has_member(v: val, name: val) -> i32:
    """Whether a classed value has an attribute of its own or of its class."""
    if not is_classed(v):
        return 0
    own: val = classed_attributes(v)
    if own != 0 and dict_get_str(own, name) != 0:
        return 1
    return class_find(class_word(v), name) != 0


# ---- classes and their instances


def native_base(cls: val) -> val:
    """The built-in class whose kind the instances of a class have, 0 if that is none but `object`."""
    c: val = cls
    if is_ordered(cls):
        i: i32 = 0
        order: val = Ordered(cls).order
        while i < Tuple(order).length:
            c = tuple_get(order, i)
            if Class(c).members == 0 and c != lit_class("object"):
                return c
            i += 1
        return 0
    while c != 0 and Class(c).members != 0:
        c = Class(c).base
    return 0 if c == lit_class("object") else c


def native_name(cls: val) -> val:
    """The name of that class."""
    base: val = native_base(cls)
    return Class(base).name if base != 0 else lit("object")


def native_class(cls: val) -> val:
    """A built-in class as a base of a class of the body."""
    enable(Feature.BUILTIN_SUBCLASSES)
    return cls


def operated_class(cls: val) -> val:
    """A class of exceptions as a base of a class of the body that has methods for operators or builtins."""
    enable(Feature.BUILTIN_SUBCLASSES)
    enable(Feature.EXCEPTION_METHODS)
    return cls


def check_base(cls: val) -> i32:
    """Whether a class of the body may derive from its built-in base; 0 with TypeError pending."""
    base: val = native_base(cls)
    if live(Feature.SEVERAL_BASES) and is_ordered(cls) and layouts_conflict(Ordered(cls).order, base):
        raise_type_error(lit("multiple bases have instance lay-out conflict"))
        return 0
    tag: i32 = Class(base).instance
    if is_final(base):
        return raise_final(base)
    if tag == NO_INSTANCE or is_value_kind(tag) or tag == T_LIST or tag == T_DICT or tag == T_SET or tag == T_DEQUE:
        return 1
    if live(Feature.METACLASSES) and tag == T_CLASS:
        return 1
    return raise_final(base)


def layouts_conflict(order: val, base: val) -> i32:
    """Whether another built-in class of a search order is none that `base` derives from."""
    i: i32 = 0
    while i < Tuple(order).length:
        c: val = tuple_get(order, i)
        if Class(c).members == 0 and not is_subclass(base, c):
            if not is_subclass(base, lit_class("BaseException")) or not is_subclass(c, lit_class("BaseException")):
                return 1
        i += 1
    return 0


def is_value_kind(tag: i32) -> i32:
    """Whether `__new__` makes the values of a kind; `__init__` fills the others."""
    if tag == T_STR or tag == T_INT or tag == T_FLOAT:
        return 1
    return tag == T_TUPLE or tag == T_FROZENSET or tag == T_BYTES or tag == T_WIDE


def classed_of(cls: val, v: val) -> val:
    """A fresh value as an instance of a class."""
    source: val = box_int(i64(v >> 1)) if v & 1 else v
    size: i32 = (Obj(source).size + 7) & -8  # constants lie closer
    p: i32 = take(size + 8)
    copy_over(p, i32(source), size)
    Obj(p).size = size + 8
    Obj(p).flags = (Obj(p).flags & ~BUSY) | CLASSED
    storev(p + size, cls)
    store32(p + size, 0, 4)
    return val(p)


def plain(v: val) -> val:
    """A classed value of a kind that does not change as a value of the built-in type; other values as they are."""
    if not is_classed(v) or not is_value_kind(tag_of(v)):
        return v
    size: i32 = Obj(v).size - 8
    p: i32 = take(size)
    copy_over(p, i32(v), size)
    Obj(p).size = size
    Obj(p).flags = Obj(p).flags & ~CLASSED
    return val(p)


def classed_copy(v: val, made: val) -> val:
    """`copy.copy(v)`, where `made` is a copy of its content."""
    copied: val = made if is_classed(made) else classed_of(class_word(v), made)
    if made == v:  # of a kind that does not change
        copied = val(clone(i32(v)))
    own: val = classed_attributes(v)
    if own != 0:
        set_classed_attributes(copied, dict_copy(own))
    return copied
