"""What a condition that holds, or does not, says of values: `sharing.py` knows it where the condition was decided. Loads of constant
addresses are asked anew: of them nothing is known.

Example

    if i32.eq(%tag, 6) { return cond(i32.eq(%tag, 6), i32.load[12](%v), i32.load[8](%v)) }
    return i32.or(i32.eq(%tag, 6), i32.eq(%tag, 8))

becomes

    if i32.eq(%tag, 6) { return cond(1, i32.load[12](%v), i32.load[8](%v)) }
    return i32.or(0, i32.eq(%tag, 8))
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from noetlc.ir.arithmetic import apply
from noetlc.ir.conditions import boolean, strip
from noetlc.ir.effects import CONSTANTS
from noetlc.ir.nodes import Expr
from noetlc.ir.ops import INVERSE, OPS

Number = Callable[[Expr], int | None]


@dataclass(frozen=True, slots=True)
class Told:
    """A condition: the `number` of what is left of it without negations, its sense, whether that is 0 or 1; and if it compares for
    equality with a constant, the number of what it compares."""

    number: int
    positive: bool
    exact: bool
    compared: int | None = None
    constant: int = 0
    equal: bool = True

    def values(self, truth: bool) -> list[tuple[int, int]]:
        """The numbers that are known, with their values, where the condition is true, or false."""
        holds = truth == self.positive
        found = [(self.number, int(holds))] if self.exact or not holds else []
        if self.compared is not None and self.equal == holds:
            found.append((self.compared, self.constant))
        return found


def told(test: Expr, number: Number) -> Told | None:
    """What a condition may tell, asked before it is changed; None if that may change."""
    core, positive = strip(test)
    if core.op in CONSTANTS or asks_anew_within(core):
        return None
    found = number(core)
    if found is None:
        return None
    compared = number(core.args[0]) if core.op in ("i32.eq", "i32.ne") and core.args[1].op == "i32.const" else None
    if compared is None:
        return Told(found, positive, boolean(core))
    constant = core.args[1].imm
    assert isinstance(constant, int)
    return Told(found, positive, True, compared, constant, core.op == "i32.eq")


def chain(test: Expr) -> tuple[Expr, list[Expr], bool]:
    """The operands of a chain of `and` or `or`: the first, the others, and whether the test is true once all were looked at."""
    stripped, positive = strip(test)
    op = stripped.op
    if op not in ("and", "or"):
        return test, [], True
    operands: list[Expr] = []
    pending = [stripped]
    while pending:
        one = pending.pop()
        if one.op == op:
            pending += reversed(one.args)
        else:
            operands.append(one)
    return operands[0], operands[1:], (op == "and") == positive


def decided(expr: Expr, own: int | None, number: Number, values: Mapping[int, int]) -> int | None:
    """The value of an expression of a number, if what is known decides it."""
    if own is not None and own in values:
        return values[own]
    if expr.op in INVERSE and expr.op.startswith("i32.") and expr.args[1].op == "i32.const":
        left, right = number(expr.args[0]), expr.args[1].imm
        assert isinstance(right, int)
        if left is not None and left in values:
            return int(apply(expr.op, values[left], right))
    return None


def asks_anew(expr: Expr) -> bool:
    """True for loads of constant addresses."""
    info = OPS.get(expr.op)
    return info is not None and info.memory > 0 and expr.args[0].op in CONSTANTS


def asks_anew_within(expr: Expr) -> bool:
    return asks_anew(expr) or any(map(asks_anew_within, expr.args))
