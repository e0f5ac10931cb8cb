"""`bisect` on lists without key functions; heaps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import i32, i64, lit, lit_class, live, noinline, shr_u, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import NONE, List, Tuple
from noetlc.layout.tags import T_BYTEARRAY, T_LIST, T_TUPLE
from noetlc.runtime.values.classed import is_classed
from noetlc.runtime.values.list import list_get, list_insert, list_push, list_set, tuple_get
from noetlc.runtime.values.memory import from_int, has_tag, raised

if TYPE_CHECKING:
    from noetlc.runtime.python.classes.lookup import raise_no_attribute
    from noetlc.runtime.python.exceptions.errors import raise_argument, raise_index, raise_type, raise_value_error
    from noetlc.runtime.python.exceptions.sizes import raise_size
    from noetlc.runtime.python.numbers.ints import is_wide
    from noetlc.runtime.python.numbers.number import int_of, is_int, py_ssize
    from noetlc.runtime.python.objects.compare import py_lt
    from noetlc.runtime.python.objects.contents import py_len
    from noetlc.runtime.python.objects.subscripts import py_getitem
    from noetlc.runtime.python.protocol import int_like
    from noetlc.runtime.python.strings.bytearray import py_bytearray_insert


@noinline
def order_end(high: val) -> i64:
    """Where a search ends. TypeError, OverflowError, with `raised` set."""
    n: val = int_like(high)
    if n != 0 and is_int(n) and not is_wide(n):
        return int_of(n)
    if n != 0 and is_int(n):
        raise_size(lit_class("OverflowError"), high)
    elif n != 0:
        raise_type(lit("argument should be integer or None, not '$'"), high)
    return i64(0)


def order_find(items: val, x: val, low: val, high: val, right: i32) -> i64:
    """Where x belongs in sorted items: after equal ones with `right`; -1 when raised. An end of -1 is none, as in CPython."""
    lo: i64 = py_ssize(low)
    hi: i64 = i64(-1) if high == NONE or raised != 0 else order_end(high)
    if raised != 0:
        return i64(-1)
    if lo < 0:
        raise_value_error(lit("lo must be non-negative"))
        return i64(-1)
    if hi == -1:
        hi = i64(py_len(items))
        if hi < 0 or raised != 0:
            return i64(-1)
    while lo < hi:
        middle: i64 = shr_u(lo + hi, i64(1))
        item: val = py_getitem(items, from_int(middle))
        if item == 0:
            return i64(-1)
        less: i32 = py_lt(x, item) if right else py_lt(item, x)
        if less < 0:
            return i64(-1)
        if less != right:
            lo = middle + 1
        else:
            hi = middle
    return lo


def order_place(items: val, x: val, low: val, high: val, right: i32) -> val:
    at: i64 = order_find(items, x, low, high, right)
    return from_int(at) if at >= 0 else 0


def order_bisect(items: val, x: val, low: val, high: val) -> val:
    return order_place(items, x, low, high, 1)


def order_bisect_left(items: val, x: val, low: val, high: val) -> val:
    return order_place(items, x, low, high, 0)


def order_insert(items: val, x: val, low: val, high: val, right: i32) -> val:
    at: i64 = order_find(items, x, low, high, right)
    if at < 0:
        return 0
    if live(T_BYTEARRAY) and has_tag(items, T_BYTEARRAY):
        return py_bytearray_insert(items, from_int(at), x)
    if not has_tag(items, T_LIST):
        return raise_no_attribute(items, lit("insert"))
    list_insert(items, i32(at) if at < i64(List(items).length) else List(items).length, x)
    return NONE


def order_insort(items: val, x: val, low: val, high: val) -> val:
    return order_insert(items, x, low, high, 1)


def order_insort_left(items: val, x: val, low: val, high: val) -> val:
    return order_insert(items, x, low, high, 0)


# ---- heaps


@noinline
def heap_is_list(v: val, name: val) -> i32:
    """1 for a list; 0 when raised."""
    if has_tag(v, T_LIST):
        return 1
    raise_argument(name, v)
    return 0


def heap_less(a: val, b: val) -> i32:
    """a < b, -1 when raised; of tuples that begin with different small ints, which most heaps have, found at once."""
    own: i32 = live(Feature.BUILTIN_SUBCLASSES) and (is_classed(a) or is_classed(b))
    if live(T_TUPLE) and not own and has_tag(a, T_TUPLE) and has_tag(b, T_TUPLE):
        if Tuple(a).length != 0 and Tuple(b).length != 0:
            x: val = tuple_get(a, 0)
            y: val = tuple_get(b, 0)
            if x & y & 1 and x != y:
                return i32(x) < i32(y)
    return py_lt(a, b)


def heap_up(heap: val, start: i32, at: i32) -> i32:
    """Moves an item towards the root down to `start` (CPython's siftdown); 0 when raised."""
    item: val = list_get(heap, at)
    while at > start:
        above: i32 = (at - 1) >> 1
        less: i32 = heap_less(item, list_get(heap, above))
        if less < 0:
            return 0
        if less == 0:
            break
        list_set(heap, at, list_get(heap, above))
        list_set(heap, above, item)
        at = above
    return 1


def heap_down(heap: val, at: i32) -> i32:
    """Moves an item to the leaves, then up again (CPython's siftup); 0 when raised."""
    n: i32 = List(heap).length
    start: i32 = at
    while at < n >> 1:
        child: i32 = 2 * at + 1
        if child + 1 < n:
            less: i32 = heap_less(list_get(heap, child), list_get(heap, child + 1))
            if less < 0:
                return 0
            child += 1 - less
        item: val = list_get(heap, child)
        list_set(heap, child, list_get(heap, at))
        list_set(heap, at, item)
        at = child
    return heap_up(heap, start, at)


def heap_heapify(heap: val) -> val:
    if heap_is_list(heap, lit("heapify() argument must be list, not $")) == 0:
        return 0
    i: i32 = List(heap).length >> 1
    while i > 0:
        i -= 1
        if heap_down(heap, i) == 0:
            return 0
    return NONE


def heap_push(heap: val, item: val) -> val:
    if heap_is_list(heap, lit("heappush() argument 1 must be list, not $")) == 0:
        return 0
    list_push(heap, item)
    return NONE if heap_up(heap, 0, List(heap).length - 1) else 0


def heap_pop(heap: val) -> val:
    if heap_is_list(heap, lit("heappop() argument must be list, not $")) == 0:
        return 0
    n: i32 = List(heap).length
    if n == 0:
        return raise_index(lit("index out of range"))
    last: val = list_get(heap, n - 1)
    list_set(heap, n - 1, 0)
    List(heap).length = n - 1
    if n == 1:
        return last
    return heap_exchange(heap, last)


def heap_exchange(heap: val, item: val) -> val:
    """Replaces the root; what it was, 0 when raised."""
    root: val = list_get(heap, 0)
    list_set(heap, 0, item)
    return root if heap_down(heap, 0) else 0


def heap_replace(heap: val, item: val) -> val:
    if heap_is_list(heap, lit("heapreplace() argument 1 must be list, not $")) == 0:
        return 0
    if List(heap).length == 0:
        return raise_index(lit("index out of range"))
    return heap_exchange(heap, item)


def heap_pushpop(heap: val, item: val) -> val:
    if heap_is_list(heap, lit("heappushpop() argument 1 must be list, not $")) == 0:
        return 0
    if List(heap).length == 0:
        return item
    less: i32 = py_lt(list_get(heap, 0), item)
    if less <= 0:
        return item if less == 0 else 0
    return heap_exchange(heap, item)
