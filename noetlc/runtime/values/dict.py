"""Dictionaries: insertion-ordered entries and, beyond 8 of them, an open-addressing index.

Entries are (hash, key, value); a deleted one is all zero, and no key hashes to 0. Functions without `any` in their name are
given string keys; what they look up may still hold others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import (
    enable,
    i32,
    i64,
    inline,
    live,
    load32,
    load64,
    loadv,
    lt_u,
    noinline,
    store32,
    store64,
    storev,
    val,
)  # fmt: skip
from noetlc.layout.features import Feature
from noetlc.layout.objects import (
    CLASSED,
    DICT_KINDS,
    ENTRIES_DATA,
    ENTRY,
    Dict,
    Obj,
)
from noetlc.layout.tags import T_DICT, T_ENTRIES, T_RAW, T_UNREAD
from noetlc.runtime.values.blocks import copy_over, str_hash
from noetlc.runtime.values.given import note_item, note_items, note_key
from noetlc.runtime.values.list import list_new, list_push
from noetlc.runtime.values.lookups import KEY, VALUE, dict_entries, dict_find, index_add, is_looked_up, looked_up_entry
from noetlc.runtime.values.memory import clear, has_tag, hp, new_object, raised

if TYPE_CHECKING:
    from noetlc.runtime.values.classed import is_classed, set_classed_attributes
    from noetlc.runtime.values.hooks import any_hash, unread_value

DICT_REFS = 24  # offset of Dict.entries
UNINDEXED = 8  # dicts of this capacity are searched entry by entry
FIRST_ENTRIES = 4
WIDE_GAP = 8  # so many deleted entries in a row are worth a note
FEW_ENTRIES = 32  # so many are moved together as soon as one was deleted


def dict_sized(capacity: i32) -> val:
    """An empty dict with room for that many entries."""
    d: val = val(new_object(T_DICT, Dict.SIZE, DICT_REFS))
    store64(d, i64(0), 8)
    store64(d, i64(0), 16)
    store64(d, i64(0), DICT_REFS)
    if capacity > 0:
        dict_storage(d, capacity)
    return d


def dict_new() -> val:
    """An empty dict."""
    return dict_sized(0)


def dict_storage(d: val, capacity: i32) -> None:
    """Gives a dict empty storage of a capacity; the entries that it had are forgotten."""
    entries: i32 = new_object(T_ENTRIES, ENTRIES_DATA + capacity * ENTRY, 0)
    clear(entries + ENTRIES_DATA, hp)
    Dict(d).entries = entries
    dict_index(d, capacity)
    Dict(d).capacity = capacity
    Dict(d).used = 0
    Dict(d).fill = 0


def dict_index(d: val, capacity: i32) -> None:
    """Gives a dict the empty index that fits a capacity, if any."""
    index: i32 = 0
    if capacity > UNINDEXED:
        slots: i32 = 16
        while slots < capacity + (capacity >> 1):
            slots = slots << 1
        index = new_object(T_RAW, 8 + (slots << 2), 0)
        clear(index + 8, hp)
    Dict(d).index = index


@noinline
def dict_grow(d: val) -> None:
    """Makes room for one more entry: moves the entries in use to larger storage, or together if some of a few were deleted."""
    e: i32 = dict_entries(d)
    end: i32 = e + Dict(d).fill * ENTRY
    if live(Feature.GAPS) and Dict(d).used < Dict(d).fill and Dict(d).fill <= FEW_ENTRIES:
        if not live(Feature.FILLS) or Dict(d).used <= Dict(d).fill - (Dict(d).fill >> 3):  # else it would be full again at once
            close_gaps(d, e, end)
            return
    capacity: i32 = Dict(d).used << 1
    dict_storage(d, capacity if capacity > FIRST_ENTRIES else FIRST_ENTRIES)
    if live(Feature.FILLS):
        n: i32 = entries_move(e, end, dict_entries(d), Dict(d).index)
        Dict(d).fill = n
        Dict(d).used = n
        return
    while e < end:
        if load32(e) != 0:
            dict_append(d, loadv(e, KEY), load32(e), loadv(e, VALUE))
        e += ENTRY


@noinline
def entries_move(e: i32, end: i32, to: i32, index: i32) -> i32:
    """Moves the entries in use from e up to an end to another place, or the same, and enters them in an empty index; their count."""
    n: i32 = 0
    while e < end:
        h: i32 = load32(e)
        if h != 0:
            store32(to, h)
            store64(to, load64(e, KEY), KEY)
            n += 1
            if index != 0:
                index_add(index, h, n)
            to += ENTRY
        e += ENTRY
    return n


def close_gaps(d: val, e: i32, end: i32) -> None:
    """Moves the entries from e to end together."""
    index: i32 = Dict(d).index
    if index != 0:
        clear(index + 8, index + Obj(index).size)
    n: i32 = entries_move(e, end, e, index)
    Dict(d).fill = n
    to: i32 = e + n * ENTRY
    while to < end:
        store32(to, 0)
        store64(to, i64(0), KEY)
        to += ENTRY


@noinline
def dict_append(d: val, key: val, h: i32, v: val) -> None:
    """Adds a key that is not in the dict."""
    note_key(d, key)
    note_item(d, v)
    if Dict(d).fill == Dict(d).capacity:
        dict_grow(d)
    n: i32 = Dict(d).fill
    e: i32 = dict_entries(d) + n * ENTRY
    store32(e, h)
    storev(e, key, KEY)
    storev(e, v, VALUE)
    n += 1
    Dict(d).fill = n
    Dict(d).used += 1
    Dict(d).version += 1
    index: i32 = Dict(d).index
    if index != 0:
        index_add(index, h, n)


@noinline
def dict_put(d: val, key: val, h: i32, v: val) -> None:
    """Sets the value of a key with that hash."""
    e: i32 = dict_find(d, key, h)
    if e != 0:
        note_item(d, v)
        storev(e, v, VALUE)
    else:
        dict_append(d, key, h, v)


@inline
def value_in(e: i32) -> val:
    """The value of an entry."""
    return read_entry(e) if live(Feature.UNREAD) else loadv(e, VALUE)


@noinline
def read_entry(e: i32) -> val:
    """The same, which may be text so far."""
    v: val = loadv(e, VALUE)
    if has_tag(v, T_UNREAD):
        v = unread_value(v)
        storev(e, v, VALUE)
    return v


@noinline
def dict_get(d: val, key: val) -> val:
    """The value of a string key, 0 if absent."""
    e: i32 = looked_up_entry if is_looked_up(d, key) else dict_find(d, key, str_hash(key))
    return value_in(e) if e != 0 else 0


@inline
def dict_get_str(d: val, key: val) -> val:
    """The value of a string key, 0 if absent."""
    return dict_get(d, key)


def dict_set(d: val, key: val, v: val) -> None:
    """Sets the value of a string key."""
    if is_looked_up(d, key) and looked_up_entry != 0:
        note_item(d, v)
        storev(looked_up_entry, v, VALUE)
    else:
        dict_put(d, key, str_hash(key), v)


def dict_remove(d: val, e: i32) -> None:
    """Deletes the entry at an address."""
    enable(Feature.GAPS)
    store32(e, 0)
    store64(e, i64(0), KEY)
    Dict(d).used -= 1
    Dict(d).version += 1
    if Dict(d).used == 0 and Dict(d).fill > FEW_ENTRIES:  # an iterator at one of a few sees that another came after it
        Dict(d).fill = 0
        Dict(d).capacity = 0
        store64(d, i64(0), DICT_REFS)


def dict_delete(d: val, key: val) -> i32:
    """Deletes a string key; 0 if it was absent."""
    e: i32 = dict_find(d, key, str_hash(key))
    if e == 0:
        return 0
    dict_remove(d, e)
    return 1


def dict_get_any(d: val, key: val) -> val:
    """The value of a key, 0 if absent, or 0 with an exception pending if the key has no hash or comparing keys raised."""
    h: i32 = any_hash(key)
    e: i32 = dict_find(d, key, h) if h != 0 else 0
    return value_in(e) if e != 0 and (not live(Feature.OWN_EQUALITIES) or raised == 0) else 0


def dict_set_any(d: val, key: val, v: val) -> None:
    """Sets the value of a key; an exception is pending afterwards if the key has no hash."""
    h: i32 = any_hash(key)
    if h == 0:
        return
    e: i32 = dict_find(d, key, h)
    if live(Feature.OWN_EQUALITIES) and raised != 0:
        return  # comparing keys raised
    if e != 0:
        storev(e, v, VALUE)
    else:
        dict_append(d, key, h, v)


def dict_delete_any(d: val, key: val) -> i32:
    """Deletes a key; 0 if it was absent or, with an exception pending, has no hash."""
    h: i32 = any_hash(key)
    e: i32 = dict_find(d, key, h) if h != 0 else 0
    if e == 0 or (live(Feature.OWN_EQUALITIES) and raised != 0):
        return 0
    dict_remove(d, e)
    return 1


@inline
def dict_len(d: val) -> i32:
    return Dict(d).used


def dict_clear(d: val) -> None:
    """Removes all entries."""
    store64(d, i64(0), DICT_REFS)
    Dict(d).used = 0
    Dict(d).fill = 0
    Dict(d).capacity = 0
    Dict(d).version += 1


def dict_next(d: val, i: i32) -> i32:
    """The number of the first entry at or after i that is in use, -1 if none.

    The value of a deleted entry may be a small int: how many entries lie from it to the next that may be in use, in front of it
    or, negative, behind it. So what takes entries from an end does not look at the same gap again and again.
    """
    n: i32 = Dict(d).fill
    start: i32 = i
    while i < n:
        e: i32 = dict_entries(d) + i * ENTRY
        if load32(e) != 0:
            if live(Feature.GAPS) and i - start > WIDE_GAP:
                store32(dict_entries(d) + start * ENTRY, (i - start) << 1 | 1, VALUE)
            return i
        i += 1
        if live(Feature.GAPS) and load32(e, VALUE) > 0:
            i += (load32(e, VALUE) >> 1) - 1
    return -1


def dict_last(d: val) -> i32:
    """The number of the last entry that is in use, -1 if none."""
    last: i32 = Dict(d).fill - 1
    i: i32 = last
    while i >= 0:
        e: i32 = dict_entries(d) + i * ENTRY
        if load32(e) != 0:
            if last - i > WIDE_GAP:
                store32(dict_entries(d) + last * ENTRY, (i - last) << 1 | 1, VALUE)
            return i
        i -= 1
        if load32(e, VALUE) < 0:
            i += (load32(e, VALUE) >> 1) + 1
    return -1


def dict_keys(d: val) -> val:
    """A new list of the keys."""
    made: val = list_new(Dict(d).used)
    e: i32 = dict_entries(d)
    end: i32 = e + Dict(d).fill * ENTRY
    while lt_u(e, end):
        if load32(e) != 0:
            list_push(made, loadv(e, KEY))
        e += ENTRY
    return made


@inline
def dict_key_at(d: val, i: i32) -> val:
    return loadv(dict_entries(d) + i * ENTRY, KEY)


@inline
def dict_value_at(d: val, i: i32) -> val:
    return value_in(dict_entries(d) + i * ENTRY)


@inline
def dict_set_value(d: val, i: i32, v: val) -> None:
    """Replaces the value of entry i."""
    note_item(d, v)
    storev(dict_entries(d) + i * ENTRY, v, VALUE)


def clone(p: i32) -> i32:
    """A byte-for-byte copy of an object."""
    q: i32 = new_object(T_RAW, Obj(p).size, 0)
    copy_over(q, p, Obj(p).size)
    return q


def dict_copy(d: val) -> val:
    """A new dict of the same keys and values."""
    c: val = val(clone(i32(d)))
    if live(Feature.BUILTIN_SUBCLASSES) and is_classed(c):
        set_classed_attributes(c, 0)
        if (Obj(c).flags & DICT_KINDS) == 0:  # the others make one of their own class
            Obj(c).flags = Obj(c).flags & ~CLASSED
    if Dict(d).entries != 0:
        Dict(c).entries = clone(Dict(d).entries)
    if Dict(d).index != 0:
        Dict(c).index = clone(Dict(d).index)
    return c


def dict_take(d: val, other: val) -> None:
    """Gives a dict without entries those of another, of which none is deleted."""
    note_items(d)
    Dict(d).entries = clone(Dict(other).entries)
    Dict(d).index = clone(Dict(other).index) if Dict(other).index != 0 else 0
    Dict(d).capacity = Dict(other).capacity
    Dict(d).fill = Dict(other).fill
    Dict(d).used = Dict(other).used
    Dict(d).version += Dict(other).used


@inline
def dict_kind(d: val) -> i32:
    """The kind of a dict (DEFAULT_DICT …), 0 for a plain one."""
    return Obj(d).flags & DICT_KINDS
