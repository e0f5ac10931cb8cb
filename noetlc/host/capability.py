"""The host object behind `noetl_x1`, the log of what was asked of it, and the replay of such a log."""

from __future__ import annotations

import json
import os
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from noetlc.host.errors import ReplayMismatch
from noetlc.interp.host import LocalHost, unsupported


class CapabilityHost(Protocol):
    """What `noetl_x1` imports are answered by. Requests and answers of tools are JSON bytes; times are nanoseconds."""

    def call(self, name: str, request: bytes) -> bytes:
        """Runs the host tool `name` (`tool_http`, …) and returns its answer; an ungranted one answers `unsupported`."""
        ...

    def now(self) -> int: ...

    def monotonic(self) -> int: ...

    def random(self, size: int) -> bytes: ...

    def sleep(self, nanoseconds: int) -> None: ...

    def env(self, name: str) -> str | None: ...

    def log(self, level: int, line: str) -> None: ...


Pending = Callable[[], bytes]
"""Waits for the answer of a call that was submitted."""


@runtime_checkable
class OverlappingHost(Protocol):
    """A host that can begin a tool call and answer it later."""

    def submit(self, name: str, request: bytes) -> Pending: ...


def submit_call(host: CapabilityHost, name: str, request: bytes) -> Pending:
    """Begins a tool call where the host can do that; elsewhere the call is made at once."""
    if isinstance(host, OverlappingHost):
        return host.submit(name, request)
    answer = host.call(name, request)
    return lambda: answer


Answer = bytes | int | str | None


@dataclass(frozen=True, slots=True)
class CapabilityCall:
    """One capability call in call order.

    `name` is the import (`tool_http`, `now`, …), `request` its bytes (for ambient ones: size, duration or variable name as
    text). The answer is bytes for tools and random, an int for clocks, text or None for env, None for sleep and log.
    """

    name: str
    request: bytes
    answer: Answer

    @property
    def is_tool(self) -> bool:
        return self.name.startswith("tool_")


class LimitReached(Exception):
    """The host would keep more of a run than it may."""


KEPT_BYTES = 256 << 20
CALL_BYTES = 256
"""What is kept of all calls, and of each besides its bytes."""


@dataclass(slots=True)
class RecordingHost:
    """Passes everything on to `inner` and keeps the log. Raises LimitReached when it grows beyond `limit` bytes."""

    inner: CapabilityHost
    calls: list[CapabilityCall] = field(default_factory=list)
    limit: int = KEPT_BYTES
    kept: int = 0
    _open: dict[int, Pending] = field(default_factory=dict)

    def _keep(self, call: CapabilityCall) -> None:
        self._count(call.request, call.answer)
        self.calls.append(call)

    def _count(self, *parts: Answer) -> None:
        self.kept += CALL_BYTES + sum(len(part) for part in parts if isinstance(part, bytes | str))
        if self.kept > self.limit:
            raise LimitReached(f"the calls to the host take more than the {self.limit} bytes that it keeps of them")

    def call(self, name: str, request: bytes) -> bytes:
        answer = self.inner.call(name, request)
        self._keep(CapabilityCall(name, request, answer))
        return answer

    def submit(self, name: str, request: bytes) -> Pending:
        place = len(self.calls)
        self._open[place] = submit_call(self.inner, name, request)
        self._keep(CapabilityCall(name, request, b""))
        return lambda: self._settle(place)

    def _settle(self, place: int) -> bytes:
        """The answer of a submitted call; it takes its place in the log."""
        call = self.calls[place]
        pending = self._open.pop(place, None)
        if pending is None:
            assert isinstance(call.answer, bytes)
            return call.answer
        answer = pending()
        self._count(answer)
        self.calls[place] = CapabilityCall(call.name, call.request, answer)
        return answer

    def settled(self) -> list[CapabilityCall]:
        """The log, after the calls that were submitted and never awaited have ended."""
        for place in sorted(self._open):
            self._settle(place)
        return self.calls

    def now(self) -> int:
        answer = self.inner.now()
        self._keep(CapabilityCall("now", b"", answer))
        return answer

    def monotonic(self) -> int:
        answer = self.inner.monotonic()
        self._keep(CapabilityCall("monotonic", b"", answer))
        return answer

    def random(self, size: int) -> bytes:
        answer = self.inner.random(size)
        self._keep(CapabilityCall("random", str(size).encode(), answer))
        return answer

    def sleep(self, nanoseconds: int) -> None:
        self.inner.sleep(nanoseconds)
        self._keep(CapabilityCall("sleep", str(nanoseconds).encode(), None))

    def env(self, name: str) -> str | None:
        answer = self.inner.env(name)
        self._keep(CapabilityCall("env", name.encode("utf-8", "surrogateescape"), answer))
        return answer

    def log(self, level: int, line: str) -> None:
        self.inner.log(level, line)
        self._keep(CapabilityCall("log", f"{level} {line}".encode("utf-8", "replace"), None))


