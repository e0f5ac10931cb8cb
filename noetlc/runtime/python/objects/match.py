"""What patterns of `match` ask of values."""

from __future__ import annotations

from noetlc.kernel.lang import i32, i64, lit, lit_class, live, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import CLASSED_KIND, NONE, Class, List, Tuple
from noetlc.layout.tags import T_CLASS, T_DEQUE, T_LIST, T_RANGE, T_STR, T_TUPLE
from noetlc.runtime.python.classes.builtin_subclass import defines
from noetlc.runtime.python.classes.lookup import class_find
from noetlc.runtime.python.containers.dict import is_overridden, plain_copy, put_mapping
from noetlc.runtime.python.containers.dict_entries import dict_lookup
from noetlc.runtime.python.exceptions.errors import message_of, raise_type_error, raise_with
from noetlc.runtime.python.protocol import call_two, list_of, py_contains, py_getattr, py_hashable, py_len, py_repr, py_type_name
from noetlc.runtime.text.strings import is_word, str_concat, str_eq
from noetlc.runtime.values.dict import dict_copy, dict_len, dict_new
from noetlc.runtime.values.list import list_new, list_slice, tuple_get
from noetlc.runtime.values.memory import from_int, has_tag


def match_sequence(v: val, count: i32, more: i32) -> i32:
    """Whether a sequence pattern of `count` items fits: exactly, or at least with `more`."""
    n: i32 = -1
    if has_tag(v, T_LIST):
        n = List(v).length
    elif live(T_TUPLE) and has_tag(v, T_TUPLE):
        n = Tuple(v).length
    elif (live(T_RANGE) and has_tag(v, T_RANGE)) or (live(T_DEQUE) and has_tag(v, T_DEQUE)):
        n = py_len(v)
    return n >= count if more else n == count


def match_rest(v: val, before: i32, after: i32) -> val:
    """The list that a star in a sequence pattern binds."""
    items: val = list_of(v)
    return list_slice(items, before, List(items).length - after)


def match_given(v: val, key: val) -> val:
    """What a dict has for a key of a mapping pattern, where its class may say so; 0 for nothing and when raised."""
    if not (live(Feature.BUILTIN_SUBCLASSES) and defines(v, lit("get"))):
        return dict_lookup(v, key)
    get: val = py_getattr(v, lit("get")) if py_hashable(key) else 0
    nothing: val = list_new(0)
    found: val = call_two(get, key, nothing) if get != 0 else 0
    return found if found != nothing else 0


def match_others(v: val) -> val:
    """The plain dict of what `{**v}` has, from which a star in a mapping pattern takes the keys that are matched; 0 when raised."""
    if is_overridden(v):
        made: val = dict_new()
        return made if put_mapping(made, v) else 0
    return plain_copy(v) if live(Feature.DICT_KINDS) else dict_copy(v)


def match_class(cls: val) -> val:
    """What a class pattern names, which nothing but a class may be."""
    return cls if has_tag(cls, T_CLASS) else raise_type_error(lit("called match pattern must be a type"))


def match_attribute(cls: val, name: val, others: val) -> val:
    """TypeError if a name of a class pattern is among others, a list; else None."""
    return raise_repeated(cls, name) if py_contains(others, name) > 0 else NONE


def raise_repeated(cls: val, name: val) -> val:
    return raise_type_error(message_of(lit("$() got multiple sub-patterns for attribute $"), Class(cls).name, py_repr(name), 0))


def match_name(cls: val, index: i32, count: i32) -> val:
    """The attribute behind positional pattern number `index` of `count`; None stands for the value itself."""
    found: val = class_find(cls, lit("__match_args__"))
    if live(Feature.BUILTIN_SUBCLASSES) and found == 0 and count == 1 and Class(cls).instance == CLASSED_KIND:
        return NONE
    if found == 0 and count == 1 and matches_itself(cls):
        return NONE
    if found != 0 and not has_tag(found, T_TUPLE):
        return raise_type_error(message_of(lit("$.__match_args__ must be a tuple (got $)"), Class(cls).name, py_type_name(found), 0))
    size: i32 = Tuple(found).length if found != 0 else 0
    if index >= size:
        name: val = Class(cls).name
        template: val = lit("$() accepts $ positional sub-pattern") if size == 1 else lit("$() accepts $ positional sub-patterns")
        text: val = message_of(template, name, from_int(i64(size)), 0)
        return raise_type_error(str_concat(text, message_of(lit(" ($ given)"), from_int(i64(count)), 0, 0)))
    own: val = tuple_get(found, index)
    if not has_tag(own, T_STR):
        return raise_type_error(message_of(lit("__match_args__ elements must be strings (got $)"), py_type_name(own), 0, 0))
    i: i32 = 0
    while i < index:
        if str_eq(tuple_get(found, i), own):
            return raise_repeated(cls, own)
        i += 1
    return own


def matches_itself(cls: val) -> i32:
    """Whether a class that patterns name by a variable is one whose only positional pattern is for the value itself."""
    while cls != 0:
        if Class(cls).members == 0:
            if is_word(lit(" bool bytearray bytes dict float frozenset int list set str tuple "), Class(cls).name):
                return 1
        cls = Class(cls).base
    return 0


def match_size(v: val, count: i32) -> i32:
    """Whether a dict has at least so many keys."""
    return dict_len(v) >= count


def match_key(key: val, before: val) -> val:
    """ValueError if a key of a mapping pattern is among those before it, a tuple; else None."""
    same: i32 = py_contains(before, key)
    if same > 0:
        return raise_with(lit_class("ValueError"), lit("mapping pattern checks duplicate key ($)"), py_repr(key), 0)
    return NONE if same == 0 else 0
