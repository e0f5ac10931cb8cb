"""The filter `format`: printf-style directives, each handed with its value to the `%` operator of bodies.

Texts that `%s` and `%r` show are printed as templates print; a list, map, null or undefined fits no other directive.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import i32, i64, lit, load8, noinline, val
from noetlc.layout.objects import STR_BYTES, Str
from noetlc.layout.tags import T_BOOL, T_DICT, T_FLOAT, T_INT, T_STR
from noetlc.runtime.numbers.text import buf_int
from noetlc.runtime.template.print import t_text
from noetlc.runtime.template.value import t_int64, t_is_number, t_raise
from noetlc.runtime.text.strings import buf_code, buf_end, code_at, code_width, str_from
from noetlc.runtime.values import memory
from noetlc.runtime.values.buffer import buf_begin, buf_byte, buf_bytes, buf_drop, buf_str
from noetlc.runtime.values.dict import dict_get_str
from noetlc.runtime.values.list import list_get, list_len, tuple_new, tuple_set
from noetlc.runtime.values.memory import has_tag, tag_of

if TYPE_CHECKING:
    from noetlc.runtime.python.strings.percent import str_percent

raised = memory.raised  # mutable globals are shared by name across the runtime

form_at: i32 = 0  # where the text continues
form_mark: i32 = 0  # where the directive in the text buffer begins
form_used: i32 = 0  # values taken from a list so far

LARGEST = 64 << 20


@noinline
def t_bad_format() -> val:
    return t_raise(lit("the format and its values do not fit"))


def t_next_value(values: val) -> val:
    """The next positional value; 0 if there is none."""
    global form_used
    if has_tag(values, T_DICT) or form_used >= list_len(values):
        return t_bad_format()
    form_used += 1
    return list_get(values, form_used - 1)


def t_put_size(p: i32, end: i32, values: val, least: i64) -> i32:
    """Copies the digits at p into the directive, or the value that `*` stands for, `least` at least; the address after them, 0 on
    error."""
    if p < end and load8(p) == 42:
        size: val = t_next_value(values)
        if size == 0 or (tag_of(size) != T_INT and tag_of(size) != T_BOOL):
            return 0
        number: i64 = t_int64(size)
        if number > LARGEST or number < -LARGEST:
            return 0
        buf_int(number if number > least else least)
        return p + 1
    number_: i64 = 0
    while p < end and load8(p) >= 48 and load8(p) <= 57:
        number_ = number_ * 10 + i64(load8(p) - 48)
        if number_ > LARGEST:
            return 0
        buf_byte(load8(p))
        p += 1
    return p


def t_keyed(p: i32, end: i32, values: val) -> val:
    """The value of the key in parentheses at p, with `form_at` after them; 0 if there is none."""
    global form_at
    if not has_tag(values, T_DICT):
        return t_bad_format()
    start: i32 = p + 1
    depth: i32 = 1
    while p + 1 < end and depth > 0:
        p += 1
        c: i32 = load8(p)
        depth += (c == 40) - (c == 41)
    if depth > 0:
        return t_bad_format()
    form_at = p + 1
    found: val = dict_get_str(values, str_from(start, p - start))
    return found if found != 0 else t_bad_format()


def t_directive(p: i32, end: i32, values: val) -> val:
    """The text of the directive behind the `%` at p, with `form_at` after it; 0 on error. Begins with an empty buffer."""
    global form_at
    v: val = 0
    form_at = p
    if p < end and load8(p) == 40:
        v = t_keyed(p, end, values)
        if v == 0:
            return 0
        p = form_at
    buf_byte(37)
    while p < end and (load8(p) == 35 or load8(p) == 48 or load8(p) == 45 or load8(p) == 32 or load8(p) == 43):
        buf_byte(load8(p))
        p += 1
    p = t_put_size(p, end, values, -LARGEST)
    if p != 0 and p < end and load8(p) == 46:
        buf_byte(46)
        p = t_put_size(p + 1, end, values, 0)
    if p != 0 and p < end and (load8(p) == 104 or load8(p) == 108 or load8(p) == 76):
        p += 1
    if p == 0 or p >= end:
        return t_bad_format()
    kind: i32 = code_at(p)
    form_at = p + code_width(load8(p))
    if kind == 37:
        return lit("%")
    if v == 0:
        v = t_next_value(values)
        if v == 0:
            return 0
    return t_formatted(kind, v)


def t_formatted(kind: i32, v: val) -> val:
    """One value by the directive in the buffer, whose letter is `kind`; 0 on error."""
    global raised
    if kind == 115 or kind == 114 or kind == 97:
        if tag_of(v) == T_FLOAT or not (has_tag(v, T_STR) or t_is_number(tag_of(v))):
            kind = 115
            v = t_text(v)
    elif not (has_tag(v, T_STR) or t_is_number(tag_of(v))):
        return t_bad_format()
    buf_code(kind)
    one: val = tuple_new(1)
    tuple_set(one, 0, v)
    result: val = str_percent(buf_end(form_mark), one)
    if result == 0:
        raised = 0
        return t_bad_format()
    return result


def t_format(v: val, values: val) -> val:
    """`text % values`: a list of positional values, or a map for keys."""
    global form_used, form_mark
    text: val = t_text(v)
    form_used = 0
    p: i32 = text + STR_BYTES
    end: i32 = p + Str(text).nbytes
    mark: i32 = buf_begin()
    while p < end:
        start: i32 = p
        while p < end and load8(p) != 37:
            p += 1
        buf_bytes(start, p - start)
        if p < end:
            form_mark = buf_begin()
            made: val = t_directive(p + 1, end, values)
            if made == 0:
                buf_drop(mark)
                return 0
            buf_drop(form_mark)
            buf_str(made)
            p = form_at
    if not has_tag(values, T_DICT) and form_used < list_len(values):
        buf_drop(mark)
        return t_bad_format()
    return buf_end(mark)
