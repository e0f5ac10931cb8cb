"""The functions of `math` on integers of any size."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import clz, enable, f64, i32, i64, inline, lit, noinline, rem_u, sqrt, trunc_i64, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import NONE, Tuple
from noetlc.runtime.numbers.big_gcd import big_combined, lehmer_a, lehmer_b, lehmer_c, lehmer_d, lehmer_steps
from noetlc.runtime.python.numbers.int import int_gcd
from noetlc.runtime.python.numbers.ints import (
    ONE,
    ZERO,
    beyond,
    int_below,
    ints_abs,
    ints_add,
    ints_bit_length,
    ints_floordiv,
    ints_lshift,
    ints_mod,
    ints_mul,
    ints_order,
    ints_plus,
    ints_rshift,
    ints_sub,
    is_wide,
    is_zero,
)
from noetlc.runtime.python.numbers.long import from_long, long_both, to_long
from noetlc.runtime.python.numbers.number import int_of, py_index_value
from noetlc.runtime.values.list import tuple_get
from noetlc.runtime.values.memory import from_int, int_overflow

if TYPE_CHECKING:
    from noetlc.runtime.python.exceptions.errors import raise_value_error


def math_gcd(args: val) -> val:
    """`gcd(*args)`."""
    total: val = val(ZERO)
    i: i32 = 0
    while i < Tuple(args).length:
        n: val = tuple_get(args, i)
        if n & 1 == 0:
            n = py_index_value(n)
            if n == 0:
                return 0
        total = ints_gcd(total, n)
        i += 1
    return total


def math_gcd_two(a: val, b: val) -> val:
    """`gcd(a, b)`."""
    left: val = py_index_value(a)
    if left == 0:
        return 0
    right: val = py_index_value(b)
    return ints_gcd(left, right) if right != 0 else 0


def int_gcd_of(a: i64, b: i64) -> i64:
    """The same of two ints inside of words."""
    x: i64 = int_gcd(a, b)
    return -x if x < 0 else x


def long_gcd(a: i64, b: i64) -> i64:
    return int_gcd_of(a, b) if long_both(a, b) else to_long(ints_gcd(from_long(a), from_long(b)))


def ints_gcd(a: val, b: val) -> val:
    if a == ZERO:
        return b if b & 1 and i32(b) > 0 else ints_abs(b)
    if a & b & 1:
        x: i32 = abs_small(a)
        y: i32 = abs_small(b)
        while y != 0:
            r: i32 = rem_u(x, y)
            x = y
            y = r
        return from_int(i64(x))
    if beyond(a, b):
        a = ints_abs(a)
        b = ints_abs(b)
    while beyond(a, b):
        if is_zero(b):
            return a
        if is_wide(a) and is_wide(b) and ints_order(a, b) >= 0 and lehmer_steps(a, b):
            rest: val = big_combined(b, a, lehmer_d, lehmer_c)
            a = big_combined(a, b, lehmer_a, lehmer_b)
            b = rest
            continue
        rest = ints_mod(a, b)
        a = b
        b = rest
    return ints_abs(from_int(int_gcd(int_of(a), int_of(b))))


@inline
def abs_small(v: val) -> i32:
    """The size of a small int."""
    n: i32 = v >> 1
    return -n if n < 0 else n


def math_lcm(args: val) -> val:
    """`lcm(*args)`."""
    total: val = val(ONE)
    i: i32 = 0
    while i < Tuple(args).length:
        n: val = py_index_value(tuple_get(args, i))
        if n == 0:
            return 0
        total = val(ZERO) if is_zero(n) or is_zero(total) else ints_abs(ints_mul(ints_floordiv(total, ints_gcd(total, n)), n))
        i += 1
    return total


def math_factorial(v: val) -> val:
    n: val = py_index_value(v)
    if n == 0:
        return 0
    if int_below(n):
        return raise_value_error(lit("factorial() not defined for negative values"))
    if is_wide(n):
        int_overflow()
    return falling(n, int_of(n))


def falling(n: val, count: i64) -> val:
    """`n * (n - 1) * …`, that many factors. Halves of many factors are multiplied, which keeps them equally long."""
    enable(Feature.LARGE_PRODUCTS)
    if count > 16:
        half: i64 = count >> i64(1)
        low: val = falling(ints_sub(n, from_int(half)), count - half)
        return ints_mul(falling(n, half), low)
    total: val = val(ONE)
    if n & 1:  # as many factors at a time as fit a word
        factor: i64 = int_of(n)
        most: i64 = (i64(1) << 62) >> (64 - clz(factor))
        part: i64 = i64(1)
        while count > 0:
            if part > most:
                total = ints_mul(total, from_int(part))
                part = i64(1)
            part = part * factor
            factor = factor - 1
            count = count - 1
        return ints_mul(total, from_int(part))
    while count > 0:
        total = ints_mul(total, n)
        n = ints_sub(n, val(ONE))
        count = count - 1
    return total


def math_isqrt(v: val) -> val:
    n: val = py_index_value(v)
    if n == 0:
        return 0
    if int_below(n):
        return raise_value_error(lit("isqrt() argument must be nonnegative"))
    if is_wide(n):
        return wide_isqrt(n)
    x: i64 = int_of(n)
    root: i64 = trunc_i64(sqrt(f64(x)))
    if root > 3037000499:
        root = i64(3037000499)
    if root * root > x:
        root = root - 1
    return from_int(root)


@noinline
def wide_isqrt(n: val) -> val:
    """Newton's method with twice the bits each time; the last root may be one too large (as CPython's `math.isqrt`)."""
    half: i64 = (ints_bit_length(n) - 1) >> i64(1)
    root: val = val(ONE)
    known: i64 = 0
    left: i64 = 64 - clz(half)
    while left > 0:
        left -= 1
        bits: i64 = half >> left
        part: val = ints_floordiv(ints_rshift(n, from_int(half + half - known - bits + 1)), root)
        root = ints_add(ints_lshift(root, from_int(bits - known - 1)), part)
        known = bits
    return ints_sub(root, val(ONE)) if ints_order(ints_mul(root, root), n) > 0 else root


@noinline
def chosen_of(v: val) -> val:
    """An argument of `comb` and `perm`."""
    n: val = py_index_value(v)
    return ints_plus(n) if n != 0 else 0


@noinline
def count_of(n: val, k: val) -> i64:
    """k as number of rounds; -1 with a ValueError, -2 for more than n."""
    if int_below(n) or int_below(k):
        raise_value_error(lit("n must be a non-negative integer") if int_below(n) else lit("k must be a non-negative integer"))
        return i64(-1)
    if ints_order(k, n) > 0:
        return i64(-2)
    return int_of(k)


FEW = 40  # factors that are multiplied and divided one by one


def math_comb(v: val, w: val) -> val:
    n: val = chosen_of(v)
    k: val = chosen_of(w) if n != 0 else 0
    if k == 0:
        return 0
    if not int_below(n) and ints_order(k, n) <= 0 and ints_order(ints_sub(n, k), k) < 0:
        k = ints_sub(n, k)
    count: i64 = count_of(n, k)
    if count < 0:
        return 0 if count == -1 else val(ZERO)
    if count > FEW:
        return ints_floordiv(falling(n, count), falling(k, count))
    total: val = val(ONE)
    first: val = ints_sub(n, k)
    i: i64 = i64(1)
    while i <= count:
        at: val = from_int(i)
        total = ints_floordiv(ints_mul(total, ints_add(first, at)), at)
        i = i + 1
    return total


def math_perm(v: val, w: val) -> val:
    """`perm(n, k)`; k None = n."""
    if w == NONE:
        return math_factorial(v)
    n: val = chosen_of(v)
    k: val = chosen_of(w) if n != 0 else 0
    if k == 0:
        return 0
    count: i64 = count_of(n, k)
    if count < 0:
        return 0 if count == -1 else val(ZERO)
    return falling(n, count)
