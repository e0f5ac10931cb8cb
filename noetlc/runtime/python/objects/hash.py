"""`hash` of Python values: CPython's for numbers, None and tuples and frozensets of them, arbitrary but stable otherwise."""

from __future__ import annotations

from noetlc.kernel.lang import (
    bits,
    f64,
    fabs,
    floor,
    i32,
    i64,
    implements,
    inline,
    lit,
    live,
    load8,
    load64,
    loadv,
    noinline,
    rem_u,
    rotl,
    shr_u,
    store64,
    storev,
    trunc_i64,
    u64,
    val,
)  # fmt: skip
from noetlc.layout.features import Feature
from noetlc.layout.objects import (
    BYTES_DATA,
    NONE,
    VIEW_VALUES,
    WIDE_TEXT,
    Bound,
    Bytes,
    Class,
    Exc,
    Float,
    Func,
    Instance,
    Str,
    Tuple,
    View,
    Wide,
)
from noetlc.layout.tags import (
    T_BOOL,
    T_BOUND,
    T_BYTEARRAY,
    T_BYTES,
    T_CLASS,
    T_DEQUE,
    T_DICT,
    T_FLOAT,
    T_FROZENSET,
    T_FUNCTION,
    T_INSTANCE,
    T_INT,
    T_LIST,
    T_NONE,
    T_RANGE,
    T_SET,
    T_SLICE,
    T_STR,
    T_TUPLE,
    T_VIEW,
    T_WIDE,
)  # fmt: skip
from noetlc.runtime.numbers.big import big_hash
from noetlc.runtime.python import protocol
from noetlc.runtime.python.classes.builtin_subclass import defines
from noetlc.runtime.python.classes.lookup import FOUND_BYTES, KEPT_BYTES, KEPT_SHIFT, class_find_near, found_members, keeps_hashes
from noetlc.runtime.python.classes.special import special_hash, special_method
from noetlc.runtime.python.containers.set import set_hash
from noetlc.runtime.python.containers.wide_range import range_by, range_first, range_length_value
from noetlc.runtime.python.exceptions.errors import raise_type
from noetlc.runtime.python.hooks import library_hash
from noetlc.runtime.python.numbers.float import INFINITY
from noetlc.runtime.python.numbers.ints import ONE, ZERO
from noetlc.runtime.python.numbers.number import int_of
from noetlc.runtime.python.objects.instance_attribute import word_of_name
from noetlc.runtime.values.blocks import hash_bytes, str_hash
from noetlc.runtime.values.classed import class_word
from noetlc.runtime.values.list import tuple_get, tuple_new, tuple_set
from noetlc.runtime.values.memory import has_tag, raised, tag_of

MODULUS = (1 << 61) - 1
PRIME_1 = 11400714785074694791
PRIME_2 = 14029467366897019727
PRIME_5 = 2870177450012600261
NONE_HASH = 0xFCA86420


def int_hash(x: i64) -> i64:
    h: i64 = x
    if x > MODULUS - 1 or x < 1 - MODULUS:  # a division takes as long as all the rest of a look-up
        h = rem_u(-x if x < 0 else x, i64(MODULUS))
        h = -h if x < 0 else h
    return i64(-2) if h == -1 else h


def float_hash(x: f64) -> i64:
    """CPython's `_Py_HashDouble`: the value modulo 2**61 - 1."""
    if x != x:
        return i64(0)
    size: f64 = fabs(x)
    if size == INFINITY:
        return i64(314159) if x > 0.0 else i64(-314159)
    if size < 1e18 and floor(size) == size:
        return int_hash(trunc_i64(x))
    mantissa: i64 = bits(size) & 0xFFFFFFFFFFFFF
    power: i32 = i32(shr_u(bits(size), i64(52)))
    if power == 0:
        power = 1
    else:
        mantissa = mantissa | (i64(1) << 52)
    turn: i32 = power - 1075
    while turn < 0:
        turn += 61
    while turn >= 61:
        turn -= 61
    high: i64 = shr_u(mantissa, i64(61 - turn))
    h: i64 = ((mantissa << i64(turn)) & MODULUS) | high
    if h == MODULUS:
        h = i64(0)
    h = -h if x < 0.0 else h
    return i64(-2) if h == -1 else h


