"""An import that a rewriting pass adds to a body."""

from __future__ import annotations

import ast


def import_first(tree: ast.Module, module: str, names: dict[str, str]) -> None:
    """Adds `from module import name as …` for each name and what it is called, behind the imports of `__future__`, in place."""
    future = sum(isinstance(s, ast.ImportFrom) and s.module == "__future__" for s in tree.body)
    aliases = [ast.alias(name, called) for name, called in sorted(names.items())]
    tree.body.insert(future, ast.fix_missing_locations(ast.ImportFrom(module, aliases, 0, lineno=1, col_offset=0)))
