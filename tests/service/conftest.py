"""Services to test: in a thread of this process on both databases, and as processes of their own."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from catalog_support import Quick
from servers import postgres, url
from service_support import TOKEN, Running, Served

from noetlc.catalog import Catalog, hook
from noetlc.service.settings import Settings

Json = Any

__all__ = ["postgres", "url"]


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> type[Quick]:
    """Registers compile with `Quick`."""

    class Mine(Quick):
        checks = builds = 0

    monkeypatch.setattr(hook, "CompileProcess", Mine)
    return Mine


@pytest.fixture
def start(url: str) -> Iterator[Callable[..., Running]]:
    """Starts services on one catalog, on each database."""
    started: list[Running] = []
    catalog = Catalog.open(url)

    def one(**settings: Json) -> Running:
        started.append(Running(catalog, Settings(TOKEN, **settings)))
        return started[-1]

    yield one
    for running in started:
        running.end()
    catalog.close()


@pytest.fixture
def service(start: Callable[..., Running], quick: type[Quick]) -> Running:
    """A service whose registers need no process of their own."""
    return start()


@pytest.fixture
def lite(tmp_path: Path, quick: type[Quick]) -> Iterator[Running]:
    """As `service`, on SQLite alone, for what has nothing to do with the database."""
    with Catalog.open(str(tmp_path / "lite.sqlite")) as catalog:
        running = Running(catalog, Settings(TOKEN, body_seconds=3.0, idle_seconds=0.5))
        yield running
        running.end()


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Served]]:
    """Starts `noetl serve`; all of one test have one home."""
    started: list[Served] = []

    def one(*arguments: str, **environment: str) -> Served:
        started.append(Served(tmp_path, *arguments, **environment))
        return started[-1]

    yield one
    for served in started:
        served.end(signal.SIGKILL)
