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
    f64,
    fabs,
    gt_u,
    i32,
    i64,
    load8,
    memory_copy,
    memory_fill,
    noinline,
    shr_u,
    store8,
    store16,
    store32,
    store64,
    val,
)  # fmt: skip
from noetlc.runtime.layout import T_WIDE, WIDE_TEXT, Wide
from noetlc.runtime.memory import from_int, new_object
from noetlc.runtime.number_float import float_digits, float_shortest
from noetlc.runtime.text import buf_pos, buf_room, copy_over

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
    k: i32 = float_shortest(x)
    end: i32 = put_uint(o, float_digits)
    n: i32 = end - o
    point: i32 = n + k  # digits before the decimal point
    if plain or (point > -4 and point <= 16):
        if k >= 0:
            memory_fill(end, 48, k)
            store16(end + k, 0x302E)
            return end + k + 2
        gap: i32 = 1
        if point <= 0:
            gap = 2 - point
            point = 0
        memory_copy(o + point + gap, o + point, n - point)
        if point == 0:
            memory_fill(o, 48, gap)
            point = 1
        store8(o + point, 46)
        return end + gap
    if n > 1:
        memory_copy(o + 2, o + 1, n - 1)
        store8(o, 46, 1)
        end += 1
    exponent: i32 = point - 1
    store16(end, 0x2B65)
    if exponent < 0:
        store8(end, 45, 1)
        exponent = -exponent
    if exponent < 10:
        store8(end, 48, 2)
        end += 1
    return put_uint(end + 2, i64(exponent))


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


@noinline
def wide_from(p: i32, n: i32, negative: i32) -> val:
    """A wide integer of n digits, the first not 0."""
    v: i32 = new_object(T_WIDE, WIDE_TEXT + n + negative, 0)
    Wide(v).nbytes = n + negative
    store8(v, 45, WIDE_TEXT)
    copy_over(v + WIDE_TEXT + negative, p, n)
    return v


@noinline
def int_parse(p: i32, n: i32) -> val:
    """The integer that n bytes of text spell: an optional sign and at least one digit, nothing else. 0 if they do not."""
    end: i32 = p + n
    negative: i32 = 0
    if n > 0 and (load8(p) == 45 or load8(p) == 43):
        negative = load8(p) == 45
        p += 1
    if p == end:
        return 0
    q: i32 = p
    while q < end:
        if gt_u(load8(q) - 48, 9):
            return 0
        q += 1
    while p < end - 1 and load8(p) == 48:
        p += 1
    if end - p > 19:
        return wide_from(p, end - p, negative)
    x: i64 = 0
    q = p
    while q < end:
        x = x * 10 + i64(load8(q) - 48)
        q += 1
    if gt_u(x, 0x7FFFFFFFFFFFFFFF + i64(negative)):
        return wide_from(p, end - p, negative)
    return from_int(-x if negative else x)
