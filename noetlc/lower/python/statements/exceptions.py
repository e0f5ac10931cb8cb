"""`try`, `raise`, `with`, and what leaving a block means when `finally` blocks are open."""

from __future__ import annotations

import ast
from collections.abc import Callable
from functools import partial

from noetlc.ir.nodes import Assign, Block, Br, Expr, If, Try
from noetlc.ir.payload import Class
from noetlc.lower.python.frame import names, tracing
from noetlc.lower.python.frame.context import RAISED, Final, Frame, join, local
from noetlc.lower.python.frame.evaluation import block, expression
from noetlc.lower.python.frame.leaving import leave
from noetlc.lower.python.frame.raising import note_context, pending_exception, reraise
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


def with_finally(frame: Frame, body: Callable[[], None], final_body: Callable[[], None]) -> None:
    """Runs `body`, then `final_body` however it ended, then goes on as it would have: 0 normally, 1 raising, else an exit."""
    final = Final(frame.label("finally"), frame.temp("i32"), frame.temp("dyn"), len(frame.saved))
    frame.locals[final.value] = "val"
    error = frame.temp("val")
    saved = tracing.save(frame)
    start, deleted = frame.fork(), len(frame.deleted)
    after = _protected(frame, final, error, body)
    frame.bound = frame.kept(start, deleted)
    deleted = len(frame.deleted)
    with tracing.handling(frame, saved):
        frame.caught.append(error)
        frame.ended.add(error)
        run_handling(frame, error, final_body)
        frame.caught.pop()
    if frame.bound is None:
        return
    _go_on(frame, final, error)
    after = frame.kept(after, deleted)
    frame.bound = after if after is None else (frame.bound | after)


def _protected(frame: Frame, final: Final, error: str, body: Callable[[], None]) -> set[str] | None:
    """Runs `body` so that all its ends meet: what was raised is kept in `error`. What is surely assigned at its normal end."""
    frame.emit(Assign(final.state, Expr("i32.const", (), 0, "i32")))
    nothing = Expr("i32.const", (), 0, "val")
    frame.emit(Assign(error, nothing))  # dead before this block: else each call of the function would keep it over a collection
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
        note_context(frame, error)
        tracing.handle(frame, error)
    if any(way.target is None for way in final.exits):
        frame.emit(Assign(final.value, nothing))
    frame.emit(Block(final.label, [Try(protected, handler)]))
    return after


def _go_on(frame: Frame, final: Final, error: str) -> None:
    """Raises again, or goes where an exit led."""
    with frame.into() as again:
        reraise(frame, error)
    frame.emit(If(_state_is(final, 1), again, []))
    for way in final.exits:
        with frame.into() as exit_:
            leave(frame, way.target, local(final.value, "val") if way.target is None else None)
        frame.emit(If(_state_is(final, way.state), exit_, []))


def _state_is(final: Final, number: int) -> Expr:
    return Expr("i32.eq", (local(final.state, "i32"), Expr("i32.const", (), number, "i32")), None, "i32")


def _try_except(frame: Frame, node: ast.Try) -> None:
    done = frame.label("tried")
    start, deleted = frame.fork(), len(frame.deleted)
    saved = tracing.save(frame)
    with frame.into() as protected:
        block(frame, node.body)
    after_body = frame.bound
    frame.bound = frame.kept(start, deleted)
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
        test = None if clause.type is None else _matches(frame, clause, clause.type, error)
        with frame.into() as body:
            with tracing.handling(frame, saved):
                run_handling(frame, error, partial(_handled, frame, clause, error))
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


def _matches(frame: Frame, clause: ast.ExceptHandler, kind: ast.expr, error: str) -> Expr:
    """Whether an exception is of the classes of a clause, which are evaluated while it is handled."""

    def matched() -> Expr:
        return frame.rt("exc_matches", local(error, "val"), class_reference(frame, kind), node=clause, type_="bool")

    if not frame.body.facts.reads_context:
        return matched()
    found = frame.temp("bool")
    run_handling(frame, error, lambda: frame.emit(Assign(found, matched())))
    return local(found, "bool")


def run_handling(frame: Frame, error: str, body: Callable[[], None]) -> None:
    """Runs statements while an exception is handled: what they raise gets it as `__context__`, in a body that reads that."""
    if not frame.body.facts.reads_context:
        body()
        return
    frame.handled.append(error)
    with frame.into() as protected:
        body()
    with frame.into() as failed:
        reraise(frame, pending_exception(frame))
    frame.handled.pop()
    frame.emit(Try(protected, failed))


def _handled(frame: Frame, clause: ast.ExceptHandler, error: str) -> None:
    frame.caught.append(error)
    if clause.name is not None:
        names.store(frame, clause.name, local(error, "val"), clause)
    block(frame, clause.body)
    if clause.name is not None and frame.bound is not None:  # else the name is out of reach, or bound again by the next round
        names.delete(frame, clause.name, clause, check=False)
    frame.caught.pop()


def raise_statement(frame: Frame, node: ast.Raise) -> None:
    if node.exc is None:
        _raise_again(frame, node)
    else:
        makers = [lambda: expression(frame, node.exc)]
        if node.cause is not None:
            makers.append(lambda: expression(frame, node.cause))  # type: ignore[arg-type]
        exc, *cause = frame.operands(makers)
        _name_raised(exc, node)
        frame.effect(frame.rt("raise_from" if cause else "raise_value", exc, *cause, node=node))
    frame.dead()


_SHOWN_OTHERWISE = frozenset(("KeyError", "SyntaxError", "IndentationError", "TabError"))  # than by their only argument


def _name_raised(exc: Expr, node: ast.Raise) -> None:
    """Exceptions that are made where they are raised, of nothing or of a text, need nothing that shows other arguments."""
    if exc.op != "dyn" or exc.imm not in ("exc_bare", "exc_of") or not isinstance(node.exc, ast.Call) or node.cause is not None:
        return
    cls = exc.args[0].imm
    if not isinstance(cls, Class) or "." in cls.name or cls.name in _SHOWN_OTHERWISE:
        return
    if exc.imm == "exc_bare":
        exc.imm = "exc_silent"
    elif _is_text(node.exc.args[0]):
        exc.imm = "exc_saying"


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def _raise_again(frame: Frame, node: ast.Raise) -> None:
    """Raises the innermost exception that is being handled; a `finally` block handles one if it was reached by raising."""
    for caught in reversed(frame.caught):
        with frame.into() as again:
            reraise(frame, caught)
        if caught not in frame.ended:
            frame.out.extend(again)
            return
        frame.emit(If(Expr("i32.ne", (local(caught, "i32"), Expr("i32.const", (), 0, "i32")), None, "i32"), again, []))
    frame.effect(frame.rt("raise_no_active" if frame.trace is None else "trace_reraise", node=node))
