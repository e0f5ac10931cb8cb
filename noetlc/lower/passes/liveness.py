"""Which locals are live where: backward over structured statements, sets as bit masks."""

from __future__ import annotations

from collections.abc import Callable

from noetlc.ir.nodes import Assign, Block, BlockExpr, Br, Effect, Expr, Function, If, Leave, Loop, Return, Stmt, Switch
from noetlc.ir.work import spend


class Liveness:
    """Live locals of a function. `at(stmt, live_after)` is called once for each statement.

    What is live before a loop is a function of what is live at its head, for each local a monotone function of one bit: applied to
    nothing it gives its least fixpoint. So a loop is looked at once without reporting and once with, and a nest of depth d costs
    d times its size, not 2 to the d.
    """

    def __init__(self, function: Function, at: Callable[[Stmt, int], None]) -> None:
        self.bit = {name: 1 << i for i, name in enumerate(function.locals)}
        self.order = list(self.bit)
        self.labels: dict[str, int] = {}
        self.at = at
        self.reporting = True
        self.block(function.body, 0)

    def names(self, mask: int) -> list[str]:
        """The locals of a mask, in declaration order."""
        found: list[str] = []
        while mask:
            at = (mask & -mask).bit_length() - 1
            found.append(self.order[at])
            mask &= mask - 1
        return found

    def block(self, body: list[Stmt], live: int) -> int:
        """Live before a statement list, given what is live after it."""
        spend(len(body))
        for stmt in reversed(body):
            live = self.stmt(stmt, live)
        return live

    def stmt(self, stmt: Stmt, live: int) -> int:
        if self.reporting:
            self.at(stmt, live)
        if isinstance(stmt, Assign):
            return self.expr(stmt.value, live & ~self.bit[stmt.name])
        if isinstance(stmt, Effect):
            return self.expr(stmt.value, live)
        if isinstance(stmt, If):
            return self.expr(stmt.test, self.block(stmt.then, live) | self.block(stmt.orelse, live))
        if isinstance(stmt, Block):
            self.labels[stmt.label] = live
            return self.block(stmt.body, live)
        if isinstance(stmt, Loop):
            return self.loop(stmt, live)
        if isinstance(stmt, Br):
            target = self.labels[stmt.label]
            return target if stmt.test is None else self.expr(stmt.test, live | target)
        if isinstance(stmt, Switch):
            for label in (*stmt.labels, stmt.default):
                live |= self.labels[label]
            return self.expr(stmt.value, live)
        if isinstance(stmt, Leave):
            target = self.labels[stmt.label]
            return target if stmt.value is None else self.expr(stmt.value, target)
        assert isinstance(stmt, Return)
        return 0 if stmt.value is None else self.expr(stmt.value, 0)

    def loop(self, stmt: Loop, live: int) -> int:
        self.labels[stmt.label] = 0
        reporting, self.reporting = self.reporting, False
        before = self.block(stmt.body, live)
        self.reporting = reporting
        self.labels[stmt.label] = before
        return self.block(stmt.body, live) if reporting else before

    def expr(self, expr: Expr, live: int) -> int:
        """Adds what an expression reads; where it may branch, what is live there."""
        pending = [expr]
        while pending:
            here = pending.pop()
            if here.op == "local":
                live |= self.bit[str(here.imm)]
            elif here.op == "check":
                live |= self.labels[str(here.imm)]
            elif here.op == "check_global":
                assert isinstance(here.imm, tuple)
                live |= self.labels[str(here.imm[0])]
            if isinstance(here, BlockExpr):
                self.labels[here.label] = live
                live |= self.block(here.body, live)
            pending.extend(here.args)
        return live
