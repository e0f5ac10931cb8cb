"""V26: Python bodies that do not parse; V36: bodies that nest too deep."""

from __future__ import annotations

from functools import lru_cache

from noetlc.frontend.checks.report import Report
from noetlc.frontend.limits import BODY_DEPTH
from noetlc.frontend.python_body import BodyError, TooDeep, parse_body
from noetlc.frontend.python_hints import mend, place

parsed_body = lru_cache(maxsize=64)(parse_body)
"""`parse_body`, once for all checks of a body; nobody changes the tree."""


def check_bodies(report: Report) -> None:
    """Parse every noted body once; positions are inside the scalar."""
    seen: set[int] = set()
    for scalar, path in report.bodies:
        if id(scalar) in seen:
            continue
        seen.add(id(scalar))
        error = parsed_body(scalar.text)
        if isinstance(error, TooDeep):
            report.beyond(BODY_DEPTH, None, scalar.locate(offset_of(scalar.text, error.line, error.column)), path)
        elif isinstance(error, BodyError):
            hint = mend(scalar.text, error) or "correct the body; with --lenient the step fails when a run gets there"
            error = place(scalar.text, error)
            start = offset_of(scalar.text, error.line, error.column)
            length = offset_of(scalar.text, error.end_line, error.end_column) - start
            report.mistake("V26", f"Python body does not parse: {error.message}", scalar.locate(start, length), path, hint)


def offset_of(text: str, line: int, column: int) -> int:
    """The offset of a 1-based line and column; lines end at LF."""
    start = 0
    for _ in range(line - 1):
        following = text.find("\n", start)
        if following < 0:
            return len(text)
        start = following + 1
    end = text.find("\n", start)
    return min(start + column - 1, len(text) if end < 0 else end)
