"""Texts that are made longer in a loop grow in place: `text += part` copies the part only.

Example, where `%t` is a string

    loop l { %t = dyn[py_iadd](%t, %c):str … }
    return %t

becomes

    loop l { %t = dyn[str_grown](%t, %c):str … }
    return dyn[str_sealed](%t):str

A text that `str_grown` made longer is referred to by that variable only: what reads the variable otherwise seals the text first,
unless it only looks at it, as `len(text)` does. What is sealed does not change
(`runtime/text/growing.py`). A variable that is given another text in every round does not grow.
"""

from __future__ import annotations

from collections.abc import Iterator

from noetlc.ir.nodes import Assign, Block, BlockExpr, Effect, Expr, Function, Leave, Loop, Return, Stmt, stmt_exprs, substatements
from noetlc.lower.passes.generators import is_generator

SUMS = frozenset(("py_add", "py_iadd"))
LOOKING = frozenset("py_len_int py_len py_truth".split())  # at any text
COMPARING = frozenset("py_eq item_eq py_ne py_lt py_le py_gt py_ge py_contains".split())  # of two texts
LOOKING_METHODS = frozenset("startswith endswith find rfind index rindex count isdigit isalpha isalnum isspace isupper islower".split())


def grow_texts(function: Function) -> None:
    """Changes a function whose types are inferred."""
    if is_generator(function):
        return
    assigns = [(s, loop) for s, loop in _statements(function.body) if isinstance(s, Assign) and _is_sum(function, s)]
    begun = {id(loop): _begun(function, loop.body) for _, loop in assigns if loop is not None}
    found = {assign.name for assign, loop in assigns if loop is not None and assign.name not in begun[id(loop)]}
    if not found:
        return
    for stmt, _ in list(_statements(function.body)):
        if isinstance(stmt, Assign) and stmt.name in found and _is_sum(function, stmt):
            old, part = stmt.value.args
            _seal_operands(part, found)
            name = "str_grown" if part.type == "str" else "str_grown_by"
            stmt.value = Expr("dyn", (old, _sealed(part, found)), name, "str", stmt.value.site)
            continue
        for expr in stmt_exprs(stmt):
            _seal_operands(expr, found)
        if isinstance(stmt, Assign | Effect | Return | Leave) and stmt.value is not None:
            stmt.value = _sealed(stmt.value, found)


def _statements(body: list[Stmt]) -> Iterator[tuple[Stmt, Loop | None]]:
    """Every statement, and the innermost loop that it is in."""
    pending: list[tuple[list[Stmt], Loop | None]] = [(body, None)]
    while pending:
        here, loop = pending.pop()
        for stmt in here:
            yield stmt, loop
            pending += [(sub, stmt if isinstance(stmt, Loop) else loop) for sub in substatements(stmt)]
            exprs = list(stmt_exprs(stmt))
            while exprs:
                expr = exprs.pop()
                exprs += expr.args
                if isinstance(expr, BlockExpr):
                    pending.append((expr.body, loop))


def _begun(function: Function, body: list[Stmt]) -> set[str]:
    """The variables that every round of a loop gives something else first: what is added to them is added once or twice."""
    found: set[str] = set()
    pending = [body]
    while pending:
        for stmt in pending.pop():
            if isinstance(stmt, Block):
                pending.append(stmt.body)
            elif isinstance(stmt, Assign) and not _is_sum(function, stmt):
                found.add(stmt.name)
    return found


def _is_sum(function: Function, assign: Assign) -> bool:
    """Whether an assignment makes a string longer."""
    value = assign.value
    if function.locals[assign.name] != "str" or value.op != "dyn" or value.imm not in SUMS or value.type != "str":
        return False
    old, part = value.args
    return old.op == "local" and old.imm == assign.name and part.type in ("str", "val")


def _sealed(expr: Expr, found: set[str]) -> Expr:
    """A value that goes somewhere."""
    return Expr("dyn", (expr,), "str_sealed", "str") if expr.op == "local" and expr.imm in found else expr


def _seal_operands(expr: Expr, found: set[str]) -> None:
    """Seals the texts that operands are, but for those that are only looked at."""
    pending = [expr]
    while pending:
        here = pending.pop()
        pending += here.args
        if any(arg.op == "local" and arg.imm in found for arg in here.args):
            here.args = tuple(arg if _looks(here, at) else _sealed(arg, found) for at, arg in enumerate(here.args))


def _looks(expr: Expr, at: int) -> bool:
    """Whether an operation only looks at a string that is its operand `at`, and gives no other reference to it."""
    if expr.op == "method":
        assert isinstance(expr.imm, tuple)
        return at == 0 and expr.imm[0] in LOOKING_METHODS
    if expr.op != "dyn":
        return expr.op.startswith("i32.")
    if expr.imm in COMPARING:
        return all(arg.type == "str" for arg in expr.args)
    if expr.imm == "py_getitem":
        return at == 0 and expr.args[1].type in ("int", "long")
    return expr.imm in LOOKING or expr.imm == "str_sealed"
