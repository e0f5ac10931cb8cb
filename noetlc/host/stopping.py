"""Ends running calls from outside: at their deadline, and at Ctrl-C.

A thread of its own does it, because Python's handlers of signals do not run while the main thread is inside wasm. It sleeps until
the next deadline or a byte in its pipe: C code of Python writes the number of a signal there when it arrives.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import select
import signal
import threading
import time
from collections.abc import Callable
from functools import partial
from signal import default_int_handler
from threading import get_ident, main_thread
from types import FrameType
from typing import Literal

try:
    # What `signal` wraps: it looks up names of signals, which takes longer than a short call.
    from _signal import getsignal  # type: ignore[import-not-found]
    from _signal import signal as set_handler
except ImportError:
    from signal import getsignal
    from signal import signal as set_handler

set_wakeup: Callable[[int], int]
try:
    set_wakeup = ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.c_int)(("PySignal_SetWakeupFd", ctypes.pythonapi))
except AttributeError:  # hidden before Python 3.13; this one asks the system about the descriptor first
    set_wakeup = partial(signal.set_wakeup_fd, warn_on_full_buffer=False)

Reason = Literal["timeout", "interrupt"]


SIGINT = int(signal.SIGINT)  # the name takes time to look at
WAKE, DRAIN = b"\0", b"\xff"  # no numbers of signals


class StopAsked(Exception):
    """Raised out of an import of a call that was asked to end."""


class RunningCall:
    """One call that can be asked to end. `timeout` is in seconds from now, None for no deadline.

    `reason` is None until it is asked; `open` while an import runs on the host, where Ctrl-C may raise at once.
    """

    __slots__ = ("_ended", "_lock", "_stop", "deadline", "open", "reason", "timeout")

    def __init__(self, timeout: float | None = None) -> None:
        self.timeout = timeout
        self.deadline = None if timeout is None else time.monotonic() + timeout
        self.reason: Reason | None = None
        self.open = False
        self._stop: Callable[[], None] | None = None
        self._lock = threading.RLock()  # the handler of Ctrl-C may run while this thread holds it
        self._ended = False

    def stop_with(self, stop: Callable[[], None]) -> None:
        """How to make the module end; `stop` is called from another thread, and never after `end`."""
        with self._lock:
            self._stop = stop
            if self.reason is not None:
                stop()

    def ask(self, reason: Reason) -> None:
        with self._lock:
            if self._ended or self.reason is not None:
                return
            self.reason = reason
            if self._stop is not None:
                self._stop()

    def end(self) -> None:
        """From here on the memory of the call may go away."""
        with self._lock:
            self._ended = True
            self._stop = None

    def check(self) -> None:
        """Raises StopAsked if the call is to end."""
        if self.reason is not None:
            raise StopAsked


class _Watcher:
    """The thread, started with the first call that needs it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._calls: set[RunningCall] = set()
        self._started = False
        self._wakes_at = float("inf")
        self._read = self.pipe = -1
        self.interruptible: list[RunningCall] = []  # the calls of the main thread, outermost first
        self.pressed = False
        self._drained = threading.Event()
        self.forward = -1  # where the main program wants the numbers of signals

    def start(self) -> None:
        """Makes sure that the thread runs."""
        with self._lock:
            if self._started:
                return
            self._read, self.pipe = os.pipe()
            os.set_blocking(self.pipe, False)
            threading.Thread(target=self._run, args=(self._read,), name="noetlc-stopping", daemon=True).start()
            self._started = True

    def forget(self) -> None:
        """In a forked process, which has none of its parent's threads; the pipe is the parent's."""
        self._lock = threading.Lock()
        self._started = False
        self._calls.clear()
        self._wakes_at = float("inf")

    def add(self, call: RunningCall) -> None:
        if not self._started:
            self.start()
        with self._lock:
            self._calls.add(call)
            # A thread that wakes up too early looks again; so calls one after the other wake it only once in a while.
            if call.deadline is None or call.deadline >= self._wakes_at:
                return
            self._wakes_at = call.deadline
        with contextlib.suppress(BlockingIOError):
            os.write(self.pipe, WAKE)

    def remove(self, call: RunningCall) -> None:
        with self._lock:
            self._calls.discard(call)

    def drain(self) -> None:
        """Waits until the numbers in the pipe are read, so that they end no later call."""
        self._drained.clear()
        os.write(self.pipe, DRAIN)
        self._drained.wait(1)

    def _run(self, pipe: int) -> None:
        while True:
            wait = self._wakes_at - time.monotonic()
            ready, _, _ = select.select([pipe], [], [], None if wait == float("inf") else max(wait, 0))
            read = os.read(pipe, 512) if ready else b""
            numbers = read.translate(None, WAKE + DRAIN)
            now = time.monotonic()
            with self._lock:
                due = [call for call in self._calls if call.deadline is not None and call.deadline <= now]
                self._calls.difference_update(due)
                self._wakes_at = min((call.deadline for call in self._calls if call.deadline is not None), default=float("inf"))
                interruptible, forward = list(self.interruptible), self.forward
            for call in due:
                call.ask("timeout")
            if SIGINT in numbers:
                for call in interruptible:
                    call.ask("interrupt")
            if numbers and forward >= 0:
                with contextlib.suppress(OSError):
                    os.write(forward, numbers)
            if DRAIN in read:
                self._drained.set()


_WATCHER = _Watcher()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_WATCHER.forget)


class stoppable:
    """Watches over a call while the block runs: its deadline, and Ctrl-C if it runs on the main thread.

    Ctrl-C means KeyboardInterrupt only if Python's own handler is in place. It is raised when the block has ended, or at once out
    of an import, but never in the glue between wasm and Python, where an exception would be lost or worse.
    """

    __slots__ = ("_call", "_main", "_outermost", "_watched")

    def __init__(self, call: RunningCall) -> None:
        self._call = call

    def __enter__(self) -> None:
        call, watcher = self._call, _WATCHER
        handler = getsignal(SIGINT) if get_ident() == main_thread().ident else None
        self._outermost = outermost = handler is default_int_handler
        self._main = main = outermost or handler is _note_interrupt
        self._watched = watched = main or call.deadline is not None
        if watched:
            watcher.add(call)
        if outermost:  # takes the place of Python's handler, and gives it back
            watcher.pressed = False
            set_handler(SIGINT, _note_interrupt)
            watcher.forward = set_wakeup(watcher.pipe)
        if main:
            watcher.interruptible.append(call)
            if watcher.pressed:
                call.ask("interrupt")

    def __exit__(self, *_: object) -> None:
        call, watcher = self._call, _WATCHER
        if self._main:
            watcher.interruptible.remove(call)
        if self._watched:
            watcher.remove(call)
        if self._outermost:
            set_wakeup(watcher.forward)
            set_handler(SIGINT, default_int_handler)
            if watcher.pressed:
                watcher.drain()
                raise KeyboardInterrupt
        if self._main and call.reason == "interrupt":
            raise KeyboardInterrupt


def _note_interrupt(_number: int, _frame: FrameType | None) -> None:
    """Asks the calls of the main thread to end; raises where the innermost one is in code of the host."""
    _WATCHER.pressed = True
    calls = list(_WATCHER.interruptible)
    for call in calls:
        call.ask("interrupt")
    if calls and calls[-1].open:
        calls[-1].open = False
        raise KeyboardInterrupt
