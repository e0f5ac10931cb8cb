"""Channels to confined processes: frames there and back, with a deadline."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from subprocess import Popen
from typing import Any

from noetlc.confine.frames import HEAD, MAX_FRAME, ChannelClosed, framed, read_frame, write_frame
from noetlc.confine.wall import Wall

SEND_SECONDS = 10.0
"""How long the other side may take to read what is sent to it."""


class Overdue(Exception):
    """The other side took longer than it may."""


class Tree(ABC):
    """A confined process with its descendants, and the channel to it.

    `wall` is what confines it; `frame_limit` are the bytes of the longest frame, there and back.
    """

    wall: Wall
    frame_limit: int = MAX_FRAME

    def exchange(self, data: bytes, seconds: float) -> bytes:
        """One frame there, one back. Raises ChannelClosed, FrameTooLarge, and Overdue when the answer takes longer."""
        self.send(data)
        return self.receive(seconds)

    @abstractmethod
    def send(self, data: bytes) -> None:
        """Sends a frame without waiting for its answer. Raises ChannelClosed, FrameTooLarge, and Overdue if it is not read."""

    @abstractmethod
    def receive(self, seconds: float) -> bytes:
        """The next frame, complete within the time. Raises ChannelClosed and Overdue."""

    @abstractmethod
    def is_quiet(self) -> bool:
        """Whether nothing more has been said than what was received."""

    @abstractmethod
    def end(self, kill: bool) -> int:
        """Ends all processes; the exit code of the root, or minus the signal that ended it."""


class ForkedTree(Tree):
    """A process that a fork server made; `end` reaps it there."""

    def __init__(self, channel: socket.socket, pid: int, wall: Wall, end: Callable[[bool], int]) -> None:
        self.socket = channel
        self.pid = pid
        self.wall = wall
        self._end = end

    def send(self, data: bytes) -> None:
        frame = framed(data, self.frame_limit)
        self.socket.settimeout(SEND_SECONDS)
        try:
            self.socket.sendall(frame)
        except TimeoutError:
            raise Overdue from None
        except OSError as error:
            raise ChannelClosed from error

    def receive(self, seconds: float) -> bytes:
        """The deadline holds for the whole frame, however it trickles in."""
        deadline = time.monotonic() + seconds
        size = int.from_bytes(self._take(HEAD, deadline), "little")
        if size > self.frame_limit:
            raise ChannelClosed
        return bytes(self._take(size, deadline))

    def _take(self, size: int, deadline: float) -> bytearray:
        data = bytearray(size)
        left = memoryview(data)
        try:
            while left:
                self.socket.settimeout(max(deadline - time.monotonic(), 1e-3))
                count = self.socket.recv_into(left)
                if count == 0:
                    raise ChannelClosed
                left = left[count:]
                if left and time.monotonic() > deadline:
                    raise Overdue
        except TimeoutError:
            raise Overdue from None
        except OSError as error:
            raise ChannelClosed from error
        return data

    def is_quiet(self) -> bool:
        self.socket.setblocking(False)
        try:
            self.socket.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return True
        except OSError:
            return False
        return False

    def end(self, kill: bool) -> int:
        self.socket.close()
        return self._end(kill)


class SpawnedTree(Tree):
    """A process of its own on its standard streams, where there is no fork."""

    def __init__(self, process: Popen[bytes]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._process = process
        self.wall = Wall.decode(None)
        self._sink: Any = process.stdin
        self._source: Any = process.stdout

    def send(self, data: bytes) -> None:
        write_frame(self._sink, data, self.frame_limit)

    def is_quiet(self) -> bool:
        """It is not asked: such a process runs one body and ends."""
        return False

    def receive(self, seconds: float) -> bytes:
        """A thread reads: pipes cannot be waited for everywhere."""
        found: list[bytes] = []

        def read() -> None:
            with contextlib.suppress(ChannelClosed, ValueError, OSError):
                found.append(read_frame(self._source, self.frame_limit))

        reader = threading.Thread(target=read, daemon=True)
        reader.start()
        reader.join(seconds)
        if reader.is_alive():
            raise Overdue
        if not found:
            raise ChannelClosed
        return found[0]

    def end(self, kill: bool) -> int:
        if kill:
            self._process.kill()
        with contextlib.suppress(OSError):
            self._sink.close()
        status = self._process.wait()
        self._source.close()
        return status
