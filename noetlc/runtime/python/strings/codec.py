"""Encoding strings and decoding bytes: UTF-8, ASCII and Latin-1, with the error handlers bodies use; other encodings by their files."""

from __future__ import annotations

from noetlc.kernel.lang import enable, i32, implements, inline, lit, lit_class, live, load8, load32, load64, noinline, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import ASCII, BYTES_DATA, STR_BYTES, Bytes, Str
from noetlc.layout.tags import T_STR
from noetlc.runtime.python import protocol
from noetlc.runtime.python.exceptions.errors import argument_kind, message_of, raise_type_error
from noetlc.runtime.python.exceptions.unicode import raise_unicode
from noetlc.runtime.python.strings.codec_escapes import decode_escapes, encode_escapes
from noetlc.runtime.python.strings.codec_handlers import (
    BYTES_ESCAPED,
    LATER,
    STRICT,
    SURROGATES,
    bad_bytes,
    bad_size,
    handler_named,
    is_escaped_byte,
    put_undecodable,
    put_unencodable,
)
from noetlc.runtime.python.strings.codec_names import (
    ASCII_CODEC,
    LAST_CODEC,
    LATIN1,
    UTF8,
    UTF8_SIGNED,
    UTF16,
    UTF32_BE,
    codec_named,
)
from noetlc.runtime.python.strings.codec_pages import decode_page, encode_page
from noetlc.runtime.python.strings.codec_wide import decode_wide, encode_wide
from noetlc.runtime.text.strings import buf_code, buf_end, code_at, code_width
from noetlc.runtime.values.buffer import buf_base, buf_begin, buf_byte, buf_bytes, buf_drop, buf_pos
from noetlc.runtime.values.bytes import bytes_concat, bytes_from, bytes_held
from noetlc.runtime.values.memory import has_tag


def codec_arguments(name: val, encoding: val, errors: val) -> i32:
    """1 if encoding and errors are absent or strings, else 0 with TypeError pending."""
    if encoding != 0 and not has_tag(encoding, T_STR):
        raise_type_error(message_of(lit("$() argument 'encoding' must be str, not $"), name, argument_kind(encoding), 0))
        return 0
    if errors != 0 and not has_tag(errors, T_STR):
        raise_type_error(message_of(lit("$() argument 'errors' must be str, not $"), name, argument_kind(errors), 0))
        return 0
    return 1


@inline
def py_encode(v: val, encoding: val, errors: val) -> val:
    """`v.encode(encoding, errors)`; absent arguments 0. Without arguments no name is looked up, and no code for that needed."""
    if encoding == 0 and errors == 0:
        return encode_as(v, UTF8, 0, STRICT)
    return encode_named(v, encoding, errors)


@noinline
def encode_named(v: val, encoding: val, errors: val) -> val:
    if not codec_arguments(lit("encode"), encoding, errors):
        return 0
    codec: i32 = codec_named(encoding)
    if codec == 0:
        return 0
    if live(Feature.SIGNED_UTF8) and codec == UTF8_SIGNED:
        made: val = encode_as(v, UTF8, errors, LATER)
        return bytes_concat(signature(), made) if made != 0 else 0
    if live(Feature.WIDE_CODECS) and codec >= UTF16 and codec <= UTF32_BE:
        return encode_wide(v, codec, errors)
    if live(Feature.ESCAPE_CODECS) and codec > UTF32_BE and codec <= LAST_CODEC:
        return encode_escapes(v, codec)
    if live(Feature.CODE_PAGES) and codec > LAST_CODEC:
        return encode_page(v, codec, errors)
    return encode_as(v, codec, errors, LATER)


def signature() -> val:
    """The bytes of U+FEFF, which UTF-8 with a signature begins with."""
    return bytes_from(lit("\ufeff") + STR_BYTES, 3)


@noinline
@implements(protocol.is_encodable)
def is_encodable(v: val) -> i32:
    return py_encode(v, 0, 0) != 0


