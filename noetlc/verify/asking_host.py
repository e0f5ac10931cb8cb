"""The host of a confined interpreter that runs for real: it asks its parent, frame by frame. Both ends of what they say to each other.

A question is `!`, the name of the capability, a line end and the bytes of the request; its answer is one frame.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from noetlc.confine.frames import ChannelClosed
from noetlc.interp.host import Host

ASKED = b"!"
"""First byte of a frame that asks the host."""

_TOOL = re.compile(rb"tool_[a-z0-9_]{1,60}")
_NUMBER = re.compile(rb"-?[0-9]{1,19}")
_MAX_RANDOM = 16 << 20


class AskingHost:
    """The interpreter's end (`interp.host.Host`); `ask` sends a frame and receives the next."""

    def __init__(self, ask: Callable[[bytes], bytes]) -> None:
        self._ask = ask

    def _asked(self, name: str, request: bytes = b"") -> bytes:
        return self._ask(ASKED + name.encode() + b"\n" + request)

    def call(self, name: str, request: bytes) -> bytes:
        return self._asked(name, request)

    def now(self) -> int:
        return int(self._asked("now"))

    def monotonic(self) -> int:
        return int(self._asked("monotonic"))

    def random(self, size: int) -> bytes:
        return self._asked("random", str(size).encode())

    def sleep(self, nanoseconds: int) -> None:
        self._asked("sleep", str(nanoseconds).encode())

    def env(self, name: str) -> str | None:
        answer = self._asked("env", name.encode("utf-8", "surrogateescape"))
        return answer[1:].decode("utf-8", "surrogateescape") if answer[:1] == b"1" else None

    def log(self, level: int, line: str) -> None:
        self._asked("log", f"{level} {line}".encode("utf-8", "replace"))


def answer_asked(question: bytes, host: Host) -> bytes:
    """The parent's end: what `host` answers to a frame behind its first byte.

    Raises ChannelClosed for what is no question: such a process is not talked to any more. What the host raises passes through.
    """
    name, line_end, request = question.partition(b"\n")
    if not line_end:
        raise ChannelClosed
    if _TOOL.fullmatch(name):
        return host.call(name.decode(), request)
    match name:
        case b"now":
            return str(host.now()).encode()
        case b"monotonic":
            return str(host.monotonic()).encode()
        case b"random":
            size = _number(request)
            if not 0 <= size <= _MAX_RANDOM:
                raise ChannelClosed
            return host.random(size)
        case b"sleep":
            host.sleep(_number(request))
            return b""
        case b"env":
            value = host.env(request.decode("utf-8", "surrogateescape"))
            return b"0" if value is None else b"1" + value.encode("utf-8", "surrogateescape")
        case b"log":
            level, _, text = request.partition(b" ")
            host.log(_number(level), text.decode("utf-8", "replace"))
            return b""
    raise ChannelClosed


def _number(text: bytes) -> int:
    if not _NUMBER.fullmatch(text):
        raise ChannelClosed
    return int(text)
