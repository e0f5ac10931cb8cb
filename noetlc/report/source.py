"""The source of a playbook as the page shows it: its lines in pieces, with what is known of their words and of each line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from noetlc.diagnostics import Diagnostic

Tips = Mapping[int, Sequence[tuple[int, int, str]]]
"""What is known of words: by line from 0, columns (from, to) and a text in Markdown."""

MARKED, ANNOTATED = 5000, 4000
"""Lines of a playbook whose words have tips, and tips of all of them together: a page has its size."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a line: `tip` is shown when it is pointed at, `mark` is the severity of a diagnostic there."""

    text: str
    tip: str = ""
    mark: str = ""


@dataclass(slots=True)
class Line:
    """A line with its notes, each of a kind: error, warning, missed, trace or name. `mark` is the first of these kinds but for names."""

    number: int
    pieces: list[Piece]
    notes: list[tuple[str, str]] = field(default_factory=list)

    @property
    def mark(self) -> str:
        kinds = {kind for kind, _ in self.notes}
        return next((kind for kind in ("error", "warning", "missed", "trace") if kind in kinds), "")


def lines_of(
    source: str, tips: Tips, diagnostics: Sequence[Diagnostic], missed: Sequence[tuple[int, str]], trace: Mapping[int, Sequence[str]]
) -> list[Line]:
    """The lines of a source. What a line has no room for is left out, notes of a line that there is not, too."""
    texts = source.removeprefix("\ufeff").splitlines()
    rows = [tips.get(index, ()) for index in range(len(texts))]
    if len(texts) > MARKED or sum(map(len, rows)) > ANNOTATED:
        rows = [()] * len(texts)
    made = [Line(number, _pieces(text, number, row, diagnostics)) for number, (text, row) in enumerate(zip(texts, rows, strict=True), 1)]
    notes: list[tuple[int, str, str]] = []
    for one in diagnostics:
        notes.append((one.line, one.severity, f"{one.severity} {one.code}: {one.message}" + (f" – {one.hint}" if one.hint else "")))
    notes += [(line, "missed", f"no example reached {label}") for line, label in missed]
    notes += [(line, "trace", note) for line, found in trace.items() for note in found]
    for number, kind, text in notes:
        if 1 <= number <= len(made):
            made[number - 1].notes.append((kind, text))
    for line, row in zip(made, rows, strict=True):
        line.notes += [("name", tip) for tip in dict.fromkeys(_plain(tip) for _, _, tip in row)]
    return made


def _plain(tip: str) -> str:
    return tip.replace("`", "")


def _pieces(text: str, number: int, tips: Sequence[tuple[int, int, str]], diagnostics: Sequence[Diagnostic]) -> list[Piece]:
    """The line, cut where a tip or a mark begins or ends."""
    marks: list[tuple[int, int, str]] = []
    for one in diagnostics:
        if one.line == number:
            end = one.span.end_column - 1 if one.span is not None and one.span.end_line == number else len(text)
            marks.append((one.column - 1, max(end, one.column), one.severity))
    cuts = sorted({0, len(text), *(at for begin, end, _ in (*tips, *marks) for at in (begin, end) if 0 < at < len(text))})
    made: list[Piece] = []
    for begin, end in pairwise(cuts):
        tip = next((_plain(what) for start, stop, what in tips if start <= begin < stop), "")
        severities = [what for start, stop, what in marks if start <= begin < stop]
        made.append(Piece(text[begin:end], tip, "error" if "error" in severities else "warning" if severities else ""))
    return made or [Piece(text)]
