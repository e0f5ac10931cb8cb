"""The blocks of a loop."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable

from noetlc.frontend import syntax
from noetlc.ir.nodes import Block, Br, Effect, Expr, Loop, Stmt, Switch, substatements
from noetlc.lower.python.frame.context import Frame, LoopTarget, join
from noetlc.lower.python.frame.evaluation import block


class LoopShape:
    """The blocks of a loop: `break_` around everything, `exit` where the loop ends normally, `next_` inside each round."""

    def __init__(self, frame: Frame, body: Iterable[ast.stmt] = ()) -> None:
        self.frame = frame
        if frame.bound:  # a round does not know what those before it deleted
            places = {name: frame.body.scopes.resolve(frame.scope, name).scope for name in _deleted(body)}
            frame.bound = frame.bound.difference(scope.local(name) for name, scope in places.items() if scope is not None)
        self.break_ = frame.label("break")
        self.exit = frame.label("exit")
        self.top = frame.label("loop")
        self.next_ = frame.label("next")
        self.start = frame.fork()
        self.site = frame.body.site(frame.at) if frame.at is not None else 0

    def round(self, run: Callable[[], None], out: list[Stmt]) -> None:
        """The statements of one round into `out`, then the safepoint and the way back."""
        frame = self.frame
        frame.loops.append(LoopTarget(self.break_, self.next_, len(frame.finals), len(frame.saved)))
        with frame.into() as inner:
            run()
        frame.loops.pop()
        self.again(inner, out)

    def again(self, inner: list[Stmt], out: list[Stmt]) -> None:
        out.append(Block(self.next_, inner))
        out.append(Effect(Expr("safepoint", (), None, "void", self.site)))
        out.append(Br(self.top))

    def close(self, body: list[Stmt], orelse: list[ast.stmt]) -> None:
        """Emits the loop; `frame.bound` is the state where it ends normally. A break may come from anywhere inside."""
        frame = self.frame
        with frame.into() as around:
            frame.emit(Block(self.exit, [Loop(self.top, body)]))
            block(frame, orelse)
        frame.bound = join(self.start, frame.bound) if _breaks(body, self.break_) else frame.bound
        frame.emit(Block(self.break_, around))


def _deleted(body: Iterable[ast.stmt]) -> set[str]:
    """The names that some statement of a loop may delete."""
    nodes = [n for stmt in body for n in syntax.walk(stmt)]
    found = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Del)}
    return found | {n.name for n in nodes if isinstance(n, ast.ExceptHandler) and n.name is not None}


def _breaks(body: list[Stmt], label: str) -> bool:
    """True if some statement inside goes to `label`."""
    pending = [body]
    while pending:
        for stmt in pending.pop():
            if (isinstance(stmt, Br) and stmt.label == label) or (isinstance(stmt, Switch) and label in stmt.labels):
                return True
            pending.extend(substatements(stmt))
    return False
