"""Modules that are values: objects with those members that the body may read of them.

Example: of `import math` and `def area(r, m=math): return m.pi * r * r` the default becomes `1imported_math`, which the body begins with:
`1imported_math = 1module("math", {"pi": math.pi}, ())`. A member that is not among them leaves the run, unless CPython surely has no such
member: the names of those are given last.
"""

from __future__ import annotations

import ast
import re

from noetlc.frontend import syntax
from noetlc.lower.python.facts.refused import Refused, RefusedCall
from noetlc.lower.python.facts.scope import Scopes
from noetlc.lower.python.rewrite.import_first import import_first
from noetlc.lower.python.rewrite.library_members import TESTS, abstract_classes, exported
from noetlc.lower.python.rewrite.library_names import MODULE_VALUES, RENAMED
from noetlc.lower.python.rewrite.library_source import BY_TEXT, modules
from noetlc.lower.python.rewrite.scoped import ScopedTransformer
from noetlc.lower.python.rewrite.unbound_values import unbound
from noetlc.primitives import absent, unusable
from noetlc.primitives.exceptions import EXCEPTIONS
from noetlc.primitives.modules import CLASS_ATTRIBUTES, CONSTANTS, FUNCTIONS, LIBRARY_CLASSES, MODULES, OBJECTS, PURE_MODULES

_WORD = re.compile(r"[^\W\d]\w*")
OBJECT_CLASS, MISSING = "1imported_module", "1module_missing"  # which no body can spell, as the names of the modules and their objects
_SEEN_BY_TEXT = frozenset(("abc", "enum", "typing"))  # modules of what the text of a class has to name
_ASKING_ALL = frozenset(("vars", "dir"))
_CATCHING = frozenset(("AttributeError", "Exception", "BaseException"))  # what a missing member raises


def write_module_objects(tree: ast.Module) -> None:
    """Writes such uses, in place. Raises Refused."""
    if not _may_use(tree):
        return
    finder = _Finder(Scopes(tree, False, frozenset()))
    finder.visit(tree)
    if finder.lacks:
        import_first(tree, "types", {"module_missing": MISSING})
    if not finder.found:
        return
    asked = _asked(tree, finder)
    made: list[ast.stmt] = []
    for module in sorted(finder.found):
        linked = [] if module in _SEEN_BY_TEXT else members(module, asked)
        if linked:
            made.append(ast.Import([ast.alias(module, _named("module", module))]))
        owner = _named("module", module)
        values: list[ast.expr] = [ast.Attribute(ast.Name(owner, ast.Load()), n, ast.Load()) for n in linked]
        lacks: list[ast.expr] = [ast.Constant(n) for n in sorted(asked) if surely_lacks(module, n)]
        parts = [ast.Constant(module), ast.Dict([ast.Constant(n) for n in linked], values), ast.Tuple(lacks, ast.Load())]
        call = ast.Call(ast.Name(OBJECT_CLASS, ast.Load()), parts, [])
        made.append(ast.Assign([ast.Name(_named("imported", module), ast.Store())], call))
    future = sum(isinstance(s, ast.ImportFrom) and s.module == "__future__" for s in tree.body)
    for stmt in made:
        ast.copy_location(stmt, ast.Pass(lineno=1, col_offset=0, end_lineno=1, end_col_offset=0))
    tree.body[future:future] = [ast.fix_missing_locations(stmt) for stmt in made]
    import_first(tree, MODULE_VALUES, {"module": OBJECT_CLASS})


def _may_use(tree: ast.Module) -> bool:
    """Whether a name that an import binds is more than the owner of members, or one that its module lacks is read: a quick look."""
    nodes = list(syntax.walk(tree))
    imports = [n for n in nodes if isinstance(n, ast.Import | ast.ImportFrom)]
    names = {(a.asname or a.name).partition(".")[0] for n in imports for a in n.names}
    found = {name: module for name in names for n in imports if (module := _bound_by(n, name)) in PURE_MODULES}
    owners = {id(n.value): n for n in nodes if isinstance(n, ast.Attribute)} if found else {}
    used = [n for n in nodes if isinstance(n, ast.Name) and n.id in found]
    return any(id(n) not in owners or _is_special(found[n.id], owners[id(n)]) for n in used)


def _is_special(module: str, node: ast.Attribute) -> bool:
    if not isinstance(node.ctx, ast.Load) or node.attr.startswith("__"):
        return True
    return f"{module}.{node.attr}" in PURE_MODULES or not members(module, {node.attr})


