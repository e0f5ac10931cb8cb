"""Fields as most format strings have them, written to the text buffer at once: texts and small ints of some width, floats of places."""

from __future__ import annotations

from noetlc.kernel.lang import bits, f64, fabs, i32, i64, live, load8, lt_u, noinline, store8, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import Float, Str
from noetlc.layout.tags import T_FLOAT, T_STR
from noetlc.runtime.numbers.text import buf_float, put_uint
from noetlc.runtime.python.strings.float_text import put_whole
from noetlc.runtime.values.blocks import copy_few
from noetlc.runtime.values.buffer import buf_base, buf_pos, buf_room, buf_str
from noetlc.runtime.values.classed import is_classed
from noetlc.runtime.values.memory import has_tag

ASIDE = 128  # where digits are written before it is known how many they are: beyond the widest text
MINUS = 45
BLANK = 32
ZERO = 48
LESS = 60
GREATER = 62
DECIMAL = 100
FIXED = 102
INTEGER = 105
TEXT = 115
DEFAULT_PLACES = 6

field_width: i32 = 0
field_left: i32 = 0  # 1 if the width is filled behind the text
field_fill: i32 = 0


@noinline
def put_simple(v: val, p: i32, end: i32, percent: i32) -> i32:
    """Appends v by the specification at p, one of `format` up to end or one of `%`: a sign for the alignment or a 0, up to two digits of
    width and one of places, and a type. The address after it; 0, and nothing is appended, where it is another or v is."""
    global field_width, field_left, field_fill
    if live(Feature.BUILTIN_SUBCLASSES) and is_classed(v):
        return 0
    field_left = -1
    field_fill = BLANK
    field_width = 0
    places: i32 = -1
    c: i32 = load8(p)
    if c == (MINUS if percent else LESS):
        field_left = 1
        p += 1
    elif c == GREATER and percent == 0:
        field_left = 0
        p += 1
    elif c == ZERO:
        field_fill = ZERO
        p += 1
    c = load8(p)
    if lt_u(c - 49, 9):
        field_width = c - 48
        p += 1
        c = load8(p)
        if lt_u(c - 48, 10):
            field_width = field_width * 10 + c - 48
            p += 1
            c = load8(p)
    if c == 46:
        places = load8(p, 1) - 48
        if not lt_u(places, 10):
            return 0
        p += 2
        c = load8(p)
    if p < end:
        p += 1
    else:
        c = 0
    if (p > end if percent else p != end) or (c == 0 and percent):
        return 0
    return p if put_by_type(v, c, places, percent) else 0


def put_by_type(v: val, kind: i32, places: i32, percent: i32) -> i32:
    """Appends v by a type, 0 for none, and the width read; 0 where it may be another way."""
    global buf_pos
    plain: i32 = kind == 0 or kind == TEXT
    if v & 1:
        if places >= 0 or not (kind == DECIMAL or kind == 0 or (percent and (kind == INTEGER or (plain and field_fill == BLANK)))):
            return 0
        put_small(v >> 1)
        return 1
    if has_tag(v, T_STR):
        if places >= 0 or field_fill == ZERO or not plain:
            return 0
        put_aligned(v, field_left if field_left >= 0 else 1 - percent)
        return 1
    if not (live(T_FLOAT) and has_tag(v, T_FLOAT)):
        return 0
    x: f64 = Float(v).value
    if kind != FIXED:
        if places >= 0 or field_width or field_fill == ZERO or not (kind == 0 or (kind == TEXT and percent)):
            return 0
        buf_float(x)
        return 1
    start: i32 = buf_pos - buf_base
    buf_room(2 * ASIDE)
    buf_pos += ASIDE
    if not put_whole(fabs(x), DEFAULT_PLACES if places < 0 else places):
        buf_pos = buf_base + start
        return 0
    place_digits(buf_base + start, buf_pos, bits(x) < 0)
    return 1


def put_small(n: i32) -> None:
    """Appends an int by the width read."""
    buf_room(2 * ASIDE)
    negative: i32 = n < 0
    place_digits(buf_pos, put_uint(buf_pos + ASIDE, i64(-n if negative else n)), negative)


def place_digits(start: i32, end: i32, negative: i32) -> None:
    """Moves the digits from start + ASIDE to end to start, with a sign and filled up to the width read."""
    global buf_pos
    count: i32 = end - start - ASIDE
    pad: i32 = field_width - count - negative
    p: i32 = start
    if negative and field_fill == ZERO:
        store8(p, MINUS)
        p += 1
    if field_left <= 0:
        p = put_pad(p, pad, field_fill)
    if negative and field_fill != ZERO:
        store8(p, MINUS)
        p += 1
    copy_few(p, start + ASIDE, count)
    p += count
    buf_pos = put_pad(p, pad, BLANK) if field_left > 0 else p


def put_pad(p: i32, n: i32, fill: i32) -> i32:
    """Writes the byte n times, if that is any; the address after them."""
    while n > 0:
        store8(p, fill)
        p += 1
        n -= 1
    return p


def put_aligned(v: val, left: i32) -> None:
    """Appends a text by the width read."""
    global buf_pos
    pad: i32 = field_width - Str(v).length
    if pad > 0:
        buf_room(ASIDE)
        if not left:
            buf_pos = put_pad(buf_pos, pad, BLANK)
    buf_str(v)
    if pad > 0 and left:
        buf_room(ASIDE)
        buf_pos = put_pad(buf_pos, pad, BLANK)
