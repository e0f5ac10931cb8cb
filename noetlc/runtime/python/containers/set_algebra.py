"""The algebra of sets: operators and methods, with CPython's choice of which operand is walked."""

from __future__ import annotations

from noetlc.kernel.lang import i32, i64, lit, live, load32, load64, loadv, noinline, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import NONE, VIEW_VALUES, Dict, Set, Tuple, View
from noetlc.layout.tags import T_DICT, T_FROZENSET, T_SET, T_VIEW
from noetlc.runtime.python.containers.dict_entries import dict_lookup
from noetlc.runtime.python.containers.set import (
    drop_slot,
    first_slot,
    grown,
    has_entry,
    is_any_set,
    key_hash,
    set_add,
    set_clean,
    set_copy,
    set_drop,
    set_from,
    set_issubset,
    set_like,
    set_new,
    set_next,
    set_put,
    set_put_new,
    set_resize,
    set_update,
    slot_at,
    slot_hash,
    slot_key,
)  # fmt: skip
from noetlc.runtime.python.containers.set_marks import note_gaps
from noetlc.runtime.python.exceptions.errors import raise_key
from noetlc.runtime.python.protocol import py_contains, py_hash, py_iter, py_len, py_next
from noetlc.runtime.values.classed import is_classed
from noetlc.runtime.values.list import tuple_get
from noetlc.runtime.values.memory import has_tag, raised

# operators of sets
SET_OR = 0
SET_AND = 1
SET_SUB = 2
SET_XOR = 3


def set_intersection(s: val, other: val) -> val:
    """s & other for any iterable; 0 when raised."""
    if s == other:
        return set_copy(s)
    made: val = set_like(s)
    if is_any_set(other):
        walked: val = other
        asked: val = s
        if Set(other).used > Set(s).used:
            walked = s
            asked = other
        return made if keep(made, walked, asked, 1) else 0
    it: val = py_iter(other)
    if it == 0:
        return 0
    while 1:
        item: val = py_next(it)
        if item == 0:
            return made if raised == 0 else 0
        h: i64 = py_hash(item)
        if raised != 0:
            return 0
        if has_entry(s, item, h) == 1:
            set_put(made, item, h)
    return 0


def keep(made: val, walked: val, asked: val, wanted: i32) -> i32:
    """Adds to a set the members of `walked` that are (wanted 1) or are not (0) in `asked`; 0 when raised."""
    i: i32 = set_next(walked, 0)
    while i >= 0:
        key: val = slot_key(walked, i)
        h: i64 = slot_hash(walked, i)
        at: i32 = first_slot(asked, h)
        found: i32 = load32(at, 8) != 0
        if found and (loadv(at, 8) != key or load64(at) != h):
            found = has_entry(asked, key, h)
            if found < 0:
                return 0
        if found == wanted:
            if live(Feature.OWN_EQUALITIES):  # CPython compares what has the same hash
                set_put(made, key, h)
            else:
                set_put_new(made, key, h)
        i = set_next(walked, i + 1)
    return 1


def set_difference_update(s: val, other: val) -> i32:
    """Removes the items of an iterable; 0 when raised."""
    if s == other:
        set_clean(s)
        return 1
    if is_any_set(other):
        gone: val = set_intersection(s, other) if (Set(other).used >> 3) > Set(s).used else other
        if gone == 0:
            return 0
        i: i32 = set_next(gone, 0)
        while i >= 0:
            set_drop(s, slot_key(gone, i), slot_hash(gone, i))
            i = set_next(gone, i + 1)
    else:
        it: val = py_iter(other)
        if it == 0:
            return 0
        item: val = py_next(it)
        while item:
            h: i64 = key_hash(item)
            if raised != 0:
                return 0
            set_drop(s, item, h)
            item = py_next(it)
    if raised != 0:
        return 0
    if Set(s).fill - Set(s).used > Set(s).mask >> 2:
        set_resize(s, grown(Set(s).used))
    return 1


