"""Outcomes of tools, tasks, loops and steps, and the entries they leave in the envelope."""

from __future__ import annotations

from dataclasses import dataclass, field

from noetlc.diagnostics import Span
from noetlc.interp.values import Output


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an outcome is `error`. `task` and `iteration` say where in a pipeline or loop; `at` the place in the file.

    `values` are the names on that line with their values, if that is asked for.
    """

    kind: str
    message: str
    retryable: bool = False
    at: Span | None = None
    task: str | None = None
    iteration: int | None = None
    values: tuple[tuple[str, str], ...] = field(default=(), compare=False)

    def public(self) -> dict[str, object]:
        """The map templates see as `output.error` and `steps.x.error`."""
        return {"kind": self.kind, "message": self.message, "retryable": self.retryable}


@dataclass(frozen=True, slots=True)
class Outcome:
    """`ok` (no failure) or `error`, plus data. `http` marks the answer of an http tool; `items_ran` a loop that got to its items.

    `aliases` are look-up aliases of the data beyond `.data` and `.result` (language.md 5).
    """

    data: object
    failure: Failure | None = None
    http: bool = False
    aliases: dict[str, object] | None = None
    items_ran: bool = False

    def output(self) -> Output:
        """The `output` envelope."""
        error = None if self.failure is None else self.failure.public()
        view = Output({"status": "error" if self.failure else "ok", "data": self.data, "ref": None, "error": error})
        if self.http:
            fields = self.data if isinstance(self.data, dict) else {}
            view["http"] = {"status": fields.get("status_code"), "headers": fields.get("headers")}
        return view

    def told(self) -> dict[str, object]:
        """What a trace says of it."""
        if self.failure is None:
            return {"status": "ok"}
        return {"status": "error", "error": self.failure.kind, "message": self.failure.message}


def failed(kind: str, message: str, data: object = None, at: Span | None = None) -> Outcome:
    """An error outcome of the engine itself."""
    return Outcome(data, Failure(kind, message, at=at))


def error_entry(step: str | None, failure: Failure, handled: bool) -> dict[str, object]:
    """The entry of the envelope's `errors`, keys in the order of language.md 4.4."""
    entry: dict[str, object] = {"step": step, "kind": failure.kind, "message": failure.message, "handled": handled}
    if failure.task is not None:
        entry["task"] = failure.task
    if failure.iteration is not None:
        entry["iteration"] = failure.iteration
    if failure.at is not None and failure.kind in ("exception", "exit", "template", "config"):
        entry["at"] = {"line": failure.at.line, "column": failure.at.column}
    return entry


class StopRun(Exception):
    """Option `strict`: a condition or write raised; the run ends at once with this failure."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure
