"""Setting and deleting attributes of any value."""

from __future__ import annotations

from noetlc.kernel.lang import i32, inline, lit, lit_class, live, load32, loadv, lt_u, noinline, reason, storev, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import (
    BUILTIN,
    DEFAULT_DICT,
    ENTRY,
    EXC_FROM,
    KIND_PROPERTY,
    LATE,
    NONE,
    TRUE,
    UNDEFINED,
    Class,
    Dict,
    DictKind,
    Exc,
    Func,
    Instance,
    MethodKind,
    Obj,
)
from noetlc.layout.tags import (
    T_BOOL,
    T_CLASS,
    T_DICT,
    T_EXCEPTION,
    T_FUNCTION,
    T_INSTANCE,
    T_LOGGER,
    T_METHOD_KIND,
    T_STR,
    T_TRACEBACK,
)
from noetlc.runtime.python.classes.enum import is_member_name, raise_member
from noetlc.runtime.python.classes.lookup import (
    class_find,
    class_of,
    dunder,
    member_changed,
    member_name,
    members_changed,
    raise_no_attribute,
    raise_no_place,
    raise_property,
)
from noetlc.runtime.python.classes.named_tuple import is_field
from noetlc.runtime.python.classes.slots import slot_kind
from noetlc.runtime.python.classes.special import is_instance
from noetlc.runtime.python.classes.special_names import is_special
from noetlc.runtime.python.exceptions.errors import exc_set_args, message_of, raise_error, raise_type, raise_type_error
from noetlc.runtime.python.exceptions.trace import trace_set
from noetlc.runtime.python.exceptions.unicode import unicode_kind
from noetlc.runtime.python.numbers.number import is_int
from noetlc.runtime.python.objects.attribute import attributes_of, own_attributes
from noetlc.runtime.python.objects.class_attributes import refuse_deleting, set_class_part
from noetlc.runtime.python.objects.class_parts import keeps_slots
from noetlc.runtime.python.objects.function_parts import function_dict, function_names, set_function_part
from noetlc.runtime.python.objects.read_only import is_kept, is_read_only
from noetlc.runtime.python.protocol import call_held, call_one, call_two, list_of, py_type_name, type_of
from noetlc.runtime.text.strings import is_word, str_eq
from noetlc.runtime.values.blocks import str_hash
from noetlc.runtime.values.classed import is_classed, set_classed_attributes
from noetlc.runtime.values.dict import FIRST_ENTRIES, dict_append, dict_delete, dict_kind, dict_new, dict_put, dict_set, dict_sized
from noetlc.runtime.values.list import list_to_tuple, with_arguments
from noetlc.runtime.values.lookups import KEY, VALUE, dict_entries
from noetlc.runtime.values.memory import has_tag, leave
from noetlc.runtime.values.placed import instance_attributes, is_placed, set_placed


@noinline
def py_setattr(v: val, name: val, x: val) -> val:
    """`v.name = x`; returns x."""
    if live(T_INSTANCE) and not live(Feature.SLOTS) and has_tag(v, T_INSTANCE):  # what most attributes are
        cls: val = Instance(v).cls
        if class_find(cls, name) == 0 and class_find(cls, lit("__setattr__")) == 0 and cls != lit_class("object"):
            set_plain(v, name, x)
            return x
    if live(T_INSTANCE) and is_instance(v):
        return x if set_on_instance(v, name, x) != 0 else 0
    if live(T_EXCEPTION) and has_tag(v, T_EXCEPTION):
        return set_on_exception(v, name, x)
    if live(T_CLASS) and has_tag(v, T_CLASS) and Class(v).members != 0:
        return set_on_class(v, name, x)
    if live(T_FUNCTION) and has_tag(v, T_FUNCTION):
        return set_on_function(v, name, x)
    if live(Feature.DICT_KINDS) and has_tag(v, T_DICT) and dict_kind(v) != 0:
        if is_factory(v, name):
            DictKind(v).factory = x
            return x
        if dict_kind(v) != DEFAULT_DICT:
            leave(reason("attribute of a library dict"))  # some have them
    if live(T_LOGGER) and has_tag(v, T_LOGGER):
        leave(reason("attribute of a logger"))
    if live(Feature.NAMED_TUPLES) and is_field(v, name):
        return raise_field(0)
    if live(T_METHOD_KIND) and has_tag(v, T_METHOD_KIND) and str_eq(name, lit("__doc__")):
        leave(reason("method of a property"))  # its text may be set, for which there is no room
    if is_kept(v, name):
        return 0
    return raise_no_place(v, name)


