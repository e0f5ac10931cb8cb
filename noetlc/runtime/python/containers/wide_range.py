"""Ranges with parts that counting in 64 bits has no room for, and slices of such lengths. Linked where a body mentions ints that large."""

from __future__ import annotations

from noetlc.kernel.lang import f64, fabs, i32, i64, lit, live, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import NONE, WIDE_RANGE, Iter, Obj, Range, Slice, WideRange
from noetlc.layout.tags import T_FLOAT, T_INSTANCE, T_RANGE
from noetlc.runtime.python.exceptions.errors import raise_index, raise_overflow, raise_type_error, raise_value_error
from noetlc.runtime.python.numbers.float import INFINITY, int_float_order
from noetlc.runtime.python.numbers.int import range_length
from noetlc.runtime.python.numbers.ints import (
    MINUS_ONE,
    ONE,
    ZERO,
    int_below,
    int_from_float,
    ints_add,
    ints_floordiv,
    ints_mul,
    ints_neg,
    ints_order,
    ints_plus,
    ints_sub,
    is_wide,
    is_zero,
)
from noetlc.runtime.python.numbers.long import MOST_BOUND
from noetlc.runtime.python.numbers.number import NUM_INT, float_of, int_of, num_kind, py_index_value
from noetlc.runtime.python.protocol import int_like, item_eq, py_iter, py_next
from noetlc.runtime.values.iterator import WIDE, WIDE_INSIDE, iter_end, iter_new
from noetlc.runtime.values.list import tuple_get, tuple_new, tuple_set
from noetlc.runtime.values.memory import ask_host, from_int, has_tag, new_object

MOST_LENGTH = ~(1 << 63)


def is_wide_range(v: val) -> i32:
    return Obj(v).flags & WIDE_RANGE


def range_first(v: val) -> val:
    return WideRange(v).start if live(Feature.WIDE_RANGES) and is_wide_range(v) else from_int(Range(v).start)


def range_last(v: val) -> val:
    return WideRange(v).stop if live(Feature.WIDE_RANGES) and is_wide_range(v) else from_int(Range(v).stop)


def range_by(v: val) -> val:
    return WideRange(v).step if live(Feature.WIDE_RANGES) and is_wide_range(v) else from_int(Range(v).step)


def range_length_value(v: val) -> val:
    return (
        WideRange(v).length
        if live(Feature.WIDE_RANGES) and is_wide_range(v)
        else from_int(range_length(Range(v).start, Range(v).stop, Range(v).step))
    )


def has_room(v: val) -> i32:
    """Whether a part of a range is such that counting stays within 64 bits."""
    return not is_wide(v) and int_of(v) < MOST_BOUND and int_of(v) > -MOST_BOUND


def range_of(start: val, stop: val, step: val) -> val:
    """A range of ints of any size; ValueError for step 0."""
    if is_zero(step):
        return raise_value_error(lit("range() arg 3 must not be zero"))
    if has_room(start) and has_room(stop) and has_room(step):
        p: i32 = new_object(T_RANGE, 32, 0)
        Range(p).start = int_of(start)
        Range(p).stop = int_of(stop)
        Range(p).step = int_of(step)
        return val(p)
    way: val = ints_sub(start, stop) if int_below(step) else ints_sub(stop, start)
    length: val = val(ZERO)
    if ints_order(way, val(ZERO)) > 0:
        by: val = ints_neg(step) if int_below(step) else step
        length = ints_add(ints_floordiv(ints_sub(way, val(ONE)), by), val(ONE))
    w: i32 = new_object(T_RANGE, 24, 8)
    Obj(w).flags = WIDE_RANGE
    WideRange(w).start = start
    WideRange(w).stop = stop
    WideRange(w).step = step
    WideRange(w).length = length
    return val(w)


def range_of_any(start: val, stop: val, step: val) -> val:
    """`range(start, stop, step)` of what may be used as ints; absent arguments are 0."""
    first: val = py_index_value(start)
    if first == 0:
        return 0
    first = ints_plus(first)
    if stop == 0:
        return range_of(val(ZERO), first, val(ONE))
    last: val = py_index_value(stop)
    if last == 0:
        return 0
    by: val = py_index_value(step) if step else val(ONE)
    return range_of(first, ints_plus(last), ints_plus(by)) if by else 0


def wide_range_count(v: val) -> i64:
    """`len` of a wide range; -1 with OverflowError pending beyond 64 bits."""
    length: val = WideRange(v).length
    if is_wide(length):
        raise_overflow(lit("Python int too large to convert to C ssize_t"))
        return i64(-1)
    return int_of(length)


def any_range_item(v: val, at: val) -> val:
    """The item at an index of any size that may count from the end; IndexError beyond."""
    length: val = range_length_value(v)
    if int_below(at):
        at = ints_add(at, length)
    if int_below(at) or ints_order(at, length) >= 0:
        return raise_index(lit("range object index out of range"))
    return ints_add(range_first(v), ints_mul(at, range_by(v)))


