"""Plug-in modules by path and version, as a plug-in host keeps them."""

from __future__ import annotations

import hashlib
import threading
from dataclasses import dataclass

from noetlc.host.binding import RING_MODULE, Bindings
from noetlc.host.capability import AmbientHost, CapabilityHost
from noetlc.host.errors import HostError, Origin
from noetlc.host.invoke import CallResult, call_module
from noetlc.host.limits import DEFAULT_LIMITS, RunLimits
from noetlc.host.module import LoadedModule, to_binary


@dataclass(frozen=True, slots=True)
class Plugin:
    """A loaded plug-in; `ring` are the `noetl` imports it declares and therefore gets."""

    path: str
    version: str
    digest: str
    module: LoadedModule
    ring: frozenset[str]


class Plugins:
    """Loaded plug-ins. Loading new bytes for a path and version replaces the old ones; a call in flight keeps its module.

    The lock covers the table alone, never a compilation or a call.
    """

    def __init__(self, *, limits: RunLimits = DEFAULT_LIMITS, capacity: int = 256) -> None:
        self._limits = limits
        self._capacity = capacity
        self._table: dict[tuple[str, str], Plugin] = {}
        self._lock = threading.Lock()

    def load(self, path: str, version: str, data: bytes, *, digest: str | None = None) -> Plugin:
        """Compiles a module (binary or WAT text) unless these bytes are loaded already.

        `digest` is the expected SHA-256 of `data` in hex. Raises HostError `Source` if it differs, `Compile`, `Instantiate`.
        """
        origin = Origin(path, version)
        found = hashlib.sha256(data).hexdigest()
        if digest is not None and digest.lower() != found:
            raise HostError("Source", f"digest mismatch: expected {digest}, got {found}", origin)
        with self._lock:
            present = self._table.get((path, version))
        if present is not None and present.digest == found:
            return present
        try:
            module = LoadedModule(to_binary(data), epochs=self._limits.timeout is not None)
        except HostError as error:
            raise HostError(error.category, error.detail, origin) from error
        ring = frozenset(i.name for i in module.info.imports if i.module == RING_MODULE)
        plugin = Plugin(path, version, found, module, ring)
        with self._lock:
            self._table.pop((path, version), None)
            self._table[path, version] = plugin
            while len(self._table) > self._capacity:
                self._table.pop(next(iter(self._table)))
        return plugin

    def call(self, path: str, version: str, data: bytes, *, entry: str = "run", host: CapabilityHost | None = None) -> CallResult:
        """Runs an entry of a loaded plug-in. Raises HostError, `NotLoaded` among its categories."""
        with self._lock:
            plugin = self._table.get((path, version))
        if plugin is None:
            raise HostError("NotLoaded", "not loaded", Origin(path, version, entry))
        bindings = Bindings(host or AmbientHost(), ring=plugin.ring, limits=self._limits)
        return call_module(plugin.module, data, bindings, Origin(path, version, entry))
