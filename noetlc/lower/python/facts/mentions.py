"""What the text of a body names."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from noetlc.lower.python.facts.full_names import full_name

ABSTRACT_METHODS = frozenset(full_name(module, "abstractmethod") for module in ("abc", "collections.abc"))


@dataclass(frozen=True, slots=True)
class Mentions:
    """What the text of a body names: variables, attributes, constant texts, and the functions and classes it defines.

    `has_classes` is also set for functions that get attributes which are called: the calls look attributes up as for instances.
    """

    names: frozenset[str]
    attributes: frozenset[str]
    texts: frozenset[str]
    definitions: frozenset[str]
    has_classes: bool

    @property
    def has_abstract(self) -> bool:
        return not self.names.isdisjoint(ABSTRACT_METHODS)


def mentions(tree: ast.Module) -> Mentions:
    names, attributes, texts, definitions = set[str](), set[str](), set[str](), set[str]()
    stored, called = {"__wrapped__"}, set[str]()  # functools.wraps stores that
    has_classes = False
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            names.add(node.id)
        elif isinstance(node, ast.Attribute):
            attributes.add(node.attr)
            if isinstance(node.ctx, ast.Store):
                stored.add(node.attr)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            called.add(node.func.attr)
        elif isinstance(node, ast.Constant):
            if isinstance(node.value, str):
                texts.add(node.value)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            definitions.add(node.name)
            has_classes = has_classes or isinstance(node, ast.ClassDef)
        has_classes = has_classes or makes_class(node)
    if "setattr" in names:
        stored |= texts
    has_classes = has_classes or not stored.isdisjoint(called)
    return Mentions(frozenset(names), frozenset(attributes), frozenset(texts), frozenset(definitions), has_classes)


def makes_class(node: ast.AST) -> bool:
    """`type(name, bases, members)`."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "type" and len(node.args) == 3
