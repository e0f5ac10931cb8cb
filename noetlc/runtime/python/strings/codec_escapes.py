"""`unicode_escape` and `raw_unicode_escape`: characters as they are written in Python's texts."""

from __future__ import annotations

from noetlc.kernel.lang import enable, gt_u, i32, lit, lit_class, load8, noinline, reason, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import BYTES_DATA, STR_BYTES, Bytes, Str
from noetlc.runtime.python.exceptions.unicode import raise_unicode
from noetlc.runtime.python.strings.codec_handlers import (
    BYTES_ESCAPED,
    STRICT,
    SURROGATES,
    bad_bytes,
    bad_size,
    handler_named,
    put_undecodable,
)
from noetlc.runtime.python.strings.codec_names import RAW_ESCAPES
from noetlc.runtime.text.quote import put_escape
from noetlc.runtime.text.strings import buf_code, buf_end, code_at, code_width
from noetlc.runtime.values.buffer import buf_base, buf_begin, buf_byte, buf_drop, buf_pos
from noetlc.runtime.values.bytes import bytes_from
from noetlc.runtime.values.memory import leave

NO_CHARACTER = -2  # what stands at the end of a line: nothing

escape_end: i32 = 0  # the address after the escape read last
escape_why: val = 0  # what is wrong with it


@noinline
def encode_escapes(v: val, codec: i32) -> val:
    """Encodes by escapes."""
    p: i32 = v + STR_BYTES
    end: i32 = p + Str(v).nbytes
    mark: i32 = buf_begin()
    while p < end:
        code: i32 = code_at(p)
        if codec == RAW_ESCAPES:
            if code < 256:
                buf_byte(code)
            else:
                put_escape(code)
        elif code == 92:
            buf_byte(92)
            buf_byte(92)
        elif code < 32 or code > 126:
            put_escape(code)
        else:
            buf_byte(code)
        p += code_width(load8(p))
    made: val = bytes_from(buf_base + mark, buf_pos - buf_base - mark)
    buf_drop(mark)
    return made


def escape_digit(c: i32) -> i32:
    """The value of a hexadecimal digit, 16 for another byte."""
    if c >= 48 and c <= 57:
        return c - 48
    c = c | 32
    return c - 87 if c >= 97 and c <= 102 else 16


def escape_number(p: i32, end: i32, count: i32, why: val) -> i32:
    """The number of so many hexadecimal digits at p; -1 if there are fewer."""
    global escape_end, escape_why
    code: i32 = 0
    while count > 0 and p < end and escape_digit(load8(p)) < 16:
        code = code << 4 | escape_digit(load8(p))
        p += 1
        count -= 1
    escape_end = p
    escape_why = why
    return -1 if count > 0 else code


def escape_of_raw(p: i32, end: i32) -> i32:
    """The character of the escape at p, a backslash and what follows; -1 if it is none, -3 if both stand for themselves."""
    global escape_end, escape_why
    c: i32 = load8(p, 1) if p + 1 < end else 0
    if c != 117 and c != 85:
        return -3
    code: i32 = 0
    if c == 117:
        return escape_number(p + 2, end, 4, lit("truncated \\uXXXX escape"))
    code = escape_number(p + 2, end, 8, lit("truncated \\UXXXXXXXX escape"))
    if escape_end - p == 10 and gt_u(code, 0x10FFFF):
        escape_why = lit("\\Uxxxxxxxx out of range")
        return -1
    return code


@noinline
def escape_at(p: i32, end: i32) -> i32:
    """The character of the escape at p; -1 if it is none, NO_CHARACTER for the end of a line, -3 if the backslash stands for itself."""
    global escape_end, escape_why
    escape_end = p + 1
    if p + 1 >= end:
        escape_why = lit("\\ at end of string")
        return -1
    c: i32 = load8(p, 1)
    escape_end = p + 2
    if c == 10:
        return NO_CHARACTER
    if c == 92 or c == 39 or c == 34:
        return c
    if c == 110:
        return 10
    if c == 116:
        return 9
    if c == 114:
        return 13
    if c == 98 or c == 97:
        return 8 if c == 98 else 7
    if c == 102 or c == 118:
        return 12 if c == 102 else 11
    if c >= 48 and c <= 55:
        code: i32 = 0
        q: i32 = p + 1
        while q < end and q < p + 4 and load8(q) >= 48 and load8(q) <= 55:
            code = code << 3 | load8(q) - 48
            q += 1
        escape_end = q
        return code
    if c == 120:
        return escape_number(p + 2, end, 2, lit("truncated \\xXX escape"))
    if c == 78:
        leave(reason("name of a character"))
    if c == 117 or c == 85:
        code = escape_of_raw(p, end)
        if c == 85 and escape_end - p == 10 and gt_u(code, 0x10FFFF):
            escape_why = lit("illegal Unicode character")
        return code
    return -3


@noinline
def decode_escapes(v: val, codec: i32, errors: val) -> val:
    """Decodes escapes; other bytes are Latin-1."""
    p: i32 = v + BYTES_DATA
    end: i32 = p + Bytes(v).nbytes
    handler: i32 = -1
    mark: i32 = buf_begin()
    while p < end:
        code: i32 = -3
        if load8(p) == 92:
            code = escape_of_raw(p, end) if codec == RAW_ESCAPES else escape_at(p, end)
        if code == -3:
            buf_code(load8(p))
            p += 1
            if codec == RAW_ESCAPES and load8(p - 1) == 92 and p < end:  # what follows is no backslash of an escape
                buf_code(load8(p))
                p += 1
        elif code == -1:
            bad_bytes(escape_end - p)
            if handler < 0:
                handler = handler_named(errors)
            if handler <= STRICT or handler == SURROGATES or handler == BYTES_ESCAPED:
                buf_drop(mark)
                return raise_escape(v, p - i32(v) - BYTES_DATA, codec) if handler >= 0 else 0
            put_undecodable(p, handler)
            p = escape_end
        else:
            enable(Feature.HALVES)
            if code != NO_CHARACTER:
                buf_code(code)
            p = escape_end
    return buf_end(mark)


def raise_escape(v: val, at: i32, codec: i32) -> val:
    enable(Feature.DECODES)
    label: val = lit("rawunicodeescape") if codec == RAW_ESCAPES else lit("unicodeescape")
    return raise_unicode(lit_class("UnicodeDecodeError"), label, v, at, bad_size, 92, escape_why)
