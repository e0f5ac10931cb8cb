"""The module `builtins`: what a body reads of it are the builtins themselves.

Example: `builtins.len(x)` becomes `len(x)`. In a body that binds `print` itself, `builtins.print` is a variable `1builtins.print` that is
set to the builtin before anything else runs.
"""

from __future__ import annotations

import ast
from collections import Counter

from noetlc.frontend import syntax
from noetlc.lower.python.facts.bindings import bindings
from noetlc.primitives.modules import PURE_MODULES

_MODULE = "builtins"
_MISSING = frozenset(("ImportError", "ModuleNotFoundError", "Exception"))
_NAMES = PURE_MODULES[_MODULE] or frozenset()


def name_builtins(tree: ast.Module) -> None:
    """Writes the builtins' names, in place, where each use of the module is one."""
    if not any(_imports(n) for n in syntax.walk(tree)):
        return
    _Guarded().visit(tree)
    imports = [n for n in syntax.walk(tree) if _imports(n)]
    aliases = {id(a): a.asname or a.name for n in imports if isinstance(n, ast.Import) for a in n.names if a.name == _MODULE}
    modules = frozenset(aliases.values())
    bound = Counter(bindings(tree))
    bound.subtract(a.name for n in imports if isinstance(n, ast.ImportFrom) for a in n.names if a.asname in (None, a.name))
    bound.subtract(aliases.values())
    own = frozenset(name for name, times in bound.items() if times > 0)
    if modules & own or any(a.name not in _NAMES for n in imports if isinstance(n, ast.ImportFrom) for a in n.names):
        return
    renamer = _Names(modules, own)
    uses = [n for n in syntax.walk(tree) if isinstance(n, ast.Name) and n.id in modules]
    known = {id(n.value) for n in syntax.walk(tree) if isinstance(n, ast.Attribute) and isinstance(n.ctx, ast.Load) and n.attr in _NAMES}
    if any(id(use) not in known for use in uses) or any(_sets_itself(stmt) for stmt in tree.body):
        return
    renamer.visit(tree)
    if renamer.kept:
        first = int(ast.get_docstring(tree, clean=False) is not None)
        first += sum(isinstance(s, ast.ImportFrom) and s.module == "__future__" for s in tree.body)
        for name in sorted(renamer.kept):
            kept = ast.Assign([ast.Name(_kept(name), ast.Store())], ast.Name(name, ast.Load()))
            tree.body.insert(first, ast.fix_missing_locations(ast.copy_location(kept, tree.body[0])))


def _imports(node: ast.AST) -> bool:
    if isinstance(node, ast.ImportFrom):
        return node.module == _MODULE and not node.level
    return isinstance(node, ast.Import) and any(a.name == _MODULE for a in node.names)


def _sets_itself(stmt: ast.stmt) -> bool:
    """Whether a statement binds a builtin's name to what it means outside: an input."""
    match stmt:
        case ast.Assign(targets=[ast.Name(id=target)], value=ast.Name(id=value)):
            return target == value
    return False


def _kept(name: str) -> str:
    return f"1{_MODULE}.{name}"


class _Guarded(ast.NodeTransformer):
    """Takes the guard from an import that cannot fail."""

    def visit_Try(self, node: ast.Try) -> ast.stmt | list[ast.stmt]:
        self.generic_visit(node)
        kinds = [k for h in node.handlers for k in (h.type.elts if isinstance(h.type, ast.Tuple) else [h.type])]
        if not all(_imports(s) and not (isinstance(s, ast.Import) and len(s.names) > 1) for s in node.body):
            return node
        if any(kind is not None and ast.unparse(kind) not in _MISSING for kind in kinds):
            return node
        if any(isinstance(s, ast.ImportFrom) and any(a.name not in _NAMES for a in s.names) for s in node.body):
            return node
        return [*node.body, *node.orelse, *node.finalbody]


class _Names(ast.NodeTransformer):
    def __init__(self, modules: frozenset[str], own: frozenset[str]) -> None:
        self.modules = modules
        self.own = own
        self.kept: set[str] = set()  # builtins whose names the body binds

    def named(self, name: str, node: ast.expr) -> ast.expr:
        if name in self.own:
            self.kept.add(name)
            name = _kept(name)
        return ast.copy_location(ast.Name(name, ast.Load()), node)

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        if isinstance(node.value, ast.Name) and node.value.id in self.modules:
            return self.named(node.attr, node)
        self.generic_visit(node)
        return node

    def visit_Import(self, node: ast.Import) -> ast.stmt:
        node.names = [a for a in node.names if a.name != _MODULE]
        return node if node.names else ast.copy_location(ast.Pass(), node)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.stmt | list[ast.stmt]:
        if node.module != _MODULE or node.level:
            return node
        made: list[ast.stmt] = [
            ast.Assign([ast.Name(a.asname or a.name, ast.Store())], self.named(a.name, ast.Name(a.name)))
            for a in node.names
            if a.asname not in (None, a.name) or a.name in self.own
        ]
        return [ast.fix_missing_locations(ast.copy_location(s, node)) for s in made] or ast.copy_location(ast.Pass(), node)
