"""Iterators over iterators: `map`, `filter`, `zip`, `reversed`, `enumerate`, `iter(f, sentinel)`. The fields are told in python_iterate."""

from __future__ import annotations

from noetlc.kernel.lang import (
    enable,
    i32,
    i64,
    implements,
    inline,
    lit,
    lit_class,
    live,
    load8,
    noinline,
    val,
)  # fmt: skip
from noetlc.layout.features import Feature
from noetlc.layout.objects import BYTES_DATA, NONE, UNDEFINED, Bytearray, Bytes, Dict, Iter, List, Obj, Range, Str, Tuple, View
from noetlc.layout.tags import (
    T_BYTEARRAY,
    T_BYTES,
    T_DEQUE,
    T_DICT,
    T_GENERATOR,
    T_INSTANCE,
    T_ITERATOR,
    T_LIST,
    T_RANGE,
    T_STR,
    T_TUPLE,
    T_VIEW,
)
from noetlc.runtime.python import protocol
from noetlc.runtime.python.classes.builtin_subclass import defines
from noetlc.runtime.python.classes.enum import enum_list
from noetlc.runtime.python.classes.lookup import enum_kind
from noetlc.runtime.python.classes.special import special_reversed
from noetlc.runtime.python.containers.range import range_count
from noetlc.runtime.python.containers.views import entry_value
from noetlc.runtime.python.containers.wide_range import is_wide_range, wide_range_backward
from noetlc.runtime.python.exceptions.errors import exc_first, message_of, raise_error, raise_type, raise_type_error, raise_value_error
from noetlc.runtime.python.exceptions.stops import ended_by, forget_stop, stopped_by
from noetlc.runtime.python.hooks import deque_list
from noetlc.runtime.python.numbers.number import py_index
from noetlc.runtime.python.protocol import (
    call_held,
    call_one,
    generator_result,
    item_eq,
    py_callable,
    py_getitem,
    py_iter,
    py_len,
    py_next,
    py_truth,
)
from noetlc.runtime.text.strings import str_at
from noetlc.runtime.values.classed import is_classed
from noetlc.runtime.values.dict import dict_next
from noetlc.runtime.values.iterator import BACK, BACK_KEYS, CALLED, ENUMERATE, FILTER, LIST, MAP, ZIP, iter_dict, iter_end, iter_new
from noetlc.runtime.values.list import list_get, tuple_get, tuple_new, tuple_set
from noetlc.runtime.values.memory import from_int, has_tag, last_stop, raised, tag_of


@noinline
def next_mapped(it: val, source: val, kind: i32) -> val:
    """The next item of `map(f, …)`, `filter(f, xs)` or `iter(f, x)`; a StopIteration of f ends it."""
    item: val = mapped_item(it, source, kind)
    if item == 0 and raised != 0:
        stopped_by(0)
    if item == 0 and kind == CALLED:
        forget_stop()
    return item


def mapped_item(it: val, source: val, kind: i32) -> val:
    f: val = Iter(it).other
    if kind == CALLED:
        made: val = call_held(f, tuple_new(0), 0)
        if Iter(it).source == 0:  # the call has brought it to its end
            return 0
        same: i32 = item_eq(made, source) if made != 0 else -1
        if same == 1:
            return iter_end(it)
        return made if same == 0 else 0
    if kind == MAP:
        if Tuple(source).length == 1:
            only: val = py_next(tuple_get(source, 0))
            return call_one(f, only) if only != 0 else 0
        args: val = next_zip(it, source)
        return call_held(f, args, 0) if args != 0 else 0
    while 1:
        item: val = py_next(source)
        if item == 0:
            return 0
        verdict: val = item if f == NONE else call_one(f, item)
        if verdict == 0:
            return 0
        if py_truth(verdict):
            return item if raised == 0 else 0
        if raised != 0:
            return 0
    return 0


def py_map(f: val, sources: val) -> val:
    """`map(f, *sources)`."""
    enable(Feature.MAPPING)
    if Tuple(sources).length == 0:
        return raise_type_error(lit("map() must have at least two arguments."))
    it: val = py_zip(sources, 0)
    if it != 0:
        Iter(it).kind = MAP
        Iter(it).other = f
    return it


def py_iter_of(v: val, sentinel: val) -> val:
    """The built-in `iter(v)`, or `iter(function, sentinel)`."""
    if sentinel == 0:
        return py_iter(v)
    enable(Feature.MAPPING)
    if not py_callable(v):
        return raise_type_error(lit("iter(v, w): v must be callable"))
    it: val = iter_new(CALLED, sentinel)
    Iter(it).other = v
    return it


