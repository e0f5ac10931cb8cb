"""Integers beyond 64 bits, known only by their digits: how they compare with other numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import f64, fabs, floor, i32, load8, noinline, val
from noetlc.runtime.layout import WIDE_TEXT, Wide
from noetlc.runtime.memory import int_overflow
from noetlc.runtime.python_decimal import decimal_point
from noetlc.runtime.python_float import INFINITY
from noetlc.runtime.text import buf_base

if TYPE_CHECKING:
    from noetlc.runtime.number import int_parse
    from noetlc.runtime.python_decimal import decimal_digit, decimal_expand
    from noetlc.runtime.text import buf_begin, buf_byte, buf_drop

FIRST_WIDE = 9.2e18


def wide_negative(v: val) -> i32:
    return load8(v + WIDE_TEXT) == 45


@noinline
def wide_float_eq(v: val, x: f64) -> i32:
    """Whether a float has exactly the value of a wide int."""
    if not (fabs(x) > FIRST_WIDE) or fabs(x) == INFINITY or wide_negative(v) != (x < 0.0) or floor(x) != x:
        return 0
    decimal_expand(fabs(x))
    skip: i32 = wide_negative(v)
    if decimal_point != Wide(v).nbytes - skip:
        return 0
    i: i32 = 0
    while i < decimal_point:
        if decimal_digit(i) != load8(v + WIDE_TEXT + skip + i):
            return 0
        i += 1
    return 1


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
    """Order is beyond what a wide int supports."""
    int_overflow()
    return a < b
