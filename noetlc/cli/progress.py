"""A line on the terminal while a long verification runs."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable, Iterator

from noetlc.cli import interrupt

Progress = Callable[[int, int], None]

QUIET_SECONDS = 1.0
REDRAW_SECONDS = 0.1


@contextlib.contextmanager
def progress_line(what: str) -> Iterator[Progress | None]:
    """Shows `what`, done and total on stderr once a second has passed, and erases it at the end; None where no terminal is."""
    if not sys.stderr.isatty():
        yield None
        return
    next_draw = time.monotonic() + QUIET_SECONDS

    def show(done: int, total: int) -> None:
        nonlocal next_draw
        now = time.monotonic()
        if now < next_draw:
            return
        next_draw = now + REDRAW_SECONDS
        interrupt.progress_shown = True
        sys.stderr.write(f"{interrupt.ERASE_LINE}{what}: {done}/{total} examples")
        sys.stderr.flush()

    try:
        yield show
    finally:
        if interrupt.progress_shown:
            sys.stderr.write(interrupt.ERASE_LINE)
            sys.stderr.flush()
            interrupt.progress_shown = False
