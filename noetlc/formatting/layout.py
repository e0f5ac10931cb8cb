"""Where the lines of a YAML document are to stand: read from its tokens, of which PyYAML knows the places."""

from __future__ import annotations

import re
from bisect import bisect
from dataclasses import dataclass, field
from typing import Any

import yaml

from noetlc.frontend.text_source import TextSource
from noetlc.frontend.yaml_reader import LOADER

WIDTH = 2
"""Columns of a level: of a map in a map, of a list in a map, and of what stands behind a dash."""

_FLOW_BEGINS = (yaml.FlowMappingStartToken, yaml.FlowSequenceStartToken)
_FLOW_ENDS = (yaml.FlowMappingEndToken, yaml.FlowSequenceEndToken)
_BLOCK_BEGINS = (yaml.BlockMappingStartToken, yaml.BlockSequenceStartToken)
_MARKS = (yaml.BlockEntryToken, yaml.KeyToken, yaml.ValueToken)
_OF_DOCUMENT = (yaml.DocumentStartToken, yaml.DocumentEndToken, yaml.DirectiveToken)
_SILENT = (yaml.StreamStartToken, yaml.StreamEndToken)


def laid_out(text: str) -> str:
    """The document, whose lines end at LF, with each line where it is to stand, none blank at the end. It has to be valid."""
    lines = text.split("\n")
    layout = _Layout(text, lines)
    plans = layout.plans()
    made = [plans[number].moved(line) if number in plans else line.strip() for number, line in enumerate(lines)]
    while len(made) > layout.kept and not made[-1]:
        made.pop()
    end = "" if not text.endswith("\n") and len(lines) == layout.texts_end else "\n"  # a block scalar may end without a line feed
    return "\n".join(made) + end


@dataclass(frozen=True, slots=True)
class _Block:
    """A list or map in block style: its column, and the one it gets. Of a `bare` list the dashes stand below the key."""

    is_list: bool
    old: int
    new: int
    bare: bool = False


@dataclass(slots=True)
class _Line:
    """The column of the first word of a line, and the one it gets."""

    old: int
    new: int
    gaps: list[tuple[int, int]] = field(default_factory=list)
    """Stretches behind dashes and colons, in whose place one space is to stand."""
    text: str | None = None
    """Of a line in a block scalar: what it becomes."""
    within: tuple[_Block, ...] = ()
    """Of a line with words of the document: the lists and maps that its end is in."""
    goes_on: bool = False
    """Whether a value of the line ends in a later one, so that blanks at its end count."""

    @property
    def shift(self) -> int:
        """How far a value at the end of the line goes to the right."""
        return self.new - self.old - sum(end - start - 1 for start, end in self.gaps)

    def moved(self, line: str) -> str:
        if self.text is not None:
            return self.text
        for start, end in reversed(self.gaps):
            line = f"{line[:start]} {line[end:]}"
        made = " " * self.new + line[self.old :]
        return made if self.goes_on else made.rstrip()


