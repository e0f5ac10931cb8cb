"""Modules where they are no more than another name: after `import math`, `m = math` is `import math as m`, in a function too.

Other uses of modules are left to `module_objects`.
"""

from __future__ import annotations

import ast

from noetlc.frontend import syntax
from noetlc.lower.python.facts.scope import Scope, Scopes
from noetlc.lower.python.rewrite.library_source import modules
from noetlc.primitives.modules import MODULES


def write_modules(tree: ast.Module) -> None:
    """Writes the imports, in place."""
    imports = [a for n in syntax.walk(tree) if isinstance(n, ast.Import) for a in n.names]
    known = {a.asname or a.name: a.name for a in imports if (a.asname or "." not in a.name) and a.name in MODULES | modules()}
    if not any(isinstance(n, ast.Assign) and isinstance(n.value, ast.Name) and n.value.id in known for n in syntax.walk(tree)):
        return
    scopes = Scopes(tree, False, frozenset())
    once = {name for name in known if scopes.bound_here(scopes.root, name) and len(scopes.root.defs.get(name, [])) == 1}
    elsewhere = {name for scope in scopes.by_node.values() if scope is not scopes.root for name in scope.assigned}
    known = {name: known[name] for name in once - elsewhere}
    tree.body = [_alias(stmt, scopes.root, scopes, known) for stmt in tree.body]
    for scope in scopes.by_node.values():
        if isinstance(scope.node, ast.FunctionDef):
            scope.node.body = [_alias(stmt, scope, scopes, known) for stmt in scope.node.body]


def _alias(stmt: ast.stmt, scope: Scope, scopes: Scopes, known: dict[str, str]) -> ast.stmt:
    """`m = math` of a name that nothing else binds, as an import; one outside of functions is `known` afterwards."""
    match stmt:
        case ast.Assign(targets=[ast.Name(id=name) as target], value=ast.Name(id=module)) if module in known:
            if scopes.only_binding(scope, name) is target and scopes.resolve(scope, module).scope is scopes.root:
                if scope is scopes.root:
                    known[name] = known[module]
                return ast.fix_missing_locations(ast.copy_location(ast.Import([ast.alias(known[module], name)]), stmt))
    return stmt
