"""Lines of text: the next one of a longer text for `io`, and fields of separated values for `csv`."""

from __future__ import annotations

from noetlc.kernel.lang import i32, load8, lt_u, store8, val
from noetlc.layout.objects import NONE, STR_BYTES, List, Str
from noetlc.layout.tags import T_STR
from noetlc.runtime.text.strings import buf_end, find_byte, is_ascii, str_from, str_offset
from noetlc.runtime.values.buffer import buf_begin, buf_byte, buf_bytes, buf_str
from noetlc.runtime.values.list import list_get, list_new, list_push
from noetlc.runtime.values.memory import has_tag, reserve


def line_at(text: val, at: val) -> val:
    """The text from a position to the next newline, which is part of it, or to the end."""
    start: i32 = at >> 1
    if (at & 1) == 0 or start >= Str(text).length:
        return str_from(text + STR_BYTES, 0)
    p: i32 = text + STR_BYTES + str_offset(text, start)
    end: i32 = text + STR_BYTES + Str(text).nbytes
    stop: i32 = find_byte(p, end, 10)
    return str_from(p, (stop + 1 if lt_u(stop, end) else end) - p)


def single_byte(mark: val) -> i32:
    """The byte of a text of one ASCII character, 0 for anything else."""
    return load8(mark + STR_BYTES) if has_tag(mark, T_STR) and Str(mark).nbytes == 1 else 0


def csv_fields(line: val, delimiter: val, quote: val) -> val:
    """The fields of a line; None for a line that does not end its last field, or where more than a delimiter comes after a quote."""
    separator: i32 = single_byte(delimiter)
    mark: i32 = single_byte(quote)
    if separator == 0 or (mark == 0 and quote != NONE):
        return NONE
    p: i32 = line + STR_BYTES
    end: i32 = p + Str(line).nbytes
    fields: val = list_new(0)
    if p == end or is_end(load8(p)):
        return fields if ends_here(p, end) else NONE
    while 1:
        start: i32 = p
        if mark and p < end and load8(p) == mark:
            p = quoted_end(p + 1, end, mark)
            if p == 0:
                return NONE
            list_push(fields, unquoted(start + 1, p - 1, mark))
            if p < end and load8(p) != separator and not is_end(load8(p)):
                return NONE
        else:
            while p < end and load8(p) != separator and not is_end(load8(p)):
                p += 1
            list_push(fields, str_from(start, p - start))
        if p == end or load8(p) != separator:
            return fields if ends_here(p, end) else NONE
        p += 1
    return NONE


def is_end(c: i32) -> i32:
    return c == 10 or c == 13


def ends_here(p: i32, end: i32) -> i32:
    """Whether nothing but one end of a line is left."""
    return end - p < 2 or (end - p == 2 and load8(p) == 13 and load8(p, 1) == 10)


def quoted_end(p: i32, end: i32, mark: i32) -> i32:
    """The address after the quote that ends a field, 0 if none does; two quotes are one of the field."""
    while p < end:
        p += 1
        if load8(p - 1) == mark:
            if p == end or load8(p) != mark:
                return p
            p += 1
    return 0


def unquoted(p: i32, end: i32, mark: i32) -> val:
    """The text between quotes, in which two are one."""
    if find_byte(p, end, mark) >= end:
        return str_from(p, end - p)
    start: i32 = reserve((end - p << 1) + 256) + (end - p) + 128
    o: i32 = start
    while p < end:
        c: i32 = load8(p)
        store8(o, c)
        o += 1
        p += 2 if c == mark else 1
    return str_from(start, o - start)


def csv_row(texts: val, delimiter: val, quote: val, terminator: val, quoting: val) -> val:
    """The line of fields; None if a mark is no ASCII character.

    What holds a mark or a character of the terminator stands in quotes, which are doubled inside, and so does an empty line.
    """
    separator: i32 = single_byte(delimiter)
    mark: i32 = single_byte(quote)
    always: i32 = quoting >> 1 == 1  # QUOTE_ALL
    n: i32 = List(texts).length
    if separator == 0 or mark == 0 or not is_ascii(terminator):
        return NONE
    start: i32 = buf_begin()
    i: i32 = 0
    while i < n:
        text: val = list_get(texts, i)
        if i > 0:
            buf_byte(separator)
        if always or (n == 1 and Str(text).nbytes == 0) or needs_quotes(text, separator, mark, terminator):
            put_in_quotes(text, mark)
        else:
            buf_str(text)
        i += 1
    buf_str(terminator)
    return buf_end(start)


def needs_quotes(text: val, separator: i32, mark: i32, terminator: val) -> i32:
    p: i32 = text + STR_BYTES
    end: i32 = p + Str(text).nbytes
    plain: i32 = Str(terminator).nbytes == 2 and load8(terminator + STR_BYTES) == 13 and load8(terminator + STR_BYTES, 1) == 10
    first: i32 = terminator + STR_BYTES
    last: i32 = first + Str(terminator).nbytes
    while p < end:
        c: i32 = load8(p)
        if c == separator or c == mark or (plain and is_end(c)) or (not plain and lt_u(find_byte(first, last, c), last)):
            return 1
        p += 1
    return 0


def put_in_quotes(text: val, mark: i32) -> None:
    p: i32 = text + STR_BYTES
    end: i32 = p + Str(text).nbytes
    buf_byte(mark)
    while p < end:
        stop: i32 = find_byte(p, end, mark)
        if stop >= end:
            buf_bytes(p, end - p)
            break
        buf_bytes(p, stop + 1 - p)
        buf_byte(mark)
        p = stop + 1
    buf_byte(mark)
