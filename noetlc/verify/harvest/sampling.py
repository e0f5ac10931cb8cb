"""Values of a shape: what the playbook compares with, in the structure that it reads."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Sequence
from typing import Any

from noetlc.verify.harvest.shapes import MAX_NUMBER, Shape

Json = Any

DEPTH = 8
MAX_ROUNDS = 1000  # of a value that decides how many rounds something makes
MISSING: Any = object()
PLAIN_TEXT = "text"
FALSE: tuple[Json, ...] = (False, None)
TELLING: tuple[Json, ...] = (None, "", 0, [], True, False)


class Sampler:
    """Draws from `chance`. `plain`: every key is there and lists have items, as a tool that works would answer, and values are true
    with the probability `truthy`. `large`: numbers are. `pool`: literals of the playbook for values that nothing is known of.
    `spent`: lists are empty and flags off, as a tool answers that has no more.
    """

    def __init__(
        self,
        chance: random.Random,
        plain: bool = False,
        spent: bool = False,
        large: bool = False,
        truthy: float = 0.8,
        pool: Sequence[Json] = (),
    ) -> None:
        self._chance = chance
        self._plain = plain
        self._truthy = truthy
        self._spent = spent
        self._large = large
        self._pool = pool
        self._decks: dict[Shape, list[Json]] = {}

    def value(self, shape: Shape, example: Json = MISSING, depth: int = 0) -> Json:
        """A value of a shape, the caller's own; `example` is one that the playbook declares."""
        value = self._value(shape, example, depth)
        if depth == 0:
            value = copy.deepcopy(value)  # literals are the facts' and serve again
        if shape.is_bounded and isinstance(value, (int, float)) and abs(value) > MAX_ROUNDS:
            return example if example is not MISSING and example == value else value % MAX_ROUNDS
        return value

    def _value(self, shape: Shape, example: Json, depth: int) -> Json:
        if shape.is_telling and depth < DEPTH and self._chance.random() < (0.8 if self._spent else 0.0 if self._plain else 0.2):
            return self._chance.choice(FALSE if self._spent else TELLING)
        literals = self._fitting(shape, example)
        if self._large and shape.is_numeric:
            return MAX_NUMBER
        if self._spent and any(not value for value in shape.literals):
            return self._chance.choice([value for value in shape.literals if not value])
        structured = self._structured(shape, example)
        if depth >= DEPTH:
            return None if example is MISSING else example
        likely = 0.1 if _is_scalar(example) else 0.75  # its keys may be read of something made of it
        if structured and (self._plain or not literals or self._chance.random() < likely):
            return self._structure(shape, example, depth)
        if shape.parsed is not None and (self._plain or self._chance.random() < 0.7):
            return json.dumps(self.value(shape.parsed, depth=depth + 1))
        if literals and (self._plain or self._chance.random() < 0.85):
            return self._dealt(shape, literals)
        return self._scalar(shape, example)

    def _dealt(self, shape: Shape, literals: list[Json]) -> Json:
        """One of the literals: each once before any comes again."""
        deck = self._decks.setdefault(shape.root(), [])
        fitting = [value for value in deck if value in literals]
        if not fitting:
            deck[:] = literals
            self._chance.shuffle(deck)
            fitting = deck
        value = fitting[0]
        deck.pop(next(index for index, other in enumerate(deck) if other is value))
        return value

    def _fitting(self, shape: Shape, example: Json) -> list[Json]:
        """The literals; of a plain answer only those that are there and have a value, if there are such."""
        literals = shape.literals
        if example is not MISSING and example is not None:
            same = [value for value in literals if _kind(value) == _kind(example)]
            if same and self._chance.random() < 0.75:
                return same
        if not self._plain:
            return literals
        scalars = [value for value in literals if isinstance(value, (str, int, float)) and value not in ("", "x")]
        working = [value for value in scalars if value and value != -1]
        if working and self._chance.random() < self._truthy:
            scalars = working
        numbers = [value for value in scalars if not isinstance(value, str)]
        return (numbers or scalars) if shape.is_numeric else scalars

    def _structured(self, shape: Shape, example: Json) -> bool:
        return bool(shape.fields) or shape.items is not None or (isinstance(example, (dict, list)) and bool(example))

    def _structure(self, shape: Shape, example: Json, depth: int) -> Json:
        if shape.fields and not isinstance(example, list) and (shape.items is None or self._chance.random() < 0.7):
            return self._map(shape, example, depth)
        if isinstance(example, dict) and shape.items is None:
            return self._map(shape, example, depth)
        return self._list(shape, example, depth)

    def _map(self, shape: Shape, example: Json, depth: int) -> dict[str, Json]:
        known = example if isinstance(example, dict) else {}
        result: dict[str, Json] = dict(known)
        for name, inner in shape.fields.items():
            if inner.root() is shape.root():  # `data` of a step that is its own data
                continue
            if self._plain or self._chance.random() < 0.88:
                result[name] = self.value(inner, known.get(name, MISSING), depth + 1)
            elif name in result and self._chance.random() < 0.5:
                del result[name]
        return result

    def _list(self, shape: Shape, example: Json, depth: int) -> list[Json]:
        sizes = [len(value) for value in shape.literals if isinstance(value, list)]
        known = example if isinstance(example, list) else []
        if self._spent:
            size = 0
        elif self._plain:
            size = self._chance.choice([1, 2, 3, *(size for size in sizes if size)])
        else:
            size = self._chance.choice([0, 1, 2, 3, 4, *sizes, *sizes, len(known)][:40])
        inner = shape.items or Shape()
        items = []
        for index in range(min(size, 200)):
            sample = known[index % len(known)] if known else MISSING
            keep = sample is not MISSING and self._chance.random() < 0.3
            items.append(sample if keep else self.value(inner, sample, depth + 1))
        return items

    def _scalar(self, shape: Shape, example: Json) -> Json:
        if example is not MISSING and (self._plain or self._chance.random() < 0.6):
            return example
        if self._plain:
            if shape.is_telling and self._chance.random() >= self._truthy:
                return self._chance.choice(FALSE)
            return 1 if shape.is_numeric else PLAIN_TEXT
        if shape.is_numeric:
            return self._chance.choice([0, 1, 2, 3, 7, 10, 100, -1, 1.5, self._chance.randint(0, 1000)])
        if self._pool and self._chance.random() < 0.5:
            return self._chance.choice(self._pool)
        return self._chance.choice(["text", "", 1, 0, None, True, [], {}, 2.5, "7", "ä b"])


def _is_scalar(example: Json) -> bool:
    return isinstance(example, (str, int, float))  # MISSING and None may be anything


def _kind(value: Json) -> str:
    return "number" if isinstance(value, (int, float)) and not isinstance(value, bool) else type(value).__name__
