"""Iteration of any value: `iter`, `next`, `for` loops."""

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
    lt_u,
    noinline,
    val,
)  # fmt: skip
from noetlc.layout.features import Feature
from noetlc.layout.objects import (
    BYTES_DATA,
    STR_BYTES,
    TUPLE_ITEMS,
    VIEW_KEYS,
    Bytearray,
    Bytes,
    Dict,
    Iter,
    List,
    Obj,
    Range,
    Set,
    Str,
    Tuple,
    View,
)  # fmt: skip
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
)  # fmt: skip
from noetlc.runtime.python import protocol
from noetlc.runtime.python.classes.builtin_subclass import defines
from noetlc.runtime.python.classes.special import has_no_length, special_method
from noetlc.runtime.python.classes.special_containers import is_iterator, next_of_sequence, special_iter, special_next
from noetlc.runtime.python.containers.lazy import next_backward, next_mapped, next_zip
from noetlc.runtime.python.containers.range import range_size
from noetlc.runtime.python.containers.set import set_next, slot_key
from noetlc.runtime.python.containers.views import entry_value
from noetlc.runtime.python.containers.wide_range import is_wide_range, wide_range_iter, wide_range_next
from noetlc.runtime.python.exceptions.errors import clear_raised, raise_error, raise_exc, raise_stop, raise_type
from noetlc.runtime.python.exceptions.stops import forget_stop
from noetlc.runtime.python.hooks import deque_iter, deque_next, library_container, struct_next
from noetlc.runtime.python.numbers.int import int_add
from noetlc.runtime.python.protocol import call_one, generator_next, returned_behind
from noetlc.runtime.text.strings import code_at, code_width, str_at, str_from, str_from_code, str_offset
from noetlc.runtime.values.classed import is_classed
from noetlc.runtime.values.dict import dict_keys, dict_next
from noetlc.runtime.values.iterator import (
    BACK,
    BACK_KEYS,
    BYTEARRAY,
    BYTES,
    DEQUE,
    ENUMERATE,
    ITEMS,
    KEYS,
    LIST,
    MAP,
    RANGE,
    SEQUENCE,
    SET,
    STR,
    TUPLE,
    UNPACK,
    WIDE,
    ZIP,
    entry_before,
    is_coroutine,
    iter_dict,
    iter_end,
    iter_new,
)
from noetlc.runtime.values.list import list_copy, list_from_items, list_get, list_new, list_push, pair_new, tuple_get
from noetlc.runtime.values.memory import ask_host, from_int, has_tag, last_stop, passed_text, raised, tag_of


@implements(protocol.py_iter)
def py_iter(v: val) -> val:
    """`iter(v)`; TypeError if v is not iterable."""
    if live(Feature.BUILTIN_SUBCLASSES) and defines(v, lit("__iter__")):
        return special_iter(v)
    if has_tag(v, T_LIST):
        enable(Feature.LIST_ITERATORS)
        return iter_new(LIST, v)
    return iter_other(v)


def iter_other(v: val) -> val:
    """The same of what is no list."""
    tag: i32 = tag_of(v)
    if tag == T_DICT:
        return iter_dict(KEYS, v)
    if tag == T_STR:
        return iter_new(STR, v)
    if live(T_TUPLE) and tag == T_TUPLE:
        return iter_new(TUPLE, v)
    if live(T_VIEW) and tag == T_VIEW:
        return iter_dict(KEYS + View(v).kind, View(v).source)
    if live(T_SET) and tag == T_SET:
        return iter_set(v)
    if live(T_FROZENSET) and tag == T_FROZENSET:
        return iter_set(v)
    if live(T_RANGE) and tag == T_RANGE:
        if live(Feature.WIDE_RANGES) and is_wide_range(v):
            return wide_range_iter(v)
        it: val = iter_new(RANGE, v)
        Iter(it).total = range_size(v)
        return it
    if live(T_BYTES) and tag == T_BYTES:
        return iter_new(BYTES, v)
    if live(T_BYTEARRAY) and tag == T_BYTEARRAY:
        return iter_new(BYTEARRAY, v)
    if tag == T_ITERATOR:
        return v
    if live(T_GENERATOR) and tag == T_GENERATOR and not is_coroutine(v):
        return v
    return iter_object(v, tag)


