"""`collections.namedtuple`: tuples with a class, whose word follows the items."""

from __future__ import annotations

from noetlc.kernel.lang import enable, i32, i64, inline, lit, lit_class, live, load8, loadv, noinline, reason, store32, storev, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import CLASS_MODULE, CLASSED, NONE, QUALIFIED, STR_BYTES, TUPLE_ITEMS, Class, List, Obj, Str, Tuple
from noetlc.layout.tags import T_CLASS, T_STR, T_TUPLE
from noetlc.runtime.python.classes.lookup import bind_member, class_find, class_keep, class_keeps, class_kept, raise_no_attribute
from noetlc.runtime.python.exceptions.errors import message_of, raise_type_error, raise_value_error
from noetlc.runtime.python.protocol import list_of, put_repr, py_repr, py_str, py_truth
from noetlc.runtime.text.strings import buf_end, is_word, str_eq, str_from
from noetlc.runtime.text.unicode import py_isidentifier
from noetlc.runtime.values.buffer import buf_begin, buf_byte, buf_str
from noetlc.runtime.values.classed import is_classed
from noetlc.runtime.values.dict import dict_delete, dict_get_str, dict_key_at, dict_len, dict_new, dict_next, dict_set
from noetlc.runtime.values.list import (
    list_get,
    list_len,
    list_new,
    list_push,
    list_set,
    list_to_tuple,
    tuple_from_items,
    tuple_get,
    tuple_new,
    tuple_set,
)
from noetlc.runtime.values.memory import from_int, has_tag, leave, new_object

NAMED = 1  # flag of a tuple
FIELD = 1  # behind the address of a name, under which its number is kept with the members of the class


@inline
def is_named(v: val) -> i32:
    return Obj(v).flags & NAMED


@inline
def unnamed(t: val) -> val:
    """A tuple as one without names."""
    return without_names(t) if live(Feature.NAMED_TUPLES) and is_named(t) else t


@noinline
def without_names(t: val) -> val:
    return tuple_from_items(t + TUPLE_ITEMS, Tuple(t).length)


def named_class_of(v: val) -> val:
    """The class of a named tuple."""
    return loadv(v + (Tuple(v).length << 2), TUPLE_ITEMS)


def named_fields(cls: val) -> val:
    """The tuple of field names."""
    return class_find(cls, lit("_fields"))


def named_new(cls: val, n: i32) -> val:
    """A named tuple of n items, all 0 for now."""
    enable(Feature.NAMED_TUPLES)
    enable(Feature.LIBRARY_OBJECTS)
    size: i32 = TUPLE_ITEMS + ((n + 1) << 2)
    derived: i32 = 0
    if live(Feature.BUILTIN_SUBCLASSES):
        derived = named_is_derived(cls)
        size += derived << 3
    v: i32 = new_object(T_TUPLE, size, TUPLE_ITEMS)
    Obj(v).flags = NAMED
    Tuple(v).length = n
    p: i32 = v + TUPLE_ITEMS
    while p < v + Obj(v).size:
        store32(p, 0)
        p += 4
    storev(v + (n << 2), cls, TUPLE_ITEMS)
    if live(Feature.BUILTIN_SUBCLASSES) and derived:
        Obj(v).flags = NAMED | CLASSED
        storev(v + Obj(v).size - 8, cls)
    return val(v)


def named_is_derived(cls: val) -> i32:
    """Whether a class of named tuples derives from one: its instances have attributes and operators of their own."""
    return dict_get_str(Class(cls).members, lit("_fields")) == 0


def named_class(name: val, fields: val, defaults: val) -> val:
    """A class for named tuples; `fields` a list of names, `defaults` a dict."""
    enable(Feature.CLASS_CALLS)
    enable(Feature.NAMED_TUPLES)
    enable(Feature.LIBRARY_OBJECTS)
    enable(T_TUPLE)
    members: val = dict_new()
    names: val = tuple_new(list_len(fields))
    i: i32 = 0
    while i < list_len(fields):
        tuple_set(names, i, list_get(fields, i))
        i += 1
    dict_set(members, lit("_fields"), names)
    dict_set(members, lit("__match_args__"), names)
    dict_set(members, lit("_field_defaults"), defaults)
    p: i32 = new_object(T_CLASS, 32, 12)
    Obj(p).flags = QUALIFIED
    store32(p + 24, 0)
    storev(p + CLASS_MODULE, lit("__main__"))
    Class(p).instance = T_TUPLE
    Class(p).name = name
    Class(p).base = lit_class("tuple")
    Class(p).members = members
    return val(p)


