"""Makes machine operations of what is computed with longs from 0 up to 2**64 - 1, as hashes and random numbers have them.

Example, where `%h` is surely such a number

    %h = dyn[py_and](dyn[py_mul](%h, const[31]:int):long, const[18446744073709551615]:long):long

becomes

    %h = dyn[long_from_word](i64.mul(dyn[word_of](%h):i64, 31:i64)):long

What sums, differences, products and shifts to the left leave in the lower 64 bits depends on those of their operands only, so that operands
may be any ints below what cuts them: a mask, a remainder by a power of two. A variable that only such results are given is
a machine word itself if that makes fewer objects than it takes.
"""

from __future__ import annotations

from collections.abc import Mapping

from noetlc.ir.nodes import Assign, BlockExpr, Expr, Function, Loop, Stmt, stmt_exprs, substatements
from noetlc.lower.passes.item_types import Bounds

WORD = 1 << 64
MOST_WORD = (1 << 61) - 1  # what surely is no reference to a large int
MOST_INT = (1 << 59) - 1  # what operators on bits make of two such is one, too: of a variable that is made an int
RING = {"add": "i64.add", "sub": "i64.sub", "mul": "i64.mul"}
BITS = {"and": "i64.and", "or": "i64.or", "xor": "i64.xor"}
SHIFTS = {"lshift": "i64.shl", "rshift": "i64.shr_u"}
DIVISIONS = {"floordiv": "i64.div_u", "mod": "i64.rem_u"}
OPERATIONS = {f"{prefix}{name}": name for prefix in ("py_", "py_i") for name in (*RING, *BITS, *SHIFTS, *DIVISIONS)}
OF_LONG, TO_LONG = "word_of", "long_from_word"
OFTEN = 10  # how many rounds a loop counts for


class Words:
    """Changes expressions of one function. `bounds` are those of its expressions, by identity; what is not there has none."""

    def __init__(self, bounds: Mapping[int, Bounds | None]) -> None:
        self.bounds = bounds
        self.fits: dict[tuple[int, bool], bool] = {}

    def settle(self, expr: Expr) -> None:
        if self.is_far(expr) and self.fit(expr, True):
            found = self.bounds.get(id(expr))
            tree = self.tree(expr)
            near = found is not None and found[1] <= MOST_INT
            if near:
                expr.op, expr.args, expr.imm, expr.type = tree.op, tree.args, tree.imm, "int"
            else:
                expr.op, expr.args, expr.imm, expr.type = "dyn", (tree,), TO_LONG, "long"
            return
        for arg in expr.args:
            self.settle(arg)

    def is_far(self, expr: Expr) -> bool:
        """Whether an operation has something to do with ints that may be objects."""
        return self.name(expr) != "" and (expr.type == "long" or any(arg.type == "long" for arg in expr.args))

    def name(self, expr: Expr) -> str:
        """What an operation on ints is called; "" for anything else."""
        ints = expr.op == "dyn" and all(arg.type in ("int", "long") for arg in (expr, *expr.args))
        return OPERATIONS.get(str(expr.imm), "") if ints else ""

    def within(self, expr: Expr, most: int) -> bool:
        """Whether a number surely lies from 0 up to `most`."""
        if expr.op == "const":
            return isinstance(expr.imm, int) and 0 <= expr.imm <= most
        found = self.bounds.get(id(expr))
        return found is not None and found[0] >= 0 and found[1] <= most

    def fit(self, expr: Expr, exact: bool) -> bool:
        """Whether a word can be computed that is the number, or (not `exact`) has its lower 64 bits."""
        key = id(expr), exact
        if key not in self.fits:
            self.fits[key] = self._fit(expr, exact)
        return self.fits[key]

    def _fit(self, expr: Expr, exact: bool) -> bool:
        name = self.name(expr)
        if name == "":
            return expr.type in ("int", "long") and (not exact or self.within(expr, WORD - 1))
        left, right = expr.args
        if name == "and" and exact:
            return any(self.fit(a, True) and self.fit(b, False) for a, b in ((left, right), (right, left)))
        if name in BITS:
            return self.fit(left, exact) and self.fit(right, exact)
        if name in RING or name == "lshift":
            below = self.within(right, 63) if name == "lshift" else self.fit(right, False)
            return below and self.fit(left, False) and (not exact or self.within(expr, WORD - 1))
        if name == "rshift":
            return self.within(right, 63) and self.fit(left, True)
        by = right.imm if right.op == "const" and isinstance(right.imm, int) else 0
        if name == "mod" and by > 0 and by & (by - 1) == 0:
            return by <= WORD and self.fit(left, False)
        return 0 < by < WORD and self.fit(left, True)

    def tree(self, expr: Expr) -> Expr:
        """What computes the word of an expression that fits."""
        name = self.name(expr)
        if name == "" or not (self.fit(expr, True) or self.fit(expr, False)):
            return self.leaf(expr)
        left, right = expr.args
        if name in SHIFTS:
            return _operation(SHIFTS[name], self.tree(left), self.leaf(right))
        if name in DIVISIONS:
            by = right.imm
            assert isinstance(by, int)
            if name == "mod" and by & (by - 1) == 0:
                return self.tree(left) if by == WORD else _operation("i64.and", self.tree(left), constant_word(by - 1))
            return _operation(DIVISIONS[name], self.tree(left), constant_word(by))
        if name == "and":
            for cut, other in ((left, right), (right, left)):
                if cut.op == "const" and cut.imm == WORD - 1:
                    return self.tree(other)
        return _operation({**RING, **BITS}[name], self.tree(left), self.tree(right))

    def leaf(self, expr: Expr) -> Expr:
        if expr.op == "const":
            assert isinstance(expr.imm, int)
            return constant_word(expr.imm)
        self.settle(expr)
        return expr if expr.type == "int" else Expr("dyn", (expr,), OF_LONG, "i64")


