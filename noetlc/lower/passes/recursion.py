"""Safepoints where functions of bodies begin that call themselves, also by way of others, outside of loops.

Example, where @body.1.3.walk has no loop

    func @body.1.3.walk(%tree: val) -> val collects { … @body.1.3.walk(%left):val … }

becomes

    func @body.1.3.walk(%tree: val) -> val collects { safepoint[uncounted]() … @body.1.3.walk(%left):val … }

Loops have safepoints of their own. Without these, recursion would collect nothing, however much it makes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from noetlc.ir.nodes import BlockExpr, Effect, Expr, Function, Loop, stmt_expr, substatements
from noetlc.lower.passes.callgraph import bottom_up
from noetlc.lower.passes.generators import RESUME
from noetlc.lower.passes.often import DISPATCHERS

UNCOUNTED = "uncounted"  # a safepoint that takes nothing from the budget, as whoever calls counts calls


def add_safepoints(functions: Iterable[Function]) -> None:
    """Adds them in place; `functions` are all of a module's bodies, dispatchers among them, before roots are made."""
    collecting = {function.name: function for function in functions if function.collects}
    _, recursive = bottom_up({name: _called_outside_loops(function) for name, function in collecting.items()})
    for name, function in collecting.items():
        if name in recursive and RESUME not in function.locals and not name.startswith(DISPATCHERS):
            function.body.insert(0, Effect(Expr("safepoint", (), UNCOUNTED, "void")))


def _called_outside_loops(function: Function) -> Counter[str]:
    found: Counter[str] = Counter()
    lists = [function.body]
    for body in lists:  # grows
        for stmt in body:
            if isinstance(stmt, Loop):
                continue
            lists.extend(substatements(stmt))
            expr = stmt_expr(stmt)
            pending = [] if expr is None else [expr]
            while pending:
                expr = pending.pop()
                pending.extend(expr.args)
                if expr.op == "call":
                    found[str(expr.imm)] += 1
                elif isinstance(expr, BlockExpr):
                    lists.append(expr.body)
    return found
