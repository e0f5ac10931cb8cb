"""Methods and construction of dicts."""

from __future__ import annotations

from noetlc.kernel.lang import enable, i32, i64, inline, lit, lit_class, live, noinline, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import COUNTER_DICT, DEFAULT_DICT, NONE, ORDERED_DICT, VIEW_VALUES, Dict, DictKind, Iter, List, Obj, Tuple, View
from noetlc.layout.tags import T_DICT, T_ENVIRON, T_INSTANCE, T_ITERATOR, T_LIST, T_TUPLE
from noetlc.runtime.python.classes.builtin_subclass import defines
from noetlc.runtime.python.classes.lookup import call_method, dunder, raise_no_attribute
from noetlc.runtime.python.containers.dict_entries import dict_discard, dict_lookup, dict_store, is_plain_key, put_all
from noetlc.runtime.python.exceptions.errors import message_of, raise_error, raise_key, raise_types, raise_value_error, raise_with
from noetlc.runtime.python.hooks import os_env_dict
from noetlc.runtime.python.protocol import (
    call_one,
    call_two,
    is_iterable,
    list_of,
    py_contains,
    py_getitem,
    py_hashable,
    py_iter,
    py_next,
    py_setitem,
)
from noetlc.runtime.values.classed import class_word, is_classed
from noetlc.runtime.values.dict import (
    DICT_REFS,
    dict_append,
    dict_clear,
    dict_copy,
    dict_key_at,
    dict_kind,
    dict_last,
    dict_len,
    dict_new,
    dict_next,
    dict_value_at,
    value_in,
)
from noetlc.runtime.values.hooks import any_hash
from noetlc.runtime.values.iterator import ZIP
from noetlc.runtime.values.list import list_get, list_new, list_push, pair_new, tuple_get
from noetlc.runtime.values.lookups import dict_find
from noetlc.runtime.values.memory import from_int, has_tag, new_object, raised


def py_dict_get(d: val, key: val, default: val) -> val:
    """`d.get(key, default)`; default 0 = absent: None."""
    v: val = dict_lookup(d, key)
    if v != 0 or raised != 0:
        return v
    return default if default else NONE


def py_dict_pop(d: val, key: val, default: val) -> val:
    """`d.pop(key, default)`; default 0 = absent: KeyError."""
    v: val = dict_lookup(d, key) if Dict(d).used != 0 else 0
    if v != 0:
        dict_discard(d, key)
        return v
    if raised != 0:
        return 0
    return default if default else raise_key(key)


def py_dict_popitem(d: val) -> val:
    i: i32 = dict_last(d)
    if i < 0:
        return raise_key(lit("popitem(): dictionary is empty"))
    item: val = pair_new(dict_key_at(d, i), dict_value_at(d, i))
    dict_discard(d, dict_key_at(d, i))
    return item


def py_dict_setdefault(d: val, key: val, default: val) -> val:
    """`d.setdefault(key, default)`; default 0 = absent: None."""
    made: val = default if default else NONE
    if live(Feature.ANY_KEYS) and not is_plain_key(key) and not stores_by_method(d):
        return setdefault_any(d, key, made)
    v: val = dict_lookup(d, key)
    if v != 0 or raised != 0:
        return v
    return made if store_in(d, key, made) else 0


@noinline
def setdefault_any(d: val, key: val, made: val) -> val:
    """`d.setdefault(key, made)` with a key that is no string: hashed once."""
    h: i32 = any_hash(key) if py_hashable(key) else 0
    if h == 0:
        return 0
    e: i32 = dict_find(d, key, h)
    if e != 0 or raised != 0:
        return value_in(e) if raised == 0 else 0
    dict_append(d, key, h, made)
    return made


def py_dict_clear(d: val) -> val:
    dict_clear(d)
    return NONE


def py_dict_copy(d: val) -> val:
    made: val = dict_copy(d)
    if live(Feature.BUILTIN_SUBCLASSES) and live(Feature.ORDERED_DICTS) and is_classed(d) and dict_kind(d) == ORDERED_DICT:
        dict_clear(made)
        return made if put_by_links(made, d) else 0
    if live(Feature.BUILTIN_SUBCLASSES) and live(Feature.COUNTERS) and is_classed(d) and dict_kind(d) == COUNTER_DICT:
        return call_one(class_word(d), d)
    if live(Feature.BUILTIN_SUBCLASSES) and live(Feature.DEFAULT_DICTS) and is_classed(d) and dict_kind(d) == DEFAULT_DICT:
        return call_two(class_word(d), DictKind(d).factory, d)
    if is_overridden(d) and dict_kind(d) == 0 and Dict(d).used:
        dict_clear(made)
        return made if put_mapping(made, d) else 0
    return made


def dict_update(d: val, other: val) -> i32:
    """`d.update(other)` with a dict or an iterable of pairs; 0 when raised."""
    if has_tag(other, T_DICT):
        return put_mapping(d, other) if is_overridden(other) else put_dict(d, other)
    if live(T_ENVIRON) and has_tag(other, T_ENVIRON):
        return dict_update(d, os_env_dict(other))
    return put_pairs(d, other)


