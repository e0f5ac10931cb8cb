"""Classes a body defines, their instances, and attributes of any value."""

from __future__ import annotations

from noetlc.kernel.lang import extern, i32, i64, lit, lit_class, live, noinline, val
from noetlc.runtime.dict import dict_delete, dict_get_str, dict_new, dict_set
from noetlc.runtime.function import Bound, Func, py_call, with_first
from noetlc.runtime.layout import (
    BUILTIN,
    EXC_FROM,
    NONE,
    T_BOOL,
    T_BOUND,
    T_CLASS,
    T_EXCEPTION,
    T_FLOAT,
    T_FUNCTION,
    T_INSTANCE,
    T_INT,
    T_TUPLE,
    TRUE,
    Class,
    Exc,
    Obj,
    Ordered,
    Tuple,
)  # fmt: skip
from noetlc.runtime.list import list_get, list_len, tuple_get, tuple_new, tuple_set
from noetlc.runtime.memory import from_bool, from_float, from_int, gc_held, has_tag, new_object, raised, tag_of
from noetlc.runtime.module_namedtuple import is_named, named_attribute, named_class_of, named_is_class, named_make
from noetlc.runtime.python_class_order import find_in_order, is_ordered, merged_class, order_position
from noetlc.runtime.python_errors import (
    exc_args,
    exc_first,
    exc_new,
    exc_set_args,
    is_subclass,
    message_of,
    raise_error,
    raise_no_attribute,
    raise_type_error,
)  # fmt: skip
from noetlc.runtime.python_iterate import list_of
from noetlc.runtime.python_number import int_of
from noetlc.runtime.python_repr import put_exc, put_exc_repr, py_repr
from noetlc.runtime.python_support import list_to_tuple
from noetlc.runtime.python_types import py_type_name, type_of
from noetlc.runtime.tags import T_METHOD_KIND, T_NAMED_TUPLE, T_OBJECTS
from noetlc.runtime.text import buf_begin, buf_end, str_eq


class Instance(Obj):
    """An object of a class the body defines; `attributes` is a dict. Laid out like an exception up to the class."""

    serial: i32  # stands for the identity in hashes, since objects move
    cls: val
    attributes: val


class MethodKind(Obj):
    """`property`, `classmethod` or `staticmethod` around functions; `kind` is KIND_…"""

    kind: i32
    function: val
    setter: val
    deleter: val


serials: i32 = 0  # instances made so far

KIND_PROPERTY = 1
KIND_CLASS = 2
KIND_STATIC = 3


def class_new(name: val, base: val, members: val) -> val:
    """A class of the body. `base` is a class; instances of exception classes are exceptions."""
    if has_tag(base, T_CLASS) == 0:
        return raise_type_error(lit("a base must be a class"))
    if is_ordered(base):
        bases: val = tuple_new(1)
        tuple_set(bases, 0, base)
        return class_of_bases(name, bases, members)
    p: i32 = new_object(T_CLASS, 24, 12)
    c: Class = Class(p)
    c.name = name
    c.base = base
    c.members = members
    return class_finished(p)


def class_of_bases(name: val, bases: val, members: val) -> val:
    """A class of the body with several bases."""
    p: val = merged_class(name, bases, members)
    return class_finished(p) if p != 0 else 0


def class_finished(p: val) -> val:
    """A new class of the body, with what follows from its bases and members."""
    members: val = Class(p).members
    Class(p).instance = T_EXCEPTION if is_subclass(p, lit_class("BaseException")) else T_INSTANCE
    if live(T_NAMED_TUPLE) and named_is_class(Class(p).base):
        Class(p).instance = T_TUPLE
    if dict_get_str(members, lit("__eq__")) != 0 and dict_get_str(members, lit("__hash__")) == 0:
        dict_set(members, lit("__hash__"), NONE)
    return p


def method_kind(kind: i32, function: val) -> val:
    p: i32 = new_object(T_METHOD_KIND, 24, 12)
    m: MethodKind = MethodKind(p)
    m.kind = kind
    m.function = function
    m.setter = 0
    m.deleter = 0
    return p


def property_new(function: val) -> val:
    return method_kind(KIND_PROPERTY, function)


def classmethod_new(function: val) -> val:
    return method_kind(KIND_CLASS, function)


def staticmethod_new(function: val) -> val:
    return method_kind(KIND_STATIC, function)


def property_of(getter: val, setter: val, deleter: val, doc: val) -> val:
    """`property(fget, fset, fdel, doc)`; None stands for no function."""
    made: val = method_kind(KIND_PROPERTY, getter if getter != NONE else 0)
    MethodKind(made).setter = setter if setter != NONE else 0
    MethodKind(made).deleter = deleter if deleter != NONE else 0
    return made


