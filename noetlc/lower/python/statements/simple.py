"""Statements of a body to dynamic IR. `try` is in `exceptions.py`, definitions in `functions/`."""

from __future__ import annotations

import ast
import builtins

from noetlc.ir.nodes import Expr, If
from noetlc.lower.python.expressions.operators import BINARY
from noetlc.lower.python.frame import names
from noetlc.lower.python.frame.attributes import read_attribute, set_attribute
from noetlc.lower.python.frame.context import Frame, const, join
from noetlc.lower.python.frame.evaluation import block, condition, expression, expressions, slice_parts
from noetlc.lower.python.frame.leaving import leave
from noetlc.lower.python.frame.targets import assign, assign_each, delete_target
from noetlc.lower.python.functions.annotation import evaluate
from noetlc.lower.python.statements.turning import turned

# ---- simple statements


def expression_statement(frame: Frame, node: ast.Expr) -> None:
    if not isinstance(node.value, ast.Constant) and not _asks_builtin(frame, node.value):
        frame.effect(expression(frame, node.value))


def _asks_builtin(frame: Frame, node: ast.expr) -> bool:
    """A statement such as `memoryview` or `object.__new__`, which asks whether Python has it."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "object" and hasattr(object, node.attr):
        node = node.value
    return isinstance(node, ast.Name) and hasattr(builtins, node.id) and frame.means_builtin(node.id)


def nothing(_: Frame, __: ast.stmt) -> None:
    """Nothing happens at run time."""


def assignment(frame: Frame, node: ast.Assign) -> None:
    if len(node.targets) == 1 and (assign_each(frame, node.targets[0], node.value) or turned(frame, node.targets[0], node.value)):
        return
    value = expression(frame, node.value)
    if len(node.targets) > 1 or not isinstance(node.targets[0], ast.Name):
        value = frame.keep(value)
    for target in node.targets:
        assign(frame, target, value)


def annotated(frame: Frame, node: ast.AnnAssign) -> None:
    if node.value is not None:
        assign(frame, node.target, frame.keep(expression(frame, node.value)))
    if frame.scope.kind != "function":
        evaluate(frame, node.annotation)


def augmented(frame: Frame, node: ast.AugAssign) -> None:
    """`x += y`: lists, sets and dicts change in place, everything else is computed and stored."""
    name = BINARY[type(node.op)].replace("py_", "py_i")
    target = node.target
    if isinstance(target, ast.Name):
        load = ast.copy_location(ast.Name(target.id, ast.Load()), target)
        old, new = expressions(frame, [load, node.value])
        names.store(frame, target.id, frame.rt(name, old, new, node=node), node)
    elif isinstance(target, ast.Subscript) and not isinstance(target.slice, ast.Slice):
        obj, index = (frame.keep(e) for e in expressions(frame, [target.value, target.slice]))
        old = frame.keep(frame.rt("py_getitem", obj, index, node=target))
        value = frame.keep(frame.rt(name, old, expression(frame, node.value), node=node))
        frame.effect(frame.rt("py_setitem", obj, index, value, node=target))
    elif isinstance(target, ast.Attribute):
        obj = frame.keep(expression(frame, target.value))
        old = frame.keep(read_attribute(frame, obj, target))
        value = frame.keep(frame.rt(name, old, expression(frame, node.value), node=node))
        set_attribute(frame, obj, value, target)
    else:
        assert isinstance(target, ast.Subscript)
        assert isinstance(target.slice, ast.Slice)
        part = target.slice
        makers = [lambda: expression(frame, target.value), *slice_parts(frame, part)]
        obj, *parts = (frame.keep(e) for e in frame.operands(makers))
        old = frame.keep(frame.rt("py_getslice", obj, *parts, node=target))
        value = frame.keep(frame.rt(name, old, expression(frame, node.value), node=node))
        frame.effect(frame.rt("py_setslice", obj, *parts, value, node=target))


def delete(frame: Frame, node: ast.Delete) -> None:
    for target in node.targets:
        delete_target(frame, target)


def assert_(frame: Frame, node: ast.Assert) -> None:
    test = condition(frame, node.test)
    place = _place_of_assertion(node.test, node)
    before = frame.fork()
    with frame.into() as failing:
        if node.msg is None:
            frame.effect(frame.rt("raise_assertion", node=place))
        else:
            message = frame.keep(expression(frame, node.msg))  # before the place of the error is noted
            frame.effect(frame.rt("raise_assertion_with", message, node=place))
    frame.bound = before
    frame.emit(If(Expr("not", (test,), None, "bool"), failing, []))


def _place_of_assertion(test: ast.expr, place: ast.AST) -> ast.AST:
    """Where CPython 3.11 says that an assertion failed: at the comparison of its test that it compiles last, else at `place`."""
    if isinstance(test, ast.Compare):
        return test
    parts: list[ast.expr] = []
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        parts = [test.operand]
    elif isinstance(test, ast.BoolOp):
        parts = test.values
    elif isinstance(test, ast.IfExp):
        parts = [test.test, test.body, test.orelse]
    for part in parts:
        place = _place_of_assertion(part, place)
    return place


# ---- control flow


def if_(frame: Frame, node: ast.If) -> None:
    test = condition(frame, node.test)
    before = frame.fork()
    with frame.into() as then:
        block(frame, node.body)
    after_then = frame.bound
    frame.bound = before
    with frame.into() as orelse:
        block(frame, node.orelse)
    frame.bound = join(after_then, frame.bound)
    frame.emit(If(test, then, orelse))


def jump(frame: Frame, node: ast.Break | ast.Continue) -> None:
    target = frame.loops[-1]
    leave(frame, target.break_ if isinstance(node, ast.Break) else target.next_)
    frame.dead()


def return_(frame: Frame, node: ast.Return) -> None:
    value = const(None) if node.value is None else expression(frame, node.value)
    leave(frame, None, value)
    frame.dead()
