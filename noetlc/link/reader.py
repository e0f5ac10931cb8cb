"""Decodes a binary module. It takes any bytes: what is wrong is a LinkError, and no loop is longer than the file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from noetlc.link.errors import LinkError, malformed, refused
from noetlc.link.instructions import (
    DATA,
    ELEMENT,
    END,
    FUNC,
    GLOBAL,
    I32_CONST,
    MEMORY,
    REFERENCE_TYPES,
    TABLE,
    TYPE,
    VALUE_TYPES,
    Body,
    Key,
    read_instruction,
    read_signed,
    read_unsigned,
    references,
    scan,
)
from noetlc.link.module import (
    KIND_NAMES,
    MAX_PAGES,
    Data,
    Description,
    Element,
    Export,
    Expression,
    FuncType,
    Global,
    GlobalType,
    Import,
    Limits,
    Module,
    Table,
    function_item,
)

MAGIC = b"\0asm"
VERSION = b"\x01\0\0\0"
MAX_PARAMETERS = 1000
_ORDER = {1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 7, 7: 8, 8: 9, 9: 10, 12: 11, 10: 12, 11: 13}  # of section ids in a file; 13, tags, is refused

# What an expression may be made of: constants, a global, a reference, sums, differences and products of integers.
_CONSTANT = frozenset((0x23, 0x41, 0x42, 0x43, 0x44, 0x6A, 0x6B, 0x6C, 0x7C, 0x7D, 0x7E, 0xD0, 0xD2, 0xFD0C))

T = TypeVar("T")


class _Cursor:
    """A place in the file and the end of what is being read."""

    __slots__ = ("data", "end", "pos")

    def __init__(self, data: bytes, pos: int, end: int) -> None:
        self.data = data
        self.pos = pos
        self.end = end

    def byte(self) -> int:
        if self.pos >= self.end:
            raise malformed(f"it is cut off at byte {self.pos}")
        self.pos += 1
        return self.data[self.pos - 1]

    def unsigned(self) -> int:
        pos = self.pos
        if pos < self.end and self.data[pos] < 0x80:
            self.pos = pos + 1
            return self.data[pos]
        value, self.pos = read_unsigned(self.data, self.pos, self.end)
        return value

    def take(self, size: int) -> bytes:
        if size > self.end - self.pos:
            raise malformed(f"it is cut off at byte {self.pos}")
        self.pos += size
        return self.data[self.pos - size : self.pos]

    def inner(self, size: int) -> _Cursor:
        """A cursor over the next `size` bytes, which this one passes over."""
        if size > self.end - self.pos:
            raise malformed(f"it is cut off at byte {self.pos}")
        self.pos += size
        return _Cursor(self.data, self.pos - size, self.pos)

    def text(self) -> str:
        try:
            return self.take(self.unsigned()).decode("utf-8")
        except UnicodeDecodeError:
            raise malformed(f"a name before byte {self.pos} is not UTF-8") from None

    def items(self, read: Callable[[_Cursor], T]) -> list[T]:
        """A vector. Its items take a byte at least, so that a wrong count ends at the end of the section."""
        return [read(self) for _ in range(self.unsigned())]

    def finish(self, what: str) -> None:
        if self.pos != self.end:
            raise malformed(f"{what} ends at byte {self.pos}, not at {self.end}")

    def value_types(self, allowed: bytes = VALUE_TYPES) -> bytes:
        found = self.take(self.unsigned())
        strange = next((code for code in found if code not in allowed), None)
        if strange is not None:
            raise refused(f"the type {strange:#x} before byte {self.pos}")
        return found

    def value_type(self, allowed: bytes = VALUE_TYPES) -> int:
        code = self.byte()
        if code not in allowed:
            raise refused(f"the type {code:#x} at byte {self.pos - 1}")
        return code


def decode(wasm: bytes) -> Module:
    """The module of a binary. Raises LinkError P01, P04.

    Indexes are inside their spaces afterwards; whether code and types fit is for a validator to say.
    """
    if wasm[:4] != MAGIC:
        raise malformed("it does not begin with \\0asm")
    if len(wasm) < 8:
        raise malformed("it is cut off in its head")
    if wasm[4:8] != VERSION:
        hint = "build a core module (wasm32-unknown-unknown), not a component"
        raise LinkError("P04", "this is no core module of version 1", hint)
    module = Module()
    cursor = _Cursor(wasm, 8, len(wasm))
    last = 0
    while cursor.pos < cursor.end:
        number = cursor.byte()
        content = cursor.inner(cursor.unsigned())
        if number == 0:
            module.customs.append((content.text(), content.data[content.pos : content.end]))
            continue
        if number == 13:
            raise refused("a tag section, which exceptions need,")
        place = _ORDER.get(number)
        if place is None:
            raise malformed(f"section {number} is unknown")
        if place <= last:
            raise malformed(f"section {number} is out of order or occurs twice")
        last = place
        _SECTIONS[number](module, content)
        content.finish(f"section {number}")
    if len(module.bodies) != len(module.functions):
        raise malformed(f"{len(module.functions)} functions have {len(module.bodies)} bodies")
    _check_indexes(module)
    return module


# -- sections


def _types(module: Module, cursor: _Cursor) -> None:
    module.types = cursor.items(_type)


def _type(cursor: _Cursor) -> FuncType:
    if (form := cursor.byte()) != 0x60:
        raise refused(f"the type form {form:#x} at byte {cursor.pos - 1}")
    found = cursor.value_types(), cursor.value_types()
    if max(map(len, found)) > MAX_PARAMETERS:
        raise malformed(f"a type has more than {MAX_PARAMETERS} parameters or results")
    return found


def _imports(module: Module, cursor: _Cursor) -> None:
    module.imports = cursor.items(_import)


def _import(cursor: _Cursor) -> Import:
    module, name, kind = cursor.text(), cursor.text(), _kind(cursor)
    description: Description
    if kind == FUNC:
        description = cursor.unsigned()
    elif kind == TABLE:
        description = _table(cursor)
    elif kind == MEMORY:
        description = _memory(cursor)
    else:
        description = _global_type(cursor)
    return Import(module, name, kind, description)


def _kind(cursor: _Cursor) -> int:
    kind = cursor.byte()
    if kind == 4:
        raise refused("a tag, which exceptions need,")
    if kind > 4:
        raise malformed(f"there is no kind {kind} of imports and exports")
    return kind


def _limits(cursor: _Cursor, what: str) -> Limits:
    flags = cursor.byte()
    if flags > 1:
        names = {2: "a shared memory", 4: "a memory or table of 64 bits", 8: "a page size of one's own"}
        raise refused(next((name for bit, name in names.items() if flags & bit), f"the {what} flags {flags:#x}"))
    least = cursor.unsigned()
    return Limits(least, cursor.unsigned() if flags else None)


def _table(cursor: _Cursor) -> Table:
    type_ = cursor.byte()
    if type_ not in REFERENCE_TYPES:
        raise refused(f"a table of the type {type_:#x}, or with an initial value,")
    return Table(type_, _limits(cursor, "table"))


def _memory(cursor: _Cursor) -> Limits:
    limits = _limits(cursor, "memory")
    if max(limits.least, limits.most or 0) > MAX_PAGES:
        raise malformed(f"a memory has more than {MAX_PAGES} pages")
    return limits


def _global_type(cursor: _Cursor) -> GlobalType:
    type_, mutable = cursor.value_type(), cursor.byte()
    if mutable > 1:
        raise refused(f"a global with the flags {mutable:#x}") if mutable & 2 else malformed(f"a global has the flags {mutable:#x}")
    return GlobalType(type_, bool(mutable))


def _functions(module: Module, cursor: _Cursor) -> None:
    module.functions = cursor.items(_Cursor.unsigned)


def _tables(module: Module, cursor: _Cursor) -> None:
    module.tables = cursor.items(_table)


def _memories(module: Module, cursor: _Cursor) -> None:
    module.memories = cursor.items(_memory)


def _globals(module: Module, cursor: _Cursor) -> None:
    module.globals = cursor.items(lambda c: Global(_global_type(c), _expression(c)))


def _exports(module: Module, cursor: _Cursor) -> None:
    for _ in range(cursor.unsigned()):
        name = cursor.text()
        if name in module.exports:
            raise malformed(f"two exports are called `{name[:80]}`")
        module.exports[name] = Export(_kind(cursor), cursor.unsigned())


def _start(module: Module, cursor: _Cursor) -> None:
    module.start = cursor.unsigned()


def _expression(cursor: _Cursor) -> Expression:
    if cursor.pos < cursor.end and cursor.data[cursor.pos] == I32_CONST:  # most are a number
        value, after = read_signed(cursor.data, cursor.pos + 1, cursor.end, 32)
        if after < cursor.end and cursor.data[after] == END:
            cursor.pos = after + 1
            return ((I32_CONST, value),)
    found: list[Key] = []
    while True:
        at = cursor.pos
        key, cursor.pos = read_instruction(cursor.data, at, cursor.end)
        opcode = key[0]
        if opcode == END:
            return tuple(found)
        if opcode not in _CONSTANT:
            raise refused(f"the constant expression at byte {at}")
        found.append(key)


def _elements(module: Module, cursor: _Cursor) -> None:
    module.elements = cursor.items(_element)


def _element(cursor: _Cursor) -> Element:
    """Bit 0: not active. Bit 1: declared, or of a table that is named. Bit 2: items are expressions."""
    flags = cursor.unsigned()
    if flags > 7:
        raise malformed(f"an element segment has the flags {flags:#x}")
    active = not flags & 1
    table = cursor.unsigned() if active and flags & 2 else 0
    offset = _expression(cursor) if active else None
    type_ = REFERENCE_TYPES[0]
    if flags & 3:
        if flags & 4:
            type_ = cursor.value_type(REFERENCE_TYPES)
        elif (kind := cursor.byte()) != 0:
            raise malformed(f"an element segment has the kind {kind}")
    items = cursor.items(_expression) if flags & 4 else [function_item(i) for i in cursor.items(_Cursor.unsigned)]
    return Element(type_, tuple(items), table, offset, declared=not active and bool(flags & 2))


def _code(module: Module, cursor: _Cursor) -> None:
    module.bodies = cursor.items(lambda c: _body(c, module.instructions))


def _body(cursor: _Cursor, known: dict[bytes, Key]) -> Body:
    inner = cursor.inner(cursor.unsigned())
    start = inner.pos
    for _ in range(inner.unsigned()):
        inner.unsigned()
        inner.value_type()
    if inner.end == inner.pos or inner.data[inner.end - 1] != END:
        raise malformed(f"the function at byte {start} has no end")
    return scan(inner.data, start, inner.pos, inner.end, known)


def _data(module: Module, cursor: _Cursor) -> None:
    module.data = cursor.items(_segment)


def _segment(cursor: _Cursor) -> Data:
    flags = cursor.unsigned()
    if flags > 2:
        raise malformed(f"a data segment has the flags {flags:#x}")
    memory = cursor.unsigned() if flags == 2 else 0
    offset = _expression(cursor) if flags != 1 else None
    return Data(cursor.take(cursor.unsigned()), memory, offset)


def _data_count(_module: Module, cursor: _Cursor) -> None:
    cursor.unsigned()


_SECTIONS: dict[int, Callable[[Module, _Cursor], None]] = {
    1: _types,
    2: _imports,
    3: _functions,
    4: _tables,
    5: _memories,
    6: _globals,
    7: _exports,
    8: _start,
    9: _elements,
    10: _code,
    11: _data,
    12: _data_count,
}


# -- indexes

_SPACE_NAMES = dict(enumerate((*KIND_NAMES, "type", "element segment", "data segment")))


def _check_indexes(module: Module) -> None:
    """Everything that is referred to is there."""
    sizes = {TYPE: len(module.types), ELEMENT: len(module.elements), DATA: len(module.data)}
    own = {FUNC: len(module.functions), TABLE: len(module.tables), MEMORY: len(module.memories), GLOBAL: len(module.globals)}
    for kind, defined in own.items():
        sizes[kind] = len(module.imported(kind)) + defined

    for space, index in _referred(module):
        if index >= sizes[space]:
            raise malformed(f"there is no {_SPACE_NAMES[space]} {index}")


def _referred(module: Module) -> Iterator[tuple[int, int]]:
    """Space and index of everything that is referred to."""
    for one in module.imported(FUNC):
        assert isinstance(one.description, int)
        yield TYPE, one.description
    for index in module.functions:
        yield TYPE, index
    for definition in module.globals:
        yield from _of_expression(definition.init)
    for export in module.exports.values():
        yield export.kind, export.index
    if module.start is not None:
        yield FUNC, module.start
    for element in module.elements:
        if element.offset is not None:
            yield TABLE, element.table
            yield from _of_expression(element.offset)
        for item in element.items:
            yield from _of_expression(item)
    for segment in module.data:
        if segment.offset is not None:
            yield MEMORY, segment.memory
            yield from _of_expression(segment.offset)
    yield from _of_expression(module.instructions.values())


def _of_expression(expression: Iterable[Key]) -> Iterator[tuple[int, int]]:
    for key in expression:
        yield from references(key)
