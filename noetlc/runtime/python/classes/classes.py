"""Making classes and their parts: class statements, `type(…)`, properties, class methods and static methods."""

from __future__ import annotations

from noetlc.kernel.lang import enable, i32, i64, lit, lit_class, live, lt_u, noinline, reason, store32, storev, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import (
    CLASS_MODULE,
    CLASSED_KIND,
    KIND_CLASS,
    KIND_PROPERTY,
    KIND_STATIC,
    METHOD_KIND_SIZE,
    NONE,
    QUALIFIED,
    Class,
    Exc,
    Instance,
    MethodKind,
    Obj,
    Tuple,
)
from noetlc.layout.tags import T_CLASS, T_DICT, T_EXCEPTION, T_FUNCTION, T_INSTANCE, T_METHOD_KIND, T_STR, T_TUPLE
from noetlc.runtime.python.classes.builtin_subclass import check_base, native_base, operated_class
from noetlc.runtime.python.classes.class_checks import check_bases, check_class_name, check_slots, prefix_of
from noetlc.runtime.python.classes.lookup import class_find, method_kind, raise_no_attribute, raise_property
from noetlc.runtime.python.classes.named_tuple import named_is_class
from noetlc.runtime.python.classes.order import is_ordered, merged_class, raise_base
from noetlc.runtime.python.classes.special_names import is_of_data
from noetlc.runtime.python.exceptions.errors import (
    is_subclass,
    message_of,
    raise_argument,
    raise_type,
    raise_type_error,
)
from noetlc.runtime.python.protocol import call_one, call_two
from noetlc.runtime.text.strings import is_word
from noetlc.runtime.values.blocks import copy_over
from noetlc.runtime.values.classed import is_classed
from noetlc.runtime.values.collect import heap_start
from noetlc.runtime.values.dict import dict_copy, dict_delete, dict_get_str, dict_set
from noetlc.runtime.values.identity import number_of
from noetlc.runtime.values.list import tuple_get, tuple_new, tuple_set
from noetlc.runtime.values.memory import from_int, has_tag, leave, new_object
from noetlc.runtime.values.placed import instance_attributes


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
    p: val = merged_class(name, bases, members) if check_bases(bases) else 0
    return class_finished(p, prefix) if p != 0 else 0


@noinline
def class_of_parts(name: val, bases: val, members: val) -> val:
    """`type(name, bases, members)`."""
    if has_tag(name, T_STR) == 0:
        return raise_argument(lit("type.__new__() argument 1 must be str, not $"), name)
    if has_tag(bases, T_TUPLE) == 0:
        return raise_argument(lit("type.__new__() argument 2 must be tuple, not $"), bases)
    if has_tag(members, T_DICT) == 0:
        return raise_argument(lit("type.__new__() argument 3 must be dict, not $"), members)
    if not check_class_name(name):
        return 0
    own: val = dict_copy(members)
    static_new(own)
    operated_class(name)
    module: val = prefix_of(name, own)
    if module == 0:
        return 0
    dict_delete(own, lit("__qualname__"))
    if Tuple(bases).length > 1:
        return class_of_bases(name, module, bases, own)
    return class_new(name, module, tuple_get(bases, 0) if Tuple(bases).length == 1 else lit_class("object"), own)


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
    if live(Feature.SLOTS) and not check_slots(p):
        return 0
    if dict_get_str(members, lit("__eq__")) != 0 and dict_get_str(members, lit("__hash__")) == 0:
        dict_set(members, lit("__hash__"), NONE)
    return p


def static_new(members: val) -> val:
    """Makes a method `__new__` among the members of a class static, which it is without saying so; returns the members."""
    maker: val = dict_get_str(members, lit("__new__"))
    if maker != 0 and has_tag(maker, T_FUNCTION):
        dict_set(members, lit("__new__"), staticmethod_new(maker))
    return members


def property_new(function: val) -> val:
    enable(Feature.PROPERTIES)
    return method_kind(KIND_PROPERTY, function)


def classmethod_new(function: val) -> val:
    return method_kind(KIND_CLASS, function)


def staticmethod_new(function: val) -> val:
    return method_kind(KIND_STATIC, function)


def property_of(getter: val, setter: val, deleter: val, doc: val) -> val:
    """`property(fget, fset, fdel, doc)`; None stands for no function."""
    made: val = property_new(getter if getter != NONE else 0)
    MethodKind(made).setter = setter if setter != NONE else 0
    MethodKind(made).deleter = deleter if deleter != NONE else 0
    return with_doc(made, doc) if live(Feature.PROPERTY_PARTS) and doc != NONE else made


def with_doc(p: val, doc: val) -> val:
    """A property with a text of its own."""
    made: i32 = new_object(T_METHOD_KIND, METHOD_KIND_SIZE + 8, 12)
    copy_over(made + 8, i32(p) + 8, METHOD_KIND_SIZE - 8)
    MethodKind(made).doc = doc
    store32(made + METHOD_KIND_SIZE + 4, 0)
    return val(made)


