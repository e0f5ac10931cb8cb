"""A module made ready to call: validated, compiled, its exports checked and its imports bound."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any

from wasmtime import FuncType as WasmFuncType
from wasmtime import Linker, Module, ValType, WasmtimeError, wat2wasm

from noetlc.diagnostics.terminal import SHORT, shown
from noetlc.host.binding import Frame, Signature, implementation
from noetlc.host.compiling import CompilationFailed, compile_apart
from noetlc.host.engine import engine
from noetlc.host.errors import HostError, Origin, said
from noetlc.host.limits import RunLimits
from noetlc.host.sections import ABI, MAGIC, FuncType, MalformedModule, ModuleInfo, read_module
from noetlc.host.shape import MODULE_LIMITS, Shape, TooLarge, check_shape
from noetlc.json_text import read_json

PAGE = 65536  # bytes
ENTRY_TYPE = (("i32", "i32"), ("i64",))
ALLOC_TYPE = (("i32",), ("i32",))

# The call that runs on this thread; a tool may run another module, so they nest.
_running = threading.local()


class running:
    """Makes `frame` the one that imports called on this thread act on."""

    __slots__ = ("_frame", "_outer")

    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    def __enter__(self) -> None:
        self._outer = getattr(_running, "frame", None)
        _running.frame = self._frame

    def __exit__(self, *_: object) -> None:
        _running.frame = self._outer


def _value_type(name: str) -> ValType:
    return ValType.i64() if name == "i64" else ValType.i32()


def to_binary(data: bytes) -> bytes:
    """Binary modules unchanged; WAT text assembled. Raises HostError `Compile`."""
    if data[:4] == MAGIC[:4]:
        return data
    if len(data) > MODULE_LIMITS.text:
        raise HostError("Compile", f"{len(data)} bytes are too much for WAT text, which has at most {MODULE_LIMITS.text}")
    try:
        return bytes(wat2wasm(data.decode("utf-8")))
    except (UnicodeDecodeError, WasmtimeError) as error:
        raise HostError("Compile", f"neither a wasm binary nor WAT text: {said(error)}") from error


BoundImport = tuple[tuple[str, str], Signature, Callable[..., "int | None"]]
"""Module and name, type, and what runs when it is called."""


class ImportFailed(Exception):
    """An import raised; `take_failure` has what."""


class LoadedModule:
    """A compiled module with its imports bound; instantiated afresh for every call.

    `failure` of the running frame's imports travels through `failures`, keyed by frame, because wasmtime's own way of
    carrying a Python exception through wasm is one slot per process.
    """

    def __init__(
        self, wasm: bytes, *, epochs: bool = False, precompiled: Callable[[], Module | None] | None = None, trusted: bool = False
    ) -> None:
        """`wasm` is binary. `precompiled` may give the compiled code from a cache. What is not `trusted`, which modules of this compiler
        are, is compiled in a process that can be ended, if it might take long. Raises HostError `Compile` or `Instantiate`.
        """
        self.wasm = wasm
        self.digest = hashlib.sha256(wasm).hexdigest()
        self.epochs = epochs
        self.ours = False  # made by this compiler: the cache that gives it out knows
        self.info, shape = _read(wasm)
        self.failure = threading.local()
        _check_abi(self.manifest)
        target = engine(epochs=epochs)
        module = precompiled() if precompiled is not None else None
        if module is None:
            try:
                module = Module(target, wasm) if trusted or shape.quick else compile_apart(wasm, epochs=epochs)
            except (WasmtimeError, CompilationFailed) as error:
                raise HostError("Compile", said(error)) from error
        self.module = module
        self.bound = list(self._imports())
        self.opener: Any = None  # of instances, kept by `fast.opener`
        self.store_limits: tuple[RunLimits, tuple[int, int, int, int, int]] | None = None  # of the last call
        self._entries: set[str] = set()

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """The decoded `noetlc.manifest` section; empty if the module has none that can be read."""
        return _json_section(self.info, "noetlc.manifest")

    @cached_property
    def sites(self) -> dict[str, Any]:
        """The decoded `noetlc.sites` section: site id to `[line, column, step, inner line]`; empty for a stripped module."""
        return _json_section(self.info, "noetlc.sites")

    @property
    def stop_word(self) -> int | None:
        """The address of the word that ends a call, if the module is known to look at it; inside its memory from the start."""
        return self._stop_word if self.ours else None

    @cached_property
    def _stop_word(self) -> int | None:
        address, memory = self.manifest.get("stop_word"), self.info.exports.get("memory")
        if not isinstance(address, int) or memory is None or memory.kind != "memory":
            return None
        least = self.info.memory_pages[memory.index][0] * PAGE
        return address if 0 <= address <= least - 4 and address % 4 == 0 else None

    def origin(self, entry: str) -> Origin:
        """Path and version that error messages name, as the manifest gives them."""
        playbook = self.manifest.get("playbook")
        if not isinstance(playbook, dict):
            return Origin(entry=entry)
        name = playbook.get("path") or playbook.get("name") or Origin.path
        return Origin(shown(str(name), longest=SHORT), shown(str(playbook.get("version") or "0"), longest=SHORT), entry)

    @cached_property
    def linker(self) -> Linker:
        """Has the imports."""
        linker = Linker(engine(epochs=self.epochs))
        for (module, name), (params, results), function in self.bound:
            signature = WasmFuncType([_value_type(p) for p in params], [_value_type(r) for r in results])
            linker.define_func(module, name, signature, function)
        return linker

    @cached_property
    def _pre(self) -> Any:
        prepare = getattr(self.linker, "instantiate_pre", None)
        return None if prepare is None else prepare(self.module)

    def instantiate(self, store: Any) -> Any:
        """A fresh instance in `store`, by the public classes."""
        if self._pre is not None:
            return self._pre.instantiate(store)
        return self.linker.instantiate(store, self.module)

    def check_entry(self, entry: str, origin: Origin) -> None:
        """Raises HostError `MissingExport` unless memory, alloc and the entry exist with their types."""
        if entry in self._entries:
            return
        exports = self.info.exports
        memory = exports.get("memory")
        if memory is None or memory.kind != "memory":
            raise HostError("MissingExport", "no export `memory`", origin)
        for name, (params, results) in (("alloc", ALLOC_TYPE), (entry, ENTRY_TYPE)):
            export = exports.get(name)
            if export is None or export.type is None or (export.type.params, export.type.results) != (params, results):
                raise HostError("MissingExport", f"no export `{name}` of type {FuncType(params, results)}", origin)
        self._entries.add(entry)

    def _imports(self) -> Iterator[BoundImport]:
        bound: set[tuple[str, str]] = set()
        for wanted in self.info.imports:
            label = f"{wanted.module}.{wanted.name}"
            if (wanted.module, wanted.name) in bound:
                continue
            found = implementation(wanted.module, wanted.name) if wanted.kind == "func" else None
            if found is None:
                raise HostError("Instantiate", f"import `{label}` is not granted")
            (params, results), function = found
            if wanted.type is None or (wanted.type.params, wanted.type.results) != (params, results):
                raise HostError("Instantiate", f"import `{label}` has type {wanted.type}, not {FuncType(params, results)}")
            bound.add((wanted.module, wanted.name))
            yield (wanted.module, wanted.name), (params, results), self._trampoline(function)

    def _trampoline(self, function: Callable[..., int | None]) -> Callable[..., int | None]:
        failure = self.failure

        def enter(*arguments: int) -> int | None:
            frame = _running.frame
            call = frame.call
            try:
                call.check()
                call.open = True
                try:
                    result = function(frame, *arguments)
                finally:
                    call.open = False
                call.check()
            except BaseException as error:
                call.open = False
                if not isinstance(error, ImportFailed):  # of an import inside this one: the cause is known already
                    failure.error = error
                # What is no Exception ends the process in the glue of wasmtime 27.
                raise ImportFailed from error
            return result

        return enter

    @property
    def failed(self) -> bool:
        """Whether an import raised on this thread since the last look."""
        return getattr(self.failure, "error", None) is not None

    def take_failure(self) -> BaseException | None:
        """The exception that an import of this module raised on this thread since the last look, if any."""
        error: BaseException | None = getattr(self.failure, "error", None)
        self.failure.error = None
        return error


def _check_abi(manifest: dict[str, Any]) -> None:
    """What is no number is no claim; modules of other compilers have none."""
    abi = manifest.get("abi")
    if isinstance(abi, int) and not 1 <= abi <= ABI:
        raise HostError("Instantiate", f"the module is of ABI {abi}, this host knows 1 to {ABI}")


def _json_section(info: ModuleInfo, name: str) -> dict[str, Any]:
    raw = info.custom(name)
    if raw is None:
        return {}
    try:
        value = read_json(raw)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _read(wasm: bytes) -> tuple[ModuleInfo, Shape]:
    try:
        info = read_module(wasm)
        # Touch what every call needs, so that a malformed module is refused here and not in the middle of a call.
        _ = info.imports, info.exports, info.tables, info.memory_pages
        shape = check_shape(info)
    except (MalformedModule, TooLarge) as error:
        raise HostError("Compile", str(error)) from error
    return info, shape
