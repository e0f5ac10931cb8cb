"""The processes that run bodies: a fork server, and its workers, which answer body requests on their channels."""

from __future__ import annotations

import base64
import contextlib
import gc
import json
import os
import socket
import time
from dataclasses import replace
from typing import Any, BinaryIO, Protocol

from noetlc.confine.forking import ForkServer, Tell
from noetlc.confine.frames import ChannelClosed, FrameTooLarge, read_frame, write_frame
from noetlc.confine.rlimits import limit_cpu, limit_resources
from noetlc.confine.seccomp import WORKER
from noetlc.confine.wall import Wall, seal
from noetlc.interp.pybody import tasks
from noetlc.interp.pybody.execute import Report, run_body
from noetlc.interp.pybody.guard import Guard
from noetlc.interp.pybody.plugin_modules import PluginModules
from noetlc.interp.pybody.preload import preload
from noetlc.interp.pybody.request import BodyRequest, decode
from noetlc.interp.pybody.shims import Shims
from noetlc.interp.pybody.versions import install, provide_names, reference_version

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


class Asking(Protocol):
    """Where questions to the host are asked (`heard.answer`)."""

    def ask(self, question: dict[str, object]) -> Any: ...


class RemoteHost:
    """The parent's host as the child sees it: one question and one answer per frame."""

    def __init__(self, channel: Asking) -> None:
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

    def plugin(self, path: str, name: str, data: bytes) -> bytes:
        return base64.b64decode(self._ask("plugin", [path, name, base64.b64encode(data).decode("ascii")]))


class _Channel:
    """The child's side of the conversation with the parent."""

    def __init__(self, source: BinaryIO, sink: BinaryIO, limit: int) -> None:
        self._source = source
        self._sink = sink
        self._limit = limit
        self._limited = False  # whether the body asked more than fits into a frame

    def ask(self, question: dict[str, object]) -> Any:
        try:
            write_frame(self._sink, b"?" + json.dumps(question).encode("ascii"), self._limit)
        except FrameTooLarge:
            self._limited = True
            raise MemoryError(f"what the step asks its host takes more than {self._limit >> 20} MiB") from None
        return json.loads(read_frame(self._source, self._limit))

    def serve(self, guard: Guard, shims: Shims, plugins: PluginModules, spare_frames: int) -> None:
        """Answers body requests until the parent hangs up."""
        while True:
            request, allowance_s = decode(read_frame(self._source, self._limit))
            limit_cpu(allowance_s)
            shims.reset()
            plugins.install(request.plugins)
            tasks.provide()
            self._limited = False
            guard.closed = True
            try:
                report = run_body(request, spare_frames)
            finally:
                guard.closed = False
            if self._limited:
                report = replace(report, limited=True)
            try:
                write_frame(self._sink, b"!" + report.encode(), self._limit)
            except FrameTooLarge:
                message = f"the result of the step takes more than {self._limit >> 20} MiB"
                short = Report('{"stdout": "", "stderr": ""}', message, "value", limited=True)
                write_frame(self._sink, b"!" + short.encode(), self._limit)
            del report, request
            gc.collect(0)


MOST_WORKERS = 64
"""At a time in one tree: whoever orders them may be a process that has read a playbook."""

_spare_frames = 0


def prepare() -> None:
    """Warms the process up and finds the frame correction that makes recursion fail where CPython's main module does."""
    global _spare_frames
    tasks.provide()
    preload()
    provide_names()
    os.environ["TZ"] = "UTC"

    if hasattr(time, "tzset"):
        time.tzset()
    _spare_frames = calibrate()


def calibrate() -> int:
    """Counts how deep a body's own function gets and returns what is missing to the 999 calls a script has."""
    request = BodyRequest(_PROBE, (), {}, None, "", "")
    reached = int(run_body(request, 0).data)
    return 999 - reached


def run_child(source: BinaryIO, sink: BinaryIO, settings: dict[str, Any], wall: Wall, tell: Tell) -> None:
    """Confines this process and serves body requests on the two streams until they close.

    Settings: `memory`, the bytes it may map; `frame`, the bytes of the longest frame; `without`, from which only tests of the wall
    itself leave the audit hook out.
    """
    channel = _Channel(source, sink, int(settings["frame"]))
    guard = Guard()
    host = RemoteHost(channel)
    shims = Shims(host)
    install()  # here, not in the process all roles share: its libraries are written for the Python it runs on
    shims.install()
    reference_version()
    limit_resources(int(settings["memory"]))
    seal(wall, WORKER)
    tell({})
    if "audit hook" not in settings.get("without", ()):
        guard.install()
    with contextlib.suppress(ChannelClosed):
        channel.serve(guard, shims, PluginModules(host), _spare_frames)


def serve(channel: socket.socket, settings: dict[str, Any], wall: Wall) -> None:
    """The role `bodies` (`noetlc.confine`): forks a worker per order."""

    def worker(own: socket.socket, _order: dict[str, Any], tell: Tell) -> None:
        channel.close()
        stream: Any = own.makefile("rwb")
        run_child(stream, stream, settings, wall, tell)

    ForkServer(channel, worker, most=MOST_WORKERS).run()


def serve_streams(source: BinaryIO, sink: BinaryIO, settings: dict[str, Any]) -> None:
    """The role where nothing can fork: this process is the only worker."""
    run_child(source, sink, settings, Wall(), lambda _value: None)
