"""Tracers: what is kept of the events of a run."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from noetlc.errors import NoetlcError
from noetlc.interp.trace import Event, Level


class Enough(NoetlcError):
    """A run that was only repeated to be looked at goes on for too long."""


@dataclass(slots=True)
class Errors:
    """Keeps the errors alone. `seconds` is how long the run may go on before `check` raises Enough."""

    seconds: float | None = None
    level: Level = "failures"
    found: list[dict[str, object]] = field(default_factory=list)
    _since: float = field(default_factory=time.monotonic)

    def take(self, event: Event) -> None:
        if event.what == "error":
            self.found.append(event.fields)

    def check(self) -> None:
        if self.seconds is not None and time.monotonic() - self._since > self.seconds:
            raise Enough(f"the run takes longer than {self.seconds:g} s")
