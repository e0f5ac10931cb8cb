"""Escapes of regular expressions outside sets: categories, positions, characters, references to groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import i32, i64, lit, load8, val
from noetlc.layout.objects import NONE
from noetlc.runtime.library.re.set import (
    re_ascii,
    re_category_of,
    re_coded_escape,
    re_emit_category,
    re_emit_char,
    re_octal_value,
    re_simple_escape,
)  # fmt: skip
from noetlc.runtime.library.re.state import (
    AT,
    AT_BOUNDARY,
    AT_NO_BOUNDARY,
    AT_START,
    AT_STRING_END,
    BACKREF,
    IGNORECASE,
    re_behind,
    re_emit,
    re_emit2,
    re_fail,
    re_flags,
    re_get,
    re_groups,
    re_p,
    re_peek,
    re_wide,
    re_widths,
)
from noetlc.runtime.values.list import list_get, tuple_get
from noetlc.runtime.values.memory import from_int

if TYPE_CHECKING:
    from noetlc.runtime.python.exceptions.errors import message_of

# what stands before a quantifier
BARE = 0  # nothing
PLAIN = 1
SINGLE = 2  # a single-character instruction
POSITION = 3
REPEATED = 4


def re_between(start: i32) -> i32:
    """Characters from an address up to here."""
    n: i32 = 0
    while start < re_p:
        n += (load8(start) & 0xC0) != 0x80
        start += 1
    return n


def re_escape(start: i32) -> i32:
    """The escape whose backslash was taken; the kind of item."""
    c: i32 = re_get()
    if c < 0:
        return re_fail(lit("bad escape (end of pattern)"), 1)
    category: i32 = re_category_of(c)
    if category != 0:
        re_emit_category(category)
        return SINGLE
    if c == 65 or c == 90 or c == 98 or c == 66:
        return re_position_escape(c)
    simple: i32 = re_simple_escape(c)
    if simple >= 0:
        re_emit_char(simple)
        return SINGLE
    if c >= 48 and c <= 57:
        return re_numeric_escape(start, c)
    code: i32 = re_coded_escape(start, c)
    if code >= 0:
        re_emit_char(code)
    return SINGLE


def re_position_escape(c: i32) -> i32:
    """`\\A`, `\\Z`, `\\b`, `\\B`; POSITION."""
    kind: i32 = AT_START
    if c == 90:
        kind = AT_STRING_END
    elif c == 98:
        kind = AT_BOUNDARY
    elif c == 66:
        kind = AT_NO_BOUNDARY
    re_emit(AT)
    re_emit2(kind, re_ascii())
    re_wide(0, 0)
    return POSITION


def re_is_octal(c: i32) -> i32:
    return c >= 48 and c <= 55


def re_numeric_escape(start: i32, c: i32) -> i32:
    """An octal escape or the reference to a group."""
    if c == 48:
        n: i32 = 0
        while n < 2 and re_is_octal(re_peek()):
            re_get()
            n += 1
        re_emit_char(re_octal_value(start))
        return SINGLE
    group: i32 = c - 48
    second: i32 = re_peek()
    if second >= 48 and second <= 57:
        re_get()
        if re_is_octal(c) and re_is_octal(second) and re_is_octal(re_peek()):
            re_get()
            code: i32 = re_octal_value(start)
            if code >= 0:
                re_emit_char(code)
            return SINGLE
        group = group * 10 + second - 48
    if group <= re_groups:
        return re_reference(group, re_between(start))
    return re_fail(message_of(lit("invalid group reference $"), from_int(i64(group)), 0, 0), re_between(start) - 1)


def re_reference(group: i32, size: i32) -> i32:
    """A back reference, written with so many characters; PLAIN, or 0 when raised."""
    widths: val = list_get(re_widths, group)
    if widths == NONE:
        return re_fail(lit("cannot refer to an open group"), size)
    if re_behind >= 0 and group > re_behind:
        return re_fail(lit("cannot refer to group defined in the same lookbehind subpattern"), 0)
    re_emit2(BACKREF, group)
    re_emit2((re_flags & IGNORECASE) != 0, re_ascii())
    re_wide(tuple_get(widths, 0) >> 1, tuple_get(widths, 1) >> 1)
    return PLAIN
