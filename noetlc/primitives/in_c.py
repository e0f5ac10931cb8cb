"""Functions of `noetlc/library` that CPython has in C: they show it, and as members of classes they do not bind."""

from __future__ import annotations

_OF_MODULES: dict[str, frozenset[str] | None] = {"functools": frozenset(("cmp_to_key", "reduce")), "operator": None}
"""None for all of a module."""

_CLASSES = {"io": frozenset(("Memory", "StringIO", "BytesIO"))}


def is_class_in_c(module: str, name: str) -> bool:
    """Whether CPython has the class in C, and counts the arguments of its methods by their places."""
    return name in _CLASSES.get(module, frozenset())


def is_in_c(module: str, name: str) -> bool:
    """Whether CPython has the function in C."""
    names = _OF_MODULES.get(module, frozenset())
    return names is None or name in names