@noinline
def encode_as(v: val, codec: i32, errors: val, given: i32) -> val:
    """Encodes character by character; `given` is the error handler, or LATER for that of the name `errors`."""
    if Str(v).flags & ASCII or (live(Feature.ENCODES) and codec == UTF8 and not has_surrogate(v)):
        return bytes_from(v + STR_BYTES, Str(v).nbytes)
    top: i32 = 128 if codec == ASCII_CODEC else (256 if codec == LATIN1 else 0x110000)
    p: i32 = v + STR_BYTES
    end: i32 = p + Str(v).nbytes
    index: i32 = 0
    handler: i32 = given
    mark: i32 = buf_begin()
    while p < end:
        code: i32 = code_at(p)
        n: i32 = code_width(load8(p))
        surrogate: i32 = codec == UTF8 and code >= 0xD800 and code < 0xE000
        if code < top and not surrogate:
            if codec == UTF8:
                buf_bytes(p, n)
            else:
                buf_byte(code)
        else:
            if given == LATER and handler == LATER:
                handler = handler_named(errors)
            if handler == STRICT or handler < 0 or not handler_knows(handler, codec, code):
                buf_drop(mark)
                return raise_encode(v, p, index, codec) if handler >= 0 else 0
            put_unencodable(code, handler, p, n)
        p += n
        index += 1
    made: val = bytes_from(buf_base + mark, buf_pos - buf_base - mark)
    buf_drop(mark)
    return made


def has_surrogate(v: val) -> i32:
    """Whether a text holds half a character, which UTF-8 cannot write."""
    p: i32 = v + STR_BYTES
    end: i32 = p + Str(v).nbytes
    while p < end:
        if load8(p) == 0xED and load8(p, 1) >= 0xA0:
            return 1
        p += 1
    return 0


def handler_knows(handler: i32, codec: i32, code: i32) -> i32:
    """Whether an error handler has something for a character."""
    if live(Feature.BYTE_ESCAPES) and handler == BYTES_ESCAPED:
        return is_escaped_byte(code)
    return handler != SURROGATES or codec == UTF8


def codec_label(codec: i32) -> val:
    return lit("utf-8") if codec == UTF8 else (lit("ascii") if codec == ASCII_CODEC else lit("latin-1"))


@noinline
def raise_encode(v: val, p: i32, index: i32, codec: i32) -> val:
    """UnicodeEncodeError for the run of characters at p that the codec cannot hold."""
    top: i32 = 128 if codec == ASCII_CODEC else 256
    end: i32 = v + STR_BYTES + Str(v).nbytes
    count: i32 = 0
    q: i32 = p
    while q < end:
        code: i32 = code_at(q)
        bad: i32 = code >= 0xD800 and code < 0xE000 if codec == UTF8 else code >= top
        if not bad:
            break
        count += 1
        q += code_width(load8(q))
    why: val = lit("surrogates not allowed") if codec == UTF8 else lit("ordinal not in range(128)")
    if codec == LATIN1:
        why = lit("ordinal not in range(256)")
    return raise_unicode(lit_class("UnicodeEncodeError"), codec_label(codec), v, index, count, code_at(p), why)


def py_decode_method(v: val, encoding: val, errors: val) -> val:
    """`v.decode(encoding, errors)` of bytes or a bytearray; absent arguments 0."""
    return py_decode(bytes_held(v), encoding, errors)


@inline
def py_decode(v: val, encoding: val, errors: val) -> val:
    """`v.decode(encoding, errors)` of bytes; absent arguments 0."""
    if encoding == 0 and errors == 0:
        return decode_as(v, UTF8, 0, STRICT)
    return decode_named(v, encoding, errors)


@noinline
def decode_named(v: val, encoding: val, errors: val) -> val:
    if not codec_arguments(lit("decode"), encoding, errors):
        return 0
    if Bytes(v).nbytes == 0:
        return lit("")
    codec: i32 = codec_named(encoding)
    if codec == 0:
        return 0
    if live(Feature.SIGNED_UTF8) and codec == UTF8_SIGNED:
        signed: i32 = Bytes(v).nbytes > 2 and (load32(v, BYTES_DATA) & 0xFFFFFF) == 0xBFBBEF
        return decode_as(bytes_from(v + BYTES_DATA + 3, Bytes(v).nbytes - 3) if signed else v, UTF8, errors, LATER)
    if live(Feature.WIDE_CODECS) and codec >= UTF16 and codec <= UTF32_BE:
        return decode_wide(v, codec, errors)
    if live(Feature.ESCAPE_CODECS) and codec > UTF32_BE and codec <= LAST_CODEC:
        return decode_escapes(v, codec, errors)
    if live(Feature.CODE_PAGES) and codec > LAST_CODEC:
        return decode_page(v, codec, errors)
    return decode_as(v, codec, errors, LATER)


