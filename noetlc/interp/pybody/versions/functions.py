"""Functions as 3.11 has them, where a newer CPython computes or refuses something else (after CPython 3.11's own, PSF licence)."""

from __future__ import annotations

import binascii
import collections
import enum
import functools
import itertools
import operator
import random
import re
import statistics
import struct
import urllib.parse
from bisect import bisect
from math import exp, fsum, log, sqrt
from operator import index
from reprlib import recursive_repr
from typing import Any

_TRAILING = re.compile(r"Illegal trailing comma before end of (object|array)")
_SPACE = re.compile(r"[ \t\n\r]*")
_INT_MAX = 2**31 - 1


# ---- built-ins


def sum_(original: Any) -> Any:
    """Adds from left to right; since 3.12 sums of floats are compensated."""

    @functools.wraps(original)
    def sum(*args: Any, **kwargs: Any) -> Any:
        if not 1 <= len(args) + len(kwargs) <= 2 or not args or kwargs.keys() - {"start"}:
            return original(*args, **kwargs)
        start = args[1] if len(args) == 2 else kwargs.get("start", 0)
        values = iter(args[0])
        if isinstance(start, str | bytes | bytearray):
            return original(values, start)
        return functools.reduce(operator.add, values, start)

    return sum


def chr_(original: Any) -> Any:
    """Refuses what is no C int before it looks at the range of characters."""

    @functools.wraps(original)
    def chr(*args: Any, **kwargs: Any) -> Any:
        if len(args) == 1 and not kwargs and hasattr(args[0], "__index__"):
            number = index(args[0])
            if not -_INT_MAX - 1 <= number <= _INT_MAX:
                raise OverflowError("Python int too large to convert to C int")
            return original(number)
        return original(*args, **kwargs)

    return chr


# ---- collections


@recursive_repr()
def ordered_dict_repr(self: Any) -> str:
    if not self:
        return f"{self.__class__.__name__}()"
    return f"{self.__class__.__name__}({list(self.items())!r})"


def namedtuple_code(original: Any) -> Any:
    """`namedtuple` whose `_replace` raises ValueError, not TypeError, for names that are no fields."""
    code = original.__code__
    consts = []
    for value in code.co_consts:
        if getattr(value, "co_name", "") == "_replace":
            value = value.replace(co_names=tuple("ValueError" if n == "TypeError" else n for n in value.co_names))
        elif isinstance(value, str) and value.startswith("Got unexpected field names"):
            value = value.replace("TypeError", "ValueError")
        consts.append(value)
    original.__code__ = code.replace(co_consts=tuple(consts))
    return original


def fields_replaced(original: Any) -> Any:
    """`_replace` of a class of named tuples that was made before, with the same error."""

    @functools.wraps(original)
    def _replace(self: Any, /, **changes: Any) -> Any:
        result = self._make(map(changes.pop, self._fields, self))
        if changes:
            raise ValueError(f"Got unexpected field names: {list(changes)!r}")
        return result

    return _replace


# ---- functools


def cached_property_init(self: Any, func: Any) -> None:
    """Asks for no `__module__`, which not every callable has."""
    self.func = func
    self.attrname = None
    self.__doc__ = func.__doc__


# ---- calendar


def weekday(original: Any) -> Any:
    """A number, which is shown as such."""

    @functools.wraps(original)
    def weekday(year: int, month: int, day: int) -> int:
        return int(original(year, month, day))

    return weekday


# ---- enum


def enum_contains(cls: Any, member: Any) -> bool:
    """Only members can be looked for; since 3.12 values too."""
    if not isinstance(member, enum.Enum):
        raise TypeError(
            f"unsupported operand type(s) for 'in': '{type(member).__qualname__}' and '{cls.__class__.__qualname__}'"
        )
    return isinstance(member, cls) and member._name_ in cls._member_map_


def enum_getattr(cls: Any, name: str) -> Any:
    if name.startswith("__") and name.endswith("__"):
        raise AttributeError(name)
    try:
        return cls._member_map_[name]
    except KeyError:
        raise AttributeError(name) from None


# ---- json


def json_error_init(original: Any) -> Any:
    """3.13 has a text of its own for a comma before a closing bracket."""

    @functools.wraps(original)
    def __init__(self: Any, msg: str, doc: str, pos: int) -> None:
        trailing = _TRAILING.fullmatch(msg)
        if trailing is not None:
            found = _SPACE.match(doc, pos + 1)
            pos = found.end() if found is not None else pos + 1
            msg = "Expecting value" if trailing[1] == "array" else "Expecting property name enclosed in double quotes"
        original(self, msg, doc, pos)

    return __init__


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


