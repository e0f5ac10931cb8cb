"""The filter `round`: halves go away from zero (language.md 6.8)."""

from __future__ import annotations

from noetlc.kernel.lang import copysign, div_s, f64, fabs, floor, i32, i64, lit, live, rem_s, store8, val
from noetlc.layout.objects import Float
from noetlc.layout.tags import T_FLOAT, T_INT, T_WIDE
from noetlc.runtime.numbers.parse import float_parse
from noetlc.runtime.python.numbers.ints import (
    int_below,
    ints_abs,
    ints_add,
    ints_bit_length,
    ints_mod,
    ints_neg,
    ints_pow,
    ints_rshift,
    ints_sub,
)  # fmt: skip
from noetlc.runtime.template.arith import t_float
from noetlc.runtime.template.value import t_int64, t_raise
from noetlc.runtime.values.memory import from_float, from_int, tag_of, take

WHOLE = 4503599627370496.0  # floats of this size have no fraction
INF = float("inf")


def t_round(v: val, precision: val) -> val:
    if tag_of(precision) != T_INT:
        return t_raise(lit("this argument must be an int"))
    places: i64 = t_int64(precision)
    tag: i32 = tag_of(v)
    if tag == T_FLOAT:
        return t_round_float(Float(v).value, places)
    if tag != T_INT and not (live(T_WIDE) and tag == T_WIDE):
        return t_raise(lit("round needs a number"))
    return v if places >= 0 else t_round_int(v, -places)


def t_round_int(v: val, power: i64) -> val:
    """To a multiple of 10 ** power."""
    size: val = ints_abs(v)
    if power > ints_bit_length(size):
        return from_int(i64(0))
    unit: val = ints_pow(from_int(i64(10)), from_int(power))
    size = ints_add(size, ints_rshift(unit, from_int(i64(1))))
    size = ints_sub(size, ints_mod(size, unit))
    return ints_neg(size) if int_below(v) else size


def t_ten_to(n: i64) -> f64:
    """10.0 ** n as a correctly rounded float for 0 <= n; infinity beyond 308."""
    if n > 308:
        return INF
    p: i32 = take(16)
    store8(p, 49)
    store8(p, 101, 1)
    store8(p, 48 + i32(div_s(n, 100)), 2)
    store8(p, 48 + i32(rem_s(div_s(n, 10), 10)), 3)
    store8(p, 48 + i32(rem_s(n, 10)), 4)
    return float_parse(p, 5)


def t_round_float(x: f64, places: i64) -> val:
    """x · 10^p rounded, / 10^p."""
    scale: f64 = t_ten_to(places if places >= 0 else -places)
    if scale == INF:
        return from_float(x if places > 0 else copysign(0.0, x))
    size: f64 = fabs(x)
    scaled: f64 = size * scale if places >= 0 else size / scale
    if not (scaled < INF):
        return from_float(x)
    if scaled < WHOLE:
        whole: f64 = floor(scaled)
        scaled = whole + 1.0 if scaled - whole >= 0.5 else whole
    result: f64 = scaled / scale if places >= 0 else scaled * scale
    return t_float(copysign(result, x))
