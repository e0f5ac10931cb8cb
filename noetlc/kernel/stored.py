"""What builds need of the runtime's sources, in memory and as the content of a cache file.

The content is the length of a JSON header (4 bytes, little-endian), the header, and the words of the IR (`ir/words.py`).
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from noetlc.ir.nodes import Data, Function, Global, Import
from noetlc.ir.words import MalformedWords, Words

Signature = tuple[tuple[str, ...], str]
Place = tuple[int, int]

_LENGTH = 4
_SECTIONS = {"imports": Import, "globals": Global, "statics": Data}
_EFFECTS = ("raises", "raises_on_data", "allocates")


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

    def render(self) -> bytes:
        """The content of a cache file; the same library gives the same bytes."""
        words = Words(list(self.words.constants), self.words.words[:])
        header: dict[str, Any] = {"end": len(words.words)}
        header |= {name: [words.add(node) for node in getattr(self, name).values()] for name in _SECTIONS}
        header["signatures"] = {name: words.constant(found) for name, found in self.signatures.items()}
        header["functions"] = self.places
        header |= {name: getattr(self, name) for name in _EFFECTS}
        header["constants"], code = words.render()
        text = json.dumps(header, separators=(",", ":")).encode()
        return len(text).to_bytes(_LENGTH, "little") + text + code


def parse(content: memoryview) -> Stored | None:
    """What `render` gave; None for anything else."""
    start = _LENGTH + int.from_bytes(content[:_LENGTH], "little")
    try:
        header = json.loads(bytes(content[_LENGTH:start]))
        words = Words.parse(header["constants"], content[start:])
        sections: dict[str, Any] = {
            name: {node.name: node for node in (words.get((at, size), cls) for at, size in header[name])} for name, cls in _SECTIONS.items()
        }
        del words.words[header["end"] :]  # `render` adds the sections again
        signatures: dict[str, Any] = {name: words.constants[number] for name, number in header["signatures"].items()}
        places = {name: (at, size) for name, (at, size) in header["functions"].items()}
        effects: dict[str, Any] = {name: dict(header[name]) for name in _EFFECTS}
        return Stored(signatures, **sections, **effects, places=places, words=words)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError):
        return None
