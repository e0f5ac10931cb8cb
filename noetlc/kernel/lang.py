"""The vocabulary of kernel Python.

A runtime function is an annotated Python function over `i32`, `i64`, `f64`, `val` (a tagged value, an i32) and record
pointers. It is never called as Python: `translate.py` turns it into IR, `emulate.py` runs that IR under CPython.

    class Pair(Record):
        left: i32
        right: i64

    @inline
    def total(p: Pair) -> i64:
        return i64(p.left) + p.right

Statements: assignment (also to record fields), `if`, `while`, `break`, `continue`, `return`, calls. Arithmetic wraps.
`>>` and comparisons are signed; unsigned forms are intrinsics. `/`, `//` and `%` on integers do not exist: use `div_s` …
Module constants may be any Python expression; `name: i32 = 0` at module level is a mutable global.

Where a lower room of the runtime must ask an upper one, it declares a hook, and the upper room implements it under the same name:

    @hook                                 # in hooks.py of the lower room: what its other files import and call
    def any_hash(key: val) -> i32: ...

    @implements(hooks.any_hash)           # in the upper room
    def any_hash(key: val) -> i32:
        return …

A call of the hook is a call of the implementation: nothing is left to decide in a module.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable
from typing import Any, ClassVar, NoReturn, TypeVar

from noetlc.kernel.intrinsics import FIXED, INTEGER, LOADS, STORES

i32 = int
i64 = int
f64 = float
u8 = int
u16 = int
val = int

F = TypeVar("F", bound=Callable[..., Any])

WIDTHS = {"u8": 1, "u16": 2, "i32": 4, "val": 4, "i64": 8, "f64": 8}


class Record:
    """A typed pointer. Annotated fields are laid out in order with natural alignment, after those of the base record."""

    FIELDS: ClassVar[dict[str, tuple[str, int]]] = {}  # name -> (type, offset)
    SIZE: ClassVar[int] = 0

    def __init__(self, address: int | Record) -> None:
        raise NotImplementedError("kernel Python is translated, not run")

    def __int__(self) -> int:
        raise NotImplementedError("kernel Python is translated, not run")

    def __init_subclass__(cls) -> None:
        fields = dict(cls.FIELDS)
        offset = cls.SIZE
        for name, type_ in vars(cls).get("__annotations__", {}).items():
            width = WIDTHS[type_]
            offset = -(-offset // width) * width
            fields[name] = (type_, offset)
            offset += width
        cls.FIELDS = fields
        cls.SIZE = offset


class StaticData:
    """Bytes placed in the module when code that names them is linked; as an expression it is their address."""

    def __init__(self, content: bytes, align: int = 8) -> None:
        self.bytes = content
        self.align = align

    def __int__(self) -> int:
        raise NotImplementedError("kernel Python is translated, not run")


def static_bytes(content: bytes) -> int:
    return StaticData(content)  # type: ignore[return-value]  # an address to kernel code


def static_i64(values: Iterable[int]) -> int:
    return StaticData(b"".join(struct.pack("<Q", v & 0xFFFFFFFFFFFFFFFF) for v in values))  # type: ignore[return-value]


def static_i32(values: Iterable[int]) -> int:
    return StaticData(b"".join(struct.pack("<I", v & 0xFFFFFFFF) for v in values))  # type: ignore[return-value]


def static_f64(values: Iterable[float]) -> int:
    return StaticData(b"".join(struct.pack("<d", v) for v in values))  # type: ignore[return-value]


def _marked(function: F, **marks: object) -> F:
    """The function, which `kernel/library.py` asks for its marks."""
    for name, value in marks.items():
        setattr(function, f"__kernel_{name}__", value)
    return function


def inline(function: F) -> F:
    """Always inlined."""
    return _marked(function, inline="yes")


def noinline(function: F) -> F:
    """Never inlined: cold or large."""
    return _marked(function, inline="no")


def inline_often(function: F) -> F:
    """Inlined where code of a body runs often, never elsewhere."""
    return _marked(function, inline="often")


def export(name: str) -> Callable[[F], F]:
    """Exported from the module under `name`."""
    return lambda function: _marked(function, export=name)


def imported(module: str, field: str) -> Callable[[F], F]:
    """Bound to a host import; the body is `...`."""
    return lambda function: _marked(function, **{"import": (module, field)})


def extern(function: F) -> F:
    """Defined by the code that is compiled with the runtime; the body is `...`."""
    return _marked(function, extern=True)


def hook(function: F) -> F:
    """A question that a lower room asks and an upper one answers. Its body is its docstring; `@implements` marks the one answer."""
    return _marked(function, hook=True)


def implements(declared: F) -> Callable[[F], F]:
    """The answer to a hook, under its name and with its parameters."""
    return lambda function: _marked(function, implements=declared)


def _only_translated(*_: Any) -> NoReturn:
    raise NotImplementedError("kernel Python is translated, not run")


def u64(x: int) -> int:
    """i32 to i64, zero-extended (`i64(x)` sign-extends)."""
    _only_translated(x)


def lit(text: str) -> int:
    """The interned string constant as a value."""
    _only_translated(text)


def reason(text: str) -> int:
    """The number of a reason to leave a run, by its text in `primitives/reasons.py`."""
    _only_translated(text)


def lit_class(name: str) -> int:
    """A built-in class as a value, by its key in `primitives/exceptions.py`."""
    _only_translated(name)


def data_address(name: str) -> int:
    """The address of a data item the compiled playbook defines."""
    _only_translated(name)


def live(what: int) -> int:
    """1 if some linked code enables this feature or creates objects with this tag, else 0: guards code for what cannot occur."""
    _only_translated(what)


def enable(what: int) -> None:
    """Makes a feature (or tag) live in every module that has this function. Nothing happens when it runs."""
    _only_translated(what)


def func(function: Callable[..., Any]) -> int:
    """The index of a function in the indirect-call table."""
    _only_translated(function)


def indirect(index: int, *args: int) -> int:
    """Calls a table function of values returning a value."""
    _only_translated(index, *args)


def indirect_i32(index: int, *args: int) -> int:
    """Calls a table function of i32 numbers returning one."""
    _only_translated(index, *args)


def indirect_void(index: int, *args: int) -> None:
    """Calls a table function of values returning nothing."""
    _only_translated(index, *args)


def _word(name: str) -> Callable[..., NoReturn]:
    """A word that is one machine operation; `lang.pyi` has its types."""

    def word(*args: int | float) -> NoReturn:
        _only_translated(name, *args)

    word.__name__ = name
    return word


globals().update({name: _word(name) for name in (*LOADS, *STORES, *INTEGER, *FIXED)})


def quote_mask16(p: int) -> int:
    """Bit i is set if byte i of the 16 at p is `"`, a backslash or below 32."""
    _only_translated(p)


def high_mask16(p: int) -> int:
    """Bit i is set if byte i of the 16 at p is 128 or more."""
    _only_translated(p)


def copy16(d: int, s: int) -> None:
    """Copies 16 bytes."""
    _only_translated(d, s)
