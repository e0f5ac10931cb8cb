"""The runtime as a library: finds kernel functions by name and links those a program reaches.

All modules of the rooms of `noetlc.runtime` share one flat namespace of functions and globals, so a name means one thing everywhere.
"""

from __future__ import annotations

import ast
import functools
import importlib
import pkgutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import noetlc.runtime
from noetlc.ir.nodes import Data, Function, Global, Import
from noetlc.kernel.lang import Record, StaticData
from noetlc.kernel.translate import KernelError, Scope, Signature, annotation, translate

_TYPES = ("i32", "i64", "f64", "val")


@dataclass(frozen=True, slots=True)
class Declared:
    """A kernel function before translation."""

    module: ModuleType
    node: ast.FunctionDef
    signature: Signature


class Library:
    """The kernel functions, globals and static data of the runtime; translation happens on demand.

    Raises KernelError for a hook without its one implementation.
    """

    def __init__(self, modules: Iterable[ModuleType]) -> None:
        self.declared: dict[str, Declared] = {}
        self.globals: dict[str, Global] = {}
        self.global_kinds: dict[str, str] = {}
        self.statics: dict[str, StaticData] = {}
        self.duplicates: dict[str, str] = {}  # functions and static data defined again -> the later module, not used; tests refuse them
        self.hooks: dict[str, Declared] = {}
        self._functions: dict[str, Function] = {}
        self._scopes: dict[str, Scope] = {}
        for module in modules:
            self._declare(module)
        self._check_hooks()

    def _declare(self, module: ModuleType) -> None:
        tree = ast.parse(Path(str(module.__file__)).read_bytes())
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and all(a.annotation is not None for a in node.args.args):
                kinds = tuple(annotation(a.annotation) for a in node.args.args)
                first = kinds[0] if kinds else annotation(node.returns)
                if node.name.startswith("__") or (first not in (*_TYPES, "void") and not _is_record(module, first)):
                    continue  # an ordinary helper that runs at import
                into = self.hooks if hasattr(getattr(module, node.name), "__kernel_hook__") else self.declared
                if node.name in into:
                    self.duplicates[node.name] = module.__name__
                    continue
                into[node.name] = Declared(module, node, Signature(kinds, annotation(node.returns)))
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                name = node.target.id
                kind = annotation(node.annotation)
                if kind in _TYPES:
                    self.globals[name] = Global(name, "i32" if kind == "val" else kind, getattr(module, name))
                    self.global_kinds[name] = kind
        for name, found in vars(module).items():
            if isinstance(found, StaticData) and self.statics.setdefault(name, found) is not found:
                self.duplicates[name] = module.__name__

    def _check_hooks(self) -> None:
        """A hook and its implementation have one name, so that a call of the hook is a call of the implementation."""
        answers = {name: found for name, declared in self.declared.items() if (found := _implemented(declared)) is not None}
        for name, hook in self.hooks.items():
            if answers.pop(name, None) is not getattr(hook.module, name):
                raise KernelError(f"{hook.module.__name__}: {name}: no function of this name implements the hook")
            if self.declared[name].signature != hook.signature:
                raise KernelError(f"{self.declared[name].module.__name__}: {name}: the hook that it implements has another signature")
        for name in answers:
            raise KernelError(f"{self.declared[name].module.__name__}: {name}: implements what is no hook of this name")

    def signature(self, name: str) -> Signature | None:
        found = self.declared.get(name)
        return None if found is None else found.signature

    def function(self, name: str) -> Function:
        """The IR of a kernel function; the same object each time. Raises KernelError, KeyError."""
        if name not in self._functions:
            declared = self.declared[name]
            module = declared.module
            if module.__name__ not in self._scopes:
                self._scopes[module.__name__] = Scope(vars(module), self.signature, self.global_kinds)
            made = translate(declared.node, self._scopes[module.__name__], module.__name__.replace(".", "/") + ".py")
            marks: Any = getattr(module, name)
            made.inline = getattr(marks, "__kernel_inline__", "auto")
            made.export = getattr(marks, "__kernel_export__", None)
            self._functions[name] = made
        return self._functions[name]

    def imported(self, name: str) -> Import | None:
        """The import behind a kernel function declared with `@imported`, or None."""
        declared = self.declared.get(name)
        place = None if declared is None else getattr(getattr(declared.module, name), "__kernel_import__", None)
        if declared is None or place is None:
            return None
        params = tuple("i32" if p not in ("i64", "f64") else p for p in declared.signature.params)
        result = declared.signature.result
        return Import(name, place[0], place[1], params, result if result in ("i64", "f64", "void") else "i32")

    def is_extern(self, name: str) -> bool:
        declared = self.declared.get(name)
        return declared is not None and getattr(getattr(declared.module, name), "__kernel_extern__", False)

    def static(self, name: str) -> Data:
        found = self.statics[name]
        return Data(name, found.bytes, found.align)


def _implemented(declared: Declared) -> object:
    """The hook that a function implements, or None."""
    return getattr(getattr(declared.module, declared.node.name), "__kernel_implements__", None)


def _is_record(module: ModuleType, name: str) -> bool:
    found = getattr(module, name, None)
    return isinstance(found, type) and issubclass(found, Record)


@functools.cache
def runtime_library() -> Library:
    """The library of everything in `noetlc.runtime`."""
    return Library(runtime_modules())


def runtime_modules() -> list[ModuleType]:
    """The modules of all rooms of the runtime, by name."""
    found = pkgutil.walk_packages(noetlc.runtime.__path__, "noetlc.runtime.")
    return [importlib.import_module(name) for name in sorted(m.name for m in found if not m.ispkg)]
