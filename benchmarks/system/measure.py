"""Measures the units. Nothing is timed before its answer was compared."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import noetlc
from benchmarks.common import ROOT
from benchmarks.system.rust import NoRust, RustPlugin, build
from benchmarks.system.units import FOLDER, RUST, UNITS, Plain, Unit
from noetlc.bench.agreement import Problem, agree
from noetlc.bench.breakeven import Point, calls_to_repay, items_to_win
from noetlc.bench.compiling import TIMES, Spent, ready, spent
from noetlc.bench.contestants import Compiled, Contestant, Pair, Stubs
from noetlc.bench.first import Kitchen, Order
from noetlc.bench.measure import Contestants, Plan, Timing, first_calls, rounds
from noetlc.bench.report import machine
from noetlc.frontend import load
from noetlc.host.module import LoadedModule
from noetlc.host.wire import encode
from noetlc.plugins.bind import bind
from noetlc.plugins.finder import PluginFinder
from noetlc.verify.harvest import harvest

Json = Any
EVENTS = (1, 100, 1_000, 10_000)
WHOLE = 1_000  # events of the row that is measured end to end
TARGETS = {"interpreted": 10.0, "rust": 2.5, "bytes": 40_000}
"""Of event_materializer at 1,000 events: times faster than the two, and bytes of the module at most."""
PLAN = Plan(repeat=31, seconds=8.0)
QUICK = Plan(repeat=3, seconds=0.5, first=1)
OPTIONS: dict[str, Any] = {"target": "noetl-worker", "output": "result", "sort_keys": True, "strip": True}


def measured(events: Sequence[int], quick: bool, say: Callable[[str], None]) -> dict[str, Json]:
    """The whole report. `say` gets one line for each thing that is done. Times are in milliseconds."""
    plan = QUICK if quick else PLAN
    say("building the Rust plug-in")
    rust = build()
    units = []
    for unit in UNITS:
        say(unit.name)
        units.append(_unit(unit, rust if unit.name == RUST else None, sorted(events), plan, say))
    made_with = {"missing": rust.reason} if isinstance(rust, NoRust) else {"compiler": rust.compiler, "serde_json": rust.serde_json}
    return {"machine": machine(), "rust": made_with, "units": units}


def _unit(unit: Unit, rust: RustPlugin | NoRust | None, events: Sequence[int], plan: Plan, say: Callable[[str], None]) -> dict[str, Json]:
    path = FOLDER / f"{unit.name}.yaml"
    built: list[bytes] = []
    took = spent(lambda: built.append(noetlc.build(path, verify=False, **OPTIONS).wasm), min(TIMES, plan.repeat))
    module = LoadedModule(built[0], trusted=True)
    playbook, _ = load(path.read_bytes(), name=str(path))
    assert playbook is not None
    bound, _ = bind(playbook, PluginFinder.beside(path, ()))
    stubs = Stubs(plan.seed, harvest(playbook))
    made = ready(module, min(TIMES, plan.repeat))
    facts = {"bytes": len(module.wasm), "build_ms": _ms(took.processor), "compile_ms": _ms(made.cold.processor)}
    found: dict[str, Json] = {"name": unit.name, "module": facts}
    with closing(Pair.of(playbook, bound, module, stubs, None)) as pair:
        others: dict[str, Contestant] = {} if unit.plain is None else {"python": Plain(unit.plain)}
        if isinstance(rust, RustPlugin):
            hand = LoadedModule(rust.wasm)
            found["rust"] = {"bytes": len(rust.wasm), "compile_ms": _ms(ready(hand, min(TIMES, plan.repeat)).cold.processor)}
            others["rust"] = Compiled(hand, stubs, pair.compiled.bodies, pair.compiled.limits)
        batches = []
        points = []
        for count in events if unit.batched else events[:1]:
            say(f"  {count:,} events")
            row, point = _batch(unit.payload(count), count, pair, others, plan)
            batches.append(row)
            points += [] if point is None else [point]
        found["batches"] = batches
        found["break_even"] = {"events": items_to_win(points), "calls": _calls(took, made.cold, points)}
        if unit.name == RUST:
            say("  end to end")
            order = Order(playbook.source.name, "result", True, None)
            with Kitchen(playbook.source.text, module.wasm, stubs, bound, order) as kitchen:
                found["end_to_end"] = _whole(unit.payload(WHOLE), path, pair, kitchen, plan)
    return found


def _whole(payload: dict[str, Json], path: Path, pair: Pair, kitchen: Kitchen, plan: Plan) -> dict[str, Json] | None:
    """First calls in processes that have imported their engine, and `noetl run` from start to end; None where the answers differ."""
    data = encode(payload)
    agreed = agree(pair, payload, data)
    if isinstance(agreed, Problem):
        return None
    kitchen.lay(data)
    first = {name: _ms(one.seconds) for name, one in first_calls(kitchen, agreed, plan).items()}
    whole = processes(path, pair.compiled.module.wasm, data, 3 if plan is QUICK else 9)
    return {"events": WHOLE, "first_ms": first, "process_ms": whole}


def _batch(
    payload: dict[str, Json], count: int, pair: Pair, others: dict[str, Contestant], plan: Plan
) -> tuple[dict[str, Json], Point | None]:
    """One batch size, and its point for the break-even."""
    data = encode(payload)
    row: dict[str, Json] = {"events": count, "input_bytes": len(data)}
    agreed = agree(pair, payload, data)
    if isinstance(agreed, Problem):
        return row | {"errors": {"compiled": agreed.message}}, None
    contestants: Contestants = {"compiled": (pair.compiled, agreed.compiled), "interpreted": (pair.interpreted, agreed.interpreted)}
    errors = {}
    for name, contestant in others.items():
        answer = contestant.ready(payload, data)()
        if exact(answer) == exact(agreed.compiled):
            contestants[name] = (contestant, answer)
        else:
            errors[name] = "its answer differs"
    times = rounds(contestants, payload, data, plan)
    memory = {name: one.memory for name, (one, _) in contestants.items() if isinstance(one, Compiled)}
    row |= {"rounds": times["compiled"].rounds, "ms": _times(times, "processor"), "wall_ms": _times(times, "wall")}
    row |= {"memory_bytes": memory, "errors": errors}
    return row, Point(count, times["compiled"].processor, times["interpreted"].processor)


def exact(answer: bytes) -> str:
    """An answer as a text that is equal where values and their types are, whatever the order of keys."""
    return json.dumps(json.loads(answer), sort_keys=True)


def processes(path: Path, wasm: bytes, data: bytes, times: int) -> dict[str, float]:
    """Median milliseconds by wall clock of `noetl run`, a process each, in turns: the playbook interpreted, and the module."""
    taken: dict[str, list[float]] = {"interpreted": [], "compiled": []}
    with tempfile.TemporaryDirectory(prefix="noetl-bench-") as folder:
        module, given = Path(folder) / "module.wasm", Path(folder) / "input.json"
        module.write_bytes(wasm)
        given.write_bytes(data)
        run = [sys.executable, "-m", "noetlc.cli", "run", "--input", str(given)]
        commands = {"interpreted": [*run, "--engine", "interpreted", str(path)], "compiled": [*run, str(module)]}
        for number in range(times + 1):
            answers = {}
            for name, command in commands.items():
                started = time.perf_counter()
                done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
                if number:  # the first fills caches of both
                    taken[name].append((time.perf_counter() - started) * 1e3)
                answers[name] = json.dumps(json.loads(done.stdout)["result"], sort_keys=True)
            if answers["interpreted"] != answers["compiled"]:
                raise RuntimeError("noetl run gives different results interpreted and compiled")
    return {name: round(statistics.median(some), 1) for name, some in taken.items()}


def _calls(built: Spent, compiled: Spent, points: Sequence[Point]) -> int | None:
    """After how many calls with the largest batch up to 1,000 events building and compiling has paid."""
    usual = [point for point in points if point.items <= WHOLE]
    return calls_to_repay(built.processor + compiled.processor, usual[-1].gain) if usual else None


def _times(times: dict[str, Timing], which: str) -> dict[str, float]:
    return {name: _ms(getattr(one, which)) for name, one in times.items()}


def _ms(seconds: float) -> float:
    """Milliseconds with four digits that mean something."""
    return float(f"{seconds * 1e3:.4g}")
