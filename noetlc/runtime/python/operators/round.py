"""`round`."""

from __future__ import annotations

from noetlc.kernel.lang import f64, i32, i64, lit, live, nearest, val
from noetlc.layout.objects import NONE, UNDEFINED, Float
from noetlc.layout.tags import T_INSTANCE
from noetlc.runtime.python.classes.special import ask, special_unary
from noetlc.runtime.python.exceptions.errors import raise_type
from noetlc.runtime.python.numbers.decimal import float_round_to
from noetlc.runtime.python.numbers.ints import int_from_float, ints_plus, ints_round
from noetlc.runtime.python.numbers.number import NUM_INT, num_kind, py_index_clamped, py_index_value
from noetlc.runtime.values.memory import from_float, has_tag, raised


def py_round(v: val, digits: val) -> val:
    """`round(v, digits)`; digits 0 = absent."""
    if digits != 0 and digits != NONE and num_kind(v) == NUM_INT:
        places: val = py_index_value(digits)
        return ints_round(v, places) if places != 0 else 0
    return py_round_fraction(v, digits)


def py_round_fraction(v: val, digits: val) -> val:
    """`round(v, digits)` for digits that are no number below 0; 0 = absent."""
    kind: i32 = num_kind(v)
    if kind == 0:
        if live(T_INSTANCE) and has_tag(v, T_INSTANCE):
            answer: val = special_unary(v, lit("__round__")) if digits == 0 else ask(v, lit("__round__"), digits)
            if answer != UNDEFINED:
                return answer
        return raise_type(lit("type $ doesn't define __round__ method"), v)
    if kind == NUM_INT:
        return ints_plus(v)
    if digits == 0 or digits == NONE:
        return int_from_float(nearest(Float(v).value))
    at: i64 = py_index_clamped(digits)
    x: f64 = float_round_to(Float(v).value, at) if raised == 0 else 0.0
    return from_float(x) if raised == 0 else 0
