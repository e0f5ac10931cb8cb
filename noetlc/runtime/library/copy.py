"""`copy.copy` and `copy.deepcopy`: containers and instances; everything else is its own copy."""

from __future__ import annotations

from noetlc.kernel.lang import i32, i64, inline, lit, live, noinline, reason, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import COUNTER_DICT, DEFAULT_DICT, Dict, DictKind, Exc, Instance, Iter, List, Set, Slice, Tuple
from noetlc.layout.tags import (
    T_BYTEARRAY,
    T_CLASS,
    T_DEQUE,
    T_DICT,
    T_EXCEPTION,
    T_FROZENSET,
    T_GENERATOR,
    T_INSTANCE,
    T_ITERATOR,
    T_LIST,
    T_SET,
    T_SLICE,
    T_TUPLE,
)
from noetlc.runtime.library.deque import deque_copy, deque_list, deque_set_all
from noetlc.runtime.python.calls.body_calls import call_one, call_two
from noetlc.runtime.python.calls.instances import instance_new, instance_numbered
from noetlc.runtime.python.classes.builtin_subclass import classed_copy, defines
from noetlc.runtime.python.classes.classes import py_id
from noetlc.runtime.python.classes.enum import is_enum_member
from noetlc.runtime.python.classes.lookup import call_method, dunder
from noetlc.runtime.python.classes.named_tuple import is_named, named_class_of, named_new
from noetlc.runtime.python.containers.dict import dict_update
from noetlc.runtime.python.containers.dict_kinds import py_dict
from noetlc.runtime.python.containers.set import frozenset_new, set_copy, set_next, set_update, slot_key
from noetlc.runtime.python.containers.set_algebra import py_set_clear
from noetlc.runtime.python.containers.slice import slice_new
from noetlc.runtime.python.containers.unpack import py_unpack, unpacked_item
from noetlc.runtime.python.exceptions.errors import exc_args
from noetlc.runtime.python.objects.attribute import own_attribute, own_attributes
from noetlc.runtime.python.objects.set_attribute import set_own_value
from noetlc.runtime.python.protocol import call_held, py_getattr, py_iter, py_next, py_setitem
from noetlc.runtime.python.strings.bytearray import py_bytearray_copy
from noetlc.runtime.values.classed import class_word, classed_attributes, is_classed, is_operated
from noetlc.runtime.values.dict import (
    clone,
    dict_clear,
    dict_copy,
    dict_get_any,
    dict_key_at,
    dict_kind,
    dict_new,
    dict_next,
    dict_set_any,
    dict_set_value,
    dict_value_at,
)
from noetlc.runtime.values.list import list_copy, list_get, list_new, list_push, list_set, tuple_get, tuple_new, tuple_set
from noetlc.runtime.values.memory import from_int, gc_pinned, has_tag, leave, raised, tag_of
from noetlc.runtime.values.placed import is_placed

keeps_copied: i32 = 0  # 1 while a body gave the memo, which it may look at


@inline
def is_member(v: val) -> i32:
    """Whether a value is a member of an enum, which is its own copy."""
    return live(Feature.ENUMS) and is_enum_member(v)


@noinline
def copy_shallow(v: val) -> val:
    """`copy.copy(v)`."""
    tag: i32 = tag_of(v)
    if is_member(v):
        return v
    if live(Feature.BUILTIN_SUBCLASSES) and is_classed(v) and not has_tag(v, T_CLASS):
        hook: val = dunder(v, lit("__copy__"))
        return call_one(hook, v) if hook != 0 else copy_classed(v, tag)
    return copy_content(v, tag)


def copy_classed(v: val, tag: i32) -> val:
    """A value of a built-in kind and the same class. Counters and dicts with a default are made by their class anew, without other
    attributes. 0 when raised."""
    if is_counting(v, tag):
        held: val = py_dict(v, 0)
        return call_one(class_word(v), held) if held != 0 else 0
    if is_default(v, tag):
        return call_two(class_word(v), DictKind(v).factory, v)
    made: val = classed_copy(v, copy_content(v, tag))
    if not stores(v, tag):
        return made
    return made if refill(v, emptied(made), 0) else 0


