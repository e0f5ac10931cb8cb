"""`collections.Counter`: counting, combining, ordering."""

from __future__ import annotations

from noetlc.kernel.lang import i32, i64, inline, lit, live, noinline, storev, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import COUNTER_DICT, NONE, TRUE, Dict, List
from noetlc.layout.tags import T_DICT, T_STR
from noetlc.runtime.python.classes.builtin_subclass import defines
from noetlc.runtime.python.classes.lookup import call_method, raise_no_attribute
from noetlc.runtime.python.classes.special_operators import augmented
from noetlc.runtime.python.containers.consuming import py_sum
from noetlc.runtime.python.containers.dict import dict_update, kind_new, store_own
from noetlc.runtime.python.containers.dict_entries import dict_lookup, dict_store
from noetlc.runtime.python.containers.iterate import loop_item, loop_source
from noetlc.runtime.python.containers.sort import sort_lists
from noetlc.runtime.python.containers.unpack import py_unpack, unpacked_item
from noetlc.runtime.python.exceptions.errors import raise_type
from noetlc.runtime.python.numbers.number import num_kind, py_index
from noetlc.runtime.python.protocol import (
    LT,
    call_two,
    py_add,
    py_compare,
    py_contains,
    py_delitem,
    py_eq,
    py_getattr,
    py_getitem,
    py_iter,
    py_neg,
    py_next,
    py_setitem,
    py_sub,
)
from noetlc.runtime.values.blocks import str_hash
from noetlc.runtime.values.classed import is_classed
from noetlc.runtime.values.dict import dict_key_at, dict_kind, dict_len, dict_next, dict_value_at, value_in
from noetlc.runtime.values.hooks import any_hash
from noetlc.runtime.values.list import list_get, list_new, list_push, list_slice, pair_new, tuple_get
from noetlc.runtime.values.lookups import VALUE, dict_find
from noetlc.runtime.values.memory import from_int, has_tag, raised

MOST_SMALL = 0x7FFFFFFF  # the largest int that is no object, as a value


def counter_get(d: val, key: val) -> val:
    """The count of a key, 0 for an absent one; no value when raised."""
    v: val = dict_lookup(d, key)
    if v == 0 and raised == 0:
        return from_int(i64(0))
    return v


def counter_change(d: val, key: val, by: val, sign: i32) -> i32:
    """Adds to a count (sign 0) or subtracts from it (1); 0 when raised."""
    old: val = counter_old(d, key)
    if old == 0:
        return 0
    made: val = py_sub(old, by) if sign else py_add(old, by)
    return store_own(d, key, made) if made != 0 else 0


@inline
def counter_old(d: val, key: val) -> val:
    """The count that a change begins with: what `get` of the class gives."""
    if live(Feature.BUILTIN_SUBCLASSES) and defines(d, lit("get")):
        return call_two(py_getattr(d, lit("get")), key, from_int(i64(0)))
    return counter_get(d, key)


def counter_add_all(d: val, other: val, named: val, sign: i32) -> i32:
    """Counts items of an iterable or adds the counts of a dict; each 0 or None = absent; 0 when raised."""
    if other != 0 and other != NONE:
        if has_tag(other, T_DICT):
            if not counter_add_dict(d, other, sign):
                return 0
        elif not counter_add_items(d, other, sign):
            return 0
    return counter_add_dict(d, named, sign) if named != 0 else 1


def counter_add_dict(d: val, other: val, sign: i32) -> i32:
    if sign == 0 and Dict(d).used == 0:
        return dict_update(d, other)
    i: i32 = dict_next(other, 0)
    while i >= 0:
        if not counter_change(d, dict_key_at(other, i), dict_value_at(other, i), sign):
            return 0
        i = dict_next(other, i + 1)
    return 1


def counter_add_items(d: val, items: val, sign: i32) -> i32:
    it: val = loop_source(items)
    if it == 0:
        return 0
    at: i32 = 0
    while 1:
        item: val = loop_item(it, at)
        at += 1
        if item == 0:
            return raised == 0
        if not (sign == 0 and counted(d, item)) and (raised != 0 or not counter_change(d, item, from_int(i64(1)), sign)):
            return 0
    return 0