def property_copy(p: val, name: val) -> val:
    """The property again, for `@x.setter` and its kind; AttributeError for another value."""
    if has_tag(p, T_METHOD_KIND) == 0:
        return raise_no_attribute(p, name)
    made: val = method_kind(KIND_PROPERTY, MethodKind(p).function)
    MethodKind(made).setter = MethodKind(p).setter
    MethodKind(made).deleter = MethodKind(p).deleter
    return made


def property_with_setter(p: val, function: val) -> val:
    """`@x.setter`: the property with a function that assigns."""
    made: val = property_copy(p, lit("setter"))
    if made != 0:
        MethodKind(made).setter = function
    return made


def property_with_getter(p: val, function: val) -> val:
    """`@x.getter`."""
    made: val = property_copy(p, lit("getter"))
    if made != 0:
        MethodKind(made).function = function
    return made


def property_with_deleter(p: val, function: val) -> val:
    """`@x.deleter`."""
    made: val = property_copy(p, lit("deleter"))
    if made != 0:
        MethodKind(made).deleter = function
    return made


def class_find(cls: val, name: val) -> val:
    """What a class or its bases define under a name, 0 if nothing."""
    if is_ordered(cls):
        return find_in_order(Ordered(cls).order, 0, name)
    c: val = cls
    while c != 0:
        if Class(c).members != 0:
            found: val = dict_get_str(Class(c).members, name)
            if found != 0:
                return found
        c = Class(c).base
    return 0


def bound_new(function: val, receiver: val) -> val:
    p: i32 = new_object(T_BOUND, 16, 8)
    Bound(p).function = function
    Bound(p).receiver = receiver
    return p


def has_class(v: val) -> i32:
    """1 if the class of a value may have members a body defined."""
    return has_tag(v, T_INSTANCE) or (live(T_EXCEPTION) and has_tag(v, T_EXCEPTION))


def attributes_of(v: val) -> val:
    """The dict of an instance's or exception's own attributes, 0 if there is none."""
    if has_tag(v, T_INSTANCE):
        return Instance(v).attributes
    return Exc(v).extra


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


def find_attribute(v: val, name: val) -> val:
    """An attribute, or 0; then an exception is pending only if a property raised."""
    if str_eq(name, lit("__class__")):
        return type_of(v)
    if live(T_CLASS) and has_tag(v, T_CLASS):
        return class_attribute(v, name)
    if has_class(v):
        cls: val = Exc(v).cls
        found: val = class_find(cls, name)
        if found != 0 and is_data_descriptor(found):
            return bind_member(found, cls, v)
        own: val = attributes_of(v)
        if own != 0:
            mine: val = dict_get_str(own, name)
            if mine != 0:
                return mine
        if found != 0:
            return bind_member(found, cls, v)
        if live(T_INSTANCE) and has_tag(v, T_INSTANCE) and str_eq(name, lit("__dict__")):
            return py_vars(v)
    if live(T_EXCEPTION) and has_tag(v, T_EXCEPTION):
        return exception_attribute(v, name)
    if live(T_FUNCTION) and has_tag(v, T_FUNCTION):
        return function_attribute(v, name)
    if live(T_BOUND) and has_tag(v, T_BOUND):
        return bound_attribute(v, name)
    if live(T_NAMED_TUPLE) and has_tag(v, T_TUPLE) and is_named(v):
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
    if str_eq(name, lit("__name__")) or str_eq(name, lit("__qualname__")):
        return Class(v).name
    found: val = class_find(v, name)
    return bind_member(found, v, 0) if found != 0 else 0


def function_attribute(v: val, name: val) -> val:
    if str_eq(name, lit("__name__")) or str_eq(name, lit("__qualname__")):
        return Func(v).name
    return dict_get_str(Func(v).attributes, name) if Func(v).attributes != 0 else 0


def bound_attribute(v: val, name: val) -> val:
    """An attribute of a method: its own, else one of its function."""
    if str_eq(name, lit("__self__")):
        return Bound(v).receiver
    if str_eq(name, lit("__func__")):
        return Bound(v).function
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
        return NONE
    if str_eq(name, lit("code")) and is_subclass(Exc(v).cls, lit_class("SystemExit")):
        return first_or_none(v)
    if str_eq(name, lit("value")) and is_subclass(Exc(v).cls, lit_class("StopIteration")):
        return first_or_none(v)
    return 0


