"""Whether a body has patterns of bytes, which other functions search by than those of texts."""

from __future__ import annotations

import ast

PATTERNS = "re"  # whose functions of the library take patterns of bytes


def has_bytes_pattern(tree: ast.Module) -> bool:
    """Whether some call of a function of `re` may be given a pattern of bytes: one that is written there or in a variable."""
    held: set[str] = set()
    assigned = [(t.id, n.value) for n in ast.walk(tree) if isinstance(n, ast.Assign) for t in n.targets if isinstance(t, ast.Name)]
    for _ in range(3):  # of variables of variables
        held |= {name for name, value in assigned if _may_be_bytes(value, held)}
    named = {a.asname or a.name for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and n.module == PATTERNS for a in n.names}
    modules_ = {a.asname or a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names if a.name == PATTERNS}
    for node in ast.walk(tree) if named or modules_ else ():
        if not isinstance(node, ast.Call) or not (node.args or node.keywords):
            continue
        owner = node.func.value if isinstance(node.func, ast.Attribute) else None
        of_module = getattr(owner, "id", "") in modules_ or getattr(node.func, "id", "") in named
        patterns = [*node.args[:1], *(k.value for k in node.keywords if k.arg == "pattern")]
        if of_module and any(_may_be_bytes(pattern, held) for pattern in patterns):
            return True
    return False


def _may_be_bytes(node: ast.expr, held: set[str]) -> bool:
    if isinstance(node, ast.Constant):
        return isinstance(node.value, bytes)
    if isinstance(node, ast.Name):
        return node.id in held
    if isinstance(node, ast.BinOp):
        return _may_be_bytes(node.left, held) or _may_be_bytes(node.right, held)
    if isinstance(node, ast.Call):
        if isinstance(node.func, ast.Attribute) and node.func.attr == "join":
            return _may_be_bytes(node.func.value, held)
        escaped = ast.unparse(node.func) in ("re.escape", "escape")
        return escaped and bool(node.args) and _may_be_bytes(node.args[0], held)
    return False