def set_difference(s: val, other: val) -> val:
    """s - other for any iterable; 0 when raised."""
    size: i32 = -1
    if is_any_set(other):
        size = Set(other).used
    elif has_tag(other, T_DICT) and not (live(Feature.BUILTIN_SUBCLASSES) and is_classed(other)):
        size = Dict(other).used
    if size < 0 or (Set(s).used >> 2) > size:
        copied: val = set_copy(s)
        return copied if set_difference_update(copied, other) else 0
    made: val = set_like(s)
    if is_any_set(other):
        return made if keep(made, s, other, 0) else 0
    i: i32 = set_next(s, 0)
    while i >= 0:
        if dict_lookup(other, slot_key(s, i)) == 0:
            set_put(made, slot_key(s, i), slot_hash(s, i))
        i = set_next(s, i + 1)
    return made


def set_symmetric_update(s: val, other: val) -> i32:
    """s ^= other for any iterable; 0 when raised."""
    if s == other:
        set_clean(s)
        return 1
    walked: val = other
    if has_tag(other, T_DICT) or not is_any_set(other):
        walked = set_from(other)
        if walked == 0:
            return 0
    i: i32 = set_next(walked, 0)
    while i >= 0:
        if not set_drop(s, slot_key(walked, i), slot_hash(walked, i)):
            set_put(s, slot_key(walked, i), slot_hash(walked, i))
        i = set_next(walked, i + 1)
    return raised == 0


def set_symmetric(s: val, other: val) -> val:
    """s ^ other for any iterable; 0 when raised."""
    made: val = set_like(s)
    if not set_update(made, other):
        return 0
    return made if set_symmetric_update(made, s) else 0


def set_union(s: val, other: val) -> val:
    """s | other for any iterable; 0 when raised."""
    made: val = set_copy(s)
    return made if s == other or set_update(made, other) else 0


def set_combine(s: val, other: val, which: i32) -> val:
    if which == SET_OR:
        return set_union(s, other)
    if which == SET_AND:
        return set_intersection(s, other)
    return set_difference(s, other) if which == SET_SUB else set_symmetric(s, other)


def set_combine_update(s: val, other: val, which: i32) -> i32:
    """The in-place form; 0 when raised."""
    if which == SET_OR:
        return set_update(s, other)
    if which == SET_AND:
        return take_members(s, set_intersection(s, other))
    return set_difference_update(s, other) if which == SET_SUB else set_symmetric_update(s, other)


def take_members(s: val, made: val) -> i32:
    """Gives s the table of another set; 0 if that is 0."""
    if made == 0:
        return 0
    Set(s).used = Set(made).used
    Set(s).fill = Set(made).fill
    Set(s).mask = Set(made).mask
    Set(s).table = Set(made).table
    Set(s).marks = Set(made).marks
    return 1


def is_set_view(v: val) -> i32:
    return live(T_VIEW) and has_tag(v, T_VIEW) and View(v).kind != VIEW_VALUES


@noinline
def set_binary(a: val, b: val, which: i32) -> val:
    """An operator on sets and views; 0 if the kinds do not fit or an exception is pending."""
    if is_any_set(a) and is_any_set(b):
        return set_combine(a, b, which)
    if live(Feature.VIEW_OPERANDS) and (is_set_view(a) or is_set_view(b)):
        return view_combine(a, b, which)
    return 0


def view_combine(a: val, b: val, which: i32) -> val:
    """An operator with a key or item view on either side: the result is a set."""
    if which != SET_AND:
        made: val = set_from(a)
        return made if made != 0 and set_combine_update(made, b, which) else 0
    view: val = a if is_set_view(a) else b
    other: val = b if is_set_view(a) else a
    if has_tag(other, T_SET) and py_len(view) <= Set(other).used:
        return set_intersection(other, view)
    if is_set_view(other) and py_len(other) > py_len(view):
        view = b
        other = a
    both: val = set_new()
    it: val = py_iter(other)
    if it == 0:
        return 0
    while 1:
        item: val = py_next(it)
        if item == 0:
            return both if raised == 0 else 0
        if py_contains(view, item) == 1:
            set_add(both, item)
        if raised != 0:
            return 0
    return 0


def set_binary_update(s: val, other: val, which: i32) -> val:
    """`s |= other` and its kind; other is a set."""
    return s if set_combine_update(s, other, which) else 0


