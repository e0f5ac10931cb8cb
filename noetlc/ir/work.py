"""The work of one compilation, counted: nodes visited and copied, wherever a pass may visit more than it was given.

Counts depend on the playbook alone, so the same playbook always compiles, or never. `spend` costs next to nothing outside of
`limited`, where nothing is counted.

    with limited(1_000_000):
        …
        spend(len(body))        # raises TooMuchWork once the sum is beyond a million
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class TooMuchWork(Exception):
    """More units were spent than the compilation may take."""


class _Meter(threading.local):
    def __init__(self) -> None:
        self.spent = 0
        self.most: int | None = None


_METER = _Meter()


@contextmanager
def limited(most: int) -> Iterator[None]:
    """Counts from 0 up to `most` units within; nested uses count by themselves."""
    before = _METER.spent, _METER.most
    _METER.spent, _METER.most = 0, most
    try:
        yield
    finally:
        _METER.spent, _METER.most = before


def spend(units: int) -> None:
    """Counts units. Raises TooMuchWork beyond the limit."""
    meter = _METER
    if meter.most is not None:
        meter.spent += units
        if meter.spent > meter.most:
            raise TooMuchWork


def spent() -> int:
    """The units counted so far in this thread."""
    return _METER.spent
