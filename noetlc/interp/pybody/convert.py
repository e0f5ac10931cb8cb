"""Conversion of a body's result to JSON text (language.md 7.3)."""

from __future__ import annotations

import json
import math
from collections import OrderedDict
from collections.abc import Iterable
from typing import Any

from noetlc.interp.values import MAX_DIGITS

MAX_DEPTH = 128
_TOO_LARGE = 10**MAX_DIGITS


class NotData(Exception):
    """The result has no JSON form."""


def to_json(value: object) -> str:
    """JSON text of a result. Raises NotData; `str(x)` of foreign objects may raise what it wants."""
    return json.dumps(_convert(value, 0, set()), ensure_ascii=True, separators=(",", ":"), allow_nan=False)


def _convert(value: object, depth: int, path: set[int]) -> object:
    if value is None or value is True or value is False:
        return value
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, int):
        return int.__int__(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise NotData("the result holds a number that is not finite")
        return float.__float__(value)
    if isinstance(value, (list, tuple, dict)):
        return _container(value, depth, path)
    return str(value)


def _container(value: list[object] | tuple[object, ...] | dict[object, object], depth: int, path: set[int]) -> object:
    if id(value) in path or depth >= MAX_DEPTH:
        raise NotData(f"the result is nested deeper than {MAX_DEPTH} levels")
    path.add(id(value))
    try:
        if not isinstance(value, dict):
            return [_convert(item, depth + 1, path) for item in held(value)]
        result: dict[str, object] = {}
        for key, item in pairs(value):
            result[_key(key)] = _convert(item, depth + 1, path)
        return result
    finally:
        path.discard(id(value))


def held(value: list[Any] | tuple[Any, ...]) -> Iterable[Any]:
    """What a sequence holds, whatever its class says of it."""
    return list.__iter__(value) if isinstance(value, list) else tuple.__iter__(value)


def pairs(value: dict[Any, Any]) -> Iterable[tuple[Any, Any]]:
    """What a dict holds, whatever its class says of it."""
    return OrderedDict.items(value) if isinstance(value, OrderedDict) else dict.items(value)


def _key(key: object) -> str:
    if isinstance(key, str):
        return str.__str__(key)
    if key is None:
        return "null"
    if isinstance(key, bool):
        return "true" if key else "false"
    if isinstance(key, int):
        if abs(int.__int__(key)) >= _TOO_LARGE:
            raise NotData(f"the result has a map key of more than {MAX_DIGITS} digits")
        return int.__repr__(key)
    if isinstance(key, float):
        return float.__repr__(key)
    raise NotData("the result has a map key that is neither text nor a number")