def py_filter(f: val, source: val) -> val:
    """`filter(f, source)`."""
    enable(Feature.MAPPING)
    inner: val = py_iter(source)
    if inner == 0:
        return 0
    it: val = iter_new(FILTER, inner)
    Iter(it).other = f
    return it


@inline
def next_in_list(it: val) -> val:
    """The next item of an iterator of a list that has one; 0 for other iterators."""
    if not live(Feature.LIST_ITERATORS) or Obj(it).tag != T_ITERATOR or Iter(it).kind != LIST or Iter(it).source == 0:
        return 0
    i: i32 = Iter(it).index
    if i >= List(Iter(it).source).length:
        return 0
    Iter(it).index = i + 1
    return list_get(Iter(it).source, i)


@noinline
def next_zip(it: val, sources: val) -> val:
    n: i32 = Tuple(sources).length
    if n == 0:
        return 0
    t: val = tuple_new(n)
    i: i32 = 0
    while i < n:
        item: val = next_in_list(tuple_get(sources, i))
        if item == 0:
            item = py_next(tuple_get(sources, i))
        if item == 0:
            if raised == 0 and Iter(it).index != 0:
                check_strict(sources, i)
                forget_stop()
            return 0
        tuple_set(t, i, item)
        i += 1
    return t


@implements(protocol.returned_behind)
def returned_behind(it: val) -> val:
    """What the generator returned that ended an iterator over it, or the value of the StopIteration that did; 0 for None."""
    if live(Feature.STOP_VALUES) and last_stop != 0 and passes_stop(it):
        return exc_first(last_stop)
    if has_tag(it, T_GENERATOR):
        return generator_result(it)
    kind: i32 = Iter(it).kind if has_tag(it, T_ITERATOR) else 0
    if (live(Feature.MAPPING) and kind == FILTER) or (live(Feature.ENUMERATING) and kind == ENUMERATE):
        return returned_behind(Iter(it).source)
    if (live(Feature.MAPPING) and kind == MAP) or (live(Feature.ZIPPING) and kind == ZIP and Iter(it).index == 0):  # which is not strict
        i: i32 = 0
        while i < Tuple(Iter(it).source).length:
            found: val = returned_behind(tuple_get(Iter(it).source, i))
            if found != 0:
                return found
            i += 1
    return 0


def passes_stop(it: val) -> i32:
    """Whether an iterator ends with the StopIteration of what is behind it."""
    kind: i32 = Iter(it).kind if has_tag(it, T_ITERATOR) else 0
    return (live(T_INSTANCE) and has_tag(it, T_INSTANCE)) or kind == MAP or kind == FILTER or kind == ENUMERATE or kind == ZIP


def check_strict(sources: val, i: i32) -> None:
    """`zip(strict=True)` whose iterator number i (0-based) ended first: ValueError if the others go on."""
    template: val = lit("zip() argument $ is shorter than argument$$")
    n: i32 = i
    if i == 0:
        template = lit("zip() argument $ is longer than argument$$")
        n = 1
        while n < Tuple(sources).length and py_next(tuple_get(sources, n)) == 0:
            n += 1
        if raised != 0 or n == Tuple(sources).length:
            return
    many: val = lit("s 1-") if (n if i == 0 else i) > 1 else lit(" ")
    raise_zip(template, n + 1 if i == 0 else i + 1, many, n if i == 0 else i)


def raise_zip(template: val, which: i32, many: val, upto: i32) -> None:
    from_which: val = from_int(i64(which))
    raise_value_error(message_of(template, from_which, many, from_int(i64(upto))))


def next_backward(it: val, source: val, kind: i32) -> val:
    i: i32 = Iter(it).index - 1
    Iter(it).index = i
    if kind == BACK:
        if i < 0:
            return iter_end(it)
        if asks_items(source):
            return item_backward(it, source, i)
        if has_tag(source, T_LIST):
            return list_get(source, i) if i < List(source).length else iter_end(it)
        if has_tag(source, T_STR):
            return str_at(source, i)
        if live(T_BYTES) and has_tag(source, T_BYTES):
            return from_int(i64(load8(source + BYTES_DATA + i)))
        if live(T_BYTEARRAY) and has_tag(source, T_BYTEARRAY):
            held: val = Bytearray(source).held
            return from_int(i64(load8(held + BYTES_DATA + i))) if i < Bytes(held).nbytes else iter_end(it)
        if live(T_RANGE) and has_tag(source, T_RANGE):
            return from_int(Range(source).start + i64(i) * Range(source).step)
        return tuple_get(source, i)
    if Iter(it).total != i64(Dict(source).used):
        return raise_error(lit_class("RuntimeError"), lit("dictionary changed size during iteration"))
    while i >= 0 and dict_next(source, i) != i:
        i -= 1
    if i < 0:
        return iter_end(it)
    Iter(it).index = i
    return entry_value(source, i, kind - BACK_KEYS)


