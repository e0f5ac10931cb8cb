"""Keeps numbers that come out of containers as the objects they are, where they go into others: making new ones takes memory.

Example, where all that is in `%xs` is a float

    %x = item[0](dyn[py_getitem](%xs, %i):val):float         # %x: float
    %y = dyn[py_mul](%x, %x):float
    dyn[list_push](%ys, %x)

becomes

    %x = dyn[py_getitem](%xs, %i):val                        # %x: val
    %y = dyn[py_mul](item[0](%x):float, item[0](%x):float):float
    dyn[list_push](%ys, item[0](%x):float)

and what is an object already is pushed as it is. What functions give is kept so, too, if they only give what they read.
"""

from __future__ import annotations

from collections.abc import Iterator

from noetlc.ir.nodes import Assign, Expr, Function, Leave, Return, Stmt, stmt_exprs, walk_stmts
from noetlc.lower.passes.container_facts import ITEM
from noetlc.lower.passes.generators import is_generator
from noetlc.lower.passes.infer import plain_operators
from noetlc.primitives.overloads import select_overload

NUMBERS = ("float", "int", "long")
MOST_ROUNDS = 4
CALL = "call_user"
SEVERAL = -1  # as the number of a container: one of several


def keep_objects(functions: list[Function], typed: frozenset[str]) -> None:
    """Changes functions whose types are inferred; all calls of those that are `typed` stand in them."""
    by_name = {f.name: f for f in functions}
    reading = [f for f in functions if any(e.op == ITEM for s in walk_stmts(f.body) for e in stmt_exprs(s))]
    pending = dict.fromkeys(f.name for f in reading)
    given: dict[str, int] = {}
    for _ in range(MOST_ROUNDS):
        if not pending:
            return
        for name in pending:
            _keep_locals(by_name[name], by_name)
        found = {name: number for name in pending if name in typed and (number := _given(by_name[name])) is not None}
        for name in found:
            by_name[name].result = "val"
        given |= found
        pending = dict.fromkeys(f.name for f in functions if found and _receive(f, found))


def _given(function: Function) -> int | None:
    """Of which container a function gives the floats, if it only gives those."""
    if function.result != "float" or is_generator(function):
        return None
    numbers = {value.imm if value.op == ITEM else None for value in _returned(function)}
    number = numbers.pop() if len(numbers) == 1 else None
    return number if isinstance(number, int) else None


def _returned(function: Function) -> Iterator[Expr]:
    return (stmt.value for stmt in walk_stmts(function.body) if isinstance(stmt, Return) and stmt.value is not None)


def _receive(function: Function, given: dict[str, int]) -> bool:
    """Says in a function what its calls give now; whether there are any."""
    some = False
    for stmt in walk_stmts(function.body):
        for root in stmt_exprs(stmt):
            pending = [root]
            while pending:
                expr = pending.pop()
                pending += expr.args
                if expr.op == CALL and expr.imm in given and expr.type == "float":
                    some = True
                    _wrap(expr, given[str(expr.imm)])
    return some


def _wrap(expr: Expr, number: int) -> None:
    """Makes of an expression that gives a number one that takes it out of an object."""
    inner = Expr(expr.op, expr.args, expr.imm, "val", expr.site)
    expr.op, expr.args, expr.imm, expr.site = ITEM, (inner,), number, 0


class _Local:
    """A local that holds what was read: from which container, and whether some or all of its reads want an object."""

    __slots__ = ("all", "number", "reads", "some")

    def __init__(self, number: int) -> None:
        self.number = number
        self.reads: list[Expr] = []
        self.some = False
        self.all = True


def _keep_locals(function: Function, functions: dict[str, Function]) -> None:
    assigns: dict[str, list[Assign]] = {}
    for stmt in walk_stmts(function.body):
        if isinstance(stmt, Assign) and function.locals[stmt.name] in NUMBERS:
            assigns.setdefault(stmt.name, []).append(stmt)
    params = frozenset(function.params)
    found: dict[str, _Local] = {}
    for name, stmts in assigns.items():
        first = stmts[0].value
        if name in params or not all(s.value.op == ITEM and s.value.type == function.locals[name] for s in stmts):
            continue
        numbers = {s.value.imm for s in stmts}
        assert isinstance(first.imm, int)
        found[name] = _Local(first.imm if len(numbers) == 1 else SEVERAL)
    if not found:
        return
    uses = _Uses(function, functions, found)
    for stmt in walk_stmts(function.body):
        uses.statement(stmt)
    for name, local in found.items():
        if local.reads and (local.all or (local.some and function.locals[name] == "float")):
            for assign in assigns[name]:
                assign.value = assign.value.args[0]
            function.locals[name] = "val"
            for read in {id(read): read for read in local.reads}.values():
                _wrap(read, local.number)
            for asked in uses.asked.get(name, ()):
                asked.type = "val"


class _Uses:
    """Notes for which reads of locals an object is wanted."""

    def __init__(self, function: Function, functions: dict[str, Function], found: dict[str, _Local]) -> None:
        self.function = function
        self.functions = functions
        self.found = found
        self.mixed = plain_operators(function)
        self.asked: dict[str, list[Expr]] = {}  # locals of which it is asked whether a call failed

    def statement(self, stmt: Stmt) -> None:
        if isinstance(stmt, Assign):
            self.use(stmt.value, self.function.locals[stmt.name] == "val")
        elif isinstance(stmt, Return) and stmt.value is not None:
            self.use(stmt.value, self.function.result in ("val", "float") and not is_generator(self.function))
        else:
            for expr in stmt_exprs(stmt):
                self.use(expr, isinstance(stmt, Leave) and expr.type == "val")

    def use(self, root: Expr, wanted: bool) -> None:
        pending = [(root, wanted)]
        while pending:
            expr, value = pending.pop()
            if expr.op == "local":
                local = self.found.get(str(expr.imm))
                if local is not None:
                    local.reads.append(expr)
                    local.some |= value
                    local.all &= value
                continue
            if expr.op == "failed" and expr.args[0].op == "local" and expr.args[0].imm in self.found:
                self.asked.setdefault(str(expr.args[0].imm), []).append(expr.args[0])
                continue
            for at, arg in enumerate(expr.args):
                pending.append((arg, arg.op == "local" and arg.imm in self.found and self.wants(expr, at)))

    def wants(self, expr: Expr, at: int) -> bool:
        """Whether an operation wants an object as operand `at`."""
        if expr.op in ("dyn", "dyn.unchecked"):
            overload = select_overload(str(expr.imm), tuple(a.type for a in expr.args), self.mixed)
            return overload is None or overload.args[at] in ("any", "val")
        if expr.op == CALL:
            callee = self.functions.get(str(expr.imm))
            return callee is None or callee.locals[callee.params[at]] == "val"
        return expr.op in ("method", "method.unchecked", "construct", "construct.known", "call_value", "call_own", "store.val", "yield")
