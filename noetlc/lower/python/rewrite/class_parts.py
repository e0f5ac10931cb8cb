"""`C.__dict__`, `vars(C)`, `C.mro()`, `C.__subclasses__()`, `dir(x)`, `x.__dir__()` and `d.__get__(x)` as calls of the library."""

from __future__ import annotations

import ast

from noetlc.frontend import syntax
from noetlc.lower.python.rewrite.import_first import import_first
from noetlc.lower.python.rewrite.unions import BUILT_IN

_METHODS = {"mro": "mro_of", "__subclasses__": "subclasses_of"}
_CLASS_NAMES = frozenset(("cls", "klass", "mcs", "mcls", "owner"))
_HABITUAL = frozenset(("cls", "klass"))
_TAKING_CLASSES = frozenset("isinstance issubclass super type vars dir len print str repr getattr hasattr setattr".split())
ABOVE = frozenset(("__mro__", "__bases__", "__base__", "mro"))  # by which a body comes to `object`
_LISTING = frozenset(("__mro__", "__bases__", "mro", "__subclasses__"))


def link_parts(tree: ast.Module) -> None:
    """Writes the calls, and the import of what they need, in place."""
    nodes = list(syntax.walk(tree))
    classes = [n for n in nodes if isinstance(n, ast.ClassDef)]
    own = {n.name for n in classes} | {n.name for n in nodes if isinstance(n, ast.FunctionDef)}
    bound = own | {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    bound |= {n.arg for n in nodes if isinstance(n, ast.arg)}
    names = {n.name for n in classes}
    lists = any(isinstance(n, ast.Attribute) and n.attr in _LISTING for n in nodes) or _in_displays(nodes, names)
    above = any(isinstance(n, ast.Attribute) and n.attr in ABOVE for n in nodes)
    parts = _Parts(names | _CLASS_NAMES, lists, "_any" if above else "", bound, own)
    parts.visit(tree)
    if f"dict_of{parts.above}" in parts.needed and "getattr" not in bound:
        _Asked(parts).visit(tree)
    if parts.needed:
        import_first(tree, "types", {name: _local(name) for name in parts.needed})


def _in_displays(nodes: list[ast.AST], classes: set[str]) -> bool:
    """Whether some class of the body is an item of a display that is no argument of a call, or is passed to a function, as it is to a
    decorator."""
    functions = {n.name for n in nodes if isinstance(n, ast.FunctionDef)}
    decorators = [d.func if isinstance(d, ast.Call) else d for n in nodes if isinstance(n, ast.ClassDef) for d in n.decorator_list]
    if any(isinstance(d, ast.Name) and d.id in functions for d in decorators):
        return True
    calls = [n for n in nodes if isinstance(n, ast.Call)]
    arguments = {id(a) for n in calls for a in n.args}
    passed = [n for n in calls if getattr(n.func, "id", "") not in _TAKING_CLASSES]
    if any(isinstance(a, ast.Name) and a.id in classes for n in passed for a in n.args):
        return True
    displays = [n for n in nodes if isinstance(n, ast.Tuple | ast.List | ast.Set) and id(n) not in arguments]
    return any(isinstance(item, ast.Name) and item.id in classes for n in displays for item in n.elts)


def _local(name: str) -> str:
    return f"1parts_{name}"


class _Parts(ast.NodeTransformer):
    def __init__(self, classes: set[str] | frozenset[str], lists: bool, above: str, bound: set[str], own: set[str]) -> None:
        self.classes = classes
        self.above = above  # the end of the names of what also gives the members of `object`
        self.lists = lists  # whether classes are items of something, so that any variable may hold one
        self.bound = bound
        self.own = own
        self.needed: set[str] = set()
        self.receivers: list[str] = []  # the first parameters of the functions around, outermost first

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        first = [*node.args.posonlyargs, *node.args.args][:1]
        self.receivers.append(first[0].arg if first else "")
        self.generic_visit(node)
        self.receivers.pop()
        return node

    def may_be_class(self, node: ast.expr) -> bool:
        if isinstance(node, ast.Name):
            built_in = node.id in BUILT_IN and node.id not in self.bound
            by_habit = node.id[:1].isupper() or node.id in _HABITUAL  # such as one that a call makes, or a parameter
            return built_in or by_habit or node.id in self.classes or (self.lists and node.id != "self")
        if isinstance(node, ast.Call):
            return isinstance(node.func, ast.Name) and node.func.id == "type"
        return isinstance(node, ast.Attribute) and (node.attr == "__class__" or node.attr[:1].isupper())

    def call(self, name: str, value: ast.expr, node: ast.expr, *others: ast.expr) -> ast.expr:
        self.needed.add(name)
        return ast.fix_missing_locations(ast.copy_location(ast.Call(ast.Name(_local(name), ast.Load()), [value, *others], []), node))

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        self.generic_visit(node)
        if node.attr == "__dict__" and isinstance(node.ctx, ast.Load) and self.may_be_class(node.value):
            return self.call(f"dict_of{self.above}", node.value, node)
        return node

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        plain = not node.keywords and not any(isinstance(a, ast.Starred) for a in node.args)
        if plain and len(node.args) == 1 and name not in self.bound:
            if name == "dir":
                return self.call("dir_of", node.args[0], node)
            if name == "vars" and self.may_be_class(node.args[0]):
                return self.call(f"vars_of{self.above}", node.args[0], node)
        if isinstance(node.func, ast.Attribute) and node.func.attr == "__call__" and "__call__" not in self.own:
            of_super = isinstance(node.func.value, ast.Call) and ast.unparse(node.func.value.func) == "super"
            node.func = node.func if of_super else node.func.value  # a function, or a class: which have no other
        if isinstance(node.func, ast.Attribute) and node.func.attr == "__get__" and plain and 1 <= len(node.args) <= 2:
            of_super = isinstance(node.func.value, ast.Call) and ast.unparse(node.func.value.func) == "super"
            return node if of_super else self.call("descriptor_get", node.func.value, node, *node.args)
        if isinstance(node.func, ast.Attribute) and node.func.attr == "__dir__" and plain and len(node.args) <= 1:
            return self.names_listed(node, node.func.value)
        if isinstance(node.func, ast.Attribute) and plain and not node.args and self.is_of_type(node.func):
            return self.call(_METHODS[node.func.attr], node.func.value, node)
        return node

    def names_listed(self, node: ast.Call, of: ast.expr) -> ast.expr:
        """A call of `__dir__`."""
        if isinstance(of, ast.Call) and ast.unparse(of.func) == "super" and not node.args:
            if len(of.args) == 2:
                return self.call("dir_above", of.args[1], node, of.args[0])
            receivers = [ast.Name(name, ast.Load()) for name in self.receivers[-1:] if name]
            return self.call("dir_above", receivers[0], node, ast.Name("__class__", ast.Load())) if receivers else node
        if node.args:
            plain = isinstance(of, ast.Name) and of.id == "object" and "object" not in self.bound
            return self.call("dir_by_object", node.args[0], node) if plain else node
        return self.call("dir_asked", of, node)

    def is_of_type(self, node: ast.Attribute) -> bool:
        """Whether an attribute is a method that classes have from `type`."""
        known = node.attr in _METHODS and node.attr not in self.own
        return known and (node.attr != "mro" or self.may_be_class(node.value))


class _Asked(ast.NodeTransformer):
    """Writes `getattr` of a class by a computed name, which may be `__dict__`, for bodies that walk over what classes define."""

    def __init__(self, parts: _Parts) -> None:
        self.parts = parts

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        match node:
            case ast.Call(func=ast.Name("getattr"), args=[of, ast.Name() as name, *others], keywords=[]) if self.parts.may_be_class(of):
                return self.parts.call("getattr_of_class", of, node, name, *others)
        return node
