"""Error handlers of encoding and decoding: which a name means, and what each makes of what is not known."""

from __future__ import annotations

from noetlc.kernel.lang import i32, i64, lit, lit_class, live, load8, reason, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import STR_BYTES, Str
from noetlc.runtime.numbers.text import buf_int
from noetlc.runtime.python.exceptions.errors import raise_with
from noetlc.runtime.text.quote import put_escape
from noetlc.runtime.text.strings import buf_code, code_at, str_eq
from noetlc.runtime.values.buffer import buf_byte, buf_bytes
from noetlc.runtime.values.memory import leave

STRICT = 0
IGNORE = 1
REPLACE = 2
BACKSLASH = 3
XML = 4
SURROGATES = 5
BYTES_ESCAPED = 6
LETTER_E = 101
LETTER_S = 115
LATER = -2  # the handler is looked up when something is not encodable

bad_size: i32 = 0  # bytes that the malformed sequence found last takes


def bad_bytes(n: i32) -> i32:
    """Notes the size of a malformed sequence; 0."""
    global bad_size
    bad_size = n
    return 0


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
    if live(Feature.HALF_TEXTS) and str_eq(name, lit("surrogatepass")):
        return SURROGATES
    if live(Feature.BYTE_ESCAPES) and str_eq(name, lit("surrogateescape")):
        return BYTES_ESCAPED
    last: i32 = load8(name + STR_BYTES + Str(name).nbytes - 1) if Str(name).nbytes else 0
    if last == LETTER_E or (not live(Feature.HALF_TEXTS) and last == LETTER_S):
        leave(reason("encoding"))  # CPython may know it: `namereplace`, or a handler of surrogates that no text of the body names
    raise_with(lit_class("LookupError"), lit("unknown error handler name '$'"), name, 0)
    return -1


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
    elif live(Feature.BYTE_ESCAPES) and handler == BYTES_ESCAPED:
        buf_byte(code & 255)


def put_undecodable(p: i32, handler: i32) -> None:
    """Appends what an error handler makes of `bad_size` bytes at p."""
    if handler == REPLACE:
        buf_code(0xFFFD)
    elif handler == BACKSLASH:
        i: i32 = 0
        while i < bad_size:
            put_escape(load8(p + i))
            i += 1
    elif live(Feature.HALF_TEXTS) and handler == SURROGATES:
        buf_code(code_at(p))
    elif live(Feature.BYTE_ESCAPES) and handler == BYTES_ESCAPED:
        j: i32 = 0
        while j < bad_size:
            buf_code(0xDC00 + load8(p + j))
            j += 1


def is_escaped_byte(code: i32) -> i32:
    """Whether a character stands for a byte that could not be decoded."""
    return code >= 0xDC80 and code < 0xDD00
