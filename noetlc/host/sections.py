"""A reader for the outer structure of a wasm binary: sections, imports, exports, code sizes and function names."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from noetlc.errors import NoetlcError

MAGIC = b"\0asm\x01\0\0\0"
ABI = 2
"""Of the modules that this compiler makes (docs/abi.md); the host knows the ones before too."""

SECTION_NAMES = {
    0: "custom",
    1: "type",
    2: "import",
    3: "function",
    4: "table",
    5: "memory",
    6: "global",
    7: "export",
    8: "start",
    9: "element",
    10: "code",
    11: "data",
    12: "data count",
    13: "tag",
}

ExternKind = Literal["func", "table", "memory", "global", "tag"]
_EXTERN_KINDS: tuple[ExternKind, ...] = ("func", "table", "memory", "global", "tag")
_REFERENCES = (0x70, 0x6F)
_VALUE_TYPES = {0x7F: "i32", 0x7E: "i64", 0x7D: "f32", 0x7C: "f64", 0x7B: "v128", 0x70: "funcref", 0x6F: "externref"}


class MalformedModule(NoetlcError, ValueError):
    """The bytes are not a wasm binary whose outer structure can be read."""


@dataclass(frozen=True, slots=True)
class FuncType:
    """Parameter and result types by name (`i32`, `i64`, `f32`, `f64`, `v128`, `funcref`, `externref`)."""

    params: tuple[str, ...]
    results: tuple[str, ...]

    def __str__(self) -> str:
        return f"({', '.join(self.params)}) -> ({', '.join(self.results)})"


@dataclass(frozen=True, slots=True)
class Section:
    """One section: its id, its name (custom sections carry their own) and where its content lies in the file."""

    id: int
    name: str
    start: int
    size: int


@dataclass(frozen=True, slots=True)
class Import:
    """One import; `type` is None unless it is a function."""

    module: str
    name: str
    kind: ExternKind
    type: FuncType | None


@dataclass(frozen=True, slots=True)
class Export:
    """One export; `type` is None unless it is a function."""

    name: str
    kind: ExternKind
    index: int
    type: FuncType | None


class _Reader:
    """A cursor over bytes that raises MalformedModule instead of running off the end."""

    __slots__ = ("data", "end", "pos")

    def __init__(self, data: bytes, pos: int, end: int) -> None:
        self.data = data
        self.pos = pos
        self.end = end

    def byte(self) -> int:
        if self.pos >= self.end:
            raise MalformedModule(f"unexpected end at byte {self.pos}")
        value = self.data[self.pos]
        self.pos += 1
        return value

    def unsigned(self) -> int:
        """A LEB128 number of up to 64 bits."""
        pos = self.pos
        if pos < self.end and self.data[pos] < 0x80:  # most are small
            self.pos = pos + 1
            return self.data[pos]
        value = 0
        for shift in range(0, 70, 7):
            byte = self.byte()
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
        raise MalformedModule(f"number too long at byte {self.pos}")

    def take(self, size: int) -> bytes:
        if size > self.end - self.pos:
            raise MalformedModule(f"unexpected end at byte {self.pos}")
        chunk = self.data[self.pos : self.pos + size]
        self.pos += size
        return chunk

    def text(self) -> str:
        try:
            return self.take(self.unsigned()).decode("utf-8")
        except UnicodeDecodeError as error:
            raise MalformedModule(f"name is not UTF-8 at byte {self.pos}") from error

    def limits(self) -> None:
        flags = self.byte()
        self.unsigned()
        if flags & 1:
            self.unsigned()
        if flags & 8:
            self.unsigned()


@dataclass(frozen=True)
class ModuleInfo:
    """The outer structure of a module. Build one with `read_module`."""

    wasm: bytes = field(repr=False)
    sections: tuple[Section, ...]

    def _reader(self, section_id: int) -> _Reader | None:
        section = next((s for s in self.sections if s.id == section_id), None)
        return _Reader(self.wasm, section.start, section.start + section.size) if section else None

    def custom(self, name: str) -> bytes | None:
        """The content of the first custom section of that name, or None."""
        section = next((s for s in self.sections if s.id == 0 and s.name == name), None)
        return self.wasm[section.start : section.start + section.size] if section else None

    def count(self, section_id: int) -> int:
        """The number of entries that a section says it has."""
        reader = self._reader(section_id)
        return reader.unsigned() if reader is not None else 0

    def code_shape(self) -> list[tuple[int, int]]:
        """Bytes and number of locals of every function of this module, in order."""
        reader = self._reader(10)
        if reader is None:
            return []
        found: list[tuple[int, int]] = []
        for _ in range(reader.unsigned()):
            size = reader.unsigned()
            end = reader.pos + size
            body = _Reader(self.wasm, reader.pos, min(end, reader.end))
            number = 0
            for _ in range(body.unsigned()):
                number += body.unsigned()
                body.byte()
            reader.take(size)
            found.append((size, number))
        return found

    @cached_property
    def memory_pages(self) -> tuple[tuple[int, int | None], ...]:
        """Least and most pages of every memory of this module, None for no bound."""
        reader = self._reader(5)
        if reader is None:
            return ()
        found: list[tuple[int, int | None]] = []
        for _ in range(reader.unsigned()):
            flags, least = reader.byte(), reader.unsigned()
            found.append((least, reader.unsigned() if flags & 1 else None))
            if flags & 8:  # the size of its pages, which is refused anyway
                reader.unsigned()
        return tuple(found)

    @cached_property
    def memory_limits(self) -> tuple[tuple[int, int | None], ...]:
        """Least and most pages of every memory of this module, None for no bound."""
        reader = self._reader(5)
        if reader is None:
            return ()
        found: list[tuple[int, int | None]] = []
        for _ in range(reader.unsigned()):
            flags, least = reader.byte(), reader.unsigned()
            found.append((least, reader.unsigned() if flags & 1 else None))
            if flags & 8:
                reader.unsigned()
        return tuple(found)

    @cached_property
    def tables(self) -> tuple[tuple[int, int | None], ...]:
        """Least and most elements of every table of this module, None for no bound; of a table in another form, (0, None)."""
        reader = self._reader(4)
        if reader is None:
            return ()
        found: list[tuple[int, int | None]] = []
        for _ in range(reader.unsigned()):
            if reader.byte() not in _REFERENCES:
                # An initial value, which needs function references and is refused anyway: stop reading here.
                found.append((0, None))
                break
            flags, least = reader.byte(), reader.unsigned()
            found.append((least, reader.unsigned() if flags & 1 else None))
        return tuple(found)

    @cached_property
    def types(self) -> tuple[FuncType | None, ...]:
        """The type section; None for a type that is not a plain function type."""
        reader = self._reader(1)
        if reader is None:
            return ()
        found: list[FuncType | None] = []
        for _ in range(reader.unsigned()):
            if reader.byte() != 0x60:
                # Recursion groups and subtypes need the GC proposal, which is refused anyway: stop reading here.
                found.append(None)
                break
            found.append(FuncType(_value_types(reader), _value_types(reader)))
        return tuple(found)

    def _type(self, index: int) -> FuncType | None:
        return self.types[index] if index < len(self.types) else None

    @cached_property
    def imports(self) -> tuple[Import, ...]:
        """All imports in order."""
        reader = self._reader(2)
        if reader is None:
            return ()
        found: list[Import] = []
        for _ in range(reader.unsigned()):
            module, name, kind = reader.text(), reader.text(), _kind(reader)
            func_type = None
            if kind == "func":
                func_type = self._type(reader.unsigned())
            elif kind == "table":
                reader.byte()
                reader.limits()
            elif kind == "memory":
                reader.limits()
            elif kind == "global":
                reader.take(2)
            else:
                reader.byte()
                reader.unsigned()
            found.append(Import(module, name, kind, func_type))
        return tuple(found)

    @cached_property
    def function_types(self) -> tuple[FuncType | None, ...]:
        """The type of every function, imported ones first."""
        imported = [i.type for i in self.imports if i.kind == "func"]
        reader = self._reader(3)
        defined = [self._type(reader.unsigned()) for _ in range(reader.unsigned())] if reader else []
        return (*imported, *defined)

    @cached_property
    def exports(self) -> dict[str, Export]:
        """All exports by name, in order."""
        reader = self._reader(7)
        if reader is None:
            return {}
        found: dict[str, Export] = {}
        for _ in range(reader.unsigned()):
            name, kind, index = reader.text(), _kind(reader), reader.unsigned()
            known = kind == "func" and index < len(self.function_types)
            found[name] = Export(name, kind, index, self.function_types[index] if known else None)
        return found

    @cached_property
    def function_names(self) -> dict[int, str]:
        """Function index to name, from the standard `name` section; empty if the module was stripped."""
        section = next((s for s in self.sections if s.id == 0 and s.name == "name"), None)
        names: dict[int, str] = {}
        if section is None:
            return names
        reader = _Reader(self.wasm, section.start, section.start + section.size)
        while reader.pos < reader.end:
            kind, size = reader.byte(), reader.unsigned()
            if kind != 1:
                reader.take(size)
                continue
            for _ in range(reader.unsigned()):
                index = reader.unsigned()
                names[index] = reader.text()
        return names

    @cached_property
    def code_sizes(self) -> dict[int, int]:
        """Function index to the size of its code in bytes, its length prefix included."""
        reader = self._reader(10)
        if reader is None:
            return {}
        first = sum(1 for i in self.imports if i.kind == "func")
        sizes: dict[int, int] = {}
        for index in range(first, first + reader.unsigned()):
            begin = reader.pos
            reader.take(reader.unsigned())
            sizes[index] = reader.pos - begin
        return sizes

    @cached_property
    def data_sizes(self) -> tuple[int, ...]:
        """The bytes of every data segment, without its header."""
        reader = self._reader(11)
        if reader is None:
            return ()
        sizes = []
        for _ in range(reader.unsigned()):
            mode = reader.unsigned()
            if mode == 2:
                reader.unsigned()
            if mode != 1:
                _skip_constant(reader)
            size = reader.unsigned()
            reader.take(size)
            sizes.append(size)
        return tuple(sizes)


def _kind(reader: _Reader) -> ExternKind:
    code = reader.byte()
    if code >= len(_EXTERN_KINDS):
        raise MalformedModule(f"unknown kind {code} at byte {reader.pos}")
    return _EXTERN_KINDS[code]


def _value_types(reader: _Reader) -> tuple[str, ...]:
    return tuple(_VALUE_TYPES.get(code, f"0x{code:02x}") for code in reader.take(reader.unsigned()))


def _skip_constant(reader: _Reader) -> None:
    """Skips an offset expression made of constants, global reads and integer arithmetic."""
    while (opcode := reader.byte()) != 0x0B:
        if opcode in (0x41, 0x42, 0x23, 0xD2):
            reader.unsigned()
        elif opcode == 0x43:
            reader.take(4)
        elif opcode == 0x44:
            reader.take(8)
        elif opcode == 0xD0:
            reader.byte()


def read_module(wasm: bytes) -> ModuleInfo:
    """Reads the section table of a binary module. Raises MalformedModule if it has none."""
    if wasm[:8] != MAGIC:
        raise MalformedModule("not a wasm binary of version 1")
    reader = _Reader(wasm, 8, len(wasm))
    sections = []
    while reader.pos < reader.end:
        section_id, size = reader.byte(), reader.unsigned()
        start = reader.pos
        reader.take(size)
        name = SECTION_NAMES.get(section_id, f"section {section_id}")
        if section_id == 0:
            inner = _Reader(wasm, start, start + size)
            name = inner.text()
            size -= inner.pos - start
            start = inner.pos
        sections.append(Section(section_id, name, start, size))
    return ModuleInfo(wasm, tuple(sections))


def _leb(value: int) -> bytes:
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def replace_custom(wasm: bytes, name: str, content: bytes) -> bytes:
    """The module with the content of its custom section `name` replaced in place, or the section appended."""
    encoded = name.encode("utf-8")
    body = _leb(len(encoded)) + encoded + content
    section = b"\0" + _leb(len(body)) + body
    reader = _Reader(wasm, 8, len(wasm))
    while reader.pos < reader.end:
        begin = reader.pos
        section_id, size = reader.byte(), reader.unsigned()
        start = reader.pos
        reader.take(size)
        if section_id == 0 and _Reader(wasm, start, start + size).text() == name:
            return wasm[:begin] + section + wasm[reader.pos :]
    return wasm + section


def without_custom(wasm: bytes, name: str) -> bytes:
    """The module without its custom sections of that name."""
    kept = bytearray(wasm[:8])
    reader = _Reader(wasm, 8, len(wasm))
    while reader.pos < reader.end:
        begin = reader.pos
        section_id, size = reader.byte(), reader.unsigned()
        start = reader.pos
        reader.take(size)
        if section_id != 0 or _Reader(wasm, start, start + size).text() != name:
            kept += wasm[begin : reader.pos]
    return bytes(kept)
