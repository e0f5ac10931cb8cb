"""`range` objects: length, membership, items and equality."""

from __future__ import annotations

from noetlc.kernel.lang import div_u, f64, fabs, gt_u, i32, i64, lit, live, noinline, trunc_i64, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import Range, WideRange
from noetlc.layout.tags import T_FLOAT, T_INSTANCE, T_RANGE
from noetlc.runtime.python.containers.slice import slice_bounds, slice_by, slice_first, slice_last
from noetlc.runtime.python.containers.wide_range import (
    any_range_equal,
    any_range_item,
    any_range_slice,
    is_wide_range,
    range_of_any,
    wide_range_count,
)
from noetlc.runtime.python.exceptions.errors import raise_index, raise_value_error
from noetlc.runtime.python.numbers.float import int_float_order
from noetlc.runtime.python.numbers.int import range_length
from noetlc.runtime.python.numbers.ints import is_wide, is_zero
from noetlc.runtime.python.numbers.long import MOST_BOUND, range_bound
from noetlc.runtime.python.numbers.number import float_of, int_of, num_kind
from noetlc.runtime.python.protocol import item_eq
from noetlc.runtime.values.memory import ask_host, from_int, has_tag, int_overflow, new_object, raised

MOST_STEP = float(MOST_BOUND)


def range_new(start: i64, stop: i64, step: i64) -> val:
    """A range; ValueError for step 0."""
    if step == 0:
        return raise_value_error(lit("range() arg 3 must not be zero"))
    p: i32 = new_object(T_RANGE, 32, 0)
    r: Range = Range(p)
    r.start = start
    r.stop = stop
    r.step = step
    return val(p)


@noinline
def py_range(start: val, stop: val, step: val) -> val:
    """`range(start, stop, step)`; absent arguments are 0: `range(n)` has only a start."""
    if live(Feature.WIDE_RANGES):
        return range_of_any(start, stop, step)
    first: i64 = range_bound(start)
    if raised != 0:
        return 0
    if stop == 0:
        return range_new(i64(0), first, i64(1))
    last: i64 = range_bound(stop)
    if raised != 0:
        return 0
    by: i64 = range_bound(step) if step else i64(1)
    if raised != 0:
        return 0
    return range_new(first, last, by)


def range_size(v: val) -> i64:
    return range_length(Range(v).start, Range(v).stop, Range(v).step)


def range_extent(v: val) -> i64:
    """`len` of a range; -1 with OverflowError pending beyond 64 bits."""
    return wide_range_count(v) if live(Feature.WIDE_RANGES) and is_wide_range(v) else range_size(v)


def range_count(v: val) -> i32:
    """The length where there is room for 31 bits; the run ends, to be repeated elsewhere, if it is larger."""
    n: i64 = range_extent(v)
    if live(Feature.WIDE_RANGES) and n < 0:
        return -1
    if not gt_u(i64(0x40000000), n):
        int_overflow()
    return i32(n)


def range_truth(v: val) -> i32:
    if live(Feature.WIDE_RANGES) and is_wide_range(v):
        return not is_zero(WideRange(v).length)
    return range_size(v) != 0


def range_item(v: val, i: i64) -> val:
    """The item at an index that may count from the end; IndexError beyond."""
    if live(Feature.WIDE_RANGES) and is_wide_range(v):
        return any_range_item(v, from_int(i))
    n: i64 = range_size(v)
    at: i64 = i + n if i < 0 else i
    if at < 0 or gt_u(at + 1, n):
        return raise_index(lit("range object index out of range"))
    return from_int(Range(v).start + at * Range(v).step)


def range_beyond(v: val, at: val) -> val:
    """The item at an index beyond 64 bits."""
    return any_range_item(v, at) if live(Feature.WIDE_RANGES) else raise_index(lit("range object index out of range"))


def range_index(v: val, item: val) -> i64:
    """The index of an item equal to a value, -1 if there is none, or when raised. Not of a wide range."""
    if live(T_INSTANCE) and has_tag(item, T_INSTANCE):
        return range_search(v, item)
    if num_kind(item) == 0 or is_wide(item):
        return i64(-1)
    x: i64 = trunc_i64(float_of(item)) if has_tag(item, T_FLOAT) else int_of(item)
    if has_tag(item, T_FLOAT) and int_float_order(x, float_of(item)) != 0:
        return i64(-1)
    start: i64 = Range(v).start
    step: i64 = Range(v).step
    distance: i64 = x - start
    size: i64 = step
    if step < 0:
        distance = -distance
        size = -step
    if (step > 0 and x < start) or (step < 0 and x > start):
        return i64(-1)
    at: i64 = div_u(distance, size)
    if at * size != distance or not gt_u(range_size(v), at):
        return i64(-1)
    return at


@noinline
def range_search(v: val, item: val) -> i64:
    """The index of the first item that an instance is equal to, -1 if there is none, or when raised."""
    i: i64 = i64(0)
    while i < range_size(v):
        same: i32 = item_eq(from_int(Range(v).start + i * Range(v).step), item)
        if same != 0:
            return i if same > 0 else i64(-1)
        i += 1
        if (i32(i) & 0xFFFF) == 0:
            ask_host()
    return i64(-1)


def range_equal(a: val, b: val) -> i32:
    if live(Feature.WIDE_RANGES) and (is_wide_range(a) or is_wide_range(b)):
        return any_range_equal(a, b)
    n: i64 = range_size(a)
    if n != range_size(b):
        return 0
    if n == 0:
        return 1
    if Range(a).start != Range(b).start:
        return 0
    return n == 1 or Range(a).step == Range(b).step


def range_slice(v: val, start: val, stop: val, step: val) -> val:
    """`v[start:stop:step]`; None or 0 = absent."""
    if live(Feature.WIDE_RANGES) and is_wide_range(v):
        return any_range_slice(v, start, stop, step)
    if not slice_bounds(start, stop, step, range_size(v)):
        return 0
    by: i64 = Range(v).step
    if fabs(f64(by) * f64(slice_by)) >= MOST_STEP:
        return any_range_slice(v, start, stop, step) if live(Feature.WIDE_RANGES) else int_overflow()
    first: i64 = Range(v).start
    return range_new(first + slice_first * by, first + slice_last * by, by * slice_by)
