"""Names of unions: `Number = int | float` and `Number = Union[int, float]`, where only annotations, `isinstance` and other unions use them.

For `isinstance(x, Number)` the name is the tuple of the classes; if only annotations name it, it is the text of the union, which
nothing looks at.
"""

from __future__ import annotations

import ast
import builtins
from collections import Counter
from typing import cast

from noetlc.frontend import syntax

BUILT_IN = frozenset(name for name, value in vars(builtins).items() if isinstance(value, type))
_FORMS = frozenset(("Union", "Optional"))
TESTS = frozenset(("isinstance", "issubclass"))
_SHOWING = frozenset(("__annotations__", "get_type_hints", "fields"))

_Assignment = ast.Assign | ast.AnnAssign


def name_unions(tree: ast.Module) -> None:
    """Gives the names their values, in place, unless the body looks at annotations."""
    unions = Unions(tree)
    uses = unions.uses(tree)
    members = {name: found for name in unions.given if (found := unions.members(ast.Name(name, ast.Load()))) is not None}
    while wrong := [name for name, found in members.items() if not _suits(uses.get(name, set()), found, members.keys())]:
        for name in wrong:
            del members[name]
    for name, found in members.items():
        node = unions.given[name]
        value: ast.expr = ast.Tuple(found, ast.Load()) if _is_tested(name, uses) else ast.Constant(ast.unparse(cast(ast.expr, node.value)))
        node.value = ast.fix_missing_locations(ast.copy_location(value, cast(ast.expr, node.value)))
        if isinstance(node, ast.AnnAssign):
            node.annotation = ast.copy_location(ast.Constant("TypeAlias"), node.annotation)


def _suits(uses: set[str], members: list[ast.expr], unions: object) -> bool:
    outer = {use for use in uses if use not in ("annotation", "test", "other")}
    parametrized = any(isinstance(m, ast.Subscript) for m in members)
    return "other" not in uses and not ("test" in uses and parametrized) and outer <= set(cast(dict[str, object], unions))


def _is_tested(name: str, uses: dict[str, set[str]]) -> bool:
    """Whether values are compared with a union or with one that it is part of."""
    return any(use == "test" or (use not in ("annotation", "other") and _is_tested(use, uses)) for use in uses.get(name, ()))


