"""Safepoints: the step budget and the collector at loop back edges and around calls of body functions.

Example

    loop $l { %xs = call list_new(4); safepoint; br $l }
    %t = call body.1.f(%a)                 # %xs is live after it

becomes

    loop $l {
      %xs = call list_new(4)
      %fuel = %fuel - 1; if %fuel < 0 { %fuel = call refuel() }
      if collection_due() { store live values to the shadow stack; call collect(); load them back }
      br $l
    }
    i32.store(stack_ptr, %xs); stack_ptr += 4
    %t = call body.1.f(%a)
    stack_ptr -= 4; %xs = i32.load(stack_ptr)

Values on the shadow stack are updated when the collector moves objects; runtime functions never collect. A loop that cannot
allocate is not a place to collect.
"""

from __future__ import annotations

from collections.abc import Callable

from noetlc.ir.build import global_get, global_set, i32, op
from noetlc.ir.nodes import Assign, Effect, Expr, Function, If, Loop, Stmt, substatements, walk_exprs
from noetlc.ir.types import REFERENCES
from noetlc.ir.work import spend
from noetlc.lower.passes.generators import RESUME, RunningLiveness
from noetlc.lower.passes.liveness import Liveness
from noetlc.lower.passes.recursion import UNCOUNTED

HELD = REFERENCES | {"long"}  # types that may hold the address of an object
STACK = "stack_ptr"
FUEL = "f.fuel"
RESUMED_FUEL = "resumed_fuel"
LEAVING = frozenset(("check", "check_global"))  # expressions that may go to a handler
PLAIN = frozenset(("local", "i32.const", "i64.const", "f64.const", "data", "func"))  # values that nothing evaluated meanwhile changes


def is_due() -> Expr:
    """Whether to collect at a safepoint."""
    return Expr("call", (), "collection_due", "i32")


def root_values(function: Function, collects: Callable[[str], bool], allocates: Callable[[str], bool]) -> None:
    """Expands the safepoints of a machine-level function; `collects` tells which callees may reach one."""
    points: dict[int, int] = {}

    def at(stmt: Stmt, live: int) -> None:
        if is_point(stmt, collects):
            points[id(stmt)] = live

    if not any(is_point(s, collects) for s in _statements(function.body)):
        return
    liveness = (RunningLiveness if RESUME in function.locals else Liveness)(function, at)
    _Expander(function, points, liveness, allocates).block(function.body, True)


def _statements(body: list[Stmt]) -> list[Stmt]:
    found: list[Stmt] = []
    stack = [body]
    while stack:
        for stmt in stack.pop():
            found.append(stmt)
            stack.extend(substatements(stmt))
    return found


def is_point(stmt: Stmt, collects: Callable[[str], bool]) -> bool:
    return called(stmt, collects) is not None or (isinstance(stmt, Effect) and stmt.value.op == "safepoint")


def called(stmt: Stmt, collects: Callable[[str], bool]) -> Expr | None:
    """The collecting call a statement makes as its whole value, if any. Such calls are not checked in place: whoever leaves
    towards a handler has to take the saved values off the stack first."""
    if not isinstance(stmt, Assign | Effect):
        return None
    value = stmt.value
    if value.op == "marked":
        value = value.args[0]
    return value if value.op == "call" and collects(str(value.imm)) else None


