"""Whether a body asks for tracebacks."""

from __future__ import annotations

import ast

from noetlc.frontend import syntax
from noetlc.lower.python.facts.full_names import library_of
from noetlc.lower.python.facts.mentions import Mentions
from noetlc.lower.python.facts.nodes import Nodes

_FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef


def asks(nodes: Nodes, found: Mentions) -> bool:
    """Whether a body can see tracebacks, or which exception is handled where the text does not say it."""
    if "exc_info" in found.attributes or "__traceback__" in found.attributes | found.texts:
        return True
    if any(a.name == "exc_info" for n in nodes.of(ast.ImportFrom) for a in n.names):
        return True
    if any(library_of(name) == "traceback" for name in found.definitions):
        return True
    return any(n.exc is None for n in nodes.of(ast.Raise)) and _raises_handled(nodes.tree)


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
