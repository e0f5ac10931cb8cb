"""Attributes of any value: `getattr`, `setattr`, `delattr`, `super`."""

from __future__ import annotations

from noetlc.kernel.lang import i32, i64, inline, lit, lit_class, live, noinline, reason, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import BUILTIN, EXC_FROM, NONE, TRUE, Class, Exc, Obj, Ordered
from noetlc.layout.tags import (
    T_BOOL,
    T_BOUND,
    T_CLASS,
    T_DICT,
    T_EXCEPTION,
    T_FLOAT,
    T_FUNCTION,
    T_GENERATOR,
    T_INSTANCE,
    T_INT,
    T_METHOD_KIND,
    T_STR,
    T_TRACEBACK,
    T_TUPLE,
)  # fmt: skip
from noetlc.runtime.python.calls.body_calls import call_held, call_one, call_two, with_arguments
from noetlc.runtime.python.calls.function import Bound, Func, with_first
from noetlc.runtime.python.classes.classes import (
    KIND_CLASS,
    KIND_PROPERTY,
    KIND_STATIC,
    Instance,
    MethodKind,
    builtin_method,
    class_find,
    class_of,
    dunder,
)  # fmt: skip
from noetlc.runtime.python.classes.enum import is_member_name, raise_member
from noetlc.runtime.python.classes.named_tuple import is_named, named_attribute, named_class_of
from noetlc.runtime.python.classes.order import find_in_order, is_ordered, order_position
from noetlc.runtime.python.classes.slots import has_slots, slot_kind
from noetlc.runtime.python.classes.special import is_instance
from noetlc.runtime.python.classes.special_names import is_special, leave_special
from noetlc.runtime.python.containers.dict_kinds import dict_kind
from noetlc.runtime.python.containers.iterate import list_of
from noetlc.runtime.python.containers.unpack import list_to_tuple
from noetlc.runtime.python.exceptions.errors import (
    clear_raised,
    exc_args,
    exc_first,
    exc_set_args,
    is_subclass,
    message_of,
    raise_error,
    raise_no_attribute,
    raise_type,
    raise_type_error,
)  # fmt: skip
from noetlc.runtime.python.exceptions.fields import has_unknown_field
from noetlc.runtime.python.exceptions.trace import trace_of, trace_set
from noetlc.runtime.python.numbers.number import int_of
from noetlc.runtime.python.objects.builtin_attributes import function_dict, method_kind_attribute
from noetlc.runtime.python.objects.name import class_module, class_qualified_name, last_part
from noetlc.runtime.python.objects.types import py_type_name, type_of
from noetlc.runtime.text.strings import str_eq
from noetlc.runtime.values.classed import classed_attributes, is_classed, set_classed_attributes
from noetlc.runtime.values.dict import dict_delete, dict_get_str, dict_key_at, dict_new, dict_next, dict_set, dict_value_at
from noetlc.runtime.values.list import tuple_new
from noetlc.runtime.values.memory import from_bool, from_float, from_int, has_tag, leave, new_object, raised, tag_of


def bound_new(function: val, receiver: val) -> val:
    p: i32 = new_object(T_BOUND, 16, 8)
    Bound(p).function = function
    Bound(p).receiver = receiver
    return val(p)


def has_class(v: val) -> i32:
    """1 if the class of a value may have members a body defined."""
    if live(Feature.BUILTIN_SUBCLASSES) and is_classed(v):
        return 1
    return has_tag(v, T_INSTANCE) or (live(T_EXCEPTION) and has_tag(v, T_EXCEPTION))


def attributes_of(v: val) -> val:
    """The dict of an instance's or exception's own attributes, 0 if there is none."""
    if live(Feature.BUILTIN_SUBCLASSES) and is_classed(v):
        return classed_attributes(v)
    if has_tag(v, T_INSTANCE):
        return Instance(v).attributes
    return Exc(v).extra


def own_attributes(v: val) -> val:
    """The dict of an instance's or exception's own attributes, made if there is none."""
    own: val = attributes_of(v)
    if own == 0:
        own = dict_new()
        if live(Feature.BUILTIN_SUBCLASSES) and is_classed(v):
            set_classed_attributes(v, own)
        elif has_tag(v, T_INSTANCE):
            Instance(v).attributes = own
        else:
            Exc(v).extra = own
    return own


