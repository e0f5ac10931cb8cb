"""Formats that most format strings have, without reading the specification: small ints of some width, floats of some digits."""

from __future__ import annotations

from noetlc.kernel.lang import bits, copy16, f64, fabs, i32, i64, live, store8, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import STR_BYTES, Float
from noetlc.layout.tags import T_FLOAT
from noetlc.runtime.numbers.text import put_uint
from noetlc.runtime.python.strings.float_text import put_float_text
from noetlc.runtime.python.strings.format import py_format
from noetlc.runtime.text.strings import buf_end, str_new
from noetlc.runtime.values.buffer import buf_begin, buf_byte
from noetlc.runtime.values.classed import is_classed
from noetlc.runtime.values.memory import has_tag, reserve

WIDEST = 64
ASIDE = 128  # where digits are written before it is known how many they are: beyond the text
MINUS = 45
ZERO = 48
FIXED = 102


def py_format_width(v: val, spec: val, width: i32, fill: i32) -> val:
    """`format(v, spec)`, where `spec` says a width up to WIDEST for ints, and zeros or blanks in front."""
    if v & 1 == 0:
        return py_format(v, spec)
    n: i32 = v >> 1
    negative: i32 = n < 0
    digits: i32 = reserve(2 * ASIDE) + ASIDE
    count: i32 = put_uint(digits, i64(-n if negative else n)) - digits
    size: i32 = count + negative if count + negative > width else width
    made: val = str_new(size, size)
    p: i32 = made + STR_BYTES
    end: i32 = p + size - count
    while p < end:
        store8(p, fill)
        p += 1
    if negative:
        store8(made + STR_BYTES if fill == ZERO else p - 1, MINUS)
    copy16(p, digits)
    return made


def py_format_fixed(v: val, spec: val, digits: i32) -> val:
    """`format(v, spec)`, where `spec` is `.2f` or the like."""
    if not (live(T_FLOAT) and has_tag(v, T_FLOAT)) or (live(Feature.BUILTIN_SUBCLASSES) and is_classed(v)):
        return py_format(v, spec)
    x: f64 = Float(v).value
    mark: i32 = buf_begin()
    if bits(x) < 0 and x == x:
        buf_byte(MINUS)
    put_float_text(fabs(x), FIXED, digits, 0)
    return buf_end(mark)
