"""Which bodies may run confined, and which leave nothing behind in their process."""

from __future__ import annotations

import ast
import warnings

from noetlc.frontend.purity import purity
from noetlc.interp.pybody.request import Library

# Modules whose functions change nothing in the module (seeds and variables are reset between bodies).
_UNCHANGED = frozenset(
    (
        "__future__", "base64", "binascii", "bisect", "collections", "collections.abc", "copy", "dataclasses", "datetime", "enum",
        "fractions", "functools", "hashlib", "heapq", "hmac", "html", "itertools", "json", "math", "operator", "os", "os.path",
        "random", "re", "statistics", "string", "struct", "textwrap", "time", "typing", "unicodedata", "urllib.parse", "uuid",
    )
)  # fmt: skip
_REFLECTION = frozenset(("setattr", "delattr", "vars", "globals", "sys", "getattr", "__builtins__", "type", "super"))


def _parsed(code: str) -> ast.Module | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
        return None


def is_pure(code: str, libraries: tuple[Library, ...]) -> bool:
    """Whether a body may run in the confined process. One that does not parse may: it fails before its first line."""
    tree = _parsed(code)
    if tree is None:
        return True
    libs = {lib.alias: {"from": lib.module, "import": lib.name} if lib.name else lib.module for lib in libraries}
    return purity(tree, libs or None) is None


def keeps_no_state(code: str, libraries: tuple[Library, ...]) -> bool:
    """Whether a pure body provably changes no module: its process may run another body afterwards.

    Modules can only be changed through attribute stores, reflection, or functions of modules outside `_UNCHANGED`; attribute
    stores are allowed on `self`, which is an object of the body.
    """
    tree = _parsed(code)
    if tree is None:
        return True
    if any(lib.module not in _UNCHANGED for lib in libraries):
        return False
    return all(_harmless(node) for node in ast.walk(tree))


def _harmless(node: ast.AST) -> bool:
    if isinstance(node, ast.Import):
        return all(alias.name in _UNCHANGED for alias in node.names)
    if isinstance(node, ast.ImportFrom):
        return node.module in _UNCHANGED
    if isinstance(node, ast.Attribute):
        if node.attr.startswith("__") and node.attr not in ("__init__", "__name__"):
            return False
        stores = not isinstance(node.ctx, ast.Load)
        return not stores or (isinstance(node.value, ast.Name) and node.value.id == "self")
    if isinstance(node, ast.Name):
        return node.id not in _REFLECTION
    return True
