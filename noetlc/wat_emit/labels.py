"""How labels are used in a function: what decides which of them need a control frame."""

from __future__ import annotations

from collections import defaultdict

from noetlc.ir.nodes import Block, BlockExpr, Br, If, Leave, Loop, Stmt, Switch, stmt_exprs, substatements


class LabelUses:
    """`branches` and `leaves` count, by label, the jumps anywhere in the function."""

    def __init__(self, body: list[Stmt]) -> None:
        self.branches: dict[str, int] = defaultdict(int)
        self.leaves: dict[str, int] = defaultdict(int)
        lists = [body]
        while lists:
            for stmt in lists.pop():
                lists.extend(self.count(stmt))

    def count(self, stmt: Stmt) -> list[list[Stmt]]:
        """Counts what stands directly in a statement; the statement lists below it."""
        below = list(substatements(stmt))
        if isinstance(stmt, Br):
            self.branches[stmt.label] += 1
        elif isinstance(stmt, Leave):
            self.leaves[stmt.label] += 1
        elif isinstance(stmt, Switch):
            for label in (*stmt.labels, stmt.default):
                self.branches[label] += 1
        pending = [*stmt_exprs(stmt)]
        while pending:
            expr = pending.pop()
            if expr.args:
                pending.extend(expr.args)
            if isinstance(expr, BlockExpr):
                below.append(expr.body)
            elif expr.op == "check":
                self.branches[str(expr.imm)] += 1
            elif expr.op == "check_global" and isinstance(expr.imm, tuple):
                self.branches[str(expr.imm[0])] += 1
        return below

    def needs_frame(self, label: str, body: list[Stmt], void: bool) -> bool:
        """True if some jump to the `BlockExpr` of that label is not simply its end."""
        return self.branches[label] > 0 or self.leaves[label] != self.tail_leaves(body, label, void)

    def tail_leaves(self, body: list[Stmt], label: str, void: bool) -> int:
        """The leaves to `label` in tail position of `body`: the value can just stay on the stack there."""
        count = 0
        pending = [body]
        while pending:
            stmts = pending.pop()
            if not stmts:
                continue
            last = stmts[-1]
            if isinstance(last, Leave):
                count += last.label == label
            elif isinstance(last, If):
                pending += (last.then, last.orelse)
            elif isinstance(last, Loop):
                pending.append(last.body)
            elif isinstance(last, Block) and (void or not self.branches[last.label]):
                pending.append(last.body)
        return count
