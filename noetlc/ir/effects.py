"""What evaluating an expression can do, and rebuilding of expressions bottom-up."""

from __future__ import annotations

from noetlc.ir.nodes import Assign, BlockExpr, Expr, Stmt, stmt_exprs, substatements
from noetlc.ir.ops import OPS
from noetlc.ir.types import VOID

PURE = 0  # the same value whenever it is evaluated, as long as no local it reads is assigned
READS = 1  # depends on memory or globals, changes nothing
IMPURE = 2  # may write, jump, trap, call

CONSTANTS = frozenset({"i32.const", "i64.const", "f64.const", "data", "func"})
_PURE_FORMS = frozenset({"local", "not", "and", "or", "cond", "select", "drop"}) | CONSTANTS


def effect(expr: Expr) -> int:
    """The worst of an expression and its operands."""
    worst = PURE
    pending = [expr]
    while pending:
        e = pending.pop()
        own = own_effect(e)
        if own == IMPURE:
            return IMPURE
        worst = max(worst, own)
        pending.extend(e.args)
    return worst


def own_effect(expr: Expr) -> int:
    """The effect of an operation apart from its operands. A load of a valid address does not trap, so it only reads."""
    op = expr.op
    if op in _PURE_FORMS:
        return PURE
    info = OPS.get(op)
    if info is not None:
        if info.pure:
            return PURE
        return READS if info.memory and info.result != VOID else IMPURE
    return READS if op == "global.get" else IMPURE


def assigned_in(expr: Expr) -> set[str]:
    """The locals that evaluating an expression may assign."""
    names: set[str] = set()
    pending = [expr]
    while pending:
        e = pending.pop()
        if e.op == "tee":
            names.add(str(e.imm))
        pending.extend(e.args)
        if isinstance(e, BlockExpr):
            lists = [e.body]
            while lists:
                for stmt in lists.pop():
                    if isinstance(stmt, Assign):
                        names.add(stmt.name)
                    lists.extend(substatements(stmt))
                    pending.extend(stmt_exprs(stmt))
    return names


def assigned_by(body: list[Stmt]) -> set[str]:
    """The locals that statements may assign."""
    return assigned_in(BlockExpr("block", (), None, "void", 0, "", body))


def is_pure(expr: Expr) -> bool:
    return effect(expr) == PURE
