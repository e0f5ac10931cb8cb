"""The binary format: sections, minimal LEB128, and function bodies joined from encoded instructions.

Every distinct instruction is encoded once; a body is then a look-up per instruction.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from typing import TYPE_CHECKING

from noetlc.ir.errors import IRError
from noetlc.ir.nodes import Global
from noetlc.wat_emit.code import NAMING, FlatFunction, Instr, Signature, import_signature
from noetlc.wat_emit.opcodes import FIXED_SUFFIX, OPCODES, VALUE_TYPES

if TYPE_CHECKING:
    from noetlc.wat_emit.module import WasmModule

_SIGNED_BITS = {"i32.const": 32, "i64.const": 64}
_LOCAL_OPS = frozenset({"local.get", "local.set", "local.tee"})


_SMALL = [bytes((value,)) for value in range(128)]


def unsigned(value: int) -> bytes:
    """Minimal unsigned LEB128."""
    if 0 <= value < 128:
        return _SMALL[value]
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def signed(value: int) -> bytes:
    """Minimal signed LEB128."""
    out = bytearray()
    while not -64 <= value < 64:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value & 127)
    return bytes(out)


def wrap(value: int, bits: int) -> int:
    """`value` modulo 2**bits as a signed number."""
    value &= (1 << bits) - 1
    return value - (1 << bits) if value >> (bits - 1) else value


def name(text: str) -> bytes:
    encoded = text.encode("utf-8", "backslashreplace")  # functions of patterns are named after these
    return unsigned(len(encoded)) + encoded


def vector(items: Iterable[bytes]) -> bytes:
    listed = list(items)
    return unsigned(len(listed)) + b"".join(listed)


def section(code: int, content: bytes) -> bytes:
    return bytes((code,)) + unsigned(len(content)) + content


def encode(module: WasmModule) -> bytes:
    """The whole module."""
    parts = [b"\0asm\x01\0\0\0"]
    parts.append(section(1, vector(_type(t) for t in module.types)))
    if module.imports:
        parts.append(section(2, vector(_import(module, i) for i in range(len(module.imports)))))
    parts.append(section(3, vector(unsigned(module.types[f.signature]) for f in module.functions)))
    if module.has_table:
        size = unsigned(len(module.table) + 1)
        parts.append(section(4, vector([b"\x70\x01" + size + size])))
    initial, maximum = module.memory_pages
    parts.append(section(5, vector([b"\x01" + unsigned(initial) + unsigned(maximum)])))
    if module.globals:
        parts.append(section(6, vector(VALUE_TYPES[g.type] + _mutable(g) + _constant(g.type, g.init) for g in module.globals)))
    exports = [name("memory") + b"\x02\0"]
    exports += [name(export) + b"\0" + unsigned(module.function_index[target]) for export, target in module.exports.items()]
    parts.append(section(7, vector(exports)))
    if module.table:
        members = vector(unsigned(module.function_index[f]) for f in module.table)
        parts.append(section(9, vector([b"\0" + _constant("i32", 1) + members])))
    parts.append(section(10, vector(unsigned(len(body)) + body for body in bodies(module))))
    segments = module.layout.segments
    if segments:
        encoded = (b"\0" + _constant("i32", s.address) + unsigned(len(s.bytes)) + s.bytes for s in segments)
        parts.append(section(11, vector(encoded)))
    if not module.strip:
        parts.append(section(0, name("name") + _names(module)))
    parts += [section(0, name(title) + content) for title, content in module.custom]
    return b"".join(parts)


def _mutable(declared: Global) -> bytes:
    return b"\0" if declared.name.startswith("&") else b"\1"


def _type(signature: Signature) -> bytes:
    params, result = signature
    results = [] if result == "void" else [VALUE_TYPES[result]]
    return b"\x60" + vector(VALUE_TYPES[p] for p in params) + vector(results)


def _import(module: WasmModule, position: int) -> bytes:
    imported = module.imports[position]
    return name(imported.module) + name(imported.field) + b"\0" + unsigned(module.types[import_signature(imported)])


def _constant(type_: str, value: int | float) -> bytes:
    """A constant expression."""
    if type_ == "f64":
        return OPCODES["f64.const"] + struct.pack("<d", value) + OPCODES["end"]
    return OPCODES[f"{type_}.const"] + signed(wrap(int(value), 32 if type_ == "i32" else 64)) + OPCODES["end"]


def bodies(module: WasmModule) -> list[bytes]:
    """The encoded body of each function, in order; computed once."""
    if not module.bodies:
        encoder = _Encoder(module)
        module.bodies = [encoder.body(f) for f in module.functions]
    return module.bodies


class _Encoder:
    """Encodes instructions; remembers those that mean the same in every function."""

    def __init__(self, module: WasmModule) -> None:
        self.module = module
        self.known: dict[Instr, bytes] = {}

    def body(self, function: FlatFunction) -> bytes:
        if function.pieces is None:
            function.pieces = []
            table = self.table(function)
            return _declare(function, function.order) + b"".join(map(table.__getitem__, function.code)) + OPCODES["end"]
        if not function.pieces:
            function.pieces = self.pieces(function)
        return b"".join([piece if isinstance(piece, bytes) else self.known_or_made(function, piece) for piece in function.pieces])

    def table(self, function: FlatFunction) -> dict[Instr, bytes]:
        """The bytes of every instruction of a function."""
        locals_ = function.order
        table: dict[Instr, bytes] = {}
        for instr in self.module.counts[function.name]:
            table[instr] = self.local(function, instr, locals_) if instr[0] in _LOCAL_OPS else self.known_or_made(function, instr)
        return table

    def known_or_made(self, function: FlatFunction, instr: Instr) -> bytes:
        found = self.known.get(instr)
        if found is None:
            found = self.known[instr] = self.instruction(function, instr)
        return found

    def pieces(self, function: FlatFunction) -> list[bytes | Instr]:
        """The bytes of a function that are the same in every module, and between them the instructions that are not."""
        table = self.table(function)
        made: list[bytes | Instr] = []
        run = [_declare(function, function.order)]
        for instr in function.code:
            if instr[0] in NAMING:
                made += (b"".join(run), instr)
                run = []
            else:
                run.append(table[instr])
        return [*made, b"".join(run) + OPCODES["end"]]

    def local(self, function: FlatFunction, instr: Instr, locals_: dict[str, int]) -> bytes:
        op, imm = instr
        index = locals_.get(str(imm))
        if index is None:
            raise IRError(function.name, f"local %{imm} is not declared")
        return OPCODES[op] + unsigned(index)

    def instruction(self, function: FlatFunction, instr: Instr) -> bytes:
        op, imm = instr
        try:
            return self.known_instruction(op, imm)
        except KeyError as error:
            raise IRError(function.name, f"cannot encode {op} {imm!r}: {error} is unknown") from error

    def known_instruction(self, op: str, imm: object) -> bytes:
        module = self.module
        if op in ("block", "loop", "if"):
            return OPCODES[op] + VALUE_TYPES[str(imm)]
        if op in ("br", "br_if") and isinstance(imm, int):
            return OPCODES[op] + unsigned(imm)
        if op == "br_table" and isinstance(imm, tuple):
            return OPCODES[op] + vector(map(unsigned, imm[:-1])) + unsigned(imm[-1])
        if op in _SIGNED_BITS and isinstance(imm, int):
            return OPCODES[op] + signed(wrap(imm, _SIGNED_BITS[op]))
        if op == "f64.const" and isinstance(imm, int):
            return OPCODES[op] + imm.to_bytes(8, "little")
        if op == "call":
            return OPCODES[op] + unsigned(module.function_index[str(imm)])
        if op == "call_indirect":
            return OPCODES[op] + unsigned(module.types[imm]) + b"\0"  # type: ignore[index]
        if op in ("global.get", "global.set"):
            return OPCODES[op] + unsigned(module.global_index[str(imm)])
        if op == "data":
            held = module.global_index.get(f"&{imm}")
            address = module.layout.addresses[str(imm)]
            return OPCODES["i32.const"] + signed(address) if held is None else OPCODES["global.get"] + unsigned(held)
        if op == "func":
            return OPCODES["i32.const"] + signed(module.table_index[str(imm)])
        if isinstance(imm, int):
            return OPCODES[op] + b"\0" + unsigned(imm)  # alignment hint 0: any address
        return OPCODES[op] + FIXED_SUFFIX.get(op, b"")


def _declare(function: FlatFunction, locals_: dict[str, int]) -> bytes:
    """The local declarations: runs of (count, type)."""
    runs: list[tuple[int, str]] = []
    for local in list(locals_)[len(function.params) :]:
        type_ = function.locals[local]
        if runs and runs[-1][1] == type_:
            runs[-1] = (runs[-1][0] + 1, type_)
        else:
            runs.append((1, type_))
    return vector(unsigned(count) + VALUE_TYPES[type_] for count, type_ in runs)


def _names(module: WasmModule) -> bytes:
    """The contents of the name section: functions and their locals."""
    functions = vector(unsigned(index) + name(text) for text, index in module.function_index.items())
    locals_ = []
    for function in module.functions:
        named = function.order
        if named:
            locals_.append(unsigned(module.function_index[function.name]) + vector(unsigned(i) + name(n) for n, i in named.items()))
    return section(1, functions) + section(2, vector(locals_))
