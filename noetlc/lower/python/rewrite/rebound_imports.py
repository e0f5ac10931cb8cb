"""Names that several imports at the top of a body bind to different things: all but the last binding get names of their own.

    from math import pow                     from math import pow as 1pow1
    print(pow(2, 3))                         print(1pow1(2, 3))
    from operator import pow                 from operator import pow
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from noetlc.frontend import syntax
from noetlc.lower.python.facts.bindings import bindings_at
from noetlc.lower.python.facts.refused import Refused

_BY_TEXT = frozenset(("globals", "locals", "vars", "__builtins__"))
_AT_ONCE = frozenset("all any dict frozenset join list max min set sorted sum tuple".split())  # what goes through a generator
_QUIET = (
    *(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom, ast.Pass, ast.Expr, ast.Assign, ast.AnnAssign),
    *(ast.Constant, ast.Name, ast.Tuple, ast.List, ast.Dict, ast.Lambda, ast.arguments, ast.arg, ast.alias, ast.expr_context),
)  # what calls no function of the body, but for what stands inside functions


def settle_rebound(tree: ast.Module) -> None:
    """Renames in place. Raises Refused where it cannot be seen which binding a function reads."""
    imports = [s for s in tree.body if isinstance(s, ast.Import | ast.ImportFrom)]
    if len(imports) < 2 or any(a.name == "*" for s in imports for a in s.names):
        return
    targets: dict[str, list[str]] = {}
    for stmt in imports:
        for alias in stmt.names:
            targets.setdefault(_bound(alias), []).append(_target(stmt, alias))
    several = {name for name, found in targets.items() if len(set(found)) > 1}
    if not several:
        return
    seen = Counter(_bound_here(tree))
    by_text = any(isinstance(n, ast.Name) and n.id in _BY_TEXT for n in syntax.walk(tree))
    for name in several:
        if by_text or seen[name] != len(targets[name]):
            raise _refused(tree, name)
        _settle(tree, name)


def _refused(tree: ast.Module, name: str) -> Refused:
    last = next(s for s in reversed(tree.body) if isinstance(s, ast.Import | ast.ImportFrom) and name in map(_bound, s.names))
    return Refused(last, f"the imported name {name} has several meanings", "Use different names.")


def _bound_here(tree: ast.Module) -> Iterator[str]:
    """The names that are bound outside functions, once for each place, and those that functions bind there."""
    left: list[ast.AST] = [tree]
    while left:
        node = left.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name
        elif not isinstance(node, ast.Lambda):
            if not isinstance(node, ast.Module):
                yield from bindings_at(node)
            left += syntax.children(node)
    for node in syntax.walk(tree):
        if isinstance(node, ast.Global):
            yield from node.names


def _bound(alias: ast.alias) -> str:
    return alias.asname or alias.name.partition(".")[0]


def _target(stmt: ast.Import | ast.ImportFrom, alias: ast.alias) -> str:
    if isinstance(stmt, ast.ImportFrom):
        return f"{'.' * stmt.level}{stmt.module or ''}.{alias.name}"
    return alias.name if alias.asname else alias.name.partition(".")[0]


def _settle(tree: ast.Module, name: str) -> None:
    places = [i for i, s in enumerate(tree.body) if isinstance(s, ast.Import | ast.ImportFrom) and name in map(_bound, s.names)]
    last = places[-1]
    postponed = any(isinstance(s, ast.ImportFrom) and s.module == "__future__" for s in tree.body)
    for at, stmt in enumerate(tree.body[:last]):
        inside = _Functions()
        inside.visit(stmt)
        if name in inside.names and not all(map(_is_quiet, tree.body[max(at, places[0]) : last])):
            raise _refused(tree, name)
    for number, (place, following) in enumerate(pairwise(places), 1):
        renamer = _Renamer(name, f"1{name}{number}", postponed)  # no body can spell it
        for stmt in tree.body[place + 1 : following]:
            renamer.visit(stmt)
        stmt = tree.body[place]
        assert isinstance(stmt, ast.Import | ast.ImportFrom)
        for alias in stmt.names:
            if _bound(alias) == name:
                alias.asname = renamer.renamed


def _is_quiet(stmt: ast.stmt) -> bool:
    """Whether a statement runs no function of the body."""
    left: list[ast.AST] = [stmt]
    while left:
        node = left.pop()
        if not isinstance(node, _QUIET) or any(getattr(node, field, None) for field in ("decorator_list", "bases", "keywords")):
            return False
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            left += [*node.args.defaults, *(d for d in node.args.kw_defaults if d is not None)]
        else:
            left += syntax.children(node)
    return True


class _Reader(ast.NodeVisitor):
    """Tells what is read when a statement runs from what its functions and generators read later."""

    def read(self, node: ast.Name) -> None:
        """A name that is read at once."""

    def later(self, node: ast.AST) -> None:
        """A part that is read later."""

    def visit_Name(self, node: ast.Name) -> None:
        self.read(node)

    def visit_Call(self, node: ast.Call) -> None:
        name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr if isinstance(node.func, ast.Attribute) else ""
        for part in syntax.children(node):
            if isinstance(part, ast.GeneratorExp) and name in _AT_ONCE:
                self.generic_visit(part)
            else:
                self.visit(part)

    def visit_GeneratorExp(self, node: ast.GeneratorExp) -> None:
        self.visit(node.generators[0].iter)
        self.later(node)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self.visit(node.args)
        self.later(node.body)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self.function(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self.function(node)

    def function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        for part in (*node.decorator_list, node.args, *([node.returns] if node.returns is not None else [])):
            self.visit(part)
        for stmt in node.body:
            self.later(stmt)


class _Functions(_Reader):
    """The names that are read later."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def later(self, node: ast.AST) -> None:
        self.names |= {n.id for n in syntax.walk(node) if isinstance(n, ast.Name)}


class _Renamer(_Reader):
    """Renames what is read at once."""

    def __init__(self, name: str, renamed: str, postponed: bool) -> None:
        self.name = name
        self.renamed = renamed
        self.postponed = postponed  # annotations are texts

    def visit(self, node: ast.AST) -> None:
        kept = [a for a in (getattr(node, "annotation", None), getattr(node, "returns", None)) if a is not None]
        before = [(n, n.id) for a in kept for n in syntax.walk(a) if isinstance(n, ast.Name)] if self.postponed else []
        super().visit(node)
        for name, text in before:
            name.id = text

    def read(self, node: ast.Name) -> None:
        if node.id == self.name:
            node.id = self.renamed
