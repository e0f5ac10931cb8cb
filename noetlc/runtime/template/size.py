"""The filter `filesizeformat`."""

from __future__ import annotations

from noetlc.kernel.lang import f64, i32, lit, load8, trunc_i64, val
from noetlc.layout.objects import STR_BYTES
from noetlc.layout.tags import T_STR
from noetlc.runtime.numbers.text import buf_int
from noetlc.runtime.python.numbers import decimal
from noetlc.runtime.python.numbers.decimal import decimal_digit, decimal_expand, decimal_round
from noetlc.runtime.template.number import t_number
from noetlc.runtime.template.strings import t_trim
from noetlc.runtime.template.value import t_float64, t_is_number, t_raise, t_truth
from noetlc.runtime.text.strings import buf_end
from noetlc.runtime.values.buffer import buf_begin, buf_byte, buf_str
from noetlc.runtime.values.memory import has_tag, tag_of

decimal_point = decimal.decimal_point  # mutable globals are shared by name across the runtime

INF = float("inf")


def t_tenths(x: f64) -> None:
    """Appends x >= 1 with one decimal, ties of the exact value to even."""
    decimal_expand(x)
    decimal_round(decimal_point + 1)
    i: i32 = 0
    while i < decimal_point:
        buf_byte(decimal_digit(i))
        i += 1
    buf_byte(46)
    buf_byte(decimal_digit(decimal_point))


def t_filesizeformat(v: val, binary: val) -> val:
    """A number of bytes in the unit that suits it: powers of 1000, of 1024 if `binary`."""
    number: val = v
    if has_tag(v, T_STR):
        number = t_number(t_trim(v))
    if number == 0 or not t_is_number(tag_of(number)):
        return t_raise(lit("filesizeformat needs a number"))
    size: f64 = t_float64(number)
    by_two: i32 = t_truth(binary)
    base: f64 = 1024.0 if by_two else 1000.0
    mark: i32 = buf_begin()
    if size == 1.0:
        return lit("1 Byte")
    if size < base:
        buf_int(trunc_i64(size))
        buf_str(lit(" Bytes"))
        return buf_end(mark)
    power: i32 = 0
    unit: f64 = base
    while power < 7 and size >= unit * base:
        unit = unit * base
        power += 1
    t_tenths(base * size / (unit * base))
    buf_byte(32)
    letter: i32 = load8(lit("KMGTPEZY") + STR_BYTES + power)
    buf_byte(letter + 32 if power == 0 and not by_two else letter)
    if by_two:
        buf_byte(105)
    buf_byte(66)
    return buf_end(mark)
