"""Tags of values read by a call, in functions of the runtime that are not what a run is made of: eleven bytes become four.

Example

    return i32.eq(i32.load8_u(select(i32.ctz(%v), %v, 48)), 6)

becomes

    return i32.eq(@value_tag(%v):i32, 6)

A call costs about a nanosecond: the functions of bodies keep what they do at once, and so do what they call in loops (`often.py`), and
loops and functions that call themselves, which read and write data of any depth.
"""

from __future__ import annotations

from noetlc.ir.nodes import BlockExpr, Expr, Function, Loop, Module, Return, Stmt, stmt_exprs, substatements
from noetlc.layout.objects import SMALL

TAG = "value_tag"


def outline_tags(module: Module) -> None:
    """The rewrite in every function where it is no loss."""
    for function in module.functions.values():
        if not function.collects and not function.often and function.name != TAG:
            for read in _reads(function):
                read.op, read.imm, read.args = "call", TAG, (read.args[0].args[1],)
    module.functions[TAG] = tag_function()


def tag_function() -> Function:
    """The function that reads a tag; modules where nothing calls it do without."""
    value = Expr("local", (), "v", "val")
    even = Expr("i32.ctz", (value,), None, "i32")
    place = Expr("select", (even, Expr("local", (), "v", "val"), Expr("i32.const", (), SMALL, "val")), None, "val")
    tag = Expr("i32.load8_u", (place,), 0, "i32")
    return Function(TAG, ("v",), "i32", {"v": "val"}, [Return(tag)], inline="no")


def _reads(function: Function) -> list[Expr]:
    """The tags that a function reads outside of loops; none of one that calls itself."""
    found: list[Expr] = []
    stmts: list[tuple[bool, list[Stmt]]] = [(False, function.body)]
    while stmts:
        looped, body = stmts.pop()
        for stmt in body:
            within = looped or isinstance(stmt, Loop)
            stmts.extend((within, sub) for sub in substatements(stmt))
            pending = list(stmt_exprs(stmt))
            while pending:
                expr = pending.pop()
                if expr.op == "call" and expr.imm == function.name:
                    return []
                if expr.op == "i32.load8_u" and not looped and _is_tag(expr):
                    found.append(expr)
                pending.extend(expr.args)
                if isinstance(expr, BlockExpr):
                    stmts.append((looped, expr.body))
    return found


def _is_tag(read: Expr) -> bool:
    """Whether a read is what `tags.py` makes."""
    place = read.args[0]
    return place.op == "select" and place.args[0].op == "i32.ctz" and place.args[1].op == "local" and read.imm == 0
