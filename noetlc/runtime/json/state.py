"""What the parts of the JSON parser share: position, errors, options."""

from __future__ import annotations

from noetlc.kernel.lang import i32, inline, load8, noinline, val

# error kinds
JSON_VALUE = 1  # Expecting value
JSON_EXTRA = 2  # Extra data
JSON_NAME = 3  # Expecting property name enclosed in double quotes
JSON_COLON = 4  # Expecting ':' delimiter
JSON_COMMA = 5  # Expecting ',' delimiter
JSON_UNTERMINATED = 6  # Unterminated string starting at
JSON_CONTROL = 7  # Invalid control character at
JSON_ESCAPE = 8  # Invalid \escape
JSON_UNICODE = 9  # Invalid \uXXXX escape
JSON_UTF8 = 10  # bytes that are not UTF-8
JSON_DEPTH = 11  # containers nested too deep
JSON_RANGE = 12  # a number beyond the doubles

json_error: i32 = 0  # kind
json_error_at: i32 = 0  # byte offset
json_at: i32 = 0  # where the text goes on after what was just parsed
json_start: i32 = 0
json_end: i32 = 0
json_deepest: i32 = 0  # how many more levels would have been allowed where it was nested deepest
json_unread: i32 = 0  # 1 while what is not looked up stays text (`json/unread.py`)
json_lax: i32 = 0  # accept what Python's json accepts: NaN, infinities, numbers out of range, lone surrogates


@noinline
def json_fail(kind: i32, at: i32) -> val:
    """Keeps an error; 0."""
    global json_error, json_error_at
    json_error = kind
    json_error_at = at - json_start
    return 0


@inline
def skip_space(p: i32) -> i32:
    """The address of the first byte that is not white space."""
    return p if load8(p) > 32 else skip_spaces(p)


@noinline
def skip_spaces(p: i32) -> i32:
    c: i32 = load8(p)
    while c == 32 or c == 10 or c == 13 or c == 9:
        p += 1
        c = load8(p)
    return p
