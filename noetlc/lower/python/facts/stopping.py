"""Whether a StopIteration may leave an item of a generator expression, which makes a RuntimeError of it.

`sum(next(it) for _ in range(3))` needs a generator for that; in `sum(len(x) for x in xs)`, which nothing in it stops, a loop does.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cached_property

from noetlc.frontend import syntax
from noetlc.lower.python.facts.mentions import Mentions
from noetlc.lower.python.facts.nodes import Nodes

_METHODS = frozenset(("__next__", "send", "throw"))
_STOP = "StopIteration"
_CATCHING = frozenset((_STOP, "Exception", "BaseException"))
_FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


class Stops:
    """What may raise a StopIteration in a body."""

    def __init__(self, tree: ast.Module) -> None:
        self.tree = tree

    def stops(self, node: ast.GeneratorExp) -> bool:
        """Whether its items or conditions may; its first iterable is looked at outside."""
        if not self.mentioned:
            return False
        first, *rest = node.generators
        parts = [node.elt, *first.ifs, *(part for g in rest for part in (g.iter, *g.ifs))]
        return any(self._raises(n, self.named, self.passed_on) for part in parts for n in _run(part))

    @cached_property
    def _nodes(self) -> list[ast.AST]:
        return list(syntax.walk(self.tree))

    @cached_property
    def mentioned(self) -> bool:
        """Whether anything may, at a glance."""
        names = {n.id for n in self._nodes if isinstance(n, ast.Name)}
        attributes = {n.attr for n in self._nodes if isinstance(n, ast.Attribute)}
        return bool(names & {"next", "StopIteration"} or attributes & _METHODS or self._spelt)

    @cached_property
    def _spelt(self) -> bool:
        """Whether a text names such a method, for `getattr`."""
        return any(isinstance(n, ast.Constant) and isinstance(n.value, str) and n.value in _METHODS for n in self._nodes)

    @cached_property
    def _defined(self) -> dict[str, list[ast.AST]]:
        """What functions and classes of a name run when they are called."""
        found: dict[str, list[ast.AST]] = {}
        for node in self._nodes:
            if isinstance(node, ast.FunctionDef) and not yields(node):
                found.setdefault(node.name, []).append(node)
            elif isinstance(node, ast.ClassDef):
                made = [s for s in node.body if isinstance(s, ast.FunctionDef) and s.name in ("__init__", "__new__")]
                found.setdefault(node.name, []).extend(made)
        return found

    @cached_property
    def named(self) -> frozenset[str]:
        """The names of functions that may."""
        found = self._stopping(False)
        return self._stopping(True) if self._passed_on(found) else found

    @cached_property
    def passed_on(self) -> bool:
        """Whether any variable may hold one of them."""
        return self._passed_on(self.named)

    def _stopping(self, any_variable: bool) -> frozenset[str]:
        found: frozenset[str] = frozenset()
        while True:
            stopping = {name for name, nodes in self._defined.items() if any(self._calls(n, found, any_variable) for n in nodes)}
            if found == stopping:
                return found
            found = frozenset(stopping)

    def _passed_on(self, named: frozenset[str]) -> bool:
        """Whether one of some functions, or what calls one, is a value."""
        called = {id(n.func) for n in self._nodes if isinstance(n, ast.Call)}
        read = [n for n in self._nodes if isinstance(n, ast.Name | ast.Attribute) and isinstance(n.ctx, ast.Load) and id(n) not in called]
        values = {n.id if isinstance(n, ast.Name) else n.attr for n in read}
        lambdas = (n for n in self._nodes if isinstance(n, ast.Lambda))
        return self._spelt or bool(values & (named | _METHODS | {"next"})) or any(self._calls(n, named, False) for n in lambdas)

    def _calls(self, function: ast.AST, named: frozenset[str], any_variable: bool) -> bool:
        return any(self._raises(n, named, any_variable) for n in _inside(function))

    def _raises(self, node: ast.AST, named: frozenset[str], any_variable: bool) -> bool:
        """Whether one node may by itself, where functions of some names do."""
        if isinstance(node, ast.Raise):
            return node.exc is not None and "StopIteration" in ast.unparse(node.exc)
        if not isinstance(node, ast.Call):
            return False
        match node.func:
            case ast.Name(id="next") if "next" not in self._defined:
                return len(node.args) < 2
            case ast.Name(id=name) if name in self._defined:
                return name in named
            case ast.Name(id=name):
                return any_variable and name in self._variables
            case ast.Attribute(attr=name):
                return name in _METHODS or name in named
        return any_variable

    @cached_property
    def _variables(self) -> frozenset[str]:
        """Names that assignments and parameters bind."""
        stored = {n.id for n in self._nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        return frozenset(stored | {n.arg for n in self._nodes if isinstance(n, ast.arg)})


def _inside(function: ast.AST) -> Iterator[ast.AST]:
    """The nodes that a call of a function runs."""
    assert isinstance(function, _FUNCTIONS)
    for stmt in [function.body] if isinstance(function, ast.Lambda) else function.body:
        yield from _run(stmt)


def _run(node: ast.AST) -> Iterator[ast.AST]:
    """A node and those in it whose StopIteration leaves it: neither those of functions in it nor what a handler catches."""
    if isinstance(node, _FUNCTIONS):
        return
    yield node
    caught = isinstance(node, ast.Try) and any(syntax.catches(handler, _CATCHING) for handler in node.handlers)
    for name, value in ast.iter_fields(node):
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not (caught and name == "body"):
                yield from _run(child)


def yields(function: ast.FunctionDef) -> bool:
    """Whether a function is that of a generator."""
    return any(isinstance(n, ast.Yield | ast.YieldFrom) for stmt in function.body for n in _run(stmt))


def stops_with_values(nodes: Nodes, mentions: Mentions) -> bool:
    """Whether a body may make a StopIteration with arguments, or passes on that of a generator."""
    made = [n.func for n in nodes.of(ast.Call) if not n.args] + [n.exc for n in nodes.of(ast.Raise)]
    caught = [n.type for n in nodes.of(ast.ExceptHandler)]
    plain = [n for one in made + caught for n in (one.elts if isinstance(one, ast.Tuple) else (one,))]
    if sum(n.id == _STOP for n in nodes.of(ast.Name)) > sum(getattr(n, "id", "") == _STOP for n in plain):
        return True
    asks = "next" in mentions.names and ("value" in mentions.attributes or bool(nodes.of(ast.YieldFrom)))
    return asks and any(n.name == "__next__" for n in nodes.functions())
