"""Integers beyond 64 bits, known only by their digits: how they are made of floats and compare with other numbers."""

from __future__ import annotations

from noetlc.kernel.lang import f64, fabs, i32, load8, noinline, val
from noetlc.layout.objects import WIDE_TEXT, Float, Wide
from noetlc.layout.tags import T_FLOAT, T_WIDE
from noetlc.runtime.numbers.text import int_parse
from noetlc.runtime.python.numbers.decimal import decimal_digit, decimal_expand, decimal_point
from noetlc.runtime.python.numbers.float import INFINITY
from noetlc.runtime.values.buffer import buf_base, buf_begin, buf_byte, buf_drop
from noetlc.runtime.values.memory import has_tag

FIRST_WIDE = 9.2e18


def wide_sign(v: val) -> i32:
    """-1 or 1; 0 for what is not wide."""
    if not has_tag(v, T_WIDE):
        return 0
    return -1 if load8(v + WIDE_TEXT) == 45 else 1


def wide_float_eq(v: val, x: f64) -> i32:
    """Whether a float has exactly the value of a wide int."""
    return wide_float_order(v, x) == 0


@noinline
def wide_float_order(v: val, x: f64) -> i32:
    """-1, 0 or 1 as a wide int <, ==, > a float; 2 if the float is NaN."""
    sign: i32 = wide_sign(v)
    if x != x:
        return 2
    if f64(sign) * x < FIRST_WIDE:
        return sign
    if fabs(x) == INFINITY:
        return -sign
    decimal_expand(fabs(x))
    skip: i32 = sign < 0
    order: i32 = Wide(v).nbytes - skip - decimal_point
    i: i32 = 0
    while order == 0 and i < decimal_point:
        order = load8(v + WIDE_TEXT + skip + i) - decimal_digit(i)
        i += 1
    return sign * ((order > 0) - (order < 0))


@noinline
def wide_from_float(x: f64) -> val:
    """The int that a finite float beyond 64 bits is."""
    decimal_expand(fabs(x))
    mark: i32 = buf_begin()
    if x < 0.0:
        buf_byte(45)
    i: i32 = 0
    while i < decimal_point:
        buf_byte(decimal_digit(i))
        i += 1
    made: val = int_parse(buf_base + mark, buf_begin() - mark)
    buf_drop(mark)
    return made


@noinline
def wide_order(a: val, b: val) -> i32:
    """-1, 0 or 1 as a <, ==, > b for two numbers, at least one of them wide; 2 if unordered."""
    if has_tag(b, T_FLOAT):
        return wide_float_order(a, Float(b).value)
    if has_tag(a, T_FLOAT):
        found: i32 = wide_float_order(b, Float(a).value)
        return found if found == 2 else -found
    sign: i32 = wide_sign(a)
    order: i32 = sign - wide_sign(b)
    if order == 0:
        order = sign * (Wide(a).nbytes - Wide(b).nbytes)
    i: i32 = 0
    while order == 0 and i < Wide(a).nbytes:
        order = sign * (load8(a + i, WIDE_TEXT) - load8(b + i, WIDE_TEXT))
        i += 1
    return (order > 0) - (order < 0)
