"""Calls of functions of the body and of values; they stand as statements."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from noetlc.ir.build import op
from noetlc.ir.dynamic import RAISE
from noetlc.ir.nodes import Assign, Br, Expr, If
from noetlc.lower.python.frame.context import Frame, local


def user_call(frame: Frame, name: str, self_: Expr, args: list[Expr], node: ast.AST) -> Expr:
    """Calls a direct form, counting depth; it may collect, so it stands as a statement of its own."""
    kept = [frame.keep(a) for a in args]
    frame.effect(frame.rt("enter_call", node=node))
    result = frame.temp("dyn")
    frame.emit(Assign(result, Expr("call_user", (self_, *kept), name, "val")))
    frame.effect(Expr("dyn", (), "leave_call", "void"))
    frame.emit(Br(RAISE, Expr("failed", (local(result),), None, "i32")))
    return local(result)


def call_value(frame: Frame, callee: Expr, args: Expr, kwargs: Expr, node: ast.AST) -> Expr:
    return _called(frame, Expr("dyn.unchecked", (callee, args, kwargs), "py_call", "val", frame.body.site(node)))


def call_with(frame: Frame, callee: Expr, given: Sequence[Expr], keywords: tuple[str, ...], node: ast.AST) -> Expr:
    """Calls a value with arguments as they are, the last of which have names."""
    return _called(frame, Expr("call_value", (callee, *given), ("", keywords), "val", frame.body.site(node)))


def call_method(frame: Frame, name: str, found: Expr, given: Sequence[Expr], node: ast.AST) -> Expr:
    """Calls what a class has under a name, most likely a function of its body; the instance is the first argument."""
    return _called(frame, Expr("call_value", (found, *given), (name, ()), "val", frame.body.site(node)))


def _called(frame: Frame, call: Expr) -> Expr:
    result = frame.temp("val")
    frame.emit(Assign(result, call))
    frame.emit(If(op("i32.eqz", local(result, "i32")), [Br(RAISE)], []))
    return local(result, "val")
