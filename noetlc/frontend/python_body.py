"""Python step bodies through `ast`: parsing that never fails hard, and what a body's shape says (language.md 7)."""

from __future__ import annotations

import ast
import keyword
import sys
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from noetlc.frontend.limits import BODY_DEPTH
from noetlc.frontend.newer_syntax import check_syntax

_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


@dataclass(frozen=True, slots=True)
class BodyError:
    """Why a body does not compile: CPython's message. Line and column are 1-based inside the body, code points; the end is exclusive."""

    message: str
    line: int
    column: int
    end_line: int
    end_column: int


class TooDeep(BodyError):
    """The body nests deeper than any engine follows, or than the limit (limits.py)."""


ROOM = 1_000
"""Frames of recursion a body is parsed and compiled with, wherever that happens: so the answer is the same everywhere."""


def parse_body(text: str) -> ast.Module | BodyError:
    """The tree of a body, or why CPython refuses it: syntax, scoping (`break` outside a loop), nesting too deep, NUL bytes.

    A body with a top-level `return` is judged as the body of a function, as it is run (language.md 7.3).
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with _room():
                tree = ast.parse(text)
            deep = _deeper_than(tree, BODY_DEPTH.most) if len(text) > BODY_DEPTH.most else None
            if deep is not None:
                return TooDeep("nested too deep", *deep, deep[0], deep[1] + 1)
            check_syntax(text)
            compile(_as_function(tree) if has_toplevel_return(tree) else tree, "<body>", "exec", dont_inherit=True)
            return ast.parse(text) if has_toplevel_return(tree) else tree
    except SyntaxError as error:
        return _place(error, text)
    except (RecursionError, MemoryError):
        return TooDeep("nested too deep", 1, 1, 1, 2)
    except (ValueError, OverflowError) as error:
        return BodyError(f"{type(error).__name__}: {error}" if str(error) else type(error).__name__, 1, 1, 1, 2)


def _place(error: SyntaxError, text: str) -> BodyError:
    """The error with its place; CPython's end may be absent or before the start, its columns in an f-string count from the `{`."""
    line, column = max(error.lineno or 1, 1), max(error.offset or 1, 1)
    end = (error.end_lineno or line, error.end_offset or 0)
    inner = (error.text or "").strip()
    if error.msg.startswith("f-string:") and inner.startswith("("):
        source = text.splitlines()[line - 1] if line <= text.count("\n") + 1 else ""
        shift = source.find("{" + inner[1:-1])
        column, end = (column + shift, (end[0], end[1] + shift)) if shift >= 0 else (1, (line, 2))
    return BodyError(error.msg, line, column, *max(end, (line, column + 1)))


@contextmanager
def _room() -> Iterator[None]:
    """Just `ROOM` more frames, whatever the limit is: CPython's parser recurses on the C stack as deep as that limit lets it."""
    depth, frame = 0, sys._getframe()
    while frame.f_back is not None:
        depth, frame = depth + 1, frame.f_back
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(depth + ROOM)
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


def _deeper_than(tree: ast.Module, most: int) -> tuple[int, int] | None:
    """Line and column of the first node found more than `most` levels down, None if there is none."""
    level: list[ast.AST] = [tree]
    for _ in range(most + 1):
        level = [child for node in level for child in ast.iter_child_nodes(node)]
        if not level:
            return None
    placed = next((node for node in level if isinstance(node, ast.expr | ast.stmt)), None)
    return (1, 1) if placed is None else (placed.lineno, placed.col_offset + 1)


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


def imports_tasks(tree: ast.Module) -> bool:
    """Whether a body imports `asyncio`: its `main` runs on a loop then, if that is a coroutine (language.md 7.5)."""
    return any(isinstance(n, ast.Import | ast.ImportFrom) and "asyncio" in imported_modules(n) for n in ast.walk(tree))


def imported_modules(node: ast.Import | ast.ImportFrom) -> list[str]:
    """The modules that a statement names."""
    return [a.name for a in node.names] if isinstance(node, ast.Import) else [node.module or ""]


def _inner_statements(node: ast.stmt) -> list[ast.stmt]:
    """The statements directly inside a compound statement, handlers and match cases included."""
    out: list[ast.stmt] = []
    for name in ("body", "orelse", "finalbody"):
        out += getattr(node, name, [])
    for name in ("handlers", "cases"):
        for part in getattr(node, name, []):
            out += part.body
    return out


def libs_prelude(libs: Mapping[str, object]) -> str:
    """The imports that the key `libs` adds before the code, one line each (language.md 7.1).

    `alias: module` is `import module as alias`, `alias: {from: m, import: n}` is `from m import n as alias`. Raises
    ValueError for names that are not Python names and for values of another shape.
    """
    lines: list[str] = []
    for alias, value in libs.items():
        if isinstance(value, Mapping):
            module, name = value.get("from"), value.get("import")
            lines.append(f"from {_dotted(module)} import {_identifier(name)} as {_identifier(alias)}")
        else:
            lines.append(f"import {_dotted(value)} as {_identifier(alias)}")
    return "".join(line + "\n" for line in lines)


def _identifier(name: object) -> str:
    if isinstance(name, str) and name.isidentifier() and not keyword.iskeyword(name):
        return name
    raise ValueError(f"libs: {name!r} is not a name")


def _dotted(name: object) -> str:
    if not isinstance(name, str):
        raise ValueError(f"libs: {name!r} is not a module")
    return ".".join(_identifier(part) for part in name.split("."))
