"""Parameters that are the same constant in every call, or that nobody reads, are dropped.

Example, where these are all calls of @scale

    func @scale(%x: i32, %by: i32, %spare: i32) -> i32 { return i32.mul(%x, %by) }
    func @f(%p: i32) -> i32 export f { return i32.add(@scale(%p, 3, %p), @scale(1, 3, 0)) }

becomes

    func @scale(%x: i32) -> i32 { return i32.mul(%x, 3) }
    func @f(%p: i32) -> i32 export f { return i32.add(@scale(%p), @scale(1)) }

What is called through the table or from outside keeps its parameters. A function that passes a parameter on to itself as it is
says nothing of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from noetlc.ir.depth import deep_recursion
from noetlc.ir.effects import PURE, effect
from noetlc.ir.nodes import LEAVE, Assign, BlockExpr, Expr, Function, Imm, Module, Stmt, TableIndex, stmt_expr, substatements
from noetlc.lower.passes.fold import fold_body
from noetlc.lower.passes.versions import VERSIONS

_SHORT = ("i32.const", "data")  # constants that take the room of a local
_SILENT = frozenset({"i32.const", "i64.const", "data"})  # operands that say nothing
_Constant = tuple[str, Imm]


@dataclass(slots=True)
class _Facts:
    """What a function contains."""

    calls: dict[str, list[Expr]] = field(default_factory=dict)
    pointed_at: set[str] = field(default_factory=set)
    reads: dict[str, list[Expr]] = field(default_factory=dict)
    assigned: set[str] = field(default_factory=set)


def settle_parameters(module: Module) -> None:
    """Until nothing changes: what a function no longer passes on, the callee may have no need of."""
    with deep_recursion():
        _Settling(module).run()


class _Settling:
    def __init__(self, module: Module) -> None:
        self.functions = module.functions
        self.facts = {name: VERSIONS.fact(function, _facts) for name, function in module.functions.items()}
        self.kept = {LEAVE, *module.table, *module.imports, *(n for n, f in module.functions.items() if f.export is not None)}
        for item in module.data.values():
            self.kept.update(target.function for _, target in item.refs if isinstance(target, TableIndex))
        self.callers: dict[str, dict[str, None]] = {}
        for name, facts in self.facts.items():
            self.kept |= facts.pointed_at
            for callee in facts.calls:
                self.callers.setdefault(callee, {})[name] = None

    def run(self) -> None:
        pending = dict.fromkeys(self.callers)
        while pending:
            name = next(iter(pending))
            del pending[name]
            function = self.functions.get(name)
            if function is None or name in self.kept or not function.params:
                continue
            calls = self.calls(name)
            dropped = self.dropped(function, calls) if calls else {}
            if not dropped:
                continue
            kept = tuple([param not in dropped for param in function.params])
            for changed in dict.fromkeys((name, *(caller for _, caller in calls))):
                self.change(changed, name, kept, dropped if changed == name else {})
                pending[changed] = None
            pending.update(dict.fromkeys(self.facts[name].calls))

    def change(self, name: str, callee: str, kept: tuple[bool, ...], dropped: dict[str, _Constant | None]) -> None:
        """Drops arguments of the calls of a function that are in the one of that name, and of this one parameters, if it is the same."""
        function = self.functions[name]

        def make(mine: Function) -> None:
            facts = self.facts[name] if mine is function else _facts(mine)
            for call in {id(call): call for call in facts.calls.get(callee, ())}.values():  # one statement may stand in two arms
                call.args = tuple([arg for arg, stays in zip(call.args, kept, strict=True) if stays])
            _drop(mine, facts, dropped)
            fold_body(mine)

        self.functions[name], _ = VERSIONS.changed(function, ("parameters", callee, kept, repr(dropped)), make)
        self.facts[name] = VERSIONS.fact(self.functions[name], _facts)

    def calls(self, name: str) -> list[tuple[Expr, str]]:
        """The calls of a function, each with the name of its caller."""
        found = ((call, caller) for caller in self.callers.get(name, ()) for call in self.facts[caller].calls.get(name, ()))
        return list({id(call): (call, caller) for call, caller in found}.values())  # one statement may stand in two arms

    def dropped(self, function: Function, calls: list[tuple[Expr, str]]) -> dict[str, _Constant | None]:
        """The parameters that can go, with the constant they are if they are read."""
        facts = self.facts[function.name]
        found: dict[str, _Constant | None] = {}
        for position, param in enumerate(function.params):
            if param in facts.assigned:
                continue
            if param not in facts.reads:
                if all(effect(call.args[position]) == PURE for call, _ in calls):
                    found[param] = None
                continue
            constants: set[_Constant | None] = set()
            for call, caller in calls:
                arg = call.args[position]
                if caller != function.name or arg.op != "local" or arg.imm != param:
                    constants.add((arg.op, arg.imm) if arg.op in _SHORT else None)
                    if len(constants) > 1:
                        break
            if len(constants) == 1 and (constant := constants.pop()) is not None:
                found[param] = constant
        return found


def _drop(function: Function, facts: _Facts, dropped: dict[str, _Constant | None]) -> None:
    """Drops parameters of a function; those that are read are a constant."""
    for param, constant in dropped.items():
        if constant is not None:
            for expr in facts.reads[param]:
                expr.op, expr.imm = constant
        del function.locals[param]
    function.params = tuple([p for p in function.params if p not in dropped])


def _facts(function: Function) -> _Facts:
    found = _Facts()
    lists = [function.body]
    for body in lists:  # grows
        for stmt in body:
            if isinstance(stmt, Assign):
                found.assigned.add(stmt.name)
            else:
                lists.extend(substatements(stmt))
            expr = stmt_expr(stmt)
            if expr is not None:
                lists.extend(_add_facts(expr, found))
    return found


def _add_facts(root: Expr, found: _Facts) -> list[list[Stmt]]:
    """Adds what an expression contains; the statement lists in it."""
    lists: list[list[Stmt]] = []
    pending = [root]
    while pending:
        expr = pending.pop()
        op = expr.op
        if op == "local":
            found.reads.setdefault(str(expr.imm), []).append(expr)
            continue
        if expr.args:
            pending.extend([arg for arg in expr.args if arg.op not in _SILENT])
        elif isinstance(expr, BlockExpr):
            lists.append(expr.body)
        if op == "call":
            found.calls.setdefault(str(expr.imm), []).append(expr)
        elif op == "func":
            found.pointed_at.add(str(expr.imm))
        elif op == "tee":
            found.assigned.add(str(expr.imm))
    return lists
