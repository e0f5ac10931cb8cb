"""A time limit for code that offers no place to check one."""

from __future__ import annotations

import contextlib
import ctypes
import sys
import threading
from collections.abc import Iterator

from noetlc.verify.differential import LimitReached

REPEAT_SECONDS = 0.2


@contextlib.contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raises LimitReached inside the block when it takes longer; a blocking call delays that until it returns.

    The exception is raised again and again until the block ends, because one that arrives in a destructor or a callback of the
    garbage collector is swallowed there; the report that Python prints about that is left out.
    """
    thread = ctypes.c_ulong(threading.get_ident())
    lock = threading.Lock()
    ended = threading.Event()

    def watch() -> None:
        wait = seconds
        while not ended.wait(wait):
            with lock:
                if not ended.is_set():
                    ctypes.pythonapi.PyThreadState_SetAsyncExc(thread, ctypes.py_object(LimitReached))
            wait = REPEAT_SECONDS

    report = sys.unraisablehook

    def quiet(problem: sys.UnraisableHookArgs) -> None:
        if problem.exc_type is not LimitReached:
            report(problem)

    sys.unraisablehook = quiet
    threading.Thread(target=watch, name="noetlc-limit", daemon=True).start()
    try:
        yield
    finally:
        sys.unraisablehook = report
        with lock:
            ended.set()
            # Takes back an exception that was set but not raised yet; without effect otherwise.
            ctypes.pythonapi.PyThreadState_SetAsyncExc(thread, None)
