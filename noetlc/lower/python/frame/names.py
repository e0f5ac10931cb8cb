"""Variables: loading, storing and deleting names, whether they live in locals, in cells, or in memory as those of the outermost level."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable

from noetlc.ir.build import op
from noetlc.ir.nodes import Assign, Expr, If
from noetlc.ir.payload import Global, Globals
from noetlc.layout.objects import FUNCTION_CELLS, Cell
from noetlc.lower.python.facts.refused import Refused
from noetlc.lower.python.facts.scope import Binding, Scope
from noetlc.lower.python.frame.builtin_values import builtin_value
from noetlc.lower.python.frame.context import NO_VALUE, Body, Frame, const, local

CELL_VALUE = Cell.FIELDS["value"][1]
UNBOUND = Expr("i32.const", (), 0, "val")


def _cell_name(name: str) -> str:
    return "cell." + name


def own_cell(name: str) -> Expr:
    """The cell of a captured variable in the function that owns it."""
    return local(_cell_name(name), "val")


def has_own_cell(frame: Frame, name: str) -> bool:
    return _cell_name(name) in frame.locals


def cell(frame: Frame, name: str, owner_local: bool) -> Expr:
    """The cell of a captured variable: in a local of its owner, in the function object elsewhere."""
    if owner_local:
        return own_cell(name)
    if name not in frame.cells:
        frame.cells.append(name)
    offset = FUNCTION_CELLS + 4 * frame.cells.index(name)
    return Expr("i32.load", (local(frame.self, "val"),), offset, "val")


def place(frame: Frame, binding: Binding, name: str) -> Expr:
    """The cell of a captured variable, or the place in memory that is like one."""
    scope = binding.scope
    assert scope is not None
    if frame.body.scopes.is_global(scope, name):
        return const(Global(globals_of(frame.body), frame.body.scopes.globals[name]))
    return cell(frame, scope.local(name), binding.kind == "local")


def globals_of(body: Body) -> Globals:
    """The variables of the outermost level that functions use."""
    return Globals(body.prefix, len(body.scopes.globals))


def held(frame: Frame, binding: Binding, name: str) -> Expr:
    """The value of a captured variable, 0 if it has none."""
    return Expr("i32.load", (place(frame, binding, name),), CELL_VALUE, "val")


def load(frame: Frame, name: str, node: ast.AST) -> Expr | None:
    """The value of a variable, None if the name is no variable of the body (a builtin, or unknown)."""
    return _load(frame, frame.body.scopes.resolve(frame.scope, name), name, node)


def _load(frame: Frame, binding: Binding, name: str, node: ast.AST) -> Expr | None:
    if binding.scope is None:
        return None
    own = binding.scope.local(name)
    if binding.scope.kind == "class":
        member = frame.rt("dict_get_str", frame.namespaces[binding.scope], const(name))
        return member if frame.is_bound(own) else _member_or_global(frame, binding.scope, member, name, node)
    in_function = binding.scope.owner.kind == "function"
    if binding.kind == "local" and name not in binding.scope.captured:
        value = local(own)
        if frame.is_bound(own):
            return value
        frame.locals[own] = "val"  # may hold no value, so never unboxed
        if _hides_builtin(binding, name, node):
            return _value_or(frame, local(own, "val"), lambda: _builtin(frame, node))
        kind = 0 if not in_function else 2 if _inside_comprehension(frame, binding) else 1
        return frame.rt("check_bound", local(own, "val"), const(name), const(kind), node=node)
    value = held(frame, binding, name)
    if binding.kind == "local" and frame.is_bound(own) and name not in frame.body.scopes.deleted_elsewhere:
        return value
    if _hides_builtin(binding, name, node):
        return _value_or(frame, value, lambda: _builtin(frame, node))
    kind = 0 if not in_function else 1 if binding.kind == "local" and not _inside_comprehension(frame, binding) else 2
    return frame.rt("check_bound", value, const(name), const(kind), node=node)


def _hides_builtin(binding: Binding, name: str, node: ast.AST) -> bool:
    """Whether a variable of the module has the name of a builtin, which it means until it is assigned: `sum = sum(xs)`."""
    outermost = binding.scope is not None and binding.scope.kind == "module"
    return outermost and isinstance(node, ast.Name) and hasattr(builtins, name)


def _value_or(frame: Frame, value: Expr, otherwise: Callable[[], Expr]) -> Expr:
    """The value of a variable, or something else if it has none."""
    result = frame.temp("val")
    frame.emit(Assign(result, value))
    with frame.into() as unassigned:
        frame.emit(Assign(result, otherwise()))
    frame.emit(If(op("i32.eqz", local(result, "i32")), unassigned, []))
    return local(result, "val")


def _inside_comprehension(frame: Frame, binding: Binding) -> bool:
    """Whether a variable is read in a comprehension that does not own it, which is a function of its own to CPython 3.11."""
    return frame.scope.kind == "comprehension" and frame.scope is not binding.scope


def _member_or_global(frame: Frame, scope: Scope, member: Expr, name: str, node: ast.AST) -> Expr:
    """A name in the body of a class that may not be assigned there yet: then the variable of the module, or the builtin."""
    outside = frame.body.scopes.global_binding(scope, name)
    if outside.scope is None and not isinstance(node, ast.Name):
        return frame.rt("check_bound", member, const(name), const(0), node=node)
    return _value_or(frame, member, lambda: _load(frame, outside, name, node) or _builtin(frame, node))


def _builtin(frame: Frame, node: ast.AST) -> Expr:
    """A builtin as a value; where that is not compiled, the run is left to the interpreter."""
    assert isinstance(node, ast.Name)
    try:
        return builtin_value(frame, node)
    except Refused:
        return frame.leave("builtin as a variable", node)


def may_be_unassigned(frame: Frame, name: str) -> bool:
    """Whether reading a variable of this function, or one that nothing binds, may be a NameError."""
    binding = frame.body.scopes.resolve(frame.scope, name)
    if binding.scope is None:
        return not hasattr(builtins, name)
    return binding.kind == "local" and binding.scope is frame.scope and not frame.is_bound(binding.scope.local(name))


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
        at, kept = frame.operands([lambda: place(frame, binding, name), lambda: value])
        frame.effect(Expr("store.val", (at, kept), CELL_VALUE, "void"))
    if binding.kind == "local":
        frame.bind(own)


def delete(frame: Frame, name: str, node: ast.AST, check: bool = True) -> None:
    """`del name`, and the end of `except … as name` (without check)."""
    binding = frame.body.scopes.resolve(frame.scope, name)
    if binding.scope is None:
        frame.effect(frame.rt("raise_name_error", const(name), node=node))
        return
    own = binding.scope.local(name)
    if binding.scope.kind == "class":
        members = frame.namespaces[binding.scope]
        if check:
            frame.effect(frame.rt("check_bound", frame.rt("dict_get_str", members, const(name)), const(name), const(0), node=node))
        frame.effect(Expr("dyn.unchecked", (members, const(name)), "dict_delete", "i32"))
        frame.unbind(own)
        return
    if check:
        loaded = load(frame, name, node)
        if loaded is not None and loaded.op == "dyn":
            frame.effect(loaded)
    if binding.kind == "local" and name not in binding.scope.captured:
        frame.locals[own] = "val"
        frame.emit(Assign(own, UNBOUND))
    else:
        frame.effect(op("i32.store", place(frame, binding, name), UNBOUND, imm=CELL_VALUE))
    if binding.kind == "local":
        frame.unbind(own)


def create_cells(frame: Frame, scope: Scope, skip: frozenset[str] = frozenset()) -> None:
    """Empty cells for the variables of a function or comprehension that inner functions use."""
    for name in sorted(n for n in scope.captured - skip if not frame.body.scopes.is_global(scope, n)):
        make_cell(frame, scope.local(name), NO_VALUE)


def make_cell(frame: Frame, name: str, value: Expr) -> None:
    """A new cell for a variable of the function that is lowered."""
    frame.locals[_cell_name(name)] = "val"
    frame.emit(Assign(_cell_name(name), Expr("dyn", (value,), "cell_new", "val")))


def bound_by(frame: Frame, node: ast.expr) -> ast.AST | None:
    """The one statement that binds a name."""
    return frame.body.scopes.bound_by(frame.scope, node)
