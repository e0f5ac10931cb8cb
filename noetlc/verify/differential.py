"""Runs a module and the interpreter on the same examples and compares everything a user or a host can see."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from noetlc.errors import NoetlcError
from noetlc.host.binding import Intent
from noetlc.host.capability import CapabilityCall
from noetlc.host.errors import FALLBACK_KINDS, Aborted
from noetlc.late import late
from noetlc.verify.compare import Difference, calls, difference, envelopes, is_prefix, show, with_key_order
from noetlc.verify.outcome import Leave, Verification

if TYPE_CHECKING:
    from noetlc.verify import shrink
else:
    shrink = late("noetlc.verify.shrink")  # Hypothesis, for the one run in many that needs it

Json = Any
Payload = dict[str, Json]

SECONDS = 5.0
"""How long generated examples are begun, and how long a diverging one is made smaller. With the limits of one example, a verification
ends within 8 s whatever the playbook does."""

# Aborts that say nothing about equality: a limit of the module or of the verification ended the run.
INCONCLUSIVE = frozenset({"budget", "memory", "timeout"})
LEFT = FALLBACK_KINDS - {"defect"}


class LimitReached(Exception):
    """The interpreter did not finish an example. `reason` says which limit ended it."""

    def __init__(self, reason: str = "interpreter limit") -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Example:
    """A payload. `name` says whose it is (`the playbook's own workload`, a file name); empty for a generated one.

    With the author's own payloads every tool works and answers what the playbook reads; with generated ones tools also fail.
    """

    payload: Payload
    name: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """One run of one engine: the envelope, or the abort that took its place; what it asked for, in order.

    `hosted` are the steps whose bodies ran on CPython. `output` is what the entry `run` gave for the same example, None if that
    was not asked. `reached` are ids of points (`noetlc.interp.coverage`).
    """

    envelope: dict[str, Json] | None
    abort: Aborted | None = None
    intents: tuple[Intent, ...] = ()
    calls: tuple[CapabilityCall, ...] = ()
    hosted: tuple[str, ...] = ()
    output: bytes | Aborted | None = None
    reached: tuple[int, ...] = ()


class Engine(Protocol):
    """Runs the playbook on an example."""

    def __call__(self, example: Example) -> Callable[[], Run]:
        """Begins the run; what is returned waits for its end, and raises LimitReached if it cannot be finished."""
        ...


class Divergence(NoetlcError):
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

    `check_output` says what is wrong with `Run.output` given the interpreter's run; None when the entry is not compared.
    `logged`: whether the module has a log, which its target may lack.
    `gaps`: by step, why this machine's Python cannot stand for the reference there; a run that gets to one is not compared.
    """

    compiled: Engine
    interpreted: Engine
    again: Engine | None = None
    check_output: Callable[[Run, bytes | Aborted], Difference | None] | None = None
    sort_keys: bool | None = False
    logged: bool = True
    gaps: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Compared:
    """What one example showed: exactly one of a difference, a leave, a reason why nothing was compared, an abort of that kind in both
    engines, or equal runs."""

    compiled: Run
    interpreted: Run | None = None
    difference: Difference | None = None
    left: Leave | None = None
    skipped: str = ""
    unordered: str | None = None
    aborted: str = ""


