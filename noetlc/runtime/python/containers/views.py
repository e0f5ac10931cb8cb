"""Dict views, the classes of views and iterators."""

from __future__ import annotations

from noetlc.kernel.lang import enable, i32, lit_class, live, noinline, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import ASCII, ORDERED_DICT, VIEW_ITEMS, VIEW_KEYS, VIEW_VALUES, Iter, View
from noetlc.layout.tags import T_BYTEARRAY, T_BYTES, T_DEQUE, T_INSTANCE, T_LIST, T_RANGE, T_TUPLE, T_VIEW
from noetlc.runtime.values.dict import dict_key_at, dict_kind, dict_value_at
from noetlc.runtime.values.iterator import (
    BACK,
    BACK_ITEMS,
    BACK_KEYS,
    BACK_VALUES,
    BYTEARRAY,
    BYTES,
    CALLED,
    DEQUE,
    ENUMERATE,
    ITEMS,
    KEYS,
    MAP,
    RANGE,
    SEQUENCE,
    SET,
    STR,
    TUPLE,
    UNPACK,
    VALUES,
    WIDE,
    ZIP,
)
from noetlc.runtime.values.list import pair_new
from noetlc.runtime.values.memory import new_object

TAG = 255  # in the first word of a header
FLAGS = 8


def entry_value(d: val, at: i32, kind: i32) -> val:
    """The key, value or (key, value) of an entry, by view kind."""
    if kind == VIEW_KEYS:
        return dict_key_at(d, at)
    if live(T_VIEW):
        if kind == VIEW_VALUES:
            return dict_value_at(d, at)
        if live(Feature.PAIRS):
            return pair_new(dict_key_at(d, at), dict_value_at(d, at))
    return 0


def view_new(kind: i32, d: val) -> val:
    p: i32 = new_object(T_VIEW, 16, 12)
    View(p).kind = kind
    View(p).source = d
    return val(p)


def py_dict_keys(d: val) -> val:
    return view_new(VIEW_KEYS, d)


def py_dict_values(d: val) -> val:
    return view_new(VIEW_VALUES, d)


def py_dict_items(d: val) -> val:
    enable(Feature.PAIRS)
    return view_new(VIEW_ITEMS, d)


@noinline
def iterator_class(it: val) -> val:
    """The class of an iterator, for messages and `type`."""
    kind: i32 = Iter(it).kind
    of_dict: i32 = (kind >= KEYS and kind <= ITEMS) or (kind >= BACK_KEYS and kind <= BACK_ITEMS)
    if live(Feature.ORDERED_DICTS) and of_dict and Iter(it).other != 0:
        return lit_class("odict_iterator")
    if live(T_DEQUE) and kind == DEQUE:
        return lit_class("_collections._deque_iterator")
    if live(Feature.WIDE_RANGES) and kind >= WIDE:
        return lit_class("longrange_iterator") if kind == WIDE else lit_class("range_iterator")
    if live(Feature.BACKWARD) and kind >= BACK and kind <= BACK_ITEMS:
        return backward_class(kind, i32(Iter(it).total) & TAG)
    if kind == STR:
        return lit_class("str_ascii_iterator") if i32(Iter(it).total) & ASCII << FLAGS else lit_class("str_iterator")
    return built_in_iterator_class(kind)


def backward_class(kind: i32, tag: i32) -> val:
    """The class of what `reversed` makes of what has that tag."""
    if kind == BACK_KEYS:
        return lit_class("dict_reversekeyiterator")
    if kind == BACK:
        if live(T_RANGE) and tag == T_RANGE:
            return lit_class("range_iterator")
        return lit_class("list_reverseiterator") if tag == T_LIST else lit_class("reversed")
    return lit_class("dict_reversevalueiterator") if kind == BACK_VALUES else lit_class("dict_reverseitemiterator")


def built_in_iterator_class(kind: i32) -> val:
    if live(T_BYTEARRAY) and kind == BYTEARRAY:
        return lit_class("bytearray_iterator")
    if live(Feature.UNPACKING) and kind == UNPACK:
        return lit_class("_struct.unpack_iterator")
    if live(Feature.ENUMERATING) and kind == ENUMERATE:
        return lit_class("enumerate")
    if live(Feature.ZIPPING) and kind == ZIP:
        return lit_class("zip")
    if live(Feature.MAPPING) and kind >= MAP:
        if kind == CALLED:
            return lit_class("callable_iterator")
        return lit_class("map") if kind == MAP else lit_class("filter")
    if live(T_INSTANCE) and kind == SEQUENCE:
        return lit_class("iterator")
    if live(T_VIEW) and kind >= VALUES and kind <= ITEMS:
        return lit_class("dict_valueiterator") if kind == VALUES else lit_class("dict_itemiterator")
    if kind == KEYS:
        return lit_class("dict_keyiterator")
    if live(T_RANGE) and kind == RANGE:
        return lit_class("range_iterator")
    if live(T_TUPLE) and kind == TUPLE:
        return lit_class("tuple_iterator")
    if live(T_BYTES) and kind == BYTES:
        return lit_class("bytes_iterator")
    return lit_class("set_iterator") if kind == SET else lit_class("list_iterator")


@noinline
def view_class(view: val) -> val:
    """The class of a dict view."""
    kind: i32 = View(view).kind
    if live(Feature.ORDERED_DICTS) and dict_kind(View(view).source) == ORDERED_DICT:
        if kind == VIEW_KEYS:
            return lit_class("odict_keys")
        return lit_class("odict_values") if kind == VIEW_VALUES else lit_class("odict_items")
    if kind == VIEW_KEYS:
        return lit_class("dict_keys")
    return lit_class("dict_values") if kind == VIEW_VALUES else lit_class("dict_items")
