"""`property`, `classmethod` and `staticmethod` as classes of the library, in bodies that derive from one or pass it on as a value.

Otherwise they are lowered by their syntax: as decorators, in calls, and where `isinstance` compares with them.
"""

from __future__ import annotations

import ast

from noetlc.lower.python.rewrite.import_first import import_first

KINDS = frozenset(("property", "classmethod", "staticmethod"))


def link_kinds(tree: ast.Module) -> None:
    """Renames all uses of such a builtin, in place."""
    nodes = list(ast.walk(tree))
    uses = [n for n in nodes if isinstance(n, ast.Name) and n.id in KINDS]
    if not uses:
        return
    bound = {n.id for n in uses if not isinstance(n.ctx, ast.Load)} | {n.arg for n in nodes if isinstance(n, ast.arg)}
    bound |= {n.name for n in nodes if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)}
    plain: set[int] = set()
    for node in nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            plain |= set(map(id, node.decorator_list))
        elif isinstance(node, ast.Call):
            plain.add(id(node.func))
            if isinstance(node.func, ast.Name) and node.func.id in ("isinstance", "issubclass"):
                plain |= {id(part) for a in node.args[1:] for part in ast.walk(a)}
        elif isinstance(node, ast.Compare):  # `type(x) is property`
            plain |= set(map(id, (node.left, *node.comparators)))
        elif isinstance(node, ast.Attribute):  # refused, or a method by its class
            plain.add(id(node.value))
    found = {n.id for n in uses if id(n) not in plain} - bound
    for node in uses:
        if node.id in found:
            node.id = _local(node.id)
    if found:
        import_first(tree, "types", {name: _local(name) for name in found})


def _local(name: str) -> str:
    return f"1kind_{name}"
