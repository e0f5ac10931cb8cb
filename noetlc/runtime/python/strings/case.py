"""Case of strings: `lower`, `upper`, `title`, `capitalize`, `swapcase`, `casefold` with full Unicode mappings."""

from __future__ import annotations

from noetlc.kernel.lang import i32, i64, inline, live, load8, load64, rem_s, shr_u, static_bytes, store8, store64, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import ASCII, STR_BYTES, Str
from noetlc.primitives import unicode_tables as tables
from noetlc.runtime.text.strings import before, buf_code, buf_end, code_at, code_width, str_new
from noetlc.runtime.text.unicode import (
    CODES,
    KNOWN,
    KNOWN_SIZE,
    UNKNOWN,
    UNNAMED,
    is_ascii_lower,
    is_ascii_upper,
    is_case_ignorable,
    is_cased,
    is_lower,
    is_upper,
    know,
    know_run,
    known_at,
    table_at,
    table_end,
    table_number,
    table_open,
    told,
)  # fmt: skip
from noetlc.runtime.values.buffer import buf_begin, buf_byte
from noetlc.runtime.values.classed import is_classed

ONES = 0x0101010101010101
TO_LOWER = static_bytes(KNOWN + tables.TO_LOWER)
TO_LOWER_SIZE = len(tables.TO_LOWER)
TO_UPPER = static_bytes(KNOWN + tables.TO_UPPER)
TO_UPPER_SIZE = len(tables.TO_UPPER)
TO_TITLE = static_bytes(KNOWN + tables.TO_TITLE)
TO_TITLE_SIZE = len(tables.TO_TITLE)
TO_FOLD = static_bytes(KNOWN + tables.TO_FOLD)
TO_FOLD_SIZE = len(tables.TO_FOLD)
UPPER_SPECIAL = static_bytes(KNOWN + tables.UPPER_SPECIAL)
UPPER_SPECIAL_SIZE = len(tables.UPPER_SPECIAL)
TITLE_SPECIAL = static_bytes(KNOWN + tables.TITLE_SPECIAL)
TITLE_SPECIAL_SIZE = len(tables.TITLE_SPECIAL)
FOLD_SPECIAL = static_bytes(KNOWN + tables.FOLD_SPECIAL)
FOLD_SPECIAL_SIZE = len(tables.FOLD_SPECIAL)

SIGMA = 0x3A3
DOTTED_I = 0x130  # the one character whose lower case is two


def map_code(table: i32, nbytes: i32, code: i32) -> i32:
    """What a mapping table makes of a code point, UNNAMED if it does not name it."""
    place: i32 = known_at(table, code)
    if told(place, code) == UNKNOWN:
        read_mapping(table + KNOWN_SIZE, nbytes, code, place)
    return told(place, code)


def read_mapping(table: i32, nbytes: i32, code: i32, place: i32) -> None:
    """Notes what a mapping table makes of a code point, or the gap that it lies in."""
    table_open(nbytes)
    at: i32 = 0
    free: i32 = 0  # what comes after the last run
    while table_at < table_end:
        at += table_number(table)
        shape: i32 = table_number(table)
        offset: i32 = table_number(table)
        if code < at:
            know_run(place, free, at - free, 0)
            return
        stride: i32 = (shape & 1) + 1
        last: i32 = at + (shape >> 1) * stride
        if code <= last:
            if rem_s(code - at, stride) != 0:
                know_run(place, code, 1, 0)
            else:
                know(place, code, code - ((offset + 1) >> 1) if offset & 1 else code + (offset >> 1))
            return
        at = last
        free = last + 1
    know_run(place, free, CODES - free, 0)


def put_special(table: i32, nbytes: i32, code: i32) -> i32:
    """Appends what a table of multi-character mappings makes of a code point; 0 if it does not name it."""
    place: i32 = known_at(table, code)
    if told(place, code) == UNKNOWN:
        find_special(table + KNOWN_SIZE, nbytes, code, place)
    p: i32 = told(place, code)
    if p == UNNAMED:
        return 0
    n: i32 = load8(p)
    p += 1
    while n > 0:
        buf_code(code_at(p))
        p += code_width(load8(p))
        n -= 1
    return 1


