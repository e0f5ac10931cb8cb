"""Calls of builtins through values: `f = sorted; f(xs, reverse=True)`, `partial(int, base=2)`."""

from __future__ import annotations

from noetlc.kernel.lang import i32, i64, inline, lit, noinline, val
from noetlc.layout.objects import NONE, Tuple
from noetlc.layout.tags import T_LIST
from noetlc.runtime.python.calls.builtins import only_iterable, py_maximum, py_minimum
from noetlc.runtime.python.classes.lookup import raise_no_attribute
from noetlc.runtime.python.containers.iterate import loop_item, loop_source
from noetlc.runtime.python.containers.lazy import py_enumerate
from noetlc.runtime.python.containers.sort import list_restored, list_returned, list_taken, py_sort, py_sorted, sort_lists, sort_reverse
from noetlc.runtime.python.containers.unpack import extreme_or
from noetlc.runtime.python.exceptions.errors import message_of, raise_type_error
from noetlc.runtime.python.protocol import GT, LT, call_one, list_of, py_compare
from noetlc.runtime.text.strings import buf_end, str_eq
from noetlc.runtime.values.buffer import buf_begin, buf_str
from noetlc.runtime.values.dict import dict_get_str, dict_key_at, dict_len, dict_next
from noetlc.runtime.values.list import list_get, list_len, list_new, list_push, tuple_get, tuple_new, tuple_set
from noetlc.runtime.values.memory import from_int, has_tag, raised


def call_argument(args: val, kwargs: val, position: i32, name: val) -> val:
    """An argument of a call by position (-1 = none) or name; 0 if it is not there."""
    if position >= 0 and position < Tuple(args).length:
        return tuple_get(args, position)
    return dict_get_str(kwargs, name) if kwargs != 0 else 0


@inline
def or_default(v: val, default: val) -> val:
    return v if v != 0 else default


def further_arguments(args: val, first: i32) -> val:
    """What `*args` takes: the arguments from number `first` on, a tuple."""
    count: i32 = Tuple(args).length - first
    made: val = tuple_new(count if count > 0 else 0)
    i: i32 = 0
    while i < count:
        tuple_set(made, i, tuple_get(args, first + i))
        i += 1
    return made


@noinline
def place_among(names: val, name: val) -> i32:
    """The index of a name in a list of them, the number of these if it is none."""
    i: i32 = 0
    while i < list_len(names) and str_eq(list_get(names, i), name) == 0:
        i += 1
    return i


@noinline
def check_named(name: val, args: val, kwargs: val, names: val, receivers: i32, first: i32, slots: i32) -> val:
    """None if all named arguments are known and none is also given by position; 0 when raised.

    `names` lists the names; the first `slots` of them are parameters that can be given by position, from number `first` on
    after the receivers.
    """
    given: i32 = Tuple(args).length - receivers - first
    n: i32 = 0
    while n < slots and n < given:
        twice: val = list_get(names, n)
        if dict_get_str(kwargs, twice) != 0:
            template: val = lit("argument for $() given by name ('$') and position ($)")
            return raise_type_error(message_of(template, name, twice, from_int(i64(first + n + 1))))
        n += 1
    e: i32 = dict_next(kwargs, 0)
    while e >= 0:
        key: val = dict_key_at(kwargs, e)
        if place_among(names, key) == list_len(names):
            return raise_type_error(message_of(lit("'$' is an invalid keyword argument for $()"), key, name, 0))
        e = dict_next(kwargs, e + 1)
    return NONE


@noinline
def check_total(name: val, args: val, kwargs: val, uncounted: i32, most: i32) -> val:
    """None if there are at most so many arguments, the first `uncounted` ones aside; 0 when raised."""
    positional: i32 = Tuple(args).length - uncounted
    given: i32 = (positional if positional > 0 else 0) + (dict_len(kwargs) if kwargs != 0 else 0)
    if given <= most:
        return NONE
    kind: val = lit("argument") if positional > 0 else lit("keyword argument")
    mark: i32 = buf_begin()
    buf_str(message_of(lit("$() takes at most $ $"), name, from_int(i64(most)), kind))
    buf_str(message_of(lit("$ ($ given)"), lit("") if most == 1 else lit("s"), from_int(i64(given)), 0))
    return raise_type_error(buf_end(mark))


@noinline
def required_argument(v: val, missing: val) -> val:
    """v, or the TypeError `missing` if there is none."""
    return v if v != 0 else raise_type_error(missing)


