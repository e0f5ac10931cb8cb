"""Calls of body code from the runtime."""

from __future__ import annotations

from noetlc.kernel.lang import i32, i64, implements, inline, live, noinline, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import BUILTIN, KIND_PROPERTY, TAKES_ONE, TAKES_THREE, TAKES_TWO, Instance, MethodKind, Obj, Tuple
from noetlc.layout.tags import T_CLASS, T_FUNCTION, T_INSTANCE, T_METHOD_KIND, T_TUPLE
from noetlc.runtime.python import protocol
from noetlc.runtime.python.calls.function import call_plainly, call_with_three
from noetlc.runtime.python.classes.lookup import class_find_near, raise_no_attribute
from noetlc.runtime.python.exceptions.errors import message_of, raise_type_error
from noetlc.runtime.python.protocol import py_call, py_getattr
from noetlc.runtime.values.classed import class_word, classed_attributes, is_classed
from noetlc.runtime.values.collect import hold, release
from noetlc.runtime.values.dict import dict_get_str, dict_new, dict_set
from noetlc.runtime.values.list import list_get, list_len, tuple_get, tuple_new, tuple_set, with_arguments, with_first
from noetlc.runtime.values.memory import from_int, has_tag
from noetlc.runtime.values.placed import is_placed, placed_value
from noetlc.runtime.values.plain_function import takes_plainly


@implements(protocol.call_one)
def call_one(f: val, a: val) -> val:
    """`f(a)` from runtime code."""
    if takes_plainly(f, TAKES_ONE):
        return call_plainly_held(f, a, 0)
    args: val = tuple_new(1)
    tuple_set(args, 0, a)
    return call_held(f, args, 0)


@implements(protocol.call_two)
def call_two(f: val, a: val, b: val) -> val:
    """`f(a, b)` from runtime code."""
    if takes_plainly(f, TAKES_TWO):
        return call_plainly_held(f, a, b)
    args: val = tuple_new(2)
    tuple_set(args, 0, a)
    tuple_set(args, 1, b)
    return call_held(f, args, 0)


@implements(protocol.call_plainly_held)
def call_plainly_held(f: val, a: val, b: val) -> val:
    before: i32 = hold()
    return release(before, call_plainly(f, a, b))


@implements(protocol.call_three)
def call_three(f: val, a: val, b: val, c: val) -> val:
    """`f(a, b, c)` from runtime code."""
    if takes_plainly(f, TAKES_THREE):
        before: i32 = hold()
        return release(before, call_with_three(f, a, b, c))
    return call_held(f, with_arguments(a, b, c), 0)


@implements(protocol.call_held)
def call_held(f: val, args: val, kwargs: val) -> val:
    """Calls body code from a runtime function, which keeps its addresses."""
    before: i32 = hold()
    return release(before, py_call(f, args, kwargs))


@inline
def function_held(v: val) -> val:
    """The value itself if it is a function of a body, else 0."""
    return v if has_tag(v, T_FUNCTION) else 0


def instance_method(receiver: val, name: val) -> val:
    """The function that a method call of an instance surely reaches, 0 if that has to be found out."""
    if live(Feature.BUILTIN_SUBCLASSES) and is_classed(receiver):
        return classed_method(receiver, name)
    found: val = class_method(receiver, name)
    return found if found == 0 or own_value_of(receiver, name) == 0 else 0


def method_without_place(receiver: val, name: val) -> val:
    """The same, where no instance has a place for an attribute by that name."""
    if live(Feature.BUILTIN_SUBCLASSES) and is_classed(receiver):
        return classed_method(receiver, name)
    found: val = class_method(receiver, name)
    if found == 0 or (live(Feature.PLACES) and is_placed(receiver)):
        return found
    return found if own_value_of(receiver, name) == 0 else 0


def class_method(receiver: val, name: val) -> val:
    """The same, where no instance has an attribute of its own by that name."""
    if live(Feature.BUILTIN_SUBCLASSES) and is_classed(receiver):
        return classed_method(receiver, name)
    if not live(T_INSTANCE) or live(Feature.ATTRIBUTE_HOOKS) or not has_tag(receiver, T_INSTANCE):
        return 0
    return body_function(class_find_near(Instance(receiver).cls, name))


@inline
def body_function(v: val) -> val:
    """The value itself if it is a function of a body, else 0; it may be 0."""
    return v if v != 0 and has_tag(v, T_FUNCTION) and Obj(v).flags & BUILTIN == 0 else 0