@noinline
def decode_as(v: val, codec: i32, errors: val, given: i32) -> val:
    """Decodes bytes; `given` is the error handler, or LATER for that of the name `errors`."""
    if Bytes(v).nbytes == 0:
        return lit("")
    p: i32 = v + BYTES_DATA
    end: i32 = p + Bytes(v).nbytes
    handler: i32 = given
    mark: i32 = buf_begin()
    while True:
        start: i32 = p
        p = well_formed(p, end, codec)
        buf_bytes(start, p - start)
        if p >= end:
            return buf_end(mark)
        if codec == LATIN1:
            buf_code(load8(p))
            p += 1
        else:
            if given == LATER and handler == LATER:
                handler = handler_named(errors)
            if codec != UTF8:
                bad_bytes(1)
            if handler == STRICT or handler < 0 or (handler == SURROGATES and (codec != UTF8 or not is_surrogate(p, end))):
                buf_drop(mark)
                return raise_decode(v, p, codec) if handler >= 0 else 0
            put_undecodable(p, handler)
            p += bad_size


def well_formed(p: i32, end: i32, codec: i32) -> i32:
    """The first byte from p on that is not of ASCII nor, where that is the codec, of well-formed UTF-8; or the end."""
    while p < end:
        if load8(p) < 128:
            p = ascii_until(p, end)
            continue
        n: i32 = utf8_valid(p, end) if codec == UTF8 else 0
        if n == 0:
            return p
        p += n
    return p


def ascii_until(p: i32, end: i32) -> i32:
    """The first byte from p on that is not of ASCII, or the end."""
    while end - p >= 8 and (load64(p) & 0x8080808080808080) == 0:
        p += 8
    while p < end and load8(p) < 128:
        p += 1
    return p


def decode_with_surrogates(v: val) -> val:
    """`v.decode("utf-8", "surrogatepass")` of bytes."""
    return decode_as(v, UTF8, 0, SURROGATES)


def is_continuation(p: i32, end: i32) -> i32:
    return p < end and (load8(p) & 0xC0) == 0x80


def is_surrogate(p: i32, end: i32) -> i32:
    """Whether an encoded surrogate stands at p; then `bad_size` is its size."""
    if load8(p) != 0xED or not is_continuation(p + 1, end) or load8(p, 1) < 0xA0 or not is_continuation(p + 2, end):
        return 0
    bad_bytes(3)
    return 1


def utf8_valid(p: i32, end: i32) -> i32:
    """The length of the well-formed sequence at p, or 0 and in `bad_size` how many bytes to skip."""
    c: i32 = load8(p)
    if c < 0xC2 or c > 0xF4:
        return bad_bytes(1)
    if c < 0xE0:
        return 2 if is_continuation(p + 1, end) else bad_bytes(1)
    if not is_continuation(p + 1, end):
        return bad_bytes(1)
    second: i32 = load8(p, 1)
    if (c == 0xE0 and second < 0xA0) or (c == 0xED and second > 0x9F) or (c == 0xF0 and second < 0x90) or (c == 0xF4 and second > 0x8F):
        return bad_bytes(1)
    if not is_continuation(p + 2, end):
        return bad_bytes(2)
    if c < 0xF0:
        return 3
    return 4 if is_continuation(p + 3, end) else bad_bytes(3)


@noinline
def raise_decode(v: val, p: i32, codec: i32) -> val:
    """UnicodeDecodeError for the `bad_size` bytes at p."""
    at: i32 = p - i32(v) - BYTES_DATA
    left: i32 = Bytes(v).nbytes - at
    first: i32 = load8(p)
    why: val = lit("ordinal not in range(128)")
    if codec == UTF8:
        why = lit("invalid continuation byte")
        if first < 0xC2 or first > 0xF4:
            why = lit("invalid start byte")
        elif left <= bad_size:
            why = lit("unexpected end of data")
    enable(Feature.DECODES)
    return raise_unicode(lit_class("UnicodeDecodeError"), codec_label(codec), v, at, bad_size, first, why)
