"""The objects of constants as bytes, laid out at build time."""

from __future__ import annotations

import struct

from noetlc.layout.objects import ASCII, CLASS_MODULE, NEGATIVE, NO_INSTANCE, QUALIFIED, SINGLETON, STR_BYTES, WIDE_TEXT
from noetlc.layout.tags import (
    T_BOOL,
    T_BOUND,
    T_BYTEARRAY,
    T_BYTES,
    T_CLASS,
    T_DICT,
    T_FLOAT,
    T_FROZENSET,
    T_FUNCTION,
    T_INT,
    T_LIST,
    T_MODULE,
    T_NONE,
    T_RANGE,
    T_SET,
    T_SLICE,
    T_STR,
    T_TUPLE,
    T_UNDEFINED,
    T_WIDE,
)
from noetlc.primitives.exceptions import base_of, display_name, module_of


def str_hash(data: bytes) -> int:
    """The 32-bit hash of a string's bytes, never 0; `hash_bytes` of the runtime computes the same."""
    if not data:
        return 0x5BD1E995
    h = 0x811C9DC5
    full = len(data) & ~7
    for i in range(0, full, 8):
        word = int.from_bytes(data[i : i + 8], "little")
        h = _mix(h, word)
    if len(data) > full:
        h = _mix(h, int.from_bytes(data[full:], "little"))
    h = (h ^ len(data)) & 0xFFFFFFFF
    return h or 1


def _mix(h: int, word: int) -> int:
    word ^= h
    product = ((word ^ word >> 32) * 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF
    return (product ^ (product >> 32)) & 0xFFFFFFFF


def static_str(text: str) -> bytes:
    """The object of a string constant, hash included. It needs an even address only and is not padded: nothing moves it."""
    data = text.encode("utf-8", "surrogatepass")
    size = -(-(STR_BYTES + len(data)) // 8) * 8
    h = str_hash(data)
    head = struct.pack("<BBHIIII", T_STR, ASCII if text.isascii() else 0, 0, size, len(data), len(text), h)
    return head + data


def static_int(value: int) -> bytes:
    """A boxed 64-bit int."""
    return struct.pack("<BBHIq", T_INT, 0, 0, 16, value)


def static_float(value: float) -> bytes:
    return struct.pack("<BBHId", T_FLOAT, 0, 0, 16, value)


def static_wide(value: int, limbs: bool) -> bytes:
    """An int beyond 64 bits: in limbs, or as its text in a module that does not compute with such ints."""
    if not limbs:
        return _wide_object(0, len(text := str(value).encode()), text)
    count = -(-value.bit_length() // 32)
    return _wide_object(NEGATIVE * (value < 0), count, abs(value).to_bytes(4 * count, "little"))


def _wide_object(flags: int, count: int, content: bytes) -> bytes:
    size = -(-(WIDE_TEXT + len(content)) // 8) * 8
    return (struct.pack("<BBHII", T_WIDE, flags, 0, size, count) + content).ljust(size, b"\0")


CLASS_BASE = 16  # where a class has its base
INSTANCE_TAGS = {
    "object": 0, "NoneType": T_NONE, "bool": T_BOOL, "int": T_INT, "float": T_FLOAT, "str": T_STR, "bytes": T_BYTES, "list": T_LIST,
    "tuple": T_TUPLE, "dict": T_DICT, "set": T_SET, "frozenset": T_FROZENSET, "range": T_RANGE, "slice": T_SLICE, "type": T_CLASS,
    "bytearray": T_BYTEARRAY, "function": T_FUNCTION, "method": T_BOUND, "module": T_MODULE,
    "Ellipsis": SINGLETON, "NotImplemented": SINGLETON,
}  # fmt: skip


def static_class(name: str) -> tuple[bytes, tuple[tuple[int, str], ...]]:
    """The object of a built-in class and the (offset, data name) words to fill in. KeyError for an unknown name."""
    base = base_of(name)
    module = module_of(name)
    head = struct.pack("<BBHI", T_CLASS, QUALIFIED if module else 0, 12, 32 if module else 24)
    content = head + struct.pack("<IIII", INSTANCE_TAGS.get(name, NO_INSTANCE), 0, 0, 0) + bytes(8 if module else 0)
    refs = [(12, "str:" + display_name(name))]
    if module:
        refs.append((CLASS_MODULE, "str:" + module))
    if base:
        refs.append((CLASS_BASE, "cls:" + base))
    return content, tuple(refs)


def singletons() -> bytes:
    """The objects at UNDEFINED, NONE, FALSE and TRUE: header only, told apart by address; then the byte at SMALL."""
    return b"".join(struct.pack("<BBHI", tag, 0, 0, 8) for tag in (T_UNDEFINED, T_NONE, T_BOOL, T_BOOL)) + bytes((T_INT,))
