"""String methods that take strings apart."""

from __future__ import annotations

from noetlc.kernel.lang import copy16, ctz, i32, i64, inline, lit, load8, load64, noinline, rem_s, val
from noetlc.layout.objects import ASCII, ITEMS_DATA, NONE, STR_BYTES, List, Str
from noetlc.layout.tags import T_STR
from noetlc.runtime.python.exceptions.errors import raise_type, raise_value_error
from noetlc.runtime.python.numbers.number import py_int_c, py_ssize
from noetlc.runtime.python.strings.methods import buf_repeat, find_span, need_str, span_rfind
from noetlc.runtime.text.strings import before, buf_end, code_at, code_width, str_find, str_from, str_new
from noetlc.runtime.text.unicode import is_space
from noetlc.runtime.values.blocks import bytes_equal, copy_over
from noetlc.runtime.values.buffer import buf_begin, buf_bytes
from noetlc.runtime.values.list import list_new, list_push, reverse_words, tuple_new, tuple_set
from noetlc.runtime.values.memory import has_tag, raised


def split_arguments(sep: val, times: val) -> i64:
    """The limit of a split (-1 none); `raised` is set for arguments of the wrong type."""
    left: i64 = -1
    if times:
        left = py_ssize(times)
        if raised != 0:
            return left
    if sep != 0 and sep != NONE:
        if not has_tag(sep, T_STR):
            raise_type(lit("must be str or None, not $"), sep)
        elif Str(sep).nbytes == 0:
            raise_value_error(lit("empty separator"))
    return left


def py_split(v: val, sep: val, times: val) -> val:
    """`v.split(sep, maxsplit)`; absent arguments 0."""
    left: i64 = split_arguments(sep, times)
    if raised != 0:
        return 0
    if sep == 0 or sep == NONE:
        return split_space(v, left)
    return str_split(v, sep, left)


def str_split(v: val, sep: val, times: i64) -> val:
    """The pieces between up to `times` separators (negative: all)."""
    made: val = list_new(4)
    left: i64 = times
    start: i32 = 0
    at: i32 = str_find(v, sep, 0)
    while at >= 0 and left != 0:
        list_push(made, str_from(v + STR_BYTES + start, at - start))
        start = at + Str(sep).nbytes
        at = str_find(v, sep, start)
        left -= 1
    list_push(made, str_from(v + STR_BYTES + start, Str(v).nbytes - start) if start else v)
    return made


def skip_blanks(p: i32, end: i32, wanted: i32) -> i32:
    """The first address from p whose character is (wanted 0) or is not (1) white space."""
    while p < end:
        c: i32 = load8(p)
        if c > 0x20 and c < 0x7F:  # most are, and none of these is white space
            if wanted:
                return p
            p += 1
        elif c == 0x20:
            if wanted == 0:
                return p
            p += 1
        else:
            if is_space(code_at(p)) != wanted:
                return p
            p += code_width(c)
    return p


def word_end(p: i32, end: i32) -> i32:
    """Where a word of ASCII ends: eight bytes at a time are looked through for what is not above a blank."""
    while p < end:
        x: i64 = load64(p)
        low: i64 = (x - 0x2121212121212121) & ~x & 0x8080808080808080
        if low == 0:
            p += 8
        else:
            p += i32(ctz(low)) >> 3
            c: i32 = load8(p)
            if p >= end or c == 0x20 or is_space(c):
                break
            p += 1
    return p if p < end else end


def split_ascii(v: val) -> val:
    """The words of an ASCII text between white space."""
    made: val = list_new(4 + (Str(v).nbytes >> 3))
    p: i32 = v + STR_BYTES
    end: i32 = p + Str(v).nbytes
    while p < end:
        if load8(p) == 0x20 or is_space(load8(p)):
            p += 1
        else:
            n: i32 = word_end(p, end) - p
            word: val = str_new(n, n)
            if n <= 16:
                copy16(word + STR_BYTES, p)
            else:
                copy_over(word + STR_BYTES, p, n)
            list_push(made, word)
            p += n
    return made


def split_space(v: val, times: i64) -> val:
    """The words between white space; after `times` splits the rest as it is."""
    if times < 0 and Str(v).flags & ASCII:
        return split_ascii(v)
    made: val = list_new(4 if times >= 0 else 4 + (Str(v).nbytes >> 3))
    left: i64 = times
    end: i32 = v + STR_BYTES + Str(v).nbytes
    p: i32 = skip_blanks(v + STR_BYTES, end, 1)
    while p < end:
        q: i32 = end if left == 0 else skip_blanks(p, end, 0)
        list_push(made, str_from(p, q - p))
        p = skip_blanks(q, end, 1)
        left -= 1
    return made


