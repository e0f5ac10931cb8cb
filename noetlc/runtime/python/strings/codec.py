"""Encoding strings and decoding bytes: UTF-8, ASCII and Latin-1, with the error handlers bodies use."""

from __future__ import annotations

from noetlc.kernel.lang import i32, i64, implements, inline, lit, lit_class, load8, noinline, reason, val
from noetlc.layout.objects import ASCII, BYTES_DATA, STR_BYTES, Bytes, Str
from noetlc.layout.tags import T_STR
from noetlc.runtime.numbers.text import buf_int
from noetlc.runtime.python import protocol
from noetlc.runtime.python.exceptions.errors import argument_kind, message_of, raise_error, raise_type_error, raise_with
from noetlc.runtime.text.quote import put_escape, put_hex
from noetlc.runtime.text.strings import buf_code, buf_end, code_at, code_width, is_word, str_eq, str_find, str_from
from noetlc.runtime.text.unicode import is_ascii_digit, is_ascii_lower, is_ascii_upper
from noetlc.runtime.values.buffer import buf_base, buf_begin, buf_byte, buf_bytes, buf_drop, buf_pos, buf_str
from noetlc.runtime.values.bytes import bytes_from, bytes_held
from noetlc.runtime.values.memory import has_tag, leave

UTF8 = 1
ASCII_CODEC = 2
LATIN1 = 3

STRICT = 0
IGNORE = 1
REPLACE = 2
BACKSLASH = 3
XML = 4
SURROGATES = 5
LATER = -2  # the handler is looked up when something is not encodable

LETTER_T = 116
LETTER_U = 117

bad_size: i32 = 0  # bytes that the malformed sequence found last takes


def codec_named(name: val) -> i32:
    """The codec of an encoding name in any spelling; 0 with LookupError or TypeError pending."""
    if name == 0:
        return UTF8
    if not has_tag(name, T_STR):
        return 0
    mark: i32 = buf_begin()
    p: i32 = name + STR_BYTES
    end: i32 = p + Str(name).nbytes
    while p < end:
        c: i32 = load8(p)
        if is_ascii_upper(c):
            buf_byte(c + 32)
        elif is_ascii_lower(c) or is_ascii_digit(c):
            buf_byte(c)
        p += 1
    plain: val = buf_end(mark)
    if str_eq(plain, lit("utf8")) or str_eq(plain, lit("u8")) or str_eq(plain, lit("utf")) or str_eq(plain, lit("cp65001")):
        return UTF8
    if str_eq(plain, lit("ascii")) or str_eq(plain, lit("usascii")) or str_eq(plain, lit("646")):
        return ASCII_CODEC
    if str_eq(plain, lit("latin1")) or str_eq(plain, lit("iso88591")) or str_eq(plain, lit("latin")) or str_eq(plain, lit("l1")):
        return LATIN1
    if may_be_encoding(plain):
        leave(reason("encoding"))
    raise_with(lit_class("LookupError"), lit("unknown encoding: $"), name, 0)
    return 0


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
        return str_find(lit("1378"), str_from(p + 3, 1), 0) >= 0
    return is_word(begun, str_from(p, 2))


def handler_named(name: val) -> i32:
    """The error handler of that name; -1 with LookupError pending."""
    if name == 0 or str_eq(name, lit("strict")):
        return STRICT
    if str_eq(name, lit("ignore")):
        return IGNORE
    if str_eq(name, lit("replace")):
        return REPLACE
    if str_eq(name, lit("backslashreplace")):
        return BACKSLASH
    if str_eq(name, lit("xmlcharrefreplace")):
        return XML
    if str_eq(name, lit("surrogatepass")):
        return SURROGATES
    raise_with(lit_class("LookupError"), lit("unknown error handler name '$'"), name, 0)
    return -1


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
    return encode_as(v, codec, errors, LATER)


@noinline
@implements(protocol.is_encodable)
def is_encodable(v: val) -> i32:
    return py_encode(v, 0, 0) != 0


@noinline
def encode_as(v: val, codec: i32, errors: val, given: i32) -> val:
    """Encodes character by character; `given` is the error handler, or LATER for that of the name `errors`."""
    if Str(v).flags & ASCII:
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
            if handler == STRICT or handler < 0:
                buf_drop(mark)
                return raise_encode(v, p, index, codec) if handler == STRICT else 0
            put_unencodable(code, handler, p, n)
        p += n
        index += 1
    made: val = bytes_from(buf_base + mark, buf_pos - buf_base - mark)
    buf_drop(mark)
    return made


