"""Globals that nobody sets to anything but what they begin with are constants; what is set and never read is not set.

Example, where nothing sets $held but to 0, with which it begins, and nothing reads $kept

    if $held { @hold() }
    $kept = i32.add(%p, @next():i32)

becomes

    if 0 { @hold() }
    @next():i32
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from noetlc.ir.depth import deep_recursion
from noetlc.ir.nodes import SITE_GLOBAL, Effect, Expr, Function, Module, Stmt, exprs_with
from noetlc.ir.types import physical
from noetlc.lower.passes.copy_propagation import all_lists
from noetlc.lower.passes.dce import HEAP_BASE
from noetlc.lower.passes.fold import fold_body, put_effect

_OPERATIONS = frozenset(("global.get", "global.set", "check_global"))


def settle_globals(module: Module) -> None:
    """Both rewrites in every function; what constants decide is folded."""
    gets: dict[str, list[tuple[Expr, Function]]] = {}
    sets: dict[str, list[Function]] = {}
    changed: set[str] = set()
    kept = {SITE_GLOBAL, HEAP_BASE}
    for function in module.functions.values():
        for expr in exprs_with(function.body, _OPERATIONS):
            if expr.op == "global.get":
                gets.setdefault(str(expr.imm), []).append((expr, function))
            elif expr.op == "global.set":
                name = str(expr.imm)
                sets.setdefault(name, []).append(function)
                if not _is_initial(module, name, expr.args[0]):
                    changed.add(name)
            elif expr.op == "check_global" and isinstance(expr.imm, tuple):
                kept.add(str(expr.imm[1]))
    unread = {name for name in sets if name not in kept and (name not in gets or name not in changed)}
    with deep_recursion():
        for function in _distinct(f for name in sets if name in unread for f in sets[name]):
            for body in all_lists(function.body):
                body[:] = _without(body, unread)
        unset = [name for name in gets if name not in changed and name not in kept]
        for name in unset:
            declared = module.globals[name]
            for expr, _ in gets[name]:
                expr.op, expr.imm = f"{physical(declared.type)}.const", declared.init
        for function in _distinct(f for name in unset for _, f in gets[name]):
            fold_body(function)


def _is_initial(module: Module, name: str, value: Expr) -> bool:
    """True if a value is the constant that a global begins with. A float is not: there are two zeros."""
    return value.op in ("i32.const", "i64.const") and value.imm == module.globals[name].init


def _distinct(functions: Iterable[Function]) -> list[Function]:
    return list({f.name: f for f in functions}.values())


def _without(body: list[Stmt], unread: set[str]) -> Iterator[Stmt]:
    """The statements of a list; of those that set an unread global what has an effect."""
    for stmt in body:
        if isinstance(stmt, Effect) and stmt.value.op == "global.set" and stmt.value.imm in unread:
            kept: list[Stmt] = []
            put_effect(stmt.value.args[0], kept)
            yield from kept
        else:
            yield stmt