@noinline
def stores(v: val, tag: i32) -> i32:
    """Whether a dict or list is of a class that stores, or gives what is stored, in its own way."""
    if tag == T_DICT:
        return defines(v, lit("__setitem__")) or defines(v, lit("items"))
    return tag == T_LIST and (defines(v, lit("append")) or defines(v, lit("__iter__")))


def emptied(made: val) -> val:
    """A dict or list that is a copy, without its items."""
    if has_tag(made, T_DICT):
        dict_clear(made)
    else:
        List(made).length = 0
    return made


@noinline
def refill(v: val, made: val, memo: val) -> i32:
    """Stores the items of a dict or list in another one as its class does, deep copies of them where there is a memo; 0 when raised."""
    if has_tag(v, T_DICT):
        if defines(v, lit("items")):
            return refill_pairs(call_method(v, lit("items"), 0), made, memo)
        e: i32 = dict_next(v, 0)
        while e >= 0:
            key: val = copied(dict_key_at(v, e), memo)
            if not py_setitem(made, key, copied(dict_value_at(v, e), memo)):
                return 0
            e = dict_next(v, e + 1)
        return 1
    append: val = py_getattr(made, lit("append")) if defines(v, lit("append")) else 0
    it: val = py_iter(v)
    while it != 0:
        item: val = py_next(it)
        if item == 0:
            return raised == 0
        item = copied(item, memo)
        if append == 0:
            list_push(made, item)
        elif call_one(append, item) == 0:
            return 0
    return 0


@noinline
def refill_pairs(pairs: val, made: val, memo: val) -> i32:
    """The same with what `items` of the class gives; 0 when raised."""
    it: val = py_iter(pairs) if pairs != 0 else 0
    while it != 0:
        pair: val = py_next(it)
        if pair == 0:
            return raised == 0
        both: val = py_unpack(pair, 2)
        if both == 0 or not py_setitem(made, copied(unpacked_item(both, 0), memo), copied(unpacked_item(both, 1), memo)):
            return 0
    return 0


def copied(v: val, memo: val) -> val:
    return copy_noted(v, memo) if memo != 0 else v


@noinline
def copy_stored(v: val, tag: i32, key: val, memo: val) -> val:
    """The deep copy of a dict or list whose class stores in its own way, or makes it; 0 when raised."""
    known: val = dict_get_any(memo, key)
    if known != 0:
        return known
    plain: i32 = is_default(v, tag)  # without its attributes
    made: val = call_one(class_word(v), DictKind(v).factory) if plain else emptied(classed_copy(v, copy_content(v, tag)))
    if made == 0:
        return 0
    dict_set_any(memo, key, made)
    if not plain and classed_attributes(made) != 0:
        copy_values(classed_attributes(made), memo)
    if live(Feature.IDENTITIES) or keeps_copied:
        copy_keep(v, memo)
    return made if refill(v, made, memo) else 0


@inline
def is_counting(v: val, tag: i32) -> i32:
    return live(Feature.COUNTERS) and tag == T_DICT and dict_kind(v) == COUNTER_DICT


@inline
def is_default(v: val, tag: i32) -> i32:
    return live(Feature.DEFAULT_DICTS) and tag == T_DICT and dict_kind(v) == DEFAULT_DICT


def copy_content(v: val, tag: i32) -> val:
    """A shallow copy as a value of the built-in kind."""
    if tag == T_LIST:
        return list_copy(v)
    if tag == T_DICT:
        return dict_copy(v)
    if live(T_SET) and tag == T_SET:
        return set_copy(v)
    if live(T_BYTEARRAY) and tag == T_BYTEARRAY:
        return py_bytearray_copy(v)
    if live(T_DEQUE) and tag == T_DEQUE:
        return deque_copy(v)
    if live(T_INSTANCE) and tag == T_INSTANCE:
        hook: val = dunder(v, lit("__copy__"))
        if hook != 0:
            return call_one(hook, v)
        return copy_instance(v)
    if live(T_EXCEPTION) and tag == T_EXCEPTION:
        return copy_exception(v, 0)
    if live(T_GENERATOR) and tag == T_GENERATOR:  # some are iterators of `itertools`
        leave(reason("copy of a generator"))
    return val(clone(i32(v))) if tag == T_ITERATOR else v


