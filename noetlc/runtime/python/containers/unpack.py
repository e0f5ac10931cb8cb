"""What the compiler calls for Python syntax: unpacking, displays with stars, sorting by keys, extremes."""

from __future__ import annotations

from noetlc.kernel.lang import i32, i64, inline, lit, lit_class, live, loadv, noinline, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import ITEMS_DATA, NONE, TUPLE_ITEMS, List, Tuple
from noetlc.layout.tags import T_DICT, T_ENVIRON, T_INSTANCE, T_LIST, T_TUPLE
from noetlc.runtime.python.classes.builtin_subclass import defines
from noetlc.runtime.python.classes.lookup import raise_no_attribute
from noetlc.runtime.python.containers.dict import dict_update, is_mapping
from noetlc.runtime.python.containers.dict_entries import dict_store
from noetlc.runtime.python.containers.list import list_extend_any
from noetlc.runtime.python.containers.set import set_update
from noetlc.runtime.python.containers.sort import sort_hidden, sort_lists
from noetlc.runtime.python.exceptions.errors import message_of, raise_type, raise_value_error, raise_with
from noetlc.runtime.python.protocol import is_iterable, list_of, py_delitem, py_iter, py_next, py_setitem
from noetlc.runtime.values.classed import is_classed
from noetlc.runtime.values.list import list_get, list_new, list_push, list_slice, tuple_get
from noetlc.runtime.values.memory import from_int, has_tag, raised


@noinline
def py_unpack(v: val, count: i32) -> val:
    """A list or tuple of exactly `count` items, to be read with `unpacked_at`; 0 when raised."""
    n: i32 = count
    items: val = v
    if live(Feature.BUILTIN_SUBCLASSES) and defines(v, lit("__iter__")):
        items = take_items(v, count)
        if items == 0:
            return 0
        n = List(items).length
    elif has_tag(v, T_LIST):
        n = List(v).length
    elif live(T_TUPLE) and has_tag(v, T_TUPLE):
        n = Tuple(v).length
    else:
        items = take_items(v, count)
        if items == 0:
            return 0
        n = List(items).length
    if n < count:
        template: val = lit("not enough values to unpack (expected $, got $)")
        return raise_value_error(message_of(template, from_int(i64(count)), from_int(i64(n)), 0))
    if n > count:
        return raise_with(lit_class("ValueError"), lit("too many values to unpack (expected $)"), from_int(i64(count)), 0)
    return items


@inline
def unpack_near(v: val, count: i32) -> val:
    """The same, with what lists and tuples of that size give at hand: both have their length in one place."""
    fits: i32 = has_tag(v, T_LIST) or (live(T_TUPLE) and has_tag(v, T_TUPLE))
    if fits and Tuple(v).length == count and not (live(Feature.BUILTIN_SUBCLASSES) and is_classed(v)):
        return v
    return py_unpack(v, count)


def take_items(v: val, count: i32) -> val:
    """Up to count + 1 items of an iterable as a list; 0 when raised."""
    if not is_iterable(v):
        return raise_type(lit("cannot unpack non-iterable $ object"), v)
    it: val = py_iter(v)
    if it == 0:
        return 0
    made: val = list_new(count)
    while List(made).length <= count:
        item: val = py_next(it)
        if item == 0:
            break
        list_push(made, item)
    return made if raised == 0 else 0


def unpacked_at(items: val) -> i32:
    """Where the items lie that `py_unpack` returned, for `unpacked_get` until something is collected or changes them."""
    if live(T_TUPLE) and has_tag(items, T_TUPLE):
        return tuple_at(items)
    return List(items).items


@inline
def tuple_at(items: val) -> i32:
    """The same of a tuple."""
    return i32(items) + (TUPLE_ITEMS - ITEMS_DATA)


@inline
def unpacked_get(_items: val, i: i32, at: i32) -> val:
    """Item i of what `py_unpack` returned."""
    return loadv(at + (i << 2), ITEMS_DATA)


