"""`while` and `for`."""

from __future__ import annotations

import ast

from noetlc.ir.nodes import Br, Expr
from noetlc.lower.python.frame.context import Frame
from noetlc.lower.python.frame.evaluation import block, condition
from noetlc.lower.python.loops.iteration import Loop
from noetlc.lower.python.loops.shape import LoopShape


def while_(frame: Frame, node: ast.While) -> None:
    forever = isinstance(node.test, ast.Constant) and bool(node.test.value)
    shape = LoopShape(frame, node.body)
    with frame.into() as body:
        if not forever:
            test = condition(frame, node.test)
            frame.emit(Br(shape.exit, Expr("not", (test,), None, "bool")))
        after_test = frame.fork()
        shape.round(lambda: block(frame, node.body), body)
    frame.bound = None if forever else after_test
    shape.close(body, node.orelse)


def for_(frame: Frame, node: ast.For) -> None:
    Loop(frame, node, node.target, node.iter, lambda: block(frame, node.body), node.orelse).run()
