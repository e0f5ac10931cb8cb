"""Method calls that may have reached a method of a class of the body, on receivers whose kind is known now: those run none.

Example

    %t = method.unchecked[(split, ())](%text):list         # %text: str
    br[raise] failed(%t)

becomes `%t = method[(split, ())](%text):list`, which raises by itself and is no safepoint.
"""

from __future__ import annotations

from noetlc.ir.nodes import Assign, Br, Expr, Function, Stmt, substatements
from noetlc.lower.passes.infer import TAG_OF_TYPE
from noetlc.primitives.python_methods import METHODS


def settle_methods(function: Function) -> None:
    """Rewrites the calls of a function whose types are inferred, in place."""
    stack = [function.body]
    while stack:
        body = stack.pop()
        settled: set[str] = set()
        for stmt in body:
            if isinstance(stmt, Assign) and _is_known(stmt.value):
                stmt.value.op = "method"
                settled.add(stmt.name)
        if settled:
            body[:] = [stmt for stmt in body if not _asks_for(stmt, settled)]
        for stmt in body:
            stack.extend(substatements(stmt))


def _is_known(expr: Expr) -> bool:
    if expr.op != "method.unchecked":
        return False
    assert isinstance(expr.imm, tuple)
    return TAG_OF_TYPE.get(expr.args[0].type) in METHODS.get(str(expr.imm[0]), {})


def _asks_for(stmt: Stmt, settled: set[str]) -> bool:
    """Whether a statement goes on where one of these calls raised."""
    match stmt:
        case Br(test=Expr(op="failed", args=(Expr(op="local", imm=name),))):
            return name in settled
    return False
