"""Expressions and conditions to stack code: the part of the flattener that statements build on.

Example

    i32.add(%a, cond(and(%b, %c), 1, %a))

becomes

    local.get a; block i32; block; local.get b; i32.eqz; br_if 0; local.get c; i32.eqz; br_if 0; i32.const 1; br 1; end;
    local.get a; end; i32.add
"""

from __future__ import annotations

import math
import struct
from abc import ABC, abstractmethod
from collections.abc import Callable

from noetlc.ir.conditions import boolean, cheap, evaluable_before, is_or, joined, jumping, movable, negated, parity, strip, unit
from noetlc.ir.errors import IRError
from noetlc.ir.labels import LabelUses
from noetlc.ir.nodes import BlockExpr, Effect, Expr, Function, If, Stmt
from noetlc.ir.ops import INVERSE, OPS
from noetlc.ir.types import NEVER, VOID, physical
from noetlc.wat_emit.code import CTZ, DROP, END, EQZ, UNREACHABLE, Instr, Tail, machine_result


def int_part(value: float) -> int | None:
    """The integer a float is if it takes at most three bytes as a constant, else None."""
    return int(value) if -(1 << 20) <= value < 1 << 20 and value == int(value) else None


class ExprFlattener(ABC):
    """Appends to `code`; keeps track of the open control frames."""

    def __init__(self, function: Function) -> None:
        self.function = function
        self.code: list[Instr] = []
        self.depth = 0  # open control frames
        self.frames: dict[str, int] = {}  # label -> index of its frame
        self.uses = LabelUses(function.body)
        self.scratch: dict[str, str] = {}
        self.given: dict[str | None, tuple[Instr, int]] = {}  # label -> constant and the frame behind which it is given

    @abstractmethod
    def stmts(self, body: list[Stmt], tail: Tail | None) -> int:
        """Emits statements; how the list ends."""

    @abstractmethod
    def region(self, body: list[Stmt], tail: Tail) -> int:
        """Emits the statements that end with `tail`; how the list ends."""

    @abstractmethod
    def if_(self, stmt: If, tail: Tail | None) -> int:
        """Emits an `If`; how it ends."""

    def fail(self, message: str) -> IRError:
        return IRError(self.function.name, message)

    # ---- frames

    def open(self, kind: str, type_: str) -> int:
        """Opens a control frame; its index."""
        self.code.append((kind, type_))
        self.depth += 1
        return self.depth - 1

    def close(self) -> None:
        self.code.append(END)
        self.depth -= 1

    def jump(self, kind: str, frame: int) -> None:
        self.code.append((kind, self.depth - 1 - frame))

    def frame(self, label: str) -> int:
        if label not in self.frames:
            raise self.fail(f"label {label} is not in scope")
        return self.frames[label]

    def labelled(self, label: str, kind: str, type_: str, body: Callable[[], int]) -> int:
        """Runs `body` inside a frame that `label` names."""
        outer = self.frames.get(label)
        self.frames[label] = self.open(kind, type_)
        end = body()
        self.close()
        if outer is None:
            del self.frames[label]
        else:
            self.frames[label] = outer
        return end

    def unreachable(self) -> None:
        if not self.code or self.code[-1] != UNREACHABLE:
            self.code.append(UNREACHABLE)

    # ---- conditions

    def truth(self, test: Expr, positive: bool) -> None:
        """Leaves an i32 that is non-zero when `test` is true (or false, unless `positive`)."""
        if test.op in ("and", "or") and not jumping(test):
            if not joined(test, positive):
                self.truth(test, not positive)
                self.code.append(EQZ)
                return
            for side, sense in map(strip, test.args):
                self.truth(side, sense == positive)
            self.code.append(("i32.or" if is_or(test, positive) else "i32.and", None))
            return
        odd = parity(test)
        if odd is not None:
            self.expr(odd)
            self.code.append(CTZ)
            if positive:
                self.code.append(EQZ)
            return
        inverse = None if positive else INVERSE.get(test.op)
        if inverse is not None:
            for arg in test.args:
                self.expr(arg)
            self.code.append((inverse, None))
            return
        self.expr(test)
        if not positive:
            self.code.append(EQZ)

    def branch(self, test: Expr, frame: int, when: bool) -> None:
        """Jumps to `frame` if the truth of `test` is `when`."""
        test, positive = strip(test)
        if not positive:
            when = not when
        if jumping(test):
            if (test.op == "or") == when:
                self.branch(test.args[0], frame, when)
                self.branch(test.args[1], frame, when)
            else:
                skip = self.open("block", VOID)
                self.branch(test.args[0], skip, not when)
                self.branch(test.args[1], frame, when)
                self.close()
        elif test.op == "i32.const":
            if bool(test.imm) == when:
                self.jump("br", frame)
        else:
            self.truth(test, when)
            self.jump("br_if", frame)

    # ---- expressions

    def expr(self, expr: Expr) -> None:
        """Leaves the value of an expression on the stack."""
        op = expr.op
        if op == "local":
            name = expr.imm
            code = self.code
            if code and code[-1] == ("local.set", name):
                code[-1] = ("local.tee", name)
            else:
                code.append(("local.get", name))
            return
        handler = _EXPRS.get(op)
        if handler is not None:
            handler(self, expr)
            return
        for arg in expr.args:
            self.expr(arg)
        self.code.append((op, expr.imm))

    def effect(self, expr: Expr) -> None:
        """Evaluates an expression and drops its value."""
        op = expr.op
        if op in ("local", "data", "func", "i32.const", "i64.const", "f64.const", "global.get"):
            return
        if op == "drop":
            self.effect(expr.args[0])
        elif op == "tee":
            self.expr(expr.args[0])
            self.code.append(("local.set", expr.imm))
        elif op == "check":
            self.expr(expr.args[0])
            self.code.append(EQZ)
            self.jump("br_if", self.frame(str(expr.imm)))
        elif op == "check_global":
            self.effect(expr.args[0])
            self.jump_if_global(expr)
        elif op == "cond":
            self.if_(If(expr.args[0], [Effect(expr.args[1])], [Effect(expr.args[2])]), None)
        elif op in ("and", "or"):
            test = expr.args[0] if op == "and" else Expr("not", (expr.args[0],), None, "i32")
            self.if_(If(test, [Effect(expr.args[1])], []), None)
        elif op == "not" or (op in OPS and OPS[op].pure):
            for arg in expr.args:
                self.effect(arg)
        else:
            self.expr(expr)
            if expr.type not in (VOID, NEVER):
                self.code.append(DROP)

    def const_f64(self, expr: Expr) -> None:
        """Floats travel as their 64 bits, so that -0.0 and NaNs are told apart; what fits is converted from something shorter."""
        value = expr.imm
        assert isinstance(value, int | float)
        whole = int_part(value)
        if whole is not None and (whole or math.copysign(1.0, value) > 0):
            self.code += [("i32.const", whole), ("f64.convert_i32_s", None)]
            return
        self.code.append(("f64.const", struct.unpack("<Q", struct.pack("<d", value))[0]))

    def leaf(self, expr: Expr) -> None:
        self.code.append((expr.op, expr.imm))

    def call(self, expr: Expr) -> None:
        for arg in expr.args:
            self.expr(arg)
        self.code.append(("call", expr.imm))
        if expr.type == NEVER:
            self.code.append(UNREACHABLE)

    def call_indirect(self, expr: Expr) -> None:
        for arg in expr.args:
            self.expr(arg)
        assert isinstance(expr.imm, tuple)
        params, result = expr.imm
        assert isinstance(params, tuple)
        assert isinstance(result, str)
        self.code.append(("call_indirect", (tuple(physical(p) for p in params), machine_result(result))))
        if expr.type == NEVER:
            self.code.append(UNREACHABLE)

    def not_(self, expr: Expr) -> None:
        test, positive = negated(expr)
        self.truth(test, positive)
        if test.op in ("and", "or") and not jumping(test) and not unit(test, positive):
            self.code += [EQZ, EQZ]

    def tee(self, expr: Expr) -> None:
        self.expr(expr.args[0])
        self.code.append(("local.tee", expr.imm))

    def mark(self, expr: Expr) -> None:
        """A value, then the position of the call it is the last argument of; `marked`: the position first."""
        setting: list[Instr] = [("i32.const", expr.imm), ("global.set", "site")]
        if expr.op == "marked":
            self.code += setting
        self.expr(expr.args[0])
        if expr.op == "mark":
            self.code += setting

    def drop(self, expr: Expr) -> None:
        self.effect(expr.args[0])

    def new_scratch(self, stem: str, type_: str) -> str:
        name = stem
        while name in self.function.locals:
            name += "'"
        self.scratch[name] = type_
        return name

    def check(self, expr: Expr) -> None:
        name = self.new_scratch("checked", "i32")
        self.expr(expr.args[0])
        self.code += [("local.tee", name), EQZ]
        self.jump("br_if", self.frame(str(expr.imm)))
        self.code.append(("local.get", name))

    def check_global(self, expr: Expr) -> None:
        self.expr(expr.args[0])
        self.jump_if_global(expr)

    def jump_if_global(self, expr: Expr) -> None:
        assert isinstance(expr.imm, tuple)
        label, name = expr.imm
        self.code.append(("global.get", name))
        self.jump("br_if", self.frame(str(label)))

    def and_or(self, expr: Expr) -> None:
        """The value of `and` is its right operand or 0, that of `or` 1 or its right operand."""
        left, right = expr.args
        is_or = expr.op == "or"
        if boolean(left) and boolean(right) and cheap(right):
            self.expr(left)
            self.expr(right)
            self.code.append(("i32.or" if is_or else "i32.and", None))
            return
        one, zero = Expr("i32.const", (), 1, "i32"), Expr("i32.const", (), 0, "i32")
        self.cond(Expr("cond", (left, one, right) if is_or else (left, right, zero), None, "i32"))

    def cond(self, expr: Expr) -> None:
        test, positive = strip(expr.args[0])
        a, b = expr.args[1:]
        type_ = machine_result(expr.type)
        if jumping(test):
            done = self.open("block", type_)
            skip = self.open("block", VOID)
            self.branch(test, skip, not positive)
            self.arm(a, type_)
            self.jump("br", done)
            self.close()
            self.arm(b, type_)
            self.close()
        else:
            odd = parity(test)
            if odd is not None:
                test, positive = Expr("i32.ctz", (odd,), None, "i32"), not positive
            if test.op in ("and", "or"):
                if joined(test, not positive) and not joined(test, positive):
                    a, b, positive = b, a, not positive
                if not positive:
                    test = Expr("not", (test,), None, "i32")
            elif not positive:
                a, b = b, a
            if type_ != VOID and evaluable_before(test, a, b):
                self.expr(a)
                self.expr(b)
                self.truth(*strip(test))
                self.code.append(("select", None))
                return
            self.truth(*strip(test))
            self.open("if", type_)
            self.arm(a, type_)
            self.code.append(("else", None))
            self.arm(b, type_)
            self.close()
        if expr.type == NEVER:
            self.unreachable()

    def arm(self, expr: Expr, type_: str) -> None:
        if type_ == VOID:
            self.effect(expr)
        else:
            self.expr(expr)

    def select(self, expr: Expr) -> None:
        """Operands in the order of `cond`: test, value if true, value if false; all are evaluated, in this order."""
        test, a, b = expr.args
        if evaluable_before(test, a, b) or (movable(test) and movable(a) and movable(b)):
            self.expr(a)
            self.expr(b)
            self.expr(test)
        else:
            name = self.new_scratch(f"test{len(self.scratch)}", "i32")
            self.expr(test)
            self.code.append(("local.set", name))
            self.expr(a)
            self.expr(b)
            self.code.append(("local.get", name))
        self.code.append(("select", None))

    def block_expr(self, expr: Expr) -> None:
        assert isinstance(expr, BlockExpr)
        type_ = machine_result(expr.type)
        tail = Tail(expr.label, type_)
        body = expr.body
        if not self.uses.needs_frame(expr.label, body, type_ == VOID):
            self.stmts(body, tail)
        else:
            self.labelled(expr.label, "block", type_, lambda: self.region(body, tail))
        if expr.type == NEVER:
            self.unreachable()


_EXPRS: dict[str, Callable[[ExprFlattener, Expr], None]] = {
    "i32.const": ExprFlattener.leaf,
    "i64.const": ExprFlattener.leaf,
    "f64.const": ExprFlattener.const_f64,
    "data": ExprFlattener.leaf,
    "func": ExprFlattener.leaf,
    "global.get": ExprFlattener.leaf,
    "call": ExprFlattener.call,
    "call_indirect": ExprFlattener.call_indirect,
    "not": ExprFlattener.not_,
    "tee": ExprFlattener.tee,
    "drop": ExprFlattener.drop,
    "mark": ExprFlattener.mark,
    "marked": ExprFlattener.mark,
    "check": ExprFlattener.check,
    "check_global": ExprFlattener.check_global,
    "and": ExprFlattener.and_or,
    "or": ExprFlattener.and_or,
    "cond": ExprFlattener.cond,
    "select": ExprFlattener.select,
    "block": ExprFlattener.block_expr,
}
