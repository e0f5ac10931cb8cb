"""YAML nodes with positions: what both engines see of the document's values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from noetlc.diagnostics import Span


class Locate(Protocol):
    """From a stretch of a scalar's text, by offset and length in code points, to its place in the file."""

    def __call__(self, offset: int, length: int = 1) -> Span: ...


@dataclass(frozen=True, slots=True)
class Scalar:
    """One YAML scalar.

    `value` is its YAML 1.2 core value (None, bool, int of any size, finite float, str), `text` its decoded text (source
    text for bare scalars), `plain` whether it was unquoted. `locate(offset, length=1)` maps a stretch of `text` to its place in the
    file, inside block, folded, quoted and flow scalars alike.
    """

    value: bool | int | float | str | None
    text: str
    plain: bool
    span: Span
    locate: Locate = field(compare=False, repr=False)

    @property
    def is_template(self) -> bool:
        """True for a string that has template marks (language.md 6.1)."""
        return isinstance(self.value, str) and self.has_marks

    @property
    def has_marks(self) -> bool:
        """True if the text, whatever its type, has template marks."""
        return "{{" in self.text or "{%" in self.text


@dataclass(frozen=True, slots=True)
class Sequence:
    """A YAML list."""

    items: tuple[Node, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Mapping:
    """A YAML map in source order. Keys are scalars; `key.text` is the key string."""

    entries: tuple[tuple[Scalar, Node], ...]
    span: Span

    def get(self, key: str) -> Node | None:
        """The value of `key`, or None."""
        return next((v for k, v in self.entries if k.text == key), None)


Node = Scalar | Sequence | Mapping


def plain(node: Node) -> object:
    """The node as plain Python data (dict, list, scalars), template text untouched."""
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Sequence):
        return [plain(n) for n in node.items]
    return {k.text: plain(v) for k, v in node.entries}
