"""Reading attributes of any value: `getattr`, `super`, `vars`."""

from __future__ import annotations

from noetlc.kernel.lang import i32, i64, implements, inline, lit, lit_class, live, loadv, lt_u, noinline, reason, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import (
    BUILTIN,
    ENTRY,
    EXC_FROM,
    EXC_SINGLE,
    KIND_PROPERTY,
    NONE,
    QUALIFIED,
    Bound,
    Class,
    Dict,
    Exc,
    Func,
    Instance,
    MethodKind,
    Obj,
    Ordered,
    Tuple,
)
from noetlc.layout.tags import (
    T_BOUND,
    T_CLASS,
    T_EXCEPTION,
    T_FLOAT,
    T_FUNCTION,
    T_GENERATOR,
    T_INSTANCE,
    T_METHOD_KIND,
    T_TRACEBACK,
    T_TUPLE,
)  # fmt: skip
from noetlc.runtime.python import protocol
from noetlc.runtime.python.classes.lookup import (
    bind_member,
    class_find,
    class_find_near,
    class_of,
    dunder,
    has_class,
    leave_unknown,
    members_changed,
    raise_no_attribute,
)
from noetlc.runtime.python.classes.named_tuple import is_named, keeps_field, kept_field, makes_field, named_attribute
from noetlc.runtime.python.classes.order import find_in_order, is_ordered
from noetlc.runtime.python.classes.slots import is_slot, slot_kind
from noetlc.runtime.python.classes.special import is_instance
from noetlc.runtime.python.classes.special_names import is_special, leave_special
from noetlc.runtime.python.exceptions.errors import (
    clear_raised,
    exc_first,
    exc_shown,
    is_subclass,
    message_of,
    order_position,
    raise_type_error,
)
from noetlc.runtime.python.exceptions.fields import has_origin, has_unknown_field, note_asked, origin_field, syntax_field
from noetlc.runtime.python.exceptions.trace import trace_of
from noetlc.runtime.python.exceptions.unicode import unicode_part
from noetlc.runtime.python.hooks import small_parts
from noetlc.runtime.python.numbers.ints import ints_plus
from noetlc.runtime.python.numbers.number import NUM_INT, num_kind
from noetlc.runtime.python.objects.builtin_attributes import is_syntax_part, method_kind_attribute
from noetlc.runtime.python.objects.class_parts import class_part, keeps_slots
from noetlc.runtime.python.objects.function_parts import function_dict, function_names, function_note, function_part, module_of_builtin
from noetlc.runtime.python.objects.name import (
    class_module,
    class_own_name,
    class_qualified_name,
    generator_name,
    generator_state,
    last_part,
)
from noetlc.runtime.python.objects.types import shown_type
from noetlc.runtime.python.protocol import call_two, type_of
from noetlc.runtime.text.strings import is_word, str_eq
from noetlc.runtime.values.classed import class_word, classed_attributes, is_classed, set_classed_attributes
from noetlc.runtime.values.dict import dict_get_str, dict_new, dict_set, value_in
from noetlc.runtime.values.iterator import is_coroutine
from noetlc.runtime.values.lookups import KEY, dict_entries
from noetlc.runtime.values.memory import from_bool, from_float, from_int, has_tag, leave, raised, tag_of
from noetlc.runtime.values.placed import instance_attributes, is_placed, placed_value
from noetlc.runtime.values.small_number import is_small_number


def attributes_of(v: val) -> val:
    """The dict of an instance's or exception's own attributes, 0 if there is none."""
    if live(Feature.METACLASSES) and has_tag(v, T_CLASS):
        return Class(v).members
    if live(Feature.BUILTIN_SUBCLASSES) and is_classed(v):
        return classed_attributes(v)
    if has_tag(v, T_INSTANCE):
        if live(Feature.SMALL_NUMBERS) and is_small_number(v):
            small_parts(v)
        return instance_attributes(v)
    return Exc(v).extra


def own_attribute(v: val, name: val) -> val:
    """An attribute of an instance or exception itself, 0 if there is none."""
    if live(Feature.PLACES) and has_tag(v, T_INSTANCE) and is_placed(v):
        return placed_value(v, name)
    own: val = attributes_of(v)
    return dict_get_str(own, name) if own != 0 else 0


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


