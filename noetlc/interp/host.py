"""What the interpreter asks of the program that embeds it, and the host used when there is none."""

from __future__ import annotations

import json
import os
import time
from typing import Protocol

from noetlc.interp.printing import json_text

PRINTED = 0
"""The level of lines that a body with a result printed."""

MOST_AHEAD = 100 * 365 * 86_400 * 10**9
"""How far skipped waits set a clock ahead, in nanoseconds: times stay numbers of 64 bits and dates of Python."""


class Host(Protocol):
    """Host tools and ambient values. Requests and answers of tools are canonical JSON; times are nanoseconds."""

    def call(self, name: str, request: bytes) -> bytes:
        """Runs the host tool `name` (`tool_http`, …): `{"step", "task"?, "index"?, "attempt", "config", "input"}` in,
        `{"status", "data", "error"}` out. A tool that is not granted answers the error `unsupported`."""
        ...

    def now(self) -> int:
        """UTC time since the epoch."""
        ...

    def monotonic(self) -> int:
        """Time since an arbitrary origin."""
        ...

    def random(self, size: int) -> bytes:
        """`size` random bytes."""
        ...

    def sleep(self, nanoseconds: int) -> None:
        """Waits, or skips the wait."""
        ...

    def env(self, name: str) -> str | None:
        """The value of an environment variable, None if unset."""
        ...

    def log(self, level: int, line: str) -> None:
        """One log line; levels are those of Python's `logging`, and PRINTED."""
        ...


class LocalHost:
    """The host when none is given: real clock and entropy, no environment, no tools; instead of waiting it sets its clocks ahead."""

    ahead: int = 0  # nanoseconds

    def call(self, name: str, _request: bytes) -> bytes:
        return unsupported(name)

    def now(self) -> int:
        return time.time_ns() + self.ahead

    def monotonic(self) -> int:
        return time.monotonic_ns() + self.ahead

    def random(self, size: int) -> bytes:
        return os.urandom(size)

    def sleep(self, nanoseconds: int) -> None:
        self.ahead = min(self.ahead + max(nanoseconds, 0), MOST_AHEAD)

    def env(self, _name: str) -> str | None:
        return None

    def log(self, _level: int, _line: str) -> None:
        return None


def unsupported(name: str) -> bytes:
    """The answer for a tool that is not granted or not implemented."""
    kind = name.removeprefix("tool_")
    error = {"kind": "unsupported", "message": f"tool {kind} is not available", "retryable": False}
    return json_text({"status": "error", "data": None, "error": error}).encode()


def parse_answer(answer: bytes) -> dict[str, object]:
    """The JSON object of a tool's answer. Raises ValueError."""
    value = json.loads(answer.decode("utf-8"))
    if not isinstance(value, dict):
        raise ValueError("the answer is not an object")
    return value
