"""The page of a report: one self-contained HTML document without scripts, light or dark as the reader's system is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jinja2

from noetlc import __version__
from noetlc.diagnostics import Diagnostic
from noetlc.diagnostics.codes import CODES
from noetlc.diagnostics.counts import counted
from noetlc.diagnostics.render import excerpt
from noetlc.diagnostics.terminal import shown
from noetlc.report.source import Tips, lines_of

FOLDER = Path(__file__).parent

HOW = {"native": "native", "plugin": "linked", "host": "host", "interpreted": "interpreted"}
"""What the report calls what became of a step."""

MEANING = {
    "native": "compiled into the module",
    "linked": "a plug-in that is part of the module",
    "host": "a tool that the host runs",
    "interpreted": "Python that is not compiled: the host's Python runs it",
}


@dataclass(slots=True)
class StepRow:
    """A step: `how` it is run (a value of HOW), why not natively, its tools, its line, and what it did in the traced run."""

    name: str
    how: str
    reason: str
    kinds: tuple[str, ...] = ()
    line: int = 1
    traced: str = ""


@dataclass(slots=True)
class Report:
    """What the page shows. `facts` are named values at its top; `picture` is SVG, or `no_picture` says why there is none.

    `steps` is empty for a rejected playbook. `sizes` are bytes by cause; `coverage` is `(kind, reached, all)`; `missed` are lines with
    what was not reached there. `tips` are what is known of the words of the source; `traced` says which run is laid over the page, `trace`
    what it did by line.
    """

    file: str
    name: str
    source: str
    verdict: str
    is_good: bool
    facts: list[tuple[str, str]] = field(default_factory=list)
    picture: str = ""
    no_picture: str = ""
    steps: list[StepRow] = field(default_factory=list)
    sizes: Mapping[str, int] = field(default_factory=dict)
    verification: str = ""
    coverage: Sequence[tuple[str, int, int]] = ()
    missed: Sequence[tuple[int, str]] = ()
    notes: Sequence[str] = ()
    diagnostics: Sequence[Diagnostic] = ()
    tips: Tips = field(default_factory=dict)
    traced: str = ""
    trace: Mapping[int, Sequence[str]] = field(default_factory=dict)


def page(report: Report) -> str:
    """The document."""
    made = jinja2.Environment(loader=jinja2.FileSystemLoader(FOLDER), autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True)
    made.lstrip_blocks = True
    made.filters |= {"shown": lambda text: shown(str(text), breaks=True), "counted": counted, "thousands": lambda number: f"{number:,}"}
    lines = report.source.removeprefix("\ufeff").splitlines()
    found = [_finding(d, lines) for d in report.diagnostics]
    counts = {how: sum(row.how == how for row in report.steps) for how in MEANING}
    text = made.get_template("report.html").render(
        report=report,
        style=(FOLDER / "report.css").read_text("utf-8"),
        version=__version__,
        lines=lines_of(report.source, report.tips, report.diagnostics, report.missed, report.trace),
        found=found,
        counts=counts,
        meaning=MEANING,
        largest=max(report.sizes.values(), default=1),
        total=sum(report.sizes.values()),
    )
    return text + "\n"


def _finding(diagnostic: Diagnostic, lines: list[str]) -> dict[str, Any]:
    """A diagnostic with its source line in three parts: before, what is underlined, after."""
    parts = ("", "", "")
    if 1 <= diagnostic.line <= len(lines):
        line, span = lines[diagnostic.line - 1], diagnostic.span
        start = min(max(diagnostic.column - 1, 0), len(line))
        end = start + 1
        if span is not None and span.line == diagnostic.line:
            end = span.end_column - 1 if span.end_line == span.line else len(line)
        if len(line) > 400:  # the terminal's excerpt is cut around the place
            line, start, width = excerpt(line, diagnostic.column, end + 1)
            end = start + width
        parts = (line[:start], line[start:end], line[end:])
    return {"one": diagnostic, "parts": parts, "title": CODES[diagnostic.code].title}
