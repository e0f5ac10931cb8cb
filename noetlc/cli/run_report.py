"""What `noetl run` says on stderr about a run that ended: a line for each error that was handled, and a paragraph for each that was not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from noetlc.cli.color import colored
from noetlc.diagnostics import Diagnostic, SourceFile, Span
from noetlc.diagnostics.render import render
from noetlc.diagnostics.terminal import shown
from noetlc.frontend import load

if TYPE_CHECKING:
    from noetlc.envelope import Envelope, ErrorEntry
    from noetlc.frontend.playbook import Playbook, Task

_KEYS = frozenset(("step", "kind", "message", "handled"))
_LOOKED_UP = re.compile(r"[^\W\d]\w*(?:\.\w+|\[[^\[\]]*\])*$")

Told = Sequence[dict[str, Any]]
"""What the interpreter told of the errors of a run, in their order: `span` and `values` beside the fields of the entry."""


def report_errors(envelope: Envelope, file: Path, source: bytes | None, told: Told = ()) -> None:
    """Prints the errors of an envelope. `source` is the text of the playbook `file`; None for a module, whose file shows no lines."""
    found = envelope.get("errors") or []  # a foreign module may return anything
    errors = [entry for entry in found if isinstance(entry, dict) and entry.keys() >= _KEYS]
    if not errors:
        return
    playbook = load(source, lenient=True)[0] if source is not None else None
    if playbook is None:
        for entry in errors:
            click.echo(_line(entry, file, False, None), err=True)
        return
    known = list(told) if [_told_key(t) for t in told] == [_told_key(e) for e in errors] else [{}] * len(errors)
    for entry, more in zip(errors, known, strict=True):
        span = more.get("span") or _place(entry, playbook)
        if entry["handled"]:
            click.echo(_line(entry, file, True, span), err=True)
        else:
            click.echo(_paragraph(entry, file, playbook, span, more.get("values") or {}), err=True, nl=False)


def _told_key(entry: Any) -> tuple[object, ...]:
    return entry["step"], entry["kind"], entry["message"]


def _place(entry: ErrorEntry, playbook: Playbook) -> Span | None:
    """Where an error is: its own place, else that of its task, else that of its step."""
    at = entry.get("at")
    if at is not None:
        return Span(at["line"], at["column"], at["line"], at["column"] + 1)
    step = next((step for step in playbook.steps if step.name == entry["step"]), None)
    if step is None:
        return None
    if entry["kind"] == "loop" and step.loop is not None and step.loop.collection is not None:
        return step.loop.collection.span
    task: Task | None = next((task for task in step.tasks if task.label == entry.get("task")), None)
    if task is None:
        return step.span
    return task.span


def _paragraph(entry: ErrorEntry, file: Path, playbook: Playbook, span: Span | None, values: dict[str, str]) -> str:
    """Place, message, the line with what is meant underlined, and what the names on it were."""
    if span is None:
        return _line(entry, file, True, None) + "\n"
    span = _from_its_name(span, playbook.source)
    message = f"{_who(entry)}: {entry['message']}".replace("\n", "\\n")
    diagnostic = Diagnostic(entry["kind"], "error", message, str(file), span.line, span.column, span=span)
    text = render([diagnostic], [SourceFile(str(file), playbook.source.text)], color=colored())
    return text + "".join(f"  {shown(name)} = {shown(value)}\n" for name, value in values.items())


def _from_its_name(span: Span, source: SourceFile) -> Span:
    """The place of an operation on a look-up is the dot or bracket; shown is all of the look-up, from its name on."""
    lines = source.text.splitlines()
    line = lines[span.line - 1] if span.line <= len(lines) else ""
    if line[span.column - 1 : span.column] not in (".", "[", "("):
        return span
    found = _LOOKED_UP.search(line[: span.column - 1])
    return span if found is None else replace(span, column=found.start() + 1)


def _line(entry: ErrorEntry, file: Path, has_lines: bool, span: Span | None) -> str:
    at = entry.get("at")
    place = (at["line"], at["column"]) if at is not None else (span.line, span.column) if span is not None else None
    where = str(file)
    if place is not None:
        where += f":{place[0]}:{place[1]}" if has_lines else f": line {place[0]} column {place[1]} of the playbook"
    handled = "handled " if entry["handled"] else ""
    message = entry["message"].replace("\n", "\\n")
    return f"{where}: {handled}error[{entry['kind']}]: {_who(entry)}: {message}"


def _who(entry: ErrorEntry) -> str:
    who = ["the run" if entry["step"] is None else f"step {entry['step']}"]
    if "task" in entry:
        who.append(f"task {entry['task']}")
    if "iteration" in entry:
        who.append(f"iteration {entry['iteration']}")
    return ", ".join(who)