class _Layout:
    """Reads the tokens of a document in turn."""

    def __init__(self, text: str, lines: list[str]) -> None:
        self.lines = lines
        self.source = TextSource("", text)
        self.blocks: list[_Block] = []
        self.found: dict[int, _Line] = {}
        self.depth = 0  # of braces and brackets
        self.begun = 0  # the line in which the outermost of these was opened
        self.texts_end = self.kept = 0  # lines to the end of the last block scalar, and of the last one whose blank lines count
        self.mark: tuple[int, int] | None = None  # the place right behind a dash, question mark or colon that was the last token

    def plans(self) -> dict[int, _Line]:
        """By number from 0, what becomes of each line that is not blank, and of blank ones in texts."""
        for token in yaml.scan(self.source.text, Loader=LOADER):
            if isinstance(token, _SILENT):
                continue
            if isinstance(token, yaml.BlockEndToken):
                self.end_bare()
                self.blocks.pop()
                continue
            line, column = self.place(token.start_mark)
            self.take(token, line, column)
            if line in self.found:
                self.found[line].within = tuple(self.blocks)
        self.comments()
        return self.found

    def place(self, mark: Any) -> tuple[int, int]:
        line, column = self.source.place(mark.index)
        return line - 1, column - 1

    def take(self, token: Any, line: int, column: int) -> None:
        if isinstance(token, _FLOW_ENDS):
            self.depth -= 1
            if not self.depth:
                self.follow(self.begun, self.place(token.end_mark)[0], 0)
        elif self.depth:
            self.depth += isinstance(token, _FLOW_BEGINS)
        elif isinstance(token, _OF_DOCUMENT):
            self.found[line] = _Line(column, column)
        elif isinstance(token, _BLOCK_BEGINS):
            self.blocks.append(_Block(isinstance(token, yaml.BlockSequenceStartToken), column, self.inner()))
        elif isinstance(token, _MARKS):
            self.take_mark(token, line, column)
        else:
            self.word(line, column)
            if isinstance(token, _FLOW_BEGINS):
                self.depth, self.begun = 1, line
            elif isinstance(token, yaml.ScalarToken):
                self.take_scalar(token, line, column)

    def take_mark(self, token: Any, line: int, column: int) -> None:
        if isinstance(token, yaml.BlockEntryToken):
            if not self.blocks[-1].is_list:
                self.blocks.append(_Block(True, column, self.inner(), bare=True))
        else:
            self.end_bare()
            if isinstance(token, yaml.KeyToken) and token.start_mark.index == token.end_mark.index:
                return  # there is no question mark
        self.word(line, column)
        self.mark = (line, column + 1)

    def take_scalar(self, token: Any, line: int, column: int) -> None:
        last, end = self.place(token.end_mark)
        if token.style not in ("|", ">"):
            self.follow(line, last, self.inner())
        else:
            ends_here = self.lines[last][:end].strip() or (end and last == len(self.lines) - 1)
            self.take_block_scalar(line, column, last if ends_here else last - 1)

    def inner(self) -> int:
        """Where what is inside of the innermost list or map gets to stand."""
        return self.blocks[-1].new + WIDTH if self.blocks else 0

    def end_bare(self) -> None:
        """The end of a list without indentation has no token: a key of its owner, or the owner's end, follows."""
        if self.blocks[-1].bare:
            self.blocks.pop()

    def word(self, line: int, column: int) -> None:
        """What begins at a place; the first word of a line says where the line is to stand."""
        if self.mark is not None and self.mark[0] == line and column > self.mark[1]:
            self.found[line].gaps.append((self.mark[1], column))
        self.mark = None
        if line not in self.found:
            is_item = bool(self.blocks) and column == self.blocks[-1].old  # a key or a dash; else a value below its key
            self.found[line] = _Line(column, self.blocks[-1].new if is_item else self.inner())

    def follow(self, first: int, last: int, least: int) -> None:
        """The other lines of a value go as far as its first one does, and not less deep than `least`."""
        begun = self.found[first]
        begun.goes_on = begun.goes_on or last > first
        for number in range(first + 1, last + 1):
            width = _width(self.lines[number])
            is_blank = not self.lines[number].strip()
            self.found[number] = _Line(width, max(width + begun.shift, least), text="" if is_blank else None, goes_on=number < last)

    def take_block_scalar(self, first: int, column: int, last: int) -> None:
        """The lines below the head of a block scalar. Its depth is that of its first line, or said in its head."""
        block = self.blocks[-1]
        said = re.match(r"[|>][+-]?([1-9])", self.lines[first][column:])
        self.texts_end = last + 1
        if re.match(r"[|>][1-9]?\+", self.lines[first][column:]):
            self.kept = last + 1
        widths = [_width(line) for line in self.lines[first + 1 : last + 1] if line.strip(" ")]
        old = block.old + int(said[1]) if said else widths[0] if widths else None
        new = block.new + (int(said[1]) if said else WIDTH)
        for number in range(first + 1, last + 1):
            kept = "" if old is None else self.lines[number][old:]
            self.found[number] = _Line(0, 0, text=" " * new + kept if kept else "")

    def comments(self) -> None:
        """A comment goes with the next line if it stands at its column, else with a list or map there that the line before it is in."""
        words = sorted(number for number, line in self.found.items() if line.within)
        for number, line in enumerate(self.lines):
            if number in self.found or not line.strip():
                continue
            at, width = bisect(words, number), _width(line)
            above = self.found[words[at - 1]].within if at else ()
            below = self.found[words[at]] if at < len(words) else None
            same = next((block.new for block in above if block.old == width), None)
            if below is not None and (below.old == width or same is None):
                new = below.new
            else:
                new = same if same is not None else max((block.new for block in above if block.old <= width), default=0)
            self.found[number] = _Line(width, new)


def _width(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