def named_of(name: val, fields: val, values: val) -> val:
    """A named tuple of the items of a tuple; `fields` is text."""
    cls: val = named_class(name, split_names(fields), dict_new())
    n: i32 = Tuple(values).length
    made: val = named_new(cls, n)
    i: i32 = 0
    while i < n:
        tuple_set(made, i, tuple_get(values, i))
        i += 1
    return made


def named_is_class(cls: val) -> i32:
    """Whether a class makes named tuples."""
    return Class(cls).instance == T_TUPLE and Class(cls).members != 0


# ---- namedtuple(…)


def split_names(text: val) -> val:
    """A list of the names in a string, separated by white space and commas."""
    made: val = list_new(4)
    p: i32 = text + STR_BYTES
    end: i32 = p + Str(text).nbytes
    while p < end:
        start: i32 = p
        while p < end and load8(p) != 44 and load8(p) > 32:
            p += 1
        if p > start:
            list_push(made, str_from(start, p - start))
        p += 1
    return made


def namedtuple_new(name: val, names: val, rename: val, defaults: val, _module: val) -> val:
    """`namedtuple(name, names, rename=…, defaults=…)`."""
    enable(Feature.NAMED_TUPLES)  # also where no instance is made, so that fields are known to be members
    fields: val = split_names(names) if has_tag(names, T_STR) else list_of(names)
    if fields == 0:
        return 0
    i: i32 = 0
    while i < list_len(fields):
        text: val = py_str(list_get(fields, i))
        if text == 0:
            return 0
        if py_truth(rename) and named_must_change(fields, text, i):
            text = message_of(lit("_$"), from_int(i64(i)), 0, 0)
        list_set(fields, i, text)
        i += 1
    if not named_check(py_str(name), fields, rename):
        return 0
    given: val = dict_new()
    if defaults != NONE:
        values: val = list_of(defaults)
        if values == 0:
            return 0
        first: i32 = list_len(fields) - list_len(values)
        if first < 0:
            return raise_type_error(lit("Got more default values than field names"))
        i = 0
        while i < list_len(values):
            dict_set(given, list_get(fields, first + i), list_get(values, i))
            i += 1
    return named_class(py_str(name), fields, given)


def named_must_change(fields: val, text: val, at: i32) -> i32:
    """Whether a name cannot be a field and `rename` replaces it."""
    if not named_is_plain(text) or load8(text + STR_BYTES) == 95:
        return 1
    return named_seen(fields, text, at)


def named_seen(fields: val, text: val, at: i32) -> i32:
    i: i32 = 0
    while i < at:
        if str_eq(list_get(fields, i), text):
            return 1
        i += 1
    return 0


def named_is_plain(text: val) -> i32:
    """An identifier that is no keyword."""
    return py_isidentifier(text) and not named_is_keyword(text)


@noinline
def named_is_keyword(text: val) -> i32:
    words: val = lit(
        " False None True and as assert async await break class continue def del elif else except finally for from global if import in is"
        " lambda nonlocal not or pass raise return try while with yield "
    )
    return is_word(words, text)


def named_check(name: val, fields: val, rename: val) -> i32:
    """0 with ValueError pending if a name does not fit."""
    i: i32 = -1
    while i < list_len(fields):
        text: val = name if i < 0 else list_get(fields, i)
        if not py_isidentifier(text):
            raise_value_error(message_of(lit("Type names and field names must be valid identifiers: $"), py_repr(text), 0, 0))
            return 0
        if named_is_keyword(text):
            raise_value_error(message_of(lit("Type names and field names cannot be a keyword: $"), py_repr(text), 0, 0))
            return 0
        i += 1
    i = 0
    while i < list_len(fields):
        text = list_get(fields, i)
        if load8(text + STR_BYTES) == 95 and not py_truth(rename):
            raise_value_error(message_of(lit("Field names cannot start with an underscore: $"), py_repr(text), 0, 0))
            return 0
        if named_seen(fields, text, i):
            raise_value_error(message_of(lit("Encountered duplicate field name: $"), py_repr(text), 0, 0))
            return 0
        i += 1
    return 1


# ---- objects


