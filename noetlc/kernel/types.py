"""Which operators and conversions the machine types have: what `lang.pyi` tells mypy, for the translator.

A kind is `i32`, `i64`, `f64`, `val`, `void` or the name of a record class.
"""

from __future__ import annotations

import ast

BINARY = {
    ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.BitAnd: "and", ast.BitOr: "or", ast.BitXor: "xor",
    ast.LShift: "shl", ast.RShift: "shr_s", ast.Div: "div",
}  # fmt: skip
COMPARE = {ast.Eq: "eq", ast.NotEq: "ne", ast.Lt: "lt", ast.LtE: "le", ast.Gt: "gt", ast.GtE: "ge"}

_INTEGER = frozenset(("add", "sub", "mul", "and", "or", "xor", "shl", "shr_s"))
_OPERATORS = {
    "i32": _INTEGER,
    "i64": _INTEGER,
    "f64": frozenset(("add", "sub", "mul", "div")),
    "val": frozenset(("add", "and", "shr_s")),
}
_EQUALITY = frozenset(("eq", "ne"))

NUMBERS = ("i32", "i64", "f64")
INTEGERS = ("i32", "i64")
CONDITIONS = ("i32", "val")
ADDRESSES = ("i32", "val")
UNARY = {"i32": (ast.USub, ast.Invert), "i64": (ast.USub, ast.Invert), "f64": (ast.USub,)}

# conversion -> kind of its operand -> operation, None for what costs nothing; `record` is any record
CONVERSIONS: dict[str, dict[str, str | None]] = {
    "i32": {"i32": None, "i64": "i32.wrap_i64", "val": None, "record": None},
    "i64": {"i64": None, "i32": "i64.extend_i32_s"},
    "u64": {"i64": None, "i32": "i64.extend_i32_u"},
    "f64": {"f64": None, "i32": "f64.convert_i32_s", "i64": "f64.convert_i64_s"},
    "val": {"val": None, "i32": None, "record": None},
    "record": {"i32": None, "val": None, "record": None},
}


def has_operator(kind: str, name: str) -> bool:
    """Whether a type has a binary operator, by the name of its operation."""
    return name in _OPERATORS.get(kind, ())


def right_operands(kind: str, name: str) -> tuple[str, ...]:
    """What may stand on the right of an operator: the same type, but a number for a value, or a second value for `a & b & 1`."""
    if kind != "val":
        return (kind,)
    return ("i32", "val") if name == "and" else ("i32",)


def is_compared(kind: str, name: str) -> bool:
    """Whether a type has a comparison: numbers have all, values and records those for equality."""
    return kind != "void" and (kind in NUMBERS or name in _EQUALITY)
