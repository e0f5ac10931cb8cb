"""Variables: loading, storing and deleting names, whether they live in locals or in cells."""

from __future__ import annotations

import ast

from noetlc.ir.build import op
from noetlc.ir.nodes import Assign, Expr, If
from noetlc.lower.python.context import Frame, Refused, const, local
from noetlc.lower.python.scope import Scope
from noetlc.runtime.function import FUNCTION_CELLS
from noetlc.runtime.layout import Cell

CELL_VALUE = Cell.FIELDS["value"][1]
UNBOUND = Expr("i32.const", (), 0, "val")


def cell(frame: Frame, name: str, owner_local: bool) -> Expr:
    """The cell of a captured variable: in a local of its owner, in the function object elsewhere."""
    if owner_local:
        return local("cell." + name, "val")
    if name not in frame.cells:
        frame.cells.append(name)
    offset = FUNCTION_CELLS + 4 * frame.cells.index(name)
    return Expr("i32.load", (local(frame.self, "val"),), offset, "val")


def load(frame: Frame, name: str, node: ast.AST) -> Expr | None:
    """The value of a variable, None if the name is no variable of the body (a builtin, or unknown)."""
    binding = frame.body.scopes.resolve(frame.scope, name)
    if binding.scope is None:
        return None
    own = binding.scope.local(name)
    if binding.scope.kind == "class":
        member = frame.rt("dict_get_str", frame.namespaces[binding.scope], const(name))
        if not frame.is_bound(own) and _is_also_global(frame, binding.scope, name):
            return _member_or_global(frame, binding.scope, member, name, node)
        return member if frame.is_bound(own) else frame.rt("check_bound", member, const(name), const(0), node=node)
    in_function = binding.scope.owner.kind == "function"
    if binding.kind == "local" and name not in binding.scope.captured:
        value = local(own)
        if frame.is_bound(own):
            return value
        frame.locals[own] = "val"  # may hold no value, so never unboxed
        return frame.rt("check_bound", local(own, "val"), const(name), const(1 if in_function else 0), node=node)
    place = cell(frame, own, binding.kind == "local")
    value = Expr("i32.load", (place,), CELL_VALUE, "val")
    if binding.kind == "local" and frame.is_bound(own) and name not in frame.body.scopes.deleted_elsewhere:
        return value
    kind = 0 if not in_function else 1 if binding.kind == "local" else 2
    return frame.rt("check_bound", value, const(name), const(kind), node=node)


def _is_also_global(frame: Frame, scope: Scope, name: str) -> bool:
    """True if a name that the body of a class assigns is a variable of the module around it too."""
    root = scope.parent
    if root is None or root.kind != "module" or name not in root.assigned:
        return False
    return frame.body.scopes.only_binding(root, name) not in frame.body.scopes.direct


def _member_or_global(frame: Frame, scope: Scope, member: Expr, name: str, node: ast.AST) -> Expr:
    """A name in the body of a class before it is assigned there: the variable of the module."""
    result = frame.temp("val")
    frame.emit(Assign(result, member))
    here, frame.scope = frame.scope, frame.body.scopes.root
    with frame.into() as outer:
        value = load(frame, name, node)
        assert value is not None
        frame.emit(Assign(result, value))
    frame.scope = here
    frame.emit(If(op("i32.eqz", local(result, "i32")), outer, []))
    return local(result, "val")


def store(frame: Frame, name: str, value: Expr, node: ast.AST) -> None:
    """Assigns a variable."""
    binding = frame.body.scopes.resolve(frame.scope, name)
    if binding.scope is None:
        raise Refused(node, f"assignment to {name}")
    own = binding.scope.local(name)
    if binding.scope.kind == "class":
        frame.effect(frame.rt("dict_set", frame.namespaces[binding.scope], const(name), value))
    elif binding.kind == "local" and name not in binding.scope.captured:
        frame.locals.setdefault(own, "dyn")
        frame.emit(Assign(own, value))
    else:
        place, kept = frame.operands([lambda: cell(frame, own, binding.kind == "local"), lambda: value])
        frame.effect(Expr("store.val", (place, kept), CELL_VALUE, "void"))
    if binding.kind == "local":
        frame.bind(own)


def delete(frame: Frame, name: str, node: ast.AST, check: bool = True) -> None:
    """`del name`, and the end of `except … as name` (without check)."""
    binding = frame.body.scopes.resolve(frame.scope, name)
    if binding.scope is None:
        frame.effect(frame.rt("raise_name_error", const(name), node=node))
        return
    own = binding.scope.local(name)
    if check:
        loaded = load(frame, name, node)
        if loaded is not None and loaded.op == "dyn":
            frame.effect(loaded)
    if binding.kind == "local" and name not in binding.scope.captured:
        frame.locals[own] = "val"
        frame.emit(Assign(own, UNBOUND))
    else:
        frame.effect(op("i32.store", cell(frame, own, binding.kind == "local"), UNBOUND, imm=CELL_VALUE))
    if binding.kind == "local":
        frame.unbind(own)
