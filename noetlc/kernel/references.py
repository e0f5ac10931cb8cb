"""What a function needs, each with what must be live for it to matter (`link.py`)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from noetlc.ir.nodes import LEAVE, BlockExpr, Expr, Function, If, Stmt, stmt_exprs, substatements

Guards = frozenset[int]
_NONE: Guards = frozenset()
_ANYHOW = (_NONE,)
_MOST_WAYS = 8


@dataclass(slots=True)
class References:
    """What a function needs: (guards, kind, name) with kind one of call, func, data, global; the tags that it asks for, those that it
    provides, and whether it leaves runs."""

    needs: list[tuple[Guards, str, str]] = field(default_factory=list)
    asked: set[int] = field(default_factory=set)
    provides: Guards = _NONE
    leaves: bool = False


def references(function: Function) -> References:
    """The needs of a function, each with the tags that must be live for it to matter."""
    found = References(provides=function.provides)
    seen: set[tuple[Guards, str, str]] = set()
    stmts: list[tuple[Guards, list[Stmt]]] = [(_NONE, function.body)]
    while stmts:
        guards, body = stmts.pop()
        for stmt in body:
            if isinstance(stmt, If):
                stmts.extend((guards | way, stmt.then) for way in _ways(stmt.test))
                stmts.append((guards, stmt.orelse))
            else:
                stmts.extend((guards, sub) for sub in substatements(stmt))
            pending = [(guards, e) for e in stmt_exprs(stmt)]
            while pending:
                under, expr = pending.pop()
                if expr.op in ("call", "func", "data", "global.get", "global.set"):
                    need = (under, expr.op.split(".")[0], str(expr.imm))
                    if need not in seen:
                        seen.add(need)
                        found.leaves |= expr.imm == LEAVE
                        found.needs.append(need)
                elif expr.op == "live":
                    found.asked.add(int(str(expr.imm)))
                if expr.op in ("and", "cond"):
                    pending.append((under, expr.args[0]))
                    pending.extend((under | way, expr.args[1]) for way in _ways(expr.args[0]))
                    pending.extend((under, a) for a in expr.args[2:])
                else:
                    pending.extend((under, a) for a in expr.args)
                if isinstance(expr, BlockExpr):
                    stmts.append((under, expr.body))
    return found


def _ways(test: Expr) -> Collection[Guards]:
    """What must be live for a test to be true: all tags of one of these sets, of which one without tags says nothing."""
    if test.op == "live":
        return (frozenset((int(str(test.imm)),)),)
    if test.op == "and":
        left, right = _ways(test.args[0]), _ways(test.args[1])
        return {one | other for one in left for other in right} if len(left) * len(right) <= _MOST_WAYS else left
    if test.op == "or":
        ways = {*_ways(test.args[0]), *_ways(test.args[1])}
        return _ANYHOW if _NONE in ways or len(ways) > _MOST_WAYS else ways
    return _ANYHOW
