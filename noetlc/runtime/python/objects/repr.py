"""`str` and `repr` of Python values, written to the text buffer.

The writers (`put_…`) return nothing; an error (RecursionError) is pending in `raised` afterwards.
"""

from __future__ import annotations

from noetlc.kernel.lang import i32, i64, implements, inline, lit, lit_class, live, loadv, noinline, reason, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import (
    BOUND_FUNCTION,
    BUILTIN,
    BUSY,
    EXC_FILE,
    EXC_SINGLE,
    FALSE,
    ITEMS_DATA,
    NONE,
    SINGLETON,
    SLOT,
    TRUE,
    TUPLE_ITEMS,
    UNBOUND,
    UNDEFINED,
    VIEW_VALUES,
    Bytearray,
    Class,
    Exc,
    Float,
    Func,
    List,
    Obj,
    Set,
    Tuple,
    View,
)  # fmt: skip
from noetlc.layout.tags import (
    T_BOUND,
    T_BYTEARRAY,
    T_BYTES,
    T_CLASS,
    T_DICT,
    T_EXCEPTION,
    T_FLOAT,
    T_FROZENSET,
    T_FUNCTION,
    T_GENERATOR,
    T_INSTANCE,
    T_INT,
    T_LIST,
    T_RANGE,
    T_SET,
    T_SLICE,
    T_STR,
    T_TUPLE,
    T_VIEW,
    T_WIDE,
)  # fmt: skip
from noetlc.runtime.numbers.text import buf_float, buf_int
from noetlc.runtime.python import protocol
from noetlc.runtime.python.classes.builtin_subclass import defines
from noetlc.runtime.python.classes.enum import enum_put
from noetlc.runtime.python.classes.lookup import class_find, enum_kind
from noetlc.runtime.python.classes.named_tuple import is_named, named_put
from noetlc.runtime.python.classes.special_texts import special_text
from noetlc.runtime.python.containers.dict_entries import put_entries
from noetlc.runtime.python.containers.dict_kinds import put_kind
from noetlc.runtime.python.containers.wide_range import range_by, range_first, range_last
from noetlc.runtime.python.exceptions.errors import exc_shown, has_file_arguments, is_subclass, message_of, raise_recursion
from noetlc.runtime.python.exceptions.fields import put_syntax_error
from noetlc.runtime.python.exceptions.os_errors import put_files, put_os_error
from noetlc.runtime.python.exceptions.unicode import put_unicode_error
from noetlc.runtime.python.hooks import library_put_repr, library_put_str
from noetlc.runtime.python.numbers.int import int_text
from noetlc.runtime.python.numbers.ints import ONE, put_wide
from noetlc.runtime.python.numbers.number import int_of
from noetlc.runtime.python.objects.name import class_qualified_name, is_renamed, last_part, own_text_of, put_generator, put_module
from noetlc.runtime.python.protocol import call_held, list_of, py_type_name
from noetlc.runtime.python.strings.split import py_partition
from noetlc.runtime.text.quote import put_bytes_repr, put_quoted
from noetlc.runtime.text.strings import buf_end
from noetlc.runtime.values.buffer import buf_begin, buf_byte, buf_str
from noetlc.runtime.values.classed import is_classed
from noetlc.runtime.values.dict import dict_kind
from noetlc.runtime.values.list import tuple_get, tuple_new
from noetlc.runtime.values.memory import has_tag, is_small, leave, raised, tag_of

repr_level: i32 = 0
MAX_REPR = 900


@implements(protocol.py_str)
def py_str(v: val) -> val:
    """`str(v)`; 0 when raised."""
    if has_tag(v, T_STR) and not (live(Feature.BUILTIN_SUBCLASSES) and is_classed(v)):
        return v
    if is_small(v):
        return int_text(i64(v >> 1))
    mark: i32 = buf_begin()
    put_str(v)
    text: val = buf_end(mark)
    return text if raised == 0 else 0


@inline
def text_of(v: val) -> val:
    """`str(v)` of what is a string most often; 0 when raised."""
    return v if has_tag(v, T_STR) else py_str(v)


@inline
def part_of(v: val) -> val:
    """`text_of`, but a small int as it is."""
    return v if v & 1 or has_tag(v, T_STR) else py_str(v)


@implements(protocol.py_repr)
def py_repr(v: val) -> val:
    """`repr(v)`; 0 when raised."""
    mark: i32 = buf_begin()
    put_repr(v)
    text: val = buf_end(mark)
    return text if raised == 0 else 0


