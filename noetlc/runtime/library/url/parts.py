"""URLs of `urllib.parse` taken apart, put together and joined.

A result object (T_URL) is laid out like a tuple of five (urlsplit) or six strings (urlparse).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import enable, i32, i64, lit, lit_class, live, load8, noinline, reason, store32, storev, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import STR_BYTES, TUPLE_ITEMS, List, Str, Tuple
from noetlc.layout.tags import T_BYTEARRAY, T_DICT, T_LIST, T_URL
from noetlc.runtime.text.strings import buf_end, str_eq, str_from
from noetlc.runtime.values.buffer import buf_begin, buf_byte, buf_str
from noetlc.runtime.values.list import list_get, list_new, list_push, list_set, tuple_get
from noetlc.runtime.values.memory import from_int, has_tag, leave, new_object

if TYPE_CHECKING:
    from noetlc.runtime.library.url.hosts import url_is_composed, url_is_ipv6
    from noetlc.runtime.library.url.of_bytes import url_coerced, url_coerced_result, url_coerced_results
    from noetlc.runtime.python.containers.iterate import list_of
    from noetlc.runtime.python.exceptions.errors import message_of, raise_error, raise_type, raise_value_error, raise_with
    from noetlc.runtime.python.objects.truth import py_truth
    from noetlc.runtime.python.strings.case import py_lower

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
    if url_is_composed(netloc):
        template: val = lit("netloc '$' contains invalid characters under NFKC normalization")
        return raise_value_error(message_of(template, netloc, 0, 0))
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
    given: val = pair_list(url, scheme)
    kind: i32 = split_coerced(given)
    parts: val = url_parts(list_get(given, 0), list_get(given, 1), py_truth(fragments)) if kind >= 0 else 0
    return coerced_result(parts, 5, kind) if parts != 0 else 0


def split_coerced(given: val) -> i32:
    """`url_coerced` where CPython keeps results by the arguments."""
    url: val = list_get(given, 0)
    if has_tag(url, T_LIST) or has_tag(url, T_DICT) or (live(T_BYTEARRAY) and has_tag(url, T_BYTEARRAY)):
        raise_type(lit("unhashable type: '$'"), url)
        return -1
    return url_coerced(given)


def pair_list(a: val, b: val) -> val:
    made: val = list_new(2)
    list_push(made, a)
    list_push(made, b)
    return made


def coerced_result(parts: val, size: i32, kind: i32) -> val:
    """The result object of parts, as texts or as bytes."""
    url_coerced_results(parts, kind)
    return url_result(parts, size)


def url_parse(url: val, scheme: val, fragments: val) -> val:
    """`urlparse(url, scheme, allow_fragments)`."""
    given: val = pair_list(url, scheme)
    kind: i32 = split_coerced(given)
    parts: val = url_parsed(list_get(given, 0), list_get(given, 1), py_truth(fragments)) if kind >= 0 else 0
    return coerced_result(parts, 6, kind) if parts != 0 else 0


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
    kind: i32 = url_coerced(p) if p != 0 else -1
    if kind < 0:
        return 0
    made: val = url_joined(list_get(p, 0), list_get(p, 1), list_get(p, 2), lit(""), list_get(p, 3), list_get(p, 4))
    return url_coerced_result(made, kind)


def url_unparse(v: val) -> val:
    """`urlunparse(v)`."""
    p: val = url_items(v, 6)
    kind: i32 = url_coerced(p) if p != 0 else -1
    if kind < 0:
        return 0
    made: val = url_joined(list_get(p, 0), list_get(p, 1), list_get(p, 2), list_get(p, 3), list_get(p, 4), list_get(p, 5))
    return url_coerced_result(made, kind)


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
    given: val = pair_list(base, url)
    kind: i32 = url_coerced(given)
    if kind < 0:
        return 0
    return url_coerced_result(joined_texts(list_get(given, 0), list_get(given, 1), py_truth(fragments)), kind)


def joined_texts(base: val, url: val, keep: i32) -> val:
    """The same of texts that are not empty."""
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
