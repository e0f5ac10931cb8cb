"""Generators that a loop alone consumes: their code takes the place of the loop, and what the loop did stands where they yielded.

Example

    %g = call_user[squares](0, %n)              %in.p.n = %n
    %s = dyn[loop_source](%g)
    loop $l {                                   loop $in.l {
      %x = dyn[loop_item](%s, %i)                 %in.v = …
      if i32.eqz(%x) { … br $exit }      →        block $item { %x = %in.v; %t = dyn[py_iadd](%t, %x) }
      %t = dyn[py_iadd](%t, %x)                   br $in.l
      br $l                                     }
    }

There is no object, and what is yielded need not be a value in memory: a tuple that the loop only takes apart is not made.
It is done where the generator is called by its name, has no
handler that would see what the loop raises, and where no StopIteration can leave it. It runs before types are known.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from noetlc.ir.dynamic import RAISE
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
    Return,
    Stmt,
    Switch,
    Try,
    substatements,
    walk_exprs,
)
from noetlc.lower.passes.generators import CALLER, GENERATOR, is_generator

MOST_COPIED = 100  # expressions of a generator that is called at several places
MOST_ONCE = 2_000  # of one that is called at one
MOST_PLACES = 40  # loops of a body
NONE = Expr("const", (), None, "val")


def consume_generators(functions: Iterable[Function]) -> None:
    """Does it in all functions of a body, in place."""
    functions = list(functions)
    calls = Counter(str(e.imm) for f in functions for e in walk_exprs(f.body) if e.op == "call_user")
    found = {f.name: f for f in functions if is_generator(f) and _fits(f, calls[f.name])}
    count = 0
    for function in functions if found else ():
        while count < MOST_PLACES and (place := _find(function, found)) is not None:
            count += 1
            _Consumption(function, place, f"in{count}.").run()


def _fits(function: Function, calls: int) -> bool:
    """Whether the code of a generator may stand elsewhere: it yields at one place, and nothing but its end looks at the object."""
    size = uses = yields = 0
    for expr in walk_exprs(function.body):
        size += 1
        yields += expr.op == "yield"
        uses += expr.op == "local" and expr.imm == GENERATOR
    returns = [s for s in _statements(function.body) if isinstance(s, Return)]
    ends = sum(_is_end(s.value) for s in returns)
    return (
        yields == 1
        and not function.is_coroutine
        and size <= (MOST_ONCE if calls == 1 else MOST_COPIED)
        and uses == ends
        and all(_is_end(s.value) or _is_zero(s.value) for s in returns)
        and CALLER not in function.locals
        and not any(isinstance(s, Try) for s in _statements(function.body))
        and sum(isinstance(s, Assign | Effect) and s.value.op == "yield" for s in _statements(function.body)) == 1
    )


def _is_end(value: Expr | None) -> bool:
    return value is not None and value.imm == "generator_return"


def _is_zero(value: Expr | None) -> bool:
    return value is not None and not value.args and value.imm == 0


def _statements(body: list[Stmt]) -> Iterator[Stmt]:
    """All statements below a list, but for those inside of expressions."""
    for stmt in body:
        yield stmt
        for inner in substatements(stmt):
            yield from _statements(inner)


@dataclass(slots=True)
class _Place:
    """A loop that consumes a generator: where the call, what is made of it for loops, and the loop stand."""

    generator: Function
    call: tuple[list[Stmt], Assign]
    source: tuple[list[Stmt], Assign]
    loop: tuple[list[Stmt], Loop]
    copies: list[tuple[list[Stmt], Assign]]  # of the generator, on its way from the call


@dataclass(slots=True)
class _Uses:
    """Where the locals of a function are assigned and how often they are read."""

    assigned: dict[str, list[tuple[list[Stmt], Assign, tuple[int, ...]]]] = field(default_factory=dict)
    reads: Counter[str] = field(default_factory=Counter)
    loops: list[tuple[list[Stmt], Loop, tuple[int, ...]]] = field(default_factory=list)

    def note(self, body: list[Stmt], around: tuple[int, ...]) -> None:
        for stmt in body:
            if isinstance(stmt, Assign):
                self.assigned.setdefault(stmt.name, []).append((body, stmt, around))
            elif isinstance(stmt, Loop):
                self.loops.append((body, stmt, around))
            for inner in substatements(stmt):
                self.note(inner, (*around, id(stmt)) if isinstance(stmt, Loop) else around)

    def once(self, name: object, reads: int, around: tuple[int, ...]) -> tuple[list[Stmt], Assign] | None:
        """The only assignment of a local that is read so often, if it runs as often as what stands in such loops."""
        found = self.assigned.get(str(name), [])
        if len(found) != 1 or self.reads[str(name)] != reads or found[0][2] != around:
            return None
        return found[0][:2]


def _find(function: Function, generators: dict[str, Function]) -> _Place | None:
    """A loop of a function that consumes a generator."""
    uses = _Uses()
    uses.note(function.body, ())
    uses.reads.update(str(e.imm) for e in walk_exprs(function.body) if e.op == "local")
    for body, loop, around in uses.loops:
        taken = loop.body[0] if loop.body else None
        if not isinstance(taken, Assign) or taken.value.imm != "loop_item" or _exit(loop) is None:
            continue
        source = uses.once(taken.value.args[0].imm, 1, around)
        if source is None or source[1].value.imm != "loop_source":
            continue
        copies: list[tuple[list[Stmt], Assign]] = []
        made = source[1].value.args[0]
        while made.op == "local":
            copy = uses.once(made.imm, 1, around)
            if copy is None or copy[1].value.op != "local":
                break
            copies.append(copy)
            made = copy[1].value
        call = uses.once(made.imm, 2, around) if made.op == "local" else None
        if call is None or call[1].value.op != "call_user" or not _is_checked(*call):
            continue
        generator = generators.get(str(call[1].value.imm))
        if generator is not None and generator is not function and len(uses.assigned[taken.name]) == 1:
            return _Place(generator, call, source, (body, loop), copies)
    return None


def _exit(loop: Loop) -> str | None:
    """The label that a loop goes to at the end of what it consumes, None if it has another shape."""
    if len(loop.body) < 4 or not (isinstance(last := loop.body[-1], Br) and last.label == loop.label and last.test is None):
        return None
    match loop.body[1]:
        case If(then=[If(then=[Br(label=raised, test=None)], orelse=[]), Br(label=label, test=None)], orelse=[]) if raised == RAISE:
            return label
    return None


def _reads(body: list[Stmt], name: object) -> int:
    return sum(e.op == "local" and e.imm == name for e in walk_exprs(body))


def _is_checked(body: list[Stmt], call: Assign) -> bool:
    """Whether what a call gives is looked at for an exception behind it."""
    at = body.index(call)
    behind = body[at + 2] if at + 2 < len(body) else None
    test = behind.test if isinstance(behind, Br) else None
    return test is not None and test.op == "failed" and test.args[0].imm == call.name


class _Consumption:
    """Puts the code of a generator in the place of a loop."""

    def __init__(self, function: Function, place: _Place, prefix: str) -> None:
        self.function, self.place, self.prefix = function, place, prefix
        self.labels = {stmt.label for stmt in _statements(place.generator.body) if isinstance(stmt, Loop | Block)}
        self.labels |= {e.label for e in walk_exprs(place.generator.body) if isinstance(e, BlockExpr)}

    def run(self) -> None:
        place, generator = self.place, self.place.generator
        for name, type_ in generator.locals.items():
            if name not in (GENERATOR, "g.sent"):
                self.function.locals[self.prefix + name] = "dyn" if name in generator.params[1:] else type_
        body, call = place.call
        at = body.index(call)
        del body[at + 2]  # the check
        given = [Assign(self.prefix + p, value) for p, value in zip(generator.params, call.value.args, strict=True)]
        body[at : at + 1] = given
        for stmts, stmt in (place.source, *place.copies):
            stmts.remove(stmt)
        body, loop = place.loop
        at = body.index(loop)
        self.end = str(_exit(loop))
        unbound = {e.args[0].imm for e in walk_exprs(generator.body) if e.imm == "check_bound" and e.args[0].op == "local"}
        cleared = [Assign(self.prefix + str(name), Expr("i32.const", (), 0, "val")) for name in sorted(map(str, unbound))]
        body[at : at + 1] = [*cleared, *self.stmts(generator.body), Br(self.end)]
        self.function.provides |= generator.provides
        self.function.collects = self.function.collects or generator.collects

    # ---- copies

    def stmts(self, body: list[Stmt]) -> list[Stmt]:
        made: list[Stmt] = []
        for i, stmt in enumerate(body):
            parts = self.parts(body[:i], stmt)
            if parts and self.take_apart(parts):
                del made[-1 - len(parts) :]  # the tuple
                stmt = Assign(stmt.name, Expr("yield", (NONE,))) if isinstance(stmt, Assign) else Effect(Expr("yield", (NONE,)))
            made += self.stmt(stmt)
        return made

    def parts(self, before: list[Stmt], stmt: Stmt) -> list[Expr]:
        """The items of a tuple that is yielded and was made right before: locals and constants."""
        if not isinstance(stmt, Assign | Effect) or stmt.value.op != "yield" or stmt.value.args[0].op != "local":
            return []
        name = stmt.value.args[0].imm
        parts: list[Expr] = []
        for made in reversed(before):
            match made:
                case Effect(value=Expr(imm="tuple_set", args=(Expr(op="local", imm=held), _, part))) if held == name:
                    parts.insert(0, part)
                case Assign(name=held, value=Expr(imm="tuple_new", args=(Expr(imm=size),))) if held == name and size == len(parts):
                    reads = sum(e.op == "local" and e.imm == name for e in walk_exprs(self.place.generator.body))
                    return parts if reads == len(parts) + 1 and all(p.op in ("local", "const") for p in parts) else []
                case _:
                    return []
        return []

    def take_apart(self, parts: list[Expr]) -> bool:
        """Gives the loop, which only takes an item apart, the parts of it. False where it does more."""
        loop = self.place.loop[1]
        taken, rest = loop.body[0], loop.body[2:-1]
        assert isinstance(taken, Assign)
        found = [s for s in _statements(rest) if isinstance(s, Assign) and s.value.imm == "py_unpack" and s.value.args[0].imm == taken.name]
        if len(found) != 1 or found[0].value.args[1].imm != len(parts) or _reads(rest, taken.name) != 1:
            return False
        whole = found[0]
        gets = [e for e in walk_exprs(self.function.body) if e.imm in ("unpacked_at", "unpacked_get") and e.args[0].imm == whole.name]
        if len(gets) != _reads(self.function.body, whole.name):
            return False
        for get in gets:
            if get.imm == "unpacked_at":
                get.op, get.args, get.imm, get.type = "i32.const", (), 0, "i32"
            else:
                part = self.expr(parts[int(str(get.args[1].imm))])
                get.op, get.args, get.imm, get.type = part.op, part.args, part.imm, part.type
        whole.value = NONE
        return True

    def stmt(self, stmt: Stmt) -> list[Stmt]:
        match stmt:
            case Assign(value=Expr(op="yield", args=(value,))):
                return [*self.item(value), Assign(self.prefix + stmt.name, NONE)]
            case Effect(value=Expr(op="yield", args=(value,))):
                return self.item(value)
            case Assign():
                return [Assign(self.prefix + stmt.name, self.expr(stmt.value))]
            case Effect():
                return [Effect(self.expr(stmt.value))]
            case If():
                return [If(self.expr(stmt.test), self.stmts(stmt.then), self.stmts(stmt.orelse))]
            case Loop():
                return [Loop(self.prefix + stmt.label, self.stmts(stmt.body))]
            case Block():
                return [Block(self.prefix + stmt.label, self.stmts(stmt.body))]
        return self.jump(stmt)

    def jump(self, stmt: Stmt) -> list[Stmt]:
        match stmt:
            case Br():
                return [Br(self.label(stmt.label), None if stmt.test is None else self.expr(stmt.test))]
            case Leave():
                return [Leave(self.label(stmt.label), None if stmt.value is None else self.expr(stmt.value))]
            case Switch():
                return [Switch(self.expr(stmt.value), tuple(map(self.label, stmt.labels)), self.label(stmt.default))]
            case Return(value=Expr(imm="generator_return", args=(_, value))):
                return [Effect(self.expr(value)), Br(self.end)]
            case Return():
                return [Br(self.end)]
        raise AssertionError(stmt)

    def item(self, value: Expr) -> list[Stmt]:
        """What the loop does with an item."""
        loop = self.place.loop[1]
        taken = loop.body[0]
        assert isinstance(taken, Assign)
        rest = loop.body[2:-1]
        reads = [e for e in walk_exprs(rest) if e.op == "local" and e.imm == taken.name]
        if all(e.type in ("val", "dyn") for e in reads):
            self.function.locals[taken.name] = "dyn"
            for read in reads:
                read.type = "dyn"
        label = self.prefix + "item"
        for stmt in _statements(rest):
            if isinstance(stmt, Br) and stmt.label == loop.label:
                stmt.label = label
        return [Block(label, [Assign(taken.name, self.expr(value)), *rest])]

    def label(self, label: str) -> str:
        return self.prefix + label if label in self.labels else label

    def expr(self, expr: Expr) -> Expr:
        args = tuple(map(self.expr, expr.args))
        if isinstance(expr, BlockExpr):
            return BlockExpr(expr.op, args, expr.imm, expr.type, expr.site, self.prefix + expr.label, self.stmts(expr.body))
        imm = self.prefix + str(expr.imm) if expr.op in ("local", "tee") else expr.imm
        type_ = "dyn" if expr.op == "local" and expr.imm in self.place.generator.params[1:] else expr.type
        return Expr(expr.op, args, imm, type_, expr.site)
