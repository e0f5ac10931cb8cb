"""Operations whose operand kinds the compiler knows: the targets of `primitives/overloads.py`."""

from __future__ import annotations

from noetlc.kernel.lang import enable, f64, gt_u, i32, i64, inline, lit, live, noinline, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import NONE, Dict, List, Str, Tuple
from noetlc.layout.tags import T_DICT, T_LIST, T_STR, T_TUPLE
from noetlc.runtime.numbers.text import buf_float
from noetlc.runtime.python.containers.dict_entries import dict_lookup
from noetlc.runtime.python.containers.unpack import py_dict_set
from noetlc.runtime.python.exceptions.errors import raise_index, raise_key, raise_text_key
from noetlc.runtime.python.numbers.long import from_long, long_refers
from noetlc.runtime.python.objects.by_text import has_text, item_by_text, put_by_text
from noetlc.runtime.python.protocol import py_contains, py_getitem, py_setitem
from noetlc.runtime.text.strings import buf_end, str_at
from noetlc.runtime.values.blocks import str_hash
from noetlc.runtime.values.buffer import buf_begin
from noetlc.runtime.values.classed import is_classed
from noetlc.runtime.values.dict import dict_get_str, dict_set, value_in
from noetlc.runtime.values.list import list_get, list_set, tuple_get
from noetlc.runtime.values.lookups import dict_find
from noetlc.runtime.values.memory import from_float, from_int, has_tag, raised


@inline
def dict_item_str(d: val, key: val) -> val:
    """`d[key]` of a dict by a string key."""
    enable(Feature.QUOTED_KEYS)
    return dict_item_named(d, key)


def dict_item_named(d: val, key: val) -> val:
    """The same where quotes around the key are all that its repr has."""
    e: i32 = dict_find(d, key, str_hash(key))
    return value_in(e) if e else raise_text_key(key)


def dict_item_any(d: val, key: val) -> val:
    """`d[key]` of a dict."""
    v: val = dict_lookup(d, key)
    return v if v or raised else raise_key(key)


@inline
def dict_get_or(d: val, key: val, default: val) -> val:
    """`d.get(key, default)` by a string key; default 0 = absent: None."""
    e: i32 = dict_find(d, key, str_hash(key))
    if e:
        return value_in(e)
    return default if default else NONE


@inline
def dict_has_str(d: val, key: val) -> i32:
    """`key in d` by a string key."""
    return dict_get_str(d, key) != 0


@inline
def contains_text(o: val, key: val) -> i32:
    """`key in o` of anything by a string key; -1 when raised."""
    return has_text(o, key)


@inline
def item_of_text(o: val, key: val) -> val:
    """`o[key]` of anything by a string key."""
    enable(Feature.QUOTED_KEYS)
    return item_of_name(o, key)


def item_of_name(o: val, key: val) -> val:
    """The same where quotes around the key are all that its repr has."""
    if live(Feature.BUILTIN_SUBCLASSES) and is_classed(o):
        return py_getitem(o, key)
    if has_tag(o, T_DICT):
        e: i32 = dict_find(o, key, str_hash(key))
        if e:
            return value_in(e)
    return item_by_text(o, key)


# ---- by a key of some dict: a string, unless some dict may have others


def item_of_key(o: val, key: val) -> val:
    """`o[key]` of anything."""
    if live(Feature.ANY_KEYS) or live(Feature.BUILTIN_SUBCLASSES):
        return py_getitem(o, key)
    return item_of_text(o, key)


def put_key_item(o: val, key: val, v: val) -> i32:
    """`o[key] = v` of anything; 0 when raised."""
    if live(Feature.ANY_KEYS) or live(Feature.BUILTIN_SUBCLASSES):
        return py_setitem(o, key, v)
    return put_text_item(o, key, v)


