"""Lists that are only gone through, or looked into, where they stand: tuples, as CPython's compiler makes them. Those of constants exist.

    for dx, dy in [(0, 1), (1, 0)]: …        for dx, dy in ((0, 1), (1, 0)): …
    if kind in ["a", "b"]: …                 if kind in ("a", "b"): …
"""

from __future__ import annotations

import ast

from noetlc.frontend import syntax


def pass_lists(tree: ast.Module) -> None:
    """Replaces them in place."""
    for node in syntax.walk(tree):
        if isinstance(node, ast.For) or (isinstance(node, ast.comprehension) and not node.is_async):
            node.iter = _tuple(node.iter)
        elif isinstance(node, ast.Compare) and isinstance(node.ops[-1], ast.In | ast.NotIn):  # others in a chain are compared, too
            node.comparators[-1] = _tuple(node.comparators[-1])


def _tuple(node: ast.expr) -> ast.expr:
    if not isinstance(node, ast.List) or any(isinstance(e, ast.Starred) for e in node.elts):
        return node
    return ast.copy_location(ast.Tuple(node.elts, ast.Load()), node)
