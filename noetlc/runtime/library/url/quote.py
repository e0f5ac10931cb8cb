"""Percent encoding and query strings of `urllib.parse`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import i32, lit, lit_class, live, load8, noinline, reason, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import BYTES_DATA, STR_BYTES, Bytearray, Bytes, List, Str
from noetlc.layout.tags import T_BYTEARRAY, T_BYTES, T_DICT, T_LIST, T_STR, T_TUPLE
from noetlc.runtime.library.url.of_bytes import AS_BYTES
from noetlc.runtime.python.protocol import is_iterable, py_setitem
from noetlc.runtime.python.strings.bytes_data import mod_bytes_end
from noetlc.runtime.python.strings.codec_handlers import REPLACE
from noetlc.runtime.python.strings.codec_names import UTF8
from noetlc.runtime.text.strings import buf_end, str_from
from noetlc.runtime.values.buffer import buf_begin, buf_byte, buf_bytes, buf_drop, buf_str
from noetlc.runtime.values.list import list_get, list_new, list_push, list_set, tuple_get
from noetlc.runtime.values.memory import has_tag, leave

if TYPE_CHECKING:
    from noetlc.runtime.library.base64 import b64_nibble
    from noetlc.runtime.library.url.of_bytes import url_coerced, url_coerced_result, url_safe_text
    from noetlc.runtime.python.classes.lookup import raise_no_attribute
    from noetlc.runtime.python.containers.iterate import list_of
    from noetlc.runtime.python.containers.unpack import py_unpack, unpacked_item
    from noetlc.runtime.python.containers.views import py_dict_items
    from noetlc.runtime.python.exceptions.errors import clear_raised, raise_type, raise_type_error, raise_with
    from noetlc.runtime.python.objects.contents import py_len
    from noetlc.runtime.python.objects.repr import py_repr, py_str
    from noetlc.runtime.python.objects.truth import py_truth
    from noetlc.runtime.python.strings.codec import decode_as
    from noetlc.runtime.values.bytes import bytes_like, bytes_new, find_bytes
    from noetlc.runtime.values.dict import dict_get_str, dict_key_at, dict_new, dict_next, dict_set, dict_value_at
    from noetlc.runtime.values.list import pair_new


def url_is_safe(c: i32, safe: val) -> i32:
    """Whether a byte stays as it is."""
    letter: i32 = c | 32
    if (letter >= 97 and letter <= 122 and c < 128) or (c >= 48 and c <= 57) or c == 95 or c == 45 or c == 46 or c == 126:
        return 1
    if c >= 128:
        return 0
    i: i32 = 0
    while i < Str(safe).nbytes:
        if load8(safe + i, STR_BYTES) == c:
            return 1
        i += 1
    return 0


def url_put_quoted(v: val, safe: val, plus: i32) -> i32:
    """Appends a str or bytes with all but safe characters escaped, blanks as `+` with `plus`; 0 when raised."""
    p: i32 = v + STR_BYTES
    n: i32 = 0
    if has_tag(v, T_STR):
        n = Str(v).nbytes
    elif live(T_BYTES) and has_tag(v, T_BYTES):
        p = v + BYTES_DATA
        n = Bytes(v).nbytes
    elif live(T_BYTEARRAY) and has_tag(v, T_BYTEARRAY):
        p = Bytearray(v).held + BYTES_DATA
        n = Bytes(Bytearray(v).held).nbytes
    else:
        raise_type_error(lit("quote_from_bytes() expected bytes"))
        return 0
    if live(Feature.URL_BYTES):
        safe = url_safe_text(safe)
    if not has_tag(safe, T_STR):
        if is_iterable(safe):
            leave(reason("URL of bytes"))  # numbers of safe bytes
        raise_type(lit("'$' object is not iterable"), safe)
        return 0
    while n > 0:
        c: i32 = load8(p)
        if plus and c == 32:
            buf_byte(43)
        elif url_is_safe(c, safe):
            buf_byte(c)
        else:
            buf_byte(37)
            buf_byte(url_hex(c >> 4))
            buf_byte(url_hex(c & 15))
        p += 1
        n -= 1
    return 1


def url_hex(n: i32) -> i32:
    """The upper-case hexadecimal digit."""
    return n + 48 if n < 10 else n + 55


def url_quote(v: val, safe: val) -> val:
    """`quote(v, safe)`."""
    mark: i32 = buf_begin()
    if url_put_quoted(v, safe, 0) == 0:
        buf_drop(mark)
        return 0
    return buf_end(mark)


def url_quote_plus(v: val, safe: val) -> val:
    """`quote_plus(v, safe)`."""
    mark: i32 = buf_begin()
    if url_put_quoted(v, safe, 1) == 0:
        buf_drop(mark)
        return 0
    return buf_end(mark)


def url_put_unquoted(p: i32, n: i32, plus: i32) -> None:
    """Appends n bytes with escapes resolved, `+` as a blank with `plus`."""
    end: i32 = p + n
    while p < end:
        c: i32 = load8(p)
        if c == 37 and p + 2 < end:
            high: i32 = b64_nibble(load8(p, 1))
            low: i32 = b64_nibble(load8(p, 2))
            if (high | low) >= 0:
                c = high << 4 | low
                p += 2
        elif c == 43 and plus:
            c = 32
        buf_byte(c)
        p += 1


def url_has(v: val, c: i32) -> i32:
    """Whether a string holds a byte."""
    i: i32 = 0
    while i < Str(v).nbytes:
        if load8(v + i, STR_BYTES) == c:
            return 1
        i += 1
    return 0


def url_plain(v: val, plus: i32) -> val:
    """A string with its escapes resolved, bytes that are not UTF-8 replaced; runs of ASCII are decoded one by one."""
    if url_has(v, 37) == 0 and (plus == 0 or url_has(v, 43) == 0):
        return v
    p: i32 = v + STR_BYTES
    end: i32 = p + Str(v).nbytes
    mark: i32 = buf_begin()
    while p < end:
        start: i32 = p
        while p < end and load8(p) < 128:
            p += 1
        if p > start:
            inner: i32 = buf_begin()
            url_put_unquoted(start, p - start, plus)
            octets: val = mod_bytes_end(inner)
            buf_str(decode_as(octets, UTF8, 0, REPLACE))
        start = p
        while p < end and load8(p) >= 128:
            p += 1
        buf_bytes(start, p - start)
    return buf_end(mark)


def url_unquote(v: val) -> val:
    """`unquote(v)`."""
    if has_tag(v, T_STR):
        return url_plain(v, 0)
    if live(T_BYTES) and has_tag(v, T_BYTES):
        octets: val = url_unquote_to_bytes(v)
        return decode_as(octets, UTF8, 0, REPLACE)
    if live(T_BYTEARRAY) and has_tag(v, T_BYTEARRAY):
        return raise_type_error(lit("a bytes-like object is required, not 'str'"))
    return raise_type(lit("argument of type '$' is not iterable"), v)


def url_unquote_plus(v: val) -> val:
    """`unquote_plus(v)`."""
    if has_tag(v, T_STR):
        return url_plain(v, 1)
    if live(T_BYTES) and bytes_like(v) != 0:
        return raise_type_error(lit("a bytes-like object is required, not 'str'"))
    return raise_no_attribute(v, lit("replace"))


def url_unquote_array(v: val, mark: i32) -> val:
    """`unquote_to_bytes(v)` of a bytearray, whose pieces CPython looks up in a dict."""
    buf_drop(mark)
    n: i32 = Bytes(Bytearray(v).held).nbytes
    i: i32 = 0
    while i < n:
        if load8(Bytearray(v).held + BYTES_DATA + i) == 37:
            return raise_type(lit("unhashable type: '$'"), v)
        i += 1
    return v if n != 0 else bytes_new(0)


def url_unquote_to_bytes(v: val) -> val:
    """`unquote_to_bytes(v)`."""
    mark: i32 = buf_begin()
    if has_tag(v, T_STR):
        url_put_unquoted(v + STR_BYTES, Str(v).nbytes, 0)
    elif live(T_BYTES) and has_tag(v, T_BYTES):
        url_put_unquoted(v + BYTES_DATA, Bytes(v).nbytes, 0)
    elif live(T_BYTEARRAY) and has_tag(v, T_BYTEARRAY):
        return url_unquote_array(v, mark)
    else:
        return raise_no_attribute(v, lit("split"))
    return mod_bytes_end(mark)


# ---- queries


def url_put_field(v: val, safe: val) -> i32:
    """Appends a key or value; 0 when raised."""
    if not has_tag(v, T_STR) and not (live(T_BYTES) and has_tag(v, T_BYTES)):
        v = py_str(v)
        if v == 0:
            return 0
    return url_put_quoted(v, safe, 1)


def url_put_pair(key: val, v: val, safe: val, mark: i32) -> i32:
    """Appends `key=value`, after `&` unless it is the first since `mark`; 0 when raised."""
    if buf_begin() != mark:
        buf_byte(38)
    if url_put_field(key, safe) == 0:
        return 0
    buf_byte(61)
    return url_put_field(v, safe)


@noinline
def url_encode(query: val, doseq: val, safe: val) -> val:
    """`urlencode(query, doseq, safe)`."""
    pairs: val = 0
    if has_tag(query, T_DICT):
        pairs = list_of(py_dict_items(query))
    else:
        size: i32 = py_len(query)
        if size >= 0 and (has_tag(query, T_LIST) or (live(T_TUPLE) and has_tag(query, T_TUPLE)) or size == 0):
            pairs = list_of(query)
            if size > 0 and not (live(T_TUPLE) and has_tag(list_get(pairs, 0), T_TUPLE)):
                pairs = 0
        clear_raised()
        if pairs == 0:
            return raise_type_error(lit("not a valid non-string sequence or mapping object"))
    many: i32 = py_truth(doseq)
    mark: i32 = buf_begin()
    i: i32 = 0
    while i < List(pairs).length:
        pair: val = py_unpack(list_get(pairs, i), 2)
        if pair == 0 or url_put_values(unpacked_item(pair, 0), unpacked_item(pair, 1), many, safe, mark) == 0:
            buf_drop(mark)
            return 0
        i += 1
    return buf_end(mark)


def url_put_values(key: val, v: val, many: i32, safe: val, mark: i32) -> i32:
    """Appends the pairs of a key: one, or with `many` one for each item of a collection; 0 when raised."""
    if many == 0 or has_tag(v, T_STR) or (live(T_BYTES) and has_tag(v, T_BYTES)):
        return url_put_pair(key, v, safe, mark)
    if py_len(v) < 0:
        clear_raised()
        return url_put_pair(key, v, safe, mark)
    items: val = list_of(v)
    i: i32 = 0
    while items != 0 and i < List(items).length:
        if url_put_pair(key, list_get(items, i), safe, mark) == 0:
            return 0
        i += 1
    return items != 0


@noinline
def url_parse_qsl(query: val, keep_blank: val, strict: val, separator: val) -> val:
    """`parse_qsl(query, keep_blank_values, strict_parsing, separator=…)`."""
    given: val = one_item(query)
    kind: i32 = url_coerced(given)
    pairs: val = text_pairs(list_get(given, 0), keep_blank, strict, separator) if kind >= 0 else 0
    i: i32 = 0
    while live(Feature.URL_BYTES) and kind == AS_BYTES and pairs != 0 and i < List(pairs).length:
        key: val = url_coerced_result(tuple_get(list_get(pairs, i), 0), kind)
        v: val = url_coerced_result(tuple_get(list_get(pairs, i), 1), kind) if key != 0 else 0
        if v == 0:
            return 0
        list_set(pairs, i, pair_new(key, v))
        i += 1
    return pairs


def one_item(v: val) -> val:
    made: val = list_new(1)
    list_push(made, v)
    return made


@noinline
def text_pairs(query: val, keep_blank: val, strict: val, separator: val) -> val:
    """The pairs of a query that is a text; 0 when raised."""
    between: val = one_item(separator)
    if url_coerced(between) < 0:
        return 0
    separator = list_get(between, 0)
    width: i32 = Str(separator).nbytes
    if width == 0:
        return raise_with(lit_class("ValueError"), lit("Separator must be of type string or bytes."), 0, 0)
    made: val = list_new(0)
    keep: i32 = py_truth(keep_blank)
    exact: i32 = py_truth(strict)
    p: i32 = query + STR_BYTES
    n: i32 = Str(query).nbytes
    start: i32 = 0
    while start <= n and n > 0:
        found: i32 = find_bytes(p + start, n - start, separator + STR_BYTES, width)
        stop: i32 = n if found < 0 else start + found
        equals: i32 = start
        while equals < stop and load8(p + equals) != 61:
            equals += 1
        if exact and equals == stop:
            text: val = py_repr(str_from(p + start, stop - start))
            return raise_with(lit_class("ValueError"), lit("bad query field: $"), text, 0)
        if stop > start and (stop > equals + 1 or keep):
            size: i32 = stop - equals - 1
            key: val = url_plain(str_from(p + start, equals - start), 1)
            list_push(made, pair_new(key, url_plain(str_from(p + equals + 1, size if size > 0 else 0), 1)))
        start = stop + width
    return made


def url_parse_qs(query: val, keep_blank: val, strict: val, separator: val) -> val:
    """`parse_qs(…)`: a dict of lists."""
    given: val = one_item(query)
    kind: i32 = url_coerced(given)
    pairs: val = text_pairs(list_get(given, 0), keep_blank, strict, separator) if kind >= 0 else 0
    if pairs == 0:
        return 0
    made: val = dict_new()
    i: i32 = 0
    while i < List(pairs).length:
        key: val = tuple_get(list_get(pairs, i), 0)
        v: val = url_coerced_result(tuple_get(list_get(pairs, i), 1), kind)
        if v == 0:
            return 0
        values: val = dict_get_str(made, key)
        if values == 0:
            values = list_new(1)
            dict_set(made, key, values)
        list_push(values, v)
        i += 1
    return with_bytes_keys(made) if live(Feature.URL_BYTES) and kind == AS_BYTES else made


def with_bytes_keys(d: val) -> val:
    """A dict with bytes in place of texts as its keys; 0 when raised."""
    made: val = dict_new()
    e: i32 = dict_next(d, 0)
    while e >= 0:
        key: val = url_coerced_result(dict_key_at(d, e), AS_BYTES)
        if key == 0 or py_setitem(made, key, dict_value_at(d, e)) == 0:
            return 0
        e = dict_next(d, e + 1)
    return made
