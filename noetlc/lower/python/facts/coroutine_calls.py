"""Whether a body can see that a call of a coroutine function only makes a coroutine, which runs when it is awaited.

Example: in `async def main(): return await f(1)` it cannot. In `c = f(1); log.append('made'); await c` it can, where `f` appends, too.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from noetlc.frontend import syntax

_AWAITED_BY_WITH = frozenset(("__aenter__", "__aexit__"))
_ASKED = frozenset("__annotations__ __code__ __defaults__ __doc__ __kwdefaults__ __module__ __name__ __qualname__".split())  # of a function
_PLAIN_DECORATORS = frozenset(("staticmethod", "classmethod"))
_BY_TEXT = frozenset("vars globals locals attrgetter methodcaller __dict__ __getattr__ __getattribute__ __builtins__".split())


def runs_late(tree: ast.Module, functions: list[ast.AsyncFunctionDef]) -> bool:
    """Whether anything but `await f(…)` is done with a coroutine or its function, or may be."""
    names = {f.name for f in functions}
    if any(name.startswith("__") and name not in _AWAITED_BY_WITH for name in names) or any(map(_is_decorated, functions)):
        return True
    plain = {n.name for n in syntax.walk(tree) if isinstance(n, ast.FunctionDef)}
    harmless = set()
    for node in syntax.walk(tree):
        if isinstance(node, ast.AsyncFor):
            return True
        if isinstance(node, ast.Await):
            if not isinstance(node.value, ast.Call) or _name(node.value.func) not in names:
                return True
            harmless.add(id(node.value.func))
        if isinstance(node, ast.Attribute) and node.attr in _ASKED:
            harmless.add(id(node.value))
        if isinstance(node, ast.Attribute) and node.attr == "__dict__" and _name(node.value) in plain:
            harmless.add(id(node))
    return any(_is_more(node, names, harmless) for node in syntax.walk(tree))


def _is_decorated(function: ast.AsyncFunctionDef) -> bool:
    return any(not isinstance(d, ast.Name) or d.id not in _PLAIN_DECORATORS for d in function.decorator_list)


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _is_more(node: ast.AST, names: set[str], harmless: set[int]) -> bool:
    """Whether a node says one of the names elsewhere than in a harmless place, binds it to something else, or may reach it otherwise."""
    if isinstance(node, ast.AsyncFunctionDef):
        return not names.isdisjoint(_parameters(node.args))
    if isinstance(node, ast.Name | ast.Attribute):
        return id(node) not in harmless and (_name(node) in names or _name(node) in _BY_TEXT)
    if isinstance(node, ast.Call) and _name(node.func) == "getattr":
        return len(node.args) < 2 or not isinstance(node.args[1], ast.Constant)
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and node.value in names
    return not names.isdisjoint(_bound(node))


def _parameters(args: ast.arguments) -> Iterator[str]:
    yield from (a.arg for a in (*args.posonlyargs, *args.args, *args.kwonlyargs, args.vararg, args.kwarg) if a is not None)


def _bound(node: ast.AST) -> Iterator[str]:
    """The names that a node other than a name binds or looks up."""
    match node:
        case ast.FunctionDef(name=name, args=args):
            yield name
            yield from _parameters(args)
        case ast.Lambda(args=args):
            yield from _parameters(args)
        case ast.ClassDef(name=name):
            yield name
        case ast.alias(name=name, asname=other):
            yield other or name.split(".")[0]
        case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
            yield name
        case ast.MatchMapping(rest=str(name)):
            yield name
        case ast.MatchClass(kwd_attrs=attributes):
            yield from attributes
