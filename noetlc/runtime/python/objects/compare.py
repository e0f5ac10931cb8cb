"""Equality and order of Python values."""

from __future__ import annotations

from noetlc.kernel.lang import bits, f64, i32, implements, inline, lit, live, load32, load64, loadv, lt_u, noinline, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import (
    BOUND_FUNCTION,
    BYTES_DATA,
    ITEMS_DATA,
    TUPLE_ITEMS,
    UNDEFINED,
    VIEW_VALUES,
    Bytes,
    Dict,
    Float,
    List,
    Set,
    Tuple,
    View,
)  # fmt: skip
from noetlc.layout.tags import (
    T_BOOL,
    T_BOUND,
    T_BYTEARRAY,
    T_BYTES,
    T_DICT,
    T_FLOAT,
    T_FROZENSET,
    T_INSTANCE,
    T_LIST,
    T_RANGE,
    T_SET,
    T_SLICE,
    T_STR,
    T_TUPLE,
    T_URL,
    T_VIEW,
    T_WIDE,
)  # fmt: skip
from noetlc.runtime.numbers.wide import wide_same
from noetlc.runtime.python import protocol
from noetlc.runtime.python.classes.classed_operators import classed_compare, classed_ne
from noetlc.runtime.python.classes.special import special_eq, special_ne, special_order, truth_of
from noetlc.runtime.python.classes.special_operators import compare_instances
from noetlc.runtime.python.containers.dict_kinds import kinds_eq
from noetlc.runtime.python.containers.range import range_equal
from noetlc.runtime.python.containers.set import is_any_set, set_issubset
from noetlc.runtime.python.exceptions.errors import raise_no_order, raise_recursion
from noetlc.runtime.python.hooks import UNDECIDED, library_compare, library_eq, small_order
from noetlc.runtime.python.numbers.ints import wide_float_eq, wide_order
from noetlc.runtime.python.numbers.number import are_floats, num_order
from noetlc.runtime.python.objects.compare_bytes import bytes_compare, bytes_like_order
from noetlc.runtime.python.protocol import GE, GT, LE, LT, py_contains, py_iter, py_len, py_next
from noetlc.runtime.text.strings import str_compare, str_eq
from noetlc.runtime.values.blocks import bytes_equal
from noetlc.runtime.values.classed import is_classed
from noetlc.runtime.values.depth import TOO_DEEP, calls
from noetlc.runtime.values.dict import dict_get_any, dict_key_at, dict_kind, dict_next, dict_value_at
from noetlc.runtime.values.memory import has_tag, raised, tag_of
from noetlc.runtime.values.small_number import one_is_number


@inline
def is_number(tag: i32) -> i32:
    """Whether a tag is one of bool, int, wide and float."""
    return lt_u(tag - T_BOOL, 4)


@implements(protocol.py_eq)
def py_eq(a: val, b: val) -> i32:
    """a == b as 0 or 1; -1 when raised (RecursionError)."""
    return i32(a == b) if a & b & 1 else eq_objects(a, b)


@noinline
def eq_objects(a: val, b: val) -> i32:
    """Equality of what are not two small ints."""
    if live(T_INSTANCE) and (has_tag(a, T_INSTANCE) or has_tag(b, T_INSTANCE)):
        return special_eq(a, b)
    if live(Feature.BUILTIN_SUBCLASSES):
        answer: val = classed_compare(a, b, 4)
        if answer != UNDEFINED:
            return truth_of(answer)
    if a == b:
        return 0 if has_tag(a, T_FLOAT) and Float(a).value != Float(a).value else 1
    left: i32 = tag_of(a)
    right: i32 = tag_of(b)
    if left == T_STR:
        return str_eq(a, b) if right == T_STR else 0
    if is_number(left):
        if not is_number(right):
            return 0
        if live(T_WIDE) and (left == T_WIDE or right == T_WIDE):
            return wide_eq(a, b)
        return num_order(a, b) == 0
    return eq_container(a, b, left, right)


