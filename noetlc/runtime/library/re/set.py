"""Characters in patterns: case, categories, sets, escapes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import i32, lit, load8, load32, noinline, reason, static_i32, store32, val
from noetlc.runtime.library.re.state import (
    ASCII,
    CHAR,
    FOLDED,
    IGNORECASE,
    NEGATED,
    SET,
    SET_ASCII,
    SET_FOLDED,
    SET_ITEMS,
    re_emit,
    re_emit2,
    re_fail,
    re_flags,
    re_get,
    re_here,
    re_p,
    re_patch,
    re_peek,
    re_stop,
    re_take,
    re_word,
)  # fmt: skip
from noetlc.runtime.python.strings.case import TO_LOWER, TO_LOWER_SIZE, TO_UPPER, TO_UPPER_SIZE
from noetlc.runtime.text.strings import str_from
from noetlc.runtime.text.unicode import UNNAMED
from noetlc.runtime.values.memory import leave

if TYPE_CHECKING:
    from noetlc.runtime.library.base64 import b64_nibble
    from noetlc.runtime.python.exceptions.errors import message_of
    from noetlc.runtime.python.strings.case import map_code
    from noetlc.runtime.text.unicode import is_alpha, is_decimal, is_numeric, is_space

DIGIT = 1
NOT_DIGIT = 2
SPACE = 3
NOT_SPACE = 4
WORD = 5
NOT_WORD = 6
CATEGORY = -100  # what re_set_escape answers for category k: CATEGORY - k


def re_lower(code: i32, ascii: i32) -> i32:
    """The lower case of a character."""
    if code < 128:
        return code + 32 if code >= 65 and code <= 90 else code
    if ascii:
        return code
    if code == 0x130:
        return 105
    mapped: i32 = map_code(TO_LOWER, TO_LOWER_SIZE, code)
    return code if mapped == UNNAMED else mapped


def re_upper(code: i32, ascii: i32) -> i32:
    if code < 128:
        return code - 32 if code >= 97 and code <= 122 else code
    if ascii:
        return code
    mapped: i32 = map_code(TO_UPPER, TO_UPPER_SIZE, code)
    return code if mapped == UNNAMED else mapped


TWINS = (
    (0x69, 0x131), (0x73, 0x17F), (0xB5, 0x3BC), (0x345, 0x3B9, 0x1FBE), (0x390, 0x1FD3), (0x3B0, 0x1FE3), (0x3B2, 0x3D0), (0x3B5, 0x3F5),
    (0x3B8, 0x3D1), (0x3BA, 0x3F0), (0x3C0, 0x3D6), (0x3C1, 0x3F1), (0x3C2, 0x3C3), (0x3C6, 0x3D5), (0x432, 0x1C80), (0x434, 0x1C81),
    (0x43E, 0x1C82), (0x441, 0x1C83), (0x442, 0x1C84, 0x1C85), (0x44A, 0x1C86), (0x463, 0x1C87), (0x1C88, 0xA64B), (0x1E61, 0x1E9B),
    (0xFB05, 0xFB06),
)  # fmt: skip
"""Characters in lower case that have the same upper case."""
OTHER_UPPER = (
    (0x69, 0x130), (0x131, 0x130), (0x3D1, 0x3F4), (0x6B, 0x212A), (0xDF, 0x1E9E), (0xE5, 0x212B), (0x1C6, 0x1C5), (0x1C9, 0x1C8),
    (0x1CC, 0x1CB), (0x1F3, 0x1F2), (0x3B8, 0x3F4), (0x3C9, 0x2126), (0x1FB3, 0x1FBC), (0x1FC3, 0x1FCC), (0x1FF3, 0x1FFC),
    *((row + i, row + i + 8) for row in (0x1F80, 0x1F90, 0x1FA0) for i in range(8)),
)  # fmt: skip
"""Characters in lower case, and what has them as lower case without being their upper case."""
PAIRS = [*((a, b) for twins in TWINS for a in twins for b in twins if a != b), *OTHER_UPPER]
TWIN_PAIRS = static_i32(code for pair in PAIRS for code in pair)
TWIN_BYTES = 8 * len(PAIRS)


def re_fold(code: i32) -> i32:
    """The same for all characters that are equal but for case: the least of them in lower case."""
    low: i32 = re_lower(code, 0)
    if low < 128:
        return low
    p: i32 = TWIN_PAIRS
    least: i32 = low
    while p < TWIN_PAIRS + TWIN_BYTES:
        if load32(p) == low and load32(p, 4) < least:
            least = load32(p, 4)
        p += 8
    return least


def re_has_twins(low: i32) -> i32:
    p: i32 = TWIN_PAIRS
    while p < TWIN_PAIRS + TWIN_BYTES:
        if load32(p) == low:
            return 1
        p += 8
    return 0


def re_is_word(code: i32, ascii: i32) -> i32:
    if code < 128:
        return (code >= 48 and code <= 57) or (code | 32 >= 97 and code | 32 <= 122) or code == 95
    return ascii == 0 and (is_alpha(code) or is_numeric(code))


def re_in_category(category: i32, ascii: i32, code: i32) -> i32:
    found: i32 = 0
    if category <= NOT_DIGIT:
        found = code >= 48 and code <= 57
        if code >= 128 and ascii == 0:
            found = is_decimal(code)
    elif category <= NOT_SPACE:
        found = code == 32 or (code >= 9 and code <= 13)
        if ascii == 0 and (code >= 128 or (code >= 28 and code <= 31)):
            found = is_space(code)
    else:
        found = re_is_word(code, ascii)
    return found ^ 1 ^ (category & 1)


def re_in_items(pc: i32, code: i32) -> i32:
    """Whether one of the items of a set holds a character, case as it is."""
    end: i32 = pc + (load32(pc, 4) << 2)
    p: i32 = pc + SET_ITEMS
    while p < end:
        low: i32 = load32(p)
        if low < 0:
            if re_in_category(-low, load32(p, 4), code):
                return 1
        elif code >= low and code <= load32(p, 4):
            return 1
        p += 8
    return 0


def re_twin_in_items(pc: i32, low: i32) -> i32:
    """Whether a set holds a character that has the upper case of another one."""
    p: i32 = TWIN_PAIRS
    while p < TWIN_PAIRS + TWIN_BYTES:
        if load32(p) == low and (re_in_items(pc, load32(p, 4)) or re_in_items(pc, re_upper(load32(p, 4), 0))):
            return 1
        p += 8
    return 0


@noinline
def re_in_set(pc: i32, code: i32) -> i32:
    """Whether the set at pc accepts a character."""
    flags: i32 = load32(pc, 8)
    found: i32 = re_in_items(pc, code)
    if found == 0 and flags & SET_FOLDED:
        ascii: i32 = flags & SET_ASCII
        low: i32 = re_lower(code, ascii)
        found = re_in_items(pc, low) or re_in_items(pc, re_upper(code, ascii)) or re_in_items(pc, re_upper(low, ascii))
        if found == 0 and ascii == 0:
            found = re_twin_in_items(pc, low)
    return found ^ (flags & NEGATED)


def re_ascii() -> i32:
    return (re_flags & ASCII) != 0


def re_emit_char(code: i32) -> None:
    """A literal character."""
    if re_flags & IGNORECASE:
        low: i32 = re_lower(code, re_ascii())
        high: i32 = re_upper(code, re_ascii())
        if re_ascii():
            if low != high:
                at: i32 = re_begin_set()
                re_emit2(low, low)
                re_emit2(high, high)
                re_end_set(at, 0)
                return
        elif low != high or re_has_twins(low):
            re_emit2(FOLDED, re_fold(code))
            return
    re_emit2(CHAR, code)


def re_begin_set() -> i32:
    """Starts a set; its place."""
    at: i32 = re_here()
    re_emit2(SET, 0)
    re_emit(0)
    re_emit2(0, 0)
    re_emit2(0, 0)
    return at


def re_end_set(at: i32, negated: i32) -> None:
    """Fills in size, flags and bitmap."""
    flags: i32 = negated
    if re_flags & IGNORECASE:
        flags = flags | SET_FOLDED
    if re_ascii():
        flags = flags | SET_ASCII
    re_patch(at + 1, re_here() - at)
    re_patch(at + 2, flags)
    pc: i32 = re_word(at)
    code: i32 = 0
    while code < 128:
        if re_in_set(pc, code):
            p: i32 = pc + 12 + (code >> 5 << 2)
            store32(p, load32(p) | 1 << (code & 31))
        code += 1


def re_emit_category(category: i32) -> None:
    """A set of one category."""
    at: i32 = re_begin_set()
    re_emit2(-category, re_ascii())
    re_end_set(at, 0)


def re_category_of(c: i32) -> i32:
    """The category a letter names, 0 if none."""
    if c == 100:
        return DIGIT
    if c == 68:
        return NOT_DIGIT
    if c == 115:
        return SPACE
    if c == 83:
        return NOT_SPACE
    if c == 119:
        return WORD
    return NOT_WORD if c == 87 else 0


def re_simple_escape(c: i32) -> i32:
    """The character that a letter behind a backslash means, -1 if none."""
    if c == 110:
        return 10
    if c == 116:
        return 9
    if c == 114:
        return 13
    if c == 97:
        return 7
    if c == 98:
        return 8
    if c == 102:
        return 12
    if c == 118:
        return 11
    return 92 if c == 92 else -1


def re_escape_text(start: i32) -> val:
    """The escape from the backslash at an address up to here."""
    return str_from(start, re_p - start)


@noinline
def re_bad_escape(start: i32, message: val) -> i32:
    """Raises `message` with the escape from the backslash on; -1."""
    text: val = re_escape_text(start)
    re_fail(message_of(message, text, 0, 0), count_escape(start))
    return -1


def count_escape(start: i32) -> i32:
    """Characters from an address up to here."""
    from_start: i32 = 0
    p: i32 = start
    while p < re_p:
        from_start += (load8(p) & 0xC0) != 0x80
        p += 1
    return from_start


def re_hex_escape(start: i32, digits: i32) -> i32:
    """The code point of a numeric escape with so many digits; -1 when raised."""
    code: i32 = 0
    n: i32 = 0
    while n < digits and re_p < re_stop and b64_nibble(load8(re_p)) >= 0:
        code = code << 4 | b64_nibble(re_get())
        n += 1
    if n < digits:
        return re_bad_escape(start, lit("incomplete escape $"))
    if code > 0x10FFFF or code < 0:
        return re_bad_escape(start, lit("bad escape $"))
    return code


def re_octal_value(start: i32) -> i32:
    """The value of the octal digits behind the backslash at an address; -1 when raised."""
    code: i32 = 0
    p: i32 = start + 1
    while p < re_p:
        code = code << 3 | load8(p) - 48
        p += 1
    if code > 255:
        return re_bad_escape(start, lit("octal escape value $ outside of range 0-0o377"))
    return code


def re_coded_escape(start: i32, c: i32) -> i32:
    """`\\x`, `\\u`, `\\U` and characters that stand for themselves; -1 when raised."""
    if c == 120:
        return re_hex_escape(start, 2)
    if c == 117:
        return re_hex_escape(start, 4)
    if c == 85:
        return re_hex_escape(start, 8)
    if c == 78:
        leave(reason("name of a character"))
    if (c | 32 >= 97 and c | 32 <= 122 and c < 128) or (c >= 48 and c <= 57):
        return re_bad_escape(start, lit("bad escape $"))
    return c


def re_set_escape(start: i32) -> i32:
    """A character or category (CATEGORY - k) of the escape in a set whose backslash was taken; -1 when raised."""
    c: i32 = re_get()
    if c < 0:
        re_fail(lit("bad escape (end of pattern)"), 1)
        return -1
    simple: i32 = re_simple_escape(c)
    if simple >= 0:
        return simple
    category: i32 = re_category_of(c)
    if category != 0:
        return CATEGORY - category
    if c >= 48 and c <= 55:
        n: i32 = 0
        while n < 2 and re_p < re_stop and load8(re_p) >= 48 and load8(re_p) <= 55:
            re_get()
            n += 1
        return re_octal_value(start)
    return re_coded_escape(start, c)


def re_parse_set() -> i32:
    """A set whose bracket was taken; 0 when raised."""
    open_: i32 = re_p - 1
    negated: i32 = re_take(94)
    at: i32 = re_begin_set()
    first: i32 = 1
    while 1:
        start: i32 = re_p
        low: i32 = re_get()
        if low < 0:
            return re_fail(lit("unterminated character set"), count_escape(open_))
        if low == 93 and first == 0:
            break
        first = 0
        if low == 92:
            low = re_set_escape(start)
            if low == -1:
                return 0
        if re_peek() == 45:
            re_get()
            second: i32 = re_p
            high: i32 = re_get()
            if high < 0:
                return re_fail(lit("unterminated character set"), count_escape(open_))
            if high == 93:
                re_emit_item(low, low)
                re_emit_item(45, 45)
                break
            if high == 92:
                high = re_set_escape(second)
                if high == -1:
                    return 0
            if low < 0 or high < low:
                left: val = str_from(start, range_end(start))
                text: val = message_of(lit("bad character range $-$"), left, str_from(second, re_p - second), 0)
                return re_fail(text, count_escape(start))
            re_emit_item(low, high)
        else:
            re_emit_item(low, low)
    re_end_set(at, negated)
    return 1


def range_end(start: i32) -> i32:
    """The bytes of the first part of a range, up to the hyphen that stands before the second."""
    p: i32 = start + 1
    if load8(start) == 92:
        p += 1
    while load8(p) != 45:
        p += 1
    return p - start


def re_emit_item(low: i32, high: i32) -> None:
    if low < 0:
        re_emit2(low - CATEGORY, re_ascii())
    else:
        re_emit2(low, high)
