"""Random numbers, statistics and fractions as 3.11 has them (after CPython 3.11's own, PSF licence)."""

from __future__ import annotations

import collections
import functools
import itertools
import operator
import random
import re
import statistics
from bisect import bisect
from math import exp, fsum, log, sqrt
from operator import index
from typing import Any

# ---- random


_ONE: Any = vars(random)["_ONE"]  # how 3.11's randrange tells that no step was given


def randrange(self: Any, start: Any, stop: Any = None, step: Any = _ONE) -> int:
    first = _whole(start, "non-integer arg 1 for randrange()")
    if stop is None:
        if step is not _ONE:
            raise TypeError("Missing a non-None stop argument")
        if first > 0:
            return below(self, first)
        raise ValueError("empty range for randrange()")
    last = _whole(stop, "non-integer stop for randrange()")
    width = last - first
    by = _whole(step, "non-integer step for randrange()")
    if by == 1:
        if width > 0:
            return first + below(self, width)
        raise ValueError(f"empty range for randrange() ({first}, {last}, {width})")
    if by == 0:
        raise ValueError("zero step for randrange()")
    count = (width + by - 1) // by if by > 0 else (width + by + 1) // by
    if count <= 0:
        raise ValueError("empty range for randrange()")
    return first + by * below(self, count)


def below(generator: Any, bound: int) -> int:
    return int(generator._randbelow(bound))


def _whole(value: Any, complaint: str) -> int:
    try:
        return index(value)
    except TypeError:
        number = int(value)
        if number != value:
            raise ValueError(complaint) from None
        return number


def sample(original: Any) -> Any:
    @functools.wraps(original)
    def sample(self: Any, population: Any, k: int, *, counts: Any = None) -> list[Any]:
        if counts is None or not isinstance(population, collections.abc.Sequence):
            return list(original(self, population, k, counts=counts))
        ends = list(itertools.accumulate(counts))
        if len(ends) != len(population):
            raise ValueError("The number of counts does not match the population")
        total = ends.pop()
        if not isinstance(total, int):
            raise TypeError("Counts must be integers")
        if total <= 0:
            raise ValueError("Total of counts must be greater than zero")
        return [population[bisect(ends, chosen)] for chosen in original(self, range(total), k)]

    return sample


def seed(original: Any) -> Any:
    @functools.wraps(original)
    def seed(self: Any, a: Any = None, version: int = 2) -> None:
        if not isinstance(a, type(None) | int | float | str | bytes | bytearray) and version == 2:
            raise TypeError("The only supported seed types are: None,\nint, float, str, bytes, and bytearray.")
        original(self, a, version)

    return seed


def expovariate(self: Any, lambd: float) -> float:
    return -log(1.0 - self.random()) / lambd


# ---- statistics


def fmean(data: Any, weights: Any = None) -> float:
    try:
        count = len(data)
    except TypeError:
        data = list(data)
        count = len(data)
    if weights is None:
        if not count:
            raise statistics.StatisticsError("fmean requires at least one data point")
        return fsum(data) / count
    if not hasattr(weights, "__len__"):
        weights = list(weights)
    total = fsum(map(operator.mul, data, weights))
    if count != len(weights):
        raise statistics.StatisticsError("data and weights must be the same length")
    divisor = fsum(weights)
    if not divisor:
        raise statistics.StatisticsError("sum of weights must be non-zero")
    return total / divisor


def geometric_mean(data: Any) -> float:
    try:
        return exp(fmean(map(log, data)))
    except ValueError:
        raise statistics.StatisticsError("geometric mean requires a non-empty dataset containing positive numbers") from None


def quantiles(original: Any) -> Any:
    @functools.wraps(original)
    def quantiles(data: Any, *, n: int = 4, method: str = "exclusive") -> list[Any]:
        values = sorted(data) if n >= 1 else data
        if n >= 1 and len(values) < 2:
            raise statistics.StatisticsError("must have at least two data points")
        return list(original(values, n=n, method=method))

    return quantiles


