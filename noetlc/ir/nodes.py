"""The IR: typed expression trees inside structured statements, grouped into functions and a module.

Worked example, the text form of a function (see `printer.py`):

    func @clamp(%x: i64) -> i64 {
      if i64.lt_s(%x, i64.const 0) {
        return i64.const 0
      }
      return %x
    }
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator
from dataclasses import dataclass, field

from noetlc.ir.payload import Payload

SITE_GLOBAL = "site"  # the global that `mark` sets: where the running code is
LEAVE = "leave"  # the function that leaves a run: it stays a function, whoever calls it, since its calls are numbered by its name

Imm = None | int | float | str | tuple[object, ...] | Payload


@dataclass(slots=True, eq=False)
class Expr:
    """An operation and its operands, evaluated left to right.

    `imm` is what the operation needs besides operands: a constant, a name, a load offset. `site` is the position
    (`line << 12 | column`) that an error raised here reports, 0 for none. Besides the table in `ops.py` there are
    `and`/`or` (short circuit), `cond` (lazy), and `block` (see `BlockExpr`).
    """

    op: str
    args: tuple[Expr, ...] = ()
    imm: Imm = None
    type: str = "void"
    site: int = 0


@dataclass(slots=True, eq=False)
class BlockExpr(Expr):
    """Statements that end with `Leave(label, value)`; the form an inlined call takes. Its operation is `block`, without operands."""

    label: str = ""
    body: list[Stmt] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Assign:
    """`%name = value`."""

    name: str
    value: Expr


@dataclass(slots=True, eq=False)
class Effect:
    """An expression evaluated for its effect; its value is dropped."""

    value: Expr


@dataclass(slots=True, eq=False)
class If:
    test: Expr
    then: list[Stmt]
    orelse: list[Stmt]


@dataclass(slots=True, eq=False)
class Loop:
    """Runs once; `Br(label)` inside goes back to its start."""

    label: str
    body: list[Stmt]


@dataclass(slots=True, eq=False)
class Block:
    """`Br(label)` inside leaves it."""

    label: str
    body: list[Stmt]


@dataclass(slots=True, eq=False)
class Br:
    label: str
    test: Expr | None = None


@dataclass(slots=True, eq=False)
class Leave:
    """Leaves the `BlockExpr` of that label with a value (None for a void one)."""

    label: str
    value: Expr | None


@dataclass(slots=True, eq=False)
class Switch:
    """Goes to `labels[value]`, or to `default` when out of range."""

    value: Expr
    labels: tuple[str, ...]
    default: str


@dataclass(slots=True, eq=False)
class Return:
    value: Expr | None


@dataclass(slots=True, eq=False)
class Try:
    """Dynamic level only: a raise inside `body` (of any operation) continues in `handler`."""

    body: list[Stmt]
    handler: list[Stmt]


Stmt = Assign | Effect | If | Loop | Block | Br | Leave | Switch | Return | Try


@dataclass(slots=True, eq=False)
class Function:
    """A function. `locals` maps every local, parameters first, to its type. `inline` is yes, no or auto.

    `collects`: a call may reach a safepoint, so that the caller has to keep what it holds on the shadow stack meanwhile. `often`: in how
    many of 64 rounds of a loop of a body it is called, 0 where that is seldom.
    """

    name: str
    params: tuple[str, ...]
    result: str
    locals: dict[str, str]
    body: list[Stmt]
    export: str | None = None
    inline: str = "auto"
    provides: frozenset[int] = frozenset()  # tags of objects it creates, features it enables
    collects: bool = False
    often: int = 0
    is_coroutine: bool = False  # of a function with a yield
    shown: str = ""  # of one too: the constant that generators of it are named by, if somebody may ask for that

    @property
    def param_types(self) -> tuple[str, ...]:
        return tuple(self.locals[p] for p in self.params)


@dataclass(frozen=True, slots=True)
class Import:
    """An imported function."""

    name: str
    module: str
    field: str
    params: tuple[str, ...]
    result: str


@dataclass(slots=True, eq=False)
class Global:
    """A mutable module variable."""

    name: str
    type: str
    init: int | float


@dataclass(frozen=True, slots=True)
class TableIndex:
    """A word that is the index of a function in the table."""

    function: str


@dataclass(frozen=True, slots=True)
class Data:
    """Bytes in linear memory. `refs` are words at offsets: the address of the data of a name, or a table index."""

    name: str
    bytes: bytes
    align: int = 8
    refs: tuple[tuple[int, str | TableIndex], ...] = ()


@dataclass(slots=True)
class Summary:
    """What a function contains: `size` counts statements and expressions."""

    size: int = 0
    calls: Counter[str] = field(default_factory=Counter)
    looped: set[str] = field(default_factory=set)  # those it calls inside loops
    pointed_at: set[str] = field(default_factory=set)  # functions whose table index it takes
    by_table: bool = False  # whether it calls through the table
    data: Counter[str] = field(default_factory=Counter)
    globals: set[str] = field(default_factory=set)


@dataclass(slots=True, eq=False)
class Module:
    """Functions, globals, data and the indirect-call table (function names; index 0 is unused)."""

    functions: dict[str, Function] = field(default_factory=dict)
    imports: dict[str, Import] = field(default_factory=dict)
    globals: dict[str, Global] = field(default_factory=dict)
    data: dict[str, Data] = field(default_factory=dict)
    table: list[str] = field(default_factory=list)
    summaries: dict[str, Summary] = field(default_factory=dict)  # noted for the next passes; who changes a function drops its own


_FLAT = frozenset((Assign, Effect, Br, Leave, Switch, Return))  # statements without others in them


def substatements(stmt: Stmt) -> tuple[list[Stmt], ...]:
    """The statement lists nested directly in a statement."""
    if type(stmt) in _FLAT:  # most are
        return ()
    if isinstance(stmt, If):
        return (stmt.then, stmt.orelse)
    if isinstance(stmt, Loop):
        return (stmt.body,)
    if isinstance(stmt, Block):
        return (stmt.body,)
    if isinstance(stmt, Try):
        return (stmt.body, stmt.handler)
    return ()


def stmt_exprs(stmt: Stmt) -> tuple[Expr, ...]:
    """The expressions that stand directly in a statement."""
    found = stmt_expr(stmt)
    return () if found is None else (found,)


def stmt_expr(stmt: Stmt) -> Expr | None:
    """The expression that stands directly in a statement. One class at a time, most frequent ones first: passes ask this all the time."""
    if isinstance(stmt, Assign):
        return stmt.value
    if isinstance(stmt, If):
        return stmt.test
    if isinstance(stmt, Effect):
        return stmt.value
    if isinstance(stmt, Leave):
        return stmt.value
    if isinstance(stmt, Return):
        return stmt.value
    if isinstance(stmt, Br):
        return stmt.test
    if isinstance(stmt, Switch):
        return stmt.value
    return None


def walk_stmts(body: list[Stmt]) -> Iterator[Stmt]:
    """Every statement below a statement list, those inside of expressions too; those of one list in their order."""
    pending = [body]
    while pending:
        for stmt in pending.pop():
            yield stmt
            pending += substatements(stmt)
            exprs = list(stmt_exprs(stmt))
            while exprs:
                expr = exprs.pop()
                exprs += expr.args
                if isinstance(expr, BlockExpr):
                    pending.append(expr.body)


def walk_exprs(body: list[Stmt]) -> Iterator[Expr]:
    """Every expression below a statement list, parents before operands, without recursion."""
    stmts: list[list[Stmt]] = [body]
    while stmts:
        for stmt in stmts.pop():
            if isinstance(stmt, Assign):
                expr: Expr | None = stmt.value
            elif isinstance(stmt, Effect):
                expr = stmt.value
            else:
                stmts.extend(substatements(stmt))
                expr = stmt_expr(stmt)
            if expr is None:
                continue
            pending = [expr]
            while pending:
                expr = pending.pop()
                yield expr
                if expr.args:
                    pending.extend(expr.args)
                elif isinstance(expr, BlockExpr):
                    stmts.append(expr.body)


def exprs_with(body: list[Stmt], ops: Container[str]) -> list[Expr]:
    """The expressions below a statement list with one of some operations, in no particular order: for looks through whole modules,
    faster than `walk_exprs`."""
    found: list[Expr] = []
    lists = [body]
    pending: list[Expr] = []
    while lists:
        for stmt in lists.pop():
            if isinstance(stmt, Assign):
                pending.append(stmt.value)
            elif isinstance(stmt, If):
                pending.append(stmt.test)
                lists.append(stmt.then)
                if stmt.orelse:
                    lists.append(stmt.orelse)
            elif isinstance(stmt, Effect):
                pending.append(stmt.value)
            else:
                lists.extend(substatements(stmt))
                expr = stmt_expr(stmt)
                if expr is not None:
                    pending.append(expr)
        while pending:
            expr = pending.pop()
            op = expr.op
            if op in ops:
                found.append(expr)
            if expr.args:
                pending.extend(expr.args)
            elif op == "block" and isinstance(expr, BlockExpr):
                lists.append(expr.body)
    return found
