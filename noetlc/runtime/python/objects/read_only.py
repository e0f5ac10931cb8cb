"""Attributes of values of built-in types which nothing sets or deletes: `(5).real = 1`, `date.today().year = 1`."""

from __future__ import annotations

from noetlc.kernel.lang import i32, lit, lit_class, live, noinline, val
from noetlc.layout.features import Feature
from noetlc.layout.tags import T_DATE, T_DATETIME, T_DEQUE, T_FLOAT, T_MATCH, T_PATTERN, T_RANGE, T_SLICE, T_TIME, T_TIMEDELTA, T_UUID
from noetlc.runtime.python.exceptions.errors import filled, raise_error, raise_type_error
from noetlc.runtime.python.numbers.number import num_kind
from noetlc.runtime.text.strings import is_word
from noetlc.runtime.values.memory import has_tag


def is_kept(v: val, name: val) -> i32:
    """Whether an attribute cannot be set for what a value is; the error is pending then."""
    if live(T_UUID) and has_tag(v, T_UUID):
        raise_type_error(lit("UUID objects are immutable"))
        return 1
    return live(Feature.READ_ONLY) and is_read_only(v, name)


@noinline
def is_read_only(v: val, name: val) -> i32:
    """Whether a value of a built-in type, or of a class derived from it, has such an attribute; its error is pending then."""
    if num_kind(v) != 0:
        of_float: i32 = has_tag(v, T_FLOAT)
        names: val = lit(" real imag ") if of_float else lit(" real imag numerator denominator ")
        return is_unwritable(names, name, lit("float") if of_float else lit("int"))
    if (live(T_RANGE) and has_tag(v, T_RANGE)) or (live(T_SLICE) and has_tag(v, T_SLICE)):
        return is_read_only_member(lit(" start stop step "), name)
    if live(T_DEQUE) and has_tag(v, T_DEQUE):
        return is_unwritable(lit(" maxlen "), name, lit("collections.deque"))
    if (live(T_PATTERN) and has_tag(v, T_PATTERN)) or (live(T_MATCH) and has_tag(v, T_MATCH)):
        return is_read_only_match(v, name)
    return is_read_only_time(v, name)


def is_read_only_match(v: val, name: val) -> i32:
    """The same of patterns and matches."""
    if live(T_PATTERN) and has_tag(v, T_PATTERN):
        return is_read_only_member(lit(" flags groups pattern "), name) or is_unwritable(lit(" groupindex "), name, lit("re.Pattern"))
    if is_read_only_member(lit(" endpos pos re string "), name):
        return 1
    return is_unwritable(lit(" lastgroup lastindex regs "), name, lit("re.Match"))


def is_read_only_time(v: val, name: val) -> i32:
    """The same of dates, times and their differences."""
    if live(T_TIMEDELTA) and has_tag(v, T_TIMEDELTA):
        return is_read_only_member(lit(" days microseconds seconds "), name)
    of_time: val = lit(" fold hour microsecond minute second tzinfo ")
    if live(T_TIME) and has_tag(v, T_TIME):
        return is_unwritable(of_time, name, lit("datetime.time"))
    if live(T_DATETIME) and has_tag(v, T_DATETIME) and is_unwritable(of_time, name, lit("datetime.datetime")):
        return 1
    if (live(T_DATETIME) and has_tag(v, T_DATETIME)) or (live(T_DATE) and has_tag(v, T_DATE)):
        return is_unwritable(lit(" day month year "), name, lit("datetime.date"))
    return 0


def is_unwritable(names: val, name: val, kind: val) -> i32:
    if not is_word(names, name):
        return 0
    raise_error(lit_class("AttributeError"), filled(lit("attribute '$' of '$' objects is not writable"), name, kind, 0))
    return 1


def is_read_only_member(names: val, name: val) -> i32:
    if not is_word(names, name):
        return 0
    raise_error(lit_class("AttributeError"), lit("readonly attribute"))
    return 1
