"""The two engines of a playbook: its module on the host, and the interpreter under two hash seeds."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from noetlc.frontend.nodes import plain
from noetlc.frontend.playbook import Playbook
from noetlc.host.binding import Intent
from noetlc.host.capability import RecordingHost
from noetlc.host.errors import Aborted, HostError
from noetlc.host.limits import Limits
from noetlc.host.python_tool import PurePythonHost
from noetlc.host.runner import Invocation, call_entry, encode, invoke_module
from noetlc.interp.interpreter import interpret_run
from noetlc.interp.pybody.runner import BodyLimits, BodyRunner
from noetlc.verify.differential import Engine, Engines, LimitReached, Run
from noetlc.verify.output import output_checker
from noetlc.verify.watchdog import limited

Json = Any
Payload = dict[str, Json]

# Generous for an example and short enough for a build: an example that needs longer is left out.
VERIFY_LIMITS = Limits(deadline=1.0)
BODY_LIMITS = BodyLimits(timeout_s=5.0, memory_mb=1024)

INTERPRETER_SECONDS = 10.0

HASH_SEEDS = (0, 1)


@lru_cache(maxsize=len(HASH_SEEDS))
def _bodies(hash_seed: int) -> BodyRunner:
    """The processes for Python bodies that all verifications of this process share."""
    import atexit

    runner = BodyRunner(BODY_LIMITS, hash_seed)
    atexit.register(runner.close)
    return runner


def workload_of(playbook: Playbook) -> Payload:
    """The workload as plain data; empty if there is none."""
    value = plain(playbook.workload) if playbook.workload is not None else {}
    return value if isinstance(value, dict) else {}


def engines_for(playbook: Playbook, wasm: bytes, *, output: str, sort_keys: bool | None) -> Engines:
    """Both engines of a playbook. `sort_keys` None: unknown, either order of keys in the output of `run` is right."""
    has_python = any(task.kind == "python" for step in playbook.steps for task in step.tasks)
    return Engines(
        compiled=_compiled(wasm),
        interpreted=_interpreted(playbook, HASH_SEEDS[0]),
        again=_interpreted(playbook, HASH_SEEDS[1]) if has_python else None,
        sort_keys=sort_keys,
        entry_output=lambda payload, host: _entry_output(wasm, payload, host),
        check_output=output_checker(output, sort_keys),
    )


def execution_id_of(payload: Payload) -> str:
    """The execution id that `run` takes from a payload: text as is, an int in decimal, else `0`."""
    value = payload.get("execution_id")
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else "0"


def _compiled(wasm: bytes) -> Engine:
    def run(payload: Payload, host: RecordingHost) -> Run:
        invocation = Invocation(payload, execution_id_of(payload))
        try:
            envelope, intents = invoke_module(wasm, invocation, _with_python(host, invocation.execution_id), limits=VERIFY_LIMITS)
        except Aborted as aborted:
            return Run(None, aborted)
        except HostError as error:
            if error.category not in ("Memory", "Invoke"):
                raise
            return Run(None, Aborted("trap", reason=error.detail, origin=error.origin))
        return Run(envelope, None, intents)

    return run


def _entry_output(wasm: bytes, payload: Payload, host: RecordingHost) -> bytes | Aborted:
    try:
        return call_entry(wasm, encode(payload), _with_python(host, execution_id_of(payload)), limits=VERIFY_LIMITS)[0]
    except Aborted as aborted:
        return aborted


def _with_python(host: RecordingHost, execution_id: str) -> PurePythonHost:
    return PurePythonHost(host, execution_id, _bodies(HASH_SEEDS[0]))


def _interpreted(playbook: Playbook, hash_seed: int) -> Engine:
    def run(payload: Payload, host: RecordingHost) -> Run:
        with limited(INTERPRETER_SECONDS):
            done = interpret_run(playbook, payload, execution_id=execution_id_of(payload), host=host, bodies=_bodies(hash_seed))
        envelope: dict[str, Json] = done.envelope
        if any(error["kind"] == "timeout" for error in envelope["errors"]):
            raise LimitReached
        return Run(envelope, None, tuple(_intent(entry) for entry in done.intents))

    return run


def _intent(entry: tuple[str, bytes] | tuple[str, bytes, bytes]) -> Intent:
    """An intent of the interpreter in the host's terms: `event_publish` has no key."""
    if len(entry) == 2:
        return Intent(entry[0], "", entry[1])
    return Intent(entry[0], entry[1].decode("utf-8", "replace"), entry[2])
