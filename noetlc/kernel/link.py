"""Collects what a program reaches into one module, pruning kinds of objects nobody creates.

A runtime function guards rare kinds with `live(TAG)` or `live(Feature.X)`. What stands behind such a guard counts as reached only
once some reached function creates objects with that tag or enables the feature, so a module that builds no set carries no set
code. The guards are then constants.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Hashable
from dataclasses import replace

from noetlc.ir.nodes import Data, Function, Module, TableIndex, exprs_with
from noetlc.kernel.references import Guards, References, references
from noetlc.kernel.runtime import Runtime
from noetlc.layout.encodings import PAGES_DATA, page_tables
from noetlc.layout.features import Feature
from noetlc.layout.static import CLASS_BASE, static_class, static_wide
from noetlc.layout.tags import (
    T_BOOL,
    T_BYTES,
    T_CELL,
    T_CLASS,
    T_DICT,
    T_EXCEPTION,
    T_FLOAT,
    T_INSTANCE,
    T_INT,
    T_ITEMS,
    T_ITERATOR,
    T_LIST,
    T_NONE,
    T_STR,
    T_TUPLE,
    T_UNDEFINED,
    T_VIEW,
    T_WIDE,
)  # fmt: skip

_HALF = re.compile("[\ud800-\udfff]")
_SURROGATES = frozenset(("surrogateescape", "surrogatepass"))
_NUMBERED_CHARACTER = re.compile(r"%(\([^)]*\))?[^A-Za-z%]*c|:(.?[<>=^])?[-+ #0-9]*c\}|^(.?[<>=^])?[-+ #0-9]*c$")
"""A conversion of `%`, a field of `str.format`, a specification."""

# kinds of constants of compiled code that no allocation announces, by how their names start
CONSTANT_KINDS = {"bytes": T_BYTES, "tuple": T_TUPLE}
PLAIN_KINDS = frozenset((T_UNDEFINED, T_NONE, T_BOOL, T_INT, T_WIDE, T_FLOAT, T_STR, T_LIST, T_TUPLE, T_DICT))
UNSEEN_KINDS = frozenset((T_EXCEPTION, T_ITERATOR, T_VIEW, T_CELL))  # values only where a feature says so, cells never
CLASS_KINDS = frozenset((T_CLASS, T_INSTANCE))  # which may be raised, or say how exceptions are shown
NAMED = {"cls:SystemExit": Feature.EXITS}  # features that the reference to a constant switches on
FLOAT = bytes((T_FLOAT,))  # how constants that may be floats start
TEXT = "str:"  # how those of texts start
CLASS = "cls:"  # how those of classes start
WIDE = "wide:"  # how those of ints beyond 64 bits start, before hexadecimal digits


def wide_of(name: str) -> int:
    """The int of a constant beyond 64 bits."""
    return int(name.removeprefix(WIDE), 16)


def _static_class(name: str) -> Data | None:
    if not name.startswith(CLASS):
        return None
    content, refs = static_class(name.removeprefix(CLASS))
    return Data(name, content, 8, refs)


Share = Callable[[Hashable, Callable[[], Function]], Function]
_LATER = Function("", (), "void", {}, [])


class Linker:
    """Adds functions of the runtime to a module until it is closed. Data made by name (`str:…`) comes from `make_data`; features in `off`
    are never enabled. `share`, if given, is asked for what one becomes where all that its key says is the same;
    it may have kept that from an earlier build."""

    def __init__(
        self,
        module: Module,
        runtime: Runtime,
        make_data: Callable[[str], Data | None],
        off: frozenset[int] = frozenset(),
        share: Share | None = None,
    ) -> None:
        self.module = module
        self.runtime = runtime
        self.make_data = make_data
        self.off = off
        self.share = share
        self.live: set[int] = set()
        self.wide: list[str] = []  # ints beyond 64 bits; whether these have limbs is known in the end
        self.waiting: dict[int, list[tuple[Guards, str, str]]] = {}
        self.done: set[tuple[str, str]] = set()
        self.work: list[tuple[str, str]] = []
        self.guarded_functions: list[Function] = []
        self.shared: dict[str, References] = {}  # functions that are asked for when all is known; others keep their places until then
        self.in_table = frozenset(module.table)  # before; what linking adds to it comes once

    def link(self, roots: list[str]) -> None:
        """Closes the module over `roots` and its own functions."""
        for name in [*roots, *self.module.functions, *self.module.table]:
            self.need("call", name)
        while self.work:
            kind, name = self.work.pop()
            getattr(self, f"add_{kind}")(name)
        for name in self.wide:
            self.module.data[name] = Data(name, static_wide(wide_of(name), limbs=Feature.BIGINT in self.live))
        if Feature.CLASS_BASES not in self.live:
            for name, item in self.module.data.items():
                if name.startswith(CLASS):
                    self.module.data[name] = replace(item, refs=tuple(ref for ref in item.refs if ref[0] != CLASS_BASE))
        if PAGES_DATA in self.module.data:
            self.module.data[PAGES_DATA] = Data(PAGES_DATA, page_tables(self.live), 2)
        for function in self.guarded_functions:
            self.resolve_guards(function)
        if self.share is not None:
            for name, found in self.shared.items():
                self.module.functions[name] = self.shared_function(name, found, self.share)

    def need(self, kind: str, name: str) -> None:
        if (kind, name) not in self.done:
            self.done.add((kind, name))
            self.work.append((kind, name))

    def add_call(self, name: str) -> None:
        if name in self.module.imports:
            return
        imported = self.runtime.imported(name)
        if imported is not None:
            self.module.imports[name] = imported
            return
        function = self.module.functions.get(name)
        if function is not None:
            found = references(function)
        else:
            function, found = self.from_runtime(name)
            self.module.functions[name] = function
        if found.asked and function is not _LATER:
            self.guarded_functions.append(function)
        for tag in found.provides:
            self.make_live(tag)
        for need in found.needs:
            self.guarded(need)

    def from_runtime(self, name: str) -> tuple[Function, References]:
        """A function of the runtime, and what it needs. One that may be another build's is asked for later; what numbers its reasons in
        place may not."""
        found = self.runtime.references.get(name)
        if found is not None and not found.leaves and self.share is not None and self.runtime.kept(name) is not None:
            self.shared[name] = found
            return _LATER, found
        function = self.runtime.function(name)
        if found is None:
            found = self.runtime.references[name] = references(function)
        return function, found

    def shared_function(self, name: str, found: References, share: Share) -> Function:
        """The function of the runtime with its guards decided, as `share` gives it."""

        def made() -> Function:
            function = self.runtime.function(name)
            self.resolve_guards(function)
            return function

        return share((self.runtime.kept(name), frozenset(found.asked & self.live)), made)

    def add_func(self, name: str) -> None:
        if name not in self.in_table:
            self.module.table.append(name)
        self.need("call", name)

    def add_global(self, name: str) -> None:
        if name not in self.module.globals:
            self.module.globals[name] = copy.copy(self.runtime.stored.globals[name])

    def add_data(self, name: str) -> None:
        if name.startswith(WIDE):
            self.wide.append(name)
            self.make_live(T_WIDE)
            return
        if name == PAGES_DATA:
            self.module.data[name] = Data(name, b"", 2)  # which code pages are live is known in the end
            return
        item = self.module.data.get(name)
        if item is None:
            item = self.make_data(name) or _static_class(name) or self.runtime.stored.statics[name]
            self.module.data[name] = item
            tag = CONSTANT_KINDS.get(name.partition(":")[0])
            if tag is not None:
                self.make_live(tag)
            if name.startswith(TEXT):
                self.add_text(name.removeprefix(TEXT))
            if name in NAMED:
                self.make_live(NAMED[name])
            if item.bytes[:1] == FLOAT:
                self.make_live(T_FLOAT)
        for offset, target in item.refs:
            if offset == CLASS_BASE and name.startswith(CLASS):
                self.guarded((frozenset((Feature.CLASS_BASES,)), "data", str(target)))
            elif isinstance(target, TableIndex):
                self.need("func", target.function)
            else:
                self.need("data", target)

    def add_text(self, text: str) -> None:
        """Switches on what a text tells: half characters, and formats by which numbers are shown as characters."""
        if _HALF.search(text) or text in _SURROGATES:
            self.make_live(Feature.HALVES)
            self.make_live(Feature.HALF_TEXTS)
        if "c" in text and _NUMBERED_CHARACTER.search(text):
            self.make_live(Feature.NUMBERED_CHARACTERS)

    def guarded(self, need: tuple[Guards, str, str]) -> None:
        guards, kind, name = need
        missing = [t for t in guards if t not in self.live]
        if missing:
            self.waiting.setdefault(missing[0], []).append(need)
        else:
            self.need(kind, name)

    def make_live(self, tag: int) -> None:
        if tag not in self.live and tag not in self.off:
            self.live.add(tag)
            if tag < T_ITEMS and tag not in PLAIN_KINDS | UNSEEN_KINDS:
                self.make_live(Feature.RARE_VALUES)
            if tag in CLASS_KINDS:
                self.make_live(Feature.EXCEPTION_VALUES)
                self.make_live(Feature.CLASS_BASES)
            for need in self.waiting.pop(tag, []):
                self.guarded(need)

    def resolve_guards(self, function: Function) -> None:
        """Replaces `live` by constants; folding then drops what is dead."""
        for expr in exprs_with(function.body, ("live",)):
            expr.op, expr.imm = "i32.const", int(expr.imm in self.live)
