"""One instance of a module, by the public classes of wasmtime. The short way (`fast.py`) has the same methods."""

from __future__ import annotations

import ctypes
from typing import Protocol

from wasmtime import Store

from noetlc.host.engine import engine, memory_stays
from noetlc.host.module import LoadedModule

StoreLimits = tuple[int, int, int, int, int]
"""Bytes of each memory, elements of each table; numbers of instances, tables and memories."""


class Instance(Protocol):
    """A store with one instance: its exported memory, `alloc` and one entry. Calls raise what wasmtime raises, `Trap` above all, and
    ImportFailed where an import raised."""

    def size(self) -> int:
        """Bytes of the memory now."""
        ...

    def base(self) -> int:
        """Address of the memory now; only valid for a memory that is not empty, and until it grows."""
        ...

    def alloc(self, length: int) -> int: ...

    def enter(self, pointer: int, length: int) -> int: ...

    def close(self) -> None:
        """Frees the store."""
        ...


class PublicInstance:
    """An instance through `Store`, `Memory` and `Func`."""

    def __init__(self, module: LoadedModule, entry: str, limits: StoreLimits, ticks: int | None) -> None:
        """`ticks` of the epoch until calls end, for code that checks it. Raises Trap, WasmtimeError, ImportFailed."""
        self._store = store = Store(engine(epochs=module.epochs))
        try:
            store.set_limits(*limits)
            if ticks is not None:
                store.set_epoch_deadline(ticks)
            exports = module.instantiate(store).exports(store)
            self._memory, self._alloc, self._entry = exports["memory"], exports["alloc"], exports[entry]
            self._base = 0
        except BaseException:
            store.close()
            raise

    def size(self) -> int:
        return int(self._memory.data_len(self._store))

    def base(self) -> int:
        if not self._base or not memory_stays():
            self._base = ctypes.addressof(self._memory.data_ptr(self._store).contents)
        return self._base

    def alloc(self, length: int) -> int:
        return int(self._alloc(self._store, length))

    def enter(self, pointer: int, length: int) -> int:
        return int(self._entry(self._store, pointer, length))

    def close(self) -> None:
        self._store.close()
