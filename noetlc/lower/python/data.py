"""Data items that compiled bodies name: boxed numbers, byte strings, classes, parameter lists."""

from __future__ import annotations

import json
import struct

from noetlc.ir.nodes import Data
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
from noetlc.primitives.python_methods import RECEIVERS
from noetlc.primitives.python_modules import FUNCTIONS
from noetlc.runtime.function import FUNCTION_CELLS
from noetlc.runtime.layout import BUILTIN, BYTES_DATA, FALSE, NONE, T_BYTES, T_FUNCTION, TRUE, static_class, static_float, static_int


def make_data(name: str) -> Data | None:
    """The data item behind a name that says what it holds, or None."""
    kind, _, text = name.partition(":")
    if kind == "int":
        return Data(name, static_int(int(text)))
    if kind == "float":
        return Data(name, static_float(struct.unpack(">d", bytes.fromhex(text))[0]))
    if kind == "bytes":
        return Data(name, static_bytes(bytes.fromhex(text)))
    if kind == "cls":
        content, refs = static_class(text)
        return Data(name, content, 8, tuple(refs))
    if kind == "builtin":
        return _builtin(name, text)
    if kind == "sig":
        return _signature(name, text)
    if kind in ("map", "mapentries", "mapindex"):
        return _map_part(name, kind, text)
    if kind in ("list", "listitems"):
        return _list_part(name, kind, text)
    return None


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


def map_name(pairs: list[tuple[str, int | str]]) -> str:
    """The name of a constant map; a value is a word, or the name of a data item."""
    return "map:" + json.dumps(pairs, ensure_ascii=False, separators=(",", ":"))


def list_name(words: list[int | str]) -> str:
    """The name of a constant list; an item is a word, or the name of a data item."""
    return "list:" + json.dumps(words, ensure_ascii=False, separators=(",", ":"))


def _list_part(name: str, kind: str, text: str) -> Data:
    """A constant list: its head, or its storage."""
    words: list[int | str] = json.loads(text)
    if kind == "list":
        return Data(name, list_head(len(words)), 8, ((LIST_ITEMS, "listitems:" + text),))
    content = bytearray(list_storage(len(words)))
    refs: list[tuple[int, str]] = []
    for i, word in enumerate(words):
        if isinstance(word, str):
            refs.append((item_at(i), word))
        else:
            struct.pack_into("<i", content, item_at(i), word)
    return Data(name, bytes(content), 8, tuple(refs))


def _map_part(name: str, kind: str, text: str) -> Data:
    """A constant map: its head, its entries, or its index."""
    pairs: list[tuple[str, int | str]] = json.loads(text)
    hashes = [hash_of(key) for key, _ in pairs]
    if kind == "mapindex":
        return Data(name, map_index(hashes), 8)
    if kind == "map":
        index = ((MAP_INDEX, "mapindex:" + text),) if len(pairs) > UNINDEXED else ()
        return Data(name, map_head(len(pairs)), 8, ((MAP_ENTRIES, "mapentries:" + text), *index))
    content = bytearray(map_entries(hashes))
    refs: list[tuple[int, str]] = []
    for i, (key, word) in enumerate(pairs):
        refs.append((entry_at(i) + 4, "str:" + key))
        if isinstance(word, str):
            refs.append((entry_at(i) + 8, word))
        else:
            struct.pack_into("<i", content, entry_at(i) + 8, word)
    return Data(name, bytes(content), 8, tuple(refs))


def static_bytes(content: bytes) -> bytes:
    """A bytes object."""
    size = -(-(BYTES_DATA + len(content)) // 8) * 8
    return (struct.pack("<BBHII", T_BYTES, 0, 0, size, len(content)) + content).ljust(size, b"\0")


def _builtin(name: str, text: str) -> Data:
    """The function object of a builtin; its entry is generated when it is used."""
    size = -(-FUNCTION_CELLS // 8) * 8
    content = struct.pack("<BBHI", T_FUNCTION, BUILTIN, 12, size).ljust(size, b"\0")
    return Data(name, content, 8, ((8, f"func:builtin.{text}"), (12, "str:" + _shown(text))))


def _shown(text: str) -> str:
    """The qualified name of a builtin: with its class, but without its module."""
    parts = text.split(".")
    return ".".join(parts[-2:]) if parts[0] in RECEIVERS or (len(parts) > 2 and text not in FUNCTIONS) else parts[-1]


def _signature(name: str, text: str) -> Data:
    """`display:pos:posonly:kwonly:star:starstar:defaults:kwmask:names` as a `function.Signature` and its names."""
    display, *numbers, names = text.split(":")
    words = [0, *(int(n) for n in numbers)]
    params = names.split(",") if names else []
    content = struct.pack(f"<{len(words)}i", *words) + bytes(4 * len(params))
    refs = [(0, "str:" + display), *((4 * len(words) + 4 * i, "str:" + p) for i, p in enumerate(params))]
    return Data(name, content, 8, tuple(refs))
