"""Makes a diverging payload smaller while it keeps diverging."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

Json = Any

DEFAULT_SECONDS = 20.0


def shrink(payload: dict[str, Json], diverges: Callable[[dict[str, Json]], bool], seconds: float = DEFAULT_SECONDS) -> dict[str, Json]:
    """The smallest payload found within the time: keys and items dropped, values replaced by simpler ones of their type."""
    deadline = time.monotonic() + seconds
    best = payload
    improved = True
    while improved and time.monotonic() < deadline:
        improved = False
        for candidate in _simpler(best):
            if time.monotonic() >= deadline:
                break
            if isinstance(candidate, dict) and diverges(candidate):
                best = candidate
                improved = True
                break
    return best


def size(value: Json) -> tuple[int, int]:
    """How large a value is: nodes, then characters and digits. Every step of the shrinker lowers it."""
    if isinstance(value, dict):
        parts = [size(item) for item in value.values()]
        return 1 + sum(p[0] for p in parts) + len(value), sum(p[1] for p in parts)
    if isinstance(value, list):
        parts = [size(item) for item in value]
        return 1 + sum(p[0] for p in parts), sum(p[1] for p in parts)
    if value is None or value is False:
        return 1, 0
    if isinstance(value, str):
        return 1, len(value) + sum(1 for char in value if char != "a")
    if value is True:
        return 1, 1
    return 1, 1 + len(repr(value)) if value else 0


def _simpler(value: Json) -> Iterator[Json]:
    """Simpler variants of a value, the boldest first."""
    if isinstance(value, dict):
        yield from _simpler_map(value)
    elif isinstance(value, list):
        yield from _simpler_list(value)
    else:
        yield from (v for v in _simpler_scalar(value) if size(v) < size(value))


def _simpler_map(value: dict[str, Json]) -> Iterator[Json]:
    keys = list(value)
    if len(keys) > 1:
        yield {}
        half = len(keys) // 2
        yield {key: value[key] for key in keys[:half]}
        yield {key: value[key] for key in keys[half:]}
    for key in keys:
        yield {other: value[other] for other in keys if other != key}
    for key in keys:
        for simpler in _simpler(value[key]):
            yield {**value, key: simpler}


def _simpler_list(value: list[Json]) -> Iterator[Json]:
    if len(value) > 1:
        yield []
        yield value[: len(value) // 2]
        yield value[len(value) // 2 :]
    for index in range(len(value)):
        yield value[:index] + value[index + 1 :]
    for index, item in enumerate(value):
        for simpler in _simpler(item):
            yield [*value[:index], simpler, *value[index + 1 :]]


def _simpler_scalar(value: Json) -> Iterator[Json]:
    if isinstance(value, bool):
        yield False
    elif isinstance(value, int):
        yield from (0, 1, value // 10 if value > 0 else -(-value // 10), abs(value))
    elif isinstance(value, float):
        yield from (0.0, 1.0, float(int(value)) if abs(value) < 1e15 else 1e16, round(value, 1))
    elif isinstance(value, str) and value:
        yield from ("", value[: len(value) // 2], value[1:], value[:-1], "a" * len(value))
