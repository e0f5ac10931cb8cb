"""Constants that are more than a number or text: what `const` holds beside None, bool, int, float and str.

Example: the body's literal `(1, "a", (2.5,))` is

    const[tuple(1, "a", tuple(2.5))]:tuple

A constant knows the name of its data item, `symbol`: equal constants have equal ones. It is made of the symbols of its items and is
short however large they are, so that constants in constants cost a step each.
"""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import json
import struct
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar

LONGEST = 200  # characters of a symbol that still says what it holds


@dataclass(frozen=True)
class Payload(ABC):
    """A constant that is laid out in memory. Subclasses are frozen and say what their symbol is made of."""

    kind: ClassVar[str]

    @abstractmethod
    def described(self) -> str:
        """Equal exactly for equal constants of the class."""

    @functools.cached_property
    def symbol(self) -> str:
        """The name of the data item."""
        return f"{self.kind}:{self.described()}"

    def parts(self) -> tuple[Any, ...]:
        """What `of` makes it from again: constants and tuples of them."""
        return tuple(getattr(self, f.name) for f in dataclasses.fields(self))

    @classmethod
    def of(cls, *parts: Any) -> Payload:
        return cls(*parts)


Constant = Payload | bool | int | float | str | None


@dataclass(frozen=True)
class Class(Payload):
    """The class object of a built-in class."""

    name: str
    kind: ClassVar[str] = "cls"

    def described(self) -> str:
        return self.name


@dataclass(frozen=True)
class NativeFunction(Payload):
    """The function object of a function that no body defines. `name` is its own; where it comes from says the class."""

    name: str

    def described(self) -> str:
        return self.name

    @property
    def shown(self) -> str:
        """Its `__qualname__`."""
        return self.name

    @property
    def entry(self) -> str:
        """The function `(self, args, kwargs)` behind it, which is made when it is used."""
        return f"builtin.{self.described()}"


@dataclass(frozen=True)
class Builtin(NativeFunction):
    """A builtin, or a function of a module, whose name then has the module in it."""

    kind: ClassVar[str] = "builtin"

    @property
    def shown(self) -> str:
        return self.name.rpartition(".")[2]


@dataclass(frozen=True)
class ClassFunction(NativeFunction):
    """`str.lower`, `dict.fromkeys`: taken from a built-in class or one of a module; `cls` is its key."""

    cls: str
    kind: ClassVar[str] = "class_function"

    def described(self) -> str:
        return f"{self.cls}.{self.name}"

    @property
    def shown(self) -> str:
        return f"{self.cls.rpartition('.')[2]}.{self.name}"


@dataclass(frozen=True)
class Method(NativeFunction):
    """A method taken from a receiver, whatever that is."""

    kind: ClassVar[str] = "method"

    def described(self) -> str:
        return f".{self.name}"


@dataclass(frozen=True)
class PluginFunction(NativeFunction):
    """A function of a plug-in, which is the module of that name."""

    module: str
    kind: ClassVar[str] = "plugin_function"

    def described(self) -> str:
        return f"{self.module}.{self.name}"


@dataclass(frozen=True)
class Pattern(Payload):
    """A pattern of `re` that the compiler knows and makes a function of."""

    source: str
    flags: int
    kind: ClassVar[str] = "pattern"

    def described(self) -> str:
        return f"{self.flags}:{self.source}"

    @functools.cached_property
    def symbol(self) -> str:
        return _short(self.kind, self.described())

    @property
    def entry(self) -> str:
        """The function that matches it."""
        return f"match.{self.symbol}"


@dataclass(frozen=True)
class Bytes(Payload):
    value: bytes
    kind: ClassVar[str] = "bytes"

    def described(self) -> str:
        return self.value.hex()

    def parts(self) -> tuple[Any, ...]:
        return (self.value.hex(),)

    @classmethod
    def of(cls, *parts: Any) -> Payload:
        return cls(bytes.fromhex(parts[0]))


@dataclass(frozen=True)
class Signature(Payload):
    """The parameters of a function. `counts` are those of `function.Signature`: positional, positional-only, keyword-only, whether there
    is a `*` and a `**`, defaults, and the mask of keyword-only ones with a default."""

    display: str
    counts: tuple[int, ...]
    names: tuple[str, ...]
    kind: ClassVar[str] = "sig"

    def described(self) -> str:
        return f"{self.display}:{':'.join(map(str, self.counts))}:{','.join(self.names)}"


