"""Finds between which bounds ints of bodies lie, so that what cannot overflow is a plain machine operation.

Example, where `%xs` is a list, and `entry` is called there only

    %i = …                                  # of a `range(len(xs))`
    %t = call_user[entry](0, %i)            # func @entry(%self: val, %p.i: int)
    return dyn[py_mod](dyn[py_mul](%p.i, %p.i):long, const[10]:int):int      # in `entry`

becomes there, as no list has more items than the memory has words,

    return i64.rem_u(i64.mul(%p.i, %p.i):int, 10:i64):int

and a `long` all of whose values lie near 0 is an `int`. Bounds hold for a variable wherever it is read. Those of parameters and results
come from calls: all are known of a function whose parameters are ints (`signatures.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from noetlc.ir.nodes import Assign, BlockExpr, Expr, Function, Return, Stmt, stmt_exprs, substatements
from noetlc.lower.passes.container_facts import ITEM, SMALL_ITEM
from noetlc.lower.passes.generators import is_generator
from noetlc.lower.passes.infer import REFINED, counts, plain_operators, result_of
from noetlc.lower.passes.item_types import ANY, ENDLESS, Bounds, ItemTypes, join
from noetlc.lower.passes.words import MOST_INT, MOST_WORD, WORD, Words, unbox_words

FAR = 1 << 64  # bounds beyond it are none
MOST_COUNT = 1 << 60  # what a variable that only counts stays below, `infer.py`
MOST_MEMORY = 1 << 32
MOST_ROUNDS = 40
EXACT_ROUNDS = 2
LATE_ROUNDS = 25
STOPS = (0, 1, 1 << 8, 1 << 16, 1 << 32, MOST_INT, WORD - 1, ENDLESS)  # what bounds that go on moving are set to

INTS = ("int", "long")
K = TypeVar("K", int, str)


def narrow_ints(functions: list[Function], most_memory: int = MOST_MEMORY, items: ItemTypes | None = None) -> None:
    """Changes functions whose types are inferred; all calls of those among them whose parameters are ints stand in them."""
    found = _Ranges(functions, most_memory, items)
    if found.solve():
        found.settle()


def _clipped(low: int, high: int) -> Bounds:
    return (low if low >= -FAR else -ENDLESS, high if high <= FAR else ENDLESS)


def _widened(old: Bounds, new: Bounds, number: int) -> Bounds:
    if number >= LATE_ROUNDS:
        return old[0] if new[0] == old[0] else -ENDLESS, old[1] if new[1] == old[1] else ENDLESS
    low = old[0] if new[0] == old[0] else max(-stop for stop in STOPS if -stop <= new[0])
    high = old[1] if new[1] == old[1] else min(stop for stop in STOPS if stop >= new[1])
    return low, high


# ---- operations


def _product(a: Bounds, b: Bounds) -> Bounds:
    corners = [x * y for x in a for y in b]
    return _clipped(min(corners), max(corners))


def _divided(bound: int, by: int) -> int:
    return bound if abs(bound) == ENDLESS else bound // by


def _floordiv(a: Bounds, b: Bounds) -> Bounds:
    if b[0] <= 0 or b[1] == ENDLESS:
        return ANY
    corners = [_divided(x, y) for x in a for y in b]
    return min(corners), max(corners)


def _mod(a: Bounds, b: Bounds) -> Bounds:
    if b[0] <= 0:
        return ANY
    if a[0] >= 0:
        return 0, min(a[1], b[1] - 1) if b[1] != ENDLESS else a[1]
    return _clipped(0, b[1] - 1)


def _and(a: Bounds, b: Bounds) -> Bounds:
    highs = [high for low, high in (a, b) if low >= 0]
    return (0, min(highs)) if highs else ANY


def _or(a: Bounds, b: Bounds) -> Bounds:
    if a[0] < 0 or b[0] < 0:
        return ANY
    return _clipped(0, (1 << max(a[1], b[1]).bit_length()) - 1)


def _lshift(a: Bounds, b: Bounds) -> Bounds:
    return _product(a, (1 << b[0], 1 << b[1])) if b[0] >= 0 and b[1] < 60 else ANY


def _rshift(a: Bounds, b: Bounds) -> Bounds:
    return _floordiv(a, (1 << b[0], 1 << b[1])) if b[0] >= 0 and b[1] < 60 else ANY


def _abs(a: Bounds) -> Bounds:
    high = max(abs(a[0]), abs(a[1]))
    return (0, high) if a[0] <= 0 <= a[1] else (min(abs(a[0]), abs(a[1])), high)


ONE: dict[str, Callable[[Bounds], Bounds]] = {
    "py_neg": lambda a: (-a[1], -a[0]),
    "py_pos": lambda a: a,
    "py_invert": lambda a: _clipped(-a[1] - 1, -a[0] - 1),
    "py_abs": _abs,
}
TWO: dict[str, Callable[[Bounds, Bounds], Bounds]] = {
    "add": lambda a, b: _clipped(a[0] + b[0], a[1] + b[1]),
    "sub": lambda a, b: _clipped(a[0] - b[1], a[1] - b[0]),
    "mul": _product,
    "floordiv": _floordiv,
    "mod": _mod,
    "and": _and,
    "or": _or,
    "xor": _or,
    "lshift": _lshift,
    "rshift": _rshift,
}
NAMES = {f"{prefix}{name}": name for name in TWO for prefix in ("py_", "py_i")}
MACHINE = {"add": "i64.add", "sub": "i64.sub", "mul": "i64.mul", "lshift": "i64.shl", "rshift": "i64.shr_s"}
FORWARD = {"py_getitem": "list_item_ahead", "py_setitem": "list_put_ahead"}  # of lists, by an index that counts from the start
MOST_SMALL = (1 << 30) - 1
LENGTHS = {"list": 4, "tuple": 4, "str": 1, "dict": 4}  # the least number of bytes that an item takes


class _Ranges:
    """`bounds` are those of the ints in locals, by function, as far as they are known; `results` what functions give."""

    def __init__(self, functions: list[Function], most_memory: int, items: ItemTypes | None) -> None:
        self.functions = {f.name: f for f in functions}
        self.stores = {} if items is None else items.stores
        self.flows = [] if items is None else items.flows
        told = [] if items is None else items.bounds
        self.items: dict[int, Bounds] = {number: bounds for number, bounds in enumerate(told) if bounds is not None}
        self.most_memory = most_memory
        self.bounds: dict[str, dict[str, Bounds]] = {f.name: {} for f in functions}
        self.noted: dict[int, Bounds | None] = {}  # those of the expressions of a function, by identity
        self.results: dict[str, Bounds] = {}
        self.here = ""  # the function that is looked at
        self.changed = False
        self.round = 0
        self.assigns: dict[str, list[Assign]] = {}
        self.calls: dict[str, list[Expr]] = {}
        self.returned: dict[str, list[Expr]] = {}
        self.cursors: dict[str, dict[str, tuple[str, str]]] = {}  # of each function: of what counts a `range`, its end and step
        for function in functions:
            self.gather(function)

    def gather(self, function: Function) -> None:
        """Notes what can change bounds."""
        assigns: list[Assign] = []
        calls: list[Expr] = []
        returned: list[Expr] = []
        cursors: dict[str, tuple[str, str]] = {}
        for stmt in _statements(function.body):
            if isinstance(stmt, Assign):
                value = stmt.value
                if function.locals[stmt.name] in INTS:
                    assigns.append(stmt)
                elif value.op == "dyn" and value.imm == "range_rounds" and all(arg.op == "local" for arg in value.args):
                    current, stop, step = (str(arg.imm) for arg in value.args)
                    cursors[current] = stop, step
            elif isinstance(stmt, Return) and stmt.value is not None and function.result in INTS:
                returned.append(stmt.value)
            calls += (e for expr in stmt_exprs(stmt) for e in _operations(expr) if e.op == "call_user")
        self.assigns[function.name], self.calls[function.name] = assigns, calls
        self.returned[function.name], self.cursors[function.name] = returned, cursors

    def solve(self) -> bool:
        """Goes through everything until no bounds move; False if that takes too long."""
        called = {str(call.imm) for calls in self.calls.values() for call in calls}
        for name, function in self.functions.items():
            if name not in called or is_generator(function):
                self.bounds[name].update({p: ANY for p in function.params if function.locals[p] in INTS})
        for number in range(MOST_ROUNDS):
            self.round, self.changed = number, False
            for name in self.functions:
                self.here = name
                self.sweep()
            self.flow_items()
            if not self.changed:
                return True
        return False

    def sweep(self) -> None:
        """Carries on what a function assigns, gives to others and returns."""
        known, cursors = self.bounds[self.here], self.cursors[self.here]
        for assign in self.assigns[self.here]:
            name, value = assign.name, assign.value
            if name in cursors and value.op.startswith("i64."):
                continue  # goes on; what a round gets lies before the end
            if value.op == "local" and value.imm in cursors:
                self.move(known, name, self.item(str(value.imm)))
                continue
            found = self.of(value)
            if found is not None and (counts(value, name) or _counted(value, name)) and self.functions[self.here].locals[name] == "int":
                found = max(found[0], -MOST_COUNT), min(found[1], MOST_COUNT)
            self.move(known, name, found)
        for call in self.calls[self.here]:
            callee = self.functions.get(str(call.imm))
            if callee is not None:
                for param, arg in zip(callee.params, call.args, strict=True):
                    if callee.locals[param] in INTS:
                        self.move(self.bounds[callee.name], param, self.of(arg))
        self.carry_items()
        for value in self.returned[self.here]:
            self.move(self.results, self.here, self.of(value))

    def carry_items(self) -> None:
        """Carries on what the function puts into containers, and what flows from one into others."""
        for number, value in self.stores.get(self.here, ()):
            if value.type in INTS:
                self.move(self.items, number, self.of(value))

    def flow_items(self) -> None:
        for number, targets in enumerate(self.flows):
            for target in targets:
                self.move(self.items, target, self.items.get(number))

    def move(self, known: dict[K, Bounds], name: K, found: Bounds | None) -> None:
        old = known.get(name)
        joined = join(old, found)
        if joined is None or joined == old:
            return
        known[name] = _widened(old, joined, self.round) if old is not None and self.round >= EXACT_ROUNDS else joined
        self.changed = True

    def item(self, cursor: str) -> Bounds | None:
        """The bounds of what a round of a `range` gets, whose first one is the cursor's."""
        known = self.bounds[self.here]
        stop, step = self.cursors[self.here][cursor]
        first, end, by = known.get(cursor), known.get(stop), known.get(step)
        if first is None or end is None or by is None:
            return None
        low = first[0] if by[0] > 0 else min(first[0], end[0] + 1)
        high = first[1] if by[1] < 0 else max(first[0] if by[0] > 0 else first[1], end[1] - 1)
        return _clipped(low, high)

    # ---- expressions

    def of(self, expr: Expr) -> Bounds | None:
        """The bounds of an expression, None where nothing can have been assigned yet."""
        return self.given(expr, [self.of(arg) for arg in expr.args] if expr.op in REFINED else [])

    def given(self, expr: Expr, args: list[Bounds | None]) -> Bounds | None:
        """The bounds of an expression, under those of its operands."""
        if expr.op == "const":
            return (int(expr.imm), int(expr.imm)) if isinstance(expr.imm, int) and abs(expr.imm) <= FAR else ANY
        if expr.type == "bool":
            return 0, 1
        if expr.type not in INTS:
            return ANY
        if expr.op == "local":
            return self.bounds[self.here].get(str(expr.imm))
        if expr.op == "call_user" and str(expr.imm) in self.functions and self.functions[str(expr.imm)].result in INTS:
            return self.results.get(str(expr.imm))
        if expr.op == "cond":
            return join(args[1], args[2])
        if expr.op == ITEM:
            assert isinstance(expr.imm, int)
            return self.items.get(expr.imm) if expr.imm >= 0 else ANY
        if expr.op in MACHINE.values() and _counted(expr, str(expr.args[0].imm)):
            found = self.of(expr.args[0])
            return found and _clipped(found[0] + 1, found[1] + 1)
        return self.computed(str(expr.imm), expr.args, args) if expr.op == "dyn" else ANY

    def computed(self, name: str, operands: tuple[Expr, ...], args: list[Bounds | None]) -> Bounds | None:
        if name == "py_len_int":
            size = LENGTHS.get(operands[0].type)
            return 0, self.most_memory // size if size else ENDLESS
        if name == "range_bound":
            return args[0] if operands[0].type == "int" or args[0] is None else (max(args[0][0], -MOST_INT), min(args[0][1], MOST_INT))
        if name == "py_int" and operands[0].type == "bool":
            return 0, 1
        known = [arg for arg in args if arg is not None]
        if len(known) < len(args):
            return None
        if not all(arg.type in (*INTS, "bool") for arg in operands):
            return ANY
        if name in ONE and len(known) == 1:
            return ONE[name](known[0])
        return TWO[NAMES[name]](known[0], known[1]) if name in NAMES else ANY

    # ---- what follows

    def settle(self) -> None:
        """Makes ints of longs that lie near 0, and machine operations of what cannot overflow."""
        for name, function in self.functions.items():
            for local, (low, high) in self.bounds[name].items():
                if function.locals[local] == "long" and low >= -MOST_INT and high <= MOST_INT:
                    function.locals[local] = "int"
            found = self.results.get(name)
            if function.result == "long" and found is not None and found[0] >= -MOST_INT and found[1] <= MOST_INT:
                function.result = "int"
        for name, function in self.functions.items():
            self.here, self.noted = name, {}
            mixed = plain_operators(function)
            changed = [expr for stmt in list(_statements(function.body)) for expr in stmt_exprs(stmt)]
            for expr in changed:
                self.change(expr, function, mixed)
            words = Words(self.noted)
            for expr in changed:
                words.settle(expr)
            if not is_generator(function):
                unbox_words(function, self.bounds[name])

    def change(self, expr: Expr, function: Function, mixed: bool) -> Bounds | None:
        """Changes an expression; its bounds."""
        args = [self.change(arg, function, mixed) for arg in expr.args]
        if expr.op == "local":
            expr.type = function.locals[str(expr.imm)]
        elif expr.op == "call_user" and expr.type == "long" and str(expr.imm) in self.functions:
            expr.type = self.functions[str(expr.imm)].result
        elif expr.op in REFINED:
            expr.type = result_of(expr, expr.type, [arg.type for arg in expr.args], mixed) or "val"
        found = self.given(expr, args)
        self.noted[id(expr)] = found
        if expr.op == ITEM and expr.type in INTS and found is not None:
            self.narrow_item(expr, found)
        elif expr.op == "dyn" and expr.imm in FORWARD and expr.args[0].type == "list" and expr.args[1].type == "int":
            if (at := args[1]) is not None and at[0] >= 0:
                expr.imm = FORWARD[str(expr.imm)]
        elif found is not None and expr.op == "dyn" and expr.imm in NAMES and all(arg.type == "int" for arg in expr.args):
            self.plain(expr, NAMES[str(expr.imm)], found, args)
        return found

    def narrow_item(self, expr: Expr, found: Bounds) -> None:
        """What is in a container is an int, or surely one that needs no object."""
        if found[0] >= -MOST_INT and found[1] <= MOST_INT:
            expr.type = "int"
        if found[0] >= -MOST_SMALL - 1 and found[1] <= MOST_SMALL:
            expr.op = SMALL_ITEM

    def plain(self, expr: Expr, name: str, found: Bounds, args: list[Bounds | None]) -> None:
        """Makes a machine operation of one on ints, if that gives the same."""
        if found[0] < -MOST_WORD or found[1] > MOST_WORD:
            return
        left, right = args
        assert left is not None
        assert right is not None
        by = right[0] if right[0] == right[1] else 0
        op, operand = MACHINE.get(name), right[0]
        if name in ("floordiv", "mod"):
            if by <= 0 or expr.args[1].op != "const":
                return
            if by & (by - 1) == 0:
                op, operand = ("i64.shr_s", by.bit_length() - 1) if name == "floordiv" else ("i64.and", by - 1)
            elif left[0] >= 0:
                op = "i64.div_u" if name == "floordiv" else "i64.rem_u"
        if op is None:
            return
        expr.op, expr.imm, expr.type = op, None, "int"
        expr.args = (_word(expr.args[0], left[0]), _word(expr.args[1], operand))


def _word(expr: Expr, value: int) -> Expr:
    return Expr("i64.const", (), value, "i64") if expr.op == "const" else expr


def _counted(value: Expr, name: str) -> bool:
    """Whether a value is one more than a local, as lowering counts."""
    if value.op != "i64.add" or value.type != "int":
        return False
    left, right = value.args
    return left.op == "local" and left.imm == name and right.op == "i64.const" and right.imm == 1


def _operations(expr: Expr) -> Iterator[Expr]:
    pending = [expr]
    while pending:
        here = pending.pop()
        yield here
        pending += here.args


def _statements(body: list[Stmt]) -> Iterator[Stmt]:
    """Every statement in order, those inside of expressions before the one that they stand in."""
    for stmt in body:
        for expr in stmt_exprs(stmt):
            for part in _operations(expr):
                if isinstance(part, BlockExpr):
                    yield from _statements(part.body)
        yield stmt
        for inner in substatements(stmt):
            yield from _statements(inner)
