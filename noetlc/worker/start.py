"""Puts a worker together from what the command line, or a test, says."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from noetlc.errors import NoetlcError
from noetlc.host.limits import DEFAULT_LIMITS
from noetlc.late import late
from noetlc.runs.commands import DEFAULT_POOL
from noetlc.worker.dispatch import Dispatcher, Rights
from noetlc.worker.journal import LEASE_SECONDS, MAX_ATTEMPTS, Journal
from noetlc.worker.loop import BATCH, Worker, owner_name
from noetlc.worker.model import Hook, unnoticed
from noetlc.worker.queue import DatabaseQueue, Queue, QueueError
from noetlc.worker.sinks import sink_of

if TYPE_CHECKING:
    from noetlc.catalog import Catalog
    from noetlc.runs import effects
    from noetlc.worker import jetstream
    from noetlc.worker import metrics as prometheus
else:
    effects = late("noetlc.runs.effects")
    jetstream = late("noetlc.worker.jetstream")
    prometheus = late("noetlc.worker.metrics")

DATABASE = "database"
"""The queue that is the table of commands in the catalog's database."""


@dataclass(frozen=True, slots=True)
class WorkerSettings:
    """How a worker works. `queue` is `database` or `nats://…`, `sink` is `store` or the URL of a service; `timeout` are the seconds of one
    run, `lease` those after which a worker that says nothing is taken for gone. `metrics` is the port of the metrics, None without them."""

    queue: str = DATABASE
    sink: str = "store"
    pool: str = DEFAULT_POOL
    concurrency: int = 4
    batch: int = BATCH
    lease: float = LEASE_SECONDS
    max_attempts: int = MAX_ATTEMPTS
    timeout: float = 60.0
    rights: Rights = field(default_factory=Rights)
    token: str | None = None
    metrics: int | None = None
    metrics_address: str = "127.0.0.1"


def open_queue(url: str, pool: str, journal: Journal) -> Queue:
    """The queue behind a URL. Raises QueueError."""
    if url == DATABASE:
        return DatabaseQueue(journal, pool)
    if not url.startswith(("nats://", "tls://", "ws://", "wss://")):
        raise QueueError(f"a queue is `{DATABASE}` or nats://HOST:PORT, not {url.split('@')[-1][:100]!r}")

    login = {"user": os.environ.get("NOETL_NATS_USER"), "password": os.environ.get("NOETL_NATS_PASSWORD")}
    return jetstream.JetStreamQueue(url, pool, journal, **login)


@contextmanager
def opened_worker(catalog: Catalog, settings: WorkerSettings, *, hook: Hook = unnoticed) -> Iterator[Worker]:
    """A worker on the commands of a catalog's database; what it opened is closed at the end. Raises NoetlcError."""
    with ExitStack() as stack:
        journal = Journal(catalog.database, owner_name(), lease=settings.lease, max_attempts=settings.max_attempts, hook=hook)
        queue = open_queue(settings.queue, settings.pool, journal)
        stack.callback(queue.close)
        try:
            sink = sink_of(settings.sink, lambda: effects.Effects(catalog.database), settings.token, hook=hook)
        except ValueError as error:
            raise NoetlcError(str(error)) from None
        stack.callback(sink.close)
        limits = replace(DEFAULT_LIMITS, timeout=settings.timeout)
        dispatcher = Dispatcher(catalog, journal, settings.rights, limits)
        stack.callback(dispatcher.close)
        given: dict[str, Any] = {"concurrency": settings.concurrency, "batch": settings.batch, "hook": hook}
        worker = Worker(queue, journal, dispatcher, sink, **given)
        if settings.metrics is not None:
            metrics = prometheus.PrometheusMetrics(settings.pool, queue.depth, worker.in_flight)
            stack.callback(metrics.serve(settings.metrics, settings.metrics_address))
            worker.metrics = metrics
            dispatcher.on_abort = metrics.aborted
        yield worker
