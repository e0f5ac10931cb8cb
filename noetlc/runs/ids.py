"""Ids of the platform: 63 bits, of which the highest 41 are milliseconds, so that ids grow with time."""

from __future__ import annotations

import secrets
import threading
import time

EPOCH_MS = 1_704_067_200_000
"""2024-01-01, where the milliseconds of an id begin."""

_lock = threading.Lock()
_last = 0


def new_id() -> int:
    """An id that this process never gave away before: milliseconds, 10 random bits, and a number that grows within a millisecond.

    Processes may give away equal ids: whoever stores one looks whether it is free.
    """
    global _last
    with _lock:
        moment = int(time.time() * 1000) - EPOCH_MS
        _last = max(moment << 22 | secrets.randbits(10) << 12, _last + 1)
        return _last
