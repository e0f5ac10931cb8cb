"""Which bodies may run confined, and which leave nothing behind in their process."""

from __future__ import annotations

import ast
import warnings
from functools import lru_cache
from importlib import import_module
from types import ModuleType

from noetlc.frontend.body_plugins import is_plugin_module
from noetlc.interp.pybody.allowed import uses_only_pure
from noetlc.interp.pybody.request import Library

# Modules whose functions change nothing in the module (seeds and variables are reset between bodies).
_UNCHANGED = frozenset(
    (
        "__future__", "base64", "binascii", "bisect", "collections", "collections.abc", "copy", "dataclasses", "datetime", "enum",
        "fractions", "functools", "hashlib", "heapq", "hmac", "html", "itertools", "json", "math", "operator", "os", "os.path",
        "random", "re", "statistics", "string", "struct", "textwrap", "time", "typing", "unicodedata", "urllib.parse", "uuid",
    )
)  # fmt: skip
_REFLECTION = frozenset(
    ("setattr", "delattr", "vars", "globals", "locals", "sys", "getattr", "__builtins__", "type", "super", "eval", "exec", "compile")
)
_REGISTERS = "register"  # of abstract base classes, which keep what is registered
_CHANGEABLE = (dict, list, set, ModuleType)


def _parsed(code: str) -> ast.Module | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
        return None


def is_pure(code: str, libraries: tuple[Library, ...], inputs: frozenset[str] = frozenset()) -> bool:
    """Whether a body may run in the confined process. One that does not parse may: it fails before its first line. `inputs` are the
    names of what it gets that Python has for something else (`allowed.hidden`)."""
    tree = _parsed(code)
    if tree is None:
        return True
    return uses_only_pure(tree, libraries, inputs)


def keeps_no_state(code: str, libraries: tuple[Library, ...]) -> bool:
    """Whether a pure body provably changes no module: its process may run another body of the same playbook afterwards.

    Modules can only be changed through attribute stores, reflection, containers or submodules that are attributes of a module, or
    functions of modules outside `_UNCHANGED`. So a body with none of these leaves nothing behind.
    """
    tree = _parsed(code)
    if tree is None:
        return True
    if any(lib.name is not None or lib.module not in _UNCHANGED for lib in libraries):
        return False
    modules = {"json": "json"} | {lib.alias: lib.module for lib in libraries}
    nodes = list(ast.walk(tree))
    for node in nodes:
        if isinstance(node, ast.Import):
            modules |= {alias.asname or alias.name.partition(".")[0]: alias.name for alias in node.names}
    return all(_harmless(node, modules) for node in nodes)


def _harmless(node: ast.AST, modules: dict[str, str]) -> bool:
    if isinstance(node, ast.Import):
        return all(alias.name in _UNCHANGED for alias in node.names)
    if isinstance(node, ast.ImportFrom) and is_plugin_module(node.module or ""):
        return True  # a module made for this body alone
    if isinstance(node, ast.ImportFrom):
        return node.module in _UNCHANGED and all(_constant(node.module, alias.name) for alias in node.names)
    if isinstance(node, ast.Attribute):
        if not isinstance(node.ctx, ast.Load) or node.attr == _REGISTERS:
            return False
        if node.attr.startswith("_") and node.attr not in ("__init__", "__name__"):
            return False
        module = _module(node.value, modules)
        return module is None or f"{module}.{node.attr}" in _UNCHANGED or _constant(module, node.attr)
    if isinstance(node, ast.Name):
        return node.id not in _REFLECTION
    return True


def _module(node: ast.expr, modules: dict[str, str]) -> str | None:
    """The module that an expression names: `json`, or `os.path` after `import os.path`."""
    if isinstance(node, ast.Name):
        name = modules.get(node.id)
        return name if name is None or node.id != name.partition(".")[0] else node.id
    if isinstance(node, ast.Attribute):
        outer = _module(node.value, modules)
        return f"{outer}.{node.attr}" if outer is not None else None
    return None


@lru_cache(maxsize=1024)
def _constant(module: str, name: str) -> bool:
    """Whether a public name of a module holds nothing that can be changed."""
    if name == "*" or name.startswith("_"):
        return False
    found = getattr(import_module(module), name, None) if module in _UNCHANGED else None
    return found is not None and not isinstance(found, _CHANGEABLE)
