"""Modules that are imported when they are first used: the one way to do so in this package, beside the table of verbs.

For packages that are optional, and for what is slow to import and not always needed (the compiler, Hypothesis, the linker). The use
stands beside the other imports of a file, so that a reader sees what it depends on, and type checkers see the module itself:

    if TYPE_CHECKING:
        import duckdb
    else:
        duckdb = late("duckdb")
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import Any


class _Late:
    """Stands for a module; its attributes are those of the module, at the time when they are asked for."""

    __slots__ = ("_names",)

    def __init__(self, names: tuple[str, ...]) -> None:
        self._names = names

    def __getattr__(self, name: str) -> Any:
        return getattr(_imported(self), name)


def _imported(module: _Late) -> ModuleType:
    first, *below = module._names
    for name in below:
        import_module(name)
    return import_module(first)


def late(module: str, *parts: str) -> Any:
    """The module, not imported yet, and with it some of the modules below it. Using it raises ImportError where it is missing."""
    return _Late((module, *parts))


def load(module: object) -> None:
    """Imports a module of `late` now. Raises ImportError."""
    if isinstance(module, _Late):
        _imported(module)
