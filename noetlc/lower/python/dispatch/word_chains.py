"""What is computed with ints and then cut to 64 bits or fewer needs no ints in between, as in hashes and generators of random numbers.

Example, where `%h` is a value and `ord` gives an int

    %t = dyn py_and(dyn py_add(dyn py_mul(%h, 31):val, dyn py_ord(%c):int):val, const[0xFFFFFFFF]):val

becomes

    %t = do word.1:val {
      block word.2 {
        br word.2 if eqz(is_word64(%h))
        leave word.1 value_from_word(i64.and(i64.add(i64.mul(word_of_value(%h), 31:i64), …), 0xFFFFFFFF:i64))
      }
      leave word.1 …                                    # the operations as they were
    }

The fast way is for ints from 0 up to 2**64 - 1 (`is_word64`). Locals are asked first, other values where they are evaluated, which is in
the order they had: from there on the general way goes on with what is evaluated. What is done before by the fast way has no
effects, as its operands are ints. Where kinds and bounds are known, `lower/passes/words.py` does it without asking.
"""

from __future__ import annotations

from collections.abc import Callable

from noetlc.ir.build import call, get, op
from noetlc.ir.nodes import Assign, Block, BlockExpr, Br, Expr, Leave, Stmt
from noetlc.lower.passes.select import Selection
from noetlc.lower.passes.words import BITS, OPERATIONS, RING, SHIFTS, WORD, constant_word

LEAST_CUT = 1 << 31
MOST_ASKED = 2  # values that are evaluated on the way, each of which has a general way of its own
_KINDS = ("val", "int", "long")


def is_word_chain(expr: Expr) -> bool:
    """Whether an operation of unknown kind cuts what others compute, or puts bits together that others have shifted."""
    if expr.type != "val" or not (name := _name(expr)):
        return False
    found = _Leaves()
    cut = _cut(expr, name)
    if cut is not None:
        fits = _name(cut[0]) != "" and found.fit(cut[0], False)
    else:
        fits = name in BITS and found.fit(expr, True) and found.shifts > 0
    return fits and found.asked > 0 and found.evaluated <= MOST_ASKED


def _cut(expr: Expr, name: str) -> tuple[Expr, int] | None:
    """What an operation cuts, and the mask."""
    if name not in ("and", "mod"):
        return None
    for other, by in ((expr.args[0], expr.args[1]), (expr.args[1], expr.args[0])):
        if by.op == "const" and isinstance(by.imm, int):
            mask = by.imm - (name == "mod")
            if LEAST_CUT <= mask < WORD and (name == "and" or (by is expr.args[1] and by.imm & mask == 0)):
                return other, mask
    return None


def _name(expr: Expr) -> str:
    """What an operation on ints, or values that may be ints, is called; "" for anything else."""
    known = expr.op == "dyn" and all(part.type in _KINDS for part in (expr, *expr.args))
    return OPERATIONS.get(str(expr.imm), "") if known else ""


def _is_value(expr: Expr) -> bool:
    return expr.type == "val"


def _is_plain(expr: Expr) -> bool:
    """Whether evaluating an operand neither does nor meets anything."""
    return expr.op in ("local", "const")


def _has_block(expr: Expr) -> bool:
    return isinstance(expr, BlockExpr) or any(map(_has_block, expr.args))


class _Leaves:
    """Goes over a chain. `asked` counts the values among its operands, `evaluated` those that are no locals, `shifts` its shifts."""

    def __init__(self) -> None:
        self.asked = 0
        self.evaluated = 0
        self.shifts = 0

    def fit(self, expr: Expr, exact: bool) -> bool:
        """Whether the lower 64 bits can be computed; `exact`: the number itself, from values that are words."""
        name = _name(expr) if _is_value(expr) else ""
        if name == "":
            self.asked += _is_value(expr)
            self.evaluated += _is_value(expr) and not _is_plain(expr)
            if expr.op == "const" and not isinstance(expr.imm, int):
                return False
            return expr.type in _KINDS and not _has_block(expr) and not (exact and not _is_value(expr) and not _counts(expr, WORD - 1))
        left, right = expr.args
        self.shifts += name in SHIFTS
        if name in SHIFTS:
            return _counts(right, 63) and (name == "rshift" or not exact) and self.fit(left, name == "rshift")
        if name == "and" and exact and (_counts(left, WORD - 1) or _counts(right, WORD - 1)):
            exact = False
        return (name in BITS or (name in RING and not exact)) and self.fit(left, exact) and self.fit(right, exact)


