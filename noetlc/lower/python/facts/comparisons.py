"""What comparisons of objects may give: bools, or what methods of classes return."""

from __future__ import annotations

import ast

from noetlc.frontend import syntax
from noetlc.lower.python.facts.nodes import Nodes

_COMPARISONS = frozenset(f"__{n}__" for n in "lt le gt ge eq ne".split())
_BOOLEAN_CALLS = frozenset("isinstance issubclass bool any all hasattr callable".split())


def compares_to_values(nodes: Nodes) -> bool:
    """True if a comparison method of a class may return something else than a bool."""
    by_name: dict[str, list[ast.AST]] = {}
    for function in nodes.functions():
        by_name.setdefault(function.name, []).append(function)
    if any(not _all_boolean(function) for name in _COMPARISONS for function in by_name.get(name, ())):
        return True
    given = [value for cls in nodes.of(ast.ClassDef) for stmt in cls.body for value in _given(stmt)]
    if not all(_gives_bools(value, by_name) for value in given):
        return True
    return any(n.attr in _COMPARISONS and isinstance(n.ctx, ast.Store) for n in nodes.of(ast.Attribute)) or any(
        map(_sets, nodes.of(ast.Call))
    )


def _given(stmt: ast.stmt) -> list[ast.expr]:
    """What a statement of a class body assigns to comparison methods."""
    targets = stmt.targets if isinstance(stmt, ast.Assign) else []
    return [stmt.value for t in targets if isinstance(stmt, ast.Assign) and isinstance(t, ast.Name) and t.id in _COMPARISONS]


def _gives_bools(value: ast.expr, by_name: dict[str, list[ast.AST]]) -> bool:
    """Whether a value as a comparison method surely gives a bool or NotImplemented."""
    if isinstance(value, ast.Lambda):
        return _boolean(value.body)
    if isinstance(value, ast.Attribute):  # that of another class
        return value.attr in _COMPARISONS
    if isinstance(value, ast.Name):
        return value.id in _COMPARISONS or (value.id in by_name and all(map(_all_boolean, by_name[value.id])))
    return isinstance(value, ast.Constant)


def _all_boolean(function: ast.AST) -> bool:
    returned = [n.value for n in syntax.walk(function) if isinstance(n, ast.Return)]
    return all(value is not None and _boolean(value) for value in returned)


def _sets(node: ast.Call) -> bool:
    """`setattr(C, "__lt__", f)`, `type("C", (), {"__lt__": f})`."""
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    if name not in ("setattr", "type"):
        return False
    keys = [k for a in node.args if isinstance(a, ast.Dict) for k in a.keys]
    return any(isinstance(k, ast.Constant) and k.value in _COMPARISONS for k in [*node.args[1:2], *keys])


def _boolean(node: ast.expr) -> bool:
    """Whether an expression is surely a bool or NotImplemented."""
    if isinstance(node, ast.BoolOp):
        return all(_boolean(v) for v in node.values)
    if isinstance(node, ast.IfExp):
        return _boolean(node.body) and _boolean(node.orelse)
    if isinstance(node, ast.Constant):
        return isinstance(node.value, bool)
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id in _BOOLEAN_CALLS
    if isinstance(node, ast.UnaryOp):
        return isinstance(node.op, ast.Not)
    return isinstance(node, ast.Compare) or (isinstance(node, ast.Name) and node.id == "NotImplemented")