@noinline
def named_make(cls: val, args: val, kwargs: val) -> val:
    """`cls(*args, **kwargs)`."""
    fields: val = named_fields(cls)
    n: i32 = Tuple(fields).length
    given: i32 = Tuple(args).length
    made: val = named_new(cls, n)
    i: i32 = 0
    while i < given and i < n:
        tuple_set(made, i, tuple_get(args, i))
        i += 1
    if kwargs != 0 and not named_take(made, kwargs, fields):
        return 0
    if given > n:
        return named_too_many(cls, n, given)
    if given == n:
        return made
    missing_: val = list_new(2)
    i = 0
    while i < n:
        if tuple_get(made, i) == 0:
            default: val = dict_get_str(named_defaults(cls), tuple_get(fields, i))
            tuple_set(made, i, default)
            if default == 0:
                list_push(missing_, py_repr(tuple_get(fields, i)))
        i += 1
    return made if list_len(missing_) == 0 else named_missing(cls, missing_)


@inline
def maker_name(cls: val) -> val:
    """The name that errors show: of classes that derive from one of named tuples, that of the one with the fields."""
    return fields_owner(cls) if live(Feature.BUILTIN_SUBCLASSES) and named_is_derived(cls) else Class(cls).name


@noinline
def fields_owner(cls: val) -> val:
    base: val = cls
    while base != 0 and Class(base).members != 0:
        if not named_is_derived(base):
            return Class(base).name
        base = Class(base).base
    return Class(cls).name


@noinline
def named_too_many(cls: val, n: i32, given: i32) -> val:
    """TypeError for more than n values by position."""
    template: val = lit("$.__new__() takes $ positional arguments but $ were given")
    if dict_len(named_defaults(cls)) != 0:
        lead: val = message_of(lit("from $ to $"), from_int(i64(n + 1 - dict_len(named_defaults(cls)))), from_int(i64(n + 1)), 0)
        return raise_type_error(message_of(template, maker_name(cls), lead, from_int(i64(given + 1))))
    if n == 0:
        template = lit("$.__new__() takes $ positional argument but $ were given")
    return raise_type_error(message_of(template, maker_name(cls), from_int(i64(n + 1)), from_int(i64(given + 1))))


def named_defaults(cls: val) -> val:
    return class_find(cls, lit("_field_defaults"))


def named_take(made: val, kwargs: val, fields: val) -> i32:
    """Assigns keyword arguments; 0 when raised."""
    cls: val = named_class_of(made)
    e: i32 = dict_next(kwargs, 0)
    while e >= 0:
        key: val = dict_key_at(kwargs, e)
        i: i32 = named_index(fields, key)
        if i < 0:
            raise_type_error(message_of(lit("$.__new__() got an unexpected keyword argument '$'"), maker_name(cls), key, 0))
            return 0
        if tuple_get(made, i) != 0:
            raise_type_error(message_of(lit("$.__new__() got multiple values for argument '$'"), maker_name(cls), key, 0))
            return 0
        tuple_set(made, i, dict_get_str(kwargs, key))
        e = dict_next(kwargs, e + 1)
    return 1


@noinline
def named_missing(cls: val, names: val) -> val:
    """TypeError for fields that were not given."""
    n: i32 = list_len(names)
    mark: i32 = buf_begin()
    template: val = lit("$.__new__() missing $ required positional argument$: ")
    buf_str(message_of(template, maker_name(cls), from_int(i64(n)), lit("s") if n > 1 else lit("")))
    i: i32 = 0
    while i < n:
        if i > 0:
            if n > 2:
                buf_str(lit(", and ") if i == n - 1 else lit(", "))
            else:
                buf_str(lit(" and "))
        buf_str(list_get(names, i))
        i += 1
    return raise_type_error(buf_end(mark))


def named_index(fields: val, name: val) -> i32:
    """The number of a field, -1 if there is none of that name."""
    i: i32 = 0
    while i < Tuple(fields).length:
        if str_eq(tuple_get(fields, i), name):
            return i
        i += 1
    return -1


def is_field(v: val, name: val) -> i32:
    """Whether a value is a named tuple that has a field of that name."""
    return has_tag(v, T_TUPLE) and is_named(v) and named_index(named_fields(named_class_of(v)), name) >= 0


@inline
def keeps_field(v: val, name: val) -> i32:
    """Whether a value is a named tuple, of no class below one, that is known to have a field of that name; `kept_field` gives it."""
    if not live(Feature.NAMED_TUPLES) or not has_tag(v, T_TUPLE) or not is_named(v):
        return 0
    return not (live(Feature.BUILTIN_SUBCLASSES) and is_classed(v)) and class_keeps(named_class_of(v), val(name + FIELD))