# ---- struct

_OUT_OF_RANGE = re.compile(r"'(.)' format requires .*")
_FIELD = re.compile(r"(\d*)([a-zA-Z?])")
_WORDS = {"b": "byte", "B": "ubyte", "h": "short", "H": "ushort"}


def struct_pack(original: Any) -> Any:
    return _reworded_pack(original, 1)


def struct_pack_into(original: Any) -> Any:
    return _reworded_pack(original, 3)


def _reworded_pack(original: Any, before: int) -> Any:
    """Numbers out of range get the texts that 3.11 has for their kind; `before` arguments stand before the values."""

    @functools.wraps(original)
    def pack(*args: Any, **kwargs: Any) -> Any:
        try:
            return original(*args, **kwargs)
        except struct.error as error:
            found = _OUT_OF_RANGE.fullmatch(str(error))
            if found is not None:
                error.args = (_range_text(args[0] if isinstance(args[0], str) else args[0].decode("latin-1"), args[before:], found),)
            raise

    return pack


def _range_text(layout: str, values: tuple[Any, ...], found: re.Match[str]) -> str:
    letter, swapped = found[1], layout[:1] in ("!", ">")
    value = _refused(layout, values, letter)
    signed = letter.islower()
    signed = signed or (letter in "BH" and not (swapped and letter == "H"))
    beyond = not (-(2**63) <= value < 2**63 if signed else 0 <= value < 2**64)
    if swapped and letter in "qQ":
        return "int too large to convert" if beyond else found[0]
    if beyond:
        return "argument out of range"
    return found[0].replace(f"'{letter}'", _WORDS[letter]) if letter in _WORDS and not (swapped and letter in "hH") else found[0]


def _refused(layout: str, values: tuple[Any, ...], letter: str) -> int:
    """The first of the values for a letter that its range does not hold."""
    size = struct.calcsize((layout[0] if layout[0] in "@=<>!" else "") + letter)
    low, high = (-(1 << 8 * size - 1), 1 << 8 * size - 1) if letter.islower() else (0, 1 << 8 * size)
    place = 0
    for count, kind in _FIELD.findall(layout):
        many = 1 if kind in "sp" else 0 if kind == "x" else int(count or 1)
        for value in values[place : place + many] if kind == letter else ():
            if not low <= index(value) < high:
                return index(value)
        place += many
    return high


# ---- binascii

_BASE64 = re.compile(rb"[A-Za-z0-9+/]")


def a2b_base64(original: Any) -> Any:
    """Reads up to the first complete padding, and accepts one where none is needed."""

    @functools.wraps(original)
    def a2b_base64(*args: Any, **kwargs: Any) -> Any:
        text = args[0].encode("ascii", "ignore") if args and isinstance(args[0], str) and args[0].isascii() else args[:1] and args[0]
        if not isinstance(text, bytes | bytearray) or b"=" not in text:
            return original(*args, **kwargs)
        text = bytes(text)
        end = _padded(text)
        if not kwargs.get("strict_mode"):
            return original(text[:end], *args[1:], **kwargs)
        try:
            return original(*args, **kwargs)
        except binascii.Error as error:
            if str(error) != "Excess padding not allowed":
                raise
            if end < len(text):
                error.args = ("Excess data after padding",)
                raise
            return original(text.rstrip(b"="), *args[1:], **kwargs)

    return a2b_base64


def _padded(text: bytes) -> int:
    """How long the text is up to the padding that completes a group of four."""
    digits = pads = 0
    for place, byte in enumerate(text):
        if byte == ord("="):
            pads += 1
            if digits % 4 >= 2 and digits % 4 + pads >= 4:
                return place + 1
        elif _BASE64.match(text, place):
            digits, pads = digits + 1, 0
    return len(text)


# ---- urllib.parse


def urlunsplit(components: Any) -> Any:
    """A path that begins with `//` is left alone where there is no host."""
    module: Any = urllib.parse
    scheme, netloc, url, query, fragment, coerce = module._coerce_args(*components)
    if netloc or (scheme and scheme in urllib.parse.uses_netloc and url[:2] != "//"):
        if url and url[:1] != "/":
            url = "/" + url
        url = "//" + (netloc or "") + url
    if scheme:
        url = scheme + ":" + url
    if query:
        url = url + "?" + query
    if fragment:
        url = url + "#" + fragment
    return coerce(url)


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

