"""Which names a body binds."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from noetlc.frontend import syntax

_DEFINED = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def bindings(tree: ast.Module) -> Iterator[str]:
    """The names that are bound anywhere in a body, once for each place."""
    for node in syntax.walk(tree):
        yield from bindings_at(node)


def bindings_at(node: ast.AST) -> Iterator[str]:
    """The names that a node binds itself."""
    match node:
        case ast.Name(id=name, ctx=ast.Store() | ast.Del()) | ast.arg(arg=name):
            yield name
        case ast.alias():
            yield node.asname or node.name.split(".")[0]
            if node.name == "*":
                yield from ("replace", "type")
        case _ if isinstance(node, _DEFINED):
            yield node.name
        case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
            yield name
        case ast.MatchMapping(rest=str(name)):
            yield name
        case ast.Global(names=names) | ast.Nonlocal(names=names):
            yield from names


def head(tree: ast.Module) -> Iterator[ast.Import | ast.ImportFrom]:
    """The imports that a body begins with; texts for readers may stand between them."""
    for stmt in tree.body:
        if isinstance(stmt, ast.Import | ast.ImportFrom):
            yield stmt
        elif not (isinstance(stmt, ast.Expr) and isinstance(stmt.value, ast.Constant)):
            return
