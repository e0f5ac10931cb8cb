"""The project's own walks over syntax trees give what those of `ast` give, without contexts."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from noetlc.frontend import syntax

SOURCES = sorted((Path(__file__).parent.parent.parent / "noetlc").rglob("*.py"))
FORMS = """\
match x:
    case {"a": 1, **r}: pass
    case [1, *z] as q: pass
    case P(1, x=2) | None | True: pass
try: pass
except* E as e: del a[0:1, ...]
async def f(a: int, /, b, *c, d=1, e, **k) -> int:
    global z
    async with m as n, o: pass
    return [await y async for y in u if y], {**a, b: c}, {x: y for x in z}, f"{x!r:>{w}}", lambda *a, b=1: (yield)
import a.b as c, d
from .e import f
class C(B, metaclass=M, **k):
    x: int = 1
"""


def is_context(node: ast.AST) -> bool:
    return isinstance(node, ast.expr_context)


@pytest.mark.parametrize("sources", [[FORMS], *([p.read_text("utf-8") for p in SOURCES[i::20]] for i in range(20))], ids=range(21))
def test_walks(sources: list[str]) -> None:
    for source in sources:
        tree = ast.parse(source)
        expected = [node for node in ast.walk(tree) if not is_context(node)]
        assert list(map(id, syntax.walk(tree))) == list(map(id, expected))
        for node in expected:
            assert list(map(id, syntax.children(node))) == [id(part) for part in ast.iter_child_nodes(node) if not is_context(part)]


def test_what_is_put_below_is_walked_too() -> None:
    tree = ast.parse("f(x)")
    seen = []
    for node in syntax.walk(tree):
        if isinstance(node, ast.Expr):
            node.value = ast.Name("g", ast.Load())
        seen.append(type(node).__name__)
    assert seen == ["Module", "Expr", "Call", "Name", "Name"]  # as `ast.walk`: what is below a node is listed when it is given
