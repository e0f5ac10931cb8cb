"""The text format (WAT): one instruction a line, indented by nesting."""

from __future__ import annotations

import math
import re
import struct
from typing import TYPE_CHECKING

from noetlc.wat_emit.binary import wrap
from noetlc.wat_emit.code import FlatFunction, Instr, Signature, import_signature

if TYPE_CHECKING:
    from noetlc.wat_emit.module import WasmModule

_NAMED = frozenset(("local.get", "local.set", "local.tee", "global.get", "global.set", "call", "call_indirect", "data", "func"))
_NOT_ID = re.compile(r"[^0-9A-Za-z!#$%&'*+\-./:<=>?@\\^_`|~]")


def render(module: WasmModule) -> str:
    """The whole module."""
    names = _identifiers(list(module.function_index))
    globals_ = _identifiers([g.name for g in module.globals])
    lines = ["(module"]
    lines += [f"  (type (;{i};) (func{_signature(t)}))" for t, i in module.types.items()]
    for imported in module.imports:
        where = f"{_string(imported.module.encode())} {_string(imported.field.encode())}"
        lines.append(f"  (import {where} (func {names[imported.name]}{_signature(import_signature(imported))}))")
    if module.has_table:
        size = len(module.table) + 1
        lines.append(f"  (table {size} {size} funcref)")
    lines.append(f"  (memory {module.memory_pages[0]} {module.memory_pages[1]})")
    for item in module.globals:
        value = _f64(struct.unpack("<Q", struct.pack("<d", item.init))[0]) if item.type == "f64" else str(int(item.init))
        type_ = item.type if item.name[0] == "&" else f"(mut {item.type})"
        lines.append(f"  (global {globals_[item.name]} {type_} ({item.type}.const {value}))")
    lines.append('  (export "memory" (memory 0))')
    lines += [f"  (export {_string(e.encode())} (func {names[f]}))" for e, f in module.exports.items()]
    if module.table:
        lines.append(f"  (elem (i32.const 1) func {' '.join(names[f] for f in module.table)})")
    writer = _Writer(module, names, globals_)
    for function in module.functions:
        lines += writer.function(function)
    lines += [f"  (data (i32.const {s.address}) {_string(s.bytes)})" for s in module.layout.segments]
    lines += [f"  (@custom {_string(title.encode())} {_string(content)})" for title, content in module.custom]
    return "\n".join(lines) + "\n)\n"


def _identifiers(names: list[str]) -> dict[str, str]:
    """Distinct text identifiers; characters that may not stand in one become `_`."""
    taken: set[str] = set()
    found: dict[str, str] = {}
    for name in names:
        base = identifier = "$" + (_NOT_ID.sub("_", name) or "_")
        count = 1
        while identifier in taken:
            count += 1
            identifier = f"{base}~{count}"
        taken.add(identifier)
        found[name] = identifier
    return found


def _signature(signature: Signature) -> str:
    params, result = signature
    text = f" (param {' '.join(params)})" if params else ""
    return text if result == "void" else f"{text} (result {result})"


def _string(content: bytes) -> str:
    plain = (chr(b) if 32 <= b < 127 and b not in (34, 92) else f"\\{b:02x}" for b in content)
    return f'"{"".join(plain)}"'


def _f64(bits: int) -> str:
    """A float constant in hexadecimal, exactly."""
    value: float = struct.unpack("<d", struct.pack("<Q", bits))[0]
    if math.isnan(value):
        return f"{'-' if bits >> 63 else ''}nan:0x{bits & 0xFFFFFFFFFFFFF:x}"
    return value.hex()


class _Writer:
    def __init__(self, module: WasmModule, names: dict[str, str], globals_: dict[str, str]) -> None:
        self.module = module
        self.names = names
        self.globals = globals_

    def function(self, function: FlatFunction) -> list[str]:
        used = list(function.order)
        locals_ = _identifiers(used)
        head = "".join(f" (param {locals_[p]} {function.locals[p]})" for p in function.params)
        if function.result != "void":
            head += f" (result {function.result})"
        lines = [f"  (func {self.names[function.name]}{head}"]
        lines += [f"    (local {locals_[n]} {function.locals[n]})" for n in used[len(function.params) :]]
        depth = 2
        for instr in function.code:
            op = instr[0]
            if op in ("end", "else"):
                depth -= 1
            lines.append("  " * depth + self.instruction(instr, locals_))
            if op in ("block", "loop", "if", "else"):
                depth += 1
        lines.append("  )")
        return lines

    def instruction(self, instr: Instr, locals_: dict[str, str]) -> str:
        op, imm = instr
        if op in ("block", "loop", "if"):
            return op if imm == "void" else f"{op} (result {imm})"
        if op in ("br", "br_if"):
            return f"{op} {imm}"
        if op == "br_table" and isinstance(imm, tuple):
            return f"br_table {' '.join(map(str, imm))}"
        if op in _NAMED:
            return self.named(op, imm, locals_)
        if op == "f64.const" and isinstance(imm, int):
            return f"f64.const {_f64(imm)}"
        if op in ("i32.const", "i64.const") and isinstance(imm, int):
            return f"{op} {wrap(imm, 32 if op == 'i32.const' else 64)}"
        if isinstance(imm, int):
            return f"{op} offset={imm} align=1" if imm else f"{op} align=1"
        return op

    def named(self, op: str, imm: object, locals_: dict[str, str]) -> str:
        """An instruction that names a variable, a function, a type or a place."""
        if op in ("local.get", "local.set", "local.tee"):
            return f"{op} {locals_[str(imm)]}"
        if op in ("global.get", "global.set"):
            return f"{op} {self.globals[str(imm)]}"
        if op == "call":
            return f"call {self.names[str(imm)]}"
        if isinstance(imm, tuple):
            return f"call_indirect (type {self.module.types[imm]})"
        if op == "data":
            held = self.globals.get(f"&{imm}")
            shown = f"global.get {held}" if held else f"i32.const {self.module.layout.addresses[str(imm)]}"
            return f"{shown} ;; address of {_comment(str(imm))}"
        return f"i32.const {self.module.table_index[str(imm)]} ;; function {_comment(str(imm))}"


def _comment(text: str) -> str:
    """A name as it may stand in a line comment."""
    return ascii(text)[1:-1]
