"""The interpreter's side of body runs: the server process, its workers, and the answers bodies get from the host."""

from __future__ import annotations

import atexit
import json
import os
import threading
import time
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

from noetlc.confine.forking import Forker
from noetlc.confine.frames import ChannelClosed
from noetlc.confine.processes import CAN_FORK, Unconfined, plant
from noetlc.confine.trees import ForkedTree, Overdue, Tree
from noetlc.confine.wall import Level
from noetlc.interp.host import PRINTED, Host
from noetlc.interp.pybody.purity import is_pure, keeps_no_state
from noetlc.interp.pybody.request import BodyRequest, Library
from noetlc.interp.pybody.result import BodyResult, printed_lines
from noetlc.interp.values import DataError, check_data, clean_text


@dataclass(frozen=True, slots=True)
class BodyLimits:
    """Limits of one body: wall-clock seconds (the host's answers not counted), memory of its process in MiB."""

    timeout_s: float = 60.0
    memory_mb: int = 2048


class Bodies(Protocol):
    """Runs Python bodies."""

    def is_pure(self, code: str, libraries: tuple[Library, ...]) -> bool:
        """Whether a body may run confined (dsl 6.5)."""
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
        self._without = without
        self._tree: ForkedTree | None = None
        self._idle: list[Tree] = []
        self._lock = threading.Lock()

    def __enter__(self) -> BodyRunner:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

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

    def is_pure(self, code: str, libraries: tuple[Library, ...]) -> bool:
        return _pure(code, libraries)

    def run(self, request: BodyRequest, host: Host) -> BodyResult:
        reusable = _stateless(request.code, request.libraries)
        try:
            worker = self._take() if reusable else self._new()
        except Unconfined as error:
            message = f"Python bodies run only behind a wall, and this machine gives none (missing: {error}); NOETLC_UNCONFINED=1 allows it"
            return BodyResult({"stdout": "", "stderr": ""}, message, "unsupported")
        try:
            result = self._converse(worker, request, host)
        except ChannelClosed:  # it died, or said what no worker says; the kill does not change the status of a dead one
            return _crashed(worker.end(kill=True))
        except Overdue:
            worker.end(kill=True)
            data = {"stdout": "", "stderr": ""}
            return BodyResult(data, f"the step ran longer than {self.limits.timeout_s:g} s", "timeout")
        except BaseException:  # the host raised: the worker is in the middle of a body
            worker.end(kill=True)
            raise
        if reusable:
            with self._lock:
                self._idle.append(worker)
        else:
            worker.end(kill=True)
        return result

    def _new(self) -> Tree:
        if not CAN_FORK:
            return plant("bodies", self._settings(), self.hash_seed)
        return self._server_started().fork()

    def _settings(self) -> dict[str, object]:
        memory = self.limits.memory_mb << 20
        return {"memory": memory, "tree_memory": memory, "without": sorted(self._without)}

    def _server_started(self) -> Forker:
        with self._lock:
            if self._server is None:
                tree = plant("bodies", self._settings(), self.hash_seed)
                assert isinstance(tree, ForkedTree)
                self._tree, self._server = tree, Forker(tree.socket)
            return self._server

    def _take(self) -> Tree:
        with self._lock:
            if self._idle:
                return self._idle.pop()
        return self._new()

    def _converse(self, worker: Tree, request: BodyRequest, host: Host) -> BodyResult:
        worker.send(request.encode(self.limits.timeout_s))
        left = self.limits.timeout_s
        while True:
            started = time.monotonic()
            frame = worker.receive(left)
            left -= time.monotonic() - started
            if frame[:1] == b"!":
                result = _result(frame[1:])
                for line in result.printed:
                    host.log(PRINTED, line)
                return result
            name, argument = _question(frame[1:])
            worker.send(json.dumps(_answer(name, argument, host)).encode())


def _question(frame: bytes) -> tuple[str, Any]:
    """What a body asks. Raises ChannelClosed for what is no question: such a worker is not talked to any more."""
    try:
        question = json.loads(frame)
        name, argument = question["ask"], question["argument"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ChannelClosed from error
    if _ARGUMENTS.get(name) != type(argument).__name__:
        raise ChannelClosed
    return name, argument


_ARGUMENTS = {"now": "NoneType", "monotonic": "NoneType", "random": "int", "sleep": "int", "env": "str", "log": "list"}


def _answer(name: str, argument: Any, host: Host) -> object:
    """The host's answer to a body's question, as JSON."""
    if name == "now":
        return host.now()
    if name == "monotonic":
        return host.monotonic()
    if name == "random":
        return host.random(argument).hex()
    if name == "sleep":
        host.sleep(argument)
        return None
    if name == "env":
        return host.env(argument)
    host.log(int(argument[0]), str(argument[1]))
    return None


def _result(frame: bytes) -> BodyResult:
    """The report of a worker. Raises ChannelClosed for what is none."""
    head_line, _newline, data = frame.partition(b"\n")
    try:
        head = json.loads(head_line)
        failure, kind, line, column = head["failure"], str(head["kind"]), head["line"], head["column"]
        hits = tuple(int(hit) for hit in head["hits"])
        printed = printed_lines(*head["printed"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ChannelClosed from error
    if not all(isinstance(place, int | None) for place in (line, column)):
        raise ChannelClosed
    message = clean_text(failure) if isinstance(failure, str) else None
    try:
        value = check_data(json.loads(data))
    except (ValueError, DataError, RecursionError) as error:
        return BodyResult(None, f"the result is not data: {error}", "value", hits=hits)
    return BodyResult(value, message, kind, line, column, hits, printed)


def _crashed(status: int) -> BodyResult:
    """The outcome of a body whose process died."""
    cause = f"signal {-status}" if status < 0 else f"exit code {status}"
    if status == -24:
        return BodyResult({"stdout": "", "stderr": ""}, "the step used up its CPU time", "timeout")
    return BodyResult({"stdout": "", "stderr": ""}, f"the process of the step ended with {cause}", "exception")


@lru_cache(maxsize=4096)
def _pure(code: str, libraries: tuple[Library, ...]) -> bool:
    return is_pure(code, libraries)


@lru_cache(maxsize=4096)
def _stateless(code: str, libraries: tuple[Library, ...]) -> bool:
    return keeps_no_state(code, libraries)


_shared: dict[tuple[int, int], BodyRunner] = {}
_shared_lock = threading.Lock()


def shared_runner(hash_seed: int = 0) -> BodyRunner:
    """The runner of this process for a hash seed, started at its first body and ended with the process."""
    with _shared_lock:
        key = (os.getpid(), hash_seed)  # a forked process must not talk on its parent's channels
        runner = _shared.get(key)
        if runner is None:
            runner = _shared[key] = BodyRunner(hash_seed=hash_seed)
            atexit.register(runner.close)
        return runner