@noinline
def classed_method(receiver: val, name: val) -> val:
    """The same of an instance of a subclass of a built-in type, whose attributes are looked at too."""
    cls: val = class_that_says(receiver)
    own: val = classed_attributes(receiver) if cls != 0 else 0
    if cls == 0 or (own != 0 and dict_get_str(own, name) != 0):
        return 0
    return body_function(class_find_near(cls, name))


@inline
def class_that_says(receiver: val) -> val:
    """The class of an instance of a subclass of a built-in type, 0 where a hook, a metaclass or a field may say something else."""
    hidden: i32 = live(Feature.ATTRIBUTE_HOOKS) or has_tag(receiver, T_CLASS) or (live(Feature.NAMED_TUPLES) and has_tag(receiver, T_TUPLE))
    return 0 if hidden else class_word(receiver)


def function_of_kind(receiver: val, name: val, kind: i32, may_be_own: i32) -> val:
    """The function of a `staticmethod` or `classmethod` that a method call of an instance or class surely reaches, 0 if that has to be
    found out. `may_be_own`: whether instances may have an attribute of their own by that name."""
    if not live(T_METHOD_KIND) or live(Feature.ATTRIBUTE_HOOKS):
        return 0
    cls: val = receiver
    if live(T_INSTANCE) and has_tag(receiver, T_INSTANCE):
        if may_be_own and own_value_of(receiver, name) != 0:
            return 0
        cls = Instance(receiver).cls
    elif has_tag(receiver, T_CLASS) == 0 or (live(Feature.METACLASSES) and is_classed(receiver)):
        return 0
    return plain_function_in(cls, name, kind)


def getter_reached(receiver: val, name: val) -> val:
    """The function that reading a property of an instance surely calls, 0 if that has to be found out."""
    if live(Feature.BUILTIN_SUBCLASSES) and is_classed(receiver):
        return classed_getter(receiver, name)
    if not live(Feature.PROPERTIES) or live(Feature.ATTRIBUTE_HOOKS) or not live(T_INSTANCE) or has_tag(receiver, T_INSTANCE) == 0:
        return 0
    return plain_function_in(Instance(receiver).cls, name, KIND_PROPERTY)


@noinline
def classed_getter(receiver: val, name: val) -> val:
    """The same of an instance of a subclass of a built-in type."""
    cls: val = class_that_says(receiver) if live(Feature.PROPERTIES) else 0
    return plain_function_in(cls, name, KIND_PROPERTY) if cls != 0 else 0


def plain_function_in(cls: val, name: val, kind: i32) -> val:
    """The function of the body that a member of a class of a kind holds, 0 if it is something else."""
    found: val = class_find_near(cls, name)
    if found == 0 or has_tag(found, T_METHOD_KIND) == 0 or MethodKind(found).kind != kind:
        return 0
    return body_function(MethodKind(found).function)


def own_value_of(receiver: val, name: val) -> val:
    """The attribute that an instance itself has by a name, 0 if there is none."""
    if live(Feature.PLACES) and is_placed(receiver):
        return placed_value(receiver, name)
    own: val = Instance(receiver).attributes
    return dict_get_str(own, name) if own != 0 else 0


@inline
def class_reached(receiver: val) -> val:
    """The class that a `classmethod` gets, which is called through it or an instance."""
    return Instance(receiver).cls if live(T_INSTANCE) and has_tag(receiver, T_INSTANCE) else receiver


@noinline
def call_attribute(receiver: val, name: val, args: val, keywords: val) -> val:
    """`receiver.name(…)` for receivers without a compiled method of that name; `keywords` lists the names of the last
    arguments, or is 0."""
    if live(Feature.CLASSES) or live(Feature.NAMED_TUPLES):
        if keywords == 0 and live(Feature.CLASSES):
            method: val = instance_method(receiver, name)
            if method != 0:
                return py_call(method, with_first(receiver, args), 0)
        return call_found(py_getattr(receiver, name), args, keywords)
    return raise_no_attribute(receiver, name)


def call_found(f: val, args: val, keywords: val) -> val:
    """The same of what an attribute holds, 0 if reading it raised."""
    if f == 0:
        return 0
    return py_call(f, args, 0) if keywords == 0 else call_with_keywords(f, args, keywords)


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


@noinline
def raise_argument_count(template: val, args: val, first: i32) -> val:
    """TypeError with `$` replaced by the number of arguments, those before number `first` not counted."""
    return raise_type_error(message_of(template, from_int(i64(Tuple(args).length - first)), 0, 0))
