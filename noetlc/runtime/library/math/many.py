"""The functions of `math` on several numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import (
    enable,
    f64,
    fabs,
    i32,
    lit,
    loadf,
    noinline,
    storef,
    val,
)  # fmt: skip
from noetlc.layout.features import Feature
from noetlc.layout.objects import List, Tuple
from noetlc.runtime.library.math.floats import math_arg, math_exponent, math_ldexp_of, math_not_finite
from noetlc.runtime.python.numbers.double_double import dd_add, dd_low, dd_product
from noetlc.runtime.python.numbers.float import INFINITY
from noetlc.runtime.values.list import list_get, tuple_get
from noetlc.runtime.values.memory import new_raw, raised

if TYPE_CHECKING:
    from noetlc.runtime.library.math.elementary import math_root
    from noetlc.runtime.python.containers.iterate import is_iterable, list_of, py_iter, py_next
    from noetlc.runtime.python.containers.list import tuple_of
    from noetlc.runtime.python.exceptions.errors import raise_overflow, raise_type, raise_value_error
    from noetlc.runtime.python.operators.operators import py_mul

MAX_PARTIALS = 64  # a sum of doubles needs no more: their exponents differ by 2098 at most, 53 bits each


def math_prod(v: val, start: val) -> val:
    """`prod(v, start=…)`."""
    enable(Feature.LARGE_PRODUCTS)
    it: val = py_iter(v)
    if it == 0:
        return 0
    total: val = start
    item: val = py_next(it)
    while item != 0:
        total = py_mul(total, item)
        if total == 0:
            return 0
        item = py_next(it)
    return total if raised == 0 else 0


def math_fsum(v: val) -> f64:
    """`fsum(v)`: exact partial sums, rounded once at the end (Shewchuk)."""
    items: val = list_of(v)
    if items == 0:
        return 0.0
    p: i32 = new_raw(MAX_PARTIALS << 3) + 8
    n: i32 = 0
    special: f64 = 0.0
    infinite: f64 = 0.0
    i: i32 = 0
    while i < List(items).length:
        x: f64 = math_arg(list_get(items, i))
        if raised != 0:
            return 0.0
        first: f64 = x
        kept: i32 = 0
        j: i32 = 0
        while j < n:
            y: f64 = loadf(p + (j << 3))
            big: f64 = x if fabs(x) >= fabs(y) else y
            small: f64 = y if fabs(x) >= fabs(y) else x
            high: f64 = big + small
            low: f64 = small - (high - big)
            if low != 0.0:
                storef(p + (kept << 3), low)
                kept += 1
            x = high
            j += 1
        n = kept
        if x != 0.0:
            if math_not_finite(x):
                if not math_not_finite(first):
                    raise_overflow(lit("intermediate overflow in fsum"))
                    return 0.0
                if fabs(first) == INFINITY:
                    infinite = infinite + first
                special = special + first
                n = 0
            else:
                storef(p + (n << 3), x)
                n += 1
        i += 1
    if special != 0.0:
        if infinite != infinite:
            raise_value_error(lit("-inf + inf in fsum"))
            return 0.0
        return special
    return math_partials(p, n)


def math_partials(p: i32, n: i32) -> f64:
    """The sum of n partial sums of growing size that do not overlap, rounded half to even."""
    if n == 0:
        return 0.0
    n -= 1
    high: f64 = loadf(p + (n << 3))
    low: f64 = 0.0
    while n > 0:
        x: f64 = high
        n -= 1
        y: f64 = loadf(p + (n << 3))
        high = x + y
        low = y - (high - x)
        if low != 0.0:
            break
    if n > 0:
        below: f64 = loadf(p + (n << 3) - 8)
        if (low < 0.0 and below < 0.0) or (low > 0.0 and below > 0.0):
            y = low * 2.0
            x = high + y
            if y == x - high:
                high = x
    return high


def math_hypot(args: val) -> f64:
    """`hypot(*args)`."""
    n: i32 = Tuple(args).length
    p: i32 = new_raw(n << 3) + 8  # not only reserved: `__float__` may allocate
    i: i32 = 0
    while i < n:
        x: f64 = math_arg(tuple_get(args, i))
        if raised != 0:
            return 0.0
        storef(p + (i << 3), fabs(x))
        i += 1
    return math_norm(p, n)


@noinline
def math_norm(p: i32, n: i32) -> f64:
    """The root of the sum of the squares of n non-negative doubles."""
    biggest: f64 = 0.0
    nan: i32 = 0
    i: i32 = 0
    while i < n:
        x: f64 = loadf(p + (i << 3))
        if x > biggest:
            biggest = x
        if x != x:
            nan = 1
        i += 1
    if biggest == INFINITY or (biggest == 0.0 and nan == 0):
        return biggest
    if nan:
        return INFINITY - INFINITY
    e: i32 = math_exponent(biggest)
    total: f64 = 0.0
    low: f64 = 0.0
    i = 0
    while i < n:
        x = math_ldexp_of(loadf(p + (i << 3)), -e)
        x = dd_product(x, x)
        total = dd_add(total, low, x, dd_low)
        low = dd_low
        i += 1
    total = math_root(total, low)
    return math_ldexp_of(total + dd_low, e)


def math_dist(a: val, b: val) -> f64:
    """`dist(a, b)`."""
    if not is_iterable(a):
        raise_type(lit("'$' object is not iterable"), a)
        return 0.0
    p: val = tuple_of(a)
    q: val = tuple_of(b) if p != 0 else 0
    if q == 0:
        return 0.0
    n: i32 = Tuple(p).length
    if n != Tuple(q).length:
        raise_value_error(lit("both points must have the same number of dimensions"))
        return 0.0
    at: i32 = new_raw(n << 3) + 8
    i: i32 = 0
    while i < n:
        x: f64 = math_arg(tuple_get(p, i))
        if raised != 0:
            return 0.0
        y: f64 = math_arg(tuple_get(q, i))
        if raised != 0:
            return 0.0
        storef(at + (i << 3), fabs(x - y))
        i += 1
    return math_norm(at, n)
