"""Numbers as values: kinds, unboxing, and the exact order of ints and floats."""

from __future__ import annotations

from noetlc.kernel.lang import f64, i32, i64, inline, le_u, lit, live, noinline, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import TRUE, Float, Int, Obj
from noetlc.layout.tags import T_BOOL, T_FLOAT, T_INT, T_WIDE
from noetlc.runtime.numbers.wide import wide_float, wide_sign
from noetlc.runtime.python.exceptions.errors import raise_overflow, raise_type
from noetlc.runtime.python.numbers.float import int_float_order
from noetlc.runtime.python.protocol import int_like
from noetlc.runtime.values.memory import has_tag, int_overflow, raised, tag_of

NUM_INT = 1
NUM_FLOAT = 2


def num_kind(v: val) -> i32:
    """NUM_INT for an int of any size or bool, NUM_FLOAT for a float, else 0."""
    tag: i32 = tag_of(v)
    return le_u(tag - T_BOOL, T_FLOAT - T_BOOL) << (tag == T_FLOAT)


def is_int(v: val) -> i32:
    """Whether that is NUM_INT."""
    return le_u(tag_of(v) - T_BOOL, T_WIDE - T_BOOL)


def num_pair(a: val, b: val) -> i32:
    """NUM_INT if both are ints, NUM_FLOAT if both are numbers and one is a float, else 0."""
    if a & b & 1:
        return NUM_INT
    left: i32 = num_kind(a)
    right: i32 = num_kind(b)
    if left == 0 or right == 0:
        return 0
    return NUM_INT + ((left | right) >> 1)


@inline
def are_floats(a: val, b: val) -> i32:
    """Whether two values, neither of a class of the body, are floats."""
    return live(T_FLOAT) and has_tag(a, T_FLOAT) and has_tag(b, T_FLOAT)


@inline
def beside_float(a: val, b: val) -> i32:
    """Whether one of two values, neither of a class of the body, is a float and the other a small int."""
    return live(Feature.CALCULATES) and live(T_FLOAT) and ((a & 1 and has_tag(b, T_FLOAT)) or (b & 1 and has_tag(a, T_FLOAT)))


@inline
def near_float(v: val) -> f64:
    """What a float is, or a small int as one."""
    return f64(v >> 1) if v & 1 else Float(v).value


def int_of(v: val) -> i64:
    """The value of an int or bool; a wide int aborts: what asks has no place for it."""
    if v & 1:
        return i64(v >> 1)
    if Obj(v).tag == T_INT:
        return Int(v).value
    if live(T_WIDE) and Obj(v).tag == T_WIDE:
        int_overflow()
    return i64(v == TRUE)


def float_of(v: val) -> f64:
    """The value of a number as a float, rounded; OverflowError, `raised` set."""
    if has_tag(v, T_FLOAT):
        return Float(v).value
    if live(T_WIDE) and has_tag(v, T_WIDE):
        return wide_to_float(v)
    return f64(int_of(v))


@noinline
def wide_to_float(v: val) -> f64:
    """`float(v)` of a wide int; OverflowError."""
    x: f64 = wide_float(v)
    if x - x != 0.0:
        raise_overflow(lit("int too large to convert to float"))
        return 0.0
    return x


def num_order(a: val, b: val) -> i32:
    """-1, 0 or 1 as a <, ==, > b for two numbers of any kind but wide, exact; 2 if unordered."""
    if has_tag(a, T_FLOAT):
        if has_tag(b, T_FLOAT):
            x: f64 = Float(a).value
            y: f64 = Float(b).value
            if x < y:
                return -1
            if x > y:
                return 1
            return 0 if x == y else 2
        order: i32 = int_float_order(int_of(b), Float(a).value)
        return order if order == 2 else -order
    if has_tag(b, T_FLOAT):
        return int_float_order(int_of(a), Float(b).value)
    m: i64 = int_of(a)
    n: i64 = int_of(b)
    return (m > n) - (m < n)


@noinline
def py_index(v: val) -> i64:
    """`operator.index(v)`: the value of an int or bool; TypeError and `raised` set otherwise. A wide int aborts."""
    n: val = py_index_value(v)
    return int_of(n) if n != 0 else i64(0)


def py_index_clamped(v: val) -> i64:
    """`operator.index(v)`, clamped to 64 bits: for those who refuse large values, or treat them alike."""
    n: val = py_index_value(v)
    if live(T_WIDE) and n != 0 and has_tag(n, T_WIDE):
        return ~(i64(1) << 63) if wide_sign(n) > 0 else i64(1) << 63
    return int_of(n) if n != 0 else i64(0)


def py_ssize(v: val) -> i64:
    """`operator.index(v)` where CPython takes a C `ssize_t`: OverflowError beyond 64 bits."""
    n: val = py_index_value(v)
    if live(T_WIDE) and n != 0 and has_tag(n, T_WIDE):
        raise_overflow(lit("Python int too large to convert to C ssize_t"))
        return i64(0)
    return int_of(n) if n != 0 else i64(0)


@noinline
def py_int_c(v: val) -> i64:
    """`operator.index(v)` where CPython takes a C `int`: OverflowError beyond 32 bits."""
    n: i64 = py_index_clamped(v)
    if raised == 0 and i64(i32(n)) != n:
        raise_overflow(lit("Python int too large to convert to C int"))
    return n


@noinline
def py_index_value(v: val) -> val:
    """`operator.index(v)` of any size; a bool stays one. TypeError."""
    n: val = int_like(v)
    if n == 0 or num_kind(n) == NUM_INT:
        return n
    return raise_type(lit("'$' object cannot be interpreted as an integer"), v)
