"""The report of the suite as text: a table, geometric means, the worst row, and a chart of 100 columns."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from benchmarks.suite.measure import REFERENCE

Json = Any
OURS = "noetlc"
WIDTH = 100
MARKS = {OURS: "N", "before": "b", "PyPy": "P", "mypyc": "m"}
LEAST, MOST = 0.01, 100.0  # the ends of the chart, in times of CPython's speed


def text(report: dict[str, Json]) -> str:
    """All of it, as Markdown."""
    return "\n".join([*head(report), "", *table(report), "", *summary(report), "", "```text", *chart(report), "```"])


def head(report: dict[str, Json]) -> list[str]:
    versions = ", ".join(f"{name}: {version}" for name, version in report["engines"].items())
    lines = [f"{report['machine']}, load average {report['load']}; medians of {report['rounds']}. {versions}."]
    return [*lines, *(f"{name} was not measured: {reason}." for name, reason in report["missing"].items())]


def table(report: dict[str, Json]) -> list[str]:
    """A row for each program: milliseconds of every engine, and how many times as fast as each other one a module is."""
    names = list(report["engines"])
    others = [name for name in names if name != OURS]
    lines = ["| program | " + " | ".join([*names, *(f"× {name}" for name in others)]) + " |"]
    lines.append("|---|" + "---:|" * (len(names) + len(others)))
    for row in report["programs"]:
        times = [f"{row['ms'][name]:,.1f} ms" if name in row["ms"] else "failed" for name in names]
        ratios = [_ratio(row, name) for name in others]
        lines.append(f"| {row['name']} | " + " | ".join([*times, *("" if r is None else f"{r:.2f}" for r in ratios)]) + " |")
    return lines


def summary(report: dict[str, Json]) -> list[str]:
    """Of every other engine the geometric mean and the worst row, and what could not run, counted apart."""
    lines = []
    for name in report["engines"]:
        found = {row["name"]: ratio for row in report["programs"] if name != OURS and (ratio := _ratio(row, name)) is not None}
        if found:
            worst = min(found, key=lambda program: found[program])
            slower = sum(ratio < 1 for ratio in found.values())
            mean = geometric_mean(list(found.values()))
            lines.append(
                f"* {OURS} is {mean:.2f} times as fast as {name} in the geometric mean of {len(found)} programs; "
                f"the worst is {worst} with {found[worst]:.2f}, slower are {slower}."
            )
    for row in report["programs"]:
        lines += [f"* {row['name']} is not in it for {name}: {reason}." for name, reason in row["failed"].items()]
    return lines


def chart(report: dict[str, Json]) -> list[str]:
    """A line for each program: how many times as fast as CPython, logarithmic, a letter for each engine; `*` where two meet."""
    names = [name for name in report["engines"] if name != REFERENCE]
    left = max(len(row["name"]) for row in report["programs"]) + 1
    columns = WIDTH - left
    legend = ", ".join(f"{MARKS[name]} {name}" for name in names)
    ticks = [" "] * columns
    for power in range(round(math.log10(LEAST)), round(math.log10(MOST)) + 1):
        label = f"{10.0**power:g}"
        at = min(_column(10.0**power, columns), columns - len(label))
        ticks[at : at + len(label)] = label
    lines = [f"times as fast as CPython (|): {legend}", " " * left + "".join(ticks).rstrip()]
    for row in report["programs"]:
        line = ["."] * columns
        line[_column(1.0, columns)] = "|"
        for name in names:
            if name in row["ms"] and REFERENCE in row["ms"]:
                at = _column(row["ms"][REFERENCE] / row["ms"][name], columns)
                line[at] = "*" if line[at] not in ".|" else MARKS[name]
        lines.append(row["name"].ljust(left) + "".join(line))
    return lines


def geometric_mean(values: Sequence[float]) -> float:
    """Of at least one positive number."""
    return math.exp(math.fsum(map(math.log, values)) / len(values))


def _column(ratio: float, columns: int) -> int:
    share = math.log(ratio / LEAST) / math.log(MOST / LEAST)
    return min(columns - 1, max(0, round(share * (columns - 1))))


def _ratio(row: dict[str, Json], name: str) -> float | None:
    ms = row["ms"]
    return ms[name] / ms[OURS] if OURS in ms and name in ms else None