@implements(protocol.put_str)
def put_str(v: val) -> None:
    """Appends `str(v)`."""
    if live(Feature.BUILTIN_SUBCLASSES) and defines(v, lit("__str__")):
        put_own_text(v, lit("__str__"), lit("__str__"))
    elif has_tag(v, T_STR):
        buf_str(v)
    elif live(Feature.BUILTIN_SUBCLASSES) and live(T_BYTES) and has_tag(v, T_BYTES):
        put_native(v)  # whose `__str__` asks no `__repr__`
    elif live(T_INSTANCE) and has_own_text(v, lit("__str__")):
        put_own_text(v, lit("__str__"), lit("__str__"))
    elif live(Feature.EXCEPTION_VALUES) and has_tag(v, T_EXCEPTION):
        put_exc(v)
    elif live(T_INSTANCE) and has_own_text(v, lit("__repr__")):
        put_own_text(v, lit("__repr__"), lit("__str__"))
    elif live(Feature.LIBRARY_OBJECTS) and library_put_str(v):
        return
    else:
        put_repr(v)


@implements(protocol.put_repr)
def put_repr(v: val) -> None:
    """Appends `repr(v)`."""
    if live(Feature.BUILTIN_SUBCLASSES) and defines(v, lit("__repr__")):
        put_own_text(v, lit("__repr__"), lit("__repr__"))
    else:
        put_native(v)


def native_repr(v: val) -> val:
    """The repr of a value of a subclass as its built-in type has it, which names the class in some; 0 when raised."""
    mark: i32 = buf_begin()
    put_native(v)
    text: val = buf_end(mark)
    return text if raised == 0 else 0


@inline
def put_native(v: val) -> None:
    tag: i32 = tag_of(v)
    if tag == T_STR:
        put_quoted(v)
    elif tag == T_INT:
        buf_int(int_of(v))
    elif tag == T_FLOAT:
        buf_float(Float(v).value)
    elif tag == T_LIST or tag == T_DICT:
        put_container(v, tag)
    elif v == NONE:
        buf_str(lit("None"))
    elif v == TRUE:
        buf_str(lit("True"))
    elif v == FALSE:
        buf_str(lit("False"))
    elif live(T_TUPLE) and tag == T_TUPLE:
        put_container(v, tag)
    else:
        put_rare(v, tag)


def has_own_text(v: val, name: val) -> i32:
    """Whether a body's class says how an instance or exception of it is printed."""
    tag: i32 = tag_of(v)
    return (tag == T_INSTANCE or tag == T_EXCEPTION) and class_find(Exc(v).cls, name) != 0


def put_own_text(v: val, name: val, shown: val) -> None:
    """Appends what the method returns."""
    text: val = special_text(v, name, shown)
    if text != 0:
        buf_str(text)


@noinline
def put_rare(v: val, tag: i32) -> None:
    if live(T_SET) and tag == T_SET:
        put_set(v, py_type_name(v) if live(Feature.BUILTIN_SUBCLASSES) else lit("set"))
    elif live(T_FROZENSET) and tag == T_FROZENSET:
        put_set(v, py_type_name(v) if live(Feature.BUILTIN_SUBCLASSES) else lit("frozenset"))
    elif live(T_BYTES) and tag == T_BYTES:
        put_bytes_repr(v, 92)
    elif live(T_BYTEARRAY) and tag == T_BYTEARRAY:
        buf_str(lit("bytearray("))
        put_bytes_repr(Bytearray(v).held, 39)
        buf_byte(41)
    elif live(T_RANGE) and tag == T_RANGE:
        put_range(v)
    elif live(T_WIDE) and tag == T_WIDE:
        put_wide(v)
    elif live(T_INSTANCE) and has_own_text(v, lit("__repr__")):
        put_own_text(v, lit("__repr__"), lit("__repr__"))
    elif live(Feature.EXCEPTION_VALUES) and tag == T_EXCEPTION:
        put_exc_repr(v)
    elif live(Feature.VIEW_VALUES) and tag == T_VIEW:
        put_container(v, tag)
    elif live(T_CLASS) and tag == T_CLASS:
        put_class(v)
    elif live(T_SLICE) and tag == T_SLICE:
        buf_str(lit("slice("))
        put_words(v + 8, 3)
        buf_byte(41)
    elif live(Feature.LIBRARY_OBJECTS) and library_put_repr(v, tag):
        return
    elif live(T_FUNCTION) and tag == T_FUNCTION:
        put_function(v)
    elif live(T_BOUND) and tag == T_BOUND and has_tag(loadv(v, BOUND_FUNCTION), T_FUNCTION):
        put_bound(v)
    else:
        put_object(v, tag)


