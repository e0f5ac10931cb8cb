"""From an offset in a scalar's decoded text to its place in the file: one scan per YAML scalar style, done on demand."""

from __future__ import annotations

from noetlc.diagnostics import Span
from noetlc.frontend.text_source import TextSource

_BREAKS = frozenset("\n\r\x85\u2028\u2029")
_BLANKS = frozenset(" \t")
_SPACE = _BREAKS | _BLANKS
_ESCAPE_DIGITS = {"x": 2, "u": 4, "U": 8}


class Locator:
    """Maps offsets of one scalar. `start` and `end` bound its source, quotes and block header included.

    `style` is YAML's: None or "" plain, `'`, `"`, `|`, `>`.
    """

    __slots__ = ("_map", "end", "source", "start", "style", "text")

    def __init__(self, source: TextSource, start: int, end: int, style: str, text: str) -> None:
        self.source = source
        self.start = start
        self.end = end
        self.style = style
        self.text = text
        self._map: list[int] | None = None

    def __call__(self, offset: int, length: int = 1) -> Span:
        """The place of `length` characters at `offset` of the decoded text; the end of the text is just after its last one."""
        offset = min(max(offset, 0), len(self.text))
        at = self.file_offset(offset)
        last = at if length < 2 else max(at, self.file_offset(min(offset + length, len(self.text)) - 1))
        inner_line = self.text.count("\n", 0, offset) + 1
        return self.source.span(at, min(last + 1, len(self.source.text)), inner_line)

    def file_offset(self, offset: int) -> int:
        """Offset in the file of an offset in the decoded text."""
        if self._map is None:
            self._map = self._scan()
        places = self._map
        if offset < len(places):
            return places[offset]
        if not places:
            return self.start
        last = places[-1]
        return last if self.text.endswith("\n") else min(last + 1, len(self.source.text))

    def _scan(self) -> list[int]:
        raw = self.source.text[self.start : self.end]
        if self.style in ("'", '"'):
            found = _quoted(raw, self.style)
        elif self.style in ("|", ">"):
            found = _block(raw, self.text, folded=self.style == ">")
        else:
            found = _plain(raw)
        found = found[: len(self.text)]
        if len(found) < len(self.text):
            # The library folded this scalar in a way the scan does not know: the start is still the right line.
            found += [found[-1] if found else 0] * (len(self.text) - len(found))
        return [self.start + index for index in found]


def _break_end(raw: str, at: int) -> int:
    """The offset after the line break at `at`."""
    return at + 2 if raw.startswith("\r\n", at) else at + 1


def _fold(raw: str, at: int, out: list[int]) -> int:
    """Map the white space run at `at`; returns its end. Without a break it stands as is, with breaks it is folded."""
    end = at
    breaks: list[int] = []
    while end < len(raw) and raw[end] in _SPACE:
        if raw[end] in _BREAKS:
            breaks.append(end)
            end = _break_end(raw, end)
        else:
            end += 1
    if not breaks:
        out.extend(range(at, end))
    elif len(breaks) == 1:
        out.append(breaks[0])
    else:
        out.extend(breaks[1:])
    return end


def _plain(raw: str) -> list[int]:
    out: list[int] = []
    at = 0
    while at < len(raw):
        if raw[at] in _SPACE:
            at = _fold(raw, at, out)
        else:
            out.append(at)
            at += 1
    return out


def _quoted(raw: str, quote: str) -> list[int]:
    out: list[int] = []
    at, end = 1, len(raw) - 1
    raw = raw[:end]
    while at < end:
        char = raw[at]
        if char in _SPACE:
            at = _fold(raw, at, out)
        elif char == "'" and quote == "'":
            out.append(at)
            at += 2
        elif char == "\\" and quote == '"':
            at = _escape(raw, at, out)
        else:
            out.append(at)
            at += 1
    return out


def _escape(raw: str, at: int, out: list[int]) -> int:
    """Map the escape at `at`; returns its end. An escaped line break gives nothing, blank lines after it a break each."""
    following = raw[at + 1 : at + 2]
    if following in _BREAKS:
        at = _break_end(raw, at + 1)
        while at < len(raw) and raw[at] in _SPACE:
            if raw[at] in _BREAKS:
                out.append(at)
                at = _break_end(raw, at)
            else:
                at += 1
        return at
    out.append(at)
    return at + 2 + _ESCAPE_DIGITS.get(following, 0)


def _block_lines(raw: str) -> list[tuple[int, int]]:
    """(start, end without break) of each line after the header."""
    at = 0
    while at < len(raw) and raw[at] not in _BREAKS:
        at += 1
    lines: list[tuple[int, int]] = []
    while at < len(raw):
        start = _break_end(raw, at)
        at = start
        while at < len(raw) and raw[at] not in _BREAKS:
            at += 1
        if at > start or at < len(raw):
            lines.append((start, at))
    return lines


def _block_indent(raw: str, lines: list[tuple[int, int]], text: str) -> int:
    """Columns of indentation that the scalar drops: the source's minus the text's, at the first line with content."""
    text_lines = [line for line in text.split("\n") if line.strip(" ")]
    if not text_lines:
        return max((end - start for start, end in lines), default=0)
    kept = len(text_lines[0]) - len(text_lines[0].lstrip(" "))
    for start, end in lines:
        line = raw[start:end]
        if line.strip(" "):
            return len(line) - len(line.lstrip(" ")) - kept
    return 0


def _block(raw: str, text: str, folded: bool) -> list[int]:
    lines = _block_lines(raw)
    indent = max(_block_indent(raw, lines, text), 0)
    out: list[int] = []
    line_break: int | None = None  # the break that ended the last content line
    blank_breaks: list[int] = []  # those of the blank lines since
    after_indented = False
    for start, end in lines:
        spaces = 0
        while spaces < indent and start + spaces < end and raw[start + spaces] == " ":
            spaces += 1
        if start + spaces == end:
            blank_breaks.append(end)
            continue
        if spaces < indent:
            break  # a comment or the next key: the scalar has ended
        indented = raw[start + spaces] in _BLANKS
        if line_break is not None and folded and not after_indented and not indented:
            if not blank_breaks:
                out.append(line_break)
        elif line_break is not None:
            out.append(line_break)
        out.extend(blank_breaks)
        out.extend(range(start + spaces, end))
        line_break, blank_breaks, after_indented = end, [], indented
    if line_break is not None:
        out.append(line_break)
    out.extend(blank_breaks)
    return out
