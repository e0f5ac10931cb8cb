"""Attributes by name: read and set, of instances where they most likely lie."""

from __future__ import annotations

import ast

from noetlc.ir.nodes import Expr
from noetlc.lower.python.frame.context import Frame, const


def read_attribute(frame: Frame, receiver: Expr, node: ast.Attribute) -> Expr:
    """`receiver.name`."""
    if not frame.body.facts.instances.reads_plainly(node.attr):
        return frame.rt("py_getattr", receiver, const(node.attr), node=node)
    if _in_library(node):
        return frame.rt("attribute_elsewhere", receiver, const(node.attr), node=node)
    return frame.rt("attribute_at", receiver, const(node.attr), _place(frame, node.value, node.attr), node=node)


def set_attribute(frame: Frame, receiver: Expr, value: Expr, node: ast.Attribute) -> None:
    """`receiver.name = value`."""
    if not frame.body.facts.instances.writes_plainly(node.attr):
        frame.effect(frame.rt("py_setattr", receiver, const(node.attr), value, node=node))
    elif _in_library(node):
        frame.effect(frame.rt("set_attribute_elsewhere", receiver, const(node.attr), value, node=node))
    else:
        frame.effect(frame.rt("set_attribute_at", receiver, const(node.attr), _place(frame, node.value, node.attr), value, node=node))


def _in_library(node: ast.AST) -> bool:
    """Whether code is of a library module or a decorator: it is kept short."""
    return not getattr(node, "lineno", 1)


def _place(frame: Frame, receiver: ast.expr, name: str) -> Expr:
    """Which attribute it most likely is: that of the class around, where the receiver is the first parameter of a method."""
    method = frame.scope.owner
    around = method.parent.node if method.parent is not None and method.parent.kind == "class" and method.params else None
    own = around is not None and isinstance(receiver, ast.Name) and receiver.id == method.params[0]
    return Expr("i32.const", (), frame.body.facts.instances.place(name, around if own else None), "i32")
