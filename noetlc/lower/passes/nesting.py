"""What follows an early leave stands in the `else` of its condition, where that is shorter.

Example

    do b:i32 {
      if %p { leave b @f():i32 }
      leave b 2
    }

becomes

    do b:i32 {
      if %p { leave b @f():i32 } else { leave b 2 }
    }

Values at the end of both ways stay on the stack: there is no jump, and with no jump left no frame for the block.
"""

from __future__ import annotations

from noetlc.ir.conditions import strip, trivial
from noetlc.ir.depth import deep_recursion
from noetlc.ir.labels import LabelUses
from noetlc.ir.nodes import BlockExpr, Expr, Function, If, Leave, Module, Stmt, walk_exprs
from noetlc.ir.types import NEVER, VOID

_FRAME = 3  # bytes of one
_DEEPEST = 40


def nest_leaves(module: Module) -> None:
    """In every function."""
    with deep_recursion():
        for function in module.functions.values():
            nest(function)


def nest(function: Function) -> None:
    """In one function. Needs room to recurse."""
    blocks = [e for e in walk_exprs(function.body) if isinstance(e, BlockExpr)]
    uses = LabelUses(function.body) if blocks else None
    for block in blocks:
        assert uses is not None
        nesting = _Nesting(block)
        nesting.count(block.body, 0)
        whole = uses.branches[block.label] == 0 and uses.leaves[block.label] == nesting.leaves
        if nesting.found:
            nesting.rewrite(block.body, 0, whole and _FRAME + nesting.gain > 0)


class _Nesting:
    """`found` conditional leaves of a block in tail position, `leaves` all that are there when these are nested, `gain` in bytes."""

    def __init__(self, block: BlockExpr) -> None:
        self.label = block.label
        self.void = block.type in (VOID, NEVER)
        self.found = 0
        self.leaves = 0
        self.gain = 0

    def candidate(self, stmt: Stmt) -> bool:
        if not isinstance(stmt, If) or stmt.orelse or not stmt.then:
            return False
        last = stmt.then[-1]
        return isinstance(last, Leave) and last.label == self.label and strip(stmt.test)[0].op not in ("and", "or", "i32.const")

    def pays(self, stmt: If) -> int:
        """Bytes that are saved by nesting one: a jump with a value that is at hand is as short as can be."""
        only = stmt.then[0]
        if len(stmt.then) > 1 or not isinstance(only, Leave):
            return 1
        return -1 if only.value is None or trivial(only.value) else 1

    def count(self, body: list[Stmt], depth: int) -> None:
        for position, stmt in enumerate(body[:-1]):
            if self.candidate(stmt) and depth < _DEEPEST:
                assert isinstance(stmt, If)
                self.found += 1
                self.gain += self.pays(stmt)
                self.count(stmt.then, depth + 1)
                self.count(body[position + 1 :], depth + 1)
                return
        last = body[-1] if body else None
        if isinstance(last, If):
            self.count(last.then, depth + 1)
            self.count(last.orelse, depth + 1)
        elif isinstance(last, Leave):
            self.leaves += last.label == self.label

    def rewrite(self, body: list[Stmt], depth: int, whole: bool) -> None:
        for position, stmt in enumerate(body[:-1]):
            if self.candidate(stmt) and depth < _DEEPEST and (whole or (isinstance(stmt, If) and self.pays(stmt) > 0)):
                assert isinstance(stmt, If)
                stmt.orelse = body[position + 1 :]
                del body[position + 1 :]
                if self.void and len(stmt.then) == 1:
                    stmt.test, stmt.then, stmt.orelse = Expr("not", (stmt.test,), None, "i32"), stmt.orelse, []
                self.rewrite(stmt.then, depth + 1, whole)
                self.rewrite(stmt.orelse, depth + 1, whole)
                return
        last = body[-1] if body else None
        if isinstance(last, If):
            self.rewrite(last.then, depth + 1, whole)
            self.rewrite(last.orelse, depth + 1, whole)
