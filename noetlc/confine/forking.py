"""Fork servers: a process that forks children on order, and the side that gives the orders.

Control protocol on a socket: one JSON line per order, answered by one line. `{"op": "fork", …}` carries the channel of the child as
a file descriptor and is answered with `{"pid"}`; `{"op": "end", "pid", "kill"}` ends a child and is answered with its exit status;
the end of the stream ends the server and its children.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import threading
from collections.abc import Callable
from typing import Any

from noetlc.confine.trees import ForkedTree

CONTROL_LINE = 4096

Json = dict[str, Any]


class ForkServer:
    """The server's side: `child` runs in each forked process, on its channel and with the order that asked for it."""

    def __init__(self, control: socket.socket, child: Callable[[socket.socket, Json], None]) -> None:
        self._control = control
        self._child = child
        self._children: set[int] = set()

    def run(self) -> None:
        """Serves until the other side closes the control socket."""
        while True:
            line, descriptors, _flags, _address = socket.recv_fds(self._control, CONTROL_LINE, 1)
            if not line:
                break
            order = json.loads(line)
            if order["op"] == "fork":
                self._answer({"pid": self._fork(descriptors[0], order)})
            else:
                self._answer({"status": self._end(int(order["pid"]), bool(order["kill"]))})
        for pid in list(self._children):
            self._end(pid, True)

    def _answer(self, value: Json) -> None:
        self._control.sendall(json.dumps(value).encode() + b"\n")

    def _fork(self, descriptor: int, order: Json) -> int:
        pid = os.fork()
        if pid:
            os.close(descriptor)
            self._children.add(pid)
            return pid
        status = 1
        try:
            self._control.close()
            with socket.socket(fileno=descriptor) as channel:
                self._child(channel, order)
            status = 0
        finally:
            os._exit(status)

    def _end(self, pid: int, kill: bool) -> int:
        """Reaps a child; its exit code, or minus the signal that ended it."""
        if pid not in self._children:
            return 0
        if kill:
            _kill(pid)
        _pid, status = os.waitpid(pid, 0)
        self._children.discard(pid)
        return os.waitstatus_to_exitcode(status)


def _kill(pid: int) -> None:
    """The process, and its group if it leads one."""
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:
        os.kill(pid, signal.SIGKILL)


class ServerLost(ConnectionError):
    """A fork server has ended."""


class Forker:
    """Orders to one fork server, one at a time. Safe to use from several threads."""

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._answers = control.makefile("rb")
        self._lock = threading.Lock()

    def order(self, value: Json, descriptor: int | None = None) -> Json:
        """One order and its answer. Raises ServerLost."""
        data = json.dumps(value).encode()
        with self._lock:
            try:
                if descriptor is None:
                    self._control.sendall(data)
                else:
                    socket.send_fds(self._control, [data], [descriptor])
                line = self._answers.readline()
            except (OSError, ValueError) as error:
                raise ServerLost from error
        if not line:
            raise ServerLost
        answer: Json = json.loads(line)
        return answer

    def fork(self, **order: object) -> ForkedTree:
        """A new child, with the rest of its order."""
        ours, theirs = socket.socketpair()
        with theirs:
            pid = int(self.order({"op": "fork", **order}, theirs.fileno())["pid"])
        return ForkedTree(ours, pid, lambda kill: self.end(pid, kill))

    def end(self, pid: int, kill: bool) -> int:
        """Ends a child; one whose server is gone is gone too."""
        try:
            return int(self.order({"op": "end", "pid": pid, "kill": kill})["status"])
        except ServerLost:
            return -signal.SIGKILL

    def close(self) -> None:
        """Hangs up, which ends the server."""
        self._answers.close()
        self._control.close()
