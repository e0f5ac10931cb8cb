"""Kernel modules beside the runtime: their functions, globals and static data join its namespace under names of their own.

Inside such a module its own names come first, then those of the runtime. Its IR is made anew in every process and never kept
with that of the runtime. Loops look at the stop word at every round, so that a host can end what does not end by itself.
"""

from __future__ import annotations

import ast
import dataclasses
import struct
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from noetlc.ir.build import call, i32, op
from noetlc.ir.nodes import Data, Effect, Function, Global, If, Import, Loop, Stmt, substatements, walk_exprs
from noetlc.kernel.lang import Record, StaticData
from noetlc.kernel.runtime import Runtime
from noetlc.kernel.stored import Stored
from noetlc.kernel.translate import KernelError, Scope, Signature, annotation, translate
from noetlc.layout.objects import STOP_WORD
from noetlc.runtime.values.memory import ABORT_STOPPED

_TYPES = ("i32", "i64", "f64", "val")
_LIMITS = {"i32": 32, "val": 32, "i64": 64}
# What the translator raises for kernel Python that is none in a way it does not look for.
_ODD = (KeyError, IndexError, ValueError, TypeError, AttributeError, AssertionError, struct.error)


@dataclass(frozen=True, slots=True)
class Source:
    """A kernel module that was loaded: `file` is how errors name it."""

    module: ModuleType
    tree: ast.Module
    file: str


@dataclass(slots=True)
class Extension:
    """The functions of some kernel modules; `name` in them is `prefix + name` outside. Calls of functions in `redirect` go to others.

    Raises KernelError.
    """

    runtime: Runtime
    sources: Sequence[Source]
    prefix: str
    redirect: Mapping[str, str] = field(default_factory=dict)
    declared: dict[str, tuple[Source, ast.FunctionDef]] = field(default_factory=dict)
    signatures: dict[str, Signature] = field(default_factory=dict)
    globals: dict[str, Global] = field(default_factory=dict)  # by their names inside
    statics: dict[str, Data] = field(default_factory=dict)
    imports: dict[str, Import] = field(default_factory=dict)
    _kinds: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._kinds = {name: found.type for name, found in self.runtime.stored.globals.items()}
        for source in self.sources:
            self._declare(source)

    def _declare(self, source: Source) -> None:
        for node in source.tree.body:
            if isinstance(node, ast.FunctionDef):
                self._declare_function(source, node)
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and annotation(node.annotation) in _TYPES:
                self._declare_global(source, node, node.target.id, annotation(node.annotation))
        for name, found in vars(source.module).items():
            if isinstance(found, StaticData):
                self.statics[name] = Data(self.prefix + name, found.bytes, found.align)

    def _declare_function(self, source: Source, node: ast.FunctionDef) -> None:
        """A function whose parameters are annotated with machine types; others are helpers that run when the module is loaded."""
        arguments = node.args
        kinds = tuple(annotation(a.annotation) for a in arguments.args)
        first = kinds[0] if kinds else annotation(node.returns)
        if any(a.annotation is None for a in arguments.args) or (first not in (*_TYPES, "void") and not _is_record(source.module, first)):
            return
        if node.name in self.declared:
            raise _failure(source, node, "is defined twice")
        if arguments.posonlyargs or arguments.kwonlyargs or arguments.vararg or arguments.kwarg or arguments.defaults:
            raise _failure(source, node, "kernel functions have plain parameters without defaults")
        marks = getattr(source.module, node.name, None)
        if any(hasattr(marks, mark) for mark in ("__kernel_export__", "__kernel_extern__", "__kernel_hook__", "__kernel_implements__")):
            raise _failure(source, node, "a plug-in has no exports, externs and hooks of its own; entries are marked with @function")
        self.declared[node.name] = source, node
        self.signatures[node.name] = Signature(kinds, annotation(node.returns))
        place = getattr(marks, "__kernel_import__", None)
        if place is not None:
            self._declare_import(source, node, place)

    def _declare_import(self, source: Source, node: ast.FunctionDef, place: tuple[str, str]) -> None:
        signature = self.signatures[node.name]
        params = tuple(_machine(kind) for kind in signature.params)
        result = "void" if signature.result == "void" else _machine(signature.result)
        made = Import(self.prefix + node.name, place[0], place[1], params, result)
        for known in self.runtime.stored.imports.values():
            if (known.module, known.field) == place:
                if (known.params, known.result) != (made.params, made.result):
                    raise _failure(source, node, f"{place[0]}.{place[1]} is ({', '.join(known.params)}) -> {known.result}")
                made = known
        self.imports[node.name] = made

    def _declare_global(self, source: Source, node: ast.AnnAssign, name: str, kind: str) -> None:
        value = getattr(source.module, name, None)
        bits = _LIMITS.get(kind)
        fits = isinstance(value, int) and (bits is None or -(1 << (bits - 1)) <= value < 1 << (bits - 1))
        if not fits and not (kind == "f64" and isinstance(value, float)):
            raise KernelError(f"{source.file}:{node.lineno}: {name}: a global starts as a constant {kind}")
        self._kinds[name] = kind
        init: Any = float(value) if kind == "f64" else value  # type: ignore[arg-type]
        self.globals[name] = Global(self.prefix + name, _machine(kind), init)

    def signature(self, name: str) -> Signature | None:
        """What a name means inside."""
        own = self.signatures.get(name)
        if own is not None:
            return own
        found = self.runtime.stored.signatures.get(name)
        return None if found is None else Signature(*found)

    def function(self, name: str) -> Function:
        """The IR of a function by its name inside, named as outside; a fresh one each time. Raises KernelError, KeyError."""
        source, node = self.declared[name]
        scope = Scope(vars(source.module), self.signature, self._kinds)
        try:
            made = translate(node, scope, source.file)
        except _ODD as error:
            raise _failure(source, node, f"is not kernel Python ({type(error).__name__}: {error})") from error
        except RecursionError:
            raise _failure(source, node, "is nested too deep") from None
        made.inline = getattr(getattr(source.module, name, None), "__kernel_inline__", "auto")
        made.name = self.prefix + node.name
        self._rename(made)
        _stop_loops(made.body)
        return made

    def _rename(self, function: Function) -> None:
        for expr in walk_exprs(function.body):
            name = str(expr.imm)
            if expr.op in ("call", "func"):
                if name in self.imports:
                    name = self.imports[name].name
                elif name in self.declared:
                    name = self.prefix + name
                expr.imm = self.redirect.get(name, name)
            elif (expr.op == "data" and name in self.statics) or (expr.op in ("global.get", "global.set") and name in self.globals):
                expr.imm = self.prefix + name


