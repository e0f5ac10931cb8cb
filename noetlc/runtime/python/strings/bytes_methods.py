"""Methods of bytes and bytearray: searching, stripping, replacing, hexadecimal text."""

from __future__ import annotations

from noetlc.kernel.lang import gt_u, i32, i64, lit, lit_class, live, load8, lt_u, noinline, rem_s, store8, val
from noetlc.layout.objects import BYTES_DATA, NONE, STR_BYTES, Bytes, Str, Tuple
from noetlc.layout.tags import T_BYTES, T_STR, T_TUPLE
from noetlc.runtime.python.containers.slice import slice_index
from noetlc.runtime.python.exceptions.errors import (
    argument_kind,
    message_of,
    raise_type,
    raise_type_error,
    raise_value_error,
    raise_with,
)
from noetlc.runtime.python.numbers.int import digit_value
from noetlc.runtime.python.numbers.number import NUM_INT, int_of, num_kind, py_int_c, py_ssize
from noetlc.runtime.python.protocol import int_like, py_len, py_type_name
from noetlc.runtime.python.strings.bytes import bytes_result
from noetlc.runtime.python.strings.bytes_data import mod_bytes_end
from noetlc.runtime.python.strings.methods import span_set, span_start, span_stop
from noetlc.runtime.text.quote import hex_digit
from noetlc.runtime.text.strings import buf_end, count_codes, str_new
from noetlc.runtime.values.blocks import bytes_equal
from noetlc.runtime.values.buffer import buf_begin, buf_byte, buf_bytes
from noetlc.runtime.values.bytes import bytes_from, bytes_held, bytes_like, bytes_new, find_bytes, rfind_bytes
from noetlc.runtime.values.list import tuple_get
from noetlc.runtime.values.memory import from_int, has_tag, raised


def need_bytes(v: val) -> val:
    """The bytes object with the content of what is like bytes, 0 with TypeError pending for another kind."""
    b: val = bytes_like(v)
    return b if b != 0 else raise_type(lit("a bytes-like object is required, not '$'"), v)


def piece_of(v: val) -> val:
    """What to search for: bytes, or an int in range as one byte; 0 when raised."""
    b: val = bytes_like(v)
    if b != 0:
        return b
    byte: val = int_like(v)
    if byte == 0:
        return 0
    if num_kind(byte) != NUM_INT:
        return raise_type(lit("argument should be integer or bytes-like object, not '$'"), v)
    n: i64 = int_of(byte)
    if not gt_u(i64(256), n):
        return raise_value_error(lit("byte must be in range(0, 256)"))
    made: val = bytes_new(1)
    store8(made + BYTES_DATA, i32(n))
    return made


@noinline
def bytes_span(v: val, start: val, stop: val) -> i32:
    """Optional bounds into `span_start` and `span_stop`; 0 when raised."""
    n: i64 = i64(Bytes(v).nbytes)
    first: i64 = 0
    last: i64 = n
    if stop != 0 and stop != NONE:
        last = slice_index(stop)
        last = last + n if last < 0 else last
        last = i64(0) if last < 0 else (n if last > n else last)
    if start != 0 and start != NONE:
        first = slice_index(start)
        first = first + n if first < 0 else first
        first = i64(0) if first < 0 else (n + 1 if first > n else first)
    span_set(i32(first), i32(last))
    return raised == 0


def bytes_find_at(o: val, sub: val, start: val, stop: val, backward: i32) -> i32:
    """The offset of a piece, -1 if absent or raised."""
    v: val = bytes_held(o)
    piece: val = piece_of(sub) if bytes_span(v, start, stop) else 0
    if piece == 0 or span_start > span_stop:
        return -1
    p: i32 = v + BYTES_DATA + span_start
    n: i32 = span_stop - span_start
    m: i32 = Bytes(piece).nbytes
    at: i32 = rfind_bytes(p, n, piece + BYTES_DATA, m) if backward else find_bytes(p, n, piece + BYTES_DATA, m)
    return at + span_start if at >= 0 else -1


def py_bytes_find(v: val, sub: val, start: val, stop: val) -> i64:
    return i64(bytes_find_at(v, sub, start, stop, 0))


def py_bytes_rfind(v: val, sub: val, start: val, stop: val) -> i64:
    return i64(bytes_find_at(v, sub, start, stop, 1))


def subsection(at: i32) -> i64:
    if at < 0 and raised == 0:
        raise_value_error(lit("subsection not found"))
    return i64(at)


def py_bytes_index(v: val, sub: val, start: val, stop: val) -> i64:
    return subsection(bytes_find_at(v, sub, start, stop, 0))


def py_bytes_rindex(v: val, sub: val, start: val, stop: val) -> i64:
    return subsection(bytes_find_at(v, sub, start, stop, 1))


