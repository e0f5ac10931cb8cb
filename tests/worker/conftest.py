"""Databases and queues to test workers on: all of them, real ones."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from servers import nats_url, postgres, url
from worker_support import World, use_quick_compilation, world_on

from noetlc.catalog import Catalog

Json = Any

__all__ = ["nats_url", "postgres", "url"]


@pytest.fixture
def catalog(url: str) -> Iterator[Catalog]:
    """An empty catalog on each database."""
    with Catalog.open(url) as opened:
        yield opened


@pytest.fixture(params=["database", "nats"])
def queue(request: pytest.FixtureRequest) -> str:
    """Each kind of queue: the table, or a stream on the test server."""
    if request.param == "database":
        return "database"
    address: str = request.getfixturevalue("nats_url")
    return address.replace("nats://", "nats://noetl:s3cret-nats@")


@pytest.fixture
def world(catalog: Catalog, queue: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[World]:
    """A world of each database and queue; compiling takes no process."""
    use_quick_compilation(monkeypatch.setattr)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    with world_on(catalog, queue) as made:
        yield made


@pytest.fixture(params=["store", "http"])
def any_sink(request: pytest.FixtureRequest, world: World) -> World:
    """The world with effects in the transaction of the outcome, or flushed to a server before."""
    world.sink = "store" if request.param == "store" else world.server.url
    return world
