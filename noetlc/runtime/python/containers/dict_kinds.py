"""`collections`: dicts with a kind of their own (defaultdict, Counter, OrderedDict).

They are T_DICT objects whose flags name the kind, with one word more: the default factory. A copy of the object keeps both.
"""

from __future__ import annotations

from noetlc.kernel.lang import enable, i32, i64, inline, lit, lit_class, live, loadv, noinline, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import COUNTER_DICT, DEFAULT_DICT, NONE, ORDERED_DICT, Class, Dict, DictKind, Exc, List
from noetlc.layout.tags import T_DICT
from noetlc.runtime.python.classes.builtin_subclass import classed_of, defines
from noetlc.runtime.python.classes.lookup import call_method, raise_no_attribute
from noetlc.runtime.python.containers.counter import counter_add_all, counter_get, counter_sorted, counter_update
from noetlc.runtime.python.containers.dict import (
    dict_update,
    is_overridden,
    kind_new,
    plain_copy,
    put_dict,
    put_mapping,
    put_pairs,
    py_dict_fromkeys,
    py_dict_popitem,
    store_own,
    with_keys,
)
from noetlc.runtime.python.containers.dict_entries import dict_discard, dict_lookup, dict_store, put_all, put_entries
from noetlc.runtime.python.exceptions.errors import is_subclass, raise_error, raise_key, raise_type_error
from noetlc.runtime.python.protocol import call_held, item_eq, list_of, put_repr, py_callable, py_getitem, py_truth, type_of
from noetlc.runtime.values.blocks import str_hash
from noetlc.runtime.values.buffer import buf_byte, buf_str
from noetlc.runtime.values.classed import class_word, is_classed
from noetlc.runtime.values.dict import dict_clear, dict_copy, dict_key_at, dict_kind, dict_last, dict_new, dict_next, dict_value_at
from noetlc.runtime.values.hooks import any_hash
from noetlc.runtime.values.list import list_get, list_new, pair_new, tuple_get, tuple_new
from noetlc.runtime.values.lookups import KEY, dict_find
from noetlc.runtime.values.memory import from_int, has_tag, raised


def fill_dict(d: val, other: val, named: val) -> val:
    """The dict with what the constructor was given; each 0 = absent."""
    if other != 0:
        if not dict_update(d, other):
            return 0
    if named != 0 and not put_dict(d, named):
        return 0
    return d


def default_new(factory: val, other: val, named: val) -> val:
    """`defaultdict(factory, other, **named)`."""
    enable(Feature.DEFAULT_DICTS)
    if factory != NONE and not py_callable(factory):
        return raise_type_error(lit("first argument must be callable or None"))
    return fill_dict(kind_new(DEFAULT_DICT, factory), other, named)


def ordered_new(other: val, named: val) -> val:
    """`OrderedDict(other, **named)`."""
    enable(Feature.ORDERED_DICTS)
    return fill_dict(kind_new(ORDERED_DICT, 0), other, named)


def counter_new(other: val, named: val) -> val:
    """`Counter(other, **named)`."""
    enable(Feature.COUNTERS)
    d: val = kind_new(COUNTER_DICT, 0)
    return d if counter_add_all(d, other, named, 0) else 0


def ordered_fromkeys(keys: val, v: val) -> val:
    """`OrderedDict.fromkeys(keys, v)`."""
    made: val = py_dict_fromkeys(keys, v)
    return ordered_new(made, 0) if made != 0 else 0


def default_fromkeys(keys: val, v: val) -> val:
    """`defaultdict.fromkeys(keys, v)`; v 0 = absent."""
    made: val = py_dict_fromkeys(keys, v)
    return default_new(NONE, made, 0) if made != 0 else 0


def counter_fromkeys(_keys: val, _v: val) -> val:
    """`Counter.fromkeys(…)`, which CPython leaves undefined."""
    return raise_error(lit_class("NotImplementedError"), lit("Counter.fromkeys() is undefined.  Use Counter(iterable) instead."))