def set_plain(v: val, name: val, x: val) -> None:
    """Sets an attribute of an instance itself; a few are compared by address first."""
    if live(Feature.PLACES) and is_placed(v) and set_placed(v, name, x):
        return
    own: val = Instance(v).attributes
    if own == 0:
        own = dict_sized(FIRST_ENTRIES)
        Instance(v).attributes = own
    h: i32 = str_hash(name)
    if Dict(own).index == 0:
        e: i32 = dict_entries(own)
        end: i32 = e + Dict(own).fill * ENTRY
        while lt_u(e, end):
            if load32(e) == h:
                if loadv(e, KEY) != name:
                    break
                storev(e, x, VALUE)
                return
            e += ENTRY
        if e == end:
            dict_append(own, name, h, x)
            return
    dict_put(own, name, h, x)


@inline
def set_on_instance(v: val, name: val, x: val) -> val:
    """By `__setattr__` of its class or of `object`; 0 when raised."""
    hook: val = dunder(v, lit("__setattr__"))
    return call_held(hook, with_arguments(v, name, x), 0) if hook != 0 else object_setattr(v, name, x)


def class_of_any(v: val) -> val:
    """The class of an instance, exception or class."""
    return type_of(v) if live(Feature.METACLASSES) and has_tag(v, T_CLASS) else class_of(v)


def object_setattr(v: val, name: val, x: val) -> val:
    """`object.__setattr__(v, name, x)`: by a property or another descriptor, else into its own attributes; 0 when raised."""
    if live(Feature.EXCEPTION_METHODS) and has_tag(v, T_EXCEPTION):
        return set_on_exception(v, name, x)
    found: val = class_find(class_of_any(v), name)
    done: val = set_described(found, v, x)
    if done != UNDEFINED:
        return done
    if live(Feature.READ_ONLY) and found == 0 and is_read_only(v, name):
        return 0
    return set_own(v, name, x)


@inline
def found_property(found: val) -> i32:
    """Whether what a class has, 0 for nothing, is a property."""
    return live(Feature.PROPERTIES) and found != 0 and has_tag(found, T_METHOD_KIND) and MethodKind(found).kind == KIND_PROPERTY


def set_described(found: val, v: val, x: val) -> val:
    """Sets by a property or another descriptor of the class of `v`; 0 when raised, `undefined` if it is none."""
    if found_property(found):
        return set_property(found, v, x)
    if live(T_INSTANCE) and found != 0 and has_tag(found, T_INSTANCE):
        setter: val = dunder(found, lit("__set__"))
        if setter != 0:
            return call_held(setter, with_arguments(found, v, x), 0)
    return UNDEFINED


def delete_described(found: val, v: val) -> val:
    """The same for deleting: None."""
    if found_property(found):
        if MethodKind(found).deleter == 0:
            return raise_property(found, v, lit("deleter"))
        return NONE if call_one(MethodKind(found).deleter, v) != 0 else 0
    if live(T_INSTANCE) and found != 0 and has_tag(found, T_INSTANCE):
        deleter: val = dunder(found, lit("__delete__"))
        if deleter != 0:
            return NONE if call_two(deleter, found, v) != 0 else 0
    return UNDEFINED


@inline
def set_on_exception(v: val, name: val, x: val) -> val:
    if live(Feature.CLASSES):
        done: val = set_described(class_find(Exc(v).cls, name), v, x)
        if done != UNDEFINED:
            return x if done != 0 else 0
    if str_eq(name, lit("args")):
        return set_exception_args(v, x)
    if str_eq(name, lit("__cause__")) or str_eq(name, lit("__context__")) or str_eq(name, lit("__suppress_context__")):
        return set_exception_origin(v, name, x)
    if live(T_TRACEBACK) and str_eq(name, lit("__traceback__")):
        return trace_set(v, x)
    if live(Feature.UNICODE_SET) and not is_int(x) and is_word(lit(" start end "), name) and unicode_kind(Exc(v).cls):
        return raise_type_error(lit("an integer is required"))
    dict_set(own_attributes(v), name, x)
    return x


