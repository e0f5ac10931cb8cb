"""Trying again while a database or service is away: with growing pauses that differ between those who wait."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from typing import TypeVar

from noetlc.catalog.model import CatalogError
from noetlc.worker.model import Abandoned

T = TypeVar("T")

PATIENCE_SECONDS = 60.0
FIRST_PAUSE = 0.05
LONGEST_PAUSE = 5.0


def pauses(patience: float = PATIENCE_SECONDS) -> Iterator[float]:
    """How long to wait before each further try, until that much time has passed: doubled each time, and half of it by chance."""
    end = time.monotonic() + patience
    pause = FIRST_PAUSE
    while (left := end - time.monotonic()) > 0:
        yield min(left, pause * random.uniform(0.5, 1.0))
        pause = min(pause * 2, LONGEST_PAUSE)


def patiently(work: Callable[[], T], patience: float = PATIENCE_SECONDS) -> T:
    """Does what a database must be there for. Raises Abandoned when it stays away."""
    for pause in pauses(patience):
        try:
            return work()
        except CatalogError:
            time.sleep(pause)
    try:
        return work()
    except CatalogError as error:
        raise Abandoned(str(error)) from error
