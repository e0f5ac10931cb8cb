"""`sum(rows())` as `sum(row for row in rows())` where `rows` is a function of the body that yields, or what `map`, `filter`, `itertools`
and the like make of one.

The loop is then one of compiled code, which collects garbage between two rounds; a builtin that runs the body's code holds addresses, so
that only what makes much in one round is collected (`values/collect.py`), not what many rounds leave. Of a name that may mean something
else, too, that is asked at run time: `sum(row for row in rows) if drives(rows) else sum(rows)`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from copy import deepcopy

from noetlc.frontend import syntax
from noetlc.lower.python.facts.full_names import library_of
from noetlc.lower.python.facts.mentions import mentions
from noetlc.lower.python.facts.nodes import Nodes
from noetlc.lower.python.facts.traces import asks
from noetlc.lower.python.rewrite.import_first import import_first

DRIVERS = frozenset("all any dict frozenset list max min set sorted sum tuple".split())
WHOLE = frozenset("join list sorted tuple".split())  # which do nothing before they have all items
PASSING_ON = frozenset("enumerate filter iter map zip".split())
ITEM = "1item"  # no body can spell it
ASKED = "1drives"
MOST_ROUNDS = 8  # over a body, in its order: where a name gets its value from one assigned further down, further names are not found
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


def expand_driven(tree: ast.Module) -> None:
    """Rewrites the calls of a body in place, but not those of library code spliced into it (which has line 0), and none if the body
    asks for tracebacks, where a generator expression has a frame."""
    nodes = Nodes(tree)
    if asks(nodes, mentions(nodes)):
        return
    driven = _Driven(_Lazy(nodes))
    driven.visit(tree)
    if driven.asked:
        import_first(tree, "sys", {"_drives": ASKED})


class _Lazy:
    """Which expressions give items one after the other from code of the body."""

    def __init__(self, nodes: Nodes) -> None:
        functions = [n for n in nodes.of(ast.FunctionDef) if getattr(n, "lineno", 0) > 0]
        self.own = {f.name for f in functions}
        self.yielding = {f.name for f in functions if any(isinstance(n, ast.Yield | ast.YieldFrom) for n in syntax.walk(f))}
        self.bound = self.own | {n.id for n in nodes.of(ast.Name) if not isinstance(n.ctx, ast.Load)}
        self.bound |= {n.arg for n in nodes.of(ast.arg)}
        self.classes = {n.name for n in nodes.of(ast.ClassDef)}
        self.giving: set[str] = set()  # functions that may return such an iterator
        self.names: dict[ast.AST | None, set[str]] = {}  # variables by function that may hold one
        self._find_names(nodes, functions)

    def _find_names(self, nodes: Nodes, functions: list[ast.FunctionDef]) -> None:
        """Names that such an iterator is assigned to, and parameters of functions that are called with one somewhere."""
        assigned: list[tuple[ast.AST | None, str, ast.expr]] = []
        calls: list[tuple[ast.AST | None, str, list[ast.expr]]] = []
        returns: list[tuple[ast.FunctionDef, ast.expr]] = []
        for function, node in _by_function(nodes.tree):
            match node:
                case ast.Assign(targets=[ast.Name(id=name)], value=value):
                    assigned.append((function, name, value))
                case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=[_, *_] as args):
                    calls.append((function, name, args))
                case ast.Return(value=ast.expr() as value) if isinstance(function, ast.FunctionDef):
                    returns.append((function, value))
        known = -1
        for _ in range(MOST_ROUNDS):
            if known == (known := sum(map(len, self.names.values())) + len(self.giving)):
                break
            for function, name, value in assigned:
                if self._gives(value, function):
                    self.names.setdefault(function, set()).add(name)
            called = {name for function, name, args in calls if any(self._gives(a, function) for a in args)}
            for f in functions:
                if f.name in called:
                    self.names.setdefault(f, set()).update(a.arg for a in (*f.args.posonlyargs, *f.args.args))
            self.giving.update(f.name for f, value in returns if self._gives(value, f))

    def _gives(self, node: ast.expr, function: ast.AST | None) -> bool:
        """Whether an expression may give such an iterator."""
        if isinstance(node, ast.Name):
            return node.id in self.names.get(function, ())
        return isinstance(node, ast.GeneratorExp) or self.is_lazy(node, function) or self.may_be(node, function)

    def may_be(self, node: ast.expr, function: ast.AST | None) -> bool:
        """Whether a call of the body's own, or of a variable, may give such an iterator: it returns one somewhere, or gets one."""
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name | ast.Attribute):
            return False
        if (node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id) in self.giving:
            return True
        variable = isinstance(node.func, ast.Name) and node.func.id in self.bound - self.classes
        return variable and any(self._gives(a, function) for a in node.args)

    def is_lazy(self, node: ast.expr, function: ast.AST | None) -> bool:
        """Whether the items of a call come one after the other from code of the body."""
        if not isinstance(node, ast.Call):
            return False
        if isinstance(node.func, ast.Attribute):
            return node.func.attr in self.yielding
        if not isinstance(node.func, ast.Name):
            return False
        name = node.func.id
        if name in self.yielding:
            return True
        if name in {"map", "filter"} - self.bound and node.args and self._runs(node.args[0]):
            return True
        if name in PASSING_ON - self.bound:
            return any(self._gives(a, function) for a in node.args)
        return library_of(name) == "itertools" and any(self._gives(a, function) or self._runs(a) for a in node.args)

    def _runs(self, node: ast.expr) -> bool:
        """Whether a function that is passed on is one of the body."""
        return isinstance(node, ast.Lambda) or (isinstance(node, ast.Name) and node.id in self.bound)


