"""What the handlers of one app share."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import anyio
import anyio.to_thread
from starlette.requests import Request

from noetlc.catalog.store import Catalog
from noetlc.runs.commands import Commands
from noetlc.runs.effects import Effects
from noetlc.service import token
from noetlc.service.http import Problem, read_body
from noetlc.service.metrics import Metrics
from noetlc.service.settings import SMALL_BODY, Settings

Answer = TypeVar("Answer")


class Service:
    """A catalog, the effects beside it, and how many calls of them may run at a time."""

    def __init__(self, catalog: Catalog, effects: Effects, settings: Settings) -> None:
        self.catalog = catalog
        self.effects = effects
        self.settings = settings
        self.commands = Commands(catalog.database)
        self.metrics = Metrics(self.commands.counts)
        self._threads = anyio.CapacityLimiter(settings.threads)
        self._registers = anyio.CapacityLimiter(settings.registers)
        self._large = anyio.CapacityLimiter(settings.large_bodies)
        self._waiting = 0

    async def blocking(self, work: Callable[[], Answer]) -> Answer:
        """Runs something that blocks in a thread, when one is free."""
        return await anyio.to_thread.run_sync(work, limiter=self._threads)

    async def unhurried(self, work: Callable[[], Answer]) -> Answer:
        """As `blocking`, but may be given up: the thread goes on alone."""
        return await anyio.to_thread.run_sync(work, limiter=self._threads, abandon_on_cancel=True)

    async def registering(self, work: Callable[[], Answer]) -> Answer:
        """As `blocking`, for what compiles: threads of its own. Raises Problem (503) where too many wait."""
        if self._waiting >= self.settings.registers + self.settings.waiting_registers:
            raise Problem(503, "too many playbooks are being registered: try again", headers={"retry-after": "10"})
        self._waiting += 1
        try:
            return await anyio.to_thread.run_sync(work, limiter=self._registers)
        finally:
            self._waiting -= 1

    async def with_body(self, request: Request, limit: int, work: Callable[[bytes], Answer]) -> Answer:
        """Reads a body within the limits and runs something that blocks with it."""
        times = {"seconds": self.settings.body_seconds, "idle": self.settings.idle_seconds}
        declared = request.headers.get("content-length", "")
        if limit <= SMALL_BODY or (declared.isdecimal() and len(declared) < 10 and int(declared) <= SMALL_BODY):
            body = await read_body(request, limit, **times)
            return await self.blocking(lambda: work(body))
        async with self._large:  # until it is stored: what is held of large bodies is bounded
            large = await read_body(request, limit, **times)
            return await self.blocking(lambda: work(large))

    def admit(self, request: Request, *, worker: bool) -> None:
        """Raises Problem: 401 for a caller without a token, 403 for one with another."""
        if worker and self.settings.open_worker_routes:
            return
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not given.strip() or len(request.headers.getlist("authorization")) > 1:
            raise Problem(401, "this needs a token: Authorization: Bearer TOKEN", headers={"www-authenticate": "Bearer"})
        if not token.equal(given.strip(), self.settings.token):
            raise Problem(403, "the token is not the one of this service")
