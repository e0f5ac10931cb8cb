"""Integers as decimal text and back, and floats as text.

Printing writes into memory at an address with room and returns the address after the text; the `buf_` forms append to the
text buffer.
"""

from __future__ import annotations

import math

from noetlc.kernel.lang import (
    bits,
    ctz,
    div_u,
    enable,
    f64,
    fabs,
    gt_u,
    i32,
    i64,
    inline,
    live,
    load8,
    load64,
    lt_u,
    memory_copy,
    noinline,
    shr_u,
    store8,
    store16,
    store32,
    store64,
    val,
)  # fmt: skip
from noetlc.layout.features import Feature
from noetlc.layout.objects import NONE, WIDE_TEXT, Wide
from noetlc.layout.tags import T_WIDE
from noetlc.runtime.numbers.big import big_parse
from noetlc.runtime.numbers.shortest import float_digits, float_shortest
from noetlc.runtime.values.blocks import copy_over
from noetlc.runtime.values.buffer import buf_pos, buf_room
from noetlc.runtime.values.memory import from_int, new_object

ZEROS = 0x3030303030303030
INFINITY = math.inf


def digits8(x: i64) -> i64:
    """The 8 decimal digits of x < 10**8 as bytes 0…9, the first in the lowest byte."""
    high: i64 = div_u(x, 10000)
    pair: i64 = high | ((x - high * 10000) << 32)
    hundreds: i64 = shr_u(pair * 10486, 20) & 0x0000007F0000007F
    pair = hundreds | ((pair - hundreds * 100) << 16)
    tens: i64 = shr_u(pair * 103, 10) & 0x000F000F000F000F
    return tens | ((pair - tens * 10) << 8)


def put_uint(o: i32, x: i64) -> i32:
    """Writes an unsigned integer; up to 8 bytes after it are clobbered."""
    if lt_u(x, 100):
        small: i32 = i32(x)
        tens: i32 = small * 103 >> 10
        if tens:
            store8(o, 48 + tens)
            o += 1
        store8(o, 48 + small - tens * 10)
        return o + 1
    if gt_u(x, 99999999):
        high: i64 = div_u(x, 100000000)
        o = put_uint(o, high)
        store64(o, digits8(x - high * 100000000) + ZEROS)
        return o + 8
    digits: i64 = digits8(x)
    leading: i32 = i32(ctz(digits | (i64(1) << 56))) >> 3
    store64(o, shr_u(digits + ZEROS, i64(leading << 3)))
    return o + 8 - leading


def put_int(o: i32, x: i64) -> i32:
    """Writes a signed integer; needs 32 bytes of room."""
    if x < 0:
        store8(o, 45)
        o += 1
        x = -x
    return put_uint(o, x)


def buf_int(x: i64) -> None:
    """Appends a signed integer."""
    global buf_pos
    buf_room(32)
    buf_pos = put_int(buf_pos, x)


def shift_text(p: i32, by: i32) -> None:
    """Moves 24 bytes up."""
    a: i64 = load64(p)
    b: i64 = load64(p, 8)
    c: i64 = load64(p, 16)
    p += by
    store64(p, a)
    store64(p, b, 8)
    store64(p, c, 16)


def put_zeros(o: i32, n: i32) -> None:
    """Writes n digits 0."""
    end: i32 = o + n
    while o < end:
        store8(o, 48)
        o += 1


@noinline
def put_float(o: i32, x: f64, plain: i32) -> i32:
    """Writes a float as Python's repr does, needs 32 bytes; with `plain` never with an exponent, needs 400 bytes."""
    if x != x:
        store32(o, 0x006E616E)  # nan
        return o + 3
    if bits(x) < 0:
        store8(o, 45)
        o += 1
        x = fabs(x)
    if x == INFINITY:
        store32(o, 0x00666E69)  # inf
        return o + 3
    point: i32 = float_shortest(x)
    n: i32 = put_uint(o, float_digits) - o
    point += n  # digits before the decimal point
    exponent: i32 = 0
    if plain == 0 and (point <= -4 or point > 16):
        exponent = point - 1
        point = 1
    elif point <= 0:
        gap: i32 = 1 - point
        shift_text(o, gap)
        put_zeros(o, gap)
        n += gap
        point = 1
    elif point >= n:
        put_zeros(o + n, point + 1 - n)
        n = point + 1
    if point < n:
        if plain and n > 24:
            memory_copy(o + point + 1, o + point, n - point)
        else:
            shift_text(o + point, 1)
        store8(o + point, 46)
        n += 1
    o += n
    if exponent == 0:
        return o
    store16(o, 0x2B65)  # e+
    if exponent < 0:
        store8(o, 45, 1)
        exponent = -exponent
    if exponent < 10:
        store8(o, 48, 2)
        o += 1
    return put_uint(o + 2, i64(exponent))


def buf_float(x: f64) -> None:
    """Appends Python's repr of a float."""
    global buf_pos
    buf_room(32)
    buf_pos = put_float(buf_pos, x, 0)


def buf_float_plain(x: f64) -> None:
    """Appends a float's shortest digits without an exponent."""
    global buf_pos
    buf_room(400)
    buf_pos = put_float(buf_pos, x, 1)


MAX_DIGITS = 4300  # longest integer read from text, in digits: longer ones are not numbers there

most_digits: i32 = MAX_DIGITS  # or what a body sets; 0 for any number


@inline
def digits_limit() -> i32:
    """The most digits of an int that a body may read from text or write; 0 for any number."""
    return most_digits if live(Feature.DIGIT_LIMITS) else MAX_DIGITS


def limit_digits(most: val) -> val:
    """Sets that limit to a small int."""
    global most_digits
    enable(Feature.DIGIT_LIMITS)
    most_digits = i32(most) >> 1
    return NONE


def reset_digits_limit() -> None:
    """Before a body runs: the limit is the usual one."""
    global most_digits
    most_digits = MAX_DIGITS


@noinline
def wide_from(p: i32, n: i32, negative: i32) -> val:
    """A wide integer of n digits, the first not 0."""
    if live(Feature.BIGINT):
        return big_parse(p, n, negative)
    v: i32 = new_object(T_WIDE, WIDE_TEXT + n + negative, 0)
    Wide(v).nbytes = n + negative
    store8(v, 45, WIDE_TEXT)
    copy_over(v + WIDE_TEXT + negative, p, n)
    return val(v)


@noinline
def int_parse(p: i32, n: i32) -> val:
    """The integer that n bytes of text spell: an optional sign and at least one digit, nothing else. 0 if they do not."""
    end: i32 = p + n
    negative: i32 = 0
    if n > 0 and (load8(p) == 45 or load8(p) == 43):
        negative = load8(p) == 45
        p += 1
    first: i32 = end - 1  # the first digit that is not 0, else the last
    if p > first:
        return 0
    x: i64 = 0
    while p < end:
        c: i32 = load8(p) - 48
        if gt_u(c, 9):
            return 0
        if x == 0 and c != 0 and p < first:
            first = p
        x = x * 10 + i64(c)
        p += 1
    if end - first > 19 or gt_u(x, 0x7FFFFFFFFFFFFFFF + i64(negative)):
        return wide_from(first, end - first, negative)
    return from_int(-x if negative else x)
