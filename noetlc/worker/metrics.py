"""Prometheus metrics of one worker. Without prometheus_client, or where nobody asks for them, nothing is counted."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

from noetlc.errors import NoetlcError
from noetlc.late import late, load
from noetlc.worker.model import Finished

if TYPE_CHECKING:
    import prometheus_client as prometheus
else:
    prometheus = late("prometheus_client")

BUCKETS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)


class Metrics(Protocol):
    """What a worker counts."""

    def finished(self, done: Finished, pool: str) -> None: ...

    def aborted(self, kind: str) -> None: ...

    def flushed(self, seconds: float, failed: bool) -> None: ...

    def claimed(self, count: int, again: int) -> None: ...

    def given_back(self, reason: str) -> None: ...


class NoMetrics:
    """Counts nothing."""

    def finished(self, done: Finished, pool: str) -> None:
        """Nobody asks."""

    def aborted(self, kind: str) -> None:
        """Nobody asks."""

    def flushed(self, seconds: float, failed: bool) -> None:
        """Nobody asks."""

    def claimed(self, count: int, again: int) -> None:
        """Nobody asks."""

    def given_back(self, reason: str) -> None:
        """Nobody asks."""


class PrometheusMetrics:
    """Counters in a registry of their own, served at `/metrics`."""

    def __init__(self, pool: str, depth: Callable[[], int | None], in_flight: Callable[[], int]) -> None:
        """`depth` is asked at every scrape; -1 stands for a queue that does not answer. Raises NoetlcError without prometheus."""
        try:
            load(prometheus)
        except ModuleNotFoundError as error:
            raise NoetlcError("metrics need prometheus-client: pip install 'noetlc[worker]'") from error
        self.registry: Any = prometheus.CollectorRegistry()
        given: dict[str, Any] = {"registry": self.registry}
        self._commands = prometheus.Counter(
            "noetl_worker_commands", "Commands that ended, by engine, status and pool.", ("engine", "status", "pool"), **given
        )
        self._failures = prometheus.Counter("noetl_worker_failures", "Commands that failed, by kind of error.", ("kind",), **given)
        self._fallbacks = prometheus.Counter(
            "noetl_worker_fallbacks", "Commands that were interpreted though there is a module, by reason.", ("reason",), **given
        )
        self._traps = prometheus.Counter("noetl_worker_aborts", "Runs of modules that were aborted, by kind.", ("kind",), **given)
        self._intents = prometheus.Counter("noetl_worker_intents", "Intents that took place, by import.", ("intent",), **given)
        claimed = "Commands that were claimed; `again` are those tried before."
        self._claims = prometheus.Counter("noetl_worker_claims", claimed, ("again",), **given)
        self._back = prometheus.Counter("noetl_worker_given_back", "Claims without an outcome, by reason.", ("reason",), **given)
        self._run = prometheus.Histogram("noetl_worker_run_seconds", "Time of a run, by engine.", ("engine",), buckets=BUCKETS, **given)
        self._flush = prometheus.Histogram("noetl_worker_flush_seconds", "Time of writing or flushing a batch.", buckets=BUCKETS, **given)
        self._flush_failures = prometheus.Counter("noetl_worker_flush_failures", "Flushes that failed for good.", **given)
        waiting = prometheus.Gauge("noetl_worker_queue_depth", "Commands that wait in the queue of the pool.", ("pool",), **given)
        waiting.labels(pool).set_function(lambda: -1 if (found := depth()) is None else found)
        prometheus.Gauge("noetl_worker_in_flight", "Commands that this worker holds.", **given).set_function(in_flight)

    def serve(self, port: int, address: str = "127.0.0.1") -> Callable[[], None]:
        """Serves `/metrics`; what ends it. Raises NoetlcError for a port that cannot be had."""
        try:
            server, thread = prometheus.start_http_server(port, address, registry=self.registry)
        except OSError as error:
            raise NoetlcError(f"metrics cannot be served on {address}:{port}: {error.strerror or error}") from error

        def end() -> None:
            server.shutdown()
            server.server_close()
            thread.join()

        return end

    def finished(self, done: Finished, pool: str) -> None:
        engine = done.engine or "none"
        self._commands.labels(engine, "dead" if done.state == "dead" else done.status, pool).inc()
        self._run.labels(engine).observe(done.duration_us / 1e6)
        if done.error_kind is not None:
            self._failures.labels(done.error_kind).inc()
        if done.fallback is not None:
            self._fallbacks.labels(done.fallback).inc()
        for intent in done.intents:
            self._intents.labels(intent.name).inc()

    def aborted(self, kind: str) -> None:
        self._traps.labels(kind).inc()

    def flushed(self, seconds: float, failed: bool) -> None:
        self._flush.observe(seconds)
        if failed:
            self._flush_failures.inc()

    def claimed(self, count: int, again: int) -> None:
        self._claims.labels("no").inc(count - again)
        self._claims.labels("yes").inc(again)

    def given_back(self, reason: str) -> None:
        self._back.labels(reason).inc()
