"""IR to WebAssembly: `emit` assembles a module that renders as bytes and as text."""

from noetlc.wat_emit.assemble import emit
from noetlc.wat_emit.module import WasmModule

__all__ = ["WasmModule", "emit"]
