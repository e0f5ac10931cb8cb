"""What the classes of a body define: the class of an instance, its members by name, as instances and as classes show them."""

from __future__ import annotations

from noetlc.kernel.lang import i32, i64, inline, lit, lit_class, live, loadv, noinline, reason, shr_u, storev, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import (
    BUILTIN,
    KIND_CLASS,
    KIND_ODD,
    KIND_PROPERTY,
    KIND_STATIC,
    LATE,
    METHOD_KIND_SIZE,
    NONE,
    QUALIFIED,
    SINGLETON,
    UNBOUND,
    Bound,
    Class,
    Exc,
    Instance,
    MethodKind,
    Obj,
    Ordered,
)
from noetlc.layout.tags import (
    T_BOOL,
    T_BOUND,
    T_CLASS,
    T_DATE,
    T_DATETIME,
    T_EXCEPTION,
    T_FLOAT,
    T_FUNCTION,
    T_INSTANCE,
    T_INT,
    T_LOGGER,
    T_METHOD_KIND,
    T_TIME,
    T_TIMEDELTA,
    T_TIMEZONE,
)
from noetlc.runtime.python.classes.order import find_in_order, is_ordered, order_of
from noetlc.runtime.python.exceptions.errors import filled, message_of, raise_error
from noetlc.runtime.python.exceptions.fields import origin_missing
from noetlc.runtime.python.protocol import call_held, call_one, py_call, py_getattr, py_type_name, type_of
from noetlc.runtime.text.strings import is_word, str_eq
from noetlc.runtime.values.blocks import str_hash
from noetlc.runtime.values.classed import class_word, is_classed
from noetlc.runtime.values.dict import dict_get_str, dict_key_at, dict_next, dict_value_at
from noetlc.runtime.values.list import list_get, list_len, tuple_get, tuple_new, tuple_rest, with_arguments, with_first
from noetlc.runtime.values.memory import (
    clear,
    has_tag,
    leave,
    members_found,
    new_object,
    new_raw,
)

FOUND_SHIFT = 4  # a class, a name, what was found
FOUND_BYTES = 256 << FOUND_SHIFT
TRUE_CLASS = 20  # where the last class is whose instances are all true: what was found takes three words of four
KEPT_SHIFT = 4  # behind them: a tuple, four bytes, its hash (`objects/hash.py`)
KEPT_BYTES = 128 << KEPT_SHIFT

changing: i64 = 0  # a bit for each name that is set often, by its hash
changed_last: i32 = 0  # hashes of the names that were set last
changed_before: i32 = 0


def class_find(cls: val, name: val) -> val:
    """What a class or its bases define under a name, 0 if nothing.

    Whoever changes the members of a class says `members_changed`.
    """
    found_members()
    p: i32 = found_place(cls, name)
    if loadv(p, 8) == cls and loadv(p, 12) == name:
        return loadv(p, 16)
    found: val = class_search(cls, name)
    if changing == 0 or not is_changing(str_hash(name)):
        keep_found(p, cls, name, found)
    return found


@inline
def keeps_hashes() -> i32:
    """Whether hashes of tuples are kept behind them: where dicts take those of `hash`, as other objects may equal tuples."""
    return live(Feature.TUPLE_KEYS) and live(Feature.OWN_EQUALITIES)


@inline
def found_members() -> i32:
    """What `members_found` refers to, made if need be."""
    global members_found
    if members_found == 0:
        size: i32 = FOUND_BYTES + KEPT_BYTES if keeps_hashes() else FOUND_BYTES
        members_found = new_raw(size)
        clear(members_found + 8, members_found + 8 + size)
    return members_found


@inline
def class_find_near(cls: val, name: val) -> val:
    """`class_find` where it is asked often: what is kept is found without a call."""
    if members_found != 0:
        p: i32 = found_place(cls, name)
        if loadv(p, 8) == cls and loadv(p, 12) == name:
            return loadv(p, 16)
    return class_find(cls, name)


@inline
def found_place(cls: val, name: val) -> i32:
    """Where what a class defines under a name is kept, once anything is."""
    return members_found + (((i32(cls) >> 2) + i32(name) * 5 << 1) & (FOUND_BYTES - 1 & -16))


