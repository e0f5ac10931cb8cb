"""Which calls surely take all items of a generator expression before anything else can see what they do with them.

`", ".join(f(x) for x in xs)` and `rows.extend(x for x in xs)` may go over a list of the items; `rows.extend(rows[-1] + x for x in xs)`
may not: each item is made of what the items before it left.
"""

from __future__ import annotations

import ast

from noetlc.frontend import syntax
from noetlc.lower.python.facts.stopping import Stops

FUNCTIONS = frozenset("all any dict frozenset list max min next set sorted sum tuple".split())
_IN_PLACE = ("dict", "sum")  # whose loop is in place where they have nothing else than their items, or a number to start at
METHODS = frozenset({"extend", "update"})  # that change their receiver item by item
BUILTINS = frozenset("abs bool chr divmod enumerate float int len max min ord range repr reversed round sorted str sum tuple zip".split())


class Observers:
    """Where a body has its names: `by_function` has the functions (None: none) that mention a name, `defined` the names of functions.

    `guarded` are calls inside a `try` of their own function; `tries` tells whether there is a `try` at all.
    """

    def __init__(self, tree: ast.Module) -> None:
        self.by_function: dict[str, set[ast.AST | None]] = {}
        self.defined: set[str] = set()
        self.guarded: set[ast.AST] = set()
        self.tries = False
        self.stops = Stops(tree)
        pending: list[tuple[ast.AST, ast.AST | None, bool]] = [(tree, None, False)]
        while pending:
            node, function, guarded = pending.pop()
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
                function, guarded = node, False
            elif isinstance(node, ast.Try | ast.TryStar | ast.With):
                guarded = self.tries = True
            elif isinstance(node, ast.Call) and guarded:
                self.guarded.add(node)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                self.defined.add(node.name)
            elif isinstance(node, ast.Name):
                self.by_function.setdefault(node.id, set()).add(function)
            pending += [(child, function, guarded) for child in syntax.children(node)]


def consumes(call: ast.Call, function: ast.AST | None, observers: Observers) -> bool:
    """Whether a call in a function takes what it needs of its first argument, a generator expression, at once."""
    items = call.args[0]
    if isinstance(call.func, ast.Name):
        found = call.func.id in FUNCTIONS and not (call.func.id in _IN_PLACE and _beside(call))
    elif isinstance(call.func, ast.Attribute) and call.func.attr != "join":
        found = call.func.attr in METHODS and not _sees(call, call.func.value, function, observers)
    else:
        found = isinstance(call.func, ast.Attribute)
    return found and not (isinstance(items, ast.GeneratorExp) and observers.stops.stops(items))


def _beside(call: ast.Call) -> bool:
    """Whether a call has other arguments than its first, or a number."""
    return bool(call.keywords) or not all(map(is_number, call.args[1:]))


def is_number(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) in (int, float)


def _sees(call: ast.Call, changed: ast.expr, function: ast.AST | None, observers: Observers) -> bool:
    """Whether code may look at a value while items are added to it, or after an error between two of them."""
    root = changed
    while isinstance(root, ast.Attribute | ast.Subscript):
        root = root.value
    if not isinstance(root, ast.Name):
        return False
    parts = list(syntax.walk(call.args[0]))
    if call in observers.guarded or any(isinstance(n, ast.Name) and n.id == root.id for n in parts):
        return True
    own = root is changed and observers.by_function[root.id] <= {function}  # nobody else has it
    return not own and (observers.tries or any(isinstance(n, ast.Call) and _is_own(n.func, observers) for n in parts))


def _is_own(called: ast.expr, observers: Observers) -> bool:
    """Whether what is called may be a function of the body."""
    if isinstance(called, ast.Attribute):
        return called.attr in observers.defined
    return not isinstance(called, ast.Name) or called.id not in BUILTINS or called.id in observers.defined
