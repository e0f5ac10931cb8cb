"""A decoded module: its sections as lists, function bodies as places in the file with the sites in them."""

from __future__ import annotations

from dataclasses import dataclass, field

from noetlc.link.instructions import REF_FUNC, Body, Key

FuncType = tuple[bytes, bytes]
"""Parameters and results, one byte per value."""

Expression = tuple[Key, ...]
"""A constant expression without its `end`."""

PAGE = 65536
MAX_PAGES = 65536

KIND_NAMES = ("function", "table", "memory", "global")
_TYPE_NAMES = {0x7F: "i32", 0x7E: "i64", 0x7D: "f32", 0x7C: "f64", 0x7B: "v128", 0x70: "funcref", 0x6F: "externref"}

I32, I64 = b"\x7f", b"\x7e"


def value_type(code: int) -> str:
    """`i32` and so on."""
    return _TYPE_NAMES[code]


def signature(type_: FuncType) -> str:
    """`(i32, i32) -> (i64)`."""
    params, results = (", ".join(map(value_type, side)) for side in type_)
    return f"({params}) -> ({results})"


@dataclass(frozen=True, slots=True)
class Limits:
    """Least and most elements or pages; None for no bound."""

    least: int
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """`type` is 0x70 (functions) or 0x6f (external)."""

    type: int
    limits: Limits


@dataclass(frozen=True, slots=True)
class GlobalType:
    type: int
    mutable: bool


Description = int | Table | Limits | GlobalType
"""What is imported: the index of a function's type, a table, a memory, a global."""


@dataclass(frozen=True, slots=True)
class Import:
    module: str
    name: str
    kind: int
    description: Description


@dataclass(frozen=True, slots=True)
class Export:
    kind: int
    index: int


@dataclass(frozen=True, slots=True)
class Global:
    type: GlobalType
    init: Expression


@dataclass(slots=True)
class Element:
    """An element segment. `offset` is None if it is not active, `declared` if it only declares functions. `items` are expressions."""

    type: int
    items: tuple[Expression, ...]
    table: int = 0
    offset: Expression | None = None
    declared: bool = False


@dataclass(slots=True)
class Data:
    """A data segment. `offset` is None if it is passive."""

    content: bytes = field(repr=False)
    memory: int = 0
    offset: Expression | None = None


@dataclass(slots=True)
class Module:
    """Definitions come after imports in each index space. `instructions` are those with indexes that occur in code, by their bytes.
    `customs` has the custom sections in order."""

    types: list[FuncType] = field(default_factory=list)
    imports: list[Import] = field(default_factory=list)
    functions: list[int] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    memories: list[Limits] = field(default_factory=list)
    globals: list[Global] = field(default_factory=list)
    exports: dict[str, Export] = field(default_factory=dict)
    start: int | None = None
    elements: list[Element] = field(default_factory=list)
    bodies: list[Body] = field(default_factory=list)
    instructions: dict[bytes, Key] = field(default_factory=dict)
    data: list[Data] = field(default_factory=list)
    customs: list[tuple[str, bytes]] = field(default_factory=list)

    def imported(self, kind: int) -> list[Import]:
        """The imports of one kind, in order: the first indexes of its space."""
        return [one for one in self.imports if one.kind == kind]

    def function_types(self) -> list[FuncType]:
        """The type of every function, imported ones first."""
        indexes = [one.description for one in self.imported(0)]
        return [self.types[i] for i in (*indexes, *self.functions) if isinstance(i, int)]

    def table_types(self) -> list[Table]:
        """Every table, imported ones first."""
        return [*(one.description for one in self.imported(1) if isinstance(one.description, Table)), *self.tables]

    def memory_limits(self) -> list[Limits]:
        """Every memory, imported ones first."""
        return [*(one.description for one in self.imported(2) if isinstance(one.description, Limits)), *self.memories]

    def global_types(self) -> list[GlobalType]:
        """The type of every global, imported ones first."""
        imported = (one.description for one in self.imported(3))
        return [*(one for one in imported if isinstance(one, GlobalType)), *(one.type for one in self.globals)]

    def custom(self, name: str) -> bytes | None:
        """The first custom section of that name."""
        return next((content for title, content in self.customs if title == name), None)


def function_item(index: int) -> Expression:
    """The item of an element segment that is this function."""
    return ((REF_FUNC, index),)
