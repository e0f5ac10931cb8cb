"""Comprehensions that await, in coroutines that are generators, as coroutines of their own.

    return [await f(x) for x in found() if x]        async def 1part1(1items):
                                                          1made = []
                                                          for x in 1items:
                                                              if x:
                                                                  1made.append(await f(x))
                                                          return 1made
                                                      return await 1part1(found())

A generator expression becomes a call of an asynchronous generator: `yield await f(x)` stands where a list appends.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from noetlc.frontend import syntax

_MADE, _ITEMS, _KEY = "1made", "1items", "1key"  # no body can spell these
_BEGINNINGS: dict[type[ast.expr], str] = {ast.ListComp: "[]", ast.SetComp: "{*()}", ast.DictComp: "{}"}
_Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


def write_comprehensions(around: Sequence[ast.Module | ast.FunctionDef | ast.AsyncFunctionDef]) -> list[ast.AsyncFunctionDef]:
    """Rewrites those of functions and of a body itself in place; returns the coroutines that were made. Those with `:=` stay."""
    made: list[ast.AsyncFunctionDef] = []
    left = list(around)
    while left:
        function = left.pop()
        writer = _Writer(len(made))
        body = [writer.visit(stmt) for stmt in function.body]
        if not writer.made:
            continue
        first = int(ast.get_docstring(function, clean=False) is not None)
        while first < len(body) and isinstance(body[first], ast.ImportFrom) and body[first].module == "__future__":
            first += 1
        function.body = [*body[:first], *writer.made, *body[first:]]
        made += writer.made
        left += writer.made
    return made


def awaits(node: _Comprehension) -> bool:
    """Whether it is asynchronous, and can be written as a coroutine."""
    return not any(isinstance(n, ast.NamedExpr) for n in syntax.walk(node)) and is_asynchronous(node)


def is_asynchronous(node: _Comprehension) -> bool:
    """Whether more than what it goes through first awaits. A generator expression inside does that on its own, but for what that goes
    through first."""
    outside = {id(n) for n in syntax.walk(node.generators[0].iter)}
    for inner in syntax.walk(node):
        if isinstance(inner, ast.GeneratorExp) and inner is not node:
            outside |= {id(n) for n in syntax.walk(inner)} - {id(n) for n in syntax.walk(inner.generators[0].iter)}
    inside = [n for n in syntax.walk(node) if id(n) not in outside]
    return any(isinstance(n, ast.Await) or (isinstance(n, ast.comprehension) and n.is_async) for n in inside)


class _Writer(ast.NodeTransformer):
    def __init__(self, number: int) -> None:
        self.number = number  # of names, as functions stand inside each other
        self.made: list[ast.AsyncFunctionDef] = []

    def leave(self, node: ast.AST) -> ast.AST:
        """What stands inside is not of this function."""
        return node

    visit_FunctionDef = visit_AsyncFunctionDef = visit_Lambda = visit_ClassDef = leave

    def comprehension(self, node: _Comprehension) -> ast.expr:
        if not awaits(node):
            self.generic_visit(node)
            return node
        first = self.visit(node.generators[0].iter)
        name = f"1part{self.number + len(self.made) + 1}"
        node.generators[0].iter = ast.Name(_ITEMS, ast.Load())
        body = _kept(node)
        for part in reversed(node.generators):
            for test in reversed(part.ifs):
                body = [ast.If(test, body, [])]
            loop = ast.AsyncFor if part.is_async else ast.For
            body = [loop(part.target, part.iter, body, [])]
        lines = [f"y = {_BEGINNINGS[type(node)]}", "return y"] if type(node) in _BEGINNINGS else []
        template = ast.parse("async def f(x):\n    " + "\n    ".join(lines or ["pass"])).body[0]
        assert isinstance(template, ast.AsyncFunctionDef)
        template.name = name
        template.args.args[0].arg = _ITEMS
        for sub in syntax.walk(template):
            if isinstance(sub, ast.Name) and sub.id == "y":
                sub.id = _MADE
            ast.copy_location(sub, node)
        template.body[1 if lines else 0 : 1] = body
        for stmt in body:
            _place(stmt, node)
        self.made.append(template)
        call: ast.expr = ast.Call(ast.Name(name, ast.Load()), [first], [])
        if lines:
            call = ast.Await(call)
        _place(call, node)
        return call

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = comprehension


def _kept(node: _Comprehension) -> list[ast.stmt]:
    """The statements that keep what one round makes, or give it."""
    if isinstance(node, ast.GeneratorExp):
        return [ast.Expr(ast.Yield(node.elt))]
    made = ast.Name(_MADE, ast.Load())
    if isinstance(node, ast.DictComp):  # the key comes first
        target = ast.Subscript(made, ast.Name(_KEY, ast.Load()), ast.Store())
        return [ast.Assign([ast.Name(_KEY, ast.Store())], node.key), ast.Assign([target], node.value)]
    add = ast.Attribute(made, "append" if isinstance(node, ast.ListComp) else "add", ast.Load())
    return [ast.Expr(ast.Call(add, [node.elt], []))]


def _place(made: ast.AST, node: ast.AST) -> None:
    """Puts the nodes that are new where the comprehension stands."""
    for sub in syntax.walk(made):
        if isinstance(sub, ast.stmt | ast.expr) and not hasattr(sub, "lineno"):
            ast.copy_location(sub, node)
