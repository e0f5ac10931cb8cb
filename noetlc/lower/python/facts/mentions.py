"""What the text of a body names."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from noetlc.lower.python.facts.full_names import full_name
from noetlc.lower.python.facts.nodes import Nodes

ABSTRACT_META = full_name("abc", "ABCMeta")
HOOKED_METAS = frozenset((full_name("abc", "Hooked"), full_name("abc", "Family")))
_MARKING = ("abstractmethod", "abstractproperty", "abstractclassmethod", "abstractstaticmethod")
ABSTRACT_METHODS = frozenset(full_name("abc", name) for name in _MARKING) | {full_name("collections.abc", "abstractmethod")}


@dataclass(frozen=True, slots=True)
class Mentions:
    """What the text of a body names: variables, attributes, constant texts, and the functions and classes it defines.

    `stored` are attributes that are set; where `setattr` does, any text may be one. `of_classes` are attributes that are read from names
    of classes: methods among them may be called with any first argument. `makes_classes` is set where calls make some. `has_classes` is
    also set for functions that get attributes which are called: the calls look attributes up as for instances.
    """

    names: frozenset[str]
    attributes: frozenset[str]
    stored: frozenset[str]
    texts: frozenset[str]
    definitions: frozenset[str]
    of_classes: frozenset[str]
    has_classes: bool
    makes_classes: bool

    @property
    def has_abstract(self) -> bool:
        """Whether abstract classes differ from others: by their methods, or by their class, which the body asks for."""
        asks = "type" in self.names or "__class__" in self.attributes
        return not self.names.isdisjoint(ABSTRACT_METHODS) or (asks and ABSTRACT_META in self.names)


def mentions(nodes: Nodes) -> Mentions:
    names = frozenset(n.id for n in nodes.of(ast.Name))
    texts = frozenset(n.value for n in nodes.of(ast.Constant) if isinstance(n.value, str))
    texts |= {n.arg for n in nodes.of(ast.keyword) if n.arg and n.arg.startswith("__")}  # of `dict`, which may become a class
    stored = {n.attr for n in nodes.of(ast.Attribute) if isinstance(n.ctx, ast.Store)} | {"__wrapped__"}  # functools.wraps stores that
    if "setattr" in names:
        stored |= texts
    called = {n.func.attr for n in nodes.of(ast.Call) if isinstance(n.func, ast.Attribute)}
    classes = {n.name for n in nodes.of(ast.ClassDef)}
    definitions = frozenset(n.name for n in (*nodes.functions(), *nodes.of(ast.ClassDef)))
    by_type = any(map(makes_class, nodes.of(ast.Call)))
    return Mentions(
        names=names,
        attributes=frozenset(n.attr for n in nodes.of(ast.Attribute)),
        stored=frozenset(stored),
        texts=texts,
        definitions=definitions,
        of_classes=frozenset(n.attr for n in nodes.of(ast.Attribute) if isinstance(n.value, ast.Name) and n.value.id in classes),
        has_classes=nodes.has(ast.ClassDef) or by_type or not stored.isdisjoint(called),
        makes_classes=by_type or full_name("types", "new_class") in definitions,
    )


def makes_class(node: ast.Call) -> bool:
    """`type(name, bases, members)`."""
    return isinstance(node.func, ast.Name) and node.func.id == "type" and len(node.args) == 3
