"""The exports a call needs: memory, `alloc` and the entry, through wasmtime's public classes or, faster, its C functions.

The public classes rebuild type objects at every call and wrap every export. The short way makes a whole call take about half the
time. It relies on names that are not public, so it is used only where all of them are found as expected.
"""

from __future__ import annotations

import ctypes
from typing import Any, Protocol

import wasmtime
from wasmtime import Store, WasmtimeError


class Exports(Protocol):
    """One instance's memory and functions. Calls raise what wasmtime raises, `Trap` above all."""

    def size(self) -> int:
        """Bytes of the memory now."""
        ...

    def base(self) -> int:
        """Address of the memory now; only valid for a memory that is not empty, and until it grows."""
        ...

    def alloc(self, length: int) -> int: ...

    def enter(self, pointer: int, length: int) -> int: ...


class PublicExports:
    """The exports through `Memory` and `Func`."""

    def __init__(self, store: Store, instance: Any, entry: str) -> None:
        exports = instance.exports(store)
        self._store = store
        self._memory = exports["memory"]
        self._alloc = exports["alloc"]
        self._entry = exports[entry]

    def size(self) -> int:
        return int(self._memory.data_len(self._store))

    def base(self) -> int:
        return ctypes.addressof(self._memory.data_ptr(self._store).contents)

    def alloc(self, length: int) -> int:
        return int(self._alloc(self._store, length))

    def enter(self, pointer: int, length: int) -> int:
        return int(self._entry(self._store, pointer, length))


class DirectExports:
    """The exports through the C functions, without type checks: the module was checked when it was loaded."""

    def __init__(self, store: Any, instance: Any, entry: str) -> None:
        self._store = store
        self._context = store._context()
        self._instance = ctypes.byref(instance._instance)
        # The structures own what the references point to.
        self._externs = [self._export(name) for name in ("memory", "alloc", entry)]
        memory, alloc, function = self._externs
        self._memory = ctypes.byref(memory.of.memory)
        self._alloc = ctypes.byref(alloc.of.func)
        self._entry = ctypes.byref(function.of.func)

    def _export(self, name: str) -> Any:
        found = _C.wasmtime_extern_t()
        encoded = name.encode("utf-8")
        buffer = ctypes.create_string_buffer(encoded)
        if not _C.wasmtime_instance_export_get(self._context, self._instance, buffer, len(encoded), ctypes.byref(found)):
            raise WasmtimeError(f"no export {name}")
        return found

    def size(self) -> int:
        return int(_C.wasmtime_memory_data_size(self._context, self._memory))

    def base(self) -> int:
        return ctypes.addressof(_C.wasmtime_memory_data(self._context, self._memory).contents)

    def alloc(self, length: int) -> int:
        values = _Values()
        values[0].i32 = length
        self._call(self._alloc, values, 1)
        return int(values[0].i32)

    def enter(self, pointer: int, length: int) -> int:
        values = _Values()
        values[0].i32 = pointer
        values[1].i32 = length
        self._call(self._entry, values, 2)
        return int(values[0].i64)

    def _call(self, function: Any, values: Any, count: int) -> None:
        with _enter_wasm(self._store) as trap:
            error = _C.wasmtime_func_call_unchecked(self._context, function, values, count, trap)
            if error:
                raise WasmtimeError._from_ptr(error)


_NEEDED = (
    "wasmtime_extern_t",
    "wasmtime_instance_export_get",
    "wasmtime_memory_data",
    "wasmtime_memory_data_size",
    "wasmtime_func_call_unchecked",
    "wasmtime_val_raw_t",
)

_C: Any = getattr(wasmtime, "_bindings", None)
_enter_wasm: Any = getattr(getattr(wasmtime, "_func", None), "enter_wasm", None)


def _direct_works() -> bool:
    if _enter_wasm is None or not all(hasattr(_C, name) for name in _NEEDED):
        return False
    if not hasattr(wasmtime.Instance, "_from_raw") or not hasattr(Store, "_context"):
        return False
    return ctypes.sizeof(_C.wasmtime_val_raw_t) == 16


DIRECT = _direct_works()
_Values: Any = _C.wasmtime_val_raw_t * 2 if DIRECT else None


def exports_of(store: Store, instance: Any, entry: str) -> Exports:
    """The exports of an instance whose module has them with the right types."""
    return DirectExports(store, instance, entry) if DIRECT else PublicExports(store, instance, entry)
