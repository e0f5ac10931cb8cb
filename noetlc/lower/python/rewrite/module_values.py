"""Modules where they are no more than another name, or asked for a member by its name.

Example: after `import math`, `m = math` is `import math as m`, in a function too; `getattr(math, "sqrt")` is `math.sqrt`.
`string.letters`, which CPython surely lacks, is what raises its AttributeError. Other uses are left to `module_objects`.
"""

from __future__ import annotations

import ast

from noetlc.frontend import syntax
from noetlc.lower.python.facts.scope import Scope, Scopes
from noetlc.lower.python.rewrite.import_first import import_first
from noetlc.lower.python.rewrite.library_source import modules
from noetlc.lower.python.rewrite.module_objects import MISSING, members, missing, surely_lacks
from noetlc.primitives.modules import MODULES

_ASKING = frozenset(("getattr", "hasattr"))


def write_modules(tree: ast.Module) -> None:
    """Writes imports and attributes, in place."""
    imports = [a for n in syntax.walk(tree) if isinstance(n, ast.Import) for a in n.names]
    known = {a.asname or a.name: a.name for a in imports if (a.asname or "." not in a.name) and a.name in MODULES | modules()}
    if not known:
        return
    scopes = Scopes(tree, False, frozenset())
    once = {name for name in known if scopes.bound_here(scopes.root, name) and len(scopes.root.defs.get(name, [])) == 1}
    elsewhere = {name for scope in scopes.by_node.values() if scope is not scopes.root for name in scope.assigned}
    writer = _Writer(scopes, {name: known[name] for name in once - elsewhere})
    tree.body = [writer.alias(stmt, scopes.root) for stmt in tree.body]
    for scope in scopes.by_node.values():
        if isinstance(scope.node, ast.FunctionDef):
            scope.node.body = [writer.alias(stmt, scope) for stmt in scope.node.body]
    writer.visit(tree)
    if writer.lacks:
        import_first(tree, "types", {"module_missing": MISSING})


class _Writer(ast.NodeTransformer):
    def __init__(self, scopes: Scopes, known: dict[str, str]) -> None:
        self.scopes = scopes
        self.known = known  # name -> module
        self.own = {name for scope in scopes.by_node.values() for name in scope.assigned}
        self.lacks = False

    def alias(self, stmt: ast.stmt, scope: Scope) -> ast.stmt:
        """`m = math` of a name that nothing else binds, as an import."""
        match stmt:
            case ast.Assign(targets=[ast.Name(id=name) as target], value=ast.Name(id=module)) if module in self.known:
                if self.scopes.only_binding(scope, name) is target and self.scopes.resolve(scope, module).scope is self.scopes.root:
                    if scope is self.scopes.root:
                        self.known[name] = self.known[module]
                    return ast.fix_missing_locations(ast.copy_location(ast.Import([ast.alias(self.known[module], name)]), stmt))
        return stmt

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        self.generic_visit(node)
        if node.attr == "__name__" and isinstance(node.value, ast.Name) and node.value.id in self.known:
            return ast.copy_location(ast.Constant(self.known[node.value.id]), node)
        if isinstance(node.ctx, ast.Load) and isinstance(node.value, ast.Name):
            module = self.known.get(node.value.id, "")
            return self.missing(module, node.attr, node) if surely_lacks(module, node.attr) else node
        return node

    def missing(self, module: str, name: str, node: ast.expr) -> ast.expr:
        self.lacks = True
        return missing(module, name, node)

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        match node:
            case ast.Call(func=ast.Name(id=asking), args=[ast.Name(id=module) as owner, name, *default], keywords=[]):
                if asking in _ASKING - self.own and module in self.known and len(default) <= (asking == "getattr"):
                    return self.asked(asking, owner, self.known[module], name, node)
        return node

    def asked(self, asking: str, owner: ast.Name, module: str, name: ast.expr, node: ast.Call) -> ast.expr:
        if not isinstance(name, ast.Constant) or not isinstance(name.value, str):
            return node
        if surely_lacks(module, name.value):
            if asking == "hasattr":
                return ast.copy_location(ast.Constant(False), node)
            return node.args[2] if node.args[2:] else self.missing(module, name.value, node)
        if not members(module, {name.value}):
            return node
        found = ast.Constant(True) if asking == "hasattr" else ast.Attribute(owner, name.value, ast.Load())
        return ast.fix_missing_locations(ast.copy_location(found, node))
