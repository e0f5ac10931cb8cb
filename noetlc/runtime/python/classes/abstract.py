"""Abstract methods: which ones a class has left, so that it cannot be called."""

from __future__ import annotations

from noetlc.kernel.lang import enable, i32, lit, live, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import NONE, TRUE, Class, Func, MethodKind
from noetlc.layout.tags import T_FUNCTION, T_INSTANCE, T_METHOD_KIND
from noetlc.runtime.python.classes.lookup import class_find, members_changed
from noetlc.runtime.python.classes.order import order_of
from noetlc.runtime.python.protocol import list_of, py_contains
from noetlc.runtime.values.dict import dict_get_str, dict_key_at, dict_next, dict_set, dict_value_at
from noetlc.runtime.values.list import list_get, list_len, list_new, list_push
from noetlc.runtime.values.memory import has_tag
from noetlc.runtime.values.placed import instance_attributes


def is_abstract(member: val) -> i32:
    """Whether a member of a class is marked with `abstractmethod`."""
    function: val = member
    if live(T_INSTANCE) and has_tag(member, T_INSTANCE):
        own: val = instance_attributes(member)
        return own != 0 and dict_get_str(own, lit("__isabstractmethod__")) == TRUE
    if has_tag(member, T_METHOD_KIND):
        function = MethodKind(member).function
    if function == 0 or has_tag(function, T_FUNCTION) == 0 or Func(function).attributes == 0:
        return 0
    return dict_get_str(Func(function).attributes, lit("__isabstractmethod__")) == TRUE


def left_abstract(cls: val) -> val:
    """The abstract methods that a class of a body has left, a list of their names; 0 if it has no metaclass that asks."""
    members: val = Class(cls).members
    if live(Feature.CLASS_PARTS):
        said: val = dict_get_str(members, lit("__abstractmethods__"))
        if said != 0:
            return list_of(said)
    return dict_get_str(members, lit("1abstract"))


def class_abstract(cls: val, is_base: val) -> val:
    """Notes the abstract methods of a new class; `is_base` tells that it derives from ABC itself. Returns None."""
    enable(Feature.ABSTRACT)
    names: val = list_new(0)
    checked: i32 = is_base == TRUE
    order: val = order_of(cls)
    i: i32 = 0
    while i < list_len(order):
        members: val = Class(list_get(order, i)).members
        if members != 0:
            if i != 0 and dict_get_str(members, lit("1abstract")) != 0:
                checked = 1
            e: i32 = dict_next(members, 0)
            while e >= 0:
                name: val = dict_key_at(members, e)
                if is_abstract(dict_value_at(members, e)) and is_abstract(class_find(cls, name)) and py_contains(names, name) == 0:
                    list_push(names, name)
                e = dict_next(members, e + 1)
        i += 1
    if checked:
        dict_set(Class(cls).members, lit("1abstract"), names)
        members_changed()
    return NONE


