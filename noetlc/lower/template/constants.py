"""What is known of an expression without running it: constants, kinds of results, and whether nested undefined can occur."""

from __future__ import annotations

from noetlc.frontend.jinja import nodes as t

MISSING = object()  # no constant


def constant(node: t.Expr) -> object:
    """The constant data an expression stands for, or MISSING."""
    if isinstance(node, t.Const):
        return node.value
    if isinstance(node, t.Unary) and node.op == "-" and isinstance(node.operand, t.Const):
        value = node.operand.value
        if isinstance(value, int | float) and not isinstance(value, bool):
            return -value
        return MISSING
    if isinstance(node, t.ListExpr):
        items = [constant(item) for item in node.items]
        return MISSING if MISSING in items else items
    if isinstance(node, t.MapExpr):
        pairs = [(constant(key), constant(value)) for key, value in node.items]
        if any(not isinstance(key, str) or value is MISSING for key, value in pairs):
            return MISSING
        return {str(key): value for key, value in pairs}
    return MISSING


def is_condition(node: t.Expr) -> bool:
    """True if the expression gives a bool."""
    return isinstance(node, t.Compare | t.Test) or (isinstance(node, t.Unary) and node.op == "not")


def start(node: t.Expr) -> int:
    """The offset an error of an expression is shown at: operators at their leftmost operand, the rest at its own mark."""
    while True:
        if isinstance(node, t.Binary):
            node = node.left
        elif isinstance(node, t.Compare):
            node = node.first
        elif isinstance(node, t.Cond):
            node = node.then
        else:
            return node.pos


def printed(value: object) -> str | None:
    """The text of a constant where it is plain to see (language.md 6.7), else None."""
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, bool | int):
        return str(value)
    return None


def constant_text(stmt: t.Stmt) -> str | None:
    """The text a statement always gives, None if that is not known."""
    if isinstance(stmt, t.Text):
        return stmt.text
    if isinstance(stmt, t.Output):
        known = constant(stmt.expr)
        return None if known is MISSING else printed(known)
    return None