def is_data_descriptor(found: val) -> i32:
    """1 if a member of a class takes part in assignments to an instance's attribute of its name."""
    if live(T_METHOD_KIND) and has_tag(found, T_METHOD_KIND):
        return MethodKind(found).kind == KIND_PROPERTY
    return live(T_INSTANCE) and has_tag(found, T_INSTANCE) and dunder(found, lit("__set__")) != 0


def reads(found: val) -> i32:
    """Whether a data descriptor says what reading gives; where it does not, the attribute of the instance counts."""
    return not (live(T_INSTANCE) and has_tag(found, T_INSTANCE)) or dunder(found, lit("__get__")) != 0


@inline
def class_shown(v: val) -> val:
    """`v.__class__`."""
    if live(Feature.ATTRIBUTE_HOOKS) and has_class(v):
        shown: val = class_find(class_of(v), lit("__class__"))
        if shown != 0:
            return bind_member(shown, class_of(v), v)
    return shown_type(v)


def find_attribute(v: val, name: val) -> val:
    """An attribute, or 0; then an exception is pending only if a property raised."""
    if str_eq(name, lit("__class__")):
        return class_shown(v)
    if live(T_CLASS) and has_tag(v, T_CLASS):
        return class_attribute(v, name)
    if has_class(v):
        cls: val = class_of(v)
        found: val = class_find(cls, name)
        if found != 0 and is_data_descriptor(found) and reads(found):
            return bind_member(found, cls, v)
        own: val = own_attribute(v, name)
        if own != 0:
            return own
        if found != 0:
            return bind_member(found, cls, v)
        if live(T_INSTANCE) and is_instance(v):
            if str_eq(name, lit("__dict__")) or (live(Feature.CLASS_PARTS) and str_eq(name, lit("1attributes"))):
                return instance_dict(v, name)
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
    if live(Feature.NAMED_TUPLES) and has_tag(v, T_TUPLE) and is_named(v):
        return named_attribute(v, name)
    return rare_attribute(v, name)


@inline
def instance_dict(v: val, name: val) -> val:
    """Its `__dict__`, or what is kept for it, slots included; 0 if its class gives it none."""
    if live(Feature.CLASS_PARTS) and str_eq(name, lit("1attributes")):
        return own_attributes(v)
    return 0 if live(Feature.SLOTS) and slot_kind(v, name) == 0 else py_vars(v)


@noinline
def rare_attribute(v: val, name: val) -> val:
    """`real` and `imag` of numbers, `numerator` and `denominator` of ints; 0 for anything else."""
    tag: i32 = tag_of(v)
    if live(T_GENERATOR) and tag == T_GENERATOR:
        if live(Feature.GENERATOR_NAMES) and is_word(lit(" __name__ __qualname__ "), name):
            return generator_name(v, name)
        if live(Feature.GENERATOR_STATES) and is_word(lit(" gi_running gi_suspended cr_running cr_suspended 1state "), name):
            return generator_state(v, name)
        if is_word(lit(" __name__ __qualname__ gi_code gi_running gi_suspended gi_yieldfrom "), name):
            leave(reason("name of a generator"))
        words: val = lit(" __await__ cr_await cr_code cr_frame cr_origin cr_running cr_suspended ")
        if live(Feature.COROUTINES) and is_coroutine(v) and is_word(words, name):
            leave(reason("name of a generator"))
    leave_unknown(v, name)
    if tag == T_FLOAT:
        if str_eq(name, lit("real")):
            return v
        return from_float(0.0) if str_eq(name, lit("imag")) else 0
    if num_kind(v) != NUM_INT:
        return 0
    if str_eq(name, lit("real")) or str_eq(name, lit("numerator")):
        return ints_plus(v)
    if str_eq(name, lit("imag")):
        return from_int(i64(0))
    return from_int(i64(1)) if str_eq(name, lit("denominator")) else 0


