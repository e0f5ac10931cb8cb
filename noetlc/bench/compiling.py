"""What making a module ready costs: the build, and wasmtime's compilation with and without a cache."""

from __future__ import annotations

import hashlib
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from wasmtime import Module

from noetlc.host.cache import DiskCache
from noetlc.host.engine import engine
from noetlc.host.module import LoadedModule

TIMES = 3
CACHED_TIMES = 15


@dataclass(frozen=True, slots=True)
class Spent:
    """Median seconds of wall clock and of processor time."""

    wall: float
    processor: float


@dataclass(frozen=True, slots=True)
class Ready:
    """`cold` is wasmtime's compilation, on all processors; `cached` reading compiled code from a cache on disk, None where nothing can
    be kept."""

    cold: Spent
    cached: Spent | None


def spent(work: Callable[[], object], times: int = TIMES) -> Spent:
    """The medians of some calls, in this process and its threads."""
    walls, processors = [], []
    for _ in range(times):
        processor, wall = time.process_time(), time.perf_counter()
        work()
        walls.append(time.perf_counter() - wall)
        processors.append(time.process_time() - processor)
    return Spent(statistics.median(walls), statistics.median(processors))


def ready(module: LoadedModule, times: int = TIMES) -> Ready:
    """Compiles a module anew, and loads it from a cache."""
    epochs = module.epochs
    cold = spent(lambda: Module(engine(epochs=epochs), module.wasm), times)
    digest = hashlib.sha256(module.wasm).hexdigest()
    with tempfile.TemporaryDirectory(prefix="noetl-bench-") as folder:
        cache = DiskCache(Path(folder))
        cache.store(digest, module.module, epochs=epochs)
        if cache.load(digest, epochs=epochs) is None:
            return Ready(cold, None)
        return Ready(cold, spent(lambda: cache.load(digest, epochs=epochs), CACHED_TIMES))
