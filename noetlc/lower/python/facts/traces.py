"""Whether a body asks for tracebacks."""

from __future__ import annotations

import ast

from noetlc.frontend import syntax
from noetlc.lower.python.facts.full_names import full_name, library_of
from noetlc.lower.python.facts.mentions import Mentions
from noetlc.lower.python.facts.nodes import Nodes

_LEAVING = ("__exit__", "__aexit__")
_FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef


def asks(nodes: Nodes, found: Mentions) -> bool:
    """Whether a body can see tracebacks, or which exception is handled where the text does not say it."""
    if "exc_info" in found.attributes or "__traceback__" in found.attributes | found.texts:
        return True
    if any(a.name == "exc_info" for n in nodes.of(ast.ImportFrom) for a in n.names):
        return True
    if any(library_of(name) == "traceback" for name in found.definitions) or _leaves_with(nodes, found):
        return True
    return any(n.exc is None for n in nodes.of(ast.Raise)) and _raises_handled(nodes.tree)


def _leaves_with(nodes: Nodes, found: Mentions) -> bool:
    """Whether what leaves a `with` statement of the body may look at the traceback it is given."""
    if full_name("contextlib", "ExitStack") in found.definitions and "push" in found.attributes:
        return True
    if not found.names.isdisjoint(_LEAVING):  # `__exit__ = …`
        return True
    own = [c for c in nodes.of(ast.ClassDef) if not library_of(c.name)]
    methods = [s for c in own for s in c.body if isinstance(s, ast.FunctionDef | ast.AsyncFunctionDef) and s.name in _LEAVING]
    return any(map(_sees_third, methods))


def _sees_third(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether a method does more with its third argument behind `self` than to pass it on to another `__exit__`."""
    args = [*function.args.posonlyargs, *function.args.args]
    given = args[3] if len(args) > 3 else function.args.vararg
    if given is None:
        return False
    passed: set[int] = set()
    for node in syntax.walk(function):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _LEAVING:
            passed.update(id(a.value if isinstance(a, ast.Starred) else a) for a in node.args)
    reads = (n for n in syntax.walk(function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load))
    return any(n.id == given.arg and id(n) not in passed for n in reads)


def _raises_handled(tree: ast.Module) -> bool:
    """True if a bare `raise` stands outside of the handlers of its function."""
    todo: list[tuple[ast.AST, bool]] = [(tree, True)]  # at the top there is nothing that a bare raise could mean
    while todo:
        node, inside = todo.pop()
        if isinstance(node, ast.Raise) and node.exc is None and not inside:
            return True
        below = False if isinstance(node, _FUNCTIONS) else inside or isinstance(node, ast.ExceptHandler)
        todo += [(child, below) for child in syntax.children(node)]
    return False


def callers(nodes: Nodes) -> dict[ast.AST, ast.Call]:
    """The calls that generator expressions are arguments of: there CPython says that their frames were called."""
    return {a: call for call in nodes.of(ast.Call) for a in call.args if isinstance(a, ast.GeneratorExp)}
