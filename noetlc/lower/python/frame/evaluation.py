"""Expressions, conditions and statements of a body, lowered by the forms of their nodes."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from functools import partial

from noetlc.ir.build import op
from noetlc.ir.dynamic import RAISE
from noetlc.ir.nodes import Assign, Br, Expr, If
from noetlc.ir.payload import Tuple
from noetlc.lower.python.facts.refused import Refused
from noetlc.lower.python.frame.context import Frame, const, constant_of, local


def expression(frame: Frame, node: ast.expr) -> Expr:
    """The IR of an expression. Raises Refused."""
    handler = frame.body.forms.expressions.get(type(node))
    if handler is None:
        raise Refused(node, f"a {type(node).__name__} expression")
    return handler(frame, node)


def expressions(frame: Frame, nodes: Sequence[ast.expr]) -> list[Expr]:
    """Several expressions, evaluated left to right."""
    return frame.operands([partial(expression, frame, n) for n in nodes])


def kept_expressions(frame: Frame, nodes: Sequence[ast.expr]) -> list[Expr]:
    """Several expressions, each evaluated now, left to right."""
    return [frame.keep(expression(frame, n)) for n in nodes]


def value_or_exit(frame: Frame, found: Expr, exit_: str) -> Expr:
    """What an operation gives; one that is 0 raised something, or goes to a label."""
    value = frame.temp("val")
    frame.emit(Assign(value, found))
    frame.emit(If(op("i32.eqz", local(value, "i32")), [If(Expr("global.get", (), "raised", "i32"), [Br(RAISE)], []), Br(exit_)], []))
    return local(value, "val")


def condition(frame: Frame, node: ast.expr) -> Expr:
    """The truth of an expression, an i32 condition."""
    if isinstance(node, ast.BoolOp):
        return _bool_condition(frame, node)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return Expr("not", (condition(frame, node.operand),), None, "bool")
    return truth(frame, expression(frame, node), node)


def truth(frame: Frame, value: Expr, node: ast.AST) -> Expr:
    if value.type == "bool" and value.op in ("not", "and", "or"):
        return value
    return frame.rt("py_bool_of" if frame.body.facts.has_classes else "py_truth", value, node=node, type_="bool")


def _bool_condition(frame: Frame, node: ast.BoolOp) -> Expr:
    """`and`/`or` in a condition: short circuit without values, unless an operand needs statements."""
    op = "and" if isinstance(node.op, ast.And) else "or"
    result = condition(frame, node.values[0])
    for operand in node.values[1:]:
        before = frame.fork()
        with frame.into() as inner:
            test = condition(frame, operand)
        frame.bound = before
        if not inner:
            result = Expr(op, (result, test), None, "bool")
            continue
        name = frame.temp("bool")
        frame.emit(Assign(name, result))
        inner.append(Assign(name, test))
        flag = local(name, "bool")
        frame.emit(If(flag, inner, []) if op == "and" else If(flag, [], inner))
        result = flag
    return result


def tuple_of(frame: Frame, values: list[Expr]) -> Expr:
    """A tuple of values: a new one unless all are constant."""
    if values and all(v.op == "const" for v in values):
        return const(Tuple(tuple(constant_of(v) for v in values)))
    kept = [frame.keep(v) for v in values]
    made = frame.keep(Expr("dyn", (Expr("i32.const", (), len(kept), "i32"),), "tuple_new", "tuple"))
    for i, value in enumerate(kept):
        frame.effect(frame.rt("tuple_set", made, Expr("i32.const", (), i, "i32"), value))
    return made


def slice_parts(frame: Frame, node: ast.Slice) -> list[Callable[[], Expr]]:
    """Start, stop and step, None where absent."""
    return [
        (lambda p=part: const(None) if p is None else expression(frame, p))  # type: ignore[misc]
        for part in (node.lower, node.upper, node.step)
    ]


def block(frame: Frame, stmts: list[ast.stmt]) -> None:
    """A statement list; what follows a jump is not lowered, since nothing reaches it."""
    for stmt in stmts:
        if frame.bound is None:
            return
        frame.at = stmt
        handler = frame.body.forms.statements.get(type(stmt))
        if handler is None:
            raise Refused(stmt, f"a {type(stmt).__name__} statement")
        handler(frame, stmt)
