"""Numbers as values: kinds, unboxing, and the exact order of ints and floats."""

from __future__ import annotations

from noetlc.kernel.lang import f64, i32, i64, lit, live, noinline, val
from noetlc.layout.objects import TRUE, Float, Int, Obj
from noetlc.layout.tags import T_BOOL, T_FLOAT, T_INT, T_WIDE
from noetlc.runtime.python.exceptions.errors import raise_type
from noetlc.runtime.python.numbers.float import int_float_order
from noetlc.runtime.python.protocol import int_like
from noetlc.runtime.values.memory import has_tag, int_overflow

NUM_INT = 1
NUM_FLOAT = 2


def num_kind(v: val) -> i32:
    """NUM_INT for an int or bool, NUM_FLOAT for a float, else 0. Aborts on a wide int: arithmetic cannot hold it."""
    if v & 1:
        return NUM_INT
    tag: i32 = Obj(v).tag
    if tag == T_FLOAT:
        return NUM_FLOAT
    if tag == T_INT or tag == T_BOOL:
        return NUM_INT
    if live(T_WIDE) and tag == T_WIDE:
        int_overflow()
    return 0


def num_pair(a: val, b: val) -> i32:
    """NUM_INT if both are ints, NUM_FLOAT if both are numbers and one is a float, else 0."""
    if a & b & 1:
        return NUM_INT
    left: i32 = num_kind(a)
    right: i32 = num_kind(b)
    if left == 0 or right == 0:
        return 0
    return left | right if left == right else NUM_FLOAT


def int_of(v: val) -> i64:
    """The value of an int or bool."""
    if v & 1:
        return i64(v >> 1)
    if Obj(v).tag == T_INT:
        return Int(v).value
    return i64(v == TRUE)


def float_of(v: val) -> f64:
    """The value of a number as a float, rounded."""
    return Float(v).value if has_tag(v, T_FLOAT) else f64(int_of(v))


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
    """`operator.index(v)`: the value of an int or bool; TypeError and `raised` set otherwise."""
    n: val = int_like(v)
    if n == 0:
        return i64(0)
    if num_kind(n) == NUM_INT:
        return int_of(n)
    raise_type(lit("'$' object cannot be interpreted as an integer"), v)
    return i64(0)
