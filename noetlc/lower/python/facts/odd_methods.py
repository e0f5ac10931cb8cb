"""Whether special methods of a body's classes may be anything but its functions: `__len__ = items.__len__`, or one that a decorator made.

What operators and builtins then find is no function to be called with the instance first, but bound as an attribute is.
"""

from __future__ import annotations

import ast

from noetlc.lower.python.facts.nodes import Nodes

_PLAIN_DECORATORS = frozenset("staticmethod classmethod abstractmethod wraps override final".split())


def has_odd_methods(nodes: Nodes) -> bool:
    """True also where that cannot be told."""
    functions = {n.name for n in nodes.functions()}
    for cls in nodes.of(ast.ClassDef):
        for stmt in cls.body:
            if isinstance(stmt, ast.FunctionDef) and _is_special(stmt.name) and not all(map(_is_plain, stmt.decorator_list)):
                return True
            if isinstance(stmt, ast.Assign) and any(map(_names_special, stmt.targets)) and not _is_function(stmt.value, functions):
                return True
    for stmt in nodes.of(ast.Assign):
        if not _is_function(stmt.value, functions) and any(isinstance(t, ast.Attribute) and _is_special(t.attr) for t in stmt.targets):
            return True
    return any(_may_set(call, functions) for call in nodes.of(ast.Call))


_OF_INSTANCES = frozenset("__dict__ __class__ __name__ __doc__ __qualname__ __module__ __wrapped__ __cause__ __context__".split())
_NO_METHODS = _OF_INSTANCES | frozenset("__slots__ __match_args__ __all__ __version__ __author__ __annotations__ __defaults__".split())


def _is_special(name: str) -> bool:
    return name.startswith("__") and name.endswith("__") and name not in _NO_METHODS


def _names_special(target: ast.expr) -> bool:
    parts = target.elts if isinstance(target, ast.Tuple | ast.List) else [target]
    return any(isinstance(part, ast.Name) and _is_special(part.id) for part in parts)


def _is_function(value: ast.expr, functions: set[str]) -> bool:
    """Whether a value is a function of the body, or the None that takes a method away."""
    if isinstance(value, ast.Name):
        return value.id in functions
    return isinstance(value, ast.Lambda) or (isinstance(value, ast.Constant) and value.value is None)


def _is_plain(decorator: ast.expr) -> bool:
    named = decorator.func if isinstance(decorator, ast.Call) else decorator
    name = named.id if isinstance(named, ast.Name) else named.attr if isinstance(named, ast.Attribute) else ""
    return name.rpartition(".")[2] in _PLAIN_DECORATORS


def _may_set(call: ast.Call, functions: set[str]) -> bool:
    """Whether `setattr(C, name, value)` or `type(name, bases, {name: value})` may."""
    name = call.func.id if isinstance(call.func, ast.Name) else ""
    if len(call.args) != 3:
        return False
    if name == "setattr":
        key = call.args[1]
        named = isinstance(key, ast.Constant) and isinstance(key.value, str) and not _is_special(key.value)
        return not named and not _is_function(call.args[2], functions)
    if name != "type":
        return False
    members = call.args[2]
    if not isinstance(members, ast.Dict):
        return True
    return not all(
        isinstance(k, ast.Constant) and (not _is_special(str(k.value)) or _is_function(v, functions))
        for k, v in zip(members.keys, members.values, strict=True)
    )
