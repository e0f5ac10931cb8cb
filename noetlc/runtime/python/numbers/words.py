"""Ints from 0 up to 2**64 - 1 in machine words, as hashes and random numbers have them (`lower/passes/words.py`)."""

from __future__ import annotations

from noetlc.kernel.lang import enable, i32, i64, inline, live, lt_u, noinline, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import NEGATIVE, Big, Int, Obj
from noetlc.layout.tags import T_INT, T_WIDE
from noetlc.runtime.numbers.big_parts import big_of_word, low_word
from noetlc.runtime.python.numbers.long import INSIDE, long_refers, to_long
from noetlc.runtime.values.classed import is_classed
from noetlc.runtime.values.memory import from_int, has_tag, int_overflow


@inline
def word_of(x: i64) -> i64:
    """A long modulo 2**64."""
    return object_word(i32(x)) if long_refers(x) else x


@noinline
def object_word(v: i32) -> i64:
    if has_tag(val(v), T_INT):
        return Int(v).value
    if not live(Feature.BIGINT):
        int_overflow()
    return low_word(v)


@inline
def long_from_word(x: i64) -> i64:
    """The long of a number without a sign."""
    return x if lt_u(x, i64(INSIDE)) else to_long(far_word(x))


@noinline
def far_word(x: i64) -> val:
    enable(Feature.BIGINT)
    if not live(Feature.BIGINT) and x < 0:
        return int_overflow()
    return big_of_word(x)


@inline
def value_from_word(x: i64) -> val:
    """The int of a number without a sign."""
    return from_int(x) if lt_u(x, i64(1 << 30)) else far_word(x)


@inline
def word_of_value(v: val) -> i64:
    """An int of `is_word64`."""
    return i64(v >> 1) if v & 1 else object_word(i32(v))


@inline
def is_word64(v: val) -> i32:
    """Whether a value is an int from 0 up to 2**64 - 1, and nothing derived from one."""
    return i32(v) > 0 if v & 1 else is_word64_object(v)


@noinline
def is_word64_object(v: val) -> i32:
    if live(Feature.BUILTIN_SUBCLASSES) and is_classed(v):
        return 0
    if has_tag(v, T_INT):
        return Int(v).value >= 0
    return live(Feature.BIGINT) and has_tag(v, T_WIDE) and Big(v).count <= 2 and not (Obj(v).flags & NEGATIVE)
