"""Built-ins, collections, functools, calendar and enum as 3.11 has them (after CPython 3.11's own, PSF licence)."""

from __future__ import annotations

import enum
import functools
import operator
from operator import index
from reprlib import recursive_repr
from typing import Any

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


def enum_next_value(_name: str, start: Any, _count: int, last_values: list[Any]) -> Any:
    """The value of `auto()`, also behind values that cannot be sorted or counted on from."""
    if not last_values:
        return start
    last = last_values[-1]
    try:
        last_values.sort()
        if last == last_values[-1]:
            return last + 1
    except TypeError:
        pass
    for value in reversed(last_values):
        try:
            return value + 1
        except TypeError:
            pass
    return start


def enum_getattr(cls: Any, name: str) -> Any:
    if name.startswith("__") and name.endswith("__"):
        raise AttributeError(name)
    try:
        return cls._member_map_[name]
    except KeyError:
        raise AttributeError(name) from None
