"""Calls of functions of the body that need no function object."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from types import EllipsisType

from noetlc.ir.build import op
from noetlc.ir.nodes import Assign, Expr, If, Stmt
from noetlc.layout.features import Feature
from noetlc.layout.objects import Func
from noetlc.lower.python.arguments.packing import packed_arguments
from noetlc.lower.python.facts.scope import parameter_names, qualified_name, spreads, starred, takes_spread, yields
from noetlc.lower.python.frame.calling import call_with, user_call
from noetlc.lower.python.frame.context import NO_VALUE, Compiled, Frame, const, local
from noetlc.lower.python.frame.evaluation import expression, kept_expressions, tuple_of
from noetlc.lower.python.frame.targets import unpacked
from noetlc.lower.python.functions.definitions import compiled, function_value, signature_of
from noetlc.lower.python.functions.fitting import defaults_of, matches


def direct_target(frame: Frame, name: str) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
    """The definition a call of `name` surely reaches without a function object, or None."""
    binding = frame.body.scopes.resolve(frame.scope, name)
    if binding.scope is None:
        return None
    node = frame.body.scopes.only_binding(binding.scope, name)
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or node not in frame.body.scopes.direct:
        return None
    return node if binding.kind == "free" or frame.is_bound(binding.scope.local(name)) else None


def direct_call(frame: Frame, node: ast.FunctionDef | ast.AsyncFunctionDef, call: ast.Call) -> Expr | None:
    """A call with arguments matched to parameters at compile time; None if they do not match (then it must raise)."""
    args = node.args
    defaults = defaults_of(args)
    if spreads(call) and takes_spread(node) and len(call.args) <= len(parameter_names(args)):
        return _spread_call(frame, node, call)
    if not matches(args, defaults, call):
        return None
    positional = [a.arg for a in [*args.posonlyargs, *args.args]]
    count = len(call.args)
    evaluated = kept_expressions(frame, [*call.args, *(k.value for k in call.keywords)])
    values = dict(zip(positional, evaluated[:count], strict=False))
    values |= {str(k.arg): value for k, value in zip(call.keywords, evaluated[count:], strict=True)}
    if args.vararg is not None:
        values[args.vararg.arg] = tuple_of(frame, evaluated[len(positional) : count])
    made = compiled(frame, node)
    ordered = [values[p] if p in values else expression(frame, defaults[p]) for p in parameter_names(args)]
    return user_call(frame, made.name, NO_VALUE, ordered, call)


def _spread_call(frame: Frame, node: ast.FunctionDef | ast.AsyncFunctionDef, call: ast.Call) -> Expr:
    """`f(a, *items)`: of a tuple or list of the right size the items are the last arguments. Others are bound, with CPython's errors."""
    *first, last = call.args
    assert isinstance(last, ast.Starred)
    made = compiled(frame, node)
    given = kept_expressions(frame, first)
    spread = frame.keep(expression(frame, last.value))
    names = [frame.temp("dyn") for _ in parameter_names(node.args)[len(given) :]]
    count, skipped = (Expr("i32.const", (), n, "i32") for n in (len(names), len(given)))

    def taken(items: Expr) -> list[Stmt]:
        with frame.into() as made:
            for name, item in zip(names, unpacked(frame, items, len(names)), strict=True):
                frame.emit(Assign(name, item))
        return made

    with frame.into() as others:
        args = frame.keep(frame.rt("spread_arguments", tuple_of(frame, given), spread, const(_callee_name(made)), node=call))
        bound = frame.rt("bind_spread", args, spread, const(signature_of(made)), skipped, node=call, type_="list")
        for stmt in taken(frame.keep(bound)):
            frame.emit(stmt)
    frame.emit(If(frame.rt("spread_fits", spread, count, type_="bool"), taken(spread), others))
    return user_call(frame, made.name, NO_VALUE, [*given, *map(local, names)], call)


def _callee_name(made: Compiled) -> str:
    """How messages name a function that is called."""
    return f"__main__.{qualified_name(made.scope)}()"


