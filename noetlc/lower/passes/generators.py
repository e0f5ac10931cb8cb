"""Generator functions as functions that can be left at a `yield` and entered again there.

Example

    loop $l { %x = call f(); %s = yield(%x); br $l }

becomes, with `resume` 0 while running and the number of a yield while going back to it,

    %resume = i32.load gen.state; load the locals that are needed behind some yield, at the start the arguments
    loop $l {
      if i32.eqz(%resume) { %x = call f() }
      if i32.eqz(%resume) { save the locals that are needed behind it; gen.state = 1; return %x }
      if i32.eq(%resume, 1) { %resume = 0; %s = sent }
      if i32.eqz(%resume) { br $l }
    }

Statements without a yield are skipped while resuming; those with one are entered if the yield is inside. It runs at machine
level, where handlers are blocks: going back into a handler leaves the block in front of it.
"""

from __future__ import annotations

from noetlc.ir.build import i32, op
from noetlc.ir.nodes import SITE_GLOBAL, Assign, Block, Br, Effect, Expr, Function, If, Loop, Return, Stmt
from noetlc.ir.types import REFERENCES, physical
from noetlc.layout.objects import GENERATOR_RUNNING, GENERATOR_SLOTS, GENERATOR_UNSTARTED, Generator
from noetlc.lower.passes.liveness import Liveness

# names no variable of a body can have
GENERATOR = "g.object"
SENT = "g.sent"
RESUME = "g.resume"
YIELDED = "g.yielded"
MOST_OFFSET = 1 << 15
CALLER = "f.caller"  # the place in the caller, and what is being handled there, in bodies that ask for tracebacks
HANDLED = "f.handled"

_LOADS = {"i32": "i32.load", "i64": "i64.load", "f64": "f64.load"}
_STORES = {"i32": "i32.store", "i64": "i64.store", "f64": "f64.store"}


def _state() -> int:
    """Where a generator says how far it is."""
    return Generator.FIELDS["state"][1]


def is_generator(function: Function) -> bool:
    """True for the direct form of a generator function, whose function object is the local `function`."""
    return SENT in function.locals


def make_resumable(function: Function) -> Function:
    """Transforms a machine-level function into `(self: generator, yield.sent) -> val`; returns the function that makes the
    generator: the direct form, whose parameters become saved locals."""
    resumable = _Resumable(function)
    name, params = function.name, function.params
    resumable.run()
    function.name = name + ".resume"
    function.params = (GENERATOR, SENT)
    function.locals = {GENERATOR: "val", SENT: "val", **{n: t for n, t in function.locals.items() if n not in (GENERATOR, SENT)}}
    return resumable.maker(name, params)


