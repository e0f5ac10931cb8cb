"""Leaving loops and functions through the `finally` blocks that are open."""

from __future__ import annotations

from noetlc.ir.nodes import Assign, Br, Expr, Return
from noetlc.lower.python.frame import tracing
from noetlc.lower.python.frame.context import Exit, Frame


def leave(frame: Frame, target: str | None, value: Expr | None = None) -> None:
    """Goes to a label of a loop around, or returns a value where the target is None, through the `finally` blocks inside of that."""
    loop = next((t for t in frame.loops if target in (t.break_, t.next_)), None)
    if len(frame.finals) > (loop.finals if loop is not None else 0):
        _through_finally(frame, target, value)
    elif target is not None:
        tracing.jumping(frame, loop.handlers if loop is not None else 0)
        frame.emit(Br(target))
    elif frame.finish is not None:
        assert value is not None
        frame.finish(value)
    else:
        frame.emit(Return(value))


def _through_finally(frame: Frame, target: str | None, value: Expr | None) -> None:
    """Notes where to go on, and goes to the innermost `finally`."""
    final = frame.finals[-1]
    number = len(final.exits) + 2
    final.exits.append(Exit(number, target))
    if value is not None:
        frame.emit(Assign(final.value, value))
    frame.emit(Assign(final.state, Expr("i32.const", (), number, "i32")))
    tracing.jumping(frame, final.handlers)
    frame.emit(Br(final.label))
