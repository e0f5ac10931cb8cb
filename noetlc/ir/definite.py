"""Definite assignment: which locals may be read before they are assigned, so that their initial zero matters."""

from __future__ import annotations

from collections.abc import Iterable

from noetlc.ir.nodes import (
    Assign,
    Block,
    BlockExpr,
    Br,
    Effect,
    Expr,
    Function,
    If,
    Leave,
    Loop,
    Return,
    Stmt,
    Switch,
)

# The locals assigned at a point, as a bit mask; None where control never arrives (everything may be taken as assigned).
State = int | None


def maybe_unassigned(function: Function) -> set[str]:
    """The locals, parameters excepted, that may be read before any assignment. Needs room to recurse."""
    if len(function.locals) == len(function.params):
        return set()
    analysis = _Analysis(function)
    analysis.stmts(function.body, analysis.mask(function.params))
    return analysis.early


def _meet(a: State, b: State) -> State:
    if a is None or a is b:
        return b
    return a if b is None else a & b


class _Analysis:
    def __init__(self, function: Function) -> None:
        self.bit = {name: 1 << i for i, name in enumerate(function.locals)}
        self.early: set[str] = set()
        self.exits: dict[str, State] = {}  # label -> what is assigned at every jump that leaves it

    def mask(self, names: Iterable[str]) -> int:
        return sum(self.bit[name] for name in names)

    def stmts(self, body: list[Stmt], state: State) -> State:
        for stmt in body:
            if state is None:
                return None
            state = self.stmt(stmt, state)
        return state

    def jump(self, label: str, state: State) -> None:
        self.exits[label] = _meet(self.exits.get(label), state)

    def stmt(self, stmt: Stmt, state: State) -> State:
        if isinstance(stmt, Assign):
            state = self.expr(stmt.value, state)
            return None if state is None else state | self.bit[stmt.name]
        if isinstance(stmt, Effect):
            state = self.expr(stmt.value, state)
            return None if stmt.value.type == "never" else state
        if isinstance(stmt, If):
            state = self.expr(stmt.test, state)
            return _meet(self.stmts(stmt.then, state), self.stmts(stmt.orelse, state))
        if isinstance(stmt, Loop):
            return self.stmts(stmt.body, state)
        if isinstance(stmt, Block):
            return self.labelled(stmt.label, stmt.body, state)
        if isinstance(stmt, Br):
            if stmt.test is not None:
                state = self.expr(stmt.test, state)
            self.jump(stmt.label, state)
            return state if stmt.test is not None else None
        if isinstance(stmt, Switch):
            state = self.expr(stmt.value, state)
            for label in (*stmt.labels, stmt.default):
                self.jump(label, state)
            return None
        if isinstance(stmt, Return | Leave):
            self.end(stmt, state)
            return None
        return state

    def end(self, stmt: Return | Leave, state: State) -> None:
        if stmt.value is not None:
            state = self.expr(stmt.value, state)
        if isinstance(stmt, Leave):
            self.jump(stmt.label, state)

    def labelled(self, label: str, body: list[Stmt], state: State) -> State:
        """The state after a Block or BlockExpr: what its end and every jump to it have assigned."""
        outer = self.exits.pop(label, None)
        end = self.stmts(body, state)
        end = _meet(end, self.exits.pop(label, None))
        if outer is not None:
            self.exits[label] = outer
        return end

    def expr(self, expr: Expr, state: State) -> State:
        if state is None:
            return None
        op = expr.op
        if op == "local":
            if not state & self.bit[str(expr.imm)]:
                self.early.add(str(expr.imm))
            return state
        if isinstance(expr, BlockExpr):
            return self.labelled(expr.label, expr.body, state)
        args = expr.args
        if op in ("and", "or", "cond"):
            state = self.expr(args[0], state)
            after = [self.expr(a, state) for a in args[1:]]
            return state if op != "cond" else _meet(after[0], after[1])
        for arg in args:
            state = self.expr(arg, state)
        if state is None:
            return None
        if op == "tee":
            return state | self.bit[str(expr.imm)]
        if op == "check":
            self.jump(str(expr.imm), state)
        elif op == "check_global" and isinstance(expr.imm, tuple):
            self.jump(str(expr.imm[0]), state)
        return None if expr.type == "never" else state
