"""Imports whose names other statements bind, too.

Example: of `try: import json` and `except ImportError: json = None` the import is left, since it cannot fail; of one that surely fails
(`from itertools import izip`) the handler. Elsewhere
`from math import isqrt` beside `def isqrt` becomes `isqrt = 1math.isqrt`, and `import math as m` beside `m = None` becomes an object for
the module, where `m.sqrt(x)` is that of the module unless `m` is None; beside anything else `m` is a variable. What a class imports are
its attributes.
"""

from __future__ import annotations

import ast
from collections import Counter

from noetlc.frontend import syntax
from noetlc.lower.python.facts.refused import Refused
from noetlc.lower.python.facts.scope import Scopes
from noetlc.lower.python.rewrite.library_source import modules
from noetlc.lower.python.rewrite.rebound_imports import settle_rebound
from noetlc.primitives import absent
from noetlc.primitives.modules import MODULES, PURE_MODULES

_ANY = "*"  # what is no module
_MISSING = frozenset(("ImportError", "ModuleNotFoundError", "Exception"))


def settle_imports(tree: ast.Module) -> None:
    """Gives imports their plain form, in place."""
    if not any(isinstance(n, ast.Import | ast.ImportFrom) for n in syntax.walk(tree)):
        return
    _Guarded().visit(tree)
    _Packages().visit(tree)
    settle_rebound(tree)
    shared = _shared(tree)
    _refuse_attributes(tree, shared)
    in_classes = (s for n in syntax.walk(tree) if isinstance(n, ast.ClassDef) for s in n.body)
    if shared or any(isinstance(s, ast.ImportFrom) and _is_native(s) for s in in_classes):
        _Shared(tree, shared).visit(tree)


def _refuse_attributes(tree: ast.Module, shared: dict[str, str]) -> None:
    """Refuses modules that classes import and that are read as their attributes, but for those that are values. Raises Refused."""
    read = {n.attr for n in syntax.walk(tree) if isinstance(n, ast.Attribute)}
    for stmt in (s for n in syntax.walk(tree) if isinstance(n, ast.ClassDef) for s in n.body if isinstance(s, ast.Import)):
        for alias in stmt.names:
            name = alias.asname or alias.name.partition(".")[0]
            if name in read and shared.get(name) != _ANY:
                raise Refused(stmt, "a module as an attribute of a class", "Import it at the top.")


def _is_known(module: str | None) -> bool:
    return module in MODULES or module in modules()


def _is_native(node: ast.ImportFrom) -> bool:
    return not node.level and node.module in MODULES - modules() and node.module != "typing"


def _surely_fails(stmt: ast.stmt) -> bool:
    """Whether an import is of nothing that CPython 3.11 has."""
    if isinstance(stmt, ast.Import):
        return stmt.names[0].name in absent.MODULES
    if not isinstance(stmt, ast.ImportFrom) or stmt.level:
        return False
    return stmt.module in absent.MODULES or stmt.names[0].name in absent.MEMBERS.get(str(stmt.module), ())


def _handler(node: ast.Try) -> ast.ExceptHandler | None:
    """The handler that catches an ImportError, where that is sure and its name is not used."""
    for handler in node.handlers:
        kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
        names = {"" if kind is None else ast.unparse(kind) for kind in kinds}
        if names & {"", "ImportError", "Exception", "BaseException"}:
            return handler if handler.name is None else None
        if "ModuleNotFoundError" in names:
            return None
    return None


class _Guarded(ast.NodeTransformer):
    """Takes the guards from imports that cannot fail: a member that is not known here is refused in any case."""

    def visit_Try(self, node: ast.Try) -> ast.stmt | list[ast.stmt]:
        self.generic_visit(node)
        if _surely_fails(node.body[0]) and (found := _handler(node)) is not None:
            return [*found.body, *node.finalbody]
        for stmt in node.body:
            names = [a.name for a in stmt.names] if isinstance(stmt, ast.Import) else []
            if isinstance(stmt, ast.ImportFrom) and not stmt.level and not any(a.name == "*" for a in stmt.names):
                names = [str(stmt.module)]
            if not names or not all(map(_is_known, names)):
                return node
        for handler in node.handlers:
            kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
            if any(kind is not None and ast.unparse(kind) not in _MISSING for kind in kinds):
                return node
        return [*node.body, *node.orelse, *node.finalbody]


