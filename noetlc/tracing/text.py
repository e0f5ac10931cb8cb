"""A trace to read: a line for each thing that happened, indented by what it belongs to.

step pay (flow.yaml:9)
  python: error[exception]: ValueError: bad amount, 12.3 ms
  when {{ output.status == 'error' }}: true (output.status = "error")
  → refund
  error[exception]: ValueError: bad amount, 13.0 ms
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from noetlc.diagnostics.terminal import shown
from noetlc.interp.mentioned import excerpt
from noetlc.interp.trace import Event, Level

REQUEST = 160
"""Characters of a request that are shown."""

Fields = dict[str, Any]


class TextTrace:
    """Writes a line for each event as it comes. `file` is the name of the playbook, for places."""

    level: Level = "events"

    def __init__(self, write: Callable[[str], None], file: str) -> None:
        self._write = write
        self._file = file
        self._depth = 0
        self._began: list[int] = []

    def take(self, event: Event) -> None:
        if event.phase == "begin":
            self._began.append(event.time)
            opening = _OPENINGS.get(event.what)
            if opening is not None:
                self._line(opening(event.fields, self._file))
                self._depth += 1
            return
        taken = event.time - self._began.pop() if event.phase == "end" else 0
        line = _LINES.get((event.what, event.phase))
        if line is not None:
            self._line(line(event.fields) + (f", {duration(taken)}" if event.phase == "end" else ""))
        if event.phase == "end" and event.what in _OPENINGS:
            self._depth -= 1

    def finish(self) -> None:
        pass

    def _line(self, text: str) -> None:
        self._write("  " * self._depth + shown(text) + "\n")


def told(what: str, phase: str, fields: Fields) -> str | None:
    """The line about an event, None for one that has none; also of an event as it stands in a JSON trace."""
    line = _LINES.get((what, phase))
    if line is None:
        return None
    texts = {key: json.dumps(fields[key]) for key in ("request", "answer") if not isinstance(fields.get(key, ""), str)}
    return line({**fields, **texts})


def duration(nanoseconds: int) -> str:
    """`12.3 ms`; seconds from one on."""
    return f"{nanoseconds / 1e9:.2f} s" if nanoseconds >= 10**9 else f"{nanoseconds / 1e6:.2f} ms"


def _outcome(fields: Fields) -> str:
    return "ok" if fields["status"] == "ok" else f"error[{fields['error']}]: {fields['message']}"


def _step(fields: Fields, file: str) -> str:
    return f"step {fields['step']} ({file}:{fields['line']})"


def _task(fields: Fields, _file: str) -> str:
    attempt = f", attempt {fields['attempt']}" if fields["attempt"] > 1 else ""
    label = f"task {fields['task']}: " if fields["task"] is not None else ""
    return f"{label}{fields['kind']}{attempt}"


def _condition(fields: Fields) -> str:
    names = ", ".join(f"{name} = {value}" for name, value in fields["names"].items())
    return f"{fields['field']} {fields['text'].strip()}: {str(fields['holds']).lower()}" + (f" ({names})" if names else "")


def _arc(fields: Fields) -> str:
    why = f": {fields['why']}" if fields["why"] else ""
    return f"{'→' if fields['taken'] else '✗'} {fields['to']}{why}"


def _call(fields: Fields) -> str:
    answer = _json(fields.get("answer", ""))
    word = "" if not isinstance(answer, dict) else f": {answer.get('status')}"
    if isinstance(answer, dict) and isinstance(answer.get("error"), dict):
        word = f": error[{answer['error'].get('kind')}]: {answer['error'].get('message')}"
    request = _json(fields["request"])
    config = request.get("config") if isinstance(request, dict) else None
    text = json.dumps(config, ensure_ascii=False) if config else ""
    return f"call {fields['tool']}{' ' + _short(text) if text else ''}{word}"


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _short(text: str) -> str:
    return text if len(text) <= REQUEST else text[: REQUEST - 1] + "…"


def _left(fields: Fields) -> str:
    return f"the module left this run to the interpreter, which tells of it: {fields['message']}"


def _module(fields: Fields) -> str:
    took = duration(fields["nanoseconds"])
    return f"the module ran for {took}; the interpreter tells of it by a run with the same answers, in its own time but for calls"


_OPENINGS: dict[str, Callable[[Fields, str], str]] = {
    "run": lambda fields, file: f"run of {file}, execution id {fields['execution_id']}",
    "step": _step,
    "item": lambda fields, _file: f"item {fields['index']}",
    "task": _task,
}
_LINES: dict[tuple[str, str], Callable[[Fields], str]] = {
    ("run", "end"): lambda fields: str(fields.get("status", "ended early")),
    ("step", "end"): _outcome,
    ("item", "end"): _outcome,
    ("task", "end"): _outcome,
    ("call", "end"): _call,
    ("sleep", "end"): lambda fields: f"waited for {duration(fields['nanoseconds'])}",
    ("condition", "note"): _condition,
    ("arc", "note"): _arc,
    ("skip", "note"): lambda fields: f"step {fields['step']} is skipped: {fields['why']}",
    ("rule", "note"): lambda fields: f"rule {fields['rule']} (line {fields['line']}): {fields['action']}",
    ("write", "note"): lambda fields: f"{fields['name']} = {excerpt(fields['value'])}",
    ("print", "note"): lambda fields: f"print: {fields['line']}",
    ("warning", "note"): lambda fields: f"warning: {fields['field']}: {fields['message']}",
    ("error", "note"): lambda fields: f"{'handled' if fields['handled'] else 'unhandled'} error[{fields['kind']}]: {fields['message']}",
    ("unreached", "note"): lambda fields: f"step {fields['step']} did not run ({'; '.join(fields['reasons'])})",
    ("module", "note"): _module,
    ("left", "note"): _left,
    ("aborted", "note"): lambda fields: f"aborted: {fields['message']}; of a module that aborts, only its calls are known",
    ("differs", "note"): lambda fields: f"the interpreter's run came out otherwise than the module's: {fields['message']}",
}
