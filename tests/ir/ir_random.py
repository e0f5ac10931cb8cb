"""Random machine-level modules that terminate: every construct, in every position, of well-typed IR."""

from __future__ import annotations

import random
from collections.abc import Callable

from noetlc.ir.build import data, f64, get, i32, i64, op
from noetlc.ir.nodes import (
    Assign,
    Block,
    BlockExpr,
    Br,
    Data,
    Effect,
    Expr,
    Function,
    Global,
    If,
    Leave,
    Loop,
    Module,
    Return,
    Stmt,
    Switch,
)
from noetlc.ir.ops import OPS

TYPES = ("i32", "i64", "f64")
INTS = (0, 1, -1, 2, 3, 5, 7, 8, 31, 32, 63, 64, 127, 128, 255, 1024, -128, 2**31 - 1, -(2**31))
WIDE = (*INTS, 2**63 - 1, -(2**63), 2**32, 0xFFFFFFFF)
FLOATS = (0.0, -0.0, 1.0, -1.5, 0.5, 1e300, -1e300, 3.0, 2.0**53)
# NaN has many bit patterns and wasm may pick any: nothing here lets one be seen.
SHOW_NAN = ("f64.copysign", "i64.reinterpret_f64", "f64.reinterpret_i64")
SCALARS = [n for n, o in OPS.items() if o.pure and set(o.args) <= set(TYPES) and n not in SHOW_NAN]
VALUE_OPS = {t: [n for n in SCALARS if OPS[n].result == t] for t in TYPES}
DIVISIONS = [n for n in OPS if ".div_" in n or ".rem_" in n]


