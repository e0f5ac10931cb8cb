"""Locals that only carry a value from one place to the next disappear.

Example

    %q = %p
    %n = i32.load[8](%q)
    if i32.eqz(%n) { … }          # the only use of %n

becomes

    if i32.eqz(i32.load[8](%p)) { … }

A copy is replaced where source and target are assigned once and always before they are read. A value used once moves into the
next statement if everything that is evaluated before it there could as well be evaluated after it.
"""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import Any

from noetlc.ir.definite import maybe_unassigned
from noetlc.ir.depth import deep_recursion
from noetlc.ir.effects import CONSTANTS, IMPURE, PURE, READS, assigned_in, effect, own_effect
from noetlc.ir.nodes import (
    Assign,
    BlockExpr,
    Br,
    Effect,
    Expr,
    Function,
    If,
    Imm,
    Leave,
    Module,
    Return,
    Stmt,
    Switch,
    stmt_expr,
    substatements,
    walk_exprs,
)
from noetlc.lower.passes.fold import fold_expr

# A constant beyond this takes more bytes at every use than reading a local.
_SMALL_CONSTANT = 8192
_COMPUTED = frozenset(("i32.const", "i64.const"))


def copy_propagation(module: Module) -> None:
    """Both rewrites in every function."""
    with deep_recursion():
        for function in module.functions.values():
            propagate(function)


def propagate(function: Function) -> None:
    """Both rewrites in one function. Needs room to recurse."""
    found = Locals(function)
    while _replace_copies(function, found):
        found = Locals(function)
        if not _settle_constants(found):
            break
    for body in reversed(found.lists):
        _forward(body, found.reads)


def all_lists(body: list[Stmt]) -> list[list[Stmt]]:
    """Every statement list of a function, outer ones first."""
    lists = [body]
    for current in lists:
        for stmt in current:
            lists.extend(substatements(stmt))
            expr = stmt_expr(stmt)
            pending = [] if expr is None else [expr]
            while pending:
                expr = pending.pop()
                for arg in expr.args:
                    if arg.args or arg.op == "block":
                        pending.append(arg)
                if isinstance(expr, BlockExpr):
                    lists.append(expr.body)
    return lists


class Locals:
    """A function looked through once: how often each local is assigned (parameters once more) and read, and every statement list,
    outer ones first."""

    def __init__(self, function: Function) -> None:
        self.lists = [function.body]
        self._assigned: list[Any] = [*function.params]
        self._read: list[Any] = []
        for body in self.lists:  # grows
            for stmt in body:
                if isinstance(stmt, Assign):
                    self._assigned.append(stmt.name)
                else:
                    self.lists.extend(substatements(stmt))
                expr = stmt_expr(stmt)
                if expr is not None:
                    self._look(expr)
        self.assigns: Counter[str] = Counter(self._assigned)
        self.reads: Counter[str] = Counter(self._read)

    def _look(self, expr: Expr) -> None:
        if expr.op == "local":
            self._read.append(expr.imm)
            return
        pending = [expr]
        while pending:
            expr = pending.pop()
            for arg in expr.args:
                if arg.op == "local":
                    self._read.append(arg.imm)
                elif arg.args or arg.op == "block":
                    pending.append(arg)
            if expr.op == "tee":
                self._assigned.append(expr.imm)
            elif isinstance(expr, BlockExpr):
                self.lists.append(expr.body)


# ---- copies


def _replace_copies(function: Function, found: Locals) -> bool:
    """Reads of a copy become reads of its source; True if there are any."""
    sources: dict[str, Expr] = {}
    assigns = found.assigns
    for body in found.lists:
        for stmt in body:
            if isinstance(stmt, Assign) and assigns[stmt.name] == 1 and _is_source(stmt, assigns):
                sources[stmt.name] = stmt.value
    if sources:
        early = maybe_unassigned(function)
        sources = {n: s for n, s in sources.items() if n not in early and not (s.op == "local" and s.imm in early)}
    if not sources:
        return False
    origins = {name: _origin(name, sources) for name in sources}
    for expr in walk_exprs(function.body):
        if expr.op == "local":
            origin = origins.get(str(expr.imm))
            if origin is not None:
                expr.op, expr.imm = origin
    return True


