"""A line on the terminal while something takes long."""

from __future__ import annotations

import contextlib
import sys
import threading
import time
from collections.abc import Callable, Iterator

from noetlc.cli import interrupt

Progress = Callable[[int, int], None]

QUIET_SECONDS = 1.0
REDRAW_SECONDS = 0.1


@contextlib.contextmanager
def progress_line(what: str, unit: str = "examples") -> Iterator[Progress | None]:
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
        _draw(f"{what}: {done}/{total} {unit}")

    try:
        yield show
    finally:
        _erase()


@contextlib.contextmanager
def elapsed_line(what: str) -> Iterator[None]:
    """Shows `what` and the seconds since then on stderr once one has passed, and erases it at the end; nothing where no terminal is.

    Nothing else may be written on the terminal meanwhile.
    """
    if not sys.stderr.isatty():
        yield
        return
    began, over = time.monotonic(), threading.Event()

    def tick() -> None:
        while not over.wait(QUIET_SECONDS):
            _draw(f"{what}: {time.monotonic() - began:.0f} s")

    ticking = threading.Thread(target=tick, name="noetl-elapsed", daemon=True)
    ticking.start()
    try:
        yield
    finally:
        over.set()
        ticking.join()
        _erase()


def _draw(line: str) -> None:
    interrupt.progress_shown = True
    sys.stderr.write(f"{interrupt.ERASE_LINE}{line}")
    sys.stderr.flush()


def _erase() -> None:
    if interrupt.progress_shown:
        sys.stderr.write(interrupt.ERASE_LINE)
        sys.stderr.flush()
        interrupt.progress_shown = False
