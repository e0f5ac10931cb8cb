"""Interpreter-wide limits of CPython, widened while templates are parsed and run."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

RECURSION = 10_000  # Python frames; a template nested deeper is an error of that template
INT_DIGITS = 200_000  # digits of ints in text: ids and literals of any practical size pass exactly

_lock = threading.Lock()
_users = 0
_saved = (0, 0)


@contextmanager
def widened() -> Iterator[None]:
    """Widens the limits while at least one thread is inside."""
    global _users, _saved
    with _lock:
        if _users == 0:
            _saved = (sys.getrecursionlimit(), sys.get_int_max_str_digits())
            sys.setrecursionlimit(max(_saved[0], RECURSION))
            if _saved[1]:
                sys.set_int_max_str_digits(max(_saved[1], INT_DIGITS))
        _users += 1
    try:
        yield
    finally:
        with _lock:
            _users -= 1
            if _users == 0:
                sys.setrecursionlimit(_saved[0])
                sys.set_int_max_str_digits(_saved[1])