def wide_range_index(v: val, item: val) -> val:
    """The index of an item equal to a value; 0 if there is none, or when raised."""
    if live(T_INSTANCE) and has_tag(item, T_INSTANCE):
        return wide_range_search(v, item)
    if num_kind(item) == 0:
        return 0
    if has_tag(item, T_FLOAT):
        x: f64 = float_of(item)
        if not fabs(x) < INFINITY:
            return 0
        item = int_from_float(x)
        if not is_wide(item) and int_float_order(int_of(item), x) != 0:
            return 0
    distance: val = ints_sub(item, WideRange(v).start)
    at: val = ints_floordiv(distance, WideRange(v).step)
    if int_below(at) or ints_order(at, WideRange(v).length) >= 0 or ints_order(ints_mul(at, WideRange(v).step), distance) != 0:
        return 0
    return at


def wide_range_search(v: val, item: val) -> val:
    """The index of the first item that an instance is equal to."""
    it: val = py_iter(v)
    i: i64 = i64(0)
    found: val = py_next(it)
    while found != 0:
        same: i32 = item_eq(found, item)
        if same != 0:
            return from_int(i) if same > 0 else 0
        i += 1
        found = py_next(it)
    return 0


def any_range_equal(a: val, b: val) -> i32:
    """Whether two ranges, one of them wide, have the same items."""
    n: val = range_length_value(a)
    if ints_order(n, range_length_value(b)) != 0:
        return 0
    if is_zero(n):
        return 1
    if ints_order(range_first(a), range_first(b)) != 0:
        return 0
    return ints_order(n, val(ONE)) == 0 or ints_order(range_by(a), range_by(b)) == 0


def wide_range_iter(v: val) -> val:
    n: val = WideRange(v).length
    leaves: i32 = is_wide(WideRange(v).start) or is_wide(WideRange(v).stop) or is_wide(WideRange(v).step) or is_wide(n)
    it: val = iter_new(WIDE if leaves else WIDE_INSIDE, v)
    Iter(it).total = i64(MOST_LENGTH) if is_wide(n) else int_of(n)
    return it


def wide_range_next(it: val, v: val) -> val:
    n: i64 = Iter(it).count
    if n == Iter(it).total:
        return iter_end(it)
    Iter(it).count = n + 1
    if (i32(n) & 0xFFFF) == 0xFFFF:
        ask_host()
    return ints_add(WideRange(v).start, ints_mul(from_int(n), WideRange(v).step))


def wide_range_backward(v: val) -> val:
    """The range of the same items from the last to the first."""
    by: val = WideRange(v).step
    last: val = ints_add(WideRange(v).start, ints_mul(ints_sub(WideRange(v).length, val(ONE)), by))
    return range_of(last, ints_sub(WideRange(v).start, by), ints_neg(by))


def any_range_slice(v: val, start: val, stop: val, step: val) -> val:
    """`v[start:stop:step]`, None or 0 = absent."""
    parts: val = any_indices(start, stop, step, range_length_value(v))
    if parts == 0:
        return 0
    by: val = range_by(v)
    first: val = ints_add(range_first(v), ints_mul(tuple_get(parts, 0), by))
    last: val = ints_add(range_first(v), ints_mul(tuple_get(parts, 1), by))
    return range_of(first, last, ints_mul(tuple_get(parts, 2), by))


# ---- slices


def bound_value(bound: val) -> val:
    """A bound of a slice; TypeError."""
    v: val = int_like(bound)
    if v == 0:
        return 0
    if num_kind(v) != NUM_INT:
        return raise_type_error(lit("slice indices must be integers or None or have an __index__ method"))
    return ints_plus(v)


def bound_within(bound: val, absent: val, length: val, low: val, high: val) -> val:
    """A bound that may count from the end, within low and high."""
    if bound == 0 or bound == NONE:
        return absent
    at: val = bound_value(bound)
    if at == 0:
        return 0
    if int_below(at):
        at = ints_add(at, length)
        return low if ints_order(at, low) < 0 else at
    return high if ints_order(at, high) > 0 else at


def any_indices(start: val, stop: val, step: val, length: val) -> val:
    """`slice(start, stop, step).indices(length)` for ints of any size."""
    by: val = val(ONE) if step == 0 or step == NONE else bound_value(step)
    if by == 0:
        return 0
    if is_zero(by):
        return raise_value_error(lit("slice step cannot be zero"))
    down: i32 = int_below(by)
    low: val = val(MINUS_ONE) if down else val(ZERO)
    high: val = ints_add(length, low)
    first: val = bound_within(start, high if down else low, length, low, high)
    if first == 0:
        return 0
    last: val = bound_within(stop, low if down else high, length, low, high)
    if last == 0:
        return 0
    made: val = tuple_new(3)
    tuple_set(made, 0, first)
    tuple_set(made, 1, last)
    tuple_set(made, 2, by)
    return made


def any_slice_indices(s: val, length: val) -> val:
    """`s.indices(length)` where the length is an int of any size."""
    n: val = py_index_value(length)
    if n == 0:
        return 0
    if int_below(n):
        return raise_value_error(lit("length should not be negative"))
    return any_indices(Slice(s).start, Slice(s).stop, Slice(s).step, ints_plus(n))
