"""How labels are used in a function: what decides which of them need a control frame."""

from __future__ import annotations

from collections import Counter, defaultdict

from noetlc.ir.nodes import (
    Assign,
    Block,
    BlockExpr,
    Br,
    Effect,
    Expr,
    If,
    Imm,
    Leave,
    Loop,
    Return,
    Stmt,
    Switch,
    stmt_exprs,
    substatements,
)


def constant_exit(body: list[Stmt]) -> tuple[str | None, str, Imm] | None:
    """What a body that only gives a constant leaves, None for the function, and the constant."""
    only = body[0] if len(body) == 1 else None
    if not isinstance(only, Leave | Return) or only.value is None or only.value.op not in ("i32.const", "i64.const", "data"):
        return None
    return only.label if isinstance(only, Leave) else None, only.value.op, only.value.imm


class LabelUses:
    """`branches` and `leaves` count, by label, the jumps of the function; not those behind a statement that never continues.

    `exits` counts the conditions that leave a label, or the function, with a constant, by label and constant.
    """

    def __init__(self, body: list[Stmt]) -> None:
        self.branches: dict[str, int] = defaultdict(int)
        self.leaves: dict[str, int] = defaultdict(int)
        self.exits: dict[str | None, Counter[tuple[str, Imm]]] = defaultdict(Counter)
        lists = [body]
        while lists:
            for stmt in lists.pop():
                if isinstance(stmt, Assign | Effect):  # most statements: first
                    if stmt.value.args or stmt.value.op == "block":
                        self.count(stmt.value, lists)
                    continue
                for expr in stmt_exprs(stmt):
                    self.count(expr, lists)
                if isinstance(stmt, Br):
                    self.branches[stmt.label] += 1
                    if stmt.test is None:
                        break
                elif isinstance(stmt, Leave):
                    self.leaves[stmt.label] += 1
                    break
                elif isinstance(stmt, Switch):
                    for label in (*stmt.labels, stmt.default):
                        self.branches[label] += 1
                    break
                elif isinstance(stmt, Return):
                    break
                else:
                    lists.extend(self.entered(stmt))

    def entered(self, stmt: Stmt) -> tuple[list[Stmt], ...]:
        """The lists in a statement; counts its exits."""
        inner = substatements(stmt)
        if isinstance(stmt, If):
            for arm in inner:
                found = constant_exit(arm)
                if found is not None:
                    self.exits[found[0]][found[1:]] += 1
        return inner

    def count(self, root: Expr, lists: list[list[Stmt]]) -> None:
        """Counts the jumps in an expression; adds the statement lists in it to `lists`."""
        pending = [root]
        while pending:
            expr = pending.pop()
            for arg in expr.args:
                if arg.args or arg.op == "block":
                    pending.append(arg)
            if isinstance(expr, BlockExpr):
                lists.append(expr.body)
            elif expr.op == "check":
                self.branches[str(expr.imm)] += 1
            elif expr.op == "check_global" and isinstance(expr.imm, tuple):
                self.branches[str(expr.imm[0])] += 1

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
            elif isinstance(last, Loop) or (isinstance(last, Block) and (void or not self.branches[last.label])):
                pending.append(last.body)
        return count
