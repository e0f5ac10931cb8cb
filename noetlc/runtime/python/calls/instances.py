"""Calling a class of a body, and the methods that `object` and the built-in exceptions give it."""

from __future__ import annotations

from noetlc.kernel.lang import i32, inline, lit, lit_class, live, loadv, noinline, reason, storev, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import (
    CLASS_PLACES,
    CLASSED_KIND,
    KIND_CLASS,
    NONE,
    PLACES,
    TRUE,
    UNDEFINED,
    Class,
    Exc,
    Instance,
    MethodKind,
    Tuple,
)
from noetlc.layout.tags import (
    T_BYTEARRAY,
    T_CLASS,
    T_DEQUE,
    T_DICT,
    T_EXCEPTION,
    T_FUNCTION,
    T_INSTANCE,
    T_LIST,
    T_METHOD_KIND,
    T_SET,
)
from noetlc.runtime.python.calls.builtin_call import has_named
from noetlc.runtime.python.calls.builtin_instances import classed_init, classed_new, construct_builtin
from noetlc.runtime.python.calls.builtin_methods import as_native, native_method, object_method
from noetlc.runtime.python.calls.plain_init import initialized
from noetlc.runtime.python.classes.abstract import left_abstract
from noetlc.runtime.python.classes.classes import set_class
from noetlc.runtime.python.classes.enum import enum_call
from noetlc.runtime.python.classes.lookup import class_find, class_of, dunder, enum_kind, has_class, raise_no_attribute
from noetlc.runtime.python.classes.metaclass import of_metaclass
from noetlc.runtime.python.classes.named_tuple import named_is_class, named_is_derived, named_make
from noetlc.runtime.python.classes.os_error import os_error_new
from noetlc.runtime.python.classes.special import identity_hash, is_instance
from noetlc.runtime.python.classes.special_names import is_special, leave_special
from noetlc.runtime.python.containers.sort import py_sort
from noetlc.runtime.python.exceptions.errors import (
    clear_raised,
    exc_new,
    exc_set_args,
    is_subclass,
    message_of,
    names_file,
    pending_error,
    raise_caused,
    raise_error,
    raise_type,
    raise_type_error,
)
from noetlc.runtime.python.exceptions.fields import exc_named, forget_origin, origin_class, syntax_takes
from noetlc.runtime.python.exceptions.unicode import unicode_takes
from noetlc.runtime.python.hooks import small_made
from noetlc.runtime.python.objects.attribute import find_attribute, super_attribute
from noetlc.runtime.python.objects.instance_attribute import follows, has_place, set_own_attribute
from noetlc.runtime.python.objects.named_attribute import is_attribute_name
from noetlc.runtime.python.objects.repr import put_exc, put_exc_repr, put_object
from noetlc.runtime.python.objects.set_attribute import delete_own, has_dict, object_setattr, replace_dict
from noetlc.runtime.python.protocol import call_held, py_call, py_repr, py_type_name, type_method, type_new, type_of
from noetlc.runtime.python.strings.join import py_join
from noetlc.runtime.text.strings import buf_end, is_word, str_eq
from noetlc.runtime.values.buffer import buf_begin
from noetlc.runtime.values.classed import is_classed, is_operated
from noetlc.runtime.values.dict import dict_copy, dict_key_at, dict_next, dict_sized, dict_value_at
from noetlc.runtime.values.list import list_len, tuple_get, tuple_new, tuple_rest, with_arguments, with_first
from noetlc.runtime.values.memory import from_int, has_tag, leave, new_object, raised, tag_of
from noetlc.runtime.values.placed import placed_new, places_of

serials: i32 = 0  # instances made so far


def call_class(cls: val, args: val, kwargs: val) -> val:
    """`cls(…)`. Body code may run and collect: the new object is held by the frame of `__init__` alone."""
    if live(Feature.NAMED_TUPLES) and named_is_class(cls) and not (live(Feature.BUILTIN_SUBCLASSES) and named_is_derived(cls)):
        return named_make(cls, args, kwargs)
    if live(Feature.ENUMS) and enum_kind(cls) != 0:
        return enum_call(cls, args, kwargs)
    if live(Feature.METACLASSES):
        hook: val = of_metaclass(cls, lit("__call__"))
        if hook != 0:
            return py_call(hook, args, kwargs)
    return call_known_class(cls, args, kwargs)


