"""Comparison with a short constant text: its length and its bytes as a number stand where it is compared.

Example, in a loop

    %t = dyn py_eq(%op, const push)              # %op: val

becomes

    %t = call eq_short(%op, 4, 1752397168, 4294967295)
"""

from __future__ import annotations

from noetlc.ir.nodes import Expr

LONGEST = 8  # bytes: what is loaded at once
COMPARES = frozenset(("eq_str", "str_eq"))


def short_text(function: str, expr: Expr) -> tuple[Expr, Expr, Expr] | None:
    """Length, bytes and the mask of the bytes, if a function compares with a text, `expr`, that is constant and short."""
    if function not in COMPARES or expr.op != "const" or not isinstance(expr.imm, str):
        return None
    data = expr.imm.encode("utf-8", "surrogatepass")
    if len(data) > LONGEST:
        return None
    word = int.from_bytes(data.ljust(LONGEST, b"\0"), "little", signed=True)
    mask = int.from_bytes((b"\xff" * len(data)).ljust(LONGEST, b"\0"), "little", signed=True)
    return Expr("i32.const", (), len(data), "i32"), Expr("i64.const", (), word, "i64"), Expr("i64.const", (), mask, "i64")
