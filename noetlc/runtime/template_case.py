"""Case of strings."""

from __future__ import annotations

from noetlc.kernel.lang import i32, load8, val
from noetlc.runtime.layout import STR_BYTES, Str
from noetlc.runtime.template_print import t_text
from noetlc.runtime.text import buf_begin, buf_byte, buf_end


def t_lower(v: val) -> val:
    text: val = t_text(v)
    mark: i32 = buf_begin()
    p: i32 = text + STR_BYTES
    end: i32 = p + Str(text).nbytes
    while p < end:
        c: i32 = load8(p)
        buf_byte(c + 32 if c >= 65 and c <= 90 else c)
        p += 1
    return buf_end(mark)


def t_upper(v: val) -> val:
    text: val = t_text(v)
    mark: i32 = buf_begin()
    p: i32 = text + STR_BYTES
    end: i32 = p + Str(text).nbytes
    while p < end:
        c: i32 = load8(p)
        buf_byte(c - 32 if c >= 97 and c <= 122 else c)
        p += 1
    return buf_end(mark)