def keys_of(items: val, key: val) -> val:
    """The list of `key(item)`; 0 when raised."""
    made: val = list_new(0)
    i: i32 = 0
    while i < list_len(items):
        found: val = call_one(key, list_get(items, i))
        if found == 0:
            return 0
        list_push(made, found)
        i += 1
    return made


def sorted_value(iterable: val, key: val, reverse: val) -> val:
    """`sorted(iterable, key=…, reverse=…)`; absent is 0."""
    if key == 0 or key == NONE:
        return py_sorted(iterable, reverse)
    items: val = list_of(iterable)
    backward: val = sort_reverse(reverse) if items != 0 else 0
    if backward == 0:
        return 0
    keys: val = keys_of(items, key)
    return items if keys != 0 and sort_lists(keys, items, backward) else 0


def sort_value(v: val, key: val, reverse: val) -> val:
    """`v.sort(key=…, reverse=…)`; absent is 0."""
    if has_tag(v, T_LIST) == 0:
        return raise_no_attribute(v, lit("sort"))
    if key == 0 or key == NONE:
        return py_sort(v, reverse)
    backward: val = sort_reverse(reverse)
    if backward == 0:
        return 0
    items: val = list_taken(v)
    keys: val = keys_of(items, key)
    if keys != 0 and sort_lists(keys, items, backward):
        return list_returned(v, items)
    list_restored(v, items)
    return 0


def min_value(values: val, key: val, default: val) -> val:
    """`min(*values, key=…, default=…)`; absent is 0."""
    return py_minimum(values, default) if key == 0 or key == NONE else extreme_value(values, key, default, LT, lit("min"))


def max_value(values: val, key: val, default: val) -> val:
    """`max(*values, key=…, default=…)`; absent is 0."""
    return py_maximum(values, default) if key == 0 or key == NONE else extreme_value(values, key, default, GT, lit("max"))


def extreme_value(values: val, key: val, default: val, op: i32, name: val) -> val:
    single: val = only_iterable(values, default, name)
    return best_by_key(single, key, default, op, name) if single != 0 else 0


def best_by_key(iterable: val, key: val, default: val, op: i32, name: val) -> val:
    """The first item whose `key(item)` is least (op LT) or greatest (GT); one item after the other is taken and compared."""
    it: val = loop_source(iterable)
    if it == 0:
        return 0
    best: val = 0
    best_key: val = 0
    at: i32 = 0
    while 1:
        item: val = loop_item(it, at)
        at += 1
        if item == 0:
            return extreme_or(best, default, name) if raised == 0 else 0
        found: val = call_one(key, item)
        if found == 0:
            return 0
        better: i32 = 1 if best == 0 else py_compare(found, best_key, op)
        if better < 0:
            return 0
        if better:
            best = item
            best_key = found
    return 0


def none_value(args: val, kwargs: val) -> val:
    """`type(None)()`."""
    if Tuple(args).length != 0 or (kwargs != 0 and dict_len(kwargs) != 0):
        return raise_type_error(lit("NoneType takes no arguments"))
    return NONE


def enumerate_value(args: val, kwargs: val) -> val:
    """`enumerate(*args, **kwargs)`, which looks at its arguments in its own way."""
    count: i32 = Tuple(args).length
    total: i32 = count + (dict_len(kwargs) if kwargs != 0 else 0)
    if total == 0 or (count == 0 and total > 2):
        return raise_type_error(lit("enumerate() missing required argument 'iterable'"))
    if total > 2:
        return raise_type_error(message_of(lit("enumerate() takes at most 2 arguments ($ given)"), from_int(i64(total)), 0, 0))
    iterable: val = call_argument(args, kwargs, 0, lit("iterable"))
    start: val = call_argument(args, kwargs, 1, lit("start"))
    if iterable == 0 or (total == 2 and start == 0):
        return refuse_enumerating(kwargs, count)
    return py_enumerate(iterable, start)


def refuse_enumerating(kwargs: val, count: i32) -> val:
    """TypeError for the first named argument that is unknown or unexpected."""
    e: i32 = dict_next(kwargs, 0)
    while e >= 0:
        key: val = dict_key_at(kwargs, e)
        known: i32 = str_eq(key, lit("start")) and dict_len(kwargs) + count == 2
        if not known and not (count == 0 and str_eq(key, lit("iterable"))):
            return raise_type_error(message_of(lit("'$' is an invalid keyword argument for enumerate()"), key, 0, 0))
        e = dict_next(kwargs, e + 1)
    return raise_type_error(lit("enumerate() missing required argument 'iterable'"))


def has_named(kwargs: val) -> i32:
    """Whether a call has named arguments; `kwargs` is a dict or 0."""
    return kwargs != 0 and dict_len(kwargs) > 0
