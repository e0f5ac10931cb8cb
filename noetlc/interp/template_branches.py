"""The branches of a template, and a template that notes which of them run.

A mark is a jinja2 filter whose name is a number, which no template text can spell: `a if c else b` becomes
`(a | 0) if c else (b | 1)`, and the code generator writes `context.hits[0]` for `| 0`. The numbers are the order below.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeGuard

from jinja2 import nodes


@dataclass(frozen=True, slots=True)
class TemplateBranch:
    """One branch, and the offset of its start in the template's text."""

    label: str
    offset: int


def is_mark(node: nodes.Node) -> TypeGuard[nodes.Filter]:
    """Whether a filter is a mark; its name is the branch's number."""
    return isinstance(node, nodes.Filter) and node.name.isdigit()


def mark_branches(tree: nodes.Template) -> tuple[TemplateBranch, ...]:
    """Marks all branches of a prepared tree in place; branch `i` of the answer has the number `i`."""
    marks = _Marks()
    elifs = {id(part) for node in tree.find_all(nodes.If) for part in node.elif_}
    for node in list(tree.find_all((nodes.If, nodes.For, nodes.Macro, nodes.CondExpr, nodes.And, nodes.Or))):
        if id(node) not in elifs:
            marks.visit(node)
    return tuple(marks.found)


class _Marks:
    """The branches that were marked so far."""

    def __init__(self) -> None:
        self.found: list[TemplateBranch] = []

    def _mark(self, label: str, node: nodes.Expr | None, offset: int) -> nodes.Filter:
        self.found.append(TemplateBranch(label, offset))
        return nodes.Filter(node, str(len(self.found) - 1), [], [], None, None, lineno=offset)

    def _block(self, label: str, body: list[nodes.Node], offset: int) -> None:
        offset = int(_first(body[0]).lineno) if body else offset
        body.insert(0, nodes.ExprStmt(self._mark(label, None, offset), lineno=offset))

    def visit(self, node: Any) -> None:
        if isinstance(node, nodes.If):
            self._block("body of if", node.body, node.lineno)
            for part in node.elif_:
                self._block("body of elif", part.body, part.lineno)
            self._block("else of if" if node.else_ else "else of if (absent)", node.else_, node.lineno)
        elif isinstance(node, nodes.For):
            self._block("body of for", node.body, node.lineno)
            if node.else_:
                self._block("else of for", node.else_, node.lineno)
        elif isinstance(node, nodes.Macro):
            self._block(f"macro {node.name}", node.body, node.lineno)
        elif isinstance(node, nodes.CondExpr):
            node.expr1 = self._mark("value of if … else", node.expr1, start(node.expr1))
            node.expr2 = self._mark("else of if … else", node.expr2, start(node.expr2 or node.expr1))
        elif isinstance(node, (nodes.And, nodes.Or)):
            node.right = self._mark(f"right side of {node.operator}", node.right, start(node.right))


def _first(node: nodes.Node) -> nodes.Node:
    """The first piece of an output, which has a place of its own."""
    return node.nodes[0] if isinstance(node, nodes.Output) and node.nodes else node


def start(node: nodes.Node) -> int:
    """The offset an error of an expression is shown at: operators at their left operand, the rest at their own mark
    (the name of a filter, the `is` of a test, the dot or bracket of a look-up, the parenthesis of a call)."""
    while True:
        left: nodes.Node | None = None
        if isinstance(node, nodes.BinExpr):
            left = node.left
        elif isinstance(node, nodes.Compare):
            left = node.expr
        elif isinstance(node, nodes.CondExpr):
            left = node.expr1
        elif isinstance(node, nodes.Concat):
            left = node.nodes[0]
        if left is None:
            return int(node.lineno)
        node = left
