"""The standard `name` section: read, renumbered, joined."""

from __future__ import annotations

from collections.abc import Iterable

from noetlc.link.errors import LinkError
from noetlc.link.instructions import DATA, ELEMENT, FUNC, GLOBAL, MEMORY, TABLE, TYPE, read_unsigned
from noetlc.link.merge import Merged
from noetlc.wat_emit.binary import section, unsigned, vector

MODULE, FUNCTIONS, LOCALS = 0, 1, 2

# Subsections that map the indexes of a space to names.
_MAPS = {FUNCTIONS: FUNC, 4: TYPE, 5: TABLE, 6: MEMORY, 7: GLOBAL, 8: ELEMENT, 9: DATA}


def name_section(merged: Merged) -> bytes:
    """The content of a `name` section: all names of the first part, those of functions of the others, each with its part's label."""
    first = merged.parts[0].module.custom("name") or b""
    out: dict[int, bytes] = {}
    maps: dict[int, dict[int, bytes]] = {FUNCTIONS: {}}
    for number, content in subsections(first):
        if number == MODULE:
            out[number] = content
        elif number in _MAPS:
            maps[number] = _renumbered(merged, 0, _MAPS[number], _names(content))
        elif number == LOCALS:
            out[number] = vector(_locals(merged, content))
    for part in range(1, len(merged.parts)):
        maps[FUNCTIONS].update(_labelled(merged, part))
    for number, names in maps.items():
        out[number] = vector(unsigned(index) + unsigned(len(text)) + text for index, text in sorted(names.items()))
    return b"".join(section(number, content) for number, content in sorted(out.items()))


def _labelled(merged: Merged, number: int) -> dict[int, bytes]:
    """New function numbers and names of a part; what has no name gets its old number."""
    part = merged.parts[number]
    names: dict[int, bytes] = {}
    for kind, content in subsections(part.module.custom("name") or b""):
        if kind == FUNCTIONS:
            names = dict(_names(content))
    imported = len(part.module.imported(FUNC))
    own = {imported + place: str(imported + place).encode() for other, place in merged.kept[FUNC] if other == number}
    label = f"{part.label}.".encode()
    return _renumbered(merged, number, FUNC, ((index, label + names.get(index, text)) for index, text in own.items()))


def _renumbered(merged: Merged, part: int, space: int, names: Iterable[tuple[int, bytes]]) -> dict[int, bytes]:
    numbers = merged.number[part]
    return {numbers[space, index]: text for index, text in names if (space, index) in numbers}


def _locals(merged: Merged, content: bytes) -> Iterable[bytes]:
    numbers = merged.number[0]
    found = {numbers[FUNC, index]: names for index, names in _indirect(content) if (FUNC, index) in numbers}
    return (unsigned(index) + names for index, names in sorted(found.items()))


# -- reading. Nobody checks this section, so whatever cannot be read ends it.


def subsections(content: bytes) -> list[tuple[int, bytes]]:
    """The numbered parts of a name section, as far as they can be read."""
    found = []
    pos = 0
    try:
        while pos < len(content):
            number = content[pos]
            size, pos = read_unsigned(content, pos + 1, len(content))
            if size > len(content) - pos:
                break
            found.append((number, content[pos : pos + size]))
            pos += size
    except LinkError:
        pass
    return found


def _names(content: bytes, pos: int = 0) -> list[tuple[int, bytes]]:
    """Indexes and names of a map."""
    found = []
    try:
        count, pos = read_unsigned(content, pos, len(content))
        for _ in range(count):
            index, pos = read_unsigned(content, pos, len(content))
            size, pos = read_unsigned(content, pos, len(content))
            text = content[pos : pos + size]
            text.decode("utf-8")
            if len(text) < size:
                break
            found.append((index, text))
            pos += size
    except (LinkError, UnicodeDecodeError):
        pass
    return found


def _indirect(content: bytes) -> list[tuple[int, bytes]]:
    """Functions and their maps of locals, each as it is written."""
    found = []
    try:
        count, pos = read_unsigned(content, 0, len(content))
        for _ in range(count):
            index, pos = read_unsigned(content, pos, len(content))
            begin = pos
            entries, pos = read_unsigned(content, pos, len(content))
            for _ in range(entries):
                _, pos = read_unsigned(content, pos, len(content))
                size, pos = read_unsigned(content, pos, len(content))
                pos += size
            if pos > len(content):
                break
            found.append((index, content[begin:pos]))
    except LinkError:
        pass
    return found