@inline
def keep_found(p: i32, cls: val, name: val, found: val) -> None:
    storev(p, cls, 8)
    storev(p, name, 12)
    storev(p, found, 16)


def class_has_either(cls: val, name: val, other: val, both: val) -> i32:
    """Whether a class defines one of two names at least: asked in one go, under a constant that is no name."""
    p: i32 = found_place(cls, both)
    if members_found != 0 and loadv(p, 8) == cls and loadv(p, 12) == both:
        return loadv(p, 16) != 0
    found: val = class_find(cls, name)
    if found == 0:
        found = class_find(cls, other)
    if changing == 0:  # else one of the names may be what is set often
        keep_found(found_place(cls, both), cls, both, found)
    return found != 0


@inline
def note_true(cls: val) -> None:
    """Keeps that the instances of a class are all true."""
    if members_found != 0 and changing == 0:
        storev(members_found, cls, TRUE_CLASS)


@inline
def is_known_true(cls: val) -> i32:
    """Whether that was found last."""
    return members_found != 0 and loadv(members_found, TRUE_CLASS) == cls


@inline
def class_keeps(cls: val, what: val) -> i32:
    """Whether what was found out about a class is kept, under a constant that is no name; `class_kept` has it."""
    p: i32 = found_place(cls, what)
    return members_found != 0 and loadv(p, 8) == cls and loadv(p, 12) == what


@inline
def class_kept(cls: val, what: val) -> val:
    return loadv(found_place(cls, what), 16)


def class_keep(cls: val, what: val, found: val) -> val:
    """What was found by asking a class for members, after which it is kept as these are."""
    if changing == 0 and members_found != 0:
        keep_found(found_place(cls, what), cls, what, found)
    return found


def members_changed() -> None:
    """Forgets what `class_find` keeps: a member of a class was set or deleted."""
    global members_found
    members_found = 0


@noinline
def member_changed(name: val) -> None:
    """The same of one name. One that is set again and again, such as a counter, is no longer kept, so that nothing else is forgotten."""
    global changing, changed_last, changed_before
    h: i32 = str_hash(name)
    if members_found == 0 or is_changing(h):
        return
    if h == changed_last or h == changed_before:
        changing = changing | (i64(1) << i64(h & 63))
    else:
        changed_before = changed_last
        changed_last = h
    members_changed()


@inline
def is_changing(h: i32) -> i32:
    """Whether names with a hash are not kept, because one of them is set often."""
    return i32(shr_u(changing, i64(h & 63))) & 1


@noinline
def class_search(cls: val, name: val) -> val:
    """`class_find` by looking into the class and its bases."""
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
    """Whether a class or its bases define a name, what `object` has and a None aside."""
    found: val = class_find(cls, name)
    return found != 0 and found != NONE


def dunder(v: val, name: val) -> val:
    """The special method of an instance, to be called with the instance first; 0 if its class has none."""
    return method_in_class(class_of(v), name)


@inline
def method_in_class(cls: val, name: val) -> val:
    """The same of a class."""
    return as_method(class_find(cls, name), cls, name)


@inline
def as_method(found: val, cls: val, name: val) -> val:
    """What a class has under a name as a special method, to be called with the instance first."""
    if live(T_METHOD_KIND) and found != 0 and has_tag(found, T_METHOD_KIND):
        return bound_new(found, cls)
    if live(Feature.ODD_METHODS) and found != 0 and found != NONE and not (has_tag(found, T_FUNCTION) and binds(found)):
        return odd_method(found, cls, name)
    return found


@noinline
def odd_method(found: val, cls: val, name: val) -> val:
    """A special method that is no function of the body, to be called with the instance first and then bound as an attribute is."""
    if has_tag(found, T_INSTANCE) and str_eq(name, lit("__call__")) and dunder(found, lit("__get__")) == 0:
        return found  # calls of it are counted
    return bound_new(method_kind(KIND_ODD, found), cls)


def method_kind(kind: i32, function: val) -> val:
    p: i32 = new_object(T_METHOD_KIND, METHOD_KIND_SIZE, 12)
    m: MethodKind = MethodKind(p)
    m.kind = kind
    m.function = function
    m.setter = 0
    m.deleter = 0
    return val(p)


def class_of(v: val) -> val:
    """The class of an instance or exception."""
    if live(Feature.BUILTIN_SUBCLASSES) and is_classed(v):
        return class_word(v)
    return Exc(v).cls


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