class _Expander:
    def __init__(self, function: Function, points: dict[int, int], liveness: Liveness, allocates: Callable[[str], bool]) -> None:
        self.function = function
        self.points = points
        self.liveness = liveness
        self.allocates = allocates

    def block(self, body: list[Stmt], allocating: bool) -> None:
        """Expands the points of a list; `allocating`: the loop around it may allocate."""
        out: list[Stmt] = []
        for stmt in body:
            inside = self.may_allocate(stmt.body) if isinstance(stmt, Loop) else allocating
            for inner in substatements(stmt):
                self.block(inner, inside)
            if id(stmt) not in self.points:
                out.append(stmt)
                continue
            live = self.points[id(stmt)]
            if isinstance(stmt, Assign):
                live &= ~self.liveness.bit[stmt.name]
            values = [n for n in self.liveness.names(live) if self.function.locals[n] in HELD]
            if isinstance(stmt, Effect) and stmt.value.op == "safepoint":
                out += self.uncounted(values) if stmt.value.imm == UNCOUNTED else self.safepoint(values, allocating, stmt.value.site)
            else:
                if values:
                    out += self.leaving_arguments(stmt)
                out += self.saved(values, [stmt])
        body[:] = out

    def leaving_arguments(self, stmt: Stmt) -> list[Stmt]:
        """Takes the arguments of a call that may leave it, for a handler, and those before them into locals: from inside the call
        they would leave with values on the shadow stack."""
        assert isinstance(stmt, Assign | Effect)
        call = stmt.value.args[0] if stmt.value.op == "marked" else stmt.value
        leaving = [i for i, arg in enumerate(call.args) if any(e.op in LEAVING for e in walk_exprs([Effect(arg)]))]
        args = list(call.args)
        before: list[Stmt] = []
        for i in range(leaving[-1] + 1 if leaving else 0):
            if args[i].op in PLAIN:
                continue
            name = f"root.arg.{len(self.function.locals)}"
            self.function.locals[name] = args[i].type
            before.append(Assign(name, args[i]))
            args[i] = Expr("local", (), name, args[i].type)
        call.args = tuple(args)
        return before

    def may_allocate(self, body: list[Stmt]) -> bool:
        return any((e.op == "call" and self.allocates(str(e.imm))) or e.op == "call_indirect" for e in walk_exprs(body))

    def uncounted(self, values: list[str]) -> list[Stmt]:
        """The safepoint of a function that may call itself again, which counts nothing."""
        if not self.may_allocate(self.function.body):
            return []
        return [If(is_due(), self.saved(values, [Effect(Expr("call", (), "collect", "void"))]), [])]

    def safepoint(self, values: list[str], allocating: bool, site: int) -> list[Stmt]:
        refueled = Expr("call", (), "refuel", "i32")
        if RESUME in self.function.locals:  # what it has left is for the next resumption, of whatever generator
            fuel = global_get(RESUMED_FUEL, "i32")
            spent: Stmt = Effect(global_set(RESUMED_FUEL, op("i32.sub", fuel, i32(1))))
            refuel: list[Stmt] = [Effect(global_set(RESUMED_FUEL, refueled))]
        else:
            self.function.locals[FUEL] = "i32"
            fuel = Expr("local", (), FUEL, "i32")
            spent = Assign(FUEL, op("i32.sub", fuel, i32(1)))
            refuel = [Assign(FUEL, refueled)]
        if site:  # an abort here names the loop
            refuel.insert(0, Effect(global_set("site", i32(site))))
        out: list[Stmt] = [spent, If(op("i32.lt_s", fuel, i32(0)), refuel, [])]
        if allocating:
            collect = self.saved(values, [Effect(Expr("call", (), "collect", "void"))])
            out.append(If(is_due(), collect, []))
        return out

    def saved(self, values: list[str], stmts: list[Stmt]) -> list[Stmt]:
        """Statements with values kept on the shadow stack meanwhile."""
        if not values:
            return stmts
        spend(6 * len(values))  # what is made here for each
        pointer = global_get(STACK, "i32")
        before: list[Stmt] = [Effect(op("i32.store", pointer, self.kept(name), imm=4 * i)) for i, name in enumerate(values)]
        before.append(Effect(global_set(STACK, op("i32.add", pointer, i32(4 * len(values))))))
        after: list[Stmt] = [Effect(global_set(STACK, op("i32.sub", pointer, i32(4 * len(values)))))]
        after += [Assign(name, self.back(name, op("i32.load", pointer, imm=4 * i))) for i, name in enumerate(values)]
        return [*before, *stmts, *after]

    def kept(self, name: str) -> Expr:
        """What the shadow stack holds for a local."""
        if self.function.locals[name] == "long":
            return Expr("call", (Expr("local", (), name, "long"),), "long_kept", "val")
        return Expr("local", (), name, "i32")

    def back(self, name: str, held: Expr) -> Expr:
        """The local again, from what the shadow stack holds."""
        if self.function.locals[name] == "long":
            return Expr("call", (Expr("local", (), name, "long"), held), "long_moved", "long")
        return held
