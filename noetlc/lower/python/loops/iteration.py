"""Iteration: `for` statements and comprehension loops over ranges, enumerations and anything iterable."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass, field

from noetlc.ir.build import op
from noetlc.ir.dynamic import RAISE
from noetlc.ir.nodes import Assign, Br, Expr, If
from noetlc.lower.python.facts.scope import Scope
from noetlc.lower.python.frame.context import Frame, const, local
from noetlc.lower.python.frame.evaluation import expression
from noetlc.lower.python.frame.targets import assign
from noetlc.lower.python.frame.tracing import enter_inner
from noetlc.lower.python.loops.shape import LoopShape
from noetlc.lower.python.modules.imports import module_of

ONE64 = Expr("i64.const", (), 1, "i64")


Pair = tuple[ast.expr, Expr]  # a target and what is assigned to it


@dataclass(slots=True, eq=False)
class Loop:
    """Runs `round_` with `target` assigned for each item; what fails in iterating stands at `node`, the loop or comprehension.

    A comprehension evaluates `iterable` in the scope `outer` and everything else in `inner`.
    """

    frame: Frame
    node: ast.AST
    target: ast.expr
    iterable: ast.expr
    round_: Callable[[], None]
    orelse: list[ast.stmt] = field(default_factory=list)
    outer: Scope | None = None
    inner: Scope | None = None

    def run(self) -> None:
        shape = LoopShape(self.frame)
        if self.outer is not None:
            self.frame.scope = self.outer
        call = builtin_call(self.frame, self.iterable)
        pair = self.target.elts if isinstance(self.target, ast.Tuple) and len(self.target.elts) == 2 else None
        if call is not None and call[0] == "range" and 1 <= len(call[1]) <= 3:
            self._over_range(shape, call[1])
        elif pair and call is not None and call[0] == "enumerate" and len(call[1]) == 1 and not any(map(_is_starred, pair)):
            self._over_enumerate(shape, pair, call[1][0])
        elif pair and (mapping := _mapping_of_items(self.frame, self.iterable)) is not None:
            self._over_items(shape, pair, mapping)
        else:
            self._over_any(shape)

    def _enter(self) -> None:
        """Switches to the scope of the comprehension, once the iterable is evaluated."""
        if self.inner is not None:
            self.frame.scope = self.inner
            enter_inner(self.frame)

    def _rounds(self, shape: LoopShape, take: Callable[[], list[Pair]]) -> None:
        """Emits the loop; `take` emits what goes to the next item, or to the end, and tells what is assigned for it."""
        with self.frame.into() as body:
            pairs = take()
            start = self.frame.fork()

            def with_item() -> None:
                for target, value in pairs:
                    assign(self.frame, target, value)
                self.round_()

            shape.round(with_item, body)
        self.frame.bound = start
        shape.close(body, self.orelse)

    def _over_any(self, shape: LoopShape) -> None:
        source = source_of(self.frame, expression(self.frame, self.iterable), self.node)
        self._enter()
        self._rounds(shape, lambda: [(self.target, source_item(self.frame, source, shape.exit, self.node))])

    def _over_items(self, shape: LoopShape, pair: list[ast.expr], mapping: ast.expr) -> None:
        """`for k, v in d.items()` without pairs: an iterator over the keys that also knows the value."""
        frame = self.frame
        iterator = frame.temp("val")
        frame.emit(Assign(iterator, frame.rt("iter_items", expression(frame, mapping), node=self.iterable)))
        self._enter()

        def take() -> list[Pair]:
            key = next_item(frame, iterator, shape.exit, self.node)
            value = frame.temp("val")
            frame.emit(Assign(value, frame.rt("iter_item_value", local(iterator, "val"))))
            return [(pair[0], key), (pair[1], local(value, "val"))]

        self._rounds(shape, take)

    def _over_range(self, shape: LoopShape, args: list[ast.expr]) -> None:
        """`range` without the object: an unboxed counter and the number of rounds left."""
        frame, node = self.frame, self.iterable

        def bound(arg: ast.expr) -> Callable[[], Expr]:
            return lambda: frame.rt("range_bound", expression(frame, arg), node=node, type_="int")

        made = frame.operands([bound(a) for a in args])
        bounds = [const(0), *made, const(1)] if len(made) == 1 else [*made, const(1)] if len(made) == 2 else made
        current, step, left = frame.temp("int"), frame.temp("int"), frame.temp("i64")
        frame.emit(Assign(current, bounds[0]))
        stop = frame.temp("int")
        frame.emit(Assign(stop, bounds[1]))
        frame.emit(Assign(step, bounds[2]))
        rounds = frame.rt("range_rounds", local(current, "int"), local(stop, "int"), local(step, "int"), node=node, type_="i64")
        frame.emit(Assign(left, rounds))
        self._enter()
        value = frame.temp("int")

        def take() -> list[Pair]:
            frame.emit(Br(shape.exit, op("i64.eqz", local(left, "i64"))))
            frame.emit(Assign(left, op("i64.sub", local(left, "i64"), ONE64)))
            frame.emit(Assign(value, local(current, "int")))
            frame.emit(Assign(current, Expr("i64.add", (local(current, "int"), local(step, "int")), None, "int")))
            return [(self.target, local(value, "int"))]

        self._rounds(shape, take)

    def _over_enumerate(self, shape: LoopShape, pair: list[ast.expr], items: ast.expr) -> None:
        """`enumerate` without pairs: a counter beside the iterator."""
        frame = self.frame
        source = source_of(frame, expression(frame, items), self.iterable)
        self._enter()
        counter = frame.temp("int")
        frame.emit(Assign(counter, const(0)))

        def take() -> list[Pair]:
            item = source_item(frame, source, shape.exit, self.node)
            number = frame.temp("int")
            frame.emit(Assign(number, local(counter, "int")))
            frame.emit(Assign(counter, Expr("i64.add", (local(counter, "int"), ONE64), None, "int")))
            return [(pair[0], local(number, "int")), (pair[1], item)]

        self._rounds(shape, take)


def _is_starred(node: ast.expr) -> bool:
    return isinstance(node, ast.Starred)


def _mapping_of_items(frame: Frame, node: ast.expr) -> ast.expr | None:
    """`d` of `d.items()`, where only a dict can have that method."""
    if frame.body.facts.has_classes or not isinstance(node, ast.Call) or node.args or node.keywords:
        return None
    if not isinstance(node.func, ast.Attribute) or node.func.attr != "items" or module_of(frame, node.func.value) is not None:
        return None
    return node.func.value


def builtin_call(frame: Frame, node: ast.expr) -> tuple[str, list[ast.expr]] | None:
    """(name, arguments) of a plain call of a builtin by its own name."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)) or node.keywords:
        return None
    if any(isinstance(a, ast.Starred) for a in node.args):
        return None
    if not frame.means_builtin(node.func.id):
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
