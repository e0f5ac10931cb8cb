"""Classes that derive from `datetime.tzinfo`: the base is a class of the library, which `isinstance` knows beside `timezone`.

Example: in a body with `class Z(tzinfo): …`, `isinstance(x, tzinfo)` is `isinstance(x, (tzinfo, _1timezone))`, the first of which
is imported from the library. Bodies without such a class have the native `tzinfo`, which is only compared with.
"""

from __future__ import annotations

import ast

from noetlc.frontend import syntax
from noetlc.lower.python.facts.refused import Refused
from noetlc.primitives.modules import ZONES

_BASE, _FIXED = "_1tzinfo", "_1timezone"


def choose_zones(tree: ast.Module) -> None:
    """Names the library's `tzinfo` where some class derives from it, in place."""
    imports = [n for n in syntax.walk(tree) if isinstance(n, ast.Import | ast.ImportFrom)]
    modules = {a.asname or a.name for n in imports if isinstance(n, ast.Import) for a in n.names if a.name == "datetime"}
    froms = [n for n in imports if isinstance(n, ast.ImportFrom) and n.module == "datetime" and not n.level]
    names = {a.asname or a.name for n in froms for a in n.names if a.name == "tzinfo"}
    stored = {n.id for n in syntax.walk(tree) if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
    zones = _Zones(modules, names, stored | {n.arg for n in syntax.walk(tree) if isinstance(n, ast.arg)})
    if not any(zones.means(b) for n in syntax.walk(tree) if isinstance(n, ast.ClassDef) for b in n.bases):
        return
    zones.visit(tree)
    future = [s for s in tree.body if isinstance(s, ast.ImportFrom) and s.module == "__future__"]
    rest = [s for s in tree.body if s not in future]
    added = [ast.ImportFrom(ZONES, [ast.alias("tzinfo", _BASE)], 0), ast.ImportFrom("datetime", [ast.alias("timezone", _FIXED)], 0)]
    for stmt in added:
        ast.fix_missing_locations(ast.copy_location(stmt, tree.body[0]))
    tree.body = [*future, *added, *rest]


class _Zones(ast.NodeTransformer):
    def __init__(self, modules: set[str], names: set[str], stored: set[str]) -> None:
        self.modules = modules
        self.names = names
        self.stored = stored

    def means(self, node: ast.expr) -> bool:
        """Whether an expression names `tzinfo`."""
        if isinstance(node, ast.Attribute):
            return node.attr == "tzinfo" and isinstance(node.value, ast.Name) and node.value.id in self.modules
        return isinstance(node, ast.Name) and node.id in self.names and isinstance(node.ctx, ast.Load)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.stmt | list[ast.stmt]:
        ours = [a for a in node.names if a.name == "tzinfo"]
        if node.module != "datetime" or node.level or not ours:
            return node
        others = [a for a in node.names if a not in ours]
        made: list[ast.stmt] = [ast.ImportFrom(ZONES, ours, 0), *([ast.ImportFrom("datetime", others, 0)] if others else [])]
        return [ast.copy_location(stmt, node) for stmt in made]

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        if self.means(node):
            return ast.copy_location(ast.Name(_BASE, ast.Load()), node)
        self.generic_visit(node)
        return node

    def visit_Call(self, node: ast.Call) -> ast.expr:
        asks = isinstance(node.func, ast.Name) and node.func.id in ("isinstance", "issubclass") and len(node.args) == 2
        kinds = node.args[1] if asks else None
        listed = kinds.elts if isinstance(kinds, ast.Tuple) else [kinds] if kinds is not None else []
        if any(map(self.means, listed)):
            if any(isinstance(k, ast.Name) and self.means(k) and k.id in self.stored for k in listed):
                raise Refused(node, "isinstance with tzinfo beside variables of that name", "Give the variables other names.")
            both = [*listed, ast.Name(_FIXED, ast.Load())]
            node.args[1] = ast.fix_missing_locations(ast.copy_location(ast.Tuple(both, ast.Load()), node.args[1]))
        self.generic_visit(node)
        return node

    def visit_MatchClass(self, node: ast.MatchClass) -> ast.pattern:
        if self.means(node.cls):
            raise Refused(node, "a pattern of tzinfo", "Ask isinstance in a guard.")
        self.generic_visit(node)
        return node