def iter_object(v: val, tag: i32) -> val:
    """`iter(v)` of an instance, an object of the library or what is not iterable."""
    if live(T_INSTANCE) and tag == T_INSTANCE:
        return special_iter(v)
    if live(T_DEQUE) and tag == T_DEQUE:
        return deque_iter(v)
    if live(Feature.LIBRARY_OBJECTS):
        held: val = library_container(v)
        if held != 0:
            return py_iter(held)
    if live(Feature.BUILTIN_SUBCLASSES) and defines(v, lit("__getitem__")):
        return special_iter(v)
    return raise_type(lit("'$' object is not iterable"), v)


def iter_set(v: val) -> val:
    it: val = iter_new(SET, v)
    Iter(it).total = i64(Set(v).used)
    return it


@implements(protocol.py_next)
def py_next(it: val) -> val:
    """The next item of an iterator; 0 at its end, and 0 with `raised` set on an error."""
    forget_stop()
    if live(Feature.BUILTIN_SUBCLASSES) and is_classed(it):
        return special_next(it)
    if live(T_GENERATOR) and has_tag(it, T_GENERATOR):
        return next_of_generator(it)
    if live(T_INSTANCE) and has_tag(it, T_INSTANCE):
        return special_next(it)
    kind: i32 = Iter(it).kind
    source: val = Iter(it).source
    if source == 0:
        return 0
    i: i32 = Iter(it).index
    if live(Feature.LIST_ITERATORS) and kind == LIST:
        if i < List(source).length:
            Iter(it).index = i + 1
            return list_get(source, i)
        return iter_end(it)
    if kind == STR:
        if i < Str(source).nbytes:
            p: i32 = source + STR_BYTES + i
            width: i32 = code_width(load8(p))
            Iter(it).index = i + width
            return str_from_code(code_at(p)) if live(Feature.LETTERS) else str_from(p, width)
        return iter_end(it)
    if live(T_TUPLE) and kind == TUPLE:
        if i < Tuple(source).length:
            Iter(it).index = i + 1
            return tuple_get(source, i)
        return iter_end(it)
    if live(T_RANGE) and kind == RANGE:
        return next_number(it, source)
    if (live(T_SET) or live(T_FROZENSET)) and kind == SET:
        return next_member(it, source)
    if kind >= KEYS and kind <= ITEMS:
        return next_entry(it, source, kind)
    return next_rare(it, source, kind)


def next_number(it: val, numbers: val) -> val:
    """The next int of a range."""
    n: i64 = Iter(it).count
    if n == Iter(it).total:
        return iter_end(it)
    Iter(it).count = n + 1
    if (i32(n) & 0xFFFF) == 0xFFFF:  # runtime code that consumes a range has no other place to ask
        ask_host()
    return from_int(Range(numbers).start + n * Range(numbers).step)


def next_entry(it: val, d: val, kind: i32) -> val:
    """The next key, value or item of a dict."""
    if keeps_order(it, kind):
        return next_ordered(it, d, kind)
    if Iter(it).total != i64(Dict(d).used):
        Iter(it).total = i64(-1)
        return raise_error(lit_class("RuntimeError"), lit("dictionary changed size during iteration"))
    if Iter(it).count == Iter(it).total:
        # entries may have been replaced: CPython notices that only if some are left beyond the count
        if dict_next(d, Iter(it).index) >= 0:
            return raise_error(lit_class("RuntimeError"), lit("dictionary keys changed during iteration"))
        return iter_end(it)
    at: i32 = dict_next(d, Iter(it).index)
    if at < 0:
        return iter_end(it)
    Iter(it).index = at + 1
    Iter(it).count += 1
    return entry_value(d, at, kind - KEYS)


@inline
def keeps_order(it: val, kind: i32) -> i32:
    """Whether an iterator of a dict is one of an OrderedDict."""
    return live(Feature.ORDERED_DICTS) and kind != BACK and Iter(it).other != 0


