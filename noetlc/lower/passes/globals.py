"""Globals that nobody sets to anything but what they begin with are constants; what is set and never read is not set.

Example, where nothing sets $held but to 0, with which it begins, and nothing reads $kept

    if $held { @hold() }
    $kept = i32.add(%p, @next():i32)

becomes

    if 0 { @hold() }
    @next():i32
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from itertools import chain

from noetlc.ir.depth import deep_recursion
from noetlc.ir.nodes import SITE_GLOBAL, Effect, Expr, Function, Global, Module, Stmt, exprs_with
from noetlc.ir.types import physical
from noetlc.lower.passes.callgraph import summary_of
from noetlc.lower.passes.copy_propagation import all_lists
from noetlc.lower.passes.dce import HEAP_BASE
from noetlc.lower.passes.fold import fold_body, put_effect
from noetlc.lower.passes.versions import VERSIONS

_OPERATIONS = frozenset(("global.get", "global.set", "check_global"))


def settle_globals(module: Module) -> None:
    """Both rewrites in every function; what constants decide is folded."""
    uses = _Uses(module)
    unread = {name for name in uses.sets if name not in uses.kept and (name not in uses.gets or name not in uses.changed)}
    unset = {name for name in uses.gets if name not in uses.changed and name not in uses.kept}
    users = [functions for name, functions in uses.sets.items() if name in unread]
    users += [functions for name, functions in uses.gets.items() if name in unset]
    with deep_recursion():
        for name in dict.fromkeys(chain.from_iterable(users)):
            function = module.functions[name]
            used = (module.summaries.get(name) or summary_of(function)).globals
            constants = {n: module.globals[n] for n in sorted(unset & used)}
            settling = _Settling(unread & used, constants)
            module.functions[name], _ = VERSIONS.changed(function, settling.change(), settling.settle)
            module.summaries.pop(name, None)


class _Settling:
    """The rewrites of one function: what it sets that nobody reads, and what it reads that is constant."""

    def __init__(self, unread: set[str], constants: dict[str, Global]) -> None:
        self.unread = unread
        self.constants = constants

    def change(self) -> Hashable:
        """What the outcome depends on."""
        return "globals", frozenset(self.unread), tuple((name, g.type, repr(g.init)) for name, g in self.constants.items())

    def settle(self, function: Function) -> None:
        if self.unread:
            for body in all_lists(function.body):
                body[:] = _without(body, self.unread)
        found = [expr for expr in exprs_with(function.body, ("global.get",)) if expr.imm in self.constants]
        for expr in found:
            declared = self.constants[str(expr.imm)]
            expr.op, expr.imm = f"{physical(declared.type)}.const", declared.init
        if found:
            fold_body(function)


class _Uses:
    """Which functions of a module read and set globals, by name."""

    def __init__(self, module: Module) -> None:
        self.gets: dict[str, list[str]] = {}
        self.sets: dict[str, list[str]] = {}
        self.changed: set[str] = set()
        self.kept = {SITE_GLOBAL, HEAP_BASE}
        for function in module.functions.values():
            summary = module.summaries.get(function.name)
            if summary is None or summary.globals:
                for expr in VERSIONS.fact(function, _operations):
                    self.add(module, function, expr)

    def add(self, module: Module, function: Function, expr: Expr) -> None:
        if expr.op == "global.get":
            self.gets.setdefault(str(expr.imm), []).append(function.name)
        elif expr.op == "global.set":
            name = str(expr.imm)
            self.sets.setdefault(name, []).append(function.name)
            if not _is_initial(module, name, expr.args[0]):
                self.changed.add(name)
        elif isinstance(expr.imm, tuple):
            self.kept.add(str(expr.imm[1]))


def _operations(function: Function) -> list[Expr]:
    return exprs_with(function.body, _OPERATIONS)


def _is_initial(module: Module, name: str, value: Expr) -> bool:
    """True if a value is the constant that a global begins with. A float is not: there are two zeros."""
    return value.op in ("i32.const", "i64.const") and value.imm == module.globals[name].init


def _without(body: list[Stmt], unread: set[str]) -> Iterator[Stmt]:
    """The statements of a list; of those that set an unread global what has an effect."""
    for stmt in body:
        if isinstance(stmt, Effect) and stmt.value.op == "global.set" and stmt.value.imm in unread:
            kept: list[Stmt] = []
            put_effect(stmt.value.args[0], kept)
            yield from kept
        else:
            yield stmt
