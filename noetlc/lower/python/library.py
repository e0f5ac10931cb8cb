"""Library modules written in Python: what a body uses of them is spliced into the body before lowering.

Example: `from itertools import chain as c` and a use of `c` add the definition of `itertools.chain` in front of the body under
the name `1itertools_chain`, which no body can spell, and the use refers to it. Names that library code uses come along. The
nodes have line 0: an error inside keeps the line of the body that led there, as with CPython's own modules.
"""

from __future__ import annotations

import ast
import copy
import functools
from dataclasses import dataclass, field
from pathlib import Path

import noetlc.library

FOLDER = Path(str(noetlc.library.__file__)).parent
RENAMED = {"itertools.chain.from_iterable": "itertools.chain_from_iterable"}


@dataclass(slots=True)
class Source:
    """The definitions of a library module, and for each the names of the module that it uses."""

    definitions: dict[str, ast.stmt] = field(default_factory=dict)
    uses: dict[str, set[str]] = field(default_factory=dict)


def full_name(module: str, name: str) -> str:
    """The name of a library definition inside a body."""
    return f"1{module}_{name}"


def shown_name(name: str) -> str:
    """The name a definition shows: that of the library for spliced ones."""
    return name.partition("_")[2] if name.startswith("1") else name


@functools.cache
def modules() -> frozenset[str]:
    """The library modules written in Python."""
    return frozenset(p.stem for p in FOLDER.glob("*.py") if p.stem != "__init__")


@functools.cache
def source(module: str) -> Source:
    found = Source()
    for stmt in ast.parse((FOLDER / f"{module}.py").read_text(encoding="utf-8")).body:
        if isinstance(stmt, ast.FunctionDef | ast.ClassDef):
            found.definitions[stmt.name] = stmt
    for name, stmt in found.definitions.items():
        names = {n.id for n in ast.walk(stmt) if isinstance(n, ast.Name)}
        found.uses[name] = (names & found.definitions.keys()) - {name} - _bound(stmt)
    return found


def _bound(stmt: ast.stmt) -> set[str]:
    """The names a definition binds itself: its parameters and variables."""
    names = {n.arg for n in ast.walk(stmt) if isinstance(n, ast.arg)}
    return names | {n.id for n in ast.walk(stmt) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}


def link_library(tree: ast.Module) -> None:
    """Splices the library definitions a body uses into it, in place."""
    finder = _Imports()
    finder.visit(tree)
    if not finder.aliases and not finder.members:
        return
    user = _Uses(finder.aliases, finder.members)
    user.visit(tree)
    needed = _closure(user.needed)
    definitions = [_renamed(module, name) for module, name in needed]
    future = [s for s in tree.body if isinstance(s, ast.ImportFrom) and s.module == "__future__"]
    rest = [s for s in tree.body if s not in future]
    tree.body = [*future, *definitions, *rest]


def _closure(needed: dict[tuple[str, str], None]) -> list[tuple[str, str]]:
    """The definitions and everything they use, users last."""
    ordered: dict[tuple[str, str], None] = {}
    pending = [(key, False) for key in reversed(needed)]
    entered: set[tuple[str, str]] = set()
    while pending:
        (module, name), done = pending.pop()
        if done:
            ordered[(module, name)] = None
        elif (module, name) not in entered:
            entered.add((module, name))
            pending.append(((module, name), True))
            pending += [((module, used), False) for used in sorted(source(module).uses[name])]
    return list(ordered)


def _renamed(module: str, name: str) -> ast.stmt:
    """A copy of a definition under its full name."""
    stmt = copy.deepcopy(source(module).definitions[name])
    own = source(module).definitions.keys() - _bound(stmt)
    for node in ast.walk(stmt):
        if isinstance(node, ast.Name) and node.id in own:
            node.id = full_name(module, node.id)
        if hasattr(node, "lineno"):
            node.lineno = 0
    assert isinstance(stmt, ast.FunctionDef | ast.ClassDef)
    stmt.name = full_name(module, name)
    return stmt


class _Imports(ast.NodeTransformer):
    """Takes imports of library modules out; `aliases` are names of modules, `members` of their functions."""

    def __init__(self) -> None:
        self.aliases: dict[str, str] = {}
        self.members: dict[str, tuple[str, str]] = {}

    def visit_Import(self, node: ast.Import) -> ast.stmt:
        mine = [a for a in node.names if a.name in modules()]
        for alias in mine:
            self.aliases[alias.asname or alias.name] = alias.name
        rest = [a for a in node.names if a not in mine]
        return ast.copy_location(ast.Import(rest) if rest else ast.Pass(), node) if mine else node

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.stmt:
        if node.module not in modules() or node.level:
            return node
        known = source(node.module).definitions
        if any(a.name not in known for a in node.names):
            return node
        for alias in node.names:
            self.members[alias.asname or alias.name] = (node.module, alias.name)
        return ast.copy_location(ast.Pass(), node)


class _Uses(ast.NodeTransformer):
    """Renames uses of library functions to their full names and notes them."""

    def __init__(self, aliases: dict[str, str], members: dict[str, tuple[str, str]]) -> None:
        self.aliases = aliases
        self.members = members
        self.needed: dict[tuple[str, str], None] = {}

    def full(self, module: str, name: str, node: ast.expr) -> ast.expr:
        self.needed[(module, name)] = None
        return ast.copy_location(ast.Name(full_name(module, name), ast.Load()), node)

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if isinstance(node.ctx, ast.Load) and node.id in self.members:
            return self.full(*self.members[node.id], node)
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        dotted = self.dotted(node)
        if dotted is not None:
            return self.full(*dotted, node)
        self.generic_visit(node)
        return node

    def dotted(self, node: ast.Attribute) -> tuple[str, str] | None:
        """(module, name) if an attribute is a library function."""
        if isinstance(node.value, ast.Name) and node.value.id in self.aliases:
            module = self.aliases[node.value.id]
            return (module, node.attr) if node.attr in source(module).definitions else None
        base = self.members.get(node.value.id) if isinstance(node.value, ast.Name) else None
        if base is None and isinstance(node.value, ast.Attribute):
            base = self.dotted(node.value)
        if base is None:
            return None
        module, _, name = RENAMED.get(f"{base[0]}.{base[1]}.{node.attr}", "").partition(".")
        return (module, name) if name else None