# ---- what the dict code asks


@noinline
def dict_missing(d: val, key: val) -> val:
    """`d[key]` of an absent key."""
    if live(Feature.COUNTERS) and dict_kind(d) == COUNTER_DICT:
        return from_int(i64(0))
    if live(Feature.DEFAULT_DICTS) and dict_kind(d) == DEFAULT_DICT and DictKind(d).factory != NONE:
        made: val = made_by(DictKind(d).factory)
        return made if made != 0 and store_own(d, key, made) else 0
    return raise_key(key)


def made_by(factory: val) -> val:
    """What a default factory gives; the frequent ones without a call."""
    if factory == lit_class("int"):
        return from_int(i64(0))
    if factory == lit_class("list"):
        return list_new(0)
    if factory == lit_class("dict"):
        return dict_new()
    return call_held(factory, tuple_new(0), 0)


def dict_class(d: val) -> val:
    kind: i32 = dict_kind(d)
    if live(Feature.COUNTERS) and kind == COUNTER_DICT:
        return lit_class("collections.Counter")
    if live(Feature.DEFAULT_DICTS) and kind == DEFAULT_DICT:
        return lit_class("collections.defaultdict")
    if live(Feature.ORDERED_DICTS) and kind == ORDERED_DICT:
        return lit_class("collections.OrderedDict")
    return lit_class("dict")


def dict_class_name(d: val) -> val:
    """The name messages show, 0 where it is the class's own."""
    kind: i32 = dict_kind(d)
    if live(Feature.DEFAULT_DICTS) and kind == DEFAULT_DICT:
        return lit("collections.defaultdict")
    if live(Feature.ORDERED_DICTS) and kind == ORDERED_DICT:
        return lit("collections.OrderedDict")
    return 0


def put_kind(d: val) -> None:
    """Appends the repr of a dict that is not plain."""
    kind: i32 = dict_kind(d)
    buf_str(Class(type_of(d)).name)
    buf_byte(40)
    if live(Feature.DEFAULT_DICTS) and kind == DEFAULT_DICT:
        put_repr(DictKind(d).factory)
        buf_str(lit(", {"))
        put_entries(d, 2)
        buf_byte(125)
    elif live(Feature.COUNTERS) and kind == COUNTER_DICT:
        if py_truth(d):
            put_counts(d)
    elif live(Feature.BUILTIN_SUBCLASSES) and Dict(d).used != 0 and defines(d, lit("items")):
        items: val = call_method(d, lit("items"), 0)
        shown: val = list_of(items) if items != 0 else 0
        if shown != 0:
            put_repr(shown)
    elif Dict(d).used != 0:
        buf_byte(91)
        put_entries(d, 3)
        buf_byte(93)
    buf_byte(41)


def put_counts(d: val) -> None:
    """Appends the counts, the greatest first, or in their own order if they cannot be compared."""
    global raised
    if live(Feature.BUILTIN_SUBCLASSES) and is_classed(d):
        put_own_counts(d)
        return
    pairs: val = counter_sorted(d)
    buf_byte(123)
    if pairs == 0:
        raised = 0
        put_entries(d, 2)
    else:
        i: i32 = 0
        while i < List(pairs).length:
            if i != 0:
                buf_str(lit(", "))
            pair: val = list_get(pairs, i)
            put_repr(tuple_get(pair, 0))
            buf_str(lit(": "))
            put_repr(tuple_get(pair, 1))
            i += 1
    buf_byte(125)


@noinline
def put_own_counts(d: val) -> None:
    """The same of a class of the body, which may have methods of its own."""
    global raised
    made: val = 0
    pairs: val = call_method(d, lit("most_common"), 0) if defines(d, lit("most_common")) else counter_sorted(d)
    if pairs != 0:
        made = py_dict(pairs, 0)
    if made == 0 and is_subclass(Exc(raised).cls, lit_class("TypeError")):
        raised = 0
        made = py_dict(d, 0)
    if made != 0:
        put_repr(made)


