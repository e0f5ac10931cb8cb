"""Displays of lists and dicts: one constant block of memory per display, however deep, and what is filled into its copies.

Example: `{"id": n, "tags": ["a"], "more": {}}` is a block of five parts: the dict and its entries, the list and its items, the
empty dict. A display is made by copying the block, adding the address of the copy to the three words that point into it (their
places follow the block), and storing the value of `n`, which is computed before.
"""

from __future__ import annotations

import ast
import struct
from dataclasses import dataclass, field
from typing import TypeGuard

from noetlc.ir.nodes import Data, Expr
from noetlc.ir.payload import Constant, Display, Hole, List, Map, symbol_of
from noetlc.lower.python.frame.context import Frame, const
from noetlc.lower.workflow.constants import (
    LIST_ITEMS,
    MAP_ENTRIES,
    MAP_INDEX,
    entry_at,
    hash_of,
    item_at,
    list_head,
    list_storage,
    map_entries,
    map_head,
    map_index,
    word_of,
)
from noetlc.runtime.values.dict import UNINDEXED, VALUE


@dataclass(slots=True)
class Block:
    """`links`: places of words that hold offsets into the block; `holes`: places to fill, in the order of evaluation."""

    content: bytearray = field(default_factory=bytearray)
    refs: list[tuple[int, str]] = field(default_factory=list)
    links: list[int] = field(default_factory=list)
    holes: list[int] = field(default_factory=list)

    def part(self, content: bytes, link: int | None = None) -> int:
        """Appends an object or storage that the word at `link` points to; its offset."""
        at = len(self.content)
        self.content += content
        if link is not None:
            struct.pack_into("<I", self.content, link, at)
            self.links.append(link)
        return at

    def display(self, root: List | Map, link: int | None = None) -> None:
        """Appends a list or dict and all that is in it."""
        if isinstance(root, List):
            head = self.part(list_head(len(root.items)), link)
            if root.items:
                items = self.part(list_storage(len(root.items)), head + LIST_ITEMS)
                for number, item in enumerate(root.items):
                    self.word(items + item_at(number), item)
            return
        hashes = [hash_of(key) for key in root.keys]
        head = self.part(map_head(len(hashes)), link)
        if len(hashes) > UNINDEXED:
            self.part(map_index(hashes), head + MAP_INDEX)
        if hashes:
            entries = self.part(map_entries(hashes), head + MAP_ENTRIES)
            for number, (key, value) in enumerate(zip(root.keys, root.items, strict=True)):
                self.refs.append((entries + entry_at(number) + 4, symbol_of(key)))
                self.word(entries + entry_at(number) + VALUE, value)

    def word(self, at: int, constant: Constant) -> None:
        """Fills in an item or value."""
        if isinstance(constant, List | Map):
            self.display(constant, at)
            return
        if isinstance(constant, Hole):
            self.holes.append(at)
            constant = None
        word = word_of(constant)
        if isinstance(word, str):
            self.refs.append((at, word))
        else:
            struct.pack_into("<i", self.content, at, word)


def block_of(shape: Display) -> Block:
    made = Block()
    made.display(shape.root)
    return made


def display_data(shape: Display) -> Data:
    """The data item of a display: its block, then the places of its links."""
    block = block_of(shape)
    content = bytes(block.content) + struct.pack(f"<{len(block.links)}I", *block.links)
    return Data(shape.symbol, content, 8, tuple(block.refs))


def display(frame: Frame, node: ast.List | ast.Dict) -> Expr | None:
    """The IR of a display; None unless its keys are different constant strings and nothing is unpacked into it."""
    from noetlc.lower.python.expressions.operators import kept_expressions

    filled: list[ast.expr] = []
    root = _shape(node, filled)
    if not isinstance(root, List | Map):
        return None
    shape = Display(root)
    block = block_of(shape)
    values = kept_expressions(frame, filled)  # first: a block lies in one piece only until something else is evaluated
    sizes = (Expr("i32.const", (), n, "i32") for n in (len(block.content), len(block.links)))
    made = frame.keep(Expr("dyn", (const(shape), *sizes), "display_copy", "list" if isinstance(root, List) else "dict"))
    for at, value in zip(block.holes, values, strict=True):
        frame.effect(frame.rt("display_fill", made, Expr("i32.const", (), at, "i32"), value))
    return made


def _shape(node: ast.expr, filled: list[ast.expr]) -> Constant:
    """An expression as part of a display; what has to be evaluated goes to `filled`."""
    if isinstance(node, ast.List) and not any(isinstance(e, ast.Starred) for e in node.elts):
        return List(tuple(_shape(e, filled) for e in node.elts))
    if isinstance(node, ast.Dict):
        keys = [key.value for key in node.keys if isinstance(key, ast.Constant) and isinstance(key.value, str)]
        if len(set(keys)) == len(node.keys):
            return Map(tuple(keys), tuple(_shape(value, filled) for value in node.values))
    if isinstance(node, ast.Constant) and _is_item(node.value):
        return node.value
    filled.append(node)
    return Hole()


def _is_item(value: object) -> TypeGuard[bool | int | float | str | None]:
    """Whether a literal's value is a constant: null, a bool, a 64-bit int, a float or a string."""
    if isinstance(value, int) and not isinstance(value, bool):
        return -(1 << 63) <= value < 1 << 63
    return value is None or isinstance(value, bool | float | str)