@inline
def binds(function: val) -> i32:
    """Whether a function as a member of a class is a method of its instances."""
    return Obj(function).flags & (BUILTIN | UNBOUND if live(Feature.UNBOUND_METHODS) else BUILTIN) != BUILTIN


def is_value(found: val) -> i32:
    """Whether instances show a member of their class as it is."""
    if found & 1:
        return 1
    if has_tag(found, T_FUNCTION) or (live(T_METHOD_KIND) and has_tag(found, T_METHOD_KIND)):
        return 0
    return not (live(T_INSTANCE) and has_tag(found, T_INSTANCE)) or class_find_near(Instance(found).cls, lit("__get__")) == 0


def bind_member(found: val, cls: val, receiver: val) -> val:
    """A member of a class as seen through an instance (`receiver` not 0) or through the class."""
    if has_tag(found, T_FUNCTION):
        return bound_new(found, receiver) if receiver != 0 and binds(found) else found
    if live(T_METHOD_KIND) and has_tag(found, T_METHOD_KIND):
        m: MethodKind = MethodKind(found)
        if m.kind == KIND_STATIC:
            return m.function
        if m.kind == KIND_CLASS:
            return bound_to_class(m.function, cls)
        if live(Feature.PROPERTIES) and receiver != 0:
            if m.function == 0:
                return raise_property(found, receiver, lit("getter"))
            return call_one(m.function, receiver)
    if live(T_INSTANCE) and has_tag(found, T_INSTANCE):
        getter: val = dunder(found, lit("__get__"))
        if getter != 0:
            return call_held(getter, with_arguments(found, receiver if receiver != 0 else NONE, cls), 0)
    return found


def bound_to_class(wrapped: val, cls: val) -> val:
    """What a `classmethod` gives; what it wraps may be a descriptor itself, such as a property, to which the class is the instance."""
    described: i32 = has_tag(wrapped, T_METHOD_KIND)
    if live(T_INSTANCE) and has_tag(wrapped, T_INSTANCE):
        described = dunder(wrapped, lit("__get__")) != 0
    return bind_member(wrapped, cls, cls) if described else bound_new(wrapped, cls)


def member_name(cls: val, member: val) -> val:
    """The last name under which the first class that has a member defines it, 0 if none does."""
    order: val = order_of(cls)
    found: val = 0
    i: i32 = 0
    while found == 0 and i < list_len(order):
        members: val = Class(list_get(order, i)).members
        e: i32 = dict_next(members, 0) if members != 0 else -1
        while e >= 0:
            if dict_value_at(members, e) == member:
                found = dict_key_at(members, e)
            e = dict_next(members, e + 1)
        i += 1
    return found


@noinline
def raise_property(found: val, v: val, lacking: val) -> val:
    """AttributeError of a property that lacks a function; one that was set on a class later has no name."""
    name: val = member_name(type_of(v), found) if Obj(found).flags & LATE == 0 else 0
    cls: val = py_getattr(type_of(v), lit("__qualname__"))
    text: val = message_of(lit("property of '$' object has no $"), cls, lacking, 0)
    if name != 0:
        text = message_of(lit("property '$' of '$' object has no $"), name, cls, lacking)
    return raise_error(lit_class("AttributeError"), text)


def enum_kind(cls: val) -> val:
    """`enum` or `flag` for a class that is one, 0 for any other value."""
    return class_find(cls, lit("_enum_kind_")) if live(Feature.ENUMS) and has_tag(cls, T_CLASS) else 0


def call_kind(bound: val, args: val, kwargs: val) -> val:
    """Calls what an operator found that is no function to be called with the instance first."""
    m: MethodKind = MethodKind(Bound(bound).function)
    rest: val = tuple_rest(args)
    if (live(Feature.ODD_METHODS) and m.kind == KIND_ODD) or (live(Feature.PROPERTIES) and m.kind == KIND_PROPERTY):
        member: val = bind_member(m.function if m.kind == KIND_ODD else val(m), Bound(bound).receiver, tuple_get(args, 0))
        return py_call(member, rest, kwargs) if member != 0 else 0
    return py_call(m.function, with_first(Bound(bound).receiver, rest) if m.kind == KIND_CLASS else rest, kwargs)


