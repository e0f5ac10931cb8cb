"""Diagnostics that only runs can give: unordered results, own inputs that the module or the playbook does not finish."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from noetlc.diagnostics import Diagnostic, Severity
from noetlc.frontend.nodes import Mapping, Node, Scalar, Sequence
from noetlc.frontend.playbook import Playbook, Step
from noetlc.interp.coverage import points
from noetlc.verify.differential import Compared, Example
from noetlc.verify.outcome import Leave, Verification
from noetlc.verify.reach import Reach

Json = Any

HOST_FIELDS = ("ctx", "context", "steps", "output", "variables")
"""Names through which a template or body can see the data of any step."""


@dataclass(slots=True)
class Findings:
    """Collects them while examples are compared (`seen` of `verify`)."""

    playbook: Playbook
    diagnostics: list[Diagnostic] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    reach: Reach = field(init=False)

    def __post_init__(self) -> None:
        self.reach = Reach(points(self.playbook))

    def seen(self, example: Example, compared: Compared) -> None:
        """What an example shows. Generated ones may fail: nobody said that they are right."""
        if compared.interpreted is not None and compared.left is None and not compared.skipped and not compared.aborted:
            self.reach.add(compared.interpreted.reached)
        if example.name:
            self._own(example, compared)

    def _own(self, example: Example, compared: Compared) -> None:
        abort = compared.compiled.abort
        if abort is not None:
            leave = Leave.of(abort)
            verb, hint = "is stopped by the module", "verification gives an example one second; a smaller --input may be compared"
            if compared.left is not None:
                verb, hint = "is left to the interpreter", "the module is no faster here"
            elif compared.aborted:
                verb, hint = "is aborted in both engines", "such a run has no result, and no arc handles it: a trap ends it"
            self._warn("W17", f"{example.name} {verb}: {leave.reason}", leave.line, leave.column, hint)
        elif compared.skipped:
            self._warn("W17", f"{example.name} was not compared: {compared.skipped}", 1, 1, "make the run shorter to have it compared")
        envelope = compared.interpreted.envelope if compared.interpreted is not None else None
        if envelope is not None:
            self._failure(example, envelope, bool(compared.interpreted and compared.interpreted.calls))

    def _failure(self, example: Example, envelope: dict[str, Json], called_tools: bool) -> None:
        entry = next((entry for entry in envelope["errors"] if not entry["handled"]), None)
        if entry is None:
            return
        line, column = self._place(entry)
        what = f"step {entry['step']}: {entry['kind']}: {entry['message']}"
        if called_tools and entry["step"] in made_up(self.playbook):
            self.notes.append(f"{self.playbook.source.name}:{line}:{column}: not reached with real data: {what}")
            return
        self._warn("W18", f"a run of {example.name} fails: {what}", line, column, "mend the step, or handle the error with an arc")

    def _place(self, entry: dict[str, Json]) -> tuple[int, int]:
        at = entry.get("at")
        if isinstance(at, dict):
            return int(at["line"]), int(at["column"])
        step = next((step for step in self.playbook.steps if step.name == entry["step"]), None)
        return (step.span.line, step.span.column) if step is not None else (1, 1)

    def _warn(self, code: str, message: str, line: int, column: int, hint: str) -> None:
        self.diagnostics.append(Diagnostic(code, "warning", message, self.playbook.source.name, line or 1, column or 1, hint))

    def finish(self, verification: Verification, required: bool) -> list[Diagnostic]:
        """All findings, with what the counts say: W13 by step, W16 when nothing was compared (an error if it is required)."""
        verification.reach, verification.notes = self.reach, self.notes
        if verification.compared == 0:
            reason = verification.counts(self.playbook.source.name)
            hint = "a module that was never compared is not verified"
            severity: Severity = "error" if required else "warning"
            message = f"nothing was compared ({reason})"
            self.diagnostics.append(Diagnostic("W16", severity, message, self.playbook.source.name, 1, 1, hint))
        if verification.confinement == "none":
            message = "bodies and templates were run without a wall around them"
            self._warn("W19", message, 1, 1, "noetl doctor says what is missing")
        return self.diagnostics + [self._unordered(name) for name in verification.unordered_steps]

    def _unordered(self, name: str) -> Diagnostic:
        span = next((step.span for step in self.playbook.steps if step.name == name), None)
        message = f"{f'step {name}: the' if name else 'the'} result depends on the order of a set"
        line, column = (span.line, span.column) if span else (1, 1)
        hint = "sort the set before it becomes part of a result"
        return Diagnostic("W13", "warning", message, self.playbook.source.name, line, column, hint, span=span)


def made_up(playbook: Playbook) -> frozenset[str]:
    """The steps that may see data which a stub made up: those with host tools, and all whose text names such a step or the context."""
    found = {step.name for step in playbook.steps if any(task.kind not in ("noop", "python") for task in step.tasks)}
    words = {step.name: _words(step) for step in playbook.steps}
    if not found:
        return frozenset()
    changed = True
    while changed:
        reach = found | set(HOST_FIELDS)
        added = {name for name, used in words.items() if name not in found and used & reach}
        found |= added
        changed = bool(added)
    return frozenset(found)


def _words(step: Step) -> frozenset[str]:
    """The identifiers in all texts of a step."""
    texts: list[str] = []
    for _, node in (*step.input, *(entry for task in step.tasks for entry in (*task.input, *task.config))):
        _texts(node, texts)
    if step.loop is not None and step.loop.collection is not None:
        texts.append(step.loop.collection.text)
    return frozenset(re.findall(r"\w+", " ".join(texts)))


def _texts(node: Node, found: list[str]) -> None:
    if isinstance(node, Scalar):
        found.append(node.text)
    elif isinstance(node, Mapping):
        for _, value in node.entries:
            _texts(value, found)
    elif isinstance(node, Sequence):
        for item in node.items:
            _texts(item, found)


def unconfined(playbook: Playbook, missing: str) -> Diagnostic:
    """W19 as an error: there is no wall, and nobody allowed to do without."""
    message = f"verification runs this playbook, and this machine gives no wall around it (missing: {missing})"
    hint = "--allow-unconfined (or NOETLC_UNCONFINED=1) runs it all the same, --no-verify does not run it; noetl doctor says more"
    return Diagnostic("W19", "error", message, playbook.source.name, 1, 1, hint)
