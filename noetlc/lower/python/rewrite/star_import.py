"""`from module import *` as the import of those names of the module that the body reads."""

from __future__ import annotations

import ast
import functools
import importlib

from noetlc.frontend import syntax
from noetlc.lower.python.rewrite.library_source import modules
from noetlc.primitives.modules import MODULES


def expand_stars(tree: ast.Module) -> None:
    """Writes the names out, in place."""
    nodes = list(syntax.walk(tree))
    if any(isinstance(n, ast.ImportFrom) and n.names[0].name == "*" for n in nodes):
        _Expander({n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}).visit(tree)


class _Expander(ast.NodeTransformer):
    def __init__(self, read: set[str]) -> None:
        self.read = read

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.stmt:
        if node.names[0].name != "*" or node.level or node.module not in MODULES | modules():
            return node
        used = sorted(self.read & _public(node.module))
        node.names = [ast.copy_location(ast.alias(name), node.names[0]) for name in used]
        return node if used else ast.copy_location(ast.Pass(), node)


@functools.cache
def _public(module: str) -> frozenset[str]:
    """What a star imports from a module of the standard library."""
    found = importlib.import_module(module)
    return frozenset(getattr(found, "__all__", None) or (name for name in dir(found) if not name.startswith("_")))
