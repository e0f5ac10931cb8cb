"""Short constructors for IR expressions."""

from __future__ import annotations

from noetlc.ir.nodes import Expr
from noetlc.ir.ops import OPS


def i32(value: int) -> Expr:
    return Expr("i32.const", (), value, "i32")


def i64(value: int) -> Expr:
    return Expr("i64.const", (), value, "i64")


def f64(value: float) -> Expr:
    return Expr("f64.const", (), value, "f64")


def get(name: str, type_: str) -> Expr:
    """The value of a local."""
    return Expr("local", (), name, type_)


def data(name: str, type_: str = "i32") -> Expr:
    """The address of a data item."""
    return Expr("data", (), name, type_)


def op(name: str, *args: Expr, imm: int | None = None) -> Expr:
    """A machine operation; `imm` is the offset of a load or store."""
    info = OPS[name]
    return Expr(name, args, imm if info.memory == 0 or imm is not None else 0, info.result)


def dyn(name: str, result: str, *args: Expr, site: int = 0) -> Expr:
    """A function of the runtime as an operation of the dynamic dialect (`ir/dynamic.py`); `site` is where it raises."""
    return Expr("dyn", args, name, result, site)


def call(name: str, result: str, *args: Expr) -> Expr:
    return Expr("call", args, name, result)


def global_get(name: str, type_: str) -> Expr:
    return Expr("global.get", (), name, type_)


def global_set(name: str, value: Expr) -> Expr:
    return Expr("global.set", (value,), name, "void")
