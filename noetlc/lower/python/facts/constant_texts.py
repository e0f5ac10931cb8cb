"""Texts that are known when a body is compiled."""

from __future__ import annotations

import ast

MAX_FOLDED = 1000  # characters of a string that is computed at build time


def constant_text(node: ast.expr) -> str | None:
    """The value of a sum or repetition of constant strings, up to some length; None for anything else."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if not isinstance(node, ast.BinOp):
        return None
    left, right = constant_text(node.left), constant_text(node.right)
    text: str | None = None
    if isinstance(node.op, ast.Add) and left is not None and right is not None:
        text = left + right
    elif isinstance(node.op, ast.Mult) and (left is None) != (right is None):
        unit, count = (left, node.right) if left is not None else (right, node.left)
        if unit is not None and isinstance(count, ast.Constant) and type(count.value) is int and len(unit) * count.value <= MAX_FOLDED:
            text = unit * count.value
    return text if text is not None and len(text) <= MAX_FOLDED else None
