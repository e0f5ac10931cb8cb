"""Limits of CPython, widened while templates are parsed and run."""

from __future__ import annotations

from contextlib import AbstractContextManager

from noetlc import process_limits

RECURSION = 10_000  # Python frames; a template nested deeper is an error of that template
INT_DIGITS = 200_000  # digits of ints in text: ids and literals of any practical size pass exactly


def widened() -> AbstractContextManager[None]:
    """Widens the limits while at least one thread is inside."""
    return process_limits.widened(frames=RECURSION, digits=INT_DIGITS)
