"""Instances of subclasses of built-in types: what `__new__` and `__init__` of the built-in type do."""

from __future__ import annotations

from noetlc.kernel.lang import extern, i32, lit, live, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import COUNTER_DICT, DEFAULT_DICT, NONE, ORDERED_DICT, Class, DictKind, List, Set, Tuple
from noetlc.layout.tags import T_BYTEARRAY, T_CLASS, T_DEQUE, T_DICT, T_FLOAT, T_FROZENSET, T_LIST, T_SET, T_TUPLE
from noetlc.runtime.python.classes.builtin_subclass import classed_of, defines, is_value_kind, native_base
from noetlc.runtime.python.classes.lookup import class_find
from noetlc.runtime.python.containers.dict_entries import put_all
from noetlc.runtime.python.containers.dict_kinds import py_dict_update
from noetlc.runtime.python.hooks import deque_fill
from noetlc.runtime.python.protocol import call_held, py_getattr, type_new, type_of
from noetlc.runtime.python.strings.bytearray import py_bytearray_clear, py_bytearray_extend
from noetlc.runtime.values.classed import class_word, is_classed
from noetlc.runtime.values.dict import dict_kind
from noetlc.runtime.values.list import tuple_get, tuple_new, tuple_set
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
    if tag == T_DICT and live(Feature.DICT_KINDS) and fills_itself(v) and Tuple(args).length < 2:
        return fill_itself(v, tuple_get(args, 0) if Tuple(args).length else 0, kwargs)
    if tag == T_LIST and class_find(class_word(v), lit("__new__")) != 0:
        kwargs = 0  # what lists take is checked only where their own `__new__` made them
    given: val = construct_builtin(native_base(class_word(v)), args, kwargs)
    return content_replaced(v, tag, given) if given != 0 else 0


def builtin_init(v: val, args: val, kwargs: val) -> val:
    """`list.__init__(v, …)` of any list, and the same of dicts, sets and bytearrays; 0 when raised."""
    if live(Feature.BUILTIN_SUBCLASSES) and is_classed(v):
        return classed_init(v, args, kwargs)
    given: val = construct_builtin(type_of(v), args, kwargs)
    return content_replaced(v, tag_of(v), given) if given != 0 else 0


def content_replaced(v: val, tag: i32, given: val) -> val:
    """Gives a value of a kind that changes the content of a new one; returns None."""
    if tag == T_LIST:
        List(v).length = List(given).length
        List(v).capacity = List(given).capacity
        List(v).items = List(given).items
    elif tag == T_DICT:
        if live(Feature.DEFAULT_DICTS) and dict_kind(v) == DEFAULT_DICT:
            DictKind(v).factory = DictKind(given).factory
        put_all(v, given)
    elif live(T_DEQUE) and tag == T_DEQUE:
        deque_fill(v, given)
    elif live(T_BYTEARRAY) and tag == T_BYTEARRAY:
        py_bytearray_clear(v)
        return py_bytearray_extend(v, given)
    elif live(T_SET):
        Set(v).used = Set(given).used
        Set(v).fill = Set(given).fill
        Set(v).mask = Set(given).mask
        Set(v).finger = Set(given).finger
        Set(v).table = Set(given).table
        Set(v).marks = Set(given).marks
    return NONE


def fills_itself(v: val) -> i32:
    """Whether a dict is filled through methods of its class: an OrderedDict by `__setitem__`, a Counter by `update` and what that asks."""
    if live(Feature.COUNTERS) and dict_kind(v) == COUNTER_DICT:
        return 1
    return live(Feature.ORDERED_DICTS) and dict_kind(v) == ORDERED_DICT


def fill_itself(v: val, other: val, named: val) -> val:
    """What such a constructor stores; each 0 = absent."""
    if live(Feature.COUNTERS) and defines(v, lit("update")) and dict_kind(v) == COUNTER_DICT:
        args: val = tuple_new(1)
        tuple_set(args, 0, other if other != 0 else NONE)
        return call_held(py_getattr(v, lit("update")), args, named)
    return py_dict_update(v, other, named)
