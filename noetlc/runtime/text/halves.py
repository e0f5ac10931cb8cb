"""Half characters: lone surrogates, which texts of Python may hold and data has not.

`halves` says that one was made, `Feature.HALVES` that one may be; where a text of the module holds one, nobody needs to say so.
"""

from __future__ import annotations

from noetlc.kernel.lang import i32, inline, live, load8, lt_u, noinline, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import ASCII, STR_BYTES, Str
from noetlc.runtime.text.strings import REPLACEMENT, buf_code, buf_end, code_at, code_width, halves
from noetlc.runtime.values.buffer import buf_begin, buf_bytes

HALF = 0xED  # the first byte of a half character, and of some whole ones


@inline
def may_have_halves() -> i32:
    """Whether some text may hold half a character."""
    return live(Feature.HALVES) and (live(Feature.HALF_TEXTS) or halves)


def is_half(p: i32) -> i32:
    """Whether half a character stands at p."""
    return load8(p) == HALF and load8(p, 1) >= 0xA0


@noinline
def whole_text(v: val) -> val:
    """The text with U+FFFD for each half character; two halves of one become that."""
    p: i32 = v + STR_BYTES
    end: i32 = p + Str(v).nbytes
    if Str(v).flags & ASCII == 0:
        while lt_u(p, end) and not is_half(p):
            p += code_width(load8(p))
    else:
        p = end
    if p == end:
        return v
    mark: i32 = buf_begin()
    p = v + STR_BYTES
    while lt_u(p, end):
        n: i32 = code_width(load8(p))
        if is_half(p):
            code: i32 = code_at(p)
            low: i32 = code_at(p + 3) - 0xDC00 if lt_u(p + 3, end) and is_half(p + 3) else -1
            if code < 0xDC00 and low >= 0:
                buf_code(((code & 0x3FF) << 10) + low + 0x10000)
                n = 6
            else:
                buf_code(REPLACEMENT)
        else:
            buf_bytes(p, n)
        p += n
    return buf_end(mark)