def put_class(v: val) -> None:
    """Appends `<class 'C'>`, or the name of Ellipsis and its kind."""
    if Class(v).instance == SINGLETON:
        buf_str(Class(v).name)
    elif live(Feature.ENUMS) and enum_kind(v) != 0:
        enum_put(v)
    else:
        buf_str(lit("<class '"))
        put_module(v)
        buf_str(class_qualified_name(v) if is_renamed(v) else Class(v).name)
        buf_str(lit("'>"))


def put_object(v: val, tag: i32) -> None:
    """Appends `<module.C object at 0x…>`."""
    if live(Feature.GENERATOR_NAMES) and tag == T_GENERATOR:
        put_generator(v, py_type_name(v))
        return
    if live(Feature.RENAMED_GENERATORS) and tag == T_GENERATOR:
        leave(reason("name of a generator"))
    buf_byte(60)
    if live(T_INSTANCE) and tag == T_INSTANCE:
        cls: val = Exc(v).cls
        put_module(cls)
        buf_str(class_qualified_name(cls) if is_renamed(cls) else Class(cls).name)
    else:
        buf_str(py_type_name(v))
    buf_str(lit(" object at 0x7f0000000000>"))


def put_function(v: val) -> None:
    """Appends `<function f at 0x…>`, or `<built-in function len>`."""
    if live(Feature.FUNCTION_TEXTS) and own_text_of(v) != 0:
        text: val = call_held(own_text_of(v), tuple_new(0), 0)
        if text != 0:
            buf_str(text)
        return
    builtin: i32 = Obj(v).flags & BUILTIN
    if live(Feature.UNBOUND_METHODS) and Obj(v).flags & UNBOUND:
        parts: val = py_partition(Func(v).name, lit("."))
        kind: val = lit("method")
        if live(Feature.SLOT_METHODS) and Obj(v).flags & SLOT:
            kind = lit("slot wrapper")
        buf_str(message_of(lit("<$ '$' of '$' objects>"), kind, tuple_get(parts, 2), tuple_get(parts, 0)))
        return
    buf_str(lit("<built-in function ") if builtin else lit("<function "))
    buf_str(Func(v).name)
    buf_str(lit(">") if builtin else lit(" at 0x7f0000000000>"))


def put_bound(v: val) -> None:
    """Appends `<bound method C.f of …>`, or `<built-in method append of list object at 0x…>`."""
    function: val = loadv(v, BOUND_FUNCTION)
    receiver: val = loadv(v, BOUND_FUNCTION + 4)
    builtin: i32 = Obj(function).flags & BUILTIN
    if live(Feature.SLOT_METHODS) and Obj(function).flags & SLOT:
        buf_str(message_of(lit("<method-wrapper '$'"), last_part(Func(function).name), 0, 0))
    else:
        buf_str(lit("<built-in method ") if builtin else lit("<bound method "))
        buf_str(Func(function).name)
    buf_str(lit(" of "))
    if builtin:
        buf_str(py_type_name(receiver))
        buf_str(lit(" object at 0x7f0000000000"))
    else:
        put_repr(receiver)
    buf_byte(62)


def put_words(p: i32, n: i32) -> None:
    """Appends n values at p, separated."""
    i: i32 = 0
    while i < n:
        if i != 0:
            buf_byte(44)
            buf_byte(32)
        put_repr(loadv(p + (i << 2)))
        i += 1


def put_container(v: val, tag: i32) -> None:
    """Appends a list, dict, tuple or view; one that contains itself is shown as `[...]` at the second encounter."""
    global repr_level
    if Obj(v).flags & BUSY:
        opening: val = lit("[...]")
        if tag == T_DICT:
            opening = lit("{...}")
        if live(T_TUPLE) and tag == T_TUPLE:
            opening = lit("(...)")
        if live(Feature.VIEW_VALUES) and tag == T_VIEW:
            opening = lit("...")
        buf_str(opening)
        return
    if repr_level > MAX_REPR:
        raise_recursion(lit("maximum recursion depth exceeded while getting the repr of an object"))
        return
    Obj(v).flags = Obj(v).flags | BUSY
    repr_level += 1
    if tag == T_LIST:
        buf_byte(91)
        put_words(List(v).items + ITEMS_DATA, List(v).length)
        buf_byte(93)
    elif live(Feature.DICT_KINDS) and tag == T_DICT and dict_kind(v):
        put_kind(v)
    elif tag == T_DICT:
        buf_byte(123)
        put_entries(v, 2)
        buf_byte(125)
    elif live(Feature.NAMED_TUPLES) and tag == T_TUPLE and is_named(v):
        named_put(v)
    elif live(T_TUPLE) and tag == T_TUPLE:
        buf_byte(40)
        put_words(v + TUPLE_ITEMS, Tuple(v).length)
        if Tuple(v).length == 1:
            buf_byte(44)
        buf_byte(41)
    elif live(Feature.VIEW_VALUES):
        buf_str(py_type_name(v))
        buf_byte(40)
        buf_byte(91)
        put_entries(View(v).source, 3 if View(v).kind > VIEW_VALUES else View(v).kind)
        buf_byte(93)
        buf_byte(41)
    repr_level -= 1
    Obj(v).flags = Obj(v).flags & ~BUSY


