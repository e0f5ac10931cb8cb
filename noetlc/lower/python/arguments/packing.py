"""Arguments packed in a tuple and a dict, for calls of what is only known when it runs."""

from __future__ import annotations

import ast
from collections.abc import Callable

from noetlc.ir.nodes import Expr
from noetlc.lower.python.frame.calling import call_value
from noetlc.lower.python.frame.context import NO_VALUE, Frame, const
from noetlc.lower.python.frame.evaluation import expression, kept_expressions, tuple_of
from noetlc.primitives.python_builtins import NAMED_CLASSES
from noetlc.primitives.python_methods import RECEIVERS


def packed_arguments(frame: Frame, node: ast.Call, callee: Expr) -> tuple[Expr, Expr]:
    """All arguments as a tuple, and keyword arguments as a dict or 0. Messages about them name `callee`."""
    only_star = node.args[0] if len(node.args) == 1 else None
    if isinstance(only_star, ast.Starred):  # its items are taken once everything is evaluated
        items = frame.keep(expression(frame, only_star.value))
        kwargs = packed_keywords(frame, node, callee)
        return frame.keep(frame.rt("star_arguments", callee, items, node=node)), kwargs
    if any(isinstance(a, ast.Starred) for a in node.args):
        made = frame.keep(Expr("dyn", (Expr("i32.const", (), 0, "i32"),), "list_new", "list"))
        for arg in node.args:
            if isinstance(arg, ast.Starred):
                frame.effect(frame.rt("list_extend_star", made, expression(frame, arg.value), node=node))
            else:
                frame.effect(frame.rt("list_push", made, expression(frame, arg)))
        args = frame.keep(frame.rt("list_to_tuple", made, type_="tuple"))
    else:
        args = tuple_of(frame, kept_expressions(frame, node.args))
    return args, packed_keywords(frame, node, callee)


def packed_keywords(frame: Frame, node: ast.Call, callee: Expr) -> Expr:
    if not node.keywords:
        return NO_VALUE
    kwargs = frame.keep(Expr("dyn", (), "dict_new", "dict"))
    merged = any(k.arg is None for k in node.keywords)
    for keyword in node.keywords:
        if keyword.arg is None:
            frame.effect(frame.rt("kwargs_update", callee, kwargs, expression(frame, keyword.value), node=node))
        elif merged:  # the name may have come with an earlier `**`
            frame.effect(frame.rt("kwargs_set", callee, kwargs, const(keyword.arg), expression(frame, keyword.value), node=node))
        else:
            frame.effect(frame.rt("dict_set", kwargs, const(keyword.arg), expression(frame, keyword.value)))
    return kwargs


def dynamic_call(frame: Frame, function: Callable[[], Expr], node: ast.Call) -> Expr:
    """A call of a value, through `py_call`; it may run body code, so it stands as a statement."""
    callee = frame.keep(function())
    if frame.body.facts.asks_types and not frame.body.types_called:  # the callee may be the class of any value: all are made callable, once
        frame.body.types_called = True
        for name in (*RECEIVERS, "bool", "NoneType"):
            if name in NAMED_CLASSES and name not in frame.body.facts.mentions.names:
                continue
            frame.effect(Expr("class", (), name, "val"))
    args, kwargs = packed_arguments(frame, node, callee)
    return call_value(frame, callee, args, kwargs, node)
