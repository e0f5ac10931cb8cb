"""URLs of `urllib.parse` taken apart, put together and joined.

A result object (T_URL) is laid out like a tuple of five (urlsplit) or six strings (urlparse).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import enable, i32, i64, lit, lit_class, live, load8, noinline, reason, store32, storev, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import NONE, STR_BYTES, TUPLE_ITEMS, List, Str, Tuple
from noetlc.layout.tags import T_BYTES, T_STR, T_URL
from noetlc.runtime.text.strings import buf_end, str_eq, str_from
from noetlc.runtime.values.buffer import buf_begin, buf_byte, buf_str
from noetlc.runtime.values.list import list_get, list_new, list_push, list_set, tuple_from_items, tuple_get, tuple_new, tuple_set
from noetlc.runtime.values.memory import from_int, has_tag, leave, new_object

if TYPE_CHECKING:
    from noetlc.runtime.library.url.hosts import url_is_ipv6
    from noetlc.runtime.python.classes.lookup import raise_no_attribute
    from noetlc.runtime.python.classes.named_tuple import items_by_name, with_changes
    from noetlc.runtime.python.containers.iterate import list_of
    from noetlc.runtime.python.exceptions.errors import message_of, raise_error, raise_value_error, raise_with
    from noetlc.runtime.python.objects.compare import py_truth
    from noetlc.runtime.python.objects.repr import put_repr, py_repr
    from noetlc.runtime.python.strings.case import py_lower
    from noetlc.runtime.values.bytes import bytes_like

SCHEME = 0
NETLOC = 1
PATH = 2


def url_cut(v: val, start: i32, stop: i32) -> val:
    """The bytes of a string from start up to stop."""
    return str_from(v + STR_BYTES + start, stop - start)


def url_find(v: val, c: i32, start: i32) -> i32:
    """The byte offset of the first c at or after start, -1 if there is none."""
    n: i32 = Str(v).nbytes
    while start < n:
        if load8(v + start, STR_BYTES) == c:
            return start
        start += 1
    return -1


def url_rfind(v: val, c: i32) -> i32:
    i: i32 = Str(v).nbytes - 1
    while i >= 0 and load8(v + i, STR_BYTES) != c:
        i -= 1
    return i


def url_starts(v: val, first: i32, second: i32) -> i32:
    return Str(v).nbytes > 1 and load8(v, STR_BYTES) == first and load8(v, STR_BYTES + 1) == second


def url_one_of(v: val, words: val) -> i32:
    """Whether a string is among words that each end with a blank."""
    p: i32 = words + STR_BYTES
    end: i32 = p + Str(words).nbytes
    while p < end:
        i: i32 = 0
        while i < Str(v).nbytes and load8(p + i) == load8(v + i, STR_BYTES):
            i += 1
        if i == Str(v).nbytes and load8(p + i) == 32:
            return 1
        while load8(p) != 32:
            p += 1
        p += 1
    return 0


def url_with_params(scheme: val) -> i32:
    return url_one_of(scheme, lit(" ftp hdl prospero http https shttp rtsp rtspu sip sips mms sftp tel "))


def url_with_relative(scheme: val) -> i32:
    words: val = lit(" ftp http gopher nntp imap wais file https shttp mms prospero rtsp rtspu sftp svn svn+ssh ws wss ")
    return url_one_of(scheme, words)


def url_with_netloc(scheme: val) -> i32:
    return url_with_relative(scheme) or url_one_of(scheme, lit("telnet snews rsync nfs git git+ssh "))


def url_scheme_end(v: val) -> i32:
    """The byte offset of the colon behind a scheme, -1 if the string has none."""
    colon: i32 = url_find(v, 58, 0)
    i: i32 = 0
    while i < colon:
        c: i32 = load8(v + i, STR_BYTES)
        letter: i32 = c < 128 and c | 32 >= 97 and c | 32 <= 122
        if not letter and (i == 0 or not ((c >= 48 and c <= 57) or c == 43 or c == 45 or c == 46)):
            return -1
        i += 1
    return colon if colon > 0 else -1


def url_cleaned(v: val) -> val:
    """Without control characters and blanks in front, and without tabs and line ends."""
    p: i32 = v + STR_BYTES
    end: i32 = p + Str(v).nbytes
    while p < end and load8(p) <= 32:
        p += 1
    mark: i32 = buf_begin()
    while p < end:
        c: i32 = load8(p)
        if c != 9 and c != 10 and c != 13:
            buf_byte(c)
        p += 1
    return buf_end(mark)


@noinline
def url_parts(url: val, scheme: val, fragments: i32) -> val:
    """The six parts of a URL as a list, params empty; 0 when raised."""
    if live(T_BYTES) and (bytes_like(url) != 0 or bytes_like(scheme) != 0):
        leave(reason("URL of bytes"))
    if not has_tag(url, T_STR) or not has_tag(scheme, T_STR):
        return raise_no_attribute(scheme if has_tag(url, T_STR) else url, lit("decode"))
    v: val = url_cleaned(url)
    colon: i32 = url_scheme_end(v)
    if colon > 0:
        scheme = py_lower(url_cut(v, 0, colon))
        v = url_cut(v, colon + 1, Str(v).nbytes)
    netloc: val = lit("")
    if url_starts(v, 47, 47):
        stop: i32 = 2
        while stop < Str(v).nbytes and not url_ends_netloc(load8(v + stop, STR_BYTES)):
            stop += 1
        netloc = url_cut(v, 2, stop)
        v = url_cut(v, stop, Str(v).nbytes)
        if (url_find(netloc, 91, 0) >= 0) != (url_find(netloc, 93, 0) >= 0):
            return raise_value_error(lit("Invalid IPv6 URL"))
        first: i32 = url_find(netloc, 91, 0)
        if first >= 0 and not url_is_ipv6(netloc, first + 1):
            leave(reason("host in brackets"))
    fragment: val = lit("")
    query: val = lit("")
    at: i32 = url_find(v, 35, 0)
    if fragments and at >= 0:
        fragment = url_cut(v, at + 1, Str(v).nbytes)
        v = url_cut(v, 0, at)
    at = url_find(v, 63, 0)
    if at >= 0:
        query = url_cut(v, at + 1, Str(v).nbytes)
        v = url_cut(v, 0, at)
    parts: val = list_new(6)
    list_push(parts, scheme)
    list_push(parts, netloc)
    list_push(parts, v)
    list_push(parts, lit(""))
    list_push(parts, query)
    list_push(parts, fragment)
    return parts


def url_ends_netloc(c: i32) -> i32:
    return c == 47 or c == 63 or c == 35


def url_result(parts: val, size: i32) -> val:
    """The result object of six parts, of size 5 without params."""
    enable(Feature.LIBRARY_OBJECTS)
    made: i32 = new_object(T_URL, TUPLE_ITEMS + (size << 2), TUPLE_ITEMS)
    Tuple(made).length = size
    if size == 6:
        store32(made + TUPLE_ITEMS + 24, 0)
    i: i32 = 0
    to: i32 = made + TUPLE_ITEMS
    while i < 6:
        if size == 6 or i != 3:
            storev(to, list_get(parts, i))
            to += 4
        i += 1
    return val(made)


def url_split(url: val, scheme: val, fragments: val) -> val:
    """`urlsplit(url, scheme, allow_fragments)`."""
    parts: val = url_parts(url, scheme, py_truth(fragments))
    return url_result(parts, 5) if parts != 0 else 0


def url_parse(url: val, scheme: val, fragments: val) -> val:
    """`urlparse(url, scheme, allow_fragments)`."""
    parts: val = url_parsed(url, scheme, py_truth(fragments))
    return url_result(parts, 6) if parts != 0 else 0


def url_parsed(url: val, scheme: val, fragments: i32) -> val:
    """The six parts with params; 0 when raised."""
    parts: val = url_parts(url, scheme, fragments)
    if parts == 0:
        return 0
    path: val = list_get(parts, PATH)
    if url_with_params(list_get(parts, SCHEME)):
        slash: i32 = url_rfind(path, 47)
        at: i32 = url_find(path, 59, slash if slash > 0 else 0)
        if at >= 0:
            list_set(parts, 3, url_cut(path, at + 1, Str(path).nbytes))
            list_set(parts, PATH, url_cut(path, 0, at))
    return parts


@noinline
def url_joined(scheme: val, netloc: val, path: val, params: val, query: val, fragment: val) -> val:
    """The URL of these parts."""
    mark: i32 = buf_begin()
    if Str(scheme).nbytes:
        buf_str(scheme)
        buf_byte(58)
    local: i32 = Str(path).nbytes + Str(params).nbytes
    if Str(netloc).nbytes or (Str(scheme).nbytes and url_with_netloc(scheme) and not url_starts(path, 47, 47)):
        buf_str(lit("//"))
        buf_str(netloc)
        if local and (Str(path).nbytes == 0 or load8(path, STR_BYTES) != 47):
            buf_byte(47)
    buf_str(path)
    if Str(params).nbytes:
        buf_byte(59)
        buf_str(params)
    if Str(query).nbytes:
        buf_byte(63)
        buf_str(query)
    if Str(fragment).nbytes:
        buf_byte(35)
        buf_str(fragment)
    return buf_end(mark)


def url_items(v: val, size: i32) -> val:
    """The parts in a result object or an iterable, as a list; 0 when raised."""
    items: val = 0
    if live(T_URL) and has_tag(v, T_URL):
        items = list_new(6)
        i: i32 = 0
        while i < Tuple(v).length:
            list_push(items, tuple_get(v, i))
            i += 1
    else:
        items = list_of(v)
    if items == 0:
        return 0
    n: i32 = List(items).length  # CPython unpacks one more value, its own
    if n > size:
        return raise_with(lit_class("ValueError"), lit("too many values to unpack (expected $)"), from_int(i64(size + 1)), 0)
    if n < size:
        template: val = lit("not enough values to unpack (expected $, got $)")
        return raise_error(lit_class("ValueError"), message_of(template, from_int(i64(size + 1)), from_int(i64(n + 1)), 0))
    return items


def url_unsplit(v: val) -> val:
    """`urlunsplit(v)`."""
    p: val = url_items(v, 5)
    if p == 0:
        return 0
    return url_joined(list_get(p, 0), list_get(p, 1), list_get(p, 2), lit(""), list_get(p, 3), list_get(p, 4))


def url_unparse(v: val) -> val:
    """`urlunparse(v)`."""
    p: val = url_items(v, 6)
    if p == 0:
        return 0
    return url_joined(list_get(p, 0), list_get(p, 1), list_get(p, 2), list_get(p, 3), list_get(p, 4), list_get(p, 5))


def url_geturl(v: val) -> val:
    """`v.geturl()`."""
    return url_unsplit(v) if Tuple(v).length == 5 else url_unparse(v)


@noinline
def url_join(base: val, url: val, fragments: val) -> val:
    """`urljoin(base, url, allow_fragments)`."""
    if not py_truth(base):
        return url
    if not py_truth(url):
        return base
    keep: i32 = py_truth(fragments)
    b: val = url_parsed(base, lit(""), keep)
    u: val = url_parsed(url, list_get(b, SCHEME), keep) if b != 0 else 0
    if u == 0:
        return 0
    scheme: val = list_get(u, SCHEME)
    if not str_eq(scheme, list_get(b, SCHEME)) or not url_with_relative(scheme):
        return url
    netloc: val = list_get(u, NETLOC)
    path: val = list_get(u, PATH)
    params: val = list_get(u, 3)
    query: val = list_get(u, 4)
    if url_with_netloc(scheme):
        if Str(netloc).nbytes:
            return url_joined(scheme, netloc, path, params, query, list_get(u, 5))
        netloc = list_get(b, NETLOC)
    if Str(path).nbytes == 0 and Str(params).nbytes == 0:
        path = list_get(b, PATH)
        params = list_get(b, 3)
        if Str(query).nbytes == 0:
            query = list_get(b, 4)
    else:
        path = url_resolved(list_get(b, PATH), path)
    return url_joined(scheme, netloc, path, params, query, list_get(u, 5))


def url_segments(into: val, path: val) -> None:
    """Adds the parts of a path between slashes."""
    start: i32 = 0
    n: i32 = Str(path).nbytes
    while start <= n:
        stop: i32 = url_find(path, 47, start)
        if stop < 0:
            stop = n
        list_push(into, url_cut(path, start, stop))
        start = stop + 1


def url_resolved(base: val, path: val) -> val:
    """A relative path in place of the last part of another, dots resolved."""
    segments: val = list_new(8)
    absolute: i32 = Str(path).nbytes > 0 and load8(path, STR_BYTES) == 47
    if not absolute:
        url_segments(segments, base)
        n: i32 = List(segments).length
        if Str(list_get(segments, n - 1)).nbytes:
            List(segments).length = n - 1
    url_segments(segments, path)
    kept: val = list_new(8)
    last: i32 = List(segments).length - 1
    i: i32 = 0
    while i <= last:
        part: val = list_get(segments, i)
        if str_eq(part, lit("..")):
            if List(kept).length > 0:
                List(kept).length -= 1
        elif not str_eq(part, lit(".")) and (absolute or i == 0 or i == last or Str(part).nbytes):
            list_push(kept, part)
        i += 1
    part = list_get(segments, last)
    if str_eq(part, lit(".")) or str_eq(part, lit("..")):
        list_push(kept, lit(""))
    mark: i32 = buf_begin()
    i = 0
    while i < List(kept).length:
        if i != 0:
            buf_byte(47)
        buf_str(list_get(kept, i))
        i += 1
    made: val = buf_end(mark)
    return made if Str(made).nbytes else lit("/")


# ---- attributes


def url_scheme(v: val) -> val:
    return tuple_get(v, 0)


def url_netloc(v: val) -> val:
    return tuple_get(v, 1)


def url_path(v: val) -> val:
    return tuple_get(v, 2)


def url_params(v: val) -> val:
    return tuple_get(v, 3) if Tuple(v).length == 6 else raise_no_attribute(v, lit("params"))


def url_query(v: val) -> val:
    return tuple_get(v, Tuple(v).length - 2)


def url_fragment(v: val) -> val:
    return tuple_get(v, Tuple(v).length - 1)


def url_host_start(netloc: val) -> i32:
    """Where the host begins: behind the last @."""
    return url_rfind(netloc, 64) + 1


def url_username(v: val) -> val:
    netloc: val = tuple_get(v, 1)
    at: i32 = url_host_start(netloc)
    if at == 0:
        return NONE
    colon: i32 = url_find(netloc, 58, 0)
    return url_cut(netloc, 0, colon if colon >= 0 and colon < at else at - 1)


def url_password(v: val) -> val:
    netloc: val = tuple_get(v, 1)
    at: i32 = url_host_start(netloc)
    colon: i32 = url_find(netloc, 58, 0)
    return url_cut(netloc, colon + 1, at - 1) if colon >= 0 and colon < at - 1 + (at == 0) else NONE


def url_hostname(v: val) -> val:
    netloc: val = tuple_get(v, 1)
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
    return py_lower(url_cut(netloc, start, stop)) if stop > start else NONE


def url_port(v: val) -> val:
    netloc: val = tuple_get(v, 1)
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
            text: val = py_repr(url_cut(netloc, colon + 1, n))
            return raise_with(lit_class("ValueError"), lit("Port could not be cast to integer value as $"), text, 0)
        port = port * 10 + c - 48
        if port > 65535:
            return raise_value_error(lit("Port out of range 0-65535"))
        i += 1
    return from_int(i64(port))


def url_put_repr(v: val) -> None:
    """Appends `SplitResult(scheme='…', …)`."""
    six: i32 = Tuple(v).length == 6
    buf_str(lit("ParseResult(scheme=") if six else lit("SplitResult(scheme="))
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
    if Tuple(v).length == 6:
        return lit_class("urllib.parse.ParseResult")
    return lit_class("urllib.parse.SplitResult")
