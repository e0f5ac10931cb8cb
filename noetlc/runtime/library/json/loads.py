"""`json.loads` and its errors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import i32, i64, lit, lit_class, live, load8, load16, load32, noinline, reason, val
from noetlc.layout.objects import BYTES_DATA, EXC_SINGLE, STR_BYTES, Bytearray, Bytes, Exc, Str
from noetlc.layout.tags import T_BYTEARRAY, T_BYTES, T_STR
from noetlc.runtime.json.parse import json_parse_lax
from noetlc.runtime.json.state import (
    JSON_COLON,
    JSON_COMMA,
    JSON_CONTROL,
    JSON_DEPTH,
    JSON_ESCAPE,
    JSON_EXTRA,
    JSON_NAME,
    JSON_UNICODE,
    JSON_UNTERMINATED,
    json_error,
    json_error_at,
)  # fmt: skip
from noetlc.runtime.json.string import hex4
from noetlc.runtime.text.strings import count_codes
from noetlc.runtime.values.dict import dict_new, dict_set
from noetlc.runtime.values.memory import from_int, has_tag, leave

if TYPE_CHECKING:
    from noetlc.runtime.python.exceptions.errors import exc_make, message_of, raise_exc, raise_recursion, raise_type
    from noetlc.runtime.python.strings.codec import decode_with_surrogates
    from noetlc.runtime.text.strings import str_eq


def json_py_loads(v: val) -> val:
    """`json.loads(v)`; 0 when raised."""
    text: val = v
    if live(T_BYTEARRAY) and has_tag(v, T_BYTEARRAY):
        v = Bytearray(v).held
    if live(T_BYTES) and has_tag(v, T_BYTES):
        text = json_py_decode(v)
        if text == 0:
            return 0
    elif not has_tag(v, T_STR):
        return raise_type(lit("the JSON object must be str, bytes or bytearray, not $"), v)
    elif (load32(v, STR_BYTES) & 0xFFFFFF) == 0xBFBBEF and Str(v).nbytes > 2:
        return json_py_error(lit("Unexpected UTF-8 BOM (decode using utf-8-sig)"), v, 0)
    found: val = json_parse_lax(text + STR_BYTES, Str(text).nbytes)
    return found if found != 0 else json_py_failure(text)


@noinline
def json_py_decode(v: val) -> val:
    """JSON bytes as text."""
    encoding: val = json_py_encoding(v + BYTES_DATA, Bytes(v).nbytes)
    if not str_eq(encoding, lit("utf-8")):
        leave(reason("JSON that is not UTF-8"))
    return decode_with_surrogates(v)


@noinline
def json_py_failure(text: val) -> val:
    """The exception for the error the parser kept."""
    kind: i32 = json_error
    if kind == JSON_DEPTH:
        if load8(text + STR_BYTES + json_error_at) == 91:
            return raise_recursion(lit("maximum recursion depth exceeded while decoding a JSON array from a unicode string"))
        return raise_recursion(lit("maximum recursion depth exceeded while decoding a JSON object from a unicode string"))
    message: val = lit("Expecting value")
    if kind == JSON_EXTRA:
        message = lit("Extra data")
    elif kind == JSON_NAME:
        message = lit("Expecting property name enclosed in double quotes")
    elif kind == JSON_COLON:
        message = lit("Expecting ':' delimiter")
    elif kind == JSON_COMMA:
        message = lit("Expecting ',' delimiter")
    elif kind == JSON_UNTERMINATED:
        at: i32 = json_py_last_escape(text + STR_BYTES, Str(text).nbytes, json_error_at)
        if at >= 0:
            return json_py_error(lit("Invalid \\uXXXX escape"), text, at)
        message = lit("Unterminated string starting at")
    elif kind == JSON_CONTROL:
        message = lit("Invalid control character at")
    elif kind == JSON_ESCAPE:
        message = lit("Invalid \\escape")
    elif kind == JSON_UNICODE:
        message = lit("Invalid \\uXXXX escape")
    return json_py_error(message, text, json_error_at)


def json_py_last_escape(p: i32, n: i32, start: i32) -> i32:
    """The offset of the `u` of a numeric escape that ends n bytes of text whose last string starts at an offset, -1 if none.

    CPython takes such an escape for incomplete.
    """
    at: i32 = n - 6
    if at <= start or load16(p + at) != 0x755C or hex4(p + at + 2) < 0:
        return -1
    first: i32 = at
    while load8(p + first - 1) == 92:
        first -= 1
    return -1 if (at - first) & 1 else at + 1


@noinline
def json_py_error(message: val, doc: val, at: i32) -> val:
    """Raises JSONDecodeError(message, doc, pos), the position given as a byte offset."""
    p: i32 = doc + STR_BYTES
    line: i32 = 1
    start: i32 = p
    end: i32 = p + at
    while p < end:
        if load8(p) == 10:
            line += 1
            start = p + 1
        p += 1
    pos: val = from_int(i64(count_codes(doc + STR_BYTES, at)))
    column: val = from_int(i64(count_codes(start, end - start) + 1))
    row: val = from_int(i64(line))
    place: val = message_of(lit("line $ column $ (char $)"), row, column, pos)
    e: val = exc_make(lit_class("json.JSONDecodeError"), message_of(lit("$: $"), message, place, 0), EXC_SINGLE)
    fields: val = dict_new()
    dict_set(fields, lit("msg"), message)
    dict_set(fields, lit("doc"), doc)
    dict_set(fields, lit("pos"), pos)
    dict_set(fields, lit("lineno"), row)
    dict_set(fields, lit("colno"), column)
    Exc(e).extra = fields
    return raise_exc(e)


def json_py_encoding(p: i32, n: i32) -> val:
    """The encoding of JSON bytes, told by a byte order mark or where the zeros are."""
    if n >= 4 and (load32(p) == 0xFFFE0000 or load32(p) == 0x0000FEFF):
        return lit("utf-32")
    if n >= 2 and (load16(p) == 0xFEFF or load16(p) == 0xFFFE):
        return lit("utf-16")
    if n >= 3 and (load32(p) & 0xFFFFFF) == 0xBFBBEF:
        return lit("utf-8-sig")
    if n >= 4:
        if load8(p) == 0:
            return lit("utf-16-be") if load8(p, 1) else lit("utf-32-be")
        if load8(p, 1) == 0:
            return lit("utf-16-le") if load16(p, 2) else lit("utf-32-le")
    elif n == 2:
        if load8(p) == 0:
            return lit("utf-16-be")
        if load8(p, 1) == 0:
            return lit("utf-16-le")
    return lit("utf-8")
