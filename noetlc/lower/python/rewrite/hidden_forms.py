"""Names that are imported from `typing` or `types` and that classes or functions bind, too: the imported ones get names that no body can
spell. So does what makes dataclasses where anything else has its name; the last part of the new one says what it is.

Example: beside `from typing import List` and `class Kind: List = 1` the `List` of `isinstance(x, List)` is still the form, by which later
passes know it. What a class says of itself, which may mean either, is left.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from noetlc.frontend import syntax
from noetlc.lower.python.facts.bindings import bindings_at
from noetlc.lower.python.rewrite.annotations import postpones

HIDDEN = "1form_"  # what new names begin with
HIDDEN_MAKER = "1form."  # the same of what makes dataclasses
_MODULES = frozenset(("types", "typing"))
_BY_NAME = frozenset("Generic NamedTuple Protocol TypedDict".split())  # which are known by these names
_OF_DATACLASSES = frozenset(("dataclass", "field"))
_Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


def free_forms(tree: ast.Module) -> None:
    """Gives them their names, in place."""
    imports = [s for s in tree.body if isinstance(s, ast.ImportFrom) and not s.level]
    aliases = {a.asname or a.name: a for s in imports for a in s.names if s.module in _MODULES and a.name not in _BY_NAME}
    made = {a.asname or a.name: a for s in imports for a in s.names if s.module == "dataclasses" and a.name in _OF_DATACLASSES}
    if not aliases and not made:
        return
    nodes = list(syntax.walk(tree))
    outside = list(_bound(tree.body))
    inside = {name for node in nodes if not isinstance(node, ast.alias) for name in bindings_at(node)}
    inside -= {name for node in nodes if isinstance(node, ast.Global) for name in node.names}
    hidden = {name: HIDDEN + name for name in aliases if name in inside and outside.count(name) == 1}
    hidden |= {name: HIDDEN_MAKER + alias.name for name, alias in made.items() if alias.name in inside and outside.count(name) == 1}
    if hidden:
        for name, free in hidden.items():
            (aliases | made)[name].asname = free
        _Renaming(hidden, postpones(tree)).visit(tree)


def _bound(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """The names that statements bind in their own scope."""
    todo = list(nodes)
    while todo:
        node = todo.pop()
        yield from bindings_at(node)
        if not isinstance(node, _Function | ast.ClassDef):
            todo += ast.iter_child_nodes(node)


class _Renaming(ast.NodeTransformer):
    """`names` are those that mean the imported ones here, `everywhere` in functions that stand here. Annotations that are `postponed` are
    texts, which show the names."""

    def __init__(self, names: dict[str, str], postponed: bool) -> None:
        self.names = self.everywhere = names
        self.postponed = postponed

    def visit_Name(self, node: ast.Name) -> ast.Name:
        if isinstance(node.ctx, ast.Load):
            node.id = self.names.get(node.id, node.id)
        return node

    def inside(self, nodes: list[ast.stmt], names: dict[str, str], everywhere: dict[str, str]) -> None:
        before = self.names, self.everywhere
        self.names, self.everywhere = names, everywhere
        for node in nodes:
            self.visit(node)
        self.names, self.everywhere = before

    def annotation(self, node: ast.expr | None) -> None:
        if node is not None and not self.postponed:
            self.visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AnnAssign:
        self.annotation(node.annotation)
        self.visit(node.target)
        if node.value is not None:
            self.visit(node.value)
        return node

    def function(self, node: _Function) -> ast.AST:
        for arg in ast.walk(node.args):
            if isinstance(arg, ast.arg):
                self.annotation(arg.annotation)
        for outer in (*node.args.defaults, *filter(None, node.args.kw_defaults), *getattr(node, "decorator_list", ())):
            self.visit(outer)
        if not isinstance(node, ast.Lambda):
            self.annotation(node.returns)
        body: list[ast.stmt] = node.body if isinstance(node.body, list) else [ast.Expr(node.body)]
        bound = {a.arg for a in ast.walk(node.args) if isinstance(a, ast.arg)}.union(_bound(body))
        names = {name: free for name, free in self.everywhere.items() if name not in bound}
        self.inside(body, names, names)
        return node

    visit_FunctionDef = visit_AsyncFunctionDef = visit_Lambda = function

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.ClassDef:
        for outer in (*node.bases, *node.keywords, *node.decorator_list):
            self.visit(outer)
        bound = set(_bound(node.body))
        self.inside(node.body, {name: free for name, free in self.everywhere.items() if name not in bound}, self.everywhere)
        return node
