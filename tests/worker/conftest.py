"""Databases and queues to test workers on: all of them, real ones."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from servers import nats_url, postgres
from worker_support import World, use_quick_compilation, world_on

from noetlc.catalog import Catalog

Json = Any

__all__ = ["nats_url", "postgres"]


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind: a file, or a schema of its own in the test server."""
    if request.param == "sqlite":
        return str(tmp_path / "data" / "catalog.sqlite")
    import psycopg

    keys = request.getfixturevalue("postgres")
    schema = f"t{secrets.token_hex(6)}"
    address = f"postgresql://{keys['user']}:{keys['password']}@{keys['host']}:{keys['port']}/{keys['database']}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f'CREATE SCHEMA "{schema}"')
    return f"{address}?options=-csearch_path%3D{schema}"


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
