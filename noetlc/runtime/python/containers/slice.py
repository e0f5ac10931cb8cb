"""Slices: bounds as CPython computes them; slices of strings, assignment to and deletion of those of lists."""

from __future__ import annotations

from noetlc.kernel.lang import div_u, i32, i64, inline, lit, live, load8, memory_copy, noinline, rem_s, store8, store32, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import ASCII, NONE, STR_BYTES, List, Slice, Str
from noetlc.layout.tags import T_LIST, T_SLICE
from noetlc.runtime.python.exceptions.errors import message_of, raise_type_error, raise_value_error
from noetlc.runtime.python.numbers.ints import int_below, is_wide
from noetlc.runtime.python.numbers.number import NUM_INT, int_of, num_kind
from noetlc.runtime.python.protocol import int_like, is_iterable, list_of
from noetlc.runtime.text.strings import before, buf_end, code_width, str_new, str_offset
from noetlc.runtime.values.buffer import buf_begin, buf_bytes
from noetlc.runtime.values.classed import is_classed
from noetlc.runtime.values.list import (
    list_copy,
    list_delete_range,
    list_get,
    list_items,
    list_room,
    list_set,
    move_words,
    reverse_words,
)  # fmt: skip
from noetlc.runtime.values.memory import from_int, has_tag, new_object, raised

# results of slice_bounds
slice_first: i64 = 0
slice_last: i64 = 0
slice_by: i64 = 1
slice_count: i64 = 0

FAR = 1 << 62


@noinline
def slice_index(bound: val) -> i64:
    """A bound of a slice; TypeError with `raised` set if it is no int."""
    if bound & 1:
        return i64(bound >> 1)
    v: val = int_like(bound)
    if v == 0:
        return i64(0)
    if is_wide(v):
        return i64(-FAR) if int_below(v) else i64(FAR)
    if num_kind(v) == NUM_INT:
        n: i64 = int_of(v)
        return i64(FAR) if n > FAR else (i64(-FAR) if n < -FAR else n)
    raise_type_error(lit("slice indices must be integers or None or have an __index__ method"))
    return i64(0)


def clamp_bound(v: val, n: i64, low: i64, high: i64) -> i64:
    at: i64 = i64(v >> 1) if v & 1 else slice_index(v)
    if at < 0:
        at += n
    return low if at < low else (high if at > high else at)


def slice_bounds(start: val, stop: val, step: val, n: i64) -> i32:
    """`slice(start, stop, step).indices(n)` and the item count, into globals; None or 0 = absent. 0 when raised."""
    global slice_first, slice_last, slice_by, slice_count
    by: i64 = 1
    if step != 0 and step != NONE:
        by = i64(step >> 1) if step & 1 else slice_index(step)
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
    span: i64 = first - last if by < 0 else last - first
    if span <= 0:
        span = i64(0)
    elif by != 1 and by != -1:
        span = div_u(span - 1, -by if by < 0 else by) + 1
    slice_count = span
    return 1


def slice_of(start: val, stop: val, step: val) -> val:
    """The slice object that a method of an instance gets."""
    return slice_new(start if start else NONE, stop if stop else NONE, step if step else NONE)


def str_steps(v: val, first: i32, by: i32, n: i32) -> val:
    """n code points from `first`, `by` apart."""
    if Str(v).flags & ASCII:
        made: val = str_new(n, n)
        from_: i32 = v + STR_BYTES + first
        to: i32 = made + STR_BYTES
        end: i32 = to + n
        while to < end:
            store8(to, load8(from_))
            from_ += by
            to += 1
        return made
    mark: i32 = buf_begin()
    at: i32 = first
    p: i32 = 0
    while n > 0:
        p = before(p) if p and by == -1 else v + STR_BYTES + str_offset(v, at)
        buf_bytes(p, code_width(load8(p)))
        at += by
        n -= 1
    return buf_end(mark)


@noinline
def set_slice(o: val, start: val, stop: val, step: val, v: val) -> i32:
    if not slice_bounds(start, stop, step, i64(List(o).length)):
        return 0
    first: i32 = i32(slice_first)
    n: i32 = i32(slice_count)
    by: i32 = i32(slice_by)
    plain_list: i32 = by == 1 and is_exact_list(v)
    if not plain_list and not is_iterable(v):
        plain: i32 = by == 1
        raise_type_error(lit("can only assign an iterable") if plain else lit("must assign iterable to extended slice"))
        return 0
    items: val = v if plain_list else list_of(v)
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


def is_exact_list(o: val) -> i32:
    """Whether a value is a list and nothing derived from it."""
    return has_tag(o, T_LIST) and not (live(Feature.BUILTIN_SUBCLASSES) and is_classed(o))


def can_turn(o: val, p: val, q: val) -> i32:
    """Whether nothing of the body runs when bounds are computed from p and q, and o is a list."""
    return (p & 1 or p == NONE) and (q & 1 or q == NONE) and is_exact_list(o)


@inline
def near_bound(v: val, n: i32, low: i32, high: i32, absent: i32) -> i32:
    """A bound of a slice that is a small int or None."""
    if v == NONE:
        return absent
    at: i32 = v >> 1
    if at < 0:
        at += n
    return low if at < low else (high if at > high else at)


def turn_slice(o: val, from_: val, to: val, start: val, stop: val, step: i32) -> i32:
    """`o[start:stop] = o[from_:to:-1]`, or `o[from_:to][::-1]` for step 1, if that only turns items of a list around; else 0."""
    if not (start & 1 or start == NONE) or not (stop & 1 or stop == NONE):
        return 0
    if not (from_ & 1 or from_ == NONE) or not (to & 1 or to == NONE):
        return 0
    n: i32 = List(o).length
    at: i32 = near_bound(start, n, 0, n, 0)
    room: i32 = near_bound(stop, n, 0, n, n) - at
    lowest: i32 = 0
    count: i32 = 0
    if step < 0:
        lowest = near_bound(to, n, -1, n - 1, -1) + 1
        count = near_bound(from_, n, -1, n - 1, n - 1) - lowest + 1
    else:
        lowest = near_bound(from_, n, 0, n, 0)
        count = near_bound(to, n, 0, n, n) - lowest
    if count <= 0:
        return room <= 0
    if room != count or at != lowest:
        return 0
    reverse_words(list_items(o) + (at << 2), count)
    return 1


def replace_items(o: val, first: i32, n: i32, items: val) -> None:
    """Replaces n items of a list by those of another list."""
    count: i32 = List(items).length
    if i32(items) == i32(o):
        items = list_copy(items)
    length: i32 = List(o).length  # what gave the items may have changed the list
    first = first if first < length else length
    n = n if n < length - first else length - first
    behind: i32 = length - first - n
    if count > n:
        list_room(o, count - n)
        place: i32 = list_items(o) + (first << 2)
        memory_copy(place + (count << 2), place + (n << 2), behind << 2)
    elif count < n:
        list_delete_range(o, first + count, first + n)
    if count != 0:
        move_words(list_items(o) + (first << 2), list_items(items), count)


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
    i: i32 = first  # of the items behind the first that goes, those that stay move up
    kept: i32 = first
    while i < List(o).length:
        if i >= first + n * by or rem_s(i - first, by) != 0:
            list_set(o, kept, list_get(o, i))
            kept += 1
        i += 1
    list_delete_range(o, kept, i)
    return 1


def slice_new(start: val, stop: val, step: val) -> val:
    """A slice object; None for what is absent."""
    p: i32 = new_object(T_SLICE, 24, 8)
    Slice(p).start = start
    Slice(p).stop = stop
    Slice(p).step = step
    store32(p, 0, 20)
    return val(p)
