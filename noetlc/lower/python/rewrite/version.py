"""`sys.version_info` where only the version of the language counts: `sys.version_info >= (3, 8)` and its kind become constants,
and `sys.implementation.name`, `sys.float_info.max` and their kind.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from typing import Any

from noetlc.frontend import syntax

VERSION = (3, 11)  # what bodies mean; the third number is that of a machine
FIELDS: dict[str, dict[str, str | int | float]] = {
    "implementation": {"name": "cpython"},
    "float_info": {
        "max": 1.7976931348623157e308, "max_exp": 1024, "max_10_exp": 308, "min": 2.2250738585072014e-308, "min_exp": -1021,
        "min_10_exp": -307, "dig": 15, "mant_dig": 53, "epsilon": 2.0**-52, "radix": 2, "rounds": 1,
    },
    "int_info": {"bits_per_digit": 30, "sizeof_digit": 4, "default_max_str_digits": 4300, "str_digits_check_threshold": 640},
    "hash_info": {
        "width": 64, "modulus": 2**61 - 1, "inf": 314159, "nan": 0, "imag": 1000003, "algorithm": "siphash13", "hash_bits": 64,
        "seed_bits": 128, "cutoff": 0,
    },
}  # fmt: skip
"""What objects of `sys` say of themselves."""


def fold_version(tree: ast.Module) -> None:
    """Replaces comparisons with numbers that tell versions apart, `.major`, `.minor`, `[0]`, `[1]` and `[:2]`, in place."""
    imports = [n for n in syntax.walk(tree) if isinstance(n, ast.Import | ast.ImportFrom)]
    modules = {a.asname or a.name for n in imports if isinstance(n, ast.Import) for a in n.names if a.name == "sys"}
    from_sys = [n for n in imports if isinstance(n, ast.ImportFrom) and n.module == "sys"]
    names = {a.asname or a.name for n in from_sys for a in n.names if a.name == "version_info"}
    objects = {a.asname or a.name: a.name for n in from_sys for a in n.names if a.name in FIELDS or a.name == "hexversion"}
    names |= objects.keys()
    if modules or names:
        folder = _Folder(modules, names - objects.keys(), objects)
        folder.visit(tree)
        _Deciding(tree, folder.folded).visit(tree)
        left = {n.id for n in syntax.walk(tree) if isinstance(n, ast.Name)}
        _Importer(names - left).visit(tree)


_HEX = VERSION[0] << 24 | VERSION[1] << 16

_COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge
}  # fmt: skip


class _Deciding(ast.NodeTransformer):
    """Takes the branches out that another version would run; `PY2 = sys.version_info[0] == 2` decides, too, if nothing else binds it."""

    def __init__(self, tree: ast.Module, folded: set[int]) -> None:
        self.folded = folded
        names = [n.id for n in syntax.walk(tree) if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)]
        names += [n.arg for n in syntax.walk(tree) if isinstance(n, ast.arg)]
        self.known: dict[str, bool] = {}
        for stmt in tree.body:
            match stmt:
                case ast.Assign(targets=[ast.Name(id=name)], value=ast.Compare() as value) if names.count(name) == 1:
                    decided = self.decided(value)
                    if decided is not None:
                        self.known[name] = decided

    def decided(self, node: ast.expr) -> bool | None:
        match node:
            case ast.Compare(left=left, ops=ops, comparators=rest) if all(type(op) in _COMPARISONS for op in ops):
                sides = [left, *rest]
                if self.folded.isdisjoint(map(id, sides)) or not all(map(_is_said, sides)):
                    return None
                values = [ast.literal_eval(side) for side in sides]
                try:
                    return all(_COMPARISONS[type(op)](a, b) for op, a, b in zip(ops, values, values[1:], strict=False))
                except TypeError:
                    return None
            case ast.Name(id=name):
                return self.known.get(name)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                inner = self.decided(operand)
                return None if inner is None else not inner
        return None

    def visit_If(self, node: ast.If) -> ast.stmt | list[ast.stmt]:
        decided = self.decided(node.test)
        self.generic_visit(node)
        if decided is None:
            return node
        return (node.body if decided else node.orelse) or [ast.copy_location(ast.Pass(), node)]

    def visit_IfExp(self, node: ast.IfExp) -> ast.expr:
        decided = self.decided(node.test)
        self.generic_visit(node)
        return node if decided is None else node.body if decided else node.orelse


def _is_said(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) or (isinstance(node, ast.Tuple) and all(isinstance(e, ast.Constant) for e in node.elts))


class _Importer(ast.NodeTransformer):
    """Takes out imports of names that are folded everywhere."""

    def __init__(self, folded: set[str]) -> None:
        self.folded = folded

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.stmt:
        if node.module != "sys":
            return node
        node.names = [a for a in node.names if (a.asname or a.name) not in self.folded]
        return node if node.names else ast.copy_location(ast.Pass(), node)


class _Folder(ast.NodeTransformer):
    def __init__(self, modules: set[str], names: set[str], objects: dict[str, str]) -> None:
        self.modules = modules
        self.names = names
        self.objects = objects
        self.folded: set[int] = set()  # the expressions that say the version

    def said(self, value: int | tuple[int, ...], place: ast.expr) -> ast.expr:
        made = _tuple(value, place) if isinstance(value, tuple) else ast.copy_location(ast.Constant(value), place)
        self.folded.add(id(made))
        return made

    def is_version(self, node: ast.expr) -> bool:
        if isinstance(node, ast.Attribute):
            return node.attr == "version_info" and isinstance(node.value, ast.Name) and node.value.id in self.modules
        return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in self.names

    def is_long(self, node: ast.expr) -> bool:
        """Whether an expression is the version with its third number."""
        if isinstance(node, ast.Subscript) and self.is_version(node.value):
            return ast.unparse(node.slice) in (":3", ":4", "0:3", "0:4", ":", ":5")
        return self.is_version(node)

    def is_hexversion(self, node: ast.expr) -> bool:
        match node:
            case ast.Attribute(value=ast.Name(id=module), attr="hexversion"):
                return module in self.modules
            case ast.Name(id=name):
                return self.objects.get(name) == "hexversion"
        return False

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        other = node.comparators[0].value if isinstance(node.comparators[0], ast.Constant) else None
        if self.is_hexversion(node.left) and isinstance(other, int) and other >> 16 != _HEX >> 16:  # no release compares otherwise
            node.left = ast.copy_location(ast.Constant(_HEX), node.left)
            self.folded.add(id(node.left))
        sides = [node.left, *node.comparators]
        beside = [{*sides[max(at - 1, 0) : at], *sides[at + 1 : at + 2]} for at in range(len(sides))]
        if all(all(map(_is_decisive, near)) for side, near in zip(sides, beside, strict=True) if self.is_long(side)):
            node.left, *node.comparators = (self.said((*VERSION, 0), s) if self.is_long(s) else s for s in sides)
        self.generic_visit(node)
        return node

    def fields(self, node: ast.expr) -> dict[str, str | int | float]:
        """The constant attributes of an object of `sys`."""
        match node:
            case ast.Attribute(value=ast.Name(id=module), attr=name) if module in self.modules:
                return FIELDS.get(name, {})
            case ast.Name(id=name) if name in self.objects:
                return FIELDS[self.objects[name]]
        return {}

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        value = self.fields(node.value).get(node.attr) if isinstance(node.ctx, ast.Load) else None
        if value is not None:
            return ast.copy_location(ast.Constant(value), node)
        if self.is_version(node.value) and node.attr in ("major", "minor"):
            return self.said(VERSION[node.attr == "minor"], node)
        self.generic_visit(node)
        return node

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        if self.is_version(node.value):
            part = ast.unparse(node.slice)
            if part in ("0", "1"):
                return self.said(VERSION[int(part)], node)
            if part in (":1", ":2", "0:1", "0:2"):
                return self.said(VERSION[: int(part[-1])], node)
        self.generic_visit(node)
        return node


def _is_decisive(node: ast.expr) -> bool:
    """A tuple that compares alike with all releases of the version: of one or two numbers, or the first two are another version's."""
    if not isinstance(node, ast.Tuple) or not node.elts or not all(isinstance(e, ast.Constant) for e in node.elts):
        return False
    return len(node.elts) <= len(VERSION) or ast.literal_eval(node)[: len(VERSION)] != VERSION


def _tuple(values: tuple[int, ...], place: ast.expr) -> ast.expr:
    made = ast.copy_location(ast.Tuple([ast.Constant(v) for v in values], ast.Load()), place)
    return ast.fix_missing_locations(made)
