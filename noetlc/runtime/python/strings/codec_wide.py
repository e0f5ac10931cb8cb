"""UTF-16 and UTF-32."""

from __future__ import annotations

from noetlc.kernel.lang import enable, i32, lit, lit_class, load8, load16, load32, lt_u, noinline, reason, val
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
    put_unencodable,
)
from noetlc.runtime.python.strings.codec_names import UTF16, UTF16_BE, UTF32, UTF32_BE
from noetlc.runtime.text.strings import buf_code, buf_end, code_at, code_width
from noetlc.runtime.values.buffer import buf_base, buf_begin, buf_byte, buf_drop, buf_pos
from noetlc.runtime.values.bytes import bytes_from
from noetlc.runtime.values.memory import leave

SIGNATURE = 0xFEFF

wide_why: val = 0  # what is wrong with the piece of `bad_size` bytes looked at last


def unit_at(p: i32, width: i32, big: i32) -> i32:
    """The number at p."""
    if width == 2:
        return load8(p) << 8 | load8(p, 1) if big else load16(p)
    return load8(p) << 24 | load8(p, 1) << 16 | load8(p, 2) << 8 | load8(p, 3) if big else load32(p)


def put_unit(code: i32, width: i32, big: i32) -> None:
    """Appends a number."""
    at: i32 = 0
    while at < width:
        shift: i32 = (width - 1 - at if big else at) << 3
        buf_byte(code >> shift & 255)
        at += 1


def wide_width(codec: i32) -> i32:
    return 4 if codec >= UTF32 else 2


def wide_label(codec: i32) -> val:
    """The name of a codec in messages."""
    if codec == UTF16:
        return lit("utf-16")
    if codec == UTF32:
        return lit("utf-32")
    if codec >= UTF32:
        return lit("utf-32-be") if codec == UTF32_BE else lit("utf-32-le")
    return lit("utf-16-be") if codec == UTF16_BE else lit("utf-16-le")


def wrong(size: i32, why: val) -> i32:
    """Notes what is wrong with that many bytes; -1."""
    global wide_why
    wide_why = why
    bad_bytes(size)
    return -1


@noinline
def wide_code(p: i32, end: i32, width: i32, big: i32) -> i32:
    """The character at p; -1 for what is none, which is then noted."""
    if end - p < width:
        return wrong(end - p, lit("truncated data"))
    code: i32 = unit_at(p, width, big)
    if width == 4:
        if not lt_u(code, 0x110000):
            return wrong(4, lit("code point not in range(0x110000)"))
        if code >= 0xD800 and code < 0xE000:
            return wrong(4, lit("code point in surrogate code point range(0xd800, 0xe000)"))
        return code
    if code < 0xD800 or code >= 0xE000:
        return code
    if code >= 0xDC00:
        return wrong(2, lit("illegal encoding"))
    if end - p < 4:
        return wrong(end - p, lit("unexpected end of data"))
    low: i32 = unit_at(p + 2, 2, big)
    if low < 0xDC00 or low >= 0xE000:
        return wrong(2, lit("illegal UTF-16 surrogate"))
    return 0x10000 + ((code & 0x3FF) << 10 | low & 0x3FF)


@noinline
def decode_wide(v: val, codec: i32, errors: val) -> val:
    """Decodes UTF-16 or UTF-32."""
    p: i32 = v + BYTES_DATA
    end: i32 = p + Bytes(v).nbytes
    width: i32 = wide_width(codec)
    if (codec == UTF16 or codec == UTF32) and end - p >= width:
        codec += 1
        if unit_at(p, width, 0) == SIGNATURE:
            p += width
        elif unit_at(p, width, 1) == SIGNATURE:
            codec += 1
            p += width
    big: i32 = codec == UTF16_BE or codec == UTF32_BE
    handler: i32 = -1
    mark: i32 = buf_begin()
    while p < end:
        code: i32 = wide_code(p, end, width, big)
        if code >= 0:
            buf_code(code)
            p += 4 if code > 0xFFFF else width
        else:
            if handler < 0:
                handler = handler_named(errors)
            if handler == BYTES_ESCAPED:
                leave(reason("encoding"))
            lone: i32 = handler == SURROGATES and end - p >= width and (unit_at(p, width, big) & 0x7FFFF800) == 0xD800
            if handler == STRICT or handler < 0 or (handler == SURROGATES and not lone):
                buf_drop(mark)
                return raise_wide(v, p - i32(v) - BYTES_DATA, codec) if handler >= 0 else 0
            if lone:
                buf_code(unit_at(p, width, big))
                p += width
            else:
                put_undecodable(p, handler)
                p += bad_size
    return buf_end(mark)


def raise_wide(v: val, at: i32, codec: i32) -> val:
    enable(Feature.DECODES)
    label: val = wide_label(codec + 1 if codec == UTF16 or codec == UTF32 else codec)
    return raise_unicode(lit_class("UnicodeDecodeError"), label, v, at, bad_size, load8(v + BYTES_DATA + at), wide_why)


@noinline
def encode_wide(v: val, codec: i32, errors: val) -> val:
    """Encodes as UTF-16 or UTF-32."""
    p: i32 = v + STR_BYTES
    end: i32 = p + Str(v).nbytes
    width: i32 = wide_width(codec)
    big: i32 = codec == UTF16_BE or codec == UTF32_BE
    index: i32 = 0
    handler: i32 = -1
    mark: i32 = buf_begin()
    if codec == UTF16 or codec == UTF32:
        put_unit(SIGNATURE, width, 0)
    while p < end:
        code: i32 = code_at(p)
        n: i32 = code_width(load8(p))
        if (code & 0x7FFFF800) != 0xD800:
            put_character(code, width, big)
        else:
            if handler < 0:
                handler = handler_named(errors)
            if handler == STRICT or handler < 0 or handler == BYTES_ESCAPED:
                buf_drop(mark)
                why: val = lit("surrogates not allowed")
                if handler < 0:
                    return 0
                return raise_unicode(lit_class("UnicodeEncodeError"), wide_label(codec), v, index, 1, code, why)
            if handler == SURROGATES:
                put_unit(code, width, big)
            else:
                put_wide_replaced(code, handler, p, n, width, big)
        p += n
        index += 1
    made: val = bytes_from(buf_base + mark, buf_pos - buf_base - mark)
    buf_drop(mark)
    return made


def put_character(code: i32, width: i32, big: i32) -> None:
    """Appends a character."""
    if width == 2 and code > 0xFFFF:
        put_unit(0xD7C0 + (code >> 10), 2, big)
        put_unit(0xDC00 | code & 0x3FF, 2, big)
    else:
        put_unit(code, width, big)


def put_wide_replaced(code: i32, handler: i32, p: i32, n: i32, width: i32, big: i32) -> None:
    """Appends the ASCII text that a handler makes of a character."""
    mark: i32 = buf_begin()
    put_unencodable(code, handler, p, n)
    text: val = buf_end(mark)
    i: i32 = 0
    while i < Str(text).nbytes:
        put_unit(load8(text + STR_BYTES + i), width, big)
        i += 1
