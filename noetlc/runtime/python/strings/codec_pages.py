"""Code pages: encodings of one byte for each character, by the tables of those that a body names (`layout/encodings.py`)."""

from __future__ import annotations

from noetlc.kernel.lang import Record, data_address, enable, i32, lit, lit_class, load8, load16, noinline, store8, u8, u16, val
from noetlc.layout.encodings import UNDEFINED_CODE
from noetlc.layout.features import Feature
from noetlc.layout.objects import BYTES_DATA, STR_BYTES, Bytes, Str
from noetlc.runtime.python.exceptions.unicode import raise_unicode
from noetlc.runtime.python.strings.codec_handlers import (
    BYTES_ESCAPED,
    STRICT,
    SURROGATES,
    bad_bytes,
    handler_named,
    is_escaped_byte,
    put_undecodable,
    put_unencodable,
)
from noetlc.runtime.text.strings import buf_code, buf_end, code_at, code_width, str_concat
from noetlc.runtime.values.buffer import buf_base, buf_begin, buf_byte, buf_drop, buf_pos
from noetlc.runtime.values.bytes import bytes_from, find_bytes


class Page(Record):
    """One code page; from PAGE_NAMES on its plain names between spaces, then the characters of its bytes, two bytes each."""

    total: u16  # bytes, 0 at the end of all
    full: u8  # whether the table begins at byte 0; else at 128
    names: u8  # bytes


PAGE_NAMES = 4


def page_named(plain: val) -> i32:
    """The address of the code page of a plain name, 0 if a body names none so."""
    word: val = str_concat(str_concat(lit(" "), plain), lit(" "))
    page: Page = Page(data_address("code.pages"))
    while page.total != 0:
        if find_bytes(i32(page) + PAGE_NAMES, page.names, word + STR_BYTES, Str(word).nbytes) >= 0:
            return i32(page)
        page = Page(i32(page) + page.total)
    return 0


def page_code(at: i32, byte: i32) -> i32:
    """The character of a byte, UNDEFINED_CODE if it stands for none."""
    page: Page = Page(at)
    if page.full == 0:
        if byte < 128:
            return byte
        byte -= 128
    return load16(at + PAGE_NAMES + page.names + (byte << 1))


def page_byte(at: i32, code: i32) -> i32:
    """The byte of a character, -1 if there is none."""
    byte: i32 = 255
    while byte >= 0:
        if page_code(at, byte) == code and code != UNDEFINED_CODE:
            return byte
        if byte == code and byte < 128 and Page(at).full == 0:
            return byte
        byte -= 1
    return -1


@noinline
def decode_page(v: val, page: i32, errors: val) -> val:
    """Decodes bytes by the code page at an address."""
    p: i32 = v + BYTES_DATA
    end: i32 = p + Bytes(v).nbytes
    handler: i32 = -1
    mark: i32 = buf_begin()
    while p < end:
        code: i32 = page_code(page, load8(p))
        if code != UNDEFINED_CODE:
            buf_code(code)
        else:
            if handler < 0:
                handler = handler_named(errors)
            unknown: i32 = handler == SURROGATES or (handler == BYTES_ESCAPED and load8(p) < 128)
            if handler == STRICT or handler < 0 or unknown:
                buf_drop(mark)
                return raise_undefined_byte(v, p - i32(v) - BYTES_DATA) if handler >= 0 else 0
            bad_bytes(1)
            put_undecodable(p, handler)
        p += 1
    return buf_end(mark)


def raise_undefined_byte(v: val, at: i32) -> val:
    enable(Feature.DECODES)
    byte: i32 = load8(v + BYTES_DATA + at)
    return raise_unicode(lit_class("UnicodeDecodeError"), lit("charmap"), v, at, 1, byte, lit("character maps to <undefined>"))


@noinline
def encode_page(v: val, page: i32, errors: val) -> val:
    """Encodes a string by the code page at an address: a run of characters that it lacks is one error."""
    p: i32 = v + STR_BYTES
    end: i32 = p + Str(v).nbytes
    index: i32 = 0
    handler: i32 = -1
    mark: i32 = buf_begin()
    while p < end:
        byte: i32 = page_byte(page, code_at(p))
        if byte >= 0:
            buf_byte(byte)
            p += code_width(load8(p))
            index += 1
        else:
            start: i32 = p
            first: i32 = index
            escaped: i32 = 1
            while p < end and page_byte(page, code_at(p)) < 0:
                escaped = escaped and is_escaped_byte(code_at(p))
                p += code_width(load8(p))
                index += 1
            if handler < 0:
                handler = handler_named(errors)
            unknown: i32 = handler == SURROGATES or (handler == BYTES_ESCAPED and not escaped)
            if handler == STRICT or handler < 0 or unknown or not put_replaced(start, p, page, handler):
                buf_drop(mark)
                why: val = lit("character maps to <undefined>")
                if handler < 0:
                    return 0
                code: i32 = code_at(start)
                return raise_unicode(lit_class("UnicodeEncodeError"), lit("charmap"), v, first, index - first, code, why)
    made: val = bytes_from(buf_base + mark, buf_pos - buf_base - mark)
    buf_drop(mark)
    return made


def put_replaced(start: i32, end: i32, page: i32, handler: i32) -> i32:
    """Appends what a handler makes of characters from an address to one, in the code page; 0 if that lacks some of it."""
    p: i32 = start
    while p < end:
        n: i32 = code_width(load8(p))
        mark: i32 = buf_begin()
        put_unencodable(code_at(p), handler, p, n)
        q: i32 = buf_base + mark
        while q < buf_pos and handler != BYTES_ESCAPED:
            byte: i32 = page_byte(page, load8(q))
            if byte < 0:
                return 0
            store8(q, byte)
            q += 1
        p += n
    return 1
