"""Decorators of functions."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from noetlc.ir.build import op
from noetlc.ir.nodes import Assign, Expr, If
from noetlc.ir.payload import Class
from noetlc.lower.python.frame.calling import call_value
from noetlc.lower.python.frame.context import NO_VALUE, Frame, const, local
from noetlc.lower.python.frame.evaluation import expression, tuple_of

DECORATORS = {"property": "property_new", "classmethod": "classmethod_new", "staticmethod": "staticmethod_new"}


@dataclass(frozen=True, slots=True)
class Wrapper:
    """A runtime function that makes what stands for the decorated function, of `before` and that."""

    runtime: str
    before: tuple[Expr, ...] = ()
    attribute: str = ""  # of what is no property, in bodies with such classes


def decorator_value(frame: Frame, node: ast.expr) -> Expr | Wrapper:
    """A decorator as a value; `@property` and its kind are wrappers."""
    if isinstance(node, ast.Attribute) and node.attr in ("getter", "setter", "deleter"):
        own = node.attr if node.attr in frame.body.facts.mentions.definitions else ""
        return Wrapper(f"property_with_{node.attr}", (frame.keep(expression(frame, node.value)),), own)
    if isinstance(node, ast.Name) and node.id in DECORATORS and frame.means_builtin(node.id):
        return Wrapper(DECORATORS[node.id])
    return frame.keep(expression(frame, node))


def decorated(frame: Frame, decorator: Expr | Wrapper, value: Expr, node: ast.AST) -> Expr:
    """The decorated function."""
    if isinstance(decorator, Wrapper) and decorator.attribute:
        return _either(frame, decorator, value, node)
    if isinstance(decorator, Wrapper):
        return frame.keep(frame.rt(decorator.runtime, *decorator.before, value, node=node))
    return call_value(frame, decorator, tuple_of(frame, [value]), NO_VALUE, node)


def _either(frame: Frame, decorator: Wrapper, value: Expr, node: ast.AST) -> Expr:
    """`@x.setter` where `x` may be a property or something else with such a method."""
    (before,) = decorator.before
    made = frame.temp("val")
    with frame.into() as plain:
        frame.emit(Assign(made, frame.rt(decorator.runtime, before, value, node=node)))
    with frame.into() as other:
        method = frame.keep(frame.rt("py_getattr", before, const(decorator.attribute), node=node))
        frame.emit(Assign(made, call_value(frame, method, tuple_of(frame, [value]), NO_VALUE, node)))
    is_property = op("i32.eq", frame.rt("py_type", before, node=node), const(Class("property")))
    frame.emit(If(is_property, plain, other))
    return local(made, "val")
