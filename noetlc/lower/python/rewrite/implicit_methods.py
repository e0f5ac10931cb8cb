"""`__init_subclass__` and `__class_getitem__` are class methods without saying so: afterwards they say it.

`__class_getitem__ = classmethod(GenericAlias)` becomes a method that gives the class itself, as of other classes with type parameters.
"""

from __future__ import annotations

import ast
import copy

from noetlc.frontend import syntax

_NAMES = ("__init_subclass__", "__class_getitem__")
_ALIASES = frozenset(f"__class_getitem__ = classmethod({name})" for name in ("GenericAlias", "types.GenericAlias"))


def _forget(tree: ast.Module) -> None:
    """Takes the import of `GenericAlias` out, in place, where nothing names it any more."""
    named = any(isinstance(n, ast.Name) and n.id == "GenericAlias" for n in syntax.walk(tree))
    for i, stmt in enumerate(tree.body):
        if isinstance(stmt, ast.ImportFrom) and stmt.module == "types" and not named:
            stmt.names = [a for a in stmt.names if a.name != "GenericAlias" or a.asname]
            tree.body[i] = stmt if stmt.names else ast.copy_location(ast.Pass(), stmt)


def decorate(tree: ast.Module) -> None:
    """Gives these methods their decorator, in place; not beside another one, which may have given them one."""
    for node in syntax.walk(tree):
        for stmt in node.body if isinstance(node, ast.ClassDef) else ():
            if isinstance(node, ast.ClassDef) and isinstance(stmt, ast.Assign) and ast.unparse(stmt) in _ALIASES:
                method = ast.parse("def __class_getitem__(cls, params, /):\n    return cls").body[0]
                node.body[node.body.index(stmt)] = ast.fix_missing_locations(ast.copy_location(method, stmt))
    _forget(tree)
    for node in syntax.walk(tree):
        for stmt in node.body if isinstance(node, ast.ClassDef) else ():
            if isinstance(stmt, ast.FunctionDef) and stmt.name in _NAMES and not stmt.decorator_list:
                stmt.decorator_list.append(ast.copy_location(ast.Name("classmethod", ast.Load()), stmt))


def follow_super(tree: ast.Module) -> None:
    """Writes `super()` in place of a variable of a method that only holds it: of `above = super()`, `above.f()` is `super().f()`."""
    for node in syntax.walk(tree):
        for method in node.body if isinstance(node, ast.ClassDef) else ():
            if isinstance(method, ast.FunctionDef):
                for stmt in [s for s in syntax.walk(method) if isinstance(s, ast.Assign)]:
                    _follow(method, stmt)


def _follow(method: ast.FunctionDef, stmt: ast.Assign) -> None:
    target, value = stmt.targets[0], stmt.value
    is_super = isinstance(value, ast.Call) and ast.unparse(value.func) == "super" and not value.keywords
    if not is_super or len(stmt.targets) > 1 or not isinstance(target, ast.Name):
        return
    if not all(isinstance(a, ast.Name) for a in getattr(value, "args", ())):
        return
    inside = [n for n in syntax.walk(method) if isinstance(n, ast.FunctionDef | ast.Lambda | ast.ClassDef) and n is not method]
    hidden = {id(n) for part in inside for n in syntax.walk(part)}
    uses = [n for n in syntax.walk(method) if isinstance(n, ast.Name) and n.id == target.id and n is not target]
    nodes = list(syntax.walk(method))
    owners = [n for n in nodes if isinstance(n, ast.Attribute) and isinstance(n.value, ast.Name) and n.value.id == target.id]
    asked = [n for n in nodes if isinstance(n, ast.Call) and _asks(n, target.id)]
    if {id(n.value) for n in owners} | {id(n.args[0]) for n in asked} != set(map(id, uses)) or any(id(n) in hidden for n in uses):
        return
    for owner in owners:
        owner.value = ast.copy_location(copy.deepcopy(value), owner.value)
    for call in asked:
        call.args[0] = ast.copy_location(copy.deepcopy(value), call.args[0])
    stmt.value = ast.copy_location(ast.Constant(None), stmt.value)


def _asks(call: ast.Call, name: str) -> bool:
    """`getattr(name, "attribute")` and `hasattr`."""
    if not isinstance(call.func, ast.Name) or call.func.id not in ("getattr", "hasattr") or len(call.args) < 2:
        return False
    return isinstance(call.args[0], ast.Name) and call.args[0].id == name and isinstance(call.args[1], ast.Constant)
