"""Classes that are not lowered."""

from __future__ import annotations

import ast
import builtins
import collections

from noetlc.frontend import syntax
from noetlc.layout.features import Feature
from noetlc.lower.python.classes.bases import (
    NATIVE_BASES,
    all_defined,
    ancestry,
    class_named,
    defined_in,
    has_native_methods,
)
from noetlc.lower.python.facts.refused import Refused
from noetlc.lower.python.frame.context import Frame
from noetlc.lower.python.modules.imports import module_class
from noetlc.primitives.special_methods import members


def refuse_hidden(frame: Frame, node: ast.ClassDef) -> None:
    """Refuses methods that a built-in base hides: instances find those of the body's classes first."""
    hiding: set[str] = set()
    for base in node.bases:
        name = base.id if isinstance(base, ast.Name) and class_named(frame, base) is None else module_class(frame, base) or ""
        if name in NATIVE_BASES:
            hiding |= members(getattr(collections if "." in name else builtins, name.rpartition(".")[2])).keys()
        hidden = sorted(hiding & all_defined(frame, base) - defined_in(node))
        if hidden:
            raise Refused(base, f"a base class with {hidden[0]} behind a built-in base", "Name the built-in base last.")


def refuse_lookup(frame: Frame, node: ast.ClassDef) -> None:
    """Refuses `__getattribute__` where instances have methods of a built-in type, which calls find without asking it."""
    if Feature.ATTRIBUTE_HOOKS in frame.body.facts.features and has_native_methods(frame, node):
        for cls in ancestry(frame, node):
            for stmt in cls.body:
                if isinstance(stmt, ast.FunctionDef) and stmt.name == "__getattribute__":
                    raise Refused(node, "__getattribute__ of a subclass of a built-in type", "Define __getattr__.")


def refuse_finalizer(node: ast.ClassDef) -> None:
    """Refuses what runs when an object is given up, since nothing counts references, and slots with private names."""
    for stmt in node.body:
        if isinstance(stmt, ast.FunctionDef) and stmt.name == "__del__":
            raise Refused(stmt, "the method __del__", "Use with and a context manager.")
        if isinstance(stmt, ast.Assign) and ast.unparse(stmt.targets[0]) == "__slots__":
            texts = [c.value for c in syntax.walk(stmt.value) if isinstance(c, ast.Constant) and isinstance(c.value, str)]
            if any(t.startswith("__") and not t.endswith("__") for t in texts):
                raise Refused(stmt, "a slot with a private name", "Give it one underscore.")
