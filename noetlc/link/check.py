"""What a plug-in must be before it is linked: sound, within limits, of known features, with the imports and exports of the contract."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from noetlc.host.sections import MalformedModule, read_module
from noetlc.host.shape import TooLarge, check_shape
from noetlc.late import late
from noetlc.link import module as decoded
from noetlc.link.errors import LinkError, malformed, refused
from noetlc.link.instructions import FUNC, MEMORY
from noetlc.link.module import I32, I64, KIND_NAMES, FuncType, signature
from noetlc.link.reader import decode

if TYPE_CHECKING:
    import wasmtime

    from noetlc.host import engine as host_engine
else:
    wasmtime, host_engine = late("wasmtime"), late("noetlc.host.engine")

RING: Final = "noetl"
RING_TYPES: Final[dict[str, FuncType]] = {
    "emit": (I32, b""),
    "event_publish": (I32 * 2, I32),
    "result_put": (I32 * 4, I32),
    "object_put": (I32 * 4, I32),
}
ENTRY: Final[FuncType] = (I32 * 2, I64)
ALLOC: Final[FuncType] = (I32, I32)

_HINTS: Final = {
    "wasi_snapshot_preview1": "there is no WASI: build for wasm32-unknown-unknown, without output, files, clock and random numbers",
    "env": "a function that the build did not define, or AssemblyScript's abort: build with --use abort=",
}
_LONGEST = 200


def checked(wasm: bytes, entries: Iterable[str]) -> decoded.Module:
    """The decoded plug-in. Raises LinkError P01, P02, P03, P04, P07."""
    module = sound(wasm)
    for one in module.imports:
        _check_import(module, one)
    memory = module.exports.get("memory")
    if memory is None or memory.kind != MEMORY:
        raise LinkError("P03", "the plug-in exports no memory called `memory`", "export its memory")
    for name, type_ in (("alloc", ALLOC), *((entry, ENTRY) for entry in entries)):
        export = module.exports.get(name)
        if export is None:
            known = [title for title, one in module.exports.items() if one.kind == FUNC]
            raise LinkError("P03", f"the plug-in exports no function `{_short(name)}`", f"it exports {_short(', '.join(known)) or 'none'}")
        if export.kind != FUNC:
            kind = KIND_NAMES[export.kind]
            raise LinkError("P03", f"the plug-in's export `{_short(name)}` is a {kind}", f"a function {signature(type_)} is needed")
        found = module.function_types()[export.index]
        if found != type_:
            raise LinkError("P03", f"the plug-in's `{_short(name)}` has type {signature(found)}", f"{signature(type_)} is needed")
    return module


def sound(wasm: bytes) -> decoded.Module:
    """The decoded module of bytes that wasmtime 27 would accept and our limits allow. Raises LinkError P01, P04, P07."""
    try:
        check_shape(read_module(wasm))
    except TooLarge as error:
        raise LinkError("P07", str(error), "split the plug-in, or build it for size") from None
    except MalformedModule as error:
        # What needs a proposal may look malformed to a reader that does not know it: the decoder says it better.
        decode(wasm)
        raise malformed(str(error)) from None
    module = decode(wasm)
    validate(wasm)
    return module


def validate(wasm: bytes) -> None:
    """Raises LinkError P04 if only newer features would make it valid, else P01."""
    try:
        wasmtime.Module.validate(host_engine.engine(), wasm)
    except wasmtime.WasmtimeError as error:
        why = _short(str(error).split("Caused by:")[-1].strip())
        try:
            wasmtime.Module.validate(_newest(), wasm)
        except wasmtime.WasmtimeError:
            raise malformed(why) from None
        raise refused(f"what this module does ({why})") from None


@lru_cache(maxsize=1)
def _newest() -> wasmtime.Engine:
    return wasmtime.Engine(wasmtime.Config())


def _check_import(module: decoded.Module, one: decoded.Import) -> None:
    label = f"`{_short(one.module)}.{_short(one.name)}`"
    expected = RING_TYPES.get(one.name) if one.module == RING else None
    if expected is None:
        hint = _HINTS.get(one.module, f"a plug-in may import {', '.join(RING_TYPES)} of noetl alone")
        raise LinkError("P02", f"the plug-in imports {label}", hint)
    if one.kind != FUNC:
        raise LinkError("P02", f"the plug-in imports {label} as a {KIND_NAMES[one.kind]}", f"it is a function {signature(expected)}")
    assert isinstance(one.description, int)
    found = module.types[one.description]
    if found != expected:
        raise LinkError("P02", f"the plug-in imports {label} with type {signature(found)}", f"its type is {signature(expected)}")


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
