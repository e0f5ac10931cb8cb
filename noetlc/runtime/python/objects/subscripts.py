"""Subscripts of any value: `o[k]`, its assignment and deletion."""

from __future__ import annotations

from noetlc.kernel.lang import i32, i64, implements, lit, lit_class, live, lt_u, noinline, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import (
    COUNTER_DICT,
    NONE,
    List,
    Slice,
    Str,
    Tuple,
)  # fmt: skip
from noetlc.layout.tags import (
    T_BYTEARRAY,
    T_BYTES,
    T_CLASS,
    T_DICT,
    T_INSTANCE,
    T_LIST,
    T_METHOD_KIND,
    T_RANGE,
    T_SLICE,
    T_STR,
    T_TUPLE,
    T_VIEW,
    T_WIDE,
)  # fmt: skip
from noetlc.runtime.python import protocol
from noetlc.runtime.python.classes.builtin_subclass import defines, plain
from noetlc.runtime.python.classes.lookup import bind_member, class_find
from noetlc.runtime.python.classes.special_containers import special_delitem, special_getitem, special_setitem
from noetlc.runtime.python.containers.dict_entries import dict_discard, dict_lookup, dict_store
from noetlc.runtime.python.containers.dict_kinds import dict_missing
from noetlc.runtime.python.containers.range import range_beyond
from noetlc.runtime.python.containers.sequence import is_indexable, item_at, list_position, raise_not_subscriptable
from noetlc.runtime.python.containers.set import is_any_set
from noetlc.runtime.python.containers.slice import delete_slice, set_slice
from noetlc.runtime.python.exceptions.errors import (
    raise_index,
    raise_key,
    raise_type,
)  # fmt: skip
from noetlc.runtime.python.exceptions.sizes import raise_size
from noetlc.runtime.python.hooks import library_getitem, library_setitem
from noetlc.runtime.python.numbers.ints import is_wide
from noetlc.runtime.python.numbers.number import NUM_INT, int_of, num_kind
from noetlc.runtime.python.objects.slicing import get_slice
from noetlc.runtime.python.protocol import call_one, call_two, int_like, py_contains
from noetlc.runtime.python.strings.bytearray import bytearray_setitem
from noetlc.runtime.text.strings import str_at
from noetlc.runtime.values.classed import class_word, is_classed
from noetlc.runtime.values.dict import dict_kind
from noetlc.runtime.values.list import list_delete, list_get, list_set, tuple_get
from noetlc.runtime.values.memory import has_tag, raised


def dict_item(d: val, key: val) -> val:
    """`d[key]`."""
    v: val = dict_lookup(d, key)
    if v == 0 and raised == 0:
        if live(Feature.BUILTIN_SUBCLASSES) and defines(d, lit("__missing__")):
            return call_two(class_find(class_word(d), lit("__missing__")), d, key)
        if live(Feature.DICT_KINDS) and dict_kind(d):
            return dict_missing(d, key)
        return raise_key(key)
    return v


@implements(protocol.py_getitem)
def py_getitem(o: val, k: val) -> val:
    """`o[k]`."""
    if live(Feature.BUILTIN_SUBCLASSES) and is_classed(o):
        if defines(o, lit("__getitem__")):
            return special_getitem(o, k)
        if is_indexable(o):
            o = plain(o)
    if k & 1 and has_tag(o, T_LIST):
        i: i32 = k >> 1
        if i < 0:
            i += List(o).length
        return list_get(o, i) if lt_u(i, List(o).length) else raise_index(lit("list index out of range"))
    if live(Feature.LETTERS) and k & 1 and has_tag(o, T_STR) and lt_u(k >> 1, Str(o).length):
        return str_at(o, k >> 1)
    if has_tag(o, T_DICT):
        return dict_item(o, k)
    if live(T_INSTANCE) and has_tag(o, T_INSTANCE):
        return special_getitem(o, k)
    if live(Feature.LIBRARY_OBJECTS):
        found: val = library_getitem(o, k)
        if found != 0 or raised != 0:
            return found
    if live(Feature.CLASSES) and live(T_CLASS) and has_tag(o, T_CLASS):
        return class_getitem(o, k)
    if k & 1:
        i = k >> 1
        if live(T_TUPLE) and has_tag(o, T_TUPLE) and lt_u(i, Tuple(o).length):
            return tuple_get(o, i)
        return item_at(o, i64(i))
    if live(T_SLICE) and has_tag(k, T_SLICE):
        return get_slice(o, Slice(k).start, Slice(k).stop, Slice(k).step)
    return getitem_other(o, k)


@noinline
def getitem_other(o: val, k: val) -> val:
    """A subscript that is neither a small int nor a slice, on what is no dict."""
    if is_indexable(o):
        at: val = int_like(k)
        if at == 0:
            return 0
        if is_wide(at):
            if live(T_RANGE) and has_tag(o, T_RANGE):
                return range_beyond(o, at)
            return raise_size(lit_class("IndexError"), k)
        if num_kind(at) == NUM_INT:
            return item_at(o, int_of(at))
    return raise_kind_of_index(o, k)