@inline
def unpacked_of(items: val, i: i32, _at: i32) -> val:
    """The same of a tuple."""
    return tuple_get(items, i)


def unpacked_item(items: val, i: i32) -> val:
    """The same where one is read alone."""
    return unpacked_get(items, i, unpacked_at(items))


@noinline
def py_unpack_star(v: val, before: i32, after: i32) -> val:
    """A list of `before` items, the list of those in between, and `after` items; 0 when raised."""
    if not is_iterable(v):
        return raise_type(lit("cannot unpack non-iterable $ object"), v)
    items: val = list_of(v)
    if items == 0:
        return 0
    n: i32 = List(items).length
    if n < before + after:
        template: val = lit("not enough values to unpack (expected at least $, got $)")
        return raise_value_error(message_of(template, from_int(i64(before + after)), from_int(i64(n)), 0))
    made: val = list_new(before + after + 1)
    i: i32 = 0
    while i < before:
        list_push(made, list_get(items, i))
        i += 1
    list_push(made, list_slice(items, before, n - after) if n > before + after else list_new(0))
    i = n - after
    while i < n:
        list_push(made, list_get(items, i))
        i += 1
    return made


@noinline
def list_extend_star(v: val, other: val) -> val:
    """`[*other]`: None, 0 when raised."""
    if not is_iterable(other):
        return raise_type(lit("Value after * must be an iterable, not $"), other)
    return NONE if list_extend_any(v, other) else 0


def set_update_from(s: val, other: val) -> val:
    """`{*other}`: None, 0 when raised."""
    return NONE if set_update(s, other) else 0


def setitem_method(o: val, key: val, v: val) -> val:
    """`o.__setitem__(key, v)`: None, 0 when raised."""
    return NONE if py_setitem(o, key, v) else 0


def delitem_method(o: val, key: val) -> val:
    """`o.__delitem__(key)`: None, 0 when raised."""
    return NONE if py_delitem(o, key) else 0


def py_dict_set(d: val, key: val, v: val) -> val:
    """An entry of a dict display or comprehension: None, 0 when raised."""
    return NONE if dict_store(d, key, v) else 0


def dict_update_from(d: val, other: val) -> val:
    """`{**other}`: None, 0 when raised."""
    if not has_tag(other, T_DICT) and not is_mapping(other) and not (live(T_ENVIRON) and has_tag(other, T_ENVIRON)):
        return raise_type(lit("'$' object is not a mapping"), other)
    return NONE if dict_update(d, other) else 0


def sorted_by(items: val, keys: val, reverse: val) -> val:
    """Sorts a list by the list of its keys; the list, 0 when raised."""
    return items if sort_lists(keys, items, reverse) else 0


def check_list(v: val, method: val) -> val:
    """v if it is a list, else the AttributeError of a method that only lists have."""
    return v if has_tag(v, T_LIST) else raise_no_attribute(v, method)


def is_no_plain_list(v: val) -> i32:
    """Whether a value may have methods that a list has not: any but a list whose class is the built-in one."""
    return has_tag(v, T_LIST) == 0 or (live(Feature.BUILTIN_SUBCLASSES) and is_classed(v))


def list_sort_by(v: val, keys: val, reverse: val) -> val:
    """`v.sort(key=…)` with the keys computed: None, 0 when raised."""
    if not has_tag(v, T_LIST):
        return raise_no_attribute(v, lit("sort"))
    return sort_hidden(v, keys, reverse) if live(T_INSTANCE) else NONE if sort_lists(keys, v, reverse) else 0


def extreme_or(best: val, default: val, name: val) -> val:
    """What `min` or `max` found, else the default, else ValueError; absent is 0."""
    if best:
        return best
    return default if default else raise_with(lit_class("ValueError"), lit("$() arg is an empty sequence"), name, 0)


