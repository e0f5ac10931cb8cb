"""What `noetl run` says on stderr about a run that ended: its errors, handled or not, one line each."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from noetlc.diagnostics import Span
from noetlc.frontend import load

if TYPE_CHECKING:
    from noetlc.envelope import Envelope, ErrorEntry

_KEYS = frozenset(("step", "kind", "message", "handled"))


def report_errors(envelope: Envelope, file: Path, source: bytes | None) -> None:
    """Prints the errors of an envelope. `source` is the text of the playbook `file`; None for a module, whose file shows no lines."""
    found = envelope.get("errors") or []  # a foreign module may return anything
    errors = [entry for entry in found if isinstance(entry, dict) and entry.keys() >= _KEYS]
    steps = _steps(source) if source is not None and any("at" not in entry for entry in errors) else {}
    for entry in errors:
        click.echo(_line(entry, file, source is not None, steps), err=True)


def _steps(source: bytes) -> dict[str, Span]:
    """Where the steps are: the place of an error that has none of its own."""
    playbook, _ = load(source)
    return {} if playbook is None else {step.name: step.span for step in playbook.steps}


def _line(entry: ErrorEntry, file: Path, has_lines: bool, steps: dict[str, Span]) -> str:
    step, at = entry["step"], entry.get("at")
    span = steps.get(step) if step is not None else None
    place = (at["line"], at["column"]) if at is not None else (span.line, span.column) if span is not None else None
    where = str(file)
    if place is not None:
        where += f":{place[0]}:{place[1]}" if has_lines else f": line {place[0]} column {place[1]} of the playbook"
    who = ["the run" if step is None else f"step {step}"]
    if "task" in entry:
        who.append(f"task {entry['task']}")
    if "iteration" in entry:
        who.append(f"iteration {entry['iteration']}")
    handled = "handled " if entry["handled"] else ""
    message = entry["message"].replace("\n", "\\n")
    return f"{where}: {handled}error[{entry['kind']}]: {', '.join(who)}: {message}"
