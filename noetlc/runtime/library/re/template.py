"""Replacement templates: `\\1`, `\\g<name>`, escapes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import i32, i64, lit, lit_class, load8, load32, noinline, val
from noetlc.layout.objects import STR_BYTES, Str
from noetlc.runtime.library.re.set import re_bad_escape, re_simple_escape
from noetlc.runtime.library.re.state import (
    SPANS,
    Pattern,
    re_fail,
    re_get,
    re_match_string,
    re_number_of,
    re_p,
    re_peek,
    re_source,  # noqa: F401 - assigned
    re_stop,  # noqa: F401 - assigned
    re_take,
)
from noetlc.runtime.text.strings import buf_code
from noetlc.runtime.values.buffer import buf_begin, buf_bytes, buf_drop
from noetlc.runtime.values.memory import from_int

if TYPE_CHECKING:
    from noetlc.runtime.library.re.escapes import re_between, re_is_octal
    from noetlc.runtime.library.re.group import re_identifier, re_name
    from noetlc.runtime.library.re.parse import re_digits
    from noetlc.runtime.library.re.set import re_octal_value
    from noetlc.runtime.python.exceptions.errors import message_of, raise_with
    from noetlc.runtime.python.objects.repr import py_repr

NO_GROUP = -1
WRONG = -2


def re_template_check(pattern: val, template: val) -> i32:
    """Raises what is wrong with a template; 0 when raised."""
    mark: i32 = buf_begin()
    done: i32 = re_expand(pattern, template, 0)
    buf_drop(mark)
    return done


def re_put_template(pattern: val, template: val, m: val) -> None:
    """Appends a template with the groups of a match."""
    re_expand(pattern, template, m)


@noinline
def re_expand(pattern: val, template: val, m: val) -> i32:
    """Appends a template, the groups of match m (0 = none) put in; 0 when raised."""
    global re_source, re_p, re_stop
    re_source = template
    re_p = template + STR_BYTES
    re_stop = re_p + Str(template).nbytes
    while re_p < re_stop:
        start: i32 = re_p
        c: i32 = re_get()
        if c != 92:
            buf_code(c)
        else:
            group: i32 = re_template_escape(pattern, start)
            if group == WRONG:
                return 0
            if group >= 0 and m != 0:
                re_put_group(m, group)
    return 1


def re_put_group(m: val, group: i32) -> None:
    """Appends the text of a group, nothing for one that did not take part."""
    begin: i32 = load32(m + (group << 3), SPANS)
    if begin >= 0:
        buf_bytes(re_match_string(m) + STR_BYTES + begin, load32(m + (group << 3), SPANS + 4) - begin)


def re_template_escape(pattern: val, start: i32) -> i32:
    """What follows a backslash: the number of a group, NO_GROUP if a character was appended, WRONG when raised."""
    c: i32 = re_get()
    if c < 0:
        re_fail(lit("bad escape (end of pattern)"), 1)
        return WRONG
    if c == 103:
        return re_template_name(pattern)
    if c == 48:
        n: i32 = 0
        while n < 2 and re_is_octal(re_peek()):
            re_get()
            n += 1
        code: i32 = 0
        p: i32 = start + 1
        while p < re_p:
            code = code << 3 | load8(p) - 48
            p += 1
        buf_code(code & 255)
        return NO_GROUP
    if c >= 49 and c <= 57:
        number: i32 = c - 48
        second: i32 = re_peek()
        if second >= 48 and second <= 57:
            re_get()
            if re_is_octal(c) and re_is_octal(second) and re_is_octal(re_peek()):
                re_get()
                code = re_octal_value(start)
                if code < 0:
                    return WRONG
                buf_code(code)
                return NO_GROUP
            number = number * 10 + second - 48
        return re_known_group(pattern, number, re_between(start) - 1)
    simple: i32 = re_simple_escape(c)
    if simple >= 0:
        buf_code(simple)
        return NO_GROUP
    if c | 32 >= 97 and c | 32 <= 122:
        re_bad_escape(start, lit("bad escape $"))
        return WRONG
    buf_code(92)
    buf_code(c)
    return NO_GROUP


def re_known_group(pattern: val, number: i32, size: i32) -> i32:
    if number > Pattern(pattern).groups:
        re_fail(message_of(lit("invalid group reference $"), from_int(i64(number)), 0, 0), size)
        return WRONG
    return number


def re_template_name(pattern: val) -> i32:
    """`\\g<…>`."""
    global re_p
    if re_take(60) == 0:
        re_fail(lit("missing <"), 0)
        return WRONG
    from_: i32 = re_p
    name: val = re_name(62)
    if name == 0:
        return WRONG
    after: i32 = re_p
    if re_identifier(name):
        found: i32 = re_number_of(Pattern(pattern).names, name)
        if found == 0:
            raise_with(lit_class("IndexError"), lit("unknown group name $"), py_repr(name), 0)
            return WRONG
        return found
    re_p = from_
    number: i64 = re_digits()
    bad: i32 = re_p != after - 1
    re_p = after
    if bad:
        re_fail(message_of(lit("bad character in group name $"), py_repr(name), 0, 0), Str(name).length + 1)
        return WRONG
    return re_known_group(pattern, i32(number), Str(name).length + 1)
