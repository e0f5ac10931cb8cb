"""Writes merged modules as one binary."""

from __future__ import annotations

from collections.abc import Iterable

from noetlc.link.instructions import (
    DATA,
    ELEMENT,
    END,
    FUNC,
    GLOBAL,
    I32_CONST,
    INDEXED,
    MEMORY,
    REF_FUNC,
    STRIDE,
    TABLE,
    Key,
    encode,
    renumbered,
)
from noetlc.link.merge import Merged
from noetlc.link.module import Data, Element, Expression, FuncType, GlobalType, Import, Limits, Table
from noetlc.link.names import name_section
from noetlc.link.parts import HOST, Part, Ref
from noetlc.wat_emit.binary import name, section, unsigned, vector

END_BYTE = bytes((END,))
_DATA_COUNTED = frozenset((0xFC08, 0xFC09))
# Custom sections that mean places in code, which have moved.
_PLACED = "metadata.code."


def write(merged: Merged) -> bytes:
    """The binary of the merged modules."""
    return _Writer(merged).module()


class _Writer:
    def __init__(self, merged: Merged) -> None:
        self.merged = merged
        self.parts = merged.parts
        self.types = {type_: number for number, type_ in enumerate(merged.types)}
        self.counted = False  # whether code refers to data segments

    def module(self) -> bytes:
        first = self.parts[0]
        bodies = vector(self.bodies())
        sections = [
            (1, vector(map(_type, self.merged.types))),
            (2, vector(self.imports())),
            (3, vector(unsigned(self.type_of(ref)) for ref in self.own(FUNC))),
            (4, vector(_table(self.parts[p].module.tables[i]) for p, i in self.own(TABLE))),
            (5, vector(_limits(self.parts[p].module.memories[i]) for p, i in self.own(MEMORY))),
            (6, vector(self.globals())),
            (
                7,
                vector(
                    name(title) + bytes((export.kind,)) + unsigned(self.merged.number[0][export.kind, export.index])
                    for title, export in first.module.exports.items()
                ),
            ),
            (8, b"\0" if first.module.start is None else unsigned(self.merged.number[0][FUNC, first.module.start])),
            (9, vector(self.elements())),
            (12, unsigned(len(self.merged.kept[DATA])) if self.counted else b"\0"),
            (10, bodies),
            (11, vector(self.data(ref) for ref in self.merged.kept[DATA])),
        ]
        out = [b"\0asm\x01\0\0\0"]
        has_start = first.module.start is not None
        out += [section(number, content) for number, content in sections if content != b"\0" or (number == 8 and has_start)]
        for title, content in first.module.customs:
            if title == "name":
                content = name_section(self.merged)
            if not title.startswith(_PLACED):
                out.append(section(0, name(title) + content))
        return b"".join(out)

    def own(self, space: int) -> Iterable[Ref]:
        return (ref for ref in self.merged.kept[space] if ref[0] != HOST)

    def type_of(self, ref: Ref) -> int:
        module = self.parts[ref[0]].module
        return self.types[module.types[module.functions[ref[1]]]]

    def imports(self) -> Iterable[bytes]:
        by_kind = [[place for part, place in self.merged.kept[kind] if part == HOST] for kind in range(4)]
        for place in sorted(place for places in by_kind for place in places):
            wanted, type_ = self.merged.imports[place]
            yield name(wanted.module) + name(wanted.name) + bytes((wanted.kind,)) + self.description(wanted, type_)

    def description(self, wanted: Import, type_: FuncType | None) -> bytes:
        described = wanted.description
        if isinstance(described, Table):
            return _table(described)
        if isinstance(described, Limits):
            return _limits(described)
        if isinstance(described, GlobalType):
            return _global_type(described)
        assert type_ is not None
        return unsigned(self.types[type_])

    def globals(self) -> Iterable[bytes]:
        for part, place in self.own(GLOBAL):
            definition = self.parts[part].module.globals[place]
            yield _global_type(definition.type) + self.expression(part, definition.init)

    def elements(self) -> Iterable[bytes]:
        for part, place in self.merged.kept[ELEMENT]:
            yield self.element(part, self.parts[part].module.elements[place])
        if self.merged.declared:
            yield b"\x03\0" + vector(map(unsigned, self.merged.declared))

    def element(self, part: int, element: Element) -> bytes:
        """Functions are listed by index where that is possible."""
        plain = element.type == 0x70 and all(len(item) == 1 and item[0][0] == REF_FUNC for item in element.items)
        if element.offset is None:
            head, named = b"", 3 if element.declared else 1
        else:
            table = self.merged.number[part][TABLE, element.table]
            # The short form is that of functions in table 0.
            named = 0 if table == 0 and element.type == 0x70 else 2
            head = (unsigned(table) if named else b"") + self.expression(part, element.offset)
        flags = named | (0 if plain else 4)
        kind = b"" if not named else b"\0" if plain else bytes((element.type,))
        if plain:
            number = self.merged.number[part]
            items = vector(unsigned(number[FUNC, index]) for ((_, index),) in element.items if isinstance(index, int))
        else:
            items = vector(self.expression(part, item) for item in element.items)
        return unsigned(flags) + head + kind + items

    def data(self, ref: Ref) -> bytes:
        part, place = ref
        segment: Data = self.parts[part].module.data[place]
        content = unsigned(len(segment.content)) + segment.content
        if segment.offset is None:
            return b"\x01" + content
        memory = self.merged.number[part][MEMORY, segment.memory]
        head = b"\0" if memory == 0 else b"\x02" + unsigned(memory)
        return head + self.expression(part, segment.offset) + content

    def expression(self, part: int, expression: Expression) -> bytes:
        if len(expression) == 1 and expression[0][0] == I32_CONST:
            return encode(expression[0]) + END_BYTE
        return b"".join(encode(renumbered(key, self.merged.number[part])) for key in expression) + END_BYTE

    # -- code

    def bodies(self) -> list[bytes]:
        """The functions' code, each with its length."""
        instructions: list[dict[bytes, bytes]] = []
        for number, part in enumerate(self.parts):
            written = {raw: self.instruction(number, part, key) for raw, key in self.merged.used[number].items()}
            instructions.append({b"": b"", **written})
        out = []
        for number, place in self.own(FUNC):
            body = self.parts[number].module.bodies[place]
            pieces = body.pieces.copy()
            pieces[INDEXED::STRIDE] = map(instructions[number].__getitem__, pieces[INDEXED::STRIDE])
            code = body.head + b"".join(pieces)
            out.append(unsigned(len(code)) + code)
        return out

    def instruction(self, number: int, part: Part, key: Key) -> bytes:
        if key in part.replaced:
            target = part.replaced[key]
            return b"" if target is None else encode((target.opcode, self.merged.target(target)[1]))
        if key[0] in _DATA_COUNTED:
            self.counted = True
        return encode(renumbered(key, self.merged.number[number]))


def _type(type_: FuncType) -> bytes:
    return b"\x60" + b"".join(unsigned(len(side)) + side for side in type_)


def _limits(limits: Limits) -> bytes:
    if limits.most is None:
        return b"\0" + unsigned(limits.least)
    return b"\x01" + unsigned(limits.least) + unsigned(limits.most)


def _table(table: Table) -> bytes:
    return bytes((table.type,)) + _limits(table.limits)


def _global_type(type_: GlobalType) -> bytes:
    return bytes((type_.type, type_.mutable))
