"""Plug-in modules by path, version and digest, as a worker keeps and calls them."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from weakref import WeakValueDictionary

from noetlc.host import ours
from noetlc.host.binding import AMBIENT, CAPABILITY_MODULE, RING_MODULE, Bindings
from noetlc.host.cache import DiskCache, load_module
from noetlc.host.capability import AmbientHost, CapabilityHost
from noetlc.host.errors import HostError, Origin
from noetlc.host.invoke import CallResult, call_module
from noetlc.host.limits import DEFAULT_LIMITS, RunLimits
from noetlc.host.module import LoadedModule
from noetlc.host.tools.grants import expand
from noetlc.paths import path_fault

# Needs no grant: it has no effect, or (`tool_python`) the host object looks at every body itself.
FREE = frozenset({*AMBIENT, "emit", "tool_python"})

Grants = Callable[[str], "frozenset[str] | None"]
"""From the path of a plug-in to what it may use: `event_publish`, `result_put`, `object_put`, `tool_http`, …; None: whatever it imports."""


@dataclass(frozen=True, slots=True, eq=False)
class Plugin:
    """A loaded plug-in, callable as long as somebody holds it.

    `ring` are the `noetl` imports it declares and therefore gets, `capabilities` what it needs a grant for.
    """

    path: str
    version: str
    digest: str
    module: LoadedModule
    ring: frozenset[str]
    capabilities: frozenset[str]


class PluginHost:
    """Loaded plug-ins, at most `capacity`, one digest for each path and version; the one that was used last goes last.

    Threads may share it. Its lock covers the tables alone, never a compilation or a call. Equal bytes are compiled once, also by threads
    that load them at the same time, and share a module whatever their paths are.
    """

    def __init__(
        self,
        limits: RunLimits = DEFAULT_LIMITS,
        *,
        capacity: int = 256,
        disk: DiskCache | None = None,
        grants: Grants | None = None,
    ) -> None:
        """`limits` are those of calls that name none; whether they have a timeout decides how foreign code is compiled. `disk` keeps
        compiled code. `grants` is asked at every load."""
        self._limits = limits
        self._capacity = capacity
        self._disk = disk
        self._grants = grants
        self._table: OrderedDict[tuple[str, str], Plugin] = OrderedDict()
        self._modules: WeakValueDictionary[str, LoadedModule] = WeakValueDictionary()
        self._compiling: dict[str, threading.Event] = {}
        self._lock = threading.Lock()

    def load(self, path: str, version: str | int, data: bytes, digest: str | None = None, *, compiled_here: bool = False) -> Plugin:
        """Makes a module (binary or WAT text) ready to call; another digest of the same path and version goes, its calls end on it.

        `digest` is the expected SHA-256 of `data` in hex. `compiled_here` says that this compiler made the module, as a catalog knows of
        what it compiled itself: deadlines then cost nothing in its loops. Raises HostError: `Source` for another digest or a path that can
        be none, `Compile`, `Instantiate` for imports that do not exist, are not granted to this plug-in or belong to another ABI.
        """
        origin = Origin(path, str(version))
        fault = path_fault(path)
        if fault is not None:
            raise HostError("Source", f"the path of a plug-in is wrong: {fault}", origin)
        found = hashlib.sha256(data).hexdigest()
        if digest is not None and digest.lower() != found:
            raise HostError("Source", f"digest mismatch: expected {digest}, got {found}", origin)
        present = self.loaded(path, version, found)
        if present is None:
            if compiled_here:
                ours.built(found)
            try:
                module = self._module(data, found)
            except HostError as error:
                raise HostError(error.category, error.detail, origin) from error
            present = _plugin(path, str(version), found, module)
        self._check_grant(present, origin)
        with self._lock:
            self._table[path, present.version] = present
            self._table.move_to_end((path, present.version))
            while len(self._table) > self._capacity:
                self._table.popitem(last=False)
        return present

    def loaded(self, path: str, version: str | int, digest: str | None = None) -> Plugin | None:
        """The plug-in if it is loaded with this digest (any, if it is None)."""
        key = (path, str(version))
        with self._lock:
            found = self._table.get(key)
            if found is None or digest not in (None, found.digest):
                return None
            self._table.move_to_end(key)
            return found

    def drop(self, path: str, version: str | int) -> None:
        """Forgets a plug-in; calls in flight end on it."""
        with self._lock:
            self._table.pop((path, str(version)), None)

    def get(self, path: str, version: str | int, digest: str | None = None) -> Plugin:
        """As `loaded`; raises HostError `NotLoaded`."""
        found = self.loaded(path, version, digest)
        if found is None:
            raise HostError("NotLoaded", "not loaded" if digest is None else f"not loaded with digest {digest}", Origin(path, str(version)))
        return found

    def call(
        self,
        plugin: Plugin,
        data: bytes,
        entry: str = "run",
        *,
        host: CapabilityHost | None = None,
        ring: frozenset[str] | None = None,
        limits: RunLimits | None = None,
    ) -> CallResult:
        """Runs an entry of a plug-in. `ring` narrows what it declares: the other `noetl` imports answer `denied`. Raises HostError."""
        granted = plugin.ring if ring is None else plugin.ring & ring
        bindings = Bindings(host or AmbientHost(), ring=granted, limits=limits or self._limits)
        return call_module(plugin.module, data, bindings, Origin(plugin.path, plugin.version, entry))

    def _module(self, data: bytes, digest: str) -> LoadedModule:
        while True:
            with self._lock:
                module = self._modules.get(digest)
                if module is not None:
                    return module
                busy = self._compiling.get(digest)
                if busy is None:
                    mine = self._compiling[digest] = threading.Event()
                    break
            busy.wait()
        try:
            module = load_module(data, digest, deadline=self._limits.timeout is not None, disk=self._disk)
            with self._lock:
                self._modules[digest] = module
            return module
        finally:
            with self._lock:
                del self._compiling[digest]
            mine.set()

    def _check_grant(self, plugin: Plugin, origin: Origin) -> None:
        granted = None if self._grants is None else self._grants(plugin.path)
        missing = frozenset() if granted is None else plugin.capabilities - expand(granted)
        if missing:
            raise HostError("Instantiate", f"the plug-in is not granted {', '.join(sorted(missing))}", origin)


def _plugin(path: str, version: str, digest: str, module: LoadedModule) -> Plugin:
    names = {kind: {i.name for i in module.info.imports if i.module == kind} for kind in (RING_MODULE, CAPABILITY_MODULE)}
    tools = {_tool(name) for name in names[CAPABILITY_MODULE]}
    return Plugin(path, version, digest, module, frozenset(names[RING_MODULE]), frozenset((names[RING_MODULE] | tools) - FREE))


def _tool(name: str) -> str:
    """Both halves of a tool call are granted as one."""
    return "tool_" + name.removeprefix("submit_") if name.startswith("submit_") else name
