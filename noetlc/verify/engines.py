"""The two engines of a playbook: its module on the host, and the interpreter in processes of its own under two hash seeds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from noetlc.frontend.nodes import plain
from noetlc.frontend.playbook import Playbook
from noetlc.host.binding import Intent
from noetlc.host.capability import RecordingHost
from noetlc.host.errors import Aborted, HostError
from noetlc.host.limits import RunLimits
from noetlc.host.python_tool import PurePythonHost
from noetlc.host.wire import Invocation, encode
from noetlc.interp.pybody.runner import BodyRunner
from noetlc.late import late
from noetlc.verify.differential import Engine, Engines, Example, LimitReached, Run
from noetlc.verify.gaps import gaps_of
from noetlc.verify.harvest import Facts, harvest
from noetlc.verify.output import output_checker
from noetlc.verify.process import InterpreterLimits, InterpreterProcess
from noetlc.verify.stubs import StubHost

if TYPE_CHECKING:
    from noetlc.host import runner
    from noetlc.plugins.bind import Bound
else:
    runner = late("noetlc.host.runner")  # wasmtime

Json = Any
Payload = dict[str, Json]

# Generous for an example and short enough for a build: an example that needs longer is left out.
VERIFY_LIMITS = RunLimits(timeout=1.0)
INTERPRETER_LIMITS = InterpreterLimits()

HASH_SEEDS = (0, 1)


def workload_of(playbook: Playbook) -> Payload:
    """The workload as plain data; empty if there is none."""
    value = plain(playbook.workload) if playbook.workload is not None else {}
    return value if isinstance(value, dict) else {}


def has_python(playbook: Playbook) -> bool:
    """Whether some task is a Python body: only those can depend on the hash seed."""
    return any(task.kind == "python" for step in playbook.steps for task in step.tasks)


@dataclass(slots=True)
class Interpreters:
    """The processes of one playbook's interpreter, one per hash seed that matters. They read the playbook while it is compiled."""

    playbook: Playbook
    seed: int
    unconfined: bool = False
    bound: Bound | None = None
    facts: Facts = field(init=False)
    processes: tuple[InterpreterProcess, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.facts = harvest(self.playbook)
        seeds = HASH_SEEDS if has_python(self.playbook) else HASH_SEEDS[:1]
        given = INTERPRETER_LIMITS, self.unconfined, self.facts, self.bound, VERIFY_LIMITS
        self.processes = tuple(InterpreterProcess(self.playbook, self.seed, hash_seed, *given) for hash_seed in seeds)
        for process in self.processes:
            process.start_soon()

    def confinement(self) -> str:
        """The level of the wall they ran behind: `full`, `contained` or `none`. Raises Unconfined."""
        self.processes[0].start()
        wall = self.processes[0].wall
        return wall.level if wall is not None else "none"

    def close(self) -> None:
        """Ends them."""
        for process in self.processes:
            process.close()


@contextmanager
def engines_for(interpreters: Interpreters, wasm: bytes, *, output: str, sort_keys: bool | None) -> Iterator[Engines]:
    """Both engines of a playbook. `sort_keys` None: unknown, either order of keys in the output of `run` is right."""
    with BodyRunner(INTERPRETER_LIMITS.body, HASH_SEEDS[0]) as bodies:
        # The second runs the bodies as they are: equal results show that what counts branches in the first changes nothing.
        first, *again = (_interpreted(process, coverage=not number) for number, process in enumerate(interpreters.processes))
        yield Engines(
            compiled=_Compiled(wasm, interpreters, bodies),
            interpreted=first,
            again=again[0] if again else None,
            sort_keys=sort_keys,
            logged=has_log(wasm),
            check_output=output_checker(output, sort_keys),
            gaps=gaps_of(interpreters.playbook),
        )


def has_log(wasm: bytes) -> bool:
    """Whether what a module prints can be heard: the target of NoETL's worker has no log."""
    module = runner.MODULES.get(wasm, deadline=VERIFY_LIMITS.timeout is not None)  # the one that runs the examples: compiled once
    return bool(module.manifest.get("target") != "noetl-worker")


def execution_id_of(payload: Payload) -> str:
    """The execution id that `run` takes from a payload: text as is, an int in decimal, else `0`."""
    value = payload.get("execution_id")
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else "0"


@dataclass(frozen=True, slots=True)
class _Compiled:
    """The module: its entry `invoke`, and `run` with equal answers, for the same example."""

    wasm: bytes
    interpreters: Interpreters
    bodies: BodyRunner

    def __call__(self, example: Example) -> Callable[[], Run]:
        return lambda: self._run(example)

    def _host(self, example: Example) -> tuple[PurePythonHost, RecordingHost]:
        stub = StubHost(self.interpreters.seed, example.payload, self.interpreters.facts, plain=bool(example.name))
        recorder = RecordingHost(stub)
        return PurePythonHost(recorder, execution_id_of(example.payload), self.bodies), recorder

    def _run(self, example: Example) -> Run:
        payload = example.payload
        host, recorder = self._host(example)
        envelope: dict[str, Json] | None = None
        intents: tuple[Intent, ...] = ()
        abort: Aborted | None = None
        try:
            envelope, intents = runner.invoke_module(self.wasm, Invocation(payload, host.execution_id), host, limits=VERIFY_LIMITS)
        except Aborted as aborted:
            abort = aborted
        except HostError as error:
            if error.category not in ("Memory", "Invoke"):
                raise
            abort = Aborted("trap", reason=error.detail, origin=error.origin)
        hosted = tuple(host.ran)
        output = None if abort is not None else self._output(example)
        return Run(envelope, abort, intents, tuple(recorder.calls), hosted, output)

    def _output(self, example: Example) -> bytes | Aborted:
        host, _ = self._host(example)
        try:
            return runner.call_entry(self.wasm, encode(example.payload), host, limits=VERIFY_LIMITS)[0]
        except Aborted as aborted:
            return aborted


def _interpreted(process: InterpreterProcess, *, coverage: bool) -> Engine:
    def begin(example: Example) -> Callable[[], Run]:
        try:
            named = bool(example.name)
            wait = process.begin(example.payload, execution_id_of(example.payload), plain=named, coverage=coverage)
        except LimitReached as limit:
            return _raising(limit)

        def finish() -> Run:
            done = wait()
            return Run(done.envelope, done.abort, done.intents, done.calls, reached=done.reached)

        return finish

    return begin


def _raising(limit: LimitReached) -> Callable[[], Run]:
    def finish() -> Run:
        raise limit

    return finish
