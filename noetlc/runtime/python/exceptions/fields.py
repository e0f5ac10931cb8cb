"""Attributes of built-in exceptions that say where they came from; kept among those that a body sets, where it looks at them."""

from __future__ import annotations

from noetlc.kernel.lang import i32, i64, lit, lit_class, live, load8, noinline, reason, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import EXC_MADE, EXC_SINGLE, NONE, STR_BYTES, Class, Exc, List, Str, Tuple
from noetlc.layout.tags import T_INT, T_LIST, T_STR, T_TUPLE, T_WIDE
from noetlc.runtime.python.exceptions.errors import exc_first, exc_new, is_subclass, message_of, raise_type_error
from noetlc.runtime.python.protocol import is_iterable, list_of, put_str
from noetlc.runtime.text.strings import is_word, str_eq
from noetlc.runtime.values.buffer import buf_byte, buf_bytes, buf_str
from noetlc.runtime.values.dict import dict_get_str, dict_key_at, dict_len, dict_new, dict_next, dict_set, dict_value_at
from noetlc.runtime.values.list import list_get, tuple_get
from noetlc.runtime.values.memory import from_int, has_tag, leave, raised, tag_of


@noinline
def has_unknown_field(v: val, name: val) -> i32:
    """Whether CPython may have an attribute of this name in such an exception."""
    cls: val = Exc(v).cls
    while Class(cls).members != 0:
        cls = Class(cls).base
    names: val = lit(
        " UnicodeDecodeError UnicodeEncodeError NameError UnboundLocalError AttributeError ImportError ModuleNotFoundError SyntaxError "
    )
    if not is_word(names, Class(cls).name):
        return 0
    return is_word(lit(" start end reason object encoding name obj path msg lineno offset text filename "), name)


def origin_class(cls: val) -> val:
    """The class whose `__init__` takes the origin of exceptions of a class, 0 if none does."""
    if is_subclass(cls, lit_class("ImportError")):
        return lit_class("ImportError")
    if is_subclass(cls, lit_class("AttributeError")):
        return lit_class("AttributeError")
    return lit_class("NameError") if is_subclass(cls, lit_class("NameError")) else 0


def origin_names(cls: val) -> val:
    """What it is called."""
    if cls == lit_class("ImportError"):
        return lit(" name path ")
    return lit(" name obj ") if cls == lit_class("AttributeError") else lit(" name ")


def origin_field(v: val, name: val) -> val:
    """An attribute that was not given or found out; 0 if it is no such one, or CPython may have found it out."""
    cls: val = origin_class(Exc(v).cls)
    if cls == lit_class("ImportError") and str_eq(name, lit("msg")):
        return Exc(v).args if Exc(v).flags & EXC_SINGLE else NONE
    if Exc(v).flags & EXC_MADE and cls != 0 and is_word(origin_names(cls), name):
        return NONE
    return 0


def origin_note(e: val, name: val, value: val) -> None:
    if Exc(e).extra == 0:
        Exc(e).extra = dict_new()
    dict_set(Exc(e).extra, name, value)


def origin_missing(v: val, name: val) -> None:
    """Notes of the pending AttributeError which attribute of what is missing."""
    origin_note(raised, lit("name"), name)
    origin_note(raised, lit("obj"), v)


def has_origin(e: val) -> i32:
    """Whether what says where an exception came from is kept among its attributes."""
    own: val = Exc(e).extra
    if own == 0 or origin_class(Exc(e).cls) == 0:
        return 0
    return dict_get_str(own, lit("name")) != 0 or dict_get_str(own, lit("obj")) != 0 or dict_get_str(own, lit("path")) != 0


@noinline
def exc_named(e: val, kwargs: val) -> i32:
    """What the built-in `__init__` of an exception does with named arguments; 0 when raised."""
    cls: val = origin_class(Exc(e).cls)
    names: val = origin_names(cls)
    most: i32 = 1 if cls == lit_class("NameError") else 2
    if dict_len(kwargs) > most:
        plural: val = lit("") if most == 1 else lit("s")
        text: val = message_of(lit("$() takes at most $ keyword argument$"), Class(cls).name, from_int(i64(most)), plural)
        raise_type_error(message_of(lit("$ ($ given)"), text, from_int(i64(dict_len(kwargs))), 0))
        return 0
    at: i32 = dict_next(kwargs, 0)
    while at >= 0:
        if is_word(names, dict_key_at(kwargs, at)) == 0:
            template: val = lit("'$' is an invalid keyword argument for $()")
            raise_type_error(message_of(template, dict_key_at(kwargs, at), Class(cls).name, 0))
            return 0
        origin_note(e, dict_key_at(kwargs, at), dict_value_at(kwargs, at))
        at = dict_next(kwargs, at + 1)
    return 1


