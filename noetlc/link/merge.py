"""Merges modules into one: index spaces one after the other, imports bound to exports, everything that is not reached left out.

The first part gives its exports, its start function and its custom sections. A part's import is either bound to an export of another
part or stays an import; equal ones that stay become one.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from noetlc.link.errors import LinkError
from noetlc.link.instructions import DATA, ELEMENT, FUNC, GLOBAL, MEMORY, REF_FUNC, TABLE, TYPE, Key, references
from noetlc.link.module import KIND_NAMES, Description, FuncType, Import, signature
from noetlc.link.parts import HOST, Part, Ref, Target
from noetlc.link.prune import Reach


@dataclass(slots=True)
class Merged:
    """What is left of the parts, numbered: the definitions of every space in the order in which they are written."""

    parts: list[Part]
    imports: list[tuple[Import, FuncType | None]]
    types: list[FuncType]
    kept: dict[int, list[Ref]]
    number: list[dict[tuple[int, int], int]]
    """Of every part: the new number of an index of a space."""
    used: list[dict[bytes, Key]]
    """Of every part: the instructions with indexes, by their bytes."""
    declared: list[int] = field(default_factory=list)
    """The new numbers of functions that code makes references to."""

    def target(self, target: Target) -> tuple[int, int]:
        """Space and new number of what replaces an instruction."""
        export = self.parts[target.part].module.exports[target.export]
        return export.kind, self.number[target.part][export.kind, export.index]


def merge(parts: list[Part]) -> Merged:
    """Raises LinkError P03 if an import that is bound has no export, or one of another type."""
    spaces, imports = _Binder(parts).bind()
    reach = Reach(parts, spaces)
    found = reach.closure()
    kept = {space: sorted(ref for kind, ref in found if kind == space) for space in (FUNC, TABLE, MEMORY, GLOBAL, ELEMENT, DATA)}
    final = {space: {ref: number for number, ref in enumerate(refs)} for space, refs in kept.items()}
    number: list[dict[tuple[int, int], int]] = []
    for own in spaces:
        indexes = ((space, index, ref) for space, refs in own.items() for index, ref in enumerate(refs))
        number.append({(space, index): final[space][ref] for space, index, ref in indexes if ref in final[space]})
    merged = Merged(parts, imports, [], kept, number, reach.used)
    merged.types = _number_types(merged)
    merged.declared = _declared(merged)
    return merged


# -- binding


class _Binder:
    """Finds what every index of every part means."""

    def __init__(self, parts: list[Part]) -> None:
        self.parts = parts
        self.imports: list[tuple[Import, FuncType | None]] = []
        self.places: dict[tuple[str, str, int, object], int] = {}
        self.imported = [
            {kind: [(place, one) for place, one in enumerate(part.module.imports) if one.kind == kind] for kind in range(4)}
            for part in parts
        ]
        self.types = [part.module.function_types() for part in parts]
        self.tables = [part.module.table_types() for part in parts]
        self.globals = [part.module.global_types() for part in parts]

    def bind(self) -> tuple[list[dict[int, list[Ref]]], list[tuple[Import, FuncType | None]]]:
        return [self.part(number, part) for number, part in enumerate(self.parts)], self.imports

    def part(self, number: int, part: Part) -> dict[int, list[Ref]]:
        module = part.module
        defined = {FUNC: len(module.functions), TABLE: len(module.tables), MEMORY: len(module.memories), GLOBAL: len(module.globals)}
        spaces = {
            kind: [
                *(self.resolve(number, kind, index) for index in range(len(self.imported[number][kind]))),
                *((number, place) for place in range(defined[kind])),
            ]
            for kind in range(4)
        }
        other = part.segments_of
        for space, aliases, count in ((ELEMENT, part.elements, len(module.elements)), (DATA, part.data, len(module.data))):
            spaces[space] = [*((other, place) for place in aliases), *((number, place) for place in range(len(aliases), count))]
        return spaces

    def resolve(self, number: int, kind: int, index: int) -> Ref:
        """What an import is in the end."""
        for _ in range(len(self.parts) + 1):
            place, wanted = self.imported[number][kind][index]
            found = self.parts[number].bindings.get(place)
            if found is None:
                return HOST, self.stay(number, wanted)
            other, name = found
            export = self.parts[other].module.exports.get(name)
            if export is None or export.kind != kind:
                raise LinkError("P03", f"there is no {KIND_NAMES[kind]} `{name}` for the import `{wanted.module}.{wanted.name}`")
            self.check(number, kind, index, other, export.index, wanted)
            imported = len(self.imported[other][kind])
            if export.index >= imported:
                return other, export.index - imported
            number, index = other, export.index
        raise LinkError("P03", "imports are bound in a circle")

    def check(self, number: int, kind: int, index: int, other: int, target: int, wanted: Import) -> None:
        """Raises LinkError P03 unless the types agree; the bounds of a memory or table are those of its definition."""
        label = f"the import `{wanted.module}.{wanted.name}`"
        if kind == FUNC:
            ours, theirs = self.types[number][index], self.types[other][target]
            if ours != theirs:
                raise LinkError("P03", f"{label} has type {signature(ours)}, not {signature(theirs)}")
        elif kind == TABLE and self.tables[number][index].type != self.tables[other][target].type:
            raise LinkError("P03", f"{label} is a table of another type")
        elif kind == GLOBAL and self.globals[number][index] != self.globals[other][target]:
            raise LinkError("P03", f"{label} is a global of another type")

    def stay(self, number: int, wanted: Import) -> int:
        description: Description = wanted.description
        type_ = None
        key: object = description
        if wanted.kind == FUNC:
            assert isinstance(description, int)
            key = type_ = self.parts[number].module.types[description]
        place = self.places.setdefault((wanted.module, wanted.name, wanted.kind, key), len(self.imports))
        if place == len(self.imports):
            self.imports.append((wanted, type_))
        return place


# -- types and references


def _number_types(merged: Merged) -> list[FuncType]:
    """Gives numbers to the types that are used, in the order of their use; equal ones are one."""
    types: dict[FuncType, int] = {}
    for place, (_, type_) in enumerate(merged.imports):
        if type_ is not None and (HOST, place) in merged.kept[FUNC]:
            types.setdefault(type_, len(types))
    wanted = [(part, merged.parts[part].module.functions[place]) for part, place in merged.kept[FUNC] if part != HOST]
    for part, used in enumerate(merged.used):
        wanted += [(part, index) for key in used.values() for space, index in references(key) if space == TYPE]
    for part, index in dict.fromkeys(wanted):
        type_ = merged.parts[part].module.types[index]
        merged.number[part][TYPE, index] = types.setdefault(type_, len(types))
    return list(types)


def _declared(merged: Merged) -> list[int]:
    found: set[int] = set()
    for part, used in enumerate(merged.used):
        found.update(merged.number[part][FUNC, index] for key in used.values() if key[0] == REF_FUNC for _, index in references(key))
    return sorted(found)