@dataclass(frozen=True)
class Items(Payload):
    """Constants in order."""

    items: tuple[Constant, ...]

    def described(self) -> str:
        return f"[{','.join(map(spell_item, self.items))}]"

    @functools.cached_property
    def symbol(self) -> str:
        return _short(self.kind, self.described())

    def parts(self) -> tuple[Any, ...]:
        return self.items

    @classmethod
    def of(cls, *parts: Any) -> Payload:
        return cls(parts)


@dataclass(frozen=True)
class Tuple(Items):
    kind: ClassVar[str] = "tuple"


@dataclass(frozen=True)
class Places(Tuple):
    """The names of the places in instances of a class, and the number of its shape, 0 for none."""

    shape: int = 0
    kind: ClassVar[str] = "places"

    def described(self) -> str:
        return f"{self.shape}{super().described()}"

    def parts(self) -> tuple[Any, ...]:
        return (self.shape, *self.items)

    @classmethod
    def of(cls, *parts: Any) -> Payload:
        return cls(parts[1:], parts[0])


@dataclass(frozen=True)
class List(Items):
    """A list that nobody changes, or part of a display."""

    kind: ClassVar[str] = "list"


@dataclass(frozen=True)
class Map(Payload):
    """A dict as part of a display; its keys are different."""

    keys: tuple[str, ...]
    items: tuple[Constant, ...]
    kind: ClassVar[str] = "map"

    def described(self) -> str:
        pairs = (f"{spell_item(k)}:{spell_item(v)}" for k, v in zip(self.keys, self.items, strict=True))
        return f"{{{','.join(pairs)}}}"

    @functools.cached_property
    def symbol(self) -> str:
        return _short(self.kind, self.described())


@dataclass(frozen=True)
class Globals(Payload):
    """The words of the variables of a body that functions use, and how many they are."""

    body: str
    count: int
    kind: ClassVar[str] = "globals"

    def described(self) -> str:
        return f"{self.body}:{self.count}"


@dataclass(frozen=True)
class Global(Payload):
    """One of those variables: where it lies, as a cell has its value."""

    words: Globals
    index: int
    kind: ClassVar[str] = "global"

    def described(self) -> str:
        return f"{self.words.described()}:{self.index}"

    def parts(self) -> tuple[Any, ...]:
        return (self.words.body, self.words.count, self.index)

    @classmethod
    def of(cls, *parts: Any) -> Payload:
        return cls(Globals(parts[0], parts[1]), parts[2])


@dataclass(frozen=True)
class Hole(Payload):
    """The place of an item of a display that is filled in later."""

    kind: ClassVar[str] = "hole"

    def described(self) -> str:
        return ""


@dataclass(frozen=True)
class Display(Payload):
    """A block of memory that is copied: a list or dict and all lists and dicts in it."""

    root: List | Map
    kind: ClassVar[str] = "display"

    def described(self) -> str:
        return self.root.described()

    @functools.cached_property
    def symbol(self) -> str:
        return _short(self.kind, self.described())


_KINDS = (
    Class, Builtin, ClassFunction, Method, PluginFunction, Pattern, Bytes, Signature, Tuple, Places, List, Map, Globals, Global, Hole,
    Display,
)  # fmt: skip
KINDS: dict[str, type[Payload]] = {c.kind: c for c in _KINDS}


I64 = range(-(1 << 63), 1 << 63)


def symbol_of(constant: int | float | str | Payload) -> str:
    """The name of the data item of a constant that has one."""
    if isinstance(constant, Payload):
        return constant.symbol
    if isinstance(constant, str):
        return "str:" + constant
    if isinstance(constant, float):
        return "float:" + struct.pack(">d", constant).hex()
    return f"int:{constant}" if constant in I64 else f"wide:{constant:x}"


def spell_item(constant: Constant) -> str:
    """A constant in the symbol of what it is part of; an int, a float and a bool are different ones."""
    if isinstance(constant, Payload):
        return constant.symbol
    if constant is None or isinstance(constant, bool | str):
        return json.dumps(constant, ensure_ascii=False)
    return str(constant) if isinstance(constant, int) and constant in I64 else symbol_of(constant)


def _short(kind: str, described: str) -> str:
    if len(described) <= LONGEST:
        return f"{kind}:{described}"
    return f"{kind}:{hashlib.blake2b(described.encode('utf-8', 'surrogatepass'), digest_size=16).hexdigest()}"
