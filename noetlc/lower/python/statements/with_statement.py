"""`with`."""

from __future__ import annotations

import ast

from noetlc.ir.nodes import Assign, Expr, If, Try
from noetlc.lower.python.frame import tracing
from noetlc.lower.python.frame.calling import call_method
from noetlc.lower.python.frame.context import Frame, const, join, local
from noetlc.lower.python.frame.evaluation import block, expression, truth
from noetlc.lower.python.frame.raising import pending_exception, reraise
from noetlc.lower.python.frame.targets import assign
from noetlc.lower.python.statements.exceptions import run_handling, with_finally


def with_(frame: Frame, node: ast.With | ast.AsyncWith) -> None:
    _with_items(frame, node, list(node.items))


def _with_items(frame: Frame, node: ast.With | ast.AsyncWith, items: list[ast.withitem]) -> None:
    """One context manager around the others: entered, left with the exception, or left with three times None."""
    if not items:
        block(frame, node.body)
        return
    item = items[0]
    prefix = "__a" if isinstance(node, ast.AsyncWith) else "__"
    manager = frame.keep(expression(frame, item.context_expr))
    enter, exit_ = (frame.keep(frame.rt("context_method", manager, const(prefix + name), node=node)) for name in ("enter__", "exit__"))
    entered = call_method(frame, prefix + "enter__", enter, [manager], node)
    failed = frame.temp("i32")

    def leave_with(*args: Expr) -> Expr:
        return call_method(frame, prefix + "exit__", exit_, [manager, *args], node)

    def protected() -> None:
        start, deleted = frame.fork(), len(frame.deleted)
        saved = tracing.save(frame)
        with frame.into() as body:
            if item.optional_vars is not None:
                assign(frame, item.optional_vars, entered)
            _with_items(frame, node, items[1:])
        after = frame.bound
        start = frame.kept(start, deleted)
        frame.bound = None if start is None else set(start)
        with frame.into() as handler:
            frame.emit(Assign(failed, Expr("i32.const", (), 1, "i32")))
            error = pending_exception(frame)

            def decide() -> None:
                cls = frame.keep(frame.rt("type_of", local(error, "val")))
                verdict = leave_with(cls, local(error, "val"), tracing.trace_argument(frame, error))
                with frame.into() as again:
                    reraise(frame, error)
                frame.emit(If(truth(frame, verdict, node), [], again))

            tracing.handle(frame, error)
            with tracing.handling(frame, saved):
                run_handling(frame, error, decide)
            tracing.handle(frame, saved)
        frame.bound = join(after, start)
        frame.emit(Try(body, handler))

    def final() -> None:
        with frame.into() as normal:
            leave_with(const(None), const(None), const(None))
        frame.emit(If(local(failed, "i32"), [], normal))

    frame.emit(Assign(failed, Expr("i32.const", (), 0, "i32")))
    with_finally(frame, protected, final)
