"""Old names of exceptions: `IOError` is `OSError`, where a body does not assign it; and `__doc__` and `__debug__` of the body itself."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from noetlc.primitives.exceptions import ALIASES


def replace_aliases(tree: ast.Module) -> None:
    """Writes the names of today, in place."""
    names = [n for n in ast.walk(tree) if isinstance(n, ast.Name) and n.id in ALIASES]
    bound = {n.id for n in names if not isinstance(n.ctx, ast.Load)}
    for name in names:
        if name.id not in bound:
            name.id = ALIASES[name.id]


def name_module(tree: ast.Module) -> None:
    """Writes what names of the module say, in place. In a class `__doc__` is the class's own."""
    names = [n for n in ast.walk(tree) if isinstance(n, ast.Name) and n.id in ("__doc__", "__debug__", "__package__")]
    if not names:
        return
    bound = {n.id for n in names if not isinstance(n.ctx, ast.Load)}
    doc = ast.get_docstring(tree, clean=False)
    if "__doc__" in bound:
        at = int(doc is not None)
        at += sum(isinstance(stmt, ast.ImportFrom) and stmt.module == "__future__" for stmt in tree.body)
        given = ast.Assign([ast.Name("__doc__", ast.Store())], ast.Constant(doc))
        tree.body.insert(at, ast.fix_missing_locations(ast.copy_location(given, tree.body[0])))
    values = {"__doc__": doc, "__debug__": True, "__package__": None}
    known = {id(n): values[n.id] for n in names if n.id not in bound}
    for node in ast.walk(tree):
        text = ast.get_docstring(node, clean=False) if isinstance(node, ast.ClassDef) else None
        if isinstance(node, ast.ClassDef) and text is not None:
            inside = [n for stmt in node.body if not isinstance(stmt, ast.FunctionDef | ast.ClassDef) for n in ast.walk(stmt)]
            known |= {id(n): text for n in inside if isinstance(n, ast.Name) and n.id == "__doc__" and id(n) in known}
    _Constants(known).visit(tree)


class _Constants(ast.NodeTransformer):
    def __init__(self, known: Mapping[int, str | bool | None]) -> None:
        self.known = known

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return ast.copy_location(ast.Constant(self.known[id(node)]), node) if id(node) in self.known else node
