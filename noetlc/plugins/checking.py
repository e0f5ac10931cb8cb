"""What a plug-in must be before anybody links or runs it: the exports of `platform.md` §1, and the four imports at most."""

from __future__ import annotations

from collections.abc import Iterable

from noetlc.host.binding import RING, RING_MODULE
from noetlc.host.errors import HostError
from noetlc.host.module import ALLOC_TYPE, ENTRY_TYPE
from noetlc.host.sections import FuncType, MalformedModule, ModuleInfo, read_module
from noetlc.host.shape import TooLarge, check_shape
from noetlc.plugins.model import Plugin, PluginError

RING_NAMES = ", ".join(sorted(RING))


def check_contract(plugin: Plugin, entries: Iterable[str], most_pages: int) -> None:
    """Raises PluginError P01, P02, P03 or P07 for a plug-in that a host would not take, or whose memory begins too large."""
    try:
        info = read_module(plugin.wasm)
        _ = info.imports, info.exports, info.tables, info.memory_pages
        check_shape(info)
    except MalformedModule as error:
        raise PluginError("P01", f"this is no wasm module: {error}") from error
    except TooLarge as error:
        raise PluginError("P07", str(error), "split the plug-in, or build it for size") from error
    _check_imports(info)
    _check_exports(info, entries)
    least = max((least for least, _ in info.memory_pages), default=0)
    if least > most_pages:
        message = f"a memory of it begins with {least} pages, and it may have {most_pages}"
        raise PluginError("P07", message, "begin with less memory and grow, or raise executor.wasm.limits.memory_mb")


def _check_imports(info: ModuleInfo) -> None:
    for wanted in info.imports:
        known = RING.get(wanted.name) if wanted.module == RING_MODULE and wanted.kind == "func" else None
        if known is None:
            hint = f"a plug-in may import noetl.{{{RING_NAMES}}} and nothing else: no WASI, no clock, no other module"
            raise PluginError("P02", f"it imports {wanted.module}.{wanted.name}, which nobody grants", hint)
        params, results = known[0]
        if wanted.type is None or (wanted.type.params, wanted.type.results) != (params, results):
            message = f"it imports noetl.{wanted.name} as {wanted.type}, which is {FuncType(params, results)}"
            raise PluginError("P02", message, "declare the import with this type")


def _check_exports(info: ModuleInfo, entries: Iterable[str]) -> None:
    memory = info.exports.get("memory")
    if memory is None or memory.kind != "memory":
        raise PluginError("P03", "it exports no memory of the name memory", "export the memory through which bytes come and go")
    for name, (params, results) in (("alloc", ALLOC_TYPE), *((entry, ENTRY_TYPE) for entry in entries)):
        export = info.exports.get(name)
        wanted = FuncType(params, results)
        if export is None or export.kind != "func":
            found = ", ".join(e.name for e in info.exports.values() if e.type == FuncType(*ENTRY_TYPE)) or "none"
            hint = f"its entries are: {found}" if name != "alloc" else "hosts call alloc to place the input"
            raise PluginError("P03", f"it exports no function {name}", hint)
        if export.type != wanted:
            raise PluginError("P03", f"it exports {name} as {export.type}, which must be {wanted}", "")


def compiles(wasm: bytes) -> None:
    """Raises PluginError P04 for code that wasmtime 27 does not validate by default."""
    from wasmtime import Module, WasmtimeError

    from noetlc.host.engine import engine

    try:
        Module.validate(engine(), wasm)
    except (WasmtimeError, HostError) as error:
        raise PluginError("P04", f"it does not validate: {error}", "hosts take what wasmtime 27 validates by default") from error
