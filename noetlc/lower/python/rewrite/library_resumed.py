"""Iterators of `itertools` that a body may ask again after they stopped or raised: objects instead of generators, which end then.

Example: where a class of the body has a `__next__`, `takewhile(test, it)` makes a `takewhile` of `library/itertools.classes.py`.
"""

from __future__ import annotations

import ast

from noetlc.frontend import syntax
from noetlc.lower.python.facts.full_names import full_name, shown_name
from noetlc.lower.python.rewrite.library_names import RESUMED
from noetlc.lower.python.rewrite.library_source import Spelled, linked

_GENERATORS = {
    "accumulate": "_accumulated",
    "compress": "_compressed",
    "dropwhile": "_dropped",
    "filterfalse": "_refused",
    "groupby": "_grouped",
    "starmap": "_starred",
    "takewhile": "_taken",
    "tee": "_tee",
}
"""Functions, and the generators that they make."""


def resume(definitions: list[ast.stmt], tree: ast.Module, needed: dict[tuple[str, str], None], words: Spelled) -> list[ast.stmt]:
    """The definitions with such objects where the body of `tree` may see what is asked again."""
    names = [name for name in _GENERATORS if ("itertools", name) in needed]
    if not names or not any(map(_asks_again, syntax.walk(tree))):
        return definitions
    renamed = {full_name("itertools", _GENERATORS[n]): full_name(RESUMED, "_tee" if n == "tee" else n) for n in names}
    made = linked({(RESUMED, "_tee" if n == "tee" else n): None for n in names}, words)
    made += [s for s in definitions if not isinstance(s, ast.FunctionDef) or s.name not in renamed or _named(s.name) in needed]
    for node in (n for s in made for n in syntax.walk(s)):
        if isinstance(node, ast.Name):
            node.id = renamed.get(node.id, node.id)
    return made


def _named(name: str) -> tuple[str, str]:
    """A definition of the module by its full name; those that the body itself names are read where they are made (`read_at_once`)."""
    return "itertools", shown_name(name)


def _asks_again(node: ast.AST) -> bool:
    """Whether a node makes iterators that may go on after they stopped, or asks one where errors are caught."""
    if isinstance(node, ast.ClassDef):
        return any(isinstance(s, ast.FunctionDef) and s.name == "__next__" for s in node.body)
    if not isinstance(node, ast.Try) or all(getattr(h.type, "id", "") == "StopIteration" for h in node.handlers):
        return False
    return any(_is_next(n) for s in node.body for n in syntax.walk(s))


def _is_next(node: ast.AST) -> bool:
    return getattr(node, "id", "") == "next" or getattr(node, "attr", "") == "__next__"
