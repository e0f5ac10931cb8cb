"""Sets and frozensets on CPython's table: the same growth, probing and merging, so the same iteration order.

A table has `mask + 1` slots of 16 bytes: the 64-bit hash, the key (0 = free, UNDEFINED with hash -1 = deleted), padding.
"""

from __future__ import annotations

from noetlc.kernel.lang import (
    i32,
    i64,
    inline,
    lit,
    live,
    load32,
    load64,
    loadv,
    memory_copy,
    memory_fill,
    noinline,
    shr_u,
    store32,
    store64,
    storev,
    val,
)  # fmt: skip
from noetlc.layout.features import Feature
from noetlc.layout.objects import NONE, UNDEFINED, Dict, Set
from noetlc.layout.tags import T_DICT, T_FROZENSET, T_SET, T_TABLE
from noetlc.runtime.python.classes.builtin_subclass import defines
from noetlc.runtime.python.classes.special import special_method
from noetlc.runtime.python.containers.set_marks import (
    CHANGED,
    DELETED,
    PROBES,
    SHIFT,
    SLOTS,
    deleted_before,
    find_marked,
    mark_of,
    note_slot,
)  # fmt: skip
from noetlc.runtime.python.protocol import item_eq, list_of, py_hash, py_iter, py_next
from noetlc.runtime.values.classed import is_classed
from noetlc.runtime.values.dict import dict_key_at, dict_next
from noetlc.runtime.values.memory import clear, has_tag, new_object, raised

LEAST_SLOTS = 8
CLEARED_SLOTS = 32  # what is cleared sooner than by `memory.fill`
LARGE = 50000  # sets beyond this double, others grow fourfold


def set_new() -> val:
    """An empty set."""
    return set_clean(val(new_object(T_SET, 32, 24)))


def frozenset_new() -> val:
    """An empty frozenset, to be filled before it is seen."""
    return set_clean(val(new_object(T_FROZENSET, 32, 24)))


def set_like(s: val) -> val:
    """An empty set of the kind of s."""
    if live(T_FROZENSET) and has_tag(s, T_FROZENSET):
        return frozenset_new()
    return set_new()


def set_clean(s: val) -> val:
    """Makes a set empty, with a table of the least size."""
    Set(s).finger = 0
    set_table(s, LEAST_SLOTS)
    Set(s).used = 0
    Set(s).fill = 0
    return s


def set_table(s: val, slots: i32) -> None:
    """Gives a set a cleared table."""
    size: i32 = SLOTS + (slots << 4)
    table: i32 = new_object(T_TABLE, size, 0)
    if slots > CLEARED_SLOTS:
        memory_fill(table + SLOTS, 0, slots << 4)
    else:
        clear(table + SLOTS, table + size)
    Set(s).table = table
    Set(s).mask = slots - 1
    Set(s).marks = 0


set_deleted: i32 = 0  # the last deleted slot that set_find passed, 0 for none


def set_find(s: val, key: val, h: i64) -> i32:
    """The slot of a key, or the free slot that ended the search; 0 when raised."""
    global set_deleted
    slot: i32 = first_slot(s, h)
    found: val = loadv(slot, 8)
    if found == 0 or (found == key and load64(slot) == h):
        set_deleted = 0
        return slot
    return find_beyond(s, key, h)


@noinline
def find_beyond(s: val, key: val, h: i64) -> i32:
    """The same, where it is not the slot that is looked at first."""
    global set_deleted
    set_deleted = 0
    if live(Feature.SET_GAPS) and Set(s).marks != 0:
        slot: i32 = find_marked(s, key, h)
        return slot if slot != CHANGED else set_find(s, key, h)
    mask: i32 = Set(s).mask
    base: i32 = Set(s).table + SLOTS
    i: i32 = i32(h) & mask
    perturb: i64 = h
    deleted: i32 = 0
    while 1:
        slot = base + (i << 4)
        last: i32 = slot + (PROBES << 4) if i + PROBES <= mask else slot
        while slot <= last:
            own: i64 = load64(slot)
            deleted = slot if own == -1 else deleted
            if i32(own == h) | i32(own == 0):  # the only one that free slots have; which of them it is, nobody foresees
                found: val = loadv(slot, 8)
                same: i32 = 1 if found == 0 or found == key else (item_eq(found, key) if own == h else 0)
                if live(Feature.OWN_EQUALITIES) and same >= 0 and (Set(s).table != base - SLOTS or loadv(slot, 8) != found):
                    return set_find(s, key, h)  # comparing changed the set
                if same != 0:
                    set_deleted = deleted
                    return slot if same > 0 else 0
            slot += 16
        perturb = shr_u(perturb, i64(SHIFT))
        i = (i * 5 + 1 + i32(perturb)) & mask
    return 0


@inline
def insert_clean(s: val, key: val, h: i64) -> None:
    """Puts a key that is not in the table, which holds no deleted slots."""
    slot: i32 = first_slot(s, h)
    if load32(slot, 8) == 0:
        store64(slot, h)
        storev(slot, key, 8)
    else:
        insert_beyond(s, key, h)


