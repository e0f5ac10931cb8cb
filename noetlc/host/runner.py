"""Payload in, run envelope out: one module call in the terms of the language, without falling back.

Needs wasmtime, as all that runs modules. What only compiles or interprets imports it late.
"""

from __future__ import annotations

from typing import Any

from noetlc.host.binding import Bindings, Intent
from noetlc.host.cache import ModuleCache
from noetlc.host.capability import CapabilityHost
from noetlc.host.errors import HostError
from noetlc.host.invoke import call_module
from noetlc.host.limits import DEFAULT_LIMITS, RunLimits
from noetlc.host.wire import Invocation, decode

Json = Any

MODULES = ModuleCache()
"""The compiled modules of this process."""


def invoke_module(
    wasm: bytes,
    invocation: Invocation,
    host: CapabilityHost,
    *,
    limits: RunLimits = DEFAULT_LIMITS,
    cache: ModuleCache = MODULES,
) -> tuple[dict[str, Json], tuple[Intent, ...]]:
    """Runs `invoke` and returns the run envelope and the intents. Raises HostError, `Aborted` among them."""
    module = cache.get(wasm, deadline=limits.timeout is not None)
    origin = module.origin("invoke")
    done = call_module(module, invocation.encode(), Bindings(host, limits=limits), origin)
    try:
        envelope = decode(done.output)
    except ValueError as error:
        raise HostError("Invoke", f"the output is not JSON: {error}", origin) from error
    if not isinstance(envelope, dict):
        raise HostError("Invoke", "the output is not a run envelope", origin)
    return envelope, done.intents


def call_entry(
    wasm: bytes,
    payload: bytes,
    host: CapabilityHost,
    *,
    entry: str = "run",
    limits: RunLimits = DEFAULT_LIMITS,
    cache: ModuleCache = MODULES,
) -> tuple[bytes, tuple[Intent, ...]]:
    """Runs an entry on bytes, as a plug-in host does, and returns output bytes and intents. Raises HostError."""
    module = cache.get(wasm, deadline=limits.timeout is not None)
    done = call_module(module, payload, Bindings(host, limits=limits), module.origin(entry))
    return done.output, done.intents
