"""The filters `b64encode` and `b64decode`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import i32, lit, live, load8, noinline, static_bytes, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import STR_BYTES, Str
from noetlc.runtime.json.string import utf8_length
from noetlc.runtime.template.print import t_text
from noetlc.runtime.template.value import t_raise
from noetlc.runtime.text.strings import buf_end
from noetlc.runtime.values.buffer import buf_base, buf_begin, buf_byte, buf_drop

if TYPE_CHECKING:
    from noetlc.runtime.template.hooks import wf_remembered

b64_known: i32 = 0  # the output of some plug-in is remembered with its base64 text

BASE64 = static_bytes(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")


def t_b64encode(v: val) -> val:
    """Base64 with padding of the UTF-8 bytes of the text. The bytes behind a string are readable, their value unused."""
    text: val = t_text(v)
    n: i32 = Str(text).nbytes
    p: i32 = text + STR_BYTES
    mark: i32 = buf_begin()
    while n > 0:
        second: i32 = load8(p, 1) if n > 1 else 0
        third: i32 = load8(p, 2) if n > 2 else 0
        group: i32 = load8(p) << 16 | second << 8 | third
        buf_byte(load8(BASE64 + (group >> 18)))
        buf_byte(load8(BASE64 + (group >> 12 & 63)))
        buf_byte(load8(BASE64 + (group >> 6 & 63)) if n > 1 else 61)
        buf_byte(load8(BASE64 + (group & 63)) if n > 2 else 61)
        p += 3
        n -= 3
    return buf_end(mark)


def t_sextet(c: i32) -> i32:
    """The value of a base64 character, -1 for others."""
    i: i32 = 0
    while i < 64:
        if load8(BASE64 + i) == c:
            return i
        i += 1
    return -1


@noinline
def t_bad_base64() -> val:
    return t_raise(lit("the text is not base64 of UTF-8 text"))


def t_b64decode(v: val) -> val:
    """The text whose base64 the text is; padding is required."""
    text: val = t_text(v)
    if live(Feature.REMEMBERED_TEXT) and b64_known:
        if wf_remembered(text) != 0:
            return wf_remembered(text)
    p: i32 = text + STR_BYTES
    end: i32 = p + Str(text).nbytes
    pads: i32 = 0
    while p < end and pads < 3 and load8(end - 1) == 61:
        end -= 1
        pads += 1
    rest: i32 = (end - p) & 3
    if pads > 2 or rest == 1 or (rest > 0 and rest + pads < 4):
        return t_bad_base64()
    mark: i32 = buf_begin()
    bits: i32 = 0
    have: i32 = 0
    while p < end:
        six: i32 = t_sextet(load8(p))
        if six < 0:
            buf_drop(mark)
            return t_bad_base64()
        bits = bits << 6 | six
        have += 6
        if have >= 8:
            have -= 8
            buf_byte(bits >> have & 255)
        p += 1
    if utf8_length(buf_base + mark, buf_begin() - mark) < 0:
        buf_drop(mark)
        return t_bad_base64()
    return buf_end(mark)
