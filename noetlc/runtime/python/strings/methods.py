"""String methods that search, replace, strip and join. Positions of values are code points, those inside are byte offsets."""

from __future__ import annotations

from noetlc.kernel.lang import i32, i64, lit, live, load8, lt_u, noinline, shr_u, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import ASCII, NONE, STR_BYTES, Str, Tuple
from noetlc.layout.tags import T_STR, T_TUPLE
from noetlc.runtime.python.containers.slice import slice_index
from noetlc.runtime.python.exceptions.errors import argument_kind, message_of, raise_type, raise_type_error, raise_value_error
from noetlc.runtime.python.exceptions.sizes import refuse_memory
from noetlc.runtime.python.numbers.number import py_ssize
from noetlc.runtime.python.protocol import py_type_name
from noetlc.runtime.text.bytewise import count_byte, replaced_bytes
from noetlc.runtime.text.strings import (
    before,
    buf_end,
    code_at,
    code_width,
    count_codes,
    find_byte,
    str_find,
    str_from,
    str_index,
    str_offset,
)  # fmt: skip
from noetlc.runtime.text.unicode import is_space
from noetlc.runtime.values.blocks import bytes_equal
from noetlc.runtime.values.buffer import buf_begin, buf_bytes, buf_str
from noetlc.runtime.values.list import tuple_get
from noetlc.runtime.values.memory import __heap_base, has_tag, raised

# the part of a string that find_span selects, as byte offsets
span_start: i32 = 0
span_stop: i32 = 0

LEFT = 1
RIGHT = 2


@noinline
def find_span(v: val, start: val, stop: val) -> i32:
    """Turns optional code point bounds into byte offsets; 0 when raised. An impossible span has start > stop."""
    global span_start, span_stop
    n: i64 = i64(Str(v).length)
    first: i64 = 0
    last: i64 = n
    if stop != 0 and stop != NONE:
        last = slice_index(stop)
        last = last + n if last < 0 else last
        last = i64(0) if last < 0 else (n if last > n else last)
    if start != 0 and start != NONE:
        first = slice_index(start)
        first = first + n if first < 0 else first
        first = i64(0) if first < 0 else first
    if raised != 0:
        return 0
    if first > last:
        span_start = 1
        span_stop = 0
        return 1
    span_start = str_offset(v, i32(first))
    span_stop = str_offset(v, i32(last))
    return 1


def span_set(start: i32, stop: i32) -> None:
    """Selects a span."""
    global span_start, span_stop
    span_start = start
    span_stop = stop


def need_str(v: val) -> i32:
    """1 if v is a str, else 0 with `must be str, not …` pending."""
    if has_tag(v, T_STR):
        return 1
    raise_type(lit("must be str, not $"), v)
    return 0


def span_find(v: val, sub: val) -> i32:
    """The byte offset of `sub` inside the span, -1 if it is not there."""
    if span_start > span_stop:
        return -1
    at: i32 = str_find(v, sub, span_start)
    return at if at >= 0 and at + Str(sub).nbytes <= span_stop else -1


def span_rfind(v: val, sub: val) -> i32:
    """The last one."""
    n: i32 = Str(sub).nbytes
    at: i32 = span_stop - n
    while at >= span_start:
        if bytes_equal(v + STR_BYTES + at, sub + STR_BYTES, n):
            return at
        at -= 1
    return -1


def find_at(v: val, sub: val, start: val, stop: val, backward: i32) -> i32:
    """The code point index of a substring, -1 if absent or raised."""
    if not find_span(v, start, stop) or not need_str(sub):
        return -1
    at: i32 = span_rfind(v, sub) if backward else span_find(v, sub)
    return at if at < 0 else str_index(v, at)


def py_str_find(v: val, sub: val, start: val, stop: val) -> i64:
    return i64(find_at(v, sub, start, stop, 0))


def py_str_rfind(v: val, sub: val, start: val, stop: val) -> i64:
    return i64(find_at(v, sub, start, stop, 1))


def found_or_raise(at: i32) -> i64:
    if at < 0 and raised == 0:
        raise_value_error(lit("substring not found"))
    return i64(at)


def py_str_index(v: val, sub: val, start: val, stop: val) -> i64:
    return found_or_raise(find_at(v, sub, start, stop, 0))


def py_str_rindex(v: val, sub: val, start: val, stop: val) -> i64:
    return found_or_raise(find_at(v, sub, start, stop, 1))


def py_str_count(v: val, sub: val, start: val, stop: val) -> i64:
    """Occurrences that do not overlap."""
    if not find_span(v, start, stop) or not need_str(sub) or span_start > span_stop:
        return i64(0)
    n: i32 = Str(sub).nbytes
    if n == 0:
        return i64(count_codes(v + STR_BYTES + span_start, span_stop - span_start)) + 1
    if n == 1:
        return count_byte(v + STR_BYTES + span_start, span_stop - span_start, load8(sub, STR_BYTES))
    found: i64 = 0
    at: i32 = str_find(v, sub, span_start)
    while at >= 0 and at + n <= span_stop:
        found += 1
        at = str_find(v, sub, at + n)
    return found


