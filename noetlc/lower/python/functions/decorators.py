"""Decorators of functions."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from noetlc.ir.nodes import Expr
from noetlc.lower.python.frame.calling import call_value
from noetlc.lower.python.frame.context import NO_VALUE, Frame
from noetlc.lower.python.frame.evaluation import expression, tuple_of

DECORATORS = {"property": "property_new", "classmethod": "classmethod_new", "staticmethod": "staticmethod_new"}


@dataclass(frozen=True, slots=True)
class Wrapper:
    """A runtime function that makes what stands for the decorated function, of `before` and that."""

    runtime: str
    before: tuple[Expr, ...] = ()


def decorator_value(frame: Frame, node: ast.expr) -> Expr | Wrapper:
    """A decorator as a value; `@property` and its kind are wrappers."""
    if isinstance(node, ast.Attribute) and node.attr in ("getter", "setter", "deleter"):
        return Wrapper(f"property_with_{node.attr}", (frame.keep(expression(frame, node.value)),))
    if isinstance(node, ast.Name) and node.id in DECORATORS and frame.means_builtin(node.id):
        return Wrapper(DECORATORS[node.id])
    return frame.keep(expression(frame, node))


def decorated(frame: Frame, decorator: Expr | Wrapper, value: Expr, node: ast.AST) -> Expr:
    """The decorated function."""
    if isinstance(decorator, Wrapper):
        return frame.keep(frame.rt(decorator.runtime, *decorator.before, value, node=node))
    return call_value(frame, decorator, tuple_of(frame, [value]), NO_VALUE, node)