def value_call(frame: Frame, call: ast.Call, name: str) -> Expr | None:
    """A call of a variable that can only hold a function defined in one place, which is called without its entry: it may capture
    variables and be used as a value elsewhere. None if that is not so, or if the arguments do not fit."""
    scope = frame.body.scopes.resolve(frame.scope, name).scope
    node = frame.body.scopes.only_binding(scope, name) if scope is not None and scope.kind in ("module", "function") else None
    if not isinstance(node, ast.FunctionDef) or node.decorator_list or starred(call) or frame.body.scopes.reflecting:
        return None
    args = node.args
    if args.vararg is not None or args.kwonlyargs or not matches(args, defaults_of(args), call):
        return None
    params = parameter_names(args)
    if len(call.args) + len(call.keywords) < len(params) and Feature.FUNCTION_PARTS in frame.body.facts.features:
        return None
    function = frame.keep(expression(frame, call.func), "val")
    evaluated = kept_expressions(frame, [*call.args, *(k.value for k in call.keywords)])
    values = dict(zip(params, evaluated[: len(call.args)], strict=False))
    values |= {str(k.arg): value for k, value in zip(call.keywords, evaluated[len(call.args) :], strict=True)}
    held = op("i32.load", function, imm=Func.FIELDS["defaults"][1])
    first = len(params) - len(args.defaults)
    ordered = [
        values[p] if p in values else frame.rt("tuple_get", held, Expr("i32.const", (), i - first, "i32")) for i, p in enumerate(params)
    ]
    return user_call(frame, compiled(frame, node).name, function, ordered, call)


@dataclass(frozen=True, slots=True)
class DirectLambda:
    """A lambda that is called without a function object, unless it has `cells`."""

    name: str
    cells: Expr


Callee = Expr | DirectLambda


def key_and_options(frame: Frame, node: ast.Call) -> tuple[Callee, dict[str, Expr]]:
    """The key function of `sorted`, `min` and their kind, and the other named arguments."""
    key: Callee = NO_VALUE
    options: dict[str, Expr] = {}
    for k in node.keywords:
        if k.arg == "key":
            key = direct_callee(frame, k.value)
        else:
            options[str(k.arg)] = frame.keep(expression(frame, k.value))
    return key, options


def reverse_option(frame: Frame, options: dict[str, Expr], node: ast.Call) -> Expr:
    """`reverse=` of a sort as a bool, which CPython wants to know before it calls the key."""
    given = options.get("reverse", const(False))
    return given if given.type == "bool" else frame.keep(frame.rt("sort_reverse", given, node=node))


def direct_callee(frame: Frame, node: ast.expr) -> Callee:
    """A function that is only called, with one argument, by `call_one`: a lambda written here is reached directly."""
    if not isinstance(node, ast.Lambda) or not _takes_one(node.args) or yields(node):
        return frame.keep(expression(frame, node))
    made = compiled(frame, node)
    cells = frame.keep(function_value(frame, node, called=False)) if made.cells else NO_VALUE
    return DirectLambda(made.name, cells)


def _takes_one(args: ast.arguments) -> bool:
    """True for exactly one plain parameter without default."""
    return len(parameter_names(args)) == 1 and len(args.posonlyargs) + len(args.args) == 1 and not args.defaults


def call_one(frame: Frame, function: Callee, item: Expr, node: ast.AST) -> Expr:
    """Calls what `direct_callee` answered."""
    if isinstance(function, DirectLambda):
        return user_call(frame, function.name, function.cells, [item], node)
    return call_with(frame, function, [item], (), node)


def bound_call(frame: Frame, made: Compiled, node: ast.Call) -> Expr:
    """A direct function whose arguments do not simply match: bound at run time, with CPython's errors."""
    args, kwargs = packed_arguments(frame, node, NO_VALUE)
    signature = const(signature_of(made))
    bound = frame.keep(frame.rt("bind_arguments", NO_VALUE, args, kwargs, signature, node=node))
    params = parameter_names(made.node.args)
    defaults = _constant_defaults(made.node.args)
    values: list[Expr] = []
    for i, param in enumerate(params):
        value = frame.keep(frame.rt("list_get", bound, Expr("i32.const", (), i, "i32")), "val")
        if param in defaults:
            default = const(defaults[param])
            value = frame.keep(Expr("cond", (op("i32.eqz", local(str(value.imm), "i32")), default, value), None, "val"))
        values.append(value)
    return user_call(frame, made.name, NO_VALUE, values, node)


def _constant_defaults(args: ast.arguments) -> dict[str, bool | int | float | str | None]:
    constant = {name: d.value for name, d in defaults_of(args).items() if isinstance(d, ast.Constant)}
    return {name: value for name, value in constant.items() if not isinstance(value, bytes | complex | EllipsisType)}
