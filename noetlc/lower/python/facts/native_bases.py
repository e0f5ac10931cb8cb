"""Whether instances of classes of a body may be of a built-in kind: dicts, texts, numbers with a class of their own."""

from __future__ import annotations

import ast

from noetlc.lower.python.facts.instances import ANNOTATING
from noetlc.lower.python.facts.mentions import Mentions
from noetlc.lower.python.facts.nodes import Nodes
from noetlc.lower.python.facts.scope import Scope, Scopes
from noetlc.primitives.exceptions import EXCEPTIONS

PLAIN_BASES = ANNOTATING | {"ABC"}


def derives_from_built_ins(nodes: Nodes, found: Mentions, scopes: Scopes) -> bool:
    """Whether some class of a body or the library may derive from a built-in class that is neither `object` nor an exception."""
    if found.makes_classes:
        return True
    for node in nodes.of(ast.ClassDef):
        around = scopes.by_node[node].parent
        if around is None or not all(_is_plain(scopes, around, base) for base in node.bases):
            return True
    return False


def _is_plain(scopes: Scopes, around: Scope, base: ast.expr) -> bool:
    named = base.value if isinstance(base, ast.Subscript) else base
    if isinstance(scopes.bound_by(around, named), ast.ClassDef):
        return True
    if not isinstance(named, ast.Name):
        return isinstance(named, ast.Attribute) and named.attr in PLAIN_BASES
    scope = scopes.resolve(around, named.id).scope
    if named.id in PLAIN_BASES:
        return scope is None or scope.imports(named.id)
    return scope is None and (named.id == "object" or named.id in EXCEPTIONS)