def put_dict(d: val, other: val) -> i32:
    """Stores the entries of another dict; 0 when raised."""
    if stores_by_method(d):
        e: i32 = dict_next(other, 0)
        while e >= 0:
            if not py_setitem(d, dict_key_at(other, e), dict_value_at(other, e)):
                return 0
            e = dict_next(other, e + 1)
        return 1
    if d != other:
        put_all(d, other)
    return raised == 0


@inline
def is_overridden(d: val) -> i32:
    """Whether the class of a dict gives its items in its own way: then its keys are asked for, not its entries."""
    return live(Feature.BUILTIN_SUBCLASSES) and is_classed(d) and gives_own_items(d)


@noinline
def gives_own_items(d: val) -> i32:
    """Of other dicts than an OrderedDict CPython asks only whether they iterate in their own way."""
    if live(Feature.ORDERED_DICTS) and dict_kind(d) == ORDERED_DICT and (defines(d, lit("keys")) or defines(d, lit("__getitem__"))):
        return 1
    return defines(d, lit("__iter__"))


@inline
def stores_by_method(d: val) -> i32:
    """Whether what fills a dict goes through its own `__setitem__`, as of all kinds only that of an OrderedDict does."""
    if not (live(Feature.BUILTIN_SUBCLASSES) and live(Feature.ORDERED_DICTS)):
        return 0
    return dict_kind(d) == ORDERED_DICT and defines(d, lit("__setitem__"))


@inline
def store_own(d: val, key: val, v: val) -> i32:
    """`d[key] = v` of any dict: by the `__setitem__` of its class if it has one; 0 when raised."""
    return py_setitem(d, key, v) if live(Feature.BUILTIN_SUBCLASSES) else dict_store(d, key, v)


@inline
def store_in(d: val, key: val, v: val) -> i32:
    """Stores an item that `update` was given; 0 when raised."""
    return py_setitem(d, key, v) if stores_by_method(d) else dict_store(d, key, v)


def is_mapping(v: val) -> i32:
    """Whether an object of the body has `keys`."""
    if live(Feature.BUILTIN_SUBCLASSES) and defines(v, lit("keys")):
        return 1
    return live(T_INSTANCE) and has_tag(v, T_INSTANCE) and dunder(v, lit("keys")) != 0


@noinline
def put_pairs(d: val, pairs: val) -> i32:
    """Stores (key, value) pairs, or the items of an object with `keys`; 0 when raised (pairs before the error stay)."""
    if is_mapping(pairs):
        return put_mapping(d, pairs)
    it: val = py_iter(pairs)
    if it == 0:
        return 0
    if live(Feature.ZIPPING) and has_tag(it, T_ITERATOR) and Iter(it).kind == ZIP and Iter(it).index == 0:  # which is not strict
        if Iter(it).source != 0 and Tuple(Iter(it).source).length == 2:
            return put_zipped(d, Iter(it).source)
    i: i32 = 0
    while 1:
        pair: val = py_next(it)
        if pair == 0:
            return raised == 0
        if not put_pair(d, pair, i):
            return 0
        i += 1
    return 0


def put_zipped(d: val, sources: val) -> i32:
    """Stores items of one iterator under those of another, as pairs of `zip`; 0 when raised."""
    while 1:
        key: val = py_next(tuple_get(sources, 0))
        v: val = py_next(tuple_get(sources, 1)) if key != 0 else 0
        if v == 0:
            return raised == 0
        if not store_in(d, key, v):
            return 0
    return 0


def all_keys(mapping: val, keys: val) -> val:
    """The list of what `keys` of a mapping gave; 0 when raised."""
    if not is_iterable(keys):
        return raise_types(lit("$.keys() returned a non-iterable (type $)"), mapping, keys)
    return list_of(keys)


def put_mapping(d: val, mapping: val) -> i32:
    """Stores what `keys` and `[…]` of an object of the body give; 0 when raised.

    All keys are asked for first, but for an OrderedDict.
    """
    if live(Feature.BUILTIN_SUBCLASSES) and has_tag(mapping, T_DICT) and not defines(mapping, lit("keys")):
        return put_by_key(d, mapping)
    keys: val = call_method(mapping, lit("keys"), 0)
    if keys != 0 and not (live(Feature.ORDERED_DICTS) and dict_kind(d) == ORDERED_DICT):
        keys = all_keys(mapping, keys)
    it: val = py_iter(keys) if keys != 0 else 0
    if it == 0:
        return 0
    while 1:
        key: val = py_next(it)
        if key == 0:
            return raised == 0
        item: val = py_getitem(mapping, key)
        if item == 0 or not store_in(d, key, item):
            return 0
    return 0


def put_by_links(d: val, other: val) -> i32:
    """Stores what `[…]` of the class of an OrderedDict gives, from one key to what then follows it; 0 when raised."""
    e: i32 = dict_next(other, 0)
    while e >= 0:
        key: val = dict_key_at(other, e)
        before: i32 = Dict(other).version
        item: val = py_getitem(other, key)
        if item == 0 or not store_in(d, key, item):
            return 0
        if Dict(other).version != before:
            e = dict_next(other, 0)
            while e >= 0 and dict_key_at(other, e) != key:
                e = dict_next(other, e + 1)
            if e < 0:
                return 1  # what follows a key that is gone is not defined
        e = dict_next(other, e + 1)
    return 1


