"""The nodes of a body by their type, from one walk: what all of `facts` asks."""

from __future__ import annotations

import ast
from collections import defaultdict
from typing import Any, TypeVar

from noetlc.frontend import syntax

N = TypeVar("N", bound=ast.AST)


class Nodes:
    """Every node of a tree, by type in the order of `ast.walk`."""

    def __init__(self, tree: ast.Module) -> None:
        self.tree = tree
        self._by_type: dict[type[ast.AST], list[Any]] = defaultdict(list)
        for node in syntax.walk(tree):
            self._by_type[type(node)].append(node)

    def of(self, type_: type[N]) -> list[N]:
        """Those of exactly one type."""
        return self._by_type.get(type_, [])

    def functions(self) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
        return [*self.of(ast.FunctionDef), *self.of(ast.AsyncFunctionDef)]

    def has(self, *types: type[ast.AST]) -> bool:
        return any(type_ in self._by_type for type_ in types)
