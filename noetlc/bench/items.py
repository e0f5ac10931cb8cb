"""The list in a payload whose length is the size of a batch, and smaller batches of the same payload."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Json = Any
Path = tuple[str, ...]

MOST_LOOKED_AT = 1_000_000


class NoItems(ValueError):
    """There is no list where one was asked for."""


@dataclass(frozen=True, slots=True)
class Items:
    """A list of a payload: the keys that lead to it, and its length."""

    path: Path
    count: int

    def __str__(self) -> str:
        return ".".join(self.path)


def items_at(payload: dict[str, Json], dotted: str) -> Items:
    """The list at a dotted path such as `data.messages`. Raises NoItems."""
    path = tuple(dotted.split("."))
    value: Json = payload
    for key in path:
        if not isinstance(value, dict) or key not in value:
            raise NoItems(f"the payload has no {dotted}")
        value = value[key]
    if not isinstance(value, list):
        raise NoItems(f"{dotted} of the payload is not a list")
    return Items(path, len(value))


def longest(payload: dict[str, Json]) -> Items | None:
    """The longest list that maps alone lead to; of several equally long ones the first in the payload. None without any."""
    best: Items | None = None
    pending: list[tuple[Path, Json]] = [((), payload)]
    looked = 0
    while pending and looked < MOST_LOOKED_AT:
        looked += 1
        path, value = pending.pop()
        if isinstance(value, dict):
            pending += [((*path, key), value[key]) for key in reversed(value)]
        elif isinstance(value, list) and (best is None or len(value) > best.count):
            best = Items(path, len(value))
    return best


def shortened(payload: dict[str, Json], items: Items, count: int) -> dict[str, Json]:
    """The payload with only the first `count` items of that list. What is not on the way there is shared."""
    top = dict(payload)
    here: dict[str, Json] = top
    for key in items.path[:-1]:
        here[key] = dict(here[key])
        here = here[key]
    here[items.path[-1]] = here[items.path[-1]][:count]
    return top


def sizes(count: int) -> tuple[int, ...]:
    """Batch sizes to measure: 1, 10, 100, … and all."""
    found = []
    size = 1
    while size < count:
        found.append(size)
        size *= 10
    return (*found, count) if count else ()
