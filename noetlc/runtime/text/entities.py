"""HTML character references to characters, as Python's `html.unescape` does it."""

from __future__ import annotations

from html import entities

from noetlc.kernel.lang import i32, load8, load32, static_bytes, static_i32, val
from noetlc.layout.objects import STR_BYTES, Str
from noetlc.runtime.text.strings import buf_code, buf_end
from noetlc.runtime.values.blocks import bytes_equal
from noetlc.runtime.values.buffer import buf_begin, buf_byte, buf_bytes

__SORTED = sorted((n.encode(), t.encode()) for n, t in entities.html5.items())
__RECORDS = [bytes([len(n)]) + n + bytes([len(t)]) + t for n, t in __SORTED]

# Named references by their names: the size of a name, the name, the size of its text, the text. Some names stand without a semicolon.
NAMES = static_bytes(b"".join(__RECORDS) + bytes(16))
FIRST = 65  # the least letter that a name begins with
LETTERS = 58  # up to the last one


def __starts() -> list[int]:
    """Where in the names those begin that start with a letter or a later one."""
    return [sum(len(r) for r in __RECORDS if r[1] < FIRST + k) for k in range(LETTERS + 1)]


NAME_STARTS = static_i32(__starts())


def __windows() -> list[int]:
    """The code points that numbers 128 … 159 stand for: those of code page 1252, else themselves."""
    return [ord(bytes([n]).decode("cp1252", "ignore") or chr(n)) for n in range(128, 160)]


WINDOWS = static_i32(__windows())


def t_entity(p: i32, n: i32) -> i32:
    """The address of the text, behind its size, that the n bytes of a name stand for; 0 if they are no name."""
    letter: i32 = load8(p) - FIRST
    if letter < 0 or letter >= LETTERS:
        return 0
    q: i32 = NAMES + load32(NAME_STARTS + (letter << 2))
    end: i32 = NAMES + load32(NAME_STARTS + (letter << 2), 4)
    while q < end:
        size: i32 = load8(q)
        start: i32 = q + 1
        q = start + size + 1
        if size == n and bytes_equal(start, p, n):
            return q
        q += load8(q - 1)
    return 0


def t_digit(c: i32, base: i32) -> i32:
    """The value of a digit, -1 for other characters."""
    if c >= 48 and c <= 57:
        return c - 48
    letter: i32 = c | 32
    if base == 16 and letter >= 97 and letter <= 102:
        return letter - 87
    return -1


def t_put_reference(number: i32) -> None:
    """Appends the character of a numeric reference; nothing for characters that are never valid."""
    if number >= 128 and number < 160:
        buf_code(load32(WINDOWS + ((number - 128) << 2)))
    elif number == 0 or (number >= 0xD800 and number <= 0xDFFF) or number > 0x10FFFF:
        buf_code(0xFFFD)
    elif number == 13 or not t_is_never(number):
        buf_code(number)


def t_is_never(n: i32) -> i32:
    """1 for control characters and noncharacters, which references cannot give."""
    if n < 32:
        return n != 9 and n != 10 and n != 12
    return n == 127 or (n >= 0xFDD0 and n <= 0xFDEF) or (n & 0xFFFE) == 0xFFFE


def t_numeric(p: i32, end: i32) -> i32:
    """Replaces the numeric reference behind `&#` at p; the address after it, 0 if there is none."""
    base: i32 = 10
    if p < end and (load8(p) | 32) == 120:
        base = 16
        p += 1
    start: i32 = p
    number: i32 = 0
    while p < end and t_digit(load8(p), base) >= 0:
        number = number * base + t_digit(load8(p), base)
        if number > 0x10FFFF:
            number = 0x110000
        p += 1
    if p == start:
        return 0
    t_put_reference(number)
    return p + 1 if p < end and load8(p) == 59 else p


def t_named(p: i32, end: i32) -> i32:
    """Replaces the named reference behind `&` at p, the longest name that fits; the address after it, 0 if none does."""
    n: i32 = 0
    while n < 32 and p + n < end and t_name_byte(load8(p + n)):
        n += 1
    if n > 0 and p + n < end and load8(p + n) == 59:
        n += 1
    least: i32 = n
    while n > 1 or (n == 1 and least == 1):
        found: i32 = t_entity(p, n)
        if found != 0:
            buf_bytes(found, load8(found - 1))
            return p + n
        n -= 1
    return 0


def t_name_byte(c: i32) -> i32:
    """1 for the bytes a name may have."""
    return c != 9 and c != 10 and c != 12 and c != 32 and c != 60 and c != 38 and c != 35 and c != 59


def t_unescape(text: val) -> val:
    """Character references replaced."""
    mark: i32 = buf_begin()
    p: i32 = text + STR_BYTES
    end: i32 = p + Str(text).nbytes
    while p < end:
        c: i32 = load8(p)
        after: i32 = 0
        if c == 38 and p + 1 < end:
            after = t_numeric(p + 2, end) if load8(p + 1) == 35 else t_named(p + 1, end)
        if after == 0:
            buf_byte(c)
            after = p + 1
        p = after
    return buf_end(mark)
