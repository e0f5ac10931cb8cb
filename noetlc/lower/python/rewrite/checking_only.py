"""What stands only for type checkers: the branch of `if TYPE_CHECKING:` at the top of a body, which no run takes.

Example: of `from typing import TYPE_CHECKING`, `if TYPE_CHECKING: from decimals import Money` the branch goes, so that its imports are
none of the body's.
"""

from __future__ import annotations

import ast

from noetlc.frontend import syntax

_FLAG = "TYPE_CHECKING"
_NAMING = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.ExceptHandler | ast.MatchAs | ast.MatchStar


def drop_checking(tree: ast.Module) -> None:
    """Takes such branches out, in place."""
    tree.body = without_checking(tree).body


def without_checking(tree: ast.Module) -> ast.Module:
    """The body without such branches: itself if it has none, or if anything may have changed the flag."""
    tests = [s.test for s in tree.body if isinstance(s, ast.If) and isinstance(s.test, ast.Name | ast.Attribute)]
    if not tests:
        return tree
    of_typing = [s for s in tree.body if isinstance(s, ast.ImportFrom) and s.module == "typing" and not s.level]
    flags = {alias.asname or _FLAG for s in of_typing for alias in s.names if alias.name == _FLAG}
    modules = {a.asname or a.name for s in tree.body if isinstance(s, ast.Import) for a in s.names if a.name == "typing"}
    imports = [s for s in syntax.walk(tree) if isinstance(s, ast.Import | ast.ImportFrom)]
    named = [(a.asname or a.name).partition(".")[0] for s in imports for a in s.names]
    for node in syntax.walk(tree):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            named += [node.id, node.id]  # no import
        elif isinstance(node, _NAMING) and node.name:
            named += [node.name, node.name]
        elif (isinstance(node, ast.Constant) and node.value == _FLAG) or _is_stored(node):
            return tree
    once = {name for name in flags | modules if named.count(name) == 1}
    texts = (flags & once) | {f"{module}.{_FLAG}" for module in modules & once}
    kept: list[ast.stmt] = []
    for stmt in tree.body:
        kept += stmt.orelse if isinstance(stmt, ast.If) and ast.unparse(stmt.test) in texts else [stmt]
    return ast.Module(kept or tree.body, tree.type_ignores)


def _is_stored(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == _FLAG and not isinstance(node.ctx, ast.Load)
