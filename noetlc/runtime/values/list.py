"""Lists and tuples.

A list grows in place while its storage is the newest object of the heap, else by doubling. Functions that take positions do
not check them.
"""

from __future__ import annotations

from noetlc.kernel.lang import gt_u, i32, i64, inline, load32, loadv, lt_u, memory_copy, noinline, store32, store64, storev, u64, val
from noetlc.layout.objects import ITEMS_DATA, TUPLE_ITEMS, List, Obj, Tuple
from noetlc.layout.tags import T_ITEMS, T_LIST, T_TUPLE
from noetlc.runtime.values.blocks import copy_over
from noetlc.runtime.values.given import note_item, note_items
from noetlc.runtime.values.memory import clear, hp, limit, new_object, take

LIST_REFS = 16  # offset of List.items
LIST_BYTES = 24  # that a list takes without its items
FIRST_CAPACITY = 4
MANY = 64  # words from which memory.copy pays


def list_new(capacity: i32) -> val:
    """An empty list with room for that many items."""
    if capacity > 0:
        made: val = list_uncleared(capacity)
        List(made).length = 0
        clear(list_items(made), hp)
        return made
    v: i32 = new_object(T_LIST, List.SIZE, LIST_REFS)
    store64(v, i64(0), 8)
    List(v).items = 0
    return val(v)


@noinline
def list_grow(v: val, capacity: i32) -> None:
    """Gives a list room for at least that many items."""
    old: i32 = List(v).items
    if old != 0 and old + Obj(old).size == hp:
        start: i32 = hp
        end: i32 = old + ITEMS_DATA + (capacity << 2)
        take(end - start)
        clear(start, hp)
        Obj(old).size = hp - old
    else:
        n: i32 = List(v).length
        items: i32 = new_object(T_ITEMS, ITEMS_DATA + (capacity << 2), ITEMS_DATA)
        copy_over(items + ITEMS_DATA, old + ITEMS_DATA, n << 2)
        store32(items + (n << 2), 0, ITEMS_DATA)
        clear(items + ITEMS_DATA + ((n + 1 & -2) << 2), hp)
        List(v).items = items
    List(v).capacity = capacity


def list_push(v: val, item: val) -> None:
    """Appends an item."""
    note_item(v, item)
    n: i32 = List(v).length
    if n == List(v).capacity:
        list_grow(v, (n << 1) + FIRST_CAPACITY)
    storev(List(v).items + (n << 2), item, ITEMS_DATA)
    List(v).length = n + 1


def move_words(to: i32, place: i32, n: i32) -> None:
    """Copies n words downwards, or to where they do not overlap."""
    if n > MANY:
        memory_copy(to, place, n << 2)
        return
    end: i32 = to + (n << 2)
    while lt_u(to, end):
        store32(to, load32(place))
        to += 4
        place += 4


@inline
def list_len(v: val) -> i32:
    return List(v).length


@inline
def list_get(v: val, i: i32) -> val:
    return loadv(List(v).items + (i << 2), ITEMS_DATA)


@inline
def list_set(v: val, i: i32, item: val) -> None:
    storev(List(v).items + (i << 2), item, ITEMS_DATA)


def list_append_items(v: val, p: i32, n: i32) -> None:
    """Appends the n value words at p, which may lie in the list itself."""
    note_items(v)
    length: i32 = List(v).length
    if length + n > List(v).capacity:
        list_grow(v, length + (n if n > length >> 1 else length >> 1))
    List(v).length = length + n
    to: i32 = List(v).items + ITEMS_DATA + (length << 2)
    if n > MANY:
        memory_copy(to, p, n << 2)
        return
    end: i32 = p + (n << 2)
    while p < end:
        store32(to, load32(p))
        p += 4
        to += 4


def list_from_items(p: i32, n: i32) -> val:
    """A list of the n value words at p."""
    if n == 0:
        return list_new(0)
    v: val = list_uncleared(n)
    to: i32 = list_items(v)
    copy_over(to, p, n << 2)
    store32(to + (n << 2), 0)
    return v


@inline
def list_items(v: val) -> i32:
    """The address of the first item; not to be used while the list is empty."""
    return List(v).items + ITEMS_DATA


def list_copy(v: val) -> val:
    """A new list of the same items."""
    return list_from_items(list_items(v), List(v).length)


def list_slice(v: val, start: i32, stop: i32) -> val:
    """A new list of the items from start up to stop, 0 <= start <= stop <= length."""
    return list_from_items(list_items(v) + (start << 2), stop - start)


@noinline
def list_uncleared(n: i32) -> val:
    """A list of n > 0 items that are set before anything else happens, and then 0 behind them: what is padding, if n is odd, the
    collector reads, too. It and its storage are made in one go."""
    global hp
    size: i32 = (LIST_BYTES + ITEMS_DATA + 7 + (n << 2)) & -8
    p: i32 = hp
    if gt_u(size, limit - p):
        p = take(size)
    else:
        hp = p + size
    store64(p, T_LIST | LIST_REFS << 16 | LIST_BYTES << 32)
    List(val(p)).length = n
    List(val(p)).capacity = n
    store64(p, i64(p + LIST_BYTES), LIST_REFS)
    store64(p, i64(T_ITEMS | ITEMS_DATA << 16) | (u64(size - LIST_BYTES) << 32), LIST_BYTES)
    return val(p)