@inline
def kept_field(v: val, name: val) -> val:
    return tuple_get(v, i32(class_kept(named_class_of(v), val(name + FIELD))))


def named_attribute(v: val, name: val) -> val:
    """A field of a named tuple, or what its class has; 0 if nothing."""
    cls: val = named_class_of(v)
    found: val = class_find(cls, name)
    if found != 0:  # by the name of a field only if it was set
        return bind_member(found, cls, v)
    i: i32 = named_index(named_fields(cls), name)
    if i < 0:
        return 0
    class_keep(cls, val(name + FIELD), val(i))
    return tuple_get(v, i)


def makes_field(cls: val, name: val) -> i32:
    """Whether a class makes named tuples with a field of that name."""
    return named_is_class(cls) and named_index(named_fields(cls), name) >= 0


def named_put(v: val) -> None:
    """Appends `Name(field=value, …)`."""
    cls: val = named_class_of(v)
    fields: val = named_fields(cls)
    buf_str(Class(cls).name)
    buf_byte(40)
    i: i32 = 0
    while i < Tuple(v).length:
        if i != 0:
            buf_str(lit(", "))
        buf_str(tuple_get(fields, i))
        buf_byte(61)
        put_repr(tuple_get(v, i))
        i += 1
    buf_byte(41)


def is_named_tuple(v: val) -> i32:
    return is_named(v)


def named_asdict(v: val) -> val:
    """`v._asdict()`."""
    if not is_named(v):
        return raise_no_attribute(v, lit("_asdict"))
    return items_by_name(v, named_fields(named_class_of(v)))


def items_by_name(v: val, fields: val) -> val:
    """A dict of the items of a tuple, or of what is laid out like one, by their names."""
    made: val = dict_new()
    i: i32 = 0
    while i < Tuple(v).length:
        dict_set(made, tuple_get(fields, i), tuple_get(v, i))
        i += 1
    return made


def named_replace(v: val, changes: val) -> val:
    """`v._replace(**changes)`."""
    if not is_named(v):
        return raise_no_attribute(v, lit("_replace"))
    cls: val = named_class_of(v)
    return with_changes(named_new(cls, Tuple(v).length), v, named_fields(cls), changes)


def with_changes(made: val, v: val, fields: val, changes: val) -> val:
    """`made`, filled with the items of v, or those that `changes` (0 = none) has for their names; 0 when raised."""
    i: i32 = 0
    while i < Tuple(v).length:
        new: val = dict_get_str(changes, tuple_get(fields, i)) if changes != 0 else val(0)
        tuple_set(made, i, new if new != 0 else tuple_get(v, i))
        if new != 0:
            dict_delete(changes, tuple_get(fields, i))
        i += 1
    if changes != 0 and dict_len(changes) != 0:
        unknown: val = list_new(2)
        e: i32 = dict_next(changes, 0)
        while e >= 0:
            list_push(unknown, dict_key_at(changes, e))
            e = dict_next(changes, e + 1)
        return raise_value_error(message_of(lit("Got unexpected field names: $"), py_repr(unknown), 0, 0))
    return made


def named_from_items(cls: val, items: val) -> val:
    """`cls._make(items)`."""
    if not (live(Feature.NAMED_TUPLES) and named_is_class(cls)):
        return raise_no_attribute(cls, lit("_make"))
    values: val = list_of(items)
    if values == 0:
        return 0
    n: i32 = Tuple(named_fields(cls)).length
    if List(values).length != n:
        template: val = lit("Expected $ arguments, got $")
        return raise_type_error(message_of(template, from_int(i64(n)), from_int(i64(List(values).length)), 0))
    made: val = named_new(cls, n)
    i: i32 = 0
    while i < n:
        tuple_set(made, i, list_get(values, i))
        i += 1
    return made


def fields_from(cls: val, args: val) -> val:
    """The fields of a named tuple that `tuple.__new__(cls, items)` makes; arguments of another class as they are. 0 when raised."""
    if not live(Feature.NAMED_TUPLES) or Tuple(args).length != 1 or not named_is_class(cls):
        return args
    values: val = list_of(tuple_get(args, 0))
    if values == 0:
        return 0
    if List(values).length != Tuple(named_fields(cls)).length:
        leave(reason("call of a built-in class"))  # a named tuple with other items than fields
    return list_to_tuple(values)


def named_of_items(v: val, items: val) -> val:
    """`v._make(items)`: one of the class of a named tuple."""
    if not is_named(v):
        return raise_no_attribute(v, lit("_make"))
    return named_from_items(named_class_of(v), items)
