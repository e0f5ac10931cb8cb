"""Stable sorting with CPython's order of comparisons on short lists, so that ordering errors name the same pair."""

from __future__ import annotations

from noetlc.kernel.lang import (
    bits,
    i32,
    i64,
    inline,
    lit,
    live,
    load8,
    load32,
    load64,
    loadv,
    memory_copy,
    noinline,
    shr_u,
    store32,
    store64,
    storev,
    val,
)  # fmt: skip
from noetlc.layout.features import Feature
from noetlc.layout.objects import ITEMS_DATA, NONE, STR_BYTES, Float, Int, List, Str, Tuple
from noetlc.layout.tags import T_FLOAT, T_INSTANCE, T_INT, T_STR, T_TUPLE
from noetlc.runtime.python.exceptions.errors import raise_value_error
from noetlc.runtime.python.protocol import LT, list_of, py_compare, py_truth
from noetlc.runtime.text.strings import str_compare
from noetlc.runtime.values.classed import is_classed
from noetlc.runtime.values.list import list_new, reverse_words, tuple_get
from noetlc.runtime.values.memory import has_tag, hp, new_raw, tag_of

RECORD = 16  # bytes of a rank, a key and a value, of which
RECORD_KEY = 8  # these begin here
RECORD_VALUE = 12
RANKED_BYTES = 7  # of a text
MOST_RANKS = 8  # of a tuple
KEYS = -1
UNRANKED = -2
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


# ---- records: the rank of a key, the key, the value

# Where all keys are of one kind that has ranks, nothing of a body runs and nothing fails, so that ranks may decide: those of numbers are
# the numbers, those of texts their first bytes and their length. Tuples that are alike in this are sorted by their first items, what is
# equal in these by the second ones, and so on. Everything else has the rank 0 and is compared in CPython's order.

ranked_place: i32 = 0  # of the items that ranks are of, KEYS if they are those of keys, UNRANKED if there are none
ranks_equal: i32 = 0  # below this last byte, equal ranks are those of equal keys


@inline
def is_plain_tuple(v: val) -> i32:
    return live(T_TUPLE) and has_tag(v, T_TUPLE) and not (live(Feature.BUILTIN_SUBCLASSES) and is_classed(v))


def rank_kind(v: val) -> i32:
    """The kind of a value that has a rank among those of its kind, 0 for others."""
    if v & 1:
        return T_INT
    tag: i32 = tag_of(v)
    if live(Feature.BUILTIN_SUBCLASSES) and is_classed(v):
        return 0
    if live(T_FLOAT) and tag == T_FLOAT:
        return T_FLOAT if Float(v).value == Float(v).value else 0
    return tag if tag == T_STR or tag == T_INT else 0


def rank_of(v: val) -> i64:
    """A number in the order of the values of one kind: less for what is less. Of texts the same for what begins alike."""
    if v & 1:
        return i64(v >> 1)
    tag: i32 = tag_of(v)
    if tag == T_INT:
        return Int(v).value
    if live(T_FLOAT) and tag == T_FLOAT:
        b: i64 = bits(Float(v).value + 0.0)  # both zeros are equal
        return b ^ shr_u(b >> 63, 1)
    n: i32 = Str(v).nbytes
    rank: i64 = i64(0)
    at: i32 = 0
    while at < RANKED_BYTES:
        rank = rank << 8
        if at < n:
            rank = rank | i64(load8(v + STR_BYTES + at))
        at += 1
    return (rank << 8 | i64(n if n < 8 else 8)) ^ (i64(-1) << 63)


def count_ranks(k: i32, n: i32) -> i32:
    """How many ranks each of n keys has, 0 unless all are of one kind."""
    first: val = loadv(k)
    places: i32 = 0
    if is_plain_tuple(first):
        places = Tuple(first).length
        if places > MOST_RANKS or places == 0:
            return 0
    at: i32 = 0
    while at < n:
        key: val = loadv(k + (at << 2))
        if is_plain_tuple(key):
            if Tuple(key).length != places:
                return 0
            place: i32 = 0
            while place < places:
                kind: i32 = rank_kind(tuple_get(key, place))
                if kind == 0 or kind != rank_kind(tuple_get(first, place)):
                    return 0
                place += 1
        else:
            own: i32 = rank_kind(key)
            if places or own == 0 or own != rank_kind(first):
                return 0
        at += 1
    return places if places else 1


