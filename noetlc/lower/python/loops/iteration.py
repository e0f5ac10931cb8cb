"""Iteration: `for` statements and comprehension loops over what `sources.py` knows."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass, field

from noetlc.lower.python.facts.scope import Scope
from noetlc.lower.python.frame.context import Frame
from noetlc.lower.python.frame.targets import assign
from noetlc.lower.python.frame.tracing import enter_inner
from noetlc.lower.python.loops.shape import LoopShape
from noetlc.lower.python.loops.sources import Pair, evaluated


@dataclass(slots=True, eq=False)
class Loop:
    """Runs `round_` with `target` assigned for each item; what fails in iterating stands at `node`, the loop or comprehension.

    A comprehension evaluates `iterable` in the scope `outer` and everything else in `inner`.
    """

    frame: Frame
    node: ast.AST
    target: ast.expr
    iterable: ast.expr
    round_: Callable[[], None]
    orelse: list[ast.stmt] = field(default_factory=list)
    outer: Scope | None = None
    inner: Scope | None = None

    def run(self) -> None:
        shape = LoopShape(self.frame, self.node.body if isinstance(self.node, ast.For) else ())
        if self.outer is not None:
            self.frame.scope = self.outer
        take = evaluated(self.frame, self.target, self.iterable, self.node, self.node)()
        if self.inner is not None:  # the iterable is evaluated
            self.frame.scope = self.inner
            enter_inner(self.frame)
        self._rounds(shape, lambda: take(shape.exit))

    def _rounds(self, shape: LoopShape, take: Callable[[], list[Pair]]) -> None:
        """Emits the loop; `take` emits what goes to the next item, or to the end, and tells what is assigned for it."""
        with self.frame.into() as body:
            pairs = take()
            start = self.frame.fork()

            def with_item() -> None:
                for target, value in pairs:
                    assign(self.frame, target, value)
                self.round_()

            shape.round(with_item, body)
        self.frame.bound = start
        shape.close(body, self.orelse)
