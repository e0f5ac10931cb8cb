"""`round`."""

from __future__ import annotations

from noetlc.kernel.lang import f64, fabs, i32, i64, lit, live, nearest, noinline, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import NONE, UNDEFINED, Float
from noetlc.layout.tags import T_FLOAT, T_INSTANCE
from noetlc.runtime.python.classes.builtin_subclass import plain
from noetlc.runtime.python.classes.special import ask, special_unary
from noetlc.runtime.python.exceptions.errors import raise_type
from noetlc.runtime.python.numbers.decimal import float_round_to
from noetlc.runtime.python.numbers.ints import int_from_float, ints_plus, ints_round
from noetlc.runtime.python.numbers.number import NUM_FLOAT, NUM_INT, num_kind, py_index_clamped, py_index_value
from noetlc.runtime.python.numbers.products import MOST_EXACT, double_of_ten, lacking, nearest_whole
from noetlc.runtime.values.classed import is_classed
from noetlc.runtime.values.memory import from_float, has_tag, raised

EXACT_POWERS = 22  # the largest power of ten that is a double is 10**22


def py_round(v: val, digits: val) -> val:
    """`round(v, digits)`; digits 0 = absent."""
    if live(Feature.BUILTIN_SUBCLASSES) and is_classed(v):
        return round_classed(v, digits)
    if digits != 0 and digits != NONE and num_kind(v) == NUM_INT:
        places: val = py_index_value(digits)
        return ints_round(v, places) if places != 0 else 0
    return py_round_fraction(v, digits)


def py_round_fraction(v: val, digits: val) -> val:
    """`round(v, digits)` for digits that are no number below 0; 0 = absent."""
    if live(Feature.BUILTIN_SUBCLASSES) and is_classed(v):
        return round_classed(v, digits)
    if num_kind(v) != NUM_FLOAT:
        return round_other(v, digits)
    if digits == 0 or digits == NONE:
        return int_from_float(nearest(Float(v).value))
    at: i64 = py_index_clamped(digits)
    x: f64 = float_round_to(Float(v).value, at) if raised == 0 else 0.0
    return from_float(x) if raised == 0 else 0


def py_round_places(v: val, digits: val) -> val:
    """`round(v, digits)` for small digits that are no number below 0 and at most EXACT_POWERS."""
    if live(Feature.BUILTIN_SUBCLASSES) and is_classed(v):
        return round_classed(v, digits)
    if not has_tag(v, T_FLOAT):
        return round_other(v, digits)
    return from_float(float_round_places(Float(v).value, digits >> 1))


def round_by_method(v: val, digits: val) -> val:
    """What `__round__` of a class of the body gives; UNDEFINED if there is none."""
    return special_unary(v, lit("__round__")) if digits == 0 else ask(v, lit("__round__"), digits)


@noinline
def round_classed(v: val, digits: val) -> val:
    """The same of a value of a subclass of a built-in type."""
    answer: val = round_by_method(v, digits)
    if answer != UNDEFINED:
        return answer
    return py_round(plain(v), digits) if num_kind(v) != 0 else round_other(v, digits)


@noinline
def round_other(v: val, digits: val) -> val:
    """What is no float: an int stays what it is."""
    if num_kind(v) == 0:
        if live(T_INSTANCE) and has_tag(v, T_INSTANCE):
            answer: val = round_by_method(v, digits)
            if answer != UNDEFINED:
                return answer
        return raise_type(lit("type $ doesn't define __round__ method"), v)
    return ints_plus(v)


def float_round_places(x: f64, n: i32) -> f64:
    """`round(x, n)` of a float for n up to EXACT_POWERS.

    x * 10**n is a double and what it lacks to the product (Dekker). Its integer over 10**n, both of which doubles hold, is what the text of
    that decimal number is read as. Of a product beyond 2**53 a decimal step is less than one of doubles, so that x stays as it is.
    """
    power: f64 = double_of_ten(n)
    y: f64 = fabs(x)
    product: f64 = y * power
    if product < 0.25:
        return x * 0.0
    if not product <= MOST_EXACT:
        return x
    lacks: f64 = lacking(y, power, product)
    if product == MOST_EXACT and lacks >= 0.0:
        return x
    whole: f64 = nearest_whole(product, lacks) / power
    return -whole if x < 0.0 else whole