def class_attribute(v: val, name: val) -> val:
    """An attribute of a class: its own, or one of its metaclass as seen through the class."""
    if live(Feature.METACLASSES) and is_classed(v):
        meta: val = class_word(v)
        found: val = class_find(meta, name)
        own: val = 0
        if found == 0 or not is_data_descriptor(found) or not reads(found):
            own = plain_class_attribute(v, name)
        if found != 0 or own != 0 or raised != 0:
            return own if own != 0 or raised != 0 else bind_member(found, meta, v)
        return v if str_eq(name, lit("__call__")) else 0
    return plain_class_attribute(v, name)


def plain_class_attribute(v: val, name: val) -> val:
    if str_eq(name, lit("__name__")):
        return class_own_name(v)
    if str_eq(name, lit("__qualname__")):
        return class_qualified_name(v)
    if str_eq(name, lit("__module__")):
        return class_module(v)
    if live(Feature.CLASS_PARTS):
        part: val = class_part(v, name)
        if part != 0 or raised != 0:
            return part
    if live(Feature.FUNCTION_PARTS) and str_eq(name, lit("__annotations__")):
        return own_annotations(v)
    found: val = class_find(v, name)
    if found == 0 and Class(v).members != 0 and str_eq(name, lit("__doc__")):
        return NONE
    if str_eq(name, lit("__dict__")):
        leave(reason("dict of a class"))  # it has more members than the body defines
    if found == 0 and ((live(Feature.SLOTS) and is_slot(v, name)) or (live(Feature.NAMED_TUPLES) and makes_field(v, name))):
        leave(reason("dict of a class"))  # a descriptor
    if found != 0:
        return bind_member(found, v, 0)
    calls: i32 = str_eq(name, lit("__call__"))
    if live(Feature.METACLASSES):
        calls = calls and not is_classed(v)  # else its metaclass says first
    return v if calls else 0


def own_annotations(cls: val) -> val:
    """`__annotations__` of a class, from the first look on a dict of its own, which none above it gives it; 0 for a built-in class."""
    members: val = Class(cls).members
    found: val = dict_get_str(members, lit("__annotations__")) if members != 0 else 0
    if found == 0 and members != 0 and Obj(cls).flags & QUALIFIED:
        found = dict_new()
        dict_set(members, lit("__annotations__"), found)
        members_changed()
    return found


def function_attribute(v: val, name: val) -> val:
    names: val = function_names(v, name)
    own: val = dict_get_str(names, name) if names != 0 else 0
    if own != 0:
        return own
    if live(Feature.FUNCTION_PARTS):
        own = function_part(v, name)
        if own != 0:
            return own
    if str_eq(name, lit("__call__")):
        return v
    if str_eq(name, lit("__qualname__")):
        return Func(v).name
    if str_eq(name, lit("__name__")):
        return own_name(v) if live(Feature.FUNCTION_PARTS) else last_part(Func(v).name)
    if str_eq(name, lit("__module__")):
        return module_of_builtin(v) if Obj(v).flags & BUILTIN else lit("__main__")
    if str_eq(name, lit("__dict__")):
        return 0 if Obj(v).flags & BUILTIN else function_dict(v)
    return NONE if str_eq(name, lit("__doc__")) else 0


def own_name(v: val) -> val:
    """`__name__` of a function: one text, which is kept with it where it is a part of another; whoever compares parts may ask by `is`."""
    found: val = last_part(Func(v).name)
    if str_eq(found, Func(v).name):
        return Func(v).name
    if Obj(v).flags & BUILTIN == 0:
        function_note(v, lit("__name__"), found)
    return found


def bound_attribute(v: val, name: val) -> val:
    """An attribute of a method: its own, else one of its function."""
    if str_eq(name, lit("__self__")):
        return Bound(v).receiver
    if str_eq(name, lit("__func__")):
        return Bound(v).function
    if str_eq(name, lit("__call__")):
        return v
    function: val = Bound(v).function
    if not has_tag(function, T_FUNCTION):
        return 0
    if live(Feature.QUALIFIED_NAMES) and Obj(function).flags & BUILTIN and str_eq(name, lit("__qualname__")):
        return native_qualified_name(Func(function).name, Bound(v).receiver)
    return function_attribute(function, name)