def fold_sets(s: val, others: val, which: i32) -> val:
    """A method with any number of iterables (a tuple): a new set."""
    made: val = set_copy(s)
    i: i32 = 0
    while i < Tuple(others).length:
        other: val = tuple_get(others, i)
        if which == SET_OR:
            if other != s and not set_update(made, other):
                return 0
        elif i == 0:
            made = set_combine(s, other, which)
        else:
            made = set_intersection(made, other) if which == SET_AND else subtract(made, other)
        if made == 0:
            return 0
        i += 1
    return made


def subtract(made: val, other: val) -> val:
    return made if set_difference_update(made, other) else 0


def update_sets(s: val, others: val, which: i32) -> val:
    """An update method with any number of iterables (a tuple); None."""
    if which == SET_AND:
        return NONE if take_members(s, fold_sets(s, others, which)) else 0
    i: i32 = 0
    while i < Tuple(others).length:
        if not set_combine_update(s, tuple_get(others, i), which):
            return 0
        i += 1
    return NONE


def py_set_add(s: val, item: val) -> val:
    return NONE if set_add(s, item) else 0


def py_set_discard(s: val, item: val) -> val:
    h: i64 = key_hash(item)
    if raised != 0:
        return 0
    if set_drop(s, item, h):
        note_gaps(s)
    return NONE if raised == 0 else 0


def py_set_remove(s: val, item: val) -> val:
    h: i64 = key_hash(item)
    if raised != 0:
        return 0
    if not set_drop(s, item, h):
        return raise_key(item) if raised == 0 else 0
    note_gaps(s)
    return NONE


def py_set_pop(s: val) -> val:
    """Removes the member that CPython's finger points at."""
    if Set(s).used == 0:
        return raise_key(lit("pop from an empty set"))
    i: i32 = set_next(s, Set(s).finger & Set(s).mask)
    if i < 0:
        i = set_next(s, 0)
    item: val = slot_key(s, i)
    drop_slot(s, slot_at(s, i))
    Set(s).finger = i + 1
    return item


def py_set_clear(s: val) -> val:
    set_clean(s)
    return NONE


def py_set_copy(s: val) -> val:
    """`s.copy()`: itself if it cannot change."""
    if live(T_FROZENSET) and has_tag(s, T_FROZENSET) and not (live(Feature.BUILTIN_SUBCLASSES) and is_classed(s)):
        return s
    return set_copy(s)


def py_union(s: val, others: val) -> val:
    return fold_sets(s, others, SET_OR)


def py_intersection(s: val, others: val) -> val:
    return fold_sets(s, others, SET_AND)


def py_difference(s: val, others: val) -> val:
    return fold_sets(s, others, SET_SUB)


def py_set_update(s: val, others: val) -> val:
    return update_sets(s, others, SET_OR)


def py_intersection_update(s: val, others: val) -> val:
    return update_sets(s, others, SET_AND)


def py_difference_update(s: val, others: val) -> val:
    return update_sets(s, others, SET_SUB)


def py_symmetric_difference(s: val, other: val) -> val:
    return set_symmetric(s, other)


def py_symmetric_difference_update(s: val, other: val) -> val:
    return NONE if set_symmetric_update(s, other) else 0


def as_set(v: val) -> val:
    """A set or frozenset as it is, any other iterable as a new set; 0 when raised."""
    return v if is_any_set(v) else set_from(v)


def py_issubset(s: val, other: val) -> i32:
    """-1 when raised."""
    made: val = as_set(other)
    return set_issubset(s, made) if made else -1


def py_issuperset(s: val, other: val) -> i32:
    """-1 when raised."""
    return set_issubset(other, s) if is_any_set(other) else none_is_in(s, other, 0)


def py_isdisjoint(s: val, other: val) -> i32:
    """-1 when raised."""
    return none_is_in(s, other, 1)


def none_is_in(s: val, other: val, present: i32) -> i32:
    """Whether no item of an iterable is in a set (`present` 0: is missing from it), asked up to the first that is; -1 when raised."""
    it: val = py_iter(other)
    if it == 0:
        return -1
    while 1:
        item: val = py_next(it)
        if item == 0:
            return 1 if raised == 0 else -1
        h: i64 = key_hash(item)
        if raised != 0:
            return -1
        found: i32 = has_entry(s, item, h)
        if found < 0:
            return -1
        if found == present:
            return 0
    return 0