def kinds_eq(a: val, b: val) -> i32:
    """Equality of two dicts of which one is not plain: 0, 1, -1 when raised; UNDECIDED if they compare as plain ones."""
    if live(Feature.COUNTERS) and dict_kind(a) == COUNTER_DICT and dict_kind(b) == COUNTER_DICT:
        one: i32 = counter_within(a, b)
        return counter_within(b, a) if one == 1 else one
    if live(Feature.ORDERED_DICTS) and dict_kind(a) == ORDERED_DICT and dict_kind(b) == ORDERED_DICT:
        return ordered_eq(a, b)
    return -2


def ordered_eq(a: val, b: val) -> i32:
    """Equality of two OrderedDicts, whose order counts."""
    if Dict(a).used != Dict(b).used:
        return 0
    i: i32 = dict_next(a, 0)
    j: i32 = dict_next(b, 0)
    while i >= 0:
        same: i32 = item_eq(dict_key_at(a, i), dict_key_at(b, j))
        if same == 1:
            same = item_eq(dict_value_at(a, i), dict_value_at(b, j))
        if same != 1:
            return same
        i = dict_next(a, i + 1)
        j = dict_next(b, j + 1)
    return 1


def counter_within(a: val, b: val) -> i32:
    """1 if every count of a is that of b."""
    own: i32 = live(Feature.BUILTIN_SUBCLASSES) and (defines(a, lit("__getitem__")) or defines(b, lit("__getitem__")))
    i: i32 = dict_next(a, 0)
    while i >= 0:
        key: val = dict_key_at(a, i)
        count: val = py_getitem(a, key) if own else dict_value_at(a, i)
        other: val = counter_get(b, key) if own == 0 else py_getitem(b, key) if count != 0 else 0
        same: i32 = item_eq(count, other) if other != 0 else -1
        if same != 1:
            return same
        i = dict_next(a, i + 1)
    return 1


# ---- OrderedDict and defaultdict


def ordered_move(d: val, key: val, last: val) -> val:
    """`d.move_to_end(key, last)`."""
    if not (live(Feature.ORDERED_DICTS) and dict_kind(d) == ORDERED_DICT):
        return raise_no_attribute(d, lit("move_to_end"))
    v: val = dict_lookup(d, key)
    if v == 0:
        return raise_key(key) if raised == 0 else 0
    own: val = own_key(d, key)
    to_last: i32 = py_truth(last)
    if own == dict_key_at(d, dict_last(d) if to_last else dict_next(d, 0)):
        return NONE  # it is there
    dict_discard(d, key)
    if to_last:
        dict_store(d, own, v)
    else:
        ordered_put_first(d, own, v)
    return NONE


def own_key(d: val, key: val) -> val:
    """The key of a dict that equals a key which is there."""
    h: i32 = any_hash(key) if live(Feature.ANY_KEYS) else str_hash(key)
    return loadv(dict_find(d, key, h), KEY)


def ordered_put_first(d: val, key: val, v: val) -> None:
    """Stores a key in front of all others."""
    rest: val = dict_copy(d)
    made: val = kind_new(ORDERED_DICT, 0)
    dict_store(made, key, v)
    put_all(made, rest)
    Dict(d).used = Dict(made).used
    Dict(d).fill = Dict(made).fill
    Dict(d).capacity = Dict(made).capacity
    Dict(d).version += 1
    Dict(d).entries = Dict(made).entries
    Dict(d).index = Dict(made).index


def is_ordered_dict(d: val) -> i32:
    return dict_kind(d) == ORDERED_DICT


def is_dict_of(d: val, kind: i32) -> i32:
    """1 if the dict is of that kind."""
    return dict_kind(d) == kind