def covariance(x: Any, y: Any, /) -> float:
    count = _paired("covariance", x, y)
    x_mean, y_mean = fsum(x) / count, fsum(y) / count
    return fsum((a - x_mean) * (b - y_mean) for a, b in zip(x, y, strict=False)) / (count - 1)


def correlation(x: Any, y: Any, /) -> float:
    count = _paired("correlation", x, y)
    x_mean, y_mean = fsum(x) / count, fsum(y) / count
    product = fsum((a - x_mean) * (b - y_mean) for a, b in zip(x, y, strict=False))
    x_square = fsum((d := a - x_mean) * d for a in x)
    y_square = fsum((d := b - y_mean) * d for b in y)
    try:
        return product / sqrt(x_square * y_square)
    except ZeroDivisionError:
        raise statistics.StatisticsError("at least one of the inputs is constant")  # noqa: B904 (the context is 3.11's)


def linear_regression(x: Any, y: Any, /, *, proportional: bool = False) -> Any:
    count = _paired("linear regression", x, y)
    x_mean = y_mean = 0.0
    dx, dy = x, y
    if not proportional:
        x_mean, y_mean = fsum(x) / count, fsum(y) / count
        dx, dy = [a - x_mean for a in x], [b - y_mean for b in y]
    product = fsum(a * b for a, b in zip(dx, dy, strict=False))
    square = fsum(a * a for a in dx)
    try:
        slope = product / square
    except ZeroDivisionError:
        raise statistics.StatisticsError("x is constant")  # noqa: B904 (the context is 3.11's)
    return statistics.LinearRegression(slope=slope, intercept=0.0 if proportional else y_mean - slope * x_mean)


def _paired(what: str, x: Any, y: Any) -> int:
    count = len(x)
    if len(y) != count:
        raise statistics.StatisticsError(f"{what} requires that both inputs have same number of data points")
    if count < 2:
        raise statistics.StatisticsError(f"{what} requires at least two data points")
    return count


def normal_samples(self: Any, n: int, *, seed: Any = None) -> list[float]:
    gauss = random.gauss if seed is None else random.Random(seed).gauss
    return [gauss(self._mu, self._sigma) for _ in range(n)]


def normal_inv_cdf(original: Any) -> Any:
    @functools.wraps(original)
    def inv_cdf(self: Any, p: float) -> float:
        if 0.0 < p < 1.0 and self._sigma <= 0.0:
            raise statistics.StatisticsError("cdf() not defined when sigma at or below zero")
        return float(original(self, p))

    return inv_cdf


# ---- fractions


def fraction_quotient(original: Any) -> Any:
    """`a / b`, whose error shows the sign of the dividend."""

    @functools.wraps(original)
    def __truediv__(a: Any, b: Any) -> Any:
        return _quotient(original, (a, b), a)

    return __truediv__


def fraction_quotient_reversed(original: Any) -> Any:
    """`a / b` as a method of `b`."""

    @functools.wraps(original)
    def __rtruediv__(b: Any, a: Any) -> Any:
        return _quotient(original, (b, a), a)

    return __rtruediv__


def _quotient(original: Any, arguments: tuple[Any, Any], dividend: Any) -> Any:
    try:
        return original(*arguments)
    except ZeroDivisionError as error:
        if str(error).startswith("Fraction("):
            error.args = (f"Fraction({(dividend > 0) - (dividend < 0)}, 0)",)
        raise


RATIONAL = re.compile(
    r"""
    \A\s*                                  # optional whitespace at the start,
    (?P<sign>[-+]?)                        # an optional sign, then
    (?=\d|\.\d)                            # lookahead for digit or .digit
    (?P<num>\d*|\d+(_\d+)*)                # numerator (possibly empty)
    (?:                                    # followed by
       (?:/(?P<denom>\d+(_\d+)*))?        # an optional denominator
    |                                      # or
       (?:\.(?P<decimal>d*|\d+(_\d+)*))?  # an optional fractional part
       (?:E(?P<exp>[-+]?\d+(_\d+)*))?     # and optional exponent
    )
    \s*\Z                                  # and optional whitespace to finish
    """,
    re.VERBOSE | re.IGNORECASE,
)
