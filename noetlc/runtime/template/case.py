"""Filters and tests about the case of text, with Python's full Unicode mapping."""

from __future__ import annotations

from noetlc.kernel.lang import i32, load8, val
from noetlc.layout.objects import STR_BYTES, Str
from noetlc.runtime.python.strings.case import py_capitalize, py_lower, py_upper
from noetlc.runtime.python.strings.characters import py_islower, py_isupper
from noetlc.runtime.template.print import t_text
from noetlc.runtime.text.strings import buf_end, code_at, code_width, str_from
from noetlc.runtime.text.unicode import is_space
from noetlc.runtime.values.buffer import buf_begin, buf_str


def t_lower(v: val) -> val:
    return py_lower(t_text(v))


def t_upper(v: val) -> val:
    return py_upper(t_text(v))


def t_capitalize(v: val) -> val:
    return py_capitalize(t_text(v))


def t_is_lower(v: val) -> i32:
    return py_islower(t_text(v))


def t_is_upper(v: val) -> i32:
    return py_isupper(t_text(v))


def t_separates(c: i32) -> i32:
    """1 for what stands between the words of `title`: white space, hyphens, opening brackets."""
    return c == 45 or c == 40 or c == 123 or c == 91 or c == 60 or is_space(c)


def t_title(v: val) -> val:
    """Words with their first character in upper case and the rest in lower case."""
    text: val = t_text(v)
    p: i32 = text + STR_BYTES
    end: i32 = p + Str(text).nbytes
    mark: i32 = buf_begin()
    while p < end:
        start: i32 = p
        while p < end and t_separates(code_at(p)):
            p += code_width(load8(p))
        buf_str(str_from(start, p - start))
        start = p
        while p < end and not t_separates(code_at(p)):
            p += code_width(load8(p))
        if p > start:
            second: i32 = start + code_width(load8(start))
            buf_str(py_upper(str_from(start, second - start)))
            buf_str(py_lower(str_from(second, p - second)))
    return buf_end(mark)
