"""Compiled modules by digest: a bounded cache in memory, and optionally compiled code on disk."""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
import threading
from collections import OrderedDict
from pathlib import Path

from wasmtime import Module, WasmtimeError

from noetlc.host.engine import configuration_name, engine
from noetlc.host.module import LoadedModule, to_binary

_CHECKSUM_SIZE = 32


class DiskCache:
    """Compiled code in a directory that only its owner can write.

    wasmtime trusts such code blindly, so a file counts only if it is a regular file of ours in a directory of ours and its
    checksum holds. Anything else is ignored: the cache saves time and is never needed.
    """

    def __init__(self, root: Path | None = None, *, max_bytes: int = 256 << 20) -> None:
        """`root` defaults to `noetlc` in the user's cache directory."""
        self.root = root if root is not None else default_cache_root()
        self.max_bytes = max_bytes

    def _folder(self, epochs: bool) -> Path | None:
        folder = self.root / configuration_name(epochs=epochs)
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            found = os.lstat(folder)
        except OSError:
            return None
        return folder if stat.S_ISDIR(found.st_mode) and _ours(found) else None

    def load(self, digest: str, *, epochs: bool) -> Module | None:
        """The compiled code of the module with this digest, or None."""
        folder = self._folder(epochs)
        if folder is None:
            return None
        try:
            handle = os.open(folder / f"{digest}.cwasm", os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
        except OSError:
            return None
        with os.fdopen(handle, "rb") as file:
            found = os.fstat(file.fileno())
            if not stat.S_ISREG(found.st_mode) or not _ours(found):
                return None
            content = file.read()
        code = content[_CHECKSUM_SIZE:]
        if hashlib.sha256(code).digest() != content[:_CHECKSUM_SIZE]:
            return None
        try:
            return Module.deserialize(engine(epochs=epochs), code)
        except WasmtimeError:
            # Written by another build of wasmtime or for another processor.
            return None

    def store(self, digest: str, module: Module, *, epochs: bool) -> None:
        """Writes the compiled code; a full disk or a read-only directory is not an error."""
        folder = self._folder(epochs)
        if folder is None:
            return
        code = bytes(module.serialize())
        try:
            with tempfile.NamedTemporaryFile(dir=folder, suffix=".tmp", delete=False) as file:
                file.write(hashlib.sha256(code).digest() + code)
            os.replace(file.name, folder / f"{digest}.cwasm")
            self._prune(folder)
        except OSError:
            return

    def _prune(self, folder: Path) -> None:
        files = [(entry.stat(), entry.path) for entry in os.scandir(folder) if entry.is_file(follow_symlinks=False)]
        total = sum(found.st_size for found, _ in files)
        for found, path in sorted(files, key=lambda item: item[0].st_mtime):
            if total <= self.max_bytes:
                return
            os.unlink(path)
            total -= found.st_size


def _ours(found: os.stat_result) -> bool:
    if not hasattr(os, "getuid"):
        return True
    return found.st_uid == os.getuid() and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def default_cache_root() -> Path:
    """`noetlc` below the user's cache directory."""
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "noetlc"


class ModuleCache:
    """The most recently used compiled modules. Threads may share it; a call in flight keeps its module."""

    def __init__(self, capacity: int = 64, disk: DiskCache | None = None) -> None:
        self.capacity = capacity
        self.disk = disk
        self._modules: OrderedDict[tuple[bytes, bool], LoadedModule] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, data: bytes, *, epochs: bool = False) -> LoadedModule:
        """The module for these bytes (binary or WAT text), compiled if it is not here. Raises HostError."""
        key = (hashlib.sha256(data).digest(), epochs)
        with self._lock:
            found = self._modules.get(key)
            if found is not None:
                self._modules.move_to_end(key)
                return found
        loaded = self._load(to_binary(data), epochs)
        with self._lock:
            self._modules[key] = loaded
            while len(self._modules) > self.capacity:
                self._modules.popitem(last=False)
        return loaded

    def _load(self, wasm: bytes, epochs: bool) -> LoadedModule:
        disk = self.disk
        if disk is None:
            return LoadedModule(wasm, epochs=epochs)
        digest = hashlib.sha256(wasm).hexdigest()
        cached = disk.load(digest, epochs=epochs)
        loaded = LoadedModule(wasm, epochs=epochs, precompiled=(lambda: cached))
        if cached is None:
            disk.store(digest, loaded.module, epochs=epochs)
        return loaded
