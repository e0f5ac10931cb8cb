"""Timing both engines on one payload, in turns, and on smaller batches of it."""

from __future__ import annotations

import gc
import random
import statistics
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from typing import Any

from noetlc.bench.agreement import Agreed, Problem, agree
from noetlc.bench.breakeven import Point
from noetlc.bench.clock import Sample, timed
from noetlc.bench.contestants import Contestant, Pair, Payload
from noetlc.bench.first import FirstCall, Kitchen
from noetlc.bench.items import Items, longest, shortened, sizes
from noetlc.host.wire import encode

Json = Any
Contestants = dict[str, tuple[Contestant, bytes]]
"""Who is timed, by name, with the answer that every call must give."""

ENGINES = ("compiled", "interpreted")
FEWEST = 3


class Unstable(Exception):
    """A timed call gave another answer than the one that was compared."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How to measure: at most `repeat` rounds, fewer (but three) once `seconds` have passed, `first` processes per first call.

    `guard` bounds that many calls; `seed` orders the turns. `engines` are those to be timed.
    """

    repeat: int = 21
    seconds: float = 5.0
    first: int = 3
    seed: int = 0
    engines: Sequence[str] = ENGINES
    guard: Callable[[int], AbstractContextManager[object]] = lambda _calls: nullcontext()


@dataclass(frozen=True, slots=True)
class Timing:
    """Medians of seconds over `rounds` calls, with the quarter and three-quarter points of processor time."""

    wall: float
    processor: float
    low: float
    high: float
    rounds: int

    @classmethod
    def of(cls, samples: Sequence[Sample]) -> Timing:
        """The medians of samples, at least one."""
        times = sorted(s.processor for s in samples)
        last = len(times) - 1
        wall = statistics.median(s.wall for s in samples)
        return cls(wall, statistics.median(times), times[last // 4], times[last - last // 4], len(times))


@dataclass(slots=True)
class Measured:
    """One payload: `problem` and nothing else if the engines do not both complete it with equal answers.

    `left_out` are the smaller batches that they do not both complete, and why.
    """

    data_bytes: int
    items: Items | None
    problem: Problem | None = None
    agreed: Agreed | None = None
    warm: dict[str, Timing] = field(default_factory=dict)
    first: dict[str, FirstCall] = field(default_factory=dict)
    guest_memory: int = 0
    batches: list[Point] = field(default_factory=list)
    left_out: dict[int, Problem] = field(default_factory=dict)


def measure(pair: Pair, payload: Payload, items: Items | None, kitchen: Kitchen | None, plan: Plan) -> Measured:
    """Compares, then times. `kitchen` None leaves first calls out. Raises Unstable, HostError, FirstCallFailed."""
    data = encode(payload)
    found = Measured(len(data), items)
    with plan.guard(2):
        agreed = agree(pair, payload, data)
    if isinstance(agreed, Problem):
        found.problem = agreed
        return found
    found.agreed = agreed
    found.warm = rounds(_timed_engines(pair, agreed, plan), payload, data, plan)
    found.guest_memory = pair.compiled.memory
    if kitchen is not None:
        kitchen.lay(data)
        found.first = first_calls(kitchen, agreed, plan)
    if items is not None and len(plan.engines) == len(ENGINES):
        smaller_batches(pair, payload, found, plan)
    return found


def found_items(payload: Payload) -> Items | None:
    """The batch of a payload if nobody says where it is: its longest list, unless that is empty."""
    items = longest(payload)
    return items if items is not None and items.count > 0 else None


def rounds(contestants: Contestants, payload: Payload, data: bytes, plan: Plan) -> dict[str, Timing]:
    """The warm calls of contestants, in an order of each round that the seed decides. Raises Unstable."""
    order = list(contestants)
    chance = random.Random(plan.seed)
    samples: dict[str, list[Sample]] = {name: [] for name in order}
    started = time.monotonic()
    for number in range(plan.repeat):
        if number >= FEWEST and time.monotonic() - started > plan.seconds:
            break
        chance.shuffle(order)
        gc.collect()
        for name in order:
            contestant, expected = contestants[name]
            samples[name].append(_one(name, contestant, payload, data, expected, plan))
    return {name: Timing.of(samples[name]) for name in contestants}


def _one(name: str, contestant: Contestant, payload: Payload, data: bytes, expected: bytes, plan: Plan) -> Sample:
    call = contestant.ready(payload, data)
    with plan.guard(1):
        answer, sample = timed(call)
    if answer != expected:
        raise Unstable(f"{name}: a repeated call gave another answer than the first one")
    return sample


def _timed_engines(pair: Pair, agreed: Agreed, plan: Plan) -> Contestants:
    engines: Contestants = {"compiled": (pair.compiled, agreed.compiled), "interpreted": (pair.interpreted, agreed.interpreted)}
    return {name: engines[name] for name in plan.engines}


def first_calls(kitchen: Kitchen, agreed: Agreed, plan: Plan) -> dict[str, FirstCall]:
    """Medians by engine; `cached` is the compiled call with the compiled code in a cache."""
    found: dict[str, list[FirstCall]] = {}
    compiled = "compiled" in plan.engines
    if compiled and plan.first:
        kitchen.serve("compiled", agreed.compiled, cached=True)  # fills the cache
    for _ in range(plan.first):
        if compiled:
            found.setdefault("compiled", []).append(kitchen.serve("compiled", agreed.compiled))
            found.setdefault("cached", []).append(kitchen.serve("compiled", agreed.compiled, cached=True))
        if "interpreted" in plan.engines:
            found.setdefault("interpreted", []).append(kitchen.serve("interpreted", agreed.interpreted))
    return {name: sorted(calls, key=lambda c: c.seconds)[len(calls) // 2] for name, calls in found.items()}


def smaller_batches(pair: Pair, payload: Payload, found: Measured, plan: Plan) -> None:
    """Adds both engines' processor time on the first 1, 10, 100, … items. A difference there is one of the whole payload."""
    assert found.items is not None
    plan = replace(plan, seconds=plan.seconds / 3)
    for size in sizes(found.items.count)[:-1]:
        smaller = shortened(payload, found.items, size)
        data = encode(smaller)
        with plan.guard(2):
            agreed = agree(pair, smaller, data)
        if isinstance(agreed, Problem):
            if agreed.kind == "differs":
                found.problem = replace(agreed, message=f"on the first {size:,} items: {agreed.message}")
                return
            found.left_out[size] = agreed
            continue
        found.batches.append(_point(size, rounds(_timed_engines(pair, agreed, plan), smaller, data, plan)))
    found.batches.append(_point(found.items.count, found.warm))


def _point(size: int, times: dict[str, Timing]) -> Point:
    return Point(size, times["compiled"].processor, times["interpreted"].processor)