def bind_member(found: val, cls: val, receiver: val) -> val:
    """A member of a class as seen through an instance (`receiver` not 0) or through the class."""
    if has_tag(found, T_FUNCTION):
        return bound_new(found, receiver) if receiver != 0 and Obj(found).flags & BUILTIN == 0 else found
    if live(T_METHOD_KIND) and has_tag(found, T_METHOD_KIND):
        m: MethodKind = MethodKind(found)
        if m.kind == KIND_STATIC:
            return m.function
        if m.kind == KIND_CLASS:
            return bound_new(m.function, cls)
        if receiver != 0:
            if m.function == 0:
                return raise_error(lit_class("AttributeError"), lit("property has no getter"))
            return call_one(m.function, receiver)
    if live(T_INSTANCE) and has_tag(found, T_INSTANCE):
        getter: val = dunder(found, lit("__get__"))
        if getter != 0:
            return call_held(getter, with_arguments(found, receiver if receiver != 0 else NONE, cls), 0)
    return found


def is_data_descriptor(found: val) -> i32:
    """1 if a member of a class takes part in assignments to an instance's attribute of its name."""
    if live(T_METHOD_KIND) and has_tag(found, T_METHOD_KIND):
        return 1
    return live(T_INSTANCE) and has_tag(found, T_INSTANCE) and dunder(found, lit("__set__")) != 0


def reads(found: val) -> i32:
    """Whether a data descriptor says what reading gives; where it does not, the attribute of the instance counts."""
    return not (live(T_INSTANCE) and has_tag(found, T_INSTANCE)) or dunder(found, lit("__get__")) != 0


def find_attribute(v: val, name: val) -> val:
    """An attribute, or 0; then an exception is pending only if a property raised."""
    if str_eq(name, lit("__class__")):
        return type_of(v)
    if live(T_CLASS) and has_tag(v, T_CLASS):
        return class_attribute(v, name)
    if has_class(v):
        cls: val = class_of(v)
        found: val = class_find(cls, name)
        if found != 0 and is_data_descriptor(found) and reads(found):
            return bind_member(found, cls, v)
        own: val = attributes_of(v)
        if own != 0:
            mine: val = dict_get_str(own, name)
            if mine != 0:
                return mine
        if found != 0:
            return bind_member(found, cls, v)
        if live(T_INSTANCE) and is_instance(v):
            if str_eq(name, lit("__dict__")):
                return 0 if live(Feature.SLOTS) and slot_kind(v, name) == 0 else py_vars(v)
            if str_eq(name, lit("__doc__")) or str_eq(name, lit("__module__")):
                return class_attribute(cls, name)
    if live(T_EXCEPTION) and has_tag(v, T_EXCEPTION):
        return exception_attribute(v, name)
    if live(T_FUNCTION) and has_tag(v, T_FUNCTION):
        return function_attribute(v, name)
    if live(T_BOUND) and has_tag(v, T_BOUND):
        return bound_attribute(v, name)
    if live(T_METHOD_KIND) and has_tag(v, T_METHOD_KIND):
        return method_kind_attribute(v, name)
    if live(T_GENERATOR) and has_tag(v, T_GENERATOR) and (str_eq(name, lit("__name__")) or str_eq(name, lit("__qualname__"))):
        leave(reason("name of a generator"))
    if live(Feature.NAMED_TUPLES) and has_tag(v, T_TUPLE) and is_named(v):
        field: val = named_attribute(v, name)
        return bind_member(field, named_class_of(v), v) if field != 0 else 0
    return number_attribute(v, name)


@noinline
def number_attribute(v: val, name: val) -> val:
    """`real` and `imag` of numbers, `numerator` and `denominator` of ints; 0 for anything else."""
    tag: i32 = tag_of(v)
    if tag == T_FLOAT:
        if str_eq(name, lit("real")):
            return v
        return from_float(0.0) if str_eq(name, lit("imag")) else 0
    if tag != T_INT and tag != T_BOOL:
        return 0
    if str_eq(name, lit("real")) or str_eq(name, lit("numerator")):
        return from_int(int_of(v))
    if str_eq(name, lit("imag")):
        return from_int(i64(0))
    return from_int(i64(1)) if str_eq(name, lit("denominator")) else 0


def class_attribute(v: val, name: val) -> val:
    if str_eq(name, lit("__name__")):
        return Class(v).name
    if str_eq(name, lit("__qualname__")):
        return class_qualified_name(v)
    if str_eq(name, lit("__module__")):
        return class_module(v)
    found: val = class_find(v, name)
    if found == 0 and Class(v).members != 0 and str_eq(name, lit("__doc__")):
        return NONE
    if str_eq(name, lit("__dict__")):
        leave(reason("dict of a class"))  # it has more members than the body defines
    return bind_member(found, v, 0) if found != 0 else 0


