"""Where the lines of a Python body are in the playbook file."""

from __future__ import annotations

import ast

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
        line = getattr(node, "lineno", 1)
        text = self.lines[min(max(line, 1), len(self.lines)) - 1]
        column = len(text.encode("utf-8", "surrogatepass")[: getattr(node, "col_offset", 0)].decode("utf-8", "replace")) + 1
        return self.span(line, column)
