"""Payloads for verification: the types of the workload kept, values and sizes varied, keys sometimes missing."""

from __future__ import annotations

import json
import random
import struct
from math import isfinite
from typing import Any

from noetlc.verify.harvest import Facts
from noetlc.verify.harvest.sampling import MISSING, Sampler

Json = Any
Payload = dict[str, Json]

EDGE_INTS = tuple(sign * (power + offset) for power in (2**31, 2**32, 2**53, 2**63, 2**64) for offset in (-1, 0, 1) for sign in (1, -1))
EDGE_FLOATS = (0.0, -0.0, 0.1, 0.5, 1.5, 2.5, -2.5, 1e15, 1e16, 1e22, 123456789.125, 5e-324, 1.7976931348623157e308, 2.675, 1e-7)
EDGE_TEXTS = (
    "",
    " ",
    "0",
    "-1",
    "1.5",
    "true",
    "null",
    "None",
    "a,b",
    "{}",
    "[1]",
    "ä",
    "ß",
    "İ",
    "日本",
    "👍🏽",
    "e\u0301",
    "\t\n",
    "\x00",
    '"\\',
    "{{ x }}",
)

# A workload may hold thousands of items: the first ones show its shape.
ELEMENTS = 4
KEYS = 200
DEPTH = 12

# Of the keys of an informed payload: made of what the playbook looks at, up to there; then an edge case; else left out.
INFORMED, VARIED = 0.65, 0.8
UNREAD = "example"  # a key that tells examples apart when nothing else does

# Code points that text is made of, mostly of the first ranges.
_LETTERS = ((0x20, 0x7E), (0, 0x2FF), (0x370, 0xD7FF), (0xE000, 0x10FFFF))
_LONGEST_TEXT = 12
_TRIES = 4  # for each payload: most shapes seldom give one twice, small ones have no more


class _Variation:
    """Draws values of the type of an example: itself, ordinary ones and edge cases. Plain code, since libraries that draw take longer to
    import than most playbooks to compile."""

    def __init__(self, number: int) -> None:
        self._chance = random.Random(number)

    def value(self, example: Json, depth: int = 0) -> Json:
        if isinstance(example, bool):
            return self._chance.random() < 0.5
        if isinstance(example, int):
            return self._int(example)
        if isinstance(example, float):
            return self._float(example)
        if isinstance(example, str):
            return self._text(example)
        if isinstance(example, list):
            return self._list(example, depth)
        if isinstance(example, dict):
            return self.map(example, depth)
        return None if self._chance.random() < 0.5 else self._scalar()

    def map(self, example: dict[str, Json], depth: int) -> dict[str, Json]:
        """All keys of the example, or some of them; of a map inside another one often the example itself."""
        if depth >= DEPTH or len(example) > KEYS or (depth and self._chance.random() < 0.4):
            return example
        chance = 1.0 if self._chance.random() < 0.5 else 0.5
        return {key: self.value(value, depth + 1) for key, value in example.items() if self._chance.random() < chance}

    def _list(self, example: list[Json], depth: int) -> list[Json]:
        if depth >= DEPTH or (len(example) <= 50 and self._chance.random() < 0.4):
            return example
        size = self._chance.randint(0, min(2 * len(example) + 2, 8))
        shown = example[:ELEMENTS]
        return [self.value(self._chance.choice(shown), depth + 1) if shown else self._scalar() for _ in range(size)]

    def _int(self, example: int) -> int:
        """Mostly ordinary values: a huge one often is a loop count, and such an example says little and takes long."""
        kind = self._chance.randrange(10)
        if kind == 9:
            return self._chance.choice(EDGE_INTS)
        if kind == 8:
            return self._chance.randint(-(2**63), 2**63 - 1)
        return example if kind < 4 else self._small()

    def _float(self, example: float) -> float:
        kind = self._chance.randrange(5)
        if kind < 2:
            return example
        if kind == 2:
            return self._chance.choice(EDGE_FLOATS)
        if kind == 3:
            return self._chance.randint(-(10**6), 10**6) / self._chance.choice((1, 4, 10, 100, 1000))
        (drawn,) = struct.unpack("<d", self._chance.getrandbits(64).to_bytes(8, "little"))
        return drawn if isfinite(drawn) else example

    def _text(self, example: str) -> str:
        kind = self._chance.randrange(4)
        if kind == 0:
            return example
        if kind == 1:
            return self._chance.choice(EDGE_TEXTS)
        if kind == 2:
            return str(self._small())
        return "".join(chr(self._chance.randint(*self._chance.choice(_LETTERS))) for _ in range(self._chance.randint(0, _LONGEST_TEXT)))

    def _small(self) -> int:
        return self._chance.randint(-20, 100)

    def _scalar(self) -> Json:
        kind = self._chance.randrange(5)
        if kind < 2:
            return None if kind else self._chance.random() < 0.5
        return self._small() if kind == 2 else self._chance.choice(EDGE_FLOATS if kind == 3 else EDGE_TEXTS)


def _varied(workload: Payload, count: int, number: int) -> list[Payload]:
    """Distinct variations of a workload; fewer than `count` if they are hard to find."""
    variation = _Variation(number)
    found: dict[str, Payload] = {}
    for _ in range(count * _TRIES):
        payload = variation.map(workload, 0)
        found.setdefault(json.dumps(payload), payload)
        if len(found) == count:
            break
    return list(found.values())


def generate(workload: Payload, count: int, number: int, facts: Facts | None = None) -> list[Payload]:
    """Up to `count` distinct payloads, always the same for one `number` (the seed); fewer if the shape has no more values.

    With `facts`, most payloads are made of what the playbook looks at, and may have keys that it reads and does not declare.
    """
    if count <= 0:
        return []
    varied = _varied(workload, count, number) if workload else []
    if facts is None or not (facts.payload.fields or facts.hosted):
        return varied
    return _informed(workload, facts, varied, count, number)


def _informed(workload: Payload, facts: Facts, varied: list[Payload], count: int, number: int) -> list[Payload]:
    """Mostly samples of the payload's shape; edge cases, or the workload's own value, for a part of the keys."""
    chance = random.Random(number)
    sampler = Sampler(chance, pool=facts.pool.literals)
    found: list[Payload] = []
    for index in range(count):
        plain = varied[index] if index < len(varied) else {}
        payload: Payload = {}
        for key in (*workload, *(name for name in facts.payload.fields if name not in workload)):
            shape, source = facts.payload.fields.get(key), chance.random()
            if shape is not None and source < INFORMED:
                payload[key] = sampler.value(shape, workload.get(key, MISSING))
            elif source < VARIED and key in plain:
                payload[key] = plain[key]
        if payload in found and facts.hosted:
            payload[UNREAD] = index  # equal payloads get equal answers of tools
        if payload not in found:
            found.append(payload)
    return found
