"""The host of one command: it writes every tool call down before and after it is made, and answers from what is written.

Tool calls have effects: on replay they must come in the logged order with the logged bytes. Ambient values (clock, entropy, environment,
log lines) only have to be the same again, so each kind replays its own sequence; they are written with the next tool call, because
nothing depends on them before.
"""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from noetlc.host.capability import CALL_BYTES, KEPT_BYTES, Answer, CapabilityHost, LimitReached, Pending, submit_call
from noetlc.host.errors import ReplayMismatch
from noetlc.worker.journal import Journal
from noetlc.worker.model import Claim, InDoubt, LoggedCall
from noetlc.worker.patience import patiently

Json = Any

IDEMPOTENT_KEY = "idempotent"
"""`idempotent: true` in the configuration of a task says that its call may be repeated."""


@dataclass(slots=True)
class JournalHost:
    """Calls of one command, made by `inner`. `rewind` begins anew: what was called is answered from the log, later calls are made.

    `granted` says which tools can have an effect at all; the others are answered `unsupported` and are kept as ambient values are.
    `idempotent` are tools that may be asked again when it is not known whether a call took place. Raises Fenced, InDoubt, ReplayMismatch.
    """

    inner: CapabilityHost
    journal: Journal
    claim: Claim
    granted: frozenset[str] = frozenset()
    idempotent: frozenset[str] = frozenset()
    calls: list[LoggedCall] = field(default_factory=list)
    resume: Callable[[str, bytes, bytes], None] | None = None
    _kept: int = 0
    _written: int = 0
    _tools: deque[LoggedCall] = field(default_factory=deque)
    _ambient: dict[str, deque[LoggedCall]] = field(default_factory=dict)
    _open: dict[int, Pending] = field(default_factory=dict)
    _failure: Exception | None = None
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def __post_init__(self) -> None:
        self.calls = list(self.claim.calls)
        self._written = len(self.calls)
        self.rewind()

    def rewind(self) -> None:
        """The next run of the same command makes the same calls again. Those that were submitted and never awaited are awaited first."""
        for pending in list(self._open.values()):
            pending()
        self._tools = deque(call for call in self.calls if call.is_tool)
        self._ambient = {}
        for call in self.calls:
            if not call.is_tool:
                self._ambient.setdefault(call.name, deque()).append(call)

    # ---- tools

    def call(self, name: str, request: bytes) -> bytes:
        return self.submit(name, request, overlapping=False)()

    def submit(self, name: str, request: bytes, *, overlapping: bool = True) -> Pending:
        """Begins a call. What fails here fails every later call too: nothing more of this command may take place."""
        if self._failure is not None:
            raise self._failure
        try:
            with self._lock:
                logged = self._tools.popleft() if self._tools else None
                if logged is None:
                    logged = self._keep(LoggedCall(len(self.calls), name, request, None, self.claim.fence))
                elif logged.name != name or logged.request != request:
                    raise ReplayMismatch(f"the run calls {name}, but an earlier one called {logged.name} here with other bytes")
                elif logged.answer is not None:
                    answer = self._replayed(logged)
                    return lambda: answer
                elif not self._may_repeat(name, request):
                    raise InDoubt(f"call {logged.n} of {name} was begun and not finished; it is not known whether it took place")
                return self._begin(logged, overlapping)
        except Exception as error:
            self._failure = error
            raise

    def _begin(self, call: LoggedCall, overlapping: bool) -> Pending:
        if call.name not in self.granted:
            call.answer = self.inner.call(call.name, call.request)
            answer = self._count(call.answer)
            return lambda: answer
        self.claim.check()
        call.made_by = self.claim.fence
        rows = [*self.calls[self._written :], *([call] if call.n < self._written else [])]
        patiently(lambda: self.journal.log_calls(self.claim, rows))
        self._written = len(self.calls)
        self.journal.hook("journaled")
        if overlapping:
            pending = submit_call(self.inner, call.name, call.request)
            self._open[call.n] = lambda: self._settle(call, pending)
            return self._open[call.n]
        answer = self._settle(call, lambda: self.inner.call(call.name, call.request))
        return lambda: answer

    def _settle(self, call: LoggedCall, pending: Pending) -> bytes:
        if isinstance(call.answer, bytes):
            return call.answer
        answer = pending()
        self._open.pop(call.n, None)
        self.journal.hook("called")
        call.answer = answer
        try:
            patiently(lambda: self.journal.answer_call(self.claim, call))
            self.journal.hook("answered")
            return self._count(answer)
        except Exception as error:
            self._failure = error
            raise

    def _replayed(self, call: LoggedCall) -> bytes:
        assert isinstance(call.answer, bytes)
        if self.resume is not None:
            self.resume(call.name, call.request, call.answer)
        return call.answer

    def _may_repeat(self, name: str, request: bytes) -> bool:
        if name in self.idempotent:
            return True
        try:
            value = json.loads(request)
        except (ValueError, RecursionError):
            return False
        config = value.get("config") if isinstance(value, dict) else None
        return isinstance(config, dict) and config.get(IDEMPOTENT_KEY) is True

    # ---- what is kept

    def _keep(self, call: LoggedCall) -> LoggedCall:
        self._kept += CALL_BYTES + len(call.request)
        self.calls.append(call)
        self._count(call.answer)
        return call

    def _count(self, answer: Answer) -> bytes:
        self._kept += len(answer) if isinstance(answer, bytes | str) else 0
        if self._kept > KEPT_BYTES:
            raise LimitReached(f"the calls to the host take more than the {KEPT_BYTES} bytes that it keeps of them")
        return answer if isinstance(answer, bytes) else b""

    def _value(self, name: str, request: bytes, make: Callable[[], Answer]) -> Answer:
        with self._lock:
            waiting = self._ambient.get(name)
            if waiting and waiting[0].request == request:
                return waiting.popleft().answer
            return self._keep(LoggedCall(len(self.calls), name, request, make(), self.claim.fence)).answer

    def now(self) -> int:
        answer = self._value("now", b"", self.inner.now)
        assert isinstance(answer, int)
        return answer

    def monotonic(self) -> int:
        answer = self._value("monotonic", b"", self.inner.monotonic)
        assert isinstance(answer, int)
        return answer

    def random(self, size: int) -> bytes:
        answer = self._value("random", str(size).encode(), lambda: self.inner.random(size))
        assert isinstance(answer, bytes)
        return answer

    def sleep(self, nanoseconds: int) -> None:
        self._value("sleep", str(nanoseconds).encode(), lambda: self.inner.sleep(nanoseconds))

    def env(self, name: str) -> str | None:
        answer = self._value("env", name.encode("utf-8", "surrogateescape"), lambda: self.inner.env(name))
        return answer if isinstance(answer, str) else None

    def log(self, level: int, line: str) -> None:
        self._value("log", f"{level} {line}".encode("utf-8", "replace"), lambda: self.inner.log(level, line))
