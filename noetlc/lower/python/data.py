"""Data items that compiled bodies name: boxed numbers, byte strings, classes, parameter lists."""

from __future__ import annotations

import struct

from noetlc.ir.nodes import Data
from noetlc.runtime.function import FUNCTION_CELLS
from noetlc.runtime.layout import BYTES_DATA, T_BYTES, T_FUNCTION, static_class, static_float, static_int


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
    return None


def static_bytes(content: bytes) -> bytes:
    """A bytes object."""
    size = -(-(BYTES_DATA + len(content)) // 8) * 8
    return (struct.pack("<BBHII", T_BYTES, 0, 0, size, len(content)) + content).ljust(size, b"\0")


def _builtin(name: str, text: str) -> Data:
    """The function object of a builtin; its entry is generated when it is used."""
    size = -(-FUNCTION_CELLS // 8) * 8
    content = struct.pack("<BBHI", T_FUNCTION, 0, 12, size).ljust(size, b"\0")
    return Data(name, content, 8, ((8, f"func:builtin.{text}"), (12, "str:" + text)))


def _signature(name: str, text: str) -> Data:
    """`display:pos:posonly:kwonly:star:starstar:defaults:kwmask:names` as a `function.Signature` and its names."""
    display, *numbers, names = text.split(":")
    words = [0, *(int(n) for n in numbers)]
    params = names.split(",") if names else []
    content = struct.pack(f"<{len(words)}i", *words) + bytes(4 * len(params))
    refs = [(0, "str:" + display), *((4 * len(words) + 4 * i, "str:" + p) for i, p in enumerate(params))]
    return Data(name, content, 8, tuple(refs))