@inline
def first_slot(s: val, h: i64) -> i32:
    """The slot that is looked at first for a hash."""
    return slot_at(s, i32(h) & Set(s).mask)


@noinline
def insert_beyond(s: val, key: val, h: i64) -> None:
    """The same, wherever it belongs."""
    mask: i32 = Set(s).mask
    base: i32 = Set(s).table + SLOTS
    i: i32 = i32(h) & mask
    perturb: i64 = h
    while 1:
        slot: i32 = base + (i << 4)
        probes: i32 = PROBES if i + PROBES <= mask else 0
        while probes >= 0:
            if load32(slot, 8) == 0:
                store64(slot, h)
                storev(slot, key, 8)
                return
            slot += 16
            probes -= 1
        perturb = shr_u(perturb, i64(SHIFT))
        i = (i * 5 + 1 + i32(perturb)) & mask


@inline
def past_free(slot: i32, end: i32) -> i32:
    """The first slot from one on that is not free; at or beyond the end if none is."""
    while slot < end and load32(slot, 8) == 0:
        slot += 16
        while slot + 64 <= end and (load32(slot, 8) | load32(slot, 24) | load32(slot, 40) | load32(slot, 56)) == 0:
            slot += 64
    return slot


def set_resize(s: val, wanted: i32) -> None:
    """Rebuilds the table with more than `wanted` slots."""
    slots: i32 = LEAST_SLOTS
    while slots <= wanted:
        slots = slots << 1
    if slots == LEAST_SLOTS and Set(s).mask == LEAST_SLOTS - 1 and Set(s).fill == Set(s).used:
        return
    old: i32 = Set(s).table + SLOTS
    end: i32 = old + ((Set(s).mask + 1) << 4)
    set_table(s, slots)
    Set(s).fill = Set(s).used
    while 1:
        old = past_free(old, end)
        if old >= end:
            return
        key: val = loadv(old, 8)
        if key != UNDEFINED:
            insert_clean(s, key, load64(old))
        old += 16


def grown(used: i32) -> i32:
    return used << 1 if used > LARGE else used << 2


def set_put(s: val, key: val, h: i64) -> i32:
    """Adds a key with its hash; 0 when raised."""
    slot: i32 = set_find(s, key, h)
    if slot == 0:
        return 0
    if load32(slot, 8) != 0:
        return 1
    Set(s).used += 1
    deleted: i32 = deleted_before(s, h, slot) if live(Feature.SET_GAPS) and Set(s).marks != 0 else set_deleted
    if deleted:
        slot = deleted
    else:
        Set(s).fill += 1
    store64(slot, h)
    storev(slot, key, 8)
    if live(Feature.SET_GAPS):
        note_slot(s, slot, mark_of(h))
    if Set(s).fill * 5 >= Set(s).mask * 3:
        set_resize(s, grown(Set(s).used))
    return 1


def set_put_new(s: val, key: val, h: i64) -> None:
    """The same of a key that is not in a set, from which nothing was removed."""
    insert_clean(s, key, h)
    Set(s).used += 1
    Set(s).fill += 1
    if Set(s).fill * 5 >= Set(s).mask * 3:
        set_resize(s, grown(Set(s).used))


def set_add(s: val, key: val) -> i32:
    """Adds a value; 0 when raised (unhashable)."""
    h: i64 = py_hash(key)
    if raised != 0:
        return 0
    return set_put(s, key, h)


def drop_slot(s: val, slot: i32) -> None:
    """Deletes what a slot holds."""
    store64(slot, i64(-1))
    store32(slot, UNDEFINED, 8)
    Set(s).used -= 1
    if live(Feature.SET_GAPS):
        note_slot(s, slot, DELETED)


def set_drop(s: val, key: val, h: i64) -> i32:
    """Removes a key: 1 if it was there, 0 if not or raised."""
    slot: i32 = set_find(s, key, h)
    if slot == 0 or load32(slot, 8) == 0:
        return 0
    drop_slot(s, slot)
    return 1


def has_entry(s: val, key: val, h: i64) -> i32:
    """Membership by hash; -1 when raised."""
    slot: i32 = first_slot(s, h)
    found: val = loadv(slot, 8)
    if found == 0 or (found == key and load64(slot) == h):
        return found != 0
    slot = find_beyond(s, key, h)
    return load32(slot, 8) != 0 if slot else -1


def key_hash(key: val) -> i64:
    """The hash of what is looked up: a set is looked up as the frozenset of its members, unless its class has a hash of its own."""
    if live(Feature.BUILTIN_SUBCLASSES) and defines(key, lit("__hash__")) and special_method(key, lit("__hash__")) != NONE:
        return py_hash(key)
    return set_hash(key) if has_tag(key, T_SET) else py_hash(key)


def set_contains(s: val, key: val) -> i32:
    """`key in s`; -1 when raised."""
    h: i64 = i64(key >> 1) if key & 1 and key != -1 else key_hash(key)
    return has_entry(s, key, h) if raised == 0 else -1


