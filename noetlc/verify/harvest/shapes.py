"""What a playbook looks at in a value.

A shape stands for every value that may flow through one place: a payload key, a variable, the data of a tool. Two places with a plain
flow of data between them share one shape (`unify`), so that `{{ mode }}` handed to a body as `m`, and `m == "fast"` there, give the payload
key `mode` the literal `"fast"`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

Json = Any

MAX_LITERALS = 40  # per shape: beyond that one more says nothing
MAX_NUMBER = 1_000_000  # a number of a playbook may become a number of rounds


class Shape:
    """`literals` values worth trying, `fields` keys that are read, `items` what its items are, `parsed` the JSON its text holds."""

    __slots__ = ("_counted", "_fields", "_items", "_literals", "_parent", "_parsed", "bounded", "numeric", "telling")

    def __init__(self) -> None:
        self._parent: Shape | None = None
        self._literals: dict[str, Json] = {}
        self._fields: dict[str, Shape] = {}
        self._items: Shape | None = None
        self._parsed: Shape | None = None
        self._counted: Shape | None = None
        self.bounded = False  # it decides how many rounds something makes
        self.numeric = False
        self.telling = False  # its truth decides

    # ---- reading

    def root(self) -> Shape:
        """The shape that stands for this one since it was unified."""
        shape = self
        while shape._parent is not None:
            shape = shape._parent
        if shape is not self:
            self._parent = shape
        return shape

    @property
    def literals(self) -> list[Json]:
        return list(self.root()._literals.values())

    @property
    def fields(self) -> dict[str, Shape]:
        return self.root()._fields

    @property
    def items(self) -> Shape | None:
        return self.root()._items

    @property
    def parsed(self) -> Shape | None:
        return self.root()._parsed

    @property
    def is_numeric(self) -> bool:
        return self.root().numeric

    @property
    def is_bounded(self) -> bool:
        return self.root().bounded

    @property
    def is_telling(self) -> bool:
        return self.root().telling

    # ---- learning

    def field(self, name: str) -> Shape:
        """The shape under a key."""
        return self.fields.setdefault(name, Shape())

    def item(self) -> Shape:
        """The shape of the items."""
        root = self.root()
        if root._items is None:
            root._items = Shape()
        return root._items

    def json(self) -> Shape:
        """The shape of what the text is parsed to."""
        root = self.root()
        if root._parsed is None:
            root._parsed = Shape()
        return root._parsed

    def length(self) -> Shape:
        """A number: what it is compared with are sizes of this shape (`note` knows)."""
        number = Shape()
        number._counted = self
        return number

    def note(self, value: Json, near: bool = True) -> None:
        """A literal this is compared with, and with `near` its neighbours."""
        root = self.root()
        if root._counted is not None:
            root._counted.note_length(value)
            return
        for other in neighbours(value) if near else neighbours(value)[:1]:
            self.add(other)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            root.numeric = True

    def add(self, value: Json) -> None:
        """A value worth trying."""
        literals = self.root()._literals
        if len(literals) < MAX_LITERALS:
            literals.setdefault(f"{type(value).__name__} {json.dumps(value, sort_keys=True)}", value)

    def note_length(self, value: Json) -> None:
        """A number that the size is compared with: lists where items are read, else text."""
        if not isinstance(value, int) or not 0 <= value <= 200:
            return
        for size in (value - 1, value, value + 1):
            if size >= 0:
                self.add("x" * size)
                self.add([None] * size)

    def note_number(self) -> None:
        """It takes part in arithmetic."""
        self.root().numeric = True

    def note_truth(self) -> None:
        """Its truth decides."""
        self.root().telling = True

    def note_rounds(self) -> None:
        """It decides how many rounds something makes."""
        root = self.root()
        root.bounded = root.numeric = True


def neighbours(value: Json) -> tuple[Json, ...]:
    """A literal and what lies next to it; nothing for a number so large that it must not be a number of rounds."""
    if isinstance(value, bool) or value is None:
        return (value,)
    if isinstance(value, (int, float)):
        return tuple(near for near in (value, value - 1, value + 1) if abs(near) <= MAX_NUMBER)
    return (value,)


def unify(left: Shape, right: Shape) -> Shape:
    """Makes two shapes one."""
    todo = [(left, right)]
    while todo:
        a, b = (shape.root() for shape in todo.pop())
        if a is b:
            continue
        b._parent = a
        for key, value in b._literals.items():
            if len(a._literals) < MAX_LITERALS:
                a._literals.setdefault(key, value)
        for name, inner in b._fields.items():
            if name in a._fields:
                todo.append((a._fields[name], inner))
            else:
                a._fields[name] = inner
        for slot in ("_items", "_parsed", "_counted"):
            mine, other = getattr(a, slot), getattr(b, slot)
            if mine is None:
                setattr(a, slot, other)
            elif other is not None:
                todo.append((mine, other))
        a.bounded |= b.bounded
        a.numeric |= b.numeric
        a.telling |= b.telling
    return left.root()


def absorb(known: Shape, other: Shape) -> Shape:
    """Adds what `known` has no shape for yet, and merges nothing: two outcomes of a body are alternatives, not one value."""
    for name, inner in list(other.fields.items()):
        known.fields.setdefault(name, inner)
    if known.items is None and other.items is not None:
        unify(known.item(), other.items)
    return known


@dataclass(slots=True)
class Facts:
    """What a playbook looks at. `payload`: fields are payload keys; `outcomes`: per (step, task label) what is read of a tool's outcome
    (fields `data`, `error`, `http`); `pool`: literals compared with values whose source is not plain. `hosted`: tools are asked."""

    payload: Shape = field(default_factory=Shape)
    outcomes: dict[tuple[str, str], Shape] = field(default_factory=dict)
    pool: Shape = field(default_factory=Shape)
    hosted: bool = False

    def outcome(self, step: str, task: str) -> Shape:
        """The outcome of a task; every one exists."""
        return self.outcomes.setdefault((step, task), Shape())

    def only_outcome(self, step: str) -> Shape:
        """The outcome of the one task of a step that is no pipeline."""
        return next((shape for (name, _task), shape in self.outcomes.items() if name == step), Shape())
