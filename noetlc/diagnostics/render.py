"""Diagnostics as text: `file:line:col: error[V19]: message`, the source line with its span underlined, the hint."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from noetlc.diagnostics.model import Diagnostic, SourceFile
from noetlc.diagnostics.terminal import shown

MAX_WIDTH = 100
"""Columns of source text shown; longer lines are cut around the caret."""

TAB = 4
_LINE_BREAK = re.compile(r"\r\n|\r|\n")
_COLORS = {"error": "\x1b[1;31m", "warning": "\x1b[1;33m", "caret": "\x1b[1;32m", "place": "\x1b[1m", "off": "\x1b[0m"}


def render(diagnostics: Iterable[Diagnostic], sources: Mapping[str, SourceFile] | Iterable[SourceFile], color: bool = False) -> str:
    """All diagnostics as text, one paragraph each, in the given order; empty for none.

    `sources` are the files to quote, by name or as a plain collection. A diagnostic whose file is not among them, or whose
    line does not exist, is shown without excerpt.
    """
    files = sources if isinstance(sources, Mapping) else {source.name: source for source in sources}
    lines: dict[str, tuple[str, ...]] = {}
    out: list[str] = []
    for diagnostic in diagnostics:
        source = files.get(diagnostic.file)
        if source is not None and source.name not in lines:
            lines[source.name] = source.lines or tuple(_LINE_BREAK.split(source.text))
        out.append(_one(diagnostic, lines.get(diagnostic.file, ()) if source is not None else (), color))
    return "".join(out)


def _one(diagnostic: Diagnostic, lines: tuple[str, ...], color: bool) -> str:
    def paint(text: str, role: str) -> str:
        return f"{_COLORS[role]}{text}{_COLORS['off']}" if color else text

    place = f"{shown(diagnostic.file)}:{diagnostic.line}:{diagnostic.column}:"
    label = f"{diagnostic.severity}[{diagnostic.code}]:"
    parts = [f"{paint(place, 'place')} {paint(label, diagnostic.severity)} {shown(diagnostic.message, breaks=True)}"]
    if 1 <= diagnostic.line <= len(lines):
        line = lines[diagnostic.line - 1]
        text, offset, width = excerpt(line, diagnostic.column, _end(diagnostic, line))
        gutter = str(diagnostic.line)
        parts.append(f"  {gutter} | {text}".rstrip())
        parts.append(f"  {' ' * len(gutter)} | {' ' * offset}{paint('^' * width, 'caret')}")
    if diagnostic.path:
        parts.append(f"  in {shown(diagnostic.path)}")
    if diagnostic.hint:
        parts.append(f"  help: {shown(diagnostic.hint, breaks=True)}")
    return "\n".join(parts) + "\n"


def _end(diagnostic: Diagnostic, line: str) -> int:
    """The column after the span in its first line; of a span of several lines, after what the line holds besides white space."""
    span = diagnostic.span
    if span is None or (span.line, span.column) != (diagnostic.line, diagnostic.column):
        return diagnostic.column + 1
    return span.end_column if span.end_line == span.line else len(line.rstrip()) + 1


def excerpt(line: str, column: int, end: int = 0) -> tuple[str, int, int]:
    """`line` as shown, how many columns the underline is indented, and its width, at least 1.

    `column` and `end`, which is exclusive, are 1-based in code points.

    Tabs become spaces up to the next multiple of TAB, control characters a replacement sign. A line wider than MAX_WIDTH is
    cut on both sides of the first caret, `…` marking each cut.
    """
    cells: list[tuple[str, int]] = []  # (shown text, width in columns) per code point
    at = 0
    for char in line:
        if char == "\t":
            width = TAB - at % TAB
            cells.append((" " * width, width))
        elif unicodedata.category(char) in ("Cc", "Cf", "Cs"):
            width = 1
            cells.append(("�", 1))
        else:
            width = char_width(char)
            cells.append((char, width))
        at += width
    caret = min(max(column - 1, 0), len(cells))
    start, stop = _window(cells, caret)
    shown = "".join(text for text, _ in cells[start:stop])
    indent = sum(width for _, width in cells[start:caret])
    width = sum(width for _, width in cells[caret : min(max(end - 1, caret), stop)])
    if start > 0:
        shown, indent = "…" + shown, indent + 1
    if stop < len(cells):
        shown += "…"
    return shown, indent, max(width, 1)


def char_width(char: str) -> int:
    """Columns a terminal gives to the character: 0 for combining marks, 2 for wide ones."""
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1


def _window(cells: list[tuple[str, int]], caret: int) -> tuple[int, int]:
    """The range of cells to show: all of a line that fits, else about MAX_WIDTH columns, a third of them after the caret."""
    if sum(width for _, width in cells) <= MAX_WIDTH:
        return 0, len(cells)
    room = MAX_WIDTH - 2  # for the two cut marks
    end, after = caret, 0
    while end < len(cells) and after + cells[end][1] <= room // 3:
        after += cells[end][1]
        end += 1
    start, before = caret, 0
    while start > 0 and before + cells[start - 1][1] <= room - after:
        before += cells[start - 1][1]
        start -= 1
    while end < len(cells) and before + after + cells[end][1] <= room:
        after += cells[end][1]
        end += 1
    return start, end
