"""`__init_subclass__` and `__class_getitem__` are class methods without saying so: afterwards they say it.

`__class_getitem__ = classmethod(GenericAlias)` becomes a method that gives the class itself, as of other classes with type parameters.
"""

from __future__ import annotations

import ast

_NAMES = ("__init_subclass__", "__class_getitem__")
_ALIASES = frozenset(f"__class_getitem__ = classmethod({name})" for name in ("GenericAlias", "types.GenericAlias"))


def _forget(tree: ast.Module) -> None:
    """Takes the import of `GenericAlias` out, in place, where nothing names it any more."""
    named = any(isinstance(n, ast.Name) and n.id == "GenericAlias" for n in ast.walk(tree))
    for i, stmt in enumerate(tree.body):
        if isinstance(stmt, ast.ImportFrom) and stmt.module == "types" and not named:
            stmt.names = [a for a in stmt.names if a.name != "GenericAlias" or a.asname]
            tree.body[i] = stmt if stmt.names else ast.copy_location(ast.Pass(), stmt)


def decorate(tree: ast.Module) -> None:
    """Gives these methods their decorator, in place; not beside another one, which may have given them one."""
    for node in ast.walk(tree):
        for stmt in node.body if isinstance(node, ast.ClassDef) else ():
            if isinstance(node, ast.ClassDef) and ast.unparse(stmt) in _ALIASES:
                method = ast.parse("def __class_getitem__(cls, params, /):\n    return cls").body[0]
                node.body[node.body.index(stmt)] = ast.fix_missing_locations(ast.copy_location(method, stmt))
    _forget(tree)
    for node in ast.walk(tree):
        for stmt in node.body if isinstance(node, ast.ClassDef) else ():
            if isinstance(stmt, ast.FunctionDef) and stmt.name in _NAMES and not stmt.decorator_list:
                stmt.decorator_list.append(ast.copy_location(ast.Name("classmethod", ast.Load()), stmt))
