"""Ints that are known when a body is compiled, as `(1 << 64) - 1` and `24 * 60 * 60`: CPython's compiler computes them too."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable

MOST = 1 << 64  # of what is computed at build time
_OPERATORS: dict[type[ast.operator], Callable[[int, int], int]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.LShift: operator.lshift,
    ast.Pow: operator.pow,
    ast.BitAnd: operator.and_,
    ast.BitOr: operator.or_,
    ast.BitXor: operator.xor,
}
_LARGE = (ast.LShift, ast.Pow)


def constant_int(node: ast.expr) -> int | None:
    """The value of an expression of literal ints, if it and all its parts are at most 2**64 either way; None for anything else."""
    if isinstance(node, ast.Constant):
        return node.value if type(node.value) is int and abs(node.value) <= MOST else None
    if not isinstance(node, ast.BinOp) or type(node.op) not in _OPERATORS:
        return None
    left, right = constant_int(node.left), constant_int(node.right)
    if left is None or right is None or (isinstance(node.op, _LARGE) and not 0 <= right <= 64):
        return None
    value = _OPERATORS[type(node.op)](left, right)
    return value if abs(value) <= MOST else None
