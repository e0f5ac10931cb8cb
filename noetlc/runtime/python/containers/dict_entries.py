"""Entries of dicts by any key."""

from __future__ import annotations

from noetlc.kernel.lang import i32, inline, lit, lit_class, live, noinline, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import NONE, Dict, Tuple
from noetlc.layout.tags import T_INT, T_STR, T_WIDE
from noetlc.runtime.python.exceptions.errors import raise_error
from noetlc.runtime.python.protocol import put_repr, py_hashable
from noetlc.runtime.values.buffer import buf_byte
from noetlc.runtime.values.classed import is_classed
from noetlc.runtime.values.dict import (
    dict_delete,
    dict_delete_any,
    dict_get,
    dict_get_any,
    dict_key_at,
    dict_len,
    dict_next,
    dict_set,
    dict_set_any,
    dict_take,
    dict_value_at,
)
from noetlc.runtime.values.list import tuple_get, tuple_new, tuple_set, with_arguments
from noetlc.runtime.values.memory import has_tag, raised, tag_of


@inline
def is_plain_key(key: val) -> i32:
    """Whether a key is a string that hashes and compares as one."""
    if live(Feature.BUILTIN_SUBCLASSES) and is_classed(key):
        return 0
    return has_tag(key, T_STR)


def has_text_keys(d: val) -> i32:
    """Whether all keys of a dict are texts."""
    e: i32 = dict_next(d, 0)
    while e >= 0:
        if not has_tag(dict_key_at(d, e), T_STR):
            return 0
        e = dict_next(d, e + 1)
    return 1


def is_own_key(v: val) -> i32:
    """Whether a value is an int or a string and of no subclass: `lru_cache` has it as key where it is the only argument."""
    if live(Feature.BUILTIN_SUBCLASSES) and is_classed(v):
        return 0
    tag: i32 = tag_of(v)
    return tag == T_INT or tag == T_WIDE or tag == T_STR


def lru_own_key(only: val) -> val:
    """What the value of a call with one argument is kept under where calls name no others."""
    if is_own_key(only):
        return only
    args: val = tuple_new(1)
    tuple_set(args, 0, only)
    return args


def lru_key(args: val, kwargs: val, wrapper: val) -> val:
    """What `lru_cache` keeps the value of a call under; the wrapper tells it from arguments that look like it.

    `kwargs` is a dict or None."""
    only: val = tuple_get(args, 0) if Tuple(args).length == 1 else 0
    count: i32 = 0 if kwargs == NONE else dict_len(kwargs)
    if count == 0 and (only == 0 or is_own_key(only)):
        return only if only != 0 else args
    named: val = tuple_new(count << 1)
    i: i32 = 0
    e: i32 = dict_next(kwargs, 0) if count else -1
    while e >= 0:
        tuple_set(named, i, dict_key_at(kwargs, e))
        tuple_set(named, i + 1, dict_value_at(kwargs, e))
        i += 2
        e = dict_next(kwargs, e + 1)
    return with_arguments(args, named, wrapper)


def dict_lookup(d: val, key: val) -> val:
    """The value of any key, 0 if absent; 0 with TypeError pending for an unhashable key."""
    return dict_get(d, key) if is_plain_key(key) else dict_lookup_rare(d, key)


@noinline
def dict_lookup_rare(d: val, key: val) -> val:
    """The value of a key that is no string."""
    if live(Feature.ANY_KEYS):
        return dict_get_any(d, key)
    py_hashable(key)
    return 0


def dict_store(d: val, key: val, v: val) -> i32:
    """`d[key] = v`; 0 when raised."""
    if is_plain_key(key):
        dict_set(d, key, v)
        return 1
    dict_set_any(d, key, v)
    return raised == 0


def dict_discard(d: val, key: val) -> i32:
    """Deletes a key: 1 if it was there, 0 if not (or raised)."""
    if is_plain_key(key):
        return dict_delete(d, key)
    if live(Feature.ANY_KEYS):
        return dict_delete_any(d, key)
    py_hashable(key)
    return 0


def dict_has(d: val, key: val) -> i32:
    """Whether a dict has a key, whatever its class says; -1 when raised."""
    found: val = dict_lookup(d, key)
    return -1 if raised != 0 else found != 0


def put_all(d: val, other: val) -> None:
    """Stores every entry of another dict."""
    if Dict(d).fill == 0 and Dict(other).used == Dict(other).fill and Dict(other).fill != 0:
        dict_take(d, other)
        return
    i: i32 = dict_next(other, 0)
    if live(Feature.ANY_KEYS):
        put_any(d, other, i)
        return
    while i >= 0:
        dict_set(d, dict_key_at(other, i), dict_value_at(other, i))
        i = dict_next(other, i + 1)


@noinline
def put_any(d: val, other: val, i: i32) -> None:
    """Stores the entries from number i on; comparing keys may change the other dict."""
    n: i32 = Dict(other).used
    while i >= 0:
        if not dict_store(d, dict_key_at(other, i), dict_value_at(other, i)) or raised != 0:
            return
        if Dict(other).used != n:
            raise_error(lit_class("RuntimeError"), lit("dict mutated during update"))
            return
        i = dict_next(other, i + 1)


def put_entries(d: val, how: i32) -> None:
    """Appends keys (0), values (1), `key: value` (2) or `(key, value)` (3) of a dict."""
    i: i32 = dict_next(d, 0)
    first: i32 = 1
    while i >= 0:
        if first == 0:
            buf_byte(44)
            buf_byte(32)
        first = 0
        if how == 3:
            buf_byte(40)
        if how != 1:
            put_repr(dict_key_at(d, i))
        if how == 2:
            buf_byte(58)
            buf_byte(32)
        if how == 3:
            buf_byte(44)
            buf_byte(32)
        if how != 0:
            put_repr(dict_value_at(d, i))
        if how == 3:
            buf_byte(41)
        i = dict_next(d, i + 1)