def _by_function(tree: ast.AST) -> Iterator[tuple[ast.AST | None, ast.AST]]:
    """All nodes in the order of the text, each with the function around it; not what is inside of library functions."""
    pending: list[tuple[ast.AST | None, ast.AST]] = [(None, tree)]
    while pending:
        function, node = pending.pop()
        yield function, node
        below = node if isinstance(node, _FUNCTIONS) else function
        if getattr(below, "lineno", 1):
            pending += [(below, child) for child in reversed(list(syntax.children(node)))]


class _Driven(ast.NodeTransformer):
    """Writes the loops; `asked` tells whether something is asked at run time."""

    def __init__(self, lazy: _Lazy) -> None:
        self._lazy = lazy
        self._function: ast.AST | None = None
        self.asked = False

    def visit(self, node: ast.AST) -> ast.AST:
        if not isinstance(node, _FUNCTIONS):
            made: ast.AST = super().visit(node)
            return made
        if not getattr(node, "lineno", 0):
            return node
        around, self._function = self._function, node
        made = self.generic_visit(node)
        self._function = around
        return made

    def visit_Starred(self, node: ast.Starred) -> ast.Starred:
        self.generic_visit(node)
        if isinstance(node.ctx, ast.Load) and self._lazy.is_lazy(node.value, self._function):
            node.value = _gone_through(ast.ListComp, node.value)
        return node

    def visit_Assign(self, node: ast.Assign) -> ast.Assign:
        self.generic_visit(node)
        spread = any(isinstance(e, ast.Starred) for t in node.targets if isinstance(t, ast.Tuple | ast.List) for e in t.elts)
        if spread and self._lazy.is_lazy(node.value, self._function):
            node.value = _gone_through(ast.ListComp, node.value)
        return node

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        name = self._driver(node.func)
        if not name or len(node.args) != 1 or not getattr(node, "lineno", 0):
            return node
        items = node.args[0]
        if self._lazy.is_lazy(items, self._function) or (name != "dict" and self._lazy.may_be(items, self._function)):
            node.args = [_gone_through(ast.GeneratorExp, items)]
            return node
        if not isinstance(items, ast.Name) or items.id not in self._lazy.names.get(self._function, ()):
            return node
        if name in WHOLE:
            self.asked = True
            node.args = [self._asked(items, _gone_through(ast.ListComp, items), items)]
            return node
        if not all(isinstance(k.value, ast.Constant | ast.Name) for k in node.keywords):
            return node
        self.asked = True
        return self._asked(items, ast.Call(node.func, [_gone_through(ast.GeneratorExp, items)], deepcopy(node.keywords)), node)

    def _driver(self, func: ast.expr) -> str:
        if isinstance(func, ast.Attribute):
            return func.attr if func.attr in ("join", "extend") else ""
        return func.id if isinstance(func, ast.Name) and func.id in DRIVERS - self._lazy.bound else ""

    def _asked(self, items: ast.Name, if_so: ast.expr, if_not: ast.expr) -> ast.expr:
        asked = ast.Call(ast.Name(ASKED, ast.Load()), [items], [])
        made = ast.IfExp(asked, ast.copy_location(if_so, if_not), if_not)
        for node in (asked, asked.func, made):
            ast.copy_location(node, if_not)
        return made


def _gone_through(kind: type[ast.ListComp] | type[ast.GeneratorExp], items: ast.expr) -> ast.expr:
    """`[item for item in items]`, or the generator expression."""
    loop = ast.comprehension(ast.Name(ITEM, ast.Store()), items, [], 0)
    made = kind(ast.Name(ITEM, ast.Load()), [loop])
    for node in (made, made.elt, loop.target):
        ast.copy_location(node, items)
    return made
