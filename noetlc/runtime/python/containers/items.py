"""Subscripts, membership and length of Python values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import gt_u, i32, i64, inline, lit, lit_class, live, load8, loadv, lt_u, noinline, store32, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import (
    BYTES_DATA,
    SINGLETON,
    TUPLE_ITEMS,
    VIEW_ITEMS,
    VIEW_KEYS,
    Bytearray,
    Bytes,
    Class,
    Dict,
    Exc,
    List,
    Set,
    Slice,
    Str,
    Tuple,
    View,
)  # fmt: skip
from noetlc.layout.tags import (
    T_BYTEARRAY,
    T_BYTES,
    T_CLASS,
    T_DEQUE,
    T_DICT,
    T_FROZENSET,
    T_GENERATOR,
    T_INSTANCE,
    T_ITERATOR,
    T_LIST,
    T_METHOD_KIND,
    T_RANGE,
    T_SET,
    T_SLICE,
    T_STR,
    T_TUPLE,
    T_VIEW,
)  # fmt: skip
from noetlc.runtime.python.containers.dict_kinds import COUNTER
from noetlc.runtime.python.hooks import UNDECIDED
from noetlc.runtime.python.numbers.number import NUM_INT
from noetlc.runtime.values.memory import from_int, has_tag, new_object, raised, tag_of

if TYPE_CHECKING:
    from noetlc.runtime.python.calls.body_calls import call_one, call_two
    from noetlc.runtime.python.classes.builtin_subclass import defines, plain
    from noetlc.runtime.python.classes.classes import class_find
    from noetlc.runtime.python.classes.special import (
        int_like,
        special_contains,
        special_delitem,
        special_getitem,
        special_len,
        special_setitem,
    )  # fmt: skip
    from noetlc.runtime.python.containers.dict_kinds import dict_kind, dict_missing
    from noetlc.runtime.python.containers.iterate import py_iter, py_next
    from noetlc.runtime.python.containers.range import range_index, range_item, range_size
    from noetlc.runtime.python.containers.set import is_any_set, set_contains
    from noetlc.runtime.python.containers.slice import delete_slice, get_slice, set_slice
    from noetlc.runtime.python.exceptions.errors import (
        clear_raised,
        is_subclass,
        raise_index,
        raise_key,
        raise_type,
        raise_type_error,
        raise_with,
    )  # fmt: skip
    from noetlc.runtime.python.hooks import library_container, library_contains, library_getitem, library_setitem
    from noetlc.runtime.python.numbers.number import int_of, num_kind
    from noetlc.runtime.python.objects.attribute import bind_member
    from noetlc.runtime.python.objects.compare import item_eq
    from noetlc.runtime.python.objects.hash import py_hashable
    from noetlc.runtime.python.strings.bytearray import bytearray_setitem
    from noetlc.runtime.python.strings.bytes import bytes_contains
    from noetlc.runtime.text.strings import str_at, str_find
    from noetlc.runtime.values.classed import class_word, is_classed
    from noetlc.runtime.values.dict import dict_delete, dict_delete_any, dict_get, dict_get_any, dict_set, dict_set_any
    from noetlc.runtime.values.list import list_delete, list_get, list_items, list_set, tuple_get


def py_len(v: val) -> i32:
    """`len(v)`; -1 when raised."""
    if live(Feature.BUILTIN_SUBCLASSES) and defines(v, lit("__len__")):
        return special_len(v)
    tag: i32 = tag_of(v)
    if tag == T_STR:
        return Str(v).length
    if tag == T_LIST:
        return List(v).length
    if tag == T_DICT:
        return Dict(v).used
    if live(T_TUPLE) and tag == T_TUPLE:
        return Tuple(v).length
    return rare_len(v, tag)


@noinline
def rare_len(v: val, tag: i32) -> i32:
    if live(T_SET) and tag == T_SET:
        return Set(v).used
    if live(T_FROZENSET) and tag == T_FROZENSET:
        return Set(v).used
    if live(T_BYTES) and tag == T_BYTES:
        return Bytes(v).nbytes
    if live(T_BYTEARRAY) and tag == T_BYTEARRAY:
        return Bytes(Bytearray(v).held).nbytes
    if live(T_RANGE) and tag == T_RANGE:
        return i32(range_size(v))
    if live(T_VIEW) and tag == T_VIEW:
        return Dict(View(v).source).used
    if live(T_INSTANCE) and tag == T_INSTANCE:
        return special_len(v)
    if live(Feature.LIBRARY_OBJECTS):
        held: val = library_container(v)
        if held != 0:
            return py_len(held)
    raise_type(lit("object of type '$' has no len()"), v)
    return -1


@inline
def is_plain_key(key: val) -> i32:
    """Whether a key is a string that hashes and compares as one."""
    if live(Feature.BUILTIN_SUBCLASSES) and is_classed(key):
        return 0
    return has_tag(key, T_STR)


def dict_lookup(d: val, key: val) -> val:
    """The value of any key, 0 if absent; 0 with TypeError pending for an unhashable key."""
    return dict_get(d, key) if is_plain_key(key) else dict_lookup_rare(d, key)


@noinline
def dict_lookup_rare(d: val, key: val) -> val:
    """The value of a key that is no string."""
    if not py_hashable(key):
        return 0
    if live(Feature.ANY_KEYS):
        return dict_get_any(d, key)
    return 0


def dict_store(d: val, key: val, v: val) -> i32:
    """`d[key] = v`; 0 when raised."""
    if is_plain_key(key):
        dict_set(d, key, v)
        return 1
    if not py_hashable(key):
        return 0
    dict_set_any(d, key, v)
    return 1


def dict_discard(d: val, key: val) -> i32:
    """Deletes a key: 1 if it was there, 0 if not (or raised)."""
    if is_plain_key(key):
        return dict_delete(d, key)
    if not py_hashable(key):
        return 0
    if live(Feature.ANY_KEYS):
        return dict_delete_any(d, key)
    return 0


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


def py_getitem(o: val, k: val) -> val:
    """`o[k]`."""
    if live(Feature.BUILTIN_SUBCLASSES) and is_classed(o):
        if defines(o, lit("__getitem__")):
            return special_getitem(o, k)
        if is_indexable(o):
            o = plain(o)
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
        i: i32 = k >> 1
        if has_tag(o, T_LIST):
            if i < 0:
                i += List(o).length
            return list_get(o, i) if lt_u(i, List(o).length) else raise_index(lit("list index out of range"))
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
        if num_kind(at) == NUM_INT:
            return item_at(o, int_of(at))
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


@noinline
def raise_not_subscriptable(o: val) -> val:
    if live(T_DEQUE) and has_tag(o, T_DEQUE):
        return raise_type_error(lit("sequence index must be integer, not 'slice'"))
    if live(T_CLASS) and has_tag(o, T_CLASS) and Class(o).instance != SINGLETON:
        return raise_with(lit_class("TypeError"), lit("type '$' is not subscriptable"), Class(o).name, 0)
    return raise_type(lit("'$' object is not subscriptable"), o)


def is_indexable(o: val) -> i32:
    tag: i32 = tag_of(o)
    if live(T_TUPLE) and tag == T_TUPLE:
        return 1
    if live(T_BYTES) and tag == T_BYTES:
        return 1
    if live(T_BYTEARRAY) and tag == T_BYTEARRAY:
        return 1
    if live(T_RANGE) and tag == T_RANGE:
        return 1
    return tag == T_LIST or tag == T_STR


@noinline
def item_at(o: val, index: i64) -> val:
    """`o[index]` for any sequence."""
    tag: i32 = tag_of(o)
    if live(T_RANGE) and tag == T_RANGE:
        return range_item(o, index)
    if not is_indexable(o):
        return raise_not_subscriptable(o)
    n: i32 = py_len(o)
    at: i64 = index + i64(n) if index < 0 else index
    i: i32 = i32(at)
    if gt_u(i64(n), at):
        if tag == T_STR:
            return str_at(o, i)
        if live(T_TUPLE) and tag == T_TUPLE:
            return tuple_get(o, i)
        if live(T_BYTES) and tag == T_BYTES:
            return from_int(i64(load8(o + BYTES_DATA + i)))
        if live(T_BYTEARRAY) and tag == T_BYTEARRAY:
            return from_int(i64(load8(Bytearray(o).held + BYTES_DATA + i)))
        return list_get(o, i)
    if tag == T_LIST:
        return raise_index(lit("list index out of range"))
    if live(T_TUPLE) and tag == T_TUPLE:
        return raise_index(lit("tuple index out of range"))
    if live(T_BYTES) and tag == T_BYTES:
        return raise_index(lit("index out of range"))
    if live(T_BYTEARRAY) and tag == T_BYTEARRAY:
        return raise_index(lit("bytearray index out of range"))
    return raise_index(lit("string index out of range"))


def list_position(o: val, index: val) -> i32:
    """The position `index` means in a list for assignment or deletion; -1 when raised."""
    k: val = int_like(index)
    if k == 0:
        return -1
    if num_kind(k) != NUM_INT:
        raise_type(lit("list indices must be integers or slices, not $"), k)
        return -1
    at: i64 = int_of(k)
    if at < 0:
        at += i64(List(o).length)
    if gt_u(i64(List(o).length), at):
        return i32(at)
    raise_index(lit("list assignment index out of range"))
    return -1


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
    raise_type(lit("'$' object does not support item assignment"), o)
    return 0


def py_delitem(o: val, k: val) -> i32:
    """`del o[k]`; 0 when raised."""
    if live(Feature.BUILTIN_SUBCLASSES) and defines(o, lit("__delitem__")):
        return special_delitem(o, k)
    if has_tag(o, T_DICT):
        if dict_discard(o, k):
            return 1
        if live(Feature.COUNTERS) and dict_kind(o) == COUNTER:
            return raised == 0
        if raised == 0:
            raise_key(k)
        return 0
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
    if num_kind(k) == NUM_INT and (is_indexable(o) or is_any_set(o) or (live(T_VIEW) and has_tag(o, T_VIEW))):
        raise_type(lit("'$' object doesn't support item deletion"), o)
    else:
        raise_type(lit("'$' object does not support item deletion"), o)
    return 0


def class_getitem(cls: val, key: val) -> val:
    """`cls[key]` by its `__class_getitem__`."""
    method: val = class_find(cls, lit("__class_getitem__"))
    if method == 0:
        return raise_not_subscriptable(cls)
    if live(T_METHOD_KIND) and has_tag(method, T_METHOD_KIND):
        return call_one(bind_member(method, cls, 0), key)
    return call_two(method, cls, key)


def slice_new(start: val, stop: val, step: val) -> val:
    """A slice object; None for what is absent."""
    p: i32 = new_object(T_SLICE, 24, 8)
    Slice(p).start = start
    Slice(p).stop = stop
    Slice(p).step = step
    store32(p, 0, 20)
    return val(p)


def py_contains(o: val, v: val) -> i32:
    """`v in o`; -1 when raised."""
    if live(Feature.BUILTIN_SUBCLASSES) and defines(o, lit("__contains__")):
        return special_contains(o, v)
    tag: i32 = tag_of(o)
    if tag == T_DICT:
        return dict_has(o, v)
    if tag == T_LIST:
        return find_item(list_items(o), List(o).length, v) if List(o).length != 0 else 0
    if tag == T_STR:
        if has_tag(v, T_STR):
            return str_find(o, v, 0) >= 0
        raise_type(lit("'in <string>' requires string as left operand, not $"), v)
        return -1
    if live(T_TUPLE) and tag == T_TUPLE:
        return find_item(o + TUPLE_ITEMS, Tuple(o).length, v)
    return rare_contains(o, v, tag)


def dict_has(d: val, key: val) -> i32:
    """Whether a dict has a key, whatever its class says; -1 when raised."""
    found: val = dict_lookup(d, key)
    return -1 if raised != 0 else found != 0


@noinline
def rare_contains(o: val, v: val, tag: i32) -> i32:
    if live(T_SET) and tag == T_SET:
        return set_contains(o, v)
    if live(T_FROZENSET) and tag == T_FROZENSET:
        return set_contains(o, v)
    if live(T_RANGE) and tag == T_RANGE:
        return range_index(o, v) >= 0
    if live(T_BYTES) and tag == T_BYTES:
        return bytes_contains(o, v)
    if live(T_BYTEARRAY) and tag == T_BYTEARRAY:
        return bytes_contains(Bytearray(o).held, v)
    if live(T_VIEW) and tag == T_VIEW and View(o).kind == VIEW_KEYS:
        return dict_has(View(o).source, v)
    if live(T_VIEW) and tag == T_VIEW and View(o).kind == VIEW_ITEMS:
        return item_view_contains(o, v)
    if live(T_ITERATOR) and tag == T_ITERATOR:
        return iterator_contains(o, v)
    if live(T_VIEW) and tag == T_VIEW:
        return iterator_contains(py_iter(o), v)
    if live(T_GENERATOR) and tag == T_GENERATOR:
        return iterator_contains(o, v)
    if live(T_INSTANCE) and tag == T_INSTANCE:
        answer: i32 = special_contains(o, v)
        if answer != -2:
            return answer
        return search(o, v)
    if live(Feature.LIBRARY_OBJECTS):
        found: i32 = library_contains(o, v)
        if found != UNDECIDED:
            return found
        held: val = library_container(o)
        if held != 0:
            return py_contains(held, v)
    raise_type(lit("argument of type '$' is not iterable"), o)
    return -1


@noinline
def search(o: val, v: val) -> i32:
    """`v in o` by the iterator of an instance; -1 when raised."""
    it: val = py_iter(o)
    if it != 0:
        return iterator_contains(it, v)
    if is_subclass(Exc(raised).cls, lit_class("TypeError")):
        clear_raised()
        raise_type(lit("argument of type '$' is not iterable"), o)
    return -1


def item_view_contains(o: val, v: val) -> i32:
    """`(key, value) in d.items()`."""
    if not has_tag(v, T_TUPLE) or Tuple(v).length != 2:
        return 0
    found: val = dict_lookup(View(o).source, tuple_get(v, 0))
    if raised != 0:
        return -1
    return item_eq(tuple_get(v, 1), found) if found else 0


def iterator_contains(it: val, v: val) -> i32:
    """Consumes an iterator up to an item equal to v."""
    while 1:
        item: val = py_next(it)
        if item == 0:
            return -1 if raised != 0 else 0
        same: i32 = item_eq(item, v)
        if same != 0:
            return same
    return 0


def find_item(p: i32, n: i32, v: val) -> i32:
    """1 if one of n values at p equals v; -1 when raised."""
    at: i32 = index_item(p, 0, n, v)
    return at >= 0 if raised == 0 else -1


def index_item(p: i32, start: i32, stop: i32, v: val) -> i32:
    """The index of the first value at p, from start up to stop, that equals v; -1 if none or raised."""
    i: i32 = start
    while i < stop:
        same: i32 = item_eq(loadv(p + (i << 2)), v)
        if same < 0:
            return -1
        if same:
            return i
        i += 1
    return -1
