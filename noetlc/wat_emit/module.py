"""An assembled wasm module: everything resolved to indices, ready to be rendered as bytes or text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from noetlc.ir.nodes import Global, Import
from noetlc.wat_emit.binary import bodies, encode
from noetlc.wat_emit.code import FlatFunction, Instr, Signature
from noetlc.wat_emit.layout import Layout
from noetlc.wat_emit.text import render


@dataclass(slots=True)
class WasmModule:
    """`functions` in index order after `imports`; `table` are function names from table index 1 on."""

    types: dict[Signature, int]
    imports: list[Import]
    functions: list[FlatFunction]
    globals: list[Global]
    table: list[str]
    layout: Layout
    memory_pages: tuple[int, int]
    exports: dict[str, str]  # export name -> function name
    custom: list[tuple[str, bytes]]
    strip: bool
    function_index: dict[str, int]
    global_index: dict[str, int]
    table_index: dict[str, int]
    counts: dict[str, Mapping[Instr, int]] = field(default_factory=dict)  # function -> how often each instruction occurs
    bodies: list[bytes] = field(default_factory=list)  # encoded by the first `binary` or `sizes`

    @property
    def has_table(self) -> bool:
        """True if the module needs a table: it has members or calls through it."""
        return bool(self.table) or any(op == "call_indirect" for function in self.functions for op, _ in function.named)

    def binary(self) -> bytes:
        """The module in the binary format."""
        return encode(self)

    def text(self) -> str:
        """The module in the text format."""
        return render(self)

    def sizes(self) -> dict[str, int]:
        """Bytes by function (`@name`) and by data item (`$name`)."""
        sizes = {f"@{f.name}": len(b) for f, b in zip(self.functions, bodies(self), strict=True)}
        items = list(self.layout.addresses.items())
        ends = [address for _, address in items[1:]] + [self.layout.end]
        sizes.update((f"${name}", end - address) for (name, address), end in zip(items, ends, strict=True))
        return sizes
