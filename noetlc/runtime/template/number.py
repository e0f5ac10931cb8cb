"""Numbers in text, and the filters `int` and `float` (language.md 6.2, 6.8)."""

from __future__ import annotations

from noetlc.kernel.lang import f64, fabs, i32, load8, trunc, trunc_i64, val
from noetlc.layout.objects import STR_BYTES, Float, Str
from noetlc.layout.tags import T_BOOL, T_FLOAT, T_STR
from noetlc.runtime.numbers.parse import float_parse
from noetlc.runtime.numbers.text import MAX_DIGITS, int_parse
from noetlc.runtime.python.numbers.ints import wide_from_float
from noetlc.runtime.template.strings import t_trim
from noetlc.runtime.template.value import t_float64, t_int64, t_is_number
from noetlc.runtime.values.memory import from_float, from_int, has_tag, tag_of

INF = float("inf")


def t_digits(p: i32, end: i32) -> i32:
    """The address after the ASCII digits at p."""
    while p < end and load8(p) >= 48 and load8(p) <= 57:
        p += 1
    return p


def t_number(text: val) -> val:
    """The int or finite float that trimmed decimal text spells, 0 if it spells none."""
    start: i32 = text + STR_BYTES
    n: i32 = Str(text).nbytes
    end: i32 = start + n
    p: i32 = start
    if p < end and (load8(p) == 43 or load8(p) == 45):
        p += 1
    whole: i32 = p
    p = t_digits(p, end)
    digits: i32 = p - whole
    if p == end:
        return int_parse(start, n) if digits > 0 and digits <= MAX_DIGITS else 0
    if load8(p) == 46:
        fraction: i32 = p + 1
        p = t_digits(fraction, end)
        digits += p - fraction
    if digits == 0:
        return 0
    if p < end and (load8(p) | 32) == 101:
        p += 1
        if p < end and (load8(p) == 43 or load8(p) == 45):
            p += 1
        exponent: i32 = p
        p = t_digits(p, end)
        if p == exponent:
            return 0
    if p != end:
        return 0
    x: f64 = float_parse(start, n)
    return from_float(x) if fabs(x) < INF else 0


def t_to_int(x: f64) -> val:
    """A float cut toward zero."""
    whole: f64 = trunc(x)
    if whole >= 9223372036854775808.0 or whole < -9223372036854775808.0:
        return wide_from_float(whole)
    return from_int(trunc_i64(whole))


def t_filter_int(v: val, other: val) -> val:
    """The filter `int`: numbers and numbers in text cut toward zero, else `other`."""
    found: val = v
    if has_tag(v, T_STR):
        found = t_number(t_trim(v))
        if found == 0:
            return other
    tag: i32 = tag_of(found)
    if tag == T_FLOAT:
        return t_to_int(Float(found).value)
    if tag == T_BOOL:
        return from_int(t_int64(found))
    return found if t_is_number(tag) else other


def t_filter_float(v: val, other: val) -> val:
    """The filter `float`: numbers and numbers in text as floats, else `other`."""
    found: val = v
    if has_tag(v, T_STR):
        found = t_number(t_trim(v))
        if found == 0:
            return other
    tag: i32 = tag_of(found)
    if tag == T_FLOAT:
        return found
    return from_float(t_float64(found)) if t_is_number(tag) else other