def _settle_constants(found: Locals) -> bool:
    """What is assigned and has become an operation on constants is computed; True if there is any, which may be read elsewhere."""
    settled = False
    for body in found.lists:
        for stmt in body:
            if not isinstance(stmt, Assign) or not stmt.value.args or any(arg.op not in _COMPUTED for arg in stmt.value.args):
                continue
            if own_effect(stmt.value) == PURE:
                value = fold_expr(stmt.value)
                settled |= not value.args
                stmt.value = value
    return settled


def _origin(name: str, sources: dict[str, Expr]) -> tuple[str, Imm]:
    """Operation and immediate at the end of a chain of copies. Copies in a circle, in code never reached, stay."""
    seen = {name}
    source = sources[name]
    while source.op == "local" and source.imm in sources:
        if source.imm in seen:
            return "local", name
        seen.add(str(source.imm))
        source = sources[str(source.imm)]
    return source.op, source.imm


def _is_source(stmt: Assign, assigns: Counter[str]) -> bool:
    value = stmt.value
    if value.op == "local":
        return assigns[str(value.imm)] == 1 and value.imm != stmt.name
    if value.op in ("i32.const", "i64.const"):
        return isinstance(value.imm, int) and -_SMALL_CONSTANT <= value.imm < _SMALL_CONSTANT
    return value.op in ("data", "func")


# ---- values used once


def _forward(body: list[Stmt], reads: Counter[str]) -> None:
    """Moves values used once into the statement that follows, last ones first."""
    position = len(body) - 2
    while position >= 0:
        stmt = body[position]
        if isinstance(stmt, Assign) and reads[stmt.name] == 1 and _moved(stmt, body[position + 1]):
            reads[stmt.name] = 0
            del body[position]
            position = min(position, len(body) - 1)
        position -= 1


def _moved(stmt: Assign, following: Stmt) -> bool:
    """Tries to put the assigned value in place of the read in the following statement."""
    if stmt_expr(following) is None:
        return False
    mover = Mover(stmt)
    if isinstance(following, If | Br):
        assert following.test is not None
        following.test = mover.visit(following.test)
    elif isinstance(following, Assign | Effect | Switch | Return | Leave):
        assert following.value is not None
        following.value = mover.visit(following.value)
    return mover.found


class Mover:
    """Looks for the read in evaluation order and gives up at what must not be overtaken."""

    def __init__(self, stmt: Assign) -> None:
        self.name = stmt.name
        self.value = stmt.value
        self.effect = effect(stmt.value)
        self.assigns = assigned_in(stmt.value) if self.effect == IMPURE else set()
        self.found = False
        self.blocked = False

    @cached_property
    def places(self) -> bool:
        """Whether evaluating the value sets the position that errors have."""
        return any(e.op in ("mark", "marked") for e in walk_exprs([Effect(self.value)]))

    def visit(self, expr: Expr) -> Expr:
        """The expression with the value in it, if it was found."""
        op = expr.op
        if op == "local":
            return self.read(expr)
        if op in CONSTANTS:
            return expr
        if isinstance(expr, BlockExpr) or (op == "marked" and self.places and expr.args[0].op != "call"):
            self.blocked = True
            return expr
        if self.operands(expr):
            return _marked_last(expr) if op == "marked" and self.places else expr
        own = PURE if self.blocked else own_effect(expr)
        if own != PURE:
            self.blocked = op == "tee" or self.effect == IMPURE or (own == IMPURE and self.effect == READS)
        return expr

    def read(self, expr: Expr) -> Expr:
        """A read of a local: the value, where it is the one."""
        if expr.imm == self.name:
            self.found = not self.blocked
            return self.value if self.found else expr
        if expr.imm in self.assigns:
            self.blocked = True
        return expr

    def operands(self, expr: Expr) -> bool:
        """Visits operands in order up to the one that holds the read, if any does and nothing blocks the way."""
        lazy = self.lazy(expr)
        for position, arg in enumerate(expr.args):
            if lazy and position == 1:
                self.blocked = True
            new = self.visit(arg)
            if self.found and new is not arg:
                expr.args = (*expr.args[:position], new, *expr.args[position + 1 :])
            if self.found or self.blocked:
                break
        return self.found

    def lazy(self, expr: Expr) -> bool:
        """Whether the value must not move behind the first operand, as that decides whether the others are evaluated."""
        return expr.op in ("and", "or", "cond") and self.effect == IMPURE


def _marked_last(marked: Expr) -> Expr:
    """A call at a position, now that its arguments set one too: it is set behind them."""
    call = marked.args[0]
    last = call.args[-1]
    call.args = (*call.args[:-1], Expr("mark", (last,), marked.imm, last.type))
    return call
