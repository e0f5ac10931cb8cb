"""Dynamic operations to machine operations and runtime calls, raising made explicit: what bodies and templates have in common.

Example

    %t = dyn py_neg(%a) !4:9
    %u = dyn py_getitem(%xs, %t) !4:9

becomes

    %t = check raise.exit (marked !4:9 (call py_neg(%a)))
    %u = check raise.exit (call py_getitem(%xs, %t))             # the position is that of the line before

A function that returns a `val` answers 0 when it raised; others leave the exception in the global `raised`. `Try` becomes
blocks: every raising call inside branches to its handler. What operands of known types, methods and classes mean in Python bodies
is `lower/python/dispatch/selection.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from noetlc.ir.build import op
from noetlc.ir.dynamic import RAISE, Dialect, Operation
from noetlc.ir.nodes import Assign, Block, BlockExpr, Br, Effect, Expr, Function, If, Leave, Loop, Return, Stmt, Switch, Try
from noetlc.ir.types import REFERENCES, VOID, physical

EXIT = "raise.exit"
WORDS = {"i64": "long_of", "val": "to_long"}  # what makes a long of an int
BOXES = {"int": "from_int", "long": "from_long", "float": "from_float", "bool": "from_bool", "i64": "from_int", "f64": "from_float"}


class Selection:
    """Lowers one function. Subclasses say what operations of their language become."""

    handlers: ClassVar[Mapping[str, Callable[[Any, Expr], Expr]]] = {}

    def __init__(self, function: Function, dialect: Dialect) -> None:
        self.function = function
        self.dialect = dialect
        self.handler = EXIT
        self.exits = 0  # branches to the end of the function
        self.count = 0
        self.line = 0  # the position the global holds here, 0 if not known

    def run(self) -> None:
        """Lowers the function in place."""
        function = self.function
        body = self.block(function.body, EXIT)
        if self.exits:
            void = function.result == VOID
            failed = Return(None if void else zero(function.result))
            body = [Block(EXIT, [*body, *([Return(None)] if void else [])]), failed]
        function.body = body

    # ---- statements

    def block(self, body: list[Stmt], handler: str | None = None) -> list[Stmt]:
        saved = self.handler
        self.handler = handler or saved
        out = [s for stmt in body for s in _STATEMENTS[type(stmt)](self, stmt)]
        self.handler = saved
        return out

    def either(self, first: Callable[[], Any], second: Callable[[], Any]) -> tuple[Any, Any]:
        """Two ways of which one is gone: the position is known behind them if both leave the same."""
        before = self.line
        one = first()
        after, self.line = self.line, before
        other = second()
        self.line = after if after == self.line else 0
        return one, other

    def assign(self, stmt: Assign) -> list[Stmt]:
        stmt.value = self.coerced(stmt.value, self.function.locals[stmt.name])
        return [stmt]

    def valued(self, stmt: Effect | Leave | Switch) -> list[Stmt]:
        if stmt.value is not None:
            stmt.value = self.expr(stmt.value)
        return [stmt]

    def if_(self, stmt: If) -> list[Stmt]:
        stmt.test = self.coerced(stmt.test, "bool")
        stmt.then, stmt.orelse = self.either(lambda: self.block(stmt.then), lambda: self.block(stmt.orelse))
        return [stmt]

    def labelled(self, stmt: Loop | Block) -> list[Stmt]:
        if isinstance(stmt, Loop):
            self.line = 0
        stmt.body = self.block(stmt.body)
        self.line = 0
        return [stmt]

    def br(self, stmt: Br) -> list[Stmt]:
        if stmt.test is not None:
            stmt.test = self.coerced(stmt.test, "bool")
        if stmt.label == RAISE:
            stmt.label = self.raise_to()
        return [stmt]

    def return_(self, stmt: Return) -> list[Stmt]:
        if stmt.value is not None:
            value = self.coerced(stmt.value, self.function.result)
            if value.op == "check" and value.imm == EXIT and self.function.result == "val":
                self.exits -= 1
                value = value.args[0]  # raising would return the same 0
            stmt.value = value
        return [stmt]

    def try_(self, stmt: Try) -> list[Stmt]:
        self.count += 1
        caught, done = f"caught.{self.count}", f"done.{self.count}"
        raises = self.raises_last(stmt.body)
        returns = bool(stmt.body) and isinstance(stmt.body[-1], Return)
        body = self.block(stmt.body, caught)
        self.line = 0
        handler = self.block(stmt.handler)
        self.line = 0
        if raises or returns:
            return [Block(caught, body), *handler]
        return [Block(done, [Block(caught, [*body, Br(done)]), *handler])]

    def raises_last(self, body: list[Stmt]) -> bool:
        """True if statements end with what always raises."""
        last = body[-1] if body else None
        operation = self.dialect.operation(last.value) if isinstance(last, Effect) else None
        return operation is not None and not operation.returns

    def raise_to(self) -> str:
        if self.handler == EXIT:
            self.exits += 1
        return self.handler

    # ---- expressions

    def coerced(self, expr: Expr, want: str) -> Expr:
        """The expression lowered and converted to type `want`."""
        if expr.op == "const":
            return self.constant(expr, want)
        have = expr.type
        return self.convert(self.expr(expr), have, want)

    def convert(self, expr: Expr, have: str, want: str) -> Expr:
        if have == want or want == "void" or have in ("never", "void"):
            return expr
        if want == "val" or want in REFERENCES:
            return Expr("call", (expr,), BOXES[have], "val") if have in BOXES else expr
        if want in ("float", "f64") and have == "int":
            return op("f64.convert_i64_s", expr)
        if have == "long" and want in ("int", "i64"):
            return Expr("call", (expr,), "long_small", want)
        if want == "long" and have in WORDS:
            return Expr("call", (expr,), WORDS[have], "long")
        return expr

    def constant(self, expr: Expr, want: str) -> Expr:
        """A constant as what stands where `want` is expected."""
        raise AssertionError(f"{expr.op} has no place here, where {want} is wanted")

    def expr(self, expr: Expr) -> Expr:
        """The expression lowered, of the type it has."""
        handler = self.handlers.get(expr.op)
        if handler is not None:
            return handler(self, expr)
        if isinstance(expr, BlockExpr):
            return self.block_expr(expr)
        expr.args = tuple(map(self.expr, expr.args))
        return expr

    def block_expr(self, expr: BlockExpr) -> Expr:
        """The position is known behind it where it has one way through, else only if nothing sets one."""
        before = self.line
        expr.body = self.block(expr.body)
        straight = all(isinstance(stmt, Assign | Effect) for stmt in expr.body[:-1])
        self.line = self.line if straight or before == self.line else 0
        return expr

    def checked(self, expr: Expr) -> Expr:
        return self.primitive(expr, checked=True)

    def unchecked(self, expr: Expr) -> Expr:
        return self.primitive(expr, checked=False)

    def primitive(self, expr: Expr, checked: bool) -> Expr:
        """A call of a function of the runtime; with `checked`, what it raises goes to the handler."""
        operation = self.declared(str(expr.imm))
        args = tuple(self.coerced(a, p) for a, p in zip(expr.args, operation.operands, strict=True))
        type_ = expr.type if operation.result in ("val", "i32") and expr.type not in (VOID, "long") else operation.result
        call = Expr("call", args, operation.name, type_)
        if operation.positioned:
            call = self.marked(call, expr.site)
        made = self.check(call, operation.result) if operation.raises and checked else call
        return self.convert(made, operation.result, "long") if expr.type == "long" else made

    def declared(self, name: str) -> Operation:
        found = self.dialect.primitive(name)
        assert found is not None, name
        return found

    def marked(self, call: Expr, site: int) -> Expr:
        """A call that may raise at `site`: the position is set once nothing before the call can set another."""
        if not site or site == self.line:
            return call
        self.line = site
        if any(map(_sets_position, call.args)):
            last = call.args[-1]
            call.args = (*call.args[:-1], Expr("mark", (last,), site, last.type))
            return call
        return Expr("marked", (call,), site, call.type)

    def check(self, call: Expr, result: str) -> Expr:
        if result not in ("i32", "i64", "f64", "void"):
            return Expr("check", (call,), self.raise_to(), call.type)
        return Expr("check_global", (call,), (self.raise_to(), "raised"), call.type)

    def logic(self, expr: Expr) -> Expr:
        first = self.coerced(expr.args[0], "bool")
        before = self.line
        rest = tuple(self.coerced(a, "bool") for a in expr.args[1:])
        if rest and self.line != before:
            self.line = 0
        return Expr(expr.op, (first, *rest), None, "i32")

    def conditional(self, expr: Expr) -> Expr:
        test, then, orelse = expr.args
        chosen = self.coerced(test, "bool")
        arms = self.either(lambda: self.coerced(then, expr.type), lambda: self.coerced(orelse, expr.type))
        return Expr("cond", (chosen, *arms), None, expr.type)

    def own(self, expr: Expr) -> Expr:
        return Expr("check", (self.own_unchecked(expr),), self.raise_to(), "val")

    def own_unchecked(self, expr: Expr) -> Expr:
        """A direct call of a function of the playbook, of which 0 says that it raised. It leaves another position behind."""
        args = tuple(self.coerced(a, "val") for a in expr.args)
        call = self.marked(Expr("call", args, expr.imm, "val"), expr.site)
        self.line = 0
        return call


CORE: Mapping[str, Callable[[Any, Expr], Expr]] = {
    "dyn": Selection.checked,
    "dyn.unchecked": Selection.unchecked,
    "and": Selection.logic,
    "or": Selection.logic,
    "not": Selection.logic,
    "cond": Selection.conditional,
    "call_own": Selection.own,
    "call_user": Selection.own_unchecked,
}
Selection.handlers = CORE

_STATEMENTS: Mapping[type, Callable[[Any, Any], list[Stmt]]] = {
    Assign: lambda selection, stmt: selection.assign(stmt),
    Effect: Selection.valued,
    If: lambda selection, stmt: selection.if_(stmt),
    Loop: lambda selection, stmt: selection.labelled(stmt),
    Block: Selection.labelled,
    Br: Selection.br,
    Leave: Selection.valued,
    Switch: Selection.valued,
    Return: Selection.return_,
    Try: lambda selection, stmt: selection.try_(stmt),
}


def zero(type_: str) -> Expr:
    machine = physical(type_)
    return Expr(f"{machine}.const", (), 0.0 if machine == "f64" else 0, machine)


def _sets_position(expr: Expr) -> bool:
    """True if evaluating the expression may leave another position behind."""
    pending = [expr]
    while pending:
        here = pending.pop()
        if here.op in ("mark", "marked", "block"):
            return True
        pending.extend(here.args)
    return False
