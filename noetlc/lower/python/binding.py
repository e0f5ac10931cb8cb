"""Arguments of a call matched to the parameters of a primitive at compile time."""

from __future__ import annotations

import ast

from noetlc.ir.nodes import Expr
from noetlc.lower.python.context import Frame, Refused, const
from noetlc.lower.python.expressions import expression, tuple_of
from noetlc.primitives.model import ABSENT, KEYWORDS, VARIADIC, Primitive

NO_VALUE = Expr("i32.const", (), 0, "val")


def bind_primitive(frame: Frame, primitive: Primitive, node: ast.Call, name: str) -> Expr:
    """The call of a primitive; a wrong number of arguments raises CPython's TypeError when reached."""
    if any(isinstance(a, ast.Starred) for a in node.args) or any(k.arg is None for k in node.keywords):
        raise Refused(node, f"* or ** arguments of {name}", "Pass the arguments one by one.")
    makers = [(lambda a=a: expression(frame, a)) for a in [*node.args, *(k.value for k in node.keywords)]]
    values = frame.operands(makers)
    matched = match(primitive, len(node.args), tuple(str(k.arg) for k in node.keywords))
    if isinstance(matched, str):
        for value in values:
            frame.effect(value)
        frame.effect(frame.rt("raise_type_error", const(matched.replace("{name}", name)), node=node))
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
    slots = [p for p in params if not p.keyword_only and p.default is not VARIADIC and p.default is not KEYWORDS]
    collector = next((p for p in params if p.default is KEYWORDS), None)
    variadic = next((p for p in params if p.default is VARIADIC), None)
    for i in range(min(positional, len(slots))):
        chosen[slots[i].name] = Given(i)
    if variadic is not None:
        chosen[variadic.name] = Variadic(tuple(range(len(slots), positional)))
    elif positional > len(slots):
        return _too_many(primitive, positional, len(slots))
    if collector is not None:
        known = {p.name for p in params if not p.positional_only and p is not collector}
        extra = tuple((k, positional + j) for j, k in enumerate(keywords) if k not in known)
        chosen[collector.name] = Keywords(extra) if extra else ABSENT
    for j, keyword in enumerate(keywords):
        if collector is not None and keyword not in known:
            continue
        param = next((p for p in params if p.name == keyword and not p.positional_only), None)
        if param is None:
            if all(p.positional_only for p in params):
                return "{name}() takes no keyword arguments"
            return f"{{name}}() got an unexpected keyword argument '{keyword}'"
        if keyword in chosen:
            return f"argument for {{name}}() given by name ('{keyword}') and position ({[p.name for p in slots].index(keyword) + 1})"
        chosen[keyword] = Given(positional + j)
    out: list[object] = []
    for p in params:
        if p.name in chosen:
            out.append(chosen[p.name])
        elif p.required:
            return _too_few(primitive, positional)
        else:
            out.append(p.default)
    return out


def _counts(primitive: Primitive) -> tuple[int, int]:
    slots = [p for p in primitive.params if not p.keyword_only and p.default is not VARIADIC and p.default is not KEYWORDS]
    return sum(p.required for p in slots), len(slots)


# methods of str and bytes whose arguments CPython parses by a format text: their messages are worded otherwise
_SPANS = "count find index rfind rindex".split()
_PARSED = frozenset(
    [f"py_{kind}_{n}" for n in _SPANS for kind in ("str", "bytes")]
    + [f"py_{kind}{n}" for n in ("startswith", "endswith") for kind in ("", "bytes_")]
)


def _too_many(primitive: Primitive, given: int, most: int) -> str:
    least, _ = _counts(primitive)
    if most == 0 and any(p.keyword_only for p in primitive.params):
        return f"{primitive.name}() takes no positional arguments"
    if most == 0:
        return f"{{name}}() takes no arguments ({given} given)"
    if least == most:
        if most == 1 and not any(p.keyword_only for p in primitive.params):
            return f"{{name}}() takes exactly one argument ({given} given)"
        return f"{{name}} expected {most} argument{'s' if most != 1 else ''}, got {given}"
    if primitive.runtime in _PARSED or any(not p.positional_only and not p.keyword_only for p in primitive.params):
        return f"{{name}}() takes at most {most} argument{'s' if most != 1 else ''} ({given} given)"
    return f"{{name}} expected at most {most} argument{'s' if most != 1 else ''}, got {given}"


def _too_few(primitive: Primitive, given: int) -> str:
    least, most = _counts(primitive)
    if least == most:
        if least == 1 and any(p.keyword_only for p in primitive.params):
            return f"{{name}} expected 1 argument, got {given}"
        if least == 1:
            return f"{{name}}() takes exactly one argument ({given} given)"
        return f"{{name}} expected {least} arguments, got {given}"
    if primitive.runtime in _PARSED:
        return f"{{name}}() takes at least {least} argument{'s' if least != 1 else ''} ({given} given)"
    return f"{{name}} expected at least {least} argument{'s' if least != 1 else ''}, got {given}"
