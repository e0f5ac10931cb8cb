"""Timing and playbooks that the benchmarks share."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from noetlc.host.local import LocalHost
from noetlc.host.runner import Invocation, invoke_module

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Row:
    """One line of the report. `value` in `unit`; `reference` the same for CPython where there is one; `target` in words."""

    name: str
    value: float
    unit: str
    reference: float | None = None
    target: str = ""

    @property
    def ratio(self) -> float | None:
        """How many times faster than the reference."""
        return None if self.reference is None or self.value == 0 else self.reference / self.value


def median_seconds(work: Callable[[], object], rounds: int = 5) -> float:
    """The median time of one call."""
    return statistics.median(seconds(work) for _ in range(rounds))


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def thread_seconds(work: Callable[[], object]) -> float:
    started = time.thread_time()
    work()
    return time.thread_time() - started


def interleaved(ours: Callable[[], object], theirs: Callable[[], object], rounds: int = 5) -> tuple[float, float]:
    """Median seconds of both, measured in turns so that a slow moment of the machine hits both.

    Seconds of processor time of this thread, in which both run: what other processes take does not count.
    """
    pairs = [(thread_seconds(ours), thread_seconds(theirs)) for _ in range(rounds)]
    return statistics.median(p[0] for p in pairs), statistics.median(p[1] for p in pairs)


def playbook(workflow: list[Any], **keys: Any) -> str:
    """A playbook as YAML text."""
    head = {"apiVersion": "noetl.io/v2", "kind": "Playbook", "metadata": {"name": "benchmark"}}
    return yaml.safe_dump({**head, **keys, "workflow": workflow}, sort_keys=False, allow_unicode=True, width=10**6)


def invoke(wasm: bytes, payload: object = None) -> dict[str, Any]:
    """One call of a module in a fresh instance; the compiled module is cached by the host. Raises if the run failed."""
    envelope: dict[str, Any] = invoke_module(wasm, Invocation(payload or {}, "0", {}), LocalHost())[0]
    if envelope["status"] != "completed":
        raise RuntimeError(f"the run failed: {envelope['errors'][:1]}")
    return envelope
