"""Tables of records: constant data laid out as the engine's `Record` classes say."""

from __future__ import annotations

import struct

from noetlc.ir.nodes import Data, TableIndex
from noetlc.kernel.lang import WIDTHS, Record
from noetlc.lower.workflow.constants import Word

COUNTS = {"admit": "admits", "arc": "arcs", "set": "sets", "args": "args_count", "rule": "rules"}  # where a range begins: its length


class Table:
    """A data item holding records of one class, in the order they are added."""

    def __init__(self, name: str, record: type[Record]) -> None:
        self.name = name
        self.record = record
        self.size = -(-record.SIZE // 8) * 8 if any(t == "i64" for t, _ in record.FIELDS.values()) else record.SIZE
        assert self.size == record.SIZE, f"{record.__name__} must end on a word of its widest field"
        self._bytes = bytearray()
        self._refs: list[tuple[int, str | TableIndex]] = []

    def __len__(self) -> int:
        return len(self._bytes) // self.size

    def add(self, **fields: Word) -> int:
        """Adds a record and gives its index. A string is the name of a data item. Where a range of nothing begins is 0."""
        at = len(self._bytes)
        self._bytes.extend(bytes(self.size))
        for name, word in fields.items():
            if fields.get(COUNTS.get(name, "")) == 0:
                continue
            type_, offset = self.record.FIELDS[name]
            if isinstance(word, str | TableIndex):
                self._refs.append((at + offset, word))
            else:
                struct.pack_into("<q" if WIDTHS[type_] == 8 else "<i", self._bytes, at + offset, word)
        return at // self.size

    def data(self) -> Data:
        """The finished table; never empty, so that its address exists."""
        return Data(self.name, bytes(self._bytes) or bytes(8), 8, tuple(self._refs))


def zeros(name: str, size: int) -> Data:
    """Cleared memory: it takes no room in the module."""
    return Data(name, bytes(max(size, 8)), 8)
