"""Modules where they are no more than another name, or asked for a member by its name.

Example: after `import math`, `m = math` is `import math as m`; `getattr(math, "sqrt")` is `math.sqrt`, and `getattr(math, name)` looks a
dict of those members up whose names the body spells out in texts. A name that is none of these leaves the run to the interpreter.
`string.letters`, which CPython surely lacks, is what raises its AttributeError.
"""

from __future__ import annotations

import ast
import re

from noetlc.frontend import syntax
from noetlc.lower.python.facts.scope import Scopes
from noetlc.lower.python.rewrite.import_first import import_first
from noetlc.lower.python.rewrite.library_members import exported
from noetlc.lower.python.rewrite.library_source import modules
from noetlc.primitives import absent
from noetlc.primitives.modules import CLASS_ATTRIBUTES, CONSTANTS, FUNCTIONS, LIBRARY_CLASSES, MODULES, OBJECTS

_WORD = re.compile(r"[^\W\d]\w*")
_ASKING = frozenset(("getattr", "hasattr"))
_MEMBER = "1module_member"  # which no body can spell, as the next
_MISSING = "1module_missing"


def write_modules(tree: ast.Module) -> None:
    """Writes imports and attributes, in place."""
    imports = [a for n in syntax.walk(tree) if isinstance(n, ast.Import) for a in n.names]
    known = {a.asname or a.name: a.name for a in imports if (a.asname or "." not in a.name) and a.name in MODULES | modules()}
    if not known:
        return
    scopes = Scopes(tree, False, frozenset())
    once = {name for name in known if scopes.bound_here(scopes.root, name) and len(scopes.root.defs.get(name, [])) == 1}
    elsewhere = {name for scope in scopes.by_node.values() if scope is not scopes.root for name in scope.assigned}
    writer = _Writer(tree, scopes, {name: known[name] for name in once - elsewhere})
    tree.body = [writer.alias(stmt) for stmt in tree.body]
    writer.visit(tree)
    if writer.lacks:
        import_first(tree, "types", {"module_missing": _MISSING})
    if writer.computes:
        import_first(tree, "types", {"module_member": _MEMBER})


def members(module: str, names: set[str]) -> list[str]:
    """Those of some names that a module has here."""
    library = exported(module) if module in modules() else frozenset[str]()
    full = (FUNCTIONS, CONSTANTS, CLASS_ATTRIBUTES, OBJECTS, LIBRARY_CLASSES)
    return sorted(n for n in names if n in library or any(f"{module}.{n}" in table for table in full))


class _Writer(ast.NodeTransformer):
    def __init__(self, tree: ast.Module, scopes: Scopes, known: dict[str, str]) -> None:
        self.scopes = scopes
        self.known = known  # name -> module
        texts = {n.value for n in syntax.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)}
        self.texts = texts.union(*(_WORD.findall(text) for text in texts))
        self.own = {name for scope in scopes.by_node.values() for name in scope.assigned}
        self.computes = False
        self.lacks = False

    def alias(self, stmt: ast.stmt) -> ast.stmt:
        """`m = math` of a name that nothing else binds, as an import."""
        match stmt:
            case ast.Assign(targets=[ast.Name(id=name) as target], value=ast.Name(id=module)) if module in self.known:
                if self.scopes.only_binding(self.scopes.root, name) is target:
                    self.known[name] = self.known[module]
                    return ast.fix_missing_locations(ast.copy_location(ast.Import([ast.alias(self.known[module], name)]), stmt))
        return stmt

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        self.generic_visit(node)
        if node.attr == "__name__" and isinstance(node.value, ast.Name) and node.value.id in self.known:
            return ast.copy_location(ast.Constant(self.known[node.value.id]), node)
        if isinstance(node.ctx, ast.Load) and isinstance(node.value, ast.Name):
            module = self.known.get(node.value.id, "")
            return self.missing(module, node.attr, node) if node.attr in absent.MEMBERS.get(module, ()) else node
        return node

    def missing(self, module: str, name: str, node: ast.expr) -> ast.expr:
        """What raises where a member of a module is read that CPython lacks."""
        self.lacks = True
        call = ast.Call(ast.Name(_MISSING, ast.Load()), [ast.Constant(module), ast.Constant(name)], [])
        return ast.fix_missing_locations(ast.copy_location(call, node))

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        match node:
            case ast.Call(func=ast.Name(id=asking), args=[ast.Name(id=module) as owner, name, *default], keywords=[]):
                if asking in _ASKING - self.own and module in self.known and len(default) <= (asking == "getattr"):
                    return self.asked(asking, owner, self.known[module], name, node)
        return node

    def asked(self, asking: str, owner: ast.Name, module: str, name: ast.expr, node: ast.Call) -> ast.expr:
        if isinstance(name, ast.Constant):
            if name.value in absent.MEMBERS.get(module, ()):
                if asking == "hasattr":
                    return ast.copy_location(ast.Constant(False), node)
                return node.args[2] if node.args[2:] else self.missing(module, str(name.value), node)
            if name.value not in members(module, self.texts):
                return node
            found = ast.Constant(True) if asking == "hasattr" else ast.Attribute(owner, name.value, ast.Load())
            return ast.fix_missing_locations(ast.copy_location(found, node))
        spelt = members(module, self.texts)
        if not spelt:
            return node
        self.computes = True
        values: list[ast.expr] = [ast.Attribute(ast.Name(owner.id, ast.Load()), n, ast.Load()) for n in spelt]
        keys: list[ast.expr | None] = [ast.Constant(n) for n in spelt]
        held = ast.Dict(keys, values)
        call = ast.Call(ast.Name(_MEMBER, ast.Load()), [held, name, ast.Constant(asking == "hasattr")], [])
        return ast.fix_missing_locations(ast.copy_location(call, node))
