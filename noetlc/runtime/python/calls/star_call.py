"""Calls with `*` and `**` arguments."""

from __future__ import annotations

from noetlc.kernel.lang import enable, i32, lit, live, reason, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import BUILTIN, TUPLE_ITEMS, Bound, Class, List, Obj, Tuple
from noetlc.layout.tags import T_BOUND, T_CLASS, T_DICT, T_FUNCTION, T_LIST, T_STR, T_TUPLE
from noetlc.runtime.python.calls.binding import bind_arguments
from noetlc.runtime.python.calls.builtins import py_dict_of
from noetlc.runtime.python.classes.lookup import class_find
from noetlc.runtime.python.classes.named_tuple import unnamed
from noetlc.runtime.python.containers.dict import is_mapping
from noetlc.runtime.python.containers.dict_entries import has_text_keys
from noetlc.runtime.python.containers.list import list_extend_any
from noetlc.runtime.python.containers.unpack import list_extend_star
from noetlc.runtime.python.exceptions.errors import message_of, raise_not_callable, raise_type_error
from noetlc.runtime.python.objects.name import callee_text
from noetlc.runtime.python.protocol import is_iterable, py_callable, py_type_name
from noetlc.runtime.text.strings import str_eq
from noetlc.runtime.values.classed import is_classed
from noetlc.runtime.values.dict import dict_get_str, dict_key_at, dict_new, dict_next, dict_set, dict_value_at
from noetlc.runtime.values.list import list_append_items, list_delete_range, list_new, list_to_tuple
from noetlc.runtime.values.memory import has_tag, leave


def star_arguments(callee: val, other: val) -> val:
    """The positional arguments of `callee(*other)`, a tuple; 0 when raised."""
    if has_tag(other, T_TUPLE) and not (live(Feature.BUILTIN_SUBCLASSES) and is_classed(other)):
        return unnamed(other)
    if not is_iterable(other):
        template: val = lit("$ argument after * must be an iterable, not $")
        return raise_type_error(message_of(template, callee_text(callee), py_type_name(other), 0))
    made: val = list_new(0)
    return list_to_tuple(made) if list_extend_any(made, other) else 0


def spread_fits(v: val, count: i32) -> i32:
    """Whether a value is a tuple or list of so many items, and of no class of a body."""
    if live(Feature.BUILTIN_SUBCLASSES) and is_classed(v):
        return 0
    if live(T_TUPLE) and has_tag(v, T_TUPLE):
        return Tuple(v).length == count
    return has_tag(v, T_LIST) and List(v).length == count


def spread_arguments(given: val, other: val, name: val) -> val:
    """The positional arguments of `name(given…, *other)`, a tuple; 0 when raised."""
    if given == 0 or Tuple(given).length == 0:
        return star_arguments(name, other)
    made: val = list_new(0)
    list_append_items(made, given + TUPLE_ITEMS, Tuple(given).length)
    return list_to_tuple(made) if list_extend_star(made, other) else 0


def bind_spread(args: val, _other: val, signature: i32, given: i32) -> val:
    """The arguments of a function that came from what stood behind `*`, after so many others; 0 when raised."""
    bound: val = bind_arguments(0, args, 0, signature)
    if bound != 0:
        list_delete_range(bound, 0, given)
    return bound


def kwargs_of(callee: val, more: val) -> val:
    """The named arguments of `callee(…, **more)`, 0 when raised. A function of a body gets a dict of names as it is: it keeps none."""
    enable(Feature.SPREAD_NAMES)
    if has_tag(more, T_DICT) and not (live(Feature.BUILTIN_SUBCLASSES) and is_classed(more)):
        if keeps_no_names(callee) and has_text_keys(more):
            return more
    return kwargs_update(callee, dict_new(), more)


def keeps_no_names(callee: val) -> i32:
    """Whether a call is surely one of a function of a body."""
    function: val = callee
    if live(T_BOUND) and function != 0 and has_tag(function, T_BOUND):
        function = Bound(function).function
    return function != 0 and has_tag(function, T_FUNCTION) and Obj(function).flags & BUILTIN == 0


def kwargs_update(callee: val, kwargs: val, more: val) -> val:
    """Adds `**more` to keyword arguments; returns it."""
    named: val = more
    if is_mapping(more):
        named = py_dict_of(more)
        if named == 0:
            return 0
    if has_tag(named, T_DICT) == 0:
        template: val = lit("$ argument after ** must be a mapping, not $")
        return raise_type_error(message_of(template, callee_text(callee), py_type_name(more), 0))
    odd: i32 = 0
    e: i32 = dict_next(named, 0)
    while e >= 0:
        if not has_tag(dict_key_at(named, e), T_STR):
            odd = 1
        elif kwargs_set(callee, kwargs, dict_key_at(named, e), dict_value_at(named, e)) == 0:
            return 0
        e = dict_next(named, e + 1)
    return raise_odd_name(callee) if odd and not takes_any_name(callee) else kwargs


def takes_any_name(callee: val) -> i32:
    """Whether names that are no strings are just not asked for."""
    return callee != 0 and str_eq(callee_text(callee), lit("str.format()"))


def raise_odd_name(callee: val) -> val:
    if callee != 0 and not has_tag(callee, T_STR) and not py_callable(callee):
        return raise_not_callable(callee)
    if callee != 0 and live(T_CLASS) and has_tag(callee, T_CLASS) and is_built_by_base(callee):
        leave(reason("keyword that is no string"))  # built-in classes count their arguments first
    return raise_type_error(lit("keywords must be strings"))


def is_built_by_base(cls: val) -> i32:
    """Whether the arguments of a call of a class go to what a built-in class has."""
    if Class(cls).members == 0:
        return 1
    return live(Feature.CLASSES) and class_find(cls, lit("__new__")) == 0 and class_find(cls, lit("__init__")) == 0


def kwargs_set(callee: val, kwargs: val, name: val, v: val) -> val:
    """Adds one keyword argument that must be new; returns the arguments."""
    if dict_get_str(kwargs, name) != 0:
        return raise_type_error(message_of(lit("$ got multiple values for keyword argument '$'"), callee_text(callee), name, 0))
    dict_set(kwargs, name, v)
    return kwargs