def py_bytes_count(o: val, sub: val, start: val, stop: val) -> i64:
    v: val = bytes_held(o)
    piece: val = piece_of(sub) if bytes_span(v, start, stop) else 0
    if piece == 0 or span_start > span_stop:
        return i64(0)
    m: i32 = Bytes(piece).nbytes
    if m == 0:
        return i64(span_stop - span_start + 1)
    p: i32 = v + BYTES_DATA + span_start
    left: i32 = span_stop - span_start
    found: i64 = 0
    at: i32 = find_bytes(p, left, piece + BYTES_DATA, m)
    while at >= 0:
        found += 1
        p += at + m
        left -= at + m
        at = find_bytes(p, left, piece + BYTES_DATA, m)
    return found


def affix_equals(v: val, affix: val, at_end: i32) -> i32:
    """Whether the span begins (or ends) with what is bytes; 0 for 0."""
    if affix == 0:
        return 0
    m: i32 = Bytes(affix).nbytes
    if span_stop - span_start < m:
        return 0
    at: i32 = span_stop - m if at_end else span_start
    return bytes_equal(v + BYTES_DATA + at, affix + BYTES_DATA, m)


def bytes_affix(o: val, affix: val, start: val, stop: val, at_end: i32) -> i32:
    """`startswith` or `endswith`; -1 when raised."""
    v: val = bytes_held(o)
    if not bytes_span(v, start, stop):
        return -1
    piece: val = bytes_like(affix)
    if piece != 0:
        return affix_equals(v, piece, at_end)
    if live(T_TUPLE) and has_tag(affix, T_TUPLE):
        i: i32 = 0
        while i < Tuple(affix).length:
            if affix_equals(v, need_bytes(tuple_get(affix, i)), at_end):
                return 1
            if raised != 0:
                return -1
            i += 1
        return 0
    name: val = lit("endswith") if at_end else lit("startswith")
    raise_type_error(message_of(lit("$ first arg must be bytes or a tuple of bytes, not $"), name, py_type_name(affix), 0))
    return -1


def py_bytes_startswith(v: val, prefix: val, start: val, stop: val) -> i32:
    return bytes_affix(v, prefix, start, stop, 0)


def py_bytes_endswith(v: val, suffix: val, start: val, stop: val) -> i32:
    return bytes_affix(v, suffix, start, stop, 1)


def bytes_slice(v: val, start: i32, stop: i32) -> val:
    return bytes_from(v + BYTES_DATA + start, stop - start)


def bytes_unaffixed(v: val, affix: val, at_end: i32) -> val:
    piece: val = need_bytes(affix)
    if piece == 0:
        return 0
    bytes_span(v, 0, 0)
    m: i32 = Bytes(piece).nbytes
    n: i32 = Bytes(v).nbytes
    if not affix_equals(v, piece, at_end):
        return v
    return bytes_slice(v, 0, n - m) if at_end else bytes_slice(v, m, n)


def py_bytes_removeprefix(v: val, prefix: val) -> val:
    return bytes_result(v, bytes_unaffixed(bytes_held(v), prefix, 0))


def py_bytes_removesuffix(v: val, suffix: val) -> val:
    return bytes_result(v, bytes_unaffixed(bytes_held(v), suffix, 1))


def strips_byte(chars: val, c: i32) -> i32:
    if chars == 0:
        return c == 32 or (c >= 9 and c <= 13)
    i: i32 = 0
    while i < Bytes(chars).nbytes:
        if load8(chars + BYTES_DATA + i) == c:
            return 1
        i += 1
    return 0


def bytes_strip(o: val, chars: val, sides: i32) -> val:
    """Without the bytes of `chars` (0 or None = white space) at the ends; 0 when raised."""
    v: val = bytes_held(o)
    given: val = 0 if chars == 0 or chars == NONE else need_bytes(chars)
    if raised != 0:
        return 0
    start: i32 = 0
    stop: i32 = Bytes(v).nbytes
    if sides & 1:
        while start < stop and strips_byte(given, load8(v + BYTES_DATA + start)):
            start += 1
    if sides & 2:
        while start < stop and strips_byte(given, load8(v + BYTES_DATA + stop - 1)):
            stop -= 1
    if v == o and start == 0 and stop == Bytes(v).nbytes:
        return v
    return bytes_result(o, bytes_slice(v, start, stop))


def py_bytes_strip(v: val, chars: val) -> val:
    return bytes_strip(v, chars, 3)


def py_bytes_lstrip(v: val, chars: val) -> val:
    return bytes_strip(v, chars, 1)


def py_bytes_rstrip(v: val, chars: val) -> val:
    return bytes_strip(v, chars, 2)


