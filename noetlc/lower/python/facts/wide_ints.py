"""Where the text of a body mentions ints so large that ranges may leave 64 bits: literals, constant powers and shifts, `sys.maxsize`."""

from __future__ import annotations

import ast

from noetlc.lower.python.facts.nodes import Nodes

LEAST = 1 << 59  # of ints that count as large: `range_bound` and the fields of ranges have room for smaller ones
_MOST_EXPONENT = 4096
_CUTTING = (ast.BitAnd, ast.Mod)  # their result is no larger than the other operand, as in hashes


def large_nodes(nodes: Nodes) -> set[int]:
    """The ids of the expressions that are such an int, but for masks and moduli."""
    cut = {id(n.right) for n in nodes.of(ast.BinOp) if isinstance(n.op, _CUTTING)}
    cut.update(id(n.left) for n in nodes.of(ast.BinOp) if isinstance(n.op, ast.BitAnd))
    cut.update(id(n.value) for n in nodes.of(ast.AugAssign) if isinstance(n.op, _CUTTING))
    candidates = (*nodes.of(ast.Constant), *nodes.of(ast.BinOp), *nodes.of(ast.Attribute))
    return {id(n) for n in candidates if id(n) not in cut and _is_large(n)}


def wide_loops(nodes: Nodes) -> frozenset[ast.Call]:
    """The calls of `range` whose arguments mention such an int, or a variable that is assigned one somewhere."""
    large = large_nodes(nodes)
    if not large:
        return frozenset()
    named: set[str] = set()
    for statement in nodes.of(ast.Assign):
        if _mentions(statement.value, large, frozenset()):
            named.update(n.id for target in statement.targets for n in ast.walk(target) if isinstance(n, ast.Name))
    calls = (n for n in nodes.of(ast.Call) if isinstance(n.func, ast.Name) and n.func.id == "range")
    return frozenset(call for call in calls if any(_mentions(a, large, named) for a in call.args))


def _mentions(node: ast.expr, large: set[int], names: set[str] | frozenset[str]) -> bool:
    return any(id(n) in large or (isinstance(n, ast.Name) and n.id in names) for n in ast.walk(node))


def _is_large(node: ast.expr) -> bool:
    if isinstance(node, ast.Constant):
        return type(node.value) is int and node.value >= LEAST
    if isinstance(node, ast.Attribute):
        return node.attr == "maxsize"
    if not isinstance(node, ast.BinOp) or not isinstance(node.left, ast.Constant) or not isinstance(node.right, ast.Constant):
        return False
    base, by = node.left.value, node.right.value
    if type(base) is not int or type(by) is not int or not 0 <= by <= _MOST_EXPONENT:
        return False
    if isinstance(node.op, ast.Pow):
        return bool(abs(base) ** min(by, 64) >= LEAST)
    return isinstance(node.op, ast.LShift) and abs(base) << by >= LEAST