def native_qualified_name(name: val, receiver: val) -> val:
    """`list.append` of `[].append`."""
    if not str_eq(last_part(name), name):
        return name
    return message_of(lit("$.$"), class_qualified_name(receiver if has_tag(receiver, T_CLASS) else type_of(receiver)), name, 0)


def exception_attribute(v: val, name: val) -> val:
    """The attributes every exception has, and `code`, `value`."""
    if str_eq(name, lit("args")):
        return exc_shown(v)
    if str_eq(name, lit("__cause__")):
        return Exc(v).cause if Exc(v).cause != 0 else NONE
    if str_eq(name, lit("__suppress_context__")):
        return from_bool((Exc(v).flags & EXC_FROM) != 0)
    if str_eq(name, lit("__context__")):
        return Exc(v).context if Exc(v).context != 0 else NONE
    if str_eq(name, lit("__traceback__")):
        return trace_of(v) if live(T_TRACEBACK) else NONE
    if live(Feature.EXITS) and str_eq(name, lit("code")) and is_subclass(Exc(v).cls, lit_class("SystemExit")):
        several: i32 = Exc(v).args != 0 and Exc(v).flags & EXC_SINGLE == 0 and Tuple(Exc(v).args).length > 1
        return Exc(v).args if several else first_or_none(v)
    if str_eq(name, lit("value")) and is_subclass(Exc(v).cls, lit_class("StopIteration")):
        return first_or_none(v)
    if is_subclass(Exc(v).cls, lit_class("SyntaxError")):
        place: val = syntax_field(v, name)
        if place != 0:
            return place
        if live(Feature.SYNTAX_PARTS) and is_syntax_part(v, name):
            return first_or_none(v) if str_eq(name, lit("msg")) else NONE
    if str_eq(name, lit("__dict__")):
        return py_vars(v)
    return exception_part(v, name)


def exception_part(v: val, name: val) -> val:
    """What exceptions of some classes have: parts of text, where they came from; 0 for other names."""
    if live(Feature.UNICODE_PARTS):
        part: val = unicode_part(v, name)
        if part != 0:
            return part
    if live(Feature.ORIGINS):
        known: val = origin_field(v, name)
        if known != 0:
            return known
    if has_unknown_field(v, name):
        leave(reason("origin of an exception"))
    return 0


def first_or_none(v: val) -> val:
    first: val = exc_first(v)
    return first if first != 0 else NONE


def hooked_attribute(v: val, name: val) -> val:
    """An attribute by `__getattribute__` of the value's class, or as `object` finds it; 0 if missing or raised."""
    hook: val = dunder(v, lit("__getattribute__")) if is_instance(v) else 0
    return call_two(hook, v, name) if hook != 0 else find_attribute(v, name)


def attribute_or_hook(v: val, name: val) -> val:
    """An attribute, or what `__getattr__` of an instance says where there is none; 0 if missing or raised."""
    found: val = hooked_attribute(v, name) if live(Feature.ATTRIBUTE_HOOKS) else find_attribute(v, name)
    if live(T_INSTANCE) and found == 0 and is_instance(v):
        hook: val = dunder(v, lit("__getattr__"))
        if hook != 0 and (raised == 0 or is_subclass(Exc(raised).cls, lit_class("AttributeError"))):
            clear_raised()
            return call_two(hook, v, name)
    if found == 0 and raised == 0 and is_special(name):
        leave_special(v, name)
    return found


def own_value(own: val, name: val) -> val:
    """The value of a name among attributes, 0 if absent; a few are compared by address first."""
    if Dict(own).index == 0:
        e: i32 = dict_entries(own)
        end: i32 = e + Dict(own).fill * ENTRY
        while lt_u(e, end):
            if loadv(e, KEY) == name:
                return value_in(e)
            e += ENTRY
    return dict_get_str(own, name)


