"""Statements of a body to dynamic IR. `try` is in `exceptions.py`, definitions in `functions/`."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable

from noetlc.ir.nodes import Assign, Block, Br, Effect, Expr, If, Loop, Stmt
from noetlc.lower.python.expressions.operators import BINARY, condition, expression, expressions, slice_parts
from noetlc.lower.python.frame import names
from noetlc.lower.python.frame.context import Frame, LoopTarget, Refused, const, join, local
from noetlc.lower.python.functions import annotation
from noetlc.lower.python.modules.always_left import refuse_change

Handler = Callable[[Frame, ast.stmt], None]
STATEMENTS: dict[type[ast.stmt], Handler] = {}


def lowers(*kinds: type[ast.stmt]) -> Callable[[Handler], Handler]:
    """Registers the lowering of some node classes."""

    def register(handler: Handler) -> Handler:
        for kind in kinds:
            STATEMENTS[kind] = handler
        return handler

    return register


def block(frame: Frame, stmts: list[ast.stmt]) -> None:
    """A statement list; what follows a jump is not lowered, since nothing reaches it."""
    for stmt in stmts:
        if frame.bound is None:
            return
        frame.at = stmt
        handler = STATEMENTS.get(type(stmt))
        if handler is None:
            raise Refused(stmt, f"a {type(stmt).__name__} statement")
        handler(frame, stmt)


# ---- simple statements


@lowers(ast.Expr)
def _expr(frame: Frame, node: ast.stmt) -> None:
    assert isinstance(node, ast.Expr)
    if not isinstance(node.value, ast.Constant) and not _asks_builtin(frame, node.value):
        frame.effect(expression(frame, node.value))


def _asks_builtin(frame: Frame, node: ast.expr) -> bool:
    """A statement such as `memoryview` or `object.__new__`, which asks whether Python has it."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "object" and hasattr(object, node.attr):
        node = node.value
    return isinstance(node, ast.Name) and hasattr(builtins, node.id) and frame.body.scopes.resolve(frame.scope, node.id).scope is None


@lowers(ast.Pass, ast.Global, ast.Nonlocal)
def _pass(frame: Frame, node: ast.stmt) -> None:
    """Nothing happens at run time."""


@lowers(ast.Assign)
def _assign(frame: Frame, node: ast.stmt) -> None:
    assert isinstance(node, ast.Assign)
    value = expression(frame, node.value)
    if len(node.targets) > 1 or not isinstance(node.targets[0], ast.Name):
        value = frame.keep(value)
    for target in node.targets:
        assign(frame, target, value)


@lowers(ast.AnnAssign)
def _annotated(frame: Frame, node: ast.stmt) -> None:
    assert isinstance(node, ast.AnnAssign)
    if node.value is not None:
        assign(frame, node.target, frame.keep(expression(frame, node.value)))
    if frame.scope.kind != "function":
        annotation.evaluate(frame, node.annotation)


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
        refuse_change(frame, target)
        kept = frame.keep(value)
        obj = expression(frame, target.value)
        if target.attr == "__dict__":
            frame.effect(frame.rt("set_dict", obj, kept, node=target))
        else:
            frame.effect(frame.rt("py_setattr", obj, const(target.attr), kept, node=target))
    elif isinstance(target, ast.Tuple | ast.List):
        unpack(frame, target, value)
    elif isinstance(target, ast.Starred):
        assign(frame, target.value, value)
    else:
        raise Refused(target, "this assignment target")


def unpack(frame: Frame, target: ast.Tuple | ast.List, value: Expr) -> None:
    """`a, b = value` and `a, *b, c = value`: a list of exactly the right length, then one store each."""
    stars = [i for i, t in enumerate(target.elts) if isinstance(t, ast.Starred)]
    count = Expr("i32.const", (), len(target.elts), "i32")
    if stars:
        before = Expr("i32.const", (), stars[0], "i32")
        after = Expr("i32.const", (), len(target.elts) - stars[0] - 1, "i32")
        items = frame.keep(frame.rt("py_unpack_star", value, before, after, node=target, type_="list"))
    else:
        items = frame.keep(frame.rt("py_unpack", value, count, node=target))
    getter = "list_get" if stars else "unpacked_get"
    for i, element in enumerate(target.elts):
        assign(frame, element, frame.keep(frame.rt(getter, items, Expr("i32.const", (), i, "i32"))))