def ranked_part(p: i32) -> val:
    """What the rank of a record is of."""
    key: val = loadv(p, RECORD_KEY)
    return key if ranked_place == KEYS else tuple_get(key, ranked_place)


@inline
def record_less(p: i32, q: i32) -> i32:
    """Whether the key of a record is less than that of another one; -1 when raised."""
    a: i64 = load64(p)
    b: i64 = load64(q)
    return a < b if a != b else equal_less(a, p, q)


@noinline
def equal_less(rank: i64, p: i32, q: i32) -> i32:
    """The same for records of one rank."""
    if (i32(rank) & 255) < ranks_equal:
        return 0
    if ranked_place == UNRANKED:
        return key_less(loadv(p, RECORD_KEY), loadv(q, RECORD_KEY))
    return str_compare(ranked_part(p), ranked_part(q)) < 0


@inline
def record_move(to: i32, p: i32) -> None:
    store64(to, load64(p))
    store64(to, load64(p, RECORD_KEY), RECORD_KEY)


def sort_words(k: i32, v: i32, n: i32) -> i32:
    """Sorts n keys at k, with them the values at v unless that is 0; 0 when raised."""
    global hp, ranked_place, ranks_equal
    if n < 2:
        return 1
    place: i32 = ranked_place  # of a sort whose comparisons sort, too
    equal: i32 = ranks_equal
    begin: i32 = hp
    r: i32 = new_raw(n << 4) + 8
    spare: i32 = new_raw(n << 4) + 8 if n >= SHORT else 0
    starts: i32 = new_raw(((n >> 5) + 3) << 2) + 8
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
        sort_ranked(r, n, 0 if tuples else KEYS, ranks if tuples else 0, starts, spare)
    else:
        ranked_place = UNRANKED
        ranks_equal = 0
        sorted_ = sort_records(r, n, starts, spare)
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


def sort_ranked(r: i32, n: i32, place: i32, places: i32, starts: i32, spare: i32) -> None:
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
    sort_records(r, n, starts, spare)
    p = r
    while place + 1 < places and p < end:
        begin: i32 = p
        p += RECORD
        while p < end and not record_less(begin, p):
            p += RECORD
        if p > begin + RECORD:
            sort_ranked(begin, (p - begin) >> 4, place + 1, places, starts, spare)
            ranked_place = place
            ranks_equal = equal


def sort_records(r: i32, n: i32, starts: i32, spare: i32) -> i32:
    """Sorts n records; 0 when raised."""
    least: i32 = n
    odd: i32 = 0
    while least >= SHORT:
        odd = odd | (least & 1)
        least = least >> 1
    least += odd
    runs: i32 = 0
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
        store32(starts + (runs << 2), lo)
        runs += 1
        lo += run
    store32(starts + (runs << 2), n)
    return merge_runs(r, n, starts, runs, spare)


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


def merge_runs(r: i32, n: i32, starts: i32, runs: i32, spare: i32) -> i32:
    """Merges neighbouring runs until one is left; 0 when raised."""
    left: i32 = runs
    while left > 1:
        i: i32 = 0
        kept: i32 = 0
        while i < left:
            lo: i32 = load32(starts + (i << 2))
            if i + 1 < left:
                middle: i32 = load32(starts + (i << 2) + 4)
                hi: i32 = load32(starts + (i << 2) + 8)
                if not merge(r + (lo << 4), r + (middle << 4), r + (hi << 4), spare):
                    return 0
            store32(starts + (kept << 2), lo)
            kept += 1
            i += 2
        store32(starts + (kept << 2), n)
        left = kept
    return 1


def merge(lo: i32, middle: i32, hi: i32, spare: i32) -> i32:
    """Merges the records lo … middle with middle … hi; 0 when raised (nothing is lost)."""
    memory_copy(spare, lo, middle - lo)
    p: i32 = spare
    end: i32 = spare + middle - lo
    at: i32 = lo
    right: i32 = middle
    less: i32 = 0
    while p < end and right < hi:
        less = record_less(right, p)
        if less < 0:
            break
        if less:
            record_move(at, right)
            right += RECORD
        else:
            record_move(at, p)
            p += RECORD
        at += RECORD
    memory_copy(at, p, end - p)
    return less >= 0
