"""Tracers: what is kept of the events of a run, and where they go."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from noetlc.errors import NoetlcError
from noetlc.interp.trace import Event, Level


class Enough(NoetlcError):
    """A run that was only repeated to be looked at goes on for too long."""


class Sink(Protocol):
    """Takes events and makes something of them; `finish` comes once, after the last one."""

    @property
    def level(self) -> Level: ...

    def take(self, event: Event) -> None: ...

    def finish(self) -> None: ...


@dataclass(slots=True)
class Watch:
    """Keeps the errors, and passes everything on to the sinks.

    `seconds` is how long the run may go on before `check` raises Enough.
    """

    sinks: Sequence[Sink] = ()
    seconds: float | None = None
    errors: list[dict[str, object]] = field(default_factory=list)
    _since: float = field(default_factory=time.monotonic)

    @property
    def level(self) -> Level:
        if any(sink.level == "details" for sink in self.sinks):
            return "details"
        return "events" if self.sinks else "failures"

    def take(self, event: Event) -> None:
        if event.what == "error":
            self.errors.append(event.fields)
        for sink in self.sinks:
            sink.take(event)

    def note(self, what: str, **fields: object) -> None:
        """An event that is none of the interpreter's."""
        self.take(Event(what, "note", time.perf_counter_ns(), fields))

    def check(self) -> None:
        if self.seconds is not None and time.monotonic() - self._since > self.seconds:
            raise Enough(f"the run takes longer than {self.seconds:g} s")
