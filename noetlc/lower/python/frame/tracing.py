"""Tracebacks: what functions and handlers of a body that asks for them do beside their own work (`runtime/python/exceptions/trace.py`).

Example: in a body that calls `traceback.format_exc()`, `def f(x): return g(x)` becomes

    %f.caller = site; %f.handled = trace_handled()
    try { %t = g(%x); site = %f.caller; trace_handle(%f.handled); return %t }
    handler { trace_here(raised, "f", lines); site = %f.caller; trace_handle(%f.handled); return 0 }

Library functions written in Python do none of it: they are no code of the body.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from noetlc.ir.dynamic import RAISE
from noetlc.ir.nodes import SITE_GLOBAL, Assign, Br, Effect, Expr, If, Return, Stmt, Try
from noetlc.lower.passes.generators import CALLER, HANDLED
from noetlc.lower.python.frame.context import RAISED, Body, Frame, const, local

_NAMES = {ast.ListComp: "<listcomp>", ast.SetComp: "<setcomp>", ast.DictComp: "<dictcomp>", ast.GeneratorExp: "<genexpr>"}


# ---- functions


def traced_name(body: Body, node: ast.AST, display: str) -> str | None:
    """The name that a function has in tracebacks; None if it does not occur there."""
    return display if body.facts.traced and isinstance(node, ast.stmt | ast.expr) and node.lineno else None


def enter(frame: Frame) -> None:
    frame.locals[CALLER], frame.locals[HANDLED] = "i32", "val"
    frame.emit(Assign(CALLER, Expr("global.get", (), SITE_GLOBAL, "i32")))
    frame.emit(Assign(HANDLED, frame.rt("trace_handled")))


def depart(frame: Frame) -> None:
    """What a function does before it ends or yields."""
    if frame.trace is not None:
        _set_site(frame, local(CALLER, "i32"))
        handle(frame, HANDLED)


def returning(frame: Frame, give: Callable[[Expr], None]) -> Callable[[Expr], None]:
    """What `return` does where `give` would do it without a traceback."""

    def finish(value: Expr) -> None:
        kept = frame.keep(value)
        depart(frame)
        give(kept)

    return finish


def failing(frame: Frame) -> list[Stmt]:
    """The handler around a function."""
    with frame.into() as handler:
        here(frame, RAISED)
        depart(frame)
        frame.emit(Return(Expr("i32.const", (), 0, "val")))
    return handler


def yielding(frame: Frame, value: Expr, of: str | None = None) -> Expr:
    """The yield of a value: meanwhile the caller's exception is the handled one, then that of the handler around again. `of` is the local
    with what gives the values of a `yield from`, if nothing is to be done here between them."""
    sent = frame.temp("val")
    value = value if frame.trace is None else frame.keep(value)
    own = save(frame) if frame.saved else None
    depart(frame)
    frame.emit(Assign(sent, Expr("yield", (value,), of, "val")))
    handle(frame, own)
    return local(sent, "val")


def thrown(frame: Frame, node: ast.AST) -> list[Stmt]:
    """What to do first where an exception was thrown into a yield."""
    return [] if frame.trace is None else [Effect(Expr("global.set", (_site(frame, node),), SITE_GLOBAL, "void"))]


# ---- handlers


def here(frame: Frame, error: Expr) -> None:
    """Adds this frame to the traceback of an exception that has come to a handler of it."""
    if frame.trace is not None:
        frame.effect(frame.rt("trace_here", error, const(frame.trace), frame.body.lines.table()))


def again(frame: Frame) -> None:
    """Before an exception is raised again: this frame is in its traceback already."""
    if frame.trace is not None:
        _set_site(frame, Expr("i32.const", (), 0, "i32"))


def save(frame: Frame) -> str | None:
    """A local with the exception that is being handled, before a statement with handlers."""
    if frame.trace is None:
        return None
    if not frame.saved and HANDLED in frame.locals:
        return HANDLED
    saved = frame.temp("val")
    frame.emit(Assign(saved, frame.rt("trace_handled")))
    return saved


def handle(frame: Frame, name: str | None) -> None:
    """Makes the exception in a local the one that is being handled; 0 for none."""
    if frame.trace is not None and name is not None:
        frame.effect(frame.rt("trace_handle", local(name, "val")))


@contextmanager
def handling(frame: Frame, saved: str | None) -> Iterator[None]:
    """Lowers a handler, from which jumps restore what was being handled before."""
    if saved is not None:
        frame.saved.append(saved)
    yield
    if saved is not None:
        frame.saved.pop()


def jumping(frame: Frame, handlers: int) -> None:
    """Before a jump to where that many handlers are open."""
    if len(frame.saved) > handlers:
        handle(frame, frame.saved[handlers])


def trace_argument(frame: Frame, error: str) -> Expr:
    """The third argument of `__exit__`."""
    return const(None) if frame.trace is None else frame.rt("trace_of", local(error, "val"))


# ---- comprehensions and class bodies, which are frames of CPython and none here


@contextmanager
def inner_frame(frame: Frame, node: ast.AST, name: str = "") -> Iterator[None]:
    """Lowers what is a frame of its own in tracebacks, from `enter_inner` on."""
    if frame.trace is None:
        yield
        return
    outer, entered = frame.trace, frame.temp("i32")
    frame.emit(Assign(entered, Expr("i32.const", (), 0, "i32")))
    frame.inner.append((name or _NAMES[type(node)], entered))
    with frame.into() as body:
        yield
    frame.inner.pop()
    with frame.into() as inside:
        here(frame, RAISED)
        _set_site(frame, _site(frame, frame.body.facts.callers.get(node, node)))
    frame.trace = outer
    frame.emit(Try(body, [If(local(entered, "i32"), inside, []), Br(RAISE)]))


def enter_inner(frame: Frame) -> None:
    if frame.trace is not None and frame.inner:
        frame.trace, entered = frame.inner[-1]
        frame.emit(Assign(entered, Expr("i32.const", (), 1, "i32")))


def _site(frame: Frame, node: ast.AST) -> Expr:
    return Expr("i32.const", (), frame.body.site(node), "i32")


def _set_site(frame: Frame, value: Expr) -> None:
    frame.effect(Expr("global.set", (value,), SITE_GLOBAL, "void"))
