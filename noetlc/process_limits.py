"""Limits of the whole process that this package widens while it works: Python's recursion limit and the digits of ints in text.

CPython has one of each for all threads. So requests are counted: while any is active the widest of them holds, and when the last
one ends the limit is again what it was. A limit that somebody else sets meanwhile is left as they set it.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(slots=True)
class _Limit:
    """One limit and the active requests to widen it."""

    get: Callable[[], int]
    set: Callable[[int], None]
    requests: list[int] = field(default_factory=list)
    before: int = 0
    ours: int | None = None  # what we set last; None while nothing is widened

    def update(self) -> None:
        now = self.get()
        if now != self.ours:
            self.before = now
        widest = 0 if 0 in (self.before, *self.requests) else max([self.before, *self.requests])  # 0 digits: unlimited
        if widest != now:
            self.set(widest)
        self.ours = widest if self.requests else None


_lock = threading.Lock()
_recursion = _Limit(sys.getrecursionlimit, sys.setrecursionlimit)
_digits = _Limit(sys.get_int_max_str_digits, sys.set_int_max_str_digits)


@contextmanager
def widened(*, frames: int, digits: int | None = None) -> Iterator[None]:
    """Allows at least `frames` nested Python calls and ints of `digits` digits (0: of any number) in text inside the `with` block."""
    requests = [(_recursion, frames), *([] if digits is None else [(_digits, digits)])]
    with _lock:
        for limit, wanted in requests:
            limit.requests.append(wanted)
            limit.update()
    try:
        yield
    finally:
        with _lock:
            for limit, wanted in requests:
                limit.requests.remove(wanted)
                limit.update()