def py_rsplit(v: val, sep: val, times: val) -> val:
    """`v.rsplit(sep, maxsplit)`; absent arguments 0."""
    left: i64 = split_arguments(sep, times)
    if raised != 0:
        return 0
    spaces: i32 = sep == 0 or sep == NONE
    if left < 0 and spaces:
        return split_space(v, left)
    if left < 0 and Str(sep).length == 1:  # a longer one may overlap itself
        return str_split(v, sep, left)
    made: val = rsplit_space(v, left) if spaces else rsplit_text(v, sep, left)
    reverse_words(List(made).items + ITEMS_DATA, List(made).length)
    return made


def rsplit_text(v: val, sep: val, times: i64) -> val:
    """The pieces from the end."""
    made: val = list_new(4)
    left: i64 = times
    n: i32 = Str(sep).nbytes
    start: i32 = v + STR_BYTES
    end: i32 = start + Str(v).nbytes
    p: i32 = end - n
    while p >= start and left != 0:
        if bytes_equal(p, sep + STR_BYTES, n):
            list_push(made, str_from(p + n, end - p - n))
            end = p
            p -= n
            left -= 1
        else:
            p -= 1
    list_push(made, str_from(start, end - start))
    return made


def back_spaces(p: i32, start: i32, wanted: i32) -> i32:
    """The end of what precedes p after skipping characters that are (1) or are not (0) white space."""
    while p > start and is_space(code_at(before(p))) == wanted:
        p = before(p)
    return p


def rsplit_space(v: val, times: i64) -> val:
    """The words from the end."""
    made: val = list_new(4)
    left: i64 = times
    start: i32 = v + STR_BYTES
    p: i32 = back_spaces(start + Str(v).nbytes, start, 1)
    while p > start:
        q: i32 = start if left == 0 else back_spaces(p, start, 0)
        list_push(made, str_from(q, p - q))
        p = back_spaces(q, start, 1)
        left -= 1
    return made


def is_line_end(code: i32) -> i32:
    return (code >= 10 and code <= 13) or (code >= 28 and code <= 30) or code == 0x85 or code == 0x2028 or code == 0x2029


@inline
def has_no_line_end(x: i64) -> i32:
    """Whether eight bytes are printing characters of ASCII."""
    return ((x - 0x2020202020202020) | x) & 0x8080808080808080 == 0


def py_splitlines(v: val, keepends: val) -> val:
    """`v.splitlines(keepends)`; keepends 0 = absent."""
    keep: i32 = 0
    if keepends:
        keep = py_int_c(keepends) != 0
        if raised != 0:
            return 0
    made: val = list_new(4)
    p: i32 = v + STR_BYTES
    end: i32 = p + Str(v).nbytes
    start: i32 = p
    while p < end:
        if p + 8 <= end and has_no_line_end(load64(p)):
            p += 8
            continue
        code: i32 = code_at(p)
        line: i32 = p
        p += code_width(load8(p))
        if is_line_end(code):
            if code == 13 and p < end and load8(p) == 10:
                p += 1
            list_push(made, str_from(start, (p if keep else line) - start))
            start = p
    if start < end:
        list_push(made, str_from(start, end - start))
    return made


def triple(a: val, b: val, c: val) -> val:
    """The tuple (a, b, c)."""
    t: val = tuple_new(3)
    tuple_set(t, 0, a)
    tuple_set(t, 1, b)
    tuple_set(t, 2, c)
    return t


def need_separator(sep: val) -> i32:
    if not need_str(sep):
        return 0
    if Str(sep).nbytes == 0:
        raise_value_error(lit("empty separator"))
        return 0
    return 1


def parted(v: val, sep: val, at: i32) -> val:
    """The parts around the separator at a byte offset."""
    after: i32 = at + Str(sep).nbytes
    return triple(str_from(v + STR_BYTES, at), sep, str_from(v + STR_BYTES + after, Str(v).nbytes - after))


def py_partition(v: val, sep: val) -> val:
    if not need_separator(sep):
        return 0
    at: i32 = str_find(v, sep, 0)
    return parted(v, sep, at) if at >= 0 else triple(v, lit(""), lit(""))


def py_rpartition(v: val, sep: val) -> val:
    if not need_separator(sep):
        return 0
    find_span(v, 0, 0)
    at: i32 = span_rfind(v, sep)
    return parted(v, sep, at) if at >= 0 else triple(lit(""), lit(""), v)


@noinline
def py_expandtabs(v: val, size: val) -> val:
    """`v.expandtabs(tabsize)`; size 0 = absent: 8."""
    width: i64 = py_int_c(size) if size else i64(8)
    if raised != 0:
        return 0
    p: i32 = v + STR_BYTES
    end: i32 = p + Str(v).nbytes
    column: i64 = 0
    mark: i32 = buf_begin()
    while p < end:
        c: i32 = load8(p)
        n: i32 = code_width(c)
        if c == 9:
            if width > 0:
                spaces: i64 = width - rem_s(column, width)
                buf_repeat(lit(" "), spaces)
                column += spaces
        else:
            buf_bytes(p, n)
            column += 1
            if c == 10 or c == 13:
                column = i64(0)
        p += n
    return buf_end(mark)
