"""Calls that leave every run to the interpreter, refused where what makes them leave stands in the call itself.

Example: `re.findall(b"a", data)` is refused, `re.findall(pattern, data)` is compiled and left where `pattern` is of bytes.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable

from noetlc.lower.python.arguments.matching import Given, Misfit, match
from noetlc.lower.python.facts.refused import Refused
from noetlc.lower.python.facts.scope import starred
from noetlc.lower.python.frame.context import Frame
from noetlc.lower.python.frame.names import bound_by
from noetlc.lower.python.modules.class_names import known_class
from noetlc.primitives.modules import FUNCTIONS

Test = Callable[[object], bool]


def _is_bytes(value: object) -> bool:
    return isinstance(value, bytes)


def _names_character(value: object) -> bool:
    return isinstance(value, str) and re.search(r"(?<!\\)(?:\\\\)*\\N", value) is not None


# function -> parameter -> what of a constant always leaves
_TABLE: dict[str, dict[str, tuple[tuple[str, Test], ...]]] = {
    **{
        full: {
            "pattern": (("the name of a character in a pattern", _names_character),),
            "repl": (("a replacement of bytes", _is_bytes),),
        }
        for full in FUNCTIONS
        if full.startswith("re.")
    },
}  # fmt: skip


def refuse_left(full: str, node: ast.Call) -> None:
    """Raises Refused for a call that always leaves the run."""
    tests = _TABLE.get(full)
    if tests is None or starred(node):
        return
    matched = match(FUNCTIONS[full], len(node.args), tuple(str(k.arg) for k in node.keywords))
    if isinstance(matched, Misfit):
        return
    arguments = [*node.args, *(k.value for k in node.keywords)]
    for param, at in zip(FUNCTIONS[full].params, matched.places, strict=True):
        given = arguments[at.index] if isinstance(at, Given) else None
        if not isinstance(given, ast.Constant):
            continue
        for construct, holds in tests.get(param.name, ()):
            if holds(given.value):
                raise Refused(given, construct)


def refuse_member(frame: Frame, node: ast.Attribute) -> None:
    """Raises Refused for `C.__dict__`."""
    if node.attr == "__dict__" and _is_class(frame, node.value):
        raise Refused(node, "the dict of a class")


def refuse_union(frame: Frame, node: ast.BinOp) -> None:
    """Raises Refused for `A | B` of classes outside of annotations and of what `isinstance` compares with."""
    if all(_is_class(frame, side) for side in (node.left, node.right)):
        raise Refused(node, "a union of classes", "Use a tuple of classes.")


def _is_class(frame: Frame, node: ast.expr) -> bool:
    return known_class(frame, node) is not None or isinstance(bound_by(frame, node), ast.ClassDef)