@inline
def set_on_class(v: val, name: val, x: val) -> val:
    if is_special(name):
        part: val = set_class_part(v, name, x)
        if part != -1:
            return part
    if live(Feature.ENUMS) and is_member_name(v, name):
        return raise_member(lit("cannot reassign member '$'"), 0, name)
    if live(Feature.PROPERTIES) and has_tag(x, T_METHOD_KIND) and member_name(v, x) == 0:
        Obj(x).flags |= LATE
    dict_set(Class(v).members, name, x)
    if is_special(name):  # some are asked for together
        members_changed()
    else:
        member_changed(name)
    return x


@inline
def set_on_function(v: val, name: val, x: val) -> val:
    if Obj(v).flags & BUILTIN:
        return raise_no_attribute(v, name)
    if live(Feature.FUNCTION_NAMES) and not has_tag(x, T_STR) and is_word(lit(" __name__ __qualname__ "), name):
        return raise_type_error(message_of(lit("$ must be set to a string object"), name, 0, 0))
    if live(Feature.FUNCTION_PARTS):
        part: val = set_function_part(v, name, x)
        if part != -1:
            return part
    if str_eq(name, lit("__defaults__")) or str_eq(name, lit("__kwdefaults__")) or str_eq(name, lit("__code__")):
        leave(reason("change of a function"))
    if Func(v).attributes == 0:
        Func(v).attributes = dict_new()
    if live(Feature.FUNCTION_DICTS) and str_eq(name, lit("__dict__")):
        function_dict(v)
    dict_set(function_names(v, name), name, x)
    return x


def set_dict(v: val, x: val) -> val:
    """`v.__dict__ = x`; returns x."""
    if not has_dict(v) or class_find(class_of(v), lit("__setattr__")) != 0:
        return py_setattr(v, lit("__dict__"), x)
    return replace_dict(v, x)


def has_dict(v: val) -> i32:
    """Whether a value is an instance or exception whose `__dict__` can be another."""
    if live(Feature.SLOTS) and is_instance(v):
        if slot_kind(v, lit("__dict__")) == 0:
            return 0
        if keeps_slots(class_of(v)):
            leave(reason("vars of an object with slots"))  # slots are kept among the attributes
        return 1
    if live(Feature.BUILTIN_SUBCLASSES) and is_classed(v):
        return 1
    return has_tag(v, T_INSTANCE) or has_tag(v, T_EXCEPTION)


def replace_dict(v: val, x: val) -> val:
    """Gives an instance or exception other attributes; returns them, 0 when raised."""
    if not has_tag(x, T_DICT):
        return raise_type(lit("__dict__ must be set to a dictionary, not a '$'"), x)
    if live(Feature.BUILTIN_SUBCLASSES) and is_classed(v):
        set_classed_attributes(v, x)  # which may be v itself
    elif has_tag(v, T_EXCEPTION):
        Exc(v).extra = x
    else:
        instance_attributes(v)  # which are no longer in places
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


def set_property(found: val, v: val, x: val) -> val:
    if MethodKind(found).setter == 0:
        return raise_property(found, v, lit("setter"))
    return call_two(MethodKind(found).setter, v, x)


@noinline
def py_delattr(v: val, name: val) -> val:
    """`del v.name`; returns None."""
    if live(T_INSTANCE) and is_instance(v):
        hook: val = dunder(v, lit("__delattr__"))
        if hook != 0:
            return call_two(hook, v, name)
        if not live(Feature.EXCEPTION_METHODS) or not has_tag(v, T_EXCEPTION):
            return delete_own(v, name)
    own: val = 0
    if live(T_EXCEPTION) and has_tag(v, T_EXCEPTION):
        done: val = delete_of_exception(v, name)
        if done != UNDEFINED:
            return done
        own = Exc(v).extra
    elif live(T_CLASS) and has_tag(v, T_CLASS):
        if live(Feature.ENUMS) and is_member_name(v, name):
            return raise_member(lit("'$' cannot delete member '$'."), v, name)
        if Class(v).members == 0:
            return raise_type_error(message_of(lit("cannot set '$' attribute of immutable type '$'"), name, Class(v).name, 0))
        if is_special(name) and refuse_deleting(v, name):
            return 0
        own = Class(v).members
        members_changed()
    elif live(T_FUNCTION) and has_tag(v, T_FUNCTION):
        own = function_names(v, name)
    if own != 0 and dict_delete(own, name):
        return NONE
    if live(Feature.NAMED_TUPLES) and is_field(v, name):
        return raise_field(1)
    if str_eq(name, lit("__class__")):
        return raise_type_error(lit("can't delete __class__ attribute"))
    if live(Feature.READ_ONLY) and is_read_only(v, name):
        return 0
    return raise_no_place(v, name)