def copy_instance(v: val) -> val:
    """An instance with the same attributes."""
    if live(Feature.PLACES) and is_placed(v):
        return instance_numbered(val(clone(i32(v))))
    made: val = instance_new(Instance(v).cls)
    if Instance(v).attributes != 0:
        Instance(made).attributes = dict_copy(Instance(v).attributes)
    return made


def copy_deep(v: val, memo: val) -> val:
    """`copy.deepcopy(v, memo)`: what occurs several times is copied once, cycles included; 0 when raised."""
    global keeps_copied, gc_pinned
    before: i32 = keeps_copied
    keeps_copied = has_tag(memo, T_DICT)
    gc_pinned = gc_pinned + 1
    made: val = copy_noted(v, memo if has_tag(memo, T_DICT) else dict_new())
    gc_pinned = gc_pinned - 1
    keeps_copied = before
    return made if raised == 0 else 0


def copy_key(v: val) -> val:
    """What stands for a value in a memo: what `id` gives where bodies ask for that, else the address, as nothing moves meanwhile."""
    return py_id(v) if live(Feature.IDENTITIES) else from_int(i64(i32(v)))


@noinline
def copy_keep(v: val, memo: val) -> None:
    """Notes a copied value in the memo, by which it lives on."""
    key: val = py_id(memo)
    kept: val = dict_get_any(memo, key)
    if kept == 0:
        kept = list_new(1)
        dict_set_any(memo, key, kept)
    list_push(kept, v)


def copy_noted(v: val, memo: val) -> val:
    """A deep copy; `memo` maps the addresses of copied values to their copies."""
    tag: i32 = tag_of(v)
    if live(T_TUPLE) and tag == T_TUPLE:
        return copy_own_tuple(v, memo) if live(Feature.BUILTIN_SUBCLASSES) and is_classed(v) else copy_tuple(v, memo)
    if live(T_EXCEPTION) and tag == T_EXCEPTION:
        hooked: i32 = is_operated(v) and dunder(v, lit("__deepcopy__")) != 0
        return copy_object(v, copy_key(v), memo) if hooked else copy_exception(v, memo)
    if raised != 0 or (live(T_CLASS) and tag == T_CLASS):
        return v
    key: val = copy_key(v)
    if live(T_INSTANCE) and tag == T_INSTANCE and not is_member(v):
        return copy_object(v, key, memo)
    if live(Feature.BUILTIN_SUBCLASSES) and is_classed(v) and dunder(v, lit("__deepcopy__")) != 0:
        return copy_object(v, key, memo)
    if live(T_FROZENSET) and tag == T_FROZENSET:
        return copy_frozenset(v, key, memo)
    if live(T_SLICE) and tag == T_SLICE:
        return copy_slice(v, key, memo)
    classed: i32 = live(Feature.BUILTIN_SUBCLASSES) and is_classed(v) and not is_member(v)
    if classed and (is_default(v, tag) or (stores(v, tag) and not is_counting(v, tag))):
        return copy_stored(v, tag, key, memo)
    made: val = copy_classed(v, tag) if classed else copy_shallow(v)
    if made == v or made == 0:
        return v
    known: val = dict_get_any(memo, key)
    if known != 0:
        return known
    dict_set_any(memo, key, made)
    if live(Feature.BUILTIN_SUBCLASSES) and is_classed(made) and classed_attributes(made) != 0:
        copy_values(classed_attributes(made), memo)
    copy_items(made, tag, memo)
    if live(Feature.IDENTITIES) or keeps_copied:
        copy_keep(v, memo)
    return made


