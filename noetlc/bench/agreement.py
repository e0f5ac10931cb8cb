"""What must hold before anything is timed: both engines complete the payload, and answer the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from noetlc.bench.contestants import Pair, Payload, answer_of
from noetlc.host.binding import Intent
from noetlc.host.capability import LimitReached, RecordingHost
from noetlc.host.errors import FALLBACK_KINDS, Aborted, HostError
from noetlc.host.wire import encode
from noetlc.verify.compare import Difference, calls, difference, show
from noetlc.verify.differential import Run
from noetlc.verify.gaps import gaps_of
from noetlc.verify.output import output_checker

Json = Any
Kind = Literal["differs", "left", "aborted", "failed", "python"]


@dataclass(frozen=True, slots=True)
class Problem:
    """Why there are no numbers: the results differ, the module left or aborted the run, the run failed, or this Python cannot tell."""

    kind: Kind
    message: str


@dataclass(frozen=True, slots=True)
class Agreed:
    """One run of both that gave the same: the answers to find again in every timed call, and what was asked of stubs."""

    compiled: bytes
    interpreted: bytes
    tool_calls: int
    hosted: tuple[str, ...]


def agree(pair: Pair, payload: Payload, data: bytes) -> Agreed | Problem:
    """Runs both engines once and compares answers, tool calls and intents. Raises HostError if the module cannot be called at all."""
    recorder = RecordingHost(pair.interpreted.stubs.host(payload))
    try:
        done = pair.interpreted.call(recorder, data)
    except (LimitReached, Aborted) as error:
        return Problem("aborted", f"interpreted: {error}")
    envelope: dict[str, Any] = done.envelope
    interpreted = Run(envelope, None, tuple(_intent(i) for i in done.intents), tuple(recorder.settled()))
    for step, why in gaps_of(pair.interpreted.playbook).items():
        if step in envelope["steps"]:
            return Problem("python", f"step {step}: {why}")
    recorder = RecordingHost(pair.compiled.stubs.host(payload))
    call, host = pair.compiled.call(recorder, payload, data)
    try:
        result = call()
    except Aborted as aborted:
        kind: Kind = "left" if aborted.kind in FALLBACK_KINDS else "aborted"
        return Problem(kind, f"compiled: {aborted}")
    except HostError as error:
        if error.category not in ("Memory", "Invoke"):
            raise
        return Problem("aborted", f"compiled: {error}")
    compiled = Run(None, None, result.intents, tuple(recorder.settled()))
    found = _difference(pair, compiled, interpreted, result.output)
    if found is not None:
        return Problem("differs", str(found))
    if envelope["status"] != "completed":
        return Problem("failed", _failure(envelope))
    answer = encode(answer_of(envelope, pair.interpreted.output))
    tools = sum(call.is_tool for call in interpreted.calls)
    return Agreed(result.output, answer, tools, tuple(dict.fromkeys(host.ran)))


def _difference(pair: Pair, compiled: Run, interpreted: Run, output: bytes) -> Difference | None:
    check = output_checker(pair.interpreted.output, None)
    return (
        check(interpreted, output)
        or calls(compiled.calls, interpreted.calls, logged=pair.compiled.module.manifest.get("target") != "noetl-worker")
        or difference([_view(i) for i in compiled.intents], [_view(i) for i in interpreted.intents], "intents")
    )


def _intent(entry: tuple[str, bytes] | tuple[str, bytes, bytes]) -> Intent:
    """An intent of the interpreter as the host has them."""
    key = entry[1].decode("utf-8", "backslashreplace") if len(entry) == 3 else ""
    return Intent(entry[0], key, entry[-1])


def _view(intent: Intent) -> list[str]:
    return [intent.name, intent.key, intent.data.decode("utf-8", "backslashreplace")]


def _failure(envelope: dict[str, Json]) -> str:
    entry = next((e for e in envelope["errors"] if not e["handled"]), None)
    if entry is None:
        return f"the run failed on both engines: {show(envelope['status'])}"
    step = "" if entry["step"] is None else f"step {entry['step']}: "
    return f"the run failed on both engines: {step}{entry['message']}"
