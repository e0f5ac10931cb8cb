"""String and bytes literals for `ast.literal_eval`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import enable, i32, i64, lit, load8, noinline, reason, val
from noetlc.layout.features import Feature
from noetlc.runtime.library.ast.state import ast_at, ast_end, ast_fail, ast_line, ast_note
from noetlc.runtime.library.base64 import b64_nibble
from noetlc.runtime.python.strings.bytes_data import mod_bytes_end
from noetlc.runtime.text.strings import buf_code, buf_end
from noetlc.runtime.values.buffer import buf_begin, buf_byte, buf_drop
from noetlc.runtime.values.memory import from_int, leave

if TYPE_CHECKING:
    from noetlc.runtime.python.exceptions.errors import message_of


def ast_string(prefix: i32) -> val:
    """The literal here, whose prefix has that size; 0 when raised."""
    global ast_at
    raw: i32 = 0
    octets: i32 = 0
    while prefix > 0:
        c: i32 = load8(ast_at) | 32
        raw = raw | (c == 114)
        octets = octets | (c == 98)
        if c == 102:
            ast_note(lit("JoinedStr"))
        ast_at += 1
        prefix -= 1
    start: i32 = ast_at
    quote: i32 = load8(ast_at)
    triple: i32 = ast_at + 2 < ast_end and load8(ast_at, 1) == quote and load8(ast_at, 2) == quote
    ast_at += 3 if triple else 1
    mark: i32 = buf_begin()
    while ast_at < ast_end:
        c = load8(ast_at)
        if c == quote and (triple == 0 or (ast_at + 2 < ast_end and load8(ast_at, 1) == quote and load8(ast_at, 2) == quote)):
            ast_at += 3 if triple else 1
            return mod_bytes_end(mark) if octets else buf_end(mark)
        if c == 10 and triple == 0:
            break
        if c >= 128 and octets:
            buf_drop(mark)
            return ast_fail(lit("bytes can only contain ASCII literal characters"))
        if c == 92 and ast_at + 1 < ast_end:
            if raw:
                buf_byte(92)
                buf_byte(load8(ast_at, 1))
                ast_at += 2
            elif ast_escape(octets) == 0:
                buf_drop(mark)
                return 0
        else:
            buf_byte(c)
            ast_at += 1
    buf_drop(mark)
    return ast_unterminated(start, triple)


@noinline
def ast_unterminated(start: i32, triple: i32) -> val:
    global ast_at
    line: val = from_int(i64(ast_line()))
    ast_at = start
    if triple:
        return ast_fail(message_of(lit("unterminated triple-quoted string literal (detected at line $)"), line, 0, 0))
    return ast_fail(message_of(lit("unterminated string literal (detected at line $)"), line, 0, 0))


def ast_escape(octets: i32) -> i32:
    """Appends what the backslash sequence here stands for; 0 when raised."""
    global ast_at
    c: i32 = load8(ast_at, 1)
    if c >= 48 and c <= 55:
        return ast_octal(octets)
    if c == 120 or ((c == 117 or c == 85) and octets == 0):
        return ast_hexadecimal(c, octets)
    if c == 78 and octets == 0:
        leave(reason("name of a character"))
    ast_at += 2
    if c == 10:
        return 1
    code: i32 = c
    if c == 110:
        code = 10
    elif c == 116:
        code = 9
    elif c == 114:
        code = 13
    elif c == 97:
        code = 7
    elif c == 98:
        code = 8
    elif c == 102:
        code = 12
    elif c == 118:
        code = 11
    elif c != 92 and c != 39 and c != 34:
        buf_byte(92)
    buf_byte(code)
    return 1


def ast_octal(octets: i32) -> i32:
    global ast_at
    ast_at += 1
    code: i32 = 0
    n: i32 = 0
    while n < 3 and ast_at < ast_end and load8(ast_at) >= 48 and load8(ast_at) <= 55:
        code = code << 3 | load8(ast_at) - 48
        ast_at += 1
        n += 1
    if octets:
        buf_byte(code & 255)
    else:
        buf_code(code)
    return 1


def ast_hexadecimal(letter: i32, octets: i32) -> i32:
    """`\\xhh`, `\\uhhhh` and `\\Uhhhhhhhh`; 0 when raised."""
    global ast_at
    digits: i32 = 2 if letter == 120 else (4 if letter == 117 else 8)
    ast_at += 2
    code: i32 = 0
    n: i32 = 0
    while n < digits:
        digit: i32 = b64_nibble(load8(ast_at)) if ast_at < ast_end else -1
        if digit < 0 or code > 0x10FFFF:
            ast_fail(lit("(value error) invalid \\x escape at position 0") if octets else lit("(unicode error) truncated escape"))
            return 0
        code = code << 4 | digit
        ast_at += 1
        n += 1
    if code > 0x10FFFF or code < 0:
        ast_fail(lit("(unicode error) illegal Unicode character"))
        return 0
    if octets:
        buf_byte(code)
    else:
        enable(Feature.HALVES)
        buf_code(code)
    return 1
