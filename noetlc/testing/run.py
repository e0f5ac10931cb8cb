"""A suite on both engines: the module, and the interpreter as the judge of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from noetlc.api import build
from noetlc.host.capability import CapabilityCall, CapabilityHost, RecordingHost
from noetlc.host.errors import FALLBACK_KINDS, Aborted
from noetlc.host.limits import RunLimits
from noetlc.host.python_tool import ModuleBodies, PurePythonHost
from noetlc.host.recording import Recording, Replay, ReplayDifference, read_recording
from noetlc.host.wire import Invocation
from noetlc.interp.coverage import Coverage, body_lines, points
from noetlc.interp.interpreter import interpret_run
from noetlc.interp.options import RunOptions
from noetlc.interp.plugins import NoPlugins
from noetlc.interp.pybody.runner import BodyLimits, BodyRunner
from noetlc.late import late
from noetlc.loading import checked
from noetlc.testing.document import Case, Suite
from noetlc.testing.expect import failures
from noetlc.testing.host import CaseHost
from noetlc.verify import compare
from noetlc.verify.reach import Reach

if TYPE_CHECKING:
    from noetlc.host import runner
    from noetlc.plugins import calling
else:
    runner, calling = late("noetlc.host.runner"), late("noetlc.plugins.calling")  # wasmtime

Json = Any
Limit = Callable[[Case], AbstractContextManager[None]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a case showed: nothing in `failures` if it passed. `compared`: whether both engines came to an end; `left`: why the module
    left the run to the interpreter. `envelope` and `calls` are the interpreter's; `firm`: all calls were answered, and the module did
    nothing else."""

    case: Case
    failures: tuple[str, ...]
    compared: bool = False
    left: str = ""
    envelope: dict[str, Json] | None = None
    calls: tuple[CapabilityCall, ...] = ()
    firm: bool = False


@dataclass(frozen=True, slots=True)
class _Ran:
    envelope: dict[str, Json] | None
    calls: tuple[CapabilityCall, ...]
    ended: str = ""
    left: bool = False


class Prepared:
    """A suite whose playbook is built, not verified. Raises BuildError and OSError."""

    def __init__(self, suite: Suite, data: bytes, plugin_path: Iterable[Path], timeout: float) -> None:
        given: dict[str, Any] = {"plugin_path": [*plugin_path, suite.playbook.resolve().parent / "escape_hatch"]}
        name = str(suite.playbook)
        self.suite = suite
        self.built = build(data, path=name, verify=False, lenient=True, **given)
        self._playbook, _, self._bound = checked(data, name, True, **given)
        self._coverage = Coverage(self._playbook, counted=True)
        self._timeout = timeout
        self._limits = RunLimits(timeout=timeout)

    def runner(self) -> BodyRunner:
        """What bodies of cases run in; to be closed."""
        return BodyRunner(BodyLimits(timeout_s=self._timeout))

    def reach(self) -> Reach:
        """What the cases so far reached in the interpreter."""
        lines = {line: self._coverage.lines.get(line, 0) for line in body_lines(self._playbook)}
        return Reach(points(self._playbook), set(self._coverage.hit), lines)

    def run(self, cases: Iterable[Case], limit: Limit) -> Iterator[Outcome]:
        """The outcome of each case in turn; `limit` ends an interpreter that goes on for too long."""
        with self.runner() as bodies:
            for case in cases:
                with limit(case):
                    yield self.outcome(case, bodies)

    def outcome(self, case: Case, bodies: BodyRunner) -> Outcome:
        """The outcome of one case, whose bodies run in `bodies` (`runner`). Raises RecordingError and OSError for its recording."""
        recording = read_recording(self.suite.path.parent / case.recording) if case.recording is not None else None
        if recording is not None:
            case = _of_recording(case, recording)
        hosts = [CaseHost(case) if recording is None else Replay(recording.calls) for _ in range(2)]
        interpreted = self._interpreted(case, hosts[0], bodies)
        found = _unanswered(hosts[0])
        if interpreted.envelope is None:
            return Outcome(case, tuple(found or [f"the run ended: {interpreted.ended}"]))
        given: dict[str, Any] = {"envelope": interpreted.envelope, "calls": interpreted.calls}
        answered = not found
        found += [str(failure) for failure in failures(case.expect, interpreted.envelope, interpreted.calls)]
        compiled = self._compiled(case, hosts[1])
        if compiled.left:
            return Outcome(case, tuple(found), left=compiled.ended, firm=answered, **given)
        if compiled.envelope is None:
            return Outcome(case, (*found, f"the module ended: {compiled.ended}"))
        differs = compare.envelopes(compiled.envelope, interpreted.envelope) or compare.calls(compiled.calls, interpreted.calls)
        if differs is not None:
            found.append(f"the engines differ at {differs}")
        return Outcome(case, tuple(found), compared=True, firm=answered and differs is None, **given)

    def _interpreted(self, case: Case, host: CapabilityHost, bodies: BodyRunner) -> _Ran:
        recorder = RecordingHost(host)
        try:
            done = interpret_run(
                self._playbook,
                case.payload,
                execution_id=case.execution_id,
                options=RunOptions(**case.options),
                host=recorder,
                bodies=bodies,
                coverage=self._coverage,
                plugins=NoPlugins() if self._bound is None else calling.PluginRunner(self._bound, self._limits),
            )
        except (Aborted, ReplayDifference) as error:
            return _Ran(None, (), str(error))
        return _Ran(done.envelope, tuple(recorder.settled()))

    def _compiled(self, case: Case, host: CapabilityHost) -> _Ran:
        recorder = RecordingHost(host)
        invocation = Invocation(case.payload, case.execution_id, case.options)
        try:
            with ModuleBodies(self.built.wasm) as bodies:
                python = PurePythonHost(recorder, case.execution_id, bodies)
                envelope = runner.invoke_module(self.built.wasm, invocation, python, limits=self._limits)[0]
        except Aborted as aborted:
            return _Ran(None, (), str(aborted.in_file(self.suite.playbook)), aborted.kind in FALLBACK_KINDS - {"defect"})
        except ReplayDifference as error:
            return _Ran(None, (), str(error))
        return _Ran(envelope, tuple(recorder.settled()))


def _of_recording(case: Case, recording: Recording) -> Case:
    """The case with what its recording says and the case does not."""
    header = recording.header
    given: dict[str, Any] = {name: getattr(case, name) for name in Case.__slots__}
    given["payload"] = case.payload or header.payload
    given["execution_id"] = header.execution_id if case.execution_id == "0" else case.execution_id
    given["options"] = {**header.options, **case.options}
    return Case(**given)


def _unanswered(host: CaseHost | Replay) -> list[str]:
    """Calls that the case does not answer, or the recorded call that was not made."""
    if isinstance(host, CaseHost):
        return [f"no outcome for {call}" for call in host.unanswered]
    try:
        host.finish()
    except ReplayDifference as error:
        return [str(error)]
    return []