class _Packages(ast.NodeTransformer):
    """`from collections import abc` as `import collections.abc as abc`."""

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.stmt | list[ast.stmt]:
        inner = [a for a in node.names if not node.level and (node.module, a.name) == ("collections", "abc")]
        if not inner:
            return node
        rest = [a for a in node.names if a not in inner]
        made: list[ast.stmt] = [ast.ImportFrom(node.module, rest, 0)] if rest else []
        made += [ast.Import([ast.alias("collections.abc", a.asname or "abc")]) for a in inner]
        return [ast.fix_missing_locations(ast.copy_location(stmt, node)) for stmt in made]


def _shared(tree: ast.Module) -> dict[str, str]:
    """Name -> module, of names that imports of it and only assignments of None and `del` bind; name -> `_ANY` of names that imports of
    other modules, or other statements bind, and of attributes of classes; name -> "" of members of native modules that other statements
    bind, too. Only names that one
    scope has: those of several are left alone."""
    scopes = [s for s in dict.fromkeys(Scopes(tree, False, frozenset()).by_node.values()) if s.kind != "comprehension"]
    owners = Counter(name for scope in scopes for name in scope.defs)
    owners.update(n.arg for n in syntax.walk(tree) if isinstance(n, ast.arg))
    places = {name: found for scope in scopes for name, found in scope.defs.items() if owners[name] == 1}
    read = {n.attr for n in syntax.walk(tree) if isinstance(n, ast.Attribute)}
    of_classes = {name for scope in scopes if scope.kind == "class" for name in scope.defs.keys() & read}
    nothing = {id(t) for n in syntax.walk(tree) for t in _emptied(n)}
    shared: dict[str, str] = {}
    for name, found in places.items():
        imports = [p for p in found if isinstance(p, ast.Import | ast.ImportFrom)]
        others = [p for p in found if p not in imports]
        named = {a.name for p in imports for a in p.names if isinstance(p, ast.Import) and (a.asname or a.name) == name}
        if not imports or (not others and len(named) < 2 and name not in of_classes):
            continue
        if all(isinstance(p, ast.Import) for p in imports):
            if len(named) == 1 and others and all(id(p) in nothing for p in others) and _is_known(next(iter(named))):
                shared[name] = named.pop()
            elif named and all(_is_known(module) and PURE_MODULES.get(module) is None for module in named):
                shared[name] = _ANY
        elif others and all(isinstance(p, ast.ImportFrom) and _is_native(p) for p in imports):
            shared[name] = ""
    return shared


def _emptied(node: ast.AST) -> list[ast.expr]:
    """What a statement sets to None or deletes."""
    match node:
        case ast.Delete(targets=targets) | ast.Assign(targets=targets, value=ast.Constant(None)):
            return targets
        case ast.AnnAssign(target=target, value=ast.Constant(None)):
            return [target]
    return []


