"""Runs machine-level IR in Python: the oracle for the emitter and the passes. Scalars, memory, globals and calls; no vectors."""

from __future__ import annotations

import struct
from typing import Any

from noetlc.ir.arithmetic import SCALAR, Trap, apply, wrap
from noetlc.ir.nodes import (
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
)
from noetlc.ir.types import physical

LOADS = {
    "i32.load": "<i",
    "i32.load8_u": "<B",
    "i32.load8_s": "<b",
    "i32.load16_u": "<H",
    "i32.load16_s": "<h",
    "i64.load": "<q",
    "f64.load": "<d",
}
STORES = {"i32.store": "<I", "i32.store8": "<B", "i32.store16": "<H", "i64.store": "<Q", "f64.store": "<d"}


class Jump(Exception):
    """Control leaves for a label (None: the function returns)."""

    def __init__(self, label: str | None, value: Any = None) -> None:
        self.label = label
        self.value = value


class OutOfSteps(Exception):
    """The program ran too long."""


class Machine:
    """Memory, globals and a trace of what the functions did that can be seen from outside."""

    def __init__(self, module: Module, addresses: dict[str, int], memory: bytes, steps: int = 20_000) -> None:
        self.module = module
        self.addresses = addresses
        self.memory = bytearray(memory)
        self.globals = {g.name: g.init for g in module.globals.values()}
        self.steps = steps
        self.table = {name: i for i, name in enumerate(module.table, 1)}

    def call(self, name: str, args: list[Any]) -> Any:
        function = self.module.functions[name]
        frame = {n: 0.0 if physical(t) == "f64" else 0 for n, t in function.locals.items()}
        frame.update(zip(function.params, args, strict=True))
        try:
            _Frame(self, function, frame).stmts(function.body)
        except Jump as jump:
            assert jump.label is None, f"jump to {jump.label} leaves {name}"
            return jump.value
        if function.result != "void":
            raise Trap
        return None


