"""The two engines as calls from JSON bytes to JSON bytes, on the same stub tools."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from noetlc.frontend.playbook import Playbook
from noetlc.host.binding import Bindings
from noetlc.host.capability import CapabilityHost
from noetlc.host.invoke import CallResult, call_module
from noetlc.host.limits import RunLimits
from noetlc.host.module import LoadedModule
from noetlc.host.python_tool import PurePythonHost
from noetlc.host.wire import encode
from noetlc.interp.interpreter import Interpretation, interpret_run
from noetlc.interp.pybody.runner import BodyLimits, BodyRunner
from noetlc.plugins.bind import Bound
from noetlc.plugins.calling import PluginRunner
from noetlc.verify.engines import execution_id_of
from noetlc.verify.harvest import Facts
from noetlc.verify.output import result_of
from noetlc.verify.stubs import StubHost

Json = Any
Payload = dict[str, Json]
Call = Callable[[], bytes]
ENTRY = "run"
FRAME_MB = 64  # what a body may be given and give back: as much as a module


class Contestant(Protocol):
    """An engine that can be timed."""

    def ready(self, payload: Payload, data: bytes) -> Call:
        """A call on `data`, the JSON of `payload`, with a host of its own: only what happens inside the call is to be timed."""
        ...


@dataclass(frozen=True, slots=True)
class Stubs:
    """What answers tools: every tool works and gives data of the shape that the playbook reads, the same on both engines."""

    seed: int
    facts: Facts

    def host(self, payload: Payload) -> StubHost:
        """A host for one call."""
        return StubHost(self.seed, payload, self.facts, plain=True)


@dataclass(slots=True)
class Compiled:
    """The module in a fresh instance per call. `bodies` runs what is not compiled of it; `memory` are the bytes of the last call's
    memory."""

    module: LoadedModule
    stubs: Stubs
    bodies: BodyRunner
    limits: RunLimits
    memory: int = 0

    def call(self, host: CapabilityHost, payload: Payload, data: bytes) -> tuple[Callable[[], CallResult], PurePythonHost]:
        """A call with this host behind it. It raises HostError, `Aborted` among them."""
        python = PurePythonHost(host, execution_id_of(payload), self.bodies)
        bindings = Bindings(python, limits=self.limits)
        origin = self.module.origin(ENTRY)
        return lambda: call_module(self.module, data, bindings, origin), python

    def ready(self, payload: Payload, data: bytes) -> Call:
        work, _ = self.call(self.stubs.host(payload), payload, data)

        def call() -> bytes:
            done = work()
            self.memory = done.memory
            return done.output

        return call


@dataclass(slots=True)
class Interpreted:
    """The interpreter in this process, its Python bodies in confined ones that stay between calls. `output` is as of a build.

    `bound` are the playbook's plug-ins, which run by themselves in fresh instances; `limits` are theirs.
    """

    playbook: Playbook
    stubs: Stubs
    bodies: BodyRunner
    bound: Bound
    limits: RunLimits
    output: str = "envelope"

    def call(self, host: CapabilityHost, data: bytes) -> Interpretation:
        """One run with this host. Raises Aborted where a plug-in ends it."""
        payload = json.loads(data)
        plugins = PluginRunner(self.bound, self.limits)
        execution_id = execution_id_of(payload)
        return interpret_run(self.playbook, payload, execution_id=execution_id, host=host, bodies=self.bodies, plugins=plugins)

    def ready(self, payload: Payload, data: bytes) -> Call:
        host = self.stubs.host(payload)
        return lambda: encode(answer_of(self.call(host, data).envelope, self.output))


def answer_of(envelope: dict[str, Json], output: str) -> Json:
    """What `run` gives back of an envelope."""
    return envelope if output == "envelope" else result_of(envelope)


@dataclass(slots=True)
class Pair:
    """Both engines of one playbook; close it to end their processes."""

    compiled: Compiled
    interpreted: Interpreted
    _runners: list[BodyRunner] = field(default_factory=list)

    @classmethod
    def of(cls, playbook: Playbook, bound: Bound, module: LoadedModule, stubs: Stubs, timeout: float | None) -> Pair:
        """The engines for a playbook, its plug-ins and its module. `timeout` in seconds is for one call."""
        runners = [body_runner(timeout), body_runner(timeout)]
        output = str(module.manifest.get("output", "envelope"))
        limits = RunLimits(timeout=timeout)
        return cls(
            Compiled(module, stubs, runners[0], limits),
            Interpreted(playbook, stubs, runners[1], bound, limits, output),
            runners,
        )

    def close(self) -> None:
        for runner in self._runners:
            runner.close()


def body_runner(timeout: float | None) -> BodyRunner:
    """Processes for Python bodies, started when they are needed."""
    return BodyRunner(BodyLimits(timeout_s=86_400.0 if timeout is None else timeout, frame_mb=FRAME_MB))