def dict_put_key(d: val, key: val, v: val) -> val:
    """An entry of a dict display or comprehension: None, 0 when raised."""
    if live(Feature.ANY_KEYS) or live(Feature.BUILTIN_SUBCLASSES):
        return py_dict_set(d, key, v)
    return dict_put_str(d, key, v)


def contains_key(o: val, key: val) -> i32:
    """`key in o` of anything; -1 when raised."""
    if live(Feature.ANY_KEYS) or live(Feature.BUILTIN_SUBCLASSES):
        return py_contains(o, key)
    return has_text(o, key)


# ---- by an int


@noinline
def item_of_int(o: val, index: i64) -> val:
    """`o[index]` of anything."""
    if live(Feature.BUILTIN_SUBCLASSES) and is_classed(o):
        return py_getitem(o, from_int(index))
    if has_tag(o, T_LIST) and gt_u(i64(List(o).length), index):
        return list_get(o, i32(index))
    if live(T_TUPLE) and has_tag(o, T_TUPLE) and gt_u(i64(Tuple(o).length), index):
        return tuple_get(o, i32(index))
    if has_tag(o, T_STR) and gt_u(i64(Str(o).length), index):
        return str_at(o, i32(index))
    return py_getitem(o, from_int(index))


@inline
def is_place_in(o: val, index: i64) -> i32:
    """Whether a word counts to an item of a plain list from its start; no word of a `long` that refers does."""
    return has_tag(o, T_LIST) and not (live(Feature.BUILTIN_SUBCLASSES) and is_classed(o)) and gt_u(i64(List(o).length), index)


@inline
def item_of_int_near(o: val, index: i64) -> val:
    """The same, with what a list gives at hand."""
    if is_place_in(o, index):
        return list_get(o, i32(index))
    return item_of_int(o, index)


@noinline
def put_int_item(o: val, index: i64, v: val) -> i32:
    """`o[index] = v` of anything; 0 when raised."""
    if live(Feature.BUILTIN_SUBCLASSES) and is_classed(o):
        return py_setitem(o, from_int(index), v)
    if has_tag(o, T_LIST) and gt_u(i64(List(o).length), index):
        list_set(o, i32(index), v)
        return 1
    return py_setitem(o, from_int(index), v)


@inline
def put_int_item_near(o: val, index: i64, v: val) -> i32:
    """The same, with what a list does at hand."""
    if is_place_in(o, index):
        list_set(o, i32(index), v)
        return 1
    return put_int_item(o, index, v)


def item_of_long(o: val, index: i64) -> val:
    """`o[index]` of anything by a `long`."""
    return py_getitem(o, from_long(index)) if long_refers(index) else item_of_int(o, index)


@inline
def item_of_long_near(o: val, index: i64) -> val:
    """The same, with what a list gives at hand."""
    if is_place_in(o, index):
        return list_get(o, i32(index))
    return item_of_long(o, index)


def put_long_item(o: val, index: i64, v: val) -> i32:
    """`o[index] = v` of anything by a `long`; 0 when raised."""
    return py_setitem(o, from_long(index), v) if long_refers(index) else put_int_item(o, index, v)


@inline
def put_long_item_near(o: val, index: i64, v: val) -> i32:
    """The same, with what a list does at hand."""
    if is_place_in(o, index):
        list_set(o, i32(index), v)
        return 1
    return put_long_item(o, index, v)


@inline
def item_near(o: val, k: val) -> val:
    """`o[k]` of anything, with what a list gives at hand."""
    if k & 1 and is_place_in(o, i64(k >> 1)):
        return list_get(o, k >> 1)
    return py_getitem(o, k)


@inline
def put_item_near(o: val, k: val, v: val) -> i32:
    """`o[k] = v` of anything, with what a list does at hand; 0 when raised."""
    if k & 1 and is_place_in(o, i64(k >> 1)):
        list_set(o, k >> 1, v)
        return 1
    return py_setitem(o, k, v)


