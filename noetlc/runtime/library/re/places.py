"""Places in the text that is matched: what functions of patterns ask of them, and the matcher."""

from __future__ import annotations

from noetlc.kernel.lang import i32, load8
from noetlc.runtime.library.re.set import re_is_word, re_lower
from noetlc.runtime.library.re.state import AT_BOUNDARY, AT_END, AT_LINE_END, AT_LINE_START, AT_START, AT_STRING_END
from noetlc.runtime.text.strings import code_at, code_width

re_begin: i32 = 0  # of the string
re_end: i32 = 0  # of what may be matched


def re_before(pos: i32) -> i32:
    """The place one character back."""
    pos -= 1
    while (load8(pos) & 0xC0) == 0x80:
        pos -= 1
    return pos


def re_back(n: i32, pos: i32) -> i32:
    """The place n characters before, 0 if there is none."""
    if n > pos - re_begin:
        return 0  # too close to the beginning: found out without going there
    while n > 0 and pos > re_begin:
        pos = re_before(pos)
        n -= 1
    return pos if n == 0 else 0


def re_word_at(pos: i32, ascii: i32) -> i32:
    """Whether a word character stands at a place."""
    return re_is_word(code_at(pos), ascii)


def re_at(kind: i32, ascii: i32, pos: i32) -> i32:
    """Whether a position has a kind."""
    if kind == AT_START:
        return pos == re_begin
    if kind == AT_LINE_START:
        return pos == re_begin or load8(pos - 1) == 10
    if kind == AT_END:
        return pos == re_end or (pos + 1 == re_end and load8(pos) == 10)
    if kind == AT_LINE_END:
        return pos == re_end or load8(pos) == 10
    if kind == AT_STRING_END:
        return pos == re_end
    if re_begin == re_end:
        return 0
    left: i32 = pos > re_begin and re_word_at(re_before(pos), ascii)
    right: i32 = pos < re_end and re_word_at(pos, ascii)
    return (left != right) == (kind == AT_BOUNDARY)


def re_same_as(p: i32, end: i32, fold: i32, ascii: i32, pos: i32) -> i32:
    """The place after a repetition of what stands between two others."""
    if p == 0 or end == 0 or end < p:
        return 0
    while p < end:
        if pos >= re_end:
            return 0
        a: i32 = code_at(p)
        b: i32 = code_at(pos)
        if a != b and (fold == 0 or re_lower(a, ascii) != re_lower(b, ascii)):
            return 0
        p += code_width(load8(p))
        pos += code_width(load8(pos))
    return pos
