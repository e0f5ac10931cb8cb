"""Fork servers: a process that forks children on order, and the side that gives the orders.

Control protocol on a socket: one JSON line per order, answered by one line. `{"op": "fork", …}` carries the channel of the child as
a file descriptor and is answered with `{"pid", "told"}`, the latter what the child said of itself before it read anything;
`{"op": "end", "pid", "kill"}` ends a child and is answered with its exit status; the end of the stream ends the server and its
children.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import threading
import traceback
from collections.abc import Callable
from typing import Any

from noetlc.confine import privileges
from noetlc.confine.trees import ForkedTree
from noetlc.confine.wall import Wall

CONTROL_LINE = 4096

Json = dict[str, Any]


Tell = Callable[[Json], None]
"""How a child says what it is: once, before it reads anything of a playbook. The server waits for it."""


class ForkServer:
    """The server's side: `child` runs in each forked process, on its channel and with the order that asked for it."""

    def __init__(
        self,
        control: socket.socket,
        child: Callable[[socket.socket, Json, Tell], None],
        ended: Callable[[int], None] = lambda _pid: None,
        most: int | None = None,
    ) -> None:
        """`ended` is told, in the server, which child has been reaped; `most` are the children it has at a time."""
        self._control = control
        self._child = child
        self._ended = ended
        self._most = most
        self._children: set[int] = set()

    def run(self) -> None:
        """Serves until the other side closes the control socket."""
        while True:
            line, descriptors, _flags, _address = socket.recv_fds(self._control, CONTROL_LINE, 1)
            if not line:
                break
            order = json.loads(line)
            if order["op"] == "fork" and len(self._children) == self._most:
                os.close(descriptors[0])
                self._answer({"refused": self._most})
            elif order["op"] == "fork":
                pid, told = self._fork(descriptors[0], order)
                self._answer({"pid": pid, "told": told})
            else:
                self._answer({"status": self._end(int(order["pid"]), bool(order["kill"]))})
        for pid in list(self._children):
            self._end(pid, True)

    def _answer(self, value: Json) -> None:
        self._control.sendall(json.dumps(value).encode() + b"\n")

    def _fork(self, descriptor: int, order: Json) -> tuple[int, Json]:
        heard, said = os.pipe()
        pid = os.fork()
        if pid:
            os.close(descriptor)
            os.close(said)
            self._children.add(pid)
            with os.fdopen(heard, "rb") as pipe:
                line = pipe.readline(CONTROL_LINE)
            return pid, json.loads(line) if line else {}
        status = 1
        try:
            privileges.die_with_parent()
            os.close(heard)
            self._control.close()

            def tell(value: Json) -> None:
                with os.fdopen(said, "wb") as pipe:
                    pipe.write(json.dumps(value).encode() + b"\n")

            with socket.socket(fileno=descriptor) as channel:
                self._child(channel, order, tell)
            status = 0
        except BaseException:
            traceback.print_exc()  # to a stderr that is only open for who develops this (NOETL_TRACEBACK)
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
        self._ended(pid)
        return os.waitstatus_to_exitcode(status)


def _kill(pid: int) -> None:
    """The process, and its group if it leads one."""
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:
        os.kill(pid, signal.SIGKILL)


class ServerLost(ConnectionError):
    """A fork server has ended, or says what none says."""


class Refused(RuntimeError):
    """A fork server has as many children as it may have."""


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
                answer = json.loads(self._answers.readline(CONTROL_LINE))
            except (OSError, ValueError, RecursionError) as error:
                raise ServerLost from error
            except BaseException:  # Ctrl-C: the answer to this order would be taken for that to the next one
                self.close()
                raise
        if not isinstance(answer, dict):
            raise ServerLost
        return answer

    def fork(self, **order: object) -> ForkedTree:
        """A new child, with the rest of its order. Raises ServerLost and Refused."""
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                answer = self.order({"op": "fork", **order}, theirs.fileno())
            except ServerLost:
                ours.close()
                raise
        pid = answer.get("pid")
        if not isinstance(pid, int):
            ours.close()
            raise Refused if "refused" in answer else ServerLost
        return ForkedTree(ours, pid, Wall.decode(answer.get("told")), lambda kill: self.end(pid, kill))

    def end(self, pid: int, kill: bool) -> int:
        """Ends a child; one whose server is gone is gone too."""
        try:
            status = self.order({"op": "end", "pid": pid, "kill": kill}).get("status")
        except ServerLost:
            return -signal.SIGKILL
        return status if isinstance(status, int) else -signal.SIGKILL

    def close(self) -> None:
        """Hangs up, which ends the server."""
        self._answers.close()
        self._control.close()
