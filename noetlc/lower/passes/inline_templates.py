"""What inlining needs to know of a function: how its body uses its parameters."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from noetlc.ir.definite import maybe_unassigned
from noetlc.ir.effects import PURE, own_effect
from noetlc.ir.nodes import Assign, BlockExpr, Effect, Expr, Function, Loop, Return, Stmt, stmt_expr, substatements
from noetlc.ir.types import NEVER, VOID
from noetlc.lower.passes.versions import VERSIONS


@dataclass(slots=True)
class Template:
    """A function to inline, and how its body uses its parameters."""

    function: Function
    assigned: set[str]  # parameters and locals that the body assigns
    uses: Counter[str]  # how often the body reads each local
    looped: set[str]  # locals read inside a loop
    zeroed: list[str]  # locals whose initial zero may be seen
    value: Expr | None  # the whole body, if it is one expression
    returns: int  # return statements
    ordered: tuple[str, ...]  # parameters that `value` reads first, in this order, before any effect


@dataclass(slots=True)
class Offer:
    """A function that may be inlined; what that needs to know of it is found when the first call is."""

    function: Function
    size: int
    _template: Template | None = None

    @property
    def template(self) -> Template:
        if self._template is None:
            self._template = VERSIONS.fact(self.function, make_template)
        return self._template


Offers = dict[str, Offer]


def make_template(function: Function) -> Template:
    """What inlining needs to know of a function. Needs room to recurse."""
    assigned: set[str] = set()
    read: list[str] = []
    looped: set[str] = set()
    returns = 0
    lists: list[tuple[list[Stmt], bool]] = [(function.body, False)]
    while lists:
        body, in_loop = lists.pop()
        before = len(read)
        for stmt in body:
            if isinstance(stmt, Assign):
                assigned.add(stmt.name)
            elif isinstance(stmt, Return):
                returns += 1
            else:
                lists.extend([(sub, in_loop or isinstance(stmt, Loop)) for sub in substatements(stmt)])
            expr = stmt_expr(stmt)
            if expr is not None:
                lists.extend([(inner, in_loop) for inner in _used(expr, read, assigned)])
        if in_loop:
            looped.update(read[before:])
    uses = Counter(read)
    value = _single_value(function)
    ordered = () if value is None else _leading_params(value, function.params)
    early = maybe_unassigned(function)
    zeroed = [n for n in function.locals if n in early]
    return Template(function, assigned, uses, looped, zeroed, value, returns, ordered)


def _used(root: Expr, read: list[str], assigned: set[str]) -> list[list[Stmt]]:
    """Notes the locals that an expression reads and assigns; the statement lists in it."""
    lists: list[list[Stmt]] = []
    pending = [root]
    while pending:
        expr = pending.pop()
        if expr.args:
            pending.extend(expr.args)
            if expr.op == "tee":
                assigned.add(str(expr.imm))
        elif expr.op == "local":
            read.append(str(expr.imm))
        elif isinstance(expr, BlockExpr):
            lists.append(expr.body)
    return lists


def _single_value(function: Function) -> Expr | None:
    """The expression that is the whole body of a function."""
    if len(function.body) != 1:
        return None
    only = function.body[0]
    if isinstance(only, Return) and only.value is not None:
        return only.value
    if isinstance(only, Effect) and function.result == VOID and only.value.type in (VOID, NEVER):
        return only.value
    return None


def _leading_params(value: Expr, params: tuple[str, ...]) -> tuple[str, ...]:
    """The parameters in evaluation order up to the first operation that has an effect or is conditional."""
    found: list[str] = []
    pending = [value]  # a stack; an operation comes back as `completed` after its operands
    while pending:
        expr = pending.pop()
        if expr.op == "local":
            if expr.imm in params:
                found.append(str(expr.imm))
            continue
        if expr.op == "completed":
            if own_effect(expr.args[0]) != PURE:
                break
            continue
        if isinstance(expr, BlockExpr):
            break
        if expr.op in ("and", "or", "cond"):
            pending.append(Expr("stop"))
            pending.append(expr.args[0])
            continue
        if expr.op == "stop":
            break
        pending.append(Expr("completed", (expr,)))
        pending.extend(reversed(expr.args))
    return tuple(found)
