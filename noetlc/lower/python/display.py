"""Displays of lists and dicts: one constant block of memory per display, however deep, and what is filled into its copies.

Example: `{"id": n, "tags": ["a"], "more": {}}` is a block of five parts: the dict and its entries, the list and its items, the
empty dict. A display is made by copying the block, adding the address of the copy to the three words that point into it (their
places follow the block), and storing the value of `n`, which is computed before.
"""

from __future__ import annotations

import ast
import json
import struct
from dataclasses import dataclass, field

from noetlc.ir.nodes import Data, Expr
from noetlc.lower.python.context import Frame
from noetlc.lower.workflow.constants import (
    LIST_ITEMS,
    MAP_ENTRIES,
    MAP_INDEX,
    SMALL,
    UNINDEXED,
    entry_at,
    hash_of,
    item_at,
    list_head,
    list_storage,
    map_entries,
    map_head,
    map_index,
)
from noetlc.runtime.dict import VALUE
from noetlc.runtime.layout import FALSE, NONE, TRUE

# A display as data: a word, the name of a data item, null for what is filled in, `[item…]`, or `{"key": value…}` for a dict.
Spec = int | str | None | list["Spec"] | dict[str, "Spec"]


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

    def display(self, spec: list[Spec] | dict[str, Spec], link: int | None = None) -> None:
        """Appends a list or dict and all that is in it."""
        if isinstance(spec, list):
            head = self.part(list_head(len(spec)), link)
            if spec:
                items = self.part(list_storage(len(spec)), head + LIST_ITEMS)
                for number, item in enumerate(spec):
                    self.word(items + item_at(number), item)
            return
        hashes = [hash_of(key) for key in spec]
        head = self.part(map_head(len(spec)), link)
        if len(spec) > UNINDEXED:
            self.part(map_index(hashes), head + MAP_INDEX)
        if spec:
            entries = self.part(map_entries(hashes), head + MAP_ENTRIES)
            for number, (key, value) in enumerate(spec.items()):
                self.refs.append((entries + entry_at(number) + 4, "str:" + key))
                self.word(entries + entry_at(number) + VALUE, value)

    def word(self, at: int, spec: Spec) -> None:
        """Fills in an item or value."""
        if isinstance(spec, list | dict):
            self.display(spec, at)
        elif isinstance(spec, str):
            self.refs.append((at, spec))
        else:
            if spec is None:
                self.holes.append(at)
            struct.pack_into("<i", self.content, at, NONE if spec is None else spec)


def block_of(spec: list[Spec] | dict[str, Spec]) -> Block:
    made = Block()
    made.display(spec)
    return made


def display_data(name: str, text: str) -> Data:
    """The data item of a display: its block, then the places of its links."""
    block = block_of(json.loads(text))
    return Data(name, bytes(block.content) + struct.pack(f"<{len(block.links)}I", *block.links), 8, tuple(block.refs))


def display(frame: Frame, node: ast.List | ast.Dict) -> Expr | None:
    """The IR of a display; None unless its keys are different constant strings and nothing is unpacked into it."""
    from noetlc.lower.python.expressions import kept_expressions

    filled: list[ast.expr] = []
    spec = _spec(node, filled)
    if not isinstance(spec, list | dict):
        return None
    block = block_of(spec)
    values = kept_expressions(frame, filled)  # first: a block lies in one piece only until something else is evaluated
    name = "display:" + json.dumps(spec, ensure_ascii=False, separators=(",", ":"))
    sizes = (Expr("i32.const", (), n, "i32") for n in (len(block.content), len(block.links)))
    made = frame.keep(
        Expr("dyn", (Expr("data", (), name, "val"), *sizes), "display_copy", "list" if isinstance(spec, list) else "dict")
    )
    for at, value in zip(block.holes, values, strict=True):
        frame.effect(frame.rt("display_fill", made, Expr("i32.const", (), at, "i32"), value))
    return made


def _spec(node: ast.expr, filled: list[ast.expr]) -> Spec:
    """An expression as part of a display; what has to be evaluated goes to `filled`."""
    if isinstance(node, ast.List) and not any(isinstance(e, ast.Starred) for e in node.elts):
        return [_spec(e, filled) for e in node.elts]
    if isinstance(node, ast.Dict):
        keys = [key.value for key in node.keys if isinstance(key, ast.Constant) and isinstance(key.value, str)]
        if len(set(keys)) == len(node.keys):
            return {key: _spec(value, filled) for key, value in zip(keys, node.values, strict=True)}
    word = word_of(node.value) if isinstance(node, ast.Constant) else None
    if word is None:
        filled.append(node)
    return word


def tuple_name(values: list[Expr]) -> str | None:
    """The name of the tuple of some constants, which is one object for good; None if a value is not constant."""
    words = [str(v.imm) if v.op == "data" else word_of(v.imm) if v.op == "const" else None for v in values]
    return None if None in words else "tuple:" + json.dumps(words, ensure_ascii=False, separators=(",", ":"))


def word_of(value: object) -> int | str | None:
    """A constant as a word, or the name of its data item; None if it is neither null, bool, 64-bit int, float nor string."""
    if value is None:
        return NONE
    if isinstance(value, bool):
        return TRUE if value else FALSE
    if isinstance(value, int):
        if -SMALL <= value < SMALL:
            return value << 1 | 1
        return f"int:{value}" if -(1 << 63) <= value < 1 << 63 else None
    if isinstance(value, float):
        return "float:" + struct.pack(">d", value).hex()
    return f"str:{value}" if isinstance(value, str) else None