def _counts(expr: Expr, most: int) -> bool:
    return expr.op == "const" and isinstance(expr.imm, int) and 0 <= expr.imm <= most


class WordChain:
    """The machine form of one chain. `generic` selects an operation as it was."""

    def __init__(self, selection: Selection, generic: Callable[[Expr], Expr]) -> None:
        self.selection = selection
        self.generic = generic
        self.body: list[Stmt] = []
        self.ways: list[tuple[str, Expr]] = []  # labels and what is done behind them
        self.held: dict[int, Expr] = {}  # the operands that are evaluated, by identity

    def whole(self, expr: Expr) -> Expr:
        top, mask = _cut(expr, _name(expr)) or (expr, WORD - 1)
        done = self.name()
        locals_ = dict.fromkeys(str(part.imm) for part in _operands(top) if part.op == "local" and _is_value(part))
        if locals_:
            self.ask(expr, [get(name, "val") for name in locals_])
        word = self.word(top, expr)
        if mask < WORD - 1:
            word = op("i64.and", word, constant_word(mask))
        made = call("value_from_word" if mask >= WORD >> 1 else "from_int", "val", word)
        body: list[Stmt] = [*self.body, Leave(done, made)]
        for label, general in reversed(self.ways):
            body = [Block(label, body), Leave(done, self.general(general))]
        self.selection.line = 0
        return BlockExpr("block", (), None, "val", 0, done, body)

    def general(self, expr: Expr) -> Expr:
        """An operation as it was, which is one of several ways on."""
        _, selected = self.selection.either(lambda: None, lambda: self.generic(expr))
        assert isinstance(selected, Expr)
        return selected

    def ask(self, expr: Expr, values: list[Expr]) -> None:
        """Goes the general way from here on where a value is no word."""
        label = self.name()
        for value in values:
            self.body.append(Br(label, op("i32.eqz", call("is_word64", "i32", value))))
        self.ways.append((label, self.copied(expr)))

    def copied(self, expr: Expr) -> Expr:
        """An expression as it is left where some operands are evaluated."""
        if id(expr) in self.held:
            held = self.held[id(expr)]
            return get(str(held.imm), held.type)
        return Expr(expr.op, tuple(map(self.copied, expr.args)), expr.imm, expr.type, expr.site)

    def word(self, expr: Expr, whole: Expr) -> Expr:
        name = _name(expr) if _is_value(expr) else ""
        if name == "":
            return self.operand(expr, whole)
        left, right = expr.args
        word = self.word(left, whole)
        return Expr({**RING, **BITS, **SHIFTS}[name], (word, self.word(right, whole)), None, "i64")

    def operand(self, expr: Expr, whole: Expr) -> Expr:
        if expr.op == "const":
            assert isinstance(expr.imm, int)
            return constant_word(expr.imm)
        if not _is_plain(expr):
            name = self.name()
            self.selection.function.locals[name] = expr.type
            kept = self.copied(expr)
            self.body.append(Assign(name, self.selection.coerced(kept, expr.type)))
            self.held[id(expr)] = expr = get(name, expr.type)
            if _is_value(expr):
                self.ask(whole, [get(name, "val")])
        if expr.type == "int":
            return get(str(expr.imm), "int")
        return call("word_of" if expr.type == "long" else "word_of_value", "i64", get(str(expr.imm), expr.type))

    def name(self) -> str:
        self.selection.count += 1
        return f"word.{self.selection.count}"


def _operands(expr: Expr) -> list[Expr]:
    """The operands of a chain in order."""
    name = _name(expr) if _is_value(expr) else ""
    return [expr] if name == "" else [part for arg in expr.args for part in _operands(arg)]
