"""How a small decimal number is told from other instances, and its parts."""

from __future__ import annotations

from noetlc.kernel.lang import i32, i64, inline, load64, shr_u, val
from noetlc.layout.objects import Instance, SmallNumber
from noetlc.layout.tags import T_INSTANCE
from noetlc.runtime.values.memory import has_tag
from noetlc.runtime.values.state import STATE_DECIMAL, state_get

SMALL_NUMBER_REFS = 12
SMALL_NUMBER_BYTES = 32  # no other instance is as long
SMALL_NUMBER_HEADER = T_INSTANCE | SMALL_NUMBER_REFS << 16 | SMALL_NUMBER_BYTES << 32
HALF = 0x7FFFFFFF


@inline
def is_small_number(v: val) -> i32:
    """Whether a value is a `Decimal` of up to 18 digits whose exponent is not far."""
    return 0 if v & 1 else load64(v) == SMALL_NUMBER_HEADER


@inline
def one_is_number(a: val, b: val) -> i32:
    """Whether a side is a small number, or the left one another `Decimal`."""
    return is_small_number(a) or is_small_number(b) or (has_tag(a, T_INSTANCE) and Instance(a).cls == state_get(STATE_DECIMAL))


@inline
def small_coefficient(v: val) -> i64:
    halves: i64 = SmallNumber(v).halves
    return (shr_u(halves, 1) & HALF) | (shr_u(halves, 33) << 31)


@inline
def small_sign(v: val) -> i32:
    return (SmallNumber(v).power >> 1) & 1


@inline
def small_exponent(v: val) -> i32:
    return SmallNumber(v).power >> 2
