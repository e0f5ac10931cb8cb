"""Ctrl-C, SIGTERM and time limits end a command at once, whatever it is doing.

No exception is raised in the main thread: it may be in compiled code, in a callback from there, in a destructor or in a handler that
takes any exception for its own. A thread cleans up and ends the process. It is woken by the number of the signal, which C code of
Python writes into a pipe. It needs no lock that the main thread holds for long.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import threading
import time
from collections.abc import Callable, Iterator
from types import FrameType

from noetlc import files

ENDINGS = {signal.SIGINT: ("interrupted", 130), signal.SIGTERM: ("terminated", 143)}
ERASE_LINE = "\r\x1b[K"


class _Limit:
    """A moment at which the command ends, with its message and exit code."""

    def __init__(self, seconds: float, message: str, code: int) -> None:
        self.at = time.monotonic() + seconds
        self.message = message
        self.code = code


_limits: list[_Limit] = []
_gentle: list[Callable[[], None]] = []
_pipe = -1
progress_shown = False  # a line that is not ended stands on stderr


def watch() -> None:
    """Takes over the signals that end a command, unless the shell asked to ignore them. To be called once, on the main thread."""
    global _pipe
    if os.name != "posix":
        return
    reading, _pipe = os.pipe()
    os.set_blocking(_pipe, False)
    signal.set_wakeup_fd(_pipe, warn_on_full_buffer=False)
    for number in ENDINGS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _nothing)
    threading.Thread(target=_wait, args=(reading,), name="noetl-interrupt", daemon=True).start()


def unwatch() -> None:
    """For a command that ends in its own way: signals no longer end it at once."""
    if os.name == "posix":
        signal.set_wakeup_fd(-1)


def _nothing(number: int, frame: FrameType | None) -> None:
    """The thread has been told already."""


@contextlib.contextmanager
def time_limit(seconds: float, message: str, code: int) -> Iterator[None]:
    """Ends the command with a message when the block takes longer."""
    limit = _Limit(seconds, message, code)
    _limits.append(limit)
    if _pipe >= 0:
        os.write(_pipe, b"\0")
    try:
        yield
    finally:
        _limits.remove(limit)


@contextlib.contextmanager
def ending_gently(stop: Callable[[], None]) -> Iterator[None]:
    """In the block the first signal calls `stop`, on the thread here, and the command ends by itself; the second one ends it at once."""
    _gentle.append(stop)
    try:
        yield
    finally:
        if stop in _gentle:
            _gentle.remove(stop)


def _wait(pipe: int) -> None:
    while True:
        at = min((limit.at for limit in list(_limits)), default=None)
        wait = None if at is None else max(0.0, at - time.monotonic())
        ready, _, _ = select.select([pipe], [], [], wait)
        for number in os.read(pipe, 512) if ready else b"":
            if number in ENDINGS and _gentle:
                _gentle.pop()()
            elif number in ENDINGS:
                message, code = ENDINGS[signal.Signals(number)]
                _end(message, code)
        now = time.monotonic()
        for limit in list(_limits):
            if limit.at <= now:
                _end(limit.message, limit.code)


def _end(message: str, code: int) -> None:
    """Ends what this process started, leaves no half-written file, says why, and exits."""
    try:
        files.end_unfinished()
        end_descendants(os.getpid())
        line = f"{ERASE_LINE if progress_shown else ''}noetl: {message}\n"
        os.write(2, line.encode())
    finally:
        os._exit(code)


def end_descendants(pid: int) -> None:
    """Kills all processes below `pid`: each is stopped before its children are looked up, so that none gets away."""
    found: list[int] = []
    pending = _children(pid)
    while pending:
        child = pending.pop()
        with contextlib.suppress(OSError):
            os.kill(child, signal.SIGSTOP)
        found.append(child)
        pending += _children(child)
    for child in reversed(found):
        with contextlib.suppress(OSError):
            os.kill(child, signal.SIGKILL)


def _children(pid: int) -> list[int]:
    """The children of a process, where the system has a /proc that says so."""
    found: list[int] = []
    with contextlib.suppress(OSError):
        for task in os.listdir(f"/proc/{pid}/task"):
            with contextlib.suppress(OSError), open(f"/proc/{pid}/task/{task}/children") as file:
                found += [int(word) for word in file.read().split()]
    return found