def _operation(op: str, left: Expr, right: Expr) -> Expr:
    return Expr(op, (left, right), None, "i64")


def constant_word(value: int) -> Expr:
    """A constant modulo 2**64, as the machine has it."""
    value %= WORD
    return Expr("i64.const", (), value - WORD if value >= WORD >> 1 else value, "i64")


# ---- variables


def unbox_words(function: Function, bounds: Mapping[str, Bounds]) -> None:
    """Makes machine words of the longs that only words are given, where these are made to objects more often than their users need them."""
    uses = _Uses(function, bounds)
    for name in uses.paying():
        function.locals[name] = "i64"
        for assign in uses.assigns[name]:
            value = assign.value
            assign.value = value.args[0] if value.op == "dyn" else constant_word(int(str(value.imm)))
        for read, inside in uses.reads[name]:
            if inside:
                read.op, read.args, read.imm, read.type = "local", (), name, "i64"
            else:
                read.op, read.args, read.imm, read.type = "dyn", (Expr("local", (), name, "i64"),), TO_LONG, "long"


class _Uses:
    """Where the variables that may be words stand: assignments, and reads with whether the word is asked for."""

    def __init__(self, function: Function, bounds: Mapping[str, Bounds]) -> None:
        own = [n for n, t in function.locals.items() if t == "long" and n not in function.params and n in bounds]
        self.assigns: dict[str, list[Assign]] = {n: [] for n in own if bounds[n][0] >= 0 and MOST_WORD < bounds[n][1] < WORD}
        self.reads: dict[str, list[tuple[Expr, bool]]] = {n: [] for n in self.assigns}
        self.gains: dict[str, int] = dict.fromkeys(self.assigns, 0)
        self.seen: set[int] = set()
        if self.assigns:
            self.block(function.body, 1)

    def paying(self) -> list[str]:
        return [n for n in self.assigns if self.gains[n] > 0 and all(_gives_word(a.value) for a in self.assigns[n])]

    def block(self, body: list[Stmt], weight: int) -> None:
        for stmt in body:
            for expr in stmt_exprs(stmt):
                self.expr(expr, weight)
            if isinstance(stmt, Assign) and stmt.name in self.assigns:
                self.assigns[stmt.name].append(stmt)
                self.gains[stmt.name] += weight if stmt.value.op == "dyn" else 0
            for inner in substatements(stmt):
                self.block(inner, weight * OFTEN if isinstance(stmt, Loop) else weight)

    def expr(self, expr: Expr, weight: int) -> None:
        if id(expr) in self.seen:
            return
        self.seen.add(id(expr))
        asked = expr.args[0] if expr.op == "dyn" and expr.imm == OF_LONG else expr
        if asked.op == "local" and asked.imm in self.reads:
            name = str(asked.imm)
            self.reads[name].append((expr, asked is not expr))
            self.gains[name] -= 0 if asked is not expr else weight
            return
        for arg in expr.args:
            self.expr(arg, weight)
        if isinstance(expr, BlockExpr):
            self.block(expr.body, weight)


def _gives_word(value: Expr) -> bool:
    return (value.op == "dyn" and value.imm == TO_LONG) or (value.op == "const" and isinstance(value.imm, int))