@noinline
def next_ordered(it: val, d: val, kind: i32) -> val:
    """That of an OrderedDict, forward or backward, which must be as it was; at the end it may be another."""
    at: i32 = Iter(it).index
    if at < 0:
        return iter_end(it)
    before: val = Iter(it).other
    if before != from_int(i64(Dict(d).version)):
        if Dict(d).entries == 0 and before == from_int(i64(Dict(d).version - 1)):  # by `clear`
            return raise_error(lit_class("RuntimeError"), lit("OrderedDict changed size during iteration"))
        iter_end(it)
        return raise_error(lit_class("RuntimeError"), lit("OrderedDict mutated during iteration"))
    if kind < BACK_KEYS:
        Iter(it).index = dict_next(d, at + 1)
        return entry_value(d, at, kind - KEYS)
    Iter(it).index = entry_before(d, at)
    return entry_value(d, at, kind - BACK_KEYS)


@inline
def next_of_generator(it: val) -> val:
    """Its next item; what ended loops in its function says nothing of its own end."""
    item: val = generator_next(it)
    forget_stop()
    return item


def next_indexed(it: val, source: val) -> val:
    """`source[i]` for the next i."""
    Iter(it).index += 1
    found: val = next_of_sequence(source, Iter(it).index - 1)
    forget_stop()
    return found if found != 0 else iter_end(it)


@noinline
def next_rare(it: val, source: val, kind: i32) -> val:
    if live(T_DEQUE) and kind == DEQUE:
        return deque_next(it, source)
    if live(Feature.WIDE_RANGES) and kind >= WIDE:
        return wide_range_next(it, source)
    return next_built_in(it, source, kind)


def next_built_in(it: val, source: val, kind: i32) -> val:
    if live(T_BYTES) and kind == BYTES:
        i: i32 = Iter(it).index
        if i < Bytes(source).nbytes:
            Iter(it).index = i + 1
            return from_int(i64(load8(source + BYTES_DATA + i)))
        return iter_end(it)
    if live(Feature.UNPACKING) and kind == UNPACK:
        return struct_next(it, source)
    if live(T_BYTEARRAY) and kind == BYTEARRAY:
        at: i32 = Iter(it).index
        if at < Bytes(Bytearray(source).held).nbytes:
            Iter(it).index = at + 1
            return from_int(i64(load8(Bytearray(source).held + BYTES_DATA + at)))
        return iter_end(it)
    if live(Feature.ENUMERATING) and kind == ENUMERATE:
        item: val = py_next(source)
        if item == 0:
            return 0
        number: i64 = Iter(it).count
        Iter(it).count = int_add(number, i64(1))
        return pair_new(from_int(number), item)
    if live(Feature.ZIPPING) and kind == ZIP:
        return next_zip(it, source)
    if live(T_INSTANCE) and kind == SEQUENCE:
        return next_indexed(it, source)
    if live(Feature.MAPPING) and kind >= MAP:
        return next_mapped(it, source, kind)
    if live(Feature.BACKWARD):
        return next_ordered(it, source, kind) if keeps_order(it, kind) else next_backward(it, source, kind)
    return 0


def next_member(it: val, s: val) -> val:
    if Iter(it).total != i64(Set(s).used):
        Iter(it).total = i64(-1)
        return raise_error(lit_class("RuntimeError"), lit("Set changed size during iteration"))
    i: i32 = set_next(s, Iter(it).index)
    if i < 0:
        return iter_end(it)
    Iter(it).index = i + 1
    return slot_key(s, i)


def next_method(it: val) -> val:
    """`it.__next__()`."""
    return py_next_value(it, 0)


def py_next_value(it: val, default: val) -> val:
    """The built-in `next(it, default)`; default 0 = absent: StopIteration at the end."""
    if not is_iterator(it):
        return raise_type(lit("'$' object is not an iterator"), it)
    if default == 0 and live(T_INSTANCE) and has_tag(it, T_INSTANCE):
        return call_one(special_method(it, lit("__next__")), it)  # with the StopIteration that it raises
    item: val = py_next(it)
    if item != 0 or raised != 0:
        return item
    if live(Feature.STOP_VALUES) and default == 0 and last_stop != 0:
        return raise_exc(last_stop)
    if default == 0 and live(T_GENERATOR):
        return raise_stop(returned_behind(it))
    return default if default else raise_stop(0)


