"""Runs kernel functions on guest values, under the emulator and in wasm, behind one interface.

    for guest in (Emulated(), Wasm(["str_concat"])):
        v = guest.call("str_concat", guest.to_val("a"), guest.to_val("b"))
        assert guest.from_val(v) == "ab"

`to_val` knows None, bool, int (any size), float, str, bytes, list, tuple, dict and sets; `from_val` reads those and ranges.
In wasm the functions it calls for keys other than strings (`dict_set_any`) and sets (`set_new`, `frozenset_new`, `set_add`)
must be among those asked for.
"""

from __future__ import annotations

import functools
import struct
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "python"))

import wasmtime
from made_modules import made

from noetlc.ir.build import get, global_get, global_set
from noetlc.ir.nodes import Data, Effect, Function, Module, Return
from noetlc.kernel.emulate import STATIC_LIMIT, Machine, Trap
from noetlc.kernel.link import Linker
from noetlc.kernel.runtime import runtime
from noetlc.layout.features import Feature
from noetlc.layout.objects import (
    ASCII,
    BIG_LIMBS,
    BYTES_DATA,
    ENTRIES_DATA,
    ENTRY,
    FALSE,
    ITEMS_DATA,
    NEGATIVE,
    NONE,
    STR_BYTES,
    TRUE,
    TUPLE_ITEMS,
    UNDEFINED,
    WIDE_TEXT,
)  # fmt: skip
from noetlc.layout.static import singletons, static_int, static_str, static_wide, str_hash
from noetlc.layout.tags import (
    T_BOOL,
    T_BYTES,
    T_DICT,
    T_FLOAT,
    T_FROZENSET,
    T_INT,
    T_LIST,
    T_NONE,
    T_RANGE,
    T_SET,
    T_STR,
    T_TUPLE,
    T_UNDEFINED,
    T_WIDE,
)  # fmt: skip
from noetlc.lower.passes.pipeline import run as run_passes
from noetlc.wat_emit import emit

Scalar = int | float


