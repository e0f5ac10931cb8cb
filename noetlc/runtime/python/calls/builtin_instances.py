"""Instances of subclasses of built-in types: what `__new__` and `__init__` of the built-in type do."""

from __future__ import annotations

from noetlc.kernel.lang import extern, i32, lit, live, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import DEFAULT_DICT, NONE, ORDERED_DICT, Class, DictKind, List, Set
from noetlc.layout.tags import T_CLASS, T_DICT, T_FLOAT, T_FROZENSET, T_LIST, T_SET, T_TUPLE
from noetlc.runtime.python.classes.builtin_subclass import classed_of, defines, is_value_kind, native_base
from noetlc.runtime.python.classes.lookup import class_find
from noetlc.runtime.python.classes.special import special_setitem
from noetlc.runtime.python.containers.dict_entries import put_all
from noetlc.runtime.python.protocol import type_new
from noetlc.runtime.values.classed import class_word
from noetlc.runtime.values.dict import dict_key_at, dict_kind, dict_next, dict_value_at
from noetlc.runtime.values.list import tuple_new
from noetlc.runtime.values.memory import tag_of


@extern
def construct_builtin(cls: val, args: val, kwargs: val) -> val:
    """Calls a built-in class that the module uses as a value; defined by the compiled code."""
    raise NotImplementedError


def classed_new(cls: val, args: val, kwargs: val) -> val:
    """`Base.__new__(cls, *args, **kwargs)` of a built-in base."""
    base: val = native_base(cls)
    made: val = 0
    tag: i32 = Class(base).instance
    if live(Feature.METACLASSES) and tag == T_CLASS:
        return type_new(cls, args, kwargs)
    if is_value_kind(tag):
        if (tag == T_TUPLE or tag == T_FLOAT or tag == T_FROZENSET) and class_find(cls, lit("__init__")) != 0:
            kwargs = 0  # they are for `__init__`
        made = construct_builtin(base, args, kwargs)
    else:
        made = construct_builtin(base, tuple_new(0), 0)
    return classed_of(cls, made) if made != 0 else 0


def classed_init(v: val, args: val, kwargs: val) -> val:
    """`Base.__init__(v, *args, **kwargs)` of a built-in base; 0 when raised."""
    tag: i32 = tag_of(v)
    if is_value_kind(tag) or (live(Feature.METACLASSES) and tag == T_CLASS):
        return NONE
    given: val = construct_builtin(native_base(class_word(v)), args, kwargs)
    if given == 0:
        return 0
    if tag == T_LIST:
        List(v).length = List(given).length
        List(v).capacity = List(given).capacity
        List(v).items = List(given).items
    elif tag == T_DICT:
        return init_dict(v, given)
    elif live(T_SET):
        Set(v).used = Set(given).used
        Set(v).fill = Set(given).fill
        Set(v).mask = Set(given).mask
        Set(v).finger = Set(given).finger
        Set(v).table = Set(given).table
    return NONE


def init_dict(v: val, given: val) -> val:
    """Stores what a constructor was given; only an OrderedDict does it by `__setitem__`."""
    if live(Feature.DEFAULT_DICTS) and dict_kind(v) == DEFAULT_DICT:
        DictKind(v).factory = DictKind(given).factory
    if live(Feature.ORDERED_DICTS) and dict_kind(v) == ORDERED_DICT and defines(v, lit("__setitem__")):
        e: i32 = dict_next(given, 0)
        while e >= 0:
            if special_setitem(v, dict_key_at(given, e), dict_value_at(given, e)) == 0:
                return 0
            e = dict_next(given, e + 1)
        return NONE
    put_all(v, given)
    return NONE
