"""What results of `urllib.parse` tell: attributes, texts, other parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import i32, i64, lit, lit_class, live, load8, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import NONE, STR_BYTES, TUPLE_ITEMS, Str, Tuple
from noetlc.layout.tags import T_BYTES, T_URL
from noetlc.runtime.library.url.of_bytes import AS_BYTES
from noetlc.runtime.values.buffer import buf_byte, buf_str
from noetlc.runtime.values.list import tuple_from_items, tuple_get, tuple_new, tuple_set
from noetlc.runtime.values.memory import from_int, has_tag, new_object

if TYPE_CHECKING:
    from noetlc.runtime.library.url.of_bytes import url_coerced_result
    from noetlc.runtime.library.url.parts import url_cut, url_find, url_rfind
    from noetlc.runtime.python.classes.lookup import raise_no_attribute
    from noetlc.runtime.python.classes.named_tuple import items_by_name, with_changes
    from noetlc.runtime.python.exceptions.errors import raise_value_error, raise_with
    from noetlc.runtime.python.objects.repr import put_repr, py_repr
    from noetlc.runtime.python.strings.case import py_lower
    from noetlc.runtime.python.strings.codec import py_decode
    from noetlc.runtime.text.strings import str_concat


def url_scheme(v: val) -> val:
    return tuple_get(v, 0)


def url_netloc(v: val) -> val:
    return tuple_get(v, 1)


def url_path(v: val) -> val:
    return tuple_get(v, 2)


def url_has_params(v: val) -> i32:
    return Tuple(v).length == 6


def url_params(v: val) -> val:
    return tuple_get(v, 3) if Tuple(v).length == 6 else raise_no_attribute(v, lit("params"))


def url_query(v: val) -> val:
    return tuple_get(v, Tuple(v).length - 2)


def url_fragment(v: val) -> val:
    return tuple_get(v, Tuple(v).length - 1)


def url_host_start(netloc: val) -> i32:
    """Where the host begins: behind the last @."""
    return url_rfind(netloc, 64) + 1


def netloc_text(v: val) -> val:
    """The network location of a result as text."""
    netloc: val = tuple_get(v, 1)
    return py_decode(netloc, lit("ascii"), lit("strict")) if live(Feature.URL_BYTES) and url_of_bytes(v) else netloc


def url_of_bytes(v: val) -> i32:
    """Whether the parts of a result are bytes."""
    return live(Feature.URL_BYTES) and has_tag(tuple_get(v, 0), T_BYTES)


def as_part(v: val, part: val) -> val:
    """A text as the parts of a result are; None stays."""
    return url_coerced_result(part, AS_BYTES) if live(Feature.URL_BYTES) and url_of_bytes(v) else part


def url_username(v: val) -> val:
    netloc: val = netloc_text(v)
    at: i32 = url_host_start(netloc)
    if at == 0:
        return NONE
    colon: i32 = url_find(netloc, 58, 0)
    return as_part(v, url_cut(netloc, 0, colon if colon >= 0 and colon < at else at - 1))


def url_password(v: val) -> val:
    netloc: val = netloc_text(v)
    at: i32 = url_host_start(netloc)
    colon: i32 = url_find(netloc, 58, 0)
    return as_part(v, url_cut(netloc, colon + 1, at - 1)) if colon >= 0 and colon < at - 1 + (at == 0) else NONE


def url_hostname(v: val) -> val:
    netloc: val = netloc_text(v)
    start: i32 = url_host_start(netloc)
    bracket: i32 = url_find(netloc, 91, start)
    stop: i32 = Str(netloc).nbytes
    if bracket >= 0:
        start = bracket + 1
        close: i32 = url_find(netloc, 93, start)
        stop = close if close >= 0 else stop
    else:
        colon: i32 = url_find(netloc, 58, start)
        stop = colon if colon >= 0 else stop
    if stop <= start:
        return NONE
    zone: i32 = url_find(netloc, 37, start)  # which keeps its case
    if zone < 0 or zone > stop:
        zone = stop
    return as_part(v, str_concat(py_lower(url_cut(netloc, start, zone)), url_cut(netloc, zone, stop)))


def url_port(v: val) -> val:
    netloc: val = netloc_text(v)
    start: i32 = url_host_start(netloc)
    close: i32 = url_find(netloc, 93, start)
    colon: i32 = url_find(netloc, 58, close if close >= 0 else start)
    n: i32 = Str(netloc).nbytes
    if colon < 0 or colon + 1 == n:
        return NONE
    port: i32 = 0
    i: i32 = colon + 1
    while i < n:
        c: i32 = load8(netloc + i, STR_BYTES)
        if c < 48 or c > 57:
            text: val = py_repr(as_part(v, url_cut(netloc, colon + 1, n)))
            return raise_with(lit_class("ValueError"), lit("Port could not be cast to integer value as $"), text, 0)
        port = port * 10 + c - 48
        if port > 65535:
            return raise_value_error(lit("Port out of range 0-65535"))
        i += 1
    return from_int(i64(port))


def url_put_repr(v: val) -> None:
    """Appends `SplitResult(scheme='…', …)`."""
    six: i32 = Tuple(v).length == 6
    buf_str(lit("ParseResult") if six else lit("SplitResult"))
    if live(Feature.URL_BYTES) and url_of_bytes(v):
        buf_str(lit("Bytes"))
    buf_str(lit("(scheme="))
    put_repr(tuple_get(v, 0))
    buf_str(lit(", netloc="))
    put_repr(tuple_get(v, 1))
    buf_str(lit(", path="))
    put_repr(tuple_get(v, 2))
    if six:
        buf_str(lit(", params="))
        put_repr(tuple_get(v, 3))
    buf_str(lit(", query="))
    put_repr(url_query(v))
    buf_str(lit(", fragment="))
    put_repr(url_fragment(v))
    buf_byte(41)


def url_tuple(v: val) -> val:
    """The parts as a tuple."""
    return tuple_from_items(v + TUPLE_ITEMS, Tuple(v).length)


def url_fields(v: val) -> val:
    """The names of the parts, a tuple."""
    n: i32 = Tuple(v).length
    fields: val = tuple_new(n)
    tuple_set(fields, 0, lit("scheme"))
    tuple_set(fields, 1, lit("netloc"))
    tuple_set(fields, 2, lit("path"))
    tuple_set(fields, 3, lit("params"))
    tuple_set(fields, n - 2, lit("query"))
    tuple_set(fields, n - 1, lit("fragment"))
    return fields


def url_asdict(v: val) -> val:
    """`v._asdict()`."""
    return items_by_name(v, url_fields(v))


def url_replace(v: val, changes: val) -> val:
    """`v._replace(**changes)`."""
    n: i32 = Tuple(v).length
    made: val = val(new_object(T_URL, TUPLE_ITEMS + (n << 2), TUPLE_ITEMS))
    Tuple(made).length = n
    return with_changes(made, v, url_fields(v), changes)


def url_class(v: val) -> val:
    if live(Feature.URL_BYTES) and url_of_bytes(v):
        return lit_class("urllib.parse.ParseResultBytes") if Tuple(v).length == 6 else lit_class("urllib.parse.SplitResultBytes")
    if Tuple(v).length == 6:
        return lit_class("urllib.parse.ParseResult")
    return lit_class("urllib.parse.SplitResult")
