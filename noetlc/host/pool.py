"""An engine whose memories are used again: cleared instead of unmapped, which halves the time of a short call. What a call needs beyond
that comes in large pages where Linux has them: a page of 4 KiB costs a fault, and these took a quarter of a call with megabytes.

A module of the pool is in no way another one: memories and tables are as they were declared, at every call, and no call sees what another
one left. Only modules that fit are taken, and those that do not find room go the ordinary way.
"""

from __future__ import annotations

import ctypes
import mmap
import threading
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import wasmtime
from wasmtime import Config, Engine

from noetlc.host.engine import configured
from noetlc.host.sections import ModuleInfo
from noetlc.late import late

if TYPE_CHECKING:
    import importlib.metadata
else:
    importlib = late("importlib", "importlib.metadata")

_C: Any = getattr(wasmtime, "_bindings", None)

CALLS = 8  # that may use it at a time; what they keep is the memory that a process grows by
MEMORIES, TABLES, ELEMENTS = 4, 4, 10_000  # of one module
KEPT = 4 << 20  # bytes of a memory that are cleared instead of given back
KEPT_OF_TABLE = 1 << 20
_LARGE_PAGE = 2 << 20
_ADDRESSES = CALLS * MEMORIES * 5 << 30  # more than it reserves
_VERSIONS = range(32, 51)
"""Major versions of wasmtime, tried at both ends and in between: a configuration that a version does not take ends the process."""


class Pool:
    """The engine, and a ticket for every instance that may be open at a time."""

    def __init__(self, target: Engine) -> None:
        self.engine = target
        self.tickets: list[None] = [None] * CALLS
        self._advise = _madvise()
        self._advised: set[int] = set()

    def prefer_large_pages(self, base: int) -> None:
        """Asks for large pages beyond the first for the memory at this address: once, for all calls that get this memory. A call that needs
        no more than that takes no more than before."""
        if base in self._advised or self._advise is None:
            return
        self._advised.add(base)
        start = base + 2 * _LARGE_PAGE - 1 & -_LARGE_PAGE
        self._advise(start, base + (1 << 32) - start, mmap.MADV_HUGEPAGE)


def _madvise() -> Callable[[int, int, int], int] | None:
    """The C function, on Linux."""
    if not hasattr(mmap, "MADV_HUGEPAGE"):
        return None
    try:
        function = ctypes.CDLL(None).madvise
    except (AttributeError, OSError):
        return None
    function.restype, function.argtypes = ctypes.c_int, [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
    advise: Callable[[int, int, int], int] = function
    return advise


_lock = threading.Lock()


def shared_pool() -> Pool | None:
    """The engine whose memories are used again, cleared; None where there is none."""
    with _lock:
        return _pool()


@lru_cache(maxsize=1)
def _pool() -> Pool | None:
    try:
        if int(importlib.metadata.version("wasmtime").split(".")[0]) not in _VERSIONS:
            return None
        # An engine that does not get its addresses ends the process.
        mmap.mmap(-1, _ADDRESSES, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, prot=0).close()
        config = configured(Config())
        sizes = {
            "total_core_instances": CALLS,
            "total_memories": CALLS * MEMORIES,
            "total_tables": CALLS * TABLES,
            "max_memories_per_module": MEMORIES,
            "max_tables_per_module": TABLES,
            "table_elements": ELEMENTS,
            "max_memory_size": 1 << 32,
            "linear_memory_keep_resident": KEPT,
            "table_keep_resident": KEPT_OF_TABLE,
        }
        setters = {getattr(_C, f"wasmtime_pooling_allocation_config_{name}_set"): size for name, size in sizes.items()}
        pooling = _C.wasmtime_pooling_allocation_config_new()
        for setter, size in setters.items():
            setter(pooling, size)
        _C.wasmtime_pooling_allocation_strategy_set(config.ptr(), pooling)
        _C.wasmtime_pooling_allocation_config_delete(pooling)
        return Pool(Engine(config))
    except (ImportError, AttributeError, OSError, OverflowError, TypeError, ValueError):
        return None


def fits(info: ModuleInfo) -> bool:
    """Whether the pool has what the module has, and its tables cannot grow beyond what the pool has."""
    tables, memories = info.tables, info.memory_pages
    return len(memories) <= MEMORIES and len(tables) <= TABLES and all(most is not None and most <= ELEMENTS for _, most in tables)