def property_copy(p: val, name: val) -> val:
    """The property again, for `@x.setter` and its kind; AttributeError for another value."""
    if has_tag(p, T_METHOD_KIND) == 0 or MethodKind(p).kind != KIND_PROPERTY:
        return raise_no_attribute(p, name)
    made: val = property_new(MethodKind(p).function)
    MethodKind(made).setter = MethodKind(p).setter
    MethodKind(made).deleter = MethodKind(p).deleter
    if live(Feature.PROPERTY_PARTS) and Obj(p).size > METHOD_KIND_SIZE:
        return with_doc(made, MethodKind(p).doc)
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


# ---- properties as descriptors


def is_property(v: val) -> i32:
    return MethodKind(v).kind == KIND_PROPERTY


def property_get(p: val, v: val, owner: val) -> val:
    """`p.__get__(v, owner)`; owner 0 = absent."""
    if v == NONE:
        if owner == 0 or owner == NONE:
            return raise_type_error(lit("__get__(None, None) is invalid"))
        return p
    if MethodKind(p).function == 0:
        return raise_property(p, v, lit("getter"))
    return call_one(MethodKind(p).function, v)


def property_set(p: val, v: val, x: val) -> val:
    if MethodKind(p).setter == 0:
        return raise_property(p, v, lit("setter"))
    return NONE if call_two(MethodKind(p).setter, v, x) != 0 else 0


def property_delete(p: val, v: val) -> val:
    if MethodKind(p).deleter == 0:
        return raise_property(p, v, lit("deleter"))
    return NONE if call_one(MethodKind(p).deleter, v) != 0 else 0


@noinline
def leave_built_in(cls: val, name: val) -> val:
    """Leaves the run to the interpreter if a class may have a method of a built-in type by that name; returns None."""
    if is_of_data(cls) and is_word(lit(" __get__ __set__ __delete__ "), name):
        return NONE
    if class_find(cls, name) == 0 and (Class(cls).members == 0 or Class(cls).instance == CLASSED_KIND):
        leave(reason("special method of a built-in type"))
    return NONE


def set_class(v: val, cls: val) -> val:
    """`v.__class__ = cls`; 0 when raised."""
    if not has_tag(cls, T_CLASS):
        return raise_type(lit("__class__ must be set to a class, not '$' object"), cls)
    if live(Feature.METACLASSES) and has_tag(v, T_CLASS) and is_classed(v) and native_base(cls) == lit_class("type"):
        storev(v + Obj(v).size - 8, cls)  # its class word
        return cls
    excepts: i32 = live(T_EXCEPTION) and has_tag(v, T_EXCEPTION) and Class(Exc(v).cls).members != 0
    if not (excepts or has_tag(v, T_INSTANCE)) or Class(cls).members == 0:
        return raise_type_error(lit("__class__ assignment only supported for mutable types or ModuleType subclasses"))
    before: val = Exc(v).cls  # which lies where that of an instance does
    if excepts:
        if native_base(cls) != native_base(before):
            return raise_layout(cls, before)
        Exc(v).cls = cls
        return cls
    if live(Feature.SLOTS) and (class_find(cls, lit("__slots__")) != 0 or class_find(before, lit("__slots__")) != 0):
        leave(reason("change of a class beside slots"))
    if Class(cls).instance != Class(before).instance:
        return raise_layout(cls, before)
    instance_attributes(v)  # are no longer in places that the other class did not make
    Instance(v).cls = cls
    return cls


@noinline
def raise_layout(cls: val, before: val) -> val:
    template: val = lit("__class__ assignment: '$' object layout differs from '$'")
    return raise_type_error(message_of(template, Class(cls).name, Class(before).name, 0))


def exc_keeps(v: val, name: val) -> i32:
    """Whether a method of exceptions is not replaced by the class of this one."""
    return live(Feature.CLASSES) == 0 or class_find(Exc(v).cls, name) == 0


def py_id(v: val) -> val:
    """`id(v)`: a number that no other object has, as long as the object lives; addresses change."""
    if v & 1:
        return from_int(i64(i32(v)) * 4 + 3)
    if live(T_INSTANCE) and has_tag(v, T_INSTANCE):
        return from_int(i64(Instance(v).serial) * 4 + 1)
    if lt_u(i32(v), heap_start):
        return from_int(i64(i32(v)) * 4)
    return from_int(i64(number_of(v)) * 4 + 2)


def class_of_builtins(cls: val) -> val:
    """Marks a class of a library as one of `builtins`, whose name is shown alone. Returns None."""
    Obj(cls).flags = Obj(cls).flags & ~QUALIFIED
    return NONE