@inline
def counted(d: val, item: val) -> i32:
    """Adds 1 to the count of an item that has one, if that is a small int and nothing of a body runs; 0 if not, or when raised."""
    if live(Feature.BUILTIN_SUBCLASSES):
        return 0
    is_text: i32 = has_tag(item, T_STR)
    if not is_text and (live(Feature.OWN_EQUALITIES) or not live(Feature.ANY_KEYS)):
        return 0
    h: i32 = str_hash(item) if is_text else any_hash(item)
    e: i32 = dict_find(d, item, h) if h != 0 else 0
    if e == 0:
        return 0
    count: val = value_in(e)
    if not count & 1 or count == MOST_SMALL:
        return 0
    storev(e, val(i32(count) + 2), VALUE)
    return 1


@noinline
def counter_only(d: val, name: val) -> i32:
    """Whether a dict is a Counter; AttributeError for another one."""
    if live(Feature.COUNTERS) and dict_kind(d) == COUNTER_DICT:
        return 1
    raise_no_attribute(d, name)
    return 0


def counter_update(d: val, other: val, named: val) -> val:
    """`update` of a Counter."""
    return NONE if counter_add_all(d, other, named, 0) else 0


def counter_subtract(d: val, other: val, named: val) -> val:
    """`c.subtract(other, **named)`."""
    if not counter_only(d, lit("subtract")):
        return 0
    return NONE if counter_add_all(d, other, named, 1) else 0


def counter_pairs(d: val) -> val:
    """A list of (key, count), of what `items` of the class gives; 0 when raised."""
    if live(Feature.BUILTIN_SUBCLASSES) and defines(d, lit("items")):
        return own_pairs(d)
    made: val = list_new(dict_len(d))
    i: i32 = dict_next(d, 0)
    while i >= 0:
        list_push(made, pair_new(dict_key_at(d, i), dict_value_at(d, i)))
        i = dict_next(d, i + 1)
    return made


def own_pairs(d: val) -> val:
    it: val = py_iter(call_method(d, lit("items"), 0))
    made: val = list_new(8)
    while it != 0:
        pair: val = py_next(it)
        if pair == 0:
            return made if raised == 0 else 0
        both: val = py_unpack(pair, 2)
        if both == 0:
            return 0
        list_push(made, pair_new(unpacked_item(both, 0), unpacked_item(both, 1)))
    return 0


def counter_sorted(d: val) -> val:
    """(key, count) by descending count; 0 when raised."""
    pairs: val = counter_pairs(d)
    if pairs == 0:
        return 0
    counts: val = list_new(List(pairs).length)
    i: i32 = 0
    while i < List(pairs).length:
        list_push(counts, tuple_get(list_get(pairs, i), 1))
        i += 1
    return pairs if sort_lists(counts, pairs, TRUE) else 0


def counter_most_common(d: val, n: val) -> val:
    """`c.most_common(n)`."""
    if not counter_only(d, lit("most_common")):
        return 0
    pairs: val = counter_sorted(d)
    if pairs == 0 or n == NONE:
        return pairs
    if num_kind(n) == 0:
        return raise_type(lit("'>=' not supported between instances of '$' and 'int'"), n)
    size: i64 = py_index(n)
    if raised != 0:
        return 0
    if size < 0:
        size = i64(0)
    return list_slice(pairs, 0, i32(size)) if size < i64(List(pairs).length) else pairs


def counter_elements(d: val) -> val:
    """`c.elements()`."""
    if not counter_only(d, lit("elements")):
        return 0
    made: val = list_new(8)
    pairs: val = counter_pairs(d)
    i: i32 = 0
    while pairs != 0 and i < List(pairs).length:
        pair: val = list_get(pairs, i)
        n: i64 = py_index(tuple_get(pair, 1))
        if raised != 0:
            return 0
        while n > 0:
            list_push(made, tuple_get(pair, 0))
            n -= 1
        i += 1
    return py_iter(made) if pairs != 0 else 0


