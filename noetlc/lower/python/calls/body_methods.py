"""The methods of the body's classes, as far as calls reach them without a function object's entry."""

from __future__ import annotations

import ast

from noetlc.ir.build import op
from noetlc.ir.dynamic import RAISE
from noetlc.ir.nodes import Assign, Br, Expr, If
from noetlc.layout.features import Feature
from noetlc.lower.python.classes.bases import class_named
from noetlc.lower.python.dispatch.direct import BodyMethod
from noetlc.lower.python.frame.context import Body, Frame, local
from noetlc.lower.python.frame.evaluation import expression, expressions
from noetlc.lower.python.functions.definitions import compiled, takes_all

_KINDS = {"staticmethod": "static", "classmethod": "class", "property": "property"}
MOST_BASES = 16  # classes above one that are looked at


def body_methods(body: Body) -> tuple[BodyMethod, ...]:
    """Those that a body has lowered, and the functions that it uses as values."""
    found: list[BodyMethod] = []
    keeps_defaults = Feature.FUNCTION_PARTS not in body.facts.features
    for made in body.compiled.values():
        node, around = made.node, made.scope.parent
        if not made.entry or around is None:
            continue
        args = node.args
        name, kind = (node.name, _kind(node)) if around.kind == "class" and isinstance(node, ast.FunctionDef) else ("", "value")
        named = {a.arg: value is not None for a, value in zip(args.kwonlyargs, args.kw_defaults, strict=True)}
        if not keeps_defaults and (args.defaults or any(named.values())):
            continue
        found.append(
            BodyMethod(
                name,
                made.name,
                made.entry_name,
                tuple(a.arg for a in (*args.posonlyargs, *args.args)),
                positional_only=len(args.posonlyargs),
                defaults=len(args.defaults),
                attributes=len(body.facts.instances.of_class.get(around.node, ())) if kind != "value" else 0,
                named=tuple(named),
                named_defaults=frozenset(name for name, has in named.items() if has),
                star=args.vararg is not None,
                starstar=args.kwarg is not None,
                all_named=takes_all(made),
                kind=kind,
            )
        )
    return tuple(found)


def _kind(node: ast.FunctionDef) -> str:
    """What its decorators most likely make of a function in a class."""
    first = node.decorator_list[0] if node.decorator_list else None
    return _KINDS.get(first.id, "") if isinstance(first, ast.Name) else ""


def constructed(frame: Frame, node: ast.Call) -> Expr | None:
    """A call of a class of the body by its name, with plain arguments; None if its `__init__` is not seen."""
    init = _init_of(frame, class_named(frame, node.func), MOST_BASES)
    if init is None or frame.body.facts.has_metaclasses:
        return None
    made = compiled(frame, init)
    callee = frame.keep(expression(frame, node.func))
    values = expressions(frame, [*node.args, *(k.value for k in node.keywords)])
    keywords = tuple(str(k.arg) for k in node.keywords)
    result = frame.temp("val")
    frame.emit(Assign(result, Expr("construct", (callee, *values), (made.name, keywords), "val", frame.body.site(node))))
    frame.emit(If(op("i32.eqz", local(result, "i32")), [Br(RAISE)], []))
    return local(result, "val")


def _init_of(frame: Frame, cls: ast.AST | None, depth: int) -> ast.FunctionDef | None:
    """The `__init__` of a class of the body, its own or that of its first base."""
    if not isinstance(cls, ast.ClassDef) or not depth:
        return None
    own = [s for s in cls.body if isinstance(s, ast.FunctionDef) and s.name == "__init__" and not s.decorator_list]
    if own:
        return own[-1]
    return _init_of(frame, class_named(frame, cls.bases[0]), depth - 1) if cls.bases else None
