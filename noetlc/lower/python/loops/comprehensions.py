"""Comprehensions and generator expressions as loops of the function around them."""

from __future__ import annotations

import ast
from collections.abc import Callable
from functools import partial

from noetlc.ir.build import op
from noetlc.ir.nodes import Assign, Block, Br, Expr, If
from noetlc.lower.python.facts.refused import Refused
from noetlc.lower.python.facts.scope import ComprehensionNode
from noetlc.lower.python.frame.calling import user_call
from noetlc.lower.python.frame.context import NO_VALUE, Frame, const, local, open_zero
from noetlc.lower.python.frame.evaluation import condition, expression, expressions
from noetlc.lower.python.frame.names import create_cells
from noetlc.lower.python.frame.tracing import inner_frame
from noetlc.lower.python.functions.definitions import compiled, function_value
from noetlc.lower.python.loops.iteration import Loop


def list_comprehension(frame: Frame, node: ast.ListComp | ast.GeneratorExp) -> Expr:
    made = frame.keep(Expr("dyn", (Expr("i32.const", (), 0, "i32"),), "list_new", "list"))
    run(frame, node, lambda: frame.effect(frame.rt("list_push", made, expression(frame, node.elt))))
    return made


def set_comprehension(frame: Frame, node: ast.SetComp | ast.GeneratorExp) -> Expr:
    made = frame.keep(frame.rt("set_new"))
    run(frame, node, lambda: frame.effect(frame.rt("py_set_add", made, expression(frame, node.elt), node=node)))
    return made


def dict_comprehension(frame: Frame, node: ast.DictComp) -> Expr:
    made = frame.keep(Expr("dyn", (), "dict_new", "dict"))

    def add() -> None:
        key, value = expressions(frame, [node.key, node.value])
        frame.effect(frame.rt("py_dict_set", made, key, value, node=node))

    run(frame, node, add)
    return made


def dict_of_pairs(frame: Frame, node: ast.GeneratorExp, pair: ast.Tuple) -> Expr:
    """`dict((k, v) for …)`, whose first key that is none ends it."""
    made = frame.keep(Expr("dyn", (), "dict_new", "dict"))

    def add() -> None:
        key, value = expressions(frame, pair.elts)
        frame.effect(frame.rt("py_dict_set", made, key, value, node=node))

    run(frame, node, add)
    return made


def dict_of_items(frame: Frame, node: ast.GeneratorExp) -> Expr:
    """`dict(pair for …)`, whose first item that is no pair ends it."""
    made = frame.keep(Expr("dyn", (), "dict_new", "dict"))
    number = frame.temp("i32")
    frame.emit(Assign(number, Expr("i32.const", (), 0, "i32")))

    def add() -> None:
        frame.effect(frame.rt("dict_put_pair", made, expression(frame, node.elt), local(number, "i32"), node=node))
        frame.emit(Assign(number, op("i32.add", local(number, "i32"), Expr("i32.const", (), 1, "i32"))))

    run(frame, node, add)
    return made


def generator(frame: Frame, node: ast.GeneratorExp) -> Expr:
    """A generator object; one whose items are needed at once is a list, iterated."""
    definition = frame.body.scopes.generators.get(node)
    if definition is None:
        return frame.rt("py_iter", list_comprehension(frame, node), node=node)
    items = frame.keep(frame.rt("py_iter", expression(frame, node.generators[0].iter), node=node))
    made = compiled(frame, definition)
    function = function_value(frame, definition) if made.cells else NO_VALUE
    return user_call(frame, made.name, function, [items], node)


def joined_items(frame: Frame, node: ast.expr) -> Expr:
    """The argument of `"…".join(…)`, which takes a list as well as a generator of the same items."""
    if isinstance(node, ast.GeneratorExp) and node not in frame.body.scopes.generators:
        return list_comprehension(frame, node)
    return expression(frame, node)


