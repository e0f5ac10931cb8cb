"""Methods and construction of dicts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import i32, i64, lit, lit_class, live, noinline, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import NONE, VIEW_VALUES, Dict, List, View
from noetlc.layout.tags import T_DICT, T_ENVIRON, T_INSTANCE, T_LIST
from noetlc.runtime.python.containers.dict_kinds import COUNTER, DEFAULT, ORDERED, DictKind
from noetlc.runtime.values.memory import from_int, has_tag, raised

if TYPE_CHECKING:
    from noetlc.runtime.python.calls.generator import call_method
    from noetlc.runtime.python.classes.builtin_subclass import classed_of
    from noetlc.runtime.python.classes.classes import dunder
    from noetlc.runtime.python.containers.counter import counter_update
    from noetlc.runtime.python.containers.dict_kinds import (
        counter_fromkeys,
        default_fromkeys,
        default_new,
        dict_kind,
        ordered_fromkeys,
        ordered_new,
        plain_copy,
    )  # fmt: skip
    from noetlc.runtime.python.containers.items import dict_discard, dict_lookup, dict_store, py_contains, py_getitem
    from noetlc.runtime.python.containers.iterate import is_iterable, list_of, pair_new, py_iter, py_next
    from noetlc.runtime.python.exceptions.errors import (
        message_of,
        raise_error,
        raise_key,
        raise_no_attribute,
        raise_value_error,
        raise_with,
    )  # fmt: skip
    from noetlc.runtime.python.hooks import os_env_dict
    from noetlc.runtime.values.classed import class_word, is_classed
    from noetlc.runtime.values.dict import dict_clear, dict_copy, dict_key_at, dict_new, dict_next, dict_value_at
    from noetlc.runtime.values.list import list_get


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
    n: i32 = Dict(d).fill
    i: i32 = n - 1
    while i >= 0 and dict_next(d, i) != i:
        i -= 1
    if i < 0:
        return raise_error(lit_class("KeyError"), lit("popitem(): dictionary is empty"))
    item: val = pair_new(dict_key_at(d, i), dict_value_at(d, i))
    dict_discard(d, dict_key_at(d, i))
    return item


def py_dict_setdefault(d: val, key: val, default: val) -> val:
    """`d.setdefault(key, default)`; default 0 = absent: None."""
    v: val = dict_lookup(d, key)
    if v != 0 or raised != 0:
        return v
    made: val = default if default else NONE
    dict_store(d, key, made)
    return made


def py_dict_clear(d: val) -> val:
    dict_clear(d)
    return NONE


def py_dict_copy(d: val) -> val:
    return dict_copy(d)


def put_all(d: val, other: val) -> None:
    """Stores every entry of another dict."""
    i: i32 = dict_next(other, 0)
    while i >= 0:
        dict_store(d, dict_key_at(other, i), dict_value_at(other, i))
        i = dict_next(other, i + 1)


def dict_update(d: val, other: val) -> i32:
    """`d.update(other)` with a dict or an iterable of pairs; 0 when raised."""
    if has_tag(other, T_DICT):
        if d != other:
            put_all(d, other)
        return 1
    if live(T_ENVIRON) and has_tag(other, T_ENVIRON):
        return dict_update(d, os_env_dict(other))
    return put_pairs(d, other)


def is_mapping(v: val) -> i32:
    """Whether an object of the body has `keys`."""
    return live(T_INSTANCE) and has_tag(v, T_INSTANCE) and dunder(v, lit("keys")) != 0


@noinline
def put_pairs(d: val, pairs: val) -> i32:
    """Stores (key, value) pairs, or the items of an object with `keys`; 0 when raised (pairs before the error stay)."""
    if is_mapping(pairs):
        return put_mapping(d, pairs)
    it: val = py_iter(pairs)
    if it == 0:
        return 0
    i: i32 = 0
    while 1:
        pair: val = py_next(it)
        if pair == 0:
            return raised == 0
        if not put_pair(d, pair, i):
            return 0
        i += 1
    return 0


def put_mapping(d: val, mapping: val) -> i32:
    """Stores what `keys` and `[…]` of an object of the body give; 0 when raised."""
    keys: val = call_method(mapping, lit("keys"), 0)
    it: val = py_iter(keys) if keys != 0 else 0
    if it == 0:
        return 0
    while 1:
        key: val = py_next(it)
        if key == 0:
            return raised == 0
        item: val = py_getitem(mapping, key)
        if item == 0 or not dict_store(d, key, item):
            return 0
    return 0


def put_pair(d: val, pair: val, number: i32) -> i32:
    if live(Feature.ORDERED_DICTS) and dict_kind(d) == ORDERED:
        return put_ordered_pair(d, pair)
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


def put_ordered_pair(d: val, pair: val) -> i32:
    """Stores a pair in an OrderedDict, which has words of its own for what is none."""
    items: val = list_of(pair)
    if items == 0:
        return 0
    n: i32 = List(items).length
    if n == 2:
        return dict_store(d, list_get(items, 0), list_get(items, 1))
    few: val = lit("need more than 0 values to unpack") if n == 0 else lit("need more than 1 value to unpack")
    raise_value_error(few if n < 2 else lit("too many values to unpack (expected 2)"))
    return 0


def py_dict_update(d: val, other: val, named: val) -> val:
    """`d.update(other, **named)`; each 0 = absent."""
    if live(Feature.COUNTERS) and dict_kind(d) == COUNTER:
        return counter_update(d, other, named)
    if other and not dict_update(d, other):
        return 0
    if named:
        put_all(d, named)
    return NONE


def py_dict(other: val, named: val) -> val:
    """`dict(other, **named)`; each 0 = absent."""
    if other and has_tag(other, T_DICT) and Dict(other).used == 0:
        other = 0
    d: val = dict_new()
    if other and has_tag(other, T_DICT):
        d = plain_copy(other) if live(Feature.DICT_KINDS) else dict_copy(other)
    elif other and not put_pairs(d, other):
        return 0
    if named:
        put_all(d, named)
    return d


def dict_merge(a: val, b: val) -> val:
    """`a | b`, of the kind of a, or that of b where only b has one with an operator of its own."""
    d: val = dict_copy(a)
    if live(Feature.DICT_KINDS) and dict_kind(a) == 0:
        if live(Feature.ORDERED_DICTS) and dict_kind(b) == ORDERED:
            d = ordered_new(a, 0)
        elif live(Feature.DEFAULT_DICTS) and dict_kind(b) == DEFAULT:
            d = default_new(DictKind(b).factory, a, 0)
        if live(Feature.BUILTIN_SUBCLASSES) and dict_kind(d) != 0 and is_classed(b):
            d = classed_of(class_word(b), d)
    put_all(d, b)
    return d


def py_dict_fromkeys(keys: val, v: val) -> val:
    """`dict.fromkeys(keys, v)`; v 0 = absent: None."""
    it: val = py_iter(keys)
    if it == 0:
        return 0
    d: val = dict_new()
    while 1:
        key: val = py_next(it)
        if key == 0:
            return d if raised == 0 else 0
        if not dict_store(d, key, v if v else NONE):
            return 0
    return 0


def py_dict_fromkeys_of(d: val, keys: val, v: val) -> val:
    """`d.fromkeys(keys, v)`: only the class of the receiver matters."""
    if live(Feature.ORDERED_DICTS) and dict_kind(d) == ORDERED:
        return ordered_fromkeys(keys, v if v != 0 else NONE)
    if live(Feature.DEFAULT_DICTS) and dict_kind(d) == DEFAULT:
        return default_fromkeys(keys, v)
    if live(Feature.COUNTERS) and dict_kind(d) == COUNTER:
        return counter_fromkeys(keys, v)
    return py_dict_fromkeys(keys, v)


def py_dict_update_from(d: val, other: val) -> val:
    """`d.update(other)`; other 0 = absent."""
    return py_dict_update(d, other, 0)


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
