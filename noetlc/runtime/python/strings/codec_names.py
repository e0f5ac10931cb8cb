"""Encodings by their names."""

from __future__ import annotations

from noetlc.kernel.lang import i32, lit, lit_class, live, load8, noinline, reason, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import STR_BYTES, Str
from noetlc.layout.tags import T_STR
from noetlc.runtime.python.exceptions.errors import raise_with
from noetlc.runtime.python.strings.codec_pages import page_named
from noetlc.runtime.text.strings import buf_end, str_concat, str_find, str_from
from noetlc.runtime.text.unicode import is_ascii_digit, is_ascii_lower, is_ascii_upper
from noetlc.runtime.values.buffer import buf_base, buf_begin, buf_byte, buf_pos
from noetlc.runtime.values.memory import has_tag, leave

# codecs; the number of a code page is the address of its table
UTF8 = 1
ASCII_CODEC = 2
LATIN1 = 3
UTF8_SIGNED = 4
UTF16 = 5  # in the order of bytes that the text begins with, then always the least byte first, then last
UTF16_LE = 6
UTF16_BE = 7
UTF32 = 8
UTF32_LE = 9
UTF32_BE = 10
ESCAPES = 11
RAW_ESCAPES = 12
LAST_CODEC = 12

LETTER_T = 116
LETTER_U = 117
UNDERLINE = 95


def codec_named(name: val) -> i32:
    """The codec of an encoding name in any spelling; 0 with LookupError or TypeError pending."""
    if name == 0:
        return UTF8
    if not has_tag(name, T_STR):
        return 0
    mark: i32 = buf_begin()
    p: i32 = name + STR_BYTES
    end: i32 = p + Str(name).nbytes
    apart: i32 = 0
    while p < end:
        c: i32 = load8(p)
        if is_ascii_upper(c):
            c += 32
        if is_ascii_lower(c) or is_ascii_digit(c) or c == 46:
            if apart and buf_pos - buf_base > mark:
                buf_byte(95)
            apart = 0
            buf_byte(c)
        else:
            apart = 1
        p += 1
    plain: val = buf_end(mark)
    if is_name_among(plain, lit(" utf_8 utf8 u8 utf cp65001 ")):
        return UTF8
    if is_name_among(plain, lit(" ascii us_ascii 646 us ")):
        return ASCII_CODEC
    if is_name_among(plain, lit(" latin_1 latin1 iso_8859_1 iso8859_1 latin l1 ")):
        return LATIN1
    other: i32 = other_codec(plain)
    if other != 0:
        return other
    if may_be_encoding(plain):
        leave(reason("encoding"))
    raise_with(lit_class("LookupError"), lit("unknown encoding: $"), name, 0)
    return 0


@noinline
def is_name_among(plain: val, names: val) -> i32:
    return str_find(names, str_concat(str_concat(lit(" "), plain), lit(" ")), 0) >= 0


def may_be_encoding(plain: val) -> i32:
    """Whether CPython may know an encoding of that name: it begins as one of those does."""
    begun: val = lit(
        " ar as ba bi bz ch cp cs cy eb ec el eu gb gr he hk hp hz ib id is ji jo ko ks kz la ma ms pa pt pu qu ra rk ro ru sh sj st th ti"
        " uh uj un ut uu wi xm zi zl "
    )
    p: i32 = plain + STR_BYTES
    if Str(plain).nbytes < 2:
        return 0
    if is_ascii_digit(load8(p)) or is_ascii_digit(load8(p + 1)):
        return 1
    if Str(plain).nbytes > 3 and load8(p) == LETTER_U and load8(p + 1) == LETTER_T:  # utf and digits
        p += load8(p, 3) == UNDERLINE
        return str_find(lit("1378"), str_from(p + 3, 1), 0) >= 0
    return is_name_among(str_from(p, 2), begun)


def other_codec(plain: val) -> i32:
    """The codec of a plain name, of those that are linked only where a body names them; 0 of another name."""
    if live(Feature.SIGNED_UTF8) and is_name_among(plain, lit(" utf_8_sig ")):
        return UTF8_SIGNED
    if live(Feature.WIDE_CODECS):
        if is_name_among(plain, lit(" utf_16 utf16 u16 ")):
            return UTF16
        if is_name_among(plain, lit(" utf_16_le utf_16le unicodelittleunmarked ")):
            return UTF16_LE
        if is_name_among(plain, lit(" utf_16_be utf_16be unicodebigunmarked ")):
            return UTF16_BE
        if is_name_among(plain, lit(" utf_32 utf32 u32 ")):
            return UTF32
        if is_name_among(plain, lit(" utf_32_le utf_32le ")):
            return UTF32_LE
        if is_name_among(plain, lit(" utf_32_be utf_32be ")):
            return UTF32_BE
    if live(Feature.ESCAPE_CODECS):
        if is_name_among(plain, lit(" unicode_escape ")):
            return ESCAPES
        if is_name_among(plain, lit(" raw_unicode_escape ")):
            return RAW_ESCAPES
    return page_named(plain) if live(Feature.CODE_PAGES) else 0
