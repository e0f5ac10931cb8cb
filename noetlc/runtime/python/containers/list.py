"""Methods of lists and tuples."""

from __future__ import annotations

from noetlc.kernel.lang import i32, i64, lit, live, loadv, lt_u, memory_copy, noinline, storev, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import ITEMS_DATA, NONE, TUPLE_ITEMS, List, Tuple
from noetlc.layout.tags import T_LIST, T_TUPLE
from noetlc.runtime.numbers.wide import wide_sign
from noetlc.runtime.python.classes.builtin_subclass import defines
from noetlc.runtime.python.classes.named_tuple import unnamed
from noetlc.runtime.python.classes.special import has_no_length
from noetlc.runtime.python.containers.repeat import repeat
from noetlc.runtime.python.exceptions.errors import index_value, message_of, raise_index, raise_type_error, raise_value_error
from noetlc.runtime.python.numbers.ints import is_wide
from noetlc.runtime.python.numbers.number import NUM_INT, num_kind
from noetlc.runtime.python.protocol import int_like, item_eq, list_of, py_iter, py_next, py_repr
from noetlc.runtime.values.classed import is_classed
from noetlc.runtime.values.list import (
    list_append_items,
    list_copy,
    list_delete,
    list_delete_range,
    list_extend,
    list_get,
    list_insert,
    list_push,
    reverse_words,
    tuple_from_items,
    tuple_new,
)  # fmt: skip
from noetlc.runtime.values.memory import from_int, has_tag, raised


def py_append(v: val, item: val) -> val:
    """`list.append`; None."""
    list_push(v, item)
    return NONE


def list_extend_any(v: val, other: val) -> i32:
    """Appends the items of any iterable; 0 when raised (items before the error stay)."""
    if live(Feature.BUILTIN_SUBCLASSES) and defines(other, lit("__iter__")):
        other = list_of(other)
        if other == 0:
            return 0
    if has_tag(other, T_LIST):
        list_extend(v, other)
        return 1
    if live(T_TUPLE) and has_tag(other, T_TUPLE):
        if Tuple(other).length != 0:
            list_append_items(v, other + TUPLE_ITEMS, Tuple(other).length)
        return 1
    it: val = py_iter(other)
    if it == 0:
        return 0
    if has_no_length(other):
        return 0
    while 1:
        item: val = py_next(it)
        if item == 0:
            return raised == 0
        list_push(v, item)
    return 0


def py_extend(v: val, other: val) -> val:
    return NONE if list_extend_any(v, other) else 0


def clip_index(at: i32, n: i32) -> i32:
    """An index that may count from the end, clamped to 0 … n."""
    i: i32 = at + n if at < 0 else at
    return 0 if i < 0 else (n if i > n else i)


def py_insert(v: val, index: val, item: val) -> val:
    at: i32 = index_value(index)
    if raised != 0:
        return 0
    list_insert(v, clip_index(at, List(v).length), item)
    return NONE


def py_list_pop(v: val, index: val) -> val:
    """`list.pop(index)`; index 0 = absent: the last."""
    n: i32 = List(v).length
    if index == 0 and n > 0:
        last: i32 = List(v).items + (n << 2) - 4
        taken: val = loadv(last, ITEMS_DATA)
        storev(last, 0, ITEMS_DATA)
        List(v).length = n - 1
        return taken
    return list_pop_at(v, index)


@noinline
def list_pop_at(v: val, index: val) -> val:
    """The same at an index, or of an empty list."""
    i: i32 = -1
    if index:
        i = index_value(index)
        if raised != 0:
            return 0
    n: i32 = List(v).length  # an `__index__` may have changed it
    if i < 0:
        i += n
    if n == 0:
        return raise_index(lit("pop from empty list"))
    if not lt_u(i, n):
        return raise_index(lit("pop index out of range"))
    item: val = list_get(v, i)
    list_delete(v, i)
    return item


def py_list_remove(v: val, item: val) -> val:
    i: i32 = index_item(List(v).items + ITEMS_DATA, 0, List(v).length, item)
    if i < 0:
        return 0 if raised != 0 else raise_value_error(lit("list.remove(x): x not in list"))
    list_delete(v, i)
    return NONE


def py_list_clear(v: val) -> val:
    list_delete_range(v, 0, List(v).length)
    return NONE