def kind_popitem(d: val, last: val) -> val:
    """`d.popitem(last)`; the argument is for OrderedDicts."""
    if live(Feature.ORDERED_DICTS) and dict_kind(d) == ORDERED_DICT:
        if Dict(d).used == 0:
            return raise_key(lit("dictionary is empty"))
        if last != 0 and not py_truth(last):
            i: i32 = dict_next(d, 0)
            item: val = pair_new(dict_key_at(d, i), dict_value_at(d, i))
            dict_discard(d, dict_key_at(d, i))
            return item
    elif last != 0:
        return raise_type_error(lit("dict.popitem() takes no arguments (1 given)"))
    return py_dict_popitem(d)


def is_default_dict(d: val) -> i32:
    return live(Feature.DEFAULT_DICTS) and dict_kind(d) == DEFAULT_DICT


def is_counter(d: val) -> i32:
    return live(Feature.COUNTERS) and dict_kind(d) == COUNTER_DICT


def default_factory(d: val) -> val:
    """`d.default_factory`."""
    if live(Feature.DEFAULT_DICTS) and dict_kind(d) == DEFAULT_DICT:
        return DictKind(d).factory
    return raise_no_attribute(d, lit("default_factory"))


# ---- dicts of any kind


def py_dict_update(d: val, other: val, named: val) -> val:
    """`d.update(other, **named)`; each 0 = absent."""
    if live(Feature.COUNTERS) and dict_kind(d) == COUNTER_DICT:
        return counter_update(d, other, named)
    if other and not dict_update(d, other):
        return 0
    if named and not put_dict(d, named):
        return 0
    return NONE


def py_dict(other: val, named: val) -> val:
    """`dict(other, **named)`; each 0 = absent."""
    if other and has_tag(other, T_DICT) and Dict(other).used == 0:
        other = 0
    d: val = dict_new()
    if other and has_tag(other, T_DICT) and is_overridden(other):
        if not put_mapping(d, other):
            return 0
    elif other and has_tag(other, T_DICT):
        d = plain_copy(other) if live(Feature.DICT_KINDS) else dict_copy(other)
    elif other and not put_pairs(d, other):
        return 0
    if named:
        put_all(d, named)
    return d


def dict_merge(a: val, b: val) -> val:
    """`a | b`, of the kind of a, or that of b where only b has one with an operator of its own."""
    d: val = copy_of_items(a)
    if live(Feature.DICT_KINDS) and dict_kind(a) == 0:
        if live(Feature.ORDERED_DICTS) and dict_kind(b) == ORDERED_DICT:
            d = ordered_new(a, 0)
        elif live(Feature.DEFAULT_DICTS) and dict_kind(b) == DEFAULT_DICT:
            d = default_new(DictKind(b).factory, a, 0)
        if live(Feature.BUILTIN_SUBCLASSES) and dict_kind(d) != 0 and is_classed(b):
            d = classed_of(class_word(b), d)
    return d if d != 0 and dict_update(d, b) else 0


@inline
def copy_of_items(d: val) -> val:
    """A copy of a dict with the items that its class gives; no value when raised."""
    made: val = dict_copy(d)
    if is_overridden(d):
        dict_clear(made)
        return made if put_mapping(made, d) else 0
    return made


def py_dict_fromkeys_of(d: val, keys: val, v: val) -> val:
    """`d.fromkeys(keys, v)`: only the class of the receiver matters."""
    if live(Feature.BUILTIN_SUBCLASSES) and is_classed(d):
        made: val = call_held(class_word(d), tuple_new(0), 0)
        return with_keys(made, keys, v) if made != 0 else 0
    if live(Feature.ORDERED_DICTS) and dict_kind(d) == ORDERED_DICT:
        return ordered_fromkeys(keys, v if v != 0 else NONE)
    if live(Feature.DEFAULT_DICTS) and dict_kind(d) == DEFAULT_DICT:
        return default_fromkeys(keys, v)
    if live(Feature.COUNTERS) and dict_kind(d) == COUNTER_DICT:
        return counter_fromkeys(keys, v)
    return py_dict_fromkeys(keys, v)


def py_dict_update_from(d: val, other: val) -> val:
    """`d.update(other)`; other 0 = absent."""
    return py_dict_update(d, other, 0)
