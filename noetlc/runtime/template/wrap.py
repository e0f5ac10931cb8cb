"""The filter `wordwrap`: Python's textwrap for one line at a time, white space at line ends dropped."""

from __future__ import annotations

from noetlc.kernel.lang import i32, lit, load8, val
from noetlc.layout.objects import STR_BYTES, Str
from noetlc.runtime.template.print import t_text
from noetlc.runtime.template.strings import t_trim
from noetlc.runtime.template.text import MAX_WIDTH, t_is_word, t_lines, t_width
from noetlc.runtime.template.value import t_absent, t_raise, t_truth
from noetlc.runtime.text.strings import before, buf_end, code_at, code_width, str_from, str_slice
from noetlc.runtime.text.unicode import is_decimal
from noetlc.runtime.values.buffer import buf_begin, buf_str
from noetlc.runtime.values.list import list_delete, list_get, list_len, list_new, list_push, list_set


def t_wrap_space(p: i32, end: i32) -> i32:
    """1 if the white space that separates words stands at p."""
    if p >= end:
        return 0
    c: i32 = load8(p)
    return c == 32 or (c >= 9 and c <= 13)


def t_wrap_word(p: i32, end: i32) -> i32:
    """1 if a word character stands at p."""
    return p < end and t_is_word(code_at(p))


def t_wrap_letter(p: i32, end: i32) -> i32:
    """1 if a word character that is no digit stands at p."""
    if not t_wrap_word(p, end):
        return 0
    return not is_decimal(code_at(p))


def t_wrap_mark(p: i32, end: i32) -> i32:
    """1 if a word character or one of the punctuation marks that belong to words stands at p."""
    if p >= end:
        return 0
    c: i32 = load8(p)
    return c == 33 or c == 34 or c == 39 or c == 38 or c == 46 or c == 44 or c == 63 or t_wrap_word(p, end)


def t_next(p: i32, end: i32) -> i32:
    """The address of the code point after the one at p."""
    return p + code_width(load8(p)) if p < end else p


def t_dashes(p: i32, end: i32) -> i32:
    """The address after two or more dashes at p that a word character follows, 0 if there are none."""
    q: i32 = p
    while q < end and load8(q) == 45:
        q += 1
    # the dashes give one back if a word character does not follow, which never helps: a dash is no word character
    return q if q - p >= 2 and t_wrap_word(q, end) else 0


def t_hyphen_ends(start: i32, p: i32, end: i32) -> i32:
    """1 if a word may be broken after the hyphen at p: letters before and after it."""
    after: i32 = t_next(p, end)
    if not t_wrap_letter(after, end):
        return 0
    beyond: i32 = t_next(after, end)
    if beyond < end and load8(beyond) == 45:
        beyond += 1
    if not t_wrap_letter(beyond, end):
        return 0
    if p == start:
        return 0
    last: i32 = before(p)
    if last > start and t_wrap_letter(last, end) and t_wrap_letter(before(last), end):
        return 1
    if last > start and t_wrap_mark(last, end):
        dash: i32 = before(last)
        return load8(dash) == 45 and dash > start and t_wrap_letter(before(dash), end)
    return 0


def t_chunk_end(start: i32, p: i32, end: i32, hyphens: i32) -> i32:
    """The address after the piece that begins at p: white space, dashes between words, a word or its part to a hyphen."""
    if t_wrap_space(p, end):
        while t_wrap_space(p, end):
            p += 1
        return p
    if not hyphens:
        while p < end and not t_wrap_space(p, end):
            p += 1
        return p
    if load8(p) == 45 and p > start and t_wrap_mark(before(p), end):
        dashes: i32 = t_dashes(p, end)
        if dashes != 0:
            return dashes
    p = t_next(p, end)
    while p < end and not t_wrap_space(p, end):
        if load8(p) == 45:
            if t_hyphen_ends(start, p, end):
                return p + 1
            if t_wrap_mark(before(p), end) and t_dashes(p, end) != 0:
                return p
        p = t_next(p, end)
    return p


