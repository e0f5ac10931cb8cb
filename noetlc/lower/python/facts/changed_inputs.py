"""Whether a body may add inputs to `args` or take some out, so that `main` gets others than the playbook gives.

Example: after `args["limit"] = 10` a `def main(limit=5)` is given 10, in `limit = args.get("limit")` nothing changes.
"""

from __future__ import annotations

import ast

from noetlc.lower.python.facts.mentions import Mentions
from noetlc.lower.python.facts.nodes import Nodes

_READING = frozenset(("items", "keys", "values", "get", "copy"))
_ANY_NAME = frozenset(("globals", "locals", "vars"))


def changes_inputs(nodes: Nodes, found: Mentions) -> bool:
    if not _ANY_NAME.isdisjoint(found.names):
        return True
    if found.names.isdisjoint(("args", "context")):
        return False
    if any(isinstance(n.target, ast.Name) and n.target.id == "args" for n in nodes.of(ast.AugAssign)):  # `args |= more`
        return True
    reading: set[int] = set()
    for call in nodes.of(ast.Call):
        if isinstance(call.func, ast.Attribute) and call.func.attr in _READING and _finds_no_map(call.func.value, call.args[:1]):
            reading.add(id(call.func.value))
    for subscript in nodes.of(ast.Subscript):
        if isinstance(subscript.ctx, ast.Load) and _finds_no_map(subscript.value, [subscript.slice]):
            reading.add(id(subscript.value))
    return any(n.id in ("args", "context") and isinstance(n.ctx, ast.Load) and id(n) not in reading for n in nodes.of(ast.Name))


def _finds_no_map(value: ast.expr, key: list[ast.expr]) -> bool:
    """Whether asking `args` for an item, or `context` for one by another name than `args`."""
    if not isinstance(value, ast.Name):
        return False
    return value.id == "args" or (len(key) == 1 and isinstance(key[0], ast.Constant) and key[0].value != "args")
