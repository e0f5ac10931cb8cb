"""Whether a body has patterns of bytes, which other functions search by than those of texts."""

from __future__ import annotations

import ast

from noetlc.frontend import syntax
from noetlc.lower.python.facts.flows import held_names

PATTERNS = "re"  # whose functions of the library take patterns of bytes

_OF_TEXT = frozenset("decode hex find rfind index rindex count startswith endswith".split())  # methods of bytes that give none


def has_bytes_pattern(tree: ast.Module) -> bool:
    """Whether some call of a function of `re` may be given a pattern of bytes: one that is written there, or made of such or by `encode`
    and passed on by names, in displays or as an argument."""
    named = {a.asname or a.name for n in syntax.walk(tree) if isinstance(n, ast.ImportFrom) and n.module == PATTERNS for a in n.names}
    modules_ = {a.asname or a.name for n in syntax.walk(tree) if isinstance(n, ast.Import) for a in n.names if a.name == PATTERNS}
    if not named and not modules_:
        return False
    held = held_names(tree, _may_be_bytes)
    for node in syntax.walk(tree):
        if not isinstance(node, ast.Call) or not (node.args or node.keywords):
            continue
        owner = node.func.value if isinstance(node.func, ast.Attribute) else None
        of_module = getattr(owner, "id", "") in modules_ or getattr(node.func, "id", "") in named
        patterns = [*node.args[:1], *(k.value for k in node.keywords if k.arg == "pattern")]
        if of_module and any(_may_be_bytes(pattern, held) for pattern in patterns):
            return True
    return False


def _may_be_bytes(node: ast.expr, held: set[str]) -> bool:
    """Whether a value may be bytes, or hold some."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, bytes)
    if isinstance(node, ast.Name):
        return node.id in held
    if isinstance(node, ast.Attribute):
        return node.attr in held
    if isinstance(node, ast.BinOp):
        return _may_be_bytes(node.left, held) or _may_be_bytes(node.right, held)
    if isinstance(node, ast.Call):
        return _call_may_give_bytes(node, held)
    parts = _parts(node)
    return any(_may_be_bytes(part, held) for part in parts)


def _parts(node: ast.expr) -> list[ast.expr]:
    if isinstance(node, ast.IfExp):
        return [node.body, node.orelse]
    if isinstance(node, ast.BoolOp):
        return node.values
    if isinstance(node, ast.List | ast.Tuple | ast.Set):
        return node.elts
    if isinstance(node, ast.Dict):
        return [*(k for k in node.keys if k is not None), *node.values]
    return [node.value] if isinstance(node, ast.Subscript | ast.Starred | ast.NamedExpr) else []


def _call_may_give_bytes(node: ast.Call, held: set[str]) -> bool:
    if isinstance(node.func, ast.Name):
        return node.func.id in ("bytes", "bytearray") or (node.func.id == "escape" and any(_may_be_bytes(a, held) for a in node.args[:1]))
    if not isinstance(node.func, ast.Attribute):
        return False
    name, owner = node.func.attr, node.func.value
    if name == "encode":
        return True
    if name == "escape" and any(_may_be_bytes(a, held) for a in node.args[:1]):
        return True
    return name not in _OF_TEXT and _may_be_bytes(owner, held)