def mark_busy(v: val, busy: val) -> i32:
    """Marks an instance as being shown, or takes the mark away; whether it had it."""
    before: i32 = Obj(v).flags
    Obj(v).flags = before | BUSY if busy == TRUE else before & ~BUSY
    return (before & BUSY) != 0


def put_set(v: val, name: val) -> None:
    """Appends `{…}`, `set()`, `frozenset({…})`; only an object in it can lead back to it."""
    if live(T_INSTANCE):
        if Obj(v).flags & BUSY:
            buf_str(name)
            buf_str(lit("(...)"))
            return
        Obj(v).flags = Obj(v).flags | BUSY
    named: i32 = Set(v).used == 0
    if live(Feature.BUILTIN_SUBCLASSES) and is_classed(v):
        named = 1
    if live(T_FROZENSET) and has_tag(v, T_FROZENSET):
        named = 1
    if named:
        buf_str(name)
        buf_byte(40)
    if Set(v).used != 0:
        buf_byte(123)
        if live(Feature.BUILTIN_SUBCLASSES) and defines(v, lit("__iter__")):
            put_own_items(v)
        else:
            put_set_items(v)
        buf_byte(125)
    if named:
        buf_byte(41)
    if live(T_INSTANCE):
        Obj(v).flags = Obj(v).flags & ~BUSY


def put_set_items(v: val) -> None:
    """Appends the items of a set."""
    p: i32 = Set(v).table + 16
    end: i32 = p + ((Set(v).mask + 1) << 4)
    first: i32 = 1
    while p < end:
        key: val = loadv(p)
        if key != 0 and key != UNDEFINED:
            if first == 0:
                buf_byte(44)
                buf_byte(32)
            first = 0
            put_repr(key)
        p += 16


@noinline
def put_own_items(v: val) -> None:
    """Appends the items that the class of a set gives."""
    items: val = list_of(v)
    if items != 0:
        put_words(List(items).items + ITEMS_DATA, List(items).length)


def put_range(v: val) -> None:
    buf_str(lit("range("))
    put_repr(range_first(v))
    buf_byte(44)
    buf_byte(32)
    put_repr(range_last(v))
    if range_by(v) != ONE:
        buf_byte(44)
        buf_byte(32)
        put_repr(range_by(v))
    buf_byte(41)


def put_exc(e: val) -> None:
    """Appends `str(e)`: nothing, the argument (a KeyError's as repr), or the tuple of arguments."""
    if live(Feature.FILE_PARTS) and put_os_error(e):
        return
    if live(Feature.SYNTAX_PARTS) and put_syntax_error(e):
        return
    args: val = Exc(e).args
    if args == 0:
        if live(T_CLASS) and is_subclass(Exc(e).cls, lit_class("SyntaxError")):
            buf_str(lit("None"))
        return
    if live(Feature.UNICODE_PARTS) and put_unicode_error(e):
        return
    if Exc(e).flags & EXC_SINGLE:
        if is_subclass(Exc(e).cls, lit_class("KeyError")):
            put_repr(args)
        else:
            put_str(args)
    elif live(T_TUPLE):
        if (Tuple(args).length == 2 or has_file_arguments(args)) and is_subclass(Exc(e).cls, lit_class("OSError")):
            buf_str(lit("[Errno "))
            put_str(loadv(args + TUPLE_ITEMS))
            buf_byte(93)
            buf_byte(32)
            put_str(loadv(args + TUPLE_ITEMS + 4))
            if live(Feature.FILE_ERRORS) and Exc(e).flags & EXC_FILE:
                put_files(args)
        else:
            put_repr(args)


def exc_str(e: val) -> val:
    """`str(e)`; 0 when raised."""
    return py_str(e)


def put_exc_repr(e: val) -> None:
    """Appends `Name(arguments)`."""
    buf_str(Class(Exc(e).cls).name)
    args: val = Exc(e).args
    if live(T_TUPLE) and args != 0 and (Exc(e).flags & EXC_SINGLE) == 0:
        put_repr(exc_shown(e) if live(Feature.FILE_ERRORS) else args)
        return
    buf_byte(40)
    if args != 0:
        put_repr(args)
    buf_byte(41)
