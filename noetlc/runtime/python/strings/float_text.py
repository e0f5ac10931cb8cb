"""Floats printed with a given number of digits: the forms e, f, g and the one of `format` without a type."""

from __future__ import annotations

from noetlc.kernel.lang import div_u, f64, i32, i64, lit, load8, noinline, store8, trunc_i64, val
from noetlc.layout.objects import STR_BYTES, Str
from noetlc.runtime.numbers.text import buf_float, buf_int, put_uint
from noetlc.runtime.python.numbers.decimal import decimal_count, decimal_digit, decimal_expand, decimal_point, decimal_round
from noetlc.runtime.python.numbers.float import INFINITY
from noetlc.runtime.python.numbers.products import MOST_EXACT, double_of_ten, lacking, nearest_whole
from noetlc.runtime.text.strings import buf_end
from noetlc.runtime.values.buffer import buf_begin, buf_byte, buf_pos, buf_room, buf_str

DEFAULT_PRECISION = 6
FIXED = 102
EXPONENT = 101
GENERAL = 103
MOST_PLACES = 15


@noinline
def put_float_text(x: f64, kind: i32, precision: i32, alternate: i32) -> None:
    """Appends x >= 0 or NaN in the form e, f or g, or for kind 0 as repr (with precision: g with a fraction).

    precision -1 = the default; alternate keeps the point and trailing zeros.
    """
    if x != x:
        buf_str(lit("nan"))
        return
    if x == INFINITY:
        buf_str(lit("inf"))
        return
    if kind == 0 and precision < 0:
        put_shortest(x, alternate)
        return
    digits: i32 = DEFAULT_PRECISION if precision < 0 else precision
    if kind == FIXED and alternate == 0 and put_whole(x, digits):
        return
    decimal_expand(x)
    if kind == FIXED:
        decimal_round(decimal_point + digits)
        put_fixed(digits, alternate)
    elif kind == EXPONENT:
        decimal_round(digits + 1)
        put_scientific(digits, alternate)
    else:
        put_general(digits if digits > 0 else 1, kind, alternate)


def put_whole(x: f64, places: i32) -> i32:
    """Appends x >= 0 with that many places where x times their power of ten is near an integer that doubles hold; 0 elsewhere."""
    global buf_pos
    if places > MOST_PLACES:
        return 0
    power: f64 = double_of_ten(places)
    product: f64 = x * power
    if not product < MOST_EXACT:
        return 0
    whole: i64 = i64(0) if product < 0.25 else trunc_i64(nearest_whole(product, lacking(x, power, product)))
    buf_room(64)
    if places == 0:
        buf_pos = put_uint(buf_pos, whole)
        return 1
    unit: i64 = trunc_i64(power)
    ints: i64 = div_u(whole, unit)
    point: i32 = put_uint(buf_pos, ints)
    buf_pos = put_uint(point, whole - (ints - 1) * unit)  # the places after a 1, which the point takes the room of
    store8(point, 46)
    return 1


def put_shortest(x: f64, alternate: i32) -> None:
    """Appends the repr; with `alternate` it has a point even before an exponent."""
    mark: i32 = buf_begin()
    buf_float(x)
    if alternate:
        text: val = buf_end(mark)
        p: i32 = text + STR_BYTES
        end: i32 = p + Str(text).nbytes
        seen: i32 = 0
        while p < end:
            seen = seen or load8(p) == 46
            if load8(p) == 101 and not seen:
                buf_byte(46)
            buf_byte(load8(p))
            p += 1


def put_fixed(places: i32, alternate: i32) -> None:
    """Appends the decimal with that many places."""
    i: i32 = 0
    if decimal_point <= 0 or decimal_count == 0:
        buf_byte(48)
    else:
        while i < decimal_point:
            buf_byte(decimal_digit(i))
            i += 1
    if places > 0 or alternate:
        buf_byte(46)
    i = 0 if decimal_count == 0 else decimal_point
    left: i32 = places
    while left > 0:
        buf_byte(decimal_digit(i))
        i += 1
        left -= 1


def put_scientific(places: i32, alternate: i32) -> None:
    """Appends one digit, that many places and the exponent."""
    buf_byte(decimal_digit(0))
    if places > 0 or alternate:
        buf_byte(46)
    i: i32 = 1
    while i <= places:
        buf_byte(decimal_digit(i))
        i += 1
    power: i32 = decimal_point - 1 if decimal_count != 0 else 0
    buf_byte(101)
    buf_byte(45 if power < 0 else 43)
    power = -power if power < 0 else power
    if power < 10:
        buf_byte(48)
    buf_int(i64(power))


def put_general(digits: i32, kind: i32, alternate: i32) -> None:
    """Appends the shorter of both forms with that many significant digits."""
    decimal_round(digits)
    point: i32 = decimal_point if decimal_count != 0 else 1
    kept: i32 = decimal_count if decimal_count < digits else digits
    while kept > 1 and decimal_digit(kept - 1) == 48:
        kept -= 1
    if alternate:
        kept = digits
    bound: i32 = digits - 1 if kind == 0 else digits
    if point <= -4 or point > bound:
        put_scientific(kept - 1 if kept > 1 else 0, alternate)
        return
    places: i32 = kept - point if kept > point else 0
    if kind == 0 and places == 0:
        places = 1
    put_fixed(places, alternate)
