"""What the line of a body that raised was about: the values of its names. Lives in the confined child.

Values are only looked at, never asked: no method of theirs runs, `__repr__` included.
"""

from __future__ import annotations

import ast
import collections
import datetime
import decimal
import fractions
import uuid
from collections.abc import Iterable, Iterator
from types import FrameType, FunctionType, ModuleType, TracebackType
from typing import Any

from noetlc.interp.excerpts import LONGEST, cut
from noetlc.interp.pybody.traces import FILE

MOST = 12
"""Names of a line that are shown."""

_SCALARS = frozenset((
    type(None), bool, float, complex, range, datetime.date, datetime.datetime, datetime.time, datetime.timedelta, decimal.Decimal,
    fractions.Fraction, uuid.UUID,
))  # fmt: skip
_MAPS = frozenset((dict, collections.OrderedDict, collections.defaultdict, collections.Counter))
_LISTS: dict[Any, tuple[str, str]] = {
    list: ("[", "]"), tuple: ("(", ")"), set: ("{", "}"), frozenset: ("{", "}"), collections.deque: ("[", "]"),
}  # fmt: skip
_NAME: Any = vars(type)["__name__"]


def in_short(value: object) -> str:
    """A value as text; of a class that a body may have made its name alone."""
    return cut(_pieces(value))


def _pieces(value: Any) -> Iterator[str]:
    kind = type(value)  # exactly: a subclass may have methods of its own
    if kind is int:
        yield repr(value) if value.bit_length() < 8 * LONGEST else f"<int of {value.bit_length()} bits>"
    elif kind is str or kind is bytes:
        yield repr(value[: LONGEST + 1])
    elif kind in _SCALARS:
        try:
            yield repr(value)
        except ValueError:  # digits beyond CPython's limit
            yield f"<{kind.__name__}>"
    elif kind in _LISTS:
        opening, closing = _LISTS[kind]
        yield opening
        yield from _joined(_pieces(item) for item in value)
        yield closing
    elif kind in _MAPS:
        yield "{"
        yield from _joined(_pair(key, item) for key, item in value.items())
        yield "}"
    else:
        yield f"<{_NAME.__get__(kind)}>"


def _joined(parts: Iterable[Iterator[str]]) -> Iterator[str]:
    for number, part in enumerate(parts):
        yield ", " if number else ""
        yield from part


def _pair(key: object, item: object) -> Iterator[str]:
    yield from _pieces(key)
    yield ": "
    yield from _pieces(item)


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
    found: list[tuple[str, str]] = []
    for name in dict.fromkeys(_names(ast.parse(code), line)):
        value = frame.f_locals.get(name, frame.f_globals.get(name, frame))
        if value is frame or issubclass(type(value), ModuleType | FunctionType | type) or len(found) == MOST:
            continue
        found.append((name, in_short(value)))
    return found


def _names(tree: ast.Module, line: int) -> Iterator[str]:
    placed = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.lineno == line]
    return (node.id for node in sorted(placed, key=lambda node: node.col_offset))