class Extended(Runtime):
    """The runtime and some extensions behind the interface of the runtime. What is made here is not kept."""

    def __init__(self, base: Runtime, extensions: Iterable[Extension]) -> None:
        self.base = base
        self.extensions = tuple(extensions)
        self.references = {}
        globals_ = dict(base.stored.globals)
        statics = dict(base.stored.statics)
        self._own: dict[str, tuple[Extension, str]] = {}
        self._imports: dict[str, Import] = {}
        for extension in self.extensions:
            globals_ |= {found.name: found for found in extension.globals.values()}
            statics |= {found.name: found for found in extension.statics.values()}
            self._own |= {extension.prefix + name: (extension, name) for name in extension.declared}
            self._imports |= {found.name: found for found in extension.imports.values()}
        self.stored: Stored = dataclasses.replace(base.stored, globals=globals_, statics=statics)

    def signature(self, name: str) -> Any:
        found = self._own.get(name)
        if found is None:
            return self.base.signature(name)
        signature = found[0].signatures[found[1]]
        return signature.params, signature.result

    def imported(self, name: str) -> Import | None:
        return self._imports.get(name) or self.base.imported(name)

    def function(self, name: str) -> Function:
        found = self._own.get(name)
        return self.base.function(name) if found is None else found[0].function(found[1])

    def kept(self, name: str) -> Hashable:
        return None if name in self._own else self.base.kept(name)

    def raises(self, name: str) -> bool:
        """A function of a plug-in leaves no exception pending: where it is called, one that is ends the run."""
        return name not in self._own and self.base.raises(name)

    def raises_on_data(self, name: str) -> bool:
        return name not in self._own and self.base.raises_on_data(name)

    def allocates(self, name: str) -> bool:
        return name in self._own or self.base.allocates(name)

    def save(self) -> None:
        self.base.save()


def _is_record(module: ModuleType, name: str) -> bool:
    found = getattr(module, name, None)
    return isinstance(found, type) and issubclass(found, Record)


def _machine(kind: str) -> str:
    return kind if kind in ("i64", "f64") else "i32"


def _failure(source: Source, node: ast.FunctionDef, why: str) -> KernelError:
    return KernelError(f"{source.file}:{node.lineno}: {node.name}: {why}")


def _stop_loops(body: list[Stmt]) -> None:
    """Makes every loop begin with a look at the stop word."""
    pending = [body]
    while pending:
        for stmt in pending.pop():
            pending.extend(substatements(stmt))
            if isinstance(stmt, Loop):
                asked = op("i32.load", i32(STOP_WORD))
                stmt.body.insert(0, If(asked, [Effect(call("abort", "void", i32(ABORT_STOPPED)))], []))
