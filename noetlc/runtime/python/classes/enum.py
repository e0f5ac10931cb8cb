"""What CPython's metaclass does with enum classes: they hand it to functions `_enum_…_` of theirs (`library/enum/classes.py`)."""

from __future__ import annotations

from noetlc.kernel.lang import i32, lit, lit_class, noinline, reason, val
from noetlc.layout.objects import Class, Dict, Tuple
from noetlc.runtime.python.classes.lookup import class_find, class_of, enum_kind
from noetlc.runtime.python.classes.special import is_instance
from noetlc.runtime.python.exceptions.errors import message_of, raise_error
from noetlc.runtime.python.protocol import call_held, call_one, call_two, py_str, py_truth
from noetlc.runtime.text.strings import str_concat
from noetlc.runtime.values.buffer import buf_byte, buf_str
from noetlc.runtime.values.dict import dict_get_str
from noetlc.runtime.values.list import tuple_get, with_first
from noetlc.runtime.values.memory import leave


def is_enum_member(v: val) -> i32:
    return is_instance(v) and enum_kind(class_of(v)) != 0


def enum_list(cls: val) -> val:
    """The members, as a list."""
    return call_one(class_find(cls, lit("_enum_list_")), cls)


def enum_item(cls: val, name: val) -> val:
    return call_two(class_find(cls, lit("_enum_item_")), cls, name)


def enum_contains(cls: val, v: val) -> i32:
    """`v in cls`; -1 when raised."""
    answer: val = call_two(class_find(cls, lit("_enum_contains_")), cls, v)
    return py_truth(answer) if answer != 0 else -1


def enum_call(cls: val, args: val, kwargs: val) -> val:
    if kwargs == 0 and Tuple(args).length == 1:
        return call_two(class_find(cls, lit("_enum_look_up_")), cls, tuple_get(args, 0))
    return call_held(class_find(cls, lit("_enum_call_")), with_first(cls, args), kwargs)


def enum_put(cls: val) -> None:
    """Appends `<enum 'Color'>`."""
    buf_byte(60)
    buf_str(enum_kind(cls))
    buf_str(lit(" '"))
    buf_str(Class(cls).name)
    buf_str(lit("'>"))


@noinline
def check_no_enum(name: val, base: val) -> val:
    """The base of a class that is not made as enums are: below an enum with members is none, other enums leave the run; 0 when raised."""
    if enum_kind(base) == 0:
        return base
    members: val = class_find(base, lit("_member_map_"))
    if members == 0 or Dict(members).used == 0:
        leave(reason("class with a base that is none"))
    text: val = message_of(lit("<enum '$'> cannot extend "), name, 0, 0)
    return raise_error(lit_class("TypeError"), str_concat(text, py_str(base)))


def is_member_name(cls: val, name: val) -> i32:
    """Whether an enum class has a member of that name."""
    members: val = class_find(cls, lit("_member_map_")) if enum_kind(cls) != 0 else 0
    return members != 0 and dict_get_str(members, name) != 0


def raise_member(template: val, cls: val, name: val) -> val:
    """AttributeError for assigning or deleting a member; the template takes the member's name, or that of the class before it."""
    text: val = message_of(template, name, 0, 0) if cls == 0 else message_of(template, Class(cls).name, name, 0)
    return raise_error(lit_class("AttributeError"), text)
