"""Attributes by name: read and set, of instances where they most likely lie."""

from __future__ import annotations

import ast

from noetlc.ir.build import i32
from noetlc.ir.nodes import Expr
from noetlc.lower.python.facts.shapes import header
from noetlc.lower.python.frame.context import Frame, const
from noetlc.primitives.modules import LIBRARY_ATTRIBUTES
from noetlc.primitives.python_methods import METHODS


def read_attribute(frame: Frame, receiver: Expr, node: ast.Attribute) -> Expr:
    """`receiver.name`."""
    if not frame.body.facts.instances.reads_plainly(node.attr):
        return frame.rt("py_getattr", receiver, const(node.attr), node=node)
    where, placed = _place(frame, node.value, node.attr)
    of_class = isinstance(node.value, ast.Name) and node.value.id in frame.body.facts.instances.classes
    if not in_library(node):
        if of_class:
            return frame.rt("class_value_at", receiver, const(node.attr), node=node)
        return frame.rt("attribute_at", receiver, const(node.attr), *where, node=node)
    if placed and not of_class:
        return frame.rt("attribute_near", receiver, const(node.attr), where[0], node=node)
    return frame.rt("attribute_elsewhere", receiver, const(node.attr), node=node)


def has_own(frame: Frame, node: ast.Attribute) -> bool:
    """Whether instances of the body most likely have an attribute by that name, which is what reading it gives."""
    instances = frame.body.facts.instances
    return node.attr in instances.places and instances.reads_plainly(node.attr) and not in_library(node)


def own_attribute(frame: Frame, receiver: Expr, node: ast.Attribute) -> Expr:
    """`receiver.name` where that is an attribute of an instance, else 0."""
    where, _ = _place(frame, node.value, node.attr)
    return Expr("dyn.unchecked", (receiver, const(node.attr), *where), "own_attribute_at", "val")


def may_be_own_beside(frame: Frame, node: ast.Attribute) -> bool:
    """Whether most likely some instance has an attribute of its own by a name that is a property of other classes."""
    return node.attr in frame.body.facts.instances.placed_names and not in_library(node)


def own_described(frame: Frame, receiver: Expr, node: ast.Attribute) -> Expr:
    """`receiver.name` where that is such an attribute, else 0."""
    where, _ = _place(frame, node.value, node.attr)
    return Expr("dyn.unchecked", (receiver, const(node.attr), *where), "own_described_at", "val")


def optional_attribute(frame: Frame, receiver: Expr, name: str, node: ast.AST) -> Expr:
    """An attribute that is read once if it exists; 0 if not, and 0 with an exception pending."""
    if name in LIBRARY_ATTRIBUTES or name in METHODS:
        return Expr("attribute.optional", (receiver,), name, "val", frame.body.site(node))
    return Expr("dyn.unchecked", (receiver, const(name)), "optional_attribute", "val", frame.body.site(node))


def set_attribute(frame: Frame, receiver: Expr, value: Expr, node: ast.Attribute) -> None:
    """`receiver.name = value`."""
    instances = frame.body.facts.instances
    where, placed = _place(frame, node.value, node.attr)
    if instances.writes_plainly(node.attr):
        if not in_library(node) or where[-1].imm:
            frame.effect(frame.rt("set_attribute_at", receiver, const(node.attr), *where, value, node=node))
        elif placed:
            frame.effect(frame.rt("set_attribute_near", receiver, const(node.attr), where[0], value, node=node))
        else:
            frame.effect(frame.rt("set_attribute_elsewhere", receiver, const(node.attr), value, node=node))
    elif instances.reads_plainly(node.attr) and instances.placed and not in_library(node):
        frame.effect(frame.rt("set_unless_hooked_at", receiver, const(node.attr), *where, value, node=node))
    else:
        frame.effect(frame.rt("py_setattr", receiver, const(node.attr), value, node=node))


def set_by_object(frame: Frame, receiver: Expr, value: Expr, named: str, node: ast.Call) -> Expr:
    """`object.__setattr__(receiver, "name", value)`, where nothing but the instance decides what that is."""
    where, placed = _place(frame, node.args[0], named)
    if placed:
        return frame.rt("set_plainly_at", receiver, const(named), *where, value, node=node)
    return frame.rt("set_plainly", receiver, const(named), value, node=node)


def in_library(node: ast.AST) -> bool:
    """Whether code is of a library module or a decorator: it is kept short."""
    return not getattr(node, "lineno", 1)


def _place(frame: Frame, receiver: ast.expr, name: str) -> tuple[list[Expr], bool]:
    """Where an attribute most likely is (`runtime/python/objects/instance_attribute.py`), and whether instances of the class around have
    places: the number of its place, by that class where the receiver is the first parameter of a method; how many places all instances
    have that have places; the header of a class that has it there, and how many with following shapes have."""
    method = frame.scope.owner
    around = method.parent.node if method.parent is not None and method.parent.kind == "class" and method.params else None
    instances = frame.body.facts.instances
    own = around is not None and isinstance(receiver, ast.Name) and receiver.id == method.params[0]
    cls = around if own else None
    at = instances.place(name, cls)
    first, count = frame.body.facts.shapes.having(instances.of_class, name, at, cls)
    return [i32(at), i32(instances.least_places), i32(header(first) if count else 0), i32(count)], around in instances.placed
