"""What verification found, each example counted under the one thing that is true of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from noetlc.diagnostics.counts import counted
from noetlc.host.errors import Aborted
from noetlc.verify.reach import Reach

Json = Any


@dataclass(frozen=True, slots=True)
class Leave:
    """Where and why a module gave a run to the interpreter. `kind` is the abort's; `line` and `column` are 0 if unknown."""

    kind: str
    reason: str
    line: int = 0
    column: int = 0
    step: str | None = None

    @classmethod
    def of(cls, abort: Aborted) -> Leave:
        """The leave that an abort is."""
        reason = abort.reason or ("an integer beyond 64 bits" if abort.kind == "int_overflow" else abort.kind)
        at = abort.at
        return cls(abort.kind, reason) if at is None else cls(abort.kind, reason, at.line, at.column, at.step)

    def where(self, file: str) -> str:
        """` at file:line:column`, or nothing."""
        return f" at {file}:{self.line}:{self.column}" if self.line else ""


@dataclass(slots=True)
class Verification:
    """The outcome of comparing two engines on examples.

    Every one of the `examples` examples is in exactly one place: `compared` (both engines finished, everything was equal), `host`
    (the same, but a body ran on the same CPython in both engines, so its result was not compared), `left` (the module gave the
    run to the interpreter; what it had done until then was equal), `aborted` (both engines ended the run with an abort of the
    same kind, such as the trap of a plug-in; the calls of tools until then were equal, there is nothing else to compare),
    `not_compared` (a limit, or an order that is not defined; by reason), or `divergences`.

    `host_steps` counts by step the bodies of `host`; `unordered_steps` are the steps whose data depends on the hash seed (W13).
    `reach` is what the examples of `compared` and `host` reached of the playbook; `notes` are findings that are no warnings.
    `confinement` is the level of the wall that the interpreter ran behind: `full`, `contained` or `none`.
    """

    examples: int = 0
    seed: int = 0
    compared: int = 0
    host: int = 0
    divergences: int = 0
    left: Counter[Leave] = field(default_factory=Counter)
    aborted: Counter[str] = field(default_factory=Counter)
    not_compared: Counter[str] = field(default_factory=Counter)
    host_steps: Counter[str] = field(default_factory=Counter)
    unordered_steps: list[str] = field(default_factory=list)
    confinement: str = "none"
    reach: Reach | None = None
    notes: list[str] = field(default_factory=list)

    def report(self) -> dict[str, Json]:
        """The counts as JSON, for reports and the manifest."""
        left = [
            {"kind": leave.kind, "reason": leave.reason, "line": leave.line, "column": leave.column, "step": leave.step, "examples": count}
            for leave, count in self.left.items()
        ]
        return {
            "examples": self.examples,
            "compared": self.compared,
            "host": self.host,
            "host_steps": dict(sorted(self.host_steps.items())),
            "left": left,
            "aborted": dict(self.aborted),
            "not_compared": dict(self.not_compared),
            "divergences": self.divergences,
            "seed": self.seed,
            "confinement": self.confinement,
            "coverage": None if self.reach is None else self.reach.report(),
            "notes": self.notes,
        }

    def record(self) -> dict[str, Json]:
        """The counts as the manifest keeps them: without those that are zero."""
        always = ("examples", "compared", "seed")
        kept = {key: value for key, value in self.report().items() if value or key in always}
        kept.pop("notes", None)
        if self.reach is not None:
            kept["coverage"] = self.reach.counts()
        return {"engine": "wasmtime"} | kept

    def text(self, file: str) -> str:
        """The counts and what was reached, in one line."""
        reached = f"; reached {self.reach.text()}" if self.reach is not None else ""
        return self.counts(file) + reached

    def counts(self, file: str) -> str:
        """`26 examples: 24 compared, 2 left to the interpreter: pattern of bytes at flow.yaml:9:14`."""
        parts = [f"{self.compared} compared"]
        if self.host:
            steps = ", ".join(sorted(self.host_steps))
            parts.append(f"{self.host} with a body that runs on CPython in both engines (step {steps})")
        parts += [f"{count} left to the interpreter: {leave.reason}{leave.where(file)}" for leave, count in self.left.items()]
        parts += [f"{count} aborted alike in both engines: {kind}" for kind, count in self.aborted.items()]
        parts += [f"{count} not compared: {why}" for why, count in self.not_compared.items()]
        return f"{counted(self.examples, 'example')}: {', '.join(parts)}"