def find_special(table: i32, nbytes: i32, code: i32, place: i32) -> None:
    """Notes where a table of multi-character mappings has what it makes of a code point, or the gap that it lies in."""
    p: i32 = table
    end: i32 = table + nbytes
    free: i32 = 0
    while p < end:
        found: i32 = code_at(p)
        p += code_width(load8(p))
        if found == code:
            know(place, code, p)
            return
        if code < found:
            know_run(place, free, found - free, 0)
            return
        free = found + 1
        n: i32 = load8(p)
        p += 1
        while n > 0:
            p += code_width(load8(p))
            n -= 1
    know_run(place, free, CODES - free, 0)


def put_lower(code: i32) -> None:
    """Appends the lower case of a code point (a sigma inside a word)."""
    if code < 128:
        buf_byte(code + 32 if is_ascii_upper(code) else code)
    elif code == DOTTED_I:
        buf_byte(105)
        buf_code(0x307)
    else:
        mapped: i32 = map_code(TO_LOWER, TO_LOWER_SIZE, code)
        buf_code(mapped if mapped != UNNAMED else code)


def put_upper(code: i32) -> None:
    if code < 128:
        buf_byte(code - 32 if is_ascii_lower(code) else code)
    elif not put_special(UPPER_SPECIAL, UPPER_SPECIAL_SIZE, code):
        mapped: i32 = map_code(TO_UPPER, TO_UPPER_SIZE, code)
        buf_code(mapped if mapped != UNNAMED else code)


def put_title(code: i32) -> None:
    if code < 128:
        put_upper(code)
    elif not put_special(TITLE_SPECIAL, TITLE_SPECIAL_SIZE, code):
        mapped: i32 = map_code(TO_TITLE, TO_TITLE_SIZE, code)
        if mapped != UNNAMED:
            buf_code(mapped)
        else:
            put_upper(code)


def put_fold(code: i32) -> None:
    if code < 128:
        put_lower(code)
    elif not put_special(FOLD_SPECIAL, FOLD_SPECIAL_SIZE, code):
        mapped: i32 = map_code(TO_FOLD, TO_FOLD_SIZE, code)
        if mapped != UNNAMED:
            buf_code(mapped)
        else:
            put_lower(code)


def put_sigma(v: val, p: i32) -> None:
    """Appends the lower case of the capital sigma at p: final form at the end of a word."""
    start: i32 = v + STR_BYTES
    end: i32 = start + Str(v).nbytes
    q: i32 = p
    final: i32 = 0
    while q > start:
        q = before(q)
        if not is_case_ignorable(code_at(q)):
            final = is_cased(code_at(q))
            break
    q = p + 2
    while q < end:
        code: i32 = code_at(q)
        if not is_case_ignorable(code):
            if is_cased(code):
                final = 0
            break
        q += code_width(load8(q))
    buf_code(0x3C2 if final else 0x3C3)


def lower_at(v: val, p: i32) -> None:
    """Appends the lower case of the character at p."""
    code: i32 = code_at(p)
    if code == SIGMA:
        put_sigma(v, p)
    else:
        put_lower(code)


def ascii_case(v: val, first: i32) -> val:
    """An ASCII string with the letters from `first` on (65 or 97) in the other case; itself if it has none."""
    n: i32 = Str(v).nbytes
    p: i32 = v + STR_BYTES
    end: i32 = p + n
    from_first: i64 = i64(128 - first) * ONES  # added to 8 bytes, sets the high bit of those that are not below
    if not live(Feature.SAMENESS) and not (live(Feature.BUILTIN_SUBCLASSES) and is_classed(v)):
        while p < end and letters_among(load64(p), from_first) == 0:
            p += 8
        if p >= end:
            return v
        p = v + STR_BYTES
    made: val = str_new(n, n)
    q: i32 = made + STR_BYTES
    while p < end:
        x: i64 = load64(p)
        store64(q, x ^ shr_u(letters_among(x, from_first), 2))
        p += 8
        q += 8
    return made


