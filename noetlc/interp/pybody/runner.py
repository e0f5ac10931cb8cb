"""The interpreter's side of body runs: the server process, its workers, and the answers bodies get from the host."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import select
import socket
import subprocess
import sys
import threading
import time
from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from noetlc.interp.host import Host
from noetlc.interp.pybody.frames import ChannelClosed, read_frame, write_frame
from noetlc.interp.pybody.purity import is_pure, keeps_no_state
from noetlc.interp.pybody.request import BodyRequest, Library
from noetlc.interp.pybody.result import BodyResult
from noetlc.interp.values import DataError, check_data, clean_text

CAN_FORK = hasattr(os, "fork") and hasattr(socket, "send_fds")
_PACKAGE = Path(__file__).resolve().parent
_BOOT = """
import sys, types
root = sys.argv[1]
for name, path in (("noetlc", root), ("noetlc.interp", root + "/interp"), ("noetlc.interp.pybody", root + "/interp/pybody")):
    module = types.ModuleType(name)
    module.__path__ = [path]
    sys.modules[name] = module
from noetlc.interp.pybody.server import main
main(*sys.argv[2:])
"""


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


class _Worker(ABC):
    """One confined process and the channel to it."""

    def __init__(self, source: BinaryIO, sink: BinaryIO, descriptor: int) -> None:
        self.source = source
        self.sink = sink
        self._descriptor = descriptor

    def wait_readable(self, seconds: float) -> bool:
        """True when the next frame has begun to arrive (always, where pipes cannot be waited for)."""
        if os.name != "posix":
            return True
        ready, _, _ = select.select([self._descriptor], [], [], max(seconds, 0))
        return bool(ready)

    @abstractmethod
    def end(self, kill: bool) -> int:
        """Ends the process; its exit code, or minus the signal that ended it."""


class _Forked(_Worker):
    def __init__(self, server: _Server) -> None:
        ours, theirs = socket.socketpair()
        self._server = server
        try:
            self._pid = int(server.request({"op": "fork"}, theirs.fileno())["pid"])
        finally:
            theirs.close()
        self._socket = ours
        stream: Any = ours.makefile("rwb")
        super().__init__(stream, stream, ours.fileno())

    def end(self, kill: bool) -> int:
        with contextlib.suppress(OSError):
            self.source.close()
        self._socket.close()
        return int(self._server.request({"op": "end", "pid": self._pid, "kill": kill})["status"])


class _Spawned(_Worker):
    """A worker of its own interpreter process, where there is no fork."""

    def __init__(self, limits: BodyLimits, hash_seed: int) -> None:
        memory = str(limits.memory_mb << 20)
        self._process = subprocess.Popen(
            _command("child", "-", memory), stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=_environment(hash_seed)
        )
        assert self._process.stdin is not None and self._process.stdout is not None
        source: Any = self._process.stdout
        sink: Any = self._process.stdin
        super().__init__(source, sink, self._process.stdout.fileno())

    def end(self, kill: bool) -> int:
        if kill:
            self._process.kill()
        with contextlib.suppress(OSError):
            self.sink.close()
        self.source.close()
        return self._process.wait()


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-S", "-s", "-P", "-B", "-X", "utf8", "-c", _BOOT, str(_PACKAGE.parents[1]), *arguments]


def _environment(hash_seed: int) -> dict[str, str]:
    kept = {"PYTHONHASHSEED": str(hash_seed)}
    if os.name == "nt" and "SYSTEMROOT" in os.environ:
        kept["SYSTEMROOT"] = os.environ["SYSTEMROOT"]  # without it the Windows C library does not start
    return kept


class _Server:
    """The warm server process; requests are answered one at a time."""

    def __init__(self, limits: BodyLimits, hash_seed: int) -> None:
        self._lock = threading.Lock()
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                _command("fork", str(theirs.fileno()), str(limits.memory_mb << 20)),
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                env=_environment(hash_seed),
                cwd="/",
            )
        self._socket = ours
        self._answers = ours.makefile("rb")
        self.namespaces = bool(self._read().get("namespaces"))

    def _read(self) -> dict[str, Any]:
        line = self._answers.readline()
        if not line:
            raise RuntimeError("the process for Python bodies ended")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def request(self, value: dict[str, object], descriptor: int | None = None) -> dict[str, Any]:
        """One request and its answer."""
        with self._lock:
            data = json.dumps(value).encode()
            if descriptor is None:
                self._socket.sendall(data)
            else:
                socket.send_fds(self._socket, [data], [descriptor])
            return self._read()

    def close(self) -> None:
        """Ends the server and its workers."""
        self._answers.close()
        self._socket.close()
        self._process.wait()


class BodyRunner:
    """Runs bodies in workers of one server process. Close it, or use it as a context manager.

    `hash_seed` is the PYTHONHASHSEED of the server. A worker is used again for bodies that provably leave nothing behind
    (`keeps_no_state`); every other body gets a worker of its own. Safe to use from several threads.
    """

    def __init__(self, limits: BodyLimits | None = None, hash_seed: int = 0) -> None:
        self.limits = limits or BodyLimits()
        self.hash_seed = hash_seed
        self._server: _Server | None = None
        self._idle: list[_Worker] = []
        self._lock = threading.Lock()

    def __enter__(self) -> BodyRunner:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    @property
    def namespaces(self) -> bool:
        """Whether the kernel gave the server namespaces of its own."""
        return self._started().namespaces if CAN_FORK else False

    def close(self) -> None:
        """Ends all processes."""
        with self._lock:
            idle, self._idle = self._idle, []
            server, self._server = self._server, None
        for worker in idle:
            worker.end(kill=True)
        if server is not None:
            server.close()

    def is_pure(self, code: str, libraries: tuple[Library, ...]) -> bool:
        return _pure(code, libraries)

    def run(self, request: BodyRequest, host: Host) -> BodyResult:
        reusable = _stateless(request.code, request.libraries)
        worker = self._take() if reusable else self._new()
        try:
            result = self._converse(worker, request, host)
        except ChannelClosed:
            return _crashed(worker.end(kill=False))
        except _TimedOut:
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

    def _started(self) -> _Server:
        with self._lock:
            if self._server is None:
                self._server = _Server(self.limits, self.hash_seed)
            return self._server

    def _new(self) -> _Worker:
        return _Forked(self._started()) if CAN_FORK else _Spawned(self.limits, self.hash_seed)

    def _take(self) -> _Worker:
        with self._lock:
            if self._idle:
                return self._idle.pop()
        return self._new()

    def _converse(self, worker: _Worker, request: BodyRequest, host: Host) -> BodyResult:
        write_frame(worker.sink, request.encode(self.limits.timeout_s))
        left = self.limits.timeout_s
        while True:
            started = time.monotonic()
            if not worker.wait_readable(left):
                raise _TimedOut
            frame = read_frame(worker.source)
            left -= time.monotonic() - started
            if frame[:1] == b"!":
                return _result(frame[1:])
            write_frame(worker.sink, json.dumps(_answer(json.loads(frame[1:]), host)).encode())


class _TimedOut(Exception):
    pass


def _answer(question: dict[str, Any], host: Host) -> object:
    """The host's answer to a body's question, as JSON."""
    name, argument = question["ask"], question["argument"]
    if name == "now":
        return host.now()
    if name == "monotonic":
        return host.monotonic()
    if name == "random":
        return host.random(int(argument)).hex()
    if name == "sleep":
        host.sleep(int(argument))
        return None
    if name == "env":
        return host.env(str(argument))
    if name == "log":
        host.log(int(argument[0]), str(argument[1]))
        return None
    raise ValueError(f"unknown question {name!r}")


def _result(frame: bytes) -> BodyResult:
    head_line, _newline, data = frame.partition(b"\n")
    head = json.loads(head_line)
    failure = head["failure"]
    message = clean_text(failure) if isinstance(failure, str) else None
    try:
        value = check_data(json.loads(data))
    except (ValueError, DataError) as error:
        return BodyResult(None, f"the result is not data: {error}", "value")
    return BodyResult(value, message, head["kind"], head["line"], head["column"])


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