def put_unencodable(code: i32, handler: i32, p: i32, n: i32) -> None:
    """Appends what an error handler makes of a character."""
    if handler == REPLACE:
        buf_byte(63)
    elif handler == BACKSLASH:
        put_escape(code)
    elif handler == XML:
        buf_byte(38)
        buf_byte(35)
        buf_int(i64(code))
        buf_byte(59)
    elif handler == SURROGATES:
        buf_bytes(p, n)


def codec_label(codec: i32) -> val:
    return lit("utf-8") if codec == UTF8 else (lit("ascii") if codec == ASCII_CODEC else lit("latin-1"))


@noinline
def raise_encode(v: val, p: i32, index: i32, codec: i32) -> val:
    """UnicodeEncodeError for the run of characters at p that the codec cannot hold."""
    top: i32 = 128 if codec == ASCII_CODEC else 256
    end: i32 = v + STR_BYTES + Str(v).nbytes
    first: i32 = code_at(p)
    count: i32 = 0
    q: i32 = p
    while q < end:
        code: i32 = code_at(q)
        bad: i32 = code >= 0xD800 and code < 0xE000 if codec == UTF8 else code >= top
        if not bad:
            break
        count += 1
        q += code_width(load8(q))
    reason: val = lit("surrogates not allowed") if codec == UTF8 else lit("ordinal not in range(128)")
    if codec == LATIN1:
        reason = lit("ordinal not in range(256)")
    mark: i32 = buf_begin()
    buf_byte(39)
    buf_str(codec_label(codec))
    if count == 1:
        buf_str(lit("' codec can't encode character '"))
        put_escape(first)
        buf_str(lit("' in position "))
    else:
        buf_str(lit("' codec can't encode characters in position "))
    buf_int(i64(index))
    if count > 1:
        buf_byte(45)
        buf_int(i64(index + count - 1))
    buf_byte(58)
    buf_byte(32)
    buf_str(reason)
    return raise_error(lit_class("UnicodeEncodeError"), buf_end(mark))


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
    while p < end:
        c: i32 = load8(p)
        if c < 128 or codec == LATIN1:
            buf_code(c)
            p += 1
        else:
            n: i32 = utf8_valid(p, end) if codec == UTF8 else 0
            if n:
                buf_bytes(p, n)
                p += n
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
    return buf_end(mark)


def decode_with_surrogates(v: val) -> val:
    """`v.decode("utf-8", "surrogatepass")` of bytes."""
    return decode_as(v, UTF8, 0, SURROGATES)


def bad_bytes(n: i32) -> i32:
    """Notes the size of a malformed sequence; 0."""
    global bad_size
    bad_size = n
    return 0


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


def put_undecodable(p: i32, handler: i32) -> None:
    """Appends what an error handler makes of `bad_size` bytes at p."""
    if handler == REPLACE:
        buf_code(0xFFFD)
    elif handler == BACKSLASH:
        i: i32 = 0
        while i < bad_size:
            put_escape(load8(p + i))
            i += 1
    elif handler == SURROGATES:
        buf_bytes(p, bad_size)


@noinline
def raise_decode(v: val, p: i32, codec: i32) -> val:
    """UnicodeDecodeError for the `bad_size` bytes at p."""
    at: i32 = p - i32(v) - BYTES_DATA
    left: i32 = Bytes(v).nbytes - at
    first: i32 = load8(p)
    reason: val = lit("ordinal not in range(128)")
    if codec == UTF8:
        reason = lit("invalid continuation byte")
        if first < 0xC2 or first > 0xF4:
            reason = lit("invalid start byte")
        elif left <= bad_size:
            reason = lit("unexpected end of data")
    mark: i32 = buf_begin()
    buf_byte(39)
    buf_str(codec_label(codec))
    if bad_size == 1:
        buf_str(lit("' codec can't decode byte 0x"))
        put_hex(first, 2)
        buf_str(lit(" in position "))
        buf_int(i64(at))
    else:
        buf_str(lit("' codec can't decode bytes in position "))
        buf_int(i64(at))
        buf_byte(45)
        buf_int(i64(at + bad_size - 1))
    buf_byte(58)
    buf_byte(32)
    buf_str(reason)
    return raise_error(lit_class("UnicodeDecodeError"), buf_end(mark))
