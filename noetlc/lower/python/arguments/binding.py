"""Arguments of a call matched to the parameters of a primitive at compile time."""

from __future__ import annotations

import ast

from noetlc.ir.nodes import Expr
from noetlc.lower.python.arguments.argument_errors import beyond, counted_at_most, given_twice, method_error, too_few, too_many, unexpected
from noetlc.lower.python.facts.refused import RefusedCall
from noetlc.lower.python.frame.context import NO_VALUE, Frame, const
from noetlc.lower.python.frame.evaluation import expression, tuple_of
from noetlc.primitives.model import ABSENT, KEYWORDS, VARIADIC, Primitive


def bind_primitive(frame: Frame, primitive: Primitive, node: ast.Call, name: str, cls: str = "") -> Expr:
    """The call of a primitive, a method of `cls` if given; a wrong number of arguments raises CPython's TypeError when reached."""
    if any(isinstance(a, ast.Starred) for a in node.args) or any(k.arg is None for k in node.keywords):
        raise RefusedCall(node, f"* or ** arguments of {name}", "Pass the arguments one by one.")
    makers = [(lambda a=a: expression(frame, a)) for a in [*node.args, *(k.value for k in node.keywords)]]
    values = frame.operands(makers)
    matched = match(primitive, len(node.args), tuple(str(k.arg) for k in node.keywords))
    if isinstance(matched, str):
        kept = [frame.keep(value) for value in values]
        if primitive.takes_first and len(node.args) == 1:
            frame.effect(frame.rt("py_iter", kept[0], node=node))
        frame.effect(frame.rt("raise_type_error", const(method_error(matched, name, cls)), node=node))
        return const(None)
    args = [place(frame, values, at) for at in matched]
    return frame.rt(primitive.runtime, *args, node=node, type_=primitive.result)


Place = int | tuple[int, ...] | None | bool | float | str  # index of a value, indexes of variadic ones, or a default


def place(frame: Frame, values: list[Expr], at: object) -> Expr:
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
    assert at is None or isinstance(at, bool | int | float | str)
    return const(at)


class Given:
    """Argument number `index` of the call."""

    def __init__(self, index: int) -> None:
        self.index = index


class Variadic:
    """The arguments collected by a `*args` parameter."""

    def __init__(self, indexes: tuple[int, ...]) -> None:
        self.indexes = indexes


class Keywords:
    """The named arguments collected by a `**kwargs` parameter: (name, index) of each."""

    def __init__(self, named: tuple[tuple[str, int], ...]) -> None:
        self.named = named


def match(primitive: Primitive, positional: int, keywords: tuple[str, ...]) -> list[object] | str:
    """For each parameter a Given, a Variadic or a default; or the text of the TypeError."""
    params = primitive.params
    chosen: dict[str, object] = {}
    slots = primitive.slots
    collector = next((p for p in params if p.default is KEYWORDS), None)
    variadic = next((p for p in params if p.default is VARIADIC), None)
    counted = positional
    known = {p.name for p in params if not p.positional_only and not p.collects}
    extra = tuple((k, positional + j) for j, k in enumerate(keywords) if k not in known)
    unknown = extra[0][0] if extra and collector is None else None
    if unknown is not None and not known:
        return unexpected(primitive, unknown)
    if primitive.names_to:
        if positional < primitive.least:
            return too_few(primitive, positional, [p.name for p in slots])
        if variadic is None and positional > len(slots):
            return too_many(primitive, positional, 0)
        counted = 0
    most = counted_at_most(primitive)
    if most is not None and counted + len(keywords) > most:
        return beyond(primitive, most, counted, len(keywords))
    for i in range(min(positional, len(slots))):
        chosen[slots[i].name] = Given(i)
    if variadic is not None:
        chosen[variadic.name] = Variadic(tuple(range(len(slots), positional)))
    if collector is not None:
        chosen[collector.name] = Keywords(extra) if extra else ABSENT
    twice = ""
    for j, keyword in enumerate(keywords):
        if keyword not in known:
            if primitive.is_python:
                return unexpected(primitive, keyword)
        elif keyword in chosen:
            if primitive.is_python:
                return given_twice(primitive, keyword)
            twice = twice or keyword
        else:
            chosen[keyword] = Given(positional + j)
    if variadic is None and positional > len(slots):
        return too_many(primitive, positional, len(keywords))
    missing = [p.name for p in params if p.required and p.name not in chosen]
    if missing:
        return too_few(primitive, positional, missing)
    if twice:
        return given_twice(primitive, twice)
    if unknown is not None:
        return unexpected(primitive, unknown)
    return [chosen.get(p.name, p.default) for p in params]
