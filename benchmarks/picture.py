"""Draws `benchmarks/system.svg` and writes the tables of `benchmarks/README.md`, both from `benchmarks/system.json`.

    python -m benchmarks.picture
"""

from __future__ import annotations

import io
from typing import Any

import matplotlib

matplotlib.use("svg")
from matplotlib.figure import Figure

from benchmarks.system.report import NAMES, PAGE, PICTURE, page, read

Json = Any
INK, PAPER, GRID = "#333333", "#fcfcfa", "#dddddd"
STYLES = {  # colours that people who see colours differently can tell apart, and a mark for each
    "compiled": {"color": "#0072b2", "marker": "o", "linewidth": 2.4},
    "interpreted": {"color": "#d55e00", "marker": "s", "linewidth": 1.6},
    "python": {"color": "#8a6d00", "marker": "^", "linewidth": 1.6},
    "rust": {"color": "#6a3d9a", "marker": "D", "linewidth": 1.6},
}
SETTINGS = {"svg.hashsalt": "noetlc", "svg.fonttype": "path", "font.size": 10}
INKED = ("text.color", "axes.edgecolor", "axes.labelcolor", "xtick.color", "ytick.color")


def svg(report: dict[str, Json]) -> bytes:
    """A panel for each playbook that takes events: time of one call by events, both axes logarithmic. Without date and random ids."""
    with matplotlib.rc_context({**SETTINGS, **dict.fromkeys(INKED, INK)}):
        out = io.BytesIO()
        drawn(report).savefig(out, format="svg", metadata={"Date": None, "Creator": None})
        return b"\n".join(line.rstrip() for line in out.getvalue().splitlines()) + b"\n"


def drawn(report: dict[str, Json]) -> Figure:
    """The figure, on light paper of its own, so that it can be read on a dark page."""
    units = [unit for unit in report["units"] if unit["batches"][0]["input_bytes"] > 2]
    figure = Figure(figsize=(10.5, 6.4), facecolor=PAPER, layout="constrained")
    grid = figure.subplots(2, 3, sharex=True, sharey=True)
    lines: dict[str, Any] = {}
    for axes, unit in zip(grid.flat, units, strict=False):
        axes.set(title=unit["name"], xscale="log", yscale="log", facecolor=PAPER)
        axes.grid(color=GRID, linewidth=0.6)
        for name, label in NAMES.items():
            rows = [row for row in unit["batches"] if name in row.get("ms", {})]
            if rows:
                times = [row["ms"][name] for row in rows]
                (lines[name],) = axes.plot([row["events"] for row in rows], times, label=label, markersize=5, **STYLES[name])
    spare = grid.flat[len(units)] if len(units) < grid.size else None
    for axes in grid.flat[len(units) :]:
        axes.set_axis_off()
    if spare is not None:
        order = [name for name in ("interpreted", "python", "rust", "compiled") if name in lines]
        spare.legend(handles=[lines[name] for name in order], loc="center", frameon=False, fontsize=12)
    for axes in grid.flat[max(0, len(units) - 3) : len(units)]:
        axes.tick_params(labelbottom=True)
    figure.supxlabel("events in a batch")
    figure.supylabel("milliseconds of processor time per call")
    return figure


def main() -> None:
    report = read()
    PICTURE.write_bytes(svg(report))
    PAGE.write_text(page(PAGE.read_text("utf-8"), report), "utf-8")


if __name__ == "__main__":
    main()
