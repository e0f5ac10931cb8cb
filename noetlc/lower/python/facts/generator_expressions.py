"""Generator expressions as the generator functions that they are."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from noetlc.frontend import syntax

GENERATOR_ITEMS = "genexpr.items"


def generator_function(node: ast.GeneratorExp) -> ast.FunctionDef:
    """`(f(x) for x in xs if c)` as `def <genexpr>(items): for x in items: if c: yield f(x)`."""
    body: ast.stmt = ast.Expr(ast.Yield(node.elt))
    for i, generator in reversed(list(enumerate(node.generators))):
        for test in reversed(generator.ifs):
            body = ast.If(test, [body], [])
        items = generator.iter if i else ast.Name(GENERATOR_ITEMS, ast.Load())
        body = ast.For(generator.target, items, [body], [])
    args = ast.arguments([], [ast.arg(GENERATOR_ITEMS)], None, [], [], None, [])
    definition = ast.FunctionDef("<genexpr>", args, [body], [])
    ast.copy_location(definition, node)
    return ast.fix_missing_locations(definition)


def walruses(node: ast.GeneratorExp) -> Iterator[ast.NamedExpr]:
    """Those of a generator expression, which bind names outside of it; each name once."""
    found: dict[str, ast.NamedExpr] = {}
    left: list[ast.AST] = [node]
    while left:
        inner = left.pop()
        if isinstance(inner, ast.NamedExpr):
            found.setdefault(inner.target.id, inner)
        if not isinstance(inner, ast.Lambda):
            left += syntax.children(inner)
    yield from found.values()