def delete_of_exception(v: val, name: val) -> val:
    """Deletes what is none of the exception's own attributes; 0 when raised, `undefined` if it may be one."""
    if live(Feature.CLASSES):
        done: val = delete_described(class_find(Exc(v).cls, name), v)
        if done != UNDEFINED:
            return done
    if is_word(lit(" __cause__ __context__ __traceback__ args "), name):
        return raise_type_error(message_of(lit("$ may not be deleted"), name, 0, 0))
    if str_eq(name, lit("__suppress_context__")):
        return raise_type_error(lit("can't delete numeric/char attribute"))
    return UNDEFINED


def delete_own(v: val, name: val) -> val:
    """`object.__delattr__(v, name)` of an instance; returns None."""
    found: val = class_find(class_of_any(v), name)
    done: val = delete_described(found, v)
    if done != UNDEFINED:
        return done
    if str_eq(name, lit("__class__")):
        return raise_type_error(lit("can't delete __class__ attribute"))
    if live(Feature.NAMED_TUPLES) and is_field(v, name):
        return raise_field(1)
    if live(Feature.READ_ONLY) and found == 0 and is_read_only(v, name):
        return 0
    own: val = attributes_of(v)
    if own != 0 and dict_delete(own, name):
        if live(Feature.METACLASSES):
            members_changed()  # where it is a class
        return NONE
    if live(Feature.SLOTS) and slot_kind(v, name) == 2:
        return raise_error(lit_class("AttributeError"), name)
    if live(Feature.SLOTS) and found != 0 and slot_kind(v, name) == 0:
        return raise_read_only(v, name)
    return raise_no_place(v, name)


def raise_field(deletes: i32) -> val:
    """AttributeError of a field of a named tuple that is set or deleted."""
    return raise_error(lit_class("AttributeError"), lit("can't delete attribute") if deletes else lit("can't set attribute"))


def raise_read_only(v: val, name: val) -> val:
    """An attribute of the class, where an instance has no place for its own."""
    template: val = lit("'$' object attribute '$' is read-only")
    return raise_error(lit_class("AttributeError"), message_of(template, py_type_name(v), name, 0))


def set_own(v: val, name: val, x: val) -> val:
    """Stores an attribute of an instance or exception, or of a class by its metaclass; returns None."""
    if live(Feature.METACLASSES) and has_tag(v, T_CLASS):
        return NONE if set_on_class(v, name, x) != 0 else 0
    if live(Feature.NAMED_TUPLES) and is_field(v, name):
        return raise_field(0)
    if live(Feature.SLOTS) and is_instance(v) and slot_kind(v, name) == 0:
        if class_find(class_of(v), name) != 0:
            return raise_read_only(v, name)
        return raise_no_place(v, name)
    if class_of(v) == lit_class("object"):
        return raise_no_place(v, name)
    if is_factory(v, name):
        DictKind(v).factory = x
        return NONE
    set_own_value(v, name, x)
    return NONE


@inline
def is_factory(v: val, name: val) -> i32:
    """Whether an attribute is what makes the missing values of a defaultdict."""
    return live(Feature.DEFAULT_DICTS) and has_tag(v, T_DICT) and dict_kind(v) == DEFAULT_DICT and str_eq(name, lit("default_factory"))


def set_own_value(v: val, name: val, x: val) -> None:
    """Puts an attribute among those of an instance or exception."""
    if live(Feature.PLACES) and has_tag(v, T_INSTANCE) and is_placed(v) and set_placed(v, name, x):
        return
    dict_set(own_attributes(v), name, x)
