"""Constants for tables of elementary functions, computed in fixed point when a module is imported, so that no libm decides them."""

from __future__ import annotations

import math

UNIT = 1 << 1400  # what 1 is

DoubleDouble = tuple[float, float]


def double_double(x: int) -> DoubleDouble:
    """The two doubles whose sum is nearest to a number."""
    high = x / UNIT
    numerator, denominator = high.as_integer_ratio()
    return high, (x - numerator * UNIT // denominator) / UNIT


def atan(numerator: int, denominator: int) -> int:
    """The angle whose tangent is a fraction of at most 1."""
    if 2 * numerator > denominator:  # atan(x) = 2 atan(x / (1 + sqrt(1 + x * x)))
        root = math.isqrt((denominator * denominator + numerator * numerator) * UNIT * UNIT)
        return 2 * _atan_series(numerator * UNIT, denominator * UNIT + root)
    return _atan_series(numerator, denominator)


def _atan_series(numerator: int, denominator: int) -> int:
    term = numerator * UNIT // denominator
    total, n = term, 1
    while abs(term) >= 2:
        term = -term * numerator * numerator // (denominator * denominator)
        n += 2
        total += term // n
    return total


def pi() -> int:
    return 16 * _atan_series(1, 5) - 4 * _atan_series(1, 239)


def log(numerator: int, denominator: int) -> int:
    """The natural logarithm of a fraction between a half and 2: 2 atanh((x - 1) / (x + 1))."""
    up, down = numerator - denominator, numerator + denominator
    power = total = 2 * up * UNIT // down
    n = 1
    while abs(power) >= 2:
        power = power * up * up // (down * down)
        n += 2
        total += power // n
    return total


def sine(numerator: int, denominator: int, cosine: bool = False) -> int:
    """The sine or cosine of a fraction of at most 1."""
    term = UNIT if cosine else numerator * UNIT // denominator
    total, n = term, 0 if cosine else 1
    while abs(term) >= 2:
        term = -term * numerator * numerator // (denominator * denominator * (n + 1) * (n + 2))
        n += 2
        total += term
    return total


def root_of_two(numerator: int, log_denominator: int) -> int:
    """2 ** (numerator / 2 ** log_denominator), of a fraction from 0 up to 1."""
    total, root = UNIT, 2 * UNIT
    for place in range(log_denominator - 1, -1, -1):
        root = math.isqrt(root * UNIT)
        if numerator >> place & 1:
            total = total * root // UNIT
    return total
