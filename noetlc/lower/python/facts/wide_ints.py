"""Where ranges and slices of a body may leave 64 bits, as far as its text tells: by literals, constant powers and shifts and
`sys.maxsize`, and by names that these may reach."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from noetlc.frontend import syntax
from noetlc.lower.python.facts.flows import held_names
from noetlc.lower.python.facts.nodes import Nodes

LEAST = 1 << 59  # of ints that count as large: `range_bound` and the fields of ranges have room for smaller ones
_CUTTING = (ast.BitAnd, ast.Mod)  # their result is no larger than the other operand, as in hashes


@dataclass(frozen=True, slots=True)
class WideRanges:
    """The calls of `range` whose arguments may be large, and whether anything else of ranges or slices may."""

    calls: frozenset[ast.Call] = frozenset()
    others: bool = False


def wide_ranges(nodes: Nodes) -> WideRanges:
    ranges = [n for n in nodes.of(ast.Call) if isinstance(n.func, ast.Name) and n.func.id == "range"]
    indices = [n for n in nodes.of(ast.Call) if isinstance(n.func, ast.Attribute) and n.func.attr == "indices"]
    if not (ranges or indices) or not any(map(_is_large, _candidates(nodes))):
        return WideRanges()
    held = held_names(nodes.tree, _mentions)
    calls = frozenset(n for n in ranges if any(_mentions(a, held) for a in n.args))
    subscripts = any(_mentions(n.slice, held) for n in nodes.of(ast.Subscript) if isinstance(n.ctx, ast.Load))
    return WideRanges(calls, subscripts or any(_mentions(n, held) for n in indices))


def _candidates(nodes: Nodes) -> Iterator[ast.expr]:
    yield from nodes.of(ast.Constant)
    yield from nodes.of(ast.BinOp)
    yield from nodes.of(ast.Attribute)


def _mentions(node: ast.expr, held: set[str]) -> bool:
    """Whether a large int, or a name that may hold one, stands in an expression otherwise than under a mask or modulus."""
    pending: list[ast.AST] = [node]
    while pending:
        part = pending.pop()
        if isinstance(part, ast.Compare) or (isinstance(part, ast.BinOp) and isinstance(part.op, _CUTTING)):
            continue
        if (isinstance(part, ast.Name) and part.id in held) or (isinstance(part, ast.Attribute) and part.attr in held):
            return True
        if isinstance(part, ast.expr) and _is_large(part):
            return True
        pending.extend(syntax.children(part))
    return False


def _is_large(node: ast.expr) -> bool:
    if isinstance(node, ast.Constant):
        return type(node.value) is int and node.value >= LEAST
    if isinstance(node, ast.Attribute):
        return node.attr == "maxsize"
    if not isinstance(node, ast.BinOp) or not isinstance(node.left, ast.Constant) or not isinstance(node.right, ast.Constant):
        return False
    base, by = node.left.value, node.right.value
    if type(base) is not int or type(by) is not int or by < 0:
        return False
    if isinstance(node.op, ast.Pow):
        return bool(abs(base) ** min(by, 64) >= LEAST)
    return isinstance(node.op, ast.LShift) and abs(base) << min(by, 64) >= LEAST
