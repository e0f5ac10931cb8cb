"""Slices: bounds as CPython computes them; reading, assignment and deletion."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import div_u, i32, i64, lit, live, load8, noinline, store8, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import BYTES_DATA, NONE, STR_BYTES, Bytearray, List, Tuple
from noetlc.layout.tags import T_BYTEARRAY, T_BYTES, T_DICT, T_INSTANCE, T_LIST, T_RANGE, T_STR, T_TUPLE
from noetlc.runtime.python.numbers.number import NUM_INT
from noetlc.runtime.values.memory import from_int, has_tag, raised, tag_of

if TYPE_CHECKING:
    from noetlc.runtime.python.classes.builtin_subclass import defines, plain
    from noetlc.runtime.python.classes.special import int_like, special_delitem, special_getitem, special_setitem
    from noetlc.runtime.python.containers.items import is_indexable, py_len, raise_not_subscriptable, slice_new
    from noetlc.runtime.python.containers.iterate import is_iterable, list_of
    from noetlc.runtime.python.containers.range import range_size, range_slice
    from noetlc.runtime.python.exceptions.errors import message_of, raise_type, raise_type_error, raise_value_error
    from noetlc.runtime.python.numbers.number import int_of, num_kind
    from noetlc.runtime.python.strings.bytearray import bytearray_setslice, bytearray_taking
    from noetlc.runtime.python.strings.bytes import bytes_new
    from noetlc.runtime.text.strings import buf_end, code_width, str_offset, str_slice
    from noetlc.runtime.values.buffer import buf_begin, buf_bytes
    from noetlc.runtime.values.classed import is_classed
    from noetlc.runtime.values.list import (
        list_delete_range,
        list_extend,
        list_get,
        list_new,
        list_push,
        list_set,
        list_slice,
        tuple_get,
        tuple_new,
        tuple_set,
    )  # fmt: skip

# results of slice_bounds
slice_first: i64 = 0
slice_last: i64 = 0
slice_by: i64 = 1
slice_count: i64 = 0

FAR = 1 << 62


@noinline
def slice_index(bound: val) -> i64:
    """A bound of a slice; TypeError with `raised` set if it is no int."""
    v: val = int_like(bound)
    if v == 0:
        return i64(0)
    if num_kind(v) == NUM_INT:
        n: i64 = int_of(v)
        return i64(FAR) if n > FAR else (i64(-FAR) if n < -FAR else n)
    raise_type_error(lit("slice indices must be integers or None or have an __index__ method"))
    return i64(0)


def clamp_bound(v: val, n: i64, low: i64, high: i64) -> i64:
    at: i64 = slice_index(v)
    if at < 0:
        at += n
    return low if at < low else (high if at > high else at)


def slice_bounds(start: val, stop: val, step: val, n: i64) -> i32:
    """`slice(start, stop, step).indices(n)` and the item count, into globals; None or 0 = absent. 0 when raised."""
    global slice_first, slice_last, slice_by, slice_count
    by: i64 = 1
    if step != 0 and step != NONE:
        by = slice_index(step)
        if raised != 0:
            return 0
        if by == 0:
            raise_value_error(lit("slice step cannot be zero"))
            return 0
    low: i64 = i64(-1) if by < 0 else i64(0)
    high: i64 = n - 1 if by < 0 else n
    first: i64 = high if by < 0 else low
    last: i64 = low if by < 0 else high
    if start != 0 and start != NONE:
        first = clamp_bound(start, n, low, high)
    if stop != 0 and stop != NONE:
        last = clamp_bound(stop, n, low, high)
    if raised != 0:
        return 0
    slice_first = first
    slice_last = last
    slice_by = by
    if by < 0:
        slice_count = div_u(first - last - 1, -by) + 1 if last < first else i64(0)
    else:
        slice_count = div_u(last - first - 1, by) + 1 if first < last else i64(0)
    return 1


def slice_of(start: val, stop: val, step: val) -> val:
    """The slice object that a method of an instance gets."""
    return slice_new(start if start else NONE, stop if stop else NONE, step if step else NONE)


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
        if not slice_bounds(start, stop, step, range_size(o)):
            return 0
        return range_slice(o, slice_first, slice_last, slice_by)
    if not is_indexable(o):
        return raise_unsliceable(o)
    if not slice_bounds(start, stop, step, i64(py_len(o))):
        return 0
    first: i32 = i32(slice_first)
    by: i32 = i32(slice_by)
    n: i32 = i32(slice_count)
    if tag == T_STR:
        if n == 0:
            return lit("")
        return str_slice(o, first, first + n) if by == 1 else str_steps(o, first, by, n)
    if tag == T_LIST:
        if by == 1:
            return list_slice(o, first, first + n) if n != 0 else list_new(0)
        made: val = list_new(n)
        while n > 0:
            list_push(made, list_get(o, first))
            first += by
            n -= 1
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
            return o
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
def raise_unsliceable(o: val) -> val:
    """A dict fails on the slice as a key, other kinds on the subscript."""
    if has_tag(o, T_DICT):
        return raise_type_error(lit("unhashable type: 'slice'"))
    return raise_not_subscriptable(o)


def str_steps(v: val, first: i32, by: i32, n: i32) -> val:
    """n code points from `first`, `by` apart."""
    mark: i32 = buf_begin()
    at: i32 = first
    while n > 0:
        p: i32 = v + STR_BYTES + str_offset(v, at)
        buf_bytes(p, code_width(load8(p)))
        at += by
        n -= 1
    return buf_end(mark)


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


@noinline
def set_slice(o: val, start: val, stop: val, step: val, v: val) -> i32:
    if not slice_bounds(start, stop, step, i64(List(o).length)):
        return 0
    first: i32 = i32(slice_first)
    n: i32 = i32(slice_count)
    by: i32 = i32(slice_by)
    if not is_iterable(v):
        plain: i32 = by == 1
        raise_type_error(lit("can only assign an iterable") if plain else lit("must assign iterable to extended slice"))
        return 0
    items: val = list_of(v)
    if items == 0:
        return 0
    count: i32 = List(items).length
    if by != 1:
        if count != n:
            template: val = lit("attempt to assign sequence of size $ to extended slice of size $")
            raise_value_error(message_of(template, from_int(i64(count)), from_int(i64(n)), 0))
            return 0
        i: i32 = 0
        while i < n:
            list_set(o, first + i * by, list_get(items, i))
            i += 1
        return 1
    replace_items(o, first, n, items)
    return 1


def replace_items(o: val, first: i32, n: i32, items: val) -> None:
    """Replaces n items of a list by those of another list."""
    length: i32 = List(o).length
    count: i32 = List(items).length
    tail: val = list_slice(o, first + n, length) if first + n < length else list_new(0)
    list_delete_range(o, first, length)
    if count != 0:
        list_extend(o, items)
    if List(tail).length != 0:
        list_extend(o, tail)


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


@noinline
def delete_slice(o: val, start: val, stop: val, step: val) -> i32:
    if not slice_bounds(start, stop, step, i64(List(o).length)):
        return 0
    n: i32 = i32(slice_count)
    by: i32 = i32(slice_by)
    first: i32 = i32(slice_first)
    if by < 0:
        first = first + (n - 1) * by
        by = -by
    if by == 1:
        list_delete_range(o, first, first + n)
        return 1
    i: i32 = 0
    while i < n:  # each removal shifts what follows by one
        list_delete_range(o, first + i * (by - 1), first + i * (by - 1) + 1)
        i += 1
    return 1
