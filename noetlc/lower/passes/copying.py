"""Copies statements and expressions under a renaming of locals and labels: what inlining a body needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields

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
    stmt_exprs,
    substatements,
)

_FIELDS = tuple(field.name for field in fields(Function))


def copied(function: Function) -> Function:
    """A function of the same content, of which nothing is shared. Needs room to recurse."""
    same = {name: name for name in function.locals}
    body = Copier(same, lambda label: label, lambda value: [Return(value)]).stmts(function.body)
    found = {name: getattr(function, name) for name in _FIELDS}
    return Function(**found | {"locals": dict(function.locals), "body": body})


def unshare(function: Function) -> None:
    """Copies a function in which some statement, or expression with operands, stands at several places. Needs room to recurse."""
    seen: dict[int, object] = {}
    lists: list[list[Stmt]] = [function.body]
    for body in lists:  # grows
        pending: list[Stmt | Expr] = [*body]
        while pending:
            one = pending.pop()
            if isinstance(one, Expr):
                pending.extend(arg for arg in one.args if arg.args or arg.op == "block")
                if isinstance(one, BlockExpr):
                    lists.append(one.body)
            else:
                lists.extend(substatements(one))
                pending.extend(expr for expr in stmt_exprs(one) if expr.args or expr.op == "block")
            if id(one) in seen:
                function.body = copied(function).body
                return
            seen[id(one)] = one


class Copier:
    """`locals_` maps a local to its new name, or (never assigned ones) to the expression that stands for it."""

    def __init__(
        self,
        locals_: Mapping[str, str | Expr],
        new_label: Callable[[str], str],
        on_return: Callable[[Expr | None], list[Stmt]],
    ) -> None:
        self.locals = locals_
        self.labels: dict[str, str] = {}
        self.new_label = new_label
        self.on_return = on_return

    def stmts(self, body: list[Stmt]) -> list[Stmt]:
        out: list[Stmt] = []
        for stmt in body:
            if isinstance(stmt, Return):
                out += self.on_return(None if stmt.value is None else self.expr(stmt.value))
            else:
                out.append(self.stmt(stmt))
        return out

    def label(self, label: str) -> str:
        """The new name of a label; one that the copied code does not open keeps its name."""
        return self.labels.get(label, label)

    def labelled(self, label: str, body: list[Stmt]) -> tuple[str, list[Stmt]]:
        """A label with the statements it is in scope for."""
        outer = self.labels.get(label)
        self.labels[label] = new = self.new_label(label)
        copied = self.stmts(body)
        if outer is not None:
            self.labels[label] = outer
        return new, copied

    def assigned(self, name: str) -> str:
        new = self.locals[name]
        assert isinstance(new, str)
        return new

    def stmt(self, stmt: Stmt) -> Stmt:
        if isinstance(stmt, Assign):
            return Assign(self.assigned(stmt.name), self.expr(stmt.value))
        if isinstance(stmt, Effect):
            return Effect(self.expr(stmt.value))
        if isinstance(stmt, If):
            return If(self.expr(stmt.test), self.stmts(stmt.then), self.stmts(stmt.orelse))
        if isinstance(stmt, Loop | Block):
            return type(stmt)(*self.labelled(stmt.label, stmt.body))
        if isinstance(stmt, Br):
            return Br(self.label(stmt.label), None if stmt.test is None else self.expr(stmt.test))
        if isinstance(stmt, Leave):
            return Leave(self.label(stmt.label), None if stmt.value is None else self.expr(stmt.value))
        if isinstance(stmt, Switch):
            return Switch(self.expr(stmt.value), tuple(map(self.label, stmt.labels)), self.label(stmt.default))
        raise TypeError(f"{type(stmt).__name__} is not a machine-level statement")

    def expr(self, expr: Expr) -> Expr:
        op = expr.op
        if op == "local":
            new = self.locals[str(expr.imm)]
            return Expr("local", (), new, expr.type, expr.site) if isinstance(new, str) else new
        if isinstance(expr, BlockExpr):
            return BlockExpr("block", (), None, expr.type, expr.site, *self.labelled(expr.label, expr.body))
        imm = expr.imm
        if not expr.args:
            return Expr(op, (), imm, expr.type, expr.site)
        if op == "tee":
            imm = self.assigned(str(imm))
        elif op == "check":
            imm = self.label(str(imm))
        elif op == "check_global" and isinstance(imm, tuple):
            imm = (self.label(str(imm[0])), imm[1])
        return Expr(op, tuple([self.expr(a) for a in expr.args]), imm, expr.type, expr.site)
