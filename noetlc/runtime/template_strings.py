"""Strings of the template language: white space, splitting, replacing, affixes (dsl 5.8, 5.9), by code points."""

from __future__ import annotations

from noetlc.kernel.lang import i32, lit, load8, val
from noetlc.runtime.layout import STR_BYTES, Str
from noetlc.runtime.list import list_new, list_push
from noetlc.runtime.template_value import t_raise
from noetlc.runtime.text import buf_begin, buf_bytes, buf_end, buf_str, bytes_equal, code_at, code_width, str_find, str_from


def t_is_space(c: i32) -> i32:
    """1 for the code points Python's `str.isspace` accepts."""
    if c <= 32:
        return c == 32 or (c >= 9 and c <= 13) or c >= 28
    if c < 0x1680:
        return c == 0x85 or c == 0xA0
    return (
        c == 0x1680 or (c >= 0x2000 and c <= 0x200A) or c == 0x2028 or c == 0x2029 or c == 0x202F or c == 0x205F or c == 0x3000
    )


def t_before(p: i32) -> i32:
    """The address of the code point that ends before p."""
    p -= 1
    while (load8(p) & 0xC0) == 0x80:
        p -= 1
    return p


def t_cut(v: val, p: i32, end: i32) -> val:
    """The part of a string from address p to `end`; the string itself if that is all of it."""
    if end - p == Str(v).nbytes:
        return v
    return str_from(p, end - p)


def t_trim(v: val) -> val:
    """The string without leading and trailing white space."""
    p: i32 = v + STR_BYTES
    end: i32 = p + Str(v).nbytes
    while p < end and t_is_space(code_at(p)):
        p += code_width(load8(p))
    while p < end and t_is_space(code_at(t_before(end))):
        end = t_before(end)
    return t_cut(v, p, end)


def t_has_code(chars: val, code: i32) -> i32:
    """1 if the code point occurs in the string."""
    p: i32 = chars + STR_BYTES
    end: i32 = p + Str(chars).nbytes
    while p < end:
        if code_at(p) == code:
            return 1
        p += code_width(load8(p))
    return 0


def t_strip_chars(v: val, chars: val) -> val:
    """The string without leading and trailing characters that occur in `chars`."""
    p: i32 = v + STR_BYTES
    end: i32 = p + Str(v).nbytes
    while p < end and t_has_code(chars, code_at(p)):
        p += code_width(load8(p))
    while p < end and t_has_code(chars, code_at(t_before(end))):
        end = t_before(end)
    return t_cut(v, p, end)


def t_split(v: val, sep: val) -> val:
    """The parts between occurrences of `sep`, empty ones kept; 0 for an empty `sep`."""
    n: i32 = Str(sep).nbytes
    if n == 0:
        return t_raise(lit("the separator of split is empty"))
    out: val = list_new(4)
    start: i32 = 0
    at: i32 = str_find(v, sep, 0)
    while at >= 0:
        list_push(out, str_from(v + STR_BYTES + start, at - start))
        start = at + n
        at = str_find(v, sep, start)
    list_push(out, str_from(v + STR_BYTES + start, Str(v).nbytes - start))
    return out


def t_split_space(v: val) -> val:
    """The parts between runs of white space, none of them empty."""
    out: val = list_new(4)
    p: i32 = v + STR_BYTES
    end: i32 = p + Str(v).nbytes
    while p < end:
        while p < end and t_is_space(code_at(p)):
            p += code_width(load8(p))
        start: i32 = p
        while p < end and not t_is_space(code_at(p)):
            p += code_width(load8(p))
        if p > start:
            list_push(out, str_from(start, p - start))
    return out


def t_replace(v: val, old: val, new: val) -> val:
    """All occurrences of `old` replaced; an empty `old` stands before every character and at the end."""
    n: i32 = Str(old).nbytes
    start: i32 = 0
    at: i32 = str_find(v, old, 0)
    if at < 0:
        return v
    mark: i32 = buf_begin()
    while at >= 0:
        buf_bytes(v + STR_BYTES + start, at - start)
        buf_str(new)
        start = at + n
        if n == 0:
            if at == Str(v).nbytes:
                return buf_end(mark)
            at += code_width(load8(v + STR_BYTES + at))
        else:
            at = str_find(v, old, start)
    buf_bytes(v + STR_BYTES + start, Str(v).nbytes - start)
    return buf_end(mark)


def t_starts(v: val, prefix: val) -> i32:
    """1 if the string starts with `prefix`."""
    n: i32 = Str(prefix).nbytes
    return n <= Str(v).nbytes and bytes_equal(v + STR_BYTES, prefix + STR_BYTES, n)


def t_ends(v: val, suffix: val) -> i32:
    """1 if the string ends with `suffix`."""
    n: i32 = Str(suffix).nbytes
    return n <= Str(v).nbytes and bytes_equal(v + STR_BYTES + Str(v).nbytes - n, suffix + STR_BYTES, n)
