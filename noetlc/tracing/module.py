"""What is known of a module's run: its calls, and how long they took.

All else the interpreter tells, which repeats the run with the answers that the module got.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from noetlc import running
from noetlc.host.capability import CapabilityHost, Pending, submit_call
from noetlc.host.errors import Aborted, HostError
from noetlc.host.limits import RunLimits
from noetlc.host.recording import ReplayDifference
from noetlc.interp.options import RunOptions
from noetlc.interp.trace import Event, Level
from noetlc.loading import Source
from noetlc.running import Json, Ran
from noetlc.tracing.watching import Enough, Watch
from noetlc.verify import compare


@dataclass(slots=True)
class Call:
    """A tool call or a wait of a module: when it began, in nanoseconds, and how long it took."""

    name: str
    request: str
    began: int
    took: int = 0


class TimedHost:
    """Passes everything on to a host and keeps the time of tool calls and waits."""

    def __init__(self, inner: CapabilityHost) -> None:
        self.inner = inner
        self.calls: list[Call] = []
        self.now, self.monotonic, self.random, self.env, self.log = inner.now, inner.monotonic, inner.random, inner.env, inner.log

    def _began(self, name: str, request: str) -> Call:
        call = Call(name, request, time.perf_counter_ns())
        self.calls.append(call)
        return call

    def call(self, name: str, request: bytes) -> bytes:
        call = self._began(name, request.decode("utf-8", "replace"))
        answer = self.inner.call(name, request)
        call.took = time.perf_counter_ns() - call.began
        return answer

    def submit(self, name: str, request: bytes) -> Pending:
        """The time of a submitted call ends where its answer is awaited, or when it is there already."""
        call = self._began(name, request.decode("utf-8", "replace"))
        pending = submit_call(self.inner, name, request)

        def settle() -> bytes:
            answer = pending()
            call.took = time.perf_counter_ns() - call.began
            return answer

        return settle

    def sleep(self, nanoseconds: int) -> None:
        call = self._began("sleep", "")
        self.inner.sleep(nanoseconds)
        call.took = time.perf_counter_ns() - call.began


@dataclass(slots=True)
class _Stretched:
    """A watch on a repeated run, in which calls take the time that they took in the module."""

    watch: Watch
    calls: list[Call]
    _shift: int = 0
    _next: int = 0

    @property
    def level(self) -> Level:
        return self.watch.level

    def check(self) -> None:
        self.watch.check()

    def take(self, event: Event) -> None:
        if event.phase == "end" and event.what in ("call", "sleep") and self._next < len(self.calls):
            self._shift += self.calls[self._next].took
            self._next += 1
        self.watch.take(Event(event.what, event.phase, event.time + self._shift, event.fields))


@dataclass(frozen=True, slots=True)
class Repetition:
    """What a run is repeated with."""

    source: Source
    payload: Json
    execution_id: str
    options: RunOptions
    limits: RunLimits
    plugin_path: Sequence[Path] = ()


def tell_again(watch: Watch, run: Repetition, ran: Ran, calls: list[Call]) -> bool:
    """Repeats a module's run in the interpreter, which tells the watch of it; whether it came to the same end.

    Where it does not, or takes too long, a note says so.
    """
    try:
        envelope = running.repeat(
            run.source,
            run.payload,
            ran.calls,
            tracer=_Stretched(watch, calls),
            execution_id=run.execution_id,
            options=run.options,
            limits=run.limits,
            plugin_path=run.plugin_path,
        )
    except (Enough, Aborted, HostError, ReplayDifference) as error:
        watch.note("differs", message=str(error))
        return False
    differs = compare.envelopes(dict(ran.envelope), dict(envelope))
    if differs is not None:
        watch.note("differs", message=str(differs))
    return differs is None


def tell_calls(watch: Watch, calls: list[Call]) -> None:
    """Tells of a run of which nothing but its calls is known."""
    for call in calls:
        fields: dict[str, object] = {"tool": call.name, "request": call.request}
        watch.take(Event("call", "begin", call.began, fields))
        watch.take(Event("call", "end", call.began + call.took, fields))
