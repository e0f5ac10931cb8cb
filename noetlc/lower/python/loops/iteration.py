"""Iteration: `for` statements and comprehension loops over ranges, enumerations and anything iterable."""

from __future__ import annotations

import ast
from collections.abc import Callable

from noetlc.ir.build import op
from noetlc.ir.dynamic import RAISE
from noetlc.ir.nodes import Assign, Br, Expr, If, Stmt
from noetlc.lower.python.facts.scope import Scope
from noetlc.lower.python.frame.context import Frame, LoopTarget, const, local
from noetlc.lower.python.frame.evaluation import expression
from noetlc.lower.python.frame.targets import assign
from noetlc.lower.python.frame.tracing import enter_inner
from noetlc.lower.python.loops.shape import LoopShape
from noetlc.lower.python.modules.imports import module_of

ZERO64 = Expr("i64.const", (), 0, "i64")
ONE64 = Expr("i64.const", (), 1, "i64")


def each(
    frame: Frame,
    node: ast.AST,
    target: ast.expr,
    iterable: ast.expr,
    shape: LoopShape,
    round_: Callable[[], None],
    orelse: list[ast.stmt],
    inner: Scope | None = None,
    outer: Scope | None = None,
) -> None:
    """Runs `round_` with `target` assigned for each item; what fails in iterating stands at `node`, the loop or comprehension.

    A comprehension evaluates `iterable` in the scope `outer` and everything else in `inner`.
    """
    if outer is not None:
        frame.scope = outer
    enter = _entering(frame, inner)
    call = builtin_call(frame, iterable)
    if call is not None and call[0] == "range" and 1 <= len(call[1]) <= 3:
        over_range(frame, target, call[1], shape, round_, orelse, iterable, enter)
        return
    if call is not None and call[0] == "enumerate" and len(call[1]) == 1 and isinstance(target, ast.Tuple) and len(target.elts) == 2:
        if not any(isinstance(e, ast.Starred) for e in target.elts):
            over_enumerate(frame, node, target, iterable, call[1][0], shape, round_, orelse, enter)
            return
    if isinstance(target, ast.Tuple) and len(target.elts) == 2 and _is_items_call(frame, iterable):
        over_items(frame, node, target, iterable, shape, round_, orelse, enter)
        return
    source = source_of(frame, expression(frame, iterable), node)
    enter()
    with frame.into() as body:
        item = source_item(frame, source, shape.exit, node)
        start = frame.fork()
        _round(frame, shape, lambda: assign(frame, target, item), round_, body)
    frame.bound = start
    shape.close(body, orelse)


def _is_items_call(frame: Frame, node: ast.expr) -> bool:
    """`d.items()` where only a dict can have that method."""
    if frame.body.facts.has_classes or not isinstance(node, ast.Call) or node.args or node.keywords:
        return False
    return isinstance(node.func, ast.Attribute) and node.func.attr == "items" and module_of(frame, node.func.value) is None


def over_items(
    frame: Frame,
    node: ast.AST,
    target: ast.Tuple,
    iterable: ast.expr,
    shape: LoopShape,
    round_: Callable[[], None],
    orelse: list[ast.stmt],
    enter: Callable[[], None],
) -> None:
    """`for k, v in d.items()` without pairs: an iterator over the keys that also knows the value."""
    assert isinstance(iterable, ast.Call) and isinstance(iterable.func, ast.Attribute)
    iterator = frame.temp("val")
    source = expression(frame, iterable.func.value)
    frame.emit(Assign(iterator, frame.rt("iter_items", source, node=iterable)))
    enter()
    with frame.into() as body:
        key = next_item(frame, iterator, shape.exit, node)
        start = frame.fork()
        value = frame.temp("val")
        frame.emit(Assign(value, frame.rt("iter_item_value", local(iterator, "val"))))

        def bind() -> None:
            assign(frame, target.elts[0], key)
            assign(frame, target.elts[1], local(value, "val"))

        _round(frame, shape, bind, round_, body)
    frame.bound = start
    shape.close(body, orelse)


def _entering(frame: Frame, inner: Scope | None) -> Callable[[], None]:
    """What switches to the comprehension's scope once the iterable is evaluated."""

    def enter() -> None:
        if inner is not None:
            frame.scope = inner
            enter_inner(frame)

    return enter


