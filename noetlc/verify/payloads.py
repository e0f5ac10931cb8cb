"""Payloads for verification: the types of the workload kept, values and sizes varied, keys sometimes missing."""

from __future__ import annotations

import random
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from noetlc.verify.drawing import draw
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

# Not st.characters: it keeps a table of all characters in the folder where the command was started.
_LETTERS = st.one_of(st.integers(0x20, 0x7E), st.integers(0, 0x2FF), st.integers(0x370, 0xD7FF), st.integers(0xE000, 0x10FFFF)).map(chr)
_SMALL_INTS = st.integers(-20, 100)
_SCALARS = st.one_of(st.none(), st.booleans(), _SMALL_INTS, st.sampled_from(EDGE_FLOATS), st.sampled_from(EDGE_TEXTS))


def value_strategy(example: Json, depth: int = 0) -> SearchStrategy[Json]:
    """Values of the type of `example`: itself, ordinary ones and edge cases."""
    if isinstance(example, bool):
        return st.booleans()
    if isinstance(example, int):
        return _int_strategy(example)
    if isinstance(example, float):
        return st.one_of(st.just(example), st.sampled_from(EDGE_FLOATS), st.floats(allow_nan=False, allow_infinity=False))
    if isinstance(example, str):
        return st.one_of(st.just(example), st.sampled_from(EDGE_TEXTS), st.text(_LETTERS, max_size=12), _SMALL_INTS.map(str))
    if isinstance(example, list):
        return _list_strategy(example, depth)
    if isinstance(example, dict):
        return _map_strategy(example, depth)
    return st.one_of(st.none(), _SCALARS)


def _int_strategy(example: int) -> SearchStrategy[Json]:
    """Mostly ordinary values: a huge one often is a loop count, and such an example says little and takes long."""
    by_draw = {9: st.sampled_from(EDGE_INTS), 8: st.integers(-(2**63), 2**63 - 1)}
    ordinary = [st.just(example)] * 4 + [_SMALL_INTS] * 4
    return st.integers(0, 9).flatmap(lambda draw: by_draw[draw] if draw in by_draw else ordinary[draw])


def _list_strategy(example: list[Json], depth: int) -> SearchStrategy[Json]:
    if depth >= DEPTH:
        return st.just(example)
    elements = st.one_of([value_strategy(item, depth + 1) for item in example[:ELEMENTS]]) if example else _SCALARS
    lists = st.lists(elements, max_size=min(2 * len(example) + 2, 8))
    return st.one_of(st.just(example), lists) if len(example) <= 50 else lists


def _map_strategy(example: dict[str, Json], depth: int) -> SearchStrategy[Json]:
    if depth >= DEPTH or len(example) > KEYS:
        return st.just(example)
    fields = {key: value_strategy(value, depth + 1) for key, value in example.items()}
    return st.one_of(st.fixed_dictionaries(fields), st.fixed_dictionaries({}, optional=fields))


def generate(workload: Payload, count: int, number: int, facts: Facts | None = None) -> list[Payload]:
    """Up to `count` distinct payloads, always the same for one `number` (the seed); fewer if the shape has no more values.

    With `facts`, most payloads are made of what the playbook looks at, and may have keys that it reads and does not declare.
    """
    if count <= 0:
        return []
    varied = draw(_map_strategy(workload, 0), count, number) if workload else []
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
