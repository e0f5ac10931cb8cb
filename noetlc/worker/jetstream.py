"""NATS JetStream as the queue: a work queue stream, one durable pull consumer per pool, explicit acknowledgements.

A message is the command as JSON under `noetl.commands.<pool>.<execution>`. It is acknowledged once the outcome is written. What was given
up goes to `noetl.dead.<pool>`. The rows of commands, their leases and outcomes are in the database all the same: the stream says only
that there is something to do, so a message that is delivered twice, or lost with its acknowledgement, changes nothing.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
import threading
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from noetlc.errors import NoetlcError
from noetlc.json_text import read_json
from noetlc.late import late
from noetlc.runs.commands import Command, CommandRefused
from noetlc.worker.journal import Journal
from noetlc.worker.model import Claim
from noetlc.worker.queue import QueueError

if TYPE_CHECKING:
    import nats
    import nats.errors
    import nats.js.api
    import nats.js.errors
    from nats.aio.client import Client
    from nats.aio.msg import Msg
    from nats.js import JetStreamContext
else:
    nats = late("nats", "nats.errors", "nats.js.api", "nats.js.errors")

Json = Any
T = TypeVar("T")

COMMANDS, DEAD = "NOETL_COMMANDS", "NOETL_DEAD"
SUBJECT, DEAD_SUBJECT = "noetl.commands", "noetl.dead"

CALL_SECONDS = 10.0
CONNECT_SECONDS = 5.0
ACK_LEASES = 1.2
"""How long a message is kept from other workers, in leases: it comes back when the lease is over."""
DEAD_DAYS = 30
SAME_ID_SECONDS = 120
"""How long the stream itself knows the ids of commands; the database knows them from their first claim on."""

_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}")
_log = logging.getLogger(__name__)


def subject_of(command: Command) -> str:
    """Where a command is published; an execution id that no subject can have is left out."""
    execution = command.execution_id if _TOKEN.fullmatch(command.execution_id) else "none"
    return f"{SUBJECT}.{command.pool}.{execution}"


class JetStreamQueue:
    """The commands of one pool on a NATS server. With a journal it can claim; without one it only puts.

    Blocks its callers; the connection lives on a thread of its own, and comes back by itself when the server does.
    """

    def __init__(
        self, url: str, pool: str, journal: Journal | None = None, *, user: str | None = None, password: str | None = None
    ) -> None:
        """Connects, and makes streams and consumer if they are not there. Raises QueueError."""
        if find_spec("nats") is None:
            raise QueueError("queues on NATS need nats-py: pip install 'noetlc[worker]'")
        self._url = url
        self._pool = pool
        self._journal = journal
        self._login = {name: value for name, value in (("user", user), ("password", password)) if value is not None}
        self._connection: Client | None = None
        self._context: JetStreamContext | None = None
        self._pulling: JetStreamContext.PullSubscription | None = None
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="noetlc-nats", daemon=True)
        self._thread.start()
        try:
            self._wait(self._open())
        except QueueError:
            self.close()
            raise

    def __str__(self) -> str:
        parts = urlsplit(self._url)
        return f"{parts.scheme}://{parts.hostname or ''}" + (f":{parts.port}" if parts.port else "")

    # ---- the queue

    def put(self, commands: Sequence[Command]) -> int:
        return self._wait(self._publish(commands), CALL_SECONDS + len(commands) / 100)

    async def _publish(self, commands: Sequence[Command]) -> int:
        connection, context = self._there()
        most = connection.max_payload
        messages = [(one, json.dumps(one.json(), separators=(",", ":")).encode("ascii")) for one in commands]
        for one, data in messages:
            if len(data) > most:
                raise QueueError(f"command {one.id} has {len(data)} bytes, and the NATS server takes at most {most} (max_payload)")
        new = 0
        for start in range(0, len(messages), 200):
            some = messages[start : start + 200]
            sent = [context.publish(subject_of(one), data, timeout=CALL_SECONDS, headers={"Nats-Msg-Id": one.id}) for one, data in some]
            new += sum(not answer.duplicate for answer in await asyncio.gather(*sent))
        return new

    def claim(self, most: int, wait: float) -> Sequence[StreamDelivery]:
        assert self._journal is not None
        messages = self._wait(self._fetch(most, wait), wait + CALL_SECONDS)
        commands: dict[str, tuple[Command, list[Msg]]] = {}
        for message in messages:
            try:
                command = Command.parse(read_json(message.data))
            except (ValueError, CommandRefused) as error:
                self._bury(message, None, f"no command: {error}")
                continue
            commands.setdefault(command.id, (command, []))[1].append(message)
        if not commands:
            return []
        try:
            claims, others = self._journal.claim_these([command for command, _ in commands.values()])
        except NoetlcError:
            for _, again in commands.values():
                self._tell(*(message.nak(1.0) for message in again))
            raise
        for id, seconds in others.items():
            for message in commands[id][1]:
                self._tell(message.nak(seconds + 0.1) if seconds else message.ack())
        return [StreamDelivery(claim, self, commands[claim.id][1]) for claim in claims]

    async def _fetch(self, most: int, wait: float) -> list[Msg]:
        self._there()
        assert self._pulling is not None
        try:
            return await self._pulling.fetch(most, timeout=max(wait, 0.05))
        except (TimeoutError, nats.errors.TimeoutError):
            return []

    def depth(self) -> int | None:
        try:
            return self._wait(self._pending())
        except QueueError:
            return None

    async def _pending(self) -> int:
        assert self._context is not None
        found = await self._context.consumer_info(COMMANDS, self._durable)
        return int(found.num_pending or 0)

    def wake(self) -> None:
        """A fetch ends by itself soon."""

    def close(self) -> None:
        """Closes the connection and ends its thread."""
        if self._connection is not None:
            try:
                asyncio.run_coroutine_threadsafe(self._connection.close(), self._loop).result(CALL_SECONDS)
            except Exception as error:
                _log.debug("closing the connection to %s: %s", self, error)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(CALL_SECONDS)
        if not self._thread.is_alive():
            self._loop.close()

    # ---- the connection

    @property
    def _durable(self) -> str:
        return f"workers-{self._pool}"

    async def _open(self) -> None:
        said: list[str] = []

        async def quiet(error: Exception) -> None:
            said[:] = str(error).splitlines()[:1]
            _log.debug("NATS: %s", error)

        given: dict[str, Any] = {"max_reconnect_attempts": -1, "reconnect_time_wait": 0.2, "error_cb": quiet, "allow_reconnect": True}
        try:
            connecting = nats.connect(self._url, connect_timeout=2, **given, **self._login)
            self._connection = await asyncio.wait_for(connecting, CONNECT_SECONDS)
        except TimeoutError:
            raise QueueError(f"the queue {self} cannot be used: {said[0] if said else 'it does not answer'}") from None
        self._context = self._connection.jetstream(timeout=CALL_SECONDS)
        api = nats.js.api
        streams = (
            api.StreamConfig(
                COMMANDS,
                subjects=[f"{SUBJECT}.>"],
                retention=api.RetentionPolicy.WORK_QUEUE,
                storage=api.StorageType.FILE,
                duplicate_window=SAME_ID_SECONDS,
            ),
            api.StreamConfig(DEAD, subjects=[f"{DEAD_SUBJECT}.>"], storage=api.StorageType.FILE, max_age=DEAD_DAYS * 86_400),
        )
        for stream in streams:
            await self._made(self._context.add_stream(stream), self._context.stream_info(str(stream.name)))
        if self._journal is not None:
            config = nats.js.api.ConsumerConfig(
                durable_name=self._durable,
                filter_subject=f"{SUBJECT}.{self._pool}.>",
                ack_policy=nats.js.api.AckPolicy.EXPLICIT,
                ack_wait=self._journal.lease * ACK_LEASES,
                max_deliver=-1,  # the database counts the attempts: being told that another worker has it is none
                max_ack_pending=10_000,
            )
            await self._made(self._context.add_consumer(COMMANDS, config), self._context.consumer_info(COMMANDS, self._durable))
            self._pulling = await self._context.pull_subscribe_bind(consumer=self._durable, stream=COMMANDS)

    async def _made(self, make: Coroutine[Any, Any, Any], look: Coroutine[Any, Any, Any]) -> None:
        """Makes something on the server; one that is there with other settings, which an operator may have given it, stays."""
        try:
            await make
        except nats.js.errors.BadRequestError:
            await look
        else:
            look.close()

    def _there(self) -> tuple[Client, JetStreamContext]:
        if self._connection is None or self._context is None or not self._connection.is_connected:
            raise QueueError(f"there is no connection to the queue {self}")
        return self._connection, self._context

    def _wait(self, work: Coroutine[Any, Any, T], seconds: float = CALL_SECONDS * 2) -> T:
        """Runs something on the thread of the connection. Raises QueueError."""
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result(seconds)
        except QueueError:
            raise
        except TimeoutError as error:
            future.cancel()
            raise QueueError(f"the queue {self} does not answer") from error
        except Exception as error:
            lines = str(error).strip().splitlines() or [type(error).__name__]
            raise QueueError(f"the queue {self} cannot be used: {lines[0]}") from error

    def _tell(self, *said: Coroutine[Any, Any, Any]) -> None:
        """Says something that the server may or may not hear."""

        async def all_of_it() -> None:
            for one in said:
                try:
                    await one
                except Exception as error:
                    _log.debug("NATS: %s", error)

        asyncio.run_coroutine_threadsafe(all_of_it(), self._loop)

    def _bury(self, message: Msg, id: str | None, reason: str) -> None:
        """Moves a message to the dead letters: it leaves the stream after it was written there."""

        async def bury() -> None:
            assert self._context is not None
            headers = {"Noetl-Reason": reason.encode("ascii", "replace").decode()[:500]} | ({"Nats-Msg-Id": f"dead-{id}"} if id else {})
            await self._context.publish(f"{DEAD_SUBJECT}.{self._pool}", message.data, timeout=CALL_SECONDS, headers=headers)
            await message.term()

        self._tell(bury())


@dataclass(frozen=True, slots=True)
class StreamDelivery:
    """A claimed command with the messages that brought it."""

    claim: Claim
    queue: JetStreamQueue
    messages: Sequence[Msg]

    def ack(self) -> None:
        self.queue._tell(*(message.ack() for message in self.messages))

    def nak(self, delay: float) -> None:
        self.queue._tell(*(message.nak(delay) for message in self.messages))

    def in_progress(self) -> None:
        self.queue._tell(*(message.in_progress() for message in self.messages))

    def dead(self, reason: str) -> None:
        for message in self.messages:
            self.queue._bury(message, self.claim.id, reason)
