"""The report as Markdown: what `benchmarks/README.md` shows between its marks, and `python -m benchmarks system` prints."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.system.measure import TARGETS
from benchmarks.system.units import RUST
from noetlc.bench.report import shown

Json = Any
REPORT = Path(__file__).resolve().parent.parent / "system.json"
PAGE = REPORT.with_name("README.md")
PICTURE = REPORT.with_suffix(".svg")
BEGIN, END = "<!-- made by python -m benchmarks.picture: begin -->\n", "<!-- end -->\n"
NAMES = {"compiled": "compiled", "interpreted": "interpreted", "python": "CPython", "rust": "Rust"}


def text(report: dict[str, Json]) -> str:
    """All tables of a report."""
    return "\n".join([*_machine(report), "", *_batches(report), "", *_modules(report), "", *_targets(report)]) + "\n"


def page(content: str, report: dict[str, Json]) -> str:
    """The page with the tables of this report in the place of those that it has."""
    before, begin, rest = content.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"the page has not the marks {BEGIN.strip()} and {END.strip()}")
    return f"{before}{BEGIN}\n{text(report)}\n{END}{after}"


def read(path: Path = REPORT) -> dict[str, Json]:
    """A report from its file."""
    found: dict[str, Json] = json.loads(path.read_text("utf-8"))
    return found


def write(report: dict[str, Json], path: Path) -> None:
    path.write_text(json.dumps(report, indent=1) + "\n", "utf-8")


def _machine(report: dict[str, Json]) -> Iterator[str]:
    machine, rust = report["machine"], report["rust"]
    by_hand = f"no Rust: {rust['missing']}" if "missing" in rust else f"{rust['compiler']}, serde_json {rust['serde_json']}"
    engines = f"CPython {machine['python']}, wasmtime {machine['wasmtime']}"
    yield f"{machine['system']}, {machine['processors']} processors, {engines}, {by_hand}."


def _batches(report: dict[str, Json]) -> Iterator[str]:
    yield "| playbook | events | compiled | interpreted | CPython | Rust | × interpreted | × CPython | × Rust |"
    yield "|---|---:|---:|---:|---:|---:|---:|---:|---:|"
    for unit in report["units"]:
        for row in unit["batches"]:
            times = [_cell(row, name) for name in NAMES]
            ratios = [_ratio(row, name) for name in NAMES if name != "compiled"]
            events = f"{row['events']:,}" if row["input_bytes"] > 2 else "–"
            yield f"| {unit['name']} | {events} | {' | '.join([*times, *ratios])} |"


def _cell(row: dict[str, Json], name: str) -> str:
    if name in row["errors"]:
        return f"error: {row['errors'][name]}"
    return shown(row["ms"][name] / 1e3) if name in row.get("ms", {}) else ""


def _ratio(row: dict[str, Json], name: str) -> str:
    ratio = times_faster(row, name)
    return "" if ratio is None else f"{ratio:.1f}" if ratio < 100 else f"{ratio:.0f}"


def times_faster(row: dict[str, Json], name: str, which: str = "ms") -> float | None:
    """How many times as long another contestant takes as the compiled module; None where one of them has no time."""
    times = row.get(which, {})
    return times[name] / times["compiled"] if name in times and "compiled" in times else None


def _modules(report: dict[str, Json]) -> Iterator[str]:
    yield "| module | bytes | built in | compiled by wasmtime in | memory at the most events | faster from, events | repaid after, calls |"
    yield "|---|---:|---:|---:|---:|---:|---:|"
    for unit in report["units"]:
        module, pays = unit["module"], unit["break_even"]
        last = unit["batches"][-1].get("memory_bytes", {})
        built, compiled = (shown(module[name] / 1e3) for name in ("build_ms", "compile_ms"))
        even = ["never" if pays[name] is None else f"{pays[name]:,}" for name in ("events", "calls")]
        yield f"| {unit['name']} | {module['bytes']:,} | {built} | {compiled} | {_mib(last.get('compiled'))} | {' | '.join(even)} |"
        if "rust" in unit:
            hand = unit["rust"]
            yield f"| {unit['name']} in Rust | {hand['bytes']:,} | | {shown(hand['compile_ms'] / 1e3)} | {_mib(last.get('rust'))} | | |"


def _mib(size: int | None) -> str:
    return "" if size is None else f"{size / (1 << 20):,.1f} MiB"


def _targets(report: dict[str, Json]) -> Iterator[str]:
    unit = next(unit for unit in report["units"] if unit["name"] == RUST)
    whole = unit.get("end_to_end")
    yield f"| {RUST} | measured | target |"
    yield "|---|---:|---:|"
    if whole is not None:
        events = whole["events"]
        row = next((row for row in unit["batches"] if row["events"] == events), {})
        at = f"at {events:,} events"
        warm, rust = times_faster(row, "interpreted", "wall_ms"), times_faster(row, "rust")
        if warm is not None:
            yield f"| times faster than interpreted {at}, bytes in to bytes out, wall clock | {warm:.1f} | ≥ {TARGETS['interpreted']:g} |"
        first, process = whole["first_ms"], whole["process_ms"]
        yield f"| the same, first call of a process that has imported its engine | {first['interpreted'] / first['compiled']:.1f} | |"
        took = f"{shown(process['interpreted'] / 1e3)} to {shown(process['compiled'] / 1e3)}"
        yield f"| the same, `noetl run` as a process each ({took}) | {process['interpreted'] / process['compiled']:.1f} | |"
        if rust is not None:
            yield f"| times faster than the Rust plug-in {at}, processor time | {rust:.2f} | ≥ {TARGETS['rust']:g} |"
    yield f"| bytes of the module | {unit['module']['bytes']:,} | ≤ {TARGETS['bytes']:,} |"
