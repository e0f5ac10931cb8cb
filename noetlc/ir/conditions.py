"""What emitter and passes ask about expressions: their sense as a condition, and what it costs to evaluate them elsewhere."""

from __future__ import annotations

from noetlc.ir.effects import assigned_in
from noetlc.ir.nodes import Expr
from noetlc.ir.ops import INVERSE, OPS
from noetlc.ir.types import VOID


def strip(test: Expr) -> tuple[Expr, bool]:
    """A condition without negations and comparisons with 0, and whether the rest still has the same sense."""
    positive = True
    while True:
        if test.op in ("not", "i32.eqz"):
            test, positive = test.args[0], not positive
        elif test.op in ("i32.ne", "i32.eq") and test.args[1].op == "i32.const" and test.args[1].imm == 0:
            positive = positive if test.op == "i32.ne" else not positive
            test = test.args[0]
        else:
            return test, positive


def parity(test: Expr) -> Expr | None:
    """The x of a test `x & 1`. Its trailing zeros, one byte of code, are 0 exactly if x is odd."""
    if test.op == "i32.and" and test.args[1].op == "i32.const" and test.args[1].imm == 1:
        return test.args[0]
    return None


def negated(expr: Expr) -> tuple[Expr, bool]:
    """The operand of a negation as (condition, sense) whose value is exactly 0 or 1."""
    test, positive = strip(expr)
    if not positive or boolean(test):
        return test, positive
    return Expr("i32.eqz", (test,), None, "i32"), False


def boolean(expr: Expr) -> bool:
    """True if the value can only be 0 or 1."""
    if expr.op in ("and", "or"):
        return boolean(expr.args[1])
    if expr.op == "i32.const":
        return expr.imm in (0, 1)
    return expr.op in INVERSE or expr.op in ("not", "i32.eqz", "i64.eqz", "f64.lt", "f64.le", "f64.gt", "f64.ge")


def constant(expr: Expr) -> bool:
    return expr.op in ("i32.const", "i64.const", "f64.const", "data", "func")


def trivial(expr: Expr) -> bool:
    return expr.op == "local" or constant(expr)


def cheap(expr: Expr) -> bool:
    """Worth computing without need: one pure operation on locals and constants."""
    return OPS[expr.op].pure and all(map(trivial, expr.args)) if expr.op in OPS else expr.op == "i32.const"


def light(expr: Expr, most: int = 2) -> bool:
    """Worth computing without need: at most so many pure operations on locals, globals and constants."""
    pending = [expr]
    while pending:
        e = pending.pop()
        if trivial(e) or e.op == "global.get":
            continue
        if e.op not in OPS or not OPS[e.op].pure or not most:
            return False
        most -= 1
        pending.extend(e.args)
    return True


def joined(test: Expr, positive: bool) -> bool:
    """True if `and` or `or`, or its negation, is best computed as one value: what its right side costs is no more than a jump."""
    (left, left_sense), (right, right_sense) = map(strip, test.args)
    if right.op in ("and", "or", "i32.const") or left.op == "i32.const" or not light(right):
        return False
    if jumping(left):
        return False
    return is_or(test, positive) or (unit(left, left_sense == positive) and unit(right, right_sense == positive))


def jumping(test: Expr) -> bool:
    """True if a stripped condition is computed by jumps."""
    return test.op in ("and", "or") and not (joined(test, True) or joined(test, False))


def is_or(test: Expr, positive: bool) -> bool:
    """Whether one of the two sides is enough, each in its own sense, for the truth of `and` or `or` or its negation."""
    return (test.op == "or") == positive


def unit(test: Expr, positive: bool) -> bool:
    """True if the value that tells a stripped condition, or its negation, is 0 or 1."""
    if test.op in ("and", "or"):
        if not joined(test, positive):
            return True
        sides = ((side, sense == positive) for side, sense in map(strip, test.args))
        return not is_or(test, positive) or all(unit(side, sense) for side, sense in sides)
    if parity(test) is not None:
        return positive
    return not positive or boolean(test)


def movable(expr: Expr) -> bool:
    """True if it makes no difference when the expression is evaluated relative to others that are movable."""
    pending = [expr]
    while pending:
        e = pending.pop()
        info = OPS.get(e.op)
        known = e.op in ("not", "global.get") or trivial(e)
        if not known and (info is None or not (info.pure or (info.memory and info.result != VOID))):
            return False
        pending.extend(e.args)
    return True


def evaluable_before(test: Expr, *values: Expr) -> bool:
    """True if values are light, of constants and of locals that a condition does not assign, so that they may as well be read before it."""
    pending = list(values)
    if not all(map(light, values)):
        return False
    names: set[object] = set()
    while pending:
        value = pending.pop()
        if value.op == "global.get":
            return False
        if value.op == "local":
            names.add(value.imm)
        pending.extend(value.args)
    return not names or names.isdisjoint(assigned_in(test))
