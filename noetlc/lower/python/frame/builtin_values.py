"""Builtins used as values."""

from __future__ import annotations

import ast

from noetlc.ir.nodes import Expr
from noetlc.ir.payload import Builtin, Class
from noetlc.lower.python.facts.refused import RefusedCall
from noetlc.lower.python.frame.context import Frame, const
from noetlc.primitives.python_builtins import BUILTINS, CLASSES, OBJECT_BUILTINS

# builtins outside the compiled language, and what to do instead
NOT_LOWERED = {
    "open": "Read files with a tool step.",
    "eval": "Use json.loads or ast.literal_eval.",
    "exec": "Write the statements out.",
    "compile": "",
    "__import__": "Use an import statement.",
    "input": "Pass values as inputs.",
    "breakpoint": "",
    "dir": "",
    "memoryview": "",
    "help": "",
    "complex": "",
    **dict.fromkeys(("aiter", "anext", "classmethod", "property", "staticmethod", "super"), ""),
    **dict.fromkeys(("__build_class__", "__debug__", "__doc__", "__loader__", "__package__", "__spec__"), ""),
}
_ONLY_CALLED = frozenset(("globals", "locals", "vars"))  # whose calls are lowered by their syntax


def builtin_value(frame: Frame, node: ast.Name) -> Expr:
    """A builtin used as a value: a class, or a function object of the builtin."""
    if node.id in NOT_LOWERED:
        raise RefusedCall(node, f"the builtin {node.id} as a value", NOT_LOWERED[node.id])
    if node.id in CLASSES:
        return Expr("class", (), node.id, "val")
    if node.id in BUILTINS:
        return Expr("function", (), Builtin(node.id), "val")
    if node.id in _ONLY_CALLED or node.id in OBJECT_BUILTINS:
        raise RefusedCall(node, f"the builtin {node.id} as a value")
    if node.id == "Ellipsis":
        return const(Class("Ellipsis"))
    if node.id == "NotImplemented":
        return const(Class("NotImplemented"))
    if node.id == "__name__":
        return const("__main__")
    return frame.rt("raise_name_error", const(node.id), node=node)