def members(module: str, names: frozenset[str] | set[str]) -> list[str]:
    """Those of some names that a module has here."""
    library = exported(module) if module in modules() else frozenset[str]()
    if module == TESTS:
        library &= abstract_classes()
    full = (FUNCTIONS, CONSTANTS, CLASS_ATTRIBUTES, OBJECTS, LIBRARY_CLASSES, EXCEPTIONS)
    return sorted(n for n in names if n in library or any(f"{module}.{n}" in table for table in full))


def _named(kind: str, module: str) -> str:
    return f"1{kind}_{module.replace('.', '_')}"


def surely_lacks(module: str, name: str) -> bool:
    """Whether CPython's module has no such member, on any machine."""
    if name in absent.MEMBERS.get(module, ()):
        return True
    known = not name.startswith("_") and module in unusable.MEMBERS and not members(module, {name})
    return known and name not in unusable.MEMBERS[module] and f"{module}.{name}" not in PURE_MODULES


def _asked(tree: ast.Module, finder: _Finder) -> frozenset[str]:
    """The names of attributes that the body may read of some value. Raises Refused."""
    nodes = list(syntax.walk(tree))
    attributes = [n for n in nodes if isinstance(n, ast.Attribute) and id(n) not in finder.direct and not _is_of_other(n.value)]
    asked = {n.attr for n in attributes}
    if any(getattr(n, "id", getattr(n, "attr", "")) in BY_TEXT for n in nodes):
        texts = {n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)}
        texts -= {s.value.value for s in nodes if isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant)}  # docstrings
        asked |= {word for text in texts for word in _WORD.findall(text)}
    for node, module in ((n, m) for n in attributes for m in finder.found):
        if hasattr(object, node.attr) and members(module, {node.attr}):  # a function that is called as a method of all values
            raise RefusedCall(node, f"{node.attr} of what may be the module {module}", "Use the operator.")
    for text in RENAMED:  # attributes of functions, which have none where they are values
        module, name, attribute = text.rsplit(".", 2)
        for node in attributes if module in finder.found and name in asked else ():
            if node.attr == attribute:
                raise RefusedCall(node, f"{attribute} of what may be {module}.{name}", "Name the module.")
    for cls, module in ((n, m) for n in nodes if isinstance(n, ast.ClassDef) for m in finder.found):
        found = [b for b in cls.bases if isinstance(b, ast.Attribute) and b in attributes and members(module, {b.attr})]
        found += [s.value for s in cls.body if isinstance(s, ast.Assign) and s.value in attributes and s.value.attr in unbound(module)]
        if found:  # whose text has to tell the class, or that it is no method
            raise Refused(found[0], f"{found[0].attr} of what may be the module {module} in a class", "Name the module.")
    return frozenset(name for name in asked if not hasattr(object, name))


def _is_of_other(node: ast.expr) -> bool:
    """Whether an expression is surely no module."""
    return isinstance(node, ast.Constant) or (isinstance(node, ast.Call) and ast.unparse(node.func) == "super")