def call_known_class(cls: val, args: val, kwargs: val) -> val:
    """`type.__call__(cls, …)`."""
    if live(Feature.SMALL_NUMBERS):
        number: val = small_made(cls, args, kwargs)
        if number != 0:
            return number
    if live(Feature.METACLASSES) and cls == lit_class("type"):
        made: val = type_new(cls, args, kwargs)
        return class_initialized(made, args, kwargs) if made != 0 and Tuple(args).length == 3 else made
    if live(Feature.CLASSES) and Class(cls).members != 0:
        return instantiate(cls, args, kwargs)
    if is_subclass(cls, lit_class("BaseException")):
        if live(Feature.UNICODE_PARTS) and not unicode_takes(cls, args):
            return 0
        if live(Feature.SYNTAX_PARTS) and not syntax_takes(cls, args):
            return 0
        chosen: i32 = live(Feature.FILE_ERRORS) and cls == lit_class("OSError")
        e: val = os_error_new(args) if chosen else exc_new(cls, args)
        return e if exc_takes(e, kwargs) else 0
    return construct_builtin(cls, args, kwargs)


@noinline
def exc_takes(e: val, kwargs: val) -> i32:
    """The built-in `__init__` of an exception with named arguments; 0 when raised."""
    if has_named(kwargs) == 0:
        return 1
    cls: val = Exc(e).cls
    if origin_class(cls) != 0:
        if live(Feature.ORIGINS):
            return exc_named(e, kwargs)
        leave(reason("origin of an exception"))
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


def instance_numbered(made: val) -> val:
    """A copy as an instance of its own."""
    global serials
    serials = serials + 1
    Instance(made).serial = serials
    return made


def instance_made(cls: val) -> val:
    """A new instance of a class of the body."""
    names: val = places_of(cls) if live(Feature.PLACES) else 0
    if names == 0:
        return instance_new(cls)
    p: i32 = placed_new(names)
    Instance(p).cls = cls
    return instance_numbered(val(p))


@inline
def shaped_new(cls: val) -> val:
    """A new instance of a class that surely is one of the body whose instances have places, unless its slots are against that."""
    names: val = loadv(cls, CLASS_PLACES)
    if names == 0:
        return instance_made(cls)
    made: i32 = placed_new(names)
    Instance(made).cls = cls
    return instance_numbered(val(made))


def instance_sized(cls: val, attributes: i32) -> val:
    """An instance that most likely gets so many attributes."""
    made: val = instance_made(cls)
    if attributes > 0 and Instance(made).attributes == 0:
        Instance(made).attributes = dict_sized(attributes)
    return made


def py_object() -> val:
    """`object()`."""
    return instance_new(lit_class("object"))


def instantiate(cls: val, args: val, kwargs: val) -> val:
    made: val = 0
    maker: val = class_find(cls, lit("__new__"))
    if maker != 0:
        made = maker_called(maker, cls, args, kwargs)
        if made == 0 or not has_class(made) or not is_subclass(class_of(made), cls):
            return made
        cls = class_of(made)
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
        if live(Feature.ABSTRACT) and raise_unmade(cls, args, kwargs):
            return 0
        made = instance_made(cls)
    init: val = class_find(cls, lit("__init__"))
    if init == 0:
        if Class(cls).instance == T_EXCEPTION:
            if maker != 0 and not is_subclass(cls, lit_class("OSError")):  # which alone takes its arguments when it is made
                return made if base_init(made, args, kwargs) != 0 else 0
            return made if exc_takes(made, kwargs) else 0
        if live(Feature.BUILTIN_SUBCLASSES) and is_classed(made):
            return made if classed_init(made, args, kwargs) != 0 else 0
        if maker == 0 and (Tuple(args).length != 0 or has_named(kwargs)):
            return raise_type_error(message_of(lit("$() takes no arguments"), Class(cls).name, 0, 0))
        return made
    return initialized(made, call_held(init, with_first(made, args), kwargs))


