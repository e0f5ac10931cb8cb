"""Contexts of `decimal` as the runtime reads them: instances that begin with the eight fields below."""

from __future__ import annotations

from noetlc.kernel.lang import i32, i64, inline, lit, noinline, val
from noetlc.layout.objects import NONE, Dict, Int, Obj
from noetlc.layout.tags import T_INSTANCE, T_INT, T_STR
from noetlc.runtime.library.numbers.decimal_digits import CEILING, DOWN, FLOOR, HALF_DOWN, HALF_EVEN, HALF_UP, SMALL, UP, UP_05
from noetlc.runtime.library.numbers.records import record_field, record_length, record_name, record_set
from noetlc.runtime.text.strings import str_eq
from noetlc.runtime.values.list import list_get
from noetlc.runtime.values.memory import has_tag
from noetlc.runtime.values.placed import instance_attributes
from noetlc.runtime.values.state import STATE_CONTEXTS, STATE_DECIMAL, state_get, state_set

PREC = 0
ROUNDING = 1
LEAST = 2  # Emin
MOST = 3  # Emax
CLAMP = 5
FLAGS = 6
TRAPS = 7

INEXACT = 1024  # conditions, as in `library/decimal/conditions.py`
ROUNDED = 2048

FAR = 1000000  # exponents beyond it, and numbers of more digits, are left to `library/decimal`
VERY_FAR = 1 << 29


@inline
def is_near(v: val) -> i32:
    return v & 1 and (v >> 1) < FAR and (v >> 1) > -FAR


def is_context(v: val) -> i32:
    """Whether a context is laid out as it was made."""
    if not has_tag(v, T_INSTANCE) or instance_attributes(v) == 0 or record_length(v) <= TRAPS:
        return 0
    if record_name(v, PREC) != lit("1_prec") or record_name(v, TRAPS) != lit("1_traps"):
        return 0
    return is_limit(record_field(v, PREC)) and is_limit(record_field(v, LEAST)) and is_limit(record_field(v, MOST))


@inline
def is_limit(v: val) -> i32:
    """Whether a limit is an int within 64 bits, as contexts have them."""
    return v & 1 or Obj(v).tag == T_INT


@noinline
def far_limit(x: i64) -> i32:
    """A limit that no number here comes near to for one that is farther still."""
    if x > VERY_FAR:
        return VERY_FAR
    return i32(x) if x > -VERY_FAR else -VERY_FAR


def limit_of(context: val, number: i32) -> i64:
    v: val = record_field(context, number)
    return i64(v >> 1) if v & 1 else Int(v).value


def context_prec(context: val) -> i32:
    prec: val = record_field(context, PREC)
    return prec >> 1 if prec & 1 else VERY_FAR


def context_least(context: val) -> i32:
    """The least exponent of a first digit (Emin)."""
    least: val = record_field(context, LEAST)
    return least >> 1 if least & 1 else far_limit(limit_of(context, LEAST))


def context_tiny(context: val) -> i32:
    """The least exponent of a last digit."""
    return last_digit(context, LEAST)


def context_top(context: val) -> i32:
    """The greatest exponent of a number with all digits."""
    return last_digit(context, MOST)


@inline
def last_digit(context: val, number: i32) -> i32:
    """The exponent of the last of all digits of a number, where that of the first one is a limit."""
    prec: val = record_field(context, PREC)
    limit: val = record_field(context, number)
    if prec & limit & 1:
        return (limit >> 1) - (prec >> 1) + 1
    return far_limit(limit_of(context, number) - limit_of(context, PREC) + 1)


@inline
def context_part(context: val, number: i32) -> i32:
    return record_field(context, number) >> 1


def takes_small(context: val, exp: i32) -> i32:
    """Whether up to 18 digits with an exponent are a number of a context as they are."""
    own: val = instance_attributes(context) if has_tag(context, T_INSTANCE) else 0
    if own == 0 or Dict(own).fill <= TRAPS or record_name(context, PREC) != lit("1_prec"):
        return 0
    prec: val = record_field(context, PREC)
    least: val = record_field(context, LEAST)
    most: val = record_field(context, MOST)
    if (prec & least & i32(most) & 1) == 0:
        return is_context(context) and context_prec(context) >= SMALL and exp >= context_least(context) and exp <= context_top(context)
    if prec >> 1 < SMALL:
        return 0
    return exp >= least >> 1 and exp <= (most >> 1) - (prec >> 1) + 1


def mode_of(rounding: val) -> i32:
    """The number of a rounding mode, -1 for what is none."""
    if rounding == lit("ROUND_HALF_EVEN"):
        return HALF_EVEN
    if rounding == lit("ROUND_HALF_UP"):
        return HALF_UP
    return mode_named(rounding) if has_tag(rounding, T_STR) else -1


def mode_named(rounding: val) -> i32:
    if str_eq(rounding, lit("ROUND_HALF_EVEN")):
        return HALF_EVEN
    if str_eq(rounding, lit("ROUND_HALF_UP")):
        return HALF_UP
    if str_eq(rounding, lit("ROUND_DOWN")):
        return DOWN
    if str_eq(rounding, lit("ROUND_UP")):
        return UP
    if str_eq(rounding, lit("ROUND_CEILING")):
        return CEILING
    if str_eq(rounding, lit("ROUND_FLOOR")):
        return FLOOR
    if str_eq(rounding, lit("ROUND_HALF_DOWN")):
        return HALF_DOWN
    return UP_05 if str_eq(rounding, lit("ROUND_05UP")) else -1


def note_conditions(context: val, conditions: i32) -> None:
    record_set(context, FLAGS, val(((context_part(context, FLAGS) | conditions) << 1) | 1))


def decimal_contexts(cls: val, contexts: val) -> val:
    """Notes the class and the list that has the current context, so that operators and calls know them."""
    state_set(STATE_DECIMAL, cls)
    state_set(STATE_CONTEXTS, contexts)
    return contexts


def current_context() -> val:
    """The current context, NONE before there is one."""
    contexts: val = state_get(STATE_CONTEXTS)
    return list_get(contexts, 0) if contexts != 0 else NONE