class ReplayHost:
    """Answers the calls that an aborted run already made from its log, later ones from `inner`.

    Tool calls have effects: they must come in the logged order with the logged bytes, else ReplayMismatch is raised and nothing
    more happens. Ambient values only have to be the same again, so each kind replays its own sequence; waiting and log lines
    that already happened are not repeated.
    """

    def __init__(self, inner: CapabilityHost, log: Sequence[CapabilityCall]) -> None:
        self.inner = inner
        self._tools = deque(call for call in log if call.is_tool)
        self._ambient: dict[str, deque[CapabilityCall]] = {}
        for call in log:
            if not call.is_tool:
                self._ambient.setdefault(call.name, deque()).append(call)
        self._failed: str | None = None

    def call(self, name: str, request: bytes) -> bytes:
        if self._failed is not None:
            raise ReplayMismatch(self._failed)
        if not self._tools:
            return self.inner.call(name, request)
        logged = self._tools.popleft()
        if logged.name != name or logged.request != request:
            self._failed = f"the interpreted run calls {name}, but the aborted run called {logged.name} here with other bytes"
            raise ReplayMismatch(self._failed)
        assert isinstance(logged.answer, bytes)
        return logged.answer

    def _logged(self, name: str, request: bytes) -> CapabilityCall | None:
        waiting = self._ambient.get(name)
        if not waiting or waiting[0].request != request:
            return None
        return waiting.popleft()

    def now(self) -> int:
        logged = self._logged("now", b"")
        return self.inner.now() if logged is None or not isinstance(logged.answer, int) else logged.answer

    def monotonic(self) -> int:
        logged = self._logged("monotonic", b"")
        return self.inner.monotonic() if logged is None or not isinstance(logged.answer, int) else logged.answer

    def random(self, size: int) -> bytes:
        logged = self._logged("random", str(size).encode())
        return self.inner.random(size) if logged is None or not isinstance(logged.answer, bytes) else logged.answer

    def sleep(self, nanoseconds: int) -> None:
        if self._logged("sleep", str(nanoseconds).encode()) is None:
            self.inner.sleep(nanoseconds)

    def env(self, name: str) -> str | None:
        logged = self._logged("env", name.encode("utf-8", "surrogateescape"))
        if logged is None:
            return self.inner.env(name)
        return logged.answer if isinstance(logged.answer, str) else None

    def log(self, level: int, line: str) -> None:
        if self._logged("log", f"{level} {line}".encode("utf-8", "replace")) is None:
            self.inner.log(level, line)


@dataclass(slots=True)
class GrantedHost:
    """Lets only granted tools through to `inner`; ambient capabilities need no grant.

    `refused` collects `(tool, step)` of the calls that were answered `unsupported`, for the user to see.
    """

    inner: CapabilityHost
    grants: frozenset[str]
    refused: list[tuple[str, str]] = field(default_factory=list)

    def call(self, name: str, request: bytes) -> bytes:
        if name in self.grants:
            return self.inner.call(name, request)
        self.refused.append((name, _step_of(request)))
        return unsupported(name)

    def submit(self, name: str, request: bytes) -> Pending:
        if name in self.grants:
            return submit_call(self.inner, name, request)
        answer = self.call(name, request)
        return lambda: answer

    def now(self) -> int:
        return self.inner.now()

    def monotonic(self) -> int:
        return self.inner.monotonic()

    def random(self, size: int) -> bytes:
        return self.inner.random(size)

    def sleep(self, nanoseconds: int) -> None:
        self.inner.sleep(nanoseconds)

    def env(self, name: str) -> str | None:
        return self.inner.env(name)

    def log(self, level: int, line: str) -> None:
        self.inner.log(level, line)


def _step_of(request: bytes) -> str:
    try:
        value = json.loads(request)
    except (ValueError, RecursionError):
        return ""
    step = value.get("step") if isinstance(value, dict) else None
    return step if isinstance(step, str) else ""


class AmbientHost(LocalHost):
    """A run without a host object, as the interpreter has it; of the environment some variables may be seen.

    `environment` are their names; all others are as if they were not set.
    """

    environment: frozenset[str] = frozenset()

    def __init__(self, environment: Iterable[str] = ()) -> None:
        self.environment = frozenset(environment)

    def env(self, name: str) -> str | None:
        # The names that were allowed are those of variables; anything else, NUL characters included, is none of them.
        return os.environ.get(name) if name in self.environment else None