def py_bytes_replace(o: val, old: val, new: val, count: val) -> val:
    """`o.replace(old, new, count)`; count 0 = absent."""
    v: val = bytes_held(o)
    wanted: val = need_bytes(old)
    given: val = need_bytes(new) if wanted != 0 else 0
    if given == 0:
        return 0
    left: i64 = py_ssize(count) if count else i64(-1)
    if raised != 0:
        return 0
    p: i32 = v + BYTES_DATA
    end: i32 = p + Bytes(v).nbytes
    m: i32 = Bytes(wanted).nbytes
    mark: i32 = buf_begin()
    at: i32 = find_bytes(p, end - p, wanted + BYTES_DATA, m)
    while at >= 0 and left != 0:
        buf_bytes(p, at)
        buf_bytes(given + BYTES_DATA, Bytes(given).nbytes)
        p += at + m
        left -= 1
        if m == 0:
            if p == end:
                break
            buf_byte(load8(p))
            p += 1
        else:
            at = find_bytes(p, end - p, wanted + BYTES_DATA, m)
    buf_bytes(p, end - p)
    return bytes_result(o, mod_bytes_end(mark))


def bytes_cased(o: val, first: i32) -> val:
    """The letters from `first` on (65 or 97) in the other case."""
    v: val = bytes_held(o)
    made: val = bytes_from(v + BYTES_DATA, Bytes(v).nbytes)
    p: i32 = made + BYTES_DATA
    end: i32 = p + Bytes(v).nbytes
    while p < end:
        c: i32 = load8(p)
        if lt_u(c - first, 26):
            store8(p, c ^ 32)
        p += 1
    return bytes_result(o, made)


def py_bytes_lower(v: val) -> val:
    return bytes_cased(v, 65)


def py_bytes_upper(v: val) -> val:
    return bytes_cased(v, 97)


def hex_separator(sep: val) -> i32:
    """The character between groups; -1 when raised."""
    n: i32 = py_len(sep)
    if n < 0:
        return -1
    if n != 1:
        raise_value_error(lit("sep must be length 1."))
        return -1
    if not has_tag(sep, T_STR) and not has_tag(sep, T_BYTES):
        raise_type_error(lit("sep must be str or bytes."))
        return -1
    c: i32 = load8(sep + (STR_BYTES if has_tag(sep, T_STR) else BYTES_DATA))
    if c < 128:
        return c
    raise_value_error(lit("sep must be ASCII."))
    return -1


def py_bytes_hex(o: val, sep: val, every: val) -> val:
    """`o.hex(sep, bytes_per_sep)`; absent arguments 0."""
    v: val = bytes_held(o)
    size: i64 = py_int_c(every) if every else i64(1)
    if raised != 0:
        return 0
    between: i32 = hex_separator(sep) if sep != 0 else 0
    if between < 0:
        return 0
    n: i32 = Bytes(v).nbytes
    if sep == 0:
        return plain_hex(v + BYTES_DATA, n)
    step: i32 = i32(-size if size < 0 else size)
    mark: i32 = buf_begin()
    i: i32 = 0
    while i < n:
        # groups are counted from the right for a positive size
        place: i32 = i if size < 0 else n - i
        if i != 0 and step != 0 and rem_s(place, step) == 0:
            buf_byte(between)
        c: i32 = load8(v + BYTES_DATA + i)
        buf_byte(hex_digit(c >> 4))
        buf_byte(hex_digit(c & 15))
        i += 1
    return buf_end(mark)


def plain_hex(p: i32, n: i32) -> val:
    """The digits of n bytes at p."""
    made: val = str_new(n << 1, n << 1)
    to: i32 = made + STR_BYTES
    end: i32 = p + n
    while p < end:
        c: i32 = load8(p)
        store8(to, hex_digit(c >> 4))
        store8(to, hex_digit(c & 15), 1)
        p += 1
        to += 2
    return made


def hex_value(c: i32) -> i32:
    """The value of a hexadecimal digit, 99 for another character."""
    value: i32 = digit_value(c)
    return value if value < 16 else 99


@noinline
def py_bytes_fromhex(text: val) -> val:
    """`bytes.fromhex(text)`."""
    if not has_tag(text, T_STR):
        return raise_with(lit_class("TypeError"), lit("fromhex() argument must be str, not $"), argument_kind(text), 0)
    p: i32 = text + STR_BYTES
    start: i32 = p
    end: i32 = p + Str(text).nbytes
    made: val = bytes_new((end - p) >> 1)
    q: i32 = made + BYTES_DATA
    while p < end:
        c: i32 = load8(p)
        if c == 32 or (c >= 9 and c <= 13):
            p += 1
        else:
            high: i32 = hex_value(c)
            low: i32 = hex_value(load8(p, 1)) if p + 1 < end else 99
            if high > 15 or low > 15:
                at: i32 = count_codes(start, p - start + (high < 16))
                template: val = lit("non-hexadecimal number found in fromhex() arg at position $")
                return raise_with(lit_class("ValueError"), template, from_int(i64(at)), 0)
            store8(q, high << 4 | low)
            q += 1
            p += 2
    return bytes_from(made + BYTES_DATA, q - i32(made) - BYTES_DATA)


def py_bytes_fromhex_of(_v: val, text: val) -> val:
    return py_bytes_fromhex(text)
