"""Finds what functions of bodies take and give from their calls, so that ints, floats and bools pass unboxed.

Example

    func @half(%f.object: val, %p.x: val) -> val { return dyn[py_truediv](%p.x, 2):val }
    %t = call_user[half](0, %n)            # %n: int, the only call

becomes, with `%t: float`,

    func @half(%f.object: val, %p.x: int) -> float { … }

All calls are known: a function that is used as a value has an entry of its own, which calls it with values. What a call gives says
nothing of a raise where it is unboxed, so that `failed` asks for a pending exception then (`select.py`). Generators stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from noetlc.ir.dynamic import RAISE
from noetlc.ir.nodes import Assign, Br, Expr, Function, Return, Stmt, substatements, walk_exprs
from noetlc.ir.types import DYN, UNBOXED
from noetlc.lower.passes.container_facts import Said
from noetlc.lower.passes.generators import is_generator
from noetlc.lower.passes.infer import Inference, Type, merge, plain_operators
from noetlc.lower.passes.item_types import ItemTypes

CALL = "call_user"


@dataclass(frozen=True, slots=True)
class Inferred:
    """The functions whose calls are all known, and what is known of containers."""

    typed: frozenset[str]
    items: ItemTypes


def infer_signatures(
    functions: list[Function], fixed: frozenset[str] = frozenset(), said: Mapping[str, Said] | None = None
) -> Inferred:
    """Types the parameters and results of the functions that others among them call; `fixed` are those that more calls are made of,
    `said` is what the texts of bodies say, by their names."""
    items = ItemTypes(functions, fixed, said or {})
    known = _Signatures(functions, fixed, items)
    if not known.typed and not items.reads:
        return Inferred(frozenset(), items)
    known.solve()
    counters = {name: known.inferred(known.functions[name]).counters() for name in known.readers_of_types()}
    if any(counters.values()):  # locals that only count are ints, which others may owe to them
        for name, found in counters.items():
            known.functions[name].locals.update(dict.fromkeys(found, "int"))
        known.forget()
        known.solve()
    known.settle()
    return Inferred(frozenset(known.typed), items)


class _Signatures:
    """`typed` are the functions whose signatures are open: the types of their parameters and result as far as they are known."""

    def __init__(self, functions: list[Function], fixed: frozenset[str], items: ItemTypes) -> None:
        self.items = items
        self.functions = {f.name: f for f in functions}
        self.callers: dict[str, dict[str, None]] = {}  # of each function, those that call it
        self.calls: dict[str, list[Expr]] = {}  # in each function
        for function in functions:
            calls = [e for e in walk_exprs(function.body) if e.op == CALL]
            self.calls[function.name] = calls
            for call in calls:
                self.callers.setdefault(str(call.imm), {})[function.name] = None
        self.typed = [n for n in self.callers if n in self.functions and n not in fixed and not is_generator(self.functions[n])]
        self.forget()

    def forget(self) -> None:
        self.closing = False  # whether locals that only depend on themselves are values
        self.params: dict[str, list[Type]] = {name: ["val"] + [None] * (len(self.functions[name].params) - 1) for name in self.typed}
        self.results: dict[str, Type] = dict.fromkeys(self.typed)
        self.items.forget()

    def readers_of_types(self) -> Iterable[str]:
        """The functions whose locals may depend on signatures."""
        return [name for name, function in self.functions.items() if DYN in function.locals.values()]

    def inferred(self, function: Function) -> Inference:
        """The types of a function's locals under what is known of signatures."""
        found = Inference(function, plain_operators(function), self.given)
        if function.name in self.params:
            found.types.update(zip(function.params, self.params[function.name], strict=True))
        found.solve(self.closing)
        return found

    def result(self, name: str) -> Type:
        return self.results.get(name, "val")

    def given(self, expr: Expr) -> Type:
        """What a call gives, or is in a container."""
        if expr.op == CALL:
            return self.result(str(expr.imm))
        assert isinstance(expr.imm, int)
        return self.items.types[expr.imm]

    def solve(self) -> None:
        """To the least types that hold; what nothing decides is a value, in signatures and then in functions."""
        self.closing = False
        self.carry(list(self.functions))
        self.close()
        self.closing = True
        self.carry([name for name, function in self.functions.items() if any(map(_is_open, walk_exprs(function.body)))])
        self.close()

    def close(self) -> None:
        """Makes signatures that nothing decides those of values."""
        while open_ := [name for name in self.typed if self.results[name] is None or None in self.params[name]]:
            again: dict[str, None] = {}
            for name in open_:
                self.params[name] = [type_ or "val" for type_ in self.params[name]]
                again[name] = None
                if self.results[name] is None:
                    self.results[name] = "val"
                    again |= self.callers[name]
            self.carry(list(again))
        if again := self.items.close():
            self.carry(list(again))

    def carry(self, changed: list[str]) -> None:
        """Infers functions whose callers or callees changed until nothing changes."""
        pending = dict.fromkeys(changed)
        while pending:
            name = next(iter(pending))
            del pending[name]
            function = self.functions[name]
            found = self.inferred(function)
            for call in self.calls[name]:
                callee = str(call.imm)
                if callee not in self.params:
                    continue
                params = self.params[callee]
                joined = [merge(param, found.type_of(arg)) for param, arg in zip(params, call.args, strict=True)]
                if joined != params:
                    self.params[callee] = joined
                    pending[callee] = None
            pending |= self.items.carry(name, found.type_of)
            if name in self.results:
                result = self.results[name]
                for value in _returned(function.body):
                    result = merge(result, found.type_of(value))
                if result != self.results[name]:
                    self.results[name] = result
                    pending |= self.callers[name]

    def settle(self) -> None:
        """Writes signatures into functions and calls, and the types of what is in containers."""
        self.items.settle()
        for name in self.typed:
            function = self.functions[name]
            function.locals.update({p: t or "val" for p, t in zip(function.params, self.params[name], strict=True)})
            function.result = self.results[name] or "val"
        for name, calls in self.calls.items():
            for call in calls:
                call.type = self.result(str(call.imm)) or "val"
            if any(call.type in UNBOXED for call in calls):
                function = self.functions[name]
                function.body = _unreturned(function, function.body)


def _is_open(expr: Expr) -> bool:
    """A number of the kind of its variable, which may depend on itself alone."""
    return expr.op == "const" and expr.type == DYN


def _returned(body: list[Stmt]) -> Iterator[Expr]:
    stack = [body]
    while stack:
        for stmt in stack.pop():
            if isinstance(stmt, Return) and stmt.value is not None:
                yield stmt.value
            stack.extend(substatements(stmt))


def _unreturned(function: Function, body: list[Stmt]) -> list[Stmt]:
    """Entries return what they call gives: where that is unboxed, they ask whether it raised."""
    last = body[-1] if body else None
    if not isinstance(last, Return) or last.value is None or last.value.op != CALL or last.value.type not in UNBOXED:
        return body
    function.locals["result"] = last.value.type
    result = Expr("local", (), "result", last.value.type)
    return [*body[:-1], Assign("result", last.value), Br(RAISE, Expr("failed", (result,), None, "i32")), Return(result)]
