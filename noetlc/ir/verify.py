"""Checks that a module keeps the rules of the IR: types, names, labels, and that values are always returned.

Run after every stage in tests. Level `machine` is what the emitter takes. At the levels before it (`dynamic.LEVELS`) names may be
supplied by later linking, and the operations of the dynamic dialect that are not gone yet are checked against their declarations.
"""

from __future__ import annotations

from collections.abc import Callable

from noetlc.ir.depth import deep_recursion
from noetlc.ir.dynamic import FORMS, LEVELS, PRIMITIVES, RAISE, Dialect, Operation, converts, gives
from noetlc.ir.errors import IRError
from noetlc.ir.nodes import (
    SITE_GLOBAL,
    Assign,
    Block,
    BlockExpr,
    Br,
    Effect,
    Expr,
    Function,
    If,
    Leave,
    Loop,
    Module,
    Return,
    Stmt,
    Switch,
    Try,
)
from noetlc.ir.ops import OPS
from noetlc.ir.printer import print_expr
from noetlc.ir.types import ALL, DYN, NEVER, VOID, compatible, physical

_SELECTED = frozenset(("call", "check", "check_global", "mark", "marked"))  # calls, checks and positions: what selection makes
_JUMP = "jump"  # what a label stands for when it is a Block or Loop; otherwise the type of its BlockExpr


def verify(module: Module, level: str = "machine", dialect: Dialect | None = None) -> None:
    """Raises IRError naming the function and the node of the first fault. Without a dialect there are no primitives."""
    for name, function in module.functions.items():
        if name != function.name:
            raise IRError(name, f"is listed under a name that is not its own, {function.name}")
    if level == "machine":
        for name in module.table:
            if name not in module.functions and name not in module.imports:
                raise IRError(name, "is in the table but not in the module")
    with deep_recursion():
        for function in module.functions.values():
            _Checker(module, function, level, dialect).run()


def verify_after(stage: str, module: Module, level: str = "machine", dialect: Dialect | None = None) -> None:
    """The same; the error names the stage that left the module so."""
    try:
        verify(module, level, dialect)
    except IRError as error:
        raise IRError(error.function, f"after {stage}: {error.message}") from error


