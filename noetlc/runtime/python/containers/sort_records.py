"""What is sorted: records of the rank of a key, the key and the value."""

from __future__ import annotations

from noetlc.kernel.lang import bits, i32, i64, inline, live, load64, loadv, noinline, shr_u, store64, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import STR_BYTES, Float, Int, Str, Tuple
from noetlc.layout.tags import T_DATE, T_DATETIME, T_FLOAT, T_INT, T_STR, T_TUPLE
from noetlc.runtime.python.hooks import date_rank, moment_is_naive, moment_rank
from noetlc.runtime.python.protocol import LT, py_compare
from noetlc.runtime.text.strings import str_compare
from noetlc.runtime.values.classed import is_classed
from noetlc.runtime.values.list import tuple_get
from noetlc.runtime.values.memory import has_tag, tag_of

RECORD = 16  # bytes of a rank, a key and a value, of which
RECORD_KEY = 8  # these begin here
RECORD_VALUE = 12
MOST_RANKS = 8  # of a tuple
KEYS = -1
UNRANKED = -2


def key_less(a: val, b: val) -> i32:
    """a < b; -1 when raised."""
    if a & b & 1:
        return i32(a) < i32(b)
    if not live(Feature.BUILTIN_SUBCLASSES) and has_tag(a, T_STR) and has_tag(b, T_STR):
        return str_compare(a, b) < 0
    return py_compare(a, b, LT)


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
    if live(T_DATE) and tag == T_DATE:
        return T_DATE
    if live(T_DATETIME) and tag == T_DATETIME:
        return T_DATETIME if moment_is_naive(v) else 0
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
    if live(T_DATE) and tag == T_DATE:
        return date_rank(v)
    if live(T_DATETIME) and tag == T_DATETIME:
        return moment_rank(v)
    n: i32 = Str(v).nbytes
    x: i64 = load64(v, STR_BYTES)
    if n < 8:
        x = x & ((i64(1) << i64(n << 3)) - 1)
    x = (x & 0x00FF00FF00FF00FF) << 8 | (shr_u(x, 8) & 0x00FF00FF00FF00FF)
    x = (x & 0x0000FFFF0000FFFF) << 16 | (shr_u(x, 16) & 0x0000FFFF0000FFFF)
    x = x << 32 | shr_u(x, 32)  # the first byte is the highest
    return ((x & -256) | i64(n if n < 8 else 8)) ^ (i64(-1) << 63)


def count_ranks(k: i32, n: i32) -> i32:
    """How many ranks each of n keys has, 0 unless all are of one kind."""
    first: val = loadv(k)
    end: i32 = k + (n << 2)
    if is_plain_tuple(first):
        return count_places(k, end, first)
    kind: i32 = rank_kind(first)
    if kind == 0:
        return 0
    p: i32 = k + 4
    while p < end:
        if rank_kind(loadv(p)) != kind:
            return 0
        p += 4
    return 1


def count_places(k: i32, end: i32, first: val) -> i32:
    """The same for keys from one address up to another, the first of which is a tuple."""
    places: i32 = Tuple(first).length
    if places > MOST_RANKS:
        return 0
    p: i32 = k + 4
    while p < end:
        if not is_plain_tuple(loadv(p)) or Tuple(loadv(p)).length != places:
            return 0
        p += 4
    place: i32 = 0
    while place < places:
        kind: i32 = rank_kind(tuple_get(first, place))
        p = k
        while p < end:
            if kind == 0 or rank_kind(tuple_get(loadv(p), place)) != kind:
                return 0
            p += 4
        place += 1
    return places


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
