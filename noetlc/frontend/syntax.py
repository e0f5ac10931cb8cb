"""Walks over syntax trees of Python, as `ast.walk` and `ast.iter_child_nodes`, but without the contexts of names (`Load`, `Store`), which
are nearly half of all nodes, and more than twice as fast: the lowering of a body walks its tree a hundred times.
"""

from __future__ import annotations

import ast
from collections.abc import Container, Iterator

# What holds no node in any class that has it.
_PLAIN = frozenset({"id", "asname", "arg", "attr", "module", "level", "kind", "is_async", "simple", "conversion", "rest", "kwd_attrs"})
_PLAIN |= {"ctx", "type_comment", "type_ignores", "tag"}
_NO_NODES = (ast.Constant, ast.MatchSingleton, ast.Global, ast.Nonlocal, ast.alias)
_NAMED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.ExceptHandler, ast.MatchAs, ast.MatchStar)  # `name` is a text


class _Fields(dict[type, tuple[str, ...]]):
    """Class → fields that may hold nodes."""

    def __missing__(self, kind: type[ast.AST]) -> tuple[str, ...]:
        named = issubclass(kind, _NAMED) or kind.__name__ in ("TypeVar", "ParamSpec", "TypeVarTuple")
        found = () if issubclass(kind, _NO_NODES) else tuple(f for f in kind._fields if f not in _PLAIN and not (named and f == "name"))
        self[kind] = found
        return found


_FIELDS = _Fields()


def walk(tree: ast.AST) -> Iterator[ast.AST]:
    """The node and all below it, level by level. What a caller puts into a node that was given is walked as well only if it is deeper."""
    todo = [tree]
    for node in todo:
        for name in _FIELDS[node.__class__]:
            part = getattr(node, name, None)
            if part.__class__ is list:
                todo.extend(filter(None, part))
            elif part is not None:
                todo.append(part)
        yield node


def children(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes right below one, in the order of its fields."""
    for name in _FIELDS[node.__class__]:
        part = getattr(node, name, None)
        if part.__class__ is list:
            yield from filter(None, part)
        elif part is not None:
            yield part


def catches(handler: ast.ExceptHandler, names: Container[str]) -> bool:
    """Whether a handler takes all exceptions, or one of those names."""
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(kind is None or ast.unparse(kind) in names for kind in kinds)
