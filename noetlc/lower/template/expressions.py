"""Expressions of templates to IR: `value` gives a `val`, `condition` an i32, `leaving` a value that leaves the template."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from noetlc.frontend.jinja import nodes as t
from noetlc.ir.build import data, i32
from noetlc.ir.nodes import Assign, BlockExpr, Effect, Expr, Function, Leave, Stmt
from noetlc.ir.payload import I64
from noetlc.layout.objects import FALSE, NONE, TRUE, UNDEFINED
from noetlc.lower.template import calls, filters
from noetlc.lower.template.code import (
    Code,
    choose,
    fixed,
    from_condition,
    is_value,
    negate,
    no_value,
    none,
    undefined,
)  # fmt: skip
from noetlc.lower.template.constants import MISSING, constant, is_condition, start
from noetlc.lower.template.names import FunctionSink, NameResolver, Resolved
from noetlc.lower.template.nesting import DEFINED, result_of
from noetlc.lower.template.scope import Alternatives, Bound, Loop, MacroEntry, Scope, Variable
from noetlc.lower.template.words import equivalent

_BINARY = {"+": "t_add", "-": "t_sub", "*": "t_mul", "/": "t_div", "//": "t_floordiv", "%": "t_mod", "**": "t_pow", "~": "t_concat"}
_ORDER = {"<": "i32.lt_s", "<=": "i32.le_s", ">": "i32.gt_s", ">=": "i32.ge_s"}
Lower = Callable[[t.Expr], Expr]


def _is_number(known: object) -> bool:
    """True for a constant that is a bool, a float or an int within 64 bits."""
    return isinstance(known, float) or (isinstance(known, int) and known in I64)


@dataclass(slots=True)
class Surroundings:
    """What all functions of one template share. `place` turns an offset in the template into a site; `made` are the functions
    of its macros and recursive loops."""

    sink: FunctionSink
    names: NameResolver
    place: Callable[[int], int]
    made: list[Function] = field(default_factory=list)


class Expressions(ABC):
    """Lowers the expressions of one function in one scope; macros are statements, see Statements."""

    def __init__(self, around: Surroundings, code: Code, scope: Scope) -> None:
        self.around = around
        self.code = code
        self.scope = scope
        self.assigned: set[Variable] = set()  # variables that have a value here
        self.depth: str | None = None  # local with the nesting of macro calls, in a macro
        self.captured: dict[Variable, str] = {}  # variables of other functions, as parameters of this one
        self.block_text: str | None = None  # local with the text a `filter` block filters
        self.outer_loops: dict[Loop, Loop] = {}  # loops of other functions, as this one knows them

    @abstractmethod
    def macro_function(self, entry: MacroEntry) -> str:
        """The function of a macro, made when it is first called."""

    # ---- small things

    def const(self, value: object) -> Expr:
        if isinstance(value, str):
            return data("str:" + value, "val")
        return self.around.sink.constant(value)

    def site(self, node: t.Expr) -> int:
        return self.around.place(start(node))

    def fail(self, message: str, site: int) -> Expr:
        """Raises when evaluated."""
        return self.code.primitive("t_raise", self.const(message), site=site)

    def fail_after(self, evaluated: Sequence[Expr], message: str, site: int) -> Expr:
        """Evaluates values, which may raise themselves, and then raises."""
        failed = self.fail(message, site)
        return self.block([Effect(value) for value in evaluated], self.code.label("failed"), failed) if evaluated else failed

    def primitive(self, name: str, *args: Expr, site: int = 0) -> Expr:
        return self.code.primitive(name, *args, site=site)

    def primitive_at(self, node: t.Expr, name: str, *args: Expr) -> Expr:
        return self.code.primitive(name, *args, site=self.site(node))

    def block(self, body: list[Stmt], label: str, result: Expr, type_: str = "val") -> Expr:
        """Statements, then a value."""
        return BlockExpr("block", (), None, type_, 0, label, [*body, Leave(label, result)])

    # ---- names

    def find(self, name: str) -> tuple[Bound, Scope] | None:
        """What the template itself binds a name to. A macro is found before its definition only from other functions."""
        inside = True  # still in a function at whose point of call the block has been left or not
        for scope in self.scope.chain():
            inside = inside and scope.owner is self.code
            if name == "loop" and scope.loop is not None and scope.owner is self.code:
                return scope.loop, scope
            if name == "loop" and scope.loop is not None and scope.loop in self.outer_loops:
                return self.outer_loops[scope.loop], scope
            if name in scope.current and not (isinstance(scope.current[name], Alternatives) and scope.owner is not self.code):
                return scope.current[name], scope
            if not inside and name in scope.later:
                return scope.later[name], scope
            if name in scope.variables:
                return scope.variables[name], scope
        return None

    def is_free(self, name: str) -> bool:
        return self.find(name) is None

    def name(self, node: t.Name, view: bool) -> Expr:
        found = self.find(node.name)
        if found is not None and not isinstance(found[0], Variable):
            return self.fail("a function or loop object cannot be printed", self.around.place(node.pos))
        return self.variable(node.name, self.scope, view)

    def variable(self, name: str, scope: Scope | None, view: bool) -> Expr:
        """The value of a variable, or of the flat name where nothing was assigned."""
        while scope is not None and name not in scope.variables:
            scope = scope.parent
        if scope is None:
            return self.outer(self.around.names.resolve(name), view)
        variable = scope.variables[name]
        local = variable.local if variable.owner is self.code else self.captured.get(variable)
        if local is not None and variable in self.assigned:
            return self.code.get(local)
        unset = undefined() if name in scope.hidden else self.variable(name, scope.parent, view)
        if local is None:
            return unset
        return Expr("cond", (self.code.get(local), self.code.get(local), unset), None, "val")

    def outer(self, found: Resolved, view: bool) -> Expr:
        return found.view if view and found.view is not None else found.value

    def carried(self, variable: Variable) -> Expr:
        """The value to pass for a captured variable: 0 if it has none."""
        if variable.owner is self.code:
            return self.code.get(variable.local)
        return self.code.get(self.captured[variable]) if variable in self.captured else no_value()

    # ---- values

    def value(self, node: t.Expr, view: bool = False) -> Expr:
        """The value; with `view`, one that keeps the look-up aliases of step data."""
        known = constant(node)
        if known is not MISSING:
            return self.const(known)
        if is_condition(node):
            return from_condition(self.condition(node))
        return _VALUES[type(node)](self, node, view)

    def slice(self, node: t.SliceExpr, view: bool) -> Expr:
        sliced = self.value(node.obj, view)
        bounds = [none() if bound is None else self.value(bound) for bound in (node.start, node.stop, node.step)]
        return self.primitive_at(node, "t_slice", sliced, *bounds)

    def binary(self, node: t.Binary, view: bool) -> Expr:
        if node.op in ("and", "or"):
            return self.logical(node, lambda part: self.value(part, view))
        return self.arithmetic(node)

    def cond(self, node: t.Cond, lower: Lower) -> Expr:
        test = self.condition(node.test)
        other = node.other
        return choose(test, lower(node.then), undefined() if other is None else lower(other))

    def arithmetic(self, node: t.Binary) -> Expr:
        """Chains lean to the left and may be long, so they are walked instead of recursed into."""
        chain: list[t.Binary] = []
        left: t.Expr = node
        while isinstance(left, t.Binary) and left.op not in ("and", "or") and constant(left) is MISSING:
            chain.append(left)
            left = left.left
        result = self.value(left)
        site = self.site(node)
        for part in reversed(chain):
            right = self.value(part.right)
            result = self.primitive(_BINARY[part.op], result, right, site=site)
        return result

    def logical(self, node: t.Binary, lower: Lower) -> Expr:
        """`and` and `or` give an operand; the right one is evaluated only when it is the result."""
        if is_condition(node.left):
            test = self.condition(node.left)
            right = lower(node.right)
            return choose(test, right, fixed(FALSE)) if node.op == "and" else choose(test, fixed(TRUE), right)
        local = self.code.local("left")
        test = self.primitive("t_truth", self.code.tee(local, lower(node.left)))
        kept = self.code.get(local)
        right = lower(node.right)
        return choose(test, right, kept) if node.op == "and" else choose(test, kept, right)

    # ---- containers

    def list_of(self, node: t.ListExpr, lower: Lower) -> Expr:
        local = self.code.local("list")
        body: list[Stmt] = [Assign(local, self.primitive("list_new", i32(len(node.items))))]
        body += [Effect(self.primitive("list_push", self.code.get(local), lower(item))) for item in node.items]
        return self.block(body, self.code.label("list"), self.code.get(local))

    def map_of(self, node: t.MapExpr, lower: Lower) -> Expr:
        local = self.code.local("map")
        body: list[Stmt] = [Assign(local, self.primitive("dict_new"))]
        for key, item in node.items:
            known = constant(key)
            if isinstance(known, str):
                body.append(Effect(self.primitive("dict_set", self.code.get(local), self.const(known), lower(item))))
            else:
                body.append(Effect(self.primitive_at(node, "t_map_put", self.code.get(local), self.value(key), lower(item))))
        return self.block(body, self.code.label("map"), self.code.get(local))

    # ---- look-up

    def look_up(self, obj: t.Expr, key: str, dotted: bool = False) -> Expr:
        """`obj.key`."""
        if isinstance(obj, t.Name):
            found = self.find(obj.name)
            if found is None:
                field = self.around.names.field(obj.name, key)
                if field is not None:
                    return self.outer(field, True)
            elif isinstance(found[0], Loop):
                return calls.loop_field(self, found[0], key)
            elif not isinstance(found[0], Variable):
                return undefined()  # a macro has no fields
        if dotted and key.isascii() and key.isdigit():
            index = min(int(key), 0x7FFFFFFF) if len(key) < 12 else 0x7FFFFFFF
            return self.primitive("t_dotted", self.value(obj, True), self.const(key), i32(index))
        return self.primitive("t_attr", self.value(obj, True), self.const(key))

    def item(self, node: t.Getitem) -> Expr:
        known = constant(node.index)
        if isinstance(known, str):
            return self.look_up(node.obj, known)
        bound = self.find(node.obj.name) if isinstance(node.obj, t.Name) else None
        if bound is not None and isinstance(bound[0], MacroEntry | Alternatives):
            return self.block([Effect(self.value(node.index))], self.code.label("field"), undefined())
        if isinstance(node.obj, t.Name) and self.is_free(node.obj.name):
            key = self.value(node.index)
            found = self.around.names.item(node.obj.name, key)
            return found if found is not None else self.primitive("t_item", self.value(node.obj, True), key)
        return self.primitive("t_item", self.value(node.obj, True), self.value(node.index))

    # ---- conditions

    def condition(self, node: t.Expr) -> Expr:
        """The truth of an expression inside a template (language.md 6.5) as i32."""
        known = constant(node)
        if known is not MISSING:
            return i32(int(bool(known)))
        if isinstance(node, t.Unary) and node.op == "not":
            return negate(self.condition(node.operand))
        if isinstance(node, t.Binary) and node.op in ("and", "or"):
            left = self.condition(node.left)
            right = self.condition(node.right)
            return Expr(node.op, (left, right), None, "i32")
        if isinstance(node, t.Compare):
            return self.compare(node)
        if isinstance(node, t.Test):
            return filters.test_condition(self, node)
        if isinstance(node, t.Cond) and node.other is not None:
            test, other = self.condition(node.test), node.other
            return Expr("cond", (test, self.condition(node.then), self.condition(other)), None, "i32")
        if isinstance(node, t.Name) and (found := self.find(node.name)) is not None and isinstance(found[0], MacroEntry):
            return i32(1)
        return self.primitive("t_truth", self.value(node))

    def compare(self, node: t.Compare) -> Expr:
        operands = equivalent([node.first, *(right for _, right in node.rest)])
        site = self.site(node)
        left = self.value(operands[0]) if constant(operands[0]) is MISSING else None
        result: Expr | None = None
        for index, (operator, _) in enumerate(node.rest):
            right_node = operands[index + 1]
            last = index + 1 == len(node.rest)
            if index == 0:
                made, left = self.pair(operator, operands[0], left, right_node, site, last)
                result = made
                continue
            made, left = self.pair(operator, operands[index], left, right_node, site, last)
            assert result is not None
            result = Expr("and", (result, made), None, "i32")
        assert result is not None
        return result

    def pair(
        self, operator: str, left_node: t.Expr, left: Expr | None, right_node: t.Expr, site: int, last: bool
    ) -> tuple[Expr, Expr | None]:
        """One comparison, and the right operand for the next one. Constants are not passed on but written again."""
        if left is None:
            left = self.const(constant(left_node))
        if operator in ("in", "not in") and isinstance(right_node, t.ListExpr) and last:
            found = self.among(left, right_node)
            if found is not None:
                return (negate(found) if operator == "not in" else found), None
        following: Expr | None = None
        known = constant(right_node)
        right = self.value(right_node)
        if not last and known is MISSING:
            local = self.code.local("middle")
            right = self.code.tee(local, right)
            following = self.code.get(local)
        if operator in ("==", "!="):
            equal = self.equal(left, left_node, right, known)
            return (negate(equal) if operator == "!=" else equal), following
        if operator in _ORDER:
            return self.ordered(operator, left, constant(left_node), right, known), following
        text = isinstance(constant(left_node), str)
        inside = is_value(self.primitive("t_text_in" if text else "t_in", left, right, site=site), TRUE)
        return (negate(inside) if operator == "not in" else inside), following

    def equal(self, left: Expr, left_node: t.Expr, right: Expr, known: object) -> Expr:
        """`==`; a string constant on one side needs no general comparison."""
        if isinstance(known, str):
            return self.primitive("t_eq_str", left, right)
        if isinstance(constant(left_node), str):
            return self.primitive("t_eq_str", right, left)
        if known is None:
            return is_value(left, NONE)
        if _is_number(known):
            return self.primitive("t_eq_number", left, right)
        if _is_number(constant(left_node)):
            return self.primitive("t_eq_number", right, left)
        return self.primitive("t_eq", left, right)

    def ordered(self, operator: str, left: Expr, first: object, right: Expr, second: object) -> Expr:
        """`<` and the like; `first` and `second` are the operands where they are constants. One is enough for less code."""
        if _is_number(second):
            order = self.primitive("t_compare_number", left, right)
        elif isinstance(second, str):
            order = self.primitive("t_compare_str", left, right)
        elif _is_number(first) or isinstance(first, str):
            turned = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}[operator]
            return self.ordered(turned, right, second, left, first)
        else:
            order = self.primitive("t_compare", left, right)
        return Expr(_ORDER[operator], (order, i32(0)), None, "i32")

    def among(self, left: Expr, items: t.ListExpr) -> Expr | None:
        """`left in [constants]` as comparisons with each; None if the list is not made of a few strings."""
        known = [constant(item) for item in items.items]
        if not 0 < len(known) <= 4 or not all(isinstance(item, str) for item in known):
            return None
        local = self.code.local("sought")
        result = self.primitive("t_eq_str", self.code.tee(local, left), self.const(known[0]))
        for item in known[1:]:
            result = Expr("or", (result, self.primitive("t_eq_str", self.code.get(local), self.const(item))), None, "i32")
        return result

    # ---- leaving the template

    def leaving(self, node: t.Expr) -> Expr:
        """The value as plain data: undefined becomes null at every level, aliases are dropped."""
        known = constant(node)
        if known is not MISSING or is_condition(node):
            return self.value(node)
        if isinstance(node, t.ListExpr):
            return self.list_of(node, self.leaving)
        if isinstance(node, t.MapExpr):
            return self.map_of(node, self.leaving)
        if isinstance(node, t.Cond):
            if node.other is None:
                node = t.Cond(node.test, node.then, t.Const(None, node.pos), node.pos)
            return self.cond(node, self.leaving)
        if isinstance(node, t.Binary) and node.op in ("and", "or"):
            return self.logical(node, self.leaving)
        if isinstance(node, t.Name) and self.is_free(node.name):
            return self.leaving_name(node.name)
        if isinstance(node, t.Filter):
            return self.leaving_filter(node)
        if isinstance(node, t.Getattr | t.Getitem | t.Call) and self.is_shallow(node):
            return self.primitive("t_out", self.value(node))
        if isinstance(node, t.Binary | t.Unary | t.SliceExpr) and self.is_shallow(node):
            return self.value(node)
        return self.primitive("t_leave", self.value(node))

    def leaving_name(self, name: str) -> Expr:
        """A flat name; what it stands for is data."""
        found = self.around.names.resolve(name)
        if found.value.op == "i32.const" and found.value.imm == UNDEFINED:
            return none()
        return found.value if found.defined else self.primitive("t_out", found.value)

    def leaving_filter(self, node: t.Filter) -> Expr:
        result = result_of(node.name)
        if result in DEFINED:
            return self.value(node)
        parts = [*node.args, *(value for _, value in node.kwargs)]
        if result != "any" and node.obj is not None and all(self.is_shallow(part) for part in (node.obj, *parts)):
            return self.value(node) if result in ("list", "lists") else self.primitive("t_out", self.value(node))
        return self.primitive("t_leave", self.value(node))

    def is_shallow(self, node: t.Expr) -> bool:
        """True if the value holds no undefined and no aliases below its top: data from outside, and scalars."""
        if constant(node) is not MISSING or is_condition(node):
            return True
        if isinstance(node, t.Name):
            return self.is_free(node.name)
        if isinstance(node, t.Getattr | t.Getitem | t.SliceExpr):
            return self.is_shallow(node.obj)
        if isinstance(node, t.Unary):
            return True
        if isinstance(node, t.Binary):
            joins = node.op in ("+", "*", "and", "or")
            return not joins or (self.is_shallow(node.left) and self.is_shallow(node.right))
        if isinstance(node, t.Cond):
            return self.is_shallow(node.then) and (node.other is None or self.is_shallow(node.other))
        if isinstance(node, t.Call) and isinstance(node.func, t.Getattr):
            return all(self.is_shallow(part) for part in (node.func.obj, *node.args))
        if isinstance(node, t.Filter) and node.obj is not None:
            result = result_of(node.name)
            parts = (node.obj, *node.args, *(value for _, value in node.kwargs))
            return result in DEFINED or (result != "any" and all(self.is_shallow(part) for part in parts))
        return False


_VALUES: dict[type, Callable[[Expressions, Any, bool], Expr]] = {
    t.Name: lambda lw, node, view: lw.name(node, view),
    t.ListExpr: lambda lw, node, view: lw.list_of(node, lambda item: lw.value(item, view)),
    t.MapExpr: lambda lw, node, view: lw.map_of(node, lambda item: lw.value(item, view)),
    t.Getattr: lambda lw, node, _view: lw.look_up(node.obj, node.name, dotted=True),
    t.Getitem: lambda lw, node, _view: lw.item(node),
    t.SliceExpr: Expressions.slice,
    t.Call: lambda lw, node, _view: calls.call_value(lw, node),
    t.Filter: filters.filter_value,
    t.Cond: lambda lw, node, view: lw.cond(node, lambda part: lw.value(part, view)),
    t.Unary: lambda lw, node, _view: lw.primitive_at(node, "t_neg" if node.op == "-" else "t_pos", lw.value(node.operand)),
    t.Binary: Expressions.binary,
}
