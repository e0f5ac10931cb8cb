"""Character classes and case mapping beyond ASCII, from the packed tables of `primitives/unicode_tables.py`."""

from __future__ import annotations

from noetlc.kernel.lang import func, i32, indirect_i32, inline, load8, load32, lt_u, static_bytes, store32, val
from noetlc.layout.objects import STR_BYTES, Str
from noetlc.primitives import unicode_tables as tables
from noetlc.runtime.text.strings import code_at, code_width

# Before each table there is room for what it said last, by the last seven bits of the code point, so that the letters of most scripts do
# not get in each other's way. Of a set: where a run starts, and twice its length with whether it is in the set. Of a mapping: where a gap
# starts that it does not name, and twice the length; or a code point, and twice the answer and one.
KNOWN = bytes(128 * 8)
KNOWN_SIZE = len(KNOWN)

PRINTABLE = static_bytes(KNOWN + tables.PRINTABLE)
PRINTABLE_SIZE = len(tables.PRINTABLE)
ALPHA = static_bytes(KNOWN + tables.ALPHA)
ALPHA_SIZE = len(tables.ALPHA)
DIGIT = static_bytes(KNOWN + tables.DIGIT)
DIGIT_SIZE = len(tables.DIGIT)
NUMERIC = static_bytes(KNOWN + tables.NUMERIC)
NUMERIC_SIZE = len(tables.NUMERIC)
UPPERCASE = static_bytes(KNOWN + tables.UPPER)
UPPERCASE_SIZE = len(tables.UPPER)
LOWERCASE = static_bytes(KNOWN + tables.LOWER)
LOWERCASE_SIZE = len(tables.LOWER)
TITLECASE = static_bytes(KNOWN + tables.TITLE)
TITLECASE_SIZE = len(tables.TITLE)
CASED = static_bytes(KNOWN + tables.CASED)
CASED_SIZE = len(tables.CASED)
ID_START = static_bytes(KNOWN + tables.ID_START)
ID_START_SIZE = len(tables.ID_START)
ID_PART = static_bytes(KNOWN + tables.ID_PART)
ID_PART_SIZE = len(tables.ID_PART)
IGNORABLE = static_bytes(KNOWN + tables.CASE_IGNORABLE)
IGNORABLE_SIZE = len(tables.CASE_IGNORABLE)
ZEROS = static_bytes(KNOWN + tables.DECIMAL_ZEROS)
ZEROS_SIZE = len(tables.DECIMAL_ZEROS)

CODES = 0x110000
UNNAMED = -1
UNKNOWN = -2
table_at: i32 = 0  # nibble that the reader is at
table_end: i32 = 0


def table_open(nbytes: i32) -> None:
    """Starts reading a table of that size."""
    global table_at, table_end
    table_at = 0
    table_end = nbytes << 1


def table_number(table: i32) -> i32:
    """The next number of the table, 0 at its end (padding also reads as 0)."""
    global table_at
    shift: i32 = 0
    number: i32 = 0
    while table_at < table_end:
        half: i32 = (load8(table + (table_at >> 1)) >> ((table_at & 1) << 2)) & 15
        table_at += 1
        number = number | (half & 7) << shift
        if half < 8:
            return number
        shift += 3
    return 0


@inline
def known_at(table: i32, code: i32) -> i32:
    """The place of a code point (not 0) and what the table says of it."""
    return table + ((code & 127) << 3)


def know(place: i32, code: i32, answer: i32) -> None:
    """Notes what a mapping says of a code point."""
    know_run(place, code, answer, 1)


def know_run(place: i32, start: i32, length: i32, inside: i32) -> None:
    store32(place, start)
    store32(place, length << 1 | inside, 4)


def told(place: i32, code: i32) -> i32:
    """What a mapping is known to say of a code point: UNNAMED if it does not name it, UNKNOWN if it was not asked."""
    answer: i32 = load32(place, 4)
    if answer & 1:
        return answer >> 1 if load32(place) == code else UNKNOWN
    return UNNAMED if lt_u(code - load32(place), answer >> 1) else UNKNOWN


def in_runs(table: i32, nbytes: i32, code: i32) -> i32:
    """Whether a code point lies in a set given as alternating run lengths."""
    place: i32 = known_at(table, code)
    if not lt_u(code - load32(place), load32(place, 4) >> 1):
        read_runs(table + KNOWN_SIZE, nbytes, code, place)
    return load32(place, 4) & 1


