"""What a run tells while it goes on, for those who look at it: events to a tracer.

An event is a beginning, an end, or neither; between the beginning and the end of one lie the events that belong to it:

run > step > item (of a loop) > task > body, call (of a host tool), template; then in between condition, rule, write, arc, print, …
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal, Protocol

from noetlc.frontend.playbook import Arc, Playbook, Step
from noetlc.interp.host import PRINTED, Host

Phase = Literal["begin", "end", "note"]
Level = Literal["failures", "events", "details"]
"""What is told: errors alone; all but templates; all of it, and how often lines of bodies ran."""


@dataclass(frozen=True, slots=True)
class Event:
    """`time` is in nanoseconds since an arbitrary origin; `fields` are data, of which nothing changes later."""

    what: str
    phase: Phase
    time: int
    fields: dict[str, object]


class Tracer(Protocol):
    """Takes the events of one run."""

    @property
    def level(self) -> Level: ...

    def take(self, event: Event) -> None: ...

    def check(self) -> None:
        """Called often: may raise to end a run that goes on for too long."""
        ...


class Teller:
    """Tells a tracer, if there is one. `told`: whether events other than errors are wanted; `detailed`: whether all of them are.

    What runs often asks first, so that a run that nobody looks at pays a comparison.
    """

    __slots__ = ("detailed", "told", "tracer")

    def __init__(self, tracer: Tracer | None = None) -> None:
        self.tracer = tracer
        self.told = tracer is not None and tracer.level != "failures"
        self.detailed = tracer is not None and tracer.level == "details"

    def note(self, what: str, **fields: object) -> None:
        if self.told:
            self._take(what, "note", fields)

    def failure(self, **fields: object) -> None:
        """An error of the run, which every tracer is told."""
        if self.tracer is not None:
            self._take("error", "note", fields)

    def _take(self, what: str, phase: Phase, fields: dict[str, object]) -> None:
        assert self.tracer is not None
        self.tracer.take(Event(what, phase, time.perf_counter_ns(), fields))

    @contextmanager
    def span(self, what: str, **fields: object) -> Iterator[dict[str, object]]:
        """A beginning and an end around the block; what the block puts into the map is told with the end."""
        ended: dict[str, object] = {}
        if self.tracer is None:
            yield ended
            return
        self.tracer.check()
        if not self.told:
            yield ended
            return
        self._take(what, "begin", fields)
        try:
            yield ended
        finally:
            self._take(what, "end", {**fields, **ended})


class TracedHost:
    """Tells of the calls, waits and printed lines that go to a host."""

    def __init__(self, inner: Host, teller: Teller) -> None:
        self._inner, self._teller = inner, teller
        self.now, self.monotonic, self.random, self.env = inner.now, inner.monotonic, inner.random, inner.env

    def call(self, name: str, request: bytes) -> bytes:
        with self._teller.span("call", tool=name, request=request.decode("utf-8", "replace")) as ended:
            answer = self._inner.call(name, request)
            ended["answer"] = answer.decode("utf-8", "replace")
            return answer

    def sleep(self, nanoseconds: int) -> None:
        with self._teller.span("sleep", nanoseconds=nanoseconds):
            self._inner.sleep(nanoseconds)

    def log(self, level: int, line: str) -> None:
        self._teller.note("print", **({} if level == PRINTED else {"level": level}), line=line)
        self._inner.log(level, line)


class Fates:
    """Why steps did not run: what became of the arcs that lead to them."""

    def __init__(self) -> None:
        self._refused: dict[tuple[int, str], str] = {}

    def refused(self, step: Step, arc: Arc, why: str) -> None:
        """An arc was not taken."""
        self._refused[step.index, arc.field] = why

    def reasons(self, playbook: Playbook, status: list[str]) -> Iterator[tuple[Step, list[str]]]:
        """The steps that are still pending, each with the arcs to it, and why they led nowhere."""
        found: dict[int, list[str]] = {index: [] for index, word in enumerate(status) if word == "pending"}
        for step in playbook.steps:
            for arc in step.arcs:
                if arc.target in found:
                    other = f"{step.name} did not run" if status[step.index] == "pending" else f"the run ended in {step.name}"
                    found[arc.target].append(f"{step.name}: {self._refused.get((step.index, arc.field), other)}")
        for index, reasons in found.items():
            yield playbook.steps[index], reasons or ["no arc leads to it"]
