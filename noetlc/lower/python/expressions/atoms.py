"""Literals and names."""

from __future__ import annotations

import ast

from noetlc.ir.nodes import Expr
from noetlc.ir.payload import Bytes, Class, Pattern
from noetlc.lower.python.facts.refused import Refused
from noetlc.lower.python.facts.scope import qualified_name
from noetlc.lower.python.frame import names
from noetlc.lower.python.frame.builtin_values import builtin_value
from noetlc.lower.python.frame.context import Frame, const
from noetlc.lower.python.modules.imports import member_of, member_value, module_of


def constant(_: Frame, node: ast.Constant) -> Expr:
    value = node.value
    if value is None or isinstance(value, bool | int | float | str):
        return const(value)
    if isinstance(value, bytes):
        return const(Bytes(value))
    if isinstance(value, Pattern):  # which a call of `re` has instead of its text
        return const(value)
    if value is ...:
        return const(Class("Ellipsis"))
    raise Refused(node, f"a {type(value).__name__} literal")


def name(frame: Frame, node: ast.Name) -> Expr:
    member = member_of(frame, node)
    if member is not None:
        return member_value(frame, member, node)
    if (module := module_of(frame, node)) is not None:
        raise Refused(node, f"the module {module} as a value", "Use its functions.")
    of_method = node.id == "__class__" and frame.body.scopes.resolve(frame.scope, node.id).scope is None
    cell = frame.body.scopes.class_cell(frame.scope) if of_method else None
    found = names.load(frame, cell or node.id, node)
    if found is None and frame.scope.kind == "class" and node.id in ("__qualname__", "__module__"):
        return const("__main__" if node.id == "__module__" else qualified_name(frame.scope))
    if found is not None:
        return found
    return builtin_value(frame, node)
