"""Functions that may be called before their `def` is run, which is a NameError.

Example: of `def f(): return g()`, `f()`, `def g(): …`, the second statement calls f, which names g: g may be called early.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from noetlc.frontend import syntax

_FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef


def called_early(body: list[ast.stmt]) -> frozenset[ast.AST]:
    """The functions among some statements that those before them may reach: by name, or in functions and classes that they name."""
    inside: dict[str, list[ast.stmt]] = {}
    for stmt in body:
        if isinstance(stmt, _FUNCTIONS | ast.ClassDef):
            inside.setdefault(stmt.name, []).append(stmt)
    found: set[ast.AST] = set()
    reached: set[str] = set()

    def reach(names: Iterable[str]) -> None:
        pending = list(names)
        while pending:
            name = pending.pop()
            if name not in reached:
                reached.add(name)
                pending += (part for stmt in inside.get(name, ()) for part in _names(stmt))

    for stmt in body:
        if isinstance(stmt, _FUNCTIONS) and stmt.name in reached:
            found.add(stmt)
        reach(_run_by(stmt))
    return frozenset(found)


def _run_by(stmt: ast.stmt) -> Iterator[str]:
    """The names in what a statement runs itself: of a definition only its head, of a class also what is no function."""
    if isinstance(stmt, _FUNCTIONS):
        for part in (*stmt.decorator_list, *stmt.args.defaults, *(d for d in stmt.args.kw_defaults if d is not None)):
            yield from _names(part)
    elif isinstance(stmt, ast.ClassDef):
        for part in (*stmt.decorator_list, *stmt.bases, *(k.value for k in stmt.keywords)):
            yield from _names(part)
        for inner in stmt.body:
            yield from _run_by(inner)
    else:
        yield from _names(stmt)


def _names(node: ast.AST) -> Iterator[str]:
    return (part.id for part in syntax.walk(node) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load))
