"""The constants of compiled bodies as data items: boxed numbers, byte strings, tuples, classes, parameter lists."""

from __future__ import annotations

import struct
from collections.abc import Callable

from noetlc.ir.nodes import Data, TableIndex
from noetlc.ir.payload import (
    Builtin,
    Bytes,
    Class,
    ClassFunction,
    Constant,
    Display,
    Globals,
    Items,
    List,
    Map,
    Method,
    NativeFunction,
    Pattern,
    Payload,
    Places,
    PluginFunction,
    Signature,
    Tuple,
    symbol_of,
)
from noetlc.layout.objects import (
    BUILTIN,
    BYTES_DATA,
    FUNCTION_CELLS,
    ITEMS,
    OF_BUILTINS,
    SHAPE_BITS,
    SLOT,
    TUPLE_ITEMS,
    UNBOUND,
    shape_flags,
)
from noetlc.layout.static import static_class, static_float, static_int, static_str
from noetlc.layout.tags import T_BYTES, T_FUNCTION, T_ITEMS
from noetlc.lower.python.dispatch.display import display_data
from noetlc.lower.python.dispatch.patterns import names_of, pattern_data
from noetlc.lower.workflow.constants import LIST_ITEMS, ValueWord, item_at, list_head, list_storage, tuple_head, word_of
from noetlc.primitives.modules import CLASS_METHODS
from noetlc.primitives.special_methods import is_slot, is_slot_of_all


class Pool:
    """The constants that bodies use; the data item of one is made when linking asks for it by name."""

    def __init__(self) -> None:
        self._makers: dict[str, Callable[[], Data]] = {}
        self._places = 0
        self.patterns: list[Pattern] = []  # in the order in which they are first used

    def word(self, constant: Constant) -> ValueWord:
        """A constant as a word, or the name of its data item, which can be made from now on."""
        word = word_of(constant)
        if isinstance(word, str) and word not in self._makers and constant is not None:
            self._add(word, constant)
        return word

    def place(self) -> str:
        """The name of a new word of memory, 0 at first, that belongs to one place of the code."""
        self._places += 1
        name = f"noted {self._places}"
        self._makers[name] = lambda: Data(name, bytes(4), 4)
        return name

    def words(self, content: bytes) -> str:
        """The name of words that a function reads."""
        name = f"words {content.hex()}"
        self._makers[name] = lambda: Data(name, content, 4)
        return name

    def data(self, name: str) -> Data | None:
        """The data item of that name, None if there is no such constant."""
        make = self._makers.get(name)
        return None if make is None else make()

    def _add(self, name: str, constant: int | float | str | Payload) -> None:
        """Adds a constant, and those in it."""
        self._makers[name] = lambda: _data(name, constant)
        if isinstance(constant, List):
            self._makers[_storage_name(constant)] = lambda: _storage(constant)
        if isinstance(constant, Pattern):
            self.patterns.append(constant)
            for part in (constant.source, names_of(constant)):
                self.word(part)
        inner = constant.root if isinstance(constant, Display) else constant
        for item in inner.items if isinstance(inner, Items | Map) else ():
            self.word(item)


def _data(name: str, constant: int | float | str | Payload) -> Data:
    if isinstance(constant, Bytes):
        return Data(name, static_bytes(constant.value))
    if isinstance(constant, Class):
        content, refs = static_class(constant.name)
        return Data(name, content, 8, tuple(refs))
    if isinstance(constant, Globals):
        size = -(-(ITEMS + 4 * constant.count) // 8) * 8
        return Data(name, struct.pack("<BBHI", T_ITEMS, 0, ITEMS, size).ljust(size, b"\0"))
    if isinstance(constant, NativeFunction):
        return _native(name, constant)
    if isinstance(constant, Pattern):
        return pattern_data(name, constant)
    if isinstance(constant, Signature):
        return _signature(name, constant)
    if isinstance(constant, Tuple):
        flags = shape_flags(constant.shape) & SHAPE_BITS if isinstance(constant, Places) else 0
        return Data(name, *_filled(tuple_head(len(constant.items), flags), TUPLE_ITEMS, constant.items))
    if isinstance(constant, List):
        return Data(name, list_head(len(constant.items)), 8, ((LIST_ITEMS, _storage_name(constant)),))
    if isinstance(constant, Display):
        return display_data(constant)
    if isinstance(constant, str):
        return Data(name, static_str(constant), 2)
    if isinstance(constant, float):
        return Data(name, static_float(constant))
    assert isinstance(constant, int), constant
    return Data(name, static_int(constant))


def _storage_name(constant: List) -> str:
    return "items of " + constant.symbol


def _storage(constant: List) -> Data:
    """The items of a constant list."""
    return Data(_storage_name(constant), *_filled(list_storage(len(constant.items)), item_at(0), constant.items))


def _filled(content: bytes, at: int, items: tuple[Constant, ...]) -> tuple[bytes, int, tuple[tuple[int, str], ...]]:
    """An object or storage with constants from `at` on: its content, alignment and references."""
    filled = bytearray(content)
    refs: list[tuple[int, str]] = []
    for place, word in enumerate(map(word_of, items)):
        if isinstance(word, str):
            refs.append((at + 4 * place, word))
        else:
            struct.pack_into("<i", filled, at + 4 * place, word)
    return bytes(filled), 8, tuple(refs)


def static_bytes(content: bytes) -> bytes:
    """A bytes object."""
    size = -(-(BYTES_DATA + len(content)) // 8) * 8
    return (struct.pack("<BBHII", T_BYTES, 0, 0, size, len(content)) + content).ljust(size, b"\0")


def _native(name: str, function: NativeFunction) -> Data:
    """A function object; its entry is generated when it is used."""
    size = -(-FUNCTION_CELLS // 8) * 8
    content = struct.pack("<BBHI", T_FUNCTION, _flags(function), 16, size).ljust(size, b"\0")
    return Data(name, content, 8, ((8, TableIndex(function.entry)), (16, symbol_of(function.shown))))


def _flags(function: NativeFunction) -> int:
    """What the function object says of itself: whether it binds to a receiver, whether CPython shows it as a slot."""
    if isinstance(function, ClassFunction) and function.described() not in CLASS_METHODS:
        return BUILTIN | UNBOUND | (SLOT if is_slot(function.cls, function.name) else 0)
    if isinstance(function, PluginFunction) or (isinstance(function, Builtin) and "." not in function.name):
        return BUILTIN | OF_BUILTINS
    return BUILTIN | (SLOT if isinstance(function, Method) and is_slot_of_all(function.name) else 0)


def _signature(name: str, signature: Signature) -> Data:
    """A `function.Signature` and the names behind it."""
    words = [0, *signature.counts]
    content = struct.pack(f"<{len(words)}i", *words) + bytes(4 * len(signature.names))
    names = ((4 * len(words) + 4 * i, symbol_of(n)) for i, n in enumerate(signature.names))
    return Data(name, content, 8, ((0, symbol_of(signature.display)), *names))