class _Resumable:
    def __init__(self, function: Function) -> None:
        self.function = function
        self.count = 0
        self.ranges: dict[int, tuple[int, int]] = {}  # id of a statement or list -> yields inside, [first, last]
        self.needed: dict[int, set[str]] = {}  # id of a yield -> the locals that are read behind it

    def run(self) -> None:
        function = self.function
        self.find_needed()
        self.number(function.body)
        behind = set[str]().union(*self.needed.values())
        kept = [n for n in function.locals if (n in behind or n in function.params) and n not in (GENERATOR, SENT)]
        self.refs = [n for n in kept if function.locals[n] in REFERENCES or function.locals[n] == "long"]
        self.raw = [n for n in kept if n not in self.refs]
        function.locals[RESUME] = "i32"
        body = self.block(function.body)
        resume = Assign(RESUME, op("i32.load16_s", self.self(), imm=_state()))
        running = Effect(op("i32.store", self.self(), i32(GENERATOR_RUNNING), imm=_state()))
        started = op("i32.le_s", Expr("local", (), RESUME, "i32"), i32(0))
        arguments = self.loads({n for n in kept if n not in behind})
        first: list[Stmt] = [If(started, arguments, [])] if arguments else []
        function.body = [resume, running, *self.loads(behind), *first, *self.caller(), *body, Return(Expr("i32.const", (), 0, "val"))]

    def find_needed(self) -> None:
        masks: list[tuple[Stmt, int]] = []
        liveness = Liveness(self.function, lambda stmt, live: masks.append((stmt, live)) if _yield_of(stmt) is not None else None)
        for stmt, live in masks:
            self.needed[id(stmt)] = {n for n in liveness.names(live) if not (isinstance(stmt, Assign) and n == stmt.name)}

    def maker(self, name: str, params: tuple[str, ...]) -> Function:
        """Makes the generator and puts the arguments where the resumable function finds them."""
        made = Expr("local", (), "made", "i32")
        code = Expr("func", (), name + ".resume", "i32")
        maker = "coroutine_new" if self.function.is_coroutine else "generator_new"
        shown = self.function.shown
        new = Expr("call", (code, i32(len(self.raw)), i32(len(self.refs) + bool(shown))), maker, "val")
        places = {n: at for n, _, at in self.slots()}
        stores: list[Stmt] = [Effect(op("i32.store", made, Expr("local", (), p, "i32"), imm=places[p])) for p in params if p in places]
        types = {**dict.fromkeys(params, "val"), "made": "val"}
        if CALLER in self.function.locals:
            stores.append(Effect(op("i32.store", made, i32(GENERATOR_UNSTARTED), imm=_state())))
        if shown:
            stores.append(Effect(Expr("call", (made, Expr("data", (), shown, "val")), "generator_named", "val")))
        body: list[Stmt] = [Assign("made", new), *stores, Return(Expr("local", (), "made", "val"))]
        return Function(name, params, "val", types, body, collects=self.function.collects)

    def caller(self) -> list[Stmt]:
        """Where the generator was resumed, if tracebacks are asked for."""
        if CALLER not in self.function.locals:
            return []
        handled = Expr("call", (), "trace_handled", "val")
        resume = Expr("local", (), RESUME, "i32")
        return [
            If(op("i32.eq", resume, i32(GENERATOR_UNSTARTED)), [Assign(RESUME, i32(0))], []),
            Assign(CALLER, Expr("global.get", (), SITE_GLOBAL, "i32")),
            Assign(HANDLED, handled),
        ]

    def self(self) -> Expr:
        return Expr("local", (), GENERATOR, "i32")

    # ---- where the yields are

    def number(self, body: list[Stmt]) -> None:
        """Numbers the yields in order, so that those of a statement are a range."""
        for stmt in body:
            first = self.count + 1
            if _yield_of(stmt) is not None:
                self.count += 1
            elif isinstance(stmt, If):
                self.number_list(stmt.then)
                self.number_list(stmt.orelse)
            elif isinstance(stmt, Loop | Block):
                self.number_list(stmt.body)
            if self.count >= first:
                self.ranges[id(stmt)] = (first, self.count)

    def number_list(self, body: list[Stmt]) -> None:
        first = self.count + 1
        self.number(body)
        if self.count >= first:
            self.ranges[id(body)] = (first, self.count)

    # ---- tests on `resume`

    def running(self) -> Expr:
        return op("i32.eqz", Expr("local", (), RESUME, "i32"))

    def inside(self, at: tuple[int, int]) -> Expr:
        resume = Expr("local", (), RESUME, "i32")
        if at[0] == at[1]:
            return op("i32.eq", resume, i32(at[0]))
        return op("i32.le_u", op("i32.sub", resume, i32(at[0])), i32(at[1] - at[0]))

    # ---- statements

    def block(self, body: list[Stmt]) -> list[Stmt]:
        out: list[Stmt] = []
        plain: list[Stmt] = []
        for stmt in body:
            at = self.ranges.get(id(stmt))
            if at is None:
                plain.append(stmt)
                continue
            if plain:
                out.append(If(self.running(), plain, []))
                plain = []
            out += self.enter(stmt, at)
        if plain:
            out.append(If(self.running(), plain, []))
        return out

    def enter(self, stmt: Stmt, at: tuple[int, int]) -> list[Stmt]:
        value = _yield_of(stmt)
        if value is not None:
            return self.yield_(stmt, value, at[0])
        test = Expr("or", (self.running(), self.inside(at)), None, "i32")
        if isinstance(stmt, If):
            then = self.ranges.get(id(stmt.then))
            which = self.inside(then) if then is not None else i32(0)
            stmt.test = Expr("cond", (self.running(), stmt.test, which), None, "i32")
            stmt.then, stmt.orelse = self.block(stmt.then), self.block(stmt.orelse)
        elif isinstance(stmt, Loop | Block):
            stmt.body = self.handlers_first(stmt) if isinstance(stmt, Block) else self.block(stmt.body)
        return [If(test, [stmt], [])]

    def handlers_first(self, stmt: Block) -> list[Stmt]:
        """The body of a block; `[Block(caught, …), handler…]` skips the protected part when the yield is in the handler."""
        first = stmt.body[0]
        rest = [self.ranges[id(s)] for s in stmt.body[1:] if id(s) in self.ranges]
        if isinstance(first, Block) and rest:
            protected = self.block(first.body)
            first.body = [Br(first.label, self.inside((rest[0][0], rest[-1][1]))), *protected]
            always = Expr("or", (self.running(), self.inside(self.ranges.get(id(first), (0, 0)))), None, "i32")
            return [If(always, [first], []), *self.block(stmt.body[1:])]
        return self.block(stmt.body)

    def yield_(self, stmt: Stmt, value: Expr, number: int) -> list[Stmt]:
        self.function.locals.setdefault(YIELDED, "val")
        leave: list[Stmt] = [
            Assign(YIELDED, value),
            *self.stores(self.needed[id(stmt)]),
            Effect(op("i32.store", self.self(), i32(number | self.delegate(stmt) << 16), imm=_state())),
            Return(Expr("local", (), YIELDED, "val")),
        ]
        back: list[Stmt] = [Assign(RESUME, i32(0))]
        if isinstance(stmt, Assign):
            back.append(Assign(stmt.name, Expr("local", (), SENT, "val")))
        return [If(self.running(), leave, []), If(self.inside((number, number)), back, [])]

    def delegate(self, stmt: Stmt) -> int:
        """Where the object keeps what `yield from` takes its items of, 0 if this is none of those, or its frame stands in tracebacks."""
        assert isinstance(stmt, Assign | Effect)
        name = stmt.value.imm
        if name not in self.needed[id(stmt)] or CALLER in self.function.locals:
            return 0
        at = next(at for n, _, at in self.slots() if n == name)
        return at if at < MOST_OFFSET else 0

    def stores(self, names: set[str]) -> list[Stmt]:
        return [Effect(op(_STORES[k], self.self(), self.kept(n, k), imm=at)) for n, k, at in self.slots() if n in names]

    def loads(self, names: set[str]) -> list[Stmt]:
        return [Assign(n, self.back(n, op(_LOADS[k], self.self(), imm=at))) for n, k, at in self.slots() if n in names]

    def kept(self, name: str, machine: str) -> Expr:
        """A local as its slot holds it: a long as a value."""
        if self.function.locals[name] == "long":
            return Expr("call", (Expr("local", (), name, "long"),), "from_long", "val")
        return Expr("local", (), name, machine)

    def back(self, name: str, held: Expr) -> Expr:
        return Expr("call", (held,), "to_long", "long") if self.function.locals[name] == "long" else held

    def slots(self) -> list[tuple[str, str, int]]:
        """(local, machine type, offset in the object): raw slots of 8 bytes first, then references of 4."""
        found = [(n, physical(self.function.locals[n]), GENERATOR_SLOTS + 8 * i) for i, n in enumerate(self.raw)]
        base = GENERATOR_SLOTS + 8 * len(self.raw) + 4  # after the place of the result
        return found + [(n, "i32", base + 4 * i) for i, n in enumerate(self.refs)]