def tuple_hash(v: val) -> i64:
    """CPython's, for tuples whose items have CPython's hash; -1 when raised."""
    acc: i64 = PRIME_5
    i: i32 = 0
    n: i32 = Tuple(v).length
    while i < n:
        item: val = tuple_get(v, i)
        lane: i64 = 0
        if item & 1 and item != -1:
            lane = i64(item >> 1)
        else:
            kept: i32 = keeps_hashes() and has_tag(item, T_TUPLE) and Tuple(item).length >= KEPT_LENGTH
            lane = inner_hash(item) if kept else py_hash(item)
            if raised != 0:
                return i64(-1)
        acc = rotl(acc + lane * PRIME_2, i64(31)) * PRIME_1
        i += 1
    acc = acc + (i64(n) ^ (PRIME_5 ^ 3527539))
    return i64(1546275796) if acc == -1 else acc


@inline
def note_own_hash() -> None:
    global own_hashes
    if keeps_hashes():
        own_hashes += 1


KEPT_LENGTH = 3  # of tuples whose hash takes longer than a look

own_hashes: i32 = 0  # counts hashes that may be others the next time


def inner_hash(v: val) -> i64:
    """The hash of a tuple in a tuple, which is kept: what refers to it is often made anew around it. -1 when raised."""
    p: i32 = kept_place(v)
    if loadv(p, 8) == v:
        return load64(p, 16)
    before: i32 = own_hashes
    h: i64 = py_hash(v)
    if own_hashes == before and raised == 0:
        p = kept_place(v)
        storev(p, v, 8)
        store64(p, h, 16)
    return h


def kept_place(v: val) -> i32:
    """Where the hash of a tuple is kept, behind the members of classes, which are forgotten together."""
    return found_members() + FOUND_BYTES + ((i32(v) << (KEPT_SHIFT - 3)) & (KEPT_BYTES - 1))


@implements(protocol.py_hash)
def py_hash(v: val) -> i64:
    """`hash(v)`; raises TypeError (then the result is -1)."""
    if v & 1:
        return i64(v >> 1 if v != -1 else -2)  # -1 is small
    if live(Feature.BUILTIN_SUBCLASSES) and defines(v, lit("__hash__")):
        if not live(Feature.ENUMS) or not hashes_as_value(v):
            note_own_hash()
            return special_hash(v) if py_hashable(v) else i64(-1)
    tag: i32 = tag_of(v)
    if tag == T_STR:
        return u64(str_hash(v)) if Str(v).nbytes else i64(0)
    if tag == T_INT or tag == T_BOOL:
        return int_hash(int_of(v))
    if tag == T_FLOAT:
        return float_hash(Float(v).value)
    if tag == T_NONE:
        return i64(NONE_HASH)
    if live(T_WIDE) and tag == T_WIDE:
        return wide_hash(v)
    return rare_hash(v, tag)


@noinline
def rare_hash(v: val, tag: i32) -> i64:
    """The hash of a value that is neither None, a number nor a string; raises TypeError."""
    if live(T_TUPLE) and tag == T_TUPLE:
        return tuple_hash(v)
    if live(Feature.ENUMS) and tag == T_INSTANCE:
        name: val = name_hashed(v)
        if name != 0:
            return py_hash(name)
    note_own_hash()
    if live(T_FROZENSET) and tag == T_FROZENSET:
        return set_hash(v)
    if live(T_BYTES) and tag == T_BYTES:
        return u64(hash_bytes(v + BYTES_DATA, Bytes(v).nbytes)) if Bytes(v).nbytes else i64(0)
    if live(T_RANGE) and tag == T_RANGE:
        return range_hash(v)
    if live(T_CLASS) and tag == T_CLASS:
        return u64(str_hash(Class(v).name))
    if not py_hashable(v):
        return i64(-1)
    if live(T_INSTANCE) and tag == T_INSTANCE:
        return special_hash(v)
    if live(Feature.CLASSES) and live(T_BOUND) and tag == T_BOUND:
        return method_hash(v)
    if live(Feature.LIBRARY_OBJECTS):
        h: i64 = library_hash(v, tag)
        if h != 0:
            return h
    return i64(tag)  # kinds equal by identity only: objects move, so the address cannot serve


