"""What a run of a case is answered: outcomes of tools from the case, a clock that only waiting moves, drawn bytes, its environment."""

from __future__ import annotations

import json
import random
from typing import Any

from noetlc.testing.document import Case

Json = Any


class CaseHost:
    """Answers one run. `unanswered` are the tool calls that the case has no outcome for, by step, task and number."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._counts: dict[str, int] = {}
        self._waited = 0
        self._random = random.Random(case.seed)
        self.unanswered: list[str] = []

    def call(self, name: str, request: bytes) -> bytes:
        asked = json.loads(request)
        step, task = str(asked.get("step")), asked.get("task")
        keys = [key for key in (f"{step}.{task}" if task else step, step) if key in self._case.tools]
        key = keys[0] if keys else f"{step}.{task}" if task else step
        number = self._counts[key] = self._counts.get(key, 0) + 1
        outcome = self._case.tools.get(key)
        if isinstance(outcome, list):
            outcome = outcome[number - 1] if number <= len(outcome) else None
        if outcome is None:
            self.unanswered.append(f"{key}, call {number} ({name})")
            outcome = {"error": {"kind": "unknown", "message": "the test case has no outcome for this call"}}
        return json.dumps(_whole_outcome(outcome), ensure_ascii=False).encode("utf-8", "surrogatepass")

    def now(self) -> int:
        return self._case.now + self._waited

    def monotonic(self) -> int:
        return self._waited

    def random(self, size: int) -> bytes:
        return self._random.randbytes(size)

    def sleep(self, nanoseconds: int) -> None:
        self._waited += nanoseconds

    def env(self, name: str) -> str | None:
        return self._case.env.get(name)

    def log(self, level: int, line: str) -> None:
        """Kept by the recorder around this host."""


def _whole_outcome(outcome: dict[str, Json]) -> dict[str, Json]:
    """An outcome as hosts give it."""
    error = outcome.get("error")
    if error is not None:
        error = {"kind": error.get("kind", "unknown"), "message": error.get("message", ""), "retryable": error.get("retryable", False)}
    return {"status": "ok" if error is None else "error", "data": outcome.get("data"), "error": error}