@implements(protocol.py_ne)
def py_ne(a: val, b: val) -> i32:
    """a != b as 0 or 1; -1 when raised."""
    if live(T_INSTANCE) and (has_tag(a, T_INSTANCE) or has_tag(b, T_INSTANCE)):
        return special_ne(a, b)
    if live(Feature.BUILTIN_SUBCLASSES):
        answer: val = classed_compare(a, b, 5)
        if answer != UNDEFINED:
            return truth_of(answer)
        if is_classed(a) or is_classed(b):
            return classed_ne(a, b)
    same: i32 = py_eq(a, b)
    return same if same < 0 else 1 - same


@inline
def py_is(a: val, b: val) -> i32:
    """a is b."""
    return a == b


@implements(protocol.item_eq)
def item_eq(a: val, b: val) -> i32:
    """Equality as containers test it: identity first. -1 when raised."""
    if a == b:
        return 1
    same: i32 = py_eq(a, b)
    if live(Feature.NANS) and same == 0:
        return same_nan(a, b)
    return same


def same_nan(a: val, b: val) -> i32:
    """Whether two values are one NaN: floats are copied, so the bits of a NaN stand for its identity (`convert.new_nan`)."""
    return has_tag(a, T_FLOAT) and has_tag(b, T_FLOAT) and bits(Float(a).value) == bits(Float(b).value)


@noinline
def eq_container(a: val, b: val, left: i32, right: i32) -> i32:
    """Equality of two values that are neither numbers nor strings on the left."""
    global calls
    if live(T_BYTEARRAY) and (left == T_BYTEARRAY or right == T_BYTEARRAY):
        return bytes_like_order(a, b) == 0
    if left != right:
        if live(T_FROZENSET) and ((left == T_FROZENSET and right == T_SET) or (left == T_SET and right == T_FROZENSET)):
            return set_eq(a, b)
        if live(Feature.VIEW_OPERANDS) and (left == T_VIEW or right == T_VIEW):
            return view_eq(a, b)
        if live(T_URL) and (left == T_URL or right == T_URL):
            return library_eq(a, b, T_URL)  # parts of a URL are a tuple
        return 0
    if (calls + 1) & TOO_DEEP:
        raise_recursion(lit("maximum recursion depth exceeded in comparison"))
        return -1
    calls += 1
    result: i32 = eq_same(a, b, left)
    calls -= 1
    return result


def eq_same(a: val, b: val, tag: i32) -> i32:
    if tag == T_LIST:
        n: i32 = List(a).length
        return eq_words(List(a).items + ITEMS_DATA, List(b).items + ITEMS_DATA, n) if List(b).length == n else 0
    if tag == T_DICT:
        if live(Feature.DICT_KINDS) and dict_kind(a):
            same: i32 = kinds_eq(a, b)
            if same != UNDECIDED:
                return same
        return dict_eq(a, b)
    if live(T_TUPLE) and tag == T_TUPLE:
        m: i32 = Tuple(a).length
        return eq_words(a + TUPLE_ITEMS, b + TUPLE_ITEMS, m) if Tuple(b).length == m else 0
    if live(T_SET) and tag == T_SET:
        return set_eq(a, b)
    if live(T_FROZENSET) and tag == T_FROZENSET:
        return set_eq(a, b)
    if live(T_BYTES) and tag == T_BYTES:
        k: i32 = Bytes(a).nbytes
        return bytes_equal(a + BYTES_DATA, b + BYTES_DATA, k) if Bytes(b).nbytes == k else 0
    if live(T_RANGE) and tag == T_RANGE:
        return range_equal(a, b)
    if live(Feature.VIEW_OPERANDS) and tag == T_VIEW:
        return view_eq(a, b)
    if live(T_SLICE) and tag == T_SLICE:
        return eq_words(a + 8, b + 8, 3)
    if live(Feature.CLASSES) and live(T_BOUND) and tag == T_BOUND:
        return load32(a, BOUND_FUNCTION) == load32(b, BOUND_FUNCTION) and load32(a, BOUND_FUNCTION + 4) == load32(b, BOUND_FUNCTION + 4)
    return library_eq(a, b, tag) if live(Feature.LIBRARY_OBJECTS) else 0


