"""JSON numbers: exact integers of any size, doubles."""

from __future__ import annotations

import math

from noetlc.kernel.lang import enable, f64, i32, i64, live, load8, load32, load64, lt_u, noinline, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import NONE
from noetlc.runtime.json.state import (
    JSON_RANGE,
    JSON_VALUE,
    json_at,  # noqa: F401 - assigned
    json_fail,
    json_lax,
)
from noetlc.runtime.numbers.parse import exponent_at, float_parse, float_scale
from noetlc.runtime.numbers.text import MAX_DIGITS, int_parse
from noetlc.runtime.values.memory import from_float, from_int

INFINITY = math.inf
NAN = math.nan


def parse_number(start: i32) -> val:
    """The number that starts with a digit or minus at `start`: the longest prefix of the text that is one."""
    global json_at
    negative: i32 = load8(start) == 45
    first: i32 = start + negative
    p: i32 = first
    m: i64 = 0
    c: i32 = load8(p) - 48
    while lt_u(c, 10):
        m = m * 10 + i64(c)
        p += 1
        c = load8(p) - 48
        if m == 0 and p == first + 1:
            break
    if p == first:
        return parse_constant(start)
    json_at = p
    if c == POINT or (c | 32) == EXPONENT:
        return parse_fraction(start, p, m)
    if p - first > 18:
        if p - first > MAX_DIGITS:
            return json_fail(JSON_VALUE, start)
        if live(Feature.PARSED):
            return int_parse(start, p - start)
    if live(Feature.PARSED):
        return from_int(-m if negative else m)
    return NONE


POINT = 46 - 48
EXPONENT = 101 - 48


def parse_fraction(start: i32, p: i32, m: i64) -> val:
    """The number whose digits before the point or exponent at p are m."""
    global json_at
    e: i32 = 0
    end: i32 = p
    if load8(p) == 46 and lt_u(load8(p, 1) - 48, 10):
        end += 1
        c: i32 = load8(end) - 48
        while lt_u(c, 10):
            m = m * 10 + i64(c)
            end += 1
            c = load8(end) - 48
        e = p + 1 - end
    size: i32 = end - start
    if load8(end) | 32 == 101:
        mark: i32 = end + 1
        if load8(mark) == 43 or load8(mark) == 45:
            mark += 1
        if lt_u(load8(mark) - 48, 10):
            while lt_u(load8(mark) - 48, 10):
                mark += 1
            e += exponent_at(end + 1, mark)
            end = mark
    if end == p:
        return int_parse(start, p - start) if live(Feature.PARSED) else NONE
    json_at = end
    x: f64 = -1.0
    if size <= 19:
        x = float_scale(m, e, 0)
    if x < 0.0:
        x = float_parse(start, end - start)
    elif load8(start) == 45:
        x = -x
    if x - x != 0.0 and not (live(Feature.JSON_LAX) and json_lax):
        return json_fail(JSON_RANGE, start)
    return from_float(x) if live(Feature.PARSED) else NONE


@noinline
def parse_constant(p: i32) -> val:
    """NaN, Infinity or -Infinity where they are accepted; else no value is there."""
    global json_at
    if live(Feature.JSON_LAX) and json_lax:
        if (load32(p) & 0xFFFFFF) == 0x4E614E:
            json_at = p + 3
            enable(Feature.NANS)
            return from_float(NAN)
        negative: i32 = load8(p) == 45
        if load64(p + negative) == 0x7974696E69666E49:
            json_at = p + negative + 8
            return from_float(-INFINITY if negative else INFINITY)
    return json_fail(JSON_VALUE, p)
