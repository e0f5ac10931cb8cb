"""Functions called for each item of a value."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TypeGuard

from noetlc.ir.nodes import Assign, Expr, If
from noetlc.lower.python.frame.context import Frame, const, local
from noetlc.lower.python.functions.calls import Callee, DirectLambda, call_one
from noetlc.lower.python.loops.shape import LoopShape
from noetlc.lower.python.loops.sources import source_item, source_of


def may_be_none(function: Callee) -> TypeGuard[Expr]:
    """Whether a key function may be None, which leaves the items as they are."""
    return not isinstance(function, DirectLambda) and function.op not in ("function", "class")


def key_of(frame: Frame, function: Callee, item: Expr, node: ast.AST) -> Expr:
    """What a key function makes of an item."""
    if not may_be_none(function):
        return call_one(frame, function, item, node)
    key = frame.temp("val")
    with frame.into() as called:
        frame.emit(Assign(key, call_one(frame, function, item, node)))
    frame.emit(If(frame.rt("py_is", function, const(None), type_="bool"), [Assign(key, item)], called))
    return local(key, "val")


def mapped(frame: Frame, function: Callee, items: Expr, node: ast.AST, is_key: bool = False) -> Expr:
    """The list of `function(item)` for the items of a list or iterator; `function` is a value or from `direct_callee`."""
    made = frame.keep(Expr("dyn", (Expr("i32.const", (), 0, "i32"),), "list_new", "list"))

    def add(item: Expr) -> None:
        result = call_one(frame, function, item, node)
        frame.effect(frame.rt("list_push", made, result))

    with frame.into() as calls:
        for_items(frame, items, add, node)
    if is_key and may_be_none(function):
        with frame.into() as plain:
            frame.effect(frame.rt("list_extend_any", made, items, node=node))
        calls = [If(frame.rt("py_is", function, const(None), type_="bool"), plain, calls)]
    for stmt in calls:
        frame.emit(stmt)
    return made


def for_items(frame: Frame, items: Expr, body: Callable[[Expr], None], node: ast.AST) -> None:
    """A loop over a value inside an expression."""
    source = source_of(frame, items, node)
    shape = LoopShape(frame)
    saved = frame.fork()
    with frame.into() as out:
        item = source_item(frame, source, shape.exit, node)
        with frame.into() as inner:
            body(item)
        shape.again(inner, out)
    frame.bound = saved
    shape.close(out, [])
