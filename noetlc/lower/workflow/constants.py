"""Constant values as data items: lists and maps are laid out as the runtime would build them, and are never changed or moved.

Equal constants share one item. A small int is a word, not an item.
"""

from __future__ import annotations

import struct

from noetlc.ir.build import data, i32
from noetlc.ir.nodes import Data, Expr, TableIndex
from noetlc.ir.payload import I64, Constant, symbol_of
from noetlc.layout.objects import ENTRIES_DATA, ENTRY, FALSE, ITEMS_DATA, NONE, TRUE, TUPLE_ITEMS, Dict, List
from noetlc.layout.static import static_float, static_int, static_str, str_hash
from noetlc.layout.tags import T_DICT, T_ENTRIES, T_ITEMS, T_LIST, T_RAW, T_TUPLE
from noetlc.runtime.values.dict import UNINDEXED
from noetlc.runtime.values.lookups import PERTURB_SHIFT

SMALL = 1 << 30

ValueWord = int | str  # a word that is a value: itself, or the name of a data item whose address it is
Word = ValueWord | TableIndex  # a word of a record


def make_data(name: str) -> Data | None:
    """The data item behind a name that says what it holds (`str:text`), or None."""
    return Data(name, static_str(name[4:]), 2) if name.startswith("str:") else None


def small_word(value: object) -> int | None:
    """The word of null, a bool or a small int; None for what is an object."""
    if value is None:
        return NONE
    if isinstance(value, bool):
        return TRUE if value else FALSE
    return value << 1 | 1 if isinstance(value, int) and -SMALL <= value < SMALL else None


def word_of(constant: Constant) -> ValueWord:
    """A constant as a word, or the name of its data item."""
    word = small_word(constant)
    if word is not None:
        return word
    assert constant is not None
    return symbol_of(constant)


class Constants:
    """The constants of a module; `items` are the data items made so far, `str:` items excepted."""

    def __init__(self) -> None:
        self.items: dict[str, Data] = {}
        self._known: dict[object, ValueWord] = {}

    def expr(self, value: object) -> Expr:
        """A constant as an expression of type val."""
        word = self.word(value)
        if isinstance(word, int):
            found = i32(word)
            found.type = "val"
            return found
        return data(word, "val")

    def word(self, value: object) -> ValueWord:
        """A constant (null, bool, int, float, string, list, map) as a word of a record."""
        word = small_word(value)
        if word is not None:
            return word
        if isinstance(value, str) or (isinstance(value, int) and value not in I64):
            return symbol_of(value)
        key = _key(value)
        if key not in self._known:
            self._known[key] = self._make(value)
        return self._known[key]

    def _make(self, value: object) -> str:
        if isinstance(value, int):
            return self._add(static_int(value), [])
        if isinstance(value, float):
            return self._add(static_float(value), [])
        if isinstance(value, list):
            return self._list(value)
        assert isinstance(value, dict)
        return self._map(value)

    def _add(self, content: bytes, words: list[tuple[int, ValueWord]]) -> str:
        """A data item with words filled in."""
        filled = bytearray(content)
        refs: list[tuple[int, str]] = []
        for offset, word in words:
            if isinstance(word, str):
                refs.append((offset, word))
            else:
                struct.pack_into("<i", filled, offset, word)
        name = f"const.{len(self.items) + 1}"
        self.items[name] = Data(name, bytes(filled), 8, tuple(refs))
        return name

    def _list(self, value: list[object]) -> str:
        storage: ValueWord = 0
        if value:
            storage = self._add(list_storage(len(value)), [(item_at(i), self.word(item)) for i, item in enumerate(value)])
        return self._add(list_head(len(value)), [(LIST_ITEMS, storage)])

    def _map(self, value: dict[str, object]) -> str:
        hashes = [hash_of(key) for key in value]
        entries: ValueWord = 0
        index: ValueWord = 0
        if value:
            words: list[tuple[int, ValueWord]] = []
            for i, (key, item) in enumerate(value.items()):
                words += [(entry_at(i) + 4, "str:" + key), (entry_at(i) + 8, self.word(item))]
            entries = self._add(map_entries(hashes), words)
        if len(value) > UNINDEXED:
            index = self._add(map_index(hashes), [])
        return self._add(map_head(len(value)), [(MAP_ENTRIES, entries), (MAP_INDEX, index)])


LIST_ITEMS = List.FIELDS["items"][1]  # the word of a list's head that refers to its storage


def item_at(number: int) -> int:
    """Where an item lies in the storage of a list."""
    return ITEMS_DATA + 4 * number


def list_head(count: int) -> bytes:
    """A list of that many items, without the address of its storage."""
    head = struct.pack("<BBHIII", T_LIST, 0, LIST_ITEMS, _size(List.SIZE), count, count)
    return head.ljust(_size(List.SIZE), b"\0")


def list_storage(count: int) -> bytes:
    """The storage of a list, without items."""
    size = _size(item_at(count))
    return struct.pack("<BBHI", T_ITEMS, 0, ITEMS_DATA, size).ljust(size, b"\0")


def tuple_head(count: int, flags: int = 0) -> bytes:
    """A tuple of that many items, without the items."""
    size = _size(TUPLE_ITEMS + 4 * count)
    return struct.pack("<BBHII", T_TUPLE, flags, TUPLE_ITEMS, size, count).ljust(size, b"\0")


# the words of a map's head that refer to its storage
MAP_ENTRIES = Dict.FIELDS["entries"][1]
MAP_INDEX = Dict.FIELDS["index"][1]


def hash_of(key: str) -> int:
    """The hash of a string as the runtime computes it."""
    return str_hash(key.encode("utf-8", "surrogatepass"))


def entry_at(number: int) -> int:
    """Where an entry lies in the storage of a map: hash, key, value, a word each."""
    return ENTRIES_DATA + ENTRY * number


def map_head(count: int) -> bytes:
    """A map of that many entries, without the addresses of its storage."""
    head = struct.pack("<BBHIIIII", T_DICT, 0, MAP_ENTRIES, _size(Dict.SIZE), count, count, count, 0)
    return head.ljust(_size(Dict.SIZE), b"\0")


def map_entries(hashes: list[int]) -> bytes:
    """The entries of a map, without keys and values."""
    size = _size(entry_at(len(hashes)))
    content = bytearray(struct.pack("<BBHI", T_ENTRIES, 0, 0, size).ljust(size, b"\0"))
    for i, value in enumerate(hashes):
        struct.pack_into("<I", content, entry_at(i), value)
    return bytes(content)


def _size(n: int) -> int:
    return -(-n // 8) * 8


def _key(value: object) -> object:
    """What makes equal constants one: type, value and order of keys."""
    if isinstance(value, list):
        return ("list", tuple(_key(v) for v in value))
    if isinstance(value, dict):
        return ("map", tuple((k, _key(v)) for k, v in value.items()))
    return (type(value).__name__, repr(value))


def map_index(hashes: list[int]) -> bytes:
    """The open-addressing index of a map with these hashes, as `dict_storage` and `index_add` build it."""
    slots = 16
    while slots < len(hashes) + (len(hashes) >> 1):
        slots <<= 1
    table = [0] * slots
    for number, h in enumerate(hashes, 1):
        slot, perturb = h & (slots - 1), h & 0xFFFFFFFF
        while table[slot]:
            perturb >>= PERTURB_SHIFT
            slot = (slot * 5 + perturb + 1) & (slots - 1)
        table[slot] = number
    return struct.pack("<BBHI", T_RAW, 0, 0, 8 + 4 * slots) + struct.pack(f"<{slots}I", *table)