def affix_matches(v: val, affix: val, at_end: i32) -> i32:
    """Whether the span starts (or ends) with a string."""
    n: i32 = Str(affix).nbytes
    if span_stop - span_start < n:
        return 0
    at: i32 = span_stop - n if at_end else span_start
    return bytes_equal(v + STR_BYTES + at, affix + STR_BYTES, n)


def has_affix(v: val, affix: val, start: val, stop: val, at_end: i32) -> i32:
    """`startswith` or `endswith`; -1 when raised."""
    if not find_span(v, start, stop):
        return -1
    if has_tag(affix, T_STR):
        return affix_matches(v, affix, at_end)
    name: val = lit("endswith") if at_end else lit("startswith")
    if live(T_TUPLE) and has_tag(affix, T_TUPLE):
        i: i32 = 0
        while i < Tuple(affix).length:
            each: val = tuple_get(affix, i)
            if not has_tag(each, T_STR):
                template: val = lit("tuple for $ must only contain str, not $")
                raise_type_error(message_of(template, name, py_type_name(each), 0))
                return -1
            if affix_matches(v, each, at_end):
                return 1
            i += 1
        return 0
    raise_type_error(message_of(lit("$ first arg must be str or a tuple of str, not $"), name, py_type_name(affix), 0))
    return -1


def py_startswith(v: val, prefix: val, start: val, stop: val) -> i32:
    return has_affix(v, prefix, start, stop, 0)


def py_endswith(v: val, suffix: val, start: val, stop: val) -> i32:
    return has_affix(v, suffix, start, stop, 1)


def removed_affix(v: val, affix: val, at_end: i32) -> val:
    if not has_tag(affix, T_STR):
        name: val = lit("removesuffix") if at_end else lit("removeprefix")
        return raise_type_error(message_of(lit("$() argument must be str, not $"), name, argument_kind(affix), 0))
    find_span(v, 0, 0)
    n: i32 = Str(affix).nbytes
    if n == 0 or not affix_matches(v, affix, at_end):
        return v
    return str_from(v + STR_BYTES + (0 if at_end else n), Str(v).nbytes - n)


def py_removeprefix(v: val, prefix: val) -> val:
    return removed_affix(v, prefix, 0)


def py_removesuffix(v: val, suffix: val) -> val:
    return removed_affix(v, suffix, 1)


@noinline
def replace_argument(v: val, number: val) -> val:
    """The TypeError of `replace`."""
    return raise_type_error(message_of(lit("replace() argument $ must be str, not $"), number, argument_kind(v), 0))


def py_replace(v: val, old: val, new: val, count: val) -> val:
    """`v.replace(old, new, count)`; count 0 = absent."""
    if not has_tag(old, T_STR):
        return replace_argument(old, lit("1"))
    if not has_tag(new, T_STR):
        return replace_argument(new, lit("2"))
    left: i64 = -1
    if count:
        left = py_ssize(count)
        if raised != 0:
            return 0
    return str_replace(v, old, new, left)


def str_replace(v: val, old: val, new: val, times: i64) -> val:
    """Replaces up to `times` occurrences, all if that is negative."""
    n: i32 = Str(old).nbytes
    at: i32 = str_find(v, old, 0)
    if at < 0 or times == 0:
        return v
    if n == 1 and Str(new).nbytes == 1 and times < 0:
        return replaced_bytes(v, load8(old, STR_BYTES), load8(new, STR_BYTES))
    p: i32 = v + STR_BYTES
    size: i32 = Str(v).nbytes
    done: i32 = 0
    left: i64 = times
    mark: i32 = buf_begin()
    while at >= 0 and left != 0:
        buf_bytes(p + done, at - done)
        buf_str(new)
        done = at + n
        left -= 1
        if n == 0:  # between all characters
            if at == size:
                break
            at += code_width(load8(p + at))
        else:
            at = str_find(v, old, done)
    buf_bytes(p + done, size - done)
    return buf_end(mark)


def holds_code(chars: val, code: i32) -> i32:
    """Whether a string contains a code point; for 0 whether it is white space."""
    if chars == 0:
        return is_space(code)
    p: i32 = chars + STR_BYTES
    end: i32 = p + Str(chars).nbytes
    if code < 0x80:  # no byte of another character is one
        return find_byte(p, end, code) < end
    while p < end:
        if code_at(p) == code:
            return 1
        p += code_width(load8(p))
    return 0


def is_stripped(chars: val, p: i32) -> i32:
    """Whether strip takes the code point at p away."""
    code: i32 = load8(p)
    return holds_code(chars, code if code < 0x80 else code_at(p))


def str_strip(v: val, chars: val, sides: i32) -> val:
    """Without the code points of `chars` (0 = white space) on the given sides."""
    p: i32 = v + STR_BYTES
    end: i32 = p + Str(v).nbytes
    if sides & LEFT:
        while p < end and is_stripped(chars, p):
            p += code_width(load8(p))
    if sides & RIGHT:
        while p < end:
            last: i32 = end - 1 if load8(end - 1) < 0x80 else before(end)
            if not is_stripped(chars, last):
                break
            end = last
    n: i32 = end - p
    return v if n == Str(v).nbytes else str_from(p, n)


