"""Sums, differences and products inside of others, of operands whose kinds are not known, keep what two floats give unboxed.

Example, in a loop, where `%a`, `%b` and `%c` are values

    %t = dyn py_mul(dyn py_mul(%a, %b):val, %c):val !4:9

becomes

    %t = do chain.3:val {
      if and(is_plain_float(%a), is_plain_float(%b)) {
        %chain.1 = f64.mul(float_inside(%a), float_inside(%b))
        %chain.2 = 0
      } else {
        %chain.2 = check raise.exit (marked !4:9 (call py_mul(%a, %b)))
      }
      if and(eqz(%chain.2), is_plain_float(%c)) {
        leave chain.3 boxed_float(f64.mul(%chain.1, float_inside(%c)))
      }
      if eqz(%chain.2) { %chain.2 = boxed_float(%chain.1) }
      leave chain.3 check raise.exit (marked !4:9 (call py_mul(%chain.2, %c)))
    }

Operands are evaluated, and operations done, in the order they had: what raises or has effects of its own does so as before. An inner
result is 0 as a value while it is a float beside it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from noetlc.ir.build import call, get, op
from noetlc.ir.nodes import Assign, BlockExpr, Expr, If, Leave, Stmt
from noetlc.lower.passes.select import Selection

MACHINE = {
    "py_add": "f64.add", "py_iadd": "f64.add", "py_sub": "f64.sub", "py_isub": "f64.sub", "py_mul": "f64.mul", "py_imul": "f64.mul",
}  # fmt: skip


def is_link(expr: Expr) -> bool:
    """Whether an operation gives a float if its operands are floats, and its kind is not known."""
    if expr.op != "dyn" or expr.imm not in MACHINE or expr.type != "val":
        return False
    return all(arg.type in ("val", "float") for arg in expr.args)


def is_chain(expr: Expr) -> bool:
    """Whether it pays to ask for floats: an operand of an operation is one more such operation, or a float that has no object."""
    if expr.op != "dyn" or expr.imm not in MACHINE:
        return False
    if expr.type == "float":  # of a value and a float
        return any(map(is_link, expr.args)) and all(is_link(arg) or arg.type == "float" for arg in expr.args)
    return is_link(expr) and any(is_link(arg) or arg.type == "float" for arg in expr.args)


@dataclass(frozen=True, slots=True)
class _Operand:
    """An operand that is evaluated: `tests` say that it is a float, which `number` is then; `general` is the operand of the general
    way, which `boxing` comes before."""

    tests: tuple[Expr, ...]
    number: Expr
    general: Expr
    boxing: tuple[Stmt, ...] = ()


@dataclass(frozen=True, slots=True)
class _Link:
    """An operation whose operands are evaluated: the test whether both are floats, what it gives then, and the general way."""

    test: Expr
    number: Expr
    boxing: tuple[Stmt, ...]
    general: Expr


class FloatChain:
    """The machine form of one chain. `generic` selects an operation whose operands are evaluated."""

    def __init__(self, selection: Selection, generic: Callable[[Expr], Expr]) -> None:
        self.selection = selection
        self.generic = generic
        self.body: list[Stmt] = []

    def whole(self, expr: Expr) -> Expr:
        """The outermost operation: its result is not looked at here."""
        link = self.link(expr)
        label = self.name()
        made = link.number if expr.type == "float" else call("boxed_float", "val", link.number)
        self.body += [If(link.test, [Leave(label, made)], []), *link.boxing, Leave(label, link.general)]
        return BlockExpr("block", (), None, expr.type, 0, label, self.body)

    def inner(self, expr: Expr) -> _Operand:
        """An operation that gives an operand: a float in one local and 0 in the other, or a value."""
        link = self.link(expr)
        number, value = self.local("float"), self.local("val")
        fast: list[Stmt] = [Assign(str(number.imm), link.number), Assign(str(value.imm), Expr("i32.const", (), 0, "val"))]
        self.body.append(If(link.test, fast, [*link.boxing, Assign(str(value.imm), link.general)]))
        absent = op("i32.eqz", _again(value))
        boxing = If(absent, [Assign(str(value.imm), call("boxed_float", "val", _again(number)))], [])
        return _Operand((op("i32.eqz", _again(value)),), number, value, (boxing,))

    def link(self, expr: Expr) -> _Link:
        left, right = map(self.operand, expr.args)
        tests = (*left.tests, *right.tests)
        test = tests[0] if len(tests) == 1 else Expr("and", tests, None, "i32")
        number = op(MACHINE[str(expr.imm)], left.number, right.number)
        operation = Expr(expr.op, (left.general, right.general), expr.imm, expr.type, expr.site)
        _, general = self.selection.either(lambda: None, lambda: self.generic(operation))
        return _Link(test, number, (*left.boxing, *right.boxing), general)

    def operand(self, expr: Expr) -> _Operand:
        if is_link(expr):
            return self.inner(expr)
        if expr.op == "const" and expr.type == "float":
            return _Operand((), self.selection.coerced(expr, "float"), expr)
        held = self.local(expr.type)
        self.body.append(Assign(str(held.imm), self.selection.coerced(expr, expr.type)))
        if expr.type == "float":
            return _Operand((), held, _again(held))
        return _Operand((call("is_plain_float", "i32", held),), call("float_inside", "f64", _again(held)), _again(held))

    def local(self, type_: str) -> Expr:
        name = self.name()
        self.selection.function.locals[name] = type_
        return get(name, type_)

    def name(self) -> str:
        self.selection.count += 1
        return f"chain.{self.selection.count}"


def _again(local: Expr) -> Expr:
    return get(str(local.imm), local.type)
