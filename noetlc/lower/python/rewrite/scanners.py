"""`pattern.scanner(text)` as a call of the library's scanners, in bodies that import `re` and have no scanners of their own."""

from __future__ import annotations

import ast

from noetlc.frontend import syntax
from noetlc.lower.python.rewrite.import_first import import_first

_SCANNER = "scanner"
_MADE = "1scanner"  # no body can spell it


def link_scanners(tree: ast.Module) -> None:
    """Rewrites calls of a body in place."""
    nodes = list(syntax.walk(tree))
    calls = [n for n in nodes if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute) and n.func.attr == _SCANNER]
    if not calls or not any(map(_imports, nodes)) or any(map(_defines, nodes)):
        return
    for call in calls:
        assert isinstance(call.func, ast.Attribute)
        made = ast.Call(ast.Name(_MADE, ast.Load()), [call.func.value], [])
        call.func = ast.fix_missing_locations(ast.copy_location(made, call.func))
    import_first(tree, "re", {"scanner_of": _MADE})


def _imports(node: ast.AST) -> bool:
    if isinstance(node, ast.Import):
        return any(a.name == "re" for a in node.names)
    return isinstance(node, ast.ImportFrom) and node.module == "re"


def _defines(node: ast.AST) -> bool:
    if isinstance(node, ast.FunctionDef):
        return node.name == _SCANNER
    return isinstance(node, ast.Attribute) and node.attr == _SCANNER and not isinstance(node.ctx, ast.Load)
