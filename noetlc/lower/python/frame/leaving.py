"""Leaving loops and functions through the `finally` blocks that are open."""

from __future__ import annotations

from noetlc.ir.nodes import Assign, Br, Expr, Return
from noetlc.lower.python.frame import tracing
from noetlc.lower.python.frame.context import Frame


def leave(frame: Frame, depth: int, kind: str, target: str, value: Expr | None = None) -> None:
    """Leaves towards a label (`jump`) or the caller (`return`), through the `finally` blocks above `depth`."""
    if len(frame.finals) <= depth:
        if kind == "jump":
            tracing.jumping(frame, next((t.handlers for t in frame.loops if target in (t.break_, t.next_)), 0))
            frame.emit(Br(target))
        elif frame.finish is not None:
            assert value is not None
            frame.finish(value)
        else:
            frame.emit(Return(value))
        return
    final = frame.finals[-1]
    number = len(final.exits) + 2
    final.exits.append((number, kind, target))
    if value is not None:
        frame.emit(Assign(final.value, value))
    frame.emit(Assign(final.state, Expr("i32.const", (), number, "i32")))
    tracing.jumping(frame, final.handlers)
    frame.emit(Br(final.label))


def _depth_of(frame: Frame, target: str) -> int:
    """How many `finally` blocks are outside of the loop with that label; none for a return."""
    return next((t.finals for t in frame.loops if target in (t.break_, t.next_)), 0)
