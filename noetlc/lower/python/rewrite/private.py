"""Private names: inside a class, `__x` means `_Class__x`."""

from __future__ import annotations

import ast
from collections.abc import Callable

from noetlc.frontend import syntax
from noetlc.lower.python.facts.full_names import PrivateName


def mangle(tree: ast.Module) -> None:
    """Renames the private names of all classes in place."""
    nodes = list(syntax.walk(tree))
    if any(isinstance(n, ast.ClassDef) for n in nodes):
        _Renamer(not any(map(_reads_slots, nodes))).visit(tree)


def _reads_slots(node: ast.AST) -> bool:
    """Whether a body may look at the names of slots, as they are written."""
    if isinstance(node, ast.Name):
        return node.id == "__slots__" and isinstance(node.ctx, ast.Load)
    return (isinstance(node, ast.Attribute) and node.attr == "__slots__") or (isinstance(node, ast.Constant) and node.value == "__slots__")


class _Renamer(ast.NodeVisitor):
    def __init__(self, slots: bool) -> None:
        self.prefix = ""
        self.slots = slots  # whether those of the body get the names that they have

    def _name(self, name: str) -> str:
        private = name.startswith("__") and not name.endswith("__") and "." not in name
        return PrivateName(self.prefix + name, name) if private and self.prefix else name

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        for part in (*node.decorator_list, *node.bases, *node.keywords):
            self.visit(part)
        outer = self.prefix
        bare = node.name.lstrip("_")
        node.name = self._name(node.name)
        self.prefix = "_" + bare if bare else ""
        for statement in node.body:
            self.visit(statement)
            if self.slots and isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == "__slots__":
                self._rename_slots(statement.value)
        self.prefix = outer

    def _rename_slots(self, value: ast.expr) -> None:
        for part in syntax.walk(value):
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                part.value = str(self._name(part.value))

    def generic_visit(self, node: ast.AST) -> None:
        if self.prefix:
            _rename(node, self._name)
        super().generic_visit(node)


def _rename(node: ast.AST, changed: Callable[[str], str]) -> None:
    """Renames what one node itself names; keywords of calls and of class patterns keep their names."""
    if isinstance(node, ast.Name):
        node.id = changed(node.id)
    elif isinstance(node, ast.Attribute):
        node.attr = changed(node.attr)
    elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        node.name = changed(node.name)
    elif isinstance(node, ast.arg):
        node.arg = changed(node.arg)
    elif isinstance(node, ast.Global | ast.Nonlocal):
        node.names = [changed(name) for name in node.names]
    elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar):
        node.name = changed(node.name) if node.name is not None else None
    elif isinstance(node, ast.MatchMapping):
        node.rest = changed(node.rest) if node.rest is not None else None
    elif isinstance(node, ast.alias) and node.name != "*":
        bound = node.asname or node.name
        node.asname = changed(bound) if changed(bound) != bound else node.asname