@implements(protocol.py_getattr)
def py_getattr(v: val, name: val) -> val:
    """`v.name`."""
    if live(T_INSTANCE) and not live(Feature.ATTRIBUTE_HOOKS) and has_tag(v, T_INSTANCE):  # what most attributes are
        own: val = Instance(v).attributes
        if own != 0 and class_find(Instance(v).cls, name) == 0 and not str_eq(name, lit("__class__")):
            kept: val = placed_value(v, name) if live(Feature.PLACES) and is_placed(v) else own_value(own, name)
            if kept != 0:
                return kept
    found: val = kept_field(v, name) if keeps_field(v, name) else attribute_or_hook(v, name)
    note_asked()
    if found != 0 or raised != 0:
        return found
    return raise_no_attribute(looked_at(v), name)


@inline
def looked_at(v: val) -> val:
    """What a missing attribute is said to be missing of: of a method its function, which has all that a method has."""
    if live(T_BOUND) and has_tag(v, T_BOUND) and has_tag(Bound(v).function, T_FUNCTION) and Obj(Bound(v).function).flags & BUILTIN == 0:
        return Bound(v).function
    return v


@implements(protocol.py_hasattr)
def py_hasattr(v: val, name: val) -> i32:
    """Whether `v.name` can be read."""
    found: val = attribute_or_hook(v, name)
    return found != 0 if raised == 0 else forgive_missing()


def forgive_missing() -> i32:
    """Drops a pending AttributeError; any other exception stays. Returns 0."""
    if is_subclass(Exc(raised).cls, lit_class("AttributeError")):
        clear_raised()
    return 0


def super_attribute(cls: val, receiver: val, name: val) -> val:
    """`super().name` inside a method of `cls`; 0 if no class of the body above defines it."""
    through: i32 = has_tag(receiver, T_CLASS) and not (live(Feature.METACLASSES) and not is_subclass(receiver, cls))
    found: val = found_above(cls, receiver if through else class_of(receiver), name)
    if found == 0:
        return 0
    if through:
        if live(T_METHOD_KIND) and has_tag(found, T_METHOD_KIND):
            return bind_member(found, receiver, 0)
        return found
    return bind_member(found, class_of(receiver), receiver)


def found_above(cls: val, start: val, name: val) -> val:
    """What is behind a class in the order of another one, 0 if nothing."""
    if is_ordered(start):
        return find_in_order(Ordered(start).order, order_position(Ordered(start).order, cls) + 1, name)
    return class_find_near(Class(cls).base, name)


@noinline
def super_function(cls: val, receiver: val, name: val) -> val:
    """The function of the body that `super().name` is of an instance, 0 if it is something else."""
    if has_tag(receiver, T_CLASS) or not has_class(receiver):
        return 0
    found: val = found_above(cls, class_of(receiver), name)
    return found if found != 0 and has_tag(found, T_FUNCTION) and Obj(found).flags & BUILTIN == 0 else 0


@noinline
def super_other(cls: val, receiver: val, name: val) -> val:
    """`super_attribute` where `super_function` found nothing."""
    return super_attribute(cls, receiver, name)


def py_vars_of(v: val) -> val:
    """`vars(v)`."""
    return function_dict(v) if live(T_FUNCTION) and has_tag(v, T_FUNCTION) and not Obj(v).flags & BUILTIN else py_vars(v)


def py_vars(v: val) -> val:
    """`v.__dict__`: the dict of an instance's attributes."""
    if live(Feature.SLOTS) and is_instance(v):
        if slot_kind(v, lit("__dict__")) == 0:
            return raise_type_error(lit("vars() argument must have __dict__ attribute"))
        if keeps_slots(class_of(v)):
            leave(reason("vars of an object with slots"))  # slots are kept among the attributes
    if has_class(v):
        if live(Feature.ORIGINS) and has_tag(v, T_EXCEPTION) and has_origin(v):
            leave(reason("origin of an exception"))
        if live(Feature.OTHER_PARTS) and is_instance(v) and class_find(class_of(v), lit("1_other_parts")) != 0:
            leave(reason("attribute of a library class"))
        return own_attributes(v)
    if live(T_CLASS) and has_tag(v, T_CLASS):
        leave(reason("dict of a class"))
    return raise_type_error(lit("vars() argument must have __dict__ attribute"))
