"""URLs of bytes: taken as ASCII text, with results of bytes again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import i32, lit, live, load8, noinline, reason, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import BYTES_DATA, Bytes, List
from noetlc.layout.tags import T_STR
from noetlc.runtime.text.strings import buf_end
from noetlc.runtime.values.buffer import buf_begin, buf_byte
from noetlc.runtime.values.list import list_get, list_set
from noetlc.runtime.values.memory import has_tag, leave

if TYPE_CHECKING:
    from noetlc.runtime.python.calls.operator_methods import is_bytes
    from noetlc.runtime.python.classes.lookup import raise_no_attribute
    from noetlc.runtime.python.exceptions.errors import raise_type_error
    from noetlc.runtime.python.objects.truth import py_truth
    from noetlc.runtime.python.strings.codec import py_decode, py_encode
    from noetlc.runtime.values.bytes import bytes_like

AS_TEXT = 0
AS_BYTES = 1


@noinline
def url_coerced(items: val) -> i32:
    """Makes texts of the arguments in a list, in place; returns what the result is of, as the first of them; -1 when raised."""
    result: i32 = AS_TEXT if has_tag(list_get(items, 0), T_STR) else AS_BYTES
    i: i32 = 0
    while i < List(items).length:
        v: val = list_get(items, i)
        if has_tag(v, T_STR) != (result == AS_TEXT):
            if i != 0 and py_truth(v):
                raise_type_error(lit("Cannot mix str and non-str arguments"))
                return -1
            if result == AS_TEXT:
                return refused_part(v)
        i += 1
    return coerced_bytes(items) if result == AS_BYTES else AS_TEXT


def refused_part(v: val) -> i32:
    """What is empty and no text, beside texts."""
    if is_bytes(v):
        raise_type_error(lit("a bytes-like object is required, not 'str'"))
    else:
        raise_no_attribute(v, lit("strip"))
    return -1


def coerced_bytes(items: val) -> i32:
    i: i32 = 0
    while i < List(items).length:
        v: val = list_get(items, i)
        if py_truth(v) and not is_bytes(v):
            raise_no_attribute(v, lit("decode"))
            return -1
        if live(Feature.URL_BYTES):
            text: val = py_decode(bytes_like(v), lit("ascii"), lit("strict")) if is_bytes(v) else lit("")
            if text == 0:
                return -1
            list_set(items, i, text)
        i += 1
    if not live(Feature.URL_BYTES):
        leave(reason("URL of bytes"))
    return AS_BYTES


def url_coerced_result(v: val, result: i32) -> val:
    """A text as what `url_coerced` told; 0 (raised) stays."""
    if live(Feature.URL_BYTES) and result == AS_BYTES and v != 0 and has_tag(v, T_STR):
        return py_encode(v, lit("ascii"), lit("strict"))
    return v


def url_coerced_results(items: val, result: i32) -> None:
    """The same of all items of a list, which are ASCII."""
    i: i32 = 0
    while live(Feature.URL_BYTES) and result == AS_BYTES and i < List(items).length:
        list_set(items, i, url_coerced_result(list_get(items, i), result))
        i += 1


def url_safe_text(safe: val) -> val:
    """Safe characters as a text: bytes are those below 128."""
    data: val = bytes_like(safe)
    if data == 0:
        return safe
    mark: i32 = buf_begin()
    p: i32 = data + BYTES_DATA
    end: i32 = p + Bytes(data).nbytes
    while p < end:
        if load8(p) < 128:
            buf_byte(load8(p))
        p += 1
    return buf_end(mark)
