"""`a[:k] = a[k - 1::-1]`, `a[i:j] = a[i:j][::-1]`: items of a list that only change their order need no list in between.

Bounds are absent, ints, variables that are surely assigned, or these more or less an int. Where all variables are small ints or None when
the statement is reached, and the other one is a list, nothing of the body runs within, and nothing but the bounds can fail. Whether the two
ranges are one is found when it runs (`turn_slice`). Everything else goes the general way.
"""

from __future__ import annotations

import ast
from collections.abc import Callable

from noetlc.frontend import syntax
from noetlc.ir.build import op
from noetlc.ir.nodes import Assign, Expr, If
from noetlc.lower.python.frame import names
from noetlc.lower.python.frame.context import Frame, const, local
from noetlc.lower.python.frame.evaluation import expression, slice_parts
from noetlc.lower.python.frame.targets import assign

MOST_VARIABLES = 2
_PLAIN = frozenset(("local", "i32.load"))  # what reads a variable that surely has a value


def turned(frame: Frame, target: ast.expr, value: ast.expr) -> bool:
    """Lowers such an assignment. False, and nothing done, where it is none."""
    source = _turned_source(value)
    if source is None or not isinstance(target, ast.Subscript) or not isinstance(target.slice, ast.Slice) or target.slice.step is not None:
        return False
    if not isinstance(target.value, ast.Name) or not isinstance(source.value, ast.Name) or target.value.id != source.value.id:
        return False
    assert isinstance(source.slice, ast.Slice)
    bounds = [source.slice.lower, source.slice.upper, target.slice.lower, target.slice.upper]
    if not all(bound is None or _is_simple(bound) for bound in bounds):
        return False
    found = {n.id: n for bound in bounds if bound is not None for n in syntax.walk(bound) if isinstance(n, ast.Name)}
    if len(found) > MOST_VARIABLES:
        return False
    variables = [_variable(frame, node) for node in (target.value, *found.values())]
    if any(variable is None for variable in variables):
        return False
    changed, *others = (variable for variable in variables if variable is not None)
    others += [const(None)] * (MOST_VARIABLES - len(others))
    done = frame.temp("bool")
    frame.emit(Assign(done, frame.rt("can_turn", changed, *others, type_="bool")))
    with frame.into() as turning:
        step = Expr("i32.const", (), -1 if source is value else 1, "i32")
        parts = [_bound(frame, bound) for bound in bounds]
        obj, *places = frame.operands([lambda: expression(frame, source.value), *parts])
        frame.emit(Assign(done, frame.rt("turn_slice", obj, *places, step, type_="bool")))
    frame.emit(If(local(done, "bool"), turning, []))
    with frame.into() as general:
        assign(frame, target, frame.keep(expression(frame, value)))
    frame.emit(If(op("i32.eqz", local(done, "i32")), general, []))
    return True


def _turned_source(value: ast.expr) -> ast.Subscript | None:
    """The slice whose items are turned around: `a[j:i:-1]` itself, `a[i:j]` in `a[i:j][::-1]`; None if it is neither."""
    if not isinstance(value, ast.Subscript) or not isinstance(value.slice, ast.Slice) or value.slice.step is None:
        return None
    if ast.unparse(value.slice.step) != "-1":
        return None
    inner = value.value
    if not isinstance(inner, ast.Subscript):
        return value
    whole = value.slice.lower is None and value.slice.upper is None
    return inner if whole and isinstance(inner.slice, ast.Slice) and inner.slice.step is None else None


def _variable(frame: Frame, node: ast.Name) -> Expr | None:
    """The value of a variable that surely has one, else None."""
    value = names.load(frame, node.id, node)
    return value if value is not None and value.op in _PLAIN else None


def _bound(frame: Frame, bound: ast.expr | None) -> Callable[[], Expr]:
    (lower, *_) = slice_parts(frame, ast.Slice(bound))
    return lower


def _is_simple(bound: ast.expr) -> bool:
    """Whether a bound is an int, a name, or a name more or less an int."""
    if isinstance(bound, ast.UnaryOp):
        return isinstance(bound.op, ast.USub) and _is_number(bound.operand)
    if isinstance(bound, ast.BinOp):
        return isinstance(bound.op, ast.Add | ast.Sub) and isinstance(bound.left, ast.Name) and _is_number(bound.right)
    return isinstance(bound, ast.Name) or _is_number(bound)


def _is_number(bound: ast.expr) -> bool:
    return isinstance(bound, ast.Constant) and type(bound.value) is int