def function_attribute(v: val, name: val) -> val:
    own: val = dict_get_str(Func(v).attributes, name) if Func(v).attributes != 0 else 0
    if own != 0:
        return own
    if str_eq(name, lit("__call__")):
        return v
    if str_eq(name, lit("__qualname__")):
        return Func(v).name
    if str_eq(name, lit("__name__")):
        return last_part(Func(v).name)
    if str_eq(name, lit("__module__")):
        return lit("builtins") if Obj(v).flags & BUILTIN else lit("__main__")
    if str_eq(name, lit("__dict__")):
        return function_dict(v)
    return NONE if str_eq(name, lit("__doc__")) else 0


def bound_attribute(v: val, name: val) -> val:
    """An attribute of a method: its own, else one of its function."""
    if str_eq(name, lit("__self__")):
        return Bound(v).receiver
    if str_eq(name, lit("__func__")):
        return Bound(v).function
    if str_eq(name, lit("__call__")):
        return v
    return function_attribute(Bound(v).function, name) if has_tag(Bound(v).function, T_FUNCTION) else 0


def exception_attribute(v: val, name: val) -> val:
    """The attributes every exception has, and `code`, `value`."""
    if str_eq(name, lit("args")):
        return exc_args(v)
    if str_eq(name, lit("__cause__")):
        return Exc(v).cause if Exc(v).cause != 0 else NONE
    if str_eq(name, lit("__suppress_context__")):
        return from_bool((Exc(v).flags & EXC_FROM) != 0)
    if str_eq(name, lit("__context__")):
        return Exc(v).context if Exc(v).context != 0 else NONE
    if str_eq(name, lit("__traceback__")):
        return trace_of(v) if live(T_TRACEBACK) else NONE
    if str_eq(name, lit("code")) and is_subclass(Exc(v).cls, lit_class("SystemExit")):
        return first_or_none(v)
    if str_eq(name, lit("value")) and is_subclass(Exc(v).cls, lit_class("StopIteration")):
        return first_or_none(v)
    if has_unknown_field(v, name):
        leave(reason("origin of an exception"))
    return 0


def first_or_none(v: val) -> val:
    first: val = exc_first(v)
    return first if first != 0 else NONE


def attribute_or_hook(v: val, name: val) -> val:
    """An attribute, or what `__getattr__` of an instance says where there is none; 0 if missing or raised."""
    found: val = find_attribute(v, name)
    if live(T_INSTANCE) and found == 0 and is_instance(v):
        hook: val = class_find(class_of(v), lit("__getattr__"))
        if hook != 0 and (raised == 0 or is_subclass(Exc(raised).cls, lit_class("AttributeError"))):
            clear_raised()
            return call_two(hook, v, name)
    if found == 0 and raised == 0 and is_special(name):
        leave_special(v, name)
    return found


def py_getattr(v: val, name: val) -> val:
    """`v.name`."""
    found: val = attribute_or_hook(v, name)
    return found if found != 0 or raised != 0 else raise_no_attribute(v, name)


def py_hasattr(v: val, name: val) -> i32:
    """Whether `v.name` can be read."""
    found: val = attribute_or_hook(v, name)
    return found != 0 if raised == 0 else forgive_missing()


def forgive_missing() -> i32:
    """Drops a pending AttributeError; any other exception stays. Returns 0."""
    if is_subclass(Exc(raised).cls, lit_class("AttributeError")):
        clear_raised()
    return 0


@noinline
def py_setattr(v: val, name: val, x: val) -> val:
    """`v.name = x`; returns x."""
    if live(T_INSTANCE) and is_instance(v):
        return x if set_on_instance(v, name, x) != 0 else 0
    if live(T_EXCEPTION) and has_tag(v, T_EXCEPTION):
        return set_on_exception(v, name, x)
    if live(T_CLASS) and has_tag(v, T_CLASS) and Class(v).members != 0:
        return set_on_class(v, name, x)
    if live(T_FUNCTION) and has_tag(v, T_FUNCTION):
        return set_on_function(v, name, x)
    if live(Feature.DICT_KINDS) and has_tag(v, T_DICT) and dict_kind(v) != 0:
        leave(reason("attribute of a library dict"))  # some have them
    return raise_no_attribute(v, name)


@inline
def set_on_instance(v: val, name: val, x: val) -> val:
    """By `__setattr__` of its class or of `object`; 0 when raised."""
    hook: val = class_find(class_of(v), lit("__setattr__"))
    return call_held(hook, with_arguments(v, name, x), 0) if hook != 0 else object_setattr(v, name, x)


