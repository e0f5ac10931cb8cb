"""Makes a diverging payload smaller while it keeps diverging. Hypothesis shrinks; here is only what it draws from.

First the structure, from the outside in: every key, item and value is kept or not, mostly kept, so that the payload itself is found soon
and Hypothesis then drops what it can. Then each value that is left by itself: smaller numbers, shorter and plainer texts.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Iterator
from typing import Any

from hypothesis import HealthCheck, Phase, find, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample
from hypothesis.strategies import DrawFn, SearchStrategy

from noetlc.verify.undisturbed import undisturbed

Json = Any
Payload = dict[str, Json]

DEFAULT_SECONDS = 20.0
MAX_EXAMPLES = 200  # tried before the search for a first diverging variant is given up
MAX_NODES = 200  # values deeper in a larger payload are kept or dropped as a whole
_KEEP = 63  # one value in so many is dropped where nothing is known yet

Path = tuple[str | int, ...]


def shrink(payload: Payload, diverges: Callable[[Payload], bool], seconds: float = DEFAULT_SECONDS) -> Payload:
    """The smallest payload found within the time: keys and items dropped, values replaced by simpler ones of their type.

    Deterministic but for the time. `diverges` is asked once per payload.
    """
    ask = _Bounded(diverges, time.monotonic() + seconds)
    best = payload
    depth = 1
    while _nodes(best, depth) > _nodes(best, depth - 1) and (depth == 1 or _nodes(best, depth) <= MAX_NODES):
        best = _smallest(_parts(best, depth), ask, best)
        depth += 1
    for path, value in list(_leaves(best)):
        current = best

        def replaced(new: Json, path: Path = path, current: Payload = current) -> Payload:
            smaller: Payload = _with(current, path, new)
            return smaller

        best = _smallest(_simpler(value).map(replaced), ask, best)
    return best


class _Bounded:
    """The question with its answers remembered; after the deadline what is not known is answered no."""

    def __init__(self, diverges: Callable[[Payload], bool], deadline: float) -> None:
        self._diverges = diverges
        self._deadline = deadline
        self._known: dict[str, bool] = {}

    @property
    def over(self) -> bool:
        """Whether the time is out."""
        return time.monotonic() >= self._deadline

    def __call__(self, payload: Payload) -> bool:
        key = json.dumps(payload)
        if key not in self._known and not self.over:
            self._known[key] = self._diverges(payload)
        return self._known.get(key, False)


def _smallest(strategy: SearchStrategy[Payload], ask: _Bounded, otherwise: Payload) -> Payload:
    if ask.over:
        return otherwise
    limits = settings(
        max_examples=MAX_EXAMPLES,
        database=None,
        deadline=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    with undisturbed():
        try:
            found: Payload = find(strategy, ask, settings=limits, random=random.Random(0))
        except NoSuchExample:
            return otherwise
    return found


# ---- what is drawn


@st.composite
def _parts(draw: DrawFn, payload: Payload, depth: int) -> Payload:
    """The payload with any of its parts, down to a depth, dropped or replaced by the simplest value of their type."""

    def kept() -> bool:
        return draw(st.integers(0, _KEEP)) > 0

    def part(value: Json, level: int) -> Json:
        if level < depth and isinstance(value, dict):
            return {key: part(item, level + 1) for key, item in value.items() if kept()}
        if level < depth and isinstance(value, list):
            return [part(item, level + 1) for item in value if kept()]
        return value if value == _simplest(value) or kept() else _simplest(value)

    result: Payload = part(payload, 0)
    return result


def _nodes(value: Json, depth: int) -> int:
    """Values down to a depth."""
    if depth == 0 or not isinstance(value, (dict, list)):
        return 0
    return sum(1 + _nodes(item, depth - 1) for item in (value.values() if isinstance(value, dict) else value))


def _simplest(value: Json) -> Json:
    return None if value is None else type(value)()


def _simpler(value: Json) -> SearchStrategy[Json]:
    """Values of a scalar's type that are not larger."""
    if isinstance(value, bool):
        return st.booleans()
    if isinstance(value, int):
        return st.integers(min(value, 0), max(value, 0))
    if isinstance(value, float):
        whole = st.integers(min(int(value), 0), max(int(value), 0)).map(float)
        return st.one_of(whole, st.floats(min(value, 0.0), max(value, 0.0)))
    if isinstance(value, str) and value:
        letters = st.sampled_from(sorted({"a", *value}, key=lambda char: (char != "a", char)))
        return st.one_of(st.text(letters, max_size=len(value)), _slices(value))
    return st.just(value)


@st.composite
def _slices(draw: DrawFn, value: str) -> str:
    start = draw(st.integers(0, len(value)))
    return value[start : start + draw(st.integers(0, len(value) - start))]


# ---- payloads as trees


def _leaves(value: Json, path: Path = ()) -> Iterator[tuple[Path, Json]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _leaves(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _leaves(item, (*path, index))
    elif value is not None and value != _simplest(value):
        yield path, value


def _with(value: Json, path: Path, new: Json) -> Json:
    """A copy with another value at a path."""
    if not path:
        return new
    if isinstance(value, dict):
        return {key: _with(item, path[1:], new) if key == path[0] else item for key, item in value.items()}
    return [_with(item, path[1:], new) if index == path[0] else item for index, item in enumerate(value)]
