"""`ascii(v)`."""

from __future__ import annotations

from noetlc.kernel.lang import i32, load8, val
from noetlc.layout.objects import STR_BYTES, Str
from noetlc.runtime.python.protocol import py_repr
from noetlc.runtime.text.quote import put_escape
from noetlc.runtime.text.strings import buf_end, code_at, code_width
from noetlc.runtime.values.buffer import buf_begin, buf_byte


def py_ascii(v: val) -> val:
    """`ascii(v)`: the repr with every non-ASCII character escaped; 0 when raised."""
    text: val = py_repr(v)
    if text == 0 or Str(text).nbytes == Str(text).length:
        return text
    mark: i32 = buf_begin()
    p: i32 = text + STR_BYTES
    end: i32 = p + Str(text).nbytes
    while p < end:
        code: i32 = code_at(p)
        p += code_width(load8(p))
        if code < 128:
            buf_byte(code)
        else:
            put_escape(code)
    return buf_end(mark)
