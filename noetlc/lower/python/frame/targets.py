"""What is assigned to and deleted: names, attributes, items, slices, and sequences of them."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from noetlc.ir.nodes import Expr
from noetlc.lower.python.facts.features import FUNCTION_PARTS
from noetlc.lower.python.facts.refused import Refused
from noetlc.lower.python.frame import names
from noetlc.lower.python.frame.attributes import set_attribute
from noetlc.lower.python.frame.context import Frame, const
from noetlc.lower.python.frame.evaluation import expression, expressions, kept_expressions, slice_parts

_DISPLAYS = ast.Tuple | ast.List


def assign(frame: Frame, target: ast.expr, value: Expr) -> None:
    """Stores a value into any target; unpacks sequences."""
    if isinstance(target, ast.Name):
        names.store(frame, target.id, value, target)
    elif isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Slice):
        kept = frame.keep(value)
        obj, *parts = frame.operands([lambda: expression(frame, target.value), *slice_parts(frame, target.slice)])
        frame.effect(frame.rt("py_setslice", obj, *parts, kept, node=target))
    elif isinstance(target, ast.Subscript):
        kept = frame.keep(value)
        obj, index = expressions(frame, [target.value, target.slice])
        frame.effect(frame.rt("py_setitem", obj, index, kept, node=target))
    elif isinstance(target, ast.Attribute):
        refuse_change(target)
        kept = frame.keep(value)
        obj = expression(frame, target.value)
        special = {"__dict__": "set_dict", "__class__": "set_class"}.get(target.attr)
        if special is not None:
            frame.effect(frame.rt(special, obj, kept, node=target))
        else:
            set_attribute(frame, obj, kept, target)
    elif isinstance(target, ast.Tuple | ast.List):
        unpack(frame, target, value)
    elif isinstance(target, ast.Starred):
        assign(frame, target.value, value)
    else:
        raise Refused(target, "this assignment target")


def assign_each(frame: Frame, target: ast.expr, value: ast.expr) -> bool:
    """`a, b = x, y` without a tuple: all values first, then one store each. False, and nothing done, where it is no such assignment."""
    if not isinstance(target, _DISPLAYS) or not isinstance(value, _DISPLAYS) or len(target.elts) != len(value.elts):
        return False
    if any(isinstance(e, ast.Starred) for e in (*target.elts, *value.elts)):
        return False
    for element, kept in zip(target.elts, kept_expressions(frame, value.elts), strict=True):
        assign(frame, element, kept)
    return True


def unpack(frame: Frame, target: ast.Tuple | ast.List, value: Expr) -> None:
    """`a, b = value` and `a, *b, c = value`: a list of exactly the right length, then one store each."""
    stars = [i for i, t in enumerate(target.elts) if isinstance(t, ast.Starred)]
    count = Expr("i32.const", (), len(target.elts), "i32")
    read: Iterator[Expr]
    if stars:
        before = Expr("i32.const", (), stars[0], "i32")
        after = Expr("i32.const", (), len(target.elts) - stars[0] - 1, "i32")
        items = frame.keep(frame.rt("py_unpack_star", value, before, after, node=target, type_="list"))
    else:
        items = frame.keep(frame.rt("py_unpack", value, count, node=target))
    if stars:
        read = (frame.keep(frame.rt("list_get", items, Expr("i32.const", (), i, "i32"))) for i in range(len(target.elts)))
    else:
        read = (frame.keep(item) for item in unpacked(frame, items, len(target.elts)))
    if not all(isinstance(element, ast.Name) for element in target.elts):
        read = iter(list(read))  # what a store runs may change the list
    for element, value in zip(target.elts, read, strict=True):
        assign(frame, element, value)


def unpacked(frame: Frame, items: Expr, count: int) -> Iterator[Expr]:
    """The items of what `py_unpack` gave, to be read before anything can be collected or change them: storing variables does neither."""
    at = frame.keep(frame.rt("unpacked_at", items, type_="i32"), "i32")
    return (frame.rt("unpacked_get", items, Expr("i32.const", (), i, "i32"), at) for i in range(count))


def delete_target(frame: Frame, target: ast.expr) -> None:
    if isinstance(target, ast.Name):
        names.delete(frame, target.id, target)
    elif isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Slice):
        obj, *parts = frame.operands([lambda: expression(frame, target.value), *slice_parts(frame, target.slice)])
        frame.effect(frame.rt("py_delslice", obj, *parts, node=target))
    elif isinstance(target, ast.Subscript):
        obj, index = expressions(frame, [target.value, target.slice])
        frame.effect(frame.rt("py_delitem", obj, index, node=target))
    elif isinstance(target, ast.Attribute):
        if target.attr in FUNCTION_PARTS:
            raise Refused(target, f"del of {target.attr}", "Assign None.")
        frame.effect(frame.rt("py_delattr", expression(frame, target.value), const(target.attr), node=target))
    elif isinstance(target, ast.Tuple | ast.List):
        for element in target.elts:
            delete_target(frame, element)
    else:
        raise Refused(target, "this del target")


def refuse_change(target: ast.Attribute) -> None:
    """Raises Refused for `f.__code__ = …`, which changes what calls do."""
    if target.attr == "__code__":
        raise Refused(target, "a change of a function")