@implements(protocol.is_iterable)
def is_iterable(v: val) -> i32:
    """Whether a value has an iterator; one of the body's classes may still fail to give it."""
    if live(Feature.BUILTIN_SUBCLASSES) and defines(v, lit("__iter__")):
        return 1
    if live(T_INSTANCE) and has_tag(v, T_INSTANCE):
        return special_method(v, lit("__iter__")) != 0 or special_method(v, lit("__getitem__")) != 0
    if py_iter(v) != 0:
        return 1
    clear_raised()
    return 0


def loop_source(v: val) -> val:
    """What a `for` loop goes through: a list, a tuple or, where many are taken, a text of ASCII itself, else an iterator; 0 when raised."""
    if live(Feature.BUILTIN_SUBCLASSES) and defines(v, lit("__iter__")):
        return py_iter(v)
    if has_tag(v, T_LIST) or (live(T_TUPLE) and has_tag(v, T_TUPLE)):
        return v
    if live(Feature.LETTERS) and has_tag(v, T_STR) and Str(v).nbytes == Str(v).length:
        return v
    return iter_other(v)


def loop_item(source: val, place: i32) -> val:
    """The next item of a loop after `place` others; 0 at the end and when raised."""
    if live(Feature.BUILTIN_SUBCLASSES) and defines(source, lit("__iter__")):
        return py_next(source)
    return list_next(source, place) if Obj(source).tag == T_LIST else next_of_other(source, place)


@noinline
def next_of_other(source: val, place: i32) -> val:
    """The next item of what is no list."""
    if live(Feature.LETTERS) and Obj(source).tag == T_STR:
        return str_from_code(load8(source + place, STR_BYTES)) if lt_u(place, Str(source).nbytes) else 0
    return tuple_next(source, place) if live(T_TUPLE) and Obj(source).tag == T_TUPLE else py_next(source)


@inline
def list_next(v: val, place: i32) -> val:
    return list_get(v, place) if lt_u(place, List(v).length) else 0


@inline
def tuple_next(v: val, place: i32) -> val:
    return tuple_get(v, place) if lt_u(place, Tuple(v).length) else 0


passed_count: i32 = 0  # how many characters a loop has taken of `passed_text`,
passed_bytes: i32 = 0  # which have so many bytes


@inline
def str_next(v: val, place: i32) -> val:
    if not lt_u(place, Str(v).length):
        return 0
    return str_at(v, place) if Str(v).nbytes == Str(v).length else wide_next(v, place)


@noinline
def wide_next(v: val, place: i32) -> val:
    """The same beyond ASCII: where the character behind it begins is noted, so that texts are not gone through to each."""
    global passed_text, passed_count, passed_bytes
    start: i32 = passed_bytes if v == passed_text and place == passed_count else str_offset(v, place)
    p: i32 = v + STR_BYTES + start
    width: i32 = code_width(load8(p))
    passed_text = v
    passed_count = place + 1
    passed_bytes = start + width
    return str_from_code(code_at(p)) if live(Feature.LETTERS) else str_from(p, width)


@implements(protocol.list_of)
def list_of(v: val) -> val:
    """A new list of the items of an iterable; 0 when raised."""
    by_method: i32 = 0
    if live(Feature.BUILTIN_SUBCLASSES):
        by_method = defines(v, lit("__iter__"))
    if has_tag(v, T_LIST) and not by_method:
        return list_copy(v)
    if live(T_TUPLE) and not by_method and has_tag(v, T_TUPLE):
        return list_from_items(v + TUPLE_ITEMS, Tuple(v).length)
    if live(T_VIEW) and has_tag(v, T_VIEW) and View(v).kind == VIEW_KEYS:
        v = View(v).source
    if has_tag(v, T_DICT) and not by_method:
        return dict_keys(v)
    it: val = py_iter(v)
    if it == 0:
        return 0
    if has_no_length(v):
        return 0
    made: val = list_new(0)
    while 1:
        item: val = py_next(it)
        if item == 0:
            return made if raised == 0 else 0
        list_push(made, item)
    return 0
