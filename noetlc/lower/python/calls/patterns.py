"""Calls of `re` whose patterns and flags are known: `re.compile("a+")` is an object in memory, `re.match("a+", text)` a call with it."""

from __future__ import annotations

import ast
from dataclasses import replace

from noetlc.ir.nodes import Expr
from noetlc.ir.payload import Pattern
from noetlc.lower.python.dispatch.patterns import covered
from noetlc.lower.python.expressions.operators import constant_text
from noetlc.lower.python.facts.scope import starred
from noetlc.lower.python.frame.context import Frame, const
from noetlc.lower.python.modules.imports import member_of, only_value
from noetlc.primitives.model import Primitive
from noetlc.primitives.modules import CONSTANTS, FUNCTIONS

_KNOWN = {
    **{f"re.{name}": f"re_known_{name}" for name in "match fullmatch search findall finditer".split()},
    **{f"re.{name}": f"re_pattern_{name}" for name in "split sub subn".split()},
}


def known_pattern(frame: Frame, full: str, node: ast.Call) -> tuple[Primitive, ast.Call] | Expr | None:
    """What a call of a function of `re` becomes whose pattern is known; None where it is not."""
    if starred(node) or (full != "re.compile" and full not in _KNOWN):
        return None
    names = [param.name for param in FUNCTIONS[full].params]
    given = dict(zip(names, node.args, strict=False)) | {str(k.arg): k.value for k in node.keywords}
    if len(given) < len(node.args) + len(node.keywords) or not given.keys() <= set(names) or "pattern" not in given:
        return None
    flags = _number(frame, given["flags"]) if "flags" in given else 0
    source = constant_text(given["pattern"])
    if source is None:
        if "flags" in given or full == "re.compile" or not _is_pattern(frame, given["pattern"]):
            return None
        pattern = given["pattern"]
    elif flags is None or not covered(source, flags):
        return None
    elif full == "re.compile":
        return const(Pattern(source, flags))
    else:
        pattern = ast.copy_location(_constant(Pattern(source, flags)), given["pattern"])
    primitive = FUNCTIONS[full]
    known = replace(primitive, runtime=_KNOWN[full], params=tuple(p for p in primitive.params if p.name != "flags"))
    at = names.index("flags")
    args = [pattern if name == "pattern" else arg for name, arg in zip(names, node.args[:at], strict=False)]
    keywords = [
        ast.keyword(k.arg, pattern if k.arg == "pattern" else k.value) for k in node.keywords if k.arg != "flags"
    ]
    return known, ast.copy_location(ast.Call(node.func, args, keywords), node)


def _constant(pattern: Pattern) -> ast.Constant:
    made = ast.Constant(None)
    made.value = pattern  # type: ignore[assignment]
    return made


def _is_pattern(frame: Frame, node: ast.expr) -> bool:
    """Whether an expression is a variable that is only assigned what `re.compile` gives."""
    if not isinstance(node, ast.Name):
        return False
    binding = frame.body.scopes.resolve(frame.scope, node.id)
    value = None if binding.scope is None else only_value(frame, binding.scope, node.id)
    return isinstance(value, ast.Call) and member_of(frame, value.func) == "re.compile"


def _number(frame: Frame, node: ast.expr) -> int | None:
    """Flags as a number."""
    if isinstance(node, ast.Constant):
        return node.value if type(node.value) is int else None
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        left, right = _number(frame, node.left), _number(frame, node.right)
        return None if left is None or right is None else left | right
    value = CONSTANTS.get(member_of(frame, node) or "")
    return value if isinstance(value, int) else None
