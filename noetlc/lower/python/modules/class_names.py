"""Built-in classes, and those of modules, that expressions name."""

from __future__ import annotations

import ast

from noetlc.ir.nodes import Expr
from noetlc.ir.payload import Class
from noetlc.lower.python.frame.context import Frame, const
from noetlc.lower.python.frame.evaluation import expression, tuple_of
from noetlc.lower.python.modules.imports import module_class
from noetlc.primitives.python_builtins import CLASSES

_METHOD_KINDS = frozenset(("classmethod", "staticmethod", "property"))  # classes whose calls are lowered by their syntax


def known_class(frame: Frame, node: ast.expr) -> str | None:
    """The key of the built-in class, or class of a module, that an expression names."""
    if isinstance(node, ast.Name) and node.id in CLASSES and frame.means_builtin(node.id):
        return node.id
    return module_class(frame, node)


def class_reference(frame: Frame, node: ast.expr) -> Expr:
    """Classes to compare with: a built-in one is only referred to, not made callable."""
    known = known_class(frame, node)
    if known is not None:
        return const(Class(known))
    if isinstance(node, ast.Name) and node.id in _METHOD_KINDS and frame.means_builtin(node.id):
        return const(Class(node.id))
    if isinstance(node, ast.Tuple):
        return tuple_of(frame, [frame.keep(class_reference(frame, e)) for e in node.elts])
    union = union_members(node)
    if any(not isinstance(part, ast.Constant) for part in union) and len(union) > 1:
        none = const(Class("NoneType"))
        return tuple_of(frame, [none if isinstance(e, ast.Constant) else frame.keep(class_reference(frame, e)) for e in union])
    return expression(frame, node)


def union_members(node: ast.expr) -> list[ast.expr]:
    """The parts of `A | b.C | None`, empty for another expression."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        left, right = union_members(node.left), union_members(node.right)
        return [*left, *right] if left and right else []
    return [node] if isinstance(node, ast.Name | ast.Attribute) or (isinstance(node, ast.Constant) and node.value is None) else []
