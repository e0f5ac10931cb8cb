"""Operators, comparison, look-up and truth of the template language (language.md 6.5, 6.6, 6.9), transcribed rule by rule."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from itertools import zip_longest

from noetlc.interp.printing import MAX_TEXT, text
from noetlc.interp.values import (
    UNDEFINED,
    CtxMap,
    Group,
    Output,
    StepData,
    TemplateError,
    Undefined,
)

MAX_BITS = 1_000_000  # size of an int result that is still computed
MAX_ITEMS = 10_000_000  # items one list operation may produce
Number = int | float


def is_number(value: object) -> bool:
    """Ints and floats; a bool is not one."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def kind(value: object) -> str:
    """The name of a value's kind, for messages."""
    if isinstance(value, Undefined):
        return "undefined"
    if value is None:
        return "null"
    for cls, name in ((bool, "bool"), (int, "int"), (float, "float"), (str, "string"), (list, "list"), (dict, "map")):
        if isinstance(value, cls):
            return name
    return "function"


def _numeric(value: object) -> Number | None:
    return value if isinstance(value, (bool, int, float)) else None


def _finite(value: object) -> object:
    if isinstance(value, complex):
        raise TemplateError("a negative base with a fractional exponent has no result")
    if isinstance(value, float) and not math.isfinite(value):
        raise TemplateError("the result is not a finite number")
    return value


def _bad() -> TemplateError:
    return TemplateError("unsupported operand types")


def _compute(fn: Callable[[Number, Number], object], a: object, b: object) -> object:
    x, y = _numeric(a), _numeric(b)
    if x is None or y is None:
        raise _bad()
    try:
        return _finite(fn(x, y))
    except ZeroDivisionError:
        raise TemplateError("division by zero") from None
    except OverflowError:
        raise TemplateError("the result is not a finite number") from None


def add(a: object, b: object) -> object:
    if isinstance(a, str) and isinstance(b, str):
        return a + b
    if isinstance(a, list) and isinstance(b, list):
        return [*a, *b]
    return _compute(operator.add, a, b)


def sub(a: object, b: object) -> object:
    return _compute(operator.sub, a, b)


def mul(a: object, b: object) -> object:
    for seq, count in ((a, b), (b, a)):
        if isinstance(seq, (str, list)):
            if not isinstance(count, int) or isinstance(count, bool):
                raise _bad()
            return _repeat(seq, count)
    if isinstance(a, int) and isinstance(b, int) and a.bit_length() + b.bit_length() > MAX_BITS:
        raise TemplateError("integer result is too large")
    return _compute(operator.mul, a, b)


def _repeat(seq: str | list[object], count: int) -> object:
    limit = MAX_TEXT if isinstance(seq, str) else MAX_ITEMS
    if count > 0 and len(seq) * count > limit:
        raise TemplateError("the repeated value is too large")
    return seq * count if isinstance(seq, str) else list(seq) * count


def div(a: object, b: object) -> object:
    return _compute(operator.truediv, a, b)


def floordiv(a: object, b: object) -> object:
    return _compute(operator.floordiv, a, b)


def mod(a: object, b: object) -> object:
    return _compute(operator.mod, a, b)


def power(a: object, b: object) -> object:
    if isinstance(a, int) and isinstance(b, int):
        if b >= 0:
            if a.bit_length() * b > MAX_BITS and a not in (0, 1, -1):
                raise TemplateError("integer result is too large")
            return int(a) ** int(b)
        return _compute(lambda x, y: float(x) ** float(y), a, b)
    return _compute(operator.pow, a, b)


def neg(a: object) -> object:
    if isinstance(a, bool) or not isinstance(a, (int, float)):
        raise TemplateError("unary - needs a number")
    return -a


def pos(a: object) -> object:
    if not is_number(a):
        raise TemplateError("unary + needs a number")
    return a


def concat(*parts: object) -> str:
    """The operator `~`."""
    return bounded("".join([text(part) for part in parts]))


def bounded(result: str) -> str:
    """`result`, if it is of a size templates may produce."""
    if len(result) > MAX_TEXT:
        raise TemplateError("the text is too large")
    return result


# ---- equality and order


def equal(a: object, b: object) -> bool:
    """`==`: numbers and bools by value, lists and maps deeply without map order, undefined only to itself."""
    if isinstance(a, (bool, int, float)):
        return isinstance(b, (bool, int, float)) and a == b
    if isinstance(a, str):
        return isinstance(b, str) and a == b
    if isinstance(a, list):
        return isinstance(b, list) and len(a) == len(b) and all(equal(x, y) for x, y in zip(a, b, strict=True))
    if isinstance(a, dict):
        if not isinstance(b, dict) or len(a) != len(b):
            return False
        return all(key in b and equal(item, b[key]) for key, item in a.items())
    return a is b