def t_chunks(line: val, hyphens: i32) -> val:
    """The pieces of a line, last one first."""
    start: i32 = line + STR_BYTES
    end: i32 = start + Str(line).nbytes
    pieces: val = list_new(8)
    p: i32 = start
    while p < end:
        after: i32 = t_chunk_end(start, p, end, hyphens)
        list_push(pieces, str_from(p, after - p))
        p = after
    out: val = list_new(list_len(pieces))
    i: i32 = list_len(pieces)
    while i > 0:
        i -= 1
        list_push(out, list_get(pieces, i))
    return out


def t_pop(items: val) -> val:
    """Removes and gives the last item."""
    n: i32 = list_len(items)
    item: val = list_get(items, n - 1)
    list_delete(items, n - 1)
    return item


def t_blank(v: val) -> i32:
    """1 for a string of white space only."""
    return Str(t_trim(v)).nbytes == 0


def t_break_at(chunk: val, room: i32, hyphens: i32) -> i32:
    """How many characters of a piece that is too long go on the current line."""
    if not hyphens or Str(chunk).length <= room:
        return room
    head: val = str_slice(chunk, 0, room)
    p: i32 = head + STR_BYTES
    at: i32 = -1
    other: i32 = -1  # the first character that is no hyphen
    i: i32 = 0
    while i < room:
        c: i32 = load8(p)
        if c == 45:
            at = i
        elif other < 0:
            other = i
        p += code_width(c)
        i += 1
    return at + 1 if at > 0 and other >= 0 and other < at else room


def t_wrap_line(line: val, width: i32, long_words: i32, wrap: val, hyphens: i32) -> None:
    """Appends a line broken into lines of at most `width` characters."""
    chunks: val = t_chunks(line, hyphens)
    lines: i32 = 0
    while list_len(chunks) > 0:
        current: val = list_new(8)
        used: i32 = 0
        if lines > 0 and t_blank(list_get(chunks, list_len(chunks) - 1)):
            t_pop(chunks)
        while list_len(chunks) > 0 and used + Str(list_get(chunks, list_len(chunks) - 1)).length <= width:
            taken: val = t_pop(chunks)
            used += Str(taken).length
            list_push(current, taken)
        left: i32 = list_len(chunks)
        if left > 0 and Str(list_get(chunks, left - 1)).length > width:
            chunk: val = list_get(chunks, left - 1)
            if long_words:
                size: i32 = t_break_at(chunk, width - used, hyphens)
                list_push(current, str_slice(chunk, 0, size))
                list_set(chunks, left - 1, str_slice(chunk, size, Str(chunk).length))
            elif list_len(current) == 0:
                list_push(current, t_pop(chunks))
        count: i32 = list_len(current)
        if count > 0 and t_blank(list_get(current, count - 1)):
            count -= 1
        if count > 0:
            if lines > 0:
                buf_str(wrap)
            lines += 1
            i: i32 = 0
            while i < count:
                buf_str(list_get(current, i))
                i += 1


def t_wordwrap(v: val, width: val, break_long_words: val, wrapstring: val, break_on_hyphens: val) -> val:
    columns: i32 = t_width(width)
    if columns < -MAX_WIDTH - 1:
        return 0
    if columns <= 0:
        return t_raise(lit("wordwrap needs a positive width"))
    wrap: val = lit("\n") if t_absent(wrapstring) else t_text(wrapstring)
    lines: val = t_lines(v)
    mark: i32 = buf_begin()
    i: i32 = 0
    while i < list_len(lines):
        if i > 0:
            buf_str(wrap)
        t_wrap_line(list_get(lines, i), columns, t_truth(break_long_words), wrap, t_truth(break_on_hyphens))
        i += 1
    return buf_end(mark)
