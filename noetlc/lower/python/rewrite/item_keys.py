"""`key=itemgetter("age")` as `key=lambda item: item["age"]`, which is called directly, and of whose items something can be known.

That is what the library's `itemgetter` gives; as code of the library it has no place in the body. Only arguments that a call
calls are written so, where the name means the class of `operator` and the items are constants.
"""

from __future__ import annotations

import ast

from noetlc.frontend import syntax
from noetlc.lower.python.facts.bindings import bindings, head
from noetlc.lower.python.rewrite.callable_classes import called_by

_ITEM = "1item"  # no body can spell it


def expand_item_keys(tree: ast.Module) -> None:
    """Rewrites arguments of calls of a body in place."""
    found = _imported(tree)
    if not found:
        return
    bound = list(bindings(tree))
    own = {name for name in found if bound.count(name) == 1}
    for call in [n for n in syntax.walk(tree) if isinstance(n, ast.Call)]:
        calling = list(map(id, called_by(call)))
        call.args = [_written(arg, own) if id(arg) in calling else arg for arg in call.args]
        for keyword in call.keywords:
            keyword.value = _written(keyword.value, own) if id(keyword.value) in calling else keyword.value


def _imported(tree: ast.Module) -> set[str]:
    """The names by which imports at the head of a body bind the function."""
    names = set()
    for stmt in head(tree):
        if isinstance(stmt, ast.ImportFrom) and stmt.module == "operator" and not stmt.level:
            names |= {alias.asname or alias.name for alias in stmt.names if alias.name == "itemgetter"}
    return names


def _written(arg: ast.expr, own: set[str]) -> ast.expr:
    if not isinstance(arg, ast.Call) or not isinstance(arg.func, ast.Name) or arg.func.id not in own or arg.keywords or not arg.args:
        return arg
    if not all(_is_constant(item) for item in arg.args):
        return arg
    parts: list[ast.expr] = [ast.Subscript(ast.Name(_ITEM, ast.Load()), item, ast.Load()) for item in arg.args]
    given = ast.arguments([], [ast.arg(_ITEM)], None, [], [], None, [])
    made = ast.Lambda(given, parts[0] if len(parts) == 1 else ast.Tuple(parts, ast.Load()))
    for node in syntax.walk(made):
        ast.copy_location(node, arg)
        if isinstance(node, ast.expr | ast.arg):
            node.lineno = 0
    return made


def _is_constant(item: ast.expr) -> bool:
    if isinstance(item, ast.UnaryOp):
        return isinstance(item.op, ast.USub) and isinstance(item.operand, ast.Constant) and type(item.operand.value) is int
    return isinstance(item, ast.Constant) and type(item.value) in (int, str)
