"""`dialect.delimiter = ";"`, `del dialect.quoting` and their kind as calls of the library, which refuses what `csv` does not let set."""

from __future__ import annotations

import ast

from noetlc.frontend import syntax
from noetlc.lower.python.rewrite.import_first import import_first

_NAMES = frozenset("delimiter doublequote escapechar lineterminator quotechar quoting skipinitialspace strict line_num dialect".split())
_ASKED = frozenset("get_dialect dialect line_num".split())  # how a body comes by what is not to be set
_ASSIGN, _UNSET = "1assign", "1unset"  # no body can spell them


def refuse_attributes(tree: ast.Module) -> None:
    """Rewrites assignments and `del` of a body in place, but for those of `self`; those of any attribute if it has no class of its own."""
    nodes = list(syntax.walk(tree))
    if not any(map(_imports, nodes)) or _ASKED.isdisjoint(n.attr for n in nodes if isinstance(n, ast.Attribute)):
        return
    writer = _Writer(any(isinstance(n, ast.ClassDef) and not _is_dialect(n) for n in nodes))
    writer.visit(tree)
    if writer.found:
        import_first(tree, "csv", writer.found)


def _imports(node: ast.AST) -> bool:
    if isinstance(node, ast.Import):
        return any(a.name == "csv" for a in node.names)
    return isinstance(node, ast.ImportFrom) and node.module == "csv"


def _is_dialect(node: ast.ClassDef) -> bool:
    """Whether a class is one of dialects, which have no instances but what `csv` makes."""
    return any(ast.unparse(b).endswith(("Dialect", "excel", "excel_tab", "unix_dialect")) for b in node.bases)


class _Writer(ast.NodeTransformer):
    def __init__(self, has_classes: bool) -> None:
        self.has_classes = has_classes
        self.found: dict[str, str] = {}

    def visit_Assign(self, node: ast.Assign) -> ast.stmt:
        match node.targets:
            case [ast.Attribute() as target] if self.asked(target):
                return self.call("assign", _ASSIGN, [node.value], target, node)
        return node

    def visit_Delete(self, node: ast.Delete) -> ast.stmt:
        match node.targets:
            case [ast.Attribute() as target] if self.asked(target):
                return self.call("unset", _UNSET, [], target, node)
        return node

    def asked(self, target: ast.Attribute) -> bool:
        return not _is_self(target.value) and (target.attr in _NAMES or not self.has_classes)

    def call(self, function: str, name: str, first: list[ast.expr], target: ast.Attribute, node: ast.stmt) -> ast.stmt:
        self.found[function] = name
        given = [*first, target.value, ast.copy_location(ast.Constant(target.attr), target)]
        called = ast.copy_location(ast.Name(name, ast.Load()), target)
        return ast.copy_location(ast.Expr(ast.copy_location(ast.Call(called, given, []), target)), node)


def _is_self(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id in ("self", "cls")