def copy_items(made: val, tag: i32, memo: val) -> None:
    """Replaces what a shallow copy holds by deep copies."""
    i: i32 = 0
    if tag == T_LIST:
        while i < List(made).length:
            list_set(made, i, copy_noted(list_get(made, i), memo))
            i += 1
    elif tag == T_DICT:
        if live(Feature.ANY_KEYS) and has_compound_key(made):
            copy_pairs(made, memo)
        else:
            copy_values(made, memo)
    elif live(T_SET) and tag == T_SET:
        members: val = copy_members(made, memo)
        py_set_clear(made)
        set_update(made, members)
    elif live(T_DEQUE) and tag == T_DEQUE:
        items: val = deque_list(made)
        i = 0
        while i < List(items).length:
            list_set(items, i, copy_noted(list_get(items, i), memo))
            i += 1
        deque_set_all(made, items)
    elif tag == T_ITERATOR:
        it: Iter = Iter(made)
        it.source = copy_noted(it.source, memo) if it.source != 0 else 0
        it.other = copy_noted(it.other, memo) if it.other != 0 else 0


def copy_object(v: val, key: val, memo: val) -> val:
    """The deep copy of an instance: its class may say how. 0 when raised."""
    known: val = dict_get_any(memo, key)
    if known != 0:
        return known
    hook: val = dunder(v, lit("__deepcopy__"))
    if hook != 0:
        copied: val = call_two(hook, v, memo)
        if copied != 0 and copied != v:
            dict_set_any(memo, key, copied)
            if live(Feature.IDENTITIES) or keeps_copied:
                copy_keep(v, memo)
        return copied
    made: val = copy_instance(v)
    dict_set_any(memo, key, made)
    if live(Feature.PLACES) and is_placed(made):
        copy_places(made, memo)
    elif Instance(made).attributes != 0:
        copy_values(Instance(made).attributes, memo)
    if live(Feature.IDENTITIES) or keeps_copied:
        copy_keep(v, memo)
    return made


def copy_places(made: val, memo: val) -> None:
    """Replaces the attributes of a shallow copy by deep copies. Code of the body may meanwhile unfold it."""
    names: val = Instance(made).attributes
    i: i32 = 0
    while i < Tuple(names).length:
        own: val = own_attribute(made, tuple_get(names, i))
        if own != 0:
            set_own_value(made, tuple_get(names, i), copy_noted(own, memo))
        i += 1


def copy_values(d: val, memo: val) -> None:
    """Replaces the values of a dict by deep copies, where its keys are copies of themselves."""
    e: i32 = dict_next(d, 0)
    while e >= 0:
        dict_set_value(d, e, copy_noted(dict_value_at(d, e), memo))
        e = dict_next(d, e + 1)


def has_compound_key(d: val) -> i32:
    """Whether some key of a dict may have a copy other than itself."""
    e: i32 = dict_next(d, 0)
    while e >= 0:
        tag: i32 = tag_of(dict_key_at(d, e))
        if (live(T_TUPLE) and tag == T_TUPLE) or (live(T_INSTANCE) and tag == T_INSTANCE) or (live(T_FROZENSET) and tag == T_FROZENSET):
            return 1
        if live(Feature.BUILTIN_SUBCLASSES) and is_classed(dict_key_at(d, e)):
            return 1
        e = dict_next(d, e + 1)
    return 0


def copy_pairs(d: val, memo: val) -> None:
    """Replaces the keys and values of a dict by deep copies."""
    pairs: val = list_new(Dict(d).used * 2)
    e: i32 = dict_next(d, 0)
    while e >= 0:
        list_push(pairs, copy_noted(dict_key_at(d, e), memo))
        list_push(pairs, copy_noted(dict_value_at(d, e), memo))
        e = dict_next(d, e + 1)
    dict_clear(d)
    i: i32 = 0
    while i < List(pairs).length and raised == 0:
        dict_set_any(d, list_get(pairs, i), list_get(pairs, i + 1))
        i += 2


