"""Slices of any value: reading, assignment, deletion."""

from __future__ import annotations

from noetlc.kernel.lang import i32, i64, lit, live, load8, loadv, lt_u, noinline, store8, store32, storev, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import BYTES_DATA, Bytearray, List, Tuple
from noetlc.layout.tags import T_BYTEARRAY, T_BYTES, T_CLASS, T_DICT, T_INSTANCE, T_LIST, T_MATCH, T_RANGE, T_STR, T_TUPLE
from noetlc.runtime.python.classes.builtin_subclass import defines, plain
from noetlc.runtime.python.classes.named_tuple import unnamed
from noetlc.runtime.python.classes.special_containers import special_delitem, special_getitem, special_setitem
from noetlc.runtime.python.containers.range import range_slice
from noetlc.runtime.python.containers.sequence import is_indexable, raise_not_subscriptable
from noetlc.runtime.python.containers.slice import (
    delete_slice,
    set_slice,
    slice_bounds,
    slice_by,
    slice_count,
    slice_first,
    slice_of,
    str_steps,
)
from noetlc.runtime.python.exceptions.errors import raise_type, raise_type_error
from noetlc.runtime.python.protocol import py_getitem, py_len
from noetlc.runtime.python.strings.bytearray import bytearray_setslice
from noetlc.runtime.text.strings import str_slice
from noetlc.runtime.values.bytes import bytearray_taking, bytes_new
from noetlc.runtime.values.classed import is_classed
from noetlc.runtime.values.list import list_items, list_new, list_slice, list_uncleared, tuple_get, tuple_new, tuple_set
from noetlc.runtime.values.memory import has_tag, tag_of


def py_getslice(o: val, start: val, stop: val, step: val) -> val:
    """`o[start:stop:step]`; None or 0 = absent."""
    if live(Feature.BUILTIN_SUBCLASSES) and is_classed(o):
        if defines(o, lit("__getitem__")):
            return special_getitem(o, slice_of(start, stop, step))
        if is_indexable(o):
            o = plain(o)
    if live(T_INSTANCE) and has_tag(o, T_INSTANCE):
        return special_getitem(o, slice_of(start, stop, step))
    return get_slice(o, start, stop, step)


@noinline
def get_slice(o: val, start: val, stop: val, step: val) -> val:
    tag: i32 = tag_of(o)
    if live(T_RANGE) and tag == T_RANGE:
        return range_slice(o, start, stop, step)
    if tag != T_LIST and not is_indexable(o):
        return unindexed_slice(o, start, stop, step)
    if not slice_bounds(start, stop, step, i64(List(o).length if tag == T_LIST else py_len(o))):
        return 0
    first: i32 = i32(slice_first)
    by: i32 = i32(slice_by)
    n: i32 = i32(slice_count)
    if tag == T_STR:
        if n == 0:
            return lit("")
        return str_slice(o, first, first + n) if by == 1 else str_steps(o, first, by, n)
    if tag == T_LIST:
        if n == 0:
            return list_new(0)
        if by == 1:
            return list_slice(o, first, first + n)
        made: val = list_uncleared(n)
        from_: i32 = list_items(o) + (first << 2)
        to: i32 = list_items(made)
        end: i32 = to + (n << 2)
        while lt_u(to, end):
            storev(to, loadv(from_))
            from_ += by << 2
            to += 4
        store32(to, 0)
        return made
    return rare_slice(o, first, by, n, tag)


@noinline
def rare_slice(o: val, first: i32, by: i32, n: i32, tag: i32) -> val:
    """A slice of a tuple, bytes or bytearray."""
    i: i32 = 0
    if live(T_BYTEARRAY) and tag == T_BYTEARRAY:
        return bytearray_taking(rare_slice(Bytearray(o).held, first, by, n, T_BYTES))
    if live(T_TUPLE) and tag == T_TUPLE:
        if n == Tuple(o).length and by == 1:
            return unnamed(o)
        made: val = tuple_new(n)
        while i < n:
            tuple_set(made, i, tuple_get(o, first + i * by))
            i += 1
        return made
    if live(T_BYTES):
        piece: val = bytes_new(n)
        while i < n:
            store8(piece + BYTES_DATA + i, load8(o + BYTES_DATA + first + i * by))
            i += 1
        return piece
    return 0


@noinline
def unindexed_slice(o: val, start: val, stop: val, step: val) -> val:
    """Classes and matches are given the slice; a dict fails on it as a key, other kinds on the subscript."""
    of_class: i32 = live(Feature.CLASSES) and live(T_CLASS) and has_tag(o, T_CLASS)
    if of_class or (live(T_MATCH) and has_tag(o, T_MATCH)):
        return py_getitem(o, slice_of(start, stop, step))
    if has_tag(o, T_DICT):
        return raise_type_error(lit("unhashable type: 'slice'"))
    return raise_not_subscriptable(o)


def py_setslice(o: val, start: val, stop: val, step: val, v: val) -> i32:
    """`o[start:stop:step] = v`; 0 when raised."""
    if live(Feature.BUILTIN_SUBCLASSES) and defines(o, lit("__setitem__")):
        return special_setitem(o, slice_of(start, stop, step), v)
    if live(T_INSTANCE) and has_tag(o, T_INSTANCE):
        return special_setitem(o, slice_of(start, stop, step), v)
    if has_tag(o, T_LIST):
        return set_slice(o, start, stop, step, v)
    if live(T_BYTEARRAY) and has_tag(o, T_BYTEARRAY):
        return bytearray_setslice(o, start, stop, step, v)
    if has_tag(o, T_DICT):
        raise_type_error(lit("unhashable type: 'slice'"))
    else:
        raise_type(lit("'$' object does not support item assignment"), o)
    return 0


def py_delslice(o: val, start: val, stop: val, step: val) -> i32:
    """`del o[start:stop:step]`; 0 when raised."""
    if live(Feature.BUILTIN_SUBCLASSES) and defines(o, lit("__delitem__")):
        return special_delitem(o, slice_of(start, stop, step))
    if live(T_INSTANCE) and has_tag(o, T_INSTANCE):
        return special_delitem(o, slice_of(start, stop, step))
    if has_tag(o, T_LIST):
        return delete_slice(o, start, stop, step)
    if live(T_BYTEARRAY) and has_tag(o, T_BYTEARRAY):
        return bytearray_setslice(o, start, stop, step, 0)
    if has_tag(o, T_DICT):
        raise_type_error(lit("unhashable type: 'slice'"))
    else:
        raise_type(lit("'$' object does not support item deletion"), o)
    return 0
