"""`round`."""

from __future__ import annotations

from noetlc.kernel.lang import f64, i32, i64, lit, live, val
from noetlc.layout.objects import NONE, UNDEFINED, Float
from noetlc.layout.tags import T_INSTANCE
from noetlc.runtime.python.classes.special import ask, special_unary
from noetlc.runtime.python.exceptions.errors import raise_type
from noetlc.runtime.python.numbers.decimal import float_round_to
from noetlc.runtime.python.numbers.float import float_round
from noetlc.runtime.python.numbers.int import int_round_to
from noetlc.runtime.python.numbers.number import NUM_FLOAT, NUM_INT, int_of, num_kind, py_index
from noetlc.runtime.values.memory import from_float, from_int, has_tag, raised


def py_round(v: val, digits: val) -> val:
    """`round(v, digits)`; digits 0 = absent."""
    kind: i32 = num_kind(v)
    if kind == 0:
        if live(T_INSTANCE) and has_tag(v, T_INSTANCE):
            answer: val = special_unary(v, lit("__round__")) if digits == 0 else ask(v, lit("__round__"), digits)
            if answer != UNDEFINED:
                return answer
        return raise_type(lit("type $ doesn't define __round__ method"), v)
    if digits == 0 or digits == NONE:
        n: i64 = int_of(v) if kind == NUM_INT else float_round(Float(v).value)
        return from_int(n) if raised == 0 else 0
    places: i64 = py_index(digits)
    if raised != 0:
        return 0
    if kind == NUM_FLOAT:
        x: f64 = float_round_to(Float(v).value, places)
        return from_float(x) if raised == 0 else 0
    if places >= 0:
        return from_int(int_of(v))
    return from_int(int_round_to(int_of(v), -places))
