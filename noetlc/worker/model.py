"""What the parts of a worker hand to each other. Imports no database."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from noetlc.catalog.model import ModuleRef
from noetlc.errors import NoetlcError
from noetlc.host.binding import Intent
from noetlc.host.capability import Answer

Json = Any

Hook = Callable[[str], None]
"""Is told when a worker passes a point at which it might die: tests raise or kill there. `POINTS` are the names."""

POINTS = (
    "claimed",  # the lease is held, nothing ran
    "journaled",  # a tool call is written down and not made
    "called",  # a tool call was made, and its answer is not written
    "answered",  # the answer is written
    "ran",  # the run is over, nothing of it is written
    "ready",  # outcome and intents are written, nothing was flushed
    "flushed",  # some intent was flushed, and that is written nowhere here
    "finished",  # effects and outcome are written, the queue does not know it
    "acked",  # the queue knows it
)


def unnoticed(point: str) -> None:
    """No hook."""


class Fenced(NoetlcError):
    """Another worker has the command now: this one stops, and writes nothing of it."""


class InDoubt(NoetlcError):
    """A tool call was begun by a worker that is gone; whether it took place is not known, and the tool may not be asked again."""


class Abandoned(NoetlcError):
    """This worker cannot go on with the command for now; it is to be claimed again."""


@dataclass(slots=True)
class LoggedCall:
    """One capability call of a command: `answer` of a tool is None while it is not known. Ambient calls are always answered."""

    n: int
    name: str
    request: bytes
    answer: Answer
    made_by: int

    @property
    def is_tool(self) -> bool:
        return self.name.startswith("tool_")


@dataclass(slots=True)
class Claim:
    """A command that this worker holds, until `renew_at` (monotonic seconds) without doing more for that.

    `state` is `claimed`, or `ready` when only the flush of `ready` is left. `version` and `module` are those of the first claim, None
    where the catalog had none. `calls` is the log of earlier attempts. `exhausted`: it was tried too often already.
    """

    id: str
    execution_id: str
    path: str
    asked_version: int | None
    step: str | None
    pool: str
    body: str = field(repr=False)
    fence: int
    attempts: int
    state: Literal["claimed", "ready"]
    version: int | None = None
    module: ModuleRef | None = None
    ready: bytes | None = field(default=None, repr=False)
    calls: list[LoggedCall] = field(default_factory=list, repr=False)
    logged: bool = False
    renew_at: float = 0.0
    lost: bool = False
    exhausted: bool = False

    @property
    def input(self) -> dict[str, Json]:
        value: dict[str, Json] = json.loads(self.body)
        return value

    def check(self) -> None:
        """Raises Fenced when it is known that another worker has the command."""
        if self.lost:
            raise Fenced(f"command {self.id} has another worker")


@dataclass(slots=True)
class Finished:
    """What became of a command: `state` is `done`, or `dead` when it was given up. `intents` are to take place with it.

    `envelope` is the run envelope as JSON in ASCII where the module wrote it so; it belongs to the outcome, and is not taken apart.
    """

    claim: Claim
    status: Literal["completed", "failed"]
    outcome: dict[str, Json] = field(repr=False)
    error_kind: str | None = None
    engine: Literal["wasm", "interpreted"] | None = None
    fallback: str | None = None
    intents: tuple[Intent, ...] = field(default=(), repr=False)
    duration_us: int = 0
    state: Literal["done", "dead"] = "done"
    envelope: str | None = field(default=None, repr=False)

    def text(self) -> str:
        """The outcome as JSON in ASCII."""
        rest = json.dumps(self.outcome, separators=(",", ":"))
        if self.envelope is None:
            return rest
        return f'{{"envelope":{self.envelope}{"," if self.outcome else ""}{rest[1:]}'

    def failed(self, kind: str, message: str) -> Finished:
        """The same run, failed after all: nothing of it takes place."""
        outcome = {"error": {"kind": kind, "message": message}}
        return Finished(self.claim, "failed", outcome, kind, self.engine, self.fallback, (), self.duration_us)


def failure(claim: Claim, kind: str, message: str, **more: Any) -> Finished:
    """A command that failed."""
    return Finished(claim, "failed", {"error": {"kind": kind, "message": message}}, kind, **more)
