"""The classes of a body that a class derives from, by their names."""

from __future__ import annotations

import ast


def base_texts(node: ast.ClassDef) -> list[str]:
    """The bases as they are written, without parameters of types."""
    return [ast.unparse(b.value if isinstance(b, ast.Subscript) else b) for b in node.bases]


def with_ancestors(node: ast.ClassDef, by_name: dict[str, ast.ClassDef]) -> list[ast.ClassDef]:
    """A class and those it derives from, each once."""
    found = {node.name: node}
    todo = [node]
    while todo:
        more = [by_name[b] for b in base_texts(todo.pop()) if b in by_name and b not in found]
        found |= {c.name: c for c in more}
        todo += more
    return list(found.values())
