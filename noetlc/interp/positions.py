"""From a line and column of a Python body to its place in the playbook file."""

from __future__ import annotations

from noetlc.diagnostics import Span
from noetlc.frontend.nodes import Scalar
from noetlc.interp.templates import parse


class CodeMap:
    """Where the lines of a body come from. `pieces` are (start in the code, offset in the scalar, exact?) in order."""

    def __init__(self, scalar: Scalar, code: str, pieces: list[tuple[int, int, bool]]) -> None:
        self._scalar = scalar
        self._code = code
        self._pieces = pieces

    @staticmethod
    def plain(scalar: Scalar) -> CodeMap:
        """Code that is the scalar's text."""
        return CodeMap(scalar, scalar.text, [(0, 0, True)])

    @staticmethod
    def rendered(scalar: Scalar, code: str) -> CodeMap:
        """Code that a template gave: exact for constant templates, by line where the line counts agree, else the start."""
        pieces = parse(scalar.text).constant_pieces()
        if pieces is not None:
            starts: list[tuple[int, int, bool]] = []
            position = 0
            for text, offset, exact in pieces:
                starts.append((position, offset, exact))
                position += len(text)
            return CodeMap(scalar, code, starts)
        if code.count("\n") == scalar.text.rstrip("\n").count("\n"):
            code_starts, text_starts = _line_starts(code), _line_starts(scalar.text)
            return CodeMap(scalar, code, [(a, b, True) for a, b in zip(code_starts, text_starts, strict=False)])
        return CodeMap(scalar, code, [(0, 0, False)])

    def span(self, line: int | None, column: int | None, width: int = 1) -> Span:
        """The place of a 1-based line and column (code points) of the code; the scalar's start if the line is not known."""
        if line is None:
            return self._scalar.locate(0)
        starts = _line_starts(self._code)
        offset = starts[min(max(line, 1), len(starts)) - 1] + max((column or 1) - 1, 0)
        found = (0, 0, False)
        for piece in self._pieces:
            if piece[0] > offset:
                break
            found = piece
        start, target, exact = found
        at = min(target + (offset - start if exact else 0), len(self._scalar.text))
        return self._scalar.locate(at, max(min(width if exact else 1, len(self._scalar.text) - at), 1))


def _line_starts(text: str) -> list[int]:
    starts = [0]
    position = text.find("\n")
    while position >= 0:
        starts.append(position + 1)
        position = text.find("\n", position + 1)
    return starts
