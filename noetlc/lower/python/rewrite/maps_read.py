"""`sum(map(f, xs))` as `sum(f(x) for x in xs)`, which needs neither an iterator nor calls of a value.

For what goes through all of its only argument at once, and functions that a name surely means: those of the body, and builtins. Not
where anything may raise StopIteration, which ends a `map` but no generator, or tracebacks are looked at, which would show one.
"""

from __future__ import annotations

import ast
from collections import Counter

from noetlc.frontend import syntax
from noetlc.lower.python.facts.code_parts import bound_beside
from noetlc.lower.python.facts.seeing import HIDING, TRACING, spelled
from noetlc.lower.python.facts.stopping import Stops

_READING = frozenset("all any frozenset max min set sorted sum".split())
_CALLED = frozenset("abs bin bool chr float hex int len ord repr str".split())
_ITEM = "1mapped"  # no body can spell it


def read_maps(tree: ast.Module) -> None:
    """Rewrites the calls, in place."""
    nodes = list(syntax.walk(tree))
    if not any(isinstance(n, ast.Name) and n.id == "map" for n in nodes) or Stops(tree).mentioned:
        return
    if any(spelled(n) in TRACING | HIDING for n in nodes):
        return
    bound = Counter(name for node in nodes for name in _bound(node))
    own = {s.name: s.lineno for s in tree.body if isinstance(s, ast.FunctionDef) and bound[s.name] == 1}
    for node in nodes:
        if not _reads(node) or not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or bound[node.func.id]:
            continue
        given = node.args[0]
        if not isinstance(given, ast.Call) or not isinstance(given.func, ast.Name) or given.func.id != "map" or bound["map"]:
            continue
        function = given.args[0] if len(given.args) == 2 and not given.keywords else None
        if not isinstance(function, ast.Name) or isinstance(given.args[1], ast.Starred):
            continue
        if (function.id in _CALLED and not bound[function.id]) or own.get(function.id, node.lineno) < node.lineno:
            part = ast.comprehension(ast.Name(_ITEM, ast.Store()), given.args[1], [], 0)
            made = ast.GeneratorExp(ast.Call(function, [ast.Name(_ITEM, ast.Load())], []), [part])
            node.args[0] = ast.fix_missing_locations(ast.copy_location(made, given))


def _reads(node: ast.AST) -> bool:
    """Whether a call goes through its first argument, and what else it has is a number."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id not in _READING or node.keywords:
        return False
    return len(node.args) == 1 or (len(node.args) == 2 and node.func.id == "sum" and isinstance(node.args[1], ast.Constant))


def _bound(node: ast.AST) -> list[str]:
    match node:
        case ast.Name(id=name, ctx=ast.Store() | ast.Del()) | ast.arg(arg=name) | ast.ExceptHandler(name=str(name)):
            return [name]
    return list(bound_beside(node))
