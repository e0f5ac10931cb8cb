"""Dynamic operations to machine operations and runtime calls, raising made explicit.

Example

    %t = dyn py_add(%a, const 1) !4:9          # %a: int, %t: int
    %u = dyn py_getitem(%xs, %t) !4:9          # %xs: val

becomes

    %t = call int_add(%a, i64.const 1)
    %u = check raise.exit (call py_getitem(%xs, mark !4:9 (call from_int(%t))))

A function that returns a `val` answers 0 when it raised; others leave the exception in the global `raised`. `Try` becomes
blocks: every raising call inside branches to its handler.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from noetlc.ir.build import op
from noetlc.ir.dynamic import RAISE, Dialect, Operation
from noetlc.ir.nodes import Assign, Block, BlockExpr, Br, Effect, Expr, Function, If, Leave, Loop, Return, Stmt, Switch, Try
from noetlc.ir.ops import OPS
from noetlc.ir.payload import Builtin, Class, Constant, Payload
from noetlc.ir.types import REFERENCES, VOID, physical
from noetlc.layout.static import INSTANCE_TAGS
from noetlc.layout.tags import T_INT
from noetlc.lower.passes.infer import plain_operators
from noetlc.lower.python.dispatch.methods import Key, known_call, primitive_for, text_arguments
from noetlc.primitives.exceptions import EXCEPTIONS
from noetlc.primitives.overloads import Machine, Operand, Overload, select_overload

EXIT = "raise.exit"
_BOXES = {"int": "from_int", "float": "from_float", "bool": "from_bool", "i64": "from_int", "f64": "from_float"}
_UNBOXED = {"i64": "int", "f64": "float", "i32": "bool"}  # what a machine operand holds
TESTED_BY_TAG = {name: INSTANCE_TAGS[name] for name in ("bool", "int", "float", "str", "list", "dict")}


@dataclass(frozen=True, slots=True)
class Runtime:
    """What the pass asks: the declarations of operations, a constant as a word or the name of its data item, the function that
    dispatches a method call; and whom it tells of classes and builtins that are used as values."""

    dialect: Dialect
    word: Callable[[Constant], int | str]
    dispatcher: Callable[[Key], str]
    constructed: Callable[[str], None]
    builtin: Callable[[str], None]


def select(function: Function, runtime: Runtime) -> None:
    """Lowers a dynamic function in place, under the types that inference wrote into it."""
    selector = _Selector(function, runtime)
    body = selector.block(function.body, EXIT)
    if selector.exits:
        failed = Return(None if function.result == "void" else _zero(function.result))
        function.body = [Block(EXIT, [*body, *([Return(None)] if function.result == "void" else [])]), failed]
    else:
        function.body = body
    function.locals.update(selector.added)


def _zero(type_: str) -> Expr:
    machine = physical(type_)
    return Expr(f"{machine}.const", (), 0.0 if machine == "f64" else 0, machine)


def _sets_position(expr: Expr) -> bool:
    """True if evaluating the expression may leave another position behind."""
    pending = [expr]
    while pending:
        here = pending.pop()
        if here.op in ("mark", "marked", "block"):
            return True
        pending.extend(here.args)
    return False


def _positive(expr: Expr) -> bool:
    return expr.op == "i64.const" and isinstance(expr.imm, int) and expr.imm > 0


def _nonzero(expr: Expr) -> bool:
    return expr.op in ("i64.const", "f64.const") and expr.imm != 0


class _Selector:
    def __init__(self, function: Function, runtime: Runtime) -> None:
        self.function = function
        self.mixed = plain_operators(function)
        self.runtime = runtime
        self.handler = EXIT
        self.exits = False
        self.count = 0
        self.added: dict[str, str] = {}
        self.line = 0  # the position the global holds here, 0 if not known

    # ---- statements

    def block(self, body: list[Stmt], handler: str) -> list[Stmt]:
        saved, self.handler = self.handler, handler
        out = [s for stmt in body for s in self.stmt(stmt)]
        self.handler = saved
        return out

    def branch(self, body: list[Stmt]) -> list[Stmt]:
        """A list reached along one of several paths: the position is known at its start, not after it."""
        before = self.line
        out = self.block(body, self.handler)
        self.line = before if before == self.line else 0
        return out

    def stmt(self, stmt: Stmt) -> list[Stmt]:
        if isinstance(stmt, Assign):
            stmt.value = self.coerced(stmt.value, self.function.locals[stmt.name])
        elif isinstance(stmt, Effect):
            stmt.value = self.expr(stmt.value)
        elif isinstance(stmt, If):
            if (known := self.guard(stmt.then)) is not None:
                if known:
                    return []
                stmt.then = stmt.then[1:]
            stmt.test = self.coerced(stmt.test, "bool")
            before = self.line
            stmt.then = self.block(stmt.then, self.handler)
            after, self.line = self.line, before
            stmt.orelse = self.block(stmt.orelse, self.handler)
            self.line = after if after == self.line else 0
        elif isinstance(stmt, Loop | Block):
            if isinstance(stmt, Loop):
                self.line = 0
            stmt.body = self.block(stmt.body, self.handler)
            self.line = 0
        elif isinstance(stmt, Br):
            if stmt.test is not None:
                stmt.test = self.coerced(stmt.test, "bool")
            if stmt.label == RAISE:
                stmt.label = self.raise_to()
        elif isinstance(stmt, Return):
            if stmt.value is not None:
                stmt.value = self.returned(self.coerced(stmt.value, self.function.result))
        elif isinstance(stmt, Leave):
            if stmt.value is not None:
                stmt.value = self.expr(stmt.value)
        elif isinstance(stmt, Switch):
            stmt.value = self.expr(stmt.value)
        elif isinstance(stmt, Try):
            return self.try_(stmt)
        return [stmt]

    def returned(self, value: Expr) -> Expr:
        """A returned call needs no check where raising would return the same 0."""
        same = value.op == "check" and value.imm == EXIT and self.handler == EXIT and self.function.result == "val"
        return value.args[0] if same else value

    def try_(self, stmt: Try) -> list[Stmt]:
        if (known := self.guard(stmt.handler)) is not None:
            if known:
                return self.block(stmt.body, self.handler)
            stmt.handler = stmt.handler[1:]
        self.count += 1
        caught, done = f"caught.{self.count}", f"done.{self.count}"
        ends = [] if self.raises_last(stmt.body) else [Br(done)]
        body = self.block(stmt.body, caught)
        self.line = 0
        handler = self.block(stmt.handler, self.handler)
        self.line = 0
        return [Block(done, [Block(caught, [*body, *ends]), *handler])]

    def raises_last(self, body: list[Stmt]) -> bool:
        """True if statements end with what always raises."""
        last = body[-1] if body else None
        operation = self.runtime.dialect.operation(last.value) if isinstance(last, Effect) else None
        return operation is not None and not operation.returns

    def guard(self, body: list[Stmt]) -> bool | None:
        """Whether the method that a list of statements begins with a guard for is known to exist; None if it begins with none."""
        first = body[0] if body else None
        if not isinstance(first, Effect) or first.value.op != "receiver":
            return None
        return primitive_for(first.value.args[0].type, str(first.value.imm)) is not None

    def raise_to(self) -> str:
        if self.handler == EXIT:
            self.exits = True
        return self.handler

    # ---- expressions

    def coerced(self, expr: Expr, want: str) -> Expr:
        """The expression lowered and converted to type `want`."""
        if expr.op == "const":
            return self.constant(expr, want)
        have = expr.type
        return self.convert(self.expr(expr), have, want)

    def convert(self, expr: Expr, have: str, want: str) -> Expr:
        if have == want or want == "void" or have in ("never", "void"):
            return expr
        if want == "val" or want in REFERENCES:
            if have in _BOXES:
                return Expr("call", (expr,), _BOXES[have], "val")
            return expr
        if want in ("float", "f64") and have == "int":
            return op("f64.convert_i64_s", expr)
        return expr

    def constant(self, expr: Expr, want: str) -> Expr:
        value = expr.imm
        if want in ("int", "i64") and isinstance(value, int):
            return Expr("i64.const", (), int(value), "i64")
        if want in ("float", "f64") and isinstance(value, int | float):
            return Expr("f64.const", (), float(value), "f64")
        if want in ("bool", "i32") and isinstance(value, int):
            return Expr("i32.const", (), int(value), "i32")
        assert not isinstance(value, tuple)
        return self.word(value, expr.type if isinstance(value, Payload) else "val")

    def word(self, constant: Constant, type_: str = "val") -> Expr:
        """A constant as a value."""
        word = self.runtime.word(constant)
        return Expr("data" if isinstance(word, str) else "i32.const", (), word, type_)

    def expr(self, expr: Expr) -> Expr:
        """The expression lowered, of the type that inference finds for it."""
        handler = HANDLERS.get(expr.op)
        if handler is not None:
            return handler(self, expr)
        if isinstance(expr, BlockExpr):
            expr.body = self.branch(expr.body)
            return expr
        expr.args = tuple(self.expr(a) for a in expr.args)
        return expr

    def checked(self, expr: Expr) -> Expr:
        return self.dynamic(expr, checked=True)

    def unchecked(self, expr: Expr) -> Expr:
        return self.dynamic(expr, checked=False)

    def const(self, expr: Expr) -> Expr:
        return self.constant(expr, expr.type)

    def local(self, expr: Expr) -> Expr:
        return Expr("local", (), expr.imm, expr.type)

    def logic(self, expr: Expr) -> Expr:
        first = self.coerced(expr.args[0], "bool")
        before = self.line
        rest = tuple(self.coerced(a, "bool") for a in expr.args[1:])
        if rest and self.line != before:
            self.line = 0
        return Expr(expr.op, (first, *rest), None, "i32")

    def store(self, expr: Expr) -> Expr:
        place, value = expr.args
        return Expr("i32.store", (self.expr(place), self.coerced(value, "val")), expr.imm, "void")

    def builtin(self, expr: Expr) -> Expr:
        self.runtime.builtin(str(expr.imm))
        return self.word(Builtin(str(expr.imm)))

    def class_(self, expr: Expr) -> Expr:
        self.runtime.constructed(str(expr.imm))
        return self.word(Class(str(expr.imm)))

    def receiver(self, expr: Expr) -> Expr:
        raise AssertionError("a guard stands at the start of a list of statements")

    def yield_(self, expr: Expr) -> Expr:
        value = self.coerced(expr.args[0], "val")
        self.line = 0
        return Expr("yield", (value,), None, "val")

    def conditional(self, expr: Expr) -> Expr:
        want = expr.type
        test = self.coerced(expr.args[0], "bool")
        before = self.line
        then = self.coerced(expr.args[1], want)
        after, self.line = self.line, before
        orelse = self.coerced(expr.args[2], want)
        self.line = after if after == self.line else 0
        return Expr("cond", (test, then, orelse), None, want)

    def user_call(self, expr: Expr) -> Expr:
        """A direct call of a body function: every argument is a value, 0 means it raised."""
        args = tuple(self.coerced(a, "val") for a in expr.args)
        self.line = 0
        return Expr("call", args, expr.imm, "val")

    def method(self, expr: Expr) -> Expr:
        """A method call: the runtime function if the receiver's kind is known, else a dispatcher."""
        assert isinstance(expr.imm, tuple)
        name, keywords = str(expr.imm[0]), tuple(str(k) for k in expr.imm[1])  # type: ignore[attr-defined]
        count = len(expr.args) - 1 - len(keywords)
        primitive = primitive_for(expr.args[0].type, name)
        if primitive is not None:
            known = known_call(primitive, expr.args[0], list(expr.args[1:]), count, keywords, expr.site)
            if known is not None:
                return self.dynamic(known, checked=True)
        call = Expr("check", (self.dispatched(expr),), self.raise_to(), "val")
        if primitive is not None and primitive.result in _BOXES:  # arguments that do not fit: it raises
            label = self.fresh("never")
            return BlockExpr("block", (), None, primitive.result, 0, label, [Effect(call), Leave(label, _zero(primitive.result))])
        return call

    def dispatched(self, expr: Expr) -> Expr:
        """A method call through the dispatcher of its name and argument shape."""
        assert isinstance(expr.imm, tuple)
        name, keywords = str(expr.imm[0]), tuple(str(k) for k in expr.imm[1])  # type: ignore[attr-defined]
        texts = text_arguments(name, [a.type for a in expr.args[1:]])
        args = tuple(self.coerced(a, "val") for a in expr.args)
        key = (name, len(expr.args) - 1 - len(keywords), keywords, texts)
        return self.marked(Expr("call", args, self.runtime.dispatcher(key), "val"), expr.site)

    def attribute(self, expr: Expr) -> Expr:
        """An attribute that objects of library modules have, read or asked for, through the function that knows their kinds."""
        assert isinstance(expr.imm, tuple)
        key = (str(expr.imm[0]), int(str(expr.imm[1])), (), ())
        call = self.marked(Expr("call", (self.coerced(expr.args[0], "val"),), self.runtime.dispatcher(key), "val"), expr.site)
        return Expr("check", (call,), self.raise_to(), "val")

    def fresh(self, stem: str) -> str:
        self.count += 1
        return f"{stem}.{self.count}"

    def class_test(self, expr: Expr) -> Expr | None:
        """`isinstance` with one of the classes that a tag tells, which cannot raise; None for other classes."""
        value, cls = expr.args
        tag = TESTED_BY_TAG.get(cls.imm.name) if isinstance(cls.imm, Class) else None
        if tag is None:
            return None
        test = "is_integer" if tag == T_INT else "is_kind"
        kind = () if tag == T_INT else (Expr("i32.const", (), tag, "i32"),)
        return Expr("call", (self.coerced(value, "val"), *kind, self.expr(cls)), test, "bool")

    def dynamic(self, expr: Expr, checked: bool) -> Expr:
        name = str(expr.imm)
        if name == "py_isinstance" and (test := self.class_test(expr)) is not None:
            return test
        if name == "exc_matches" and isinstance(cls := expr.args[1].imm, Class) and cls.name in EXCEPTIONS:
            return Expr("call", (self.coerced(expr.args[0], "val"), self.expr(expr.args[1])), "exc_is", "bool")
        overload = select_overload(name, tuple(a.type for a in expr.args), self.mixed)
        if overload is not None:
            return self.overloaded(expr, overload, checked)
        operation = self.primitive(name)
        args = [self.coerced(a, p) for a, p in zip(expr.args, operation.operands, strict=True)]
        type_ = expr.type if operation.result in ("val", "i32") and expr.type != VOID else operation.result
        call = Expr("call", tuple(args), name, type_)
        if operation.positioned:
            call = self.marked(call, expr.site)
        if operation.raises and checked:
            call = self.check(call, operation.result)
        return call

    def primitive(self, name: str) -> Operation:
        found = self.runtime.dialect.primitive(name)
        assert found is not None, name
        return found

    def marked(self, call: Expr, site: int) -> Expr:
        """A call that may raise at `site`: the position is set once nothing before the call can set another."""
        if not site or site == self.line:
            return call
        self.line = site
        if any(_sets_position(a) for a in call.args):
            last = call.args[-1]
            call.args = (*call.args[:-1], Expr("mark", (last,), site, last.type))
            return call
        return Expr("marked", (call,), site, call.type)

    def check(self, call: Expr, result: str) -> Expr:
        if result not in ("i32", "i64", "f64", "void"):
            return Expr("check", (call,), self.raise_to(), call.type)
        return Expr("check_global", (call,), (self.raise_to(), "raised"), call.type)

    def overloaded(self, expr: Expr, overload: Overload, checked: bool) -> Expr:
        target = overload.target
        if isinstance(target, Operand):
            return self.coerced(expr.args[target.index], overload.result)
        if isinstance(target, Machine):
            wants = [_UNBOXED[t] for t in OPS[target.op].args]
            return Expr(target.op, tuple(self.coerced(a, w) for a, w in zip(expr.args, wants, strict=True)), None, overload.result)
        operation = self.primitive(target.function)
        args = [self.coerced(a, _UNBOXED.get(p, "val")) for a, p in zip(expr.args, operation.operands, strict=True)]
        by_positive = target.by_positive is not None and _positive(args[-1])
        call = Expr("call", tuple(args), target.by_positive if by_positive else target.function, overload.result)
        if overload.raises and not (target.divides and _nonzero(args[-1])):
            call = self.marked(call, expr.site)
            if checked:
                call = self.check(call, operation.result)
        return Expr("not", (call,), None, "bool") if target.negated else call


HANDLERS: dict[str, Callable[[_Selector, Expr], Expr]] = {
    "dyn": _Selector.checked,
    "dyn.unchecked": _Selector.unchecked,
    "const": _Selector.const,
    "local": _Selector.local,
    "and": _Selector.logic,
    "or": _Selector.logic,
    "not": _Selector.logic,
    "cond": _Selector.conditional,
    "store.val": _Selector.store,
    "method": _Selector.method,
    "method.unchecked": _Selector.dispatched,
    "attribute": _Selector.attribute,
    "receiver": _Selector.receiver,
    "builtin": _Selector.builtin,
    "class": _Selector.class_,
    "yield": _Selector.yield_,
    "call_user": _Selector.user_call,
}
