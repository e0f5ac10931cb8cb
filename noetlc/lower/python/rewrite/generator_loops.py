"""A `for` over a generator that nothing else has closes it where the loop is left early, as CPython does.

    for x in lines(3):             1made_1 = lines(3)
        if x: break                try:
                                       for x in 1made_1:
                                           if x: break
                                   finally:
                                       1made_1.close()

Only for generators that would notice, which have a `yield` in a `try` or `with`, and only where the name called can mean nothing else.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator

from noetlc.frontend import syntax
from noetlc.lower.python.facts.code_parts import bound_beside

_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
_NOTICING = (ast.Try, ast.TryStar, ast.With, ast.AsyncWith)


def close_left(tree: ast.Module) -> None:
    """Rewrites the loops, in place."""
    functions = [n for n in syntax.walk(tree) if isinstance(n, ast.FunctionDef) and not n.decorator_list]
    if not any(isinstance(n, ast.Yield | ast.YieldFrom) for n in syntax.walk(tree)):
        return
    times = Counter(name for node in syntax.walk(tree) for name in _bound(node))
    methods = {id(statement) for node in syntax.walk(tree) if isinstance(node, ast.ClassDef) for statement in node.body}
    known = {function.name: function for function in functions if times[function.name] == 1 and id(function) not in methods}
    noticing: set[str] = set()
    while True:
        more = {name for name, function in known.items() if name not in noticing and _notices(function, noticing)}
        if not more:
            break
        noticing |= more
    if noticing:
        _Closing(noticing).visit(tree)


def _bound(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Name(id=name, ctx=ast.Store() | ast.Del()) | ast.arg(arg=name) | ast.ExceptHandler(name=str(name)):
            yield name
    yield from bound_beside(node)


def _notices(function: ast.FunctionDef, noticing: set[str]) -> bool:
    """Whether a generator has a `yield` inside a statement that runs something when it is closed."""
    return any(
        isinstance(inside, ast.Yield | ast.YieldFrom)
        for node in _own(function.body)
        if isinstance(node, _NOTICING) or _is_loop(node, noticing) or _is_delegation(node, noticing)
        for inside in _own([node])
    )


def _is_loop(node: ast.AST, noticing: set[str]) -> bool:
    return isinstance(node, ast.For) and _calls(node.iter, noticing)


def _is_delegation(node: ast.AST, noticing: set[str]) -> bool:
    return isinstance(node, ast.YieldFrom) and _calls(node.value, noticing)


def _calls(node: ast.expr, names: set[str]) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names


def _own(nodes: list[ast.stmt] | list[ast.AST]) -> Iterator[ast.AST]:
    """The nodes of statements, without those of the functions and classes in them."""
    for node in nodes:
        yield node
        if not isinstance(node, _SCOPES):
            yield from _own(list(syntax.children(node)))


class _Closing(ast.NodeTransformer):
    def __init__(self, names: set[str]) -> None:
        self.names = names
        self.count = 0

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.ClassDef:
        """Loops of a class body stay: what they would bind was a member of the class."""
        for stmt in node.body:
            if isinstance(stmt, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                self.visit(stmt)
        return node

    def visit_For(self, node: ast.For) -> ast.stmt | list[ast.stmt]:
        self.generic_visit(node)
        if not _calls(node.iter, self.names):
            return node
        self.count += 1
        name = f"1made_{self.count}"
        made = ast.Assign([ast.Name(name, ast.Store())], node.iter)
        close = ast.Expr(ast.Call(ast.Attribute(ast.Name(name, ast.Load()), "close", ast.Load()), [], []))
        node.iter = ast.copy_location(ast.Name(name, ast.Load()), node.iter)
        around = ast.Try([node], [], [], [close])
        return [ast.fix_missing_locations(ast.copy_location(stmt, node)) for stmt in (made, around)]
