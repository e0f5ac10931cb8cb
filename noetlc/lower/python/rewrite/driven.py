"""`sum(rows())` as `sum(row for row in rows())` where `rows` is a function of the body that yields, or a `map` or `filter` by one.

The loop is then one of compiled code, which collects garbage between two rounds; a builtin that runs the body's code cannot, since it
holds addresses.
"""

from __future__ import annotations

import ast

from noetlc.frontend import syntax
from noetlc.lower.python.facts.mentions import mentions
from noetlc.lower.python.facts.nodes import Nodes
from noetlc.lower.python.facts.traces import asks

DRIVERS = frozenset("all any dict frozenset list max min set sorted sum tuple".split())
ITEM = "1item"  # no body can spell it


def expand_driven(tree: ast.Module) -> None:
    """Rewrites the calls of a body in place, but not those of library code spliced into it (which has line 0), and none if the body
    asks for tracebacks, where a generator expression has a frame."""
    nodes = Nodes(tree)
    if asks(nodes, mentions(nodes)):
        return
    functions = [n for n in nodes.of(ast.FunctionDef) if getattr(n, "lineno", 0) > 0]
    yielding = {f.name for f in functions if any(isinstance(n, ast.Yield | ast.YieldFrom) for n in syntax.walk(f))}
    own = {f.name for f in functions}
    bound = own | {n.id for n in nodes.of(ast.Name) if not isinstance(n.ctx, ast.Load)}
    bound |= {n.arg for n in nodes.of(ast.arg)}
    for call in nodes.of(ast.Call):
        if len(call.args) != 1 or not getattr(call, "lineno", 0):
            continue
        if _drives(call.func, bound) and _runs_body(call.args[0], yielding, own, bound):
            items = ast.comprehension(ast.Name(ITEM, ast.Store()), call.args[0], [], 0)
            made = ast.GeneratorExp(ast.Name(ITEM, ast.Load()), [items])
            for node in (made, made.elt, items.target):
                ast.copy_location(node, call.args[0])
            call.args = [made]


def _drives(func: ast.expr, bound: set[str]) -> bool:
    if isinstance(func, ast.Attribute):
        return func.attr == "join"
    return isinstance(func, ast.Name) and func.id in DRIVERS - bound


def _runs_body(items: ast.expr, yielding: set[str], own: set[str], bound: set[str]) -> bool:
    """Whether the items come one after the other from code of the body."""
    if not isinstance(items, ast.Call):
        return False
    if isinstance(items.func, ast.Attribute):
        return items.func.attr in yielding
    if not isinstance(items.func, ast.Name):
        return False
    if items.func.id in yielding:
        return True
    by = items.args[0] if items.args and items.func.id in {"map", "filter"} - bound else None
    return isinstance(by, ast.Lambda) or (isinstance(by, ast.Name) and by.id in own)
