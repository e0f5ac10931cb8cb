"""The unary operators on Python values, and `abs`."""

from __future__ import annotations

from noetlc.kernel.lang import fabs, i32, implements, lit, live, noinline, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import UNDEFINED, Float
from noetlc.layout.tags import T_INSTANCE
from noetlc.runtime.python import protocol
from noetlc.runtime.python.classes.builtin_subclass import defines, plain
from noetlc.runtime.python.classes.special import special_unary
from noetlc.runtime.python.exceptions.errors import raise_type
from noetlc.runtime.python.hooks import ABSOLUTE, INVERTED, NEGATIVE, POSITIVE, complex_unary, library_unary
from noetlc.runtime.python.numbers.ints import ints_abs, ints_invert, ints_neg, ints_plus
from noetlc.runtime.python.numbers.number import NUM_FLOAT, NUM_INT, num_kind
from noetlc.runtime.values.memory import from_float, has_tag, raised


@implements(protocol.py_neg)
def py_neg(a: val) -> val:
    if live(Feature.BUILTIN_SUBCLASSES) and defines(a, lit("__neg__")):
        return special_unary(a, lit("__neg__"))
    kind: i32 = num_kind(a)
    if kind == NUM_INT:
        return ints_neg(a)
    if kind == NUM_FLOAT:
        return from_float(-Float(a).value)
    return unary_object(a, NEGATIVE, lit("__neg__"), lit("bad operand type for unary -: '$'"))


@implements(protocol.py_pos)
def py_pos(a: val) -> val:
    if live(Feature.BUILTIN_SUBCLASSES) and defines(a, lit("__pos__")):
        return special_unary(a, lit("__pos__"))
    kind: i32 = num_kind(a)
    if kind == NUM_INT:
        return ints_plus(a)
    if kind == NUM_FLOAT:
        return plain(a) if live(Feature.BUILTIN_SUBCLASSES) else a
    return unary_object(a, POSITIVE, lit("__pos__"), lit("bad operand type for unary +: '$'"))


def py_invert(a: val) -> val:
    if live(Feature.BUILTIN_SUBCLASSES) and defines(a, lit("__invert__")):
        return special_unary(a, lit("__invert__"))
    if num_kind(a) == NUM_INT:
        return ints_invert(a)
    return unary_object(a, INVERTED, lit("__invert__"), lit("bad operand type for unary ~: '$'"))


def py_abs(a: val) -> val:
    if live(Feature.BUILTIN_SUBCLASSES) and defines(a, lit("__abs__")):
        return special_unary(a, lit("__abs__"))
    kind: i32 = num_kind(a)
    if kind == NUM_INT:
        return ints_abs(a)
    if kind == NUM_FLOAT:
        return from_float(fabs(Float(a).value))
    return unary_object(a, ABSOLUTE, lit("__abs__"), lit("bad operand type for abs(): '$'"))


@noinline
def unary_object(a: val, which: i32, name: val, message: val) -> val:
    """A unary operator (NEGATIVE …) on what is neither int nor float; `name` is that of its method."""
    if live(T_INSTANCE) and has_tag(a, T_INSTANCE):
        if live(Feature.COMPLEX_NUMBERS):
            number: val = complex_unary(a, which)
            if number != 0:
                return number
        answer: val = special_unary(a, name)
        if answer != UNDEFINED:
            return answer
    if live(Feature.LIBRARY_OBJECTS) and which != INVERTED:
        found: val = library_unary(a, which)
        if found != 0 or raised != 0:
            return found
    return raise_type(message, a)