def verify(
    engines: Engines,
    examples: Sequence[Example],
    seed: int,
    *,
    optional: Sequence[Example] = (),
    optional_seconds: float = SECONDS,
    shrink_seconds: float = SECONDS,
    seen: Callable[[Example, Compared], None] = lambda _example, _compared: None,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Verification:
    """Compares the engines on every example. Raises Divergence, with a shrunk payload, at the first difference.

    `optional` examples follow as long as the time for them lasts; those left are counted as not compared. `seen` is told what each
    example showed, `progress` how many of how many are done.
    """
    everything = (*examples, *optional)
    verification = Verification(examples=len(everything), seed=seed)
    deadline = time.monotonic() + optional_seconds
    for number, example in enumerate(everything):
        progress(number, len(everything))
        if number >= len(examples) and time.monotonic() > deadline:
            verification.not_compared["the time for verification was over"] += 1
            continue
        compared = compare(engines, example)
        if compared.difference is not None:
            verification.divergences += 1
            raise _smallest(engines, example, compared.difference, verification, shrink_seconds)
        _count(verification, compared)
        seen(example, compared)
    return verification


def _smallest(engines: Engines, example: Example, found: Difference, verification: Verification, seconds: float) -> Divergence:
    def diverges(candidate: Payload) -> bool:
        return compare(engines, Example(candidate, example.name)).difference is not None

    smallest = shrink.shrink(example.payload, diverges, seconds)
    final = compare(engines, Example(smallest, example.name)).difference
    return Divergence(smallest, final, verification) if final is not None else Divergence(example.payload, found, verification)


def _count(verification: Verification, compared: Compared) -> None:
    if compared.unordered is not None and compared.unordered not in verification.unordered_steps:
        verification.unordered_steps.append(compared.unordered)
    if compared.skipped:
        verification.not_compared[compared.skipped] += 1
    elif compared.left is not None:
        verification.left[compared.left] += 1
    elif compared.aborted:
        verification.aborted[compared.aborted] += 1
    elif compared.compiled.hosted:
        verification.host += 1
        verification.host_steps.update(compared.compiled.hosted)
    else:
        verification.compared += 1


def compare(engines: Engines, example: Example) -> Compared:
    """Runs the engines on one example, side by side, and compares them."""
    waiting = engines.interpreted(example)
    waiting_again = engines.again(example) if engines.again is not None else None
    compiled = engines.compiled(example)()
    interpreted = _ended(waiting)
    again = _ended(waiting_again) if waiting_again is not None else None
    if compiled.abort is not None and compiled.abort.kind in INCONCLUSIVE:
        return Compared(compiled, skipped=f"the module's limit: {compiled.abort.kind}")
    if isinstance(interpreted, LimitReached):
        return Compared(compiled, skipped=f"a limit of verification: {interpreted.reason}")
    if isinstance(again, LimitReached):
        return Compared(compiled, interpreted, skipped=f"a limit of verification: {again.reason}")
    gap = next((why for step, why in engines.gaps.items() if _ran(interpreted, step)), None)
    if gap is not None:
        return Compared(compiled, interpreted, skipped=gap)
    unordered = None if again is None else _differs_by_hash_seed(interpreted, again)
    if unordered is not None:
        return Compared(compiled, interpreted, skipped="the result depends on the order of a set", unordered=unordered)
    if compiled.abort is not None and compiled.abort.kind in LEFT:
        # What follows is interpreted, so equal by construction; what must hold is that nothing happens twice.
        return Compared(compiled, interpreted, is_prefix(compiled.calls, interpreted.calls), Leave.of(compiled.abort))
    if compiled.abort is not None and interpreted.abort is not None and compiled.abort.kind == interpreted.abort.kind:
        # Neither has a result, and both drop their intents; what is left are the calls that were made.
        return Compared(compiled, interpreted, calls(compiled.calls, interpreted.calls), aborted=compiled.abort.kind)
    found = (
        _runs(compiled, interpreted, engines.sort_keys)
        or calls(compiled.calls, interpreted.calls, logged=engines.logged)
        or _output(engines, compiled, interpreted)
    )
    return Compared(compiled, interpreted, found)


def _ran(run: Run, step: str) -> bool:
    return run.envelope is not None and step in run.envelope["steps"]


def _ended(wait: Callable[[], Run]) -> Run | LimitReached:
    """The run, or the limit that ended it: all runs that were begun are waited for."""
    try:
        return wait()
    except LimitReached as limit:
        return limit


def _output(engines: Engines, compiled: Run, interpreted: Run) -> Difference | None:
    """What is wrong with the output of the entry `run`."""
    if engines.check_output is None or compiled.output is None:
        return None
    return engines.check_output(interpreted, compiled.output)


def _runs(compiled: Run, interpreted: Run, sort_keys: bool | None) -> Difference | None:
    if compiled.envelope is None or interpreted.envelope is None:
        return Difference("run", _shown(compiled), _shown(interpreted))
    return with_key_order(envelopes, compiled.envelope, interpreted.envelope, sort_keys) or difference(
        [_intent_view(i) for i in compiled.intents], [_intent_view(i) for i in interpreted.intents], "intents"
    )


def _shown(run: Run) -> str:
    return str(run.abort) if run.envelope is None else show(run.envelope)


def _intent_view(intent: Intent) -> dict[str, str]:
    return {"import": intent.name, "key": intent.key, "data": intent.data.decode("utf-8", "backslashreplace")}


def _differs_by_hash_seed(first: Run, second: Run) -> str | None:
    """The step whose data differs between two hash seeds ("" if it is not in the step data), or None."""
    if first.envelope is None or second.envelope is None:
        return None if first.envelope is second.envelope and calls(second.calls, first.calls) is None else ""
    if json.dumps(first.envelope) == json.dumps(second.envelope) and calls(second.calls, first.calls) is None:
        return None
    before, after = first.envelope.get("steps") or {}, second.envelope.get("steps") or {}
    return next((step for step in before if difference(before[step], after.get(step)) is not None), "")