def first_item(frame: Frame, node: ast.GeneratorExp, default: Expr | None, call: ast.Call) -> Expr:
    """`next(…, default)` of a generator expression: the loop ends at its first item."""
    found = frame.temp("val")
    end = frame.label("decided")
    with frame.into() as body:

        def take() -> None:
            frame.emit(Assign(found, expression(frame, node.elt)))
            frame.emit(Br(end))

        run(frame, node, take)
        if default is None:
            frame.effect(frame.rt("raise_stop", Expr("i32.const", (), 0, "val"), node=call))
            default = const(None)
        frame.emit(Assign(found, default))
    frame.emit(Block(end, body))
    return local(found, "val")


def any_or_all(frame: Frame, node: ast.GeneratorExp, stop_on: bool) -> Expr:
    """`any(…)` (stop_on True) or `all(…)` over a generator expression, ending early as Python does."""
    found = frame.temp("bool")
    end = frame.label("decided")
    frame.emit(Assign(found, const(not stop_on)))
    with frame.into() as body:

        def test() -> None:
            truth = condition(frame, node.elt)
            test_ = truth if stop_on else Expr("not", (truth,), None, "bool")
            frame.emit(If(test_, [Assign(found, const(stop_on)), Br(end)], []))

        run(frame, node, test)
    frame.emit(Block(end, body))
    return local(found, "bool")


def summed(frame: Frame, node: ast.GeneratorExp, start: Expr | None, call: ast.Call) -> Expr:
    """`sum(…)` of a generator expression: a variable of the kind that the items have; without items the sum is `start`, else the int 0."""
    total, some = frame.temp("dyn"), frame.temp("bool")
    frame.emit(Assign(total, open_zero() if start is None else start))
    frame.emit(Assign(some, const(False)))

    def add() -> None:
        item = expression(frame, node.elt)
        frame.emit(Assign(total, frame.rt("py_add", local(total), item, node=call)))
        frame.emit(Assign(some, const(True)))

    run(frame, node, add)
    return local(total) if start is not None else frame.rt("sum_of", local(some, "bool"), local(total))


def extreme(frame: Frame, node: ast.GeneratorExp, default: Expr, call: ast.Call, better: str, name: str) -> Expr:
    """`min(…)` or `max(…)` of a generator expression, which the first pair without an order ends: a variable as that of `summed`."""
    best, some = frame.temp("dyn"), frame.temp("bool")
    frame.emit(Assign(best, open_zero()))
    frame.emit(Assign(some, const(False)))

    def consider() -> None:
        item = frame.keep(expression(frame, node.elt))
        take = Assign(best, item)
        is_better = frame.rt(better, item, local(best), node=call, type_="bool")
        frame.emit(If(local(some, "bool"), [If(is_better, [take], [])], [take, Assign(some, const(True))]))

    run(frame, node, consider)
    with frame.into() as none:
        if default.op == "const" and default is not NO_VALUE:
            frame.emit(Assign(best, default))
        else:
            frame.effect(frame.rt("extreme_or", NO_VALUE, NO_VALUE, const(name), node=call))
    frame.emit(If(local(some, "bool"), [], none))
    return local(best)


def run(frame: Frame, node: ComprehensionNode, add: Callable[[], None]) -> None:
    """The loops of a comprehension around `add`; its variables are its own."""
    scope = frame.body.scopes.by_node[node]
    create_cells(frame, scope)
    outer = frame.scope
    saved = frame.fork()

    def loop(generators: list[ast.comprehension]) -> None:
        if not generators:
            add()
            return
        generator, *rest = generators
        if generator.is_async:
            raise Refused(node, "an asynchronous comprehension")
        # the first iterable belongs to the scope outside, everything else to the comprehension
        around = outer if generator is node.generators[0] else scope
        round_ = partial(_filtered, frame, generator.ifs, partial(loop, rest))
        Loop(frame, node, generator.target, generator.iter, round_, outer=around, inner=scope).run()

    with inner_frame(frame, node):
        loop(node.generators)
    frame.scope = outer
    frame.bound = saved


def _filtered(frame: Frame, conditions: list[ast.expr], then: Callable[[], None]) -> None:
    """Runs `then` where all conditions hold."""
    if not conditions:
        then()
        return
    test = condition(frame, conditions[0])
    before = frame.fork()
    with frame.into() as holds:
        _filtered(frame, conditions[1:], then)
    frame.bound = before
    frame.emit(If(test, holds, []))