@inline
def asks_items(v: val) -> i32:
    """Whether `reversed` goes by `len` and `[…]`: instances, and subclasses with their own of what has no `__reversed__`."""
    if live(T_INSTANCE) and has_tag(v, T_INSTANCE):
        return 1
    return live(Feature.BUILTIN_SUBCLASSES) and is_classed(v) and has_own_items(v)


def has_own_items(v: val) -> i32:
    tag: i32 = tag_of(v)
    if tag == T_STR or tag == T_TUPLE or tag == T_BYTES or tag == T_BYTEARRAY:
        return defines(v, lit("__getitem__")) or defines(v, lit("__len__"))
    backward: i32 = tag == T_LIST or tag == T_DICT or (live(T_DEQUE) and tag == T_DEQUE)  # by a `__reversed__` of their own
    return not backward and defines(v, lit("__getitem__"))


def item_backward(it: val, source: val, i: i32) -> val:
    """`source[i]`; an IndexError or StopIteration ends the iterator."""
    item: val = py_getitem(source, from_int(i64(i)))
    if item == 0:
        ended_by(0, lit_class("IndexError"))
        if raised != 0:
            ended_by(0, lit_class("StopIteration"))
        if raised == 0:
            iter_end(it)
    return item


def py_reversed(v: val) -> val:
    """`reversed(v)`."""
    enable(Feature.BACKWARD)
    if live(Feature.BUILTIN_SUBCLASSES) and defines(v, lit("__reversed__")):
        return special_reversed(v)
    if asks_items(v):
        made: val = special_reversed(v)
        if made != UNDEFINED:
            return made
        length: i32 = py_len(v)
        return backward_from(v, length) if length >= 0 else 0
    tag: i32 = tag_of(v)
    n: i32 = -1
    if tag == T_LIST:
        n = List(v).length
    elif tag == T_STR:
        n = Str(v).length
    elif tag == T_DICT:
        return iter_dict(BACK_KEYS, v)
    elif live(T_TUPLE) and tag == T_TUPLE:
        n = Tuple(v).length
    elif live(T_BYTES) and tag == T_BYTES:
        n = Bytes(v).nbytes
    elif live(T_BYTEARRAY) and tag == T_BYTEARRAY:
        n = Bytes(Bytearray(v).held).nbytes
    elif live(T_RANGE) and tag == T_RANGE:
        return range_backward(v)
    elif live(T_VIEW) and tag == T_VIEW:
        return iter_dict(BACK_KEYS + View(v).kind, View(v).source)
    elif live(T_DEQUE) and tag == T_DEQUE:
        v = deque_list(v)
        n = List(v).length
    elif live(Feature.ENUMS) and enum_kind(v) != 0:
        v = enum_list(v)
        n = List(v).length
    if n < 0:
        return raise_type(lit("'$' object is not reversible"), v)
    return backward_from(v, n)


def range_backward(v: val) -> val:
    return py_iter(wide_range_backward(v)) if live(Feature.WIDE_RANGES) and is_wide_range(v) else backward_from(v, range_count(v))


def backward_from(v: val, n: i32) -> val:
    """An iterator over the n first items of a sequence, from the last."""
    it: val = iter_new(BACK, v)
    Iter(it).index = n
    return it


def py_enumerate(v: val, start: val) -> val:
    """`enumerate(v, start)`; start 0 = absent."""
    enable(Feature.ENUMERATING)
    first: i64 = py_index(start) if start else i64(0)
    inner: val = py_iter(v) if raised == 0 else 0
    if inner == 0:
        return 0
    it: val = iter_new(ENUMERATE, inner)
    Iter(it).count = first
    return it


def py_zip(sources: val, strict: val) -> val:
    """`zip(*sources, strict=…)`; sources a tuple, strict 0, FALSE or TRUE."""
    enable(Feature.ZIPPING)
    n: i32 = Tuple(sources).length
    inner: val = tuple_new(n)
    i: i32 = 0
    while i < n:
        each: val = py_iter(tuple_get(sources, i))
        if each == 0:
            return 0
        tuple_set(inner, i, each)
        i += 1
    it: val = iter_new(ZIP, inner)
    if strict:
        Iter(it).index = py_truth(strict)
    return it
