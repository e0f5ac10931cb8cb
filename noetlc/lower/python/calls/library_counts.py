"""Calls of library functions whose arguments do not fit, where CPython has them in C: `cycle()` is "cycle expected 1 argument, got 0"."""

from __future__ import annotations

import ast
import re

from noetlc.ir.nodes import Expr
from noetlc.lower.python.arguments.matching import Misfit, match
from noetlc.lower.python.facts.full_names import library_of, shown_name
from noetlc.lower.python.facts.scope import starred
from noetlc.lower.python.frame.context import Frame, const
from noetlc.lower.python.frame.evaluation import kept_expressions
from noetlc.lower.python.functions.fitting import defaults_of
from noetlc.primitives.in_c import is_in_c
from noetlc.primitives.model import KEYWORDS, REQUIRED, VARIADIC, Default, Param, Primitive

_SINGLE = re.compile(r"\{name\}\(\) takes exactly one argument \((\d+) given\)")
_PREFIXES = {"operator": "_operator.", "itertools_tee": "itertools."}
_SHOWN = {"absolute": "abs", "chain_from_iterable": "chain.from_iterable"}
_BY_NAME = frozenset(("functools_cmp_to_key",)) | {
    f"itertools_{n}"
    for n in "accumulate combinations combinations_with_replacement compress count groupby permutations product repeat zip_longest".split()
}
"""Those that take arguments by their names."""
_COUNTING = {"product": "product"}
"""Those that count named arguments by themselves."""


def miscounted(frame: Frame, node: ast.Call, called: str) -> Expr | None:
    """Raises the TypeError of CPython's function; None of other functions, and where the arguments fit."""
    module, shown = library_of(called), shown_name(called)
    if not (module == "itertools" or is_in_c(module, shown)) or shown[0] == "_" or starred(node) or not getattr(node, "lineno", 0):
        return None
    target = frame.body.scopes.only_binding(frame.body.scopes.root, called)
    if not isinstance(target, ast.FunctionDef):
        return None
    found = match(_as_primitive(module, target), len(node.args), tuple(str(k.arg) for k in node.keywords))
    if not isinstance(found, Misfit):
        return None
    kept_expressions(frame, [*node.args, *(k.value for k in node.keywords)])
    frame.effect(frame.rt("raise_type_error", const(_worded(found.text, module, shown)), node=node))
    return const(None)


def _as_primitive(module: str, target: ast.FunctionDef) -> Primitive:
    args, defaults = target.args, defaults_of(target.args)
    name = shown_name(target.name)
    first = f"{module}_{name}" not in _BY_NAME
    params = [Param(a.arg, _default(a, defaults), positional_only=first) for a in [*args.posonlyargs, *args.args]]
    params += [Param(args.vararg.arg, VARIADIC)] if args.vararg is not None else []
    params += [Param(a.arg, _default(a, defaults), keyword_only=True) for a in args.kwonlyargs]
    params += [Param(args.kwarg.arg, KEYWORDS)] if args.kwarg is not None else []
    prefix = _PREFIXES.get(f"{module}_{name}", _PREFIXES.get(module, ""))
    return Primitive(name, tuple(params), "val", "", prefix=prefix, fewest=int(name == "islice"), names_to=_COUNTING.get(name, ""))


def _default(param: ast.arg, defaults: dict[str, ast.expr]) -> Default:
    """What a default is does not matter here."""
    return None if param.arg in defaults else REQUIRED


def _worded(text: str, module: str, shown: str) -> str:
    """The text for a function: those of `itertools` unpack even one argument, `zip_longest` does not name what it does not take."""
    name = _SHOWN.get(shown, shown)
    counted = _SINGLE.fullmatch(text) if module == "itertools" and shown != "chain_from_iterable" else None
    if counted is not None:
        return f"{name} expected 1 argument, got {counted[1]}"
    if shown == "zip_longest":
        return "zip_longest() got an unexpected keyword argument"
    return text.replace("{name}", name)
