"""`__init_subclass__` and `__class_getitem__` are class methods without saying so: afterwards they say it."""

from __future__ import annotations

import ast

_NAMES = ("__init_subclass__", "__class_getitem__")


def decorate(tree: ast.Module) -> None:
    """Gives these methods their decorator, in place; not beside another one, which may have given them one."""
    for node in ast.walk(tree):
        for stmt in node.body if isinstance(node, ast.ClassDef) else ():
            if isinstance(stmt, ast.FunctionDef) and stmt.name in _NAMES and not stmt.decorator_list:
                stmt.decorator_list.append(ast.copy_location(ast.Name("classmethod", ast.Load()), stmt))