class _Shared(ast.NodeTransformer):
    def __init__(self, tree: ast.Module, shared: dict[str, str]) -> None:
        self.shared = shared
        self.of_classes: set[int] = set()  # imports that give classes attributes
        future = sum(isinstance(s, ast.ImportFrom) and s.module == "__future__" for s in tree.body)
        needed = {m for m in shared.values() if m} - {_ANY}
        for node in syntax.walk(tree):
            if isinstance(node, ast.Import):
                needed.update(a.name for a in node.names if shared.get(a.asname or a.name) == _ANY)
            elif isinstance(node, ast.ImportFrom) and any(shared.get(a.asname or a.name) == "" for a in node.names):
                needed.add(str(node.module))
            elif isinstance(node, ast.ClassDef):
                found = [s for s in node.body if isinstance(s, ast.ImportFrom) and _is_native(s)]
                self.of_classes |= set(map(id, found))
                needed |= {str(s.module) for s in found}
        made: list[ast.stmt] = [ast.Import([ast.alias(module, _hidden(module))]) for module in sorted(needed)]
        if any(module not in ("", _ANY) and PURE_MODULES.get(module) is not None for module in shared.values()):
            made.append(ast.ImportFrom("types", [ast.alias("_Module", "1module")], 0))
        for stmt in made:
            ast.copy_location(stmt, ast.Pass(lineno=1, col_offset=0, end_lineno=1, end_col_offset=0))
        self.made = {id(stmt) for stmt in made}
        tree.body[future:future] = [ast.fix_missing_locations(stmt) for stmt in made]

    def visit_Import(self, node: ast.Import) -> ast.stmt | list[ast.stmt]:
        taken = [a for a in node.names if self.shared.get(a.asname or a.name)]
        if not taken or id(node) in self.made:
            return node
        rest = [a for a in node.names if a not in taken]
        made: list[ast.stmt] = [ast.Import(rest)] if rest else []
        for alias in taken:
            made.append(ast.Assign([ast.Name(alias.asname or alias.name, ast.Store())], self.value(alias.name)))
        return [ast.fix_missing_locations(ast.copy_location(stmt, node)) for stmt in made]

    def value(self, module: str) -> ast.expr:
        """A module as a value: one that has no more than a name, where a body may not have it as one."""
        if PURE_MODULES.get(module) is None:
            return ast.Name(_hidden(module), ast.Load())
        return ast.Call(ast.Name("1module", ast.Load()), [ast.Constant(module)], [])

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.stmt | list[ast.stmt]:
        taken = [a for a in node.names if self.shared.get(a.asname or a.name) == "" or id(node) in self.of_classes]
        if not taken or id(node) in self.made:
            return node
        rest = [a for a in node.names if a not in taken]
        made: list[ast.stmt] = [ast.ImportFrom(node.module, rest, 0)] if rest else []
        for alias in taken:
            member = ast.Attribute(ast.Name(_hidden(str(node.module)), ast.Load()), alias.name, ast.Load())
            made.append(ast.Assign([ast.Name(alias.asname or alias.name, ast.Store())], member))
        return [ast.fix_missing_locations(ast.copy_location(stmt, node)) for stmt in made]

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.fields(node)
        if not isinstance(node.func, ast.Attribute) or (module := self.module(node.func)) is None:
            if isinstance(node.func, ast.Attribute):
                node.func = self.visit(node.func)
            return node
        call = ast.copy_location(ast.Call(ast.copy_location(self.member(module, node.func), node.func), node.args, node.keywords), node)
        return self.either(node.func, call, node)

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        module = self.module(node)
        if module is None:
            self.generic_visit(node)
            return node
        return self.either(node, self.member(module, node), node)

    def fields(self, node: ast.Call) -> None:
        node.args = [self.visit(a) for a in node.args]
        node.keywords = [self.visit(k) for k in node.keywords]
        if not isinstance(node.func, ast.Attribute):
            node.func = self.visit(node.func)

    def module(self, node: ast.Attribute) -> str | None:
        named = isinstance(node.value, ast.Name) and isinstance(node.ctx, ast.Load)
        module = self.shared.get(node.value.id, "") if named and isinstance(node.value, ast.Name) else ""
        return None if module in ("", _ANY) else module

    def member(self, module: str, node: ast.Attribute) -> ast.expr:
        return ast.copy_location(ast.Attribute(ast.Name(_hidden(module), ast.Load()), node.attr, ast.Load()), node)

    def either(self, name: ast.Attribute, member: ast.expr, node: ast.expr) -> ast.expr:
        """`member`, or what None says of the attribute."""
        test = ast.Compare(name.value, [ast.IsNot()], [ast.Constant(None)])
        missing = ast.Attribute(ast.Constant(None), name.attr, ast.Load())
        return ast.fix_missing_locations(ast.copy_location(ast.IfExp(test, member, ast.copy_location(missing, node)), node))


def _hidden(module: str) -> str:
    """What a module is called in a body, which cannot spell it."""
    return "1" + module.replace(".", "_")
