"""What a loop goes through: ranges, enumerations, items of dicts and `zip` without the objects that stand for them, and anything iterable.

Example: `for i, (x, y) in enumerate(zip(a, b))` counts, and takes an item of `a` and one of `b` each round; there are no tuples.
"""

from __future__ import annotations

import ast
from collections.abc import Callable

from noetlc.ir.build import op
from noetlc.ir.nodes import Assign, Br, Expr
from noetlc.lower.python.frame.context import Frame, const, local
from noetlc.lower.python.frame.evaluation import expression, value_or_exit
from noetlc.lower.python.modules.imports import module_of

ONE64 = Expr("i64.const", (), 1, "i64")
MOST_START = 1 << 32  # of a counter that surely stays an int

Pair = tuple[ast.expr, Expr]  # a target and what is assigned to it
Take = Callable[[str], list[Pair]]  # emits what goes to the next item, or at the end to a label, and tells what is assigned for it
Begin = Callable[[], Take]  # emits what `iter` of it does


def evaluated(frame: Frame, target: ast.expr, iterable: ast.expr, node: ast.AST, at: ast.AST) -> Begin:
    """Evaluates what is gone through with items for `target`. What fails in taking one stands at `node`, the loop or comprehension, what
    fails in beginning at `at`."""
    pair = _targets(target, 2)
    call = builtin_call(frame, iterable)
    if call is not None and iterable not in frame.body.facts.wide_ranges:
        name, args = call
        if name == "range" and 1 <= len(args) <= 3:
            return _range(frame, target, iterable, args, backwards=False)
        if name == "reversed" and len(args) == 1:
            inner = builtin_call(frame, args[0])
            if inner is not None and args[0] not in frame.body.facts.wide_ranges and inner[0] == "range" and 1 <= len(inner[1]) <= 3:
                return _range(frame, target, args[0], inner[1], backwards=True)
        if name == "enumerate" and pair is not None and (first := _first_number(args)) is not None:
            return _enumerate(frame, pair, args[0], first, node, iterable)
        if name == "zip" and args and (targets := _targets(target, len(args))) is not None:
            return _zip(frame, list(zip(targets, args, strict=True)), node, iterable)
    if pair is not None and (mapping := _mapping_of_items(frame, iterable)) is not None:
        return _items(frame, pair, mapping, node, iterable)
    value = expression(frame, iterable)
    return _any(frame, target, value if at is node else frame.keep(value), node, at)


def _targets(target: ast.expr, count: int) -> list[ast.expr] | None:
    """The parts of a target that takes tuples of so many items."""
    if not isinstance(target, ast.Tuple | ast.List) or len(target.elts) != count or any(isinstance(t, ast.Starred) for t in target.elts):
        return None
    return target.elts


def _first_number(args: list[ast.expr]) -> int | None:
    """What `enumerate` counts from, if its arguments say so."""
    if len(args) == 1:
        return 0
    first = args[1].value if len(args) == 2 and isinstance(args[1], ast.Constant) else None
    return first if type(first) is int and first <= MOST_START else None


def _any(frame: Frame, target: ast.expr, value: Expr, node: ast.AST, at: ast.AST) -> Begin:
    def begin() -> Take:
        source = source_of(frame, value, at)
        return lambda exit_: [(target, source_item(frame, source, exit_, node))]

    return begin


def _zip(frame: Frame, parts: list[tuple[ast.expr, ast.expr]], node: ast.AST, at: ast.expr) -> Begin:
    """`zip` without tuples. All arguments are evaluated before the first one is iterated."""
    begins = [evaluated(frame, target, items, node, at) for target, items in parts]
    takes = [begin() for begin in begins]
    return lambda: lambda exit_: [pair for take in takes for pair in take(exit_)]


def _items(frame: Frame, pair: list[ast.expr], mapping: ast.expr, node: ast.AST, at: ast.expr) -> Begin:
    """`for k, v in d.items()` without pairs: an iterator over the keys that also knows the value."""
    iterator, key = frame.temp("val"), frame.temp("key")
    frame.emit(Assign(iterator, frame.rt("iter_items", expression(frame, mapping), node=at)))

    def take(exit_: str) -> list[Pair]:
        frame.emit(Assign(key, next_item(frame, iterator, exit_, node)))
        value = frame.temp("val")
        frame.emit(Assign(value, frame.rt("iter_item_value", local(iterator, "val"))))
        return [(pair[0], local(key, "key")), (pair[1], local(value, "val"))]

    return lambda: take


