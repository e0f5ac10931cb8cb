"""Whether products of a body may be factors again, so that ints grow beyond what its input brings.

Example

    total += item["price"] * item["count"]     # in a loop: no product meets a factor
    power = power * 3                          # in a loop: each product is a factor of the next

The answer decides how fast large factors are multiplied, not what comes out: what is not followed counts as a factor.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from noetlc.frontend import syntax
from noetlc.lower.python.facts.nodes import Nodes

_PLAIN_CALLS = frozenset("abs bool float format int len max min print repr round str sum".split())  # keep nothing of their arguments


def multiplies_again(nodes: Nodes) -> bool:
    """Whether a body has products in loops or functions that may be factors of the next ones; those with a float are none of ints."""
    if not nodes.has(ast.Mult):
        return False
    again = [*nodes.of(ast.For), *nodes.of(ast.AsyncFor), *nodes.of(ast.While), *nodes.functions(), *nodes.of(ast.Lambda)]
    products = [n for n in {id(n): n for node in again for n in syntax.walk(node)}.values() if _is_product(n)]
    if not products:
        return False
    return any(isinstance(p, ast.AugAssign) for p in products) or _are_factors(nodes, products)


def _is_product(node: ast.AST) -> bool:
    if isinstance(node, ast.AugAssign):
        operands = [node.value]
    elif isinstance(node, ast.BinOp):
        operands = [node.left, node.right]
    else:
        return False
    floats = any(isinstance(operand, ast.Constant) and isinstance(operand.value, float | complex) for operand in operands)
    return isinstance(node.op, ast.Mult) and not floats


class _Part:
    """An expression: the names in it, and whether it makes a product."""

    def __init__(self, *exprs: ast.AST) -> None:
        nodes = [n for expr in exprs for n in syntax.walk(expr)]
        self.names = {n.id for n in nodes if isinstance(n, ast.Name)}
        self.makes = any(map(_is_product, nodes))
        self.stores = any(isinstance(n, ast.Subscript | ast.Attribute) for n in nodes)


def _are_factors(nodes: Nodes, products: list[ast.AST]) -> bool:
    """Whether a product reaches one of `products`, or what is not followed."""
    if nodes.has(ast.Match):
        return True
    kept = list(map(_Part, _kept(nodes)))
    bindings = [(_Part(target), _Part(value)) for target, value in _bindings(nodes)]
    readers: dict[str, list[tuple[_Part, _Part]]] = {}
    for binding in bindings:
        for name in binding[1].names:
            readers.setdefault(name, []).append(binding)
    names: set[str] = set()  # those that may have a product in them, whatever their scope
    pending = [binding for binding in bindings if binding[1].makes]
    while pending:
        target, _ = pending.pop()
        if target.stores:
            return True
        for name in target.names - names:
            names.add(name)
            pending += readers.get(name, ())
    return any(part.makes or not names.isdisjoint(part.names) for part in kept) or not names.isdisjoint(_Part(*products).names)


def _bindings(nodes: Nodes) -> Iterator[tuple[ast.AST, ast.AST]]:
    """Targets with what they get."""
    for assign in nodes.of(ast.Assign):
        yield from ((target, assign.value) for target in assign.targets)
    yield from ((node.target, node) for node in nodes.of(ast.AugAssign))
    yield from ((node.target, node.value) for node in nodes.of(ast.AnnAssign) if node.value is not None)
    yield from ((node.target, node.value) for node in nodes.of(ast.NamedExpr))
    yield from ((loop.target, loop.iter) for loop in nodes.of(ast.For))
    yield from ((loop.target, loop.iter) for loop in nodes.of(ast.AsyncFor))
    yield from ((loop.target, loop.iter) for loop in nodes.of(ast.comprehension))
    for item in nodes.of(ast.withitem):
        if item.optional_vars is not None:
            yield item.optional_vars, item.context_expr


def _kept(nodes: Nodes) -> Iterator[ast.AST]:
    """What is given to a call that may keep it, or back by a function."""
    for call in nodes.of(ast.Call):
        if not (isinstance(call.func, ast.Name) and call.func.id in _PLAIN_CALLS):
            yield from (*call.args, *call.keywords)
    yield from (node.value for node in nodes.of(ast.Return) if node.value is not None)
    yield from (node.value for node in nodes.of(ast.Yield) if node.value is not None)
    yield from (node.value for node in nodes.of(ast.YieldFrom))
    yield from (node.body for node in nodes.of(ast.Lambda))