def builtin_call(frame: Frame, node: ast.expr) -> tuple[str, list[ast.expr]] | None:
    """(name, arguments) of a plain call of a builtin by its own name."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)) or node.keywords:
        return None
    if any(isinstance(a, ast.Starred) for a in node.args):
        return None
    if frame.body.scopes.resolve(frame.scope, node.func.id).scope is not None:
        return None
    return node.func.id, node.args


def source_of(frame: Frame, items: Expr, node: ast.AST) -> tuple[Expr, str]:
    """What a loop goes through, a list or tuple itself or an iterator, and the local that counts what a list or tuple gave."""
    source = frame.keep(frame.rt("loop_source", items, node=node))
    place = frame.temp("i32")
    frame.emit(Assign(place, Expr("i32.const", (), 0, "i32")))
    return source, place


def source_item(frame: Frame, source: tuple[Expr, str], exit_: str, node: ast.AST) -> Expr:
    """The next item of a loop; goes to `exit_` at the end."""
    place = local(source[1], "i32")
    item = _item_or_exit(frame, Expr("dyn.unchecked", (source[0], place), "loop_item", "val", frame.body.site(node)), exit_)
    frame.emit(Assign(source[1], op("i32.add", place, Expr("i32.const", (), 1, "i32"))))
    return item


def next_item(frame: Frame, iterator: str, exit_: str, node: ast.AST) -> Expr:
    """The next item of an iterator; goes to `exit_` at the end."""
    return _item_or_exit(frame, Expr("dyn.unchecked", (local(iterator, "val"),), "py_next", "val", frame.body.site(node)), exit_)


def _item_or_exit(frame: Frame, next_: Expr, exit_: str) -> Expr:
    item = frame.temp("val")
    frame.emit(Assign(item, next_))
    frame.emit(If(op("i32.eqz", local(item, "i32")), [If(Expr("global.get", (), "raised", "i32"), [Br(RAISE)], []), Br(exit_)], []))
    return local(item, "val")


def _round(frame: Frame, shape: LoopShape, bind: Callable[[], None], round_: Callable[[], None], out: list[Stmt]) -> None:
    frame.loops.append(LoopTarget(shape.break_, shape.next_, len(frame.finals), len(frame.saved)))
    with frame.into() as inner:
        bind()
        round_()
    frame.loops.pop()
    shape.again(inner, out)


def over_range(
    frame: Frame,
    target: ast.expr,
    args: list[ast.expr],
    shape: LoopShape,
    round_: Callable[[], None],
    orelse: list[ast.stmt],
    node: ast.AST,
    enter: Callable[[], None],
) -> None:
    """`range` without the object: an unboxed counter and the number of rounds left."""
    made = frame.operands([(lambda a=a: frame.rt("py_index", expression(frame, a), node=node, type_="int")) for a in args])  # type: ignore[misc]
    bounds = [const(0), *made, const(1)] if len(made) == 1 else [*made, const(1)] if len(made) == 2 else made
    current, step, left = frame.temp("int"), frame.temp("int"), frame.temp("i64")
    frame.emit(Assign(current, bounds[0]))
    stop = frame.temp("int")
    frame.emit(Assign(stop, bounds[1]))
    frame.emit(Assign(step, bounds[2]))
    rounds = frame.rt("range_rounds", local(current, "int"), local(stop, "int"), local(step, "int"), node=node, type_="i64")
    frame.emit(Assign(left, rounds))
    enter()
    value = frame.temp("int")
    with frame.into() as body:
        frame.emit(Br(shape.exit, op("i64.eqz", local(left, "i64"))))
        frame.emit(Assign(left, op("i64.sub", local(left, "i64"), ONE64)))
        frame.emit(Assign(value, local(current, "int")))
        frame.emit(Assign(current, Expr("i64.add", (local(current, "int"), local(step, "int")), None, "int")))
        start = frame.fork()
        _round(frame, shape, lambda: assign(frame, target, local(value, "int")), round_, body)
    frame.bound = start
    shape.close(body, orelse)


def over_enumerate(
    frame: Frame,
    node: ast.AST,
    target: ast.Tuple,
    call: ast.expr,
    iterable: ast.expr,
    shape: LoopShape,
    round_: Callable[[], None],
    orelse: list[ast.stmt],
    enter: Callable[[], None],
) -> None:
    """`enumerate` without pairs: a counter beside the iterator."""
    source = source_of(frame, expression(frame, iterable), call)
    enter()
    counter = frame.temp("int")
    frame.emit(Assign(counter, const(0)))
    with frame.into() as body:
        item = source_item(frame, source, shape.exit, node)
        start = frame.fork()
        number = frame.temp("int")
        frame.emit(Assign(number, local(counter, "int")))
        frame.emit(Assign(counter, Expr("i64.add", (local(counter, "int"), ONE64), None, "int")))

        def bind() -> None:
            assign(frame, target.elts[0], local(number, "int"))
            assign(frame, target.elts[1], item)

        _round(frame, shape, bind, round_, body)
    frame.bound = start
    shape.close(body, orelse)