def copy_members(s: val, memo: val) -> val:
    """A list of deep copies of the members of a set, of which CPython makes the copy."""
    found: val = list_new(Set(s).used)
    i: i32 = set_next(s, 0)
    while i >= 0:
        list_push(found, copy_noted(slot_key(s, i), memo))
        i = set_next(s, i + 1)
    return found


def copy_frozenset(v: val, key: val, memo: val) -> val:
    """A frozenset of deep copies, always a new one."""
    known: val = dict_get_any(memo, key)
    if known != 0:
        return known
    made: val = frozenset_new()
    set_update(made, copy_members(v, memo))
    if live(Feature.BUILTIN_SUBCLASSES) and is_classed(v):
        made = classed_copy(v, made)
        if classed_attributes(made) != 0:
            copy_values(classed_attributes(made), memo)
    dict_set_any(memo, key, made)
    if live(Feature.IDENTITIES) or keeps_copied:
        copy_keep(v, memo)
    return made


@noinline
def copy_slice(v: val, key: val, memo: val) -> val:
    """A slice of deep copies, always a new one."""
    known: val = dict_get_any(memo, key)
    if known != 0:
        return known
    s: Slice = Slice(v)
    start: val = copy_noted(s.start, memo)
    stop: val = copy_noted(s.stop, memo)
    made: val = slice_new(start, stop, copy_noted(s.step, memo))
    dict_set_any(memo, key, made)
    return made


def copy_own_tuple(v: val, memo: val) -> val:
    """A tuple of a class of the body, always a new one."""
    key: val = copy_key(v)
    known: val = dict_get_any(memo, key)
    if known != 0:
        return known
    if dunder(v, lit("__deepcopy__")) != 0:
        return copy_object(v, key, memo)
    made: val = classed_copy(v, copy_tuple_items(v, memo))
    dict_set_any(memo, key, made)
    if raised == 0 and classed_attributes(made) != 0:
        copy_values(classed_attributes(made), memo)
    return made


def copy_tuple(v: val, memo: val) -> val:
    """A tuple is itself unless some item is copied; then there is one copy of it, which a cycle may have made meanwhile."""
    key: val = copy_key(v)
    known: val = dict_get_any(memo, key)
    if known != 0:
        return known
    made: val = copy_tuple_items(v, memo)
    if made == v or raised != 0:
        return v
    known = dict_get_any(memo, key)
    if known != 0:
        return known
    dict_set_any(memo, key, made)
    if live(Feature.IDENTITIES) or keeps_copied:
        copy_keep(v, memo)
    return made


def copy_tuple_items(v: val, memo: val) -> val:
    """A tuple of deep copies, the tuple itself if none differs."""
    n: i32 = Tuple(v).length
    made: val = named_new(named_class_of(v), n) if live(Feature.NAMED_TUPLES) and is_named(v) else tuple_new(n)
    changed: i32 = 0
    i: i32 = 0
    while i < Tuple(v).length:
        item: val = copy_noted(tuple_get(v, i), memo)
        if item != tuple_get(v, i):
            changed = 1
        tuple_set(made, i, item)
        i += 1
    return made if changed else v


@noinline
def copy_exception(v: val, memo: val) -> val:
    """An exception that its class makes of the same arguments, with the same attributes; all deep if there is a memo. 0 when raised."""
    known: val = dict_get_any(memo, copy_key(v)) if memo != 0 else 0
    if known != 0:
        return known
    args: val = exc_args(v)
    made: val = call_held(Exc(v).cls, copy_noted(args, memo) if memo != 0 else args, 0)
    if made == 0:
        return v if memo != 0 else 0
    if memo != 0:
        dict_set_any(memo, copy_key(v), made)
    if Exc(v).extra != 0 and has_tag(made, T_EXCEPTION):
        own: val = dict_copy(Exc(v).extra)
        if memo != 0:
            copy_values(own, memo)
        dict_update(own_attributes(made), own)
    return made