def list_room(v: val, n: i32) -> None:
    """Makes a list n items longer, n > 0; they are 0 or what was there."""
    length: i32 = List(v).length + n
    if length > List(v).capacity:
        list_grow(v, length + (length >> 1))
    List(v).length = length


def list_extend(v: val, other: val) -> None:
    """Appends the items of a list, which may be `v` itself."""
    n: i32 = List(other).length
    if n > 0:
        list_append_items(v, list_items(other), n)


def list_concat(a: val, b: val) -> val:
    """A new list of the items of both."""
    first: i32 = List(a).length
    n: i32 = first + List(b).length
    if n == 0:
        return list_new(0)
    v: val = list_uncleared(n)
    to: i32 = list_items(v)
    copy_over(to, list_items(a), first << 2)
    copy_over(to + (first << 2), list_items(b), n - first << 2)
    store32(to + (n << 2), 0)
    return v


def list_insert(v: val, i: i32, item: val) -> None:
    """Inserts before position i, 0 <= i <= length."""
    n: i32 = List(v).length
    list_push(v, item)
    p: i32 = list_items(v) + (i << 2)
    if n - i > MANY:
        memory_copy(p + 4, p, (n - i) << 2)
    else:
        end: i32 = p + ((n - i) << 2)
        while end != p:
            store32(end, load32(end - 4))
            end -= 4
    storev(p, item)


def list_delete_range(v: val, start: i32, stop: i32) -> None:
    """Removes the items from start up to stop, 0 <= start <= stop <= length."""
    n: i32 = List(v).length
    if stop > start:
        p: i32 = list_items(v)
        if stop < n:
            move_words(p + (start << 2), p + (stop << 2), n - stop)
        end: i32 = p + (n << 2)
        p += (n - stop + start) << 2
        while p < end:  # the collector reads whole storages
            store32(p, 0)
            p += 4
        List(v).length = n - stop + start


def list_delete(v: val, i: i32) -> None:
    """Removes the item at a position."""
    list_delete_range(v, i, i + 1)


def tuple_new(n: i32) -> val:
    """A tuple of n items, all 0 for now."""
    v: i32 = new_object(T_TUPLE, TUPLE_ITEMS + (n << 2), TUPLE_ITEMS)
    store64(v, i64(n), TUPLE_ITEMS - 4)  # the first item with the length
    if n > 3:
        clear(v + TUPLE_ITEMS + 4, hp)
    elif n > 1:
        store64(v, i64(0), TUPLE_ITEMS + 4)
    return val(v)


@inline
def tuple_len(v: val) -> i32:
    return Tuple(v).length


@inline
def tuple_get(v: val, i: i32) -> val:
    return loadv(v + (i << 2), TUPLE_ITEMS)


@inline
def tuple_set(v: val, i: i32, item: val) -> None:
    storev(v + (i << 2), item, TUPLE_ITEMS)


def tuple_from_items(p: i32, n: i32) -> val:
    """A tuple of the n value words at p."""
    v: val = tuple_new(n)
    copy_over(v + TUPLE_ITEMS, p, n << 2)
    store32(v + (n << 2), 0, TUPLE_ITEMS)  # padding, if any
    return v


def list_to_tuple(v: val) -> val:
    """A tuple of the items of a list."""
    return tuple_from_items(List(v).items + ITEMS_DATA, List(v).length)


def reverse_words(p: i32, n: i32) -> None:
    """Reverses n values at p."""
    left: i32 = p
    right: i32 = p + (n << 2) - 4
    while left < right:
        held: val = loadv(left)
        store32(left, load32(right))
        storev(right, held)
        left += 4
        right -= 4


def pair_new(a: val, b: val) -> val:
    """The tuple (a, b)."""
    t: val = tuple_new(2)
    tuple_set(t, 0, a)
    tuple_set(t, 1, b)
    return t


def with_first(first: val, args: val) -> val:
    """The tuple with one more item in front."""
    n: i32 = Tuple(args).length
    made: val = tuple_new(n + 1)
    tuple_set(made, 0, first)
    i: i32 = 0
    while i < n:
        tuple_set(made, i + 1, tuple_get(args, i))
        i += 1
    return made


def with_arguments(a: val, b: val, c: val) -> val:
    """The tuple of three arguments."""
    args: val = tuple_new(3)
    tuple_set(args, 0, a)
    tuple_set(args, 1, b)
    tuple_set(args, 2, c)
    return args


def tuple_rest(args: val) -> val:
    """All items but the first."""
    n: i32 = Tuple(args).length - 1
    return tuple_from_items(args + TUPLE_ITEMS + 4, n) if n > 0 else tuple_new(0)
