"""`heapq.nsmallest` and `nlargest`: a heap of the best so far, whose comparisons are those of CPython."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import enable, i32, i64, lit, lit_class, val
from noetlc.layout.objects import NONE, TRUE, UNDEFINED, Exc, List
from noetlc.layout.tags import T_TUPLE
from noetlc.runtime.library.bisect_heapq import heap_down, heap_heapify, heap_less
from noetlc.runtime.python.protocol import GE, GT, LT, py_compare, py_eq, py_neg
from noetlc.runtime.values.list import list_get, list_new, list_push, list_set, list_slice, tuple_get, tuple_new, tuple_set
from noetlc.runtime.values.memory import from_int, raised

if TYPE_CHECKING:
    from noetlc.runtime.python.calls.builtin_call import best_by_key, sorted_value
    from noetlc.runtime.python.containers.consuming import py_best
    from noetlc.runtime.python.exceptions.errors import clear_raised, is_subclass, raise_type_error
    from noetlc.runtime.python.numbers.number import py_index_clamped
    from noetlc.runtime.python.objects.compare import py_lt
    from noetlc.runtime.python.objects.contents import py_len
    from noetlc.runtime.python.protocol import call_one, py_iter, py_next


def top_down(heap: val, at: i32) -> i32:
    """`heap_down` of a heap whose root is the greatest; 0 when raised."""
    n: i32 = List(heap).length
    start: i32 = at
    while at < n >> 1:
        child: i32 = 2 * at + 1
        if child + 1 < n:
            less: i32 = heap_less(list_get(heap, child + 1), list_get(heap, child))
            if less < 0:
                return 0
            child += 1 - less
        item: val = list_get(heap, child)
        list_set(heap, child, list_get(heap, at))
        list_set(heap, at, item)
        at = child
    item = list_get(heap, at)
    while at > start:
        above: i32 = (at - 1) >> 1
        more: i32 = heap_less(list_get(heap, above), item)
        if more < 0:
            return 0
        if more == 0:
            break
        list_set(heap, at, list_get(heap, above))
        list_set(heap, above, item)
        at = above
    return 1


def worst_first(heap: val, at: i32, reverse: val) -> i32:
    """An item of a heap of the best so far moves to its place: the worst is the root; 0 when raised."""
    return heap_down(heap, at) if reverse else top_down(heap, at)


def heap_first(n: val, items: val, key: val, reverse: val) -> val:
    """The n items with the least or greatest keys, sorted by them."""
    if key == NONE:
        key = 0
    one: i32 = py_eq(n, from_int(i64(1)))
    if one != 0:
        return only_item(items, key, reverse) if one > 0 else 0
    size: i32 = py_len(items)
    if raised != 0:
        if not is_subclass(Exc(raised).cls, lit_class("TypeError")) and not is_subclass(Exc(raised).cls, lit_class("AttributeError")):
            return 0
        clear_raised()
    else:
        enough: i32 = py_compare(n, from_int(i64(size)), GE)
        if enough != 0:
            return cut_at(sorted_value(items, key, reverse), n) if enough > 0 else 0
    it: val = py_iter(items)
    if it == 0:
        return 0
    wanted: i64 = py_index_clamped(n) if not reverse or py_neg(n) != 0 else i64(0)
    if raised != 0:
        return 0
    if wanted <= 0:
        return list_new(0)  # no item is taken, compared or given to the key
    return best_of(it, wanted, key, reverse)


def cut_at(items: val, n: val) -> val:
    """`items[:n]` of a list, or of 0: raised."""
    wanted: i64 = py_index_clamped(n) if items != 0 else i64(0)
    if raised != 0:
        if items != 0 and is_subclass(Exc(raised).cls, lit_class("TypeError")):
            clear_raised()
            return raise_type_error(lit("slice indices must be integers or None or have an __index__ method"))
        return 0
    return items if i64(List(items).length) <= wanted else list_slice(items, 0, i32(wanted))


def best_of(it: val, wanted: i64, key: val, reverse: val) -> val:
    """The best items of an iterator: each is in a tuple of what is compared, when it came, and the item."""
    enable(T_TUPLE)
    heap: val = list_new(0)
    came: i64 = 0
    top: val = 0
    while 1:
        item: val = py_next(it)
        if item == 0:
            break
        held: val = item if key == 0 else call_one(key, item)
        if held == 0:
            return 0
        if i64(List(heap).length) < wanted:
            list_push(heap, ranked(held, came, item, key, reverse))
            came = came + 1
            if i64(List(heap).length) == wanted:
                if not made_heap(heap, reverse):
                    return 0
                top = tuple_get(list_get(heap, 0), 0)
            continue
        better: i32 = py_lt(top, held) if reverse else py_lt(held, top)
        if better < 0:
            return 0
        if better:
            list_set(heap, 0, ranked(held, came, item, key, reverse))
            if not worst_first(heap, 0, reverse):
                return 0
            top = tuple_get(list_get(heap, 0), 0)
            came = came + 1
    if raised != 0:
        return 0
    if i64(List(heap).length) < wanted and not made_heap(heap, reverse):
        return 0
    return items_in_order(heap, key, reverse)


def ranked(held: val, came: i64, item: val, key: val, reverse: val) -> val:
    """Of those that compare alike the first is the best."""
    made: val = tuple_new(3 if key != 0 else 2)
    tuple_set(made, 0, held)
    tuple_set(made, 1, from_int(-came if reverse else came))
    if key != 0:
        tuple_set(made, 2, item)
    return made


def made_heap(heap: val, reverse: val) -> i32:
    """0 when raised."""
    if reverse:
        return heap_heapify(heap) != 0
    i: i32 = List(heap).length >> 1
    while i > 0:
        i -= 1
        if not top_down(heap, i):
            return 0
    return 1


def items_in_order(heap: val, key: val, reverse: val) -> val:
    """The items of a heap of tuples; 0 when raised."""
    found: val = sorted_value(heap, 0, reverse)
    if found == 0:
        return 0
    i: i32 = 0
    while i < List(found).length:
        list_set(found, i, tuple_get(list_get(found, i), 2 if key != 0 else 0))
        i += 1
    return found


def only_item(items: val, key: val, reverse: val) -> val:
    """The least or greatest item in a list of its own, as `min` and `max` find it: these compare otherwise than sorting."""
    op: i32 = GT if reverse else LT
    best: val = py_best(items, op, UNDEFINED) if key == 0 else best_by_key(items, key, UNDEFINED, op, lit("min"))
    if best == 0:
        return 0
    made: val = list_new(1)
    if best != UNDEFINED:
        list_push(made, best)
    return made


def heap_smallest_by(n: val, items: val, key: val) -> val:
    return heap_first(n, items, key, 0)


def heap_largest_by(n: val, items: val, key: val) -> val:
    return heap_first(n, items, key, TRUE)


def heap_smallest(n: val, items: val) -> val:
    return heap_first(n, items, 0, 0)


def heap_largest(n: val, items: val) -> val:
    return heap_first(n, items, 0, TRUE)
