"""Where the lines of a Python body are in the playbook file."""

from __future__ import annotations

import ast
from dataclasses import replace

from noetlc.diagnostics import Span
from noetlc.frontend.nodes import Scalar


class BodyPositions:
    """Maps the nodes of a body to places. The code comes in pieces (text, offset in the scalar, exact)."""

    def __init__(self, scalar: Scalar, given: list[tuple[str, int, bool]]) -> None:
        self.scalar = scalar
        self.pieces: list[tuple[int, int, bool]] = []
        code = ""
        for text, offset, exact in given:
            self.pieces.append((len(code), offset, exact))
            code += text
        self.code = code
        self.lines = code.split("\n")
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line) + 1)
        self._spans: dict[int, Span] = {}

    def span(self, line: int, column: int) -> Span:
        """The place of a 1-based line and column (code points) of the code."""
        offset = self.starts[min(max(line, 1), len(self.lines)) - 1] + max(column - 1, 0)
        start, target, exact = max((p for p in self.pieces if p[0] <= offset), default=(0, 0, False))
        place = min(target + (offset - start if exact else 0), len(self.scalar.text))
        if place not in self._spans:
            self._spans[place] = self.scalar.locate(place)
        return self._spans[place]

    def lines_of(self) -> list[Span]:
        """The start of each line, a trailing line break aside."""
        count = self.code.rstrip("\n").count("\n") + 1
        return [self.span(line, 1) for line in range(1, count + 1)]

    def node(self, node: ast.AST) -> Span:
        """The start of a node."""
        return self.span(*self._place(getattr(node, "lineno", 1), getattr(node, "col_offset", 0)))

    def extent(self, node: ast.AST) -> Span:
        """A node from its start to its end, as far as that is in its first line; of a statement with others inside the first line."""
        start = self.node(node)
        line = getattr(node, "lineno", 1)
        end_line, end_column = getattr(node, "end_lineno", None), getattr(node, "end_col_offset", None)
        if end_line is None or end_column is None:
            return start
        text = self.lines[min(max(line, 1), len(self.lines)) - 1]
        last = self.span(*self._place(line, end_column)) if end_line == line else self.span(line, len(text.rstrip()) + 1)
        if last.line != start.line or last.column <= start.column:
            return start
        return replace(start, end_line=last.line, end_column=last.column)

    def _place(self, line: int, column: int) -> tuple[int, int]:
        """A line with a 1-based column in code points, for CPython's 0-based one in bytes."""
        text = self.lines[min(max(line, 1), len(self.lines)) - 1]
        return line, len(text.encode("utf-8", "surrogatepass")[:column].decode("utf-8", "replace")) + 1
