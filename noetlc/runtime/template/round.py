"""The filter `round`: halves go away from zero (language.md 6.8)."""

from __future__ import annotations

from noetlc.kernel.lang import copysign, div_s, f64, fabs, floor, i32, i64, lit, live, rem_s, store8, val
from noetlc.layout.objects import Float
from noetlc.layout.tags import T_FLOAT, T_INT, T_WIDE
from noetlc.runtime.numbers.parse import float_parse
from noetlc.runtime.python.numbers.int import int_abs, int_add
from noetlc.runtime.template.arith import t_float
from noetlc.runtime.template.value import t_int64, t_raise
from noetlc.runtime.values.memory import from_float, from_int, int_overflow, tag_of, take

WHOLE = 4503599627370496.0  # floats of this size have no fraction
INF = float("inf")


def t_round(v: val, precision: val) -> val:
    if tag_of(precision) != T_INT:
        return t_raise(lit("this argument must be an int"))
    places: i64 = t_int64(precision)
    tag: i32 = tag_of(v)
    if tag == T_FLOAT:
        return t_round_float(Float(v).value, places)
    if live(T_WIDE) and tag == T_WIDE:
        return v if places >= 0 else int_overflow()
    if tag != T_INT:
        return t_raise(lit("round needs a number"))
    return v if places >= 0 else from_int(t_round_int(t_int64(v), -places))


def t_round_int(x: i64, power: i64) -> i64:
    """To a multiple of 10 ** power."""
    if power > 19:
        return i64(0)
    if power == 19:
        if x >= 5000000000000000000 or x <= -5000000000000000000:
            int_overflow()
        return i64(0)
    unit: i64 = 1
    while power > 0:
        unit = unit * 10
        power -= 1
    size: i64 = int_add(int_abs(x), unit >> 1)
    size = size - rem_s(size, unit)
    return -size if x < 0 else size


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