class _Finder(ScopedTransformer):
    """Writes names of modules that are more than the owner of a member, and notes them."""

    def __init__(self, scopes: Scopes) -> None:
        super().__init__(scopes)
        self.found: set[str] = set()
        self.direct: set[int] = set()  # attributes that are members of modules by their text
        self.lacks = False
        self.guarded = False  # in a `try` that catches what a missing member raises

    # ---- names

    def module(self, node: ast.expr) -> str:
        """The module that an expression names; "" for others, and for those of which not all members are pure."""
        if isinstance(node, ast.Attribute):
            outer = self.any_module(node.value)
            full = f"{outer}.{node.attr}" if outer else ""
        else:
            full = self.any_module(node)
        return full if full in PURE_MODULES and PURE_MODULES[full] is None and full in MODULES | modules() else ""

    def any_module(self, node: ast.expr) -> str:
        if isinstance(node, ast.Attribute):
            outer = self.any_module(node.value)
            return f"{outer}.{node.attr}" if outer and f"{outer}.{node.attr}" in PURE_MODULES else ""
        if not isinstance(node, ast.Name) or not isinstance(node.ctx, ast.Load):
            return ""
        scope = self.scopes.resolve(self.scope, node.id).scope
        places = scope.defs.get(node.id, []) if scope is not None and self.scopes.bound_here(scope, node.id) else []
        meant = {_bound_by(place, node.id) for place in places}
        early = scope is self.scope and all(getattr(place, "lineno", 0) > node.lineno for place in places)
        return meant.pop() if len(meant) == 1 and not early and meant <= PURE_MODULES.keys() else ""

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self.as_value(node) or node

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        if self.any_module(node.value):
            self.direct.add(id(node))
            found = self.as_value(node) if isinstance(node.ctx, ast.Load) else None
            return found or self.member(self.any_module(node.value), node)
        self.generic_visit(node)
        return node

    def member(self, module: str, node: ast.Attribute) -> ast.expr:
        is_whole = PURE_MODULES.get(module) is None
        if is_whole and node.attr == "__dict__":
            raise RefusedCall(node, f"the variables of the module {module}", "Name its members.")
        if is_whole and not isinstance(node.ctx, ast.Load):
            raise Refused(node, f"binding {module}.{node.attr} anew", "Give the value a name of its own.")
        if not isinstance(node.ctx, ast.Load):
            return node
        if node.attr == "__name__" and module != "os.path":
            return ast.copy_location(ast.Constant(module), node)
        known = node.attr in absent.MEMBERS.get(module, ())  # which programs ask for: any other name is a mistake, which is refused
        return self.missing(module, node.attr, node) if known or (self.guarded and surely_lacks(module, node.attr)) else node

    def missing(self, module: str, name: str, node: ast.expr) -> ast.expr:
        """What raises where a member of a module is read that CPython lacks."""
        self.lacks = True
        call = ast.Call(ast.Name(MISSING, ast.Load()), [ast.Constant(module), ast.Constant(name)], [])
        return ast.fix_missing_locations(ast.copy_location(call, node))

    def asked(self, node: ast.Call) -> ast.expr | None:
        """What `getattr` or `hasattr` finds of a module by a name that stands there; None if that takes an object."""
        match node:
            case ast.Call(func=ast.Name(id="getattr" | "hasattr" as asking), args=[owner, ast.Constant(str(name)), *default], keywords=[]):
                module = self.any_module(owner)
            case _:
                return None
        if not module or len(default) > (asking == "getattr") or self.scopes.resolve(self.scope, asking).scope is not None:
            return None
        if surely_lacks(module, name):
            found = ast.Constant(False) if asking == "hasattr" else self.visit(default[0]) if default else self.missing(module, name, node)
        elif members(module, {name}) and all(isinstance(d, ast.Constant | ast.Name) for d in default):
            found = ast.Constant(True) if asking == "hasattr" else ast.Attribute(owner, name, ast.Load())
            self.direct.add(id(found))
        else:
            return None
        return ast.fix_missing_locations(ast.copy_location(found, node))

    def as_value(self, node: ast.expr) -> ast.expr | None:
        module = self.module(node)
        if not module:
            return None
        self.found.add(module)
        return ast.copy_location(ast.Name(_named("imported", module), ast.Load()), node)

    def visit_Call(self, node: ast.Call) -> ast.expr:
        if isinstance(node.func, ast.Name) and node.func.id in _ASKING_ALL and len(node.args) == 1 and self.module(node.args[0]):
            raise RefusedCall(node, f"the variables of the module {self.module(node.args[0])}", "Name its members.")
        if (found := self.asked(node)) is not None:
            return found
        self.generic_visit(node)
        return node

    def visit_Try(self, node: ast.Try) -> ast.stmt:
        outer = self.guarded
        self.guarded = outer or any(syntax.catches(handler, _CATCHING) for handler in node.handlers)
        self.fields(node, ("body",))
        self.guarded = outer
        self.fields(node, ("handlers", "orelse", "finalbody"))
        return node

    # ---- what is no value

    def visit_arg(self, node: ast.arg) -> ast.arg:
        return node  # an annotation does nothing

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.stmt:
        node.target = self.visit(node.target)
        node.value = None if node.value is None else self.visit(node.value)
        return node

    def inside(self, owner: ast.AST, node: ast.AST, fields: tuple[str, ...]) -> None:
        """A function runs where it is called, which no `try` around it guards."""
        outer = self.guarded
        self.guarded = outer and not isinstance(owner, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        super().inside(owner, node, fields)
        self.guarded = outer


def _bound_by(place: ast.AST, name: str) -> str:
    """The module that a statement binds a name to, "" if that is none."""
    if isinstance(place, ast.Import):
        found = [a.name if a.asname else name for a in place.names if (a.asname or a.name.partition(".")[0]) == name]
        return found[-1] if found and len(set(found)) == 1 else ""
    if isinstance(place, ast.ImportFrom) and not place.level:
        inner = [f"{place.module}.{a.name}" for a in place.names if (a.asname or a.name) == name]
        return inner[-1] if inner and inner[-1] in PURE_MODULES else ""
    return ""
