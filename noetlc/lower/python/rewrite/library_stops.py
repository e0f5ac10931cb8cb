"""What iterators of `itertools` end with: the value of the generator behind them, or of the StopIteration of their function.

Example: where some generator function of the body returns a value, `for item in iterator: …` in `itertools.takewhile` is followed by
`return _returned(iterator)`. Where a function that may raise StopIteration is passed on, one that leaves `takewhile` ends it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from noetlc.frontend import syntax
from noetlc.lower.python.facts.full_names import full_name
from noetlc.lower.python.facts.stopping import Stops, yields

_MODULE = "itertools"
_NAMES = "_accumulated _compressed _dropped _folded _islice _leading _paired _refused _starred _summed _taken"
_VALUED = frozenset(full_name(_MODULE, n) for n in _NAMES.split())
_GROUP = full_name(_MODULE, "_group")
_CALLING = frozenset(full_name(_MODULE, n) for n in "_accumulated _dropped _folded _group _grouped _refused _starred _taken".split())


def carry_stops(definitions: list[ast.stmt], tree: ast.Module) -> None:
    """Lets iterators of `itertools` end with the values that CPython's end with, in place, where the body of `tree` has any."""
    functions = [s for s in definitions if isinstance(s, ast.FunctionDef) and s.name in _VALUED | _CALLING]
    if not functions:
        return
    returns = any(isinstance(n, ast.FunctionDef) and yields(n) and _returns(n) for n in syntax.walk(tree))
    stops = Stops(tree)
    raises = stops.mentioned and stops.passed_on
    for function in functions:
        if returns and function.name in _VALUED:
            _return_value(function)
        if raises and function.name in _CALLING:
            ending = "state[2] = True" if function.name == _GROUP else "pass"  # with a group the groups end, too
            caught = ast.parse(f"try:\n    pass\nexcept StopIteration as stop:\n    {ending}\n    return stop.value").body[0]
            assert isinstance(caught, ast.Try)
            caught.body = function.body
            function.body = [caught]
            _place(function)


def _returns(function: ast.FunctionDef) -> bool:
    """Whether some `return` has a value, maybe one of a function inside."""
    return any(isinstance(n, ast.Return) and n.value is not None for n in syntax.walk(function))


def _return_value(function: ast.FunctionDef) -> None:
    for loop in _loops(function.body):
        loop.orelse = ast.parse(f"return _returned({ast.unparse(loop.iter)})").body
    function.body = [*ast.parse("from sys import _returned").body, *function.body]
    _place(function)


def _loops(body: list[ast.stmt]) -> Iterator[ast.For]:
    for stmt in body:
        if isinstance(stmt, ast.For):
            yield stmt
        elif isinstance(stmt, ast.If):
            yield from _loops(stmt.body)


def _place(function: ast.FunctionDef) -> None:
    """Puts all of a function on line 0, as library code."""
    for node in syntax.walk(function):
        if hasattr(node, "lineno"):
            node.lineno = 0
