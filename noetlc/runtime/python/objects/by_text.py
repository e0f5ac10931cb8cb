"""Subscripts and membership by a string, on values of any kind: where only plain kinds exist, no sequence gives anything by one.

Callers have looked into dicts already, as far as they are dicts for sure.
"""

from __future__ import annotations

from noetlc.kernel.lang import i32, lit, live, loadv, noinline, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import TUPLE_ITEMS, List, Tuple
from noetlc.layout.tags import (
    T_BYTEARRAY,
    T_DICT,
    T_GENERATOR,
    T_INSTANCE,
    T_ITERATOR,
    T_LIST,
    T_SET,
    T_STR,
    T_TUPLE,
)
from noetlc.runtime.python.containers.set import set_contains
from noetlc.runtime.python.exceptions.errors import raise_text_key, raise_type
from noetlc.runtime.python.objects.contents import rare_contains
from noetlc.runtime.python.objects.subscripts import raise_kind_of_index
from noetlc.runtime.python.protocol import py_contains, py_getitem, py_next, py_setitem
from noetlc.runtime.python.strings.bytearray import bytearray_setitem
from noetlc.runtime.text.strings import str_eq, str_find
from noetlc.runtime.values.dict import dict_get_str
from noetlc.runtime.values.iterator import is_coroutine
from noetlc.runtime.values.list import list_items
from noetlc.runtime.values.memory import has_tag, raised, tag_of


@noinline
def item_by_text(o: val, key: val) -> val:
    """`o[key]` of what is no dict, or a dict without the key."""
    if live(Feature.BUILTIN_SUBCLASSES) or live(T_INSTANCE) or live(Feature.LIBRARY_OBJECTS):
        return py_getitem(o, key)
    if live(Feature.DICT_KINDS) or live(Feature.CLASSES):
        return py_getitem(o, key)
    return raise_text_key(key) if has_tag(o, T_DICT) else raise_kind_of_index(o, key)


@noinline
def put_by_text(o: val, key: val, v: val) -> i32:
    """`o[key] = v` of what is no dict; 0 when raised."""
    if live(Feature.BUILTIN_SUBCLASSES) or live(T_INSTANCE) or live(Feature.LIBRARY_OBJECTS):
        return py_setitem(o, key, v)
    if has_tag(o, T_LIST):
        raise_type(lit("list indices must be integers or slices, not $"), key)
        return 0
    if live(T_BYTEARRAY) and has_tag(o, T_BYTEARRAY):
        return bytearray_setitem(o, key, v)
    raise_type(lit("'$' object does not support item assignment"), o)
    return 0


@noinline
def has_text(o: val, text: val) -> i32:
    """`text in o`; -1 when raised."""
    if live(Feature.BUILTIN_SUBCLASSES) or live(T_INSTANCE) or live(Feature.LIBRARY_OBJECTS):
        return py_contains(o, text)
    return plain_has_text(o, text, tag_of(o))


def plain_has_text(o: val, text: val, tag: i32) -> i32:
    if tag == T_DICT:
        return dict_get_str(o, text) != 0
    if tag == T_STR:
        return str_find(o, text, 0) >= 0
    if tag == T_LIST:
        return text_among(list_items(o), List(o).length, text)
    if live(T_SET) and tag == T_SET:
        return set_contains(o, text)
    if live(T_TUPLE) and tag == T_TUPLE:
        return text_among(o + TUPLE_ITEMS, Tuple(o).length, text)
    if (live(Feature.ITERATOR_VALUES) and tag == T_ITERATOR) or (live(T_GENERATOR) and tag == T_GENERATOR and not is_coroutine(o)):
        return text_follows(o, text)
    return rare_contains(o, text, tag)


def text_among(p: i32, n: i32, text: val) -> i32:
    """Whether one of n values at p is the text."""
    end: i32 = p + (n << 2)
    while p < end:
        if is_text(loadv(p), text):
            return 1
        p += 4
    return 0


def text_follows(it: val, text: val) -> i32:
    """Consumes an iterator up to the text."""
    while 1:
        item: val = py_next(it)
        if item == 0:
            return -1 if raised != 0 else 0
        if is_text(item, text):
            return 1
    return 0


def is_text(v: val, text: val) -> i32:
    """Whether a value is a string like the other."""
    return has_tag(v, T_STR) and str_eq(v, text)