def read_runs(table: i32, nbytes: i32, code: i32, place: i32) -> None:
    """Notes the run that has a code point."""
    table_open(nbytes)
    inside: i32 = 0
    at: i32 = 0
    while 1:
        length: i32 = table_number(table)
        if length == 0:
            length = CODES - at
        if code < at + length:
            know_run(place, at, length, inside)
            return
        at += length
        inside = 1 - inside


def is_printable(code: i32) -> i32:
    """`str.isprintable` of one character."""
    if code < 0x378:  # everything up to here is assigned
        return (code >= 32 and code < 127) or (code > 0xA0 and code != 0xAD)
    return in_runs(PRINTABLE, PRINTABLE_SIZE, code)


def is_cased(code: i32) -> i32:
    """Whether a character is of upper, lower or title case."""
    if code < 128:
        return is_ascii_upper(code) or is_ascii_lower(code)
    return in_runs(CASED, CASED_SIZE, code)


def is_ascii_digit(code: i32) -> i32:
    return code >= 48 and code <= 57


def is_ascii_upper(code: i32) -> i32:
    return code >= 65 and code <= 90


def is_ascii_lower(code: i32) -> i32:
    return code >= 97 and code <= 122


def is_space(code: i32) -> i32:
    """`str.isspace` of one character."""
    if code < 128:
        return code == 32 or (code >= 9 and code <= 13) or (code >= 28 and code <= 31)
    if code >> 6 == 0x80:
        return code <= 0x200A or (code >= 0x2028 and code <= 0x2029) or code == 0x202F
    return code == 0x85 or code == 0xA0 or code == 0x1680 or code == 0x205F or code == 0x3000


def is_alpha(code: i32) -> i32:
    if code < 128:
        return is_ascii_upper(code) or is_ascii_lower(code)
    return in_runs(ALPHA, ALPHA_SIZE, code)


def is_digit(code: i32) -> i32:
    return is_ascii_digit(code) if code < 128 else in_runs(DIGIT, DIGIT_SIZE, code)


def is_numeric(code: i32) -> i32:
    return is_ascii_digit(code) if code < 128 else in_runs(NUMERIC, NUMERIC_SIZE, code)


def is_decimal(code: i32) -> i32:
    return decimal_value(code) >= 0


def decimal_value(code: i32) -> i32:
    """0 … 9 of a decimal digit of any script, -1 for another character."""
    if code < 128:
        return code - 48 if is_ascii_digit(code) else -1
    place: i32 = known_at(ZEROS, code)
    if told(place, code) == UNKNOWN:
        read_decimal(ZEROS + KNOWN_SIZE, code, place)
    return told(place, code)


def read_decimal(table: i32, code: i32, place: i32) -> None:
    """Notes the digit that a code point is, or the gap between digits that it lies in."""
    table_open(ZEROS_SIZE)
    at: i32 = 0
    end: i32 = 0
    while 1:
        gap: i32 = table_number(table)
        at += gap
        if gap == 0 or code < at:
            know_run(place, end, (at if gap else CODES) - end, 0)
            return
        end = at + 10
        if code < end:
            know(place, code, code - at)
            return


def is_upper(code: i32) -> i32:
    return is_ascii_upper(code) if code < 128 else in_runs(UPPERCASE, UPPERCASE_SIZE, code)


def is_lower(code: i32) -> i32:
    return is_ascii_lower(code) if code < 128 else in_runs(LOWERCASE, LOWERCASE_SIZE, code)


def is_title(code: i32) -> i32:
    """A title-case letter such as ǅ."""
    return 0 if code < 128 else in_runs(TITLECASE, TITLECASE_SIZE, code)


def is_id_start(code: i32) -> i32:
    if code < 128:
        return is_alpha(code) or code == 95
    return in_runs(ID_START, ID_START_SIZE, code)


def is_id_part(code: i32) -> i32:
    if code < 128:
        return is_alpha(code) or code == 95 or is_ascii_digit(code)
    return in_runs(ID_PART, ID_PART_SIZE, code)


def is_case_ignorable(code: i32) -> i32:
    return in_runs(IGNORABLE, IGNORABLE_SIZE, code)


def all_codes(v: val, test: i32) -> i32:
    """Whether the string is not empty and a table function holds for all its characters."""
    p: i32 = v + STR_BYTES
    end: i32 = p + Str(v).nbytes
    if p == end:
        return 0
    while p < end:
        code: i32 = load8(p)
        width: i32 = 1
        if code >= 128:
            width = code_width(code)
            code = code_at(p)
        if indirect_i32(test, code) == 0:
            return 0
        p += width
    return 1


def py_isidentifier(v: val) -> i32:
    p: i32 = v + STR_BYTES
    return Str(v).nbytes != 0 and is_id_start(code_at(p)) and all_codes(v, func(is_id_part))
