"""Catalogs to test on both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from catalog_support import Quick
from servers import postgres, url

from noetlc.catalog import Catalog, hook

Json = Any

__all__ = ["postgres", "url"]


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