class Unions:
    """The names of a body that are bound once, to what may be a union."""

    def __init__(self, tree: ast.Module) -> None:
        nodes = list(syntax.walk(tree))
        bound = Counter(n.id for n in nodes if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load))
        bound.update(n.arg for n in nodes if isinstance(n, ast.arg))
        bound.update(n.name for n in nodes if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))
        classes = [n.name for n in nodes if isinstance(n, ast.ClassDef) and not n.keywords]
        aliases = [(n.module, a.name, a.asname or a.name) for n in nodes if isinstance(n, ast.ImportFrom) for a in n.names]
        imported = [name for module, _, name in aliases if module != "typing" and name[:1].isupper()]
        bound.update(name for _, _, name in aliases)
        bound.update(classes)
        self.forms = {name for module, member, name in aliases if module == "typing" and member in _FORMS}
        self.typing = {name for module, _, name in aliases if module == "typing" and bound[name] == 1}
        self.classes = (BUILT_IN - bound.keys()) | {c for c in (*classes, *imported) if bound[c] == 1}
        said = {n.attr for n in nodes if isinstance(n, ast.Attribute)} | {n.id for n in nodes if isinstance(n, ast.Name)}
        self.given: dict[str, _Assignment] = {}
        for node in nodes if not said & _SHOWING else ():
            targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
            if len(targets) == 1 and isinstance(targets[0], ast.Name) and bound[targets[0].id] == 1:
                assert isinstance(node, _Assignment)
                if self.parts(node.value):
                    self.given[targets[0].id] = node
        self.asked: set[str] = set()

    def is_typing(self, node: ast.expr) -> bool:
        """Whether an expression names a form of `typing`, which becomes text."""
        if isinstance(node, ast.Attribute):
            return isinstance(node.value, ast.Name) and node.value.id == "typing"
        return isinstance(node, ast.Name) and node.id in self.typing

    def is_parametrized(self, node: ast.AST) -> bool:
        """Whether the parameters of an expression say nothing at run time."""
        if not isinstance(node, ast.Subscript):
            return False
        return self.is_typing(node.value) or (isinstance(node.value, ast.Name) and node.value.id in self.classes & BUILT_IN)

    def parts(self, node: ast.expr | None) -> list[ast.expr]:
        """What a union is made of; nothing for another expression."""
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
            return [node.left, node.right]
        if not isinstance(node, ast.Subscript):
            return []
        form = ast.unparse(node.value)
        if form not in self.forms and form not in ("typing.Union", "typing.Optional"):
            return []
        parts = list(node.slice.elts) if isinstance(node.slice, ast.Tuple) else [node.slice]
        return [*parts, ast.copy_location(ast.Constant(None), node)] if form.endswith("Optional") else parts

    def members(self, node: ast.expr) -> list[ast.expr] | None:
        """The classes of a union; None if something else may be among them."""
        if isinstance(node, ast.Constant) and node.value is None:
            return [ast.copy_location(ast.Call(ast.Name("type", ast.Load()), [node], []), node)]
        if isinstance(node, ast.Name) and node.id in self.given and node.id not in self.asked:
            self.asked.add(node.id)  # a union of itself is none
            found = self.members(cast(ast.expr, self.given[node.id].value))
            self.asked.discard(node.id)
            return found
        plain = node.value if isinstance(node, ast.Subscript) else node
        if isinstance(plain, ast.Name) and plain.id in self.classes:
            return [node]
        if self.is_typing(plain) and not self.parts(node):
            return [ast.copy_location(ast.Subscript(plain, ast.Constant(None), ast.Load()), node)]  # no class to test for
        inner = [self.members(part) for part in self.parts(node)]
        return [member for some in inner for member in some or ()] if inner and None not in inner else None

    def uses(self, tree: ast.Module) -> dict[str, set[str]]:
        """How each name is read: in an `annotation`, as what a `test` compares with, by its name in another union, or in an `other` way."""
        found: dict[str, set[str]] = {}
        unions = {id(node): name for name, node in self.given.items()}

        def look(node: ast.AST, how: str) -> None:
            if isinstance(node, ast.Name):
                if isinstance(node.ctx, ast.Load):
                    found.setdefault(node.id, set()).add(how)
                return
            for field, value in ast.iter_fields(node):
                inside = "annotation" if field == "slice" and how != "test" and self.is_parametrized(node) else ""
                inside = unions[id(node)] if field == "value" and id(node) in unions else inside
                for part in value if isinstance(value, list) else [value]:
                    if isinstance(part, ast.AST):
                        look(part, inside or _inside(node, field, part, how))

        look(tree, "other")
        return found


def _inside(node: ast.AST, field: str, part: ast.AST, how: str) -> str:
    if field in ("annotation", "returns"):
        return "annotation"
    if isinstance(node, ast.Call):
        is_test = isinstance(node.func, ast.Name) and node.func.id in TESTS and field == "args" and len(node.args) == 2
        if is_test:
            return "test" if part is node.args[1] else "other"
        is_cast = ast.unparse(node.func) in ("cast", "typing.cast") and field == "args"
        return "annotation" if is_cast and part is node.args[0] else "other"
    is_union = isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr)
    if how == "test":
        return how if is_union or isinstance(node, ast.Tuple) else "other"
    if how not in ("annotation", "other"):
        return how if is_union or isinstance(node, ast.Tuple | ast.Subscript) else "other"
    return how if how == "annotation" and not isinstance(node, ast.stmt) else "other"
