"""Whether the value of a template may nest deeper than the values it is made of: only then must its depth be checked."""

from __future__ import annotations

from noetlc.frontend.jinja import nodes as t
from noetlc.lower.template.constants import MISSING, constant, is_condition
from noetlc.primitives.template import FILTERS

ALIASES = frozenset(("data", "result", "results", "_prev"))
"""What of a step's data may be all of it, or something else than a part."""

DEFINED = frozenset(("text", "number", "plain"))
"""What filters give that neither is nor holds undefined."""

_WRAPPING_CALLS = frozenset(("dict", "namespace", "items", "values"))


def is_flat(node: t.Expr) -> bool:
    """True for a value that surely is neither list nor map."""
    if is_condition(node):
        return True
    if isinstance(node, t.Const):
        return True
    if isinstance(node, t.Binary):
        return node.op in ("-", "/", "//", "%", "**", "~")
    if isinstance(node, t.Cond):
        return is_flat(node.then) and (node.other is None or is_flat(node.other))
    return isinstance(node, t.Filter) and (node.name in ("int", "float") or result_of(node.name) in ("text", "number"))


def result_of(name: str) -> str:
    """What a filter gives, `any` for an unknown one."""
    return FILTERS[name].result if name in FILTERS else "any"


def may_nest(node: t.Expr) -> bool:
    """True if evaluating the expression may wrap a value into another list or map."""
    if is_flat(node) or constant(node) is not MISSING:
        return False
    if isinstance(node, t.ListExpr):
        return not all(is_flat(item) for item in node.items)
    if isinstance(node, t.MapExpr):
        return not all(is_flat(value) for _, value in node.items)
    if isinstance(node, t.Filter):
        wraps = result_of(node.name) in ("lists", "any")
        return wraps or (node.obj is not None and may_nest(node.obj)) or any(map(may_nest, node.args))
    if isinstance(node, t.Call):
        func = node.func
        name = func.name if isinstance(func, t.Name | t.Getattr) else None
        return name in _WRAPPING_CALLS or any(map(may_nest, node.args))
    if isinstance(node, t.Binary):
        return may_nest(node.left) or may_nest(node.right)
    if isinstance(node, t.Cond):
        return may_nest(node.then) or (node.other is not None and may_nest(node.other))
    if isinstance(node, t.Getattr | t.Getitem):
        return may_nest(node.obj)
    return False


def part_of(node: t.Expr) -> tuple[str, int] | None:
    """The name that the value is a part of, and at least how many lists and maps of the named value lie around it; None for what is
    not written as a part: `start.rows.0` is inside two of `start`."""
    levels = 0
    while isinstance(node, t.Getattr | t.Getitem):
        levels += 1
        if isinstance(node, t.Getitem):
            if not isinstance(node.index, t.Const) or node.index.value in ALIASES:
                return None
        elif node.name in ALIASES:
            return None
        node = node.obj
    return (node.name, levels) if isinstance(node, t.Name) and levels else None
