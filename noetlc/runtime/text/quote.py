"""How strings and bytes are shown: quoted, with escapes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import i32, live, load8, val
from noetlc.layout.objects import BYTES_DATA, STR_BYTES, Bytes, Str
from noetlc.layout.tags import T_BYTEARRAY

if TYPE_CHECKING:
    from noetlc.runtime.text.strings import buf_code, code_at, code_width
    from noetlc.runtime.text.unicode import is_printable
    from noetlc.runtime.values.buffer import buf_byte


def hex_digit(n: i32) -> i32:
    """The lower-case hexadecimal digit of 0 … 15 as ASCII."""
    return n + 48 if n < 10 else n + 87


def put_hex(n: i32, digits: i32) -> None:
    """Appends the low `digits` hexadecimal digits of n."""
    shift: i32 = (digits - 1) << 2
    while shift >= 0:
        buf_byte(hex_digit((n >> shift) & 15))
        shift -= 4


def put_escape(code: i32) -> None:
    """Appends the backslash escape of a character that is not shown as it is."""
    buf_byte(92)
    if code == 10:
        buf_byte(110)
    elif code == 13:
        buf_byte(114)
    elif code == 9:
        buf_byte(116)
    elif code < 256:
        buf_byte(120)
        put_hex(code, 2)
    elif code < 65536:
        buf_byte(117)
        put_hex(code, 4)
    else:
        buf_byte(85)
        put_hex(code, 8)


def quote_of(p: i32, n: i32) -> i32:
    """The quote repr uses for these bytes: double only if they hold a single quote and no double one."""
    quote: i32 = 39
    i: i32 = 0
    while i < n:
        c: i32 = load8(p + i)
        if c == 34:
            return 39
        if c == 39:
            quote = 34
        i += 1
    return quote


def put_quoted(v: val) -> None:
    """Appends the repr of a string."""
    p: i32 = v + STR_BYTES
    end: i32 = p + Str(v).nbytes
    quote: i32 = quote_of(p, Str(v).nbytes)
    buf_byte(quote)
    while p < end:
        c: i32 = load8(p)
        if c < 127:
            if c == quote or c == 92:
                buf_byte(92)
                buf_byte(c)
            elif c < 32:
                put_escape(c)
            else:
                buf_byte(c)
            p += 1
        else:
            code: i32 = code_at(p)
            p += code_width(c)
            if is_printable(code):
                buf_code(code)
            else:
                put_escape(code)
    buf_byte(quote)


def put_bytes_repr(v: val, escaped: i32) -> None:
    """Appends the repr of bytes; a backslash stands before the quote, backslashes and the byte `escaped`."""
    p: i32 = v + BYTES_DATA
    end: i32 = p + Bytes(v).nbytes
    quote: i32 = quote_of(p, Bytes(v).nbytes)
    buf_byte(98)
    buf_byte(quote)
    while p < end:
        c: i32 = load8(p)
        if c == quote or c == 92 or (live(T_BYTEARRAY) and c == escaped):
            buf_byte(92)
            buf_byte(c)
        elif c < 32 or c >= 127:
            put_escape(c)
        else:
            buf_byte(c)
        p += 1
    buf_byte(quote)
