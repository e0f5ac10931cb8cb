"""Imported names that classes have too, and modules that attributes are.

    import json                          import json
    class A:                             import json as 2outer_json
        json = json.loads("[1]")         class A:
                                             json = 2outer_json.loads("[1]")

A name that a class assigns means what is outside until it does. Where it is imported there, what reads it before reads the import by a
name that no body can spell. Where every `self.mod` is a module, as after `mod = json` in the class, the attribute is that module's name.
"""

from __future__ import annotations

import ast

from noetlc.frontend import syntax
from noetlc.lower.python.facts.refused import Refused
from noetlc.lower.python.facts.scope import annotations_of
from noetlc.lower.python.facts.type_looks import ASKING
from noetlc.lower.python.rewrite.annotations import postpones
from noetlc.lower.python.rewrite.library_source import modules
from noetlc.primitives.modules import MODULES

_OUTER = "2outer_"  # before a name of a body
_OF_SYNTAX = frozenset(("__future__", "abc", "dataclasses", "enum", "typing"))  # whose members later passes know by their names
_HIDING = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
_RECEIVERS = frozenset(("self", "cls"))


def write_left_imports(tree: ast.Module) -> None:
    """The same behind the passes that know some names, in place."""
    write_class_imports(tree, frozenset())


def write_class_imports(tree: ast.Module, of_syntax: frozenset[str] = _OF_SYNTAX) -> None:
    """Writes the names and attributes of a body, in place. Raises Refused where it is open what a class reads."""
    classes = [n for n in syntax.walk(tree) if isinstance(n, ast.ClassDef)]
    imports = _imports(tree, of_syntax)
    if not classes or not imports:
        return
    used: dict[str, None] = {}
    said = {n.attr if isinstance(n, ast.Attribute) else n.id for n in syntax.walk(tree) if isinstance(n, ast.Attribute | ast.Name)}
    evaluates = bool(said & ASKING) and not postpones(tree)
    for node in classes:
        _rename(node.body, imports, used, evaluates)
    _name_modules(tree, classes, imports, used)
    for name in used:
        stmt, alias = imports[name]
        again = ast.alias(alias.name, _OUTER + name)
        made = ast.Import([again]) if isinstance(stmt, ast.Import) else ast.ImportFrom(stmt.module, [again], stmt.level)
        ast.copy_location(again, alias)
        tree.body.insert(tree.body.index(stmt) + 1, ast.copy_location(made, stmt))


_Imported = dict[str, tuple[ast.Import | ast.ImportFrom, ast.alias]]


def _imports(tree: ast.Module, of_syntax: frozenset[str]) -> _Imported:
    """The names that a statement of the outermost level imports, and nothing else there assigns."""
    found: _Imported = {}
    for stmt in tree.body:
        if not isinstance(stmt, ast.Import | ast.ImportFrom) or (isinstance(stmt, ast.ImportFrom) and stmt.module in of_syntax):
            continue
        for alias in stmt.names:
            if alias.asname or "." not in alias.name:
                found[alias.asname or alias.name] = stmt, alias
    others = [s for s in tree.body if not isinstance(s, ast.Import | ast.ImportFrom)]
    again = _bound(others) | {n for s in syntax.walk(tree) if isinstance(s, ast.Global) for n in s.names}
    return {name: row for name, row in found.items() if name not in again and name != "*"}


def _bound(stmts: list[ast.stmt]) -> set[str]:
    """The names that statements bind in the scope they stand in."""
    found: set[str] = set()
    left: list[ast.AST] = list(stmts)
    while left:
        node = left.pop()
        if isinstance(node, ast.AnnAssign) and node.value is None:
            continue
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            found.add(node.id)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        if not isinstance(node, _HIDING):
            left.extend(syntax.children(node))
    return found


def _rename(body: list[ast.stmt], imports: _Imported, used: dict[str, None], evaluates: bool) -> None:
    """Lets what the statements of a class read before they assign it say that it is imported."""
    noted = {s.target.id for s in body if isinstance(s, ast.AnnAssign) and isinstance(s.target, ast.Name)}  # belong to the class
    left = (_bound(body) | noted) & imports.keys()
    unsure: set[str] = set()  # what a statement may have assigned
    for stmt in body:
        own = _bound([stmt])
        read, known = _read_at_once(stmt), left
        if read is None:
            read, known, unsure = [stmt], left - own, unsure | left & own
        notes = _annotations(stmt) if evaluates else []
        for nodes, names in ((read, known), (notes, left - own if isinstance(stmt, ast.AnnAssign) else left)):
            for node in _visible(nodes):
                if not isinstance(node, ast.Name) or not isinstance(node.ctx, ast.Load):
                    continue
                if node.id in unsure:
                    raise Refused(node, f"{node.id}, which a class imports from outside or assigns", "Give one of them another name.")
                if node.id in names:
                    used[node.id] = None
                    node.id = _OUTER + node.id
        left -= own
        if known is left:
            unsure -= own


