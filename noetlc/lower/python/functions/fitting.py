"""Which calls fit the parameters of a definition."""

from __future__ import annotations

import ast

from noetlc.lower.python.facts.scope import parameter_names


def defaults_of(args: ast.arguments) -> dict[str, ast.expr]:
    """The defaults of parameters that have one."""
    positional = [*args.posonlyargs, *args.args]
    pairs = zip(positional[len(positional) - len(args.defaults) :], args.defaults, strict=True)
    named = zip(args.kwonlyargs, args.kw_defaults, strict=True)
    return {a.arg: d for a, d in pairs} | {a.arg: d for a, d in named if d is not None}


def matches(args: ast.arguments, defaults: dict[str, ast.expr], call: ast.Call) -> bool:
    """Whether every argument has one parameter, and every parameter a value."""
    if args.kwarg is not None or any(isinstance(a, ast.Starred) for a in call.args):
        return False
    positional = [a.arg for a in [*args.posonlyargs, *args.args]]
    if len(call.args) > len(positional) and args.vararg is None:
        return False
    by_name = {a.arg for a in [*args.args, *args.kwonlyargs]}
    given = [*positional[: len(call.args)], *(k.arg for k in call.keywords)]
    if len(set(given)) < len(given) or any(k.arg not in by_name for k in call.keywords):
        return False
    collecting = args.vararg.arg if args.vararg is not None else None
    return all(p in given or p in defaults or p == collecting for p in parameter_names(args))
