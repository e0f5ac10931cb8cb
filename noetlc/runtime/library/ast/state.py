"""Where the parser of `ast.literal_eval` is, and its errors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import i32, i64, lit, lit_class, load8, noinline, val
from noetlc.layout.objects import NONE, STR_BYTES, Str
from noetlc.runtime.values.memory import from_int

if TYPE_CHECKING:
    from noetlc.runtime.python.exceptions.errors import message_of, raise_error
    from noetlc.runtime.text.strings import buf_end, code_at, code_width, str_from
    from noetlc.runtime.text.unicode import is_printable
    from noetlc.runtime.values.buffer import buf_begin, buf_byte

ast_start: i32 = 0
ast_at: i32 = 0
ast_end: i32 = 0
ast_open: i32 = 0  # brackets around the current place
ast_bracket: i32 = 0  # the address of the innermost, 0 if there is none
ast_signs: i32 = 0  # signs and `not`s around the current place
ast_odd: val = 0  # class name of the first node that is no literal, 0 if there is none
ast_odd_line: i32 = 0


def ast_begin(v: val) -> None:
    """Goes to the start of a string."""
    global ast_start, ast_at, ast_end, ast_open, ast_odd, ast_bracket, ast_signs
    ast_start = v + STR_BYTES
    ast_at = ast_start
    ast_end = ast_start + Str(v).nbytes
    ast_open = 0
    ast_signs = 0
    ast_odd = 0
    ast_bracket = 0


@noinline
def ast_fail_at(message: val, line: i32) -> val:
    """SyntaxError."""
    place: val = message_of(lit("$ (<unknown>, line $)"), message, from_int(i64(line)), 0)
    return raise_error(lit_class("SyntaxError"), place)


@noinline
def ast_fail(message: val) -> val:
    return ast_fail_at(message, ast_line())


@noinline
def ast_bad_character() -> val:
    """The error for a character here that is in no token."""
    code: i32 = code_at(ast_at)
    mark: i32 = buf_begin()
    shift: i32 = 12 if code < 65536 else (16 if code < 1048576 else 20)
    while shift >= 0:
        digit: i32 = (code >> shift) & 15
        buf_byte(digit + 48 if digit < 10 else digit + 55)
        shift -= 4
    number: val = buf_end(mark)
    if not is_printable(code):
        return ast_fail(message_of(lit("invalid non-printable character U+$"), number, 0, 0))
    return ast_fail(message_of(lit("invalid character '$' (U+$)"), str_from(ast_at, code_width(load8(ast_at))), number, 0))


def ast_line() -> i32:
    """The number of the current line."""
    line: i32 = 1
    p: i32 = ast_start
    while p < ast_at:
        line += load8(p) == 10
        p += 1
    return line


def ast_note(name: val) -> val:
    """Remembers a node that is no literal; None."""
    global ast_odd, ast_odd_line
    if ast_odd == 0:
        ast_odd = name
        ast_odd_line = ast_line()
    return NONE


def ast_instead(before: val, name: val) -> val:
    """Remembers a node around those seen since `ast_odd` was `before`; None."""
    global ast_odd, ast_odd_line
    if before == 0:
        ast_odd = name
        ast_odd_line = ast_line()
    return NONE