def object_setattr(v: val, name: val, x: val) -> val:
    """`object.__setattr__(v, name, x)`: by a property or another descriptor, else into its own attributes; 0 when raised."""
    found: val = class_find(class_of(v), name)
    if live(T_METHOD_KIND) and found != 0 and has_tag(found, T_METHOD_KIND) and MethodKind(found).kind == KIND_PROPERTY:
        return set_property(found, v, name, x)
    if found != 0 and has_tag(found, T_INSTANCE):
        setter: val = dunder(found, lit("__set__"))
        if setter != 0:
            return call_held(setter, with_arguments(found, v, x), 0)
    return set_own(v, name, x)


@inline
def set_on_exception(v: val, name: val, x: val) -> val:
    if str_eq(name, lit("args")):
        return set_exception_args(v, x)
    if str_eq(name, lit("__cause__")) or str_eq(name, lit("__context__")) or str_eq(name, lit("__suppress_context__")):
        return set_exception_origin(v, name, x)
    if live(T_TRACEBACK) and str_eq(name, lit("__traceback__")):
        return trace_set(v, x)
    dict_set(own_attributes(v), name, x)
    return x


@inline
def set_on_class(v: val, name: val, x: val) -> val:
    if str_eq(name, lit("__name__")) and has_tag(x, T_STR):
        Class(v).name = x
        return x
    if live(Feature.ENUMS) and is_member_name(v, name):
        return raise_member(lit("cannot reassign member '$'"), 0, name)
    dict_set(Class(v).members, name, x)
    return x


@inline
def set_on_function(v: val, name: val, x: val) -> val:
    if str_eq(name, lit("__defaults__")) or str_eq(name, lit("__kwdefaults__")) or str_eq(name, lit("__code__")):
        leave(reason("change of a function"))
    if Func(v).attributes == 0:
        Func(v).attributes = dict_new()
    dict_set(Func(v).attributes, name, x)
    return x


def set_dict(v: val, x: val) -> val:
    """`v.__dict__ = x`; returns x."""
    if live(Feature.SLOTS) or not has_tag(v, T_INSTANCE) or class_find(class_of(v), lit("__setattr__")) != 0:
        return py_setattr(v, lit("__dict__"), x)
    if not has_tag(x, T_DICT):
        return raise_type(lit("__dict__ must be set to a dictionary, not a '$'"), x)
    Instance(v).attributes = x
    return x


def set_exception_args(v: val, x: val) -> val:
    """`e.args = x`."""
    items: val = list_of(x)
    if items != 0:
        exc_set_args(v, list_to_tuple(items))
    return x if items != 0 else 0


def set_exception_origin(v: val, name: val, x: val) -> val:
    """`e.__cause__ = x`, which hides the context, `e.__context__ = x`, `e.__suppress_context__ = x`."""
    if str_eq(name, lit("__suppress_context__")):
        if not has_tag(x, T_BOOL):
            return raise_type_error(lit("attribute value type must be bool"))
        Exc(v).flags = Exc(v).flags | EXC_FROM if x == TRUE else Exc(v).flags & ~EXC_FROM
        return x
    if x != NONE and not has_tag(x, T_EXCEPTION):
        word: val = lit("cause") if str_eq(name, lit("__cause__")) else lit("context")
        return raise_type_error(message_of(lit("exception $ must be None or derive from BaseException"), word, 0, 0))
    other: val = x if x != NONE else 0
    if str_eq(name, lit("__cause__")):
        Exc(v).cause = other
        Exc(v).flags = Exc(v).flags | EXC_FROM
    else:
        Exc(v).context = other
    return x


def set_property(found: val, v: val, name: val, x: val) -> val:
    if MethodKind(found).setter == 0:
        template: val = lit("property '$' of '$' object has no setter")
        return raise_error(lit_class("AttributeError"), message_of(template, name, py_type_name(v), 0))
    return call_two(MethodKind(found).setter, v, x)


