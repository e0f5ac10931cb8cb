"""The process that runs bodies. A warm server forks one child per worker; a child answers body requests on its own channel.

Control protocol on the server's socket: one JSON line per request, answered by one line. `{"op": "fork"}` carries the
child's channel as a file descriptor and is answered with `{"pid"}`; `{"op": "end", "pid", "kill"}` ends a child and is
answered with its exit status; the end of the stream ends the server. Without `fork` the process is itself a child on its
standard streams.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import signal
import socket
import sys
from typing import Any, BinaryIO

from noetlc.interp.pybody.execute import run_body
from noetlc.interp.pybody.frames import ChannelClosed, read_frame, write_frame
from noetlc.interp.pybody.request import BodyRequest, decode
from noetlc.interp.pybody.sandbox import Guard, enter_namespaces, limit_cpu, limit_resources
from noetlc.interp.pybody.shims import Shims

WARM = (
    "_strptime", "ast", "base64", "binascii", "bisect", "calendar", "collections.abc", "copy", "csv", "dataclasses", "datetime",
    "decimal", "difflib", "enum", "fractions", "functools", "hashlib", "heapq", "hmac", "html", "itertools", "json", "locale",
    "logging", "math", "numbers", "operator", "os.path", "pprint", "random", "re", "statistics", "string", "struct", "textwrap",
    "time", "traceback", "types", "typing", "unicodedata", "urllib.parse", "uuid", "zoneinfo",
)  # fmt: skip
CONTROL_LINE = 4096
_PROBE = """
def f(n):
    global deepest
    deepest = n
    f(n + 1)
try:
    f(1)
except RecursionError:
    pass
result = deepest
"""


class RemoteHost:
    """The parent's host as the child sees it: one question and one answer per frame."""

    def __init__(self, channel: _Channel) -> None:
        self._channel = channel

    def _ask(self, name: str, argument: object = None) -> Any:
        return self._channel.ask({"ask": name, "argument": argument})

    def now(self) -> int:
        return int(self._ask("now"))

    def monotonic(self) -> int:
        return int(self._ask("monotonic"))

    def random(self, size: int) -> bytes:
        return bytes.fromhex(self._ask("random", size))

    def sleep(self, nanoseconds: int) -> None:
        self._ask("sleep", nanoseconds)

    def env(self, name: str) -> str | None:
        value = self._ask("env", name)
        return None if value is None else str(value)

    def log(self, level: int, line: str) -> None:
        self._ask("log", [level, line])


class _Channel:
    """The child's side of the conversation with the parent."""

    def __init__(self, source: BinaryIO, sink: BinaryIO) -> None:
        self._source = source
        self._sink = sink

    def ask(self, question: dict[str, object]) -> Any:
        write_frame(self._sink, b"?" + json.dumps(question).encode("ascii"))
        return json.loads(read_frame(self._source))

    def serve(self, guard: Guard, shims: Shims, spare_frames: int) -> None:
        """Answers body requests until the parent hangs up."""
        while True:
            request, allowance_s = decode(read_frame(self._source))
            limit_cpu(allowance_s)
            shims.reset()
            guard.closed = True
            try:
                report = run_body(request, spare_frames)
            finally:
                guard.closed = False
            write_frame(self._sink, b"!" + report.encode())
            del report, request
            gc.collect(0)


def prepare() -> int:
    """Warms the process up and returns the frame correction that makes recursion fail where CPython's main module does."""
    for name in WARM:
        with contextlib.suppress(ImportError):
            __import__(name)
    os.environ["TZ"] = "UTC"
    import time

    if hasattr(time, "tzset"):
        time.tzset()
    return _calibrate()


def _calibrate() -> int:
    """Counts how deep a body's own function gets and returns what is missing to the 999 calls a script has."""
    request = BodyRequest(_PROBE, (), {}, None, "", "")
    reached = int(run_body(request, 0).data)
    return 999 - reached


def run_child(source: BinaryIO, sink: BinaryIO, spare_frames: int, memory_bytes: int) -> None:
    """Confines this process and serves body requests on the two streams until they close."""
    channel = _Channel(source, sink)
    guard = Guard()
    shims = Shims(RemoteHost(channel))
    shims.install()
    limit_resources(memory_bytes)
    guard.install()
    with contextlib.suppress(ChannelClosed):
        channel.serve(guard, shims, spare_frames)


class Server:
    """The forking server."""

    def __init__(self, control: socket.socket, memory_bytes: int) -> None:
        self._control = control
        self._memory_bytes = memory_bytes
        self._children: set[int] = set()

    def run(self) -> None:
        """Serves until the parent closes the control socket."""
        spare_frames = prepare()
        confined = enter_namespaces()
        gc.freeze()
        self._answer({"ready": True, "namespaces": confined})
        while True:
            line, descriptors, _flags, _address = socket.recv_fds(self._control, CONTROL_LINE, 1)
            if not line:
                break
            request = json.loads(line)
            if request["op"] == "fork":
                self._answer({"pid": self._fork(descriptors[0], spare_frames)})
            else:
                self._answer({"status": self._end(int(request["pid"]), bool(request["kill"]))})
        for pid in list(self._children):
            self._end(pid, True)

    def _answer(self, value: dict[str, object]) -> None:
        self._control.sendall(json.dumps(value).encode() + b"\n")

    def _fork(self, descriptor: int, spare_frames: int) -> int:
        pid = os.fork()
        if pid:
            os.close(descriptor)
            self._children.add(pid)
            return pid
        status = 1
        try:
            self._control.close()
            with socket.socket(fileno=descriptor) as channel:
                stream = channel.makefile("rwb")
                run_child(stream, stream, spare_frames, self._memory_bytes)  # type: ignore[arg-type]
            status = 0
        finally:
            os._exit(status)

    def _end(self, pid: int, kill: bool) -> int:
        """Reaps a child; the answer is its exit code, or minus the signal that ended it."""
        if pid not in self._children:
            return 0
        if kill:
            os.kill(pid, signal.SIGKILL)
        _pid, status = os.waitpid(pid, 0)
        self._children.discard(pid)
        return os.waitstatus_to_exitcode(status)


def main(mode: str, argument: str, memory_bytes: str) -> None:
    """Entry point: `fork DESCRIPTOR MEMORY` or `child - MEMORY`."""
    os.environ.clear()
    sys.dont_write_bytecode = True
    if mode == "fork":
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        with socket.socket(fileno=int(argument)) as control:
            Server(control, int(memory_bytes)).run()
        return
    spare_frames = prepare()
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    enter_namespaces()
    run_child(source, sink, spare_frames, int(memory_bytes))