class _Checker:
    def __init__(self, module: Module, function: Function, level: str, dialect: Dialect | None) -> None:
        self.module = module
        self.function = function
        self.level = LEVELS.index(level)
        self.machine = level == "machine"
        self.dynamic = level in ("dynamic", "inferred")
        self.inferred = level == "inferred"
        self.dialect = dialect
        self.labels: dict[str, str] = {}
        self.alive = True  # control can arrive at what is being checked
        self.reached: set[str] = set()  # labels of blocks in scope that control can jump to
        self.types = ALL | {DYN} if level == "dynamic" else ALL

    def fail(self, message: str, expr: Expr | None = None) -> IRError:
        if expr is None:
            return IRError(self.function.name, message)
        text = print_expr(expr, self.function)
        return IRError(self.function.name, f"{message} in {text if len(text) < 200 else text[:200] + '…'}")

    def run(self) -> None:
        function = self.function
        for name in function.params:
            if name not in function.locals:
                raise self.fail(f"parameter %{name} has no type")
        for name, type_ in function.locals.items():
            if type_ not in self.types or type_ in (VOID, NEVER):
                raise self.fail(f"local %{name} cannot be {type_}")
        if function.result not in ALL:
            raise self.fail(f"unknown result type {function.result}")
        if function.inline not in ("yes", "no", "often", "auto"):
            raise self.fail(f"unknown inline hint {function.inline}")
        ends = self.stmts(function.body)
        if self.machine and ends and function.result not in (VOID, NEVER):
            raise self.fail(f"control can reach the end, but it returns {function.result}")

    # ---- statements: whether control can reach their end

    def stmts(self, body: list[Stmt]) -> bool:
        before = self.alive
        for stmt in body:
            self.alive = self.stmt(stmt) and self.alive
        ends, self.alive = self.alive, before
        return ends

    def stmt(self, stmt: Stmt) -> bool:
        if isinstance(stmt, Assign):
            self.expr(stmt.value)
            self.fits(stmt.value, self.local(stmt.name, None), f"value of %{stmt.name}")
            return stmt.value.type != NEVER
        if isinstance(stmt, Effect):
            self.expr(stmt.value)
            return stmt.value.type != NEVER
        if isinstance(stmt, If):
            self.test(stmt.test)
            then, orelse = self.stmts(stmt.then), self.stmts(stmt.orelse)
            return then or orelse
        if isinstance(stmt, Loop | Block):
            return self.within(stmt, stmt.label, _JUMP, stmt.body)
        if isinstance(stmt, Br):
            self.target(stmt.label)
            if stmt.test is not None:
                self.test(stmt.test)
            return stmt.test is not None
        if isinstance(stmt, Try):
            if not self.dynamic:
                raise self.fail("Try is not a machine-level statement")
            body, handler = self.stmts(stmt.body), self.stmts(stmt.handler)
            return body or handler
        self.going(stmt)
        return False

    def going(self, stmt: Leave | Switch | Return) -> None:
        """A statement that never continues."""
        if isinstance(stmt, Leave):
            self.leave(stmt)
        elif isinstance(stmt, Switch):
            self.expr(stmt.value)
            self.fits(stmt.value, "i32", "switch value")
            for label in (*stmt.labels, stmt.default):
                self.target(label)
        else:
            self.returned(stmt.value, self.function.result, "return")

    def within(self, node: Loop | Block | BlockExpr, label: str, meaning: str, body: list[Stmt]) -> bool:
        """Checks what stands inside a label; whether control can go on behind it."""
        outer, reached = self.labels.get(label), label in self.reached
        self.labels[label] = meaning
        self.reached.discard(label)
        ends = self.stmts(body) or (isinstance(node, Block) and label in self.reached)
        self.reached.discard(label)
        if outer is None:
            del self.labels[label]
        else:
            self.labels[label] = outer
            self.reached |= {label} if reached else set()
        return ends

    def target(self, label: str, expr: Expr | None = None) -> None:
        if self.dynamic and label == RAISE:
            return
        if self.labels.get(label) != _JUMP:
            raise self.fail(f"label {label} is not a block or loop in scope", expr)
        if self.alive:
            self.reached.add(label)

    def leave(self, stmt: Leave) -> None:
        type_ = self.labels.get(stmt.label)
        if type_ is None or type_ == _JUMP:
            raise self.fail(f"label {stmt.label} is not a block expression in scope", stmt.value)
        self.returned(stmt.value, type_, f"leave {stmt.label}")

    def returned(self, value: Expr | None, type_: str, what: str) -> None:
        if value is not None:
            self.expr(value)
        have = VOID if value is None else value.type
        if type_ in (VOID, NEVER):
            if have not in (VOID, NEVER):
                raise self.fail(f"{what} gives {have}, nothing is wanted", value)
        elif value is None:
            raise self.fail(f"{what} gives nothing, {type_} is wanted")
        else:
            self.fits(value, type_, what)

    # ---- expressions

    def local(self, name: object, expr: Expr | None) -> str:
        type_ = self.function.locals.get(str(name))
        if type_ is None:
            raise self.fail(f"local %{name} is not declared", expr)
        return type_

    def fits(self, value: Expr, want: str, what: str) -> None:
        if value.type == VOID or not self.suits(value, want):
            raise self.fail(f"{what} is {value.type}, {want} is wanted", value)

    def suits(self, value: Expr, want: str) -> bool:
        """Whether a value may stand where `want` is expected; before selection also if it can be converted."""
        return converts(value, value.type, want) if self.dynamic else compatible(value.type, want)

    def test(self, expr: Expr) -> None:
        self.expr(expr)
        self.is_condition(expr, expr)

    def is_condition(self, test: Expr, where: Expr) -> None:
        if test.type in (VOID, DYN) or (test.type != NEVER and physical(test.type) != "i32"):
            raise self.fail(f"a condition cannot be {test.type}", where)

    def expr(self, expr: Expr) -> None:
        if expr.type not in self.types:
            raise self.fail(f"unknown type {expr.type}", expr)
        if isinstance(expr, BlockExpr):
            ends = self.within(expr, expr.label, expr.type, expr.body)
            if expr.type != VOID and ends:
                raise self.fail(f"control can reach the end of block expression {expr.label}", expr)
            return
        for arg in expr.args:
            self.expr(arg)
        if self.dynamic and expr.op in _SELECTED:
            raise self.fail(f"{expr.op} is made by selection, not before", expr)
        rule = _RULES.get(expr.op)
        if rule is not None:
            rule(self, expr)
        elif expr.op in OPS:
            self.operation(expr)
        else:
            self.declared(expr)

    def declared(self, expr: Expr) -> None:
        """An operation of the dynamic dialect."""
        operation = FORMS.get(expr.op)
        if expr.op in PRIMITIVES and self.dynamic:
            operation = self.dialect.primitive(str(expr.imm)) if self.dialect is not None else None
            if operation is None:
                raise self.fail(f"there is no primitive {expr.imm}", expr)
        if operation is None or LEVELS.index(operation.until) <= self.level:
            level = "a machine operation" if self.machine else f"an operation of level {LEVELS[self.level]}"
            raise self.fail(f"{expr.op} is not {level}", expr)
        self.operands(expr, operation)
        inferred = self.inferred and operation.result == "val" and expr.type not in (VOID, NEVER)  # there is an overload that gives it
        if not inferred and not gives(operation.result, expr.type):
            raise self.fail(f"{operation.name} gives {operation.result}, not {expr.type}", expr)

    def operands(self, expr: Expr, operation: Operation) -> None:
        if not operation.takes(len(expr.args)):
            least = "at least " if operation.more is not None else ""
            raise self.fail(f"{operation.name} takes {least}{len(operation.operands)} operands, not {len(expr.args)}", expr)
        for position, arg in enumerate(expr.args):
            want = operation.kind(position)
            if arg.type == VOID or not self.suits(arg, want):
                raise self.fail(f"operand {position} of {operation.name} is {arg.type}, {want} is wanted", expr)

    def takes(self, expr: Expr, types: tuple[str, ...]) -> None:
        if len(expr.args) != len(types):
            raise self.fail(f"{expr.op} takes {len(types)} operands, not {len(expr.args)}", expr)
        for position, (arg, want) in enumerate(zip(expr.args, types, strict=True)):
            if arg.type in (VOID, DYN) or not compatible(arg.type, want):
                raise self.fail(f"operand {position} is {arg.type}, {want} is wanted", expr)

    def gives(self, expr: Expr, type_: str) -> None:
        if (expr.type == VOID and type_ not in (VOID, NEVER)) or not compatible(type_, expr.type):
            raise self.fail(f"it gives {type_}, not {expr.type}", expr)
        if expr.type not in (VOID, NEVER) and type_ == VOID:
            raise self.fail(f"it gives nothing, not {expr.type}", expr)

    def operation(self, expr: Expr) -> None:
        info = OPS[expr.op]
        self.takes(expr, info.args)
        self.gives(expr, info.result)
        if info.memory:
            if not isinstance(expr.imm, int) or not 0 <= expr.imm < 1 << 32:
                raise self.fail(f"offset {expr.imm!r} is not an unsigned 32-bit number", expr)
        elif expr.imm is not None:
            raise self.fail(f"{expr.op} takes no immediate", expr)

    def constant(self, expr: Expr) -> None:
        self.takes(expr, ())
        wanted = int | float if expr.op == "f64.const" else int
        if not isinstance(expr.imm, wanted) or physical(expr.type) != expr.op[:3]:
            raise self.fail(f"{expr.imm!r} of type {expr.type} is not an {expr.op}", expr)

    def get(self, expr: Expr) -> None:
        self.takes(expr, ())
        type_ = self.local(expr.imm, expr)
        if not self.dynamic or DYN not in (type_, expr.type):
            self.gives(expr, type_)
        elif expr.type != DYN:
            raise self.fail(f"the type of a local is open, not {expr.type}", expr)

    def tee(self, expr: Expr) -> None:
        type_ = self.local(expr.imm, expr)
        self.takes(expr, (type_,))
        self.gives(expr, type_)

    def global_type(self, name: object, expr: Expr) -> str | None:
        """The type of a global; None if a later link supplies it."""
        found = self.module.globals.get(str(name))
        if found is None and self.machine:
            raise self.fail(f"global ${name} is not in the module", expr)
        return None if found is None else found.type

    def global_get(self, expr: Expr) -> None:
        self.takes(expr, ())
        type_ = self.global_type(expr.imm, expr)
        if type_ is not None:
            self.gives(expr, type_)

    def global_set(self, expr: Expr) -> None:
        type_ = self.global_type(expr.imm, expr)
        self.takes(expr, (type_ if type_ is not None else expr.args[0].type,))
        self.gives(expr, VOID)

    def data(self, expr: Expr) -> None:
        self.takes(expr, ())
        if self.machine and expr.imm not in self.module.data:
            raise self.fail(f"data &{expr.imm} is not in the module", expr)
        if physical(expr.type) != "i32":
            raise self.fail("an address is an i32", expr)

    def func(self, expr: Expr) -> None:
        self.takes(expr, ())
        if self.machine and expr.imm not in self.module.functions and expr.imm not in self.module.imports:
            raise self.fail(f"function @{expr.imm} is not in the module", expr)
        self.gives(expr, "i32")

    def call(self, expr: Expr) -> None:
        name = str(expr.imm)
        function = self.module.functions.get(name)
        imported = self.module.imports.get(name)
        if function is not None:
            self.takes(expr, function.param_types)
            self.gives(expr, function.result)
        elif imported is not None:
            self.takes(expr, imported.params)
            self.gives(expr, imported.result)
        elif self.machine:
            raise self.fail(f"function @{name} is not in the module", expr)
        elif self.dialect is not None and (runtime := self.dialect.primitive(name)) is not None:
            self.takes(expr, runtime.operands)
            self.gives(expr, runtime.result)

    def call_indirect(self, expr: Expr) -> None:
        imm = expr.imm
        if not (isinstance(imm, tuple) and len(imm) == 2 and isinstance(imm[0], tuple)):
            raise self.fail("the immediate must be (parameter types, result)", expr)
        params, result = imm
        assert isinstance(params, tuple)
        self.takes(expr, (*params, "i32"))
        self.gives(expr, str(result))

    def logic(self, expr: Expr) -> None:
        if len(expr.args) != (1 if expr.op == "not" else 2):
            raise self.fail("wrong number of operands", expr)
        for arg in expr.args:
            self.is_condition(arg, expr)
        self.gives(expr, "i32")

    def choice(self, expr: Expr) -> None:
        if len(expr.args) != 3:
            raise self.fail(f"{expr.op} takes 3 operands", expr)
        test, *arms = expr.args
        self.is_condition(test, expr)
        if expr.type == VOID and expr.op == "cond":
            return  # the arms are evaluated for their effect
        for arm in arms:
            if self.dynamic and not self.suits(arm, expr.type):
                raise self.fail(f"it gives {arm.type}, not {expr.type}", expr)
            if not self.dynamic:
                self.gives(expr, arm.type)

    def drop(self, expr: Expr) -> None:
        if len(expr.args) != 1:
            raise self.fail("drop takes 1 operand", expr)
        self.gives(expr, VOID)

    def through(self, expr: Expr) -> None:
        """`mark` and the checks: the value of the operand, unchanged."""
        if len(expr.args) != 1:
            raise self.fail(f"{expr.op} takes 1 operand", expr)
        have = expr.args[0].type
        self.gives(expr, have)
        if expr.op == "check":
            self.target(str(expr.imm), expr)
            if have != NEVER and physical(have) != "i32":
                raise self.fail(f"only an i32 can be checked, not {have}", expr)
        elif expr.op == "check_global":
            if not (isinstance(expr.imm, tuple) and len(expr.imm) == 2):
                raise self.fail("the immediate must be (label, global)", expr)
            self.target(str(expr.imm[0]), expr)
            self.global_type(expr.imm[1], expr)
        else:
            self.global_type(SITE_GLOBAL, expr)


_RULES: dict[str, Callable[[_Checker, Expr], None]] = {
    "i32.const": _Checker.constant,
    "i64.const": _Checker.constant,
    "f64.const": _Checker.constant,
    "local": _Checker.get,
    "tee": _Checker.tee,
    "global.get": _Checker.global_get,
    "global.set": _Checker.global_set,
    "data": _Checker.data,
    "func": _Checker.func,
    "call": _Checker.call,
    "call_indirect": _Checker.call_indirect,
    "and": _Checker.logic,
    "or": _Checker.logic,
    "not": _Checker.logic,
    "cond": _Checker.choice,
    "select": _Checker.choice,
    "drop": _Checker.drop,
    "mark": _Checker.through,
    "marked": _Checker.through,
    "check": _Checker.through,
    "check_global": _Checker.through,
}