def eq_words(p: i32, q: i32, n: i32) -> i32:
    """Item-wise equality of two arrays of values; -1 when raised."""
    end: i32 = p + (n << 2)
    while p + 12 < end and ((load64(p) ^ load64(q)) | (load64(p, 8) ^ load64(q, 8))) == 0:
        p += 16
        q += 16
    while p < end:
        x: val = loadv(p)
        y: val = loadv(q)
        if x != y:
            if x & y & 1:
                return 0
            same: i32 = item_eq(x, y)
            if same != 1:
                return same
        p += 4
        q += 4
    return 1


def dict_eq(a: val, b: val) -> i32:
    if Dict(a).used != Dict(b).used:
        return 0
    i: i32 = dict_next(a, 0)
    while i >= 0:
        other: val = dict_get_any(b, dict_key_at(a, i))
        if other == 0:
            return -1 if raised != 0 else 0
        same: i32 = item_eq(dict_value_at(a, i), other)
        if same != 1:
            return same
        i = dict_next(a, i + 1)
    return 1


def set_eq(a: val, b: val) -> i32:
    return set_issubset(a, b) if Set(a).used == Set(b).used else 0


def set_like_kind(v: val) -> i32:
    """A set, frozenset, or key or item view."""
    tag: i32 = tag_of(v)
    if live(T_SET) and tag == T_SET:
        return 1
    if live(T_FROZENSET) and tag == T_FROZENSET:
        return 1
    return live(Feature.VIEW_OPERANDS) and tag == T_VIEW and View(v).kind != VIEW_VALUES


def view_eq(a: val, b: val) -> i32:
    """Key and item views compare as sets with each other and with sets."""
    if not set_like_kind(a) or not set_like_kind(b) or py_len(a) != py_len(b):
        return 0
    return subset(a, b) if has_tag(a, T_VIEW) else subset(b, a)  # the view is asked


def subset(a: val, b: val) -> i32:
    """Whether every item of a is in b, sets or views; -1 when raised."""
    it: val = py_iter(a)
    while 1:
        item: val = py_next(it)
        if item == 0:
            return 1 if raised == 0 else -1
        found: i32 = py_contains(b, item)
        if found != 1:
            return found
    return 0


def wide_eq(a: val, b: val) -> i32:
    """Equality when one of two numbers is a wide int: no other kind holds its value, but a float may."""
    if has_tag(a, T_WIDE) and has_tag(b, T_WIDE):
        return wide_same(a, b)
    if has_tag(a, T_FLOAT):
        return wide_float_eq(b, Float(a).value)
    if has_tag(b, T_FLOAT):
        return wide_float_eq(a, Float(b).value)
    return 0


def holds(order: i32, op: i32) -> i32:
    """Whether an order (-1, 0, 1; 2 unordered) satisfies a comparison (LT …)."""
    if order == 2:
        return 0
    if op == LT:
        return order < 0
    if op == LE:
        return order <= 0
    return order > 0 if op == GT else order >= 0


@implements(protocol.py_compare)
def py_compare(a: val, b: val, op: i32) -> i32:
    """a <, <=, >, >= b (op LT, LE, GT, GE) as 0 or 1; -1 when raised."""
    if a & b & 1:
        if op == LT:
            return i32(a) < i32(b)
        if op == LE:
            return i32(a) <= i32(b)
        return i32(a) > i32(b) if op == GT else i32(a) >= i32(b)
    return compare_objects(a, b, op)


@noinline
def compare_objects(a: val, b: val, op: i32) -> i32:
    """The order of what are not two small ints."""
    if live(Feature.SMALL_NUMBERS) and one_is_number(a, b):
        found: i32 = small_order(a, b)
        if found != UNDECIDED:
            return holds(found, op)
    if live(Feature.BUILTIN_SUBCLASSES):
        answer: val = classed_compare(a, b, op)
        if answer != UNDEFINED:
            return truth_of(answer)
    if live(Feature.PLAIN_METHODS) and has_tag(a, T_INSTANCE) and has_tag(b, T_INSTANCE):
        return compare_instances(a, b, op)
    left: i32 = tag_of(a)
    right: i32 = tag_of(b)
    if is_number(left) and is_number(right):
        if live(T_WIDE) and (left == T_WIDE or right == T_WIDE):
            return holds(wide_order(a, b), op)
        return holds(num_order(a, b), op)
    if left == T_STR and right == T_STR:
        return holds(str_compare(a, b), op)
    return compare_other(a, b, op)