def forget_origin(e: val) -> None:
    """`__init__` again."""
    if has_origin(e):
        if origin_class(Exc(e).cls) == lit_class("AttributeError"):
            origin_note(e, lit("obj"), NONE)
        if origin_class(Exc(e).cls) == lit_class("ImportError"):
            origin_note(e, lit("path"), NONE)
        origin_note(e, lit("name"), NONE)


def syntax_field(v: val, name: val) -> val:
    """An attribute of a SyntaxError that was made of its message and place; 0 if it was not."""
    args: val = Exc(v).args
    if args == 0 or Exc(v).flags & EXC_SINGLE:
        return 0
    if str_eq(name, lit("msg")):
        return tuple_get(args, 0)
    if Tuple(args).length != 2 or not is_iterable(tuple_get(args, 1)):
        return 0
    place: val = list_of(tuple_get(args, 1))
    if str_eq(name, lit("filename")):
        return syntax_part(place, 0)
    if str_eq(name, lit("lineno")):
        return syntax_part(place, 1)
    if str_eq(name, lit("offset")):
        return syntax_part(place, 2)
    if str_eq(name, lit("text")):
        return syntax_part(place, 3)
    if str_eq(name, lit("end_lineno")):
        return syntax_part(place, 4)
    return syntax_part(place, 5) if str_eq(name, lit("end_offset")) else 0


def syntax_part(place: val, index: i32) -> val:
    return list_get(place, index) if index < List(place).length else NONE


@noinline
def syntax_takes(cls: val, args: val) -> i32:
    """Whether a SyntaxError may be made of these arguments: the second of two has the parts of a place; 0 when raised."""
    if Tuple(args).length != 2 or not is_subclass(cls, lit_class("SyntaxError")):
        return 1
    given: val = tuple_get(args, 1)
    if has_tag(given, T_TUPLE) == 0 and has_tag(given, T_LIST) == 0 and has_tag(given, T_STR) == 0 and is_iterable(given):
        leave(reason("origin of an exception"))  # which may be gone over once only
    place: val = list_of(given)
    if place == 0:
        return 0
    count: i32 = List(place).length
    if count < 4 or count > 6:
        bound: val = lit("least 4") if count < 4 else lit("most 6")
        raise_type_error(message_of(lit("function takes at $ arguments ($ given)"), bound, from_int(i64(count)), 0))
        return 0
    if count == 5:
        raise_type_error(lit("end_offset must be provided when end_lineno is provided"))
        return 0
    return 1


def syntax_error_new(cls: val, args: val) -> val:
    """`SyntaxError(message, place)` and its kind; 0 when raised."""
    return exc_new(cls, args) if syntax_takes(cls, args) else 0


@noinline
def put_syntax_error(e: val) -> i32:
    """Appends the text of a SyntaxError: its message, the end of the path of its file and its line; 0 for other exceptions."""
    if not is_subclass(Exc(e).cls, lit_class("SyntaxError")):
        return 0
    message: val = syntax_given(e, lit("msg"))
    if message == 0:
        message = exc_first(e)
    put_str(message if message != 0 else NONE)
    filename: val = syntax_given(e, lit("filename"))
    line: val = syntax_given(e, lit("lineno"))
    has_file: i32 = filename != 0 and has_tag(filename, T_STR)
    has_line: i32 = line != 0 and (tag_of(line) == T_INT or has_tag(line, T_WIDE))
    if has_file or has_line:
        buf_str(lit(" ("))
        if has_file:
            end: i32 = filename + STR_BYTES + Str(filename).nbytes
            p: i32 = end
            while p > filename + STR_BYTES and load8(p - 1) != 47:
                p -= 1
            buf_bytes(p, end - p)
        if has_line:
            buf_str(lit(", line ") if has_file else lit("line "))
            put_str(line)
        buf_byte(41)
    return 1


def syntax_given(e: val, name: val) -> val:
    """A part of a SyntaxError that the body has set or that it was made with; 0 if none."""
    own: val = dict_get_str(Exc(e).extra, name) if Exc(e).extra != 0 else 0
    return own if own != 0 else syntax_field(e, name)


def note_asked() -> None:
    """CPython may note what was asked of what in an exception that reading an attribute raised."""
    if live(Feature.ORIGINS) and raised != 0 and Exc(raised).flags & EXC_MADE:
        Exc(raised).flags = Exc(raised).flags ^ EXC_MADE