def ascii_title(v: val, words: i32) -> val:
    """An ASCII string with the first character, or with `words` the first letter of each word, in upper case and the others in lower."""
    n: i32 = Str(v).nbytes
    made: val = str_new(n, n)
    p: i32 = v + STR_BYTES
    q: i32 = made + STR_BYTES
    end: i32 = p + n
    inside: i32 = 0
    while p < end:
        c: i32 = load8(p)
        letter: i32 = is_ascii_lower(c | 32)
        store8(q, (c | 32 if inside else c & ~32) if letter else c)
        inside = letter if words else 1
        p += 1
        q += 1
    return made


@inline
def letters_among(x: i64, from_first: i64) -> i64:
    """The high bits of those of 8 bytes that are letters of the case that goes."""
    return (x + from_first) & ~(x + from_first - 26 * ONES) & 128 * ONES


def py_lower(v: val) -> val:
    if Str(v).flags & ASCII:
        return ascii_case(v, 65)
    p: i32 = v + STR_BYTES
    end: i32 = p + Str(v).nbytes
    mark: i32 = buf_begin()
    while p < end:
        lower_at(v, p)
        p += code_width(load8(p))
    return buf_end(mark)


def py_upper(v: val) -> val:
    if Str(v).flags & ASCII:
        return ascii_case(v, 97)
    p: i32 = v + STR_BYTES
    end: i32 = p + Str(v).nbytes
    mark: i32 = buf_begin()
    while p < end:
        put_upper(code_at(p))
        p += code_width(load8(p))
    return buf_end(mark)


def py_casefold(v: val) -> val:
    if Str(v).flags & ASCII:
        return ascii_case(v, 65)
    p: i32 = v + STR_BYTES
    end: i32 = p + Str(v).nbytes
    mark: i32 = buf_begin()
    while p < end:
        put_fold(code_at(p))
        p += code_width(load8(p))
    return buf_end(mark)


def py_capitalize(v: val) -> val:
    if Str(v).flags & ASCII:
        return ascii_title(v, 0)
    p: i32 = v + STR_BYTES
    end: i32 = p + Str(v).nbytes
    mark: i32 = buf_begin()
    if p < end:
        put_title(code_at(p))
        p += code_width(load8(p))
    while p < end:
        lower_at(v, p)
        p += code_width(load8(p))
    return buf_end(mark)


def py_title(v: val) -> val:
    """The first cased character of each word in title case, the others in lower case."""
    if Str(v).flags & ASCII:
        return ascii_title(v, 1)
    p: i32 = v + STR_BYTES
    end: i32 = p + Str(v).nbytes
    inside: i32 = 0
    mark: i32 = buf_begin()
    while p < end:
        code: i32 = code_at(p)
        if inside:
            lower_at(v, p)
        else:
            put_title(code)
        inside = is_cased(code)
        p += code_width(load8(p))
    return buf_end(mark)


def py_swapcase(v: val) -> val:
    if Str(v).flags & ASCII:
        return ascii_swapped(v)
    p: i32 = v + STR_BYTES
    end: i32 = p + Str(v).nbytes
    mark: i32 = buf_begin()
    while p < end:
        code: i32 = code_at(p)
        if is_upper(code):
            lower_at(v, p)
        elif is_lower(code):
            put_upper(code)
        else:
            buf_code(code)
        p += code_width(load8(p))
    return buf_end(mark)


def ascii_swapped(v: val) -> val:
    n: i32 = Str(v).nbytes
    made: val = str_new(n, n)
    p: i32 = v + STR_BYTES
    q: i32 = made + STR_BYTES
    end: i32 = p + n
    while p < end:
        x: i64 = load64(p)
        letters: i64 = letters_among(x, i64(128 - 65) * ONES) | letters_among(x, i64(128 - 97) * ONES)
        store64(q, x ^ shr_u(letters, 2))
        p += 8
        q += 8
    return made
