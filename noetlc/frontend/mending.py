"""Wrong indentation and its kin: small edits of lines are tried, and the one that mends the document becomes the suggestion.

What an edit makes go away was caused by the one mistake, so that only this is reported.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from noetlc.diagnostics import Diagnostic, Span
from noetlc.diagnostics.counts import counted

Check = Callable[[str], list[Diagnostic]]

LONGEST = 50_000
"""Characters of a document that is looked at."""

WORK = 400_000
"""Characters that all tries together may read."""

UNREADABLE = ("V01", "V02", "V03")
CAUSED: dict[str, tuple[str, ...]] = {
    "V06": ("name",),
    "V08": ("step",),
    "V10": ("tool",),
    "V14": ("kind",),
    "V16": ("in", "iterator", "cursor", "claim"),
    "V18": ("arcs", "step"),
}
"""What a line that is indented wrongly may look like in a document that can be read, with the keys of the lines that may be it."""

ANY_KEY = ("V02", "W01")
"""The same, where it is the key itself that is out of place."""

_FIRST = 3
"""How many diagnostics are looked at."""

_ITEM = re.compile(r"(step|name|kind|when)\s*:(\s|$)")
_FIRST_WORD = re.compile(r"(?:- +)?([^\s:]+)")
_BREAK = re.compile(r"(\r\n|\r|\n)")


@dataclass(frozen=True, slots=True)
class Edit:
    """Lines from `first` on, 0-based, are to be `lines`; `column` and `end` are what to underline in the first one, 1-based.

    `distance` is by how many columns lines move: short ways are tried first.
    """

    first: int
    lines: tuple[str, ...]
    column: int
    end: int
    hint: str
    distance: int = 1


def mended(text: str, found: list[Diagnostic], check: Check) -> list[Diagnostic]:
    """The diagnostics of a document, with one that an edit of a few lines mends in place of all that it causes; else as they are.

    `found` are the sorted findings; `check` gives those of another text, in the same way.
    """
    if len(text) > LONGEST:
        return found
    parts = _BREAK.split(text)
    lines, breaks = parts[::2], [*parts[1::2], ""]
    room = WORK // max(len(text), 1)
    for cause in _causes(found):
        best: tuple[int, list[Diagnostic], Edit] | None = None
        for edit in sorted(_edits(lines, cause.line - 1, cause.severity == "error"), key=lambda edit: edit.distance):
            if room <= 0:
                break
            if _hides(cause, edit):
                continue
            room -= 1
            new = [*lines[: edit.first], *edit.lines, *lines[edit.first + len(edit.lines) :]]
            after = check("".join(line + end for line, end in zip(new, breaks, strict=True)))
            weight = _weight(cause, found, after)
            if weight is not None and (best is None or weight < best[0]):
                best = weight, after, edit
                if not after:
                    break
        if best is not None:
            return _told(cause, found, best[1], best[2])
    return found


def _causes(found: list[Diagnostic]) -> list[Diagnostic]:
    """What may be due to a wrong indentation: errors, and an ignored key where something else is missing."""
    if any(d.code == "V01" for d in found):
        return [d for d in found if d.code == "V01"][:1]
    missing = any(d.code in ("W09", "W15") for d in found)
    return [d for d in found if (d.code in CAUSED or d.code in ANY_KEY) and (d.severity == "error" or missing)][:_FIRST]


def _hides(cause: Diagnostic, edit: Edit) -> bool:
    """Whether an edit moves a line to where anything may stand, instead of bringing what is missing."""
    key = _FIRST_WORD.match(edit.lines[0].lstrip(" \t"))
    return key is None or key[1] not in CAUSED.get(cause.code, (key[1],))


def _weight(cause: Diagnostic, found: list[Diagnostic], after: list[Diagnostic]) -> int | None:
    """How much is wrong after an edit; None if it does not mend what it should."""
    if any(d.code in UNREADABLE for d in after):
        return None
    weight = sum(1000 if d.severity == "error" else 1 for d in after)
    if cause.code == "V01":
        return weight
    before, now = {_same(d) for d in found}, {_same(d) for d in after}
    gone = before - now
    if now - before or _same(cause) not in gone or (cause.severity == "warning" and len(gone) < 2):
        return None
    return weight


def _told(cause: Diagnostic, found: list[Diagnostic], after: list[Diagnostic], edit: Edit) -> list[Diagnostic]:
    """The findings without what the edit mends, but for its cause, which says so."""
    left = {_same(d) for d in after}
    span = Span(edit.first + 1, edit.column, edit.first + 1, edit.end)
    message = "invalid YAML: wrong indentation" if cause.code == "V01" and edit.hint.startswith("indent") else cause.message
    told = replace(cause, message=message, line=span.line, column=span.column, span=span, hint=edit.hint)
    others = [] if cause.code == "V01" else [d for d in found if _same(d) in left]
    return sorted([*others, told], key=lambda d: (d.line, d.column, d.code, d.message))


def _same(diagnostic: Diagnostic) -> tuple[str, str, int]:
    return diagnostic.code, diagnostic.message, diagnostic.line


# ---- edits


def _edits(lines: list[str], at: int, around: bool) -> Iterator[Edit]:
    """Edits of the line `at`, and of those `around` it, the likely ones first."""
    for index in _near(lines, at) if around else [at]:
        yield from _words(lines, index)
        yield from _dashes(lines, index)
        yield from _indents(lines, index)
    opened = _first_of_block(lines, at)
    if opened is not None:
        yield from _dashes(lines, opened)


def _near(lines: list[str], at: int) -> Iterator[int]:
    """The line itself, one above, one below, two more above; of those that hold something."""
    above = [index for index in range(min(at, len(lines) - 1), -1, -1) if _filled(lines[index])][:4]
    below = [index for index in range(at + 1, len(lines)) if _filled(lines[index])][:1]
    yield from [*above[:2], *below, *above[2:]]


def _filled(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _width(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))


def _word(line: str, at: int, lines: tuple[str, ...], hint: str, distance: int = 1) -> Edit:
    """The edit that underlines the first word of a line: its key where it has one."""
    start = _width(line)
    found = _FIRST_WORD.match(line, start)
    begin, end = (start, start + 1) if found is None else found.span(1)
    return Edit(at, lines, begin + 1, end + 1, hint, distance)


def _words(lines: list[str], index: int) -> Iterator[Edit]:
    """A colon, or a space behind a colon or dash, that is missing."""
    line = lines[index]
    rest = line.strip()
    key = re.match(r"(?:- +)?[A-Za-z_]\w*$", rest)
    below = next((other for other in lines[index + 1 :] if _filled(other)), "")
    if key and _width(below) >= _width(line) and below:
        yield _word(line, index, (line.rstrip() + ":",), f"end the key with a colon: `{rest}:`")
    pair = re.match(r"(\s*(?:- +)?[A-Za-z_]\w*):([^\s/:].*)$", line)
    if pair:
        yield _word(line, index, (f"{pair[1]}: {pair[2]}",), f"put a space behind the colon: `{pair[1].strip()}: {pair[2].strip()}`")
    if re.match(r"-[A-Za-z_]", rest):
        new = line.replace("-", "- ", 1)
        yield _word(line, index, (new,), f"put a space behind the dash: `{new.strip()}`")


def _dashes(lines: list[str], index: int) -> Iterator[Edit]:
    """The dash of a new item that is missing: of its first line, whose column the others have."""
    line = lines[index]
    width = _width(line)
    if width >= 2 and _ITEM.match(line, width) and "\t" not in line[:width]:
        yield _word(line, index, (line[: width - 2] + "- " + line[width:],), f"begin the item with a dash: `- {line.strip()}`")


def _indents(lines: list[str], index: int) -> Iterator[Edit]:
    """The line, with and without the deeper ones below it, as deep as others near it."""
    line = lines[index]
    old = _width(line)
    tabs = "\t" in line[:old]
    stop = index + 1
    while stop < len(lines) and (not lines[stop].strip() or _width(lines[stop]) > old):
        stop += 1
    while stop > index + 1 and not lines[stop - 1].strip():
        stop -= 1
    for width, like in _widths(lines, index):
        if width == old and not tabs:
            continue
        by = f"indent this line by {counted(width, 'space')}"
        why = ", not with tabs" if tabs else f", not {old}"
        same = f", like line {like + 1}"
        yield _word(line, index, (" " * width + line.lstrip(" \t"),), by + why + same, abs(width - old))
        if stop > index + 1 and not tabs:
            moved = tuple(_moved(other, width - old) for other in lines[index:stop])
            yield _word(line, index, moved, f"{by}{why}{same}; those below it move along", abs(width - old))


def _moved(line: str, by: int) -> str:
    if not line.strip():
        return line
    return " " * by + line if by > 0 else line[min(-by, _width(line)) :]


def _widths(lines: list[str], index: int) -> list[tuple[int, int]]:
    """How deep other lines near a line are, each with the nearest that is, the most alike first; also behind a dash."""
    own = _width(lines[index].expandtabs(4))
    found: dict[int, int] = {}
    near = [*range(index - 1, max(index - 40, -1), -1), *range(index + 1, min(index + 7, len(lines)))]
    for other in near:
        line = lines[other]
        if not _filled(line) or "\t" in line[: _width(line)]:
            continue
        width = _width(line)
        found.setdefault(width, other)
        if line[width : width + 2] == "- ":
            found.setdefault(width + 2, other)
    return sorted(found.items(), key=lambda pair: (abs(pair[0] - own), pair[0]))[:5]


def _first_of_block(lines: list[str], at: int) -> int | None:
    """For a line that begins with a dash, the first line above of a map as deep as the item: its own dash may be missing."""
    if not 0 <= at < len(lines) or not lines[at].lstrip().startswith("-"):
        return None
    width = _width(lines[at]) + 2
    first = None
    for index in range(at - 1, -1, -1):
        if not _filled(lines[index]):
            continue
        if _width(lines[index]) < width:
            break
        if _width(lines[index]) == width:
            first = index
    return first
