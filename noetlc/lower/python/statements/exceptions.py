"""`try`, `raise`, `with`, and what leaving a block means when `finally` blocks are open."""

from __future__ import annotations

import ast
from collections.abc import Callable

from noetlc.ir.dynamic import RAISE
from noetlc.ir.nodes import Assign, Block, Br, Expr, If, Return, Try
from noetlc.lower.python.expressions.operators import expression
from noetlc.lower.python.frame import names, tracing
from noetlc.lower.python.frame.context import Final, Frame, const, join, local
from noetlc.lower.python.statements.simple import assign, block, lowers

RAISED = Expr("global.get", (), "raised", "val")


def pending_exception(frame: Frame) -> str:
    """A local holding the exception just raised, which is pending no more."""
    name = frame.temp("val")
    frame.emit(Assign(name, RAISED))
    frame.effect(Expr("global.set", (Expr("i32.const", (), 0, "val"),), "raised", "void"))
    tracing.here(frame, local(name, "val"))
    return name


def reraise(frame: Frame, name: str) -> None:
    """Makes the exception in a local pending again and goes on to the next handler."""
    frame.effect(Expr("global.set", (local(name, "val"),), "raised", "void"))
    tracing.again(frame)
    frame.emit(Br(RAISE))


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


@lowers(ast.Try)
def _try(frame: Frame, node: ast.stmt) -> None:
    assert isinstance(node, ast.Try)
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
    if frame.body.reads_context:
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
        if frame.body.reads_context:
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


def _depth_of(frame: Frame, target: str) -> int:
    """How many `finally` blocks are outside of the loop with that label; none for a return."""
    return next((t.finals for t in frame.loops if target in (t.break_, t.next_)), 0)


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
    from noetlc.lower.python.calls.builtins import class_reference

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
    if not frame.body.reads_context:
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


@lowers(ast.Raise)
def _raise(frame: Frame, node: ast.stmt) -> None:
    assert isinstance(node, ast.Raise)
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


@lowers(ast.With, ast.AsyncWith)
def _with(frame: Frame, node: ast.stmt) -> None:
    assert isinstance(node, ast.With | ast.AsyncWith)
    _with_items(frame, node, list(node.items))


def _with_items(frame: Frame, node: ast.With | ast.AsyncWith, items: list[ast.withitem]) -> None:
    """One context manager around the others: entered, left with the exception, or left with three times None."""
    from noetlc.lower.python.calls.call import call_value
    from noetlc.lower.python.expressions.operators import truth, tuple_of
    from noetlc.lower.python.functions.definitions import NO_VALUE

    if not items:
        block(frame, node.body)
        return
    item = items[0]
    prefix = "__a" if isinstance(node, ast.AsyncWith) else "__"
    manager = frame.keep(expression(frame, item.context_expr))
    enter, exit_ = (frame.keep(frame.rt("context_method", manager, const(prefix + name), node=node)) for name in ("enter__", "exit__"))
    entered = call_value(frame, enter, tuple_of(frame, [manager]), NO_VALUE, node)
    failed = frame.temp("i32")

    def leave_with(*args: Expr) -> Expr:
        return call_value(frame, exit_, tuple_of(frame, [manager, *args]), NO_VALUE, node)

    def protected() -> None:
        start = frame.fork()
        saved = tracing.save(frame)
        with frame.into() as body:
            if item.optional_vars is not None:
                assign(frame, item.optional_vars, entered)
            _with_items(frame, node, items[1:])
        after = frame.bound
        frame.bound = start
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
                if frame.body.reads_context:
                    with_context(frame, error, decide)
                else:
                    decide()
            tracing.handle(frame, saved)
        frame.bound = join(after, start)
        frame.emit(Try(body, handler))

    def final() -> None:
        with frame.into() as normal:
            leave_with(const(None), const(None), const(None))
        frame.emit(If(local(failed, "i32"), [], normal))

    frame.emit(Assign(failed, Expr("i32.const", (), 0, "i32")))
    with_finally(frame, protected, final)


__all__ = ["const", "leave", "pending_exception", "reraise", "with_finally"]