def counter_total(d: val) -> val:
    """`c.total()`."""
    if not counter_only(d, lit("total")):
        return 0
    if live(Feature.BUILTIN_SUBCLASSES) and defines(d, lit("values")):
        counts: val = call_method(d, lit("values"), 0)
        return py_sum(counts, 0) if counts != 0 else 0
    total: val = from_int(i64(0))
    i: i32 = dict_next(d, 0)
    while i >= 0 and total != 0:
        total = py_add(total, dict_value_at(d, i))
        i = dict_next(d, i + 1)
    return total


def counter_keep(d: val, key: val, count: val) -> i32:
    """Stores a count that is above zero; 0 when raised."""
    above: i32 = py_compare(from_int(i64(0)), count, LT) if count != 0 else -1
    if above < 0:
        return 0
    return dict_store(d, key, count) if above else 1


PLUS = 43
MINUS = 45
AND = 38
OR = 124


def answers_own(d: val) -> i32:
    """Whether the class of a Counter says otherwise what its operators ask: CPython's Counter is Python."""
    if not (live(Feature.BUILTIN_SUBCLASSES) and is_classed(d)):
        return 0
    if defines(d, lit("items")) or defines(d, lit("__getitem__")) or defines(d, lit("__missing__")) or defines(d, lit("__contains__")):
        return 1
    return defines(d, lit("__setitem__")) or defines(d, lit("__delitem__"))


def counter_asked(a: val, b: val, op: i32) -> val:
    """`counter_combined` by `items`, `[…]` and `in` of the classes."""
    made: val = kind_new(COUNTER_DICT, 0)
    pairs: val = counter_pairs(a)
    i: i32 = 0
    while pairs != 0 and i < List(pairs).length:
        pair: val = list_get(pairs, i)
        y: val = py_getitem(b, tuple_get(pair, 0))
        if y == 0 or not counter_keep(made, tuple_get(pair, 0), counter_pair(tuple_get(pair, 1), y, op)):
            return 0
        i += 1
    if op == AND or pairs == 0:
        return made if pairs != 0 else 0
    pairs = counter_pairs(b)
    i = 0
    while pairs != 0 and i < List(pairs).length:
        pair = list_get(pairs, i)
        found: i32 = py_contains(a, tuple_get(pair, 0))
        if raised != 0:
            return 0
        if not found:
            count: val = py_sub(from_int(i64(0)), tuple_get(pair, 1)) if op == MINUS else tuple_get(pair, 1)
            if not counter_keep(made, tuple_get(pair, 0), count):
                return 0
        i += 1
    return made if pairs != 0 else 0


def counter_changed(a: val, b: val, op: i32) -> val:
    """`a op= b` by `items`, `[…]` and `[…] =` of the classes; a, 0 when raised."""
    pairs: val = counter_pairs(a if op == AND else b)
    i: i32 = 0
    while pairs != 0 and i < List(pairs).length:
        key: val = tuple_get(list_get(pairs, i), 0)
        count: val = tuple_get(list_get(pairs, i), 1)
        other: val = py_getitem(b if op == AND else a, key)
        if other == 0:
            return 0
        made: val = counter_pair(other, count, op)
        if made == 0:
            return 0
        stored: i32 = op == PLUS or op == MINUS or made != (count if op == AND else other)
        if stored and not py_setitem(a, key, made):
            return 0
        i += 1
    return counter_positive(a) if pairs != 0 else 0


def counter_positive(d: val) -> val:
    """d without the counts that are not above zero; 0 when raised."""
    pairs: val = counter_pairs(d)
    i: i32 = 0
    while pairs != 0 and i < List(pairs).length:
        pair: val = list_get(pairs, i)
        above: i32 = py_compare(from_int(i64(0)), tuple_get(pair, 1), LT)
        if above < 0 or (above == 0 and not py_delitem(d, tuple_get(pair, 0))):
            return 0
        i += 1
    return d if pairs != 0 else 0