class RunningLiveness(Liveness):
    """Live locals of a resumable function while it runs, which is where it may collect: what it skips on the way back to a yield it does
    not skip then. Else a local that is set after the way back would count as one that is needed from the start, everywhere."""

    def stmt(self, stmt: Stmt, live: int) -> int:
        if isinstance(stmt, If) and (goes := while_running(stmt.test)) is not None:
            if self.reporting:
                self.at(stmt, live)
            then, orelse = self.block(stmt.then, live), self.block(stmt.orelse, live)
            return self.expr(stmt.test, then if goes else orelse)
        if isinstance(stmt, Br) and stmt.test is not None and while_running(stmt.test) is False:
            if self.reporting:
                self.at(stmt, live)
            return self.expr(stmt.test, live)
        return super().stmt(stmt, live)


def while_running(test: Expr) -> bool | None:
    """What a test gives where `resume` is 0; None where other things decide."""
    if test.op == "i32.const":
        return bool(test.imm)
    if test.op in ("or", "and"):
        sides = [while_running(side) for side in test.args]
        decisive = test.op == "or"
        return decisive if decisive in sides else None if None in sides else not decisive
    if test.op == "cond":
        goes = while_running(test.args[0])
        return None if goes is None else while_running(test.args[1] if goes else test.args[2])
    if test.op == "i32.eqz" and _is_resume(test.args[0]):
        return True
    if test.op == "i32.eq" and _is_resume(test.args[0]) and test.args[1].op == "i32.const":
        return test.args[1].imm == 0
    if test.op == "i32.le_u" and test.args[0].op == "i32.sub" and _is_resume(test.args[0].args[0]):
        return False  # of yields, whose numbers start with 1
    return None


def _is_resume(expr: Expr) -> bool:
    return expr.op == "local" and expr.imm == RESUME


def _yield_of(stmt: Stmt) -> Expr | None:
    """The value a statement yields, if it is a yield."""
    if isinstance(stmt, Assign | Effect) and stmt.value.op == "yield":
        return stmt.value.args[0]
    return None
