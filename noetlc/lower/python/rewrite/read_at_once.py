"""Iterators of `itertools` that are read where they are made: `for x in takewhile(test, xs)` as a loop over the generator inside.

`takewhile` itself asks for the iterator of `xs` and then makes a generator, so that an error comes where it is called. Where the first
item is asked for at once the generator may do both, and a loop over it needs no object.
"""

from __future__ import annotations

import ast

from noetlc.frontend import syntax
from noetlc.lower.python.facts.full_names import full_name
from noetlc.lower.python.facts.scope import starred

_MODULE = "itertools"
_INSIDE = {
    "chain_from_iterable": ("_chained", 1),
    "compress": ("_compressed", 2),
    "cycle": ("_cycled", 1),
    "dropwhile": ("_dropped", 2),
    "filterfalse": ("_refused", 2),
    "pairwise": ("_paired", 1),
    "starmap": ("_starred", 2),
    "takewhile": ("_taken", 2),
}
"""The generators, and how many arguments they have, of which the last is iterated."""
_READING = frozenset("all any dict enumerate frozenset list max min set sorted sum tuple".split())
_OTHERS = {full_name(_MODULE, name): name for name in ("count", "islice", "repeat")}
_FUNCTIONS = {full_name(_MODULE, name): inside for name, inside in _INSIDE.items()}


def read_at_once(tree: ast.Module, needed: dict[tuple[str, str], None]) -> None:
    """Renames what calls of a body lead to, in place; notes what is needed now, and no more what is not."""
    if not any(module == _MODULE for module, _ in needed):
        return
    nodes = list(syntax.walk(tree))
    bound = {n.name for n in nodes if isinstance(n, ast.FunctionDef | ast.ClassDef)} | {n.arg for n in nodes if isinstance(n, ast.arg)}
    bound |= {n.id for n in nodes if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
    for node in nodes:
        if isinstance(node, ast.For):
            _read(node.iter, needed)
        elif isinstance(node, ast.ListComp | ast.SetComp | ast.DictComp):
            _read(node.generators[0].iter, needed)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _READING - bound and _reads(node):
            _read(node.args[0], needed)
    left = {n.id for n in syntax.walk(tree) if isinstance(n, ast.Name)}
    for name in [*_INSIDE, "count", "repeat"]:
        if (_MODULE, name) in needed and full_name(_MODULE, name) not in left:
            del needed[_MODULE, name]


def _reads(node: ast.Call) -> bool:
    """Whether a call has one argument, and named ones that do nothing before that is iterated."""
    return len(node.args) == 1 and all(isinstance(k.value, ast.Constant | ast.Name | ast.Lambda) for k in node.keywords)


def _read(node: ast.expr, needed: dict[tuple[str, str], None]) -> None:
    """What is iterated at once, if it is one of these calls."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or starred(node):
        return
    if node.func.id in _FUNCTIONS:
        inside, count = _FUNCTIONS[node.func.id]
        if len(node.args) == count and not node.keywords:
            _lead(node.func, inside, needed)
            _read(node.args[-1], needed)
        return
    match _OTHERS.get(node.func.id, ""):
        case "count" if len(node.args) + len(node.keywords) <= 2 and {k.arg for k in node.keywords} <= {"start", "step"}:
            given = {k.arg: k.value for k in node.keywords} | dict(zip(("start", "step"), node.args, strict=False))
            parts = [given.get("start", ast.Constant(0)), given.get("step", ast.Constant(1))]
            if len(given) < len(node.args) + len(node.keywords) or not all(map(_is_int, parts)):
                _lead(node.func, "_counting", needed)
                return
            _lead(node.func, "_counted", needed)
            node.args, node.keywords = [ast.fix_missing_locations(ast.copy_location(p, node)) for p in parts], []
        case "repeat" if len(node.args) == 1 and not node.keywords:
            _lead(node.func, "_endless", needed)
        case "repeat" if len(node.args) == 2 and not node.keywords and _is_int(node.args[1]):
            _lead(node.func, "_times", needed)
        case "islice" if len(node.args) > 1 and all(map(_is_int, node.args[1:])):
            _read(node.args[0], needed)


def _lead(func: ast.Name, inside: str, needed: dict[tuple[str, str], None]) -> None:
    func.id = full_name(_MODULE, inside)
    needed[_MODULE, inside] = None


def _is_int(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) is int
