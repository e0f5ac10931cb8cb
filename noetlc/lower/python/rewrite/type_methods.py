"""Methods of `type` by its name, as what they do for classes: in bodies without metaclasses nothing can have them otherwise.

`type.mro(C)` is `C.mro()`, `type.__call__(C, 1)` is `C(1)`, `type.__repr__(C)` is `repr(C)`.
"""

from __future__ import annotations

import ast

from noetlc.frontend import syntax
from noetlc.lower.python.facts.bindings import bindings

_OF_CLASSES = frozenset(("mro", "__subclasses__"))
_NAMED = _OF_CLASSES | {"__call__", "__repr__"}


def write_type_methods(tree: ast.Module) -> None:
    """Rewrites the calls, in place."""
    nodes = list(syntax.walk(tree))
    calls = [n for n in nodes if isinstance(n, ast.Call) and _is_of_type(n)]
    called = {id(n.func) for n in nodes if isinstance(n, ast.Call)}
    held = {id(n) for n in nodes if isinstance(n, ast.Attribute) and ast.unparse(n) == "type.mro" and id(n) not in called}
    if not calls and not held:
        return
    if any(isinstance(n, ast.ClassDef) and _is_meta(n) for n in nodes) or not {"type", "repr"}.isdisjoint(bindings(tree)):
        return
    _Held(held).visit(tree)
    for call in calls:
        assert isinstance(call.func, ast.Attribute)
        name, receiver = call.func.attr, call.args[0]
        if name in _OF_CLASSES:
            call.func.value = receiver
            del call.args[0]
        elif name == "__call__":
            call.func = receiver
            del call.args[0]
        else:
            call.func = ast.copy_location(ast.Name("repr", ast.Load()), call.func)


class _Held(ast.NodeTransformer):
    """`type.mro` as a value is a function of a class."""

    def __init__(self, held: set[int]) -> None:
        self.held = held

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        if id(node) not in self.held:
            self.generic_visit(node)
            return node
        return ast.fix_missing_locations(ast.copy_location(ast.parse("lambda cls, /: cls.mro()", mode="eval").body, node))


def _is_of_type(call: ast.Call) -> bool:
    """A call that gives one class, and only `__call__` more."""
    func = call.func
    if not (isinstance(func, ast.Attribute) and func.attr in _NAMED and isinstance(func.value, ast.Name) and func.value.id == "type"):
        return False
    if not call.args or isinstance(call.args[0], ast.Starred):
        return False
    return func.attr == "__call__" or (len(call.args) == 1 and not call.keywords)


def _is_meta(node: ast.ClassDef) -> bool:
    bases = {b.attr if isinstance(b, ast.Attribute) else b.id for b in node.bases if isinstance(b, ast.Name | ast.Attribute)}
    return bool(node.keywords) or not bases.isdisjoint(("type", "ABCMeta", "EnumMeta", "EnumType"))
