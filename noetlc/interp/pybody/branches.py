"""The branches of a Python body, and a body that notes which of them run.

`if x: a()` becomes `if x: HITS[0]; a()` and `else: HITS[1]`: a look-up in a `defaultdict(int)`, which makes the key. There is no call,
so no frame and nothing that counts as recursion; inserted nodes stand where the branch's first statement does, so positions
stay. `HITS` lives in `builtins` under a name that no source text can spell. The parent numbers branches with this same function.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

HITS = "0hits"
LINES = "0lines"
_NOTE = "of_noetlc"
Place = ast.stmt | ast.expr | ast.ExceptHandler | ast.pattern
Node = TypeVar("Node", bound=ast.AST)


@dataclass(frozen=True, slots=True)
class Branch:
    """One branch; line and column (1-based, the column in UTF-8 bytes as CPython counts) are those of its first statement."""

    label: str
    line: int
    column: int


def instrument(tree: ast.Module) -> tuple[Branch, ...]:
    """Inserts the notes into `tree`; branch `i` of the answer, in source order, ran if `HITS` has the key `i`."""
    marker = _Marker()
    placed: list[Any] = [node for node in ast.walk(tree) if hasattr(node, "lineno")]
    for node in sorted(placed, key=lambda node: (node.lineno, node.col_offset)):
        visit = _VISITORS.get(type(node))
        if visit is not None:
            visit(marker, node)
    for node in placed:
        _reset_before_loops(node, marker.loops)
    _reset_before_loops(tree, marker.loops)
    return tuple(marker.branches)


def count_lines(tree: ast.Module) -> None:
    """Inserts `LINES[line] += 1` before every statement but strings, `global` and `nonlocal`, and imports from `__future__`.

    To be called after `instrument`, which numbers the branches of a body as it was written.
    """
    for node in list(ast.walk(tree)):
        for name in ("body", "orelse", "finalbody"):
            block = getattr(node, name, None)
            if isinstance(block, list):
                block[:] = [new for part in block for new in (*_count(part), part)]


def counted_lines(tree: ast.Module) -> set[int]:
    """The lines that `count_lines` counts."""
    return {node.lineno for node in ast.walk(tree) if isinstance(node, ast.stmt) and _count(node)}


def _count(node: ast.AST) -> tuple[ast.stmt, ...]:
    if not isinstance(node, ast.stmt) or isinstance(node, ast.Global | ast.Nonlocal) or _NOTE in vars(node):
        return ()
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return ()
    if isinstance(node, ast.ImportFrom) and node.module == "__future__":
        return ()
    target = ast.Subscript(ast.Name(LINES, ast.Load()), ast.Constant(node.lineno), ast.Store())
    return (_placed(ast.AugAssign(target, ast.Add(), ast.Constant(1)), node),)


class _Marker:
    """Numbers branches. `loops` maps a loop to the key that is 1 while its body has run: negative, so it is no branch."""

    def __init__(self) -> None:
        self.branches: list[Branch] = []
        self.loops: dict[ast.AST, int] = {}

    def _number(self, label: str, at: Place) -> int:
        self.branches.append(Branch(label, at.lineno, at.col_offset + 1))
        return len(self.branches) - 1

    def block(self, label: str, body: list[ast.stmt], at: Place, index: int = 0) -> None:
        """Notes a block of statements: before its first one, or before `index`."""
        where = body[index] if index < len(body) else at
        body.insert(index, _statement(_look(self._number(label, where)), where))

    def value(self, label: str, value: ast.expr) -> ast.expr:
        """An expression that notes that it is evaluated: `HITS[i] or value`, where a look-up is always 0."""
        return _placed(ast.BoolOp(ast.Or(), [_look(self._number(label, value)), value]), value, stop=value)

    def loop(self, node: ast.For | ast.AsyncFor | ast.While, word: str) -> None:
        """Notes the body, and the end of a loop whose body did not run."""
        self.block(f"body of {word}", node.body, node)
        if isinstance(node, ast.While) and _always(node.test):
            return
        flag = -1 - len(self.loops)
        self.loops[node] = flag
        node.body.insert(0, _assignment(flag, 1, node.body[0]))
        skipped = ast.BoolOp(ast.Or(), [_look(flag), _look(self._number(f"no round of {word}", node))])
        node.orelse.insert(0, _statement(skipped, node))


def _if(marker: _Marker, node: ast.If) -> None:
    marker.block("body of if", node.body, node)
    if not node.orelse:
        if not _always(node.test):
            marker.block("else of if (absent)", node.orelse, node)
    elif not (len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If)):  # an `elif` has branches of its own
        marker.block("else of if", node.orelse, node)


def _conditional(marker: _Marker, node: ast.IfExp) -> None:
    node.body = marker.value("value of if … else", node.body)
    node.orelse = marker.value("else of if … else", node.orelse)


def _handlers(marker: _Marker, node: ast.Try | ast.TryStar) -> None:
    for handler in node.handlers:
        marker.block("except", handler.body, handler)


def _match(marker: _Marker, node: ast.Match) -> None:
    for number, case in enumerate(node.cases, 1):
        marker.block(f"case {number} of match", case.body, case.pattern)
    last = node.cases[-1]
    if last.guard is not None or not (isinstance(last.pattern, ast.MatchAs) and last.pattern.pattern is None):
        other: list[ast.stmt] = []
        marker.block("no case of match", other, node)
        node.cases.append(ast.match_case(_placed(ast.MatchAs(), node), None, other))


def _function(marker: _Marker, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
    first = node.body[0]
    documented = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)
    marker.block(f"function {node.name}", node.body, node, index=int(documented))


def _lambda(marker: _Marker, node: ast.Lambda) -> None:
    node.body = marker.value("lambda", node.body)


_VISITORS: dict[type[ast.AST], Callable[..., None]] = {
    ast.If: _if,
    ast.IfExp: _conditional,
    ast.For: lambda marker, node: marker.loop(node, "for"),
    ast.AsyncFor: lambda marker, node: marker.loop(node, "async for"),
    ast.While: lambda marker, node: marker.loop(node, "while"),
    ast.Try: _handlers,
    ast.TryStar: _handlers,
    ast.Match: _match,
    ast.FunctionDef: _function,
    ast.AsyncFunctionDef: _function,
    ast.Lambda: _lambda,
}


def _always(test: ast.expr) -> bool:
    """A condition that cannot be false: a constant, or `__name__ == "__main__"`, which a body always is."""
    if isinstance(test, ast.Constant):
        return bool(test.value)
    return isinstance(test, ast.Compare) and isinstance(test.left, ast.Name) and test.left.id == "__name__"


def _reset_before_loops(node: ast.AST, loops: dict[ast.AST, int]) -> None:
    """Clears the flag of a loop where its statement begins."""
    for name in ("body", "orelse", "finalbody"):
        block = getattr(node, name, None)
        if not isinstance(block, list) or not any(part in loops for part in block):
            continue
        block[:] = [new for part in block for new in ((_assignment(loops[part], 0, part), part) if part in loops else (part,))]


def _look(key: int) -> ast.expr:
    return ast.Subscript(ast.Name(HITS, ast.Load()), ast.Constant(key), ast.Load())


def _statement(value: ast.expr, at: Place) -> ast.stmt:
    return _noted(_placed(ast.Expr(value), at))


def _assignment(key: int, value: int, at: Place) -> ast.stmt:
    target = ast.Subscript(ast.Name(HITS, ast.Load()), ast.Constant(key), ast.Store())
    return _noted(_placed(ast.Assign([target], ast.Constant(value)), at))


def _noted(statement: ast.stmt) -> ast.stmt:
    """A statement that is known to be none of the body."""
    vars(statement)[_NOTE] = True
    return statement


def _placed(node: Node, at: Place, stop: ast.AST | None = None) -> Node:
    """`node` with all its parts at the place of `at`, except below `stop`, which has its own."""
    ast.copy_location(node, at)
    for part in ast.iter_child_nodes(node):
        if part is not stop:
            _placed(part, at)
    return node
