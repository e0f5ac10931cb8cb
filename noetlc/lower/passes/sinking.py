"""Values read more than once are kept in their local where they are read first, which saves a read.

Example

    %x = i32.load[8](%v)
    i32.store[4](%p, %x)
    return %x

becomes

    i32.store[4](%p, tee[x](i32.load[8](%v)))
    return %x

The read is in one of the next few statements, where it is always evaluated, and everything that is evaluated before it could as well be
evaluated before the value. What is read once moves too, to where the earlier passes did not look.
"""

from __future__ import annotations

from functools import cached_property

from noetlc.ir.depth import deep_recursion
from noetlc.ir.effects import CONSTANTS
from noetlc.ir.nodes import Assign, Block, BlockExpr, Br, Effect, Expr, Function, If, Leave, Module, Return, Stmt, Switch, walk_exprs
from noetlc.ir.ops import OPS
from noetlc.lower.passes.copy_propagation import Locals, Mover
from noetlc.lower.passes.roots import LEAVING

_FAR = 6  # statements that are looked through
_EVALUATED = frozenset(  # what goes on behind them, beside the operations of the machine
    {"local", "call", "call_indirect", "global.get", "not", "mark", "marked", "drop", "select", "and", "or", "cond"}
)


def sink_values(module: Module) -> None:
    """In every function."""
    with deep_recursion():
        for function in module.functions.values():
            sink(function)


def sink(function: Function) -> None:
    """In one function. Needs room to recurse."""
    found = Locals(function)
    reads = found.reads
    for body in reversed(found.lists):
        for position in range(len(body) - 2, -1, -1):
            stmt = body[position]
            if isinstance(stmt, Assign) and reads[stmt.name]:
                sinker = _Sinker(stmt, reads[stmt.name])
                sinker.through(body, position + 1)
                if sinker.found:
                    del body[position]


class _Sinker(Mover):
    """Puts a value where its local is read first."""

    def __init__(self, stmt: Assign, reads: int) -> None:
        super().__init__(stmt)
        self.once = reads == 1

    @cached_property
    def used(self) -> set[str]:
        """The locals that the value depends on."""
        return {str(e.imm) for e in walk_exprs([Effect(self.value)]) if e.op == "local"}

    @cached_property
    def leaves(self) -> bool:
        """Whether evaluating the value may go to a handler, which sees what other locals hold."""
        return any(isinstance(e, BlockExpr) or e.op in LEAVING for e in walk_exprs([Effect(self.value)]))

    def through(self, body: list[Stmt], position: int) -> None:
        """Looks at statements from a position on."""
        for stmt in body[position : position + _FAR]:
            self.statement(stmt)
            if self.found or self.blocked or not isinstance(stmt, Assign | Effect):
                return
            if isinstance(stmt, Assign) and self.depends(stmt.name):
                return

    def depends(self, name: str) -> bool:
        """Whether it tells the value, or who sees it, that a local is assigned first."""
        return name in self.used or name == self.name or name in self.assigns or self.leaves

    def statement(self, stmt: Stmt) -> None:
        if isinstance(stmt, If | Br):
            if stmt.test is not None:
                stmt.test = self.visit(stmt.test)
        elif isinstance(stmt, Assign | Effect | Switch | Return | Leave):
            if stmt.value is not None:
                stmt.value = self.visit(stmt.value)
        elif isinstance(stmt, Block):
            self.through(stmt.body, 0)

    def visit(self, expr: Expr) -> Expr:
        if expr.op in ("cond", "select") and not self.once and any(a.op == "local" and a.imm == self.name for a in expr.args[1:]):
            self.blocked = True  # a selection, as long as its condition does not set what it selects
            return expr
        if isinstance(expr, BlockExpr):
            self.through(expr.body, 0)
            self.blocked = not self.found
            return expr
        if not (expr.op in OPS or expr.op in CONSTANTS or expr.op in _EVALUATED):
            self.first(expr)
            return expr
        return super().visit(expr)

    def first(self, expr: Expr) -> None:
        """Visits the operand of what may leave, of which nothing more is known, or which assigns a local."""
        if expr.args:
            new = self.visit(expr.args[0])
            if new is not expr.args[0]:
                expr.args = (new, *expr.args[1:])
        self.blocked = not self.found and (self.blocked or expr.op != "tee" or self.depends(str(expr.imm)))

    def lazy(self, expr: Expr) -> bool:
        return expr.op in ("and", "or", "cond")

    def read(self, expr: Expr) -> Expr:
        found = super().read(expr)
        if self.found and not self.once:
            return Expr("tee", (found,), self.name, expr.type)
        return found
