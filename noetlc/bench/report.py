"""What was measured, as JSON and as a table of at most 100 columns."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

from noetlc.bench.breakeven import calls_to_repay, items_to_win
from noetlc.bench.compiling import Ready, Spent
from noetlc.bench.measure import Measured, Timing
from noetlc.diagnostics.counts import counted
from noetlc.host.engine import configuration_name

Json = Any
WIDTH = 100


@dataclass(frozen=True, slots=True)
class ModuleFacts:
    """The module: bytes, SHA-256, `build` None if it was given as a file, and how many steps were lowered how."""

    size: int
    digest: str
    build: Spent | None
    ready: Ready
    steps: dict[str, int]

    @property
    def once(self) -> float:
        """Seconds of processor time before the first call: build and compilation."""
        return (self.build.processor if self.build is not None else 0.0) + self.ready.cold.processor


@dataclass(frozen=True, slots=True)
class Report:
    """All that `noetl bench` says. `payloads` are pairs of a name (None: the playbook's own workload) and what was measured."""

    playbook: str
    seed: int
    module: ModuleFacts
    payloads: Sequence[tuple[str | None, Measured]]

    def json(self) -> dict[str, Json]:
        """The JSON report; times in milliseconds."""
        return {
            "playbook": self.playbook,
            "seed": self.seed,
            "machine": machine(),
            "module": _module_json(self.module),
            "payloads": [_payload_json(name, measured, self.module) for name, measured in self.payloads],
        }

    def text(self) -> str:
        """The report for a terminal."""
        parts = [_module_text(self.playbook, self.module)]
        parts += [_payload_text(name, measured, self.module) for name, measured in self.payloads]
        return "\n\n".join(parts)


def machine() -> dict[str, Json]:
    """What the numbers depend on."""
    engine = configuration_name(epochs=False).split("-")
    return {
        "python": platform.python_version(),
        "wasmtime": engine[1],
        "system": f"{platform.system()} {platform.machine()}",
        "processors": len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count(),
    }


def _ms(seconds: float) -> float:
    return round(seconds * 1e3, 3 if seconds < 0.1 else 1)


def _module_json(module: ModuleFacts) -> dict[str, Json]:
    build = module.build
    cached = module.ready.cached
    return {
        "bytes": module.size,
        "digest": module.digest,
        "steps": module.steps,
        "build_ms": None if build is None else {"wall": _ms(build.wall), "processor": _ms(build.processor)},
        "wasmtime_ms": {
            "cold": {"wall": _ms(module.ready.cold.wall), "processor": _ms(module.ready.cold.processor)},
            "cached": None if cached is None else {"wall": _ms(cached.wall), "processor": _ms(cached.processor)},
        },
    }


def _payload_json(name: str | None, found: Measured, module: ModuleFacts) -> dict[str, Json]:
    head: dict[str, Json] = {
        "input": name,
        "bytes": found.data_bytes,
        "items": None if found.items is None else {"path": str(found.items), "count": found.items.count},
        "problem": None if found.problem is None else {"kind": found.problem.kind, "message": found.problem.message},
    }
    if found.problem is not None or found.agreed is None:
        return head
    compiled, interpreted = _engine_json("compiled", found), _engine_json("interpreted", found)
    if compiled is not None:
        compiled["memory"]["guest_bytes"] = found.guest_memory
        cached = found.first.get("cached")
        if cached is not None:
            compiled["first_cached_ms"] = {"wall": _ms(cached.seconds), "processor": _ms(cached.processor)}
    return head | {
        "tool_calls": found.agreed.tool_calls,
        "hosted_steps": list(found.agreed.hosted),
        "compiled": compiled,
        "interpreted": interpreted,
        "times_faster": None if (ratio := _ratio(found)) is None else round(ratio, 2),
        "batches": [{"items": p.items, "compiled_ms": _ms(p.compiled), "interpreted_ms": _ms(p.interpreted)} for p in found.batches],
        "left_out": [{"items": size, "kind": p.kind, "message": p.message} for size, p in found.left_out.items()],
        "break_even": {"items": items_to_win(found.batches), "calls_to_repay": _repaid(found, module)},
    }


def _engine_json(name: str, found: Measured) -> dict[str, Json] | None:
    warm = found.warm.get(name)
    if warm is None:
        return None
    first = found.first.get(name)
    return {
        "warm_ms": {
            "processor": _ms(warm.processor),
            "quartiles": [_ms(warm.low), _ms(warm.high)],
            "wall": _ms(warm.wall),
            "rounds": warm.rounds,
        },
        "first_ms": None if first is None else {"wall": _ms(first.seconds), "processor": _ms(first.processor)},
        "process_ms": None if first is None else _ms(first.process),
        "items_per_second": _throughput(found, warm),
        "memory": {} if first is None else {"process_bytes": first.memory, "worker_bytes": first.workers},
    }


def _throughput(found: Measured, warm: Timing) -> int | None:
    return None if found.items is None or not warm.processor else round(found.items.count / warm.processor)


def _ratio(found: Measured) -> float | None:
    """How many times as long the interpreted call takes, in processor time."""
    compiled, interpreted = found.warm.get("compiled"), found.warm.get("interpreted")
    if compiled is None or interpreted is None or not compiled.processor:
        return None
    return interpreted.processor / compiled.processor


def _repaid(found: Measured, module: ModuleFacts) -> int | None:
    compiled, interpreted = found.warm.get("compiled"), found.warm.get("interpreted")
    if compiled is None or interpreted is None:
        return None
    return calls_to_repay(module.once, interpreted.processor - compiled.processor)


def _module_text(playbook: str, module: ModuleFacts) -> str:
    steps = ", ".join(f"{count} {name}" for name, count in module.steps.items())
    built = "" if module.build is None else f"built in {shown(module.build.wall)}, "
    cached = module.ready.cached
    from_cache = "" if cached is None else f", {shown(cached.wall)} from its cache"
    lines = [
        f"{playbook}",
        f"  module {module.size:,} bytes{f' ({steps})' if steps else ''}",
        f"  {built}compiled by wasmtime in {shown(module.ready.cold.wall)}{from_cache}",
    ]
    return "\n".join(cut(line) for line in lines)


def _payload_text(name: str | None, found: Measured, module: ModuleFacts) -> str:
    batch = "" if found.items is None else f", {found.items.count:,} items in {found.items}"
    lines = [f"{name or 'own workload'}: {found.data_bytes:,} bytes{batch}"]
    if found.problem is not None or found.agreed is None:
        message = found.problem.message if found.problem is not None else "nothing was compared"
        return "\n".join([*map(cut, lines), *wrap(f"not measured: {message}", WIDTH, initial_indent="  ", subsequent_indent="    ")])
    rounds = max(t.rounds for t in found.warm.values())
    agreed = f"  answers are equal; medians of {rounds} rounds in turns"
    if found.agreed.tool_calls:
        agreed += f"; {counted(found.agreed.tool_calls, 'tool call')} answered by stubs"
    lines += [agreed, *_hosted(found), *_table(found), *_break_even(found, module)]
    return "\n".join(cut(line) for line in lines)


def _hosted(found: Measured) -> list[str]:
    assert found.agreed is not None
    if not found.agreed.hosted:
        return []
    return [f"  not compiled, on CPython in both engines: step {', '.join(found.agreed.hosted)}"]


def _table(found: Measured) -> list[str]:
    rows: list[tuple[str, str, str, str]] = [("", "interpreted", "compiled", "times faster")]

    def add(label: str, interpreted: float | None, compiled: float | None) -> None:
        ratio = f"{interpreted / compiled:.1f}" if interpreted is not None and compiled else ""
        rows.append((label, "" if interpreted is None else shown(interpreted), "" if compiled is None else shown(compiled), ratio))

    def of(values: dict[str, Any], name: str, key: str) -> float | None:
        return getattr(values[name], key) if name in values else None

    add("warm call, processor time", of(found.warm, "interpreted", "processor"), of(found.warm, "compiled", "processor"))
    add("warm call, wall clock", of(found.warm, "interpreted", "wall"), of(found.warm, "compiled", "wall"))
    if found.first:
        interpreted = of(found.first, "interpreted", "seconds")
        add("first call, wall clock", interpreted, of(found.first, "compiled", "seconds"))
        add("  with compiled code in a cache", None, of(found.first, "cached", "seconds"))
        add("  with the start of a process", of(found.first, "interpreted", "process"), of(found.first, "cached", "process"))
    if found.items is not None:
        speeds = {name: _throughput(found, warm) for name, warm in found.warm.items()}
        rows.append(("items per second of processor", _count(speeds.get("interpreted")), _count(speeds.get("compiled")), ""))
    rows += _memory(found)
    widths = [max(len(row[i]) for row in rows) for i in range(4)]
    return [("  " + row[0].ljust(widths[0]) + "".join(f"  {row[i].rjust(widths[i])}" for i in (1, 2, 3))).rstrip() for row in rows]


def _memory(found: Measured) -> list[tuple[str, str, str, str]]:
    rows = []
    if "compiled" in found.warm:
        rows.append(("memory of the module", "", mib(found.guest_memory), ""))
    interpreted, compiled = found.first.get("interpreted"), found.first.get("cached")
    if (interpreted is not None and interpreted.memory) or (compiled is not None and compiled.memory):
        rows.append(
            (
                "peak memory of the process",
                mib(interpreted.memory) if interpreted is not None else "",
                mib(compiled.memory) if compiled is not None else "",
                "",
            )
        )
    if interpreted is not None and interpreted.workers:
        rows.append(("  and of those that run its bodies", mib(interpreted.workers), "", ""))
    return rows


def _break_even(found: Measured, module: ModuleFacts) -> list[str]:
    lines = []
    if found.batches:
        size = items_to_win(found.batches)
        largest = f"{found.batches[-1].items:,}"
        small = found.batches[0].items
        if size is None:
            lines.append(f"  break-even: none, interpreted is faster at {largest} items")
        elif size <= small:
            lines.append(f"  break-even: compiled is faster from {small:,} item{'s' * (small != 1)} on, the smallest batch measured")
        else:
            lines.append(f"  break-even: compiled is faster from about {size:,} items on")
    if len(found.warm) > 1:
        calls = _repaid(found, module)
        what = "building and compiling" if module.build is not None else "compiling"
        lines.append(f"  {what} is repaid after {calls:,} calls" if calls is not None else f"  {what} is never repaid on this payload")
    return lines


def shown(seconds: float) -> str:
    """A duration with its unit."""
    if seconds < 1e-3:
        return f"{seconds * 1e6:.0f} µs"
    return f"{seconds * 1e3:,.{1 if seconds < 0.1 else 0}f} ms" if seconds < 10 else f"{seconds:,.1f} s"


def mib(size: int | None) -> str:
    """Bytes as MiB; empty if unknown."""
    return "" if size is None else f"{size / (1 << 20):,.1f} MiB"


def _count(value: int | None) -> str:
    return "" if value is None else f"{value:,}"


def cut(line: str) -> str:
    """The line, shortened to the width of the report."""
    return line if len(line) <= WIDTH else line[: WIDTH - 1] + "…"
