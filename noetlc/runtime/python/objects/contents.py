"""Length and membership of any value."""

from __future__ import annotations

from noetlc.kernel.lang import i32, implements, lit, lit_class, live, noinline, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import TUPLE_ITEMS, VIEW_ITEMS, VIEW_KEYS, Bytearray, Bytes, Dict, Exc, List, Set, Str, Tuple, View
from noetlc.layout.tags import (
    T_BYTEARRAY,
    T_BYTES,
    T_DEQUE,
    T_DICT,
    T_FROZENSET,
    T_GENERATOR,
    T_INSTANCE,
    T_ITERATOR,
    T_LIST,
    T_RANGE,
    T_SET,
    T_STR,
    T_TUPLE,
    T_VIEW,
)
from noetlc.runtime.python import protocol
from noetlc.runtime.python.classes.builtin_subclass import defines
from noetlc.runtime.python.classes.special import special_len
from noetlc.runtime.python.classes.special_containers import special_contains
from noetlc.runtime.python.containers.dict_entries import dict_has, dict_lookup
from noetlc.runtime.python.containers.list import find_item
from noetlc.runtime.python.containers.range import range_count, range_index
from noetlc.runtime.python.containers.set import set_contains
from noetlc.runtime.python.containers.wide_range import is_wide_range, wide_range_index
from noetlc.runtime.python.exceptions.errors import clear_raised, is_subclass, raise_type
from noetlc.runtime.python.hooks import UNDECIDED, deque_size, library_container, library_contains
from noetlc.runtime.python.protocol import item_eq, py_iter, py_next
from noetlc.runtime.python.strings.bytes import bytes_contains
from noetlc.runtime.text.strings import str_find
from noetlc.runtime.values.classed import is_classed
from noetlc.runtime.values.iterator import is_coroutine
from noetlc.runtime.values.list import list_items, tuple_get
from noetlc.runtime.values.memory import has_tag, raised, tag_of


@implements(protocol.py_len)
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
        return range_count(v)
    if live(T_VIEW) and tag == T_VIEW:
        return Dict(View(v).source).used
    if live(T_DEQUE) and tag == T_DEQUE:
        return deque_size(v)
    if live(T_INSTANCE) and tag == T_INSTANCE:
        return special_len(v)
    if live(Feature.LIBRARY_OBJECTS):
        held: val = library_container(v)
        if held != 0:
            return py_len(held)
    raise_type(lit("object of type '$' has no len()"), v)
    return -1


@implements(protocol.py_contains)
def py_contains(o: val, v: val) -> i32:
    """`v in o`; -1 when raised."""
    if live(Feature.BUILTIN_SUBCLASSES) and defines(o, lit("__contains__")):
        return special_contains(o, v)
    tag: i32 = tag_of(o)
    if tag == T_DICT:
        return dict_has(o, v)
    if live(T_SET) and tag == T_SET:
        return set_contains(o, v)
    if tag == T_LIST:
        return find_item(list_items(o), List(o).length, v) if List(o).length != 0 else 0
    if tag == T_STR:
        if has_tag(v, T_STR):
            return str_find(o, v, 0) >= 0
        raise_type(lit("'in <string>' requires string as left operand, not $"), v)
        return -1
    if live(T_TUPLE) and tag == T_TUPLE:
        return find_item(o + TUPLE_ITEMS, Tuple(o).length, v)
    if (live(T_ITERATOR) and tag == T_ITERATOR) or (live(T_GENERATOR) and tag == T_GENERATOR and not is_coroutine(o)):
        return iterator_contains(o, v)
    return rare_contains(o, v, tag)


@noinline
def rare_contains(o: val, v: val, tag: i32) -> i32:
    """The same for what is no iterator, dict, set, list, string or tuple."""
    if live(T_FROZENSET) and tag == T_FROZENSET:
        return set_contains(o, v)
    if live(T_RANGE) and tag == T_RANGE:
        inside: i32 = wide_range_index(o, v) != 0 if live(Feature.WIDE_RANGES) and is_wide_range(o) else range_index(o, v) >= 0
        return -1 if raised != 0 else inside
    if live(T_BYTES) and tag == T_BYTES:
        return bytes_contains(o, v)
    if live(T_BYTEARRAY) and tag == T_BYTEARRAY:
        return bytes_contains(Bytearray(o).held, v)
    if live(T_VIEW) and tag == T_VIEW:
        return view_contains(o, v)
    if live(T_INSTANCE) and tag == T_INSTANCE:
        return contains_by_class(o, v)
    if live(Feature.LIBRARY_OBJECTS):
        found: i32 = library_contains(o, v)
        if found != UNDECIDED:
            return found
        held: val = library_container(o)
        if held != 0:
            return py_contains(held, v)
    if live(Feature.BUILTIN_SUBCLASSES) and is_classed(o):
        return contains_by_class(o, v)
    raise_type(lit("argument of type '$' is not iterable"), o)
    return -1


def contains_by_class(o: val, v: val) -> i32:
    """`v in o` as the class of the body says it; -1 when raised."""
    answer: i32 = special_contains(o, v)
    return answer if answer != -2 else search(o, v)


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


def view_contains(o: val, v: val) -> i32:
    if View(o).kind == VIEW_KEYS:
        return dict_has(View(o).source, v)
    return item_view_contains(o, v) if View(o).kind == VIEW_ITEMS else iterator_contains(py_iter(o), v)


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