class _Frame:
    def __init__(self, machine: Machine, function: Function, values: dict[str, Any]) -> None:
        self.machine = machine
        self.function = function
        self.values = values

    def stmts(self, body: list[Stmt]) -> None:
        for stmt in body:
            self.stmt(stmt)

    def stmt(self, stmt: Stmt) -> None:
        machine = self.machine
        machine.steps -= 1
        if machine.steps < 0:
            raise OutOfSteps
        if isinstance(stmt, Assign):
            self.values[stmt.name] = self.expr(stmt.value)
        elif isinstance(stmt, Effect):
            self.expr(stmt.value)
        elif isinstance(stmt, If):
            self.stmts(stmt.then if self.expr(stmt.test) else stmt.orelse)
        elif isinstance(stmt, Block):
            try:
                self.stmts(stmt.body)
            except Jump as jump:
                if jump.label != stmt.label:
                    raise
        elif isinstance(stmt, Loop):
            self.loop(stmt)
        elif isinstance(stmt, Br):
            if stmt.test is None or self.expr(stmt.test):
                raise Jump(stmt.label)
        elif isinstance(stmt, Leave):
            raise Jump(stmt.label, None if stmt.value is None else self.expr(stmt.value))
        elif isinstance(stmt, Return):
            raise Jump(None, None if stmt.value is None else self.expr(stmt.value))
        elif isinstance(stmt, Switch):
            index = self.expr(stmt.value) & 0xFFFFFFFF
            raise Jump(stmt.labels[index] if index < len(stmt.labels) else stmt.default)
        else:
            raise TypeError(type(stmt).__name__)

    def loop(self, stmt: Loop) -> None:
        while True:
            try:
                self.stmts(stmt.body)
            except Jump as jump:
                if jump.label != stmt.label:
                    raise
            else:
                return

    def expr(self, expr: Expr) -> Any:
        op, imm, args = expr.op, expr.imm, expr.args
        if isinstance(expr, BlockExpr):
            try:
                self.stmts(expr.body)
            except Jump as jump:
                if jump.label != expr.label:
                    raise
                return jump.value
            if expr.type not in ("void", "never"):
                raise Trap
            return None
        if op == "local":
            return self.values[str(imm)]
        if op in ("i32.const", "i64.const"):
            return wrap(int(imm), int(op[1:3]))  # type: ignore[call-overload]
        if op == "f64.const":
            return float(imm)  # type: ignore[arg-type]
        special = getattr(self, "do_" + op.replace(".", "_"), None)
        if special is not None:
            return special(expr)
        values = [self.expr(a) for a in args]
        if op in SCALAR:
            return apply(op, *values)
        if op in LOADS:
            return struct.unpack_from(LOADS[op], self.machine.memory, self.address(values[0], imm, struct.calcsize(LOADS[op])))[0]
        if op in STORES:
            size = struct.calcsize(STORES[op])
            where = self.address(values[0], imm, size)
            value = values[1] if op == "f64.store" else values[1] & ((1 << 8 * size) - 1)
            struct.pack_into(STORES[op], self.machine.memory, where, value)
            return None
        raise KeyError(op)

    def address(self, base: int, offset: Any, size: int) -> int:
        where = (base & 0xFFFFFFFF) + offset
        if where + size > len(self.machine.memory):
            raise Trap
        return int(where)

    def do_not(self, expr: Expr) -> int:
        return int(self.expr(expr.args[0]) == 0)

    def do_and(self, expr: Expr) -> int:
        return self.expr(expr.args[1]) if self.expr(expr.args[0]) else 0

    def do_or(self, expr: Expr) -> int:
        return 1 if self.expr(expr.args[0]) else self.expr(expr.args[1])

    def do_cond(self, expr: Expr) -> Any:
        return self.expr(expr.args[1] if self.expr(expr.args[0]) else expr.args[2])

    def do_select(self, expr: Expr) -> Any:
        test, a, b = [self.expr(x) for x in expr.args]
        return a if test else b

    def do_drop(self, expr: Expr) -> None:
        self.expr(expr.args[0])

    def do_tee(self, expr: Expr) -> Any:
        self.values[str(expr.imm)] = value = self.expr(expr.args[0])
        return value

    def do_check(self, expr: Expr) -> Any:
        value = self.expr(expr.args[0])
        if value == 0:
            raise Jump(str(expr.imm))
        return value

    def do_check_global(self, expr: Expr) -> Any:
        value = self.expr(expr.args[0])
        label, name = expr.imm  # type: ignore[misc]
        if self.machine.globals[name]:
            raise Jump(label)
        return value

    def do_mark(self, expr: Expr) -> Any:
        value = self.expr(expr.args[0])
        self.machine.globals["site"] = int(expr.imm)  # type: ignore[call-overload]
        return value

    def do_marked(self, expr: Expr) -> Any:
        self.machine.globals["site"] = int(expr.imm)  # type: ignore[call-overload]
        return self.expr(expr.args[0])

    def do_global_get(self, expr: Expr) -> Any:
        return self.machine.globals[str(expr.imm)]

    def do_global_set(self, expr: Expr) -> None:
        self.machine.globals[str(expr.imm)] = self.expr(expr.args[0])

    def do_data(self, expr: Expr) -> int:
        return self.machine.addresses[str(expr.imm)]

    def do_func(self, expr: Expr) -> int:
        return self.machine.table[str(expr.imm)]

    def do_call(self, expr: Expr) -> Any:
        return self.machine.call(str(expr.imm), [self.expr(a) for a in expr.args])

    def do_call_indirect(self, expr: Expr) -> Any:
        *args, index = [self.expr(a) for a in expr.args]
        names = {i: n for n, i in self.machine.table.items()}
        if index not in names:
            raise Trap
        return self.machine.call(names[index], args)

    def do_unreachable(self, expr: Expr) -> None:
        raise Trap