def maker_called(maker: val, cls: val, args: val, kwargs: val) -> val:
    """What `__new__` of a class of the body makes; as a class method it gets the class twice."""
    given: val = with_first(cls, args)
    if live(T_METHOD_KIND) and has_tag(maker, T_METHOD_KIND):
        if MethodKind(maker).kind == KIND_CLASS:
            given = with_first(cls, given)
        maker = MethodKind(maker).function
    return call_held(maker, given, kwargs)


def class_initialized(cls: val, args: val, kwargs: val) -> val:
    """A class that `type(…)` made, by `__init__` of its metaclass."""
    init: val = of_metaclass(cls, lit("__init__"))
    return cls if init == 0 or call_held(init, args, kwargs) != 0 else 0


@noinline
def builtin_method(receiver: val, name: val, args: val, kwargs: val) -> val:
    """`super().name(…)` where the method is that of `object`, of a built-in exception or of another built-in type."""
    if live(Feature.METACLASSES) or live(Feature.ATTRIBUTE_HOOKS):
        found: val = hooked_method(receiver, name, args, kwargs)
        if found != UNDEFINED:
            return found
    if live(Feature.BUILTIN_SUBCLASSES) and is_classed(receiver) and not is_operated(receiver):
        answer: val = native_method(receiver, name, args, kwargs)
        if answer != UNDEFINED:
            return answer
    if str_eq(name, lit("__init__")):
        return base_init(receiver, args, kwargs)
    if str_eq(name, lit("__str__")):
        return exc_text(receiver)
    if str_eq(name, lit("__repr__")):
        return exc_repr(receiver) if live(T_EXCEPTION) and has_tag(receiver, T_EXCEPTION) else default_repr(receiver)
    if str_eq(name, lit("__setattr__")) and Tuple(args).length == 2:
        return set_by_object(receiver, tuple_get(args, 0), tuple_get(args, 1))
    if str_eq(name, lit("__delattr__")) and Tuple(args).length == 1 and is_instance(receiver):
        return delete_own(receiver, tuple_get(args, 0))
    if str_eq(name, lit("__new__")) and (Tuple(args).length != 0 or has_tag(receiver, T_CLASS)):
        return new_of(receiver, args, kwargs)
    if str_eq(name, lit("__eq__")) and Tuple(args).length == 1:
        return TRUE if tuple_get(args, 0) == receiver else lit_class("NotImplemented")
    if str_eq(name, lit("__hash__")):
        return from_int(identity_hash(receiver))
    if str_eq(name, lit("__init_subclass__")):
        if has_named(kwargs) == 0:
            return NONE
        return raise_type_error(message_of(lit("$.__init_subclass__() takes no keyword arguments"), Class(receiver).name, 0, 0))
    leave_special(receiver, name)
    return raise_error(lit_class("AttributeError"), message_of(lit("'super' object has no attribute '$'"), name, 0, 0))


def native_by(receiver: val, name: val, method: val, args: val, kwargs: val) -> val:
    """The same of a special method that is a value."""
    if live(Feature.BUILTIN_SUBCLASSES) and is_classed(receiver) and not is_operated(receiver):
        return as_native(receiver, name, method, args)
    found: val = object_method(receiver, name, args)
    return found if found != UNDEFINED else builtin_method(receiver, name, args, kwargs)


def set_by_object(v: val, name: val, x: val) -> val:
    """`object.__setattr__(v, name, x)`: None, 0 when raised."""
    if not is_attribute_name(name):
        return 0
    if (has_tag(v, T_INSTANCE) or (live(T_EXCEPTION) and has_tag(v, T_EXCEPTION))) and str_eq(name, lit("__class__")):
        done: val = set_class(v, x)
    elif str_eq(name, lit("__dict__")) and has_dict(v):
        done = replace_dict(v, x)
    else:
        done = object_setattr(v, name, x)
    return NONE if done != 0 else 0


@noinline
def set_plainly(v: val, name: val, x: val) -> val:
    """The same for a constant name that no class has a data descriptor by."""
    return NONE if set_own_attribute(v, name, x) else set_by_object(v, name, x)


