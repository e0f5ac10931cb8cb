"""Finds the types of variables whose type is open (`dyn`), so that ints, floats and bools live unboxed, and writes into every
operation what is known of its result.

Example

    %t = const 0
    loop $l { %t = dyn py_add(%t, %i):val … }      # %i: int

becomes the same with `%t: int` and `dyn py_add(%t, %i):int`: every value assigned to it is an int. A variable that also gets anything
else is `val`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from heapq import heappop, heappush

from noetlc.ir.nodes import Assign, BlockExpr, Expr, Function, Stmt, stmt_exprs, substatements
from noetlc.ir.types import DYN
from noetlc.layout.features import Feature
from noetlc.layout.tags import T_BOOL, T_DICT, T_FLOAT, T_INT, T_LIST, T_STR, T_TUPLE
from noetlc.primitives.overloads import select_overload
from noetlc.primitives.python_methods import METHODS

TAG_OF_TYPE = {
    "str": T_STR, "list": T_LIST, "dict": T_DICT, "tuple": T_TUPLE, "int": T_INT, "long": T_INT, "float": T_FLOAT, "bool": T_BOOL,
}  # fmt: skip

COUNTING = {"py_add": "i64.add", "py_iadd": "i64.add", "py_sub": "i64.sub", "py_isub": "i64.sub"}
MOST_STEP = 1 << 20

SUM_OF = {"float": "float", "int": "long", "long": "long", "bool": "long"}  # what a sum of such items is, if no other ones come

Type = str | None  # None: not known yet
GIVEN = frozenset(("call_user", "item"))  # those whose type other functions decide
REFINED = frozenset(("dyn", "method", "method.unchecked", "cond"))  # operations whose operands decide what they give


def infer(function: Function) -> None:
    """Replaces `dyn` in the function's locals by types, flow-insensitive, to a fixpoint; then the types of its expressions."""
    mixed = plain_operators(function)
    if DYN in function.locals.values():
        _open(function, mixed)
    _settle(function, mixed)


def _open(function: Function, mixed: bool) -> None:
    """Finds the types of the open locals; those that only count are ints, which others may owe to them."""
    opened = [name for name, type_ in function.locals.items() if type_ == DYN]
    first = Inference(function, mixed)
    first.run()
    counters = first.counters()
    if counters:
        function.locals.update({name: "int" if name in counters else DYN for name in opened})
        Inference(function, mixed).run()


def plain_operators(function: Function) -> bool:
    """True if no value of the function's body can have operators of its own."""
    return Feature.OPERATORS not in function.provides


def result_of(expr: Expr, declared: str, operands: list[Type], mixed: bool) -> Type:
    """The type of an operation of `REFINED` under the types of its operands; `declared` is what lowering knows of it."""
    if expr.op == "dyn":
        if None in operands:
            return None
        overload = select_overload(str(expr.imm), tuple(map(str, operands)), mixed)
        if overload is not None and overload.result == "long" and is_small(expr):
            return "int"
        return overload.result if overload is not None else declared
    if expr.op == "cond":
        return merge(operands[1], operands[2])
    assert isinstance(expr.imm, tuple)
    return operands[0] and method_result(operands[0], str(expr.imm[0]))


def method_result(receiver: str, name: str) -> str:
    """The type of a method call on a receiver of that type."""
    primitive = METHODS.get(name, {}).get(TAG_OF_TYPE.get(receiver, -1))
    return "val" if primitive is None or primitive.result == "void" else primitive.result


def merge(a: Type, b: Type) -> Type:
    if a is None or b is None or a == b:
        return a if b is None else b
    return "long" if {a, b} == {"int", "long"} else "val"


def counts(value: Expr, name: str) -> bool:
    """Whether a value is that of a local, and a little more or less."""
    if value.op != "dyn" or value.imm not in COUNTING:
        return False
    left, right = value.args
    return left.op == "local" and left.imm == name and is_small(right)


def is_small(expr: Expr, depth: int = 4) -> bool:
    """Whether an expression is surely far from what an int may be: a small constant, a length, a sum or difference of a few such."""
    if expr.op == "const":
        return isinstance(expr.imm, int) and abs(expr.imm) <= MOST_STEP
    if expr.op != "dyn":
        return False
    return expr.imm == "py_len_int" or (depth > 0 and expr.imm in COUNTING and all(is_small(arg, depth - 1) for arg in expr.args))


class _Use:
    """An operation of an assigned value that reads open variables: the types of its operands as far as they are known, its own, and
    where that goes, operand `at` of `parent`. At the root `assign` is the number of the assignment."""

    __slots__ = ("assign", "at", "expr", "operands", "parent", "type")

    def __init__(self, expr: Expr, parent: _Use | None, at: int, assign: int) -> None:
        self.expr = expr
        self.parent = parent
        self.at = at
        self.assign = assign
        self.operands: list[Type] = []
        self.type: Type = None


