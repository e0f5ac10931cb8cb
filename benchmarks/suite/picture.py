"""Draws a report of the suite: times as fast as CPython by program, a mark for each engine, logarithmic."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("agg")
from matplotlib.figure import Figure

from benchmarks.suite.measure import REFERENCE

STYLES = {  # colours that people who see colours differently can tell apart, and a mark for each
    "noetlc": ("#0072b2", "o"),
    "before": ("#56b4e9", "x"),
    "PyPy": ("#d55e00", "s"),
    "mypyc": ("#8a6d00", "^"),
}


def draw(report: dict[str, Any], path: Path) -> None:
    """Writes an .svg or .png, by the name. Raises ValueError for other names. The same report gives the same file."""
    with matplotlib.rc_context({"svg.hashsalt": "noetlc", "svg.fonttype": "path"}):
        drawn(report).savefig(path, metadata={"Date": None, "Creator": None} if path.suffix == ".svg" else {"Software": None}, dpi=120)


def drawn(report: dict[str, Any]) -> Figure:
    """The figure, on light paper of its own."""
    rows = sorted((row for row in report["programs"] if {"noetlc", REFERENCE} <= row["ms"].keys()), key=_ours)
    figure = Figure(figsize=(9, 1.2 + 0.28 * len(rows)), facecolor="#fcfcfa", layout="constrained")
    axes = figure.subplots()
    axes.set(xscale="log", xlabel="times as fast as CPython", facecolor="#fcfcfa")
    axes.grid(color="#dddddd", linewidth=0.6)
    axes.axvline(1.0, color="#333333", linewidth=1)
    for name in report["engines"]:
        if name != REFERENCE:
            places = [at for at, row in enumerate(rows) if name in row["ms"]]
            ratios = [rows[at]["ms"][REFERENCE] / rows[at]["ms"][name] for at in places]
            colour, mark = STYLES[name]
            axes.plot(ratios, places, linestyle="", marker=mark, color=colour, label=name)
    axes.set_yticks(range(len(rows)), [row["name"] for row in rows])
    axes.legend(loc="lower right")
    return figure


def _ours(row: dict[str, Any]) -> float:
    return float(row["ms"][REFERENCE] / row["ms"]["noetlc"])