def put_text_item(o: val, key: val, v: val) -> i32:
    """`o[key] = v` of anything by a string key; 0 when raised."""
    if live(Feature.BUILTIN_SUBCLASSES) and is_classed(o):
        return py_setitem(o, key, v)
    if has_tag(o, T_DICT):
        dict_set(o, key, v)
        return 1
    return put_by_text(o, key, v)


def dict_put_str(d: val, key: val, v: val) -> val:
    """`d[key] = v` by a string key; None."""
    dict_set(d, key, v)
    return NONE


def list_item(v: val, index: i64) -> val:
    """`v[index]` of a list."""
    n: i64 = i64(List(v).length)
    at: i64 = index + n if index < 0 else index
    if gt_u(n, at):
        return list_get(v, i32(at))
    return raise_index(lit("list index out of range"))


def list_item_ahead(v: val, index: i64) -> val:
    """`v[index]` of a list, by an index of 0 or more."""
    if gt_u(i64(List(v).length), index):
        return list_get(v, i32(index))
    return raise_index(lit("list index out of range"))


@inline
def tuple_item(v: val, index: i64) -> val:
    """`v[index]` of a tuple."""
    return tuple_get(v, i32(index)) if gt_u(i64(Tuple(v).length), index) else item_of_int(v, index)


def list_item_long(v: val, index: i64) -> val:
    """`v[index]` of a list by a `long`."""
    return py_getitem(v, from_long(index)) if long_refers(index) else list_item(v, index)


def list_put_long(v: val, index: i64, item: val) -> val:
    """`v[index] = item` of a list by a `long`; None, 0 when raised."""
    if long_refers(index):
        return NONE if py_setitem(v, from_long(index), item) else 0
    return list_put(v, index, item)


def list_put(v: val, index: i64, item: val) -> val:
    """`v[index] = item` of a list; None, 0 when raised."""
    n: i64 = i64(List(v).length)
    at: i64 = index + n if index < 0 else index
    if gt_u(n, at):
        list_set(v, i32(at), item)
        return NONE
    return raise_index(lit("list assignment index out of range"))


def list_put_ahead(v: val, index: i64, item: val) -> val:
    """`v[index] = item` of a list, by an index of 0 or more; None, 0 when raised."""
    if gt_u(i64(List(v).length), index):
        list_set(v, i32(index), item)
        return NONE
    return raise_index(lit("list assignment index out of range"))


def str_item(v: val, index: i64) -> val:
    """`v[index]` of a string."""
    n: i64 = i64(Str(v).length)
    at: i64 = index + n if index < 0 else index
    if gt_u(n, at):
        return str_at(v, i32(at))
    return raise_index(lit("string index out of range"))


def str_item_long(v: val, index: i64) -> val:
    """`v[index]` of a string by a `long`."""
    return py_getitem(v, from_long(index)) if long_refers(index) else str_item(v, index)


@inline
def list_count(v: val) -> i64:
    """`len(v)` of a list."""
    return i64(List(v).length)


@inline
def str_count(v: val) -> i64:
    """`len(v)` of a string."""
    return i64(Str(v).length)


@inline
def dict_count(v: val) -> i64:
    """`len(v)` of a dict."""
    return i64(Dict(v).used)


@inline
def tuple_count(v: val) -> i64:
    """`len(v)` of a tuple."""
    return i64(Tuple(v).length)


@inline
def list_truth(v: val) -> i32:
    return List(v).length != 0


@inline
def str_truth(v: val) -> i32:
    return Str(v).nbytes != 0


@inline
def dict_truth(v: val) -> i32:
    return Dict(v).used != 0


def sum_of(some: i32, total: val) -> val:  # noqa: ARG001 - see float_sum
    """What items were summed to; `some` if there were any."""
    return total


def float_sum(some: i32, total: f64) -> val:
    """The same for floats: the int 0 where there were none."""
    return from_float(total) if some else 1


def float_text(x: f64) -> val:
    """`str(x)`."""
    mark: i32 = buf_begin()
    buf_float(x)
    return buf_end(mark)
