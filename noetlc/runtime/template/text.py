"""Text filters that follow jinja2 (language.md 6.8, last paragraph): widths, lines, escapes, words. Their input is text(x)."""

from __future__ import annotations

from noetlc.kernel.lang import i32, i64, lit, load8, noinline, val
from noetlc.layout.objects import STR_BYTES, Str
from noetlc.layout.tags import T_DICT, T_INT, T_LIST, T_STR
from noetlc.runtime.python.strings.split import is_line_end, split_space
from noetlc.runtime.template.print import t_text
from noetlc.runtime.template.value import t_int64, t_raise, t_truth
from noetlc.runtime.text.entities import t_unescape
from noetlc.runtime.text.strings import buf_end, code_at, code_width, str_find, str_from, str_slice
from noetlc.runtime.text.unicode import is_alpha, is_numeric
from noetlc.runtime.values.buffer import buf_begin, buf_byte, buf_bytes, buf_drop, buf_str
from noetlc.runtime.values.dict import dict_key_at, dict_next, dict_value_at
from noetlc.runtime.values.list import list_get, list_len, list_new, list_push
from noetlc.runtime.values.memory import from_int, has_tag, tag_of

MAX_WIDTH = 64 << 20


@noinline
def t_width(v: val) -> i32:
    """An int argument as a number, cut to ± MAX_WIDTH + 1; -MAX_WIDTH - 2 with an error pending if it is no int."""
    if tag_of(v) != T_INT:
        t_raise(lit("this argument must be an int"))
        return -MAX_WIDTH - 2
    x: i64 = t_int64(v)
    if x > MAX_WIDTH:
        return MAX_WIDTH + 1
    return i32(x) if x >= -MAX_WIDTH else -MAX_WIDTH - 1


@noinline
def t_too_large() -> val:
    return t_raise(lit("the text is too large"))


def t_spaces(n: i32) -> None:
    """Appends n spaces."""
    while n > 0:
        buf_byte(32)
        n -= 1


def t_center(v: val, width: val) -> val:
    columns: i32 = t_width(width)
    if columns < -MAX_WIDTH - 1:
        return 0
    text: val = t_text(v)
    pad: i32 = columns - Str(text).length
    if columns > MAX_WIDTH:
        return t_too_large()
    if pad <= 0:
        return text
    left: i32 = (pad >> 1) + (pad & columns & 1)
    mark: i32 = buf_begin()
    t_spaces(left)
    buf_str(text)
    t_spaces(pad - left)
    return buf_end(mark)


def t_lines(v: val) -> val:
    """Python's `splitlines` of the text."""
    text: val = t_text(v)
    out: val = list_new(4)
    p: i32 = text + STR_BYTES
    end: i32 = p + Str(text).nbytes
    start: i32 = p
    while p < end:
        c: i32 = code_at(p)
        after: i32 = p + code_width(load8(p))
        if is_line_end(c):
            list_push(out, str_from(start, p - start))
            if c == 13 and after < end and load8(after) == 10:
                after += 1
            start = after
        p = after
    if start < end:
        list_push(out, str_from(start, end - start))
    return out


def t_indent(v: val, width: val, first: val, blank: val) -> val:
    """Every line but the first (with `first`, that too) moved right; empty ones only with `blank`."""
    margin: val = width
    mark: i32 = buf_begin()
    if not has_tag(width, T_STR):
        columns: i32 = t_width(width)
        if columns < -MAX_WIDTH - 1:
            return 0
        if columns > MAX_WIDTH:
            return t_too_large()
        t_spaces(columns)
        margin = buf_end(mark)
    buf_str(t_text(v))
    buf_byte(10)  # so that a line break at the end counts as an empty last line
    lines: val = t_lines(buf_end(mark))
    n: i32 = list_len(lines)
    if t_truth(first):
        buf_str(margin)
    i: i32 = 0
    while i < n:
        line: val = list_get(lines, i)
        if i > 0:
            buf_byte(10)
            if Str(line).nbytes != 0 or t_truth(blank):
                buf_str(margin)
        buf_str(line)
        i += 1
    return buf_end(mark)


def t_truncate(v: val, length: val, killwords: val, end: val, leeway: val) -> val:
    """Text cut to `length` characters, `end` included, at a space unless `killwords`; left alone within the leeway."""
    limit: i32 = t_width(length)
    slack: i32 = t_width(leeway) if limit >= -MAX_WIDTH - 1 else 0
    if limit < -MAX_WIDTH - 1 or slack < -MAX_WIDTH - 1:
        return 0
    ending: val = t_text(end)
    text: val = t_text(v)
    if limit < Str(ending).length or slack < 0:
        return t_raise(lit("truncate needs a length of at least that of its end, and a leeway of at least 0"))
    if Str(text).length <= limit + slack:
        return text
    cut: val = str_slice(text, 0, limit - Str(ending).length)
    n: i32 = Str(cut).nbytes
    if not t_truth(killwords):
        at: i32 = n - 1
        while at >= 0 and load8(cut + STR_BYTES + at) != 32:
            at -= 1
        n = at if at >= 0 else n
    mark: i32 = buf_begin()
    buf_bytes(cut + STR_BYTES, n)
    buf_str(ending)
    return buf_end(mark)


