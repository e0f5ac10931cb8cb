"""Attributes by name: read and set, of instances where they most likely lie."""

from __future__ import annotations

import ast

from noetlc.ir.nodes import Expr
from noetlc.lower.python.frame.context import Frame, const


def read_attribute(frame: Frame, receiver: Expr, node: ast.Attribute) -> Expr:
    """`receiver.name`."""
    if not frame.body.facts.instances.reads_plainly(node.attr):
        return frame.rt("py_getattr", receiver, const(node.attr), node=node)
    return frame.rt("attribute_at", receiver, const(node.attr), _place(frame, node), node=node)


def set_attribute(frame: Frame, receiver: Expr, value: Expr, node: ast.Attribute) -> None:
    """`receiver.name = value`."""
    if not frame.body.facts.instances.writes_plainly(node.attr):
        frame.effect(frame.rt("py_setattr", receiver, const(node.attr), value, node=node))
    else:
        frame.effect(frame.rt("set_attribute_at", receiver, const(node.attr), _place(frame, node), value, node=node))


def _place(frame: Frame, node: ast.Attribute) -> Expr:
    """Which attribute it most likely is: that of the class around, where the receiver is the first parameter of a method."""
    method = frame.scope.owner
    around = method.parent.node if method.parent is not None and method.parent.kind == "class" and method.params else None
    own = around is not None and isinstance(node.value, ast.Name) and node.value.id == method.params[0]
    return Expr("i32.const", (), frame.body.facts.instances.place(node.attr, around if own else None), "i32")
