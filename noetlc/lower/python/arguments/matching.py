"""Arguments of a call matched to the parameters of a primitive, by their number and names alone.

Example: `s.split(sep, maxsplit=1)` has the places Given(0) and Given(1), `s.split()` the defaults None and -1.
"""

from __future__ import annotations

from dataclasses import dataclass

from noetlc.lower.python.arguments.argument_errors import beyond, counted_at_most, given_twice, too_few, too_many, unexpected
from noetlc.primitives.model import ABSENT, KEYWORDS, VARIADIC, Default, Param, Primitive


@dataclass(frozen=True, slots=True)
class Given:
    """Argument number `index` of the call."""

    index: int


@dataclass(frozen=True, slots=True)
class Variadic:
    """The arguments collected by a `*args` parameter."""

    indexes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Keywords:
    """The named arguments collected by a `**kwargs` parameter: (name, index) of each."""

    named: tuple[tuple[str, int], ...]


Place = Given | Variadic | Keywords | Default


@dataclass(frozen=True, slots=True)
class Matched:
    """Where each parameter has its value from."""

    places: tuple[Place, ...]

    @property
    def collects(self) -> bool:
        return any(isinstance(place, Variadic | Keywords) for place in self.places)


@dataclass(frozen=True, slots=True)
class Misfit:
    """The arguments do not fit: the text of the TypeError, in which `{name}` stands for the callee."""

    text: str


def match(primitive: Primitive, positional: int, keywords: tuple[str, ...]) -> Matched | Misfit:
    """What a call with so many positional arguments, and named ones after them, gives to each parameter."""
    call = _Call(primitive, positional, keywords)
    text = call.complaint()
    return Matched(tuple(map(call.place, primitive.params))) if text is None else Misfit(text)


class _Call:
    """Arguments by position and name. Complaints come in CPython's order; each is None if there is nothing to complain about."""

    def __init__(self, primitive: Primitive, positional: int, keywords: tuple[str, ...]) -> None:
        self.primitive = primitive
        self.positional = positional
        self.keywords = keywords
        self.takes_names = {p.name for p in primitive.params if not p.positional_only and not p.collects}
        self.by_position = {p.name: Given(i) for i, p in enumerate(primitive.slots[:positional])}
        numbered = [(name, positional + j) for j, name in enumerate(keywords)]
        self.by_name = {name: Given(at) for name, at in numbered if name in self.takes_names and name not in self.by_position}
        self.further = tuple((name, at) for name, at in numbered if name not in self.takes_names)
        collected = any(p.default is KEYWORDS for p in primitive.params)
        self.unknown = self.further[0][0] if self.further and not collected else None

    def place(self, param: Param) -> Place:
        if param.default is VARIADIC:
            return Variadic(tuple(range(len(self.primitive.slots), self.positional)))
        if param.default is KEYWORDS:
            return Keywords(self.further) if self.further else ABSENT
        return self.by_position.get(param.name) or self.by_name.get(param.name) or param.default

    def complaint(self) -> str | None:
        return (
            self._takes_no_names()
            or self._counted_before_names()
            or self._beyond_all()
            or (self._first_wrong_name() if self.primitive.is_python else None)
            or self._too_many(len(self.keywords))
            or self._missing()
            or self._twice()
            or self._unknown()
        )

    def _takes_no_names(self) -> str | None:
        return None if self.takes_names else self._unknown()

    def _counted_before_names(self) -> str | None:
        """Positional arguments that do not fit where another function looks at the named ones."""
        if not self.primitive.names_to:
            return None
        if self.positional < self.primitive.least:
            return too_few(self.primitive, self.positional, [p.name for p in self.primitive.slots])
        return self._too_many(0)

    def _beyond_all(self) -> str | None:
        """More arguments, by position and name, than CPython counts at most."""
        most = counted_at_most(self.primitive)
        counted = 0 if self.primitive.names_to else self.positional
        if most is None or counted + len(self.keywords) <= most:
            return None
        return beyond(self.primitive, most, counted, len(self.keywords))

    def _first_wrong_name(self) -> str | None:
        """Functions written in Python look at one name after the other."""
        for keyword in self.keywords:
            if keyword not in self.takes_names and self.unknown is not None:
                return unexpected(self.primitive, keyword, self.positional)
            if keyword in self.takes_names and keyword in self.by_position:
                return given_twice(self.primitive, keyword)
        return None

    def _too_many(self, named: int) -> str | None:
        if self.primitive.variadic or self.positional <= len(self.primitive.slots):
            return None
        return too_many(self.primitive, self.positional, named)

    def _missing(self) -> str | None:
        given = self.by_position.keys() | self.by_name.keys()
        missing = [p.name for p in self.primitive.params if p.required and p.name not in given]
        return too_few(self.primitive, self.positional, missing) if missing else None

    def _twice(self) -> str | None:
        twice = next((k for k in self.keywords if k in self.by_position and k in self.takes_names), None)
        return None if twice is None else given_twice(self.primitive, twice)

    def _unknown(self) -> str | None:
        return None if self.unknown is None else unexpected(self.primitive, self.unknown, self.positional)
