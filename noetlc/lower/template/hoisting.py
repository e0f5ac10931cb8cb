"""Calls that may collect garbage become statements of their own, so that the values around them can be kept on the shadow stack.

Example, where `macro_f.1` may collect

    @t_put(@t_concat(@t_text(%x), call_own[macro_f.1](1, %x)))

becomes

    %kept = @t_text(%x)
    %called = call_user[macro_f.1](1, %x)
    br "@raise" if i32.eqz(%called)
    @t_put(@t_concat(%kept, %called))

Operands are evaluated from left to right, so those before the call are kept in locals too; lazy operands become `if` statements.
"""

from __future__ import annotations

from collections.abc import Callable

from noetlc.ir.build import get, i32, op
from noetlc.ir.dynamic import RAISE
from noetlc.ir.nodes import Assign, Block, BlockExpr, Br, Effect, Expr, Function, If, Leave, Loop, Return, Stmt, Try, walk_exprs

_UNCHANGED = frozenset(("local", "i32.const", "i64.const", "f64.const", "data", "func"))  # whatever is evaluated meanwhile


def hoist(function: Function, collects: Callable[[str], bool]) -> None:
    """Rewrites the statements of a function that contain calls of functions for which `collects` holds."""
    function.body = _Hoisting(function, collects).block(function.body)


class _Hoisting:
    def __init__(self, function: Function, collects: Callable[[str], bool]) -> None:
        self.function = function
        self.collects = collects

    def block(self, body: list[Stmt]) -> list[Stmt]:
        out: list[Stmt] = []
        for stmt in body:
            self.statement(stmt, out)
        return out

    def statement(self, stmt: Stmt, out: list[Stmt]) -> None:
        if isinstance(stmt, Block | Loop):
            stmt.body = self.block(stmt.body)
        elif isinstance(stmt, Try):
            stmt.body, stmt.handler = self.block(stmt.body), self.block(stmt.handler)
        elif isinstance(stmt, If):
            stmt.test = self.expr(stmt.test, out)
            stmt.then, stmt.orelse = self.block(stmt.then), self.block(stmt.orelse)
        elif isinstance(stmt, Assign):
            stmt.value = self.expr(stmt.value, out)
        elif isinstance(stmt, Effect):
            stmt.value = self.expr(stmt.value, out)
            if stmt.value.op in _UNCHANGED:
                return
        elif isinstance(stmt, Return | Leave):
            stmt.value = None if stmt.value is None else self.expr(stmt.value, out)
        elif isinstance(stmt, Br):
            stmt.test = None if stmt.test is None else self.expr(stmt.test, out)
        out.append(stmt)

    # ---- expressions

    def contains(self, expr: Expr) -> bool:
        return any(e.op == "call_own" and self.collects(str(e.imm)) for e in walk_exprs([Effect(expr)]))

    def local(self, stem: str, type_: str) -> str:
        name = f"{stem}.{len(self.function.locals)}"
        self.function.locals[name] = type_
        return name

    def kept(self, expr: Expr, out: list[Stmt]) -> Expr:
        """The value in a local."""
        if expr.op in _UNCHANGED:
            return expr
        name = self.local("kept", expr.type)
        out.append(Assign(name, expr))
        return get(name, expr.type)

    def expr(self, expr: Expr, out: list[Stmt]) -> Expr:
        """The expression without collecting calls, which go to `out` with what is evaluated before them."""
        if not self.contains(expr):
            return expr
        if isinstance(expr, BlockExpr):
            return self.inner_block(expr, out)
        if expr.op in ("and", "or", "cond"):
            return self.lazy(expr, out)
        last = max((i for i, arg in enumerate(expr.args) if self.contains(arg)), default=-1)
        args = list(expr.args)
        for i in range(last + 1):
            args[i] = self.expr(args[i], out)
            if i < last:
                args[i] = self.kept(args[i], out)
        expr.args = tuple(args)
        if expr.op != "call_own" or not self.collects(str(expr.imm)):
            return expr
        name = self.local("called", expr.type)
        out.append(Assign(name, Expr("call_user", expr.args, expr.imm, expr.type, expr.site)))
        out.append(Br(RAISE, op("i32.eqz", get(name, expr.type))))
        return get(name, expr.type)

    def inner_block(self, expr: BlockExpr, out: list[Stmt]) -> Expr:
        """Template lowering makes blocks that end with the only `leave` of their label."""
        *body, end = expr.body
        assert isinstance(end, Leave)
        assert end.label == expr.label
        assert end.value is not None
        out += self.block(body)
        return self.expr(end.value, out)

    def lazy(self, expr: Expr, out: list[Stmt]) -> Expr:
        """`and`, `or` and `cond` as an `if` that assigns the result."""
        name = self.local("chosen", expr.type)

        def arm(value: Expr) -> list[Stmt]:
            body: list[Stmt] = []
            found = self.expr(value, body)
            return [*body, Assign(name, found)]

        test = self.expr(expr.args[0], out)
        if expr.op == "cond":
            then, orelse = arm(expr.args[1]), arm(expr.args[2])
        elif expr.op == "and":
            then, orelse = arm(expr.args[1]), arm(i32(0))
        else:
            then, orelse = arm(i32(1)), arm(expr.args[1])
        out.append(If(test, then, orelse))
        return get(name, expr.type)
