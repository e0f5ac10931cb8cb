"""Callables of the library that are no functions in CPython, as values of classes: `key = itemgetter(1)` is no method there.

Here they are functions, so that a class gets `key = staticmethod(itemgetter(1))`, which instances call without themselves.
"""

from __future__ import annotations

import ast
import functools

from noetlc.frontend import syntax
from noetlc.lower.python.rewrite.library_names import CALLED
from noetlc.lower.python.rewrite.library_source import source
from noetlc.primitives.absent import MEMBERS

_MAKERS = frozenset(("functools.partial", "functools.cmp_to_key", "operator.itemgetter", "operator.attrgetter", "operator.methodcaller"))
MEMBER = "1member"
_MAKING_MEMBERS = ("Enum", "Flag")  # classes that take what they are given for members
_SOME = {"functools": frozenset(("cmp_to_key", "partial", "reduce"))}
_ALL = frozenset(("cmath", "itertools", "operator"))


@functools.cache
def unbound(module: str) -> frozenset[str]:
    """The callables of a module that are no functions in CPython, as the library has them: the same on every version of Python."""
    if module not in _ALL:
        return _SOME.get(module, frozenset())
    defined = {name for name, stmt in source(module).definitions.items() if isinstance(stmt, ast.FunctionDef) and name[0] != "_"}
    return frozenset(defined | {name for owner, name in CALLED if owner == module}) - MEMBERS.get(module, frozenset())


def keep_unbound(tree: ast.Module) -> None:
    """Writes the values of classes, in place."""
    classes = [n for n in syntax.walk(tree) if isinstance(n, ast.ClassDef)]
    names = _Names(tree)
    if not classes or not names.imported:
        return
    for node in classes:
        if any(ast.unparse(b).endswith(_MAKING_MEMBERS) for b in node.bases):
            _mark_members(node, names)
        else:
            _keep_members(node, names)
    own = {c.name for c in classes}
    for stmt in syntax.walk(tree):
        if isinstance(stmt, ast.Assign) and all(_is_of_class(t, own) for t in stmt.targets) and names.gives_unbound(stmt.value):
            stmt.value = _static(stmt.value)


def _mark_members(node: ast.ClassDef, names: _Names) -> None:
    """Notes which values of an enum are members of it, as functions are none."""
    for stmt in node.body:
        if isinstance(stmt, ast.Assign) and names.gives_unbound(stmt.value):
            setattr(stmt.value, MEMBER, True)


def _keep_members(node: ast.ClassDef, names: _Names) -> None:
    """Makes static methods of values: at the end of the class where it reads them itself."""
    read = {n.id for stmt in node.body for n in syntax.walk(stmt) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
    for stmt in list(node.body):
        if isinstance(stmt, ast.Assign) and isinstance(name := stmt.targets[0], ast.Name) and names.gives_unbound(stmt.value):
            if len(stmt.targets) == 1 and name.id not in read:
                stmt.value = _static(stmt.value)
            elif _is_last(node, stmt, name.id):
                again = ast.Assign([ast.Name(name.id, ast.Store())], _static(ast.Name(name.id, ast.Load())))
                node.body.append(ast.fix_missing_locations(ast.copy_location(again, stmt)))


def _is_last(node: ast.ClassDef, stmt: ast.stmt, name: str) -> bool:
    """Whether no later statement of a class binds a name."""
    later = node.body[node.body.index(stmt) + 1 :]
    bound = [getattr(n, "id", None) or getattr(n, "name", None) for s in later for n in syntax.walk(s) if not _reads(n)]
    return name not in bound


def _reads(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)


def _static(value: ast.expr) -> ast.expr:
    return ast.copy_location(ast.Call(ast.copy_location(ast.Name("staticmethod", ast.Load()), value), [value], []), value)


def _is_of_class(target: ast.expr, names: set[str]) -> bool:
    return isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name) and target.value.id in names


class _Names:
    """The modules, and members of modules, that a body imports and that may be none of the functions they are here, by their names."""

    def __init__(self, tree: ast.Module) -> None:
        self.modules: dict[str, str] = {}
        self.members: dict[str, str] = {}
        for node in syntax.walk(tree):
            if isinstance(node, ast.Import):
                self.modules |= {a.asname or a.name: a.name for a in node.names if unbound(a.name)}
            elif isinstance(node, ast.ImportFrom):
                known = unbound(node.module or "")
                self.members |= {a.asname or a.name: f"{node.module}.{a.name}" for a in node.names if a.name in known}
        self.imported = bool(self.modules or self.members)

    def gives_unbound(self, value: ast.expr) -> bool:
        return self.full(value.func) in _MAKERS if isinstance(value, ast.Call) else self.full(value) != ""

    def full(self, node: ast.expr) -> str:
        if isinstance(node, ast.Name):
            return self.members.get(node.id, "")
        if not isinstance(node, ast.Attribute) or not isinstance(node.value, ast.Name):
            return ""
        module = self.modules.get(node.value.id, "")
        return f"{module}.{node.attr}" if node.attr in unbound(module) else ""