def _range(frame: Frame, target: ast.expr, node: ast.expr, args: list[ast.expr], backwards: bool) -> Begin:
    """`range` without the object: an unboxed counter and the number of rounds left."""

    def value_of(arg: ast.expr) -> Callable[[], Expr]:
        return lambda: expression(frame, arg)

    given = frame.operands([value_of(a) for a in args])
    if any(a.op not in ("const", "local") for a in given[1:]) and given[0].op != "const":
        given = [a if a.op == "local" else frame.keep(a) for a in given]  # no bound is looked at before all are evaluated
    made = [frame.rt("range_bound", a, node=node, type_="int") for a in given]
    bounds = [const(0), *made, const(1)] if len(made) == 1 else [*made, const(1)] if len(made) == 2 else made
    current, step, left = frame.temp("int"), frame.temp("int"), frame.temp("i64")
    frame.emit(Assign(current, bounds[0]))
    stop = frame.temp("int")
    frame.emit(Assign(stop, bounds[1]))
    frame.emit(Assign(step, bounds[2]))
    rounds = frame.rt("range_rounds", local(current, "int"), local(stop, "int"), local(step, "int"), node=node, type_="i64")
    frame.emit(Assign(left, rounds))
    if backwards:
        way = op("i64.mul", op("i64.sub", local(left, "i64"), ONE64), local(step, "int"))
        frame.emit(Assign(current, Expr("i64.add", (local(current, "int"), way), None, "int")))
        frame.emit(Assign(step, Expr("i64.sub", (Expr("i64.const", (), 0, "i64"), local(step, "int")), None, "int")))
    value = frame.temp("int")

    def take(exit_: str) -> list[Pair]:
        frame.emit(Br(exit_, op("i64.eqz", local(left, "i64"))))
        frame.emit(Assign(left, op("i64.sub", local(left, "i64"), ONE64)))
        frame.emit(Assign(value, local(current, "int")))
        frame.emit(Assign(current, Expr("i64.add", (local(current, "int"), local(step, "int")), None, "int")))
        return [(target, local(value, "int"))]

    return lambda: take


def _enumerate(frame: Frame, pair: list[ast.expr], items: ast.expr, first: int, node: ast.AST, at: ast.expr) -> Begin:
    """`enumerate` without pairs: a counter beside what is gone through."""
    begun = evaluated(frame, pair[1], items, node, at)()
    counter = frame.temp("int")
    frame.emit(Assign(counter, const(first)))

    def take(exit_: str) -> list[Pair]:
        found = begun(exit_)
        number = frame.temp("int")
        frame.emit(Assign(number, local(counter, "int")))
        frame.emit(Assign(counter, Expr("i64.add", (local(counter, "int"), ONE64), None, "int")))
        return [(pair[0], local(number, "int")), *found]

    return lambda: take


def _mapping_of_items(frame: Frame, node: ast.expr) -> ast.expr | None:
    """`d` of `d.items()`, where only a dict can have that method."""
    if frame.body.facts.has_classes or not isinstance(node, ast.Call) or node.args or node.keywords:
        return None
    if not isinstance(node.func, ast.Attribute) or node.func.attr != "items" or module_of(frame, node.func.value) is not None:
        return None
    return node.func.value


def builtin_call(frame: Frame, node: ast.expr) -> tuple[str, list[ast.expr]] | None:
    """(name, arguments) of a plain call of a builtin by its own name."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)) or any(isinstance(a, ast.Starred) for a in node.args):
        return None
    if node.keywords and not (node.func.id == "zip" and _is_not_strict(node.keywords)):
        return None
    if not frame.means_builtin(node.func.id):
        return None
    return node.func.id, node.args


def _is_not_strict(keywords: list[ast.keyword]) -> bool:
    """Whether `strict=False` is all that is named, which is what `zip` does without it."""
    return [k.arg for k in keywords] == ["strict"] and isinstance(keywords[0].value, ast.Constant) and keywords[0].value.value is False


def source_of(frame: Frame, items: Expr, node: ast.AST) -> tuple[Expr, str]:
    """What a loop goes through, a list or tuple itself or an iterator, and the local that counts what a list or tuple gave."""
    source = frame.keep(frame.rt("loop_source", items, node=node))
    place = frame.temp("i32")
    frame.emit(Assign(place, Expr("i32.const", (), 0, "i32")))
    return source, place


def source_item(frame: Frame, source: tuple[Expr, str], exit_: str, node: ast.AST) -> Expr:
    """The next item of a loop; goes to `exit_` at the end."""
    place = local(source[1], "i32")
    item = value_or_exit(frame, Expr("dyn.unchecked", (source[0], place), "loop_item", "val", frame.body.site(node)), exit_)
    frame.emit(Assign(source[1], op("i32.add", place, Expr("i32.const", (), 1, "i32"))))
    return item


def next_item(frame: Frame, iterator: str, exit_: str, node: ast.AST) -> Expr:
    """The next item of an iterator; goes to `exit_` at the end."""
    return value_or_exit(frame, Expr("dyn.unchecked", (local(iterator, "val"),), "py_next", "val", frame.body.site(node)), exit_)
