"""Operations whose operand kinds the compiler knows: the targets of `primitives/overloads.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import f64, gt_u, i32, i64, inline, lit, val
from noetlc.runtime.layout import NONE, Dict, List, Str, Tuple

if TYPE_CHECKING:
    from noetlc.runtime.dict import dict_get_str, dict_set
    from noetlc.runtime.list import list_get, list_set
    from noetlc.runtime.number import buf_float, buf_int
    from noetlc.runtime.python_errors import raise_index, raise_key
    from noetlc.runtime.text import buf_begin, buf_end, str_at, str_find


def dict_item_str(d: val, key: val) -> val:
    """`d[key]` of a dict by a string key."""
    v: val = dict_get_str(d, key)
    return v if v else raise_key(key)


def dict_get_or(d: val, key: val, default: val) -> val:
    """`d.get(key, default)` by a string key; default 0 = absent: None."""
    v: val = dict_get_str(d, key)
    if v:
        return v
    return default if default else NONE


@inline
def dict_has_str(d: val, key: val) -> i32:
    """`key in d` by a string key."""
    return dict_get_str(d, key) != 0


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


def list_put(v: val, index: i64, item: val) -> val:
    """`v[index] = item` of a list; None, 0 when raised."""
    n: i64 = i64(List(v).length)
    at: i64 = index + n if index < 0 else index
    if gt_u(n, at):
        list_set(v, i32(at), item)
        return NONE
    return raise_index(lit("list assignment index out of range"))


def str_item(v: val, index: i64) -> val:
    """`v[index]` of a string."""
    n: i64 = i64(Str(v).length)
    at: i64 = index + n if index < 0 else index
    if gt_u(n, at):
        return str_at(v, i32(at))
    return raise_index(lit("string index out of range"))


@inline
def str_has(v: val, piece: val) -> i32:
    """`piece in v` of strings."""
    return str_find(v, piece, 0) >= 0


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


def int_text(n: i64) -> val:
    """`str(n)`."""
    mark: i32 = buf_begin()
    buf_int(n)
    return buf_end(mark)


def float_text(x: f64) -> val:
    """`str(x)`."""
    mark: i32 = buf_begin()
    buf_float(x)
    return buf_end(mark)
