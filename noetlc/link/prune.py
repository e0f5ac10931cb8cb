"""What is reached from the exports of the main module; all else is left out."""

from __future__ import annotations

from noetlc.link.instructions import DATA, ELEMENT, FUNC, GLOBAL, MEMORY, TABLE, TYPE, Key, references
from noetlc.link.module import Expression
from noetlc.link.parts import HOST, Part, Place, Ref


class Reach:
    """Follows references from the exports of the first part. `used` has the instructions with indexes of what is found, by part and by
    their bytes, in an order that depends on the parts alone."""

    def __init__(self, parts: list[Part], spaces: list[dict[int, list[Ref]]]) -> None:
        self.parts = parts
        self.spaces = spaces
        self.found: set[Place] = set()
        self.used: list[dict[bytes, Key]] = [{} for _ in parts]
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
        module = self.parts[part].module
        body = module.bodies[place]
        replaced, used = self.parts[part].replaced, self.used[part]
        for raw in [raw for raw in body.indexed if raw not in used]:
            key = used[raw] = module.instructions[raw]
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
