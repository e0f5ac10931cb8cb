"""Calls of `re` whose patterns and flags are known: `re.compile("a+")` is an object in memory, `re.match("a+", text)` a call with it."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from noetlc.ir.nodes import Assign, Expr, If
from noetlc.ir.payload import Pattern
from noetlc.lower.python.dispatch.patterns import covered
from noetlc.lower.python.facts.constant_texts import constant_text
from noetlc.lower.python.facts.scope import starred
from noetlc.lower.python.frame.context import Frame, const, local
from noetlc.lower.python.frame.evaluation import expression
from noetlc.lower.python.modules.imports import member_of, only_value
from noetlc.lower.python.modules.match_items import matches_of
from noetlc.primitives.model import Primitive
from noetlc.primitives.modules import CONSTANTS, FUNCTIONS

_OF_ONE = frozenset(f"re.{name}" for name in "match fullmatch search findall finditer".split())
_KNOWN = {
    **{full: full.replace("re.", "re_known_") for full in _OF_ONE},
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
    source = _text(frame, given["pattern"])
    pattern = given["pattern"]
    if source is None:
        if "flags" in given or full == "re.compile" or not _is_pattern(frame, pattern):
            return None
    elif flags is None or not covered(source, flags):
        return None
    else:
        if isinstance(pattern, ast.Name):  # it may not be bound yet
            frame.effect(expression(frame, pattern))
        if full == "re.compile":
            return const(Pattern(source, flags))
        pattern = ast.copy_location(_constant(Pattern(source, flags)), pattern)
    primitive = FUNCTIONS[full]
    known = replace(primitive, runtime=_KNOWN[full], params=tuple(p for p in primitive.params if p.name != "flags"))
    at = names.index("flags")
    args = [pattern if name == "pattern" else arg for name, arg in zip(names, node.args[:at], strict=False)]
    keywords = [ast.keyword(k.arg, pattern if k.arg == "pattern" else k.value) for k in node.keywords if k.arg != "flags"]
    return known, ast.copy_location(ast.Call(node.func, args, keywords), node)


def known_method(frame: Frame, node: ast.Call, func: ast.Attribute) -> Callable[[Expr, list[Expr]], Expr] | None:
    """What makes the call of a method of a known pattern, or of what most likely is a match, of receiver and arguments; None for others."""
    if len(node.args) != 1 or node.keywords or starred(node):
        return None
    if f"re.{func.attr}" in _OF_ONE and _is_pattern(frame, func.value):
        runtime = _KNOWN[f"re.{func.attr}"]
        return lambda receiver, given: frame.rt(runtime, receiver, *given, node=node)
    likely = func.attr == "group" and not frame.body.facts.has_classes
    if likely and isinstance(func.value, ast.Name) and func.value.id in matches_of(frame)[0]:
        return lambda receiver, given: _one_group(frame, receiver, given[0], node)
    return None


def _one_group(frame: Frame, receiver: Expr, key: Expr, node: ast.Call) -> Expr:
    """`m.group(1)` without a tuple of arguments."""
    number, result = frame.keep(key), frame.temp("val")
    with frame.into() as of_match:
        frame.emit(Assign(result, frame.rt("re_match_item", receiver, number, node=node)))
    with frame.into() as other:
        frame.emit(Assign(result, Expr("method", (receiver, number), ("group", ()), "val", frame.body.site(node))))
    frame.emit(If(Expr("dyn.unchecked", (receiver,), "re_is_match", "i32"), of_match, other))
    return local(result, "val")


def _constant(pattern: Pattern) -> ast.Constant:
    made: Any = ast.Constant(None)
    made.value = pattern
    constant: ast.Constant = made
    return constant


def _text(frame: Frame, node: ast.expr) -> str | None:
    """A text that stands here, or in a variable that is only assigned it."""
    if not isinstance(node, ast.Name):
        return constant_text(node)
    value = _only_value(frame, node)
    return None if value is None else constant_text(value)


def _only_value(frame: Frame, node: ast.Name) -> ast.expr | None:
    binding = frame.body.scopes.resolve(frame.scope, node.id)
    return None if binding.scope is None else only_value(frame, binding.scope, node.id)


def _is_pattern(frame: Frame, node: ast.expr) -> bool:
    """Whether an expression is a variable that is only assigned what `re.compile` gives."""
    if not isinstance(node, ast.Name):
        return False
    value = _only_value(frame, node)
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
