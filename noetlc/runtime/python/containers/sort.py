"""Stable sorting with CPython's order of comparisons on short lists, so that ordering errors name the same pair."""

from __future__ import annotations

from noetlc.kernel.lang import i32, lit, live, load32, loadv, memory_copy, store32, storev, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import ITEMS_DATA, NONE, List
from noetlc.layout.tags import T_INSTANCE, T_STR
from noetlc.runtime.python.exceptions.errors import raise_value_error
from noetlc.runtime.python.protocol import LT, list_of, py_compare, py_truth
from noetlc.runtime.text.strings import str_compare
from noetlc.runtime.values.list import list_new, reverse_words
from noetlc.runtime.values.memory import has_tag, new_raw

SHORT = 64  # below this length the list is one run, extended by binary insertion


def py_sort(v: val, reverse: val) -> val:
    """`list.sort(reverse=…)`; reverse 0 = absent."""
    return sort_hidden(v, 0, reverse) if live(T_INSTANCE) else NONE if sort_lists(v, 0, reverse) else 0


def sort_hidden(v: val, keys: val, reverse: val) -> val:
    """Sorts a list, by keys unless they are 0, that is empty meanwhile: methods of its items may look at it. None, 0 when raised."""
    items: val = list_taken(v)
    sorted_: i32 = sort_lists(keys, items, reverse) if keys != 0 else sort_lists(items, 0, reverse)
    if sorted_:
        return list_returned(v, items)
    list_restored(v, items)
    return 0


def list_taken(v: val) -> val:
    """A list with the items of another, which is empty then."""
    made: val = list_new(0)
    list_restored(made, v)
    List(v).length = 0
    List(v).capacity = 0
    List(v).items = 0
    return made


def list_restored(v: val, items: val) -> None:
    """A list has the items of another."""
    List(v).length = List(items).length
    List(v).capacity = List(items).capacity
    List(v).items = List(items).items


def list_returned(v: val, items: val) -> val:
    """The same; None, and ValueError if the list got items in the meantime."""
    changed: i32 = List(v).items
    list_restored(v, items)
    return raise_value_error(lit("list modified during sort")) if changed else NONE


def py_sorted(v: val, reverse: val) -> val:
    """`sorted(v, reverse=…)`."""
    made: val = list_of(v)
    if made == 0:
        return 0
    return made if sort_lists(made, 0, reverse) else 0


def sort_lists(keys: val, values: val, reverse: val) -> i32:
    """Sorts a list of keys and, if given, the list of values of the same length along with it; 0 when raised."""
    n: i32 = List(keys).length
    k: i32 = List(keys).items + ITEMS_DATA
    v: i32 = List(values).items + ITEMS_DATA if values else 0
    backward: i32 = 0
    if reverse:
        backward = py_truth(reverse)
    if backward:
        reverse_both(k, v, n)
    sorted_: i32 = sort_words(k, v, n)
    if backward:
        reverse_both(k, v, n)
    return sorted_


def reverse_both(k: i32, v: i32, n: i32) -> None:
    reverse_words(k, n)
    if v:
        reverse_words(v, n)


def key_less(a: val, b: val) -> i32:
    """a < b; -1 when raised."""
    if a & b & 1:
        return i32(a) < i32(b)
    if not live(Feature.BUILTIN_SUBCLASSES) and has_tag(a, T_STR) and has_tag(b, T_STR):
        return str_compare(a, b) < 0
    return py_compare(a, b, LT)


def sort_words(k: i32, v: i32, n: i32) -> i32:
    """Sorts n keys at k, with them the values at v unless that is 0; 0 when raised."""
    if n < 2:
        return 1
    least: i32 = n
    odd: i32 = 0
    while least >= SHORT:
        odd = odd | (least & 1)
        least = least >> 1
    least += odd
    starts: i32 = new_raw(((n >> 5) + 3) << 2) + 8
    runs: i32 = 0
    lo: i32 = 0
    while lo < n:
        run: i32 = count_run(k, v, lo, n)
        if run < 0:
            return 0
        if run < least:
            forced: i32 = least if least < n - lo else n - lo
            if not insert_sorted(k, v, lo, lo + run, lo + forced):
                return 0
            run = forced
        store32(starts + (runs << 2), lo)
        runs += 1
        lo += run
    store32(starts + (runs << 2), n)
    return merge_runs(k, v, n, starts, runs)