class Inference:
    """Sweeps over the assignments in order; after the first one only over those whose value has another type by now.

    A variable changes at most three times, from unknown to a type (`int`, then `long`) to `val`, and a change is carried only as far
    up in the expressions that read it as it changes something: the work is linear in the size of the function, whatever the order and
    however large the expressions.

    `given_by` says what calls of functions of the body give, and what is in containers; without it the expressions do.
    """

    def __init__(self, function: Function, mixed: bool, given_by: Callable[[Expr], Type] | None = None) -> None:
        self.function = function
        self.mixed = mixed
        self.given_by = given_by
        self.types: dict[str, Type] = {n: (None if t == DYN else t) for n, t in function.locals.items()}
        self.uses: dict[str, list[tuple[_Use, int]]] = {n: [] for n, t in function.locals.items() if t == DYN}
        self.names: list[str] = []  # of the assignments
        self.values: list[Type] = []  # the types of what they assign

    def run(self) -> None:
        """Finds the types and writes them into the function."""
        self.solve()
        for name in self.uses:
            self.function.locals[name] = self.types[name] or "val"

    def solve(self, close: bool = True) -> None:
        """Finds the types; with `close`, what only depends on itself is a value, as the sum of a loop may be."""
        for assign in _assigns(self.function.body):
            if assign.name in self.uses:
                self.names.append(assign.name)
                self.values.append(None)
                root = _Use(assign.value, None, 0, len(self.names) - 1)
                root.operands.append(self.read(assign.value, root, 0))
                self.values[-1] = root.operands[0]
        pending = [(0, index) for index in range(len(self.names))]  # (sweep, assignment): a heap, and sorted already
        self.sweep(pending)
        while summed := {name: kind for name in self.uses if self.types[name] is None and (kind := self.kind_of_sum(name))}:
            self.decide(summed)
        while close and (open_ := [name for name in self.uses if self.types[name] is None]):
            self.decide(dict.fromkeys(open_, "val"))

    def decide(self, types: dict[str, str]) -> None:
        """Gives open variables types, and carries on."""
        pending = []
        for name, type_ in types.items():
            self.types[name] = type_
            pending += [(0, reader) for use, at in self.uses[name] if (reader := self.carry(use, at, type_)) >= 0]
        self.sweep(sorted(set(pending)))

    def kind_of_sum(self, name: str) -> Type:
        """The kind of a variable that nothing decides but numbers that are added to it; None for any other."""
        for use, at in self.uses[name]:
            root = use.parent
            if use.expr.imm == "py_add" and at == 0 and root is not None and root.assign >= 0 and self.names[root.assign] == name:
                return SUM_OF.get(use.operands[1] or "")
        return None

    def sweep(self, pending: list[tuple[int, int]]) -> None:
        """Carries on until nothing changes, from assignments whose values have other types now."""
        waiting = set(pending)
        while pending:
            here = heappop(pending)
            waiting.discard(here)
            sweep, index = here
            name = self.names[index]
            joined = merge(self.types[name], self.values[index])
            if joined == self.types[name]:
                continue
            self.types[name] = joined
            for use, at in self.uses[name]:
                reader = self.carry(use, at, joined)
                later = (sweep + (reader <= index), reader)
                if reader >= 0 and later not in waiting:
                    waiting.add(later)
                    heappush(pending, later)

    def counters(self) -> set[str]:
        """The longs of which every value is an int, or their last one and a little more or less.

        That stays an int: 2**38 rounds that add MOST_STEP each, or the lengths of things that fit into memory, are not enough to
        leave what an int may be.
        """
        counting = {name for name, type_ in self.types.items() if type_ == "long"}
        for assign in _assigns(self.function.body):
            name = assign.name
            if name in counting and not (counts(assign.value, name) or self.type_of(assign.value) == "int"):
                counting.discard(name)
        return counting

    def type_of(self, expr: Expr) -> Type:
        """The type of an expression, now that those of locals are known."""
        if expr.op == "local":
            return self.types[str(expr.imm)]
        if expr.op not in REFINED:
            return "int" if expr.op == "const" and expr.type == DYN else self.given(expr)
        return result_of(expr, expr.type, [self.type_of(arg) for arg in expr.args], self.mixed)

    def given(self, expr: Expr) -> Type:
        """The type of an operation that no operand decides."""
        return expr.type if self.given_by is None or expr.op not in GIVEN else self.given_by(expr)

    def read(self, expr: Expr, parent: _Use, at: int) -> Type:
        """The type of an operand of `parent`, which is told when it changes."""
        if expr.op == "local":
            if expr.type != DYN:
                return expr.type
            name = str(expr.imm)
            if name in self.uses:
                self.uses[name].append((parent, at))
            return self.types[name]
        if expr.op not in REFINED:
            if expr.op == "const" and expr.type == DYN:
                return None  # of the kind of its variable
            return "val" if expr.type == DYN else self.given(expr)
        use = _Use(expr, parent, at, -1)
        use.operands = [self.read(arg, use, i) for i, arg in enumerate(expr.args)]
        use.type = result_of(expr, expr.type, use.operands, self.mixed)
        return use.type

    def carry(self, use: _Use, at: int, type_: Type) -> int:
        """An operand has another type now: the number of the assignment whose value has one for that, -1 if there is none."""
        while True:
            use.operands[at] = type_
            if use.parent is None:
                self.values[use.assign] = type_
                return use.assign
            found = result_of(use.expr, use.expr.type, use.operands, self.mixed)
            if found == use.type:
                return -1
            use.type = type_ = found
            use, at = use.parent, use.at


def _assigns(body: list[Stmt]) -> Iterator[Assign]:
    stack = [body]
    while stack:
        for stmt in stack.pop():
            if isinstance(stmt, Assign):
                yield stmt
            stack.extend(substatements(stmt))


def _settle(function: Function, mixed: bool) -> None:
    """Writes into every expression the type it has under those of the locals."""

    def settle(expr: Expr) -> None:
        for arg in expr.args:
            settle(arg)
        if expr.op in REFINED:
            expr.type = result_of(expr, expr.type, [arg.type for arg in expr.args], mixed) or "val"
        elif expr.type == DYN:
            expr.type = function.locals[str(expr.imm)] if expr.op == "local" else "val"
        if isinstance(expr, BlockExpr):
            block(expr.body)

    def block(body: list[Stmt]) -> None:
        stack = [body]
        while stack:
            for stmt in stack.pop():
                for expr in stmt_exprs(stmt):
                    settle(expr)
                stack.extend(substatements(stmt))

    block(function.body)
