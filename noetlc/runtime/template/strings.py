"""Strings of the template language (language.md 6.8, 6.9), resting on the string methods of bodies."""

from __future__ import annotations

from noetlc.kernel.lang import i32, inline, lit, val
from noetlc.layout.objects import STR_BYTES, Str
from noetlc.runtime.python.strings.methods import LEFT, RIGHT, str_replace, str_strip
from noetlc.runtime.python.strings.split import str_split
from noetlc.runtime.template.value import t_raise
from noetlc.runtime.values.blocks import bytes_equal


@inline
def t_trim(v: val) -> val:
    """The string without leading and trailing white space."""
    return str_strip(v, 0, LEFT | RIGHT)


@inline
def t_replace(v: val, old: val, new: val) -> val:
    """All occurrences of `old` replaced; an empty `old` stands before every character and at the end."""
    return str_replace(v, old, new, -1)


def t_split(v: val, sep: val) -> val:
    """The parts between occurrences of `sep`, empty ones kept; 0 for an empty `sep`."""
    if Str(sep).nbytes == 0:
        return t_raise(lit("the separator of split is empty"))
    return str_split(v, sep, -1)


def t_starts(v: val, prefix: val) -> i32:
    """1 if the string starts with `prefix`."""
    n: i32 = Str(prefix).nbytes
    return n <= Str(v).nbytes and bytes_equal(v + STR_BYTES, prefix + STR_BYTES, n)


def t_ends(v: val, suffix: val) -> i32:
    """1 if the string ends with `suffix`."""
    n: i32 = Str(suffix).nbytes
    return n <= Str(v).nbytes and bytes_equal(v + STR_BYTES + Str(v).nbytes - n, suffix + STR_BYTES, n)