def t_is_word(c: i32) -> i32:
    """1 for the characters of a word: letters, digits and numbers of any script, `_`."""
    if c < 128:
        return (c >= 48 and c <= 57) or ((c | 32) >= 97 and (c | 32) <= 122) or c == 95
    return is_alpha(c) or is_numeric(c)


def t_wordcount(v: val) -> val:
    text: val = t_text(v)
    p: i32 = text + STR_BYTES
    end: i32 = p + Str(text).nbytes
    count: i32 = 0
    inside: i32 = 0
    while p < end:
        word: i32 = t_is_word(code_at(p))
        count += word and not inside
        inside = word
        p += code_width(load8(p))
    return from_int(i64(count))


def t_escape(v: val) -> val:
    """The five characters that mean something in HTML as entities."""
    text: val = t_text(v)
    mark: i32 = buf_begin()
    p: i32 = text + STR_BYTES
    end: i32 = p + Str(text).nbytes
    while p < end:
        c: i32 = load8(p)
        if c == 38:
            buf_str(lit("&amp;"))
        elif c == 60:
            buf_str(lit("&lt;"))
        elif c == 62:
            buf_str(lit("&gt;"))
        elif c == 39:
            buf_str(lit("&#39;"))
        elif c == 34:
            buf_str(lit("&#34;"))
        else:
            buf_byte(c)
        p += 1
    return buf_end(mark)


# ---- URLs


def t_hex(n: i32) -> None:
    """Appends an upper-case hexadecimal digit."""
    buf_byte(n + 48 if n < 10 else n + 55)


def t_quote(text: val, form: i32) -> None:
    """Appends percent-encoded text; `form`: a space is `+` and `/` is encoded."""
    p: i32 = text + STR_BYTES
    end: i32 = p + Str(text).nbytes
    while p < end:
        c: i32 = load8(p)
        if (c < 128 and t_is_word(c)) or c == 45 or c == 46 or c == 126 or (c == 47 and not form):
            buf_byte(c)
        elif c == 32 and form:
            buf_byte(43)
        else:
            buf_byte(37)
            t_hex(c >> 4)
            t_hex(c & 15)
        p += 1


def t_query(key: val, v: val, mark: i32) -> None:
    """Appends `key=value`, after a `&` unless it is the first."""
    if buf_begin() != mark:
        buf_byte(38)
    t_quote(t_text(key), 1)
    buf_byte(61)
    t_quote(t_text(v), 1)


def t_urlencode(v: val) -> val:
    """Text percent-encoded with `/` kept; a map or a list of pairs as a query string."""
    mark: i32 = buf_begin()
    i: i32 = 0
    if has_tag(v, T_DICT):
        i = dict_next(v, 0)
        while i >= 0:
            t_query(dict_key_at(v, i), dict_value_at(v, i), mark)
            i = dict_next(v, i + 1)
    elif has_tag(v, T_LIST):
        while i < list_len(v):
            pair: val = list_get(v, i)
            if not has_tag(pair, T_LIST) or list_len(pair) != 2:
                buf_drop(mark)
                return t_raise(lit("urlencode needs text, a map or a list of pairs"))
            t_query(list_get(pair, 0), list_get(pair, 1), mark)
            i += 1
    else:
        t_quote(t_text(v), 0)
    return buf_end(mark)


# ---- tags


def t_striptags(v: val) -> val:
    """Text without comments and tags, white space collapsed, entities replaced."""
    text: val = t_without(t_without(t_text(v), lit("<!--"), lit("-->"), 0), lit("<"), lit(">"), 1)
    words: val = split_space(text, -1)
    mark: i32 = buf_begin()
    i: i32 = 0
    while i < list_len(words):
        if i > 0:
            buf_byte(32)
        buf_str(list_get(words, i))
        i += 1
    return t_unescape(buf_end(mark))


def t_without(text: val, opening: val, closing: val, inside: i32) -> val:
    """The text without what stands from an `opening` to the next `closing`; the rest of what is never closed stays.

    `inside` 0: what remains is searched again from the place of a removal, as a removal can join a new opening.
    """
    at: i32 = str_find(text, opening, 0)
    if inside:
        mark: i32 = buf_begin()
        done: i32 = 0
        while at >= 0:
            end: i32 = str_find(text, closing, at + Str(opening).nbytes)
            if end < 0:
                at = -1
            else:
                buf_bytes(text + STR_BYTES + done, at - done)
                done = end + Str(closing).nbytes
                at = str_find(text, opening, done)
        buf_bytes(text + STR_BYTES + done, Str(text).nbytes - done)
        return buf_end(mark)
    while at >= 0:
        stop: i32 = str_find(text, closing, at)
        if stop < 0:
            return text
        start: i32 = buf_begin()
        buf_bytes(text + STR_BYTES, at)
        stop += Str(closing).nbytes
        buf_bytes(text + STR_BYTES + stop, Str(text).nbytes - stop)
        text = buf_end(start)
        at = str_find(text, opening, 0)
    return text
