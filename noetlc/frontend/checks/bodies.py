"""V26: Python bodies that do not parse; V36: bodies that nest too deep."""

from __future__ import annotations

import ast
import threading

from noetlc.frontend.checks.report import Report
from noetlc.frontend.limits import BODY_DEPTH
from noetlc.frontend.python_body import BodyError, TooDeep, parse_body
from noetlc.frontend.python_hints import mend, place

_LEAST = 64
"""Bodies whose trees are kept, of any size."""
_MOST = 200_000
"""Characters of bodies of which more are kept. Trees take about a hundred times as many bytes."""


class Parsed:
    """`parse_body`, once for all checks of a body, each of which goes through all bodies; nobody changes the tree."""

    def __init__(self, least: int = _LEAST, most: int = _MOST) -> None:
        self._least = least
        self._most = most
        self._found: dict[str, ast.Module | BodyError] = {}
        self._size = 0
        self._lock = threading.Lock()

    def __call__(self, text: str) -> ast.Module | BodyError:
        found = self._found.get(text)
        if found is None:
            found = parse_body(text)
            with self._lock:
                if text not in self._found:
                    self._found[text] = found
                    self._size += len(text)
                while self._size > self._most and len(self._found) > self._least:
                    oldest = next(iter(self._found))
                    del self._found[oldest]
                    self._size -= len(oldest)
        return found


parsed_body = Parsed()


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
