"""Calls of primitives, with arguments matched to their parameters."""

from __future__ import annotations

import ast
from functools import partial

from noetlc.ir.nodes import Expr
from noetlc.lower.python.arguments.argument_errors import method_error
from noetlc.lower.python.arguments.matching import Given, Keywords, Misfit, Place, Variadic, match
from noetlc.lower.python.facts.refused import RefusedCall
from noetlc.lower.python.facts.scope import starred
from noetlc.lower.python.frame.context import NO_VALUE, Frame, const
from noetlc.lower.python.frame.evaluation import expression, tuple_of
from noetlc.primitives.model import ABSENT, Marker, Primitive


def bind_primitive(frame: Frame, primitive: Primitive, node: ast.Call, name: str, cls: str = "") -> Expr:
    """The call of a primitive, a method of `cls` if given; a wrong number of arguments raises CPython's TypeError when reached."""
    if starred(node):
        raise RefusedCall(node, f"* or ** arguments of {name}", "Pass the arguments one by one.")
    makers = [(lambda a=a: expression(frame, a)) for a in [*node.args, *(k.value for k in node.keywords)]]
    values = frame.operands(makers)
    matched = match(primitive, len(node.args), tuple(str(k.arg) for k in node.keywords))
    if isinstance(matched, Misfit):
        kept = [frame.keep(value) for value in values]
        if primitive.takes_first and len(node.args) == 1:
            frame.effect(frame.rt("py_iter", kept[0], node=node))
        frame.effect(frame.rt("raise_type_error", const(method_error(matched.text, name, cls)), node=node))
        return const(None)
    order = [i for at in matched.places for i in _indexes(at)]
    if order != sorted(order):  # what may raise does so in the order of the call
        values = [value if value.op == "local" else frame.keep(value) for value in values]
    args = frame.operands([partial(place, frame, values, at) for at in matched.places])
    return frame.rt(primitive.runtime, *args, node=node, type_=primitive.result)


def _indexes(at: Place) -> list[int]:
    """The arguments of a call that a parameter takes."""
    if isinstance(at, Variadic):
        return list(at.indexes)
    if isinstance(at, Keywords):
        return [i for _, i in at.named]
    return [at.index] if isinstance(at, Given) else []


def place(frame: Frame, values: list[Expr], at: Place) -> Expr:
    if isinstance(at, Variadic):
        return tuple_of(frame, [values[i] for i in at.indexes])
    if isinstance(at, Keywords):
        named = frame.keep(Expr("dyn", (), "dict_new", "dict"))
        for key, i in at.named:
            frame.effect(frame.rt("dict_set", named, const(key), values[i]))
        return named
    if isinstance(at, Given):
        return values[at.index]
    if at is ABSENT:
        return NO_VALUE
    assert not isinstance(at, Marker)
    return const(at)
