"""Exceptions that are pending, and going to their handlers."""

from __future__ import annotations

from noetlc.ir.dynamic import RAISE
from noetlc.ir.nodes import Assign, Br, Expr
from noetlc.lower.python.frame import tracing
from noetlc.lower.python.frame.context import RAISED, Frame, local


def pending_exception(frame: Frame) -> str:
    """A local holding the exception just raised, which is pending no more."""
    name = frame.temp("val")
    frame.emit(Assign(name, RAISED))
    frame.effect(Expr("global.set", (Expr("i32.const", (), 0, "val"),), "raised", "void"))
    tracing.here(frame, local(name, "val"))
    note_context(frame, name)
    return name


def note_context(frame: Frame, name: str) -> None:
    """The exception in a local was raised while the innermost of those around it was handled."""
    if frame.handled:
        frame.effect(frame.rt("set_context", local(name, "val"), local(frame.handled[-1], "val")))


def reraise(frame: Frame, name: str) -> None:
    """Makes the exception in a local pending again and goes on to the next handler."""
    frame.effect(Expr("global.set", (local(name, "val"),), "raised", "void"))
    tracing.again(frame)
    frame.emit(Br(RAISE))
