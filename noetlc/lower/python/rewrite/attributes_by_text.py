"""`getattr(x, "name")` as `x.name`, which it is: what knows classes and library objects by their attributes then sees one form.

A module is asked in `module_objects.py`, which knows what modules lack; `super()` where it is called. Special names stay texts: what is
not compiled of them leaves a run that asks, where the attribute would be refused.
"""

from __future__ import annotations

import ast

from noetlc.lower.python.facts.bindings import bindings


def name_attributes(tree: ast.Module) -> None:
    """Rewrites a body in place, whose private names are mangled already: `getattr` takes its text as it is."""
    bound = set(bindings(tree))
    if "getattr" not in bound:
        imported = {(a.asname or a.name).split(".")[0] for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
        _ByText(imported).visit(tree)


class _ByText(ast.NodeTransformer):
    def __init__(self, modules: set[str]) -> None:
        self.modules = modules

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        match node:
            case ast.Call(func=ast.Name("getattr"), args=[owner, ast.Constant(str(name))], keywords=[]) if self.is_plain(owner, name):
                return ast.copy_location(ast.Attribute(owner, name, ast.Load()), node)
        return node

    def is_plain(self, owner: ast.expr, name: str) -> bool:
        if not name.isidentifier() or name.startswith("__") or (isinstance(owner, ast.Call) and getattr(owner.func, "id", "") == "super"):
            return False
        while isinstance(owner, ast.Attribute):
            owner = owner.value
        return not isinstance(owner, ast.Starred) and getattr(owner, "id", "") not in self.modules