def put_by_key(d: val, other: val) -> i32:
    """Stores what `[…]` of the class of a dict gives for each key that it has now; 0 when raised.

    An OrderedDict is filled key by key and notices changes of the other one, as those of `[…]` that moves what is asked for.
    """
    checked: i32 = live(Feature.ORDERED_DICTS) and dict_kind(d) == ORDERED_DICT
    keys: val = list_new(dict_len(other))
    e: i32 = dict_next(other, 0)
    while e >= 0:
        list_push(keys, dict_key_at(other, e))
        e = dict_next(other, e + 1)
    before: i32 = Dict(other).version
    i: i32 = 0
    while i < List(keys).length:
        if checked and Dict(other).version != before:
            raise_error(lit_class("RuntimeError"), lit("OrderedDict mutated during iteration"))
            return 0
        item: val = py_getitem(other, list_get(keys, i))
        if item == 0 or not store_in(d, list_get(keys, i), item):
            return 0
        i += 1
    return 1


def put_pair(d: val, pair: val, number: i32) -> i32:
    if live(Feature.ORDERED_DICTS) and dict_kind(d) == ORDERED_DICT:
        return put_ordered_pair(d, pair)
    if live(T_TUPLE) and has_tag(pair, T_TUPLE) and Tuple(pair).length == 2 and not (live(Feature.BUILTIN_SUBCLASSES) and is_classed(pair)):
        return dict_store(d, tuple_get(pair, 0), tuple_get(pair, 1))
    if not is_iterable(pair):
        template: val = lit("cannot convert dictionary update sequence element #$ to a sequence")
        raise_with(lit_class("TypeError"), template, from_int(i64(number)), 0)
        return 0
    items: val = pair if has_tag(pair, T_LIST) else list_of(pair)
    if items == 0:
        return 0
    n: i32 = List(items).length
    if n != 2:
        short: val = lit("dictionary update sequence element #$ has length $; 2 is required")
        raise_value_error(message_of(short, from_int(i64(number)), from_int(i64(n)), 0))
        return 0
    return dict_store(d, list_get(items, 0), list_get(items, 1))


def dict_put_pair(d: val, pair: val, number: i32) -> val:
    """Stores the pair that is the argument of `dict` of that number: None, 0 when raised."""
    return NONE if put_pair(d, pair, number) else 0


def put_ordered_pair(d: val, pair: val) -> i32:
    """Stores a pair in an OrderedDict, which has words of its own for what is none."""
    items: val = list_of(pair)
    if items == 0:
        return 0
    n: i32 = List(items).length
    if n == 2:
        return store_in(d, list_get(items, 0), list_get(items, 1))
    few: val = lit("need more than 0 values to unpack") if n == 0 else lit("need more than 1 value to unpack")
    raise_value_error(few if n < 2 else lit("too many values to unpack (expected 2)"))
    return 0


def py_dict_fromkeys(keys: val, v: val) -> val:
    """`dict.fromkeys(keys, v)`; v 0 = absent: None."""
    return with_keys(dict_new(), keys, v)


def with_keys(d: val, keys: val, v: val) -> val:
    """The dict with an item for each key; v 0 = absent: None. 0 when raised."""
    it: val = py_iter(keys)
    if it == 0:
        return 0
    while 1:
        key: val = py_next(it)
        if key == 0:
            return d if raised == 0 else 0
        if not store_own(d, key, v if v else NONE):
            return 0
    return 0


def py_view_isdisjoint(v: val, other: val) -> i32:
    """`d.keys().isdisjoint(other)`, and of items; -1 when raised."""
    if View(v).kind == VIEW_VALUES:
        raise_no_attribute(v, lit("isdisjoint"))
        return -1
    it: val = py_iter(other)
    item: val = py_next(it) if it != 0 else 0
    while item != 0:
        found: i32 = py_contains(v, item)
        if found:
            return -1 if raised != 0 else 0
        item = py_next(it)
    return 1 if raised == 0 else -1


def kind_new(kind: i32, factory: val) -> val:
    """An empty dict of a kind."""
    enable(Feature.DICT_KINDS)
    enable(Feature.LIBRARY_OBJECTS)
    d: i32 = new_object(T_DICT, DictKind.SIZE, DICT_REFS)
    Obj(d).flags = kind
    Dict(d).used = 0
    Dict(d).fill = 0
    Dict(d).capacity = 0
    Dict(d).version = 0
    Dict(d).entries = 0
    Dict(d).index = 0
    DictKind(d).factory = factory
    DictKind(d).unused = 0
    return val(d)


def plain_copy(d: val) -> val:
    """A plain dict of the same entries."""
    made: val = dict_copy(d)
    Obj(made).flags = 0
    if Obj(made).size > Dict.SIZE:
        DictKind(made).factory = 0
    return made
