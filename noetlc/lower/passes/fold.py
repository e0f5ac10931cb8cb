"""Constant folding, algebraic simplification and pruning of branches that are never taken.

Example

    if i32.eqz(i32.add(2, -2)) { %x = i32.load(i32.add(%p, 8)) } else { @never() }

becomes

    %x = i32.load[8](%p)

Arithmetic wraps exactly as the machine does. Float operations whose result would be NaN stay: wasm leaves its bits open.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable

from noetlc.ir.arithmetic import SCALAR, Trap, apply, wrap
from noetlc.ir.conditions import boolean
from noetlc.ir.depth import deep_recursion
from noetlc.ir.effects import CONSTANTS, IMPURE, PURE, effect
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
from noetlc.ir.ops import INVERSE, OPS
from noetlc.ir.types import NEVER, VOID
from noetlc.lower.passes.fold_texts import known_call, known_load, known_scalar
from noetlc.lower.passes.versions import VERSIONS

# An offset below this cannot make a valid address plus offset wrap, so it may move into the load or store.
FOLDED = "fold"  # the change of versions
_MAX_OFFSET = 65536
_COMMUTATIVE = frozenset(f"{t}.{n}" for t in ("i32", "i64") for n in ("add", "mul", "and", "or", "xor", "eq", "ne"))
_NUMBERS = frozenset({"i32.const", "i64.const", "f64.const"})


def fold(module: Module) -> None:
    """Simplifies every function."""
    with deep_recursion():
        for name, function in module.functions.items():
            module.functions[name] = VERSIONS.changed(function, FOLDED, fold_body)[0]


def fold_once(key: Hashable, make: Callable[[], Function]) -> Function:
    """The function that `make` gives, simplified: of a key that an earlier build gave, the one that it got."""

    def made() -> Function:
        function = make()
        with deep_recursion():
            fold_body(function)
        return function

    found = VERSIONS.made(key, made)
    VERSIONS.same(found, FOLDED)
    return found


def fold_body(function: Function) -> None:
    """Simplifies one function. Needs room to recurse."""
    fold_stmts(function.body)


# ---- statements


def fold_stmts(body: list[Stmt]) -> bool:
    """Simplifies a statement list in place, up to the first statement that never continues; True if there is one."""
    out: list[Stmt] = []
    ended = False
    for stmt in body:
        ended = _stmt(stmt, out)
        if ended:
            break
    body[:] = out
    return ended


def _stmt(stmt: Stmt, out: list[Stmt]) -> bool:
    """Appends what a statement becomes; True if control never continues after it."""
    if isinstance(stmt, Assign):
        stmt.value = fold_expr(stmt.value)
        out.append(stmt)
        return stmt.value.type == NEVER
    if isinstance(stmt, Effect):
        return put_effect(fold_expr(stmt.value), out)
    if isinstance(stmt, If):
        return _if(stmt, out)
    if isinstance(stmt, Return | Leave):
        if stmt.value is not None:
            stmt.value = fold_expr(stmt.value)
        out.append(stmt)
        return True
    if isinstance(stmt, Br):
        return _br(stmt, out)
    if isinstance(stmt, Loop | Block):
        ended = fold_stmts(stmt.body)
        if stmt.body:
            out.append(stmt)
        return ended and isinstance(stmt, Loop)
    if isinstance(stmt, Switch):
        stmt.value = fold_expr(stmt.value)
        if stmt.value.op == "i32.const":
            index = int(_number(stmt.value)) & 0xFFFFFFFF
            out.append(Br(stmt.labels[index] if index < len(stmt.labels) else stmt.default))
        else:
            out.append(stmt)
        return True
    out.append(stmt)
    return False


def put_effect(value: Expr, out: list[Stmt]) -> bool:
    """Keeps of an unused value what has an effect."""
    info = OPS.get(value.op)
    if value.op in CONSTANTS or value.op in ("local", "global.get"):
        return False
    if value.op in ("drop", "not") or (info is not None and (info.pure or (info.memory and info.result != VOID))):
        return any(put_effect(arg, out) for arg in value.args)
    if value.op in ("cond", "and", "or"):
        return _lazy_effect(value, out)
    out.append(Effect(value))
    return value.type == NEVER


def _lazy_effect(value: Expr, out: list[Stmt]) -> bool:
    test, *arms = value.args
    then: list[Stmt] = []
    orelse: list[Stmt] = []
    first_ends = put_effect(arms[0], orelse if value.op == "or" else then)
    second_ends = put_effect(arms[1], orelse) if value.op == "cond" else False
    truth = constant_truth(test)
    if truth is not None:
        out.extend(then if truth else orelse)
        return first_ends if truth == (value.op != "or") else second_ends
    _put_if(If(as_test(test), then, orelse), out)
    return first_ends and second_ends


def _if(stmt: If, out: list[Stmt]) -> bool:
    test = fold_test(stmt.test)
    taken = constant_truth(test)
    if taken is not None:
        chosen = stmt.then if taken else stmt.orelse
        ended = fold_stmts(chosen)
        out.extend(chosen)
        return ended
    then_ends = fold_stmts(stmt.then)
    orelse_ends = fold_stmts(stmt.orelse)
    stmt.test = test
    _put_if(stmt, out)
    return then_ends and orelse_ends


def _put_if(stmt: If, out: list[Stmt]) -> None:
    """Appends an `If` without empty `then`."""
    if not stmt.then and not stmt.orelse:
        put_effect(stmt.test, out)
        return
    if not stmt.then:
        stmt.test, stmt.then, stmt.orelse = negate(stmt.test), stmt.orelse, []
    out.append(stmt)


def _br(stmt: Br, out: list[Stmt]) -> bool:
    if stmt.test is None:
        out.append(stmt)
        return True
    stmt.test = fold_test(stmt.test)
    taken = constant_truth(stmt.test)
    if taken is None:
        out.append(stmt)
    elif taken:
        stmt.test = None
        out.append(stmt)
    return bool(taken)


# ---- conditions


def constant_truth(expr: Expr) -> bool | None:
    """The truth of a condition if it is a constant. Addresses of data and table indices are never 0."""
    if expr.op == "i32.const":
        return bool(expr.imm)
    return True if expr.op in ("data", "func") else None


def negate(test: Expr) -> Expr:
    """A condition that holds exactly when `test` does not."""
    if test.op in ("not", "i32.eqz"):
        return test.args[0]
    if test.op in INVERSE:
        return Expr(INVERSE[test.op], test.args, None, "i32", test.site)
    return Expr("not", (test,), None, "i32")


def fold_test(expr: Expr) -> Expr:
    """Simplifies an expression of which only the truth matters."""
    return as_test(fold_expr(expr))


def as_test(expr: Expr) -> Expr:
    """A simplified expression as a condition: no double negation, no comparison with 0, no constant operand."""
    op, args = expr.op, expr.args
    if op in ("not", "i32.eqz"):
        inner = as_test(args[0])
        truth = constant_truth(inner)
        return _i32(not truth) if truth is not None else negate(inner)
    if op in ("i32.ne", "i32.eq") and _is_number(args[1], 0):
        return as_test(args[0]) if op == "i32.ne" else as_test(Expr("not", (args[0],), None, "i32"))
    if op in ("and", "or"):
        left, right = as_test(args[0]), as_test(args[1])
        truth = constant_truth(left)
        if truth is not None:
            return right if truth == (op == "and") else _i32(op == "or")
        truth = constant_truth(right)
        if truth == (op == "and") and truth is not None:
            return left
        if truth is not None and effect(left) != IMPURE:
            return _i32(op == "or")
        return Expr(op, (left, right), None, "i32", expr.site)
    if op == "cond":
        return _cond_test(expr)
    return expr


def _cond_test(expr: Expr) -> Expr:
    """A choice with a constant arm is a conjunction or disjunction: `cond(a, b, 0)` is `and(a, b)`."""
    test, a, b = expr.args
    first, second = constant_truth(a), constant_truth(b)
    if first is None and second is None:
        return expr
    if first is None:
        name, left, right = ("or", Expr("not", (test,), None, "i32"), a) if second else ("and", test, a)
    else:
        name, left, right = ("or", test, b) if first else ("and", Expr("not", (test,), None, "i32"), b)
    return as_test(Expr(name, (left, right), None, "i32", expr.site))


# ---- expressions


def _i32(value: int | bool) -> Expr:
    return Expr("i32.const", (), int(value), "i32")


def _is_number(expr: Expr, value: int) -> bool:
    return expr.op in ("i32.const", "i64.const") and expr.imm == value


def fold_expr(expr: Expr) -> Expr:
    """The simplified expression; the given one may be changed."""
    if isinstance(expr, BlockExpr):
        return _block_expr(expr)
    args = expr.args
    if not args:
        return expr
    expr.args = args = tuple([fold_expr(a) if a.args or a.op == "block" else a for a in args])
    rule = _RULES.get(expr.op)
    if rule is not None:
        return rule(expr)
    if expr.op in SCALAR:
        return _scalar(expr)
    info = OPS.get(expr.op)
    if info is not None and info.memory:
        return _address(expr)
    return expr


def _block_expr(expr: BlockExpr) -> Expr:
    fold_stmts(expr.body)
    if len(expr.body) == 1:
        only = expr.body[0]
        if isinstance(only, Leave) and only.label == expr.label and only.value is not None:
            return only.value
    return expr


def _scalar(expr: Expr) -> Expr:
    op, args = expr.op, expr.args
    if all(a.op in _NUMBERS for a in args):
        return _constant(expr)
    if len(args) == 2:
        if op in _COMMUTATIVE and args[0].op in _NUMBERS:
            args = expr.args = (args[1], args[0])
        if args[0].op in ("data", "local") and (known := known_scalar(expr)) is not None:
            return _i32(known)
        if args[1].op in ("i32.const", "i64.const"):
            return _with_constant(expr)
        return _constant_last(expr) if op == "i32.add" else expr
    inner = args[0]
    if op == "i32.wrap_i64" and inner.op in ("i64.extend_i32_s", "i64.extend_i32_u"):
        return inner.args[0]
    if op == "i32.eqz" and inner.op in INVERSE:
        return negate(inner)
    if op == "i32.wrap_i64" and inner.op in ("i64.add", "i64.sub", "i64.mul", "i64.and", "i64.or", "i64.xor"):
        return _narrow(expr)
    return expr


def _constant_last(expr: Expr) -> Expr:
    """`add(add(a, constant), b)` with the constant last, where it may become the offset of a load."""
    left, right = expr.args
    if left.op == "i32.add" and left.args[1].op == "i32.const":
        total = Expr("i32.add", (left.args[0], right), None, expr.type, expr.site)
        return _with_constant(Expr("i32.add", (total, left.args[1]), None, expr.type))
    if right.op == "i32.add" and right.args[1].op == "i32.const":
        total = Expr("i32.add", (left, right.args[0]), None, expr.type, expr.site)
        return _with_constant(Expr("i32.add", (total, right.args[1]), None, expr.type))
    return expr


def _narrow(expr: Expr) -> Expr:
    """`wrap(op64(extend(a), constant))` is `op32(a, constant)`: the low half depends on low halves only."""
    inner = expr.args[0]
    low: list[Expr] = []
    for arg in inner.args:
        if arg.op in ("i64.extend_i32_s", "i64.extend_i32_u"):
            low.append(arg.args[0])
        elif arg.op == "i64.const" and isinstance(arg.imm, int):
            low.append(_i32(wrap(arg.imm, 32)))
        else:
            return expr
    return fold_expr(Expr("i32" + inner.op[3:], tuple(low), None, "i32", expr.site))


def _constant(expr: Expr) -> Expr:
    """The value of an operation on constants, if it has one."""
    numbers = [_number(a) for a in expr.args]
    try:
        value = apply(expr.op, *numbers)
    except Trap:
        return expr
    if isinstance(value, float) and math.isnan(value):
        return expr
    return Expr(f"{OPS[expr.op].result}.const", (), value, expr.type)


def _number(expr: Expr) -> int | float:
    imm = expr.imm
    assert isinstance(imm, int | float)
    if expr.op == "f64.const":
        return float(imm)
    return wrap(int(imm), 32 if expr.op == "i32.const" else 64)


def _with_constant(expr: Expr) -> Expr:
    """An integer operation whose right operand is a constant."""
    op, (left, right) = expr.op, expr.args
    type_, name = op.split(".")
    value = _number(right)
    assert isinstance(value, int)
    if value == 0:
        if name in ("add", "sub", "or", "xor", "shl", "shr_s", "shr_u", "rotl", "rotr"):
            return left
        if name in ("mul", "and") and effect(left) != IMPURE:
            return Expr(right.op, (), 0, expr.type)
        if name == "eq":
            return fold_expr(Expr(f"{type_}.eqz", (left,), None, "i32", expr.site))
        if name == "ne" and type_ == "i32" and boolean(left):
            return left
    if (value == 1 and name in ("mul", "div_s", "div_u")) or (value == -1 and name == "and"):
        return left
    if name in ("add", "sub") and left.op in (f"{type_}.add", f"{type_}.sub") and left.args[1].op == right.op:
        bits = int(type_[1:])
        first = _number(left.args[1])
        assert isinstance(first, int)
        total = wrap((value if name == "add" else -value) + (first if left.op.endswith("add") else -first), bits)
        return _sum(type_, left.args[0], total, expr)
    if name in ("and", "or", "xor") and left.op == op and left.args[1].op == right.op:
        constant = Expr(right.op, (), apply(op, _number(left.args[1]), value), right.type)
        return _with_constant(Expr(op, (left.args[0], constant), None, expr.type, expr.site))
    return expr


def _sum(type_: str, left: Expr, total: int, expr: Expr) -> Expr:
    if total == 0:
        return left
    return Expr(f"{type_}.add", (left, Expr(f"{type_}.const", (), total, type_)), None, expr.type, expr.site)


def _address(expr: Expr) -> Expr:
    """A constant added to the address of a load or store becomes its offset; what is known of constant texts is not loaded."""
    base = expr.args[0]
    if base.op in ("data", "local") and (known := known_load(expr)) is not None:
        return _i32(known)
    if base.op != "i32.add" or base.args[1].op != "i32.const":
        return expr
    added = _number(base.args[1])
    assert isinstance(expr.imm, int)
    assert isinstance(added, int)
    if added >= 0 and expr.imm + added < _MAX_OFFSET:
        return Expr(expr.op, (base.args[0], *expr.args[1:]), expr.imm + added, expr.type, expr.site)
    return expr


def _not(expr: Expr) -> Expr:
    inner = as_test(expr.args[0])
    truth = constant_truth(inner)
    if truth is not None:
        return _i32(not truth)
    if inner.op in INVERSE:
        return negate(inner)
    if inner.op in ("not", "i32.eqz") and boolean(inner.args[0]):
        return inner.args[0]
    return Expr("not", (inner,), None, "i32", expr.site)


def _logic(expr: Expr) -> Expr:
    """`and`/`or` as a value: the right operand, or 0 (`and`) or 1 (`or`)."""
    is_and = expr.op == "and"
    left, right = as_test(expr.args[0]), expr.args[1]
    truth = constant_truth(left)
    if truth is not None:
        return right if truth == is_and else _i32(not is_and)
    if _is_number(right, int(is_and)) and boolean(left):
        return left
    if _is_number(right, int(not is_and)) and effect(left) != IMPURE:
        return right
    return Expr(expr.op, (left, right), None, expr.type, expr.site)


def _cond(expr: Expr) -> Expr:
    test, a, b = as_test(expr.args[0]), expr.args[1], expr.args[2]
    truth = constant_truth(test)
    if truth is not None and expr.type != VOID:
        return a if truth else b
    if test.op == "not":
        test, a, b = test.args[0], b, a
    if a.op == b.op == "i32.const" and a.type == b.type == "i32":
        if a.imm == 1 and b.imm == 0:
            return test if boolean(test) else Expr("not", (Expr("not", (test,), None, "i32"),), None, "i32", expr.site)
        if a.imm == 0 and b.imm == 1:
            return _not(Expr("not", (test,), None, "i32", expr.site))
    if a.op in CONSTANTS and a.op == b.op and a.imm == b.imm and effect(test) != IMPURE and a.op != "f64.const":
        return a
    return Expr("cond", (test, a, b), None, expr.type, expr.site)


def _select(expr: Expr) -> Expr:
    test, a, b = expr.args
    truth = constant_truth(test)
    if truth is not None and effect(b if truth else a) == PURE:
        return a if truth else b
    return expr


def _drop(expr: Expr) -> Expr:
    """A dropped pure value leaves the effects of its operands to the statement it stands in."""
    inner = expr.args[0]
    return inner if inner.type in (VOID, NEVER) else expr


def _call(expr: Expr) -> Expr:
    known = known_call(expr)
    return expr if known is None else _i32(known)


def _check(expr: Expr) -> Expr:
    return expr.args[0] if constant_truth(expr.args[0]) else expr


def _call_indirect(expr: Expr) -> Expr:
    """A call through the table of a function that is known."""
    *args, index = expr.args
    return Expr("call", tuple(args), str(index.imm), expr.type, expr.site) if index.op == "func" else expr


_RULES: dict[str, Callable[[Expr], Expr]] = {
    "not": _not,
    "and": _logic,
    "or": _logic,
    "cond": _cond,
    "select": _select,
    "drop": _drop,
    "call": _call,
    "call_indirect": _call_indirect,
    "check": _check,
}
