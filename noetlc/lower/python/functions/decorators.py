"""Decorators of functions."""

from __future__ import annotations

import ast

from noetlc.ir.nodes import Expr
from noetlc.lower.python.frame.calling import call_value
from noetlc.lower.python.frame.context import NO_VALUE, Frame
from noetlc.lower.python.frame.evaluation import expression, tuple_of


def decorator_value(frame: Frame, node: ast.expr) -> Expr:
    """A decorator as a value; for `@property` and its kind the runtime function that wraps."""
    if isinstance(node, ast.Attribute) and node.attr in ("getter", "setter", "deleter"):
        return Expr("wrapper", (frame.keep(expression(frame, node.value)),), f"property_with_{node.attr}", "val")
    wrapper = method_decorator(frame, node)
    return Expr("wrapper", (), wrapper, "val") if wrapper is not None else frame.keep(expression(frame, node))


def decorated(frame: Frame, decorator: Expr, value: Expr, node: ast.AST) -> Expr:
    """The decorated function."""
    if decorator.op == "wrapper":
        return frame.keep(frame.rt(str(decorator.imm), *decorator.args, value, node=node))
    return call_value(frame, decorator, tuple_of(frame, [value]), NO_VALUE, node)


DECORATORS = {"property": "property_new", "classmethod": "classmethod_new", "staticmethod": "staticmethod_new"}


def method_decorator(frame: Frame, node: ast.expr) -> str | None:
    """The runtime function behind `@property` and its kind; None for an ordinary decorator."""
    if isinstance(node, ast.Name) and node.id in DECORATORS and frame.means_builtin(node.id):
        return DECORATORS[node.id]
    return None
