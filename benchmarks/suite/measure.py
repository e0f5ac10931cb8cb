"""Measures programs on engines, in turns, after comparing what they answer."""

from __future__ import annotations

import os
import platform
import random
import statistics
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import Any

from benchmarks.suite.cases import Program
from benchmarks.suite.engines import Engine, Run

Json = Any
REFERENCE = "CPython"


def measured(programs: Sequence[Program], engines: Sequence[Engine], rounds: int, tell: Callable[[str], None]) -> dict[str, Json]:
    """A report; see `row` for its programs. `tell` hears of every program that begins."""
    present = [engine for engine in engines if not engine.missing]
    rows = []
    for program in programs:
        tell(program.name)
        rows.append(row(program, present, rounds))
    return {
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors",
        "load": round(os.getloadavg()[0], 1),
        "rounds": rounds,
        "engines": {engine.name: engine.version for engine in present},
        "missing": {engine.name: engine.missing for engine in engines if engine.missing},
        "programs": rows,
    }


def row(program: Program, engines: Sequence[Engine], rounds: int) -> dict[str, Json]:
    """`ms`: median milliseconds by engine; `failed`: why by engine, of those that could not run or answered something else than CPython."""
    failed: dict[str, str] = {}
    times: dict[str, list[float]] = {}
    with ExitStack() as stack:
        runs: dict[str, Run] = {}
        answers: dict[str, str] = {}
        for engine in engines:
            try:
                run = stack.enter_context(engine.started(program))
                answers[engine.name] = [run(program.full)[1] for _ in range(engine.warm)][-1]
                runs[engine.name] = run
            except RuntimeError as error:
                failed[engine.name] = str(error)
        for name, answer in answers.items():
            if answer != answers.get(REFERENCE, answer):
                failed[name] = f"answers something else than {REFERENCE}"
                del runs[name]
        order = random.Random(program.name)
        for _ in range(rounds):
            for name in order.sample(list(runs), len(runs)):
                times.setdefault(name, []).append(runs[name](program.full)[0])
    medians = {name: round(statistics.median(times[name]) * 1e3, 3) for name in runs}
    return {"name": program.name, "n": program.full, "ms": medians, "failed": failed}
