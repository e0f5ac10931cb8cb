"""What bodies may use of library modules, and the builtins and forms that need one."""

from __future__ import annotations

import ast
import collections.abc
import functools
import importlib

from noetlc.lower.python.rewrite.bytes_patterns import PATTERNS
from noetlc.lower.python.rewrite.callable_classes import CLASSES_OF
from noetlc.lower.python.rewrite.library_names import CALLED, OF_MODULES, RESUMED
from noetlc.lower.python.rewrite.library_source import source

TESTS = "collections.abc"  # whose members are tests for `isinstance`
PROTOCOLS = frozenset(f"1Supports{n}" for n in ("Abs", "Bytes", "Float", "Index", "Int", "Round"))
"""Tests for protocols of `typing`; no body can spell the names."""


@functools.cache
def exported(module: str) -> frozenset[str]:
    """What bodies may use of a library module: the definitions that CPython's module has too; all classes that annotations name."""
    if module == TESTS:
        return frozenset(collections.abc.__all__) - {"Buffer"} | PROTOCOLS  # 3.11 lacks the one
    if module == PATTERNS:
        return frozenset(("Scanner",))
    if module in (_GROUPS, RESUMED, *CLASSES_OF.values()):
        return frozenset()  # its classes and functions stand in for native ones
    others = frozenset(name for owner, name in CALLED if owner == module)
    return others | frozenset(source(module).names & set(dir(importlib.import_module(OF_MODULES.get(module, module)))))


@functools.cache
def abstract_classes() -> frozenset[str]:
    """The classes of `collections.abc` that can be values."""
    return frozenset(name for name, stmt in source(TESTS).definitions.items() if isinstance(stmt, ast.ClassDef))


_GROUPS = "exceptiongroup"
LIBRARY_BUILTINS = {"complex": "cmath", "memoryview": "array", "ExceptionGroup": _GROUPS, "BaseExceptionGroup": _GROUPS}
"""The library modules that have builtin classes."""


def is_library_builtin(node: ast.AST) -> bool:
    """A complex literal, or the name of a builtin class of the library."""
    return (isinstance(node, ast.Name) and node.id in LIBRARY_BUILTINS) or is_complex(node)


def is_complex(node: ast.AST) -> bool:
    """A complex literal, or the name of the class."""
    return (isinstance(node, ast.Name) and node.id == "complex") or complex_value(node) is not None


def complex_value(node: ast.AST) -> complex | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, complex) else None


def prints_to(node: ast.Call) -> ast.expr | None:
    """The `file=` of a call of `print` that is not written as one of the two streams."""
    if not isinstance(node.func, ast.Name) or node.func.id != "print":
        return None
    found = [k.value for k in node.keywords if k.arg == "file"]
    known = all(k.arg in (None, "sep", "end", "file", "flush") for k in node.keywords)  # else the call is an error
    return found[0] if known and found and ast.unparse(found[0]) not in ("sys.stdout", "sys.stderr") else None
