"""Complex numbers that a body spells are made once, in front of it: `p + 1j` and `p * (2 - 3j)` in a loop make no new ones.

CPython's compiler computes `2 - 3j` too.
"""

from __future__ import annotations

import ast

from noetlc.frontend import syntax
from noetlc.lower.python.facts.full_names import full_name


def keep_complex(tree: ast.Module) -> None:
    """Gives each complex constant of a body a variable, in place."""
    if not any(isinstance(n, ast.Constant) and isinstance(n.value, complex) for n in syntax.walk(tree)):
        return
    keeping = _Keeping()
    keeping.visit(tree)
    future = [s for s in tree.body if isinstance(s, ast.ImportFrom) and s.module == "__future__"]
    made = [ast.Assign([ast.Name(name, ast.Store())], ast.Constant(value)) for value, name in keeping.names.values()]
    for stmt in made:
        for node in syntax.walk(stmt):
            ast.copy_location(node, tree.body[0])
    tree.body = [*future, *map(ast.fix_missing_locations, made), *(s for s in tree.body if s not in future)]


class _Keeping(ast.NodeTransformer):
    def __init__(self) -> None:
        self.names: dict[str, tuple[complex, str]] = {}  # the value and the variable of each text

    def kept(self, node: ast.expr) -> ast.expr:
        value = _value(node)
        if not isinstance(value, complex):
            visited = self.generic_visit(node)
            assert isinstance(visited, ast.expr)
            return visited
        key = f"{value.real!r} {value.imag!r}"
        _, name = self.names.setdefault(key, (value, full_name("cmath", f"constant_{len(self.names)}")))
        return ast.copy_location(ast.Name(name, ast.Load()), node)

    visit_Constant = visit_UnaryOp = visit_BinOp = kept

    def visit_MatchValue(self, node: ast.MatchValue) -> ast.pattern:
        return node

    def visit_arg(self, node: ast.arg) -> ast.arg:
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.stmt:
        node.value = None if node.value is None else self.visit(node.value)
        return node


def _value(node: ast.expr) -> complex | float | int | None:
    """The number that an expression of literals is, as far as complex ones are spelled."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, complex | float | int) and not isinstance(node.value, bool) else None
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) and (value := _value(node.operand)) is not None:
        return -value
    if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Add | ast.Sub):
        return None
    left, right = _value(node.left), _value(node.right)
    if left is None or right is None or abs(left) > 2**53 or abs(right) > 2**53:
        return None
    return left + right if isinstance(node.op, ast.Add) else left - right
