"""YAML nodes with positions: what both engines see of the document's values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from noetlc.diagnostics import Span


@dataclass(frozen=True, slots=True)
class Scalar:
    """One YAML scalar.

    `value` is its YAML 1.2 core value (None, bool, int of any size, finite float, str), `text` its decoded text (source
    text for bare scalars), `plain` whether it was unquoted. `locate(offset)` maps an offset in `text` to its place in the
    file, inside block, folded, quoted and flow scalars alike.
    """

    value: bool | int | float | str | None
    text: str
    plain: bool
    span: Span
    locate: Callable[[int], Span] = field(compare=False, repr=False)

    @property
    def is_template(self) -> bool:
        """True for a string that has template marks (dsl 5.1)."""
        return isinstance(self.value, str) and ("{{" in self.value or "{%" in self.value)


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
