"""One run of `noetl run`, on the engine that is asked for, told to who looks at it."""

from __future__ import annotations

import sys
import time
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from noetlc.cli.codes import DIAGNOSTICS, RUN_ABORTED
from noetlc.cli.common import show_diagnostics
from noetlc.cli.interrupt import time_limit
from noetlc.cli.run_trace import Tracing
from noetlc.host.errors import Aborted
from noetlc.host.limits import RunLimits
from noetlc.interp.options import RunOptions
from noetlc.late import late
from noetlc.loading import BuildError

if TYPE_CHECKING:
    from noetlc import building, running
    from noetlc.building import BuildResult
    from noetlc.envelope import Envelope
    from noetlc.host import cache, runner
    from noetlc.tracing import module, watching
    from noetlc.tracing.module import Call
else:
    building = late("noetlc.building")
    cache = late("noetlc.host.cache")
    module = late("noetlc.tracing.module")
    runner = late("noetlc.host.runner")
    running = late("noetlc.running")
    watching = late("noetlc.tracing.watching")

Json = Any

GRACE_SECONDS = 1.0  # for a module to say where it was
SHORT_RUN, SHORT_LOOK = 0.5, 5.0  # seconds of a module's run that is repeated to see why it failed, and of the repetition


@dataclass(frozen=True, slots=True)
class Ways:
    """How to run: engine, what is taken for a mistake, seconds, granted tools, folders of plug-ins, whether errors are shown, trace."""

    engine: str
    lenient: bool
    timeout: float | None
    allow: frozenset[str]
    plugin_path: list[Path]
    quiet: bool
    tracing: Tracing


@dataclass(slots=True)
class Running:
    """A run that is about to begin, of a playbook that may be `built` already. After it `errors` are those that the interpreter told of,
    if it was asked.
    """

    subject: Path
    data: bytes
    payload: Json
    execution_id: str
    options: RunOptions
    host: Any
    ways: Ways
    built: BuildResult | None = None
    errors: list[dict[str, Any]] = field(default_factory=list)

    def _given(self) -> dict[str, Any]:
        limits = RunLimits(timeout=self.ways.timeout)
        return {"execution_id": self.execution_id, "options": self.options, "limits": limits}

    def module(self) -> Envelope:
        """The run of a module by itself."""
        runner.MODULES.disk = cache.DiskCache()
        with _limited(self.ways.timeout, GRACE_SECONDS):
            return running.run(self.data, self.payload, host=self.host, **self._given())

    def interpreted(self) -> Envelope:
        """The run of a playbook in the interpreter."""
        with self.ways.tracing.opened(self.subject, self.data) as sinks:
            watch = watching.Watch(sinks)
            self.errors = watch.errors
            given = {**self._given(), "lenient": self.ways.lenient, "plugin_path": self.ways.plugin_path, "path": str(self.subject)}
            try:
                with _limited(self.ways.timeout, 0):
                    return running.interpret(self.data, self.payload, host=self.host, tracer=watch, **given)
            except BuildError as error:
                self._reject(error)
                raise

    def compiled(self) -> Envelope:
        """The run of a playbook that is built first."""
        ways = self.ways
        built = self.built or self._built()
        runner.MODULES.get(built.wasm, deadline=ways.timeout is not None)  # what is our own takes its time outside of the limit of the run
        with ways.tracing.opened(self.subject, self.data) as sinks:
            watch = watching.Watch(sinks)
            self.errors = watch.errors
            host = module.TimedHost(self.host) if sinks else self.host
            given = {**self._given(), "source": self.data, "plugin_path": ways.plugin_path}
            began = time.perf_counter_ns()
            try:
                with _limited(ways.timeout, GRACE_SECONDS):
                    ran = running.ran(built.wasm, self.payload, host=host, tracer=watch, **given)
            except Aborted as error:
                if sinks:
                    module.tell_calls(watch, host.calls)
                    watch.note("aborted", message=str(error.in_file(self.subject)))
                raise
            self._told(ran, watch, host.calls if sinks else [], time.perf_counter_ns() - began)
            return ran.envelope

    def _built(self) -> BuildResult:
        ways = self.ways
        given: dict[str, Any] = {"verify": False, "allow": ways.allow, "lenient": ways.lenient, "plugin_path": ways.plugin_path}
        try:
            built = building.build(self.data, path=str(self.subject), **given)
        except BuildError as error:
            self._reject(error)
            raise
        show_diagnostics(built.diagnostics, str(self.subject), self.data)
        return built

    def _reject(self, error: BuildError) -> None:
        show_diagnostics(error.diagnostics, str(self.subject), self.data)
        sys.exit(DIAGNOSTICS)

    def _told(self, ran: running.Ran, watch: watching.Watch, calls: list[Call], nanoseconds: int) -> None:
        """Has the interpreter tell of a module's run: for a trace, or of one that failed soon, of its errors."""
        failed = ran.envelope["status"] != "completed" and not self.ways.quiet and nanoseconds < SHORT_RUN * 1e9
        if ran.left is not None or not (watch.sinks or failed):
            return
        repetition = module.Repetition(
            self.data, self.payload, self.execution_id, self.options, RunLimits(timeout=self.ways.timeout), self.ways.plugin_path
        )
        watch.seconds = self.ways.timeout if watch.sinks else SHORT_LOOK
        if watch.sinks:
            watch.note("module", nanoseconds=nanoseconds)
        if not module.tell_again(watch, repetition, ran, calls):
            watch.errors.clear()


def _limited(timeout: float | None, grace: float) -> AbstractContextManager[None]:
    """Ends the command when a run that was to end by itself has not: its tools, or the interpreter, go on for too long."""
    if timeout is None:
        return nullcontext()
    return time_limit(timeout + grace, f"aborted: timeout (the run took longer than {timeout:g} s)", RUN_ABORTED)
