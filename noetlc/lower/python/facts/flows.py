"""What the variables and attributes of a body may hold, by their names: what is assigned, gone through, or passed to functions."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Callable, Iterator

from noetlc.frontend import syntax

Flow = tuple[str, ast.expr]  # a name, and what it may hold or hold parts of

_ROUNDS = 4  # of variables of variables


def held_names(tree: ast.Module, holds: Callable[[ast.expr, set[str]], bool]) -> set[str]:
    """The names that may hold what `holds` finds in an expression, given such names."""
    flows = list(_flows(tree))
    held: set[str] = set()
    for _ in range(_ROUNDS):
        held |= {name for name, value in flows if holds(value, held)}
    return held


def _flows(tree: ast.Module) -> Iterator[Flow]:
    parameters: dict[str, list[list[str]]] = defaultdict(list)
    for node in syntax.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            parameters[node.name].append([a.arg for a in (*node.args.posonlyargs, *node.args.args)])
        elif isinstance(node, ast.ClassDef):
            makers = [s for s in node.body if isinstance(s, ast.FunctionDef) and s.name == "__init__"]
            parameters[node.name].extend([a.arg for a in s.args.args[1:]] for s in makers)
    for node in syntax.walk(tree):
        if isinstance(node, ast.Assign):
            yield from ((name, node.value) for target in node.targets for name in _names(target))
        elif isinstance(node, ast.For | ast.comprehension):
            yield from ((name, node.iter) for name in _names(node.target))
        elif isinstance(node, ast.Call):
            yield from _arguments(node, parameters)


def _names(target: ast.expr) -> set[str]:
    """The variables and attributes that a target assigns, or parts of which it does."""
    found = {n.id for n in syntax.walk(target) if isinstance(n, ast.Name)}
    return found | {n.attr for n in syntax.walk(target) if isinstance(n, ast.Attribute)}


def _arguments(call: ast.Call, parameters: dict[str, list[list[str]]]) -> Iterator[Flow]:
    """Arguments to parameters of functions, methods and classes of the called name."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    skipped = int(isinstance(call.func, ast.Attribute))
    for taken in parameters.get(name, ()):
        yield from zip(taken[skipped:], call.args, strict=False)
    if name in parameters:
        yield from ((k.arg, k.value) for k in call.keywords if k.arg)
