"""Moves nodes to where CPython 3.11 reports their errors: `c` in a chain `a\\n.b()\\n.c()`, not its start."""

from __future__ import annotations

import ast

from noetlc.frontend import syntax

# Calls with more arguments than this are compiled by CPython without its short form for methods.
_MANY_ARGUMENTS = 29


def set_places(tree: ast.Module, in_function: bool) -> None:
    """Sets line and offset of attributes and method calls, in place; `in_function` if the body is run as a function."""
    imported = set() if in_function else _imported(tree.body)
    for node in syntax.walk(tree):
        attribute = _method(node, imported) if isinstance(node, ast.Call) else node
        if not isinstance(node, ast.expr) or not isinstance(attribute, ast.Attribute):
            continue
        end, offset = attribute.end_lineno, attribute.end_col_offset
        if end is not None and offset is not None and end != node.lineno:
            node.lineno, node.col_offset = end, offset - len(attribute.attr)


def _method(call: ast.Call, imported: set[str]) -> ast.expr | None:
    """What is called if CPython compiles the call as one of a method."""
    unpacked = any(isinstance(a, ast.Starred) for a in call.args) or any(k.arg is None for k in call.keywords)
    count = len(call.args) + len(call.keywords) + bool(call.keywords)
    of_module = isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name) and call.func.value.id in imported
    return None if unpacked or of_module or count > _MANY_ARGUMENTS else call.func


def _imported(stmts: list[ast.stmt]) -> set[str]:
    """The names that imports outside functions and classes bind."""
    found: set[str] = set()
    todo: list[ast.AST] = list(stmts)
    while todo:
        node = todo.pop()
        if isinstance(node, ast.Import | ast.ImportFrom):
            found |= {(a.asname or a.name).split(".")[0] for a in node.names}
        elif not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.expr):
            todo.extend(syntax.children(node))
    return found
