"""Stable sorting with CPython's order of comparisons, so that what these do is done in the same order, and errors name the same pair."""

from __future__ import annotations

from noetlc.kernel.lang import i32, i64, lit, live, load32, load64, loadv, noinline, store32, store64, storev, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import ASCII, FALSE, ITEMS_DATA, NONE, TRUE, List, Str
from noetlc.layout.tags import T_INSTANCE, T_STR
from noetlc.runtime.python.containers.merging import ONE_PENDING, PENDING_BYTES, add_run, begin_runs, merge_pending
from noetlc.runtime.python.containers.sort_letters import sort_letters
from noetlc.runtime.python.containers.sort_radix import COUNTS_BYTES, radix_sort
from noetlc.runtime.python.containers.sort_records import (
    KEYS,
    RECORD,
    RECORD_KEY,
    RECORD_VALUE,
    UNRANKED,
    count_ranks,
    is_plain_tuple,
    rank_kind,
    rank_of,
    ranked_part,
    ranked_place,
    ranks_equal,
    record_less,
    record_move,
)  # fmt: skip
from noetlc.runtime.python.exceptions.errors import raise_value_error
from noetlc.runtime.python.numbers.number import py_int_c
from noetlc.runtime.python.protocol import list_of
from noetlc.runtime.values.classed import is_classed
from noetlc.runtime.values.list import list_new, reverse_words
from noetlc.runtime.values.memory import has_tag, hp, new_raw, raised

RADIX_LEAST = 32  # records that are sorted by the bytes of their ranks
SHORT = 64  # below this length the list is one run, extended by binary insertion


def py_sort(v: val, reverse: val) -> val:
    """`list.sort(reverse=…)`; reverse 0 = absent."""
    backward: val = sort_reverse(reverse)
    if backward == 0:
        return 0
    return sort_hidden(v, 0, backward) if live(T_INSTANCE) else NONE if sort_lists(v, 0, backward) else 0


def sort_reverse(reverse: val) -> val:
    """`reverse=` of a sort as a bool; 0 when raised."""
    if reverse == 0:
        return FALSE
    return reverse if reverse == TRUE or reverse == FALSE else reverse_asked(reverse)


@noinline
def reverse_asked(reverse: val) -> val:
    """The same of what is no bool."""
    n: i64 = py_int_c(reverse)
    if raised != 0:
        return 0
    return TRUE if n != i64(0) else FALSE


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
    backward: val = sort_reverse(reverse)
    classed: i32 = live(Feature.BUILTIN_SUBCLASSES) and is_classed(v)  # and may give anything
    if backward == FALSE and live(Feature.LETTERS) and has_tag(v, T_STR) and Str(v).flags & ASCII and not classed:
        sort_letters(made)
        return made
    return made if backward != 0 and sort_lists(made, 0, backward) else 0


def sort_lists(keys: val, values: val, reverse: val) -> i32:
    """Sorts a list of keys and, if given, the list of values of the same length along with it; 0 when raised."""
    n: i32 = List(keys).length
    k: i32 = List(keys).items + ITEMS_DATA
    v: i32 = List(values).items + ITEMS_DATA if values else 0
    if reverse == TRUE:
        reverse_both(k, v, n)
    sorted_: i32 = sort_words(k, v, n)
    if reverse == TRUE:
        reverse_both(k, v, n)
    return sorted_


def reverse_both(k: i32, v: i32, n: i32) -> None:
    reverse_words(k, n)
    if v:
        reverse_words(v, n)


def sort_words(k: i32, v: i32, n: i32) -> i32:
    """Sorts n keys at k, with them the values at v unless that is 0; 0 when raised."""
    global hp, ranked_place, ranks_equal
    if n < 2:
        return 1
    place: i32 = ranked_place  # of a sort whose comparisons sort, too
    equal: i32 = ranks_equal
    begin: i32 = hp
    r: i32 = new_raw(n << 4) + 8
    spare: i32 = new_raw(n << 4) + 8 if n >= RADIX_LEAST else 0
    pending: i32 = new_raw(PENDING_BYTES if n >= SHORT else ONE_PENDING) + 8
    end: i32 = hp
    at: i32 = 0
    while at < n:
        store64(r + (at << 4), i64(0))
        storev(r + (at << 4), loadv(k + (at << 2)), RECORD_KEY)
        if v:
            store32(r + (at << 4), load32(v + (at << 2)), RECORD_VALUE)
        at += 1
    ranks: i32 = count_ranks(k, n)
    sorted_: i32 = 1
    if ranks:
        tuples: i32 = is_plain_tuple(loadv(k))
        sort_ranked(r, n, 0 if tuples else KEYS, ranks if tuples else 0, pending, spare)
    else:
        ranked_place = UNRANKED
        ranks_equal = 0
        sorted_ = sort_records(r, n, pending, spare)
    ranked_place = place
    ranks_equal = equal
    at = 0
    while at < n:
        store32(k + (at << 2), load32(r + (at << 4), RECORD_KEY))
        if v:
            store32(v + (at << 2), load32(r + (at << 4), RECORD_VALUE))
        at += 1
    if hp == end:  # no comparison made anything
        hp = begin
    return sorted_