def count_run(k: i32, v: i32, lo: i32, n: i32) -> i32:
    """The length of the run at lo: ascending, or strictly descending and then reversed. -1 when raised."""
    at: i32 = lo + 1
    if at == n:
        return 1
    descending: i32 = key_less(loadv(k + (at << 2)), loadv(k + (lo << 2)))
    if descending < 0:
        return -1
    at += 1
    while at < n:
        less: i32 = key_less(loadv(k + (at << 2)), loadv(k + (at << 2) - 4))
        if less < 0:
            return -1
        if less != descending:
            break
        at += 1
    if descending:
        reverse_both(k + (lo << 2), v + (lo << 2) if v else 0, at - lo)
    return at - lo


def insert_sorted(k: i32, v: i32, lo: i32, start: i32, hi: i32) -> i32:
    """Extends the sorted stretch lo … start to hi by binary insertion; 0 when raised."""
    at: i32 = start
    while at < hi:
        pivot: val = loadv(k + (at << 2))
        left: i32 = lo
        right: i32 = at
        while left < right:
            middle: i32 = left + ((right - left) >> 1)
            less: i32 = key_less(pivot, loadv(k + (middle << 2)))
            if less < 0:
                return 0
            if less:
                right = middle
            else:
                left = middle + 1
        rotate_in(k, left, at)
        if v:
            rotate_in(v, left, at)
        at += 1
    return 1


def rotate_in(p: i32, left: i32, at: i32) -> None:
    """Moves the value at index `at` down to index `left`."""
    held: val = loadv(p + (at << 2))
    memory_copy(p + (left << 2) + 4, p + (left << 2), (at - left) << 2)
    storev(p + (left << 2), held)


def merge_runs(k: i32, v: i32, n: i32, starts: i32, runs: i32) -> i32:
    """Merges neighbouring runs until one is left; 0 when raised."""
    if runs == 1:
        return 1
    spare_k: i32 = new_raw(n << 2) + 8
    spare_v: i32 = new_raw(n << 2) + 8 if v else 0
    left: i32 = runs
    while left > 1:
        i: i32 = 0
        kept: i32 = 0
        while i < left:
            lo: i32 = load32(starts + (i << 2))
            if i + 1 < left:
                hi: i32 = load32(starts + (i << 2) + 8)
                if not merge(k, v, lo, load32(starts + (i << 2) + 4), hi, spare_k, spare_v):
                    return 0
            store32(starts + (kept << 2), lo)
            kept += 1
            i += 2
        store32(starts + (kept << 2), n)
        left = kept
    return 1


def merge(k: i32, v: i32, lo: i32, middle: i32, hi: i32, spare_k: i32, spare_v: i32) -> i32:
    """Merges lo … middle with middle … hi; 0 when raised (nothing is lost)."""
    n: i32 = middle - lo
    memory_copy(spare_k, k + (lo << 2), n << 2)
    if v:
        memory_copy(spare_v, v + (lo << 2), n << 2)
    i: i32 = 0
    at: i32 = lo
    right: i32 = middle
    less: i32 = 0
    while i < n and right < hi:
        less = key_less(loadv(k + (right << 2)), loadv(spare_k + (i << 2)))
        if less < 0:
            break
        if less:
            store32(k + (at << 2), load32(k + (right << 2)))
            if v:
                store32(v + (at << 2), load32(v + (right << 2)))
            right += 1
        else:
            store32(k + (at << 2), load32(spare_k + (i << 2)))
            if v:
                store32(v + (at << 2), load32(spare_v + (i << 2)))
            i += 1
        at += 1
    memory_copy(k + (at << 2), spare_k + (i << 2), (n - i) << 2)
    if v:
        memory_copy(v + (at << 2), spare_v + (i << 2), (n - i) << 2)
    return less >= 0
