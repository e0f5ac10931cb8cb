"""Attributes of built-in exceptions that say where they came from: the runtime does not keep them."""

from __future__ import annotations

from noetlc.kernel.lang import i32, lit, noinline, val
from noetlc.layout.objects import EXC_SINGLE, NONE, Class, Exc, Tuple
from noetlc.layout.tags import T_TUPLE
from noetlc.runtime.python.exceptions.errors import message_of
from noetlc.runtime.text.strings import str_eq, str_has
from noetlc.runtime.values.list import tuple_get
from noetlc.runtime.values.memory import has_tag


@noinline
def has_unknown_field(v: val, name: val) -> i32:
    """Whether CPython may have an attribute of this name in such an exception."""
    cls: val = Exc(v).cls
    while Class(cls).members != 0:
        cls = Class(cls).base
    names: val = lit(
        " UnicodeDecodeError UnicodeEncodeError NameError UnboundLocalError AttributeError ImportError ModuleNotFoundError SyntaxError "
    )
    if not is_word_of(names, Class(cls).name):
        return 0
    return is_word_of(lit(" start end reason object encoding name obj path msg lineno offset text filename "), name)


def syntax_field(v: val, name: val) -> val:
    """An attribute of a SyntaxError that was made of its message and place; 0 if it was not."""
    args: val = Exc(v).args
    if args == 0 or Exc(v).flags & EXC_SINGLE or Tuple(args).length != 2 or not has_tag(tuple_get(args, 1), T_TUPLE):
        return 0
    if str_eq(name, lit("msg")):
        return tuple_get(args, 0)
    place: val = tuple_get(args, 1)
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
    return tuple_get(place, index) if index < Tuple(place).length else NONE


def is_word_of(words: val, word: val) -> i32:
    return str_has(words, message_of(lit(" $ "), word, 0, 0))
