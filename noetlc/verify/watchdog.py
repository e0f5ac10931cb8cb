"""A time limit for code that offers no place to check one."""

from __future__ import annotations

import contextlib
import ctypes
import threading
from collections.abc import Iterator

from noetlc.verify.differential import LimitReached


@contextlib.contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raises LimitReached inside the block when it takes longer; a blocking call delays that until it returns."""
    thread = ctypes.c_ulong(threading.get_ident())
    lock = threading.Lock()
    done = False

    def fire() -> None:
        with lock:
            if not done:
                ctypes.pythonapi.PyThreadState_SetAsyncExc(thread, ctypes.py_object(LimitReached))

    timer = threading.Timer(seconds, fire)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        with lock:
            done = True
            # Takes back an exception that was set but not raised yet; without effect otherwise.
            ctypes.pythonapi.PyThreadState_SetAsyncExc(thread, None)
        timer.cancel()