def _read_at_once(stmt: ast.stmt) -> list[ast.AST] | None:
    """What a statement of a class reads before it binds its names; None of one whose parts may run in any order."""
    if isinstance(stmt, ast.AnnAssign):
        return [n for n in (stmt.value,) if n is not None]
    if isinstance(stmt, ast.Assign | ast.Expr | ast.Pass):
        return [stmt]
    if isinstance(stmt, ast.ClassDef):
        return [*stmt.decorator_list, *stmt.bases]
    if not isinstance(stmt, ast.FunctionDef | ast.AsyncFunctionDef):
        return None
    return [*stmt.decorator_list, *stmt.args.defaults, *(d for d in stmt.args.kw_defaults if d is not None)]


def _annotations(stmt: ast.stmt) -> list[ast.AST]:
    """What it says of types: of a variable it is evaluated behind the value, of a function before there is one."""
    if isinstance(stmt, ast.AnnAssign):
        return [stmt.annotation]
    return [*annotations_of(stmt)] if isinstance(stmt, ast.FunctionDef | ast.AsyncFunctionDef) else []


def _visible(nodes: list[ast.AST]) -> list[ast.AST]:
    """The nodes that see the names of the scope they stand in."""
    found: list[ast.AST] = []
    left = list(nodes)
    while left:
        node = left.pop()
        found.append(node)
        if not isinstance(node, _HIDING):
            left.extend(syntax.children(node))
    return found


# ---- attributes that are modules


def _name_modules(tree: ast.Module, classes: list[ast.ClassDef], imports: _Imported, used: dict[str, None]) -> None:
    known = MODULES | modules()
    plain = {n: a.name for n, (s, a) in imports.items() if isinstance(s, ast.Import) and a.name in known}
    named = {**plain, **{_OUTER + n: m for n, m in plain.items()}}
    own = {c.name for c in classes} | {"object"}
    if not named or not all(isinstance(b, ast.Name) and b.id in own for c in classes for b in c.bases):
        return
    held: dict[str, set[str]] = {}  # attribute -> the modules it is
    for stmt, target in _stores(tree, classes):
        value = stmt.value if isinstance(stmt, ast.Assign) and len(stmt.targets) == 1 else None
        module = named.get(value.id, "") if isinstance(value, ast.Name) else ""
        held.setdefault(target, set()).add(module)
    texts = {n.value for n in syntax.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)}
    reads = [n for n in syntax.walk(tree) if isinstance(n, ast.Attribute) and isinstance(n.ctx, ast.Load)]
    for attr, found in held.items():
        of_attr = [n for n in reads if n.attr == attr]
        if len(found) != 1 or "" in found or attr in texts or attr in own:
            continue
        if all(isinstance(n.value, ast.Name) and n.value.id in own | _RECEIVERS for n in of_attr):
            name = next(n for n, m in plain.items() if m in found)
            used[name] = None
            _Attributes(attr, _OUTER + name).visit(tree)


def _stores(tree: ast.Module, classes: list[ast.ClassDef]) -> list[tuple[ast.AST, str]]:
    """What gives attributes their values, with the names of these: statements of classes, and those that assign attributes."""
    found: list[tuple[ast.AST, str]] = []
    for node in classes:
        found += [(stmt, name) for stmt in node.body for name in _bound([stmt])]
    for stmt in syntax.walk(tree):
        if isinstance(stmt, ast.stmt) and not isinstance(stmt, _HIDING):
            stored = [n for n in syntax.children(stmt) if isinstance(n, ast.Attribute | ast.Tuple | ast.List | ast.withitem)]
            parts = [p for n in stored for p in syntax.walk(n)]
            found += [(stmt, p.attr) for p in parts if isinstance(p, ast.Attribute) and not isinstance(p.ctx, ast.Load)]
    return found


class _Attributes(ast.NodeTransformer):
    """`self.mod` is the module; the statements that made it so do nothing."""

    def __init__(self, attr: str, name: str) -> None:
        self.attr = attr
        self.name = name

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.ClassDef:
        node.body = [s if not _assigns(s, self.attr) else ast.copy_location(ast.Pass(), s) for s in node.body]
        self.generic_visit(node)
        return node

    def visit_Assign(self, node: ast.Assign) -> ast.stmt:
        target = node.targets[0]
        if isinstance(target, ast.Attribute) and target.attr == self.attr:
            return ast.copy_location(ast.Pass(), node)
        self.generic_visit(node)
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        if node.attr == self.attr:
            return ast.copy_location(ast.Name(self.name, ast.Load()), node)
        self.generic_visit(node)
        return node


def _assigns(stmt: ast.stmt, name: str) -> bool:
    return isinstance(stmt, ast.Assign) and any(isinstance(t, ast.Name) and t.id == name for t in stmt.targets)