def first_or_none(v: val) -> val:
    first: val = exc_first(v)
    return first if first != 0 else NONE


def py_getattr(v: val, name: val) -> val:
    """`v.name`."""
    found: val = find_attribute(v, name)
    if found != 0 or raised != 0:
        return found
    if live(T_INSTANCE) and has_tag(v, T_INSTANCE):
        hook: val = class_find(Exc(v).cls, lit("__getattr__"))
        if hook != 0:
            return call_two(hook, v, name)
    return raise_no_attribute(v, name)


def py_hasattr(v: val, name: val) -> i32:
    """Whether `v.name` can be read."""
    global raised
    found: val = find_attribute(v, name)
    raised = 0
    return found != 0


def py_getattr_or(v: val, name: val, default: val) -> val:
    """`getattr(v, name[, default])`."""
    global raised
    if default == 0:
        return py_getattr(v, name)
    found: val = find_attribute(v, name)
    raised = 0
    return found if found != 0 else default


@noinline
def py_setattr(v: val, name: val, x: val) -> val:
    """`v.name = x`; returns x."""
    if live(T_INSTANCE) and has_tag(v, T_INSTANCE):
        hook: val = class_find(Exc(v).cls, lit("__setattr__"))
        if hook != 0:
            return x if call_held(hook, with_arguments(v, name, x), 0) != 0 else 0
        found: val = class_find(Exc(v).cls, name)
        if live(T_METHOD_KIND) and found != 0 and has_tag(found, T_METHOD_KIND) and MethodKind(found).kind == KIND_PROPERTY:
            return set_property(found, v, name, x)
        if found != 0 and has_tag(found, T_INSTANCE):
            setter: val = dunder(found, lit("__set__"))
            if setter != 0:
                return x if call_held(setter, with_arguments(found, v, x), 0) != 0 else 0
        if Instance(v).attributes == 0:
            Instance(v).attributes = dict_new()
        dict_set(Instance(v).attributes, name, x)
        return x
    if live(T_EXCEPTION) and has_tag(v, T_EXCEPTION):
        if str_eq(name, lit("args")):
            return set_exception_args(v, x)
        if Exc(v).extra == 0:
            Exc(v).extra = dict_new()
        dict_set(Exc(v).extra, name, x)
        return x
    if live(T_CLASS) and has_tag(v, T_CLASS) and Class(v).members != 0:
        dict_set(Class(v).members, name, x)
        return x
    if live(T_FUNCTION) and has_tag(v, T_FUNCTION):
        if Func(v).attributes == 0:
            Func(v).attributes = dict_new()
        dict_set(Func(v).attributes, name, x)
        return x
    return raise_no_attribute(v, name)


def set_exception_args(v: val, x: val) -> val:
    """`e.args = x`."""
    items: val = list_of(x)
    if items != 0:
        exc_set_args(v, list_to_tuple(items))
    return x if items != 0 else 0


def set_property(found: val, v: val, name: val, x: val) -> val:
    if MethodKind(found).setter == 0:
        template: val = lit("property '$' of '$' object has no setter")
        return raise_error(lit_class("AttributeError"), message_of(template, name, py_type_name(v), 0))
    return call_two(MethodKind(found).setter, v, x)


@noinline
def py_delattr(v: val, name: val) -> val:
    """`del v.name`; returns None."""
    if live(T_INSTANCE) and has_tag(v, T_INSTANCE):
        hook: val = class_find(Exc(v).cls, lit("__delattr__"))
        if hook != 0:
            return call_two(hook, v, name)
        return delete_own(v, name)
    own: val = 0
    if live(T_EXCEPTION) and has_tag(v, T_EXCEPTION):
        own = Exc(v).extra
    elif live(T_CLASS) and has_tag(v, T_CLASS):
        own = Class(v).members
    elif live(T_FUNCTION) and has_tag(v, T_FUNCTION):
        own = Func(v).attributes
    if own != 0 and dict_delete(own, name):
        return NONE
    return raise_no_attribute(v, name)


def delete_own(v: val, name: val) -> val:
    """`object.__delattr__(v, name)` of an instance; returns None."""
    found: val = class_find(Exc(v).cls, name)
    if live(T_METHOD_KIND) and found != 0 and has_tag(found, T_METHOD_KIND) and MethodKind(found).kind == KIND_PROPERTY:
        if MethodKind(found).deleter == 0:
            template: val = lit("property '$' of '$' object has no deleter")
            return raise_error(lit_class("AttributeError"), message_of(template, name, py_type_name(v), 0))
        return NONE if call_one(MethodKind(found).deleter, v) != 0 else 0
    if found != 0 and has_tag(found, T_INSTANCE):
        deleter: val = dunder(found, lit("__delete__"))
        if deleter != 0:
            return NONE if call_two(deleter, found, v) != 0 else 0
    if Instance(v).attributes != 0 and dict_delete(Instance(v).attributes, name):
        return NONE
    return raise_no_attribute(v, name)


