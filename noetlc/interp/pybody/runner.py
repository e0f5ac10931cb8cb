"""The interpreter's side of body runs: the server process, its workers, and the answers bodies get from the host."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from noetlc.confine.forking import Forker, Refused, ServerLost
from noetlc.confine.frames import ChannelClosed, FrameTooLarge
from noetlc.confine.processes import CAN_FORK, Unconfined, ZygoteLost, plant
from noetlc.confine.trees import ForkedTree, Overdue, Tree
from noetlc.confine.wall import Level
from noetlc.interp.host import PRINTED, Host
from noetlc.interp.pybody.heard import MAX_QUESTIONS, QUESTION, REPORT, answer, report
from noetlc.interp.pybody.purity import is_pure, keeps_no_state
from noetlc.interp.pybody.request import BodyRequest, Library
from noetlc.interp.pybody.result import BodyResult, failed


@dataclass(frozen=True, slots=True)
class BodyLimits:
    """Limits of one body: wall-clock seconds (the host's answers not counted), and in MiB the memory of its process and what it
    may be given or give back."""

    timeout_s: float = 60.0
    memory_mb: int = 2048
    frame_mb: int = 16


class Bodies(Protocol):
    """Runs Python bodies."""

    def is_pure(self, code: str, libraries: tuple[Library, ...], inputs: frozenset[str] = frozenset()) -> bool:
        """Whether a body may run confined (language.md 7.5)."""
        ...

    def run(self, request: BodyRequest, host: Host) -> BodyResult:
        """The result of one body; clock, entropy and environment come from `host`."""
        ...


class BodyRunner:
    """Runs bodies in workers of one server process. Close it, or use it as a context manager.

    `hash_seed` is the PYTHONHASHSEED of the server. A worker is used again for bodies that provably leave nothing behind
    (`keeps_no_state`); every other body gets a worker of its own. Safe to use from several threads.
    """

    def __init__(
        self,
        limits: BodyLimits | None = None,
        hash_seed: int = 0,
        server: Forker | None = None,
        without: frozenset[str] = frozenset(),
    ) -> None:
        """`server` is one that runs already; otherwise a server of its own is started at the first body, behind a wall that is
        lower by the mechanisms in `without`."""
        self.limits = limits or BodyLimits()
        self.hash_seed = hash_seed
        self._server = server
        self._given = server is not None
        self._without = without
        self._tree: ForkedTree | None = None
        self._idle: list[Tree] = []
        self._lock = threading.Lock()

    def __enter__(self) -> BodyRunner:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    @property
    def started(self) -> bool:
        """Whether it has processes."""
        return self._server is not None

    def close(self) -> None:
        """Ends all processes."""
        with self._lock:
            idle, self._idle = self._idle, []
            server, self._server = self._server, None
            tree, self._tree = self._tree, None
        for worker in idle:
            worker.end(kill=True)
        if server is not None:
            server.close()
        if tree is not None:
            tree.end(kill=True)

    def confinement(self) -> Level:
        """The level of the wall around bodies. Raises Unconfined where there is none and nobody allowed to do without."""
        if not CAN_FORK:
            return "none"
        self._server_started()
        assert self._tree is not None
        return self._tree.wall.level

    def is_pure(self, code: str, libraries: tuple[Library, ...], inputs: frozenset[str] = frozenset()) -> bool:
        return _pure(code, libraries, inputs)

    def run(self, request: BodyRequest, host: Host) -> BodyResult:
        reusable = _stateless(request.code, request.libraries)
        try:
            worker = self._take() if reusable else self._new()
        except Unconfined as error:
            message = f"Python bodies run only behind a wall, and this machine gives none (missing: {error}); NOETLC_UNCONFINED=1 allows it"
            return failed("unsupported", message)
        except (ServerLost, ZygoteLost):
            if self._given:
                raise
            return failed("exception", "the process of the step could not be started")
        except Refused:
            return failed("exception", "the process of the step could not be started: too many run at a time", limited=True)
        try:
            result = self._converse(worker, request, host)
        except ChannelClosed:  # it died, or said what no worker says; the kill does not change the status of a dead one
            return _crashed(worker.end(kill=True))
        except Overdue:
            worker.end(kill=True)
            return failed("timeout", f"the step ran longer than {self.limits.timeout_s:g} s")
        except FrameTooLarge:
            worker.end(kill=True)
            return failed("value", f"what the step is given takes more than {self.limits.frame_mb} MiB", limited=True)
        except BaseException:  # the host raised: the worker is in the middle of a body
            worker.end(kill=True)
            raise
        if reusable and not result.limited:
            with self._lock:
                self._idle.append(worker)
        else:
            worker.end(kill=True)
        return result

    def _new(self) -> Tree:
        worker = self._forked() if CAN_FORK else plant("bodies", self._settings(), self.hash_seed)
        worker.frame_limit = self.limits.frame_mb << 20
        return worker

    def _forked(self) -> Tree:
        """A worker of the server; of a new one if that is gone, which the machine's memory killer may do. Raises ServerLost."""
        server = self._server_started()
        try:
            return server.fork()
        except ServerLost:
            if self._given:
                raise
        if self._server is server:  # else another thread has replaced it
            self.close()
        return self._server_started().fork()

    def _settings(self) -> dict[str, object]:
        return {"memory": self.limits.memory_mb << 20, "frame": self.limits.frame_mb << 20, "without": sorted(self._without)}

    def _server_started(self) -> Forker:
        with self._lock:
            if self._server is None:
                tree = plant("bodies", self._settings(), self.hash_seed)
                assert isinstance(tree, ForkedTree)
                self._tree, self._server = tree, Forker(tree.socket)
            return self._server

    def _take(self) -> Tree:
        """An idle worker that still lives and has not said anything unasked, or a new one."""
        while True:
            with self._lock:
                if not self._idle:
                    break
                worker = self._idle.pop()
            if worker.is_quiet():
                return worker
            worker.end(kill=True)
        return self._new()

    def _converse(self, worker: Tree, request: BodyRequest, host: Host) -> BodyResult:
        worker.send(request.encode(self.limits.timeout_s))
        left = self.limits.timeout_s
        for _ in range(MAX_QUESTIONS):
            started = time.monotonic()
            frame = worker.receive(left)
            left -= time.monotonic() - started
            if frame[:1] == REPORT:
                result = report(frame[1:])
                for line in result.printed:
                    host.log(PRINTED, line)
                return result
            if frame[:1] != QUESTION:
                raise ChannelClosed
            worker.send(answer(frame[1:], host))
        return failed("timeout", f"the step asked its host more than {MAX_QUESTIONS} times", limited=True)


def _crashed(status: int) -> BodyResult:
    """The outcome of a body whose process died."""
    cause = f"signal {-status}" if status < 0 else f"exit code {status}"
    if status == -24:
        return failed("timeout", "the step used up its CPU time")
    return failed("exception", f"the process of the step ended with {cause}")


@lru_cache(maxsize=4096)
def _pure(code: str, libraries: tuple[Library, ...], inputs: frozenset[str]) -> bool:
    return is_pure(code, libraries, inputs)


@lru_cache(maxsize=4096)
def _stateless(code: str, libraries: tuple[Library, ...]) -> bool:
    return keeps_no_state(code, libraries)
