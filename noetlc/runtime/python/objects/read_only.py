"""Attributes of numbers, ranges and slices, which nothing sets or deletes: `(5).real = 1`."""

from __future__ import annotations

from noetlc.kernel.lang import i32, lit, lit_class, live, noinline, val
from noetlc.layout.tags import T_FLOAT, T_RANGE, T_SLICE
from noetlc.runtime.python.exceptions.errors import filled, raise_error
from noetlc.runtime.python.numbers.number import num_kind
from noetlc.runtime.text.strings import is_word
from noetlc.runtime.values.memory import has_tag


@noinline
def is_read_only(v: val, name: val) -> i32:
    """Whether a value of a built-in type, or of a class derived from it, has such an attribute; its AttributeError is pending then."""
    if num_kind(v) != 0:
        of_float: i32 = has_tag(v, T_FLOAT)
        if not is_word(lit(" real imag ") if of_float else lit(" real imag numerator denominator "), name):
            return 0
        kind: val = lit("float") if of_float else lit("int")
        raise_error(lit_class("AttributeError"), filled(lit("attribute '$' of '$' objects is not writable"), name, kind, 0))
        return 1
    if (live(T_RANGE) and has_tag(v, T_RANGE)) or (live(T_SLICE) and has_tag(v, T_SLICE)):
        if is_word(lit(" start stop step "), name):
            raise_error(lit_class("AttributeError"), lit("readonly attribute"))
            return 1
    return 0