# ---- calls


def call_one(f: val, a: val) -> val:
    """`f(a)` from runtime code."""
    args: val = tuple_new(1)
    tuple_set(args, 0, a)
    return call_held(f, args, 0)


def call_two(f: val, a: val, b: val) -> val:
    """`f(a, b)` from runtime code."""
    args: val = tuple_new(2)
    tuple_set(args, 0, a)
    tuple_set(args, 1, b)
    return call_held(f, args, 0)


def with_arguments(a: val, b: val, c: val) -> val:
    """The tuple of three arguments."""
    args: val = tuple_new(3)
    tuple_set(args, 0, a)
    tuple_set(args, 1, b)
    tuple_set(args, 2, c)
    return args


def call_held(f: val, args: val, kwargs: val) -> val:
    """Calls body code from a runtime function, which keeps its addresses."""
    global gc_held
    gc_held = gc_held + 1
    result: val = py_call(f, args, kwargs)
    gc_held = gc_held - 1
    return result


@extern
def construct_builtin(cls: val, args: val, kwargs: val) -> val:
    """Calls a built-in class that the module uses as a value; defined by the compiled code."""
    raise NotImplementedError


def call_class(cls: val, args: val, kwargs: val) -> val:
    """`cls(…)`. Body code may run and collect: the new object is held by the frame of `__init__` alone."""
    if live(T_NAMED_TUPLE) and named_is_class(cls):
        return named_make(cls, args, kwargs)
    if live(T_OBJECTS) and Class(cls).members != 0:
        return instantiate(cls, args, kwargs)
    if is_subclass(cls, lit_class("BaseException")):
        return exc_new(cls, args)
    return construct_builtin(cls, args, kwargs)


def instance_new(cls: val) -> val:
    """An instance without attributes."""
    global serials
    p: i32 = new_object(T_INSTANCE, 24, 12)
    serials = serials + 1
    Instance(p).serial = serials
    Instance(p).cls = cls
    Instance(p).attributes = 0
    return p


def py_object() -> val:
    """`object()`."""
    return instance_new(lit_class("object"))


def instantiate(cls: val, args: val, kwargs: val) -> val:
    made: val = 0
    maker: val = class_find(cls, lit("__new__"))
    if maker != 0:
        if live(T_METHOD_KIND) and has_tag(maker, T_METHOD_KIND):
            maker = MethodKind(maker).function
        made = call_held(maker, with_first(cls, args), kwargs)
        if made == 0 or not has_class(made) or not is_subclass(Exc(made).cls, cls):
            return made
    elif Class(cls).instance == T_EXCEPTION:
        made = exc_new(cls, args)
    else:
        made = instance_new(cls)
    init: val = class_find(cls, lit("__init__"))
    if init == 0:
        if maker == 0 and Class(cls).instance != T_EXCEPTION and (Tuple(args).length != 0 or kwargs != 0):
            return raise_type_error(message_of(lit("$() takes no arguments"), Class(cls).name, 0, 0))
        return made
    if call_held(init, with_first(made, args), kwargs) == 0:
        return 0
    return made


@noinline
def call_attribute(receiver: val, name: val, args: val, keywords: val) -> val:
    """`receiver.name(…)` for receivers without a compiled method of that name; `keywords` lists the names of the last
    arguments, or is 0."""
    if live(T_OBJECTS):
        f: val = py_getattr(receiver, name)
        if f == 0:
            return 0
        return py_call(f, args, 0) if keywords == 0 else call_with_keywords(f, args, keywords)
    return raise_no_attribute(receiver, name)


def call_with_keywords(f: val, args: val, keywords: val) -> val:
    """A call whose last arguments are named."""
    kwargs: val = dict_new()
    count: i32 = Tuple(args).length - list_len(keywords)
    i: i32 = 0
    while i < list_len(keywords):
        dict_set(kwargs, list_get(keywords, i), tuple_get(args, count + i))
        i += 1
    plain: val = tuple_new(count)
    i = 0
    while i < count:
        tuple_set(plain, i, tuple_get(args, i))
        i += 1
    return py_call(f, plain, kwargs)


# ---- methods that operators look for