def counter_combined(a: val, b: val, op: i32) -> val:
    """`a + b`, `a - b`, `a & b`, `a | b` of two Counters: counts above zero."""
    made: val = kind_new(COUNTER_DICT, 0)
    i: i32 = dict_next(a, 0)
    while i >= 0:
        key: val = dict_key_at(a, i)
        x: val = dict_value_at(a, i)
        y: val = counter_get(b, key)
        if y == 0 or not counter_keep(made, key, counter_pair(x, y, op)):
            return 0
        i = dict_next(a, i + 1)
    if op == AND:
        return made
    i = dict_next(b, 0)
    while i >= 0:
        other: val = dict_key_at(b, i)
        if dict_lookup(a, other) == 0:
            if raised != 0 or not counter_keep(made, other, counter_pair(from_int(i64(0)), dict_value_at(b, i), op)):
                return 0
        i = dict_next(b, i + 1)
    return made


def counter_pair(x: val, y: val, op: i32) -> val:
    """One count of a combination; 0 when raised."""
    if op == PLUS:
        return py_add(x, y)
    if op == MINUS:
        return py_sub(x, y)
    less: i32 = py_compare(x, y, LT)
    if less < 0:
        return 0
    return x if less == (op == AND) else y


def kinds_operator(name: val, a: val, b: val) -> val:
    """An operator of two Counters; 0 without an exception if it is not defined."""
    if not (live(Feature.COUNTERS) and has_tag(a, T_DICT) and has_tag(b, T_DICT)):
        return 0
    if dict_kind(a) != COUNTER_DICT or dict_kind(b) != COUNTER_DICT:
        return 0
    op: i32 = 0
    if name == lit("+"):
        op = PLUS
    elif name == lit("-"):
        op = MINUS
    elif name == lit("&"):
        op = AND
    elif name == lit("|"):
        op = OR
    if op == 0:
        return 0
    in_place: i32 = augmented
    if answers_own(a) or answers_own(b):
        return counter_changed(a, b, op) if in_place else counter_asked(a, b, op)
    made: val = counter_combined(a, b, op)
    if made == 0 or not in_place:
        return made
    Dict(a).used = Dict(made).used
    Dict(a).fill = Dict(made).fill
    Dict(a).capacity = Dict(made).capacity
    Dict(a).version += 1
    Dict(a).entries = Dict(made).entries
    Dict(a).index = Dict(made).index
    return a


def counter_signed(d: val, negative: i32) -> val:
    """`+c` and `-c`."""
    made: val = kind_new(COUNTER_DICT, 0)
    pairs: val = counter_pairs(d)
    i: i32 = 0
    while pairs != 0 and i < List(pairs).length:
        count: val = tuple_get(list_get(pairs, i), 1)
        if not counter_keep(made, tuple_get(list_get(pairs, i), 0), py_neg(count) if negative else count):
            return 0
        i += 1
    return made if pairs != 0 else 0


def counter_compare(a: val, b: val, op: i32) -> i32:
    """`a <= b` and its kind for Counters: every count; -1 when raised."""
    strict: i32 = op == 0 or op == 2
    if op >= 2:
        found: i32 = counter_below(b, a)
    else:
        found = counter_below(a, b)
    if found == 1 and strict:
        same: i32 = py_eq(a, b)
        return same if same < 0 else 1 - same
    return found


def counter_below(a: val, b: val) -> i32:
    """1 if every count of a is at most that of b, over the keys of both."""
    i: i32 = dict_next(a, 0)
    while i >= 0:
        more: val = counter_get(b, dict_key_at(a, i))
        fits: i32 = py_compare(dict_value_at(a, i), more, 1) if more != 0 else -1
        if fits != 1:
            return fits
        i = dict_next(a, i + 1)
    i = dict_next(b, 0)
    while i >= 0:
        less: val = counter_get(a, dict_key_at(b, i))
        fits = py_compare(less, dict_value_at(b, i), 1) if less != 0 else -1
        if fits != 1:
            return fits
        i = dict_next(b, i + 1)
    return 1