def py_list_reverse(v: val) -> val:
    reverse_words(List(v).items + ITEMS_DATA, List(v).length)
    return NONE


def span_index(bound: val, n: i32) -> i32:
    """A bound of `index`, clamped; `raised` is set if it is no int."""
    v: val = int_like(bound)
    if v == 0:
        return 0
    if num_kind(v) != NUM_INT:
        raise_type_error(lit("slice indices must be integers or have an __index__ method"))
        return 0
    if is_wide(v):
        return n if wide_sign(v) > 0 else 0
    return clip_index(index_value(v), n)


def seq_index(v: val, item: val, start: val, stop: val) -> i32:
    """`index` of a list or tuple; start and stop 0 = absent. -1 if absent or raised."""
    p: i32 = v + TUPLE_ITEMS
    n: i32 = Tuple(v).length
    if has_tag(v, T_LIST):
        p = List(v).items + ITEMS_DATA
    first: i32 = 0
    last: i32 = n
    if start:
        first = span_index(start, n)
    if stop:
        last = span_index(stop, n)
    return index_item(p, first, last, item) if raised == 0 else -1


def py_list_index(v: val, item: val, start: val, stop: val) -> val:
    i: i32 = seq_index(v, item, start, stop)
    if i >= 0:
        return from_int(i64(i))
    if raised != 0:
        return 0
    shown: val = py_repr(item)
    return raise_value_error(message_of(lit("$ is not in list"), shown, 0, 0)) if shown else 0


def py_tuple_index(v: val, item: val, start: val, stop: val) -> val:
    i: i32 = seq_index(v, item, start, stop)
    if i >= 0:
        return from_int(i64(i))
    return 0 if raised != 0 else raise_value_error(lit("tuple.index(x): x not in tuple"))


def count_words(p: i32, n: i32, item: val) -> val:
    """How many of n values equal an item."""
    found: i32 = 0
    i: i32 = 0
    while i < n:
        same: i32 = item_eq(loadv(p + (i << 2)), item)
        if same < 0:
            return 0
        found += same
        i += 1
    return from_int(i64(found))


def py_list_count(v: val, item: val) -> val:
    return count_words(List(v).items + ITEMS_DATA, List(v).length, item)


def py_tuple_count(v: val, item: val) -> val:
    return count_words(v + TUPLE_ITEMS, Tuple(v).length, item)


def tuple_concat(a: val, b: val) -> val:
    n: i32 = Tuple(a).length
    m: i32 = Tuple(b).length
    if n == 0:
        return unnamed(b)
    if m == 0:
        return unnamed(a)
    made: val = tuple_new(n + m)
    memory_copy(made + TUPLE_ITEMS, a + TUPLE_ITEMS, n << 2)
    memory_copy(made + TUPLE_ITEMS + (n << 2), b + TUPLE_ITEMS, m << 2)
    return made


def list_repeat_in_place(v: val, times: i64) -> val:
    """`v *= times`; 0 when raised."""
    made: val = repeat(v, times)
    if made == 0:
        return 0
    list_delete_range(v, 0, List(v).length)
    list_extend(v, made)
    return v


def tuple_of(v: val) -> val:
    """`tuple(v)`; 0 when raised."""
    if has_tag(v, T_TUPLE):
        if not (live(Feature.BUILTIN_SUBCLASSES) and is_classed(v)):
            return unnamed(v)
    items: val = v if has_tag(v, T_LIST) and not (live(Feature.BUILTIN_SUBCLASSES) and is_classed(v)) else list_of(v)
    if items == 0:
        return 0
    return tuple_from_items(List(items).items + ITEMS_DATA, List(items).length)


def py_list_copy(v: val) -> val:
    return list_copy(v)


def find_item(p: i32, n: i32, v: val) -> i32:
    """1 if one of n values at p equals v; -1 when raised."""
    at: i32 = index_item(p, 0, n, v)
    return at >= 0 if raised == 0 else -1


def index_item(p: i32, start: i32, stop: i32, v: val) -> i32:
    """The index of the first value at p, from start up to stop, that equals v; -1 if none or raised."""
    i: i32 = start
    while i < stop:
        item: val = loadv(p + (i << 2))
        if item == v:
            return i
        if (item & v & 1) == 0:
            same: i32 = item_eq(item, v)
            if same < 0:
                return -1
            if same:
                return i
        i += 1
    return -1
