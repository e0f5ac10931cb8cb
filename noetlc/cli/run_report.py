"""What `noetl run` says on stderr about a run that ended: its errors, handled or not, one line each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from noetlc.diagnostics import Span

if TYPE_CHECKING:
    from noetlc.envelope import Envelope, ErrorEntry

Json = Any


def report_errors(envelope: Envelope, file: Path, source: bytes | None) -> None:
    """Prints the errors of an envelope. `source` is the text of the playbook `file`; None for a module, whose file shows no lines."""
    errors = [entry for entry in envelope.get("errors") or [] if isinstance(entry, dict)]
    steps = _steps(source) if source is not None and any("at" not in entry for entry in errors) else {}
    for line in _lines(errors, file, source is not None, steps):
        click.echo(line, err=True)


def _steps(source: bytes) -> dict[str, Span]:
    """Where the steps are: the place of an error that has none of its own."""
    from noetlc.frontend import load

    playbook, _ = load(source)
    return {} if playbook is None else {step.name: step.span for step in playbook.steps}


def _lines(errors: list[dict[str, Json]], file: Path, has_lines: bool, steps: dict[str, Span]) -> Iterator[str]:
    for entry in errors:
        step, at = entry.get("step"), entry.get("at")
        span = steps.get(step) if isinstance(step, str) else None
        place = (at["line"], at["column"]) if isinstance(at, dict) else (span.line, span.column) if span else None
        where = str(file)
        if place is not None:
            where += f":{place[0]}:{place[1]}" if has_lines else f": line {place[0]} column {place[1]} of the playbook"
        who = [f"step {step}"] if step is not None else ["the run"]
        who += [f"{name} {entry[name]}" for name in ("task", "iteration") if name in entry]
        message = str(entry.get("message")).replace("\n", "\\n")
        handled = "handled " if entry.get("handled") else ""
        yield f"{where}: {handled}error[{entry.get('kind')}]: {', '.join(who)}: {message}"
