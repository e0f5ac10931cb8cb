"""What templates look at: names and keys they read, literals they compare with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from noetlc.frontend.jinja import nodes as n
from noetlc.verify.harvest.shapes import Shape, unify

Lookup = Callable[[str], Shape]
_SAME = frozenset(
    ("default", "d", "trim", "lower", "upper", "string", "list", "sort", "unique", "reverse", "safe", "title", "capitalize", "e", "escape")
)
_NUMBERS = frozenset(("int", "float", "round", "abs"))
_KINDS: Mapping[str, tuple[Any, ...]] = {
    "none": (None, 1), "string": ("text", 1), "number": (1, "text"), "integer": (1, "text"), "mapping": ({}, 1), "iterable": ([], 1),
    "sequence": ([], 1), "boolean": (True, 1), "true": (True, False), "false": (False, True), "float": (1.5, 1), "odd": (1, 2),
    "even": (2, 1),
}  # fmt: skip


class TemplateReader:
    """Reads one template; `find` gives the shapes of its names."""

    def __init__(self, find: Lookup, pool: Shape) -> None:
        self._find = find
        self._pool = pool
        self._local: dict[str, Shape] = {}

    def template(self, template: n.Template) -> Shape:
        """The shape of the template's value; a new one unless it is one lone expression."""
        if template.lone is not None:
            return self.value(template.lone)
        self._block(template.body)
        return Shape()

    def condition(self, expr: n.Expr) -> None:
        """An expression whose truth decides."""
        self._truth(expr)

    # ---- statements

    def _block(self, body: tuple[n.Stmt, ...]) -> None:
        for statement in body:
            self._statement(statement)

    def _statement(self, node: n.Stmt) -> None:
        if isinstance(node, n.Output):
            self.value(node.expr)
        elif isinstance(node, n.If):
            self._if(node)
        elif isinstance(node, n.For):
            self._for(node)
        elif isinstance(node, n.Set):
            value = self.value(node.value)
            if node.attr is None:
                self._bind(node.targets, value)
        elif isinstance(node, n.With):
            for name, expr in node.targets:
                self._local[name] = self.value(expr)
            self._block(node.body)
        elif isinstance(node, n.Macro):
            for name, default in node.params:
                self._local[name] = self.value(default) if default is not None else Shape()
            self._block(node.body)
        elif isinstance(node, n.SetBlock):
            self._local[node.target] = Shape()
            self._block(node.body)
        elif isinstance(node, n.FilterBlock):
            self._block(node.body)

    def _if(self, node: n.If) -> None:
        for test, body in node.branches:
            self._truth(test)
            self._block(body)
        self._block(node.orelse)

    def _for(self, node: n.For) -> None:
        items = self.value(node.iter)
        items.note([])
        self._bind(node.targets, items.item())
        if node.test is not None:
            self._truth(node.test)
        self._block(node.body)
        self._block(node.orelse)

    def _bind(self, targets: tuple[str, ...], value: Shape) -> None:
        if len(targets) == 1:
            self._local[targets[0]] = value
            return
        for name in targets:
            self._local[name] = Shape()

    # ---- expressions

    def _truth(self, node: n.Expr) -> Shape:
        value = self.value(node)
        if isinstance(node, (n.Name, n.Getattr, n.Getitem, n.Filter, n.Call)):
            value.note_truth()
        return value

    def value(self, node: n.Expr) -> Shape:
        """The shape of an expression."""
        read = getattr(self, f"_{type(node).__name__.lower()}", None)
        shape: Shape = read(node) if read is not None else Shape()
        return shape

    def _name(self, node: n.Name) -> Shape:
        return self._local[node.name] if node.name in self._local else self._find(node.name)

    def _listexpr(self, node: n.ListExpr) -> Shape:
        shape = Shape()
        for item in node.items:
            unify(shape.item(), self.value(item))
        return shape

    def _mapexpr(self, node: n.MapExpr) -> Shape:
        shape = Shape()
        for key, value in node.items:
            inner = self.value(value)
            if isinstance(key, n.Const) and isinstance(key.value, str):
                unify(shape.field(key.value), inner)
        return shape

    def _getattr(self, node: n.Getattr) -> Shape:
        obj = self.value(node.obj)
        return obj.item() if node.name.isdigit() else obj.field(node.name)

    def _getitem(self, node: n.Getitem) -> Shape:
        obj = self.value(node.obj)
        if isinstance(node.index, n.Const) and isinstance(node.index.value, str):
            return obj.field(node.index.value)
        self.value(node.index)
        return obj.item()

    def _sliceexpr(self, node: n.SliceExpr) -> Shape:
        return self.value(node.obj)

    def _cond(self, node: n.Cond) -> Shape:
        self._truth(node.test)
        value = self.value(node.then)
        return unify(value, self.value(node.other)) if node.other is not None else value

    def _unary(self, node: n.Unary) -> Shape:
        if node.op == "not":
            self._truth(node.operand)
            return Shape()
        value = self.value(node.operand)
        value.note_number()
        return Shape()

    def _binary(self, node: n.Binary) -> Shape:
        if node.op in ("and", "or"):
            left, right = self._truth(node.left), self._truth(node.right)
            return unify(left, right) if node.op == "or" else right
        left, right = self.value(node.left), self.value(node.right)
        if node.op != "~":
            for side, other in ((left, node.right), (right, node.left)):
                if not (isinstance(other, n.Const) and isinstance(other.value, str)):
                    side.note_number()
        if node.op in ("/", "//", "%"):
            right.note(0)
        return Shape()

    def _compare(self, node: n.Compare) -> Shape:
        left_node, left = node.first, self.value(node.first)
        for op, right_node in node.rest:
            right = self.value(right_node)
            note_comparison(op, left, right, literal(left_node), literal(right_node), self._pool)
            left_node, left = right_node, right
        return Shape()

    def _test(self, node: n.Test) -> Shape:
        value = self.value(node.obj)
        for known in _KINDS.get(node.name, ()):
            value.note(known)
        if node.name in ("equalto", "==", "eq", "in") and node.args:
            note_comparison("in" if node.name == "in" else "==", value, self.value(node.args[0]), None, literal(node.args[0]), self._pool)
        return Shape()

    def _filter(self, node: n.Filter) -> Shape:
        value = self.value(node.obj) if node.obj is not None else Shape()
        arguments = [self.value(argument) for argument in node.args]
        if node.name in ("default", "d") and node.args:
            note_literal(value, literal(node.args[0]))
            return unify(value, arguments[0])
        if node.name in ("length", "count"):
            return value.length()
        if node.name in ("first", "last", "random", "min", "max", "sum"):
            return value.item()
        if node.name in _NUMBERS:
            value.note_number()
            return value
        if node.name in ("fromjson", "from_json"):
            return value.json()
        if node.name == "map":
            return self._mapped(node, value)
        if node.name in ("selectattr", "rejectattr", "select", "reject"):
            self._selected(node, value)
            return value
        return value if node.name in _SAME else Shape()

    def _mapped(self, node: n.Filter, value: Shape) -> Shape:
        result = Shape()
        name = dict(node.kwargs).get("attribute")
        if isinstance(name, n.Const) and isinstance(name.value, str):
            unify(result.item(), value.item().field(name.value))
        return result

    def _selected(self, node: n.Filter, value: Shape) -> None:
        if node.name.endswith("attr") and node.args and isinstance(node.args[0], n.Const) and isinstance(node.args[0].value, str):
            attribute = value.item().field(node.args[0].value)
            attribute.note_truth()
            if len(node.args) == 3:
                note_literal(attribute, literal(node.args[2]))

    def _call(self, node: n.Call) -> Shape:
        arguments = [self.value(argument) for argument in node.args]
        if isinstance(node.func, n.Name):
            if node.func.name == "range":
                for argument in arguments:
                    argument.note_rounds()
            return Shape()
        if not isinstance(node.func, n.Getattr):
            return Shape()
        return called_method(self.value(node.func.obj), node.func.name, arguments, [literal(argument) for argument in node.args])


