"""Classes a body defines and their instances."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import extern, i32, i64, lit, lit_class, live, noinline, reason, store32, storev, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import CLASS_MODULE, CLASSED_KIND, NONE, QUALIFIED, TRUE, TUPLE_ITEMS, UNDEFINED, Class, Exc, Obj, Ordered, Tuple
from noetlc.layout.tags import T_CLASS, T_DICT, T_EXCEPTION, T_FUNCTION, T_INSTANCE, T_METHOD_KIND, T_STR, T_TUPLE
from noetlc.runtime.python.calls.body_calls import call_held
from noetlc.runtime.python.calls.builtin_call import has_named
from noetlc.runtime.python.calls.function import Bound, py_call, with_first
from noetlc.runtime.python.classes.named_tuple import named_is_class, named_is_derived, named_make
from noetlc.runtime.python.classes.order import find_in_order, is_ordered, merged_class, raise_base
from noetlc.runtime.python.exceptions.errors import (
    exc_new,
    exc_set_args,
    is_subclass,
    message_of,
    raise_error,
    raise_no_attribute,
    raise_type,
    raise_type_error,
)  # fmt: skip
from noetlc.runtime.python.objects.repr import put_exc, put_exc_repr, py_repr
from noetlc.runtime.python.objects.types import py_type_name, type_of
from noetlc.runtime.text.strings import buf_end, str_eq
from noetlc.runtime.values.buffer import buf_begin
from noetlc.runtime.values.dict import dict_copy, dict_get_str, dict_set
from noetlc.runtime.values.list import tuple_from_items, tuple_get, tuple_new, tuple_set
from noetlc.runtime.values.memory import from_int, has_tag, leave, new_object

if TYPE_CHECKING:
    from noetlc.runtime.python.classes.abstract import raise_abstract
    from noetlc.runtime.python.classes.builtin_methods import native_method
    from noetlc.runtime.python.classes.builtin_subclass import check_base, classed_init, classed_new, native_base, native_class
    from noetlc.runtime.python.classes.enum import enum_call, enum_kind
    from noetlc.runtime.python.objects.attribute import bound_new, delete_own, has_class, object_setattr
    from noetlc.runtime.python.objects.named_attribute import is_attribute_name
    from noetlc.runtime.values.classed import class_word, is_classed


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


def class_new(name: val, prefix: val, base: val, members: val) -> val:
    """A class of the body. `base` is a class; instances of exception classes are exceptions. `repr` shows `prefix`."""
    if has_tag(base, T_CLASS) == 0:
        return raise_base(base)
    if is_ordered(base):
        bases: val = tuple_new(1)
        tuple_set(bases, 0, base)
        return class_of_bases(name, prefix, bases, members)
    p: i32 = new_object(T_CLASS, 32, 12)
    c: Class = Class(p)
    c.name = name
    c.base = base
    c.members = members
    store32(p + 24, 0)
    return class_finished(val(p), prefix)


def class_of_bases(name: val, prefix: val, bases: val, members: val) -> val:
    """A class of the body with several bases."""
    p: val = merged_class(name, bases, members)
    return class_finished(p, prefix) if p != 0 else 0


@noinline
def class_of_parts(name: val, bases: val, members: val) -> val:
    """`type(name, bases, members)`."""
    if has_tag(name, T_STR) == 0:
        return raise_type(lit("type.__new__() argument 1 must be str, not $"), name)
    if has_tag(bases, T_TUPLE) == 0:
        return raise_type(lit("type.__new__() argument 2 must be tuple, not $"), bases)
    if has_tag(members, T_DICT) == 0:
        return raise_type(lit("type.__new__() argument 3 must be dict, not $"), members)
    own: val = dict_copy(members)
    static_new(own)
    native_class(name)
    if Tuple(bases).length > 1:
        return class_of_bases(name, lit("__main__"), bases, own)
    return class_new(name, lit("__main__"), tuple_get(bases, 0) if Tuple(bases).length == 1 else lit_class("object"), own)


def class_finished(p: val, prefix: val) -> val:
    """A new class of the body, with what follows from its bases and members."""
    Obj(p).flags = Obj(p).flags | QUALIFIED
    storev(p + CLASS_MODULE, prefix)
    members: val = Class(p).members
    Class(p).instance = T_EXCEPTION if is_subclass(p, lit_class("BaseException")) else T_INSTANCE
    if live(Feature.NAMED_TUPLES) and named_is_class(Class(p).base):
        Class(p).instance = T_TUPLE
    if live(Feature.BUILTIN_SUBCLASSES) and native_base(p) != 0:
        if Class(p).instance == T_INSTANCE:
            Class(p).instance = CLASSED_KIND
        if not check_base(p):
            return 0
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
    return val(p)


def static_new(members: val) -> val:
    """Makes a method `__new__` among the members of a class static, which it is without saying so; returns the members."""
    maker: val = dict_get_str(members, lit("__new__"))
    if maker != 0 and has_tag(maker, T_FUNCTION):
        dict_set(members, lit("__new__"), staticmethod_new(maker))
    return members


def method_kind_class(v: val) -> val:
    """The class of a property, class method or static method."""
    kind: i32 = MethodKind(v).kind
    if kind == KIND_PROPERTY:
        return lit_class("property")
    return lit_class("classmethod") if kind == KIND_CLASS else lit_class("staticmethod")


def property_new(function: val) -> val:
    return method_kind(KIND_PROPERTY, function)


def classmethod_new(function: val) -> val:
    return method_kind(KIND_CLASS, function)


def staticmethod_new(function: val) -> val:
    return method_kind(KIND_STATIC, function)


def property_of(getter: val, setter: val, deleter: val, _doc: val) -> val:
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


def class_defines(cls: val, name: val) -> i32:
    """Whether a class or its bases define a name, what `object` has aside."""
    return class_find(cls, name) != 0


@noinline
def leave_built_in(cls: val, name: val) -> val:
    """Leaves the run to the interpreter if a class may have a method of a built-in type by that name; returns None."""
    if class_find(cls, name) == 0 and (Class(cls).members == 0 or Class(cls).instance == CLASSED_KIND):
        leave(reason("special method of a built-in type"))
    return NONE


# ---- calls


@extern
def construct_builtin(cls: val, args: val, kwargs: val) -> val:
    """Calls a built-in class that the module uses as a value; defined by the compiled code."""
    raise NotImplementedError


def call_class(cls: val, args: val, kwargs: val) -> val:
    """`cls(…)`. Body code may run and collect: the new object is held by the frame of `__init__` alone."""
    if live(Feature.NAMED_TUPLES) and named_is_class(cls) and not (live(Feature.BUILTIN_SUBCLASSES) and named_is_derived(cls)):
        return named_make(cls, args, kwargs)
    if live(Feature.ENUMS) and enum_kind(cls) != 0:
        return enum_call(cls, args, kwargs)
    if live(Feature.CLASSES) and Class(cls).members != 0:
        return instantiate(cls, args, kwargs)
    if is_subclass(cls, lit_class("BaseException")):
        return exc_new(cls, args) if exc_takes(cls, kwargs) else 0
    return construct_builtin(cls, args, kwargs)


@noinline
def exc_takes(cls: val, kwargs: val) -> i32:
    """Whether the built-in `__init__` of an exception takes these named arguments; 0 when raised."""
    if has_named(kwargs) == 0 or is_subclass(cls, lit_class("NameError")) or is_subclass(cls, lit_class("ImportError")):
        return 1
    if is_subclass(cls, lit_class("AttributeError")):
        return 1
    raise_type_error(message_of(lit("$() takes no keyword arguments"), Class(cls).name, 0, 0))
    return 0


def instance_new(cls: val) -> val:
    """An instance without attributes."""
    global serials
    p: i32 = new_object(T_INSTANCE, 24, 12)
    serials = serials + 1
    Instance(p).serial = serials
    Instance(p).cls = cls
    Instance(p).attributes = 0
    return val(p)


def py_object() -> val:
    """`object()`."""
    return instance_new(lit_class("object"))


def instantiate(cls: val, args: val, kwargs: val) -> val:
    made: val = 0
    if live(Feature.ABSTRACT) and raise_abstract(cls):
        return 0
    maker: val = class_find(cls, lit("__new__"))
    if maker != 0:
        if live(T_METHOD_KIND) and has_tag(maker, T_METHOD_KIND):
            maker = MethodKind(maker).function
        made = call_held(maker, with_first(cls, args), kwargs)
        if made == 0 or not has_class(made) or not is_subclass(class_of(made), cls):
            return made
    elif Class(cls).instance == T_EXCEPTION:
        made = exc_new(cls, args)
    elif live(Feature.BUILTIN_SUBCLASSES) and live(Feature.NAMED_TUPLES) and named_is_class(cls):
        made = named_make(cls, args, kwargs)
        if made == 0:
            return 0
    elif live(Feature.BUILTIN_SUBCLASSES) and Class(cls).instance == CLASSED_KIND:
        made = classed_new(cls, args, kwargs)
        if made == 0:
            return 0
    else:
        made = instance_new(cls)
    init: val = class_find(cls, lit("__init__"))
    if init == 0:
        if Class(cls).instance == T_EXCEPTION:
            return made if exc_takes(cls, kwargs) else 0
        if live(Feature.BUILTIN_SUBCLASSES) and is_classed(made):
            return made if classed_init(made, args, kwargs) != 0 else 0
        if maker == 0 and (Tuple(args).length != 0 or has_named(kwargs)):
            return raise_type_error(message_of(lit("$() takes no arguments"), Class(cls).name, 0, 0))
        return made
    given: val = call_held(init, with_first(made, args), kwargs)
    if given == 0 or given == NONE:
        return made if given != 0 else 0
    return raise_type(lit("__init__() should return None, not '$'"), given)


# ---- methods that operators look for


def dunder(v: val, name: val) -> val:
    """The special method of an instance, to be called with the instance first; 0 if its class has none."""
    found: val = class_find(class_of(v), name)
    if live(T_METHOD_KIND) and found != 0 and has_tag(found, T_METHOD_KIND):
        return bound_new(found, class_of(v))
    return found


def call_kind(bound: val, args: val, kwargs: val) -> val:
    """Calls a static or class method that an operator found, which does not get the instance."""
    m: MethodKind = MethodKind(Bound(bound).function)
    rest: val = tuple_rest(args)
    return py_call(m.function, with_first(Bound(bound).receiver, rest) if m.kind == KIND_CLASS else rest, kwargs)


def class_of(v: val) -> val:
    """The class of an instance or exception."""
    if live(Feature.BUILTIN_SUBCLASSES) and is_classed(v):
        return class_word(v)
    return Exc(v).cls


@noinline
def builtin_method(receiver: val, name: val, args: val, kwargs: val) -> val:
    """`super().name(…)` where the method is that of `object`, of a built-in exception or of another built-in type."""
    if live(Feature.BUILTIN_SUBCLASSES) and is_classed(receiver):
        answer: val = native_method(receiver, name, args, kwargs)
        if answer != UNDEFINED:
            return answer
    if str_eq(name, lit("__init__")):
        if live(T_EXCEPTION) and has_tag(receiver, T_EXCEPTION):
            if exc_takes(Exc(receiver).cls, kwargs) == 0:
                return 0
            exc_set_args(receiver, args)
        elif Tuple(args).length != 0 or has_named(kwargs):
            return raise_type_error(lit("object.__init__() takes exactly one argument (the instance to initialize)"))
        return NONE
    if str_eq(name, lit("__str__")):
        return exc_text(receiver)
    if str_eq(name, lit("__repr__")):
        return exc_repr(receiver) if live(T_EXCEPTION) and has_tag(receiver, T_EXCEPTION) else default_repr(receiver)
    if str_eq(name, lit("__setattr__")) and Tuple(args).length == 2:
        named: i32 = is_attribute_name(tuple_get(args, 0))
        return NONE if named and object_setattr(receiver, tuple_get(args, 0), tuple_get(args, 1)) != 0 else 0
    if str_eq(name, lit("__delattr__")) and Tuple(args).length == 1 and has_tag(receiver, T_INSTANCE):
        return delete_own(receiver, tuple_get(args, 0))
    if str_eq(name, lit("__new__")) and (Tuple(args).length != 0 or has_tag(receiver, T_CLASS)):
        return base_new(tuple_get(args, 0) if Tuple(args).length != 0 else receiver, args, kwargs)
    if str_eq(name, lit("__eq__")) and Tuple(args).length == 1:
        return TRUE if tuple_get(args, 0) == receiver else lit_class("NotImplemented")
    if str_eq(name, lit("__hash__")):
        return from_int(i64(Exc(receiver).site) * 16)
    if str_eq(name, lit("__init_subclass__")):
        if has_named(kwargs) == 0:
            return NONE
        return raise_type_error(message_of(lit("$.__init_subclass__() takes no keyword arguments"), Class(receiver).name, 0, 0))
    return raise_error(lit_class("AttributeError"), message_of(lit("'super' object has no attribute '$'"), name, 0, 0))


def base_new(cls: val, args: val, kwargs: val) -> val:
    """`super().__new__(cls, …)`; `args` starts with the class."""
    if has_tag(cls, T_CLASS) == 0:
        return raise_type_error(lit("object.__new__(X): X is not a type object"))
    if live(Feature.NAMED_TUPLES) and named_is_class(cls):
        return named_make(cls, tuple_rest(args), kwargs)
    if live(Feature.BUILTIN_SUBCLASSES) and Class(cls).instance == CLASSED_KIND:
        return classed_new(cls, tuple_rest(args), kwargs)
    if live(Feature.BUILTIN_SUBCLASSES) and Class(cls).members == 0 and cls != lit_class("object"):
        return construct_builtin(cls, tuple_rest(args), kwargs)
    return object_new(cls, tuple_rest(args), kwargs)


def set_class(v: val, cls: val) -> val:
    """`v.__class__ = cls`; 0 when raised."""
    if not has_tag(cls, T_CLASS):
        return raise_type(lit("__class__ must be set to a class, not '$' object"), cls)
    if not has_tag(v, T_INSTANCE) or Class(cls).members == 0:
        return raise_type_error(lit("__class__ assignment only supported for mutable types or ModuleType subclasses"))
    before: val = Instance(v).cls
    if live(Feature.SLOTS):
        leave(reason("change of a class beside slots"))
    if Class(cls).instance != Class(before).instance:
        template: val = lit("__class__ assignment: '$' object layout differs from '$'")
        return raise_type_error(message_of(template, Class(cls).name, Class(before).name, 0))
    Instance(v).cls = cls
    return cls


def class_maker(cls: val) -> val:
    """The method `__new__` of a class, or of the class of a value; 0 if no class of the body defines it."""
    found: val = class_find(cls if has_tag(cls, T_CLASS) else type_of(cls), lit("__new__"))
    if live(T_METHOD_KIND) and found != 0 and has_tag(found, T_METHOD_KIND):
        return MethodKind(found).function
    return found


def tuple_rest(args: val) -> val:
    """All items but the first."""
    n: i32 = Tuple(args).length - 1
    return tuple_from_items(args + TUPLE_ITEMS + 4, n) if n > 0 else tuple_new(0)


def object_new(cls: val, args: val, kwargs: val) -> val:
    """`object.__new__(cls, *args, **kwargs)`, and that of an exception class."""
    if has_tag(cls, T_CLASS) == 0:
        return raise_type(lit("object.__new__(X): X is not a type object ($)"), cls)
    if live(T_EXCEPTION) and Class(cls).instance == T_EXCEPTION:
        return exc_new(cls, args)
    built_in: i32 = Class(cls).members == 0 and cls != lit_class("object")
    if built_in or (live(Feature.BUILTIN_SUBCLASSES) and Class(cls).instance == CLASSED_KIND):
        return raise_type_error(message_of(lit("object.__new__($) is not safe, use $.__new__()"), Class(cls).name, Class(cls).name, 0))
    if Tuple(args).length != 0 or has_named(kwargs):
        if class_find(cls, lit("__new__")) != 0:
            return raise_type_error(lit("object.__new__() takes exactly one argument (the type to instantiate)"))
        if class_find(cls, lit("__init__")) == 0:
            return raise_type_error(message_of(lit("$() takes no arguments"), Class(cls).name, 0, 0))
    return instance_new(cls)


def exc_keeps(v: val, name: val) -> i32:
    """Whether a method of exceptions is not replaced by the class of this one."""
    return live(Feature.CLASSES) == 0 or class_find(Exc(v).cls, name) == 0


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


# ---- small builtins


def py_id(v: val) -> val:
    """`id(v)`: the address, which the language leaves unspecified."""
    return from_int(i64(i32(v)))