def set_next(s: val, i: i32) -> i32:
    """The number of the first slot at or after i that holds a key, -1 if none."""
    end: i32 = slot_at(s, Set(s).mask + 1)
    slot: i32 = past_free(slot_at(s, i), end)
    while slot < end and loadv(slot, 8) == UNDEFINED:
        slot = past_free(slot + 16, end)
    return (slot - slot_at(s, 0)) >> 4 if slot < end else -1


@inline
def slot_at(s: val, i: i32) -> i32:
    return Set(s).table + SLOTS + (i << 4)


@inline
def slot_key(s: val, i: i32) -> val:
    return loadv(slot_at(s, i), 8)


@inline
def slot_hash(s: val, i: i32) -> i64:
    return load64(slot_at(s, i))


def set_merge(s: val, other: val) -> i32:
    """Adds all members of another set as CPython's `set_merge`; 0 when raised."""
    if other == s or Set(other).used == 0:
        return 1
    if (Set(s).fill + Set(other).used) * 5 >= Set(s).mask * 3:
        set_resize(s, (Set(s).used + Set(other).used) << 1)
    if Set(s).fill == 0 and Set(s).mask == Set(other).mask and Set(other).fill == Set(other).used:
        memory_copy(Set(s).table + SLOTS, Set(other).table + SLOTS, (Set(s).mask + 1) << 4)
        Set(s).fill = Set(other).fill
        Set(s).used = Set(other).used
        return 1
    fresh: i32 = Set(s).fill == 0
    if fresh:
        Set(s).fill = Set(other).used
        Set(s).used = Set(other).used
    i: i32 = set_next(other, 0)
    while i >= 0:
        key: val = slot_key(other, i)
        h: i64 = slot_hash(other, i)
        at: i32 = first_slot(s, h)
        if fresh:
            insert_clean(s, key, h)
        elif (loadv(at, 8) != key or load64(at) != h) and not set_put(s, key, h):
            return 0
        i = set_next(other, i + 1)
    return 1


def is_any_set(v: val) -> i32:
    """Whether v is a set or frozenset."""
    if live(T_FROZENSET) and has_tag(v, T_FROZENSET):
        return 1
    return has_tag(v, T_SET)


def set_update(s: val, other: val) -> i32:
    """Adds the items of an iterable; 0 when raised."""
    if is_any_set(other):
        return set_merge(s, other)
    if has_tag(other, T_DICT) and not (live(Feature.BUILTIN_SUBCLASSES) and is_classed(other)):
        n: i32 = Dict(other).used
        if (Set(s).fill + n) * 5 >= Set(s).mask * 3:
            set_resize(s, (Set(s).used + n) << 1)
        i: i32 = dict_next(other, 0)
        while i >= 0:
            if not set_add(s, dict_key_at(other, i)):
                return 0
            i = dict_next(other, i + 1)
        return 1
    it: val = py_iter(other)
    if it == 0:
        return 0
    while 1:
        item: val = py_next(it)
        if item == 0:
            return raised == 0
        if not set_add(s, item):
            return 0
    return 0


def set_from(v: val) -> val:
    """`set(v)`; 0 when raised."""
    s: val = set_new()
    return s if set_update(s, v) else 0


def frozenset_from(v: val) -> val:
    """`frozenset(v)`; 0 when raised."""
    if has_tag(v, T_FROZENSET) and not (live(Feature.BUILTIN_SUBCLASSES) and is_classed(v)):
        return v
    s: val = frozenset_new()
    return s if set_update(s, v) else 0


def py_set(v: val) -> val:
    """`set(v)`; v 0 = absent."""
    return set_from(v) if v else set_new()


def py_frozenset(v: val) -> val:
    """`frozenset(v)`; v 0 = absent."""
    return frozenset_from(v) if v else frozenset_new()


def set_of_constants(items: val) -> val:
    """A set display of three or more constants (a tuple).

    CPython folds it to a frozenset, builds that again from its own members when constants are merged, and merges the
    second one into the set.
    """
    folded: val = set_new()
    set_update(folded, items)
    merged: val = set_new()
    set_update(merged, list_of(folded))
    return set_from(merged)


def set_copy(s: val) -> val:
    """A set of the same kind and members."""
    made: val = set_like(s)
    set_merge(made, s)
    return made


def set_issubset(a: val, b: val) -> i32:
    """Whether all members of a are in b; -1 when raised."""
    if Set(a).used > Set(b).used:
        return 0
    i: i32 = set_next(a, 0)
    while i >= 0:
        found: i32 = has_entry(b, slot_key(a, i), slot_hash(a, i))
        if found != 1:
            return found
        i = set_next(a, i + 1)
    return 1


def shuffled(h: i64) -> i64:
    return ((h ^ 89869747) ^ (h << 16)) * 3644798167


@noinline
def set_hash(s: val) -> i64:
    """CPython's hash of a frozenset."""
    h: i64 = 0
    i: i32 = set_next(s, 0)
    while i >= 0:
        h = h ^ shuffled(slot_hash(s, i))
        i = set_next(s, i + 1)
    h = h ^ (i64(Set(s).used) + 1) * 1927868237
    h = h ^ shr_u(h, i64(11)) ^ shr_u(h, i64(25))
    h = h * 69069 + 907133923
    return i64(590923713) if h == -1 else h