@lowers(ast.AugAssign)
def _augmented(frame: Frame, node: ast.stmt) -> None:
    """`x += y`: lists, sets and dicts change in place, everything else is computed and stored."""
    assert isinstance(node, ast.AugAssign)
    name = BINARY[type(node.op)].replace("py_", "py_i")
    target = node.target
    if isinstance(target, ast.Name):
        load = ast.copy_location(ast.Name(target.id, ast.Load()), target)
        old, new = expressions(frame, [load, node.value])
        names.store(frame, target.id, frame.rt(name, old, new, node=node), node)
    elif isinstance(target, ast.Subscript) and not isinstance(target.slice, ast.Slice):
        obj, index = (frame.keep(e) for e in expressions(frame, [target.value, target.slice]))
        old = frame.keep(frame.rt("py_getitem", obj, index, node=target))
        value = frame.keep(frame.rt(name, old, expression(frame, node.value), node=node))
        frame.effect(frame.rt("py_setitem", obj, index, value, node=target))
    elif isinstance(target, ast.Attribute):
        obj = frame.keep(expression(frame, target.value))
        old = frame.keep(frame.rt("py_getattr", obj, const(target.attr), node=target))
        value = frame.keep(frame.rt(name, old, expression(frame, node.value), node=node))
        frame.effect(frame.rt("py_setattr", obj, const(target.attr), value, node=target))
    else:
        assert isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Slice)
        part = target.slice
        makers = [lambda: expression(frame, target.value), *slice_parts(frame, part)]
        obj, *parts = (frame.keep(e) for e in frame.operands(makers))
        old = frame.keep(frame.rt("py_getslice", obj, *parts, node=target))
        value = frame.keep(frame.rt(name, old, expression(frame, node.value), node=node))
        frame.effect(frame.rt("py_setslice", obj, *parts, value, node=target))


@lowers(ast.Delete)
def _delete(frame: Frame, node: ast.stmt) -> None:
    assert isinstance(node, ast.Delete)
    for target in node.targets:
        _delete_target(frame, target)


def _delete_target(frame: Frame, target: ast.expr) -> None:
    if isinstance(target, ast.Name):
        names.delete(frame, target.id, target)
    elif isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Slice):
        obj, *parts = frame.operands([lambda: expression(frame, target.value), *slice_parts(frame, target.slice)])
        frame.effect(frame.rt("py_delslice", obj, *parts, node=target))
    elif isinstance(target, ast.Subscript):
        obj, index = expressions(frame, [target.value, target.slice])
        frame.effect(frame.rt("py_delitem", obj, index, node=target))
    elif isinstance(target, ast.Attribute):
        frame.effect(frame.rt("py_delattr", expression(frame, target.value), const(target.attr), node=target))
    elif isinstance(target, ast.Tuple | ast.List):
        for element in target.elts:
            _delete_target(frame, element)
    else:
        raise Refused(target, "this del target")


@lowers(ast.Assert)
def _assert(frame: Frame, node: ast.stmt) -> None:
    assert isinstance(node, ast.Assert)
    test = condition(frame, node.test)
    place = _place_of_assertion(node.test, node)
    before = frame.fork()
    with frame.into() as failing:
        if node.msg is None:
            frame.effect(frame.rt("raise_assertion", node=place))
        else:
            message = frame.keep(expression(frame, node.msg))  # before the place of the error is noted
            frame.effect(frame.rt("raise_assertion_with", message, node=place))
    frame.bound = before
    frame.emit(If(Expr("not", (test,), None, "bool"), failing, []))


def _place_of_assertion(test: ast.expr, place: ast.AST) -> ast.AST:
    """Where CPython 3.11 says that an assertion failed: at the comparison of its test that it compiles last, else at `place`."""
    if isinstance(test, ast.Compare):
        return test
    parts: list[ast.expr] = []
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        parts = [test.operand]
    elif isinstance(test, ast.BoolOp):
        parts = test.values
    elif isinstance(test, ast.IfExp):
        parts = [test.test, test.body, test.orelse]
    for part in parts:
        place = _place_of_assertion(part, place)
    return place


