"""What was computed before, and cannot have changed, is not computed again.

Example

    if i32.eq(i32.load8_u(%p), 5) { return i32.load[8](%p) }
    %n = i32.add(i32.load8_u(%p), i32.load[8](%p))
    return i32.mul(%n, i32.load[8](%p))

becomes

    if i32.eq(tee[shared.1](i32.load8_u(%p)), 5) { return i32.load[8](%p) }
    %n = i32.add(%shared.1, tee[shared.2](i32.load[8](%p)))
    return i32.mul(%n, %shared.2)

Values have numbers: two expressions with the same one are equal. Numbers stand for what memory and globals hold, too; what may write
there gives them new ones. A value is known where the place that computed it comes first on every way. The word that asks a run to
stop is read each time: loads of constant addresses are left alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from noetlc.ir.conditions import strip
from noetlc.ir.depth import deep_recursion
from noetlc.ir.effects import CONSTANTS, IMPURE, PURE, READS, own_effect
from noetlc.ir.nodes import (
    SITE_GLOBAL,
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
    Module,
    Return,
    Stmt,
    Switch,
)
from noetlc.ir.ops import OPS
from noetlc.ir.types import NEVER, VOID, physical
from noetlc.lower.passes.assumed import Told, asks_anew, chain, decided, told
from noetlc.lower.passes.copying import unshare
from noetlc.lower.passes.fold import fold_body

MEMORY = "!memory"  # what stands for all of memory beside the locals
GLOBALS = "!globals"
_LAZY = ("and", "or", "cond")
_LEAVES = CONSTANTS | {"local"}
_WORTH = 5  # bytes of code from which on a local of its own makes it shorter
_READ = 2  # bytes that read a local
MOST_LOCALS = 1_000  # of a function that is looked through: the pass keeps a copy of what it knows at each branch

_Names = frozenset[str]
_NONE: _Names = frozenset()
_EVERYTHING = frozenset({MEMORY, GLOBALS})


def share_values(module: Module) -> None:
    """The rewrite in every function."""
    with deep_recursion():
        for function in module.functions.values():
            if len(function.locals) <= MOST_LOCALS:
                unshare(function)
                sharing = _Sharing(function)
                sharing.run()
                if sharing.decided:
                    fold_body(function)


@dataclass(slots=True)
class _Known:
    """Who computed a value: `node`, the first expression, and `name`, a local that was assigned it."""

    node: Expr
    name: str | None = None


def own_changes(expr: Expr) -> _Names:
    """What an operation apart from its operands may change: locals, globals (`!name`) and all of either."""
    op = expr.op
    if op == "tee":
        return frozenset({str(expr.imm)})
    if op == "global.set":
        return frozenset({f"!{expr.imm}"})
    if op in ("mark", "marked"):
        return frozenset({f"!{SITE_GLOBAL}"})
    if op in ("check", "check_global") or own_effect(expr) != IMPURE:
        return _NONE
    info = OPS.get(op)
    if info is None or info.result == NEVER:
        return _EVERYTHING
    return frozenset({MEMORY}) if info.result == VOID or op == "memory.grow" else _NONE


class _Changes:
    """What statements and expressions may change, and the effects of expressions, each looked at once."""

    def __init__(self, body: list[Stmt]) -> None:
        self.lists: dict[int, _Names] = {}
        self.exprs: dict[int, _Names] = {}  # of those that may change something
        self.effects: dict[int, int] = {}
        self.of_list(body)

    def of_list(self, body: list[Stmt]) -> _Names:
        found = self.lists[id(body)] = _NONE.union(*map(self.of_stmt, body))
        return found

    def of_stmt(self, stmt: Stmt) -> _Names:
        if isinstance(stmt, Assign):
            return self.of_expr(stmt.value) | {stmt.name}
        if isinstance(stmt, If):
            return self.of_expr(stmt.test) | self.of_list(stmt.then) | self.of_list(stmt.orelse)
        if isinstance(stmt, Loop | Block):
            return self.of_list(stmt.body)
        if isinstance(stmt, Br):
            return _NONE if stmt.test is None else self.of_expr(stmt.test)
        if isinstance(stmt, Effect | Return | Leave | Switch) and stmt.value is not None:
            return self.of_expr(stmt.value)
        return _NONE

    def of_expr(self, expr: Expr) -> _Names:
        if expr.op in _LEAVES:
            return _NONE
        if isinstance(expr, BlockExpr):
            self.effects[id(expr)] = IMPURE
            found = self.of_list(expr.body)
        else:
            found = own_changes(expr)
            worst = own_effect(expr)
            for arg in expr.args:
                found |= self.of_expr(arg)
                worst = max(worst, self.effects.get(id(arg), PURE))
            self.effects[id(expr)] = worst
        if found:
            self.exprs[id(expr)] = found
        return found


class _Sharing:
    """Goes through a function in the order of evaluation; what a scope entered into the tables is taken out of them at its end."""

    def __init__(self, function: Function) -> None:
        self.function = function
        self.changes = _Changes(function.body)
        self.count = 0
        self.numbers: dict[Any, int] = {}
        self.current: dict[str, int] = {}  # number by local, and of memory and globals
        self.known: dict[int, _Known] = {}
        self.values: dict[int, int] = {}  # known values by number
        self.decided = False  # whether some condition was
        self.found: dict[int, int] = {}  # number by expression, while it is visited
        self.log: list[tuple[dict[Any, Any], Any, Any]] = []
        self.scopes: list[int] = []
        self.exits: dict[str, tuple[int, int | None]] = {}  # label -> its depth in scopes, length of the log at the first jump to it
        self.serial = 0
        for name, type_ in function.locals.items():
            if name not in function.params and physical(type_) in ("i32", "i64"):
                self.current[name] = self.numbered((f"{physical(type_)}.const", 0))

    def run(self) -> None:
        self.stmts(self.function.body)

    # ---- tables

    def numbered(self, key: object) -> int:
        number = self.numbers.get(key)
        if number is None:
            self.count += 1
            number = self.numbers[key] = self.count
        return number

    def enter(self, table: dict[Any, Any], key: object, value: object) -> None:
        self.log.append((table, key, table.get(key)))
        table[key] = value

    def changed(self, names: _Names) -> None:
        for name in sorted(names):
            self.count += 1
            self.enter(self.current, name, self.count)

    def held(self, name: str) -> int:
        number = self.current.get(name)
        if number is None:
            self.count += 1
            number = self.current[name] = self.count
        return number

    def open(self) -> None:
        self.scopes.append(len(self.log))

    def close(self) -> None:
        self.undo(self.scopes.pop())

    def undo(self, length: int) -> None:
        while len(self.log) > length:
            table, key, old = self.log.pop()
            if old is None:
                del table[key]
            else:
                table[key] = old

    # ---- statements

    def stmts(self, body: list[Stmt]) -> None:
        for stmt in body:
            if isinstance(stmt, Assign):
                self.assign(stmt)
            elif isinstance(stmt, If):
                self.if_(stmt)
            elif isinstance(stmt, Loop):
                self.loop(stmt)
            elif isinstance(stmt, Block):
                self.labelled(stmt.label, stmt.body)
            elif isinstance(stmt, Br):
                self.br(stmt)
            elif isinstance(stmt, Effect | Return | Leave | Switch) and stmt.value is not None:
                self.visit(stmt.value)
            if isinstance(stmt, Leave):
                self.jump(stmt.label)
            elif isinstance(stmt, Switch):
                for label in (*stmt.labels, stmt.default):
                    self.jump(label)
        body[:] = [stmt for stmt in body if not _keeps(stmt)]

    def loop(self, stmt: Loop) -> None:
        outer = self.exits.pop(stmt.label, None)
        self.changed(self.changes.lists[id(stmt.body)])
        self.stmts(stmt.body)
        if outer is not None:
            self.exits[stmt.label] = outer

    def assign(self, stmt: Assign) -> None:
        value = stmt.value
        number = self.number(value)
        self.visit(value)
        if number is None:
            self.changed(frozenset({stmt.name}))
            return
        if self.current.get(stmt.name) == number:
            stmt.value = Expr("local", (), stmt.name, value.type)
            return
        self.enter(self.current, stmt.name, number)
        self.named(number, value, stmt.name)

    def named(self, number: int, value: Expr, name: str) -> None:
        """Notes that a local holds a value, if nothing else is known to."""
        known = self.known.get(number)
        if known is not None and known.node is value:
            self.enter(self.known, number, _Known(value, name))

    def if_(self, stmt: If) -> None:
        first, rest, through = chain(stmt.test)
        late, early = (stmt.then, stmt.orelse) if through else (stmt.orelse, stmt.then)
        truth = not rest or strip(stmt.test)[0].op == "and"
        told_first = self.tell(first)
        self.visit(first)
        if not rest and ends(late):
            late, early, truth = early, late, False
        self.open()
        if not rest:
            self.assume(told_first, not truth)
        self.stmts(early)
        self.close()
        falls = not ends(early)
        if falls:
            self.open()
        self.assume(told_first, truth)
        self.visit_rest(rest, truth)
        self.stmts(late)
        if falls:
            self.close()
            self.changed(self.changes.lists[id(early)])
            for test in rest:
                self.changed(self.changes.exprs.get(id(test), _NONE))
            if not ends(late):
                self.changed(self.changes.lists[id(late)])

    def br(self, stmt: Br) -> None:
        if stmt.test is None:
            self.jump(stmt.label)
            return
        first, rest, through = chain(stmt.test)
        truth = bool(rest) and strip(stmt.test)[0].op == "and"
        told_first = self.tell(first)
        self.visit(first)
        if rest and through:  # jumps when all are true: not all need have been evaluated behind it
            self.open()
            self.assume(told_first, truth)
            self.visit_rest(rest, truth)
            self.jump(stmt.label)
            self.close()
            for test in rest:
                self.changed(self.changes.exprs.get(id(test), _NONE))
            return
        self.jump(stmt.label)
        self.assume(told_first, truth)
        self.visit_rest(rest, truth)

    def visit_rest(self, rest: list[Expr], truth: bool) -> None:
        """The further operands of a chain, each reached where the ones before have that truth."""
        for test in rest:
            found = self.tell(test)
            self.visit(test)
            self.assume(found, truth)

    def tell(self, test: Expr) -> Told | None:
        """What a condition will say once it is decided; one that is already becomes a constant."""
        found = told(test, self.number)
        if found is not None:
            core = strip(test)[0]
            value = decided(core, found.number, self.number, self.values)
            if value is not None:
                self.decide(core, value)
                return None
        return found

    def decide(self, expr: Expr, value: int) -> None:
        expr.op, expr.imm, expr.args = "i32.const", value, ()
        self.decided = True

    def assume(self, found: Told | None, truth: bool) -> None:
        if found is not None:
            for number, value in found.values(truth):
                self.enter(self.values, number, value)

    def jump(self, label: str) -> None:
        """Notes where the first jump to a label is: what is known there is known behind the block."""
        depth, first = self.exits.get(label, (-1, None))
        if depth >= 0 and first is None:
            self.exits[label] = depth, self.scopes[depth] if depth < len(self.scopes) else len(self.log)

    def labelled(self, label: str, body: list[Stmt]) -> None:
        outer = self.exits.get(label)
        self.exits[label] = len(self.scopes) + 1, None
        self.open()
        self.stmts(body)
        first = self.exits[label][1]
        begin = self.scopes.pop()
        if first is not None or ends(body):
            self.undo(begin if first is None else first)
            self.changed(self.changes.lists[id(body)])
        if outer is None:
            del self.exits[label]
        else:
            self.exits[label] = outer

    # ---- expressions

    def visit(self, expr: Expr) -> None:
        """Replaces what is known in an expression, and notes what it computes and changes."""
        if expr.op in _LEAVES:
            return
        if isinstance(expr, BlockExpr):
            self.labelled(expr.label, expr.body)
            return
        if self.changes.effects[id(expr)] != IMPURE:
            self.number(expr)
            self.pure(expr)
            return
        value = self.number(expr.args[0]) if expr.op == "tee" else None
        if expr.op in _LAZY:
            self.lazily(expr, self.visit)
            for arg in expr.args[1:]:
                self.changed(self.changes.exprs.get(id(arg), _NONE))
        else:
            for arg in expr.args:
                self.visit(arg)
        if value is not None:
            name = str(expr.imm)
            self.enter(self.current, name, value)
            self.named(value, expr.args[0], name)
            return
        self.changed(own_changes(expr))
        if expr.op == "check":
            self.jump(str(expr.imm))
        elif expr.op == "check_global" and isinstance(expr.imm, tuple):
            self.jump(str(expr.imm[0]))

    def lazily(self, expr: Expr, each: Any) -> None:
        op, args = expr.op, expr.args
        found = self.tell(args[0])
        each(args[0])
        for arg in args[1:]:
            self.open()
            self.assume(found, op == "and" or (op == "cond" and arg is args[1]))
            each(arg)
            self.close()

    def number(self, expr: Expr) -> int | None:
        """The number of what changes nothing, None for what may."""
        op = expr.op
        if op == "local":
            return self.held(str(expr.imm))
        if op in CONSTANTS:
            return self.numbered((op, repr(expr.imm) if op == "f64.const" else expr.imm))
        effect = self.changes.effects.get(id(expr))
        if effect is None or effect == IMPURE:
            return None
        state: tuple[int, ...] = ()
        if op == "global.get":
            state = self.held(GLOBALS), self.held(f"!{expr.imm}")
        elif own_effect(expr) == READS:
            state = (self.held(MEMORY),)
        key = (op, expr.imm, expr.type, state, tuple([self.number(arg) for arg in expr.args]))
        found = self.found[id(expr)] = self.numbered(key)
        return found

    def pure(self, expr: Expr) -> None:
        """Looks for what is known from the whole to its parts."""
        if expr.op in _LEAVES or expr.op == "global.get":
            return
        number = self.found[id(expr)]
        value = decided(expr, number, self.number, self.values) if expr.type == "i32" else None
        if value is not None:
            self.decide(expr, value)
            return
        size = code_size(expr)
        known = self.known.get(number)
        name = self.name(known, number, size)
        if name is not None:
            expr.op, expr.imm, expr.args = "local", name, ()
            return
        if expr.op in _LAZY:
            self.lazily(expr, self.pure)
        else:
            for arg in expr.args:
                self.pure(arg)
        if known is None and size > _READ and not asks_anew(expr):
            self.enter(self.known, number, _Known(expr))

    def name(self, known: _Known | None, number: int, size: int) -> str | None:
        """The local that holds a known value, a new one if that is worth it."""
        if known is None:
            return None
        if known.name is not None and self.current.get(known.name) == number:
            return known.name
        if size < _WORTH:
            return None
        node = known.node
        if node.op == "tee":
            return str(node.imm)
        self.serial += 1
        while (name := f"shared.{self.serial}") in self.function.locals:
            self.serial += 1
        self.function.locals[name] = node.type
        node.args = (Expr(node.op, node.args, node.imm, node.type, node.site),)
        node.op, node.imm = "tee", name
        return name


def ends(body: list[Stmt]) -> bool:
    """True if control does not reach the end of a list, by what its last statement is."""
    if not body:
        return False
    last = body[-1]
    if isinstance(last, If):
        return ends(last.then) and ends(last.orelse)
    if isinstance(last, Effect | Assign):
        return last.value.type == NEVER
    return isinstance(last, Return | Leave | Switch) or (isinstance(last, Br) and last.test is None)


def _keeps(stmt: Stmt) -> bool:
    """True if a statement assigns to a local what it has."""
    return isinstance(stmt, Assign) and stmt.value.op == "local" and stmt.value.imm == stmt.name


def code_size(expr: Expr) -> int:
    """About how many bytes the code of an expression takes."""
    op = expr.op
    if op in ("local", "global.get"):
        return _READ
    if op in ("i32.const", "i64.const"):
        value = expr.imm
        assert isinstance(value, int)
        return 1 + (value if value >= 0 else ~value).bit_length() // 7 + 1
    if op in ("data", "func", "f64.const"):
        return 3
    size = sum(map(code_size, expr.args))
    if op == "i32.and" and expr.args[1].op == "i32.const" and expr.args[1].imm == 1:
        return size - 1  # a test of the lowest bit
    info = OPS.get(op)
    if info is not None and info.memory:
        return size + 3
    if op == "cond":
        return size + 4
    return size + (2 if op.startswith(("i8x16", "v128")) else 1)
