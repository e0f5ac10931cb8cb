"""`try`, `raise`, `with`, and what leaving a block means when `finally` blocks are open."""

from __future__ import annotations

import ast
from collections.abc import Callable

from noetlc.ir.nodes import Assign, Block, Br, Expr, If, Try
from noetlc.lower.python.frame import names, tracing
from noetlc.lower.python.frame.context import RAISED, Final, Frame, join, local
from noetlc.lower.python.frame.evaluation import block, expression
from noetlc.lower.python.frame.leaving import _depth_of, leave
from noetlc.lower.python.frame.raising import pending_exception, reraise
from noetlc.lower.python.modules.class_names import class_reference


def try_(frame: Frame, node: ast.Try) -> None:
    if not node.finalbody:
        _try_except(frame, node)
        return

    def body() -> None:
        if node.handlers:
            _try_except(frame, node)
        else:
            block(frame, node.body)

    with_finally(frame, body, lambda: block(frame, node.finalbody))


def with_finally(frame: Frame, body, final_body) -> None:  # type: ignore[no-untyped-def]
    """Runs `body`, then `final_body` however it ended, then goes on as it would have: 0 normally, 1 raising, else an exit."""
    final = Final(frame.label("finally"), frame.temp("i32"), frame.temp("dyn"), len(frame.saved))
    frame.locals[final.value] = "val"
    error = frame.temp("val")
    saved = tracing.save(frame)
    start = frame.fork()
    frame.emit(Assign(final.state, Expr("i32.const", (), 0, "i32")))
    if frame.body.facts.reads_context:
        frame.emit(Assign(error, Expr("i32.const", (), 0, "val")))
    frame.finals.append(final)
    with frame.into() as protected:
        body()
    frame.finals.pop()
    after = frame.bound
    with frame.into() as handler:
        frame.emit(Assign(error, RAISED))
        frame.effect(Expr("global.set", (Expr("i32.const", (), 0, "val"),), "raised", "void"))
        frame.emit(Assign(final.state, Expr("i32.const", (), 1, "i32")))
        tracing.here(frame, local(error, "val"))
        tracing.handle(frame, error)
    frame.emit(Block(final.label, [Try(protected, handler)]))
    frame.bound = start
    with tracing.handling(frame, saved):
        if frame.body.facts.reads_context:
            with_context(frame, error, final_body)
        else:
            final_body()
    if frame.bound is None:
        return
    with frame.into() as again:
        reraise(frame, error)
    frame.emit(If(_state_is(final, 1), again, []))
    for number, kind, target in final.exits:
        with frame.into() as exit_:
            leave(frame, _depth_of(frame, target), kind, target, local(final.value, "val") if kind == "return" else None)
        frame.emit(If(_state_is(final, number), exit_, []))
    frame.bound = after if after is None else (frame.bound | after)


def _state_is(final: Final, number: int) -> Expr:
    return Expr("i32.eq", (local(final.state, "i32"), Expr("i32.const", (), number, "i32")), None, "i32")


def _try_except(frame: Frame, node: ast.Try) -> None:
    done = frame.label("tried")
    start = frame.fork()
    saved = tracing.save(frame)
    with frame.into() as protected:
        block(frame, node.body)
    after_body = frame.bound
    frame.bound = start
    with frame.into() as handler:
        ends = _handlers(frame, node, done, saved)
    with frame.into() as all_:
        frame.emit(Try(protected, handler))
        frame.bound = after_body
        if after_body is not None:
            block(frame, node.orelse)
    frame.bound = join(frame.bound, *ends)
    frame.emit(Block(done, all_))


def _handlers(frame: Frame, node: ast.Try, done: str, saved: str | None) -> list[set[str] | None]:
    """The handlers in order, each ending at `done`; none matching raises again."""
    error = pending_exception(frame)
    tracing.handle(frame, error)
    start = frame.fork()
    ends: list[set[str] | None] = []
    caught_all = False
    for clause in node.handlers:
        frame.bound = None if start is None else set(start)
        test = None
        if clause.type is not None:
            classes = class_reference(frame, clause.type)
            test = frame.rt("exc_matches", local(error, "val"), classes, node=clause, type_="bool")
        with frame.into() as body:
            with tracing.handling(frame, saved):
                _handler_body(frame, clause, error)
            ends.append(frame.bound)
            if frame.bound is not None:
                tracing.handle(frame, saved)
                frame.emit(Br(done))
        if test is None:
            frame.out.extend(body)
            caught_all = True
            break
        frame.emit(If(test, body, []))
    if not caught_all:
        reraise(frame, error)
    frame.bound = start
    return ends


def _handler_body(frame: Frame, clause: ast.ExceptHandler, error: str) -> None:
    if not frame.body.facts.reads_context:
        _handled(frame, clause, error)
        return
    with_context(frame, error, lambda: _handled(frame, clause, error))


def with_context(frame: Frame, error: str, body: Callable[[], None]) -> None:
    """Runs statements while an exception is handled: what they raise gets it as `__context__`."""
    with frame.into() as protected:
        body()
    with frame.into() as failed:
        newer = pending_exception(frame)
        frame.effect(frame.rt("set_context", local(newer, "val"), local(error, "val")))
        reraise(frame, newer)
    frame.emit(Try(protected, failed))


def _handled(frame: Frame, clause: ast.ExceptHandler, error: str) -> None:
    frame.caught.append(error)
    if clause.name is None:
        block(frame, clause.body)
    else:
        name = clause.name

        def unbind() -> None:
            names.delete(frame, name, clause, check=False)

        names.store(frame, name, local(error, "val"), clause)
        if any(isinstance(s, ast.Return | ast.Raise | ast.Break | ast.Continue) for s in ast.walk(clause)):
            block(frame, clause.body)  # leaving: the name is out of reach or rebound by the next round
            if frame.bound is not None:
                unbind()
        else:
            block(frame, clause.body)
            if frame.bound is not None:
                unbind()
    frame.caught.pop()


def raise_statement(frame: Frame, node: ast.Raise) -> None:
    if node.exc is None:
        if frame.caught:
            reraise(frame, frame.caught[-1])
        else:
            frame.effect(frame.rt("raise_no_active" if frame.trace is None else "trace_reraise", node=node))
    else:
        makers = [lambda: expression(frame, node.exc)]
        if node.cause is not None:
            makers.append(lambda: expression(frame, node.cause))  # type: ignore[arg-type]
        exc, *cause = frame.operands(makers)
        frame.effect(frame.rt("raise_from" if cause else "raise_value", exc, *cause, node=node))
    frame.dead()