@inline
def set_plainly_at(v: val, name: val, at: i32, least: i32, header: i32, shapes: i32, x: val) -> val:
    """The same; of an instance most likely attribute number `at`."""
    if live(Feature.PLACES) and has_place(v, name, at, least, header, shapes) and follows(v, at):
        storev(v + at * 4, x, PLACES)
        return NONE
    return set_plainly(v, name, x)


def hooked_method(receiver: val, name: val, args: val, kwargs: val) -> val:
    """A method of `type`, or `object.__getattribute__`; UNDEFINED for others."""
    if live(Feature.ATTRIBUTE_HOOKS) and str_eq(name, lit("__getattribute__")) and Tuple(args).length == 1:
        return plain_attribute(receiver, tuple_get(args, 0))
    if live(Feature.METACLASSES) and has_tag(receiver, T_CLASS):
        return type_method(receiver, name, args, kwargs)
    return UNDEFINED


def plain_attribute(v: val, name: val) -> val:
    """`object.__getattribute__(v, name)`."""
    if not is_attribute_name(name):
        return 0
    found: val = find_attribute(v, name)
    if found == 0 and raised == 0:
        if is_special(name):
            leave_special(v, name)
        elif not has_class(v) and not has_tag(v, T_CLASS):  # methods of built-in values are found by compiled code alone
            leave(reason("special method of a built-in type"))
        elif live(Feature.BUILTIN_SUBCLASSES) and is_classed(v) and not is_operated(v) and may_be_method(v, name):
            leave(reason("special method of a built-in type"))
    return found if found != 0 or raised != 0 else raise_no_attribute(v, name)


def may_be_method(v: val, name: val) -> i32:
    """Whether the built-in kind of a classed value may have a method of that name, which only compiled code finds."""
    if has_tag(v, T_DICT):
        return is_word(lit(" clear copy fromkeys get items keys pop popitem setdefault update values "), name)
    return not has_tag(v, T_LIST) or is_word(lit(" append clear copy count extend index insert pop remove reverse sort "), name)


def base_init(receiver: val, args: val, kwargs: val) -> val:
    """`super().__init__(…)`."""
    if live(T_EXCEPTION) and has_tag(receiver, T_EXCEPTION):
        if live(Feature.ORIGINS):
            forget_origin(receiver)
        if exc_takes(receiver, kwargs) == 0:
            return 0
        exc_set_args(receiver, args)
        if live(Feature.SYNTAX_PARTS) and not syntax_takes(Exc(receiver).cls, args):
            return 0
        if live(Feature.FILE_ERRORS):
            Exc(receiver).flags = Exc(receiver).flags | names_file(Exc(receiver).cls, args)
    elif Tuple(args).length != 0 or has_named(kwargs):
        cls: val = type_of(receiver)
        if class_find(cls, lit("__init__")) != 0:
            return raise_type_error(lit("object.__init__() takes exactly one argument (the instance to initialize)"))
        if class_find(cls, lit("__new__")) == 0:
            template: val = lit("$.__init__() takes exactly one argument (the instance to initialize)")
            return raise_type_error(message_of(template, Class(cls).name, 0, 0))
    return NONE


def new_of(receiver: val, args: val, kwargs: val) -> val:
    """`receiver.__new__(*args, **kwargs)`, `super().__new__(…)` of a receiver among them."""
    cls: val = tuple_get(args, 0) if Tuple(args).length != 0 else receiver
    if live(Feature.CLASS_CALLS) and is_built_in(receiver) and is_built_in(cls):
        return builtin_new(cls, tuple_rest(args), kwargs)
    return base_new(cls, args, kwargs)


def base_new(cls: val, args: val, kwargs: val) -> val:
    """`super().__new__(cls, …)`; `args` starts with the class."""
    if has_tag(cls, T_CLASS) == 0:
        return raise_type_error(lit("object.__new__(X): X is not a type object"))
    if live(Feature.NAMED_TUPLES) and named_is_class(cls):
        return named_make(cls, tuple_rest(args), kwargs)
    if live(Feature.BUILTIN_SUBCLASSES) and Class(cls).instance == CLASSED_KIND:
        return classed_new(cls, tuple_rest(args), kwargs)
    if live(Feature.BUILTIN_SUBCLASSES) and is_built_in(cls):
        return construct_builtin(cls, tuple_rest(args), kwargs)
    return object_new(cls, tuple_rest(args), kwargs)


