"""Word equivalence (language.md 5): string literals compared with `output.status` or `event.name` are replaced first."""

from __future__ import annotations

from noetlc.frontend.jinja import nodes as t

_WORDS = {
    ("output", "status"): {"success": "ok", "completed": "ok"},
    ("event", "name"): {"call.done": "step.done", "step.exit": "step.done", "step.failed": "call.error"},
}


def equivalent(operands: list[t.Expr]) -> list[t.Expr]:
    """The operands of a comparison chain with literals beside such a path replaced."""
    result = list(operands)
    for index, operand in enumerate(operands):
        words = _path_words(operand)
        if words:
            for near in (index - 1, index + 1):
                if 0 <= near < len(result):
                    result[near] = _replace(result[near], words)
    return result


def _path_words(node: t.Expr) -> dict[str, str]:
    if isinstance(node, t.Getattr):
        key: object = node.name
    elif isinstance(node, t.Getitem) and isinstance(node.index, t.Const):
        key = node.index.value
    else:
        return {}
    if isinstance(node.obj, t.Name) and isinstance(key, str):
        return _WORDS.get((node.obj.name, key), {})
    return {}


def _replace(node: t.Expr, words: dict[str, str]) -> t.Expr:
    if isinstance(node, t.Const) and isinstance(node.value, str):
        return t.Const(words.get(node.value, node.value), node.pos)
    if isinstance(node, t.ListExpr):
        return t.ListExpr(tuple(_replace(item, words) for item in node.items), node.pos)
    return node
