"""`statistics`: means, medians, modes and spreads.

CPython computes with exact fractions and rounds once; here ints are exact and floats are summed exactly, then divided in
double-double.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import f64, i32, i64, lit, lit_class, noinline, val
from noetlc.layout.objects import List
from noetlc.runtime.python.numbers.double_double import dd_add, dd_div, dd_low, dd_mul, dd_sum
from noetlc.runtime.python.numbers.ints import ZERO, ints_add, ints_floordiv, ints_mod, ints_mul, ints_sub, ints_truediv, is_zero
from noetlc.runtime.python.numbers.number import NUM_INT, float_of, num_kind
from noetlc.runtime.values.list import list_copy, list_get, list_new, list_push
from noetlc.runtime.values.memory import from_float, from_int, raised

if TYPE_CHECKING:

    from noetlc.runtime.library.math.elementary import math_root
    from noetlc.runtime.library.math.many import math_fsum
    from noetlc.runtime.python.containers.iterate import list_of
    from noetlc.runtime.python.containers.sort import py_sorted
    from noetlc.runtime.python.exceptions.errors import raise_error, raise_type
    from noetlc.runtime.python.operators.operators import py_add, py_truediv
    from noetlc.runtime.values.dict import dict_get_any, dict_key_at, dict_new, dict_next, dict_set_any, dict_value_at


@noinline
def stat_error(message: val) -> val:
    return raise_error(lit_class("statistics.StatisticsError"), message)


def stat_numbers(v: val, least: i32, message: val) -> val:
    """The data as a list of at least so many numbers; 0 when raised."""
    items: val = list_of(v)
    if items == 0:
        return 0
    i: i32 = 0
    while i < List(items).length:
        if num_kind(list_get(items, i)) == 0:
            return raise_type(lit("can't convert type '$' to numerator/denominator"), list_get(items, i))
        i += 1
    return items if List(items).length >= least else stat_error(message)


def stat_all_ints(items: val) -> i32:
    i: i32 = 0
    while i < List(items).length:
        if num_kind(list_get(items, i)) != NUM_INT:
            return 0
        i += 1
    return 1


def stat_ratio(a: val, b: val) -> val:
    """a / b as an int where it is one; OverflowError."""
    return ints_floordiv(a, b) if is_zero(ints_mod(a, b)) else ints_truediv(a, b)


def stat_total(items: val) -> f64:
    """The exact sum as a double-double."""
    global dd_low
    high: f64 = math_fsum(items)
    if high - high != 0.0:
        dd_low = 0.0
        return high
    rest: val = list_copy(items)
    list_push(rest, from_float(-high))
    low: f64 = math_fsum(rest)
    return dd_sum(high, low)


def stat_mean(v: val) -> val:
    """`mean(v)`."""
    items: val = stat_numbers(v, 1, lit("mean requires at least one data point"))
    if items == 0:
        return 0
    n: i32 = List(items).length
    if stat_all_ints(items):
        total: val = val(ZERO)
        i: i32 = 0
        while i < n:
            total = ints_add(total, list_get(items, i))
            i += 1
        return stat_ratio(total, from_int(i64(n)))
    return from_float(stat_average(items))


def stat_average(items: val) -> f64:
    """The mean of numbers, rounded; `dd_low` is lost."""
    sum_: f64 = stat_total(items)
    if raised != 0 or sum_ - sum_ != 0.0:
        return sum_
    sum_ = dd_div(sum_, dd_low, f64(List(items).length), 0.0)
    return sum_ + dd_low


def stat_fmean(v: val) -> f64:
    """`fmean(v)`."""
    items: val = list_of(v)
    total: f64 = math_fsum(items) if items != 0 else 0.0
    if raised != 0:
        return 0.0
    if List(items).length == 0:
        stat_error(lit("fmean requires at least one data point"))
        return 0.0
    return total / f64(List(items).length)


# ---- medians and modes


def stat_middle(v: val, which: i32) -> val:
    """The middle of sorted data: the mean of the two (0), the lower (1) or the higher (2)."""
    items: val = py_sorted(v, 0)
    if items == 0:
        return 0
    n: i32 = List(items).length
    if n == 0:
        return stat_error(lit("no median for empty data"))
    if n & 1 or which == 2:
        return list_get(items, n >> 1)
    if which == 1:
        return list_get(items, (n >> 1) - 1)
    total: val = py_add(list_get(items, (n >> 1) - 1), list_get(items, n >> 1))
    return py_truediv(total, from_int(i64(2))) if total != 0 else 0


def stat_median(v: val) -> val:
    return stat_middle(v, 0)


def stat_median_low(v: val) -> val:
    return stat_middle(v, 1)


def stat_median_high(v: val) -> val:
    return stat_middle(v, 2)


def stat_counts(v: val) -> val:
    """How often each value occurs, in order of first occurrence; 0 when raised."""
    items: val = list_of(v)
    if items == 0:
        return 0
    counts: val = dict_new()
    i: i32 = 0
    while i < List(items).length:
        item: val = list_get(items, i)
        seen: val = dict_get_any(counts, item)
        if raised != 0:
            return 0
        dict_set_any(counts, item, from_int(i64((seen >> 1) + 1)))
        i += 1
    return counts


def stat_multimode(v: val) -> val:
    """`multimode(v)`."""
    counts: val = stat_counts(v)
    if counts == 0:
        return 0
    made: val = list_new(0)
    most: i32 = 0
    e: i32 = dict_next(counts, 0)
    while e >= 0:
        count: i32 = dict_value_at(counts, e) >> 1
        if count > most:
            most = count
            made = list_new(0)
        if count == most:
            list_push(made, dict_key_at(counts, e))
        e = dict_next(counts, e + 1)
    return made


def stat_mode(v: val) -> val:
    """`mode(v)`."""
    all_: val = stat_multimode(v)
    if all_ == 0:
        return 0
    return list_get(all_, 0) if List(all_).length else stat_error(lit("no mode for empty data"))


# ---- spreads


def stat_squares(items: val) -> f64:
    """The sum of the squared distances from the mean, as a double-double."""
    n: i32 = List(items).length
    mean: f64 = stat_total(items)
    mean = dd_div(mean, dd_low, f64(n), 0.0)
    low: f64 = dd_low
    total: f64 = 0.0
    rest: f64 = 0.0
    i: i32 = 0
    while i < n:
        x: f64 = dd_add(float_of(list_get(items, i)), 0.0, -mean, -low)
        xl: f64 = dd_low
        x = dd_mul(x, xl, x, xl)
        total = dd_add(total, rest, x, dd_low)
        rest = dd_low
        i += 1
    return total


@noinline
def stat_spread(items: val, count: i32) -> val:
    """The squares over `count`: an int where ints give one."""
    if stat_all_ints(items):
        n: val = from_int(i64(List(items).length))
        sum_: val = val(ZERO)
        squares: val = val(ZERO)
        i: i32 = 0
        while i < List(items).length:
            x: val = list_get(items, i)
            sum_ = ints_add(sum_, x)
            squares = ints_add(squares, ints_mul(x, x))
            i += 1
        return stat_ratio(ints_sub(ints_mul(n, squares), ints_mul(sum_, sum_)), ints_mul(n, from_int(i64(count))))
    total: f64 = stat_squares(items)
    total = dd_div(total, dd_low, f64(count), 0.0)
    return from_float(total + dd_low)


def stat_deviation(items: val, count: i32) -> f64:
    """The root of the squares over `count`."""
    total: f64 = stat_squares(items)
    total = dd_div(total, dd_low, f64(count), 0.0)
    total = math_root(total, dd_low)
    return total + dd_low


def stat_variance(v: val) -> val:
    items: val = stat_numbers(v, 2, lit("variance requires at least two data points"))
    return stat_spread(items, List(items).length - 1) if items != 0 else 0


def stat_pvariance(v: val) -> val:
    items: val = stat_numbers(v, 1, lit("pvariance requires at least one data point"))
    return stat_spread(items, List(items).length) if items != 0 else 0


def stat_stdev(v: val) -> f64:
    items: val = stat_numbers(v, 2, lit("stdev requires at least two data points"))
    return stat_deviation(items, List(items).length - 1) if items != 0 else 0.0


def stat_pstdev(v: val) -> f64:
    items: val = stat_numbers(v, 1, lit("pstdev requires at least one data point"))
    return stat_deviation(items, List(items).length) if items != 0 else 0.0
