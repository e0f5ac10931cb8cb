"""Function bodies to stack code: a flat list of (operation, immediate) pairs, rendered as bytes and as text.

Example

    func @f(%a: i32, %b: i32) -> i32 {
      if and(%a, %b) { return 1 }
      return 2
    }

becomes

    block; local.get a; i32.eqz; br_if 0; local.get b; i32.eqz; br_if 0; i32.const 1; return; end; i32.const 2

What makes the code small and fast: conditions are jumps, and values only where they cost no more; a `return` or `Leave` in tail position
just leaves its value on the stack; blocks nobody branches to have no frame; `if c { return 1 }` is `i32.const 1; c; br_if …; drop`, and a
jump out of a block with the constant behind it where three or more conditions do the same.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from noetlc.ir.conditions import joined, jumping, strip, trivial
from noetlc.ir.effects import assigned_in
from noetlc.ir.labels import constant_exit
from noetlc.ir.nodes import (
    Assign,
    Block,
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
from noetlc.ir.types import NEVER, VOID, physical
from noetlc.wat_emit.code import DROP, FUNCTION_FRAME, RETURN, FlatFunction, Tail, machine_result
from noetlc.wat_emit.expressions import ExprFlattener

# How a statement list ends.
FALLS = 0  # control may reach the end, nothing on the stack
TAIL = 1  # control reaches the end as a return or leave in tail position, its value on the stack
GONE = 2  # control never reaches the end

EXITS = 3  # conditions that leave with the same constant, for which a frame is shorter than giving it at each


def flatten(function: Function) -> FlatFunction:
    """The stack code of a function. Needs room to recurse (`deep_recursion`). Raises IRError."""
    return _Flattener(function).run()


class _Flattener(ExprFlattener):
    def run(self) -> FlatFunction:
        function = self.function
        result = machine_result(function.result)
        self.region(function.body, Tail(None, result))
        locals_ = {name: physical(type_) for name, type_ in function.locals.items()}
        return FlatFunction(function.name, function.params, result, locals_ | self.scratch, self.code)

    def region(self, body: list[Stmt], tail: Tail) -> int:
        """Emits what ends with `tail`, in a frame behind which the constant is given that most conditions leave it with, if enough do."""
        label = tail.label
        exits = self.uses.exits[label].most_common(1)
        if not exits or exits[0][1] < EXITS or tail.type == VOID:
            return self.stmts(body, tail)
        constant = exits[0][0]
        self.given[label] = constant, self.open("block", VOID)
        if self.stmts(body, tail) == TAIL:
            self.out(label)
        self.close()
        self.given.pop(label, None)  # one of the same name inside may have taken it
        self.code.append(constant)
        return TAIL

    def out(self, label: str | None) -> None:
        """Leaves the block of a label, or the function, with what is on the stack."""
        if label is None:
            self.code.append(RETURN)
        else:
            self.jump("br", self.frame(label))

    def given_by(self, stmt: Stmt) -> int | None:
        """The frame behind which the constant is given that a statement leaves with."""
        found = constant_exit([stmt]) if self.given else None
        given = None if found is None else self.given.get(found[0])
        return None if found is None or given is None or given[0] != found[1:] else given[1]

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

    def assign(self, stmt: Assign, _tail: Tail | None) -> int:
        value = stmt.value
        if value.op == "local" and value.imm == stmt.name:
            return FALLS
        self.expr(value)
        self.code.append(("local.set", stmt.name))
        return GONE if value.type == NEVER else FALLS

    def effect_stmt(self, stmt: Effect, _tail: Tail | None) -> int:
        self.effect(stmt.value)
        if stmt.value.type == NEVER:
            self.unreachable()
            return GONE
        return FALLS

    def leave(self, stmt: Leave | Return, tail: Tail | None) -> int:
        label = stmt.label if isinstance(stmt, Leave) else None
        last = tail is not None and tail.label == label
        frame = None if last else self.given_by(stmt)
        if frame is not None:
            self.jump("br", frame)
            return GONE
        if stmt.value is not None:
            self.expr(stmt.value)
        if last:
            return TAIL
        self.out(label)
        return GONE

    def br(self, stmt: Br, _tail: Tail | None) -> int:
        if stmt.test is not None:
            self.branch(stmt.test, self.frame(stmt.label), True)
            return FALLS
        self.jump("br", self.frame(stmt.label))
        return GONE

    def switch(self, stmt: Switch, _tail: Tail | None) -> int:
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
        loop = self.tested_loop(stmt)
        if loop is not None:
            self.labelled(loop.label, "loop", VOID, lambda: self.while_(loop, stmt.label))
            return FALLS
        inner = tail if tail is not None and tail.type == VOID else None
        self.labelled(stmt.label, "block", VOID, lambda: self.stmts(stmt.body, inner))
        return FALLS

    def tested_loop(self, stmt: Block) -> Loop | None:
        """The loop of a block with nothing else in it, if a plain test at the start of the loop leaves both."""
        loop = stmt.body[0] if len(stmt.body) == 1 else None
        if not isinstance(loop, Loop) or not self.uses.branches[loop.label]:
            return None
        first = loop.body[0]
        if not isinstance(first, Br) or first.label != stmt.label or first.test is None:
            return None
        test = strip(first.test)[0]
        return None if jumping(test) or test.op == "i32.const" else loop

    def while_(self, loop: Loop, label: str) -> int:
        """The contents of such a loop: an `if` around what follows the test, which is the frame of the block."""
        first = loop.body[0]
        assert isinstance(first, Br)
        assert first.test is not None
        test, positive = strip(first.test)
        self.truth(test, not positive)
        self.labelled(label, "if", VOID, lambda: self.stmts(loop.body[1:], None))
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
            return FUNCTION_FRAME
        return self.given_by(stmt)

    def leave_with(self, condition: Expr, body: list[Stmt], tail: Tail | None) -> bool:
        """Emits a jump with a constant or local, if that is all of the body: the value lies below the condition, and is dropped if the
        jump is not taken. True if it did."""
        only = body[0] if len(body) == 1 else None
        if not isinstance(only, Leave | Return) or only.value is None or not trivial(only.value):
            return False
        label = only.label if isinstance(only, Leave) else None
        if tail is not None and tail.type != VOID and tail.label == label:
            return False
        frame = FUNCTION_FRAME if label is None else self.frames.get(label)
        test, positive = strip(condition)
        if frame is None or jumping(test) or test.op == "i32.const" or self.follows_set(test):
            return False
        if only.value.op == "local" and only.value.imm in assigned_in(test):
            return False
        self.expr(only.value)
        self.truth(test, positive)
        self.jump("br_if", frame)
        self.code.append(DROP)
        return True

    def follows_set(self, expr: Expr) -> bool:
        """True if an expression begins with the local that was just set, so that setting it leaves it on the stack."""
        while expr.args:
            expr = expr.args[0]
        return expr.op == "local" and bool(self.code) and self.code[-1] == ("local.set", expr.imm)

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
        if self.leave_with(stmt.test, then, tail):
            return self.stmts(orelse, tail)
        test, positive = strip(stmt.test)
        if test.op in ("and", "or"):
            both = test.op == "and" and positive and not orelse and not joined(test, positive) and (tail is None or tail.type == VOID)
            if jumping(test) or (both and all(map(_is_value, test.args))):
                return self.if_jumping(test, positive, then, orelse, tail)
            if orelse and not joined(test, positive):
                then, orelse, positive = orelse, then, not positive
        elif not positive and orelse:
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
            if test.op == "and" and positive and all(map(_is_value, test.args)):
                return self.if_both(test, then, tail)
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

    def if_both(self, test: Expr, then: list[Stmt], tail: Tail | None) -> int:
        """An `If` in another one: shorter than a block that two jumps leave."""
        for arg in test.args:
            self.truth(*strip(arg))
            self.open("if", VOID)
        self.stmts(then, tail)
        self.close()
        self.close()
        return FALLS


def _is_value(test: Expr) -> bool:
    """True if a condition is computed as a value, without jumps."""
    plain = strip(test)[0]
    return not jumping(plain) and plain.op != "i32.const"


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
    Return: _Flattener.leave,
}