def dunder(v: val, name: val) -> val:
    """The special method of an instance, 0 if its class has none."""
    return class_find(Exc(v).cls, name)


def super_attribute(cls: val, receiver: val, name: val) -> val:
    """`super().name` inside a method of `cls`; 0 if no class of the body above defines it."""
    found: val = 0
    start: val = receiver if has_tag(receiver, T_CLASS) else Exc(receiver).cls
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
    return bind_member(found, Exc(receiver).cls, receiver)


@noinline
def builtin_method(receiver: val, name: val, args: val, kwargs: val) -> val:
    """`super().name(…)` where the method is that of `object` or of a built-in exception."""
    if str_eq(name, lit("__init__")):
        if live(T_EXCEPTION) and has_tag(receiver, T_EXCEPTION):
            exc_set_args(receiver, args)
        elif Tuple(args).length != 0 or kwargs != 0:
            return raise_type_error(lit("object.__init__() takes exactly one argument (the instance to initialize)"))
        return NONE
    if str_eq(name, lit("__str__")):
        return exc_text(receiver)
    if str_eq(name, lit("__repr__")):
        return exc_repr(receiver) if live(T_EXCEPTION) and has_tag(receiver, T_EXCEPTION) else default_repr(receiver)
    if str_eq(name, lit("__setattr__")) and Tuple(args).length == 2:
        set_own(receiver, tuple_get(args, 0), tuple_get(args, 1))
        return NONE
    if str_eq(name, lit("__delattr__")) and Tuple(args).length == 1 and has_tag(receiver, T_INSTANCE):
        return delete_own(receiver, tuple_get(args, 0))
    if str_eq(name, lit("__new__")) and has_tag(receiver, T_CLASS):
        return object_new(tuple_get(args, 0) if Tuple(args).length != 0 else receiver)
    if str_eq(name, lit("__eq__")) and Tuple(args).length == 1:
        return TRUE if tuple_get(args, 0) == receiver else lit_class("NotImplemented")
    if str_eq(name, lit("__hash__")):
        return from_int(i64(Exc(receiver).site) * 16)
    if str_eq(name, lit("__init_subclass__")):
        return NONE
    return raise_error(lit_class("AttributeError"), message_of(lit("'super' object has no attribute '$'"), name, 0, 0))


def object_new(cls: val) -> val:
    """`object.__new__(cls)`, and that of an exception class."""
    if has_tag(cls, T_CLASS) == 0:
        return raise_type_error(lit("object.__new__(X): X is not a type object"))
    if live(T_EXCEPTION) and Class(cls).instance == T_EXCEPTION:
        return exc_new(cls, tuple_new(0))
    return instance_new(cls)


def exc_text(v: val) -> val:
    """`object.__str__(v)` or that of an exception."""
    if live(T_EXCEPTION) and has_tag(v, T_EXCEPTION):
        mark: i32 = buf_begin()
        put_exc(v)
        return buf_end(mark)
    return py_repr(v)


def exc_repr(v: val) -> val:
    """The repr of an exception whatever its class defines."""
    mark: i32 = buf_begin()
    put_exc_repr(v)
    return buf_end(mark)


def default_repr(v: val) -> val:
    return message_of(lit("<__main__.$ object at 0x7f0000000000>"), py_type_name(v), 0, 0)


def set_own(v: val, name: val, x: val) -> None:
    """Stores an attribute of an instance or exception."""
    own: val = attributes_of(v)
    if own == 0:
        own = dict_new()
        if has_tag(v, T_INSTANCE):
            Instance(v).attributes = own
        else:
            Exc(v).extra = own
    dict_set(own, name, x)


# ---- small builtins


def py_vars(v: val) -> val:
    """`vars(v)`: the dict of an instance's attributes."""
    if live(T_INSTANCE) and has_tag(v, T_INSTANCE):
        if Instance(v).attributes == 0:
            Instance(v).attributes = dict_new()
        return Instance(v).attributes
    return raise_type_error(lit("vars() argument must have __dict__ attribute"))


def py_id(v: val) -> val:
    """`id(v)`: the address, which the language leaves unspecified."""
    return from_int(i64(v))


@noinline
def raise_argument_count(template: val, args: val) -> val:
    """TypeError with `$` replaced by the number of arguments."""
    return raise_type_error(message_of(template, from_int(i64(Tuple(args).length)), 0, 0))


def py_setattr_builtin(v: val, name: val, x: val) -> val:
    """`setattr(v, name, x)`: None, 0 when raised."""
    return NONE if py_setattr(v, name, x) != 0 else 0
