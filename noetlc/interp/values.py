"""Values of the template language: undefined, the maps with look-up aliases, and the way out into plain data.

A template value is None, bool, int, float, str, list, dict, `UNDEFINED`, or one of the dict and list subclasses below,
which behave as plain maps and lists except in look-ups. Values are never changed once a template can see them (a
`Namespace` apart), so they are shared instead of copied.
"""

from __future__ import annotations

import math
from collections.abc import Callable

MAX_DEPTH = 128  # nesting of lists and maps allowed in data (language.md 7.5)


class TemplateError(Exception):
    """Evaluation stopped ("raises" in language.md). `offset` is the place in the template's text, None if not known yet."""

    def __init__(self, message: str, offset: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset


class DataError(Exception):
    """A value that is not valid data: not finite, nested too deep, or not of the value model (error kind `value`)."""


class Undefined:
    """The undefined value; there is one instance."""

    __slots__ = ()

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return "undefined"


UNDEFINED = Undefined()


class Namespace(dict[str, object]):
    """The value of `namespace(…)`: a map whose fields `{% set ns.x = … %}` may write."""


class StepData(dict[str, object]):
    """A step's or task's data map under its flat name: `.data`, `.result` (and `.results`, `._prev`) are look-ups (language.md 5)."""

    extra: dict[str, object]

    def __init__(self, data: dict[str, object], extra: dict[str, object] | None = None) -> None:
        super().__init__(data)
        self.extra = extra or {}

    def alias(self, key: str) -> object:
        """The value behind the alias `key`, or undefined."""
        if key in ("data", "result"):
            return self
        return self.extra.get(key, UNDEFINED)


class Output(dict[str, object]):
    """The `output` envelope; a key or index it does not have goes to its data."""


class CtxMap(dict[str, object]):
    """The durable variables; `fallback` finds the flat name for a variable that is not set (language.md 5)."""

    fallback: Callable[[str], object]

    def __init__(self, data: dict[str, object], fallback: Callable[[str], object]) -> None:
        super().__init__(data)
        self.fallback = fallback


class Group(list[object]):
    """A pair of `groupby`: `.grouper` and `.list` are look-ups of its items."""


def to_data(value: object, depth: int = 0) -> object:
    """The plain copy of `value` that leaves a template: undefined becomes None. Raises `DataError`."""
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        if not math.isfinite(value):
            raise DataError("a float that is not finite is not data")
        return value
    if isinstance(value, Undefined):
        return None
    if isinstance(value, (list, dict)):
        if depth >= MAX_DEPTH:
            raise DataError(f"data nests more than {MAX_DEPTH} levels deep")
        if isinstance(value, list):
            return [to_data(item, depth + 1) for item in value]
        return {key: to_data(item, depth + 1) for key, item in value.items()}
    raise DataError(f"{type(value).__name__.lower()} is not data")


MAX_DIGITS = 4300  # of an integer that is data
WIDEST_BITS = 14_280  # an integer of fewer bits has fewer digits than that


def nests_deeper(value: object, room: int) -> bool:
    """True if lists and maps nest deeper than `room`."""
    if isinstance(value, dict):
        return room == 0 or any(nests_deeper(item, room - 1) for item in value.values())
    if isinstance(value, list):
        return room == 0 or any(nests_deeper(item, room - 1) for item in value)
    return False


def clean_text(text: str) -> str:
    """`text` with lone surrogates replaced by U+FFFD."""
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def check_data(value: object, depth: int = 0) -> object:
    """A copy of data from outside (payload, host answer): finite, bounded, string keys, no surrogates. Raises `DataError`."""
    if value is None or isinstance(value, (bool, int)):
        if value is not None and value.bit_length() > WIDEST_BITS and abs(value) >= 10**MAX_DIGITS:
            raise DataError(f"an integer of more than {MAX_DIGITS} digits is not data")
        return value
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise DataError("a float that is not finite is not data")
        return value
    if isinstance(value, (list, tuple, dict)):
        if depth >= MAX_DEPTH:
            raise DataError(f"data nests more than {MAX_DEPTH} levels deep")
        if not isinstance(value, dict):
            return [check_data(item, depth + 1) for item in value]
        result: dict[str, object] = {}
        for key, item in value.items():
            if not isinstance(key, str):
                raise DataError("a map key is not a string")
            result[clean_text(key)] = check_data(item, depth + 1)
        return result
    raise DataError(f"{type(value).__name__} is not data")


def copy_data(value: object) -> object:
    """A copy of plain data that shares no list or map with the original."""
    if isinstance(value, list):
        return [copy_data(item) for item in value]
    if isinstance(value, dict):
        return {key: copy_data(item) for key, item in value.items()}
    return value