@noinline
def raise_kind_of_index(o: val, k: val) -> val:
    """TypeError for a subscript that `o` takes none of, if it takes any."""
    if has_tag(o, T_LIST):
        return raise_type(lit("list indices must be integers or slices, not $"), k)
    if has_tag(o, T_STR):
        return raise_type(lit("string indices must be integers, not '$'"), k)
    if live(T_TUPLE) and has_tag(o, T_TUPLE):
        return raise_type(lit("tuple indices must be integers or slices, not $"), k)
    if live(T_BYTES) and has_tag(o, T_BYTES):
        return raise_type(lit("byte indices must be integers or slices, not $"), k)
    if live(T_BYTEARRAY) and has_tag(o, T_BYTEARRAY):
        return raise_type(lit("bytearray indices must be integers or slices, not $"), k)
    if live(T_RANGE) and has_tag(o, T_RANGE):
        return raise_type(lit("range indices must be integers or slices, not $"), k)
    return raise_not_subscriptable(o)


@implements(protocol.py_setitem)
def py_setitem(o: val, k: val, v: val) -> i32:
    """`o[k] = v`; 0 when raised."""
    if live(Feature.BUILTIN_SUBCLASSES) and defines(o, lit("__setitem__")):
        return special_setitem(o, k, v)
    if has_tag(o, T_DICT):
        return dict_store(o, k, v)
    if has_tag(o, T_LIST):
        if live(T_SLICE) and has_tag(k, T_SLICE):
            return set_slice(o, Slice(k).start, Slice(k).stop, Slice(k).step, v)
        i: i32 = list_position(o, k)
        if i < 0:
            return 0
        list_set(o, i, v)
        return 1
    if live(T_BYTEARRAY) and has_tag(o, T_BYTEARRAY):
        return bytearray_setitem(o, k, v)
    if live(T_INSTANCE) and has_tag(o, T_INSTANCE):
        return special_setitem(o, k, v)
    if live(Feature.LIBRARY_OBJECTS):
        done: i32 = library_setitem(o, k, v)
        if done >= 0:
            return done
    if live(T_WIDE) and is_wide(k) and is_counted(o):
        raise_size(lit_class("IndexError"), k)
    else:
        raise_type(lit("'$' object does not support item assignment"), o)
    return 0


def is_counted(o: val) -> i32:
    """Whether CPython asks for an item of a value by a number of C."""
    return is_indexable(o) or is_any_set(o) or (live(T_VIEW) and has_tag(o, T_VIEW))


def dict_delitem(d: val, k: val) -> i32:
    counts: i32 = live(Feature.COUNTERS) and dict_kind(d) == COUNTER_DICT
    if live(Feature.BUILTIN_SUBCLASSES) and counts and defines(d, lit("__contains__")):
        counts = 0  # a Counter asks whether the key is there, and believes it
        if not py_contains(d, k):
            return raised == 0
    if dict_discard(d, k):
        return 1
    if counts:
        return raised == 0
    if raised == 0:
        raise_key(k)
    return 0


@implements(protocol.py_delitem)
def py_delitem(o: val, k: val) -> i32:
    """`del o[k]`; 0 when raised."""
    if live(Feature.BUILTIN_SUBCLASSES) and defines(o, lit("__delitem__")):
        return special_delitem(o, k)
    if has_tag(o, T_DICT):
        return dict_delitem(o, k)
    if has_tag(o, T_LIST):
        if live(T_SLICE) and has_tag(k, T_SLICE):
            return delete_slice(o, Slice(k).start, Slice(k).stop, Slice(k).step)
        i: i32 = list_position(o, k)
        if i < 0:
            return 0
        list_delete(o, i)
        return 1
    if live(T_BYTEARRAY) and has_tag(o, T_BYTEARRAY):
        return bytearray_setitem(o, k, 0)
    if live(T_INSTANCE) and has_tag(o, T_INSTANCE):
        return special_delitem(o, k)
    if live(Feature.LIBRARY_OBJECTS):
        done: i32 = library_setitem(o, k, 0)
        if done >= 0:
            return done
    if live(T_WIDE) and is_wide(k) and is_counted(o):
        raise_size(lit_class("IndexError"), k)
    elif num_kind(k) == NUM_INT and is_counted(o):
        raise_type(lit("'$' object doesn't support item deletion"), o)
    else:
        raise_type(lit("'$' object does not support item deletion"), o)
    return 0


def class_getitem(cls: val, key: val) -> val:
    """`cls[key]` by its `__class_getitem__`."""
    method: val = class_find(cls, lit("__class_getitem__"))
    if method == 0 or method == NONE:
        return raise_not_subscriptable(cls)
    if live(T_METHOD_KIND) and has_tag(method, T_METHOD_KIND):
        return call_one(bind_member(method, cls, 0), key)
    return call_two(method, cls, key)
