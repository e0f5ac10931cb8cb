"""Function bodies to stack code: a flat list of (operation, immediate) pairs, rendered as bytes and as text.

Example

    func @f(%a: i32, %b: i32) -> i32 {
      if and(%a, %b) { return 1 }
      return 2
    }

becomes

    block; local.get a; i32.eqz; br_if 0; local.get b; i32.eqz; br_if 0; i32.const 1; return; end; i32.const 2

What makes the code small and fast: conditions are jumps, never 0/1 values; a `return` or `Leave` in tail position just leaves
its value on the stack; blocks nobody branches to have no frame.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from noetlc.ir.conditions import boolean, cheap, constant, movable, negated, strip, trivial
from noetlc.ir.errors import IRError
from noetlc.ir.labels import LabelUses
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
from noetlc.ir.ops import INVERSE, OPS
from noetlc.ir.types import NEVER, VOID, physical

Instr = tuple[str, object]

# How a statement list ends.
FALLS = 0  # control may reach the end, nothing on the stack
TAIL = 1  # control reaches the end as a return or leave in tail position, its value on the stack
GONE = 2  # control never reaches the end

_END: Instr = ("end", None)
_EQZ: Instr = ("i32.eqz", None)
_DROP: Instr = ("drop", None)
_RETURN: Instr = ("return", None)
_UNREACHABLE: Instr = ("unreachable", None)
_FUNCTION_FRAME = -1  # index of the frame that a branch leaves to return


@dataclass(frozen=True, slots=True)
class Tail:
    """What follows a statement list directly: the end of the function (`label` None) or of a `BlockExpr`."""

    label: str | None
    type: str  # machine type of the value, or void


@dataclass(slots=True)
class FlatFunction:
    """Stack code of one function; `locals` maps every local in use, parameters first, to its machine type."""

    name: str
    params: tuple[str, ...]
    result: str  # machine type or void
    locals: dict[str, str]
    code: list[Instr] = field(default_factory=list)

    @property
    def signature(self) -> tuple[tuple[str, ...], str]:
        return tuple(self.locals[p] for p in self.params), self.result


def machine_result(type_: str) -> str:
    """The wasm result of a type: void for types without a value."""
    return VOID if type_ in (VOID, NEVER) else physical(type_)


def flatten(function: Function) -> FlatFunction:
    """The stack code of a function. Needs room to recurse (`deep_recursion`). Raises IRError."""
    return _Flattener(function).run()


class _Flattener:
    def __init__(self, function: Function) -> None:
        self.function = function
        self.code: list[Instr] = []
        self.depth = 0  # open control frames
        self.frames: dict[str, int] = {}  # label -> index of its frame
        self.uses = LabelUses(function.body)
        self.scratch: dict[str, str] = {}

    def run(self) -> FlatFunction:
        function = self.function
        result = machine_result(function.result)
        self.stmts(function.body, Tail(None, result))
        locals_ = {name: physical(type_) for name, type_ in function.locals.items()}
        return FlatFunction(function.name, function.params, result, locals_ | self.scratch, self.code)

    def fail(self, message: str) -> IRError:
        return IRError(self.function.name, message)

    # ---- frames

    def open(self, kind: str, type_: str) -> int:
        """Opens a control frame; its index."""
        self.code.append((kind, type_))
        self.depth += 1
        return self.depth - 1

    def close(self) -> None:
        self.code.append(_END)
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

    # ---- statements

    def stmts(self, body: list[Stmt], tail: Tail | None) -> int:
        """Emits statements up to the first that never continues; how the list ends.

        With a tail that wants a value, the value is on the stack afterwards (or the stack is polymorphic).
        """
        last = len(body) - 1
        for position, stmt in enumerate(body):
            handler = _STMTS.get(type(stmt))
            if handler is None:
                raise self.fail(f"{type(stmt).__name__} is not a machine-level statement")
            end = handler(self, stmt, tail if position == last else None)
            if end:
                if position != last and tail is not None and tail.type != VOID:
                    self.unreachable()
                return end
        if tail is not None and tail.type != VOID:
            self.unreachable()
            return GONE
        return FALLS

    def unreachable(self) -> None:
        if not self.code or self.code[-1] != _UNREACHABLE:
            self.code.append(_UNREACHABLE)

    def assign(self, stmt: Assign, tail: Tail | None) -> int:
        value = stmt.value
        if value.op == "local" and value.imm == stmt.name:
            return FALLS
        self.expr(value)
        self.code.append(("local.set", stmt.name))
        return GONE if value.type == NEVER else FALLS

    def effect_stmt(self, stmt: Effect, tail: Tail | None) -> int:
        self.effect(stmt.value)
        if stmt.value.type == NEVER:
            self.unreachable()
            return GONE
        return FALLS

    def return_(self, stmt: Return, tail: Tail | None) -> int:
        if stmt.value is not None:
            self.expr(stmt.value)
        if tail is not None and tail.label is None:
            return TAIL
        self.code.append(_RETURN)
        return GONE

    def leave(self, stmt: Leave, tail: Tail | None) -> int:
        if stmt.value is not None:
            self.expr(stmt.value)
        if tail is not None and tail.label == stmt.label:
            return TAIL
        self.jump("br", self.frame(stmt.label))
        return GONE

    def br(self, stmt: Br, tail: Tail | None) -> int:
        if stmt.test is not None:
            self.branch(stmt.test, self.frame(stmt.label), True)
            return FALLS
        self.jump("br", self.frame(stmt.label))
        return GONE

    def switch(self, stmt: Switch, tail: Tail | None) -> int:
        self.expr(stmt.value)
        inside = self.depth - 1
        self.code.append(("br_table", tuple(inside - self.frame(label) for label in (*stmt.labels, stmt.default))))
        return GONE

    def loop(self, stmt: Loop, tail: Tail | None) -> int:
        if not self.uses.branches[stmt.label]:
            return self.stmts(stmt.body, tail)
        type_ = tail.type if tail is not None else VOID
        return _ended(self.labelled(stmt.label, "loop", type_, lambda: self.stmts(stmt.body, tail)), type_)

    def block_stmt(self, stmt: Block, tail: Tail | None) -> int:
        if not self.uses.branches[stmt.label]:
            return self.stmts(stmt.body, tail)
        inner = tail if tail is not None and tail.type == VOID else None
        self.labelled(stmt.label, "block", VOID, lambda: self.stmts(stmt.body, inner))
        return FALLS

    def exit_frame(self, body: list[Stmt]) -> int | None:
        """The frame that a body of nothing but a valueless jump leaves for, None for other bodies."""
        if len(body) != 1:
            return None
        stmt = body[0]
        if isinstance(stmt, Br) and stmt.test is None:
            return self.frame(stmt.label)
        if isinstance(stmt, Leave) and stmt.value is None:
            return self.frames.get(stmt.label)
        if isinstance(stmt, Return) and stmt.value is None:
            return _FUNCTION_FRAME
        return None

    def if_(self, stmt: If, tail: Tail | None) -> int:
        then, orelse = stmt.then, stmt.orelse
        if not then and not orelse:
            self.effect(stmt.test)
            return FALLS
        exit_ = self.exit_frame(then)
        if exit_ is not None:
            self.branch(stmt.test, exit_, True)
            return self.stmts(orelse, tail)
        exit_ = self.exit_frame(orelse)
        if exit_ is not None:
            self.branch(stmt.test, exit_, False)
            return self.stmts(then, tail)
        test, positive = strip(stmt.test)
        if test.op in ("and", "or"):
            return self.if_jumping(test, positive, then, orelse, tail)
        if not positive and orelse:
            then, orelse, positive = orelse, then, True
        self.truth(test, positive)
        type_ = tail.type if tail is not None else VOID
        self.open("if", type_)
        end = self.stmts(then, tail)
        if orelse or type_ != VOID:
            self.code.append(("else", None))
            end = min(end, self.stmts(orelse, tail))
        else:
            end = FALLS
        self.close()
        return _ended(end, type_)

    def if_jumping(self, test: Expr, positive: bool, then: list[Stmt], orelse: list[Stmt], tail: Tail | None) -> int:
        """An `If` whose test is several jumps to the `else` part."""
        type_ = tail.type if tail is not None else VOID
        if not orelse and type_ == VOID:
            skip = self.open("block", VOID)
            self.branch(test, skip, not positive)
            self.stmts(then, tail)
            self.close()
            return FALLS
        done = self.open("block", type_)
        skip = self.open("block", VOID)
        self.branch(test, skip, not positive)
        end = self.stmts(then, tail)
        if end != GONE:
            self.jump("br", done)
        self.close()
        end = min(end, self.stmts(orelse, tail))
        self.close()
        return _ended(end, type_)

    # ---- conditions

    def truth(self, test: Expr, positive: bool) -> None:
        """Leaves an i32 that is non-zero when `test` is true (or false, unless `positive`)."""
        inverse = None if positive else INVERSE.get(test.op)
        if inverse is not None:
            for arg in test.args:
                self.expr(arg)
            self.code.append((inverse, None))
            return
        self.expr(test)
        if not positive:
            self.code.append(_EQZ)

    def branch(self, test: Expr, frame: int, when: bool) -> None:
        """Jumps to `frame` if the truth of `test` is `when`."""
        test, positive = strip(test)
        if not positive:
            when = not when
        if test.op in ("and", "or"):
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
            self.code.append(_EQZ)
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
                self.code.append(_DROP)

    def const_f64(self, expr: Expr) -> None:
        """Floats travel as their 64 bits, so that -0.0 and NaNs are told apart."""
        value = expr.imm
        assert isinstance(value, int | float)
        self.code.append(("f64.const", struct.unpack("<Q", struct.pack("<d", value))[0]))

    def leaf(self, expr: Expr) -> None:
        self.code.append((expr.op, expr.imm))

    def call(self, expr: Expr) -> None:
        for arg in expr.args:
            self.expr(arg)
        self.code.append(("call", expr.imm))
        if expr.type == NEVER:
            self.code.append(_UNREACHABLE)

    def call_indirect(self, expr: Expr) -> None:
        for arg in expr.args:
            self.expr(arg)
        assert isinstance(expr.imm, tuple)
        params, result = expr.imm
        assert isinstance(params, tuple) and isinstance(result, str)
        self.code.append(("call_indirect", (tuple(physical(p) for p in params), machine_result(result))))
        if expr.type == NEVER:
            self.code.append(_UNREACHABLE)

    def not_(self, expr: Expr) -> None:
        self.truth(*negated(expr))

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
        self.code += [("local.tee", name), _EQZ]
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
        if test.op in ("and", "or"):
            done = self.open("block", type_)
            skip = self.open("block", VOID)
            self.branch(test, skip, not positive)
            self.arm(a, type_)
            self.jump("br", done)
            self.close()
            self.arm(b, type_)
            self.close()
        else:
            if not positive:
                a, b = b, a
            if type_ != VOID and trivial(a) and trivial(b) and movable(test):
                self.expr(a)
                self.expr(b)
                self.expr(test)
                self.code.append(("select", None))
                return
            self.expr(test)
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
        if (movable(test) and movable(a) and movable(b)) or (constant(a) and constant(b)):
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
            self.labelled(expr.label, "block", type_, lambda: self.stmts(body, tail))
        if expr.type == NEVER:
            self.unreachable()


def _ended(end: int, type_: str) -> int:
    """How a frame of type `type_` ends when its contents end as `end`: a value is on the stack even after jumps only."""
    return min(end, TAIL) if type_ != VOID else end


# Each handler takes the statement class it is listed under.
_STMTS: dict[type, Callable[[_Flattener, Any, Tail | None], int]] = {
    Assign: _Flattener.assign,
    Effect: _Flattener.effect_stmt,
    If: _Flattener.if_,
    Loop: _Flattener.loop,
    Block: _Flattener.block_stmt,
    Br: _Flattener.br,
    Leave: _Flattener.leave,
    Switch: _Flattener.switch,
    Return: _Flattener.return_,
}

_EXPRS: dict[str, Callable[[_Flattener, Expr], None]] = {
    "i32.const": _Flattener.leaf,
    "i64.const": _Flattener.leaf,
    "f64.const": _Flattener.const_f64,
    "data": _Flattener.leaf,
    "func": _Flattener.leaf,
    "global.get": _Flattener.leaf,
    "call": _Flattener.call,
    "call_indirect": _Flattener.call_indirect,
    "not": _Flattener.not_,
    "tee": _Flattener.tee,
    "drop": _Flattener.drop,
    "mark": _Flattener.mark,
    "marked": _Flattener.mark,
    "check": _Flattener.check,
    "check_global": _Flattener.check_global,
    "and": _Flattener.and_or,
    "or": _Flattener.and_or,
    "cond": _Flattener.cond,
    "select": _Flattener.select,
    "block": _Flattener.block_expr,
}