@noinline
def py_delattr(v: val, name: val) -> val:
    """`del v.name`; returns None."""
    if live(T_INSTANCE) and is_instance(v):
        hook: val = class_find(class_of(v), lit("__delattr__"))
        if hook != 0:
            return call_two(hook, v, name)
        return delete_own(v, name)
    own: val = 0
    if live(T_EXCEPTION) and has_tag(v, T_EXCEPTION):
        own = Exc(v).extra
    elif live(T_CLASS) and has_tag(v, T_CLASS):
        if live(Feature.ENUMS) and is_member_name(v, name):
            return raise_member(lit("'$' cannot delete member '$'."), v, name)
        own = Class(v).members
    elif live(T_FUNCTION) and has_tag(v, T_FUNCTION):
        own = Func(v).attributes
    if own != 0 and dict_delete(own, name):
        return NONE
    return raise_no_attribute(v, name)


def delete_own(v: val, name: val) -> val:
    """`object.__delattr__(v, name)` of an instance; returns None."""
    found: val = class_find(class_of(v), name)
    if live(T_METHOD_KIND) and found != 0 and has_tag(found, T_METHOD_KIND) and MethodKind(found).kind == KIND_PROPERTY:
        if MethodKind(found).deleter == 0:
            template: val = lit("property '$' of '$' object has no deleter")
            return raise_error(lit_class("AttributeError"), message_of(template, name, py_type_name(v), 0))
        return NONE if call_one(MethodKind(found).deleter, v) != 0 else 0
    if found != 0 and has_tag(found, T_INSTANCE):
        deleter: val = dunder(found, lit("__delete__"))
        if deleter != 0:
            return NONE if call_two(deleter, found, v) != 0 else 0
    own: val = attributes_of(v)
    if own != 0 and dict_delete(own, name):
        return NONE
    if live(Feature.SLOTS) and slot_kind(v, name) == 2:
        return raise_error(lit_class("AttributeError"), name)
    return raise_no_attribute(v, name)


def super_attribute(cls: val, receiver: val, name: val) -> val:
    """`super().name` inside a method of `cls`; 0 if no class of the body above defines it."""
    found: val = 0
    start: val = receiver if has_tag(receiver, T_CLASS) else class_of(receiver)
    if is_ordered(start):
        found = find_in_order(Ordered(start).order, order_position(Ordered(start).order, cls) + 1, name)
    else:
        found = class_find(Class(cls).base, name)
    if found == 0:
        return 0
    if has_tag(receiver, T_CLASS):
        if live(T_METHOD_KIND) and has_tag(found, T_METHOD_KIND):
            return bind_member(found, receiver, 0)
        return found
    return bind_member(found, class_of(receiver), receiver)


def class_hooks(cls: val, named: val) -> val:
    """Tells the members of a new class their names (`__set_name__`), and a class above of it (`__init_subclass__`); 0 when raised.

    `named` are the named arguments of the class statement, a dict or 0.
    """
    members: val = Class(cls).members
    e: i32 = dict_next(members, 0)
    while e >= 0:
        member: val = dict_value_at(members, e)
        if live(T_INSTANCE) and has_tag(member, T_INSTANCE):
            hook: val = dunder(member, lit("__set_name__"))
            if hook != 0 and call_held(hook, with_arguments(member, cls, dict_key_at(members, e)), 0) == 0:
                return 0
        e = dict_next(members, e + 1)
    found: val = super_attribute(cls, cls, lit("__init_subclass__"))
    if found == 0:
        return builtin_method(cls, lit("__init_subclass__"), tuple_new(0), named)
    if live(T_METHOD_KIND) and has_tag(found, T_METHOD_KIND):
        found = MethodKind(found).function
    return call_held(found, with_first(cls, tuple_new(0)) if has_tag(found, T_FUNCTION) else tuple_new(0), named)


def set_own(v: val, name: val, x: val) -> val:
    """Stores an attribute of an instance or exception; returns None."""
    if live(Feature.SLOTS) and is_instance(v) and slot_kind(v, name) == 0:
        if class_find(class_of(v), name) != 0:
            template: val = lit("'$' object attribute '$' is read-only")
            return raise_error(lit_class("AttributeError"), message_of(template, py_type_name(v), name, 0))
        return raise_no_attribute(v, name)
    if class_of(v) == lit_class("object"):
        return raise_no_attribute(v, name)
    dict_set(own_attributes(v), name, x)
    return NONE


def py_vars(v: val) -> val:
    """`vars(v)`: the dict of an instance's attributes."""
    if live(Feature.SLOTS) and is_instance(v):
        if slot_kind(v, lit("__dict__")) == 0:
            return raise_type_error(lit("vars() argument must have __dict__ attribute"))
        if has_slots(v):
            leave(reason("vars of an object with slots"))  # slots are kept among the attributes
    if has_class(v):
        return own_attributes(v)
    return raise_type_error(lit("vars() argument must have __dict__ attribute"))
