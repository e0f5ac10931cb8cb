"""`yield` and `await`."""

from __future__ import annotations

import ast

from noetlc.ir.dynamic import RAISE
from noetlc.ir.nodes import Assign, Block, Br, Expr, If, Loop
from noetlc.lower.python.facts.full_names import full_name
from noetlc.lower.python.frame import tracing
from noetlc.lower.python.frame.context import Frame, const, local
from noetlc.lower.python.frame.evaluation import expression

_AWAITED = frozenset(full_name("types", name) for name in ("awaited", "awaited_alone", "coming"))


def awaited(frame: Frame, node: ast.Await) -> Expr:
    return expression(frame, node.value)


def yield_value(frame: Frame, node: ast.Yield) -> Expr:
    """Stands as a statement of its own: the function is left there."""
    value = const(None) if node.value is None else expression(frame, node.value)
    return yielded(frame, value, node)


def yielded(frame: Frame, value: Expr, node: ast.AST) -> Expr:
    """What was sent to a yield; an exception that was thrown instead is raised there."""
    sent = tracing.yielding(frame, value)
    frame.emit(If(Expr("i32.eqz", (local(str(sent.imm), "i32"),), None, "i32"), [*tracing.thrown(frame, node), Br(RAISE)], []))
    return sent


def yield_from(frame: Frame, node: ast.YieldFrom) -> Expr:
    """Yields every item of an iterable, passing on what is sent or thrown; its value is what a generator returned."""
    iterator, sent, item = frame.temp("val"), frame.temp("val"), frame.temp("val")
    value = expression(frame, node.value)
    frame.emit(Assign(iterator, value if _awaits(node) else frame.rt("py_iter", value, node=node)))
    frame.emit(Assign(sent, const(None)))
    top, end = frame.label("loop"), frame.label("exit")
    step = Expr("dyn.unchecked", (local(iterator, "val"), local(sent, "val")), "delegate", "val", frame.body.site(node))
    raised = Expr("global.get", (), "raised", "i32")
    with frame.into() as round_:
        frame.emit(Assign(item, step))
        frame.emit(If(Expr("i32.eqz", (local(item, "i32"),), None, "i32"), [If(raised, [Br(RAISE)], []), Br(end)], []))
        frame.emit(Assign(sent, tracing.yielding(frame, local(item, "val"), None if frame.caught else iterator)))
        frame.effect(Expr("safepoint", (), None, "void"))
        frame.emit(Br(top))
    frame.emit(Block(end, [Loop(top, round_)]))
    return frame.keep(frame.rt("result_or_none", local(iterator, "val")))


def _awaits(node: ast.YieldFrom) -> bool:
    """Whether what stands there is no iterable but what `rewrite/coroutines.py` makes of `await`."""
    return isinstance(node.value, ast.Call) and isinstance(node.value.func, ast.Name) and node.value.func.id in _AWAITED
