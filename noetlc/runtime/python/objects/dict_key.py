"""Keys that are not strings: their hash in a dict, and their equality.

Dicts keep the order of insertion, so that their hash need not be CPython's; it only has to agree with equality, across int,
bool and float too. Numbers are told apart by 64 bits: the integer a number is, else the bits of the float.
"""

from __future__ import annotations

from noetlc.kernel.lang import (
    bits,
    enable,
    f64,
    fabs,
    i32,
    i64,
    implements,
    inline,
    live,
    loadv,
    lt_u,
    noinline,
    shr_u,
    trunc_i64,
    val,
)  # fmt: skip
from noetlc.layout.features import Feature
from noetlc.layout.objects import TRUE, TUPLE_ITEMS, Float, Int, Obj, Tuple
from noetlc.layout.tags import T_BOOL, T_BYTES, T_FLOAT, T_FROZENSET, T_INSTANCE, T_RANGE, T_STR, T_TUPLE, T_URL, T_WIDE
from noetlc.runtime.numbers.big import big_equal, big_from_float, big_hash
from noetlc.runtime.python.numbers.float import INFINITY
from noetlc.runtime.python.numbers.number import float_of
from noetlc.runtime.python.objects.compare import is_number, wide_eq
from noetlc.runtime.python.objects.hash import rare_hash
from noetlc.runtime.python.protocol import item_eq, py_hash
from noetlc.runtime.values import hooks
from noetlc.runtime.values.blocks import hash_fold, str_hash
from noetlc.runtime.values.classed import is_classed
from noetlc.runtime.values.lookups import looked_up_hash
from noetlc.runtime.values.memory import looked_up, raised, tag_of

HUGE = 9223372036854775808.0  # floats from here on have no 64-bit integer, but for -2**63; wide ints may equal them
HUGE_KEY = 7


def number_key(v: val, tag: i32) -> i64:
    """The 64 bits that tell a number from others of its size; 0 for None."""
    if v & 1:
        return i64(v >> 1)
    if tag <= T_BOOL:
        return i64(v == TRUE)
    if live(Feature.BIGINT):
        wide: val = huge_int(v, tag)
        if wide:
            return big_hash(wide)
    if tag == T_FLOAT:
        x: f64 = Float(v).value
        if x == -HUGE:
            return i64(-1) << 63
        if not live(Feature.BIGINT) and fabs(x) >= HUGE and fabs(x) < INFINITY:
            return i64(HUGE_KEY)
        whole: i64 = trunc_i64(x)
        return whole if f64(whole) == x else bits(x)
    if not live(Feature.BIGINT) and tag == T_WIDE:
        return i64(HUGE_KEY)
    return Int(v).value


@noinline
def huge_int(v: val, tag: i32) -> val:
    """The wide int that a number is or equals; 0 if it is none."""
    if live(T_WIDE) and tag == T_WIDE:
        return v
    if tag != T_FLOAT:
        return 0
    x: f64 = Float(v).value
    return big_from_float(x) if fabs(x) >= HUGE and fabs(x) < INFINITY and x != -HUGE else 0


@inline
def hashes_by_class() -> i32:
    """Whether keys take the hashes of `hash`, as a class may hash like any other value."""
    return live(Feature.OWN_EQUALITIES) or live(Feature.BUILTIN_SUBCLASSES)


@implements(hooks.any_hash)
def any_hash(key: val) -> i32:
    enable(Feature.ANY_KEYS)
    small: i32 = key & 1 and (key != -1 or not hashes_by_class())  # the hash of -1 is that of -2 where a class may hash like it
    return hash_fold(i64(key >> 1)) if small else object_key(key)


@noinline
def object_key(key: val) -> i32:
    """`any_hash` of what is no small int, and of -1."""
    tag: i32 = tag_of(key)
    if tag == T_STR and not (live(Feature.BUILTIN_SUBCLASSES) and is_classed(key)):
        return str_hash(key)
    if live(Feature.TUPLE_KEYS) and live(T_TUPLE) and not hashes_by_class() and not live(T_URL):
        if tag == T_TUPLE:
            return looked_up_hash if live(Feature.REPEATED_KEYS) and key == looked_up else tuple_key(key)
    h: i64 = py_hash(key) if hashes_by_class() else number_key(key, tag) if tag <= T_STR else rare_hash(key, tag)
    return hash_fold(h) if raised == 0 else 0


def tuple_key(key: val) -> i32:
    """The hash of a tuple where only tuples equal tuples; 0 when raised. Small ints, of which most are made, are mixed in directly.

    What differs little in the last item has places near each other in an index, as its entries often are.
    """
    h: i32 = 0x345678
    p: i32 = key + TUPLE_ITEMS
    end: i32 = p + (Tuple(key).length << 2)
    while lt_u(p, end):
        item: val = loadv(p)
        own: i32 = 0
        if item & 1:
            own = hash_fold(i64(item >> 1))
        elif Obj(item).tag == T_STR:  # as most others are
            own = str_hash(item)
        else:
            own = object_key(item)
            if own == 0:
                return 0
        h = (h ^ shr_u(h, 15)) * 0x01000193 + own
        p += 4
    return h if h != 0 else 1


@implements(hooks.any_key_eq)
@noinline
def any_key_eq(a: val, b: val) -> i32:
    if live(T_INSTANCE) or live(T_TUPLE) or live(T_FROZENSET) or live(T_BYTES) or live(T_RANGE) or live(Feature.LIBRARY_OBJECTS):
        return item_eq(a, b)
    left: i32 = tag_of(a)
    right: i32 = tag_of(b)
    if not (is_number(left) and is_number(right)):
        return 0
    if live(Feature.BIGINT):
        wide: val = huge_int(a, left)
        other: val = huge_int(b, right)
        if wide or other:
            return wide != 0 and other != 0 and big_equal(wide, other)
    elif live(T_WIDE) and (left == T_WIDE or right == T_WIDE):
        return wide_eq(a, b)
    if number_key(a, left) != number_key(b, right):
        return 0
    x: f64 = float_of(a)
    y: f64 = float_of(b)
    return x == y or (live(Feature.NANS) and x != x and y != y)
