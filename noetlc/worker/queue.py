"""Where commands come from. A queue hands out claims: commands that this worker holds the lease of."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from noetlc.catalog.model import CatalogError
from noetlc.errors import NoetlcError
from noetlc.runs.commands import Command, Commands
from noetlc.worker.journal import Journal
from noetlc.worker.model import Claim

POLL_SECONDS = 0.1
"""How often an idle worker looks into the database; commands that are put in its own process wake it at once."""


class QueueError(NoetlcError):
    """The queue cannot be used now. One line, without secrets."""


class Delivery(Protocol):
    """A claimed command, and what is to be told to the queue."""

    @property
    def claim(self) -> Claim: ...

    def ack(self) -> None:
        """The outcome is written. Never raises: a queue that does not hear it delivers again, and learns then that it is over."""
        ...

    def nak(self, delay: float) -> None:
        """It is to be delivered again after so many seconds. Never raises."""
        ...

    def in_progress(self) -> None:
        """It is still worked on. Never raises."""
        ...

    def dead(self, reason: str) -> None:
        """It was given up: it goes to the dead letters. Never raises."""
        ...


class Queue(Protocol):
    """Commands that wait, of one pool."""

    def put(self, commands: Sequence[Command]) -> int:
        """Queues commands; how many were new, as far as the queue knows. Raises QueueError, CatalogError."""
        ...

    def claim(self, most: int, wait: float) -> Sequence[Delivery]:
        """Up to `most` commands; waits up to `wait` seconds for the first. Raises QueueError, CatalogError."""
        ...

    def depth(self) -> int | None:
        """How many commands wait, None while that is not known."""
        ...

    def wake(self) -> None:
        """Ends a wait."""
        ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class RowDelivery:
    """A claim of a queue that is the table itself: the outcome is all that is to be said."""

    claim: Claim

    def ack(self) -> None:
        """The row says it."""

    def nak(self, delay: float) -> None:
        """The row says it."""

    def in_progress(self) -> None:
        """The row says it."""

    def dead(self, reason: str) -> None:
        """The row says it."""


class DatabaseQueue:
    """The table of commands as the queue: for one machine on SQLite, for several on PostgreSQL."""

    def __init__(self, journal: Journal, pool: str, *, poll: float = POLL_SECONDS) -> None:
        self._journal = journal
        self._commands = Commands(journal.database)
        self._pool = pool
        self._poll = poll
        self._event = threading.Event()

    def put(self, commands: Sequence[Command]) -> int:
        new = self._commands.submit(commands)
        self._event.set()
        return new

    def claim(self, most: int, wait: float) -> Sequence[RowDelivery]:
        end = time.monotonic() + wait
        while True:
            self._event.clear()  # what is put from here on is seen below, or wakes
            if self._journal.waiting(self._pool):
                claims = self._journal.claim_due(self._pool, most)
                if claims:
                    return [RowDelivery(claim) for claim in claims]
            left = end - time.monotonic()
            if left <= 0:
                return []
            self._event.wait(min(left, self._poll))

    def depth(self) -> int | None:
        try:
            return self._commands.depth(self._pool)
        except CatalogError:
            return None

    def wake(self) -> None:
        self._event.set()

    def close(self) -> None:
        """The database is the caller's."""