class Maker:
    """Makes one module from a seed."""

    def __init__(self, seed: int) -> None:
        self.rnd = random.Random(seed)
        self.labels = 0
        self.done: list[Function] = []

    def module(self) -> Module:
        count = self.rnd.randint(1, 4)
        for index in range(count):
            self.done.append(self.function(f"f{index}", last=index == count - 1))
        module = Module(functions={f.name: f for f in self.done})
        module.globals["g"] = Global("g", "i32", self.rnd.choice(INTS))
        module.globals["h"] = Global("h", "f64", self.rnd.choice(FLOATS))
        module.globals["site"] = Global("site", "i32", 0)
        module.data["d"] = Data("d", bytes(self.rnd.choice(b"\0\0ab") for _ in range(64)), 8, ((8, "e"),))
        module.data["e"] = Data("e", b'text with "quotes" and \\ \n', 4)
        module.table = [f.name for f in self.done if f.param_types == ("i32",) and f.result == "i32"]
        return module

    def function(self, name: str, last: bool) -> Function:
        rnd = self.rnd
        locals_ = {f"p{i}": rnd.choice(TYPES) for i in range(rnd.randint(0, 3))}
        if rnd.random() < 0.3:
            locals_ = {"p0": "i32"}
        params = tuple(locals_)
        locals_.update((f"v{i}{t}", t) for t in TYPES for i in range(2))
        result = rnd.choice((*TYPES, "i32", "void"))
        if params == ("p0",) and locals_["p0"] == "i32" and rnd.random() < 0.7:
            result = "i32"
        self.locals, self.result = locals_, result
        self.targets: list[str] = []  # labels a Br may go to
        self.leaves: list[tuple[str, str]] = []  # (label, type)
        self.count = 0
        inline = rnd.choice(("auto", "auto", "yes", "no", "often"))
        body = self.stmts(3, rnd.randint(1, 5))
        if result != "void" or rnd.random() < 0.3:
            body += self.ending(2, self.return_)
        return Function(name, params, result, locals_, body, export=name if last or rnd.random() < 0.3 else None, inline=inline)

    def label(self) -> str:
        self.labels += 1
        return f"l{self.labels}"

    def return_(self) -> Stmt:
        return Return(None if self.result == "void" else self.expr(self.result, 2))

    def ending(self, depth: int, jump: Callable[[], Stmt]) -> list[Stmt]:
        """Statements whose end is never reached."""
        rnd = self.rnd
        choice = rnd.random()
        if depth and choice < 0.35:
            return [If(self.test(depth), self.ending(depth - 1, jump), self.ending(depth - 1, jump))]
        if depth and choice < 0.45:
            return self.block(depth - 1, 1) + self.ending(depth - 1, jump)
        if depth and choice < 0.55:
            return [Loop(self.label(), self.stmts(depth - 1, 1) + self.ending(depth - 1, jump))]
        if choice < 0.6:
            return [Effect(Expr("unreachable", (), None, "never"))]
        return [jump()]

    # ---- statements

    def stmts(self, depth: int, count: int) -> list[Stmt]:
        out: list[Stmt] = []
        for _ in range(count):
            out += self.stmt(depth)
        return out

    def stmt(self, depth: int) -> list[Stmt]:
        rnd = self.rnd
        choice = rnd.random()
        if not depth or choice < 0.3:
            name = rnd.choice(list(self.locals))
            return [Assign(name, self.expr(self.locals[name], max(depth, 1)))]
        if choice < 0.42:
            return [Effect(self.effect(depth))]
        if choice < 0.6:
            orelse = self.stmts(depth - 1, rnd.randint(0, 2)) if rnd.random() < 0.6 else []
            return [If(self.test(depth), self.stmts(depth - 1, rnd.randint(0, 2)) + self.maybe_jump(), orelse + self.maybe_jump())]
        if choice < 0.72:
            return self.block(depth - 1, rnd.randint(0, 3))
        if choice < 0.82:
            return self.loop(depth - 1)
        if choice < 0.88 and self.targets:
            return [Br(rnd.choice(self.targets), self.test(depth))]
        if choice < 0.94:
            return self.switch(depth - 1)
        return [Effect(self.block_expr("void", depth - 1))]

    def maybe_jump(self) -> list[Stmt]:
        rnd = self.rnd
        choice = rnd.random()
        if choice < 0.15 and self.targets:
            return [Br(rnd.choice(self.targets))]
        if choice < 0.25:
            return [self.return_()]
        if choice < 0.35 and self.leaves:
            label, type_ = rnd.choice(self.leaves)
            return [Leave(label, None if type_ == "void" else self.expr(type_, 1))]
        return []

    def block(self, depth: int, count: int) -> list[Stmt]:
        label = self.label()
        self.targets.append(label)
        body = self.stmts(depth, count) + self.maybe_jump()
        self.targets.pop()
        return [Block(label, body)]

    def loop(self, depth: int) -> list[Stmt]:
        """A counted loop, or one whose label is a target that is left unused."""
        self.count += 1
        counter = f"n{self.count}"
        self.locals[counter] = "i32"
        out, again = self.label(), self.label()
        self.targets.append(out)
        body: list[Stmt] = [Br(out, op("i32.ge_s", get(counter, "i32"), i32(3)))]
        body.append(Assign(counter, op("i32.add", get(counter, "i32"), i32(1))))
        saved = dict(self.locals)
        del self.locals[counter]
        body += self.stmts(depth, 2)
        added = {n: t for n, t in self.locals.items() if n not in saved}
        self.locals[counter] = "i32"
        self.locals.update(added)
        self.targets.pop()
        return [Assign(counter, i32(0)), Block(out, [Loop(again, [*body, Br(again)])])]

    def switch(self, depth: int) -> list[Stmt]:
        labels = [self.label() for _ in range(self.rnd.randint(1, 3))]
        outer = self.label()
        stmts: list[Stmt] = [Switch(self.expr("i32", 1), tuple(labels), outer)]
        for label in labels:
            stmts = [Block(label, stmts), *self.stmts(depth, 1), *([Br(outer)] if self.rnd.random() < 0.5 else [])]
        return [Block(outer, stmts)]

    # ---- expressions

    def test(self, depth: int) -> Expr:
        return self.expr("i32", depth)

    def effect(self, depth: int) -> Expr:
        rnd = self.rnd
        choice = rnd.random()
        if choice < 0.25:
            name, type_ = rnd.choice((("g", "i32"), ("h", "f64")))
            return Expr("global.set", (self.expr(type_, depth),), name, "void")
        if choice < 0.5:
            store = rnd.choice([n for n in OPS if ".store" in n and not n.startswith("v128")])
            value = f64(rnd.choice(FLOATS)) if store == "f64.store" else self.expr(OPS[store].args[1], depth)
            return op(store, self.address(), value, imm=rnd.choice((0, 8, 100)))
        if choice < 0.6:
            return Expr("drop", (self.expr(rnd.choice(TYPES), depth),), None, "void")
        if choice < 0.7:
            if not depth:
                return self.effect(0)
            return Expr("cond", (self.test(depth), self.effect(depth - 1), self.effect(depth - 1)), None, "void")
        return self.expr(rnd.choice(TYPES), depth)

    def address(self) -> Expr:
        low = op("i32.and", self.expr("i32", 1), i32(0xFF))
        return self.rnd.choice((low, data("d"), op("i32.add", low, i32(self.rnd.choice((4, 2048))))))

    def expr(self, type_: str, depth: int) -> Expr:
        rnd = self.rnd
        choice = rnd.random()
        if depth <= 0 or choice < 0.2:
            return self.leaf(type_)
        if choice < 0.6:
            name = rnd.choice(VALUE_OPS[type_])
            return op(name, *(self.expr(t, depth - 1) for t in OPS[name].args))
        if choice < 0.72:
            return self.call(type_, depth - 1)
        if choice < 0.8:
            kind = rnd.choice(("cond", "select"))
            return Expr(kind, (self.test(depth - 1), self.expr(type_, depth - 1), self.expr(type_, depth - 1)), None, type_)
        if choice < 0.82:
            return Expr(rnd.choice(("mark", "marked")), (self.expr(type_, depth - 1),), rnd.randint(1, 99), type_)
        if choice < 0.85:
            name = rnd.choice([n for n, t in self.locals.items() if t == type_ and not n.startswith("n")] or ["v0" + type_])
            return Expr("tee", (self.expr(type_, depth - 1),), name, type_)
        if choice < 0.9:
            return self.block_expr(type_, depth - 1)
        if choice < 0.94 and self.targets:
            if type_ == "i32" and rnd.random() < 0.5:
                return Expr("check", (self.expr("i32", depth - 1),), rnd.choice(self.targets), "i32")
            return Expr("check_global", (self.expr(type_, depth - 1),), (rnd.choice(self.targets), "g"), type_)
        if type_ == "i32":
            return self.boolean(depth - 1)
        load = rnd.choice([n for n, o in OPS.items() if ".load" in n and o.result == type_ and n != "f64.load"] or ["f64.const"])
        if load == "f64.const":
            return self.leaf(type_)
        return op(load, self.address(), imm=rnd.choice((0, 4, 300)))

    def boolean(self, depth: int) -> Expr:
        rnd = self.rnd
        kind = rnd.choice(("and", "or", "not", "divide"))
        if kind == "not":
            return Expr("not", (self.test(depth),), None, "i32")
        if kind == "divide":
            name = rnd.choice([n for n in DIVISIONS if n.startswith("i32")])
            return op(name, self.expr("i32", depth), i32(rnd.choice((1, 3, -7, 0, -1))))
        return Expr(kind, (self.test(depth), self.test(depth)), None, "i32")

    def leaf(self, type_: str) -> Expr:
        rnd = self.rnd
        names = [n for n, t in self.locals.items() if t == type_]
        if names and rnd.random() < 0.6:
            return get(rnd.choice(names), type_)
        if type_ == "i32":
            return rnd.choice((i32(rnd.choice(INTS)), data("d"), Expr("global.get", (), "g", "i32")))
        if type_ == "i64":
            return i64(rnd.choice(WIDE))
        return rnd.choice((f64(rnd.choice(FLOATS)), Expr("global.get", (), "h", "f64")))

    def call(self, type_: str, depth: int) -> Expr:
        rnd = self.rnd
        callees = [f for f in self.done if f.result == type_]
        if not callees:
            return self.leaf(type_)
        callee = rnd.choice(callees)
        args = tuple(self.expr(t, depth) for t in callee.param_types)
        if callee.param_types == ("i32",) and type_ == "i32" and rnd.random() < 0.3:
            return Expr("call_indirect", (*args, Expr("func", (), callee.name, "i32")), (("i32",), "i32"), "i32")
        return Expr("call", args, callee.name, type_, rnd.choice((0, 5 << 12 | 7)))

    def block_expr(self, type_: str, depth: int) -> Expr:
        label = self.label()
        self.leaves.append((label, type_))
        body = self.stmts(max(depth, 0), self.rnd.randint(0, 2))
        self.leaves.pop()

        def leave() -> Stmt:
            return Leave(label, None if type_ == "void" else self.expr(type_, max(depth, 0)))

        if type_ != "void" or self.rnd.random() < 0.5:
            body += self.ending(1, leave)
        return BlockExpr("block", (), None, type_, label=label, body=body)
