"""What builds need of the runtime's sources, in memory and as the content of a cache file.

The content is the length of a JSON header (4 bytes, little-endian), the header, and the words of the IR (`ir/words.py`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

from noetlc.ir.nodes import Data, Function, Global, Import
from noetlc.ir.words import MalformedWords, Words, most_used

Signature = tuple[tuple[str, ...], str]
Place = tuple[int, int]

_LENGTH = 4
_SECTIONS = {"imports": Import, "globals": Global, "statics": Data}
_EFFECTS = ("raises", "raises_on_data", "allocates")
_MARKS = {True: "1", False: "0", None: "-"}
"""An effect of a function, in the order of the names; a dash where it was not asked for."""


@dataclass(slots=True)
class Stored:
    """Signatures, imports, globals and static data of the runtime; of the functions asked for their IR and effects."""

    signatures: dict[str, Signature] = field(default_factory=dict)
    imports: dict[str, Import] = field(default_factory=dict)
    globals: dict[str, Global] = field(default_factory=dict)
    statics: dict[str, Data] = field(default_factory=dict)
    raises: dict[str, bool] = field(default_factory=dict)
    raises_on_data: dict[str, bool] = field(default_factory=dict)
    allocates: dict[str, bool] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    words: Words = field(default_factory=Words)

    def function(self, name: str) -> Function | None:
        """A fresh copy of the IR of a function; None if there is none that can be read."""
        place = self.places.get(name)
        if place is None:
            return None
        try:
            found: Function = self.words.get(place, Function)
        except MalformedWords:
            return None
        return found if found.name == name else None

    def add(self, function: Function) -> None:
        self.places[function.name] = self.words.add(function)

    def renumber(self) -> None:
        """Gives the constants that functions use most the least numbers. Raises MalformedWords if a function cannot be read."""
        functions: list[Function] = [self.words.get(place, Function) for place in self.places.values()]
        self.words = Words(most_used(functions))
        self.places = {}
        for function in functions:
            self.add(function)

    def render(self) -> bytes:
        """The content of a cache file; the same library gives the same bytes."""
        words = Words(list(self.words.constants), self.words.words[:])
        header: dict[str, Any] = {"end": len(words.words)}
        header |= {name: [words.add(node) for node in getattr(self, name).values()] for name in _SECTIONS}
        names = [*self.places, *(name for name in self.signatures if name not in self.places)]
        header["names"] = list(_steps(words.constant(name) for name in names))
        header["functions"] = list(_sizes(self.places.values()))
        header["signatures"] = list(_steps(words.constant(self.signatures.get(name)) for name in names))
        header |= {name: "".join(_MARKS[getattr(self, name).get(key)] for key in names) for name in _EFFECTS}
        header["constants"], code = words.render()
        text = json.dumps(header, separators=(",", ":")).encode()
        return len(text).to_bytes(_LENGTH, "little") + text + code


def _steps(numbers: Iterable[int]) -> Iterator[int]:
    """What is written for numbers: the difference of each from the one before."""
    before = 0
    for number in numbers:
        yield number - before
        before = number


def _sizes(places: Iterable[Place]) -> Iterator[int | Place]:
    """What is written for places: the size where one begins at the end of the one before, as nearly all do."""
    end = 0
    for at, size in places:
        yield size if at == end else (at, size)
        end = at + size


def _places(sizes: Iterable[Any]) -> Iterator[Place]:
    end = 0
    for found in sizes:
        at, size = (end, found) if isinstance(found, int) else found
        yield at, size
        end = at + size


def words_start(content: bytes | memoryview) -> int:
    """Where the words of what `render` gave begin."""
    return _LENGTH + int.from_bytes(content[:_LENGTH], "little")


def parse(content: memoryview) -> Stored | None:
    """What `render` gave; None for anything else."""
    start = words_start(content)
    try:
        header = json.loads(bytes(content[_LENGTH:start]))
        words = Words.parse(header["constants"], content[start:])
        sections: dict[str, Any] = {
            name: {node.name: node for node in (words.get((at, size), cls) for at, size in header[name])} for name, cls in _SECTIONS.items()
        }
        del words.words[header["end"] :]  # `render` adds the sections again
        names: list[Any] = [words.constants[number] for number in accumulate(header["names"])]
        given = zip(names, accumulate(header["signatures"]), strict=True)
        signatures: dict[str, Any] = {name: found for name, number in given if (found := words.constants[number]) is not None}
        places = dict(zip(names, _places(header["functions"]), strict=False))
        known: dict[str, Any] = {mark: value for value, mark in _MARKS.items()}
        marked = {name: zip(names, header[name], strict=True) for name in _EFFECTS}
        effects: dict[str, Any] = {name: {key: known[mark] for key, mark in pairs if mark != "-"} for name, pairs in marked.items()}
        return Stored(signatures, **sections, **effects, places=places, words=words)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError):
        return None
