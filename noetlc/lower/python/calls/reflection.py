"""`globals()`, `locals()` and `vars()`: a new dict of the variables that have a value. Writing to it changes no variable.

The dict holds neither names that are there from the start nor imports, and has an order of its own. So it is only made where that
cannot be seen: `'name' in globals()`, `globals()['name']`, `globals().get('name')`, and for the variables of a function also
`sorted(locals())`, `sorted(locals().items())` and `len(locals())`.
"""

from __future__ import annotations

import ast

from noetlc.ir.build import op
from noetlc.ir.nodes import Expr, If
from noetlc.lower.python.facts.full_names import library_of
from noetlc.lower.python.facts.refused import RefusedCall
from noetlc.lower.python.facts.scope import Scope
from noetlc.lower.python.frame import names
from noetlc.lower.python.frame.context import Frame, const, local
from noetlc.lower.python.frame.evaluation import expression

HINT = "Ask for one variable that the body assigns, by its name in quotes."
ALWAYS = ("json", "sys")  # modules whose names have a value before the body gives them one


def globals_(frame: Frame, node: ast.Call) -> Expr | None:
    return _variables(frame, frame.body.scopes.root, node) if not node.args and not node.keywords else None


def locals_(frame: Frame, node: ast.Call) -> Expr | None:
    if node.args or node.keywords or frame.scope.kind not in ("module", "function"):
        raise RefusedCall(node, "locals() here", "Name the variables.")
    return _variables(frame, frame.scope, node)


def vars_(frame: Frame, node: ast.Call) -> Expr | None:
    """`vars(obj)` is `obj.__dict__`."""
    if not node.args:
        return locals_(frame, node)
    if len(node.args) > 1 or node.keywords:
        raise RefusedCall(node, "vars with these arguments")
    return frame.rt("py_vars", expression(frame, node.args[0]), node=node)


def _use(call: ast.AST, tree: ast.AST) -> str | None:
    """The constant name that is looked up in the result of a call, "" if its order does not matter, None for any other use."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and node.comparators[0] is call and isinstance(node.ops[0], ast.In | ast.NotIn):
            return _text(node.left) if len(node.ops) == 1 else None
        if isinstance(node, ast.Subscript) and node.value is call:
            return _text(node.slice) if isinstance(node.ctx, ast.Load) else None
        if _orderless_argument(node) is call:
            return ""
        if isinstance(node, ast.Call) and _called(node, "get") is call and node.args:
            return _text(node.args[0])
    return None


def _orderless_argument(node: ast.AST) -> ast.AST | None:
    """`d` of `sorted(d)`, `sorted(d.items())` and `len(d)`."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("sorted", "len") and node.args:
        return _called(node.args[0], "items") or node.args[0]
    return None


def _called(node: ast.AST, method: str) -> ast.AST | None:
    """The receiver if the node calls that method."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == method:
        return node.func.value
    return None


def _text(node: ast.AST) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _variables(frame: Frame, scope: Scope, node: ast.AST) -> Expr:
    root = frame.body.scopes.root
    name = _use(node, root.node)
    if name is None:
        raise RefusedCall(node, "all variables as a dict", HINT)
    whole = name == "" and scope is not root and not scope.free
    known = name in scope.assigned and name not in ALWAYS and not name.startswith("__") and not _is_import(scope, name)
    if not whole and not known:
        raise RefusedCall(node, "all variables as a dict", HINT)
    made = frame.keep(Expr("dyn", (), "dict_new", "dict"))
    for name in sorted(scope.assigned):
        if _is_import(scope, name) or library_of(name):
            continue
        value = frame.keep(_held(frame, scope, name), "val")
        with frame.into() as store:
            frame.effect(frame.rt("dict_set", made, const(name), value))
        frame.emit(If(op("i32.eqz", local(str(value.imm), "i32")), [], store))
    return made


def _held(frame: Frame, scope: Scope, name: str) -> Expr:
    """The value of a variable as it is, 0 if it has none."""
    own = scope.local(name)
    mine = scope.owner is frame.scope.owner
    if mine and name not in scope.captured:
        if own not in frame.locals:
            return Expr("i32.const", (), 0, "val")
        frame.locals[own] = "val"
        return Expr("local", (), own, "val")
    return Expr("i32.load", (names.cell(frame, own, mine),), names.CELL_VALUE, "val")


def _is_import(scope: Scope, name: str) -> bool:
    places = scope.defs.get(name, [])
    return bool(places) and all(isinstance(p, ast.Import | ast.ImportFrom) for p in places)