# ---- control flow


@lowers(ast.If)
def _if(frame: Frame, node: ast.stmt) -> None:
    assert isinstance(node, ast.If)
    test = condition(frame, node.test)
    before = frame.fork()
    with frame.into() as then:
        block(frame, node.body)
    after_then = frame.bound
    frame.bound = before
    with frame.into() as orelse:
        block(frame, node.orelse)
    frame.bound = join(after_then, frame.bound)
    frame.emit(If(test, then, orelse))


@lowers(ast.While)
def _while(frame: Frame, node: ast.stmt) -> None:
    assert isinstance(node, ast.While)
    forever = isinstance(node.test, ast.Constant) and bool(node.test.value)
    shape = LoopShape(frame)
    with frame.into() as body:
        if not forever:
            test = condition(frame, node.test)
            frame.emit(Br(shape.exit, Expr("not", (test,), None, "bool")))
        after_test = frame.fork()
        shape.body(node.body, body)
    frame.bound = None if forever else after_test
    shape.close(body, node.orelse)


class LoopShape:
    """The blocks of a loop: `break_` around everything, `exit` where the loop ends normally, `next_` inside each round."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.break_ = frame.label("break")
        self.exit = frame.label("exit")
        self.top = frame.label("loop")
        self.next_ = frame.label("next")
        self.start = frame.fork()
        self.site = frame.body.site(frame.at) if frame.at is not None else 0
        self.at_break: list[set[str] | None] = []

    def body(self, stmts: list[ast.stmt], out: list[Stmt], step: Callable[[], None] | None = None) -> None:
        """The statements of one round into `out`, then `step`, the safepoint and the way back."""
        frame = self.frame
        frame.loops.append(LoopTarget(self.break_, self.next_, len(frame.finals), len(frame.saved)))
        with frame.into() as inner:
            block(frame, stmts)
        frame.loops.pop()
        self.again(inner, out, step)

    def again(self, inner: list[Stmt], out: list[Stmt], step: Callable[[], None] | None = None) -> None:
        out.append(Block(self.next_, inner))
        if step is not None:
            step()
        out.append(Effect(Expr("safepoint", (), None, "void", self.site)))
        out.append(Br(self.top))

    def close(self, body: list[Stmt], orelse: list[ast.stmt]) -> None:
        """Emits the loop; `frame.bound` is the state where it ends normally. A break may come from anywhere inside."""
        frame = self.frame
        with frame.into() as around:
            frame.emit(Block(self.exit, [Loop(self.top, body)]))
            block(frame, orelse)
        frame.bound = join(self.start, frame.bound) if _breaks(body, self.break_) else frame.bound
        frame.emit(Block(self.break_, around))


def _breaks(body: list[Stmt], label: str) -> bool:
    """True if some statement inside goes to `label`."""
    from noetlc.ir.nodes import Switch, substatements

    pending = [body]
    while pending:
        for stmt in pending.pop():
            if (isinstance(stmt, Br) and stmt.label == label) or (isinstance(stmt, Switch) and label in stmt.labels):
                return True
            pending.extend(substatements(stmt))
    return False


@lowers(ast.For)
def _for(frame: Frame, node: ast.stmt) -> None:
    assert isinstance(node, ast.For)
    from noetlc.lower.python.loops.iteration import each

    shape = LoopShape(frame)

    def round_() -> None:
        block(frame, node.body)

    each(frame, node, node.target, node.iter, shape, round_, node.orelse)


@lowers(ast.Break, ast.Continue)
def _jump(frame: Frame, node: ast.stmt) -> None:
    from noetlc.lower.python.statements.exceptions import leave

    target = frame.loops[-1]
    leave(frame, target.finals, "jump", target.break_ if isinstance(node, ast.Break) else target.next_)
    frame.dead()


@lowers(ast.Return)
def _return(frame: Frame, node: ast.stmt) -> None:
    assert isinstance(node, ast.Return)
    from noetlc.lower.python.statements.exceptions import leave

    value = const(None) if node.value is None else expression(frame, node.value)
    leave(frame, 0, "return", "", value)
    frame.dead()


__all__ = ["Assign", "LoopShape", "assign", "block", "local"]
