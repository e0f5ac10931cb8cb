"""Channels to confined processes: frames there and back, with a deadline."""

from __future__ import annotations

import contextlib
import select
import socket
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from subprocess import Popen
from typing import Any, BinaryIO

from noetlc.confine.frames import ChannelClosed, read_frame, write_frame
from noetlc.confine.wall import Wall


class Overdue(Exception):
    """The other side took longer than it may."""


class Tree(ABC):
    """A confined process with its descendants, and the channel to it. `wall` is what confines it."""

    wall: Wall

    def exchange(self, data: bytes, seconds: float) -> bytes:
        """One frame there, one back. Raises ChannelClosed, FrameTooLarge, and Overdue when the answer takes longer."""
        self.send(data)
        return self.receive(seconds)

    @abstractmethod
    def send(self, data: bytes) -> None:
        """Sends a frame without waiting for its answer."""

    @abstractmethod
    def receive(self, seconds: float) -> bytes:
        """The next frame, complete within the time."""

    @abstractmethod
    def end(self, kill: bool) -> int:
        """Ends all processes; the exit code of the root, or minus the signal that ended it."""


class ForkedTree(Tree):
    """A process that a fork server made; `end` reaps it there."""

    def __init__(self, channel: socket.socket, pid: int, wall: Wall, end: Callable[[bool], int]) -> None:
        self.socket = channel
        self.pid = pid
        self.wall = wall
        stream: Any = channel.makefile("rwb")
        self._stream: BinaryIO = stream
        self._end = end

    def send(self, data: bytes) -> None:
        write_frame(self._stream, data)

    def receive(self, seconds: float) -> bytes:
        deadline = time.monotonic() + seconds
        ready, _, _ = select.select([self.socket], [], [], max(seconds, 0))
        if not ready:
            raise Overdue
        # Whoever sends half a frame and stops must not hold this process up either.
        self.socket.settimeout(max(deadline - time.monotonic(), 0.1))
        try:
            return read_frame(self._stream)
        except TimeoutError:
            raise Overdue from None
        finally:
            self.socket.settimeout(None)

    def end(self, kill: bool) -> int:
        with contextlib.suppress(OSError):
            self._stream.close()
        self.socket.close()
        return self._end(kill)


class SpawnedTree(Tree):
    """A process of its own on its standard streams, where there is no fork."""

    def __init__(self, process: Popen[bytes]) -> None:
        assert process.stdin is not None and process.stdout is not None
        self._process = process
        self.wall = Wall.decode(None)
        self._sink: Any = process.stdin
        self._source: Any = process.stdout

    def send(self, data: bytes) -> None:
        write_frame(self._sink, data)

    def receive(self, seconds: float) -> bytes:
        """A thread reads: pipes cannot be waited for everywhere."""
        found: list[bytes] = []

        def read() -> None:
            with contextlib.suppress(ChannelClosed, ValueError, OSError):
                found.append(read_frame(self._source))

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