class Guest:
    """Values of a guest whose functions are called by name. `limbs`: wide ints have limbs, not text."""

    limbs = True

    def call(self, name: str, *args: Scalar) -> Any:
        raise NotImplementedError

    def read(self, address: int, size: int) -> bytes:
        raise NotImplementedError

    def write(self, address: int, content: bytes) -> None:
        raise NotImplementedError

    def get_global(self, name: str) -> Scalar:
        raise NotImplementedError

    def set_global(self, name: str, value: Scalar) -> None:
        raise NotImplementedError

    def word(self, address: int, fmt: str = "i") -> Any:
        return struct.unpack("<" + fmt, self.read(address & 0xFFFFFFFF, struct.calcsize(fmt)))[0]

    def put(self, content: bytes, padding: int = 64) -> int:
        """The address of raw bytes on the heap, followed by readable padding."""
        p = int(self.call("take", len(content) + padding))
        self.write(p, content)
        return p

    def string(self, text: str) -> int:
        """A string on the heap."""
        data = text.encode("utf-8", "surrogatepass")
        return int(self.call("str_from", self.put(data), len(data)))

    def text(self, v: int) -> str:
        """What a string value holds; its header is checked."""
        nbytes, length, hash_ = (self.word(v + o) for o in (8, 12, 16))
        data = self.read(v + STR_BYTES, nbytes)
        text = data.decode("utf-8", "surrogatepass")
        assert len(text) == length, f"{text!r} is said to have {length} code points"
        assert bool(self.word(v + 1, "B") & ASCII) == text.isascii()
        assert hash_ == 0 or hash_ & 0xFFFFFFFF == str_hash(data)
        return text

    # ---- Python to guest

    def to_val(self, x: object) -> int:
        """A guest value equal to x."""
        if x is None or isinstance(x, bool):
            return {None: NONE, True: TRUE, False: FALSE}[x]
        if isinstance(x, int):
            return self.integer(x)
        if isinstance(x, float):
            return int(self.call("from_float", x))
        if isinstance(x, str):
            return self.string(x)
        if isinstance(x, bytes):
            return self.place(struct.pack("<BBHII", T_BYTES, 0, 0, -(-(12 + len(x)) // 8) * 8, len(x)) + x)
        if isinstance(x, list):
            v = int(self.call("list_new", 0))
            for item in x:
                self.call("list_push", v, self.to_val(item))
            return v
        if isinstance(x, tuple):
            v = int(self.call("tuple_new", len(x)))
            for i, item in enumerate(x):
                self.write(v + TUPLE_ITEMS + 4 * i, struct.pack("<i", self.to_val(item)))
            return v
        if isinstance(x, dict):
            v = int(self.call("dict_new"))
            for key, item in x.items():
                self.call("dict_set" if isinstance(key, str) else "dict_set_any", v, self.to_val(key), self.to_val(item))
            return v
        if isinstance(x, set | frozenset):
            v = int(self.call("set_new" if isinstance(x, set) else "frozenset_new"))
            for item in x:
                self.call("set_add", v, self.to_val(item))
            return v
        raise TypeError(f"no guest value for {type(x).__name__}")

    def integer(self, x: int) -> int:
        if -(1 << 30) <= x < 1 << 30:
            return x << 1 | 1
        if -(1 << 63) <= x < 1 << 63:
            return self.place(static_int(x))
        return self.place(static_wide(x, self.limbs))

    def place(self, content: bytes) -> int:
        p = int(self.call("take", len(content)))
        self.write(p, content)
        return p

    # ---- guest to Python

    def from_val(self, v: int) -> Any:
        """The Python value a guest value stands for."""
        if v & 1:
            return v >> 1
        assert v != 0, "no value: an exception is pending"
        tag = self.word(v, "B")
        reader = self.readers().get(tag)
        assert reader is not None, f"object {v} has tag {tag}"
        return reader(v)

    def readers(self) -> dict[int, Callable[[int], Any]]:
        return {
            T_UNDEFINED: lambda v: Ellipsis,
            T_NONE: lambda v: None,
            T_BOOL: lambda v: v == TRUE,
            T_INT: lambda v: self.word(v + 8, "q"),
            T_FLOAT: lambda v: self.word(v + 8, "d"),
            T_WIDE: self.wide,
            T_STR: self.text,
            T_BYTES: lambda v: self.read(v + BYTES_DATA, self.word(v + 8)),
            T_LIST: lambda v: [self.from_val(w) for w in self.words(self.word(v + 16) + ITEMS_DATA, self.word(v + 8))],
            T_TUPLE: lambda v: tuple(self.from_val(w) for w in self.words(v + TUPLE_ITEMS, self.word(v + 8))),
            T_DICT: self.mapping,
            T_SET: lambda v: set(self.members(v)),
            T_FROZENSET: lambda v: frozenset(self.members(v)),
            T_RANGE: lambda v: range(*struct.unpack("<qqq", self.read(v + 8, 24))),
        }

    def wide(self, v: int) -> int:
        if not self.limbs:
            return int(self.read(v + WIDE_TEXT, self.word(v + 8)))
        count = self.word(v + 8)
        assert self.word(v + 4) >= BIG_LIMBS + 4 * count
        found = int.from_bytes(self.read(v + BIG_LIMBS, 4 * count), "little")
        assert self.word(v + BIG_LIMBS + 4 * count - 4) != 0
        assert found >= 1 << 63, "an int that fits 64 bits is wide"
        return -found if self.word(v + 1, "B") & NEGATIVE else found

    def words(self, address: int, count: int) -> list[int]:
        return list(struct.unpack(f"<{count}i", self.read(address, 4 * count)))

    def mapping(self, v: int) -> dict[Any, Any]:
        used, fill, capacity, _, entries, _ = self.words(v + 8, 6)
        assert used <= fill <= capacity or fill == 0
        found: dict[Any, Any] = {}
        for i in range(fill):
            _, key, value = self.words(entries + ENTRIES_DATA + ENTRY * i, 3)
            if key != 0:
                found[self.from_val(key)] = self.from_val(value)
        assert len(found) == used
        return found

    def members(self, v: int) -> list[Any]:
        """The members of a set in table order."""
        mask, table = self.word(v + 16), self.word(v + 24)
        keys = [self.word(table + 8 + 16 * i + 8) for i in range(mask + 1)]
        return [self.from_val(k) for k in keys if k not in (0, UNDEFINED)]


class Emulated(Guest):
    """Kernel functions under CPython."""

    def __init__(self, imports: dict[str, Callable[..., Any]] | None = None) -> None:
        self.machine = Machine(imports=imports)
        self.machine.globals["__heap_base"] = STATIC_LIMIT
        self.machine.call("start_memory")

    def call(self, name: str, *args: Scalar) -> Any:
        return self.machine.call(name, *args)

    def read(self, address: int, size: int) -> bytes:
        return bytes(self.machine.memory[address : address + size])

    def write(self, address: int, content: bytes) -> None:
        self.machine.memory[address : address + len(content)] = content

    def get_global(self, name: str) -> Scalar:
        value: Scalar = self.machine.globals[name]
        return value

    def set_global(self, name: str, value: Scalar) -> None:
        self.machine.globals[name] = value


BASIC = ("start_memory", "take", "str_from", "from_float", "list_new", "list_push", "tuple_new", "dict_new", "dict_set")


# Python looks at what the functions give, as a body might
LOOKED_AT = (Feature.EXCEPTION_VALUES, Feature.QUOTED_KEYS, Feature.RARE_VALUES, Feature.CLASS_BASES)


def link(roots: Iterable[str], data: dict[str, Data] | None = None) -> Module:
    """The IR module of what these kernel functions reach. `lit` strings become data, as `data` does."""
    given = data or {}

    def make_data(name: str) -> Data | None:
        if name.startswith("str:"):
            return Data(name, static_str(name[4:]))
        return given.get(name)

    module = Module()
    linker = Linker(module, runtime(), make_data)
    for feature in LOOKED_AT:
        linker.make_live(feature)
    linker.link(list(roots))
    return module


@functools.cache
def compiled(roots: tuple[str, ...]) -> tuple[bytes, bool]:
    """An optimised wasm module exporting these functions and, for each global x, `get:x` and `set:x`; whether its wide ints have limbs."""
    return made("kernel " + " ".join(roots), lambda: _made(roots))


def _made(roots: tuple[str, ...]) -> tuple[bytes, bool]:
    module = link(roots)
    limbs = any(Feature.BIGINT in f.provides for f in module.functions.values())
    for name in roots:
        module.functions[name].export = name
    add_accessors(module)
    run_passes(module)
    return emit(module, memory_pages=(4, 4096), fixed_data=[(UNDEFINED, singletons())]).binary(), limbs


def add_accessors(module: Module) -> None:
    """Exported functions that read and write each global."""
    for name, declared in module.globals.items():
        read = Function(f"get:{name}", (), declared.type, {}, [Return(global_get(name, declared.type))])
        setting = [Effect(global_set(name, get("x", declared.type)))]
        write = Function(f"set:{name}", ("x",), "void", {"x": declared.type}, setting)
        for function in (read, write):
            function.export = function.name
            module.functions[function.name] = function


class Wasm(Guest):
    """A module of these kernel functions, what `to_val` needs, and all they reach."""

    def __init__(self, functions: Iterable[str], imports: dict[str, Callable[..., Any]] | None = None) -> None:
        roots = tuple(dict.fromkeys((*BASIC, *functions)))
        self.binary, self.limbs = compiled(roots)
        self.store = wasmtime.Store(_engine())
        self.module = _module(self.binary)
        bound = [_bind(self.store, i, imports or {}) for i in self.module.imports]
        self.instance = wasmtime.Instance(self.store, self.module, bound)
        self.exports = self.instance.exports(self.store)
        self.memory = self.exports["memory"]
        self.call("start_memory")

    def call(self, name: str, *args: Scalar) -> Any:
        try:
            return self.exports[name](self.store, *args)  # type: ignore[operator]
        except wasmtime.Trap as trap:
            raise Trap(str(trap)) from trap

    def read(self, address: int, size: int) -> bytes:
        return bytes(self.memory.read(self.store, address, address + size))  # type: ignore[union-attr]

    def write(self, address: int, content: bytes) -> None:
        self.memory.write(self.store, content, address)  # type: ignore[union-attr]

    def get_global(self, name: str) -> Scalar:
        value: Scalar = self.call("get:" + name)
        return value

    def set_global(self, name: str, value: Scalar) -> None:
        self.call("set:" + name, value)


@functools.cache
def _engine() -> Any:
    return wasmtime.Engine()


@functools.cache
def _module(binary: bytes) -> Any:
    return wasmtime.Module(_engine(), binary)


def _bind(store: Any, wanted: Any, imports: dict[str, Callable[..., Any]]) -> Any:
    return wasmtime.Func(store, wanted.type, imports[wanted.name])
