"""Names that a body forgets at its top, as libraries do with what they import for their own beginning.

Example: of `import sys`, `BIG = sys.maxsize`, `del sys` the `del` goes if nothing that may run later reads `sys`, so that the import stays
one.
"""

from __future__ import annotations

import ast

from noetlc.frontend import syntax
from noetlc.lower.python.facts.scope import Scope, Scopes


def drop_forgotten(tree: ast.Module) -> None:
    """Takes such names out of the statements, in place."""
    if not any(isinstance(s, ast.Delete) for s in tree.body) or not any(isinstance(s, ast.Import | ast.ImportFrom) for s in tree.body):
        return
    scopes = Scopes(tree, False, frozenset())
    if scopes.reflecting:
        return
    for at, stmt in enumerate(tree.body):
        if isinstance(stmt, ast.Delete):
            stmt.targets = [t for t in stmt.targets if not (isinstance(t, ast.Name) and _is_forgotten(tree, scopes, at, t.id))]
    tree.body = [s for s in tree.body if not isinstance(s, ast.Delete) or s.targets]


def _is_forgotten(tree: ast.Module, scopes: Scopes, at: int, name: str) -> bool:
    """Whether a name is surely an import where statement number `at` deletes it, and nothing asks for it afterwards."""
    places = scopes.root.defs.get(name, [])
    others = [p for p in places if not isinstance(p, ast.Import | ast.ImportFrom)]
    bound = [i for i, s in enumerate(tree.body) if any(s is p for p in places)]
    if not any(i < at for i in bound) or any(not (isinstance(p, ast.Name) and isinstance(p.ctx, ast.Del)) for p in others):
        return False
    end = next((i for i in bound if i > at), len(tree.body))
    inner = [s for s in scopes.by_node.values() if s is not scopes.root and name in s.used]
    reading = [s for s in inner if scopes.resolve(s, name).scope is scopes.root]
    later = {id(n) for s in tree.body[at + 1 : end] for n in syntax.walk(s)}
    if any(_is_deferred(s) or id(s.node) in later for s in reading):
        return False
    return not any(_is_read(s, name) for s in tree.body[at + 1 : end])


def _is_deferred(scope: Scope | None) -> bool:
    """Whether what is read there may be read after the statement around it."""
    while scope is not None and scope.parent is not None:
        if scope.kind == "function" or isinstance(scope.node, ast.GeneratorExp):
            return True
        scope = scope.parent
    return False


def _is_read(node: ast.AST, name: str) -> bool:
    """Whether a statement reads or deletes a name, the bodies of its functions aside."""
    if isinstance(node, ast.Name):
        return node.id == name and not isinstance(node.ctx, ast.Store)
    inner: list[ast.AST] = []
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        inner = [*node.decorator_list, node.args, *([node.returns] if node.returns else [])]
    elif isinstance(node, ast.Lambda):
        inner = [node.args]
    return any(_is_read(n, name) for n in inner or syntax.children(node))
