"""Python step bodies through `ast`: parsing that never fails hard, and what a body's shape says (dsl 6)."""

from __future__ import annotations

import ast
import warnings
from dataclasses import dataclass

_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


@dataclass(frozen=True, slots=True)
class BodyError:
    """Why a body does not compile; line and column are 1-based inside the body, code points."""

    message: str
    line: int
    column: int


def parse_body(text: str) -> ast.Module | BodyError:
    """The tree of a body, or why CPython refuses it: syntax, scoping (`break` outside a loop), nesting too deep, NUL bytes.

    A body with a top-level `return` is judged as the body of a function, as it is run (dsl 6.3).
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
            compile(_as_function(tree) if has_toplevel_return(tree) else tree, "<body>", "exec")
            return ast.parse(text) if has_toplevel_return(tree) else tree
    except SyntaxError as error:
        return BodyError(error.msg, max(error.lineno or 1, 1), max(error.offset or 1, 1))
    except (ValueError, RecursionError, MemoryError, OverflowError) as error:
        return BodyError(f"{type(error).__name__}: {error}" if str(error) else type(error).__name__, 1, 1)


def _as_function(tree: ast.Module) -> ast.Module:
    function = ast.parse("def body(): pass")
    definition = function.body[0]
    assert isinstance(definition, ast.FunctionDef)
    definition.body = tree.body
    return function


def has_toplevel_return(tree: ast.Module) -> bool:
    """True if a `return` occurs outside any def, class or lambda, at any depth of other statements."""
    todo: list[ast.stmt] = list(tree.body)
    while todo:
        node = todo.pop()
        if isinstance(node, ast.Return):
            return True
        if isinstance(node, _SCOPES):
            continue
        todo.extend(_inner_statements(node))
    return False


def _inner_statements(node: ast.stmt) -> list[ast.stmt]:
    """The statements directly inside a compound statement, handlers and match cases included."""
    out: list[ast.stmt] = []
    for name in ("body", "orelse", "finalbody"):
        out += getattr(node, name, [])
    for name in ("handlers", "cases"):
        for part in getattr(node, name, []):
            out += part.body
    return out
