"""What a service counts, in a registry of its own, in the text form of Prometheus."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector

from noetlc.catalog.model import CatalogError

CONTENT_TYPE = CONTENT_TYPE_LATEST
SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120)


class Metrics:
    """The counters of one app. `counts` gives numbers of commands by what they are counted by."""

    def __init__(self, counts: Callable[[], dict[str, dict[str, int]]] | None = None) -> None:
        self.registry = CollectorRegistry()
        make: dict[str, Any] = {"registry": self.registry}
        self.requests = Counter("noetl_http_requests", "Requests by route and status.", ["method", "route", "status"], **make)
        self.seconds = Histogram("noetl_http_request_seconds", "Seconds of a request.", ["method", "route"], buckets=SECONDS, **make)
        self.registers = Counter("noetl_registers", "Registered playbooks by state; refused ones too.", ["state"], **make)
        self.fetches = Counter("noetl_module_fetches", "Asked modules by what was answered.", ["result"], **make)
        self.effects = Counter("noetl_effects", "Results, objects and events that were taken.", ["kind"], **make)
        if counts is not None:
            self.registry.register(_Commands(counts))

    def text(self) -> bytes:
        """The exposition. Blocks: some numbers are asked of the database."""
        return generate_latest(self.registry)


class _Commands(Collector):
    """Numbers of commands, asked when they are read; absent while the database is away."""

    def __init__(self, counts: Callable[[], dict[str, dict[str, int]]]) -> None:
        self._counts = counts

    def describe(self) -> list[GaugeMetricFamily]:
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        try:
            found = self._counts()
        except CatalogError:
            return
        for name, many in sorted(found.items()):
            family = GaugeMetricFamily(f"noetl_commands_by_{name}", f"Commands in the database by {name}.", labels=[name])
            for value, number in sorted(many.items()):
                family.add_metric([value], number)
            yield family
