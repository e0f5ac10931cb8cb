"""`globals()`, `locals()` and `vars()`: a new dict of the variables that have a value. Writing to it changes no variable."""

from __future__ import annotations

import ast

from noetlc.ir.build import op
from noetlc.ir.nodes import Effect, Expr, If
from noetlc.lower.python import names
from noetlc.lower.python.calls import special
from noetlc.lower.python.context import Frame, Refused, const, local
from noetlc.lower.python.scope import Scope


@special("globals")
def _globals(frame: Frame, node: ast.Call) -> Expr | None:
    return _variables(frame, frame.body.scopes.root, node) if not node.args and not node.keywords else None


@special("locals")
def _locals(frame: Frame, node: ast.Call) -> Expr | None:
    if node.args or node.keywords or frame.scope.kind not in ("module", "function"):
        raise Refused(node, "locals() here", "Name the variables.")
    return _variables(frame, frame.scope, node)


@special("vars")
def _vars(frame: Frame, node: ast.Call) -> Expr | None:
    """`vars(obj)` is `obj.__dict__`."""
    if not node.args:
        return _locals(frame, node)
    from noetlc.lower.python.expressions import expression

    if len(node.args) > 1 or node.keywords:
        raise Refused(node, "vars with these arguments")
    return frame.rt("py_vars", expression(frame, node.args[0]), node=node)


def _variables(frame: Frame, scope: Scope, node: ast.AST) -> Expr:
    made = frame.keep(Expr("dyn", (), "dict_new", "dict"))
    for name in sorted(scope.assigned):
        if _is_import(scope, name) or name.startswith("1"):
            continue
        value = frame.keep(_held(frame, scope, name))
        store = Effect(frame.rt("dict_set", made, const(name), value))
        frame.emit(If(op("i32.eqz", local(str(value.imm), "i32")), [], [store]))
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
