"""`html.escape` and `html.unescape`, `textwrap.dedent` and `textwrap.indent`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import i32, i64, lit, live, load8, shr_u, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import STR_BYTES, Str
from noetlc.layout.tags import T_STR
from noetlc.runtime.text.strings import buf_end
from noetlc.runtime.values.buffer import buf_begin, buf_byte, buf_bytes, buf_drop, buf_str
from noetlc.runtime.values.classed import is_classed
from noetlc.runtime.values.memory import has_tag

if TYPE_CHECKING:
    from noetlc.runtime.python.classes.lookup import raise_no_attribute
    from noetlc.runtime.python.exceptions.errors import raise_type, raise_type_error
    from noetlc.runtime.python.objects.truth import py_truth
    from noetlc.runtime.text.entities import t_unescape


ESCAPED = 1 << 38 | 1 << 60 | 1 << 62
ESCAPED_WITH_QUOTES = ESCAPED | 1 << 34 | 1 << 39


def html_escape(v: val, quote: val) -> val:
    """`html.escape(v, quote)`."""
    if not has_tag(v, T_STR):
        return raise_no_attribute(v, lit("replace"))
    quotes: i32 = py_truth(quote)
    escaped: i64 = ESCAPED_WITH_QUOTES if quotes else ESCAPED
    mark: i32 = buf_begin()
    p: i32 = v + STR_BYTES
    end: i32 = p + Str(v).nbytes
    last: i32 = p  # what lies before is written
    while p < end:
        c: i32 = load8(p)
        if c <= 62 and i32(shr_u(escaped, i64(c))) & 1:
            buf_bytes(last, p - last)
            last = p + 1
            if c == 38:
                buf_str(lit("&amp;"))
            elif c == 60:
                buf_str(lit("&lt;"))
            elif c == 62:
                buf_str(lit("&gt;"))
            else:
                buf_str(lit("&quot;") if c == 34 else lit("&#x27;"))
        p += 1
    if last == v + STR_BYTES and not (live(Feature.BUILTIN_SUBCLASSES) and is_classed(v)):
        buf_drop(mark)
        return v
    buf_bytes(last, end - last)
    return buf_end(mark)


def html_unescape(v: val) -> val:
    """`html.unescape(v)`."""
    if not has_tag(v, T_STR):
        return raise_type(lit("argument of type '$' is not iterable"), v)
    return t_unescape(v)


# ---- textwrap


def line_end(p: i32, end: i32) -> i32:
    """Where the line at p ends, before its line feed."""
    while p < end and load8(p) != 10:
        p += 1
    return p


def margin_end(p: i32, end: i32) -> i32:
    """The first byte of a line that is neither blank nor tab."""
    while p < end and (load8(p) == 32 or load8(p) == 9):
        p += 1
    return p


def wrap_dedent(v: val) -> val:
    """`textwrap.dedent(v)`."""
    if not has_tag(v, T_STR):
        return raise_type_error(lit("expected string or bytes-like object"))
    p: i32 = v + STR_BYTES
    end: i32 = p + Str(v).nbytes
    margin: i32 = 0  # address of the common margin
    width: i32 = -1
    line: i32 = p
    while line < end:
        stop: i32 = line_end(line, end)
        text: i32 = margin_end(line, stop)
        if text < stop:
            if width < 0:
                margin = line
                width = text - line
            same: i32 = 0
            while same < width and same < text - line and load8(margin + same) == load8(line + same):
                same += 1
            width = same
        line = stop + 1
    mark: i32 = buf_begin()
    line = p
    while line < end:
        stop = line_end(line, end)
        text = margin_end(line, stop)
        if text < stop:
            text = line + (width if width > 0 else 0)
            buf_bytes(text, stop - text)
        if stop < end:
            buf_byte(10)
        line = stop + 1
    return buf_end(mark)


def wrap_indent(v: val, prefix: val) -> val:
    """`textwrap.indent(v, prefix)`: lines that hold more than white space."""
    if not has_tag(v, T_STR):
        return raise_no_attribute(v, lit("splitlines"))
    if not has_tag(prefix, T_STR):
        return raise_type(lit("unsupported operand type(s) for +: '$' and 'str'"), prefix)
    mark: i32 = buf_begin()
    p: i32 = v + STR_BYTES
    end: i32 = p + Str(v).nbytes
    while p < end:
        stop: i32 = p
        blank: i32 = 1
        while stop < end and not is_break(load8(stop)):
            blank = blank & (load8(stop) == 32 or load8(stop) == 9 or load8(stop) == 31)
            stop += 1
        if stop < end:
            stop += 2 if load8(stop) == 13 and stop + 1 < end and load8(stop, 1) == 10 else 1
        if blank == 0:
            buf_str(prefix)
        buf_bytes(p, stop - p)
        p = stop
    return buf_end(mark)


def is_break(c: i32) -> i32:
    """ASCII characters that end a line."""
    return (c >= 10 and c <= 13) or (c >= 28 and c <= 30)
