"""Displays of lists and dicts as data."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

from noetlc.ir.nodes import Data
from noetlc.ir.payload import Constant, Display, Hole, List, Map, symbol_of
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
from noetlc.runtime.values.dict import UNINDEXED
from noetlc.runtime.values.lookups import VALUE


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
