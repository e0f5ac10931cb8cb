"""`dialect.delimiter = ";"` and its kind as calls of the library, which refuses what objects of `csv` do not let set."""

from __future__ import annotations

import ast

from noetlc.frontend import syntax
from noetlc.lower.python.rewrite.import_first import import_first

_NAMES = frozenset("delimiter doublequote escapechar lineterminator quotechar quoting skipinitialspace strict line_num dialect".split())
_ASKED = frozenset("get_dialect dialect line_num".split())  # how a body comes by what is not to be set
_ASSIGN = "1assign"  # no body can spell it


def refuse_attributes(tree: ast.Module) -> None:
    """Rewrites assignments of a body in place, but for those to `self`."""
    nodes = list(syntax.walk(tree))
    if not any(map(_imports, nodes)) or _ASKED.isdisjoint(n.attr for n in nodes if isinstance(n, ast.Attribute)):
        return
    writer = _Writer()
    writer.visit(tree)
    if writer.found:
        import_first(tree, "csv", {"assign": _ASSIGN})


def _imports(node: ast.AST) -> bool:
    if isinstance(node, ast.Import):
        return any(a.name == "csv" for a in node.names)
    return isinstance(node, ast.ImportFrom) and node.module == "csv"


class _Writer(ast.NodeTransformer):
    def __init__(self) -> None:
        self.found = False

    def visit_Assign(self, node: ast.Assign) -> ast.stmt:
        match node.targets:
            case [ast.Attribute(value=ast.expr() as owner, attr=name) as target] if name in _NAMES and not _is_self(owner):
                self.found = True
                given: list[ast.expr] = [node.value, owner, ast.copy_location(ast.Constant(name), target)]
                call = ast.copy_location(ast.Call(ast.copy_location(ast.Name(_ASSIGN, ast.Load()), target), given, []), target)
                return ast.copy_location(ast.Expr(call), node)
        return node


def _is_self(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id in ("self", "cls")
