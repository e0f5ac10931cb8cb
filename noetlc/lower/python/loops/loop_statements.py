"""`while` and `for`."""

from __future__ import annotations

import ast

from noetlc.ir.nodes import Br, Expr
from noetlc.lower.python.frame.context import Frame
from noetlc.lower.python.frame.evaluation import block, condition
from noetlc.lower.python.loops.iteration import each
from noetlc.lower.python.loops.shape import LoopShape


def while_(frame: Frame, node: ast.While) -> None:
    forever = isinstance(node.test, ast.Constant) and bool(node.test.value)
    shape = LoopShape(frame)
    with frame.into() as body:
        if not forever:
            test = condition(frame, node.test)
            frame.emit(Br(shape.exit, Expr("not", (test,), None, "bool")))
        after_test = frame.fork()
        shape.body(node.body, body)
    frame.bound = None if forever else after_test
    shape.close(body, node.orelse)


def for_(frame: Frame, node: ast.For) -> None:
    shape = LoopShape(frame)

    def round_() -> None:
        block(frame, node.body)

    each(frame, node, node.target, node.iter, shape, round_, node.orelse)
