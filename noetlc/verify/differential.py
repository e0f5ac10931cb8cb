"""Runs a module and the interpreter on the same examples and compares everything a user or a host can see."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from noetlc.host.binding import Intent
from noetlc.host.capability import CapabilityCall, RecordingHost
from noetlc.host.errors import Aborted
from noetlc.verify.compare import Difference, calls, difference, envelopes, is_prefix, show, with_key_order
from noetlc.verify.shrink import shrink
from noetlc.verify.stubs import StubHost

Json = Any
Payload = dict[str, Json]

# Aborts that say nothing about equality: a limit of the module or of the verification ended the run.
INCONCLUSIVE = frozenset({"budget", "memory", "timeout"})


class LimitReached(BaseException):
    """The interpreter could not finish an example within its limits.

    Not an Exception, because a watchdog raises it in the middle of a run, where handlers of errors must not take it for one.
    """


@dataclass(frozen=True, slots=True)
class Run:
    """One run of one engine: the envelope, or the abort that took its place, and the intents it issued."""

    envelope: dict[str, Json] | None
    abort: Aborted | None = None
    intents: tuple[Intent, ...] = ()


class Engine(Protocol):
    """Runs the playbook on a payload with the given host; `RecordingHost` keeps what it asks for."""

    def __call__(self, payload: Payload, host: RecordingHost) -> Run: ...


@dataclass(slots=True)
class Verification:
    """The outcome: examples compared, differences, the seed, and what was left out and why.

    `tried` counts all examples, so it does not depend on the speed of the machine as `examples` may. `unordered_steps` are the
    steps whose data depends on the hash seed (W13); such examples are not compared.
    """

    examples: int = 0
    divergences: int = 0
    seed: int = 0
    tried: int = 0
    skipped: dict[str, int] = field(default_factory=dict)
    unordered_steps: list[str] = field(default_factory=list)

    def skip(self, why: str) -> None:
        self.skipped[why] = self.skipped.get(why, 0) + 1

    def report(self) -> dict[str, int]:
        """`{examples, divergences, seed}`, the part of the report that formats show."""
        return {"examples": self.examples, "divergences": self.divergences, "seed": self.seed}


class Divergence(Exception):
    """The engines differ. `payload` is the smallest example found, `difference` what differs on it.

    `verification` holds the counts up to that point.
    """

    def __init__(self, payload: Payload, found: Difference, verification: Verification) -> None:
        self.payload = payload
        self.difference = found
        self.verification = verification
        super().__init__(f"compiled and interpreted runs differ at {found}; payload {show(payload)}")


@dataclass(frozen=True, slots=True)
class Engines:
    """The engines to compare. `again` is the interpreter under another hash seed, None when nothing can depend on it.
    `sort_keys`: whether the compiled one sorts the keys of its output, None if that is not known.

    `entry_output` gives the bytes of `run` for a payload and `check_output` what is wrong with them given the interpreter's run;
    both None when the entry is not compared.
    """

    compiled: Engine
    interpreted: Engine
    again: Engine | None = None
    entry_output: Callable[[Payload, RecordingHost], bytes | Aborted] | None = None
    check_output: Callable[[Run, bytes | Aborted], Difference | None] | None = None
    sort_keys: bool | None = False


def verify(
    engines: Engines,
    examples: Sequence[Payload],
    seed: int,
    *,
    optional: Sequence[Payload] = (),
    optional_seconds: float = 30.0,
    shrink_seconds: float = 20.0,
) -> Verification:
    """Compares the engines on every example. Raises Divergence, with a shrunk payload, at the first difference.

    `optional` examples follow as long as the time for them lasts; those left are counted as skipped.
    """
    verification = Verification(tried=len(examples) + len(optional), seed=seed)
    deadline = time.monotonic() + optional_seconds
    for number, payload in enumerate((*examples, *optional)):
        if number >= len(examples) and time.monotonic() > deadline:
            verification.skip("time")
            continue
        found = _compare(engines, payload, seed, verification)
        if found is None:
            continue
        verification.divergences += 1
        smallest = shrink(payload, lambda candidate: _compare(engines, candidate, seed, Verification()) is not None, shrink_seconds)
        final = _compare(engines, smallest, seed, Verification()) or found
        raise Divergence(smallest, final, verification)
    return verification


def _compare(engines: Engines, payload: Payload, seed: int, verification: Verification) -> Difference | None:
    """The difference on one example; counts it as compared or skipped."""
    compiled_host = RecordingHost(StubHost(seed, payload))
    compiled = engines.compiled(payload, compiled_host)
    if compiled.abort is not None and compiled.abort.kind in INCONCLUSIVE:
        verification.skip(compiled.abort.kind)
        return None
    interpreted_host = RecordingHost(StubHost(seed, payload))
    try:
        interpreted = engines.interpreted(payload, interpreted_host)
        unordered = _depends_on_hash_seed(engines.again, payload, seed, interpreted, interpreted_host.calls)
    except LimitReached:
        verification.skip("interpreter limit")
        return None
    if unordered is not None:
        if unordered not in verification.unordered_steps:
            verification.unordered_steps.append(unordered)
        verification.skip("order of a set")
        return None
    verification.examples += 1
    if compiled.abort is not None and compiled.abort.kind == "int_overflow":
        # The fallback interprets, so the result is equal by construction; what must hold is that nothing happens twice.
        return is_prefix(compiled_host.calls, interpreted_host.calls)
    return (
        _runs(compiled, interpreted, engines.sort_keys)
        or calls(compiled_host.calls, interpreted_host.calls)
        or _entry(engines, payload, seed, interpreted)
    )


def _runs(compiled: Run, interpreted: Run, sort_keys: bool | None) -> Difference | None:
    if compiled.abort is not None or compiled.envelope is None:
        return Difference("run", str(compiled.abort), show(interpreted.envelope))
    assert interpreted.envelope is not None
    return with_key_order(envelopes, compiled.envelope, interpreted.envelope, sort_keys) or difference(
        [_intent_view(i) for i in compiled.intents], [_intent_view(i) for i in interpreted.intents], "intents"
    )


def _intent_view(intent: Intent) -> dict[str, str]:
    return {"import": intent.name, "key": intent.key, "data": intent.data.decode("utf-8", "backslashreplace")}


def _depends_on_hash_seed(
    again: Engine | None, payload: Payload, seed: int, first: Run, first_calls: Sequence[CapabilityCall]
) -> str | None:
    """The step whose data differs under another hash seed ("" if it is not in the step data), or None."""
    if again is None:
        return None
    host = RecordingHost(StubHost(seed, payload))
    second = again(payload, host)
    assert first.envelope is not None and second.envelope is not None
    if _same(first.envelope, second.envelope) and calls(host.calls, first_calls) is None:
        return None
    before, after = first.envelope.get("steps") or {}, second.envelope.get("steps") or {}
    return next((step for step in before if difference(before[step], after.get(step)) is not None), "")


def _same(left: dict[str, Json], right: dict[str, Json]) -> bool:
    return json.dumps(left) == json.dumps(right)


def _entry(engines: Engines, payload: Payload, seed: int, interpreted: Run) -> Difference | None:
    """Compares what `run` returns with what the interpreter's run makes of the output mode."""
    if engines.entry_output is None or engines.check_output is None:
        return None
    return engines.check_output(interpreted, engines.entry_output(payload, RecordingHost(StubHost(seed, payload))))
