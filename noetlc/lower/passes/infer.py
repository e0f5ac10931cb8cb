"""Finds the types of variables whose type is open (`dyn`), so that ints, floats and bools live unboxed.

Example

    %t = const 0
    loop $l { %t = dyn py_add(%t, %i) … }      # %i: int

becomes the same with `%t: int`: every value assigned to it is an int. A variable that also gets anything else is `val`.
"""

from __future__ import annotations

from collections.abc import Iterator
from heapq import heappop, heappush

from noetlc.ir.nodes import Assign, Expr, Function, Stmt, substatements
from noetlc.ir.types import DYN
from noetlc.layout.features import Feature
from noetlc.layout.tags import T_BOOL, T_DICT, T_FLOAT, T_INT, T_LIST, T_STR, T_TUPLE
from noetlc.primitives.overloads import select_overload
from noetlc.primitives.python_methods import METHODS

TAG_OF_TYPE = {"str": T_STR, "list": T_LIST, "dict": T_DICT, "tuple": T_TUPLE, "int": T_INT, "float": T_FLOAT, "bool": T_BOOL}


def infer(function: Function) -> None:
    """Replaces `dyn` in the function's locals by types; flow-insensitive, to a fixpoint.

    Sweeps over the assignments in order; after the first one only over those that read what has changed.
    """
    mixed = plain_operators(function)
    types: dict[str, str | None] = {n: (None if t == DYN else t) for n, t in function.locals.items()}
    assigns = [a for a in _assigns(function.body) if function.locals[a.name] == DYN]
    readers: dict[str, list[int]] = {}
    for index, assign in enumerate(assigns):
        for name in _read(assign.value):
            readers.setdefault(name, []).append(index)
    pending = [(0, index) for index in range(len(assigns))]  # (sweep, assignment): a heap, and sorted already
    waiting = set(pending)
    while pending:
        here = heappop(pending)
        waiting.discard(here)
        sweep, index = here
        assign = assigns[index]
        joined = merge(types[assign.name], type_of(assign.value, types, mixed))
        if joined == types[assign.name]:
            continue
        types[assign.name] = joined
        for reader in readers.get(assign.name, ()):
            later = (sweep + (reader <= index), reader)
            if later not in waiting:
                waiting.add(later)
                heappush(pending, later)
    for name, type_ in function.locals.items():
        if type_ == DYN:
            function.locals[name] = types[name] or "val"


def plain_operators(function: Function) -> bool:
    """True if no value of the function's body can have operators of its own."""
    return Feature.OPERATORS not in function.provides


def type_of(expr: Expr, types: dict[str, str | None], mixed: bool) -> str | None:
    """The type of an expression under the types found so far; None while an operand's is not known."""
    if expr.op == "local":
        name = str(expr.imm)
        return types[name] if expr.type == DYN else expr.type
    if expr.op == "dyn":
        args = [type_of(a, types, mixed) for a in expr.args]
        if any(a is None for a in args):
            return None
        overload = select_overload(str(expr.imm), [str(a) for a in args], mixed)
        return overload.result if overload is not None else expr.type
    if expr.op == "method":
        receiver = type_of(expr.args[0], types, mixed)
        if receiver is None:
            return None
        assert isinstance(expr.imm, tuple)
        return method_result(receiver, str(expr.imm[0]))
    if expr.op == "cond":
        return merge(type_of(expr.args[1], types, mixed), type_of(expr.args[2], types, mixed))
    return "val" if expr.type == DYN else expr.type


def method_result(receiver: str, name: str) -> str:
    """The type of a method call on a receiver of that type."""
    primitive = METHODS.get(name, {}).get(TAG_OF_TYPE.get(receiver, -1))
    return "val" if primitive is None or primitive.result == "void" else primitive.result


def merge(a: str | None, b: str | None) -> str | None:
    if a is None or b is None or a == b:
        return a if b is None else b
    return "val"


def _read(value: Expr) -> Iterator[str]:
    """The locals an expression reads."""
    pending = [value]
    while pending:
        expr = pending.pop()
        if expr.op == "local":
            yield str(expr.imm)
        pending.extend(expr.args)


def _assigns(body: list[Stmt]) -> list[Assign]:
    found: list[Assign] = []
    stack = [body]
    while stack:
        for stmt in stack.pop():
            if isinstance(stmt, Assign):
                found.append(stmt)
            stack.extend(substatements(stmt))
    return found