def _rank(value: object) -> int:
    if isinstance(value, Undefined):
        return 0
    if value is None:
        return 1
    if isinstance(value, (bool, int, float)):
        return 2
    if isinstance(value, str):
        return 3
    if isinstance(value, list):
        return 4
    if isinstance(value, dict):
        return 5
    raise TemplateError("a function cannot be compared")


def compare(a: object, b: object) -> int:
    """-1, 0 or 1 in the total order of language.md 6.5."""
    rank = _rank(a)
    if rank != _rank(b):
        return -1 if rank < _rank(b) else 1
    if isinstance(a, (bool, int, float)) and isinstance(b, (bool, int, float)):
        return (a > b) - (a < b)
    if isinstance(a, str) and isinstance(b, str):
        return (a > b) - (a < b)
    if isinstance(a, list) and isinstance(b, list):
        return _compare_items(a, b)
    if isinstance(a, dict) and isinstance(b, dict):
        return _compare_items([list(pair) for pair in a.items()], [list(pair) for pair in b.items()])
    return 0


def _compare_items(a: list[object], b: list[object]) -> int:
    end = object()
    for x, y in zip_longest(a, b, fillvalue=end):
        if x is end:
            return -1
        if y is end:
            return 1
        order = compare(x, y)
        if order:
            return order
    return 0


def contains(item: object, container: object) -> bool:
    """`item in container`."""
    if isinstance(container, str):
        return text(item) in container
    if isinstance(container, list):
        return any(equal(item, other) for other in container)
    if isinstance(container, dict):
        return isinstance(item, str) and item in container
    if isinstance(container, Undefined):
        return False
    raise TemplateError("'in' needs a string, list or map on its right side")


COMPARISONS: dict[str, Callable[[object, object], bool]] = {
    "eq": equal,
    "ne": lambda a, b: not equal(a, b),
    "lt": lambda a, b: compare(a, b) < 0,
    "lteq": lambda a, b: compare(a, b) <= 0,
    "gt": lambda a, b: compare(a, b) > 0,
    "gteq": lambda a, b: compare(a, b) >= 0,
    "in": contains,
    "notin": lambda a, b: not contains(a, b),
}


# ---- truth


def truth(value: object) -> bool:
    """Truth inside expressions (language.md 6.5): Python's truth is the same on this value model."""
    return bool(value)


# ---- look-up


def look(obj: object, key: object) -> object:
    """`obj.key` or `obj[key]`: never raises on values; undefined if there is nothing."""
    if isinstance(obj, dict):
        return _look_map(obj, key)
    if isinstance(obj, list):
        if isinstance(obj, Group) and key in ("grouper", "list"):
            return obj[0 if key == "grouper" else 1]
        return _look_index(obj, key)
    if isinstance(obj, str):
        return _look_index(obj, key)
    return UNDEFINED


def _look_index(obj: list[object] | str, key: object) -> object:
    if not isinstance(key, int) or isinstance(key, bool):
        return UNDEFINED
    if -len(obj) <= key < len(obj):
        return obj[key]
    return UNDEFINED


def _look_map(obj: dict[str, object], key: object) -> object:
    if isinstance(key, str):
        if key in obj:
            return obj[key]
        if isinstance(obj, StepData):
            return obj.alias(key)
        if isinstance(obj, CtxMap):
            return obj.fallback(key)
    if isinstance(obj, Output):
        return look(obj.get("data"), key)
    return UNDEFINED


def look_dotted(obj: object, digits: str) -> object:
    """`obj.0`: an index of a list or string, the key `"0"` of a map (of `output`, then of its data)."""
    if isinstance(obj, Output):
        return look_dotted(obj.get("data"), digits)
    if isinstance(obj, dict):
        return look(obj, digits)
    return look(obj, int(digits))


def slice_of(obj: object, start: object, stop: object, step: object) -> object:
    """`obj[start:stop:step]`."""
    if obj is None or isinstance(obj, Undefined):
        return []
    if not isinstance(obj, (str, list)):
        raise TemplateError("only lists and strings have slices")
    bounds: list[int | None] = []
    for bound in (start, stop, step):
        if bound is None:
            bounds.append(None)
        elif isinstance(bound, int):
            bounds.append(int(bound))
        else:
            raise TemplateError("slice bounds must be ints")
    if bounds[2] == 0:
        raise TemplateError("slice step cannot be zero")
    part = obj[bounds[0] : bounds[1] : bounds[2]]
    return part if isinstance(part, str) else list(part)


def iterate(value: object) -> list[object]:
    """The items a `for` sees: list items, string characters, map keys; none for undefined and null."""
    if isinstance(value, (list, str, dict)):
        return list(value)
    if value is None or isinstance(value, Undefined):
        return []
    raise TemplateError("a number, bool or function is not iterable")
