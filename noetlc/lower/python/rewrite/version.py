"""`sys.version_info` where only the version of the language counts: `sys.version_info >= (3, 8)` and its kind become constants,
and `sys.implementation.name`.
"""

from __future__ import annotations

import ast

VERSION = (3, 11)  # what bodies mean; the third number is that of a machine
IMPLEMENTATION = "cpython"


def fold_version(tree: ast.Module) -> None:
    """Replaces comparisons with up to two numbers, `.major`, `.minor`, `[0]`, `[1]` and `[:2]`, in place."""
    imports = [n for n in ast.walk(tree) if isinstance(n, ast.Import | ast.ImportFrom)]
    modules = {a.asname or a.name for n in imports if isinstance(n, ast.Import) for a in n.names if a.name == "sys"}
    from_sys = [n for n in imports if isinstance(n, ast.ImportFrom) and n.module == "sys"]
    names = {a.asname or a.name for n in from_sys for a in n.names if a.name == "version_info"}
    if modules or names:
        _Folder(modules, names).visit(tree)
        left = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)}
        _Importer(names - left).visit(tree)


class _Importer(ast.NodeTransformer):
    """Takes out imports of names that are folded everywhere."""

    def __init__(self, folded: set[str]) -> None:
        self.folded = folded

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.stmt:
        if node.module != "sys":
            return node
        node.names = [a for a in node.names if a.name != "version_info" or (a.asname or a.name) not in self.folded]
        return node if node.names else ast.copy_location(ast.Pass(), node)


class _Folder(ast.NodeTransformer):
    def __init__(self, modules: set[str], names: set[str]) -> None:
        self.modules = modules
        self.names = names

    def is_version(self, node: ast.expr) -> bool:
        if isinstance(node, ast.Attribute):
            return node.attr == "version_info" and isinstance(node.value, ast.Name) and node.value.id in self.modules
        return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in self.names

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        sides = [node.left, *node.comparators]
        if len(sides) == 2 and any(map(self.is_version, sides)) and any(map(_is_short, sides)):
            node.left, node.comparators[0] = (_tuple((*VERSION, 0), s) if self.is_version(s) else s for s in sides)
        self.generic_visit(node)
        return node

    def is_implementation(self, node: ast.expr) -> bool:
        if not isinstance(node, ast.Attribute) or node.attr != "implementation":
            return False
        return isinstance(node.value, ast.Name) and node.value.id in self.modules

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        if node.attr == "name" and self.is_implementation(node.value):
            return ast.copy_location(ast.Constant(IMPLEMENTATION), node)
        if self.is_version(node.value) and node.attr in ("major", "minor"):
            return ast.copy_location(ast.Constant(VERSION[node.attr == "minor"]), node)
        self.generic_visit(node)
        return node

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        if self.is_version(node.value):
            part = ast.unparse(node.slice)
            if part in ("0", "1"):
                return ast.copy_location(ast.Constant(VERSION[int(part)]), node)
            if part in (":1", ":2"):
                return _tuple(VERSION[: int(part[1])], node)
        self.generic_visit(node)
        return node


def _is_short(node: ast.expr) -> bool:
    """A tuple of one or two numbers: no release of a version compares otherwise than the others."""
    return isinstance(node, ast.Tuple) and 0 < len(node.elts) <= len(VERSION) and all(isinstance(e, ast.Constant) for e in node.elts)


def _tuple(values: tuple[int, ...], place: ast.expr) -> ast.expr:
    made = ast.copy_location(ast.Tuple([ast.Constant(v) for v in values], ast.Load()), place)
    return ast.fix_missing_locations(made)