strip_set: val = 0  # the constant whose characters these two words have as bits
strip_low: i64 = 0
strip_high: i64 = 0


@noinline
def note_strip_set(chars: val) -> None:
    """Makes bits of the characters of an ASCII text. Those of a constant are kept: it is nowhere else later."""
    global strip_set, strip_low, strip_high
    strip_set = chars if lt_u(i32(chars), __heap_base) else 0
    strip_low = i64(0)
    strip_high = i64(0)
    p: i32 = chars + STR_BYTES
    end: i32 = p + Str(chars).nbytes
    while p < end:
        c: i32 = load8(p)
        bit: i64 = i64(1) << i64(c & 63)
        if c < 64:
            strip_low = strip_low | bit
        else:
            strip_high = strip_high | bit
        p += 1


def in_strip_set(c: i32) -> i32:
    """Whether the noted text has a character, by its only byte or one of several."""
    if c >= 128:
        return 0
    return i32(shr_u(strip_low if c < 64 else strip_high, i64(c & 63))) & 1


def strip_ascii(v: val, chars: val, sides: i32) -> val:
    """`str_strip` of characters that all are ASCII."""
    if chars != strip_set:
        note_strip_set(chars)
    p: i32 = v + STR_BYTES
    end: i32 = p + Str(v).nbytes
    if sides & LEFT:
        while p < end and in_strip_set(load8(p)):
            p += 1
    if sides & RIGHT:
        while p < end and in_strip_set(load8(end - 1)):
            end -= 1
    return v if end - p == Str(v).nbytes else str_from(p, end - p)


def strip_method(v: val, chars: val, sides: i32, name: val) -> val:
    if chars == 0 or chars == NONE:
        return str_strip(v, 0, sides)
    if has_tag(chars, T_STR):
        return strip_ascii(v, chars, sides) if Str(chars).flags & ASCII else str_strip(v, chars, sides)
    return raise_type_error(message_of(lit("$ arg must be None or str"), name, 0, 0))


def py_strip(v: val, chars: val) -> val:
    return strip_method(v, chars, LEFT | RIGHT, lit("strip"))


def py_lstrip(v: val, chars: val) -> val:
    return strip_method(v, chars, LEFT, lit("lstrip"))


def py_rstrip(v: val, chars: val) -> val:
    return strip_method(v, chars, RIGHT, lit("rstrip"))


def pad_argument(fill: val) -> val:
    """The fill character of `center` and its kind (0 = absent: a space); 0 when raised."""
    if fill == 0:
        return lit(" ")
    if not has_tag(fill, T_STR):
        return raise_type(lit("The fill character must be a unicode character, not $"), fill)
    if Str(fill).length != 1:
        return raise_type_error(lit("The fill character must be exactly one character long"))
    return fill


def padded(v: val, left: i64, right: i64, fill: val) -> val:
    """v between fill characters."""
    if left <= 0 and right <= 0:
        return v
    if live(Feature.LARGE_SIZES) and (left > 0x7FF00000 or right > 0x7FF00000):
        return refuse_memory(left if left > right else right)
    mark: i32 = buf_begin()
    buf_repeat(fill, left)
    buf_str(v)
    buf_repeat(fill, right)
    return buf_end(mark)


def buf_repeat(text: val, times: i64) -> None:
    """Appends a string several times."""
    left: i64 = times
    while left > 0:
        buf_str(text)
        left -= 1


def py_ljust(v: val, width: val, fill: val) -> val:
    n: i64 = py_ssize(width) - i64(Str(v).length)
    char: val = pad_argument(fill) if raised == 0 else 0
    return padded(v, i64(0), n, char) if char else 0


def py_rjust(v: val, width: val, fill: val) -> val:
    n: i64 = py_ssize(width) - i64(Str(v).length)
    char: val = pad_argument(fill) if raised == 0 else 0
    return padded(v, n, i64(0), char) if char else 0


def py_center(v: val, width: val, fill: val) -> val:
    total: i64 = py_ssize(width)
    n: i64 = total - i64(Str(v).length)
    char: val = pad_argument(fill) if raised == 0 else 0
    if char == 0:
        return 0
    if n <= 0:
        return v
    left: i64 = (n >> 1) + (n & total & 1)
    return padded(v, left, n - left, char)


def py_zfill(v: val, width: val) -> val:
    """Zeros after the sign."""
    n: i64 = py_ssize(width) - i64(Str(v).length)
    if raised != 0:
        return 0
    if n <= 0:
        return v
    if live(Feature.LARGE_SIZES) and n > 0x7FF00000:
        return refuse_memory(n)
    p: i32 = v + STR_BYTES
    size: i32 = Str(v).nbytes
    signed: i32 = size != 0 and (load8(p) == 43 or load8(p) == 45)
    mark: i32 = buf_begin()
    buf_bytes(p, signed)
    buf_repeat(lit("0"), n)
    buf_bytes(p + signed, size - signed)
    return buf_end(mark)
