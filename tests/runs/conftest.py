"""Effects in both databases."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from servers import postgres, url

from noetlc.catalog import Catalog
from noetlc.runs.effects import Effects

__all__ = ["postgres", "url"]


@pytest.fixture
def effects(url: str) -> Iterator[Effects]:
    """Effects in an empty database of each kind."""
    with Catalog.open(url) as catalog:
        yield Effects(catalog.database)
