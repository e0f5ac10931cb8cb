"""Which functions of bodies are run often: those called in a loop, or by themselves, and what those call of methods.

A method is called by its name, so every one of that name counts. Example: after `while tokens: parser.expr()`, `expr` is run often, and
so is `term`, which it calls.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from noetlc.ir.nodes import BlockExpr, Expr, Function, Loop, Stmt, stmt_expr, substatements
from noetlc.lower.passes.callgraph import run_often
from noetlc.lower.python.dispatch.direct import BodyMethod


def bodies_often(functions: Sequence[Function], methods: Sequence[BodyMethod]) -> set[str]:
    """The names of functions that are run often, as far as their text tells."""
    often = run_often(functions)
    by_name: dict[str, set[str]] = {}
    for method in methods:
        if method.name:
            by_name.setdefault(method.name, set()).add(method.direct)
            by_name.setdefault(method.direct, set()).add(method.direct)
    if not by_name:
        return often
    asked = {function.name: list(_methods_called(function)) for function in functions}
    reached = set().union(*(by_name.get(name, ()) for calls in asked.values() for name, looped in calls if looped))
    pending = sorted(often | reached)
    often |= reached
    while pending:
        for name, _ in asked.get(pending.pop(), ()):
            more = by_name.get(name, set()) - often
            often |= more
            pending += sorted(more)
    return often


def _methods_called(function: Function) -> Iterator[tuple[str, bool]]:
    """The names of methods that a function calls, and the functions `__init__` of classes, and whether it does in a loop."""
    lists: list[tuple[list[Stmt], bool]] = [(function.body, False)]
    while lists:
        body, looped = lists.pop()
        for stmt in body:
            lists.extend((inner, looped or isinstance(stmt, Loop)) for inner in substatements(stmt))
            expr = stmt_expr(stmt)
            pending: list[Expr] = [] if expr is None else [expr]
            while pending:
                here = pending.pop()
                pending.extend(here.args)
                if isinstance(here, BlockExpr):
                    lists.append((here.body, looped))
                if here.op in ("method", "method.unchecked", "construct", "construct.known") and isinstance(here.imm, tuple):
                    yield str(here.imm[0]), looped
                elif here.op == "attribute.unchecked":  # a property
                    yield str(here.imm), looped
