"""Attributes of built-in exceptions that say where they came from: the runtime does not keep them."""

from __future__ import annotations

from noetlc.kernel.lang import i32, lit, noinline, val
from noetlc.layout.objects import Class, Exc
from noetlc.runtime.python.exceptions.errors import message_of
from noetlc.runtime.text.strings import str_has


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


def is_word_of(words: val, word: val) -> i32:
    return str_has(words, message_of(lit(" $ "), word, 0, 0))