@noinline
def hashes_as_value(v: val) -> i32:
    """Whether a classed value is a member of an enum whose hash is that of its int or text."""
    tag: i32 = tag_of(v)
    if tag != T_INT and tag != T_STR:
        return 0
    cls: val = class_word(v)
    return class_find_near(cls, lit("__hash__")) == class_find_near(cls, lit("_enum_mixed_hash_"))


@noinline
def name_hashed(v: val) -> val:
    """The name of a member of an enum that has the hash of its name; 0 for other instances."""
    cls: val = Instance(v).cls
    found: val = class_find_near(cls, lit("__hash__"))
    if found == 0 or found != class_find_near(cls, lit("_enum_hash_")):
        return 0
    word: i32 = word_of_name(v, lit("_name_"))
    return loadv(word) if word != 0 and has_tag(loadv(word), T_STR) else 0


def method_hash(v: val) -> i64:
    """The hash of a bound method: equal ones have the same receiver and function."""
    receiver: val = Bound(v).receiver
    h: i64 = i64(Exc(receiver).site) * 16 if live(T_INSTANCE) and has_tag(receiver, T_INSTANCE) else i64(tag_of(receiver))
    return h + u64(str_hash(Func(Bound(v).function).name)) if has_tag(Bound(v).function, T_FUNCTION) else h


def wide_hash(v: val) -> i64:
    """The number modulo 2**61 - 1."""
    if live(Feature.BIGINT):
        return big_hash(v)
    p: i32 = v + WIDE_TEXT
    end: i32 = p + Wide(v).nbytes
    negative: i32 = load8(p) == 45
    p += negative
    h: i64 = 0
    while p < end:
        h = mod_add(h, load8(p) - 48)
        p += 1
    h = -h if negative else h
    return i64(-2) if h == -1 else h


def mod_add(h: i64, digit: i32) -> i64:
    """10 * h + digit modulo 2**61 - 1."""
    five: i64 = rem_u(h * 5, i64(MODULUS))
    return rem_u(five * 2 + i64(digit), i64(MODULUS))


def range_hash(v: val) -> i64:
    """The hash of (length, start or None, step or None), as CPython combines them."""
    n: val = range_length_value(v)
    t: val = tuple_new(3)
    tuple_set(t, 0, n)
    tuple_set(t, 1, NONE if n == ZERO else range_first(v))
    tuple_set(t, 2, NONE if n == ZERO or n == ONE else range_by(v))
    return tuple_hash(t)


@implements(protocol.py_hashable)
def py_hashable(v: val) -> i32:
    """1 if v can be a key, else 0 with TypeError pending."""
    if live(Feature.BUILTIN_SUBCLASSES) and defines(v, lit("__hash__")):
        if special_method(v, lit("__hash__")) == NONE:
            raise_type(lit("unhashable type: '$'"), v)
            return 0
        return 1
    tag: i32 = tag_of(v)
    if tag <= T_STR:
        return 1
    unhashable: i32 = tag == T_LIST or tag == T_DICT
    if live(T_TUPLE) and tag == T_TUPLE:
        i: i32 = 0
        while i < Tuple(v).length:
            if not py_hashable(tuple_get(v, i)):
                return 0
            i += 1
    if live(T_SET) and tag == T_SET:
        unhashable = 1
    if live(T_SLICE) and tag == T_SLICE:
        unhashable = 1
    if live(T_DEQUE) and tag == T_DEQUE:
        unhashable = 1
    if live(T_BYTEARRAY) and tag == T_BYTEARRAY:
        unhashable = 1
    if live(T_VIEW) and tag == T_VIEW:
        unhashable = View(v).kind != VIEW_VALUES
    if live(T_INSTANCE) and tag == T_INSTANCE:
        unhashable = special_method(v, lit("__hash__")) == NONE
    if unhashable:
        raise_type(lit("unhashable type: '$'"), v)
    return 1 - unhashable
