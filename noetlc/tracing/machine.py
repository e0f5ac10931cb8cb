"""Traces for programs: JSON lines, and the JSON that Chrome (`about:tracing`) and Perfetto show as a picture."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from noetlc.diagnostics import Span
from noetlc.interp.trace import Event, Level

FORMAT = 1
LONGEST = 500
"""Characters of an argument in a Chrome trace."""

Fields = dict[str, Any]


class JsonLines:
    """A JSON object per line. The first names format, file and engine; the others have `t_us`, `depth`, `phase`, `what` and the fields
    of their kind."""

    level: Level = "events"

    def __init__(self, write: Callable[[str], None], file: str, engine: str) -> None:
        self._write = write
        self._depth = 0
        self._start: int | None = None
        self._line({"trace": FORMAT, "playbook": file, "engine": engine})

    def take(self, event: Event) -> None:
        self._start = event.time if self._start is None else self._start
        self._depth -= event.phase == "end"
        place = {"t_us": (event.time - self._start) / 1000, "depth": self._depth, "phase": event.phase, "what": event.what}
        self._line({**place, **plain(event.fields)})
        self._depth += event.phase == "begin"

    def finish(self) -> None:
        pass

    def _line(self, value: Fields) -> None:
        self._write(_dumps(value) + "\n")


class ChromeTrace:
    """`{"traceEvents": [...]}`: a slice for what begins and ends, an instant for all else, in one track."""

    level: Level = "details"

    def __init__(self, write: Callable[[str], None], file: str, engine: str) -> None:
        self._write = write
        self._start: int | None = None
        self._first = True
        write('{"displayTimeUnit": "ms", "otherData": ' + _dumps({"playbook": file, "engine": engine}) + ', "traceEvents": [')
        for kind, name in (("process_name", file), ("thread_name", f"engine {engine}")):
            self._event({"name": kind, "ph": "M", "pid": 1, "tid": 1, "args": {"name": name}})

    def take(self, event: Event) -> None:
        self._start = event.time if self._start is None else self._start
        base = {"name": _name(event), "cat": event.what, "ts": (event.time - self._start) / 1000, "pid": 1, "tid": 1}
        args = {key: _cut(value) for key, value in plain(event.fields).items() if key not in ("span",)}
        phase = {"begin": {"ph": "B"}, "end": {"ph": "E"}, "note": {"ph": "i", "s": "t"}}[event.phase]
        self._event({**base, **phase, "args": args})

    def finish(self) -> None:
        self._write("\n]}\n")

    def _event(self, value: Fields) -> None:
        self._write(("\n" if self._first else ",\n") + _dumps(value))
        self._first = False


def plain(fields: Fields) -> Fields:
    """The fields as JSON: requests and answers as what they are, spans as numbers."""
    made: Fields = {}
    for key, value in fields.items():
        if key in ("request", "answer"):
            made[key] = _read(value)
        elif isinstance(value, Span):
            made[key] = {"line": value.line, "column": value.column, "end_line": value.end_line, "end_column": value.end_column}
        else:
            made[key] = value
    return made


def _name(event: Event) -> str:
    fields = event.fields
    if event.what == "item":
        return f"item {fields['index']}"
    if event.what == "template":
        return f"template {fields['line']}:{fields['column']}"
    if event.what == "arc":
        return f"{'arc' if fields['taken'] else 'no arc'} to {fields['to']}"
    if event.what == "task":
        return f"{fields['kind']}" if fields["task"] is None else f"{fields['kind']} {fields['task']}"
    for key in ("tool", "name", "field", "step"):
        if key in fields:
            return f"{event.what} {fields[key]}"
    return event.what


def _cut(value: Any) -> Any:
    text = _dumps(value)
    return value if len(text) <= LONGEST else text[:LONGEST] + "…"


def _read(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"), default=str)
