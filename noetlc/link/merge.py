"""Merges modules into one: index spaces one after the other, imports bound to exports, everything that is not reached left out.

The first part gives its exports, its start function and its custom sections. A part's import is either bound to an export of another
part or stays an import; equal ones that stay become one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from noetlc.link.errors import LinkError
from noetlc.link.instructions import CALL, DATA, ELEMENT, FUNC, GLOBAL, MEMORY, REF_FUNC, TABLE, TYPE, Key, references
from noetlc.link.module import KIND_NAMES, Description, Expression, FuncType, Import, Module, signature

HOST: Final = -1

Ref = tuple[int, int]
"""A definition: the part and its place among the part's definitions; of HOST, the place among the imports that stay."""

Place = tuple[int, Ref]
"""A space and a definition in it."""


@dataclass(frozen=True, slots=True)
class Target:
    """An export of another part that takes the place of an instruction's own meaning, by this instruction."""

    part: int
    export: str
    opcode: int = CALL


@dataclass(slots=True)
class Part:
    """One module to merge. `label` is a prefix of its functions' names; empty for none.

    `bindings` says which of its imports are bound: by their place, part and export. `replaced` are instructions that become a call or a
    read of a global of another part, or nothing. The first segments of a part may stand for those of part `segments_of`: `elements`
    and `data` give their places there.
    """

    label: str
    module: Module
    bindings: dict[int, tuple[int, str]] = field(default_factory=dict)
    replaced: dict[Key, Target | None] = field(default_factory=dict)
    segments_of: int = HOST
    elements: list[int] = field(default_factory=list)
    data: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Merged:
    """What is left of the parts, numbered: the definitions of every space in the order in which they are written."""

    parts: list[Part]
    imports: list[tuple[Import, FuncType | None]]
    spaces: list[dict[int, list[Ref]]]
    types: list[FuncType]
    kept: dict[int, list[Ref]]
    number: list[dict[tuple[int, int], int]]
    """Of every part: the new number of an index of a space."""
    declared: list[int]
    """The new numbers of functions that code refers to."""

    def target(self, target: Target) -> tuple[int, int]:
        """Space and new number of what replaces an instruction."""
        export = self.parts[target.part].module.exports[target.export]
        return export.kind, self.number[target.part][export.kind, export.index]


def merge(parts: list[Part]) -> Merged:
    """Raises LinkError P03 if an import that is bound has no export, or one of another type."""
    spaces, imports = _Binder(parts).bind()
    kept = _Reach(parts, spaces).closure()
    types: dict[FuncType, int] = {}
    order = {space: _ordered(parts, kept, space) for space in (FUNC, TABLE, MEMORY, GLOBAL, ELEMENT, DATA)}
    final = {space: {ref: number for number, ref in enumerate(refs)} for space, refs in order.items()}
    number: list[dict[tuple[int, int], int]] = []
    for own in spaces:
        indexes = ((space, index, ref) for space, refs in own.items() for index, ref in enumerate(refs))
        number.append({(space, index): final[space][ref] for space, index, ref in indexes if ref in final[space]})
    merged = Merged(parts, imports, spaces, [], order, number, [])
    _number_types(merged, types)
    merged.types = list(types)
    merged.declared = sorted({merged.number[p][FUNC, i] for p, i in _referred(merged)})
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


# -- what is reached


class _Reach:
    """Follows references from the exports of the first part."""

    def __init__(self, parts: list[Part], spaces: list[dict[int, list[Ref]]]) -> None:
        self.parts = parts
        self.spaces = spaces
        self.found: set[Place] = set()
        self.work: list[Place] = []

    def closure(self) -> set[Place]:
        first = self.parts[0].module
        for export in first.exports.values():
            self.add(0, export.kind, export.index)
        if first.start is not None:
            self.add(0, FUNC, first.start)
        while True:
            while self.work:
                self.follow(*self.work.pop())
            if not self.segments():
                return self.found

    def add(self, part: int, space: int, index: int) -> None:
        place = space, self.spaces[part][space][index]
        if place not in self.found:
            self.found.add(place)
            self.work.append(place)

    def expression(self, part: int, expression: Expression) -> None:
        for key in expression:
            for space, index in references(key):
                self.add(part, space, index)

    def follow(self, space: int, ref: Ref) -> None:
        part, place = ref
        if part == HOST:
            return
        module = self.parts[part].module
        if space == FUNC:
            self.code(part, place)
        elif space == GLOBAL:
            self.expression(part, module.globals[place].init)
        elif space == ELEMENT:
            element = module.elements[place]
            for item in element.items:
                self.expression(part, item)
            if element.offset is not None:
                self.add(part, TABLE, element.table)
                self.expression(part, element.offset)
        elif space == DATA:
            segment = module.data[place]
            if segment.offset is not None:
                self.add(part, MEMORY, segment.memory)
                self.expression(part, segment.offset)

    def code(self, part: int, place: int) -> None:
        body = self.parts[part].module.bodies[place]
        replaced = self.parts[part].replaced
        if body.accesses:
            self.add(part, MEMORY, 0)
        for key in body.keys.values():
            if key in replaced:
                target = replaced[key]
                if target is not None:
                    export = self.parts[target.part].module.exports[target.export]
                    self.add(target.part, export.kind, export.index)
                continue
            for space, index in references(key):
                if space != TYPE:
                    self.add(part, space, index)

    def segments(self) -> bool:
        """Adds the active segments of tables and memories that are reached."""
        for number, part in enumerate(self.parts):
            spaces = self.spaces[number]
            for place, element in enumerate(part.module.elements):
                if element.offset is not None and (TABLE, spaces[TABLE][element.table]) in self.found:
                    self.add(number, ELEMENT, place)
            for place, segment in enumerate(part.module.data):
                if segment.offset is not None and (MEMORY, spaces[MEMORY][segment.memory]) in self.found:
                    self.add(number, DATA, place)
        return bool(self.work)


def _ordered(parts: list[Part], found: set[Place], space: int) -> list[Ref]:
    return sorted(ref for kind, ref in found if kind == space)


# -- types


def _number_types(merged: Merged, types: dict[FuncType, int]) -> None:
    """Gives numbers to the types that are used, in the order of their use."""

    def used(type_: FuncType) -> int:
        return types.setdefault(type_, len(types))

    for place, (_, type_) in enumerate(merged.imports):
        if type_ is not None and (HOST, place) in merged.kept[FUNC]:
            used(type_)
    for number, place in merged.kept[FUNC]:
        if number == HOST:
            continue
        module = merged.parts[number].module
        mine = merged.number[number]
        index = module.functions[place]
        mine[TYPE, index] = used(module.types[index])
        for key in module.bodies[place].keys.values():
            for space, index in references(key):
                if space == TYPE:
                    mine[TYPE, index] = used(module.types[index])


def _referred(merged: Merged) -> Iterable[tuple[int, int]]:
    """Parts and functions that instructions make references to."""
    for number, place in merged.kept[FUNC]:
        if number != HOST:
            for key in merged.parts[number].module.bodies[place].keys.values():
                if key[0] == REF_FUNC:
                    index = key[1]
                    assert isinstance(index, int)
                    yield number, index
