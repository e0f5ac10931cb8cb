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
    uses = _Uses(module)
    unread = {name for name in uses.sets if name not in uses.kept and (name not in uses.gets or name not in uses.changed)}
    unset = [name for name in uses.gets if name not in uses.changed and name not in uses.kept]
    without = _distinct(f for name in uses.sets if name in unread for f in uses.sets[name])
    folded = _distinct(f for name in unset for _, f in uses.gets[name])
    with deep_recursion():
        for function in without:
            for body in all_lists(function.body):
                body[:] = _without(body, unread)
        for name in unset:
            declared = module.globals[name]
            for expr, _ in uses.gets[name]:
                expr.op, expr.imm = f"{physical(declared.type)}.const", declared.init
        for function in folded:
            fold_body(function)
    for function in (*without, *folded):
        module.summaries.pop(function.name, None)


class _Uses:
    """Where the functions of a module read and set globals."""

    def __init__(self, module: Module) -> None:
        self.gets: dict[str, list[tuple[Expr, Function]]] = {}
        self.sets: dict[str, list[Function]] = {}
        self.changed: set[str] = set()
        self.kept = {SITE_GLOBAL, HEAP_BASE}
        for function in module.functions.values():
            summary = module.summaries.get(function.name)
            if summary is None or summary.globals:
                for expr in exprs_with(function.body, _OPERATIONS):
                    self.add(module, function, expr)

    def add(self, module: Module, function: Function, expr: Expr) -> None:
        if expr.op == "global.get":
            self.gets.setdefault(str(expr.imm), []).append((expr, function))
        elif expr.op == "global.set":
            name = str(expr.imm)
            self.sets.setdefault(name, []).append(function)
            if not _is_initial(module, name, expr.args[0]):
                self.changed.add(name)
        elif isinstance(expr.imm, tuple):
            self.kept.add(str(expr.imm[1]))


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
