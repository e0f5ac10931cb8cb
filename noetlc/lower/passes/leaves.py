"""Functions of bodies that reach no safepoint, and safepoints where those begin that call themselves.

Example, where @body.1.2.area has no loop and calls nothing of the body, and @body.1.3.walk calls itself

    func @body.1.2.area(%self: val) -> val collects { … }
    func @body.1.3.walk(%tree: val) -> val collects { … @body.1.3.walk(%left):val … }

becomes

    func @body.1.2.area(%self: val) -> val collects leaf { … }
    func @body.1.3.walk(%tree: val) -> val collects { safepoint[uncounted]() … @body.1.3.walk(%left):val … }

Around calls of leaves nothing needs to be on the shadow stack, and they may be inlined where they are called often. What recurses outside
of loops, which have safepoints, would otherwise collect nothing, however much it makes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from noetlc.ir.nodes import BlockExpr, Effect, Expr, Function, Loop, stmt_expr, substatements, walk_exprs
from noetlc.lower.passes.callgraph import bottom_up, summarize
from noetlc.lower.passes.generators import RESUME

UNCOUNTED = "uncounted"  # a safepoint that takes nothing from the budget, as whoever calls counts calls


def mark_leaves(functions: Sequence[Function], dispatchers: Sequence[Function], collects: Callable[[str], bool]) -> None:
    """Marks leaves and adds safepoints, before roots are made; `functions` are those of a module's bodies. `collects` tells of others which
    may reach a safepoint. Dispatchers may: in the end they call whatever they find."""
    collecting = {function.name: function for function in (*functions, *dispatchers) if function.collects}
    own = {function.name for function in functions}
    calls = {name: summarize(function).calls for name, function in collecting.items()}
    _, recursive = bottom_up({name: _called_outside_loops(function) for name, function in collecting.items()})
    callers: dict[str, list[str]] = {}
    pending: list[str] = []
    for name, function in collecting.items():
        if name in recursive and name in own and RESUME not in function.locals:
            function.body.insert(0, Effect(Expr("safepoint", (), UNCOUNTED, "void")))
        for callee in calls[name]:
            callers.setdefault(callee, []).append(name)
        reaches = name not in own or any(callee not in collecting and collects(callee) for callee in calls[name])
        function.leaf = not reaches and RESUME not in function.locals and all(e.op != "safepoint" for e in walk_exprs(function.body))
        if not function.leaf:
            pending.append(name)
    while pending:
        for caller in callers.get(pending.pop(), ()):
            if collecting[caller].leaf:
                collecting[caller].leaf = False
                pending.append(caller)


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
