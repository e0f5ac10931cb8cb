"""What the wall around the interpreter costs a build, and each verified example: side by side with no wall, in one run."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

import noetlc
from benchmarks.common import Row, playbook
from noetlc.confine import processes
from noetlc.confine.trees import Tree
from noetlc.confine.wall import MECHANISMS
from noetlc.frontend import load
from noetlc.verify import process
from noetlc.verify.engines import has_python
from noetlc.verify.process import InterpreterProcess

CODE = "total = 0\nfor i in range(n):\n    total += i * i\nresult = {'total': total, 'name': name.upper()}"
TEXT = playbook(
    [
        {"step": "start", "tool": {"kind": "python", "input": {"n": "{{ n }}", "name": "{{ name }}"}, "code": CODE},
         "next": {"arcs": [{"step": "end", "when": "{{ start.total > 100 }}"}]}},
        {"step": "end", "tool": {"kind": "noop", "result": "{{ start.name }} is {{ start.total }}"}},
    ],
    workload={"n": 40, "name": "walk"},
)  # fmt: skip


@contextmanager
def no_wall() -> Iterator[None]:
    """Trees are planted with every mechanism left out."""

    def plant(role: str, settings: dict[str, Any], hash_seed: int = 0, _unconfined: bool = False) -> Tree:
        return processes.plant(role, settings | {"without": list(MECHANISMS)}, hash_seed, unconfined=True)

    with mock.patch.object(process, "plant", plant):
        yield


def side_by_side(work: Callable[[], object], rounds: int) -> tuple[float, float, float]:
    """Median milliseconds of wall clock behind the wall, without one, and of the differences of neighbours in time."""
    pairs = []
    for _ in range(rounds):
        walled = _milliseconds(work)
        with no_wall():
            pairs.append((walled, _milliseconds(work)))
    return statistics.median(p[0] for p in pairs), statistics.median(p[1] for p in pairs), statistics.median(p[0] - p[1] for p in pairs)


def _milliseconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1e3


def rows(quick: bool) -> Iterator[Row]:
    """The zygotes run already. What the wall costs is the median of the differences of neighbours in time."""
    rounds = 9 if quick else 31
    found, _ = load(TEXT)
    assert found is not None
    assert has_python(found)
    noetlc.build(TEXT, examples=1)

    def tree() -> None:
        planted = process.plant("interpreter", {"memory": 768 << 20, "body": {"memory_mb": 768, "frame_mb": 16}})
        planted.end(kill=True)

    walled, open_, cost = side_by_side(tree, rounds)
    yield Row("tree of processes, planted and ended", walled, "ms")
    yield Row("the same without a wall", open_, "ms")
    yield Row("the wall per tree; a build with bodies plants two while it compiles", cost, "ms")
    walled, open_, cost = side_by_side(lambda: noetlc.build(TEXT, examples=1, allow_unconfined=True), rounds)
    yield Row("build with a body and one example", walled, "ms")
    yield Row("the same without a wall", open_, "ms")
    yield Row("the wall per build", cost, "ms", target="≤ 15")
    walled = _example(found, quick)
    with no_wall():
        open_ = _example(found, quick)
    yield Row("interpreted example with one body", walled, "ms")
    yield Row("the wall per verified example", walled - open_, "ms", target="≤ 1")


def _example(found: Any, quick: bool) -> float:
    """Median milliseconds of one example in a process that has run some."""
    interpreter = InterpreterProcess(found, 0, unconfined=True)
    try:
        payload = {"n": 60, "name": "a"}
        times = [_milliseconds(lambda: interpreter.begin(payload, "0")()) for _ in range(60 if quick else 300)]
        return statistics.median(times[3:])
    finally:
        interpreter.close()
