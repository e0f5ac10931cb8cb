"""Time of one piece of work: wall clock, and the processor time of this process and of all processes below it."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")

_PROC = "/proc"
_TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


@dataclass(frozen=True, slots=True)
class Sample:
    """Seconds of one piece of work. `processor` counts what processes below this one did for it, too."""

    wall: float
    processor: float


def timed(work: Callable[[], T]) -> tuple[T, Sample]:
    """What the work gives, and what it took."""
    below = descendants(os.getpid())
    others = _processor(below)
    own = time.process_time()
    started = time.perf_counter()
    result = work()
    wall = time.perf_counter() - started
    own = time.process_time() - own
    # A process that was not there before did all that it did for this work.
    new = [pid for pid in descendants(os.getpid()) if pid not in below]
    return result, Sample(wall, own + max(0.0, _processor([*below, *new]) - others))


def _processor(below: list[int]) -> float:
    """Seconds of these processes, and of children of this one that have ended."""
    own = os.times()
    return own.children_user + own.children_system + sum(_of_process(pid) for pid in below)


def _of_process(pid: int) -> float:
    """Seconds that a process and its children that have ended worked; 0 if it is gone: its parent has counted it then."""
    try:
        live = time.clock_gettime((~pid << 3) | 2)  # the clock of a process (clock_getcpuclockid(3), which Python does not wrap)
        with open(f"{_PROC}/{pid}/stat", "rb") as file:
            fields = file.read().rpartition(b")")[2].split()
    except OSError:
        return 0.0
    return live + (int(fields[13]) + int(fields[14])) / _TICKS


def descendants(pid: int) -> list[int]:
    """The processes below one; none where the system has no /proc that says so."""
    found: list[int] = []
    pending = [pid]
    while pending:
        parent = pending.pop()
        with contextlib.suppress(OSError):
            for task in os.listdir(f"{_PROC}/{parent}/task"):
                with contextlib.suppress(OSError), open(f"{_PROC}/{parent}/task/{task}/children") as file:
                    children = [int(word) for word in file.read().split()]
                    found += children
                    pending += children
    return found


def peak_memory(pid: int) -> int | None:
    """The most memory that a process had resident, in bytes; shared pages count. None where the system does not say."""
    with contextlib.suppress(OSError), open(f"{_PROC}/{pid}/status") as file:
        for line in file:
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) << 10
    return None
