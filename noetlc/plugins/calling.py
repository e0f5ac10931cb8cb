"""Runs bound plug-ins by themselves, each call in a fresh instance: what the interpreter has in place of linked code."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from noetlc.frontend.plugins import PluginUse
from noetlc.host.binding import Bindings
from noetlc.host.cache import ModuleCache
from noetlc.host.capability import AmbientHost
from noetlc.host.errors import Aborted, HostError, Origin
from noetlc.host.invoke import CallResult, call_module
from noetlc.host.limits import DEFAULT_LIMITS, RunLimits
from noetlc.host.module import PAGE
from noetlc.host.runner import MODULES
from noetlc.interp.plugins import Intent, PluginAnswer
from noetlc.plugins.bind import Bound, BoundPlugin
from noetlc.plugins.model import PluginFunction

ANY_SIZE = (1 << 31) - 1
"""Bytes of input and output: a linked plug-in has no limit of its own for them, only its memory."""


@dataclass(slots=True)
class PluginRunner:
    """The plug-ins of one run (`interp.plugins.Plugins`). The timeout of `limits` is for all calls together."""

    bound: Bound
    limits: RunLimits = DEFAULT_LIMITS
    cache: ModuleCache = MODULES
    _left: float | None = field(init=False)

    def __post_init__(self) -> None:
        self._left = self.limits.timeout

    def binds(self, use: PluginUse) -> bool:
        return self.bound.get(use) is not None

    def functions(self, path: str) -> Mapping[str, PluginFunction] | None:
        found = self.bound.find(path, None)
        return None if found is None else found.plugin.manifest.functions

    def call(self, use: PluginUse, data: bytes, used: tuple[int, int]) -> PluginAnswer:
        """Raises Aborted of kind `trap` or `timeout`, LookupError for what is not bound, HostError for what cannot be compiled."""
        found = self.bound.get(use)
        if found is None:
            raise LookupError(str(use))
        self.cache.get(found.plugin.wasm, deadline=self.limits.timeout is not None)  # which is not the plug-in's time
        started = time.monotonic()
        try:
            done = run_plugin(found, use.entry, data, replace(self.limits, timeout=self._left), used, self.cache)
        finally:
            if self._left is not None:
                self._left = max(0.0, self._left - (time.monotonic() - started))
        return PluginAnswer(done.output, tuple(_intent(one.name, one.key, one.data) for one in done.intents))


def run_plugin(
    bound: BoundPlugin,
    entry: str,
    data: bytes,
    limits: RunLimits = DEFAULT_LIMITS,
    used: tuple[int, int] = (0, 0),
    cache: ModuleCache = MODULES,
) -> CallResult:
    """One call of an entry, as it behaves when it is linked. `used` are intents and their bytes that count against the limits already.

    Raises Aborted: of kind `timeout`, else `trap` whatever the reason is; HostError `Compile` for what cannot be compiled.
    """
    plugin = bound.plugin
    module = cache.get(plugin.wasm, deadline=limits.timeout is not None)
    each = bound.max_pages * PAGE
    own = replace(limits, memory=max(limits.memory, each * (1 + len(module.info.memory_pages))), each=each, input=ANY_SIZE, output=ANY_SIZE)
    count, size = used
    bindings = Bindings(AmbientHost(), limits=own, count=count, intent_bytes=size, strict_start=True)
    origin = Origin(plugin.path, plugin.version or "0", entry)
    try:
        return call_module(module, data, bindings, origin)
    except Aborted as error:
        if error.kind in ("trap", "timeout"):
            raise
        raise Aborted("trap", function=error.function, reason=error.reason or error.kind, origin=origin) from error
    except HostError as error:
        raise Aborted("trap", reason=error.detail, origin=origin) from error


def _intent(name: str, key: str, data: bytes) -> Intent:
    return (name, data) if name == "event_publish" else (name, key.encode("utf-8"), data)
