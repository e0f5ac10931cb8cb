"""Items of matches of `re` by the names of groups."""

from __future__ import annotations

import ast
import re

from noetlc.frontend import syntax
from noetlc.ir.nodes import Expr
from noetlc.lower.python.frame.context import Frame

_NAME = re.compile(r"\(\?P<(\w+)>")
_MATCHING = frozenset("match fullmatch search finditer".split())  # functions that give matches


def named_item(frame: Frame, node: ast.Subscript, obj: Expr, index: Expr) -> Expr | None:
    """`m["name"]` of what most likely is a match; None for others."""
    if not isinstance(node.value, ast.Name) or not isinstance(node.slice, ast.Constant):
        return None
    matches, places = matches_of(frame)
    if node.value.id not in matches or node.slice.value not in places:
        return None
    place = Expr("i32.const", (), places[node.slice.value], "i32")
    return frame.rt("re_item_by_name", obj, index, place, node=node)


def matches_of(frame: Frame) -> tuple[set[str], dict[object, int]]:
    """The names of variables that are given matches, and where names of groups stand among those of their pattern."""
    if frame.body.matches is None:
        found: set[str] = set()
        places: dict[object, int] = {}
        for part in syntax.walk(frame.body.facts.scopes.root.node):
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                places.update((name, 2 * place) for place, name in enumerate(_NAME.findall(part.value)))
            elif isinstance(part, ast.Assign | ast.NamedExpr | ast.For | ast.comprehension):
                target = part.targets[0] if isinstance(part, ast.Assign) else part.target
                value = part.value if isinstance(part, ast.Assign | ast.NamedExpr) else part.iter
                if isinstance(target, ast.Name) and isinstance(value, ast.Call) and _name_of(value.func) in _MATCHING:
                    found.add(target.id)
        frame.body.matches = found, places
    return frame.body.matches


def _name_of(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
