"""Runners by program: processes that have run bodies of one playbook or module serve that one alone."""

from __future__ import annotations

import atexit
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256

from noetlc.interp.pybody.runner import BodyRunner

KEPT = 4
"""How many runners wait for another run of their program. Each holds two processes and its idle workers."""


class Pool:
    """Started runners that nobody uses now, the one used last at the end."""

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._waiting: list[tuple[bytes, BodyRunner]] = []
        self._process = os.getpid()
        self._lock = threading.Lock()

    def take(self, key: bytes) -> BodyRunner:
        """A runner that only this key has used; it is the caller's alone until it is given back."""
        with self._lock:
            self._forget_after_fork()
            for index, (owner, runner) in enumerate(self._waiting):
                if owner == key:
                    del self._waiting[index]
                    return runner
        return BodyRunner()

    def give(self, key: bytes, runner: BodyRunner) -> None:
        """Keeps a runner for its key; those that waited longest are closed."""
        if not runner.started:
            return
        with self._lock:
            self._forget_after_fork()
            self._waiting.append((key, runner))
            old = [self._waiting.pop(0) for _ in range(len(self._waiting) - self._kept)]
        for _key, leaving in old:
            leaving.close()

    def close(self) -> None:
        """Ends all that wait."""
        with self._lock:
            self._forget_after_fork()
            old, self._waiting = self._waiting, []
        for _key, leaving in old:
            leaving.close()

    def _forget_after_fork(self) -> None:
        """A forked process must not talk on its parent's channels."""
        if self._process != os.getpid():
            self._process, self._waiting = os.getpid(), []


_pool = Pool()
atexit.register(_pool.close)


@contextmanager
def bodies_of(program: str | bytes) -> Iterator[BodyRunner]:
    """The runner for one run of a program, which is a playbook's text or a module's bytes. It starts at the first body."""
    data = program.encode("utf-8", "surrogatepass") if isinstance(program, str) else program
    key = sha256(data).digest()
    runner = _pool.take(key)
    try:
        yield runner
    finally:
        _pool.give(key, runner)
