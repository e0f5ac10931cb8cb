"""Several comparisons of a local with constants are one where they ask for a range, or for all bits but one.

Example

    if or(i32.lt_s(%tag, 2), i32.gt_s(%tag, 5)) { … }
    if and(i32.ne(%v, 16), i32.ne(%v, 24)) { … }

becomes

    if i32.gt_u(i32.sub(%tag, 2), 3) { … }
    if i32.ne(i32.and(%v, -9), 16) { … }

The first of them may set the local. Ranges go around: what is not between 2 and 5 begins at 6 and ends at 1.
"""

from __future__ import annotations

from dataclasses import dataclass

from noetlc.ir.conditions import strip
from noetlc.ir.nodes import Expr, Module, walk_exprs

_COMPARISONS = ("i32.eq", "i32.ne", "i32.ge_s", "i32.gt_s", "i32.lt_s", "i32.le_s")
_ALL = 1 << 32
_LEAST = 1 << 31  # the least signed number as an unsigned one


@dataclass(frozen=True, slots=True)
class _Test:
    """Whether `value`, which is the local `name`, is one of `size` numbers from `start` on."""

    expr: Expr
    value: Expr
    name: str
    start: int
    size: int


def join_comparisons(module: Module) -> None:
    """The rewrite in every function."""
    for function in module.functions.values():
        inside: dict[int, Expr] = {}  # chains within chains of the same operation
        for expr in walk_exprs(function.body):
            if expr.op in ("and", "or"):
                if id(expr) not in inside:
                    _join(expr)
                inside.update((id(arg), arg) for arg in expr.args if arg.op == expr.op)


def _join(expr: Expr) -> None:
    """Joins neighbours in a chain of `and` or `or`."""
    operands: list[Expr] = []
    pending = [expr]
    while pending:
        one = pending.pop()
        if one.op == expr.op:
            pending += reversed(one.args)
        else:
            operands.append(one)
    joined: list[_Test | Expr] = []
    for operand in operands:
        test = _read(operand)
        before = joined[-1] if joined else None
        both = _both(before, test, expr.op == "and") if isinstance(before, _Test) and test is not None else None
        if both is None:
            joined.append(test or operand)
        else:
            joined[-1] = both
    if len(joined) == len(operands):
        return
    parts = [one.expr if isinstance(one, _Test) else one for one in joined]
    left = parts[0]
    for right in parts[1:]:
        left = Expr(expr.op, (left, right), None, "i32")
    expr.op, expr.imm, expr.args = left.op, left.imm, left.args


def _read(operand: Expr) -> _Test | None:
    """A comparison of a local with a constant, as a range."""
    test, positive = strip(operand)
    if test.op in ("local", "tee"):
        value, start, size = test, 1, _ALL - 1  # not 0
    elif test.op in _COMPARISONS and test.args[0].op in ("local", "tee") and test.args[1].op == "i32.const":
        value = test.args[0]
        number = test.args[1].imm
        assert isinstance(number, int)
        start, size = _range(test.op, number % _ALL)
    else:
        return None
    if not 0 < size < _ALL:
        return None
    if not positive:
        start, size = _others(start, size)
    return _Test(operand, value, str(value.imm), start, size)


def _range(op: str, number: int) -> tuple[int, int]:
    """The numbers for which a comparison with `number` holds."""
    above = (_LEAST - number) % _ALL  # how many signed numbers there are from `number` on
    if op == "i32.eq":
        return number, 1
    if op == "i32.ne":
        return _others(number, 1)
    if op == "i32.ge_s":
        return number, above or _ALL
    if op == "i32.gt_s":
        return (number + 1) % _ALL, (above or _ALL) - 1
    if op == "i32.lt_s":
        return _LEAST, _ALL - (above or _ALL)
    return _LEAST, _ALL - (above or _ALL) + 1


def _others(start: int, size: int) -> tuple[int, int]:
    return (start + size) % _ALL, _ALL - size


def _both(a: _Test, b: _Test, holds_both: bool) -> _Test | None:
    """One test for two, the second of which only reads the local."""
    if a.name != b.name or b.value.op != "local":
        return None
    one, other = (a.start, a.size), (b.start, b.size)
    if holds_both:
        one, other = _others(*one), _others(*other)
    union = _union(*one, *other)
    if union is not None:
        start, size = _others(*union) if holds_both else union
        return _Test(_made(a.value, start, size), a.value, a.name, start, size)
    differing = one[0] ^ other[0]
    if one[1] == other[1] == 1 and differing & (differing - 1) == 0:
        masked = Expr("i32.and", (a.value, _const(~differing)), None, "i32")
        made = Expr("i32.ne" if holds_both else "i32.eq", (masked, _const(one[0] & other[0])), None, "i32")
        return _Test(made, made, "", 0, 1)
    return None


def _union(start: int, size: int, start2: int, size2: int) -> tuple[int, int] | None:
    """One range for two that overlap or are neighbours, if not everything."""
    after = (start2 - start) % _ALL
    if after > size:
        start, size, start2, size2 = start2, size2, start, size
        after = (start2 - start) % _ALL
    whole = max(size, after + size2)
    return (start, whole) if after <= size and whole < _ALL else None


def _made(value: Expr, start: int, size: int) -> Expr:
    """The shortest test of a range."""
    if size == 1:
        return Expr("i32.eq", (value, _const(start)), None, "i32")
    if size == _ALL - 1:
        return Expr("i32.ne", (value, _const(start - 1)), None, "i32")
    if start == _LEAST:
        return Expr("i32.lt_s", (value, _const(start + size)), None, "i32")
    if (start + size) % _ALL == _LEAST:
        return Expr("i32.ge_s", (value, _const(start)), None, "i32")
    op = "i32.le_u"
    if size > _ALL // 2:
        op = "i32.gt_u"
        start, size = _others(start, size)
    distance = Expr("i32.sub", (value, _const(start)), None, "i32") if start else value
    return Expr(op, (distance, _const(size - 1)), None, "i32")


def _const(value: int) -> Expr:
    """A constant, as a signed number."""
    return Expr("i32.const", (), (value + _LEAST) % _ALL - _LEAST, "i32")
