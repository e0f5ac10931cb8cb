"""Catalogs to test on both databases."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from catalog_support import Quick
from servers import postgres

from noetlc.catalog import Catalog, hook

Json = Any

__all__ = ["postgres"]


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


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> type[Quick]:
    """Registers compile with `Quick`."""

    class Mine(Quick):
        checks = builds = 0

    monkeypatch.setattr(hook, "CompileProcess", Mine)
    return Mine


@pytest.fixture
def reopened(url: str) -> Iterator[Callable[..., Catalog]]:
    """Opens the same database again."""
    opened: list[Catalog] = []

    def again(**options: Json) -> Catalog:
        opened.append(Catalog.open(url, **options))
        return opened[-1]

    yield again
    for one in opened:
        one.close()