@noinline
def compare_other(a: val, b: val, op: i32) -> i32:
    global calls
    if both_sets(a, b):
        return compare_sets(a, b, op)
    left: i32 = tag_of(a)
    if live(T_BYTEARRAY):
        order: i32 = bytes_like_order(a, b)
        if order != UNDECIDED:
            return holds(order, op)
    if left == tag_of(b):
        if (calls + 1) & TOO_DEEP:
            raise_recursion(lit("maximum recursion depth exceeded in comparison"))
            return -1
        calls += 1
        result: i32 = UNDECIDED
        if left == T_LIST:
            result = compare_words(List(a).items + ITEMS_DATA, List(a).length, List(b).items + ITEMS_DATA, List(b).length, op)
        elif live(T_TUPLE) and left == T_TUPLE:
            result = compare_words(a + TUPLE_ITEMS, Tuple(a).length, b + TUPLE_ITEMS, Tuple(b).length, op)
        elif live(T_BYTES) and left == T_BYTES:
            result = holds(bytes_compare(a, b), op)
        elif live(T_SLICE) and left == T_SLICE:
            result = compare_words(a + 8, 3, b + 8, 3, op)
        calls -= 1
        if result != UNDECIDED:
            return result
    if live(Feature.LIBRARY_OBJECTS):
        found: i32 = library_compare(a, b, op)
        if found != UNDECIDED:
            return found
    if live(T_INSTANCE):
        answer: i32 = special_order(a, b, op)
        if answer != UNDECIDED:
            return answer
    raise_no_order(a, b, op)
    return -1


def both_sets(a: val, b: val) -> i32:
    """Whether two values are sets or views like sets."""
    if live(T_SET) or live(T_FROZENSET) or live(Feature.VIEW_OPERANDS):
        return set_like_kind(a) and set_like_kind(b)
    return 0


def plain_order(a: val, b: val) -> i32:
    """The order of two small ints, two texts or two floats, found at once; UNDECIDED for others and NaNs."""
    if a & b & 1:
        return (i32(a) > i32(b)) - (i32(a) < i32(b))
    if live(Feature.BUILTIN_SUBCLASSES):  # which may have an order of their own
        return UNDECIDED
    if has_tag(a, T_STR) and has_tag(b, T_STR):
        return str_compare(a, b)
    if are_floats(a, b):
        x: f64 = Float(a).value
        y: f64 = Float(b).value
        if x < y:
            return -1
        if x > y:
            return 1
        if x == y:
            return 0
    return UNDECIDED


def compare_words(p: i32, n: i32, q: i32, m: i32, op: i32) -> i32:
    """Lexicographic comparison of n values at p with m at q."""
    i: i32 = 0
    while i < n and i < m:
        x: val = loadv(p + (i << 2))
        y: val = loadv(q + (i << 2))
        order: i32 = plain_order(x, y)
        if order != UNDECIDED:
            if order != 0:
                return holds(order, op)
            i += 1
            continue
        same: i32 = item_eq(x, y)
        if same < 0:
            return -1
        if same == 0:
            return py_compare(x, y, op)
        i += 1
    return holds((n > m) - (n < m), op)


def compare_sets(a: val, b: val, op: i32) -> i32:
    """Subset and superset; -1 when raised."""
    if op >= GT:
        return compare_sets(b, a, op - 2)
    if (live(T_SET) or live(T_FROZENSET)) and is_any_set(a) and is_any_set(b):
        return 0 if op == LT and Set(a).used == Set(b).used else set_issubset(a, b)
    n: i32 = py_len(a)
    m: i32 = py_len(b)
    return 0 if n > m or (op == LT and n == m) else subset(a, b)


def py_lt(a: val, b: val) -> i32:
    """-1 when raised, as the other three."""
    return py_compare(a, b, LT)


def py_le(a: val, b: val) -> i32:
    return py_compare(a, b, LE)


def py_gt(a: val, b: val) -> i32:
    return py_compare(a, b, GT)


def py_ge(a: val, b: val) -> i32:
    return py_compare(a, b, GE)