def is_built_in(cls: val) -> i32:
    """Whether a value is a built-in class other than `object`."""
    return has_tag(cls, T_CLASS) and Class(cls).members == 0 and cls != lit_class("object")


def builtin_new(cls: val, args: val, kwargs: val) -> val:
    """`C.__new__(C, …)` of a built-in class: what `__init__` fills is empty."""
    if live(T_EXCEPTION) and is_subclass(cls, lit_class("BaseException")):
        return exc_new(cls, args)
    tag: i32 = Class(cls).instance
    if tag == T_LIST or tag == T_DICT or tag == T_SET or tag == T_BYTEARRAY or tag == T_DEQUE:
        return construct_builtin(cls, tuple_new(0), 0)
    return construct_builtin(cls, args, kwargs)


def class_maker(cls: val) -> val:
    """The method `__new__` of a class, or of the class of a value; 0 if no class of the body defines it."""
    found: val = class_find(cls if has_tag(cls, T_CLASS) else type_of(cls), lit("__new__"))
    if live(T_METHOD_KIND) and found != 0 and has_tag(found, T_METHOD_KIND):
        return MethodKind(found).function
    return found


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
    return 0 if live(Feature.ABSTRACT) and raise_abstract(cls) else instance_made(cls)


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
    mark: i32 = buf_begin()
    put_object(v, tag_of(v))
    return buf_end(mark)


@noinline
def raise_unmade(cls: val, args: val, kwargs: val) -> i32:
    """1 when raised, because of arguments that nothing takes or else of abstract methods."""
    if class_find(cls, lit("__init__")) == 0 and (Tuple(args).length != 0 or has_named(kwargs)):
        raise_type_error(message_of(lit("$() takes no arguments"), Class(cls).name, 0, 0))
        return 1
    return raise_abstract(cls)


@noinline
def raise_abstract(cls: val) -> i32:
    """1 when raised, because abstract methods are left."""
    names: val = left_abstract(cls)
    if names == 0 or list_len(names) == 0:
        return 0
    py_sort(names, 0)
    template: val = lit("Can't instantiate abstract class $ with abstract method$ $")
    raise_type_error(message_of(template, Class(cls).name, lit("") if list_len(names) == 1 else lit("s"), py_join(lit(", "), names)))
    return 1


def name_not_told(member: val, name: val, cls: val) -> val:
    """Raises RuntimeError from what a `__set_name__` raised."""
    template: val = lit("Error calling __set_name__ on '$' instance $ in '$'")
    cause: val = pending_error()
    clear_raised()
    shown: val = py_repr(name)
    return raise_caused(lit_class("RuntimeError"), message_of(template, py_type_name(member), shown, Class(cls).name), cause)


def class_hooks(cls: val, named: val) -> val:
    """Tells the members of a new class their names (`__set_name__`), and a class above of it (`__init_subclass__`); 0 when raised.

    `named` are the named arguments of the class statement, a dict or 0.
    """
    members: val = dict_copy(Class(cls).members)  # a hook may add members
    e: i32 = dict_next(members, 0)
    while e >= 0:
        member: val = dict_value_at(members, e)
        if live(T_INSTANCE) and has_tag(member, T_INSTANCE):
            hook: val = dunder(member, lit("__set_name__"))
            if hook != 0 and call_held(hook, with_arguments(member, cls, dict_key_at(members, e)), 0) == 0:
                return name_not_told(member, dict_key_at(members, e), cls)
        e = dict_next(members, e + 1)
    found: val = super_attribute(cls, cls, lit("__init_subclass__"))
    if found == 0:
        return builtin_method(cls, lit("__init_subclass__"), tuple_new(0), named)
    if live(T_METHOD_KIND) and has_tag(found, T_METHOD_KIND):
        found = MethodKind(found).function
    return call_held(found, with_first(cls, tuple_new(0)) if has_tag(found, T_FUNCTION) else tuple_new(0), named)