# ---- what both languages share

MISSING: Any = object()
_SAME_METHODS = frozenset(("strip", "lstrip", "rstrip", "lower", "upper", "title", "capitalize", "copy", "casefold"))


def literal(node: n.Expr) -> Any:
    """The value of a literal, lists included; MISSING for anything else."""
    if isinstance(node, n.Const):
        return node.value
    if isinstance(node, n.Unary) and node.op == "-" and isinstance(node.operand, n.Const):
        value = node.operand.value
        return -value if isinstance(value, (int, float)) and not isinstance(value, bool) else MISSING
    if isinstance(node, n.ListExpr):
        items = [literal(item) for item in node.items]
        return MISSING if MISSING in items else items
    return MISSING


def note_literal(shape: Shape, value: Any) -> None:
    """A literal, if it is one."""
    if value is not MISSING:
        shape.note(value)


def note_comparison(op: str, left: Shape, right: Shape, left_value: Any, right_value: Any, pool: Shape) -> None:
    """`left op right`; the values are those of literals, else MISSING."""
    if op in ("in", "not in"):
        if isinstance(right_value, list):
            for value in right_value:
                left.note(value, near=False)
                pool.note(value, near=False)
        elif isinstance(right_value, str):
            left.note(right_value[:1])
            left.note(right_value)
        elif left_value is not MISSING and left_value is not None:
            right.note([left_value])
            if isinstance(left_value, str):
                right.note(left_value)
                if right.fields:
                    right.field(left_value)
        else:
            unify(right.item(), left)
        return
    if right_value is not MISSING and left_value is MISSING:
        left.note(right_value, near=op not in ("==", "!="))
        pool.note(right_value, near=False)
    elif left_value is not MISSING and right_value is MISSING:
        right.note(left_value, near=op not in ("==", "!="))
        pool.note(left_value, near=False)
    elif op in ("==", "!="):
        unify(left, right)


def called_method(obj: Shape, name: str, arguments: list[Shape], values: list[Any]) -> Shape:
    """The shape of `obj.name(arguments)`; `values` are those of literal arguments, else MISSING."""
    first = values[0] if values else MISSING
    if name == "get" and isinstance(first, str):
        inner = obj.field(first)
        if len(values) > 1:
            note_literal(inner, values[1])
            unify(inner, arguments[1])
        return inner
    if name in ("startswith", "endswith"):
        prefixes: list[Any] = first if isinstance(first, list) else [first]
        for prefix in prefixes:
            if isinstance(prefix, str):
                obj.note(prefix)
                obj.note(prefix + "x" if name == "startswith" else "x" + prefix)
        return Shape()
    if name in ("split", "splitlines", "partition", "count", "find", "index", "replace") and isinstance(first, str):
        obj.note(f"a{first}b")
        pieces = Shape()
        return pieces if name in ("split", "splitlines", "partition") else Shape()
    if name in ("values", "keys", "items"):
        result = Shape()
        if name == "values":
            unify(result.item(), obj.item())
        return result
    if name in ("isdigit", "isnumeric", "isdecimal"):
        obj.note("7")
    if name in ("isalpha", "isupper", "islower", "isalnum"):
        obj.note("abc" if name != "isupper" else "ABC")
    return obj if name in _SAME_METHODS else Shape()
