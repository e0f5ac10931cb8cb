"""Arguments packed in a tuple and a dict, for calls of what is only known when it runs."""

from __future__ import annotations

import ast
from collections.abc import Callable

from noetlc.ir.nodes import Expr
from noetlc.ir.payload import Class
from noetlc.lower.python.facts.scope import starred
from noetlc.lower.python.frame.calling import call_value, call_with
from noetlc.lower.python.frame.context import NO_VALUE, Frame, const
from noetlc.lower.python.frame.evaluation import expression, kept_expressions, tuple_of
from noetlc.primitives.modules import CONSTRUCTORS
from noetlc.primitives.python_builtins import NAMED_CLASSES
from noetlc.primitives.python_methods import RECEIVERS

MOST_AS_THEY_ARE = 4  # arguments of a call of a value that are not in a tuple
_RARE = ("enumerate", "filter", "map", "object", "range", "reversed", "slice", "zip")


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


def made_exception(frame: Frame, node: ast.Call, cls: str) -> Expr:
    """An exception of a built-in class; without tuple for up to one argument."""
    known = const(Class(cls))
    if not node.args:
        return frame.rt("exc_bare", known)
    if len(node.args) == 1 and not isinstance(node.args[0], ast.Starred):
        return frame.rt("exc_of", known, expression(frame, node.args[0]))
    return frame.rt("exc_new", known, packed_arguments(frame, node, NO_VALUE)[0])


def packed_keywords(frame: Frame, node: ast.Call, callee: Expr) -> Expr:
    if not node.keywords:
        return NO_VALUE
    only = node.keywords[0]
    if len(node.keywords) == 1 and only.arg is None:
        return frame.keep(frame.rt("kwargs_of", callee, expression(frame, only.value), node=node))
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


def _called_by_type(frame: Frame) -> list[str]:
    """The built-in classes that are made callable since a callee may be the class of any value: some only where the body names them."""
    found = frame.body.facts.mentions
    library = [full for full in CONSTRUCTORS if full.rpartition(".")[2] in found.names | found.attributes]
    if not frame.body.facts.asks_types:  # a library asks, which knows what it takes of others
        return library
    return [name for name in (*RECEIVERS, "bool", "NoneType") if name not in NAMED_CLASSES or name in found.names] + [
        *(name for name in _RARE if name in found.names),
        *library,
    ]


def dynamic_call(frame: Frame, function: Callable[[], Expr], node: ast.Call) -> Expr:
    """A call of a value, through `py_call`; it may run body code, so it stands as a statement."""
    callee = frame.keep(function())
    of_value = isinstance(node.func, ast.Call) and isinstance(node.func.func, ast.Name) and node.func.func.id == "type"
    if (frame.body.facts.asks_types or of_value) and not frame.body.types_called:
        frame.body.types_called = frame.body.facts.asks_types
        for name in _called_by_type(frame):
            frame.effect(Expr("class", (), name, "val"))
    if len(node.args) + len(node.keywords) <= MOST_AS_THEY_ARE and not starred(node):
        given = kept_expressions(frame, [*node.args, *(k.value for k in node.keywords)])
        return call_with(frame, callee, given, tuple(str(k.arg) for k in node.keywords), node)
    args, kwargs = packed_arguments(frame, node, callee)
    return call_value(frame, callee, args, kwargs, node)
