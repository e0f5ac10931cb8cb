"""Compiled modules by digest: a bounded cache in memory, and optionally compiled code on disk."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from pathlib import Path

from wasmtime import Module, WasmtimeError

from noetlc import cache_files
from noetlc.cache_files import CacheFolder
from noetlc.host.engine import configuration_name, engine, memory_stays
from noetlc.host.module import LoadedModule, to_binary
from noetlc.host.ours import is_ours


class DiskCache:
    """Compiled code in the user's cache directory.

    wasmtime trusts such code blindly, so only what nobody else could have written is used (`cache_files.py`); anything else is
    ignored: the cache saves time and is never needed.
    """

    def __init__(self, root: Path | None = None, *, max_bytes: int = 256 << 20) -> None:
        """`root` defaults to `noetlc` in the user's cache directory; without a home nothing is kept."""
        place = root if root is not None else cache_files.root()
        self._folder = None if place is None else CacheFolder(place, ".cwasm", max_bytes)

    def load(self, digest: str, *, epochs: bool) -> Module | None:
        """The compiled code of the module with this digest, or None."""
        code = None if self._folder is None else self._folder.read(_name(digest, epochs))
        if code is None:
            return None
        try:
            return Module.deserialize(engine(epochs=epochs), bytes(code))
        except WasmtimeError:
            return None  # written by another build of wasmtime or for another processor

    def store(self, digest: str, module: Module, *, epochs: bool) -> None:
        """Writes the compiled code; a full disk or a read-only directory is not an error."""
        if self._folder is not None:
            self._folder.write(_name(digest, epochs), bytes(module.serialize()))


def _name(digest: str, epochs: bool) -> str:
    return f"{digest}-{configuration_name(epochs=epochs)}.cwasm"


def load_module(data: bytes, digest: str, *, deadline: bool, disk: DiskCache | None = None) -> LoadedModule:
    """The module for these bytes (binary or WAT text) with the SHA-256 `digest`, in hex. Raises HostError.

    With `deadline` its calls can be ended: a module of this compiler looks at its stop word, other code is compiled with checks.
    """
    ours = looks_at_stop_word(digest)
    epochs = deadline and not ours
    wasm = to_binary(data)
    if disk is None:
        loaded = LoadedModule(wasm, epochs=epochs, trusted=ours)
    else:
        name = digest if wasm is data else hashlib.sha256(wasm).hexdigest()
        cached = disk.load(name, epochs=epochs)
        loaded = LoadedModule(wasm, epochs=epochs, precompiled=(lambda: cached), trusted=ours)
        if cached is None:
            disk.store(name, loaded.module, epochs=epochs)
    loaded.ours = ours
    return loaded


def looks_at_stop_word(digest: str) -> bool:
    """Whether calls of the module with this SHA-256 can be ended by its stop word."""
    return memory_stays() and is_ours(digest)


class ModuleCache:
    """The most recently used compiled modules. Threads may share it; a call in flight keeps its module."""

    def __init__(self, capacity: int = 64, disk: DiskCache | None = None) -> None:
        self.capacity = capacity
        self.disk = disk
        self._modules: OrderedDict[tuple[str, bool], LoadedModule] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, data: bytes, *, deadline: bool = False) -> LoadedModule:
        """The module for these bytes, compiled if it is not here (`load_module`). Raises HostError."""
        digest = hashlib.sha256(data).hexdigest()
        ours = looks_at_stop_word(digest)
        key = (digest, deadline and not ours)
        with self._lock:
            found = self._modules.get(key)
            if found is not None:
                self._modules.move_to_end(key)
                found.ours = ours
                return found
        loaded = load_module(data, digest, deadline=deadline, disk=self.disk)
        with self._lock:
            self._modules[key] = loaded
            while len(self._modules) > self.capacity:
                self._modules.popitem(last=False)
        return loaded
