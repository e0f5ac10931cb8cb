"""Data items that compiled bodies name: boxed numbers, byte strings, classes, parameter lists."""

from __future__ import annotations

import json
import struct

from noetlc.frontend.body_plugins import is_plugin_module
from noetlc.ir.nodes import Data
from noetlc.lower.python.display import display_data
from noetlc.lower.workflow.constants import LIST_ITEMS, item_at, list_head, list_storage, tuple_head
from noetlc.primitives.python_methods import RECEIVERS
from noetlc.primitives.python_modules import FUNCTIONS
from noetlc.runtime.function import FUNCTION_CELLS
from noetlc.runtime.layout import BUILTIN, BYTES_DATA, T_BYTES, T_FUNCTION, TUPLE_ITEMS, static_class, static_float, static_int


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
    if kind == "display":
        return display_data(name, text)
    if kind == "tuple":
        words = json.loads(text)
        return Data(name, *_filled(tuple_head(len(words)), TUPLE_ITEMS, words))
    if kind in ("list", "listitems"):
        return _list_part(name, kind, text)
    return None


def list_name(words: list[int | str]) -> str:
    """The name of a constant list; an item is a word, or the name of a data item."""
    return "list:" + json.dumps(words, ensure_ascii=False, separators=(",", ":"))


def _list_part(name: str, kind: str, text: str) -> Data:
    """A constant list: its head, or its storage."""
    words: list[int | str] = json.loads(text)
    if kind == "list":
        return Data(name, list_head(len(words)), 8, ((LIST_ITEMS, "listitems:" + text),))
    return Data(name, *_filled(list_storage(len(words)), item_at(0), words))


def _filled(content: bytes, at: int, words: list[int | str]) -> tuple[bytes, int, tuple[tuple[int, str], ...]]:
    """An object or storage with words from `at` on: its content, alignment and references."""
    filled = bytearray(content)
    refs: list[tuple[int, str]] = []
    for place, word in enumerate(words):
        if isinstance(word, str):
            refs.append((at + 4 * place, word))
        else:
            struct.pack_into("<i", filled, at + 4 * place, word)
    return bytes(filled), 8, tuple(refs)


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
    if is_plugin_module(text):
        return parts[-1]
    return ".".join(parts[-2:]) if parts[0] in RECEIVERS or (len(parts) > 2 and text not in FUNCTIONS) else parts[-1]


def _signature(name: str, text: str) -> Data:
    """`display:pos:posonly:kwonly:star:starstar:defaults:kwmask:names` as a `function.Signature` and its names."""
    display, *numbers, names = text.split(":")
    words = [0, *(int(n) for n in numbers)]
    params = names.split(",") if names else []
    content = struct.pack(f"<{len(words)}i", *words) + bytes(4 * len(params))
    refs = [(0, "str:" + display), *((4 * len(words) + 4 * i, "str:" + p) for i, p in enumerate(params))]
    return Data(name, content, 8, tuple(refs))
