"""Variables of a body that are assigned once, a constant, before anything can be called: functions read the constant itself.

    STEPS = ((0, 1), (1, 0))              STEPS = ((0, 1), (1, 0))
    def around(x, y):                 →   def around(x, y):
        for dx, dy in STEPS: …                for dx, dy in ((0, 1), (1, 0)): …

So they capture nothing, need no object where they are only called, and types are known. Nothing is written where a body could look at
its variables, or at what is one object.
"""

from __future__ import annotations

import ast
import copy
from collections import Counter

from noetlc.frontend import syntax
from noetlc.lower.python.facts.bindings import bindings
from noetlc.lower.python.facts.constant_ints import constant_int

_LOOKING = frozenset(
    """globals locals vars exec eval id __main__ modules __globals__ __code__ __closure__ __dict__ __builtins__ setattr getattr sys
    inspect *""".split()
)  # `*` as an import may bind any name
MOST_ITEMS = 64  # of a tuple


def fix_names(tree: ast.Module) -> None:
    """Writes the constants, in place."""
    found = _constants(tree)
    if not found:
        return
    bound = Counter(bindings(tree))
    known = {name: value for name, value in found.items() if bound[name] == 1}
    if known and not _looks(tree):
        _Writing(known).visit(tree)


def _constants(tree: ast.Module) -> dict[str, ast.expr]:
    """The constants that names are assigned before anything is called."""
    found: dict[str, ast.expr] = {}
    for stmt in tree.body:
        match stmt:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if _is_constant(value):
                found[name] = value
            case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)) if len(names) == len(values):
                if not all(isinstance(n, ast.Name) for n in names) or not all(map(_is_constant, values)):
                    break
                found |= {n.id: v for n, v in zip(names, values, strict=True) if isinstance(n, ast.Name)}
            case ast.FunctionDef(decorator_list=[]) if all(map(_is_constant, stmt.args.defaults)) and not stmt.args.kw_defaults:
                pass
            case ast.Import() | ast.ImportFrom() | ast.Pass() | ast.Expr(value=ast.Constant()):
                pass
            case _:
                break
    return found


def _is_constant(value: ast.expr) -> bool:
    """Whether a value is a number, a text, None or a tuple of such."""
    if isinstance(value, ast.Tuple):
        return isinstance(value.ctx, ast.Load) and len(value.elts) <= MOST_ITEMS and all(map(_is_constant, value.elts))
    if isinstance(value, ast.UnaryOp):
        return isinstance(value.op, ast.USub) and isinstance(value.operand, ast.Constant) and type(value.operand.value) in (int, float)
    if isinstance(value, ast.BinOp):
        return constant_int(value) is not None
    return isinstance(value, ast.Constant) and (value.value is None or type(value.value) in (bool, int, float, str))


def _looks(tree: ast.Module) -> bool:
    """Whether a body could see the difference: it looks at variables, or at which object something is."""
    for node in syntax.walk(tree):
        if isinstance(node, ast.Name | ast.Attribute | ast.alias):
            named = {getattr(node, "id", None), getattr(node, "attr", None), *str(getattr(node, "name", "")).split(".")}
            if not _LOOKING.isdisjoint(named):
                return True
        if isinstance(node, ast.Compare) and _asks_identity(node):
            return True
    return False


def _asks_identity(node: ast.Compare) -> bool:
    """Whether a comparison asks if two objects are one, of which none is a constant there."""
    asks = any(isinstance(op, ast.Is | ast.IsNot) for op in node.ops)
    return asks and not any(isinstance(side, ast.Constant) for side in (node.left, *node.comparators))


class _Writing(ast.NodeTransformer):
    """Replaces names in the bodies of functions."""

    def __init__(self, known: dict[str, ast.expr]) -> None:
        self.known = known
        self.inside = 0

    def function(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> ast.AST:
        self.inside += 1
        if isinstance(node, ast.Lambda):
            node.body = self.visit(node.body)
        else:
            node.body = [self.visit(stmt) for stmt in node.body]
        self.inside -= 1
        return node

    visit_FunctionDef = visit_AsyncFunctionDef = visit_Lambda = function

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if not self.inside or not isinstance(node.ctx, ast.Load) or node.id not in self.known:
            return node
        made = copy.deepcopy(self.known[node.id])
        for part in syntax.walk(made):
            ast.copy_location(part, node)
        return made
