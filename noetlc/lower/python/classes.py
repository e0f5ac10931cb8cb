"""`class` statements: the body runs into a dict, which becomes the members of the class."""

from __future__ import annotations

import ast

from noetlc.ir.nodes import Expr
from noetlc.lower.python import names
from noetlc.lower.python.calls import NO_VALUE, call_value, packed_arguments
from noetlc.lower.python.context import Frame, Refused, const
from noetlc.lower.python.dataclass import is_dataclass
from noetlc.lower.python.expressions import expression, tuple_of
from noetlc.lower.python.statements import block, lowers
from noetlc.primitives.exceptions import EXCEPTIONS

DECORATORS = {"property": "property_new", "classmethod": "classmethod_new", "staticmethod": "staticmethod_new"}
_PLAIN_BASES = frozenset({"object", "ABC", "Generic", "Protocol"})


@lowers(ast.ClassDef)
def _class(frame: Frame, node: ast.stmt) -> None:
    assert isinstance(node, ast.ClassDef)
    decorators = [d for d in node.decorator_list if not is_dataclass(d)]
    made = frame.operands([lambda d=d: frame.keep(expression(frame, d)) for d in decorators])  # type: ignore[misc]
    base = frame.keep(_base(frame, node))
    members = frame.keep(Expr("dyn", (), "dict_new", "dict"))
    scope = frame.body.scopes.by_node[node]
    outer = frame.scope
    frame.namespaces[scope] = members
    frame.scope = scope
    block(frame, node.body)
    frame.scope = outer
    value = frame.keep(frame.rt("class_new", const(node.name), base, members, node=node))
    for decorator in reversed(made):
        value = call_value(frame, decorator, tuple_of(frame, [value]), NO_VALUE, node)
    names.store(frame, node.name, value, node)


def _base(frame: Frame, node: ast.ClassDef) -> Expr:
    """The one base class; those that only annotate count as `object`."""
    if node.keywords:
        raise Refused(node, "a class with keyword arguments", "Leave metaclasses out.")
    bases = [b for b in node.bases if _base_name(b) not in _PLAIN_BASES]
    if not bases:
        return Expr("data", (), "cls:object", "val")
    if len(bases) > 1:
        raise Refused(node, "a class with several bases", "Use one base class.")
    base = bases[0]
    if isinstance(base, ast.Name) and frame.body.scopes.resolve(frame.scope, base.id).scope is None:
        if base.id not in EXCEPTIONS:
            raise Refused(base, f"a subclass of {base.id}", "Keep the value in an attribute.")
        return Expr("data", (), "cls:" + base.id, "val")
    return expression(frame, base)


def _base_name(node: ast.expr) -> str:
    if isinstance(node, ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def method_decorator(frame: Frame, node: ast.expr) -> str | None:
    """The runtime function behind `@property` and its kind; None for an ordinary decorator."""
    if isinstance(node, ast.Name) and node.id in DECORATORS and frame.body.scopes.resolve(frame.scope, node.id).scope is None:
        return DECORATORS[node.id]
    return None


def super_call(frame: Frame, node: ast.Call, func: ast.Attribute) -> Expr | None:
    """`super().name(…)` inside a method."""
    call = func.value
    if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "super" and not call.args):
        return None
    method = frame.scope.owner
    parent = method.parent
    if parent is None or parent.kind != "class" or not isinstance(method.node, ast.FunctionDef):
        raise Refused(node, "super() outside of a method")
    assert isinstance(parent.node, ast.ClassDef)
    first = method.node.args.args[0].arg
    cls = frame.keep(expression(frame, ast.copy_location(ast.Name(parent.node.name, ast.Load()), node)))
    receiver = frame.keep(expression(frame, ast.copy_location(ast.Name(first, ast.Load()), node)))
    args, kwargs = packed_arguments(frame, node)
    bound = frame.keep(frame.rt("super_attribute", cls, receiver, const(func.attr), args, node=node))
    return call_value(frame, bound, args, kwargs, node)