def sort_ranked(r: i32, n: i32, place: i32, places: i32, pending: i32, spare: i32) -> None:
    """Sorts n records by the ranks of a place, equal ones by those of the next."""
    global ranked_place, ranks_equal
    ranked_place = place
    end: i32 = r + (n << 4)
    p: i32 = r
    while p < end:
        store64(p, rank_of(ranked_part(p)))
        p += RECORD
    ranks_equal = 8 if rank_kind(ranked_part(r)) == T_STR else 256
    equal: i32 = ranks_equal
    if n < RADIX_LEAST or count_run(r, 0, n) == n:
        sort_records(r, n, pending, spare)
    else:
        radix_sort(r, n, i64(-1) << 56 if equal == 8 else i64(-1), spare, new_raw(COUNTS_BYTES) + 8)
        if equal == 8:
            sort_texts(r, end, pending, spare)
    p = r
    while place + 1 < places and p < end:
        begin: i32 = p
        p += RECORD
        while p < end and not record_less(begin, p):
            p += RECORD
        if p > begin + RECORD:
            sort_ranked(begin, (p - begin) >> 4, place + 1, places, pending, spare)
            ranked_place = place
            ranks_equal = equal


def sort_texts(r: i32, end: i32, pending: i32, spare: i32) -> None:
    """Sorts records whose ranks are in order, and those of equal ranks where these are of texts that only begin alike."""
    p: i32 = r
    while p < end:
        begin: i32 = p
        rank: i64 = load64(p)
        p += RECORD
        while p < end and load64(p) == rank:
            p += RECORD
        if p > begin + RECORD and (i32(rank) & 255) >= ranks_equal:
            sort_records(begin, (p - begin) >> 4, pending, spare)


def sort_records(r: i32, n: i32, pending: i32, spare: i32) -> i32:
    """Sorts n records; 0 when raised."""
    least: i32 = n
    odd: i32 = 0
    while least >= SHORT:
        odd = odd | (least & 1)
        least = least >> 1
    least += odd
    begin_runs(pending)
    lo: i32 = 0
    while lo < n:
        run: i32 = count_run(r, lo, n)
        if run < 0:
            return 0
        if run < least:
            forced: i32 = least if least < n - lo else n - lo
            if not insert_sorted(r, lo, lo + run, lo + forced):
                return 0
            run = forced
        if not add_run(pending, r, lo, run, n, spare):
            return 0
        lo += run
    return merge_pending(pending, r, spare)


def count_run(r: i32, lo: i32, n: i32) -> i32:
    """The length of the run at lo: ascending, or strictly descending and then reversed. -1 when raised."""
    at: i32 = lo + 1
    if at == n:
        return 1
    p: i32 = r + (at << 4)
    descending: i32 = record_less(p, p - RECORD)
    if descending < 0:
        return -1
    at += 1
    while at < n:
        p += RECORD
        less: i32 = record_less(p, p - RECORD)
        if less < 0:
            return -1
        if less != descending:
            break
        at += 1
    if descending:
        reverse_records(r + (lo << 4), r + (at << 4) - RECORD)
    return at - lo


def reverse_records(left: i32, right: i32) -> None:
    """Reverses the records from one up to another."""
    while left < right:
        rank: i64 = load64(left)
        held: i64 = load64(left, RECORD_KEY)
        record_move(left, right)
        store64(right, rank)
        store64(right, held, RECORD_KEY)
        left += RECORD
        right -= RECORD


def insert_sorted(r: i32, lo: i32, start: i32, hi: i32) -> i32:
    """Extends the sorted stretch lo … start to hi by binary insertion; 0 when raised."""
    at: i32 = start
    while at < hi:
        pivot: i32 = r + (at << 4)
        left: i32 = lo
        right: i32 = at
        while left < right:
            middle: i32 = left + ((right - left) >> 1)
            less: i32 = record_less(pivot, r + (middle << 4))
            if less < 0:
                return 0
            if less:
                right = middle
            else:
                left = middle + 1
        rotate_in(r + (left << 4), pivot)
        at += 1
    return 1


def rotate_in(to: i32, p: i32) -> None:
    """Moves a record down to another place; those from there on make room."""
    rank: i64 = load64(p)
    held: i64 = load64(p, RECORD_KEY)
    while p > to:
        record_move(p, p - RECORD)
        p -= RECORD
    store64(to, rank)
    store64(to, held, RECORD_KEY)
