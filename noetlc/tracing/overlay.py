"""What a trace says of the lines of its playbook: a JSON trace (`noetl run --trace-format json`) laid over the source."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from noetlc.errors import NoetlcError
from noetlc.tracing.machine import FORMAT
from noetlc.tracing.text import duration, told

MOST = 8
"""Notes of a line; of more it is said how many there are."""

LONGEST = 300
"""Characters of a note."""


class TraceError(NoetlcError):
    """A file that is no trace in JSON lines."""


@dataclass(slots=True)
class Overlay:
    """`playbook` is the name in its metadata, `status` that of the run, `ended early` if the trace has no end of it.

    `notes` are texts by line, in the order of the run; `steps` says what became of each step that the trace names; `arcs` are those that
    were taken, from step to step.
    """

    playbook: str = ""
    status: str = "ended early"
    notes: dict[int, list[str]] = field(default_factory=dict)
    steps: dict[str, str] = field(default_factory=dict)
    ran: set[str] = field(default_factory=set)
    arcs: set[tuple[str, str]] = field(default_factory=set)


def read_overlay(data: bytes) -> Overlay:
    """Reads a trace. Raises TraceError, which says what is wrong with which line."""
    lines = data.decode("utf-8", "replace").splitlines()
    reader = _Reader()
    for number, line in enumerate(lines, 1):
        try:
            event = json.loads(line)
            if number == 1:
                reader.head(event)
            else:
                reader.take(event)
        except (ValueError, RecursionError, KeyError, TypeError, AttributeError, IndexError) as error:
            if isinstance(error, TraceError):
                raise
            raise TraceError(f"line {number} is no event of a trace in JSON lines (noetl run --trace-format json)") from None
    if not lines:
        raise TraceError("it is empty")
    return reader.finish()


def _task(event: dict[str, Any]) -> str:
    return f"{event['kind']}, attempt {event['attempt']}" if event["attempt"] > 1 else str(event["kind"])


class _Reader:
    """Reads events in turn; what lies between a beginning and its end is at the line of the beginning, unless it has its own."""

    def __init__(self) -> None:
        self.made = Overlay()
        self.begun: list[tuple[int, float]] = []  # line and time of what has not ended
        self.times: dict[str, list[float]] = {}  # milliseconds of the runs of a step
        self.ends: dict[str, Counter[str]] = {}

    def head(self, event: Any) -> None:
        if not isinstance(event, dict) or event.get("trace") != FORMAT:
            raise TraceError(f"it does not begin as a trace of format {FORMAT} (noetl run --trace-format json --trace-out FILE)")

    def take(self, event: dict[str, Any]) -> None:
        what, phase, at = event["what"], event["phase"], float(event["t_us"])
        line = event.get("line")
        if not isinstance(line, int):  # of a print it is the text
            line = event["span"]["line"] if isinstance(event.get("span"), dict) else self.begun[-1][0] if self.begun else 0
        if phase == "begin":
            self.begun.append((line, at))
            self.made.playbook = event["playbook"] if what == "run" else self.made.playbook
            return
        taken = 0.0
        if phase == "end":
            line, began = self.begun.pop()
            taken = at - began
        self.note(what, phase, event, line, taken)

    def note(self, what: str, phase: str, event: dict[str, Any], line: int, taken: float) -> None:
        step = str(event.get("step"))
        if what == "run":
            self.made.status = str(event.get("status", self.made.status))
        elif what == "step":
            self.times.setdefault(step, []).append(taken)
            self.ends.setdefault(step, Counter())[event["status"]] += 1
        elif what in ("skip", "unreached"):
            why = event["why"] if what == "skip" else "; ".join(event["reasons"])
            self.made.steps[step] = f"{'skipped' if what == 'skip' else 'did not run'}: {why}"
        elif what == "arc" and event["taken"]:
            self.made.arcs.add((step, event["to"]))
        text = told(what, phase, event)
        if text is not None and line > 0:
            if what in ("step", "task"):
                text = f"{f'step {step}' if what == 'step' else _task(event)}: {text}"
            lasted = f", {duration(int(taken * 1000))}" if phase == "end" and what != "sleep" else ""
            self.made.notes.setdefault(line, []).append((text if len(text) <= LONGEST else text[: LONGEST - 1] + "…") + lasted)

    def finish(self) -> Overlay:
        for step, times in self.times.items():
            errors = self.ends[step]["error"]
            count = "ran once" if len(times) == 1 else f"ran {len(times)} times"
            self.made.steps[step] = f"{count}, {duration(int(sum(times) * 1000))}" + (f", {errors} with an error" if errors else "")
        self.made.ran = set(self.times)
        for notes in self.made.notes.values():
            if len(notes) > MOST:
                notes[MOST - 1 :] = [f"… {len(notes) - MOST + 1} more"]
        return self.made
