"""Second names: `IOError` is `OSError`, where a body does not assign it, `bisect.bisect` is `bisect.bisect_right`; and `__doc__` and
`__debug__` of the body itself."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from noetlc.frontend import syntax
from noetlc.primitives.exceptions import ALIASES

_BISECT = {"bisect": "bisect_right", "insort": "insort_right"}


def replace_aliases(tree: ast.Module) -> None:
    """Writes the names of today, in place."""
    names = [n for n in syntax.walk(tree) if isinstance(n, ast.Name) and n.id in ALIASES]
    bound = {n.id for n in names if not isinstance(n.ctx, ast.Load)}
    for name in names:
        if name.id not in bound:
            name.id = ALIASES[name.id]


def name_bisect(tree: ast.Module) -> None:
    """Writes the names that functions of `bisect` say of themselves, in place."""
    modules: set[str] = set()
    for node in syntax.walk(tree):
        if isinstance(node, ast.Import):
            modules |= {a.asname or a.name for a in node.names if a.name == "bisect"}
        elif isinstance(node, ast.ImportFrom) and node.module == "bisect" and not node.level:
            for alias in node.names:
                if alias.name in _BISECT:
                    alias.name, alias.asname = _BISECT[alias.name], alias.asname or alias.name
    if not modules:
        return
    bound = {n.id for n in syntax.walk(tree) if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
    bound |= {n.arg for n in syntax.walk(tree) if isinstance(n, ast.arg)}
    modules -= bound
    for node in syntax.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in _BISECT and isinstance(node.value, ast.Name) and node.value.id in modules:
            node.attr = _BISECT[node.attr]


def name_module(tree: ast.Module) -> None:
    """Writes what names of the module say, in place. In a class `__doc__` is the class's own."""
    names = [n for n in syntax.walk(tree) if isinstance(n, ast.Name) and n.id in ("__doc__", "__debug__", "__package__")]
    if not names:
        return
    own = _docs_in_classes(tree)
    bound = {n.id for n in names if not isinstance(n.ctx, ast.Load) and id(n) not in own}
    doc = ast.get_docstring(tree, clean=False)
    if "__doc__" in bound:
        at = int(doc is not None)
        at += sum(isinstance(stmt, ast.ImportFrom) and stmt.module == "__future__" for stmt in tree.body)
        given = ast.Assign([ast.Name("__doc__", ast.Store())], ast.Constant(doc))
        tree.body.insert(at, ast.fix_missing_locations(ast.copy_location(given, tree.body[0])))
    values = {"__doc__": doc, "__debug__": True, "__package__": None}
    known: dict[int, str | bool | None] = {id(n): values[n.id] for n in names if n.id not in bound}
    known |= {at: text for at, text in own.items() if text is not None}
    known = {id(n): known[id(n)] for n in names if id(n) in known and isinstance(n.ctx, ast.Load)}
    _Constants(known).visit(tree)


def _docs_in_classes(tree: ast.Module) -> dict[int, str | None]:
    """What the names `__doc__` mean that stand in class bodies: the text of the class until it binds the name, then None."""
    found: dict[int, str | None] = {}
    for node in syntax.walk(tree):
        text = ast.get_docstring(node, clean=False) if isinstance(node, ast.ClassDef) else None
        if not isinstance(node, ast.ClassDef) or text is None:
            continue
        for stmt in node.body:
            parts = _evaluated_there(stmt)
            names = [n for part in parts for n in syntax.walk(part) if isinstance(n, ast.Name) and n.id == "__doc__"]
            found |= {id(n): text for n in names}
            if any(not isinstance(n.ctx, ast.Load) for n in names) or getattr(stmt, "name", "") == "__doc__":
                text = None
    return found


def _evaluated_there(stmt: ast.stmt) -> list[ast.expr] | list[ast.stmt]:
    """What of a statement is evaluated in the scope where it stands."""
    if isinstance(stmt, ast.FunctionDef | ast.AsyncFunctionDef):
        return [*stmt.decorator_list, *stmt.args.defaults, *(d for d in stmt.args.kw_defaults if d is not None)]
    if isinstance(stmt, ast.ClassDef):
        return [*stmt.decorator_list, *stmt.bases]
    return [stmt]


class _Constants(ast.NodeTransformer):
    def __init__(self, known: Mapping[int, str | bool | None]) -> None:
        self.known = known

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return ast.copy_location(ast.Constant(self.known[id(node)]), node) if id(node) in self.known else node