def method_kind_class(v: val) -> val:
    """The class of a property, class method or static method."""
    kind: i32 = MethodKind(v).kind
    if kind == KIND_PROPERTY:
        return lit_class("property")
    return lit_class("classmethod") if kind == KIND_CLASS else lit_class("staticmethod")


@noinline
def raise_no_attribute(v: val, name: val) -> val:
    """AttributeError for `v.name`."""
    leave_unknown(v, name)
    raise_lacking(v, name)
    if live(Feature.ORIGINS):
        origin_missing(v, name)
    return 0


@inline
def leave_unknown(v: val, name: val) -> None:
    """Leaves the run if CPython's type has a member that the compiled one has not."""
    if live(Feature.CLASS_MEMBERS) and is_class_member(v, name):
        leave(reason("class method of a value"))
    if live(T_LOGGER) and has_tag(v, T_LOGGER):
        leave_logger(name)


@noinline
def leave_logger(name: val) -> None:
    handling: val = lit(" addFilter addHandler callHandlers filter filters findCaller handle handlers hasHandlers makeRecord manager ")
    if is_word(handling, name) or is_word(lit(" disabled parent propagate removeFilter removeHandler root "), name):
        leave(reason("attribute of a logger"))


def is_class_member(v: val, name: val) -> i32:
    """Whether the class of a date, a time or a number has more under a name than values are asked for."""
    of_class: i32 = live(T_CLASS) and has_tag(v, T_CLASS) and Class(v).members == 0
    if (
        of_class
        or (live(T_DATE) and has_tag(v, T_DATE))
        or (live(T_DATETIME) and has_tag(v, T_DATETIME))
        or (live(T_TIME) and has_tag(v, T_TIME))
    ):
        common: val = lit(" combine fromisocalendar fromisoformat fromordinal fromtimestamp max min now resolution strptime today ")
        if is_word(common, name) or is_word(lit(" utcfromtimestamp utcnow "), name):
            return 1
        return of_class and is_word(lit(" from_bytes fromhex fromkeys maketrans utc "), name)
    if (live(T_TIMEDELTA) and has_tag(v, T_TIMEDELTA)) or (live(T_TIMEZONE) and has_tag(v, T_TIMEZONE)):
        return is_word(lit(" max min resolution utc "), name)
    if live(T_FLOAT) and has_tag(v, T_FLOAT):
        return str_eq(name, lit("fromhex"))
    return (v & 1 or has_tag(v, T_INT) or has_tag(v, T_BOOL)) and str_eq(name, lit("from_bytes"))


def raise_no_place(v: val, name: val) -> val:
    """AttributeError for `v.name = x` and `del v.name`, TypeError where v is a built-in class."""
    if live(Feature.BUILTIN_CHANGES) and live(T_CLASS) and has_tag(v, T_CLASS) and Class(v).instance != SINGLETON and Class(v).members == 0:
        return raise_immutable(v, name)
    return raise_lacking(v, name)


def raise_lacking(v: val, name: val) -> val:
    """AttributeError for an attribute that is not there."""
    template: val = lit("'$' object has no attribute '$'")
    if live(Feature.ENUMS) and enum_kind(v) != 0:
        return raise_error(lit_class("AttributeError"), name)
    if live(T_CLASS) and has_tag(v, T_CLASS) and Class(v).instance != SINGLETON:
        template = lit("type object '$' has no attribute '$'")
        return raise_error(lit_class("AttributeError"), filled(template, Class(v).name, name, 0))
    return raise_error(lit_class("AttributeError"), filled(template, py_type_name(v), name, 0))


@noinline
def raise_immutable(cls: val, name: val) -> val:
    """TypeError for an attribute of a built-in class that is set or deleted; classes of modules are left, which Python may have made."""
    if Obj(cls).flags & QUALIFIED:
        leave(reason("attribute of a library class"))
    template: val = lit("cannot set '$' attribute of immutable type '$'")
    return raise_error(lit_class("TypeError"), filled(template, name, Class(cls).name, 0))


def call_method(v: val, name: val, argument: val) -> val:
    """`v.name(argument)`, without one if that is 0."""
    f: val = py_getattr(v, name)
    if f == 0:
        return 0
    return call_one(f, argument) if argument != 0 else call_held(f, tuple_new(0), 0)
