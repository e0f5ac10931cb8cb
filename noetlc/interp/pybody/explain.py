"""What the line of a body that raised was about: the values of its names. Lives in the confined child.

Values are only looked at, never asked: no method of theirs runs, `__repr__` included.
"""

from __future__ import annotations

import ast
import reprlib
from collections.abc import Iterator
from types import FrameType, FunctionType, ModuleType, TracebackType

from noetlc.interp.pybody.traces import FILE

MOST, LONGEST = 12, 80
"""Names of a line, and characters of a value."""

_OWN = frozenset(("builtins", "collections", "datetime", "decimal", "fractions", "uuid", "pathlib"))


class _Shown(reprlib.Repr):
    """Values in short; those of classes that a body may have made by their class alone."""

    def __init__(self) -> None:
        super().__init__()
        self.maxstring = self.maxlong = self.maxother = LONGEST
        self.maxlist = self.maxtuple = self.maxset = self.maxfrozenset = self.maxdeque = self.maxdict = 8

    def repr1(self, x: object, level: int) -> str:
        kind = type(x)
        if kind.__module__ not in _OWN:
            return f"<{kind.__name__}>"
        return super().repr1(x, level)


def frame_of(error: BaseException) -> tuple[FrameType, int] | None:
    """The innermost frame of the body, and its line."""
    trace: TracebackType | None = error.__traceback__
    found = None
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == FILE:
            found = trace.tb_frame, trace.tb_lineno
        trace = trace.tb_next
    return found


def names_on_line(error: BaseException, code: str) -> list[tuple[str, str]]:
    """The variables that the line names where the body raised, in order, with their values as text."""
    place = frame_of(error)
    if place is None:
        return []
    frame, line = place
    show = _Shown()
    found: list[tuple[str, str]] = []
    for name in dict.fromkeys(_names(ast.parse(code), line)):
        value = frame.f_locals.get(name, frame.f_globals.get(name, frame))
        if value is frame or isinstance(value, ModuleType | FunctionType | type) or len(found) == MOST:
            continue
        text = show.repr(value)
        found.append((name, text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"))
    return found


def _names(tree: ast.Module, line: int) -> Iterator[str]:
    placed = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.lineno == line]
    return (node.id for node in sorted(placed, key=lambda node: node.col_offset))
